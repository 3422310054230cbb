#include "evaluate/machine.h"

#include <stdlib.h>
#include <string.h>

#include "graph_file/range.h"

int cch_evaluator_new(cch_evaluator **evaluator, const cch_program *program, cch_error *error) {
    cch_evaluator *made = calloc(1, sizeof *made);
    *evaluator = made;
    if (made) {
        made->program = program;
        made->graph = program->graph;
        made->functions = calloc((size_t)cch_graph_count(made->graph, CCH_FUNCTION) + 1, sizeof(void *));
        made->names = cch_names_new(made->graph);
    }
    if (made && made->functions && made->names)
        return 0;
    cch_evaluator_free(made);
    *evaluator = NULL;
    return cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
}

void cch_evaluator_free(cch_evaluator *evaluator) {
    if (!evaluator)
        return;
    if (evaluator->release_python)
        evaluator->release_python(evaluator->python);
    free(evaluator->functions);
    free(evaluator->units);
    free(evaluator->given_up);
    free(evaluator->launching);
    free(evaluator->passing);
    free(evaluator->contexts);
    cch_names_free(evaluator->names);
    cch_view_free(evaluator->view);
    cch_arena_release(&evaluator->code_arena);
    free(evaluator);
}

const cch_view *cch_evaluator_view(cch_evaluator *evaluator) {
    if (!evaluator->view)
        cch_view_new(&evaluator->view, evaluator->program, CCH_LEVEL_INSTANCE, 0, NULL);
    return evaluator->view;
}

/* A Python function that runs in several contexts is met as written, its edges are those of each context. */
static uint32_t written_in_python(const cch_view *view, uint32_t function) {
    const uint32_t *row = cch_graph_row(view->program->graph, CCH_FUNCTION, function);
    return row[CCH_FUNCTION_LANGUAGE] == CCH_LANGUAGE_PYTHON ? row[CCH_FUNCTION_SOURCE] : 0;
}

const uint32_t *cch_evaluator_contexts(cch_evaluator *evaluator) {
    const cch_view *view = cch_evaluator_view(evaluator);
    if (!view || evaluator->contexts)
        return evaluator->contexts;
    evaluator->contexts = calloc((size_t)view->function_count + 1, sizeof *evaluator->contexts);
    for (uint32_t function = view->function_count; function > 0 && evaluator->contexts; function--) {
        uint32_t source = written_in_python(view, function);
        if (!source)
            continue;
        evaluator->contexts[function] = evaluator->contexts[source];
        evaluator->contexts[source] = function;
    }
    return evaluator->contexts;
}

void cch_mark_callers(const cch_view *view, unsigned kinds, unsigned char *marks, uint32_t *waiting, size_t count) {
    while (count) {
        uint32_t callee = waiting[--count];
        for (size_t i = view->in[callee]; i < view->in[callee + 1]; i++) {
            const struct cch_view_edge *edge = &view->edges[view->in_edges[i]];
            if (!(1u << edge->kind & kinds))
                continue;
            const uint32_t callers[] = {edge->caller, written_in_python(view, edge->caller)};
            for (int k = 0; k < 2; k++)
                if (callers[k] && !marks[callers[k]]) {
                    marks[callers[k]] = 1;
                    waiting[count++] = callers[k];
                }
        }
    }
}

/* One text is read once, whatever number of specializations has it. */
static void read_text(cch_evaluator *evaluator, struct cch_function_code *function, uint32_t string) {
    if (!evaluator->units)
        evaluator->units = calloc(1 << 16, sizeof *evaluator->units);
    struct cch_code_unit **kept = evaluator->units ? &evaluator->units[string & 0xffff] : NULL;
    if (kept && *kept && (*kept)->string == string) {
        function->code = *kept;
    } else {
        size_t length;
        const char *text = cch_graph_text(evaluator->graph, string, &length), *message = NULL;
        struct cch_code_unit *unit = NULL;
        int status = cch_code_read(&evaluator->code_arena, text, length, &unit, &message);
        evaluator->code_arena.failed |= status == CCH_ERROR_MEMORY;
        if (status) {
            function->problem = message ? message : "out of memory";
            return;
        }
        unit->string = string;
        function->code = unit;
        if (kept)
            *kept = unit;
    }
    if (function->code->root->head == CCH_HEAD_UNREAD) {
        const cch_node *reason = cch_item(function->code->root, 0);
        function->problem = reason && *reason->text ? reason->text : "it was not read";
        function->unread = function->code->parameters ? function->code : NULL;
        function->code = NULL;
    }
}

static uint32_t place_of(const uint32_t *function) {
    return function[CCH_FUNCTION_DEFINITION]          ? function[CCH_FUNCTION_DEFINITION]
           : function[CCH_FUNCTION_DEVICE_DEFINITION] ? function[CCH_FUNCTION_DEVICE_DEFINITION]
                                                      : function[CCH_FUNCTION_DECLARATION];
}

static void find_code(cch_evaluator *evaluator, struct cch_function_code *function) {
    const cch_graph *graph = evaluator->graph;
    const uint32_t *row = cch_graph_row(graph, CCH_FUNCTION, function->function);
    uint32_t place = place_of(row);
    if (!place) /* of a specialization: where its template is written */
        place = place_of(cch_graph_row(graph, CCH_FUNCTION, evaluator->program->source[function->function]));
    const uint32_t *site = cch_graph_row(graph, CCH_SITE, place);
    function->file = site ? cch_graph_text(graph, site[CCH_SITE_FILE], NULL) : "";
    function->is_python = row[CCH_FUNCTION_LANGUAGE] == CCH_LANGUAGE_PYTHON;
    struct cch_range range = cch_graph_range(graph, CCH_PROGRAM, 1, &function->function);
    if (range.first == range.end) {
        function->problem =
            row[CCH_FUNCTION_FLAGS] & CCH_FLAG_DEFINED ? "what it does was not recorded" : "it is not defined here";
        return;
    }
    if (range.end - range.first > 1) {
        function->problem = "it has two definitions that differ";
        return;
    }
    const uint32_t *cells = cch_graph_row(graph, CCH_PROGRAM, range.first);
    function->references = cch_graph_items(graph, cells[CCH_PROGRAM_REFERENCES], &function->reference_count);
    function->constants = cch_graph_items(graph, cells[CCH_PROGRAM_CONSTANTS], &function->constant_count);
    read_text(evaluator, function, cells[CCH_PROGRAM_TEXT]);
}

const struct cch_function_code *cch_evaluator_code(cch_evaluator *evaluator, uint32_t function) {
    static const struct cch_function_code none = {.problem = "no such function", .file = ""};
    if (!function || function > cch_graph_count(evaluator->graph, CCH_FUNCTION))
        return &none;
    if (!evaluator->functions[function]) {
        struct cch_function_code *code = cch_arena_take(&evaluator->code_arena, sizeof *code);
        if (evaluator->code_arena.failed)
            return &none;
        code->function = function;
        find_code(evaluator, code);
        evaluator->functions[function] = code;
    }
    return evaluator->functions[function];
}
