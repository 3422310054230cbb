#include "cli/ask.h"
#include "cli/command.h"

#include "base/output_file.h"
#include "graph/view/load.h"
#include "graph_file/graph_file.h"
#include "map/map.h"
#include "python/python.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct values {
    const char *output, *root, *device;
    struct cli_words graphs, bindings;
    int mode, through;
    long limit;
    bool cuda_only, certain, quiet;
};

static const struct cli_option options[] = {
    {0, "mode", CCH_OPTION_CHOICE, "chain|json", offsetof(struct values, mode), "chains, or caller to callees"},
    {0, "cuda-only", CCH_OPTION_FLAG, NULL, offsetof(struct values, cuda_only),
     "only chains that end in a CUDA binding (or kernel)"},
    {0, "through", CCH_OPTION_CHOICE, "binding|kernel", offsetof(struct values, through),
     "end at the binding (the default), or go on into C++ to each kernel"},
    {0, "graph", CCH_OPTION_WORDS, "FILE", offsetof(struct values, graphs), "join this graph (the C++ side)"},
    {0, "certain", CCH_OPTION_FLAG, NULL, offsetof(struct values, certain), "leave possible edges out"},
    {0, "device", CCH_OPTION_TEXT, "NAME", offsetof(struct values, device),
     "of an operator's implementations, only those that run there (cuda, cpu, …)"},
    {0, "limit", CCH_OPTION_NUMBER, "N", offsetof(struct values, limit), "write at most N chains (100000 unless told)"},
    {0, "root", CCH_OPTION_TEXT, "DIR", offsetof(struct values, root), "file names are relative to DIR"},
    {0, "binding", CCH_OPTION_WORDS, "MODULE", offsetof(struct values, bindings), "MODULE is compiled code"},
    {'o', "output", CCH_OPTION_TEXT, "FILE", offsetof(struct values, output),
     "write to FILE, '-' for stdout (unless told, callgraphchain_whole or callgraphjson_whole)"},
    {'q', "quiet", CCH_OPTION_FLAG, NULL, offsetof(struct values, quiet), "no report on stderr"},
    {0}};

/* The three questions ----------------------------------------------------------- */

static bool is_path(const char *text, struct values *values) {
    struct stat status;
    (void)values;
    return *text && stat(text, &status) == 0;
}

static bool is_mode(const char *text, struct values *values) {
    values->mode = !strcmp(text, "json") ? CCH_MAP_JSON : CCH_MAP_CHAIN;
    return !strcmp(text, "json") || !strcmp(text, "chain");
}

static bool is_choice(const char *text, struct values *values) {
    values->cuda_only = !strcmp(text, "Y") || !strcmp(text, "y");
    return values->cuda_only || !strcmp(text, "N") || !strcmp(text, "n");
}

static int ask(const struct cli_subcommand *self, struct values *values, char *path, size_t size) {
    static const struct {
        const char *question, *wrong;
        bool (*accepts)(const char *text, struct values *values);
    } questions[] = {{"Enter the path to the code base: ", "no such file or folder", is_path},
                     {"Enter the output mode (json or chain): ", "neither 'json' nor 'chain'", is_mode},
                     {"Only CUDA-related chains (Y/N): ", "neither 'Y' nor 'N'", is_choice}};
    char line[4096];
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        char *given = cli_ask(questions[i].question, i ? line : path, i ? sizeof line : size);
        if (!given)
            return cli_usage_error(self, "no answer");
        if (questions[i].accepts(given, values))
            continue;
        if (!isatty(STDIN_FILENO))
            return cli_usage_error(self, "'%s' is no answer: %s", given, questions[i].wrong);
        printf("%s\n", questions[i].wrong);
        i--;
    }
    return 0;
}

/* Reading, joining, writing -------------------------------------------------------- */

static int join_graphs(cch_graph *graph, const struct cli_words *paths, cch_error *error) {
    for (size_t i = 0; i < paths->count; i++) {
        cch_graph *other;
        int code = cch_graph_read(&other, paths->items[i], error);
        if (code)
            return code;
        code = cch_graph_merge(graph, other);
        cch_graph_free(other);
        if (code)
            return cch_fail(error, code, "cannot join '%s': out of memory", paths->items[i]);
    }
    return cch_graph_canonicalize(graph) ? cch_fail(error, CCH_ERROR_MEMORY, "out of memory") : 0;
}

static int write_map(const cch_program *program, const struct values *values, cch_map_summary *summary,
                     cch_error *error) {
    cch_map_request request = {.mode = (enum cch_map_mode)values->mode,
                               .cuda_only = values->cuda_only,
                               .through = (enum cch_map_through)values->through,
                               .certain = values->certain,
                               .limit = (size_t)values->limit};
    const char *path = values->output ? values->output : cch_map_file_name(request.mode);
    cch_output *output;
    if (!strcmp(path, "-"))
        return cch_map_write(program, &request, stdout, summary, error);
    int code = cch_output_open(&output, path, error);
    if (code)
        return code;
    code = cch_map_write(program, &request, cch_output_stream(output), summary, error);
    if (code) {
        cch_output_abort(output);
        return code;
    }
    return cch_output_commit(output, 0, error);
}

static int map(const char *const *paths, size_t count, const struct values *values, cch_python_summary *read,
               cch_map_summary *written, cch_error *error) {
    cch_python_options given = {
        .root = values->root, .bindings = values->bindings.items, .binding_count = values->bindings.count};
    cch_graph *graph = cch_graph_new();
    cch_program *program = NULL;
    if (!graph)
        return cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    int code = count ? cch_python_read(paths, count, &given, graph, read, error) : 0;
    if (!code)
        code = join_graphs(graph, &values->graphs, error);
    if (code) {
        cch_graph_free(graph);
        return code;
    }
    code = cch_program_make(&program, graph, count ? paths[0] : values->graphs.items[0], error);
    if (!code && values->device)
        code = cch_program_for_device(program, values->device, error);
    if (!code)
        code = write_map(program, values, written, error);
    cch_program_free(program);
    return code;
}

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {.limit = 100000};
    cch_python_summary read = {0};
    cch_map_summary written = {0};
    cch_error error;
    char path[4096];
    const char *asked[] = {path};
    int status = 0, asks = argc == 1;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if (!argc && !values.graphs.count && !asks)
        return cli_usage_error(self, "no code base given");
    if (asks && (status = ask(self, &values, path, sizeof path)))
        return status;
    status = asks ? map(asked, 1, &values, &read, &written, &error)
                  : map((const char *const *)argv, (size_t)argc, &values, &read, &written, &error);
    if (status)
        return cli_report(self, &error);
    if (!values.quiet && read.problems)
        fprintf(stderr, "%zu files could not be used ('callchain python' tells which)\n", read.problems);
    if (!values.quiet && values.mode == CCH_MAP_CHAIN)
        fprintf(stderr, "%s chains, %zu written\n", written.total, written.written);
    return read.problems ? CCH_EXIT_PARTLY : CCH_EXIT_DONE;
}

const struct cli_subcommand cli_cmd_map = {
    .name = "map",
    .operands = "[SRC…]",
    .summary = "write the relationship mapping of a code base",
    .description = "Reads the Python packages SRC and writes which function leads to which:\n"
                   "'chain': one chain a line, elements 'scope/source' joined by ' -> ', a blank\n"
                   "line between two; 'json': an object, caller to list of callees.\n"
                   "\n"
                   "Without arguments it asks three questions: the path to the code base, the\n"
                   "output mode, and whether only chains of CUDA are wanted.",
    .options = options,
    .run = run};
