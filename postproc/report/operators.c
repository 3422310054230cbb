/* Operators: the names that Python sees of compiled code, what they are bound to, and the kernels behind. */
#include <stdlib.h>

#include "graph/view/bindings.h"
#include "graph/view/info.h"
#include "graph/view/reach.h"
#include "report/parts.h"

static void write_number(cch_json *json, const char *key, const struct cch_report *report, uint32_t function) {
    uint32_t number = function ? report->number[report->question->view->node[function]] : UINT32_MAX;
    if (number == UINT32_MAX)
        cch_json_null(json, key);
    else
        cch_json_number(json, key, number);
}

static void write_binding(cch_json *json, const struct cch_report *report, const uint32_t *cells) {
    const cch_graph *graph = report->question->program->graph;
    size_t count;
    const uint32_t *items = cch_graph_items(graph, cells[CCH_BINDING_PARAMETERS], &count);
    cch_json_open(json, NULL, '{');
    cch_json_text(json, "kind", cch_binding_kind(cells[CCH_BINDING_KIND]));
    cch_json_text(json, "key", cch_graph_text(graph, cells[CCH_BINDING_KEY], NULL));
    cch_json_text(json, "schema", cch_graph_text(graph, cells[CCH_BINDING_SCHEMA], NULL));
    write_number(json, "target", report, cells[CCH_BINDING_TARGET]);
    cch_json_open(json, "parameters", '[');
    for (size_t i = 0; i < count; i++)
        cch_json_text(json, NULL, cch_graph_text(graph, items[i], NULL));
    cch_json_close(json, ']');
    if (cells[CCH_BINDING_TARGET]) {
        const uint32_t *target = cch_graph_row(graph, CCH_FUNCTION, cells[CCH_BINDING_TARGET]);
        items = cch_graph_items(graph, target[CCH_FUNCTION_PARAMETERS], &count);
        cch_json_open(json, "native_parameters", '[');
        for (size_t i = 0; i < count; i++)
            cch_json_text(json, NULL, cch_graph_text(graph, items[i], NULL));
        cch_json_close(json, ']');
    }
    cch_json_site(json, "site", graph, cells[CCH_BINDING_SITE]);
    cch_json_close(json, '}');
}

static int write_kernels(cch_json *json, const char *key, const struct cch_report *report, const cch_instances *calls,
                         uint32_t function, cch_error *error) {
    struct cch_numbers kernels = {0};
    int status = cch_reach_kernels(calls, function, &kernels, error);
    cch_json_open(json, key, '[');
    for (size_t i = 0; i < kernels.count && !status; i++)
        write_number(json, NULL, report, kernels.items[i]);
    cch_json_close(json, ']');
    cch_numbers_release(&kernels);
    return status;
}

static const char *what_is_missing(const cch_info *info, uint32_t function) {
    for (size_t i = 0; i < info->undefined_bindings.count; i++)
        if (info->undefined_bindings.items[i] == function)
            return "called from Python, defined by no compiled code that was read";
    for (size_t i = 0; i < info->unused_bindings.count; i++)
        if (info->unused_bindings.items[i] == function)
            return "defined, called by no Python that was read";
    return "";
}

static int write_operator(cch_json *json, const struct cch_report *report, const cch_info *info, uint32_t function,
                          cch_error *error) {
    const cch_graph *graph = report->question->program->graph;
    cch_json_open(json, NULL, '{');
    write_number(json, "function", report, function);
    cch_json_text(json, "missing", what_is_missing(info, function));
    cch_json_open(json, "bindings", '[');
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_BINDING); row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_BINDING, row);
        if (report->question->view->node[cells[CCH_BINDING_NAME]] == function)
            write_binding(json, report, cells);
    }
    cch_json_close(json, ']');
    int status = write_kernels(json, "kernels", report, report->calls, function, error);
    if (!status)
        status = write_kernels(json, "surely", report, report->certain, function, error); /* by certain calls alone */
    cch_json_close(json, '}');
    return status;
}

int cch_report_operators(struct cch_report *report, cch_error *error) {
    const cch_question *question = report->question;
    cch_info info = {0};
    cch_piece piece = {.text = NULL};
    int status = cch_info_make(&info, question->view, question->names, question->naming, error);
    if (!status)
        status = cch_piece_begin(&piece, error);
    if (!status) {
        cch_json_open(&piece.json, NULL, '[');
        for (size_t i = 0; i < info.bindings.count && !status; i++)
            status = write_operator(&piece.json, report, &info, info.bindings.items[i], error);
        cch_json_close(&piece.json, ']');
        if (!status)
            status = cch_piece_end(&piece, report->folder, "operators", &report->summary->bytes, error);
    }
    report->summary->operators = info.bindings.count;
    cch_json_number(&report->overview.json, "operator_count", info.bindings.count);
    cch_piece_drop(&piece);
    cch_info_release(&info);
    return status;
}
