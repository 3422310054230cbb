#include "cli/question.h"
#include "graph/launches.h"

struct values {
    struct cch_question_options ask;
};

static const struct cch_option options[] = {CCH_OPTION_LEVEL(struct values, ask),
                                            CCH_OPTION_FOLD(struct values, ask),
                                            CCH_OPTION_ID(struct values, ask),
                                            CCH_OPTION_JSON(struct values, ask),
                                            {0}};

/* The columns that are texts of CCH_LAUNCH, between kernel and caller, as the
 * listing's header has them. */
static const struct {
    const char *name;
    int column;
} texts[] = {
    {"grid", CCH_LAUNCH_GRID},
    {"block", CCH_LAUNCH_BLOCK},
    {"shared_memory", CCH_LAUNCH_SHARED_MEMORY},
    {"stream", CCH_LAUNCH_STREAM},
    {"grid_value", CCH_LAUNCH_GRID_VALUE},
    {"block_value", CCH_LAUNCH_BLOCK_VALUE},
    {"shared_memory_value", CCH_LAUNCH_SHARED_MEMORY_VALUE},
    {"api", CCH_LAUNCH_API},
};
enum { TEXT_COUNT = sizeof texts / sizeof *texts };

static void print_line(const cch_question *question, const void *item) {
    const struct cch_view_launch *launch = item;
    const cch_graph *graph = question->program->graph;
    const uint32_t *cells = cch_graph_row(graph, CCH_LAUNCH, launch->row);
    cch_print_escaped(stdout, launch->kernel ? cch_question_name(question, launch->kernel) : "(unknown)");
    for (size_t i = 0; i < TEXT_COUNT; i++) {
        putchar('\t');
        cch_print_escaped(stdout, cch_graph_text(graph, cells[texts[i].column], NULL));
    }
    putchar('\t');
    cch_print_escaped(stdout, cch_question_name(question, launch->caller));
    putchar('\t');
    cch_print_site(stdout, graph, cells[CCH_LAUNCH_SITE]);
    putchar('\t');
    cch_print_passes(stdout, question->program, launch->passes);
    putchar('\n');
}

static void write_json(cch_json *json, const cch_question *question, const void *item) {
    const struct cch_view_launch *launch = item;
    const cch_graph *graph = question->program->graph;
    const uint32_t *cells = cch_graph_row(graph, CCH_LAUNCH, launch->row);
    cch_json_open(json, NULL, '{');
    cch_json_function(json, "kernel", question, launch->kernel);
    for (size_t i = 0; i < TEXT_COUNT; i++)
        cch_json_text(json, texts[i].name, cch_graph_text(graph, cells[texts[i].column], NULL));
    cch_json_function(json, "caller", question, launch->caller);
    cch_json_site(json, "site", graph, cells[CCH_LAUNCH_SITE]);
    cch_json_passes(json, "passes", question->program, launch->passes);
    cch_json_close(json, '}');
}

static const struct cch_listing listing = {
    "kernel\tgrid\tblock\tshared_memory\tstream\tgrid_value\tblock_value\tshared_memory_value\tapi"
    "\tcaller\tsite\tpasses",
    sizeof(struct cch_view_launch), print_line, write_json};

static int run(const struct cch_subcommand *self, int argc, char **argv) {
    struct values values = {0};
    struct cch_launches launches = {0};
    cch_question question;
    cch_error error;
    int status;
    if (!cch_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if ((status = cch_question_open(&question, self, &values.ask, true, argc, argv)))
        goto out;
    if (cch_launches_find(question.view, question.names, question.naming, question.patterns,
                          question.pattern_count, &launches, &error))
        status = cch_report(self, &error);
    else
        cch_print_listing(&question, &listing, launches.items, launches.count, values.ask.json);
out:
    cch_launches_release(&launches);
    cch_question_close(&question);
    return status;
}

const struct cch_subcommand cch_cmd_launches = {
    .name = "launches",
    .operands = "GRAPH… [PATTERN…]",
    .summary = "list kernel launches and their configurations",
    .description = "Prints a header line and a line for each launch whose kernel or caller matches a\n"
                   "PATTERN, tab-separated: the kernel, the expressions for grid, block, shared\n"
                   "memory and stream as written, the values of the first three where the compiler\n"
                   "can tell, how it is launched, the caller, the site and the passes.\n\n" CCH_ABOUT_GRAPHS
                   "\n" CCH_ABOUT_PATTERNS,
    .options = options,
    .run = run,
};
