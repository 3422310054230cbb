/* callchain diff: what came, went or changed between two graphs. */
#include "cli/question.h"
#include "graph/diff/report.h"
#include "graph/diff/wanted.h"
#include "graph/view/select.h"

#include <stdlib.h>
#include <string.h>

/* Chains of each side that are looked up in the other, at the least. */
enum { COMPARE_MIN = 10000 };

struct values {
    struct cli_question_options ask;
    struct cli_words from, to, fail_on;
    bool kernel, lambdas;
    long limit;
    const char *kinds;
};

static const struct cli_option options[] = {
    {0, "from", CCH_OPTION_WORDS, "PATTERN", offsetof(struct values, from),
     "compare the chains that start at these functions"},
    {0, "to", CCH_OPTION_WORDS, "PATTERN", offsetof(struct values, to), "and end at these"},
    {0, "kernel", CCH_OPTION_FLAG, NULL, offsetof(struct values, kernel), "or at any kernel"},
    {0, "kinds", CCH_OPTION_TEXT, "KIND[,KIND…]", offsetof(struct values, kinds),
     "chains follow edges of these kinds (unless told: all but address)"},
    {0, "fail-on", CCH_OPTION_WORDS, "CHANGE[,CHANGE…]", offsetof(struct values, fail_on),
     "exit code 2 on these: added-kernel, removed-chain, … or any"},
    {0, "limit", CCH_OPTION_NUMBER, "N", offsetof(struct values, limit),
     "print at most N of a list (100 unless told; 0: all)"},
    CCH_OPTION_FOLD(struct values, ask),
    {0, "lambdas", CCH_OPTION_FLAG, NULL, offsetof(struct values, lambdas),
     "in chains, show closures that only their enclosing function calls, too"},
    CCH_OPTION_CERTAIN(struct values, ask),
    CCH_OPTION_LEVEL(struct values, ask),
    CCH_OPTION_ID(struct values, ask),
    CCH_OPTION_FORMAT(struct values, ask),
    {0}};

/* Comparing ---------------------------------------------------------------------- */

struct ends {
    cch_view *view; /* that chains are shown at */
    unsigned char *from, *to;
};

/* Marks what the options say; 0, or an exit code after a message. */
static int mark(const struct cli_subcommand *self, const cch_question *question, const struct values *values,
                struct ends *ends) {
    cch_error error;
    if (cch_view_new(&ends->view, question->program, question->view->level,
                     CCH_VIEW_WITHOUT_EDGES | (values->lambdas ? 0u : CCH_VIEW_FOLD_LAMBDAS), &error))
        return cli_report(self, &error);
    const cch_view *view = ends->view;
    ends->from = calloc((size_t)view->function_count + 1, 1);
    ends->to = calloc((size_t)view->function_count + 1, 1);
    if (!ends->from || !ends->to) {
        cch_fail(&error, CCH_ERROR_MEMORY, "cannot compare chains: out of memory");
        return cli_report(self, &error);
    }
    if (cch_select(view, question->names, values->from.items, values->from.count, ends->from, NULL, &error) ||
        cch_select(view, question->names, values->to.items, values->to.count, ends->to, NULL, &error))
        return cli_report(self, &error);
    for (uint32_t f = 1; f <= view->function_count && values->kernel; f++)
        if (cch_view_shows(view, f) && (view->flags[f] & CCH_FLAG_KERNEL))
            ends->to[f] = 1;
    return 0;
}

static int compare(const struct cli_subcommand *self, const cch_question question[CCH_SIDES],
                   const struct values *values, unsigned kinds, const unsigned wanted[CCH_DIFF_COUNT]) {
    size_t limit = values->limit ? (size_t)values->limit : CCH_CHAINS_LIST_MAX;
    struct ends ends[CCH_SIDES] = {{NULL, NULL, NULL}, {NULL, NULL, NULL}};
    struct cch_diff_request request = {.naming = question[CCH_OLD].naming,
                                       .certain = values->ask.certain,
                                       .kinds = kinds,
                                       .limit = limit > COMPARE_MIN ? limit : COMPARE_MIN};
    cch_diff *diff = NULL;
    cch_error error;
    int status = 0;
    for (int side = 0; side < CCH_SIDES && !status; side++) {
        if (values->from.count)
            status = mark(self, &question[side], values, &ends[side]);
        request.view[side] = question[side].view;
        request.names[side] = question[side].names;
        request.chain_view[side] = ends[side].view;
        request.from[side] = ends[side].from;
        request.to[side] = ends[side].to;
    }
    if (!status && cch_diff_make(&diff, &request, &error)) {
        status = cli_report(self, &error);
    } else if (!status) {
        struct cch_diff_report report = {diff, question, limit, stdout};
        const struct cch_format *format = cli_question_format(&values->ask);
        if (format == cch_format_at(CCH_AS_TEXT))
            cch_diff_print_text(&report);
        else if (format == cch_format_at(CCH_AS_JSON))
            cch_diff_print_json(&report);
        else
            status = cli_report_listed(self, cch_diff_print_table(&report, format));
        fflush(stdout);
        if (!status)
            status = cch_diff_found(stderr, diff, wanted) ? CCH_EXIT_FINDINGS : CCH_EXIT_DONE;
    }
    cch_diff_free(diff);
    for (int side = 0; side < CCH_SIDES; side++) {
        free(ends[side].from);
        free(ends[side].to);
        cch_view_free(ends[side].view);
    }
    return status;
}

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {.limit = 100};
    unsigned kinds = CCH_CHAINS_KINDS, wanted[CCH_DIFF_COUNT] = {0};
    cch_question question[CCH_SIDES] = {{0}, {0}};
    cch_error error;
    int status = 0;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if (argc != CCH_SIDES)
        return cli_usage_error(self, "two graphs are wanted, the old and the new one");
    if (values.from.count ? !values.to.count && !values.kernel : values.to.count || values.kernel)
        return cli_usage_error(self, values.from.count ? "--to or --kernel is missing" : "--from is missing");
    if (!cli_parse_kinds(self, values.kinds, &kinds))
        return CCH_EXIT_USAGE;
    if (cch_diff_wanted_read(wanted, values.fail_on.items, values.fail_on.count, values.from.count > 0, &error))
        return cli_report(self, &error);
    if (values.limit > (long)CCH_CHAINS_LIST_MAX)
        return cli_usage_error(self, "--limit is at most %zu", CCH_CHAINS_LIST_MAX);
    for (int side = 0; side < CCH_SIDES && !status; side++)
        status = cli_question_open(&question[side], self, &values.ask, false, 1, argv + side);
    if (!status)
        status = compare(self, question, &values, kinds, wanted);
    for (int side = 0; side < CCH_SIDES; side++)
        cli_question_close(&question[side]);
    return status;
}

const struct cli_subcommand cli_cmd_diff = {
    .name = "diff",
    .operands = "OLD NEW",
    .summary = "tell what came, went or changed between two graphs",
    .description = "OLD and NEW are graph files, or folders of graph files. Compared are units,\n"
                   "functions, kernels, edges, launches (the configurations of a caller and a\n"
                   "kernel), bindings and, with --from and --to or --kernel, chains. Lines do not\n"
                   "count: what was only moved is the same, and is listed when its file is another\n"
                   "one.\n\n"
                   "However many chains there are, they are known to be the same when all calls\n"
                   "between the two ends are. If not, the first chains of each graph (10000, or\n"
                   "--limit if that is more) are looked up in the other; when these are not all,\n"
                   "the report says so.\n\n"
                   "--fail-on takes words such as added-chain: added, removed or changed, and\n"
                   "unit, function, kernel, edge, launch, binding or chain (which does not\n"
                   "change); or any. Chains that cannot all be compared count as found.\n\n"
                   "Graphs know nothing of compiled code: whose bytes, registers, stack, spills or\n"
                   "shared memory changed is told by cost --was, and each night by scripts/nightly.\n\n"
                   "Exit codes: 2 when something that --fail-on names was found; else 0.\n\n" CCH_ABOUT_PATTERNS,
    .options = options,
    .run = run,
};
