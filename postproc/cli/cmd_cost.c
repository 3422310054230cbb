/* callchain cost: what each specialization's code costs. */
#include "cli/question.h"

#include "cost/cost.h"

struct values {
    struct cli_question_options ask;
    struct cli_words binaries, logs, without;
    const char *by, *was;
    bool all;
};

static const struct cli_option options[] = {
    {0, "binary", CCH_OPTION_WORDS, "FILE", offsetof(struct values, binaries),
     "a library, object, program, fat binary or cubin"},
    {0, "ptxas", CCH_OPTION_WORDS, "LOG", offsetof(struct values, logs),
     "what nvcc -Xptxas -v, or cuobjdump -res-usage, printed"},
    {0, "by", CCH_OPTION_TEXT, "WHAT", offsetof(struct values, by),
     "specialization (the default), kernel, operator, section, or a column of\n"
     "                            params --hardware, as a template argument: totals"},
    {0, "without", CCH_OPTION_WORDS, "NAME=VALUE", offsetof(struct values, without),
     "only what would go away without this value of such a column: kernels,\n"
     "                            and functions of host and device that only they need"},
    {0, "was", CCH_OPTION_TEXT, "FILE", offsetof(struct values, was),
     "only what changed since cost --all --json wrote FILE"},
    {0, "all", CCH_OPTION_FLAG, NULL, offsetof(struct values, all),
     "also functions of the binaries that are none of the program's"},
    CCH_OPTION_FORMAT(struct values, ask),
    {0}};

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {.ask = {.level = CCH_LEVEL_INSTANCE}};
    cch_question question;
    char summary[512];
    cch_error error;
    int status;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if (!values.binaries.count && !values.logs.count)
        return cli_usage_error(self, "say what was compiled: --binary or --ptxas");
    if (!(status = cli_question_open(&question, self, &values.ask, false, argc, argv))) {
        const struct cch_cost_request request = {
            values.binaries.items, values.binaries.count, values.logs.items, values.logs.count, values.by,
            values.without.items,  values.without.count,  values.was,        values.all};
        if (cch_cost_print(stdout, &question, &request, cli_question_format(&values.ask), summary, &error))
            status = cli_report(self, &error);
        else
            cli_tell(self, "%s", summary);
    }
    cli_question_close(&question);
    return status;
}

const struct cli_subcommand cli_cmd_cost = {
    .name = "cost",
    .operands = "GRAPH…",
    .summary = "tell what the code of each specialization costs: bytes, registers, spills",
    .description = "Reads compiled code and joins it to the program by mangled names (also those of\n"
                   "internal linkage, which compilers make up): a row for each specialization and\n"
                   "architecture with its bytes, copies, registers, stack, spills (these only ptxas\n"
                   "tells) and static shared memory. Of a binary's bytes all are accounted for:\n"
                   "--by section says where those went that are of no function. Totals by operator have\n"
                   "what a specialization costs at each operator that leads to it, and in the column\n"
                   "alone what only that one leads to. A line with the sums goes to the standard error\n"
                   "output.\n\n" CCH_ABOUT_GRAPHS,
    .options = options,
    .run = run,
};
