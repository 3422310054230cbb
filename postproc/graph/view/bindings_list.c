/* Bindings as a table. */
#include "graph/view/bindings.h"

#include <stdio.h>
#include <string.h>

const char *cch_binding_kind(uint32_t kind) {
    static const char *const names[] = {"pybind11", "TORCH_LIBRARY", "TORCH_LIBRARY_IMPL", "Python API", "C symbol",
                                        "nanobind", "TVM-FFI"};
    _Static_assert(sizeof names / sizeof *names == CCH_BINDING_KIND_COUNT, "a name for each kind");
    return kind < CCH_BINDING_KIND_COUNT ? names[kind] : "unknown";
}

const char *cch_bound_name(enum cch_bound state) {
    static const char *const names[] = {"joined", "unbound", "uncalled"};
    return names[state];
}

static const struct {
    const char *code, *words;
} reasons[CCH_BOUND_REASON_COUNT] = {
    [CCH_BOUND_COMPLETE] = {"", ""},
    [CCH_BOUND_NO_CODE] = {"no-code", "no compiled code was read"},
    [CCH_BOUND_UNIMPLEMENTED] = {"unimplemented", "declared, and no unit that was read tells by which function"},
    [CCH_BOUND_NO_FUNCTION] = {"no-function", "no unit that was read defines this C function"},
    [CCH_BOUND_LIBRARY_UNKNOWN] = {"library-unknown", "of a library whose file is not known"},
    [CCH_BOUND_NOT_READ] = {"not-read", "this way of binding is not read"},
    [CCH_BOUND_MODULE_UNNAMED] = {"module-unnamed", "a unit binds this name in a module that it does not name"},
    [CCH_BOUND_NAME_COMPUTED] = {"name-computed", "the module binds names that are worked out"},
    [CCH_BOUND_NOT_IN_MODULE] = {"not-in-module", "the module is bound without it"},
    [CCH_BOUND_NO_MODULE] = {"no-module", "no unit that was read binds its module: not compiled, or another library's"},
    [CCH_BOUND_NO_PYTHON] = {"no-python", "no Python was read"},
    [CCH_BOUND_CALL_COMPUTED] = {"call-computed", "nobody names it, but a name of the module is worked out"},
    [CCH_BOUND_NOT_CALLED] = {"not-called", "no Python that was read calls it"},
};

const char *cch_bound_reason_code(enum cch_bound_reason reason) { return reasons[reason].code; }

const char *cch_bound_reason_words(enum cch_bound_reason reason) { return reasons[reason].words; }

/* The sentence, and where: "… (a.py:12)". */
static const char *words_of(const cch_graph *graph, const struct cch_bound_name *item, char *words, size_t size) {
    if (!item->about)
        return cch_bound_reason_words(item->reason);
    const uint32_t *site = cch_graph_row(graph, CCH_SITE, item->about);
    snprintf(words, size, "%s (%.4096s:%u)", cch_bound_reason_words(item->reason),
             cch_graph_text(graph, site[CCH_SITE_FILE], NULL), site[CCH_SITE_LINE]);
    return words;
}

static void list_name(cch_sheet *sheet, const cch_question *question, const struct cch_bound_name *item) {
    const cch_graph *graph = question->program->graph;
    char words[4608];
    cch_sheet_row(
        sheet,
        (const struct cch_cell[]){
            cch_function_cell(sheet, question, item->name),
            cch_cell_text(cch_bound_name(item->state)),
            cch_function_cell(sheet, question, item->target),
            item->row ? cch_cell_text(cch_binding_kind(cch_graph_row(graph, CCH_BINDING, item->row)[CCH_BINDING_KIND]))
                      : cch_cell_empty(),
            cch_site_cell(graph, item->bound_at),
            cch_site_cell(graph, item->called_at),
            cch_cell_text(cch_bound_reason_code(item->reason)),
            cch_cell_text(words_of(graph, item, words, sizeof words)),
        });
}

int cch_list_bindings(const cch_question *question, const cch_bindings *bindings, unsigned states,
                      const struct cch_format *format, FILE *stream) {
    static const struct cch_heading columns[] = {
        {.name = "name", .type = CCH_COLUMN_FUNCTION, .about = "as Python sees it"},
        {.name = "state", .type = CCH_COLUMN_TEXT, .about = "joined, unbound or uncalled"},
        {.name = "function", .type = CCH_COLUMN_FUNCTION, .about = "that runs, the least of several"},
        {.name = "kind", .type = CCH_COLUMN_TEXT, .about = "how it is bound"},
        {.name = "bound_at", .type = CCH_COLUMN_SITE},
        {.name = "called_at", .type = CCH_COLUMN_SITE, .about = "the least call site"},
        {.name = "reason", .type = CCH_COLUMN_TEXT, .about = "why it is not joined, as a code"},
        {.name = "why", .type = CCH_COLUMN_TEXT, .about = "the same in words"},
    };
    static const struct cch_listing listing = {"bindings", columns, sizeof columns / sizeof *columns};
    cch_sheet sheet;
    cch_sheet_begin(&sheet, format, stream, &listing);
    for (size_t i = 0; i < bindings->count && !ferror(stream) && !sheet.status; i++)
        if (states >> bindings->items[i].state & 1)
            list_name(&sheet, question, &bindings->items[i]);
    return cch_sheet_end(&sheet);
}
