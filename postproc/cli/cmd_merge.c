#include "cli/command.h"

#include "build/commands/compile_commands.h"
#include "base/paths.h"
#include "graph/merge/report.h"
#include "graph_file/graph_file.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct values {
    const char *output, *build, *root, *shard;
    long jobs, level;
    bool keep_going, quiet, verbose;
};

static const struct cli_option options[] = {
    {'o', "output", CCH_OPTION_TEXT, "FILE", offsetof(struct values, output), "write the merged graph to FILE"},
    {'j', "jobs", CCH_OPTION_NUMBER, "N", offsetof(struct values, jobs), "use N threads (1 unless told)"},
    {'p', "build", CCH_OPTION_TEXT, "BUILD", offsetof(struct values, build),
     "a compile_commands.json, or its folder: names the units to expect"},
    {0, "root", CCH_OPTION_TEXT, "DIR", offsetof(struct values, root),
     "with -p: the project root (unless told, as 'callchain run' finds it)"},
    {'k', "keep-going", CCH_OPTION_FLAG, NULL, offsetof(struct values, keep_going),
     "leave out files that cannot be read"},
    {0, "shard", CCH_OPTION_TEXT, "K/N", offsetof(struct values, shard), "only the Kth of N shards of the result"},
    {0, "compression", CCH_OPTION_NUMBER, "LEVEL", offsetof(struct values, level),
     "zstd's level, 1 to 19 (3 unless told)"},
    {'q', "quiet", CCH_OPTION_FLAG, NULL, offsetof(struct values, quiet), "no report on stderr"},
    {'v', "verbose", CCH_OPTION_FLAG, NULL, offsetof(struct values, verbose),
     "report all findings, not only the first"},
    {0}};

enum { FIRST = 10 };

/* Expected units -------------------------------------------------------------- */

static int add_expected(cch_graph *graph, const struct values *values, cch_error *error) {
    cch_compile_commands *commands;
    int status = cch_compile_commands_read(&commands, values->build, error);
    if (status)
        return status;
    size_t count = cch_compile_commands_count(commands);
    char *here = getcwd(NULL, 0);
    char *root = values->root ? here ? cch_path_absolute(here, values->root) : NULL
                              : strdup(cch_compile_commands_root(commands));
    const char **units = calloc(count + 1, sizeof *units);
    if (!root || !units) {
        status = cch_fail(error, CCH_ERROR_MEMORY, "cannot read '%s': out of memory", values->build);
        goto out;
    }
    for (size_t i = 0; i < count; i++)
        units[i] = cch_unit_name(cch_compile_commands_entry(commands, i)->file, root);
    if ((status = cch_add_expected_units(graph, units, count)) || (status = cch_graph_canonicalize(graph)))
        cch_fail(error, status, "cannot note the expected units: out of memory");
out:
    free(units);
    free(here);
    free(root);
    cch_compile_commands_free(commands);
    return status;
}

static void report(const cch_graph *graph, const struct cch_merge_findings *findings,
                   const struct cch_merge_report *merged, const struct values *values) {
    for (size_t i = 0; i < merged->failed; i++)
        fprintf(stderr, "left out: %s\n", merged->failures[i].text);
    if (values->quiet)
        return;
    cch_merge_findings_print(stderr, findings, graph, values->verbose ? SIZE_MAX : FIRST);
    fprintf(stderr, "merged %zu files: %u passes, %u functions, %u edges\n", merged->files - merged->failed,
            cch_graph_count(graph, CCH_PASS), cch_graph_count(graph, CCH_FUNCTION), cch_graph_count(graph, CCH_EDGE));
}

/* Running --------------------------------------------------------------------- */

enum { SHARDS_MAX = 1000000 };

/* "2/8": the shard, from 0, and of how many. */
static bool parse_shard(const char *text, struct cch_merge_options *merge_options) {
    char *end;
    unsigned long shard = strtoul(text, &end, 10);
    if (!isdigit((unsigned char)*text) || *end != '/' || !isdigit((unsigned char)end[1]))
        return false;
    unsigned long shards = strtoul(end + 1, &end, 10);
    if (*end || !shard || shard > shards || shards > SHARDS_MAX)
        return false;
    merge_options->shard = (uint32_t)shard - 1;
    merge_options->shards = (uint32_t)shards;
    return true;
}

static int merge(const struct values *values, struct cch_merge_options merge_options, const char *const *paths,
                 size_t count, bool *partly, cch_error *error) {
    struct cch_merge_report merged = {0};
    struct cch_merge_findings findings = {0};
    cch_graph *graph = NULL;
    int status = cch_merge_files(paths, count, &merge_options, &graph, &merged, error);
    if (!status && values->build)
        status = add_expected(graph, values, error);
    if (!status)
        status = cch_merge_findings_make(&findings, graph, error);
    if (!status)
        status = cch_graph_write(graph, values->output, (int)values->level, error);
    if (!status) {
        report(graph, &findings, &merged, values);
        *partly = merged.failed || findings.missing.count;
    }
    cch_merge_findings_release(&findings);
    cch_merge_report_release(&merged);
    cch_graph_free(graph);
    return status;
}

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {.jobs = 1, .level = 3};
    bool partly = false;
    cch_error error;
    int status;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if (!argc)
        return cli_usage_error(self, "no graph given");
    if (!values.output)
        return cli_usage_error(self, "--output is missing");
    if (values.jobs < 1 || values.jobs > 1024)
        return cli_usage_error(self, "--jobs wants 1 to 1024");
    if (values.level < 1 || values.level > 19)
        return cli_usage_error(self, "--compression wants 1 to 19");
    struct cch_merge_options merge_options = {
        .threads = (unsigned)values.jobs, .keep_going = values.keep_going, .exclude = values.output};
    if (values.shard && !parse_shard(values.shard, &merge_options))
        return cli_usage_error(self, "--shard wants K/N, as in 2/8: the Kth of N, from 1 to %d", SHARDS_MAX);
    if (merge(&values, merge_options, (const char *const *)argv, (size_t)argc, &partly, &error))
        return cli_report_input(self, &error);
    return partly ? CCH_EXIT_PARTLY : CCH_EXIT_DONE;
}

const struct cli_subcommand cli_cmd_merge = {
    .name = "merge",
    .operands = "GRAPH… -o FILE",
    .summary = "merge graph files into the graph of a whole program",
    .description = "GRAPH is a graph file, or a folder that stands for every .ccg file below it. The\n"
                   "result does not depend on the order or grouping of the files, nor on -j, byte\n"
                   "for byte; merging a merged graph with others is the same as merging all at once.\n\n"
                   "--shard K/N writes only the functions whose identity's hash falls into the Kth of\n"
                   "N parts, and what hangs on them, so that no process holds the whole. A merge of\n"
                   "all shards is the merge of the whole, byte for byte.\n\n"
                   "Reported on stderr: expected units that are missing (with -p), incomplete passes\n"
                   "and their first error, passes read twice with different contents, and functions\n"
                   "that are defined at more than one place.\n\n"
                   "Exit codes: 3 when an expected unit is missing or a file was left out (-k); the\n"
                   "rest is complete and written. Incomplete passes are reported and merged.\n",
    .options = options,
    .run = run,
};
