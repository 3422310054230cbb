/* What came, went or changed, as JSON. */
#include "graph/diff/report.h"

#include "graph/view/launches.h"

#include <stdlib.h>

static const char *const sides[] = {"old", "new"};

static const cch_graph *graph_of(const struct cch_diff_report *report, int side) {
    return report->question[side].program->graph;
}

static void write_warning(void *context, const char *text) { cch_json_text(context, NULL, text); }

static void write_texts(cch_json *json, const cch_graph *graph, const char *key, uint32_t list) {
    size_t count;
    const uint32_t *items = cch_graph_items(graph, list, &count);
    cch_json_open(json, key, '[');
    for (size_t i = 0; i < count; i++)
        cch_json_text(json, NULL, cch_graph_text(graph, items[i], NULL));
    cch_json_close(json, ']');
}

/* What one side knows of a function, kernel, edge or unit: its members. */
static void write_function(cch_json *json, const struct cch_diff_report *report, int side, uint32_t function) {
    const cch_question *question = &report->question[side];
    const cch_graph *graph = graph_of(report, side);
    const uint32_t *cells = cch_graph_row(graph, CCH_FUNCTION, function);
    const char *what;
    char flags[256];
    cch_flag_names(question->view->flags[function], flags, sizeof flags);
    cch_json_function(json, "function", question, function);
    cch_json_text(json, "flags", flags);
    cch_json_site(json, "place", graph, cch_view_place(question->view, function, &what));
    cch_json_text(json, "signature", cch_graph_text(graph, cells[CCH_FUNCTION_SIGNATURE], NULL));
    write_texts(json, graph, "parameters", cells[CCH_FUNCTION_PARAMETERS]);
    cch_json_number(json, "specializations", question->view->specializations[function]);
}

static void write_edge(cch_json *json, const struct cch_diff_report *report, int side, uint32_t number) {
    const cch_question *question = &report->question[side];
    const struct cch_view_edge *edge = &question->view->edges[number];
    cch_json_function(json, "caller", question, edge->caller);
    cch_json_function(json, "callee", question, edge->callee);
    cch_json_text(json, "kind", cch_kind_name((enum cch_kind)edge->kind));
    cch_json_bool(json, "certain", edge->certain);
    cch_json_passes(json, "passes", question->program, edge->passes);
    cch_json_site(json, "site", graph_of(report, side), edge->site);
}

static void write_unit(cch_json *json, const struct cch_diff_report *report, int side, uint32_t row) {
    const cch_graph *graph = graph_of(report, side);
    const uint32_t *cells = cch_graph_row(graph, CCH_PASS, row);
    cch_json_text(json, "unit", cch_graph_text(graph, cells[CCH_PASS_UNIT], NULL));
    cch_json_text(json, "kind", cch_graph_text(graph, cells[CCH_PASS_KIND], NULL));
    cch_json_number(json, "errors", cells[CCH_PASS_ERRORS]);
    cch_json_text(json, "first_error", cch_graph_text(graph, cells[CCH_PASS_FIRST_ERROR], NULL));
}

static void write_extent(cch_json *json, const char *name, const struct cch_extent *extent) {
    char *text = extent ? cch_extent_text(extent) : NULL;
    cch_json_text(json, name, text ? text : "");
    free(text);
}

static void write_launch(cch_json *json, const struct cch_diff_report *report, int side, uint32_t row) {
    const cch_graph *graph = graph_of(report, side);
    const struct cch_configuration given = cch_configuration_read(graph, row);
    cch_json_text(json, "grid", given.grid_text);
    cch_json_text(json, "block", given.block_text);
    cch_json_text(json, "shared_memory", given.shared_memory_text);
    cch_json_text(json, "stream", given.stream);
    cch_json_text(json, "shared_memory_value", given.shared_memory.text);
    cch_json_text(json, "api", given.api);
    cch_json_text(json, "attributes", given.attributes);
    write_extent(json, "grid_value", given.has_grid ? &given.grid : NULL);
    write_extent(json, "block_value", given.has_block ? &given.block : NULL);
    cch_json_site(json, "site", graph, given.site);
}

static void write_binding(cch_json *json, const struct cch_diff_report *report, int side, uint32_t row) {
    const cch_graph *graph = graph_of(report, side);
    const uint32_t *cells = cch_graph_row(graph, CCH_BINDING, row);
    const cch_question *question = &report->question[side];
    cch_json_function(json, "target", question, question->view->node[cells[CCH_BINDING_TARGET]]);
    cch_json_text(json, "key", cch_graph_text(graph, cells[CCH_BINDING_KEY], NULL));
    cch_json_text(json, "module", cch_graph_text(graph, cells[CCH_BINDING_MODULE], NULL));
    cch_json_text(json, "schema", cch_graph_text(graph, cells[CCH_BINDING_SCHEMA], NULL));
    write_texts(json, graph, "parameters", cells[CCH_BINDING_PARAMETERS]);
    cch_json_site(json, "site", graph, cells[CCH_BINDING_SITE]);
}

/* The names of a launch or binding, and the rows that only one side has. */
static void write_rows(cch_json *json, const struct cch_diff_report *report, enum cch_diff_what what,
                       const struct cch_diff_item *item) {
    int first = item->count[CCH_NEW] ? CCH_NEW : CCH_OLD;
    bool launch = what == CCH_DIFF_LAUNCH;
    const cch_question *question = &report->question[first];
    const uint32_t *cells = cch_graph_row(graph_of(report, first), launch ? CCH_LAUNCH : CCH_BINDING,
                                          *cch_diff_cells(report->diff, item, first));
    cch_json_open(json, NULL, '{');
    if (launch) {
        cch_json_function(json, "caller", question, question->view->node[cells[CCH_LAUNCH_CALLER]]);
        cch_json_function(json, "kernel", question, question->view->node[cells[CCH_LAUNCH_KERNEL]]);
    } else {
        cch_json_function(json, "name", question, question->view->node[cells[CCH_BINDING_NAME]]);
    }
    for (int side = 0; side < CCH_SIDES; side++) {
        cch_json_open(json, sides[side], '[');
        for (uint32_t i = 0; i < item->count[side]; i++) {
            cch_json_open(json, NULL, '{');
            (launch ? write_launch : write_binding)(json, report, side, cch_diff_cells(report->diff, item, side)[i]);
            cch_json_close(json, '}');
        }
        cch_json_close(json, ']');
    }
    cch_json_close(json, '}');
}

static void write_chain(cch_json *json, const struct cch_diff_report *report, int side,
                        const struct cch_diff_item *item) {
    cch_json_open(json, NULL, '[');
    for (uint32_t i = 0; i < item->count[side]; i++)
        cch_json_function(json, NULL, &report->question[side], cch_diff_cells(report->diff, item, side)[i]);
    cch_json_close(json, ']');
}

/* Of what came or went its members; of what changed two such objects. */
static void write_item(cch_json *json, const struct cch_diff_report *report, enum cch_diff_what what,
                       const struct cch_diff_item *item) {
    bool both = item->count[CCH_OLD] && item->count[CCH_NEW];
    cch_json_open(json, NULL, '{');
    for (int side = 0; side < CCH_SIDES; side++) {
        if (!item->count[side])
            continue;
        uint32_t number = *cch_diff_cells(report->diff, item, side);
        if (both)
            cch_json_open(json, sides[side], '{');
        if (what == CCH_DIFF_EDGE)
            write_edge(json, report, side, number);
        else if (what == CCH_DIFF_UNIT)
            write_unit(json, report, side, number);
        else
            write_function(json, report, side, number);
        if (both)
            cch_json_close(json, '}');
    }
    cch_json_close(json, '}');
}

static void write_list(cch_json *json, const struct cch_diff_report *report, enum cch_diff_what what,
                       enum cch_diff_change change) {
    const struct cch_diff_list *list = &report->diff->lists[what][change];
    size_t count = list->count;
    if (what == CCH_DIFF_CHAIN && count > report->limit)
        count = report->limit;
    cch_json_open(json, cch_diff_change_name(change), '[');
    for (size_t i = 0; i < count && !ferror(report->stream); i++)
        if (what == CCH_DIFF_CHAIN)
            write_chain(json, report, change == CCH_REMOVED ? CCH_OLD : CCH_NEW, &list->items[i]);
        else if (what == CCH_DIFF_LAUNCH || what == CCH_DIFF_BINDING)
            write_rows(json, report, what, &list->items[i]);
        else
            write_item(json, report, what, &list->items[i]);
    cch_json_close(json, ']');
}

static void write_chains(cch_json *json, const struct cch_diff_report *report) {
    static const char *const verdicts[] = {"undecided", "same", "different"};
    const cch_diff *diff = report->diff;
    cch_json_open(json, "chains", '{');
    cch_json_text(json, "verdict", verdicts[diff->verdict]);
    for (int side = 0; side < CCH_SIDES; side++) {
        cch_json_open(json, sides[side], '{');
        cch_json_digits(json, "number", diff->number[side]);
        cch_json_bool(json, "exact", !diff->at_least[side]);
        cch_json_bool(json, "compared_all", diff->compared_all[side]);
        cch_json_close(json, '}');
    }
    for (int change = CCH_ADDED; change <= CCH_REMOVED; change++) {
        const struct cch_diff_list *list = &diff->lists[CCH_DIFF_CHAIN][change];
        cch_json_number(json, change == CCH_ADDED ? "added_found" : "removed_found", list->count);
        write_list(json, report, CCH_DIFF_CHAIN, (enum cch_diff_change)change);
    }
    cch_json_close(json, '}');
}

void cch_diff_print_json(const struct cch_diff_report *report) {
    cch_json json = {.stream = report->stream};
    const cch_diff *diff = report->diff;
    cch_json_open(&json, NULL, '{');
    cch_json_open(&json, "warnings", '[');
    cch_diff_warnings(report, write_warning, &json);
    cch_json_close(&json, ']');
    cch_json_bool(&json, "difference", !cch_diff_is_empty(diff));
    for (int what = 0; what < CCH_DIFF_CHAIN; what++) {
        cch_json_open(&json, cch_diff_noun((enum cch_diff_what)what, true), '{');
        for (int side = 0; side < CCH_SIDES; side++)
            cch_json_number(&json, sides[side], diff->total[what][side]);
        for (int change = 0; change < CCH_CHANGE_COUNT; change++)
            if (change != CCH_MOVED || what == CCH_DIFF_FUNCTION)
                write_list(&json, report, (enum cch_diff_what)what, (enum cch_diff_change)change);
        cch_json_close(&json, '}');
    }
    if (diff->chains)
        write_chains(&json, report);
    cch_json_close(&json, '}');
    cch_json_end(&json);
}
