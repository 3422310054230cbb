#include "cli/question.h"

struct values {
    struct cch_question_options ask;
    struct cch_words callers, callees;
    const char *kinds;
};

static const struct cch_option options[] = {
    {0, "caller", CCH_OPTION_WORDS, "PATTERN", offsetof(struct values, callers),
     "edges whose caller matches"},
    {0, "callee", CCH_OPTION_WORDS, "PATTERN", offsetof(struct values, callees),
     "edges whose callee matches"},
    {0, "kind", CCH_OPTION_TEXT, "KIND[,KIND…]", offsetof(struct values, kinds), "edges of these kinds"},
    CCH_OPTION_CERTAIN(struct values, ask),
    CCH_OPTION_DEVICE(struct values, ask),
    CCH_OPTION_LEVEL(struct values, ask),
    CCH_OPTION_FOLD(struct values, ask),
    CCH_OPTION_ID(struct values, ask),
    CCH_OPTION_JSON(struct values, ask),
    {0}};

static void print_line(const cch_question *question, const void *item) {
    const struct cch_view_edge *edge = &question->view->edges[*(const uint32_t *)item];
    cch_print_escaped(stdout, cch_question_name(question, edge->caller));
    putchar('\t');
    cch_print_escaped(stdout, cch_question_name(question, edge->callee));
    printf("\t%s\t%s\t", cch_kind_name((enum cch_kind)edge->kind),
           edge->certain ? "certain" : edge->never ? "never" : "possible");
    cch_print_passes(stdout, question->program, edge->passes);
    putchar('\t');
    cch_print_site(stdout, question->program->graph, edge->site);
    printf("\t%u\n", edge->count);
}

static void write_json(cch_json *json, const cch_question *question, const void *item) {
    const struct cch_view_edge *edge = &question->view->edges[*(const uint32_t *)item];
    cch_json_open(json, NULL, '{');
    cch_json_function(json, "caller", question, edge->caller);
    cch_json_function(json, "callee", question, edge->callee);
    cch_json_text(json, "kind", cch_kind_name((enum cch_kind)edge->kind));
    cch_json_bool(json, "certain", edge->certain);
    if (edge->never)
        cch_json_bool(json, "never", true);
    cch_json_passes(json, "passes", question->program, edge->passes);
    cch_json_site(json, "site", question->program->graph, edge->site);
    cch_json_number(json, "count", edge->count);
    cch_json_close(json, '}');
}

static const struct cch_listing listing = {"caller\tcallee\tkind\tcertainty\tpasses\tsite\tcount",
                                           sizeof(uint32_t), print_line, write_json};

static int run(const struct cch_subcommand *self, int argc, char **argv) {
    struct values values = {.ask.never = true};
    struct cch_numbers edges = {0};
    unsigned kinds = (1u << CCH_KIND_COUNT) - 1;
    cch_question question;
    cch_error error;
    int status;
    if (!cch_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if (!cch_parse_kinds(self, values.kinds, &kinds))
        return CCH_EXIT_USAGE;
    if ((status = cch_question_open(&question, self, &values.ask, true, argc, argv)))
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
    if (cch_edges_find(question.view, question.names, question.naming, &request, &edges, &error)) {
        status = cch_report(self, &error);
        goto out;
    }
    cch_print_listing(&question, &listing, edges.items, edges.count, values.ask.json);
out:
    cch_numbers_release(&edges);
    cch_question_close(&question);
    return status;
}

const struct cch_subcommand cch_cmd_edges = {
    .name = "edges",
    .operands = "GRAPH… [PATTERN…]",
    .summary = "list edges: who calls whom",
    .description = "Prints a header line and a line for each edge whose caller or callee matches a\n"
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
