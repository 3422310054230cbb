#include "cli/ask.h"
#include "cli/prompt_tokenizer.h"
#include "cli/question.h"

#include "base/read_file.h"
#include "graph/view/load.h"
#include "graph/view/select.h"
#include "graph_file/graph_file.h"
#include "map/map.h"
#include "prompt/hardware_rows.h"
#include "prompt/prompt.h"
#include "prompt/template.h"
#include "python/python.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TEXT_MAX = 512 << 20 }; /* bytes of a chain file or template */

struct values {
    const char *output, *chains, *template_file, *model, *device;
    struct cli_words roots, from;
    int mode, through;
    long limit, max_tokens, bytes_per_1000_tokens;
    bool certain, print_template, quiet;
};

static const struct cli_option options[] = {
    {0, "mode", CCH_OPTION_CHOICE, "model|hardware", offsetof(struct values, mode),
     "ask about parameters of the model, or of the hardware"},
    {0, "chains", CCH_OPTION_TEXT, "FILE", offsetof(struct values, chains),
     "a chain file ('callchain map' writes one); else the graph's chains to CUDA"},
    {0, "through", CCH_OPTION_CHOICE, "auto|binding|kernel", offsetof(struct values, through),
     "without --chains: end at the binding, or at each kernel (auto: kernel for hardware)"},
    {0, "from", CCH_OPTION_WORDS, "PATTERN", offsetof(struct values, from), "only chains that start here"},
    {0, "certain", CCH_OPTION_FLAG, NULL, offsetof(struct values, certain),
     "without --chains: leave possible edges out"},
    {0, "device", CCH_OPTION_TEXT, "NAME", offsetof(struct values, device),
     "of an operator's implementations, only those that run there (cuda, cpu, …)"},
    {0, "limit", CCH_OPTION_NUMBER, "N", offsetof(struct values, limit),
     "without --chains: take at most N chains (10000 unless told)"},
    {'o', "output", CCH_OPTION_TEXT, "DIR", offsetof(struct values, output), "write to DIR ('prompt' unless told)"},
    {0, "root", CCH_OPTION_WORDS, "DIR", offsetof(struct values, roots),
     "the sources are below DIR (unless told, here); again and again"},
    {0, "max-tokens", CCH_OPTION_NUMBER, "N", offsetof(struct values, max_tokens),
     "of a prompt (28000 unless told; 0: no limit)"},
    {'m', "model", CCH_OPTION_TEXT, "NAME", offsetof(struct values, model),
     "count tokens as this model of an Ollama server does (else they are estimated)"},
    {0, "bytes-per-1000-tokens", CCH_OPTION_NUMBER, "N", offsetof(struct values, bytes_per_1000_tokens),
     "how tokens are estimated without a model's own count (3000 unless told)"},
    {0, "template", CCH_OPTION_TEXT, "FILE", offsetof(struct values, template_file), "the wording"},
    {0, "print-template", CCH_OPTION_FLAG, NULL, offsetof(struct values, print_template),
     "print the wording that comes with callchain and stop"},
    {'q', "quiet", CCH_OPTION_FLAG, NULL, offsetof(struct values, quiet), "no report on stderr"},
    {0}};

/* The two questions ------------------------------------------------------------------- */

static bool ask(char *code_base, char *chain_file, size_t size) {
    struct stat status;
    char *lines[] = {code_base, chain_file};
    const char *const questions[] = {"Enter the path to the code base: ", "Enter the path to the chain file: "};
    for (size_t i = 0; i < 2; i++) {
        char *given = cli_ask(questions[i], lines[i], size);
        if (!given)
            return false;
        if (*given && stat(given, &status) == 0)
            continue;
        if (!isatty(STDIN_FILENO))
            return false;
        puts("no such file or folder");
        i--;
    }
    return true;
}

/* Reading ------------------------------------------------------------------------------ */

/* A whole file with a NUL behind it; NULL after a message. */
static char *read_text(const struct cli_subcommand *self, const char *path, size_t *length) {
    cch_error error;
    char *text;
    int flags = CCH_READ_STREAM | CCH_READ_TEXT;
    int code = strcmp(path, "-") ? cch_read_file(&text, length, path, TEXT_MAX, flags, &error)
                                 : cch_read_descriptor(&text, length, STDIN_FILENO, path, TEXT_MAX, flags, &error);
    if (code != CCH_OK)
        cli_report(self, &error);
    return text;
}

static bool is_python_source(const char *path) {
    struct stat status;
    size_t length = strlen(path);
    char *init = malloc(length + sizeof "/__init__.py");
    bool found = length > 3 && !strcmp(path + length - 3, ".py");
    if (init && !found) {
        memcpy(init, path, length);
        memcpy(init + length, "/__init__.py", sizeof "/__init__.py");
        found = stat(init, &status) == 0;
    }
    free(init);
    return found;
}

/* Graphs as everywhere; Python packages are read as 'callchain python' does. */
static int open_program(cch_program **program, const char *const *paths, size_t count, bool asked,
                        const struct values *values, cch_error *error) {
    cch_python_options python = {.root = values->roots.count ? values->roots.items[0] : NULL};
    if (!asked && !(count == 1 && is_python_source(paths[0])))
        return cch_program_load(program, paths, count, error);
    cch_graph *graph = cch_graph_new();
    if (!graph)
        return cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    int code = cch_python_read(paths, count, &python, graph, NULL, error);
    if (code) {
        cch_graph_free(graph);
        return code;
    }
    return cch_program_make(program, graph, paths[0], error);
}

/* The functions that --from means, NULL for none; -1 after a message. */
static int starts(const struct cli_subcommand *self, const cch_view *view, cch_names *names,
                  const struct values *values, unsigned char **set) {
    cch_error error;
    if (!values->from.count)
        return 0;
    if (!(*set = calloc((size_t)view->function_count + 1, 1)))
        cch_fail(&error, CCH_ERROR_MEMORY, "out of memory");
    else if (!cch_select(view, names, values->from.items, values->from.count, *set, NULL, &error))
        return 0;
    cli_report(self, &error);
    return -1;
}

/* The text of the chain file, or of one made of the graph. */
static char *chain_text(const struct cli_subcommand *self, const cch_program *program, const struct values *values,
                        const unsigned char *from, size_t *length) {
    char *text = NULL;
    cch_error error;
    cch_map_summary summary;
    cch_map_request request = {.mode = CCH_MAP_CHAIN,
                               .cuda_only = true,
                               .certain = values->certain,
                               .from = from,
                               .fold = true,
                               .limit = (size_t)values->limit,
                               .through = values->through == 2 || (values->through == 0 && values->mode)
                                              ? CCH_MAP_THROUGH_KERNEL
                                              : CCH_MAP_THROUGH_BINDING};
    if (values->chains)
        return read_text(self, values->chains, length);
    FILE *stream = open_memstream(&text, length);
    if (!stream) {
        cli_tell(self, "out of memory");
        return NULL;
    }
    int code = cch_map_write(program, &request, stream, &summary, &error);
    if (fclose(stream) != 0 || !text || code) {
        if (code)
            cli_report(self, &error);
        else
            cli_tell(self, "out of memory");
        free(text);
        return NULL;
    }
    if (summary.is_partial && !values->quiet)
        fprintf(stderr, "%s chains, %zu taken (--limit)\n", summary.total, summary.written);
    return text;
}

/* Writing ------------------------------------------------------------------------------ */

static void report_prompts(const cch_prompt_summary *summary, const cch_prompt_options *given, const char *folder) {
    fprintf(stderr, "%zu chains, %zu prompts in %s/, the largest of ", summary->chains, summary->prompts, folder);
    if (given->tokenizer)
        fprintf(stderr, "%zu tokens (%s, %s)\n", summary->tokens_most, given->model,
                cch_tokenizer_name(given->tokenizer));
    else
        fprintf(stderr, "about %zu tokens\n", summary->tokens_most);
    if (summary->shortened)
        fprintf(stderr, "%zu prompts leave the code of some functions out (--max-tokens)\n", summary->shortened);
}

static int write_prompts(const struct cli_subcommand *self, const cch_view *view, cch_names *names,
                         const cch_chain_list *chains, const struct values *values, const cch_tokenizer *tokenizer) {
    cch_error error;
    cch_sources *sources = NULL;
    cch_prompt_summary summary = {0};
    size_t length;
    int status = CCH_EXIT_DONE;
    cch_prompt_options given = {.mode = (enum cch_prompt_mode)values->mode,
                                .template_name = values->template_file,
                                .max_tokens = (size_t)values->max_tokens,
                                .tokenizer = tokenizer,
                                .model = values->model,
                                .bytes_per_token = (double)values->bytes_per_1000_tokens / 1000};
    char *template_text = values->template_file ? read_text(self, values->template_file, &length) : NULL;
    const char *folder = values->output ? values->output : "prompt";
    cch_hardware_rows *rows = values->mode == CCH_PROMPT_HARDWARE ? cch_hardware_rows_new(view, names) : NULL;
    given.template_text = template_text;
    given.rows = rows ? cch_hardware_rows_text : NULL;
    given.rows_context = rows;
    if (values->template_file && !template_text) {
        cch_hardware_rows_free(rows);
        return CCH_EXIT_FAILED;
    }
    if (cch_sources_new(&sources, values->roots.items, values->roots.count, &error) ||
        cch_prompts_write(folder, view, names, chains, sources, &given, &summary, &error)) {
        status = cli_report(self, &error);
    } else {
        if (!values->quiet)
            report_prompts(&summary, &given, folder);
        if (summary.unread)
            cli_tell(self, "%s; %zu pieces of code are missing (--root tells where sources are)",
                     summary.first_unread ? summary.first_unread : "some code cannot be read", summary.unread);
        if (summary.refused)
            fprintf(stderr, "callchain prompt: %zu chains' starting points alone are larger than --max-tokens\n",
                    summary.refused);
        status = summary.unread || summary.refused ? CCH_EXIT_PARTLY : CCH_EXIT_DONE;
    }
    cch_prompt_summary_release(&summary);
    cch_sources_free(sources);
    cch_hardware_rows_free(rows);
    free(template_text);
    return status;
}

static int prompt(const struct cli_subcommand *self, const char *const *paths, size_t count, bool asked,
                  struct values *values) {
    cch_program *program = NULL;
    cch_view *view = NULL;
    cch_names *names = NULL;
    cch_chain_list chains = {0};
    cch_tokenizer *tokenizer = NULL;
    cch_error error;
    char *text = NULL;
    unsigned char *from = NULL;
    size_t length = 0;
    int status = CCH_EXIT_DONE;
    if (open_program(&program, paths, count, asked, values, &error) ||
        (values->device && cch_program_for_device(program, values->device, &error)) ||
        cch_view_new(&view, program, CCH_LEVEL_SOURCE, CCH_VIEW_FOLD_LAMBDAS, &error)) {
        status = cli_report(self, &error);
    } else if (!(names = cch_names_new(program->graph))) {
        cch_fail(&error, CCH_ERROR_MEMORY, "out of memory");
        status = cli_report(self, &error);
    } else if (starts(self, view, names, values, &from) || !(text = chain_text(self, program, values, from, &length))) {
        status = CCH_EXIT_FAILED;
    } else if (cch_chain_list_read(&chains, text, length, view, names, &error)) {
        status = cli_report(self, &error);
    } else {
        if (from)
            cch_chain_list_keep(&chains, from);
        if (chains.refused)
            cli_tell(self, "cannot use '%s': %s (%zu lines in all)",
                     values->chains ? values->chains : "the graph's chains",
                     chains.complaint ? chains.complaint : "no chain", chains.refused);
        if (!chains.count) {
            fprintf(stderr, "callchain prompt: there are no chains\n");
            status = CCH_EXIT_FAILED;
        } else if (!values->model || !(status = cli_prompt_tokenizer(self, values->model, values->quiet, &tokenizer))) {
            status = write_prompts(self, view, names, &chains, values, tokenizer);
            if (!status && chains.refused)
                status = CCH_EXIT_PARTLY;
        }
    }
    cch_tokenizer_free(tokenizer);
    free(text);
    free(from);
    cch_chain_list_release(&chains);
    cch_names_free(names);
    cch_view_free(view);
    cch_program_free(program);
    return status;
}

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {.limit = 10000, .max_tokens = 28000, .bytes_per_1000_tokens = 3000};
    char code_base[4096], chain_file[4096], above[4100];
    const char *asked[] = {code_base}, *root[] = {above};
    bool asks = argc == 1;
    int status;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if (values.print_template) {
        fputs(cch_template_default((enum cch_prompt_mode)values.mode), stdout);
        return CCH_EXIT_DONE;
    }
    if (!asks && !argc)
        return cli_usage_error(self, "no graph given");
    if (!asks)
        return prompt(self, (const char *const *)argv, (size_t)argc, false, &values);
    if (!ask(code_base, chain_file, sizeof code_base))
        return cli_usage_error(self, "no answer that names a file or folder");
    values.chains = chain_file;
    snprintf(above, sizeof above, "%s/..", code_base);
    values.roots = (struct cli_words){root, 1};
    return prompt(self, asked, 1, true, &values);
}

const struct cli_subcommand cli_cmd_prompt = {
    .name = "prompt",
    .operands = "[GRAPH…]",
    .summary = "write a prompt for each chain, for a language model",
    .description = "Writes prompt_api_1, prompt_api_2, … and index.json: the chain, the code of its\n"
                   "starting point and of every other function on it, each as written with file\n"
                   "and line, and the task. Chains with the same code share a prompt. GRAPH is as\n"
                   "everywhere, or one Python package. What does not fit --max-tokens is left out\n"
                   "function by function, the least important first, and named in the prompt.\n\n"
                   "Files that are not below a --root are never read.\n\n"
                   "Tokens are estimated from bytes, unless --model names a model of the Ollama\n"
                   "server that OLLAMA_HOST tells, which 'callchain identify' is to ask: then they\n"
                   "are counted by its own vocabulary. That is kept, in XDG_CACHE_HOME or ~/.cache,\n"
                   "so no server is needed the next time. index.json tells the count, and what\n"
                   "counted. Where a model's way of counting is not known (it is for GPT-2's,\n"
                   "Qwen 2's, Llama 3's, SmolLM's and their like), the estimate stays, with a note.\n\n"
                   "Without arguments it asks for the code base (a Python package) and the chain\n"
                   "file.\n\n" CCH_ABOUT_PATTERNS,
    .options = options,
    .run = run};
