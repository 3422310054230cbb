/* What came, went or changed, as one table: a row for each, and for each configuration of a launch or a
 * binding. */
#define _GNU_SOURCE /* asprintf */
#include "graph/diff/report.h"

#include <stdlib.h>
#include <string.h>

#include "graph/view/launches.h"

static const struct cch_heading columns[] = {
    {.name = "what", .type = CCH_COLUMN_TEXT, .about = "unit, function, kernel, edge, launch, binding, chain"},
    {.name = "change", .type = CCH_COLUMN_TEXT, .about = "added, removed, changed or moved"},
    {.name = "name", .type = CCH_COLUMN_LIST, .separator = " -> ", .about = "an edge's caller, a chain's functions"},
    {.name = "other", .type = CCH_COLUMN_FUNCTION, .about = "callee, kernel, or what is bound"},
    {.name = "kind", .type = CCH_COLUMN_TEXT, .about = "of an edge, or of a pass"},
    {.name = "old", .type = CCH_COLUMN_TEXT, .about = "what it was"},
    {.name = "new", .type = CCH_COLUMN_TEXT, .about = "what it is"},
    {.name = "old_site", .type = CCH_COLUMN_SITE},
    {.name = "new_site", .type = CCH_COLUMN_SITE},
};
enum { WHAT, CHANGE, NAME, OTHER, KIND, VALUE, SITE = VALUE + CCH_SIDES, COLUMNS = SITE + CCH_SIDES };
static const struct cch_listing listing = {"differences", columns, COLUMNS};

struct row {
    struct cch_cell cells[COLUMNS];
    char *made[CCH_SIDES]; /* texts of this row */
};

static const cch_graph *graph_of(const struct cch_diff_report *report, int side) {
    return report->question[side].program->graph;
}

static struct cch_cell name_of(const struct cch_diff_report *report, int side, uint32_t function) {
    return function ? cch_cell_text(cch_question_name(&report->question[side], function)) : cch_cell_empty();
}

/* A text that is put together; NULL without memory. */
static char *finish(FILE *stream, char **text) {
    bool failed = !stream || ferror(stream);
    if ((stream && fclose(stream)) || failed) {
        free(*text);
        *text = NULL;
    }
    return *text;
}

/* ", name (text)" for a text that there is. */
static void add_part(FILE *stream, bool *any, const char *name, const char *text) {
    if (*text)
        fprintf(stream, "%s%s (%s)", *any ? ", " : "", name, text);
    *any |= *text != '\0';
}

/* A list's texts in brackets. */
static void add_items(FILE *stream, const cch_graph *graph, const char *before, uint32_t list) {
    size_t count;
    const uint32_t *items = cch_graph_items(graph, list, &count);
    for (size_t i = 0; i < count; i++)
        fprintf(stream, "%s%s", i ? ", " : before, cch_graph_text(graph, items[i], NULL));
    fputs(count ? ")" : "", stream);
}

static void read_function(const struct cch_diff_report *report, int side, uint32_t function, struct row *row) {
    const cch_question *question = &report->question[side];
    const cch_graph *graph = graph_of(report, side);
    const uint32_t *cells = cch_graph_row(graph, CCH_FUNCTION, function);
    size_t size;
    const char *what;
    char flags[256];
    FILE *stream = open_memstream(&row->made[side], &size);
    cch_flag_names(question->view->flags[function] & CCH_DIFF_FLAGS, flags, sizeof flags);
    row->cells[NAME] = name_of(report, side, function);
    row->cells[SITE + side] = cch_site_cell(graph, cch_view_place(question->view, function, &what));
    if (stream) {
        bool is_signed = cells[CCH_FUNCTION_SIGNATURE] != 0;
        fprintf(stream, "%s%s%s", *flags ? flags : "declared only", is_signed ? " " : "",
                cch_graph_text(graph, cells[CCH_FUNCTION_SIGNATURE], NULL));
        if (!is_signed)
            add_items(stream, graph, " (", cells[CCH_FUNCTION_PARAMETERS]);
    }
    finish(stream, &row->made[side]);
}

static void read_kernel(const struct cch_diff_report *report, int side, uint32_t kernel, struct row *row) {
    const cch_view *view = report->question[side].view;
    const char *what;
    row->cells[NAME] = name_of(report, side, kernel);
    row->cells[SITE + side] = cch_site_cell(graph_of(report, side), cch_view_place(view, kernel, &what));
    if (asprintf(&row->made[side], "%u specializations", view->specializations[kernel]) < 0)
        row->made[side] = NULL;
}

static void read_edge(const struct cch_diff_report *report, int side, uint32_t number, struct row *row) {
    const struct cch_view_edge *edge = &report->question[side].view->edges[number];
    const char *items[CCH_PASS_KINDS_MAX];
    struct cch_cell passes = cch_passes_cell(report->question[side].program, edge->passes, items);
    struct cch_scratch scratch = {0};
    const char *shown = cch_cell_shown(&passes, NULL, &scratch);
    row->cells[NAME] = name_of(report, side, edge->caller);
    row->cells[OTHER] = name_of(report, side, edge->callee);
    row->cells[KIND] = cch_cell_text(cch_kind_name((enum cch_kind)edge->kind));
    row->cells[SITE + side] = cch_site_cell(graph_of(report, side), edge->site);
    if (asprintf(&row->made[side], "%s in %s", edge->certain ? "certain" : "possible", shown ? shown : "") < 0)
        row->made[side] = NULL;
    free(scratch.bytes);
}

static void read_unit(const struct cch_diff_report *report, int side, uint32_t number, struct row *row) {
    const cch_graph *graph = graph_of(report, side);
    const uint32_t *cells = cch_graph_row(graph, CCH_PASS, number);
    bool incomplete = cells[CCH_PASS_ERRORS] || (cells[CCH_PASS_FLAGS] & CCH_PASS_INCOMPLETE);
    row->cells[NAME] = cch_cell_text(cch_graph_text(graph, cells[CCH_PASS_UNIT], NULL));
    row->cells[KIND] = cch_cell_text(cch_graph_text(graph, cells[CCH_PASS_KIND], NULL));
    row->cells[VALUE + side] = cch_cell_text(incomplete ? "incomplete" : "complete");
}

static void read_launch(const struct cch_diff_report *report, int side, uint32_t number, struct row *row) {
    const cch_graph *graph = graph_of(report, side);
    const uint32_t *cells = cch_graph_row(graph, CCH_LAUNCH, number), *node = report->question[side].view->node;
    const struct cch_configuration given = cch_configuration_read(graph, number);
    uint32_t kernel = node[cells[CCH_LAUNCH_KERNEL]];
    char *grid = given.has_grid ? cch_extent_text(&given.grid) : strdup(given.grid_text);
    char *block = given.has_block ? cch_extent_text(&given.block) : strdup(given.block_text);
    row->cells[NAME] = name_of(report, side, node[cells[CCH_LAUNCH_CALLER]]);
    row->cells[OTHER] = kernel ? name_of(report, side, kernel) : cch_cell_text("(unknown)");
    row->cells[SITE + side] = cch_site_cell(graph, given.site);
    size_t size;
    bool any = false;
    FILE *stream = grid && block ? open_memstream(&row->made[side], &size) : NULL;
    if (stream) {
        add_part(stream, &any, "grid", grid);
        add_part(stream, &any, "block", block);
        add_part(stream, &any, "shared memory",
                 given.has_shared_memory ? given.shared_memory.text : given.shared_memory_text);
        add_part(stream, &any, "stream", given.stream);
        add_part(stream, &any, "attributes", given.attributes);
    }
    finish(stream, &row->made[side]);
    free(grid);
    free(block);
}

static void read_binding(const struct cch_diff_report *report, int side, uint32_t number, struct row *row) {
    const cch_graph *graph = graph_of(report, side);
    const uint32_t *cells = cch_graph_row(graph, CCH_BINDING, number), *node = report->question[side].view->node;
    row->cells[NAME] = name_of(report, side, node[cells[CCH_BINDING_NAME]]);
    row->cells[OTHER] = name_of(report, side, node[cells[CCH_BINDING_TARGET]]);
    row->cells[SITE + side] = cch_site_cell(graph, cells[CCH_BINDING_SITE]);
    size_t size;
    bool any = false;
    FILE *stream = open_memstream(&row->made[side], &size);
    if (stream) {
        add_part(stream, &any, "key", cch_graph_text(graph, cells[CCH_BINDING_KEY], NULL));
        add_part(stream, &any, "schema", cch_graph_text(graph, cells[CCH_BINDING_SCHEMA], NULL));
        add_items(stream, graph, any ? ", parameters (" : "parameters (", cells[CCH_BINDING_PARAMETERS]);
    }
    finish(stream, &row->made[side]);
}

typedef void read_side(const struct cch_diff_report *report, int side, uint32_t number, struct row *row);
static read_side *const readers[] = {
    [CCH_DIFF_UNIT] = read_unit, [CCH_DIFF_FUNCTION] = read_function, [CCH_DIFF_KERNEL] = read_kernel,
    [CCH_DIFF_EDGE] = read_edge, [CCH_DIFF_LAUNCH] = read_launch,     [CCH_DIFF_BINDING] = read_binding,
};

/* The sides of an item that have their `place`th row. */
static int add_sides(cch_sheet *sheet, const struct cch_diff_report *report, enum cch_diff_what what,
                     enum cch_diff_change change, const struct cch_diff_item *item, const uint32_t place[CCH_SIDES]) {
    struct row row = {.cells[WHAT] = cch_cell_text(cch_diff_noun(what, false)),
                      .cells[CHANGE] = cch_cell_text(cch_diff_change_name(change))};
    int status = 0;
    for (int side = 0; side < CCH_SIDES; side++) {
        if (place[side] >= item->count[side])
            continue;
        readers[what](report, side, cch_diff_cells(report->diff, item, side)[place[side]], &row);
        if (row.made[side])
            row.cells[VALUE + side] = cch_cell_text(row.made[side]);
        else if (what != CCH_DIFF_UNIT)
            status = CCH_ERROR_MEMORY;
    }
    if (!status)
        status = cch_sheet_row(sheet, row.cells);
    for (int side = 0; side < CCH_SIDES; side++)
        free(row.made[side]);
    return status;
}

static int add_chain(cch_sheet *sheet, const struct cch_diff_report *report, enum cch_diff_change change,
                     const struct cch_diff_item *item) {
    int side = change == CCH_REMOVED ? CCH_OLD : CCH_NEW;
    const char **names = malloc(((size_t)item->count[side] + 1) * sizeof *names);
    struct row row = {.cells[WHAT] = cch_cell_text("chain"),
                      .cells[CHANGE] = cch_cell_text(cch_diff_change_name(change))};
    if (!names)
        return CCH_ERROR_MEMORY;
    for (uint32_t i = 0; i < item->count[side]; i++)
        names[i] = cch_question_name(&report->question[side], cch_diff_cells(report->diff, item, side)[i]);
    row.cells[NAME] = cch_cell_list(names, item->count[side]);
    int status = cch_sheet_row(sheet, row.cells);
    free(names);
    return status;
}

static int add_item(cch_sheet *sheet, const struct cch_diff_report *report, enum cch_diff_what what,
                    enum cch_diff_change change, const struct cch_diff_item *item) {
    if (what == CCH_DIFF_CHAIN)
        return add_chain(sheet, report, change, item);
    if (what != CCH_DIFF_LAUNCH && what != CCH_DIFF_BINDING)
        return add_sides(sheet, report, what, change, item, (const uint32_t[]){0, 0});
    int status = 0; /* the rows of the old one, then those of the new one */
    for (uint32_t i = 0; i < item->count[CCH_OLD] && !status; i++)
        status = add_sides(sheet, report, what, change, item, (const uint32_t[]){i, UINT32_MAX});
    for (uint32_t i = 0; i < item->count[CCH_NEW] && !status; i++)
        status = add_sides(sheet, report, what, change, item, (const uint32_t[]){UINT32_MAX, i});
    return status;
}

static void add_warning(void *sheet, const char *text) {
    struct row row = {.cells[WHAT] = cch_cell_text("warning"), .cells[NAME] = cch_cell_text(text)};
    cch_sheet_row(sheet, row.cells);
}

/* Says how many of a list's items are left out. */
static void add_rest(cch_sheet *sheet, enum cch_diff_change change, size_t left) {
    char text[80];
    snprintf(text, sizeof text, "%zu more chains %s", left, cch_diff_change_name(change));
    if (left)
        add_warning(sheet, text);
}

int cch_diff_print_table(const struct cch_diff_report *report, const struct cch_format *format) {
    cch_sheet sheet;
    int status = cch_sheet_begin(&sheet, format, report->stream, &listing);
    cch_diff_warnings(report, add_warning, &sheet);
    for (int what = 0; what < CCH_DIFF_COUNT; what++)
        for (int change = 0; change < CCH_CHANGE_COUNT; change++) {
            const struct cch_diff_list *list = &report->diff->lists[what][change];
            size_t count = what == CCH_DIFF_CHAIN && list->count > report->limit ? report->limit : list->count;
            for (size_t i = 0; i < count && !status && !ferror(report->stream); i++)
                status =
                    add_item(&sheet, report, (enum cch_diff_what)what, (enum cch_diff_change)change, &list->items[i]);
            add_rest(&sheet, (enum cch_diff_change)change, list->count - count);
        }
    int ended = cch_sheet_end(&sheet);
    return status ? status : ended;
}
