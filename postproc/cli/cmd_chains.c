#include "cli/question.h"
#include "graph/chains/forms.h"
#include "graph/view/select.h"

#include <stdlib.h>
#include <string.h>

enum format { FORMAT_TEXT, FORMAT_LINES, FORMAT_JSON, FORMAT_DOT };

struct values {
    struct cli_question_options ask;
    struct cli_words from, to;
    bool kernel, count, shortest, outermost, lambdas, quiet;
    long limit;
    int format;
    const char *kinds;
};

static const struct cli_option options[] = {
    {0, "from", CCH_OPTION_WORDS, "PATTERN", offsetof(struct values, from), "chains start at these functions"},
    {0, "to", CCH_OPTION_WORDS, "PATTERN", offsetof(struct values, to), "and end at these"},
    {0, "kernel", CCH_OPTION_FLAG, NULL, offsetof(struct values, kernel), "or at any kernel"},
    {0, "count", CCH_OPTION_FLAG, NULL, offsetof(struct values, count),
     "print only how many there are, and how many kernels and bindings they reach"},
    {0, "limit", CCH_OPTION_NUMBER, "N", offsetof(struct values, limit), "list at most N (100 unless told; 0: all)"},
    {0, "shortest", CCH_OPTION_FLAG, NULL, offsetof(struct values, shortest),
     "from each start to each target only the shortest"},
    {0, "outermost", CCH_OPTION_FLAG, NULL, offsetof(struct values, outermost),
     "only from starts that no other start leads to"},
    {0, "lambdas", CCH_OPTION_FLAG, NULL, offsetof(struct values, lambdas),
     "show closures that only their enclosing function calls, too"},
    {0, "fold-lambdas", CCH_OPTION_FLAG, NULL, offsetof(struct values, ask.fold), NULL}, /* as it is without */
    {0, "kinds", CCH_OPTION_TEXT, "KIND[,KIND…]", offsetof(struct values, kinds),
     "follow edges of these kinds (unless told: all but address)"},
    CCH_OPTION_CERTAIN(struct values, ask),
    CCH_OPTION_DEVICE(struct values, ask),
    CCH_OPTION_LEVEL(struct values, ask),
    CCH_OPTION_ID(struct values, ask),
    {0, "format", CCH_OPTION_CHOICE, "text|lines|json|dot", offsetof(struct values, format),
     "a tree (the default), one line a chain, JSON, or one graph of all for Graphviz"},
    CCH_OPTION_JSON(struct values, ask),
    {'q', "quiet", CCH_OPTION_FLAG, NULL, offsetof(struct values, quiet), "no line on stderr about how many"},
    {0}};

/* Finding ------------------------------------------------------------------- */

/* Marks what the options say; 0, or an exit code after a message. */
static int mark(const struct cli_subcommand *self, const cch_question *question, const struct values *values,
                unsigned char *from, unsigned char *to) {
    const cch_view *view = question->view;
    cch_error error;
    size_t starts, targets;
    if (cch_select(view, question->names, values->from.items, values->from.count, from, &starts, &error) ||
        cch_select(view, question->names, values->to.items, values->to.count, to, &targets, &error))
        return cli_report(self, &error);
    for (uint32_t f = 1; f <= view->function_count && values->kernel; f++)
        if (cch_view_shows(view, f) && (view->flags[f] & CCH_FLAG_KERNEL)) {
            to[f] = 1;
            targets++;
        }
    if (!values->quiet && !starts)
        fprintf(stderr, "callchain chains: no function matches --from\n");
    if (!values->quiet && !targets)
        fprintf(stderr, "callchain chains: no %s\n",
                values->to.count ? "function matches --to" : "kernel is in the graph");
    return 0;
}

static int print(const struct cli_subcommand *self, const cch_question *question, const cch_chains *chains,
                 const struct values *values) {
    bool printed = true;
    if (values->format == FORMAT_JSON)
        cch_chains_print_json(stdout, question, chains, !values->count);
    else if (values->count)
        cch_chains_print_count(stdout, chains);
    else if (values->format == FORMAT_LINES)
        cch_chains_print_lines(stdout, question, chains);
    else
        printed =
            (values->format == FORMAT_TEXT ? cch_chains_print_text : cch_chains_print_dot)(stdout, question, chains);
    if (!printed) {
        cch_error error;
        cch_fail(&error, CCH_ERROR_MEMORY, "cannot print chains: out of memory");
        return cli_report(self, &error);
    }
    if (!values->quiet && !values->count) {
        fflush(stdout);
        fprintf(stderr, "%s%s chains, %zu listed%s\n", chains->at_least ? ">=" : "", chains->number, chains->count,
                chains->stopped ? " (stopped at the bound on the work)" : "");
    }
    return 0;
}

static int find_and_print(const struct cli_subcommand *self, const cch_question *question, const struct values *values,
                          unsigned kinds) {
    size_t room = (size_t)question->view->function_count + 1;
    unsigned char *from = calloc(room, 1), *to = calloc(room, 1);
    cch_chains *chains = NULL;
    cch_error error;
    int status = 0;
    struct cch_chains_request request = {
        .from = from,
        .to = to,
        .kinds = kinds,
        .certain = values->ask.certain,
        .outermost = values->outermost,
        .shortest = values->shortest,
        .marks = values->format == FORMAT_TEXT || values->format == FORMAT_DOT,
        .limit = values->count   ? 0
                 : values->limit ? (size_t)values->limit
                                 : CCH_CHAINS_LIST_MAX,
    };
    if (!from || !to) {
        cch_fail(&error, CCH_ERROR_MEMORY, "cannot find chains: out of memory");
        status = cli_report(self, &error);
    } else if (!(status = mark(self, question, values, from, to))) {
        if (cch_chains_find(&chains, question->view, question->names, question->naming, &request, &error))
            status = cli_report(self, &error);
        else
            status = print(self, question, chains, values);
    }
    free(from);
    free(to);
    cch_chains_free(chains);
    return status;
}

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {.limit = 100, .ask.without_edges = true};
    unsigned kinds = CCH_CHAINS_KINDS;
    cch_question question;
    int status;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if (!values.from.count)
        return cli_usage_error(self, "--from is missing");
    if (!values.to.count && !values.kernel)
        return cli_usage_error(self, "--to or --kernel is missing");
    if (!cli_parse_kinds(self, values.kinds, &kinds))
        return CCH_EXIT_USAGE;
    if (values.limit > (long)CCH_CHAINS_LIST_MAX)
        return cli_usage_error(self, "--limit is at most %zu", CCH_CHAINS_LIST_MAX);
    if (values.ask.json)
        values.format = FORMAT_JSON;
    values.ask.fold = !values.lambdas;
    status = cli_question_open(&question, self, &values.ask, false, argc, argv);
    if (!status)
        status = find_and_print(self, &question, &values, kinds);
    cli_question_close(&question);
    return status;
}

const struct cli_subcommand cli_cmd_chains = {
    .name = "chains",
    .operands = "GRAPH…",
    .summary = "list or count the chains of calls from one function to another",
    .description = "A chain is a path of calls, from specialization to specialization, shown by\n"
                   "the functions that it runs through: what goes into a template through one\n"
                   "specialization does not come out of it through another. It starts at a\n"
                   "function that --from matches and ends at the first one that --to matches (or,\n"
                   "with --kernel, at the first kernel). A function that both match is an end, not\n"
                   "a start. Between, functions may match --from; --outermost leaves out the\n"
                   "chains that start further in.\n\n"
                   "A chain holds no round trip that can be left out, so recursion adds none. A\n"
                   "function stands on it twice only where no path has less: as make_unique does\n"
                   "in 'main -> make_unique -> A::A -> make_unique -> B::B', if only an A makes a\n"
                   "B.\n\n"
                   "Chains are listed the shorter ones first, then by names, as a tree in which\n"
                   "what several begin with stands once; or, with --format lines, one a line, with\n"
                   "' -> ' between functions. In the tree, steps from a Python-visible name to its\n"
                   "function are marked [binding], launches [launch], and steps that only may be\n"
                   "[possible]. Closures that only their enclosing function calls are shown as\n"
                   "part of it. (The graph that --format dot prints joins the chains: not every path\n"
                   "in it is one.)\n\n"
                   "The number of chains is exact, unless many functions call one another in\n"
                   "circles, or specializations combine in more than half a million ways: then it\n"
                   "can be a lower bound, printed with >= in front. A list never holds more than\n"
                   "4000000 chains. --count tells the number, and how many kernels and\n"
                   "Python-visible names of compiled functions lie between the ends.\n\n" CCH_ABOUT_PATTERNS,
    .options = options,
    .run = run,
};
