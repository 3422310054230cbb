#include "graph/chains/show.h"

#include <stdlib.h>

#include "base/escape.h"
#include "graph/chains/chains.h"
#include "graph/chains/instances.h"
#include "graph/view/bindings.h"
#include "graph/view/reach.h"

/* What is shown of one function. */
struct shown {
    const cch_question *question;
    uint32_t function;
    struct cch_numbers callers, callees; /* the view's edges */
    struct cch_numbers kernels;
    struct cch_numbers bindings; /* rows of CCH_BINDING */
};

static void release(struct shown *shown) {
    cch_numbers_release(&shown->callers);
    cch_numbers_release(&shown->callees);
    cch_numbers_release(&shown->kernels);
    cch_numbers_release(&shown->bindings);
}

static int find_bindings(struct shown *shown, cch_error *error) {
    const cch_view *view = shown->question->view;
    const cch_graph *graph = view->program->graph;
    uint32_t rows = cch_graph_count(graph, CCH_BINDING);
    shown->bindings.items = malloc(((size_t)rows + 1) * sizeof(uint32_t));
    if (!shown->bindings.items)
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot show functions: out of memory");
    for (uint32_t row = 1; row <= rows; row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_BINDING, row);
        if (view->node[cells[CCH_BINDING_NAME]] == shown->function ||
            view->node[cells[CCH_BINDING_TARGET]] == shown->function)
            shown->bindings.items[shown->bindings.count++] = row;
    }
    return CCH_OK;
}

static int find_all(struct shown *shown, const cch_instances *instances, bool certain, cch_error *error) {
    const cch_question *question = shown->question;
    struct cch_edges_request request = {.kinds = (1u << CCH_KIND_COUNT) - 1, .certain = certain};
    request.of_callee = shown->function;
    int status = cch_edges_find(question->view, question->names, question->naming, &request, &shown->callers, error);
    request.of_callee = 0;
    request.of_caller = shown->function;
    if (!status)
        status = cch_edges_find(question->view, question->names, question->naming, &request, &shown->callees, error);
    if (!status)
        status = cch_reach_kernels(instances, shown->function, &shown->kernels, error);
    if (!status)
        status = cch_functions_sort(question->view, question->names, question->naming, &shown->kernels, error);
    return status ? status : find_bindings(shown, error);
}

/* Text ------------------------------------------------------------------------ */

static void print_parameters(FILE *stream, const cch_graph *graph, uint32_t list) {
    size_t count;
    const uint32_t *items = cch_graph_items(graph, list, &count);
    if (!count)
        return;
    fputs("  parameters       ", stream);
    for (size_t i = 0; i < count; i++) {
        const char *text = cch_graph_text(graph, items[i], NULL);
        fputs(i ? ", " : "", stream);
        cch_write_text(stream, *text ? text : "(unnamed)");
    }
    putc('\n', stream);
}

static void print_edges(FILE *stream, const struct shown *shown, const char *title, const struct cch_numbers *edges,
                        bool callers) {
    const cch_question *question = shown->question;
    if (!edges->count)
        return;
    fprintf(stream, "  %s (%zu)\n", title, edges->count);
    for (size_t i = 0; i < edges->count; i++) {
        const struct cch_view_edge *edge = &question->view->edges[edges->items[i]];
        fprintf(stream, "    %-9s %-8s ", cch_kind_name((enum cch_kind)edge->kind),
                edge->certain ? "certain" : "possible");
        cch_write_text(stream, cch_question_name(question, callers ? edge->caller : edge->callee));
        fputs("  ", stream);
        cch_print_site(stream, question->program->graph, edge->site);
        if (edge->count > 1)
            fprintf(stream, " and %u more", edge->count - 1);
        putc('\n', stream);
    }
}

static void print_bindings(FILE *stream, const struct shown *shown) {
    const cch_graph *graph = shown->question->program->graph;
    if (!shown->bindings.count)
        return;
    fprintf(stream, "  bindings (%zu)\n", shown->bindings.count);
    for (size_t i = 0; i < shown->bindings.count; i++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_BINDING, shown->bindings.items[i]);
        const cch_view *view = shown->question->view;
        uint32_t target = view->node[cells[CCH_BINDING_TARGET]];
        fprintf(stream, "    %s ", cch_binding_kind(cells[CCH_BINDING_KIND]));
        cch_write_text(stream, cch_question_name(shown->question, view->node[cells[CCH_BINDING_NAME]]));
        fputs(" -> ", stream);
        cch_write_text(stream, target ? cch_question_name(shown->question, target) : "(no function)");
        fputs("  ", stream);
        cch_print_site(stream, graph, cells[CCH_BINDING_SITE]);
        putc('\n', stream);
    }
}

static void print_text(FILE *stream, const struct shown *shown) {
    const cch_question *question = shown->question;
    const cch_graph *graph = question->program->graph;
    const uint32_t *cells = cch_graph_row(graph, CCH_FUNCTION, shown->function);
    const char *what;
    char flags[256];
    cch_write_text(stream, cch_question_name(question, shown->function));
    uint32_t site = cch_view_place(question->view, shown->function, &what);
    if (site) {
        fprintf(stream, "\n  %-16s ", what);
        cch_print_site(stream, graph, site);
    }
    if (cells[CCH_FUNCTION_FIRST_LINE])
        fprintf(stream, "\n  lines            %u-%u", cells[CCH_FUNCTION_FIRST_LINE], cells[CCH_FUNCTION_LAST_LINE]);
    cch_flag_names(question->view->flags[shown->function], flags, sizeof flags);
    fputs("\n  identity         ", stream);
    cch_write_text(stream, cch_names_function(question->names, CCH_NAMING_IDENTITY, shown->function));
    fprintf(stream, "\n  language         %s\n  flags            %s\n", cch_language_name(cells[CCH_FUNCTION_LANGUAGE]),
            flags);
    if (cells[CCH_FUNCTION_SIGNATURE]) {
        fputs("  signature        ", stream);
        cch_write_text(stream, cch_graph_text(graph, cells[CCH_FUNCTION_SIGNATURE], NULL));
        putc('\n', stream);
    }
    print_parameters(stream, graph, cells[CCH_FUNCTION_PARAMETERS]);
    if (question->view->specializations[shown->function])
        fprintf(stream, "  specializations  %u\n", question->view->specializations[shown->function]);
    print_edges(stream, shown, "callers", &shown->callers, true);
    print_edges(stream, shown, "callees", &shown->callees, false);
    if (shown->kernels.count)
        fprintf(stream, "  kernels reached (%zu)\n", shown->kernels.count);
    for (size_t i = 0; i < shown->kernels.count; i++) {
        fputs("    ", stream);
        cch_write_text(stream, cch_question_name(question, shown->kernels.items[i]));
        putc('\n', stream);
    }
    print_bindings(stream, shown);
}

/* JSON ------------------------------------------------------------------------ */

static void write_edges(cch_json *json, const char *key, const struct shown *shown, const struct cch_numbers *edges,
                        bool callers) {
    const cch_question *question = shown->question;
    cch_json_open(json, key, '[');
    for (size_t i = 0; i < edges->count; i++) {
        const struct cch_view_edge *edge = &question->view->edges[edges->items[i]];
        cch_json_open(json, NULL, '{');
        cch_json_function(json, "function", question, callers ? edge->caller : edge->callee);
        cch_json_text(json, "kind", cch_kind_name((enum cch_kind)edge->kind));
        cch_json_bool(json, "certain", edge->certain);
        cch_json_passes(json, "passes", question->program, edge->passes);
        cch_json_site(json, "site", question->program->graph, edge->site);
        cch_json_number(json, "count", edge->count);
        cch_json_close(json, '}');
    }
    cch_json_close(json, ']');
}

static void write_bindings(cch_json *json, const struct shown *shown) {
    const cch_graph *graph = shown->question->program->graph;
    cch_json_open(json, "bindings", '[');
    for (size_t i = 0; i < shown->bindings.count; i++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_BINDING, shown->bindings.items[i]);
        cch_json_open(json, NULL, '{');
        cch_json_text(json, "kind", cch_binding_kind(cells[CCH_BINDING_KIND]));
        cch_json_function(json, "binding", shown->question, shown->question->view->node[cells[CCH_BINDING_NAME]]);
        cch_json_function(json, "target", shown->question, shown->question->view->node[cells[CCH_BINDING_TARGET]]);
        cch_json_text(json, "dispatch_key", cch_graph_text(graph, cells[CCH_BINDING_KEY], NULL));
        cch_json_text(json, "schema", cch_graph_text(graph, cells[CCH_BINDING_SCHEMA], NULL));
        cch_json_site(json, "site", graph, cells[CCH_BINDING_SITE]);
        cch_json_close(json, '}');
    }
    cch_json_close(json, ']');
}

static void write_json(cch_json *json, const struct shown *shown) {
    const cch_question *question = shown->question;
    const cch_graph *graph = question->program->graph;
    const uint32_t *cells = cch_graph_row(graph, CCH_FUNCTION, shown->function);
    const char *what;
    char flags[256];
    size_t count;
    const uint32_t *parameters = cch_graph_items(graph, cells[CCH_FUNCTION_PARAMETERS], &count);
    cch_flag_names(question->view->flags[shown->function], flags, sizeof flags);
    cch_json_open(json, NULL, '{');
    cch_json_function(json, "function", question, shown->function);
    cch_json_site(json, "place", graph, cch_view_place(question->view, shown->function, &what));
    cch_json_text(json, "place_is", what);
    cch_json_number(json, "first_line", cells[CCH_FUNCTION_FIRST_LINE]);
    cch_json_number(json, "last_line", cells[CCH_FUNCTION_LAST_LINE]);
    cch_json_text(json, "language", cch_language_name(cells[CCH_FUNCTION_LANGUAGE]));
    cch_json_text(json, "flags", flags);
    cch_json_text(json, "signature", cch_graph_text(graph, cells[CCH_FUNCTION_SIGNATURE], NULL));
    cch_json_open(json, "parameters", '[');
    for (size_t i = 0; i < count; i++)
        cch_json_text(json, NULL, cch_graph_text(graph, parameters[i], NULL));
    cch_json_close(json, ']');
    cch_json_number(json, "specializations", question->view->specializations[shown->function]);
    write_edges(json, "callers", shown, &shown->callers, true);
    write_edges(json, "callees", shown, &shown->callees, false);
    cch_json_open(json, "kernels", '[');
    for (size_t i = 0; i < shown->kernels.count; i++)
        cch_json_function(json, NULL, question, shown->kernels.items[i]);
    cch_json_close(json, ']');
    write_bindings(json, shown);
    cch_json_close(json, '}');
}

int cch_show(FILE *stream, const cch_question *question, const uint32_t *functions, size_t count, bool certain,
             bool as_json, cch_error *error) {
    cch_json json = {.stream = stream};
    cch_instances *instances = NULL;
    int status = count ? cch_instances_new(&instances, question->view, CCH_CHAINS_KINDS, certain) : 0;
    if (status)
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot show functions: out of memory");
    if (as_json)
        cch_json_open(&json, NULL, '[');
    for (size_t i = 0; i < count && !status && !ferror(stream); i++) {
        struct shown shown = {.question = question, .function = functions[i]};
        status = find_all(&shown, instances, certain, error);
        if (!status && as_json) {
            write_json(&json, &shown);
        } else if (!status) {
            fputs(i ? "\n" : "", stream);
            print_text(stream, &shown);
        }
        release(&shown);
    }
    if (as_json) {
        cch_json_close(&json, ']');
        cch_json_end(&json);
    }
    cch_instances_free(instances);
    return status;
}
