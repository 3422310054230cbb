#include "cli/question.h"
#include "base/json.h"
#include "base/paths.h"
#include "report/report.h"
#include "verify/verify.h"

struct values {
    const char *output, *title, *old, *answers, *prompts;
    struct cli_words roots, binaries, logs, traces;
};

static const struct cli_option options[] = {
    {'o', "output", CCH_OPTION_TEXT, "DIR", offsetof(struct values, output), "the folder to write (needed)"},
    {0, "root", CCH_OPTION_WORDS, "DIR", offsetof(struct values, roots),
     "the sources are below DIR (unless told, here); again and again"},
    {0, "title", CCH_OPTION_TEXT, "TEXT", offsetof(struct values, title),
     "of the pages (unless told, the graph's name)"},
    {0, "diff", CCH_OPTION_TEXT, "OLD", offsetof(struct values, old),
     "show what came, went and changed since this graph"},
    {0, "answers", CCH_OPTION_TEXT, "DIR", offsetof(struct values, answers),
     "show a model's answers in this folder, held against the program as by verify"},
    {0, "prompts", CCH_OPTION_TEXT, "DIR", offsetof(struct values, prompts),
     "the folder of prompts that were asked ('prompt' unless told)"},
    {0, "binary", CCH_OPTION_WORDS, "FILE", offsetof(struct values, binaries),
     "show what its code costs, as by cost: a library, object, fat binary or cubin"},
    {0, "ptxas", CCH_OPTION_WORDS, "LOG", offsetof(struct values, logs),
     "the same of what nvcc -Xptxas -v, or cuobjdump -res-usage, printed"},
    {0, "trace", CCH_OPTION_WORDS, "FILE", offsetof(struct values, traces),
     "show where the time of this profiler's trace went, as by trace"},
    {0}};

/* The answers, verified, in request->answers. */
static int verify_answers(const cch_question *question, const struct values *values, cch_sources *sources,
                          struct cch_report_request *request, cch_error *error) {
    const cch_verify_request asked = {values->answers, values->prompts, sources};
    cch_view *view = NULL; /* chains of prompts name closures */
    int status = cch_view_new(&view, question->program, CCH_LEVEL_SOURCE, 0, error);
    if (!status)
        status = cch_verify(&request->answers, view, question->names, &asked, error);
    cch_view_free(view);
    return status;
}

static int write_report(const struct cli_subcommand *self, const cch_question *question, const cch_question *old,
                        const struct values *values) {
    struct cch_report_summary summary;
    cch_sources *sources = NULL;
    cch_error error;
    struct cch_report_request request = {.title = values->title ? values->title : cch_path_base(question->graphs[0]),
                                         .old = old,
                                         .binaries = values->binaries.items,
                                         .binary_count = values->binaries.count,
                                         .logs = values->logs.items,
                                         .log_count = values->logs.count,
                                         .traces = values->traces.items,
                                         .trace_count = values->traces.count,
                                         .bytes = cli_question_bytes(question)};
    int status = cch_sources_new(&sources, values->roots.items, values->roots.count, &error);
    request.sources = sources;
    if (!status && values->answers)
        status = verify_answers(question, values, sources, &request, &error);
    if (!status)
        status = cch_report_make(values->output, question, &request, &summary, &error);
    if (status)
        status = cli_report(self, &error);
    else
        fprintf(stderr,
                "%zu functions, %zu operators, %zu kernels with %zu launches, the parameters of %zu entry points, "
                "%zu of %zu sources; %.1f MB: open %s/index.html\n",
                summary.functions, summary.operators, summary.kernels, summary.launches, summary.entries,
                summary.sources - summary.missing_sources, summary.sources, (double)summary.bytes / 1e6,
                values->output);
    json_object_put(request.answers);
    cch_sources_free(sources);
    return status;
}

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {.prompts = "prompt"};
    const struct cli_question_options ask = {.fold = true};
    cch_question question = {0}, old = {0};
    int status;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if (!argc)
        return cli_usage_error(self, "no graph given");
    if (!values.output)
        return cli_usage_error(self, "no folder given: -o DIR");
    status = cli_question_open(&question, self, &ask, false, argc, argv);
    if (!status && values.old)
        status = cli_question_open(&old, self, &ask, false, 1, (char *[]){(char *)(uintptr_t)values.old, NULL});
    if (!status)
        status = write_report(self, &question, values.old ? &old : NULL, &values);
    cli_question_close(&old);
    cli_question_close(&question);
    return status;
}

const struct cli_subcommand cli_cmd_report = {
    .name = "report",
    .operands = "GRAPH…",
    .summary = "write pages to look at: operators, chains, kernels, parameters, sources",
    .description = "Writes a folder that opens in a browser from the file system, without a server and\n"
                   "without the network: DIR/index.html. It has a search over all functions, kernels\n"
                   "and operators; chains from any function down to kernels, and up to its callers,\n"
                   "as trees that open step by step beside the source; a flame view of them;\n"
                   "launches as tables to sort, filter and pivot; the journey of each parameter; what\n"
                   "is wrong with what was read; a model's answers with verdicts; and changes.\n\n"
                   "Sources are copied into it as far as they are below a --root; other files are\n"
                   "never read. A second run into the same folder replaces it file by file, the page\n"
                   "that names the others last.\n\n" CCH_ABOUT_GRAPHS,
    .options = options,
    .run = run,
};
