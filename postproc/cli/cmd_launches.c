#include "cli/question.h"
#include "graph/view/launches.h"

#include <stddef.h>
#include <stdlib.h>

struct values {
    struct cch_question_options ask;
};

static const struct cch_option options[] = {CCH_OPTION_LEVEL(struct values, ask),
                                            CCH_OPTION_FOLD(struct values, ask),
                                            CCH_OPTION_ID(struct values, ask),
                                            CCH_OPTION_JSON(struct values, ask),
                                            {0}};

/* A launch, and its texts once they have been made. */
struct row {
    struct cch_view_launch launch;
    struct cch_launch_texts texts;
};

/* The columns that are texts, between kernel and caller, as the listing's
 * header has them: of CCH_LAUNCH, or of `texts`. */
static const struct {
    const char *name;
    int column;
    size_t text;
} columns[] = {
    {"grid", CCH_LAUNCH_GRID, 0},
    {"block", CCH_LAUNCH_BLOCK, 0},
    {"shared_memory", CCH_LAUNCH_SHARED_MEMORY, 0},
    {"stream", CCH_LAUNCH_STREAM, 0},
    {"grid_value", -1, offsetof(struct row, texts.grid)},
    {"block_value", -1, offsetof(struct row, texts.block)},
    {"shared_memory_value", -1, offsetof(struct row, texts.shared_memory)},
    {"api", CCH_LAUNCH_API, 0},
    {"attributes", CCH_LAUNCH_ATTRIBUTES, 0},
    {"when", -1, offsetof(struct row, texts.when)},
};
enum { COLUMN_COUNT = sizeof columns / sizeof *columns };

static const char *text_of(const cch_graph *graph, const struct row *row, size_t index) {
    const uint32_t *cells = cch_graph_row(graph, CCH_LAUNCH, row->launch.row);
    return columns[index].column >= 0 ? cch_graph_text(graph, cells[columns[index].column], NULL)
                                      : *(char *const *)((const char *)row + columns[index].text);
}

static void print_line(const cch_question *question, const void *item) {
    const struct row *row = item;
    const struct cch_view_launch *launch = &row->launch;
    const cch_graph *graph = question->program->graph;
    cch_print_escaped(stdout, launch->kernel ? cch_question_name(question, launch->kernel) : "(unknown)");
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        putchar('\t');
        cch_print_escaped(stdout, text_of(graph, row, i));
    }
    putchar('\t');
    cch_print_escaped(stdout, cch_question_name(question, launch->caller));
    putchar('\t');
    cch_print_site(stdout, graph, cch_graph_row(graph, CCH_LAUNCH, launch->row)[CCH_LAUNCH_SITE]);
    putchar('\t');
    cch_print_passes(stdout, question->program, launch->passes);
    putchar('\n');
}

static void write_json(cch_json *json, const cch_question *question, const void *item) {
    const struct row *row = item;
    const struct cch_view_launch *launch = &row->launch;
    const cch_graph *graph = question->program->graph;
    cch_json_open(json, NULL, '{');
    cch_json_function(json, "kernel", question, launch->kernel);
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        cch_json_text(json, columns[i].name, text_of(graph, row, i));
    cch_json_function(json, "caller", question, launch->caller);
    cch_json_site(json, "site", graph, cch_graph_row(graph, CCH_LAUNCH, launch->row)[CCH_LAUNCH_SITE]);
    cch_json_passes(json, "passes", question->program, launch->passes);
    cch_json_close(json, '}');
}

static const struct cch_listing listing = {
    "kernel\tgrid\tblock\tshared_memory\tstream\tgrid_value\tblock_value\tshared_memory_value\tapi"
    "\tattributes\twhen\tcaller\tsite\tpasses",
    sizeof(struct row), print_line, write_json};

static int make_rows(const cch_graph *graph, const struct cch_launches *launches, struct row **rows, cch_error *error) {
    cch_launch_guards *guards = cch_launch_guards_new(graph);
    int status = CCH_ERROR_MEMORY;
    if ((*rows = calloc(launches->count + 1, sizeof **rows)) != NULL && guards)
        status = CCH_OK;
    for (size_t i = 0; i < launches->count && !status; i++) {
        (*rows)[i].launch = launches->items[i];
        status = cch_launch_texts_make(&(*rows)[i].texts, guards, launches->items[i].row);
    }
    cch_launch_guards_free(guards);
    return status ? cch_fail(error, status, "cannot list launches: out of memory") : CCH_OK;
}

static int run(const struct cch_subcommand *self, int argc, char **argv) {
    struct values values = {0};
    struct cch_launches launches = {0};
    struct row *rows = NULL;
    cch_question question;
    cch_error error;
    int status;
    if (!cch_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if ((status = cch_question_open(&question, self, &values.ask, true, argc, argv)))
        goto out;
    if (cch_launches_find(question.view, question.names, question.naming, CCH_LAUNCHES_BY_CALLER, question.patterns,
                          question.pattern_count, &launches, &error) ||
        make_rows(question.program->graph, &launches, &rows, &error))
        status = cch_report(self, &error);
    else
        cch_print_listing(&question, &listing, rows, launches.count, values.ask.json);
out:
    for (size_t i = 0; rows && i < launches.count; i++)
        cch_launch_texts_release(&rows[i].texts);
    free(rows);
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
                   "memory and stream as written, the values of the first three as params --hardware\n"
                   "has them, how it is launched and with which attributes, the branches of the\n"
                   "caller that it stands in, the caller, the site and the passes. A place that\n"
                   "several branches or configurations lead to has a line for each.\n\n" CCH_ABOUT_GRAPHS
                   "\n" CCH_ABOUT_PATTERNS,
    .options = options,
    .run = run,
};
