#include "cli/command.h"

#include "graph_file/graph_file.h"
#include "python/python.h"

struct values {
    const char *output, *root;
    long jobs, level;
    bool quiet, verbose, namespaces;
    struct cli_words bindings;
};

static const struct cli_option options[] = {
    {'o', "output", CCH_OPTION_TEXT, "FILE", offsetof(struct values, output), "write the graph to FILE"},
    {0, "root", CCH_OPTION_TEXT, "DIR", offsetof(struct values, root),
     "file names are relative to DIR (unless told, the folder above the first package)"},
    {0, "binding", CCH_OPTION_WORDS, "MODULE", offsetof(struct values, bindings),
     "MODULE is compiled code (also found in setup.py and told by common endings)"},
    {'j', "jobs", CCH_OPTION_NUMBER, "N", offsetof(struct values, jobs), "parse with N processes"},
    {0, "compression", CCH_OPTION_NUMBER, "LEVEL", offsetof(struct values, level),
     "zstd's level, 1 to 19 (3 unless told)"},
    {0, "namespaces", CCH_OPTION_FLAG, NULL, offsetof(struct values, namespaces),
     "a folder that is given is a package, without an __init__.py, too"},
    {'q', "quiet", CCH_OPTION_FLAG, NULL, offsetof(struct values, quiet), "no report on stderr"},
    {'v', "verbose", CCH_OPTION_FLAG, NULL, offsetof(struct values, verbose),
     "report all problems, not only the first"},
    {0}};

enum { FIRST = 10 };

static void report(const cch_graph *graph, const cch_python_summary *summary, const struct values *values) {
    uint32_t count = cch_graph_count(graph, CCH_PROBLEM);
    for (uint32_t i = 1; i <= count && (values->verbose || i <= FIRST); i++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_PROBLEM, i);
        const uint32_t *site = cch_graph_row(graph, CCH_SITE, cells[CCH_PROBLEM_SITE]);
        cch_print_escaped(stderr, cch_graph_text(graph, cells[CCH_PROBLEM_UNIT], NULL));
        if (site && site[CCH_SITE_LINE])
            fprintf(stderr, ":%u", site[CCH_SITE_LINE]);
        fputs(": ", stderr);
        cch_print_escaped(stderr, cch_graph_text(graph, cells[CCH_PROBLEM_TEXT], NULL));
        putc('\n', stderr);
    }
    if (count > FIRST && !values->verbose)
        fprintf(stderr, "%u more problems (-v shows all)\n", count - FIRST);
    if (!values->quiet)
        fprintf(stderr, "%zu files, %zu functions, %u edges%s\n", summary->files, summary->functions,
                cch_graph_count(graph, CCH_EDGE), summary->problems ? "; some files could not be used" : "");
}

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {.level = 3};
    cch_python_summary summary = {0};
    cch_error error;
    int status;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if (!argc)
        return cli_usage_error(self, "no package given");
    if (!values.output)
        return cli_usage_error(self, "no output given (-o FILE)");
    if (values.level < 1 || values.level > 19)
        return cli_usage_error(self, "the level of compression is between 1 and 19");
    cch_python_options given = {.root = values.root,
                                .jobs = values.jobs > 64 ? 64 : (unsigned)values.jobs,
                                .bindings = values.bindings.items,
                                .binding_count = values.bindings.count,
                                .namespaces = values.namespaces};
    cch_graph *graph = cch_graph_new();
    if (!graph)
        status = cch_fail(&error, CCH_ERROR_MEMORY, "out of memory");
    else
        status = cch_python_read((const char *const *)argv, (size_t)argc, &given, graph, &summary, &error);
    if (!status)
        status = cch_graph_write(graph, values.output, (int)values.level, &error);
    if (status)
        status = cli_report(self, &error);
    else if (!values.quiet || summary.problems)
        report(graph, &summary, &values);
    cch_graph_free(graph);
    return status ? status : summary.problems ? CCH_EXIT_PARTLY : CCH_EXIT_DONE;
}

const struct cli_subcommand cli_cmd_python = {
    .name = "python",
    .operands = "DIR…",
    .summary = "read Python packages into a graph",
    .description = "Each DIR is a package, a folder of packages, or a single .py file. Nothing of\n"
                   "it is imported or run. Functions appear under their dotted paths; the\n"
                   "top-level code of a module, with its class bodies, as 'module.<module>'.\n"
                   "Calling a class is an edge to its __init__, or to the class when the project\n"
                   "gives it none. Names of compiled modules are bindings, where merging with the\n"
                   "C++ side joins the two: of modules that setup.py or --binding names, that are\n"
                   "shared libraries or stubs beside the sources, or whose names end in _cuda or _C.\n"
                   "\n"
                   "A file that cannot be used is reported with line and reason, and the exit\n"
                   "code is 3; the rest is complete.",
    .options = options,
    .run = run};
