#include "cli/question.h"
#include "graph/view/list.h"

struct values {
    struct cli_question_options ask;
    struct cli_words callers, callees;
    const char *kinds;
};

static const struct cli_option options[] = {
    {0, "caller", CCH_OPTION_WORDS, "PATTERN", offsetof(struct values, callers), "edges whose caller matches"},
    {0, "callee", CCH_OPTION_WORDS, "PATTERN", offsetof(struct values, callees), "edges whose callee matches"},
    {0, "kind", CCH_OPTION_TEXT, "KIND[,KIND…]", offsetof(struct values, kinds), "edges of these kinds"},
    CCH_OPTION_CERTAIN(struct values, ask),
    CCH_OPTION_DEVICE(struct values, ask),
    CCH_OPTION_LEVEL(struct values, ask),
    CCH_OPTION_FOLD(struct values, ask),
    CCH_OPTION_ID(struct values, ask),
    CCH_OPTION_FORMAT(struct values, ask),
    {0}};

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {.ask.never = true};
    struct cch_numbers edges = {0};
    unsigned kinds = (1u << CCH_KIND_COUNT) - 1;
    cch_question question;
    cch_error error;
    int status;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if (!cli_parse_kinds(self, values.kinds, &kinds))
        return CCH_EXIT_USAGE;
    if ((status = cli_question_open(&question, self, &values.ask, true, argc, argv)))
        goto out;
    struct cch_edges_request request = {
        .either = question.patterns,
        .either_count = question.pattern_count,
        .callers = values.callers.items,
        .caller_count = values.callers.count,
        .callees = values.callees.items,
        .callee_count = values.callees.count,
        .kinds = kinds,
        .certain = values.ask.certain,
    };
    if (cch_edges_find(question.view, question.names, question.naming, &request, &edges, &error))
        status = cli_report(self, &error);
    else
        status = cli_report_listed(self, cch_list_edges(&question, &edges, cli_question_format(&values.ask), stdout));
out:
    cch_numbers_release(&edges);
    cli_question_close(&question);
    return status;
}

const struct cli_subcommand cli_cmd_edges = {
    .name = "edges",
    .operands = "GRAPH… [PATTERN…]",
    .summary = "list edges: who calls whom",
    .description =
        "Prints a header line and a line for each edge whose caller or callee matches a\n"
        "PATTERN, tab-separated: caller, callee, kind, certainty (certain, possible, or\n"
        "never: it stands in code that constants decide against, so that it does not\n"
        "run, and is on no chain), passes (comma-separated), site (file:line of the least\n"
        "call site) and count (of distinct call sites). Lines are ordered by caller, callee and kind. In names, a\n"
        "tab is printed as \\t, a newline as \\n, a backslash as \\\\.\n\n"
        "Kinds: call, construct, destroy, virtual, indirect, address, launch, bind,\n"
        "dispatch.\n\n" CCH_ABOUT_GRAPHS "\n" CCH_ABOUT_PATTERNS,
    .options = options,
    .run = run,
};
