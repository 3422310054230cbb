#define _GNU_SOURCE /* memrchr */
#include "graph/view/bindings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "graph/merge/merge.h"

/* What is known of a name, by function of the view. */
struct known {
    uint32_t row, target, bound_at, called_at;
    unsigned char is_binding, is_called, is_stood_for;
};

struct making {
    cch_bindings *out;
    const cch_question *question;
    const cch_graph *graph;
    const cch_view *view;
    struct known *known;
    int has_code, has_python;
};

/* Names ------------------------------------------------------------------------- */

/* The dotted name; its length in *length. "" for what has none. */
static const char *dotted(const struct making *making, uint32_t function, size_t *length) {
    const char *identity = cch_graph_identity(making->graph, function, length);
    if (*length < 3 || strncmp(identity, "py:", 3) != 0) {
        *length = 0;
        return "";
    }
    *length -= 3;
    return identity + 3;
}

/* The part of a name that is before its last dot. */
static size_t module_length(const char *name, size_t length) {
    const char *dot = length ? memrchr(name, '.', length) : NULL;
    return dot ? (size_t)(dot - name) : 0;
}

/* Is it the same module, one of the two perhaps with the packages around it? */
static int is_same_module(const char *a, size_t n, const char *b, size_t m) {
    const char *longer = n >= m ? a : b, *shorter = n >= m ? b : a;
    size_t length = n >= m ? n : m, less = n >= m ? m : n;
    return less && !memcmp(longer + length - less, shorter, less) &&
           (length == less || longer[length - less - 1] == '.');
}

/* Collecting ---------------------------------------------------------------------- */

static void take_rows(struct making *making) {
    const cch_view *view = making->view;
    for (uint32_t row = 1; row <= cch_graph_count(making->graph, CCH_BINDING); row++) {
        const uint32_t *cells = cch_graph_row(making->graph, CCH_BINDING, row);
        struct known *known = &making->known[view->node[cells[CCH_BINDING_NAME]]];
        known->is_binding = 1;
        if (!known->row || (!known->bound_at && cells[CCH_BINDING_SITE])) {
            known->row = row;
            known->bound_at = cells[CCH_BINDING_SITE];
        }
    }
}

/* What computes shapes alone is not what runs. */
static int is_for_shapes(const struct making *making, const struct cch_view_edge *edge) {
    return cch_alternatives_choice(&making->question->program->alternatives, edge->caller, edge->callee) ==
           CCH_CHOICE_SHAPES;
}

static void take_call(struct making *making, struct known *callee, uint32_t site) {
    callee->is_called = 1;
    if (cch_site_compare(making->graph, site, callee->called_at) < 0)
        callee->called_at = site;
}

static void take_edges(struct making *making) {
    const cch_view *view = making->view;
    for (uint32_t f = 1; f <= view->function_count; f++)
        making->known[f].is_binding |= view->node[f] == f && (view->flags[f] & CCH_FLAG_BINDING) != 0;
    for (size_t i = 0; i < view->edge_count; i++) {
        const struct cch_view_edge *edge = &view->edges[i];
        struct known *caller = &making->known[edge->caller], *callee = &making->known[edge->callee];
        /* Python's own implementation of an operator is one, too */
        if (caller->is_binding && (edge->kind == CCH_KIND_BIND || edge->kind == CCH_KIND_DISPATCH)) {
            if (!caller->target && !is_for_shapes(making, edge))
                caller->target = edge->callee;
            if (!caller->bound_at)
                caller->bound_at = edge->site;
            if (callee->is_binding && !(view->flags[edge->callee] & CCH_FLAG_DEFINED)) /* what an extension binds */
                take_call(making, callee, edge->site);
        } else if (callee->is_binding) {
            take_call(making, callee, edge->site);
        }
    }
}

static void take_passes(struct making *making) {
    for (uint32_t row = 1; row <= cch_graph_count(making->graph, CCH_PASS); row++) {
        const uint32_t *cells = cch_graph_row(making->graph, CCH_PASS, row);
        int python = !strcmp(cch_graph_text(making->graph, cells[CCH_PASS_KIND], NULL), "python");
        making->has_python |= python;
        making->has_code |= !python;
        making->out->unread += cells[CCH_PASS_ERRORS] != 0;
    }
}

/* Reasons ---------------------------------------------------------------------------- */

/* The site of a problem that tells of names of the module that are worked out, 0 for none. Such a problem begins with
 * `before` and the module's name, which ends at `end`. */
static uint32_t computed(const struct making *making, const char *before, char end, const char *module, size_t length) {
    for (uint32_t row = 1; row <= cch_graph_count(making->graph, CCH_PROBLEM); row++) {
        const uint32_t *cells = cch_graph_row(making->graph, CCH_PROBLEM, row);
        const char *text = cch_graph_text(making->graph, cells[CCH_PROBLEM_TEXT], NULL);
        size_t skip = strlen(before);
        if (strncmp(text, before, skip) != 0)
            continue;
        size_t size = strcspn(text + skip, (const char[]){end, '\0'});
        if (!size || is_same_module(text + skip, size, module, length))
            return cells[CCH_PROBLEM_SITE];
    }
    return 0;
}

static int is_text(const cch_graph *graph, uint32_t string, const char *text, size_t length) {
    size_t size;
    const char *is = cch_graph_text(graph, string, &size);
    return size == length && !memcmp(is, text, length);
}

/* The site of a name like this one in a module that is not known: one that other units give, and none was read that
 * does, or one that a problem tells of. */
static uint32_t unnamed(const struct making *making, const char *name, size_t length) {
    static const char before[] = CCH_PROBLEM_UNNAMED_MODULE;
    size_t module = module_length(name, length);
    for (uint32_t row = 1; module && row <= cch_graph_count(making->graph, CCH_HELPER_BINDING); row++) {
        const uint32_t *cells = cch_graph_row(making->graph, CCH_HELPER_BINDING, row);
        if (is_text(making->graph, cells[CCH_HELPER_BINDING_NAME], name + module + 1, length - module - 1))
            return cells[CCH_HELPER_BINDING_SITE];
    }
    for (uint32_t row = 1; module && row <= cch_graph_count(making->graph, CCH_PROBLEM); row++) {
        const uint32_t *cells = cch_graph_row(making->graph, CCH_PROBLEM, row);
        const char *text = cch_graph_text(making->graph, cells[CCH_PROBLEM_TEXT], NULL);
        if (!strncmp(text, before, sizeof before - 1) && strlen(text + sizeof before - 1) == length - module - 1 &&
            !memcmp(text + sizeof before - 1, name + module + 1, length - module - 1))
            return cells[CCH_PROBLEM_SITE];
    }
    return 0;
}

/* Where the module of a name is bound with other names; `any`: it is bound at all. */
static uint32_t module_bound_at(const struct making *making, const char *module, size_t length, int *any) {
    *any = 0;
    for (uint32_t row = 1; row <= cch_graph_count(making->graph, CCH_BINDING) && length; row++) {
        const uint32_t *cells = cch_graph_row(making->graph, CCH_BINDING, row);
        size_t size;
        const char *name = dotted(making, cells[CCH_BINDING_NAME], &size);
        if (!cells[CCH_BINDING_SITE] || !is_same_module(name, module_length(name, size), module, length))
            continue;
        *any = 1;
        return cells[CCH_BINDING_SITE];
    }
    return 0;
}

static int is_library_unknown(const char *module, size_t length) {
    static const char *const unknown[] = {"ctypes.CDLL", "ctypes.PyDLL",   "ctypes.WinDLL",
                                          "cffi.FFI",    "tvm_ffi.Module", "torch.utils.cpp_extension.load"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        if (length == strlen(unknown[i]) && !strncmp(module, unknown[i], length))
            return 1;
    return 0;
}

static void explain_unbound(const struct making *making, struct cch_bound_name *item) {
    size_t length;
    int any;
    const char *name = dotted(making, item->name, &length);
    const uint32_t *cells = item->row ? cch_graph_row(making->graph, CCH_BINDING, item->row) : NULL;
    uint32_t elsewhere = unnamed(making, name, length);
    length = module_length(name, length);
    if (!making->has_code)
        item->reason = CCH_BOUND_NO_CODE;
    else if (!strncmp(name, "cppyy.", 6))
        item->reason = CCH_BOUND_NOT_READ;
    else if (is_library_unknown(name, length))
        item->reason = CCH_BOUND_LIBRARY_UNKNOWN;
    else if (cells && cells[CCH_BINDING_KIND] == CCH_BINDING_SYMBOL)
        item->reason = CCH_BOUND_NO_FUNCTION;
    else if (cells)
        item->reason = CCH_BOUND_UNIMPLEMENTED;
    else if ((item->about = elsewhere))
        item->reason = CCH_BOUND_MODULE_UNNAMED;
    else if ((item->about = computed(making, CCH_PROBLEM_COMPUTED_BINDING, '\0', name, length)))
        item->reason = CCH_BOUND_NAME_COMPUTED;
    else if ((item->about = module_bound_at(making, name, length, &any)) || any)
        item->reason = CCH_BOUND_NOT_IN_MODULE;
    else
        item->reason = CCH_BOUND_NO_MODULE;
}

/* The same of an attribute of the module, or of a class or module in it, which the name is in. */
static uint32_t computed_attribute(const struct making *making, const char *name, size_t length) {
    uint32_t site = 0;
    while (!site && (length = module_length(name, length)) != 0)
        site = computed(making, CCH_PROBLEM_COMPUTED_ATTRIBUTE, ',', name, length);
    return site;
}

static void explain_uncalled(const struct making *making, struct cch_bound_name *item) {
    size_t length;
    const char *name = dotted(making, item->name, &length);
    if (!making->has_python)
        item->reason = CCH_BOUND_NO_PYTHON;
    else if (!item->target)
        item->reason = CCH_BOUND_UNIMPLEMENTED;
    else if ((item->about = computed_attribute(making, name, length)))
        item->reason = CCH_BOUND_CALL_COMPUTED;
    else
        item->reason = CCH_BOUND_NOT_CALLED;
}

/* Names that are listed ----------------------------------------------------------------- */

/* tvm_ffi.Module.f of tvm_ffi.Module.file.f; 0: it is none. */
static uint32_t library_name(const struct making *making, uint32_t function) {
    static const char library[] = "tvm_ffi.Module.";
    size_t length;
    char identity[1024];
    const char *name = dotted(making, function, &length);
    size_t packet = module_length(name, length);
    if (packet < sizeof library || strncmp(name, library, sizeof library - 1) != 0)
        return 0;
    int size = snprintf(identity, sizeof identity, "py:%s%.*s", library, (int)(length - packet - 1), name + packet + 1);
    uint32_t found = size < (int)sizeof identity ? cch_graph_find_function(making->graph, identity, (size_t)size) : 0;
    return found && making->known[making->view->node[found]].is_binding ? making->view->node[found] : 0;
}

/* What is called by the file that exports it is not listed by its name alone, too. */
static void take_libraries(struct making *making) {
    for (uint32_t f = 1; f <= making->view->function_count; f++) {
        uint32_t library = making->known[f].is_called ? library_name(making, f) : 0;
        if (library && !making->known[library].is_called)
            making->known[library].is_stood_for = 1;
    }
}

/* Does the packet that it is an overload of, or another name, stand for it? */
static int is_overload(const struct making *making, uint32_t function) {
    static const char operators[] = "torch.ops.";
    size_t length;
    const char *name = dotted(making, function, &length);
    size_t packet = module_length(name, length);
    uint32_t library = making->known[function].is_called ? 0 : library_name(making, function);
    if (library || making->known[function].is_stood_for)
        return 1;
    if (length < sizeof operators || strncmp(name, operators, sizeof operators - 1) != 0 ||
        making->known[function].is_called)
        return 0;
    char identity[1024];
    if (module_length(name, packet) < sizeof operators || packet + 3 > sizeof identity)
        return 0;
    memcpy(identity, "py:", 3);
    memcpy(identity + 3, name, packet);
    uint32_t found = cch_graph_find_function(making->graph, identity, packet + 3);
    return found && making->known[making->view->node[found]].is_binding;
}

/* An attribute of what a function of a module gives, which Python's side took for a class: f(x).view where it is
 * written F(x).view. */
static int is_of_result(const struct making *making, uint32_t function) {
    size_t length;
    const char *name = dotted(making, function, &length);
    char identity[1024];
    size_t owner = module_length(name, length);
    if (making->known[function].row || !owner || owner + 3 > sizeof identity)
        return 0;
    memcpy(identity, "py:", 3);
    memcpy(identity + 3, name, owner);
    uint32_t found = cch_graph_find_function(making->graph, identity, owner + 3);
    const struct known *known = found ? &making->known[making->view->node[found]] : NULL;
    if (!known || !known->row || !known->target)
        return 0;
    uint32_t kind = cch_graph_row(making->graph, CCH_BINDING, known->row)[CCH_BINDING_KIND];
    return kind == CCH_BINDING_PYBIND || kind == CCH_BINDING_NANOBIND || kind == CCH_BINDING_PYTHON_API;
}

/* A C function by its name is bound only where the function is defined. */
static uint32_t target_of(const struct making *making, const struct known *known) {
    const uint32_t *cells = known->row ? cch_graph_row(making->graph, CCH_BINDING, known->row) : NULL;
    int by_name = cells && cells[CCH_BINDING_KIND] == CCH_BINDING_SYMBOL;
    return by_name && !(making->view->flags[known->target] & CCH_FLAG_DEFINED) ? 0 : known->target;
}

static void add_name(struct making *making, uint32_t function) {
    const struct known *known = &making->known[function];
    if (!known->is_binding || is_overload(making, function) || is_of_result(making, function))
        return;
    struct cch_bound_name *item = &making->out->items[making->out->count++];
    *item = (struct cch_bound_name){.name = function,
                                    .target = target_of(making, known),
                                    .row = known->row,
                                    .bound_at = known->bound_at,
                                    .called_at = known->called_at};
    item->state = !known->is_called ? CCH_BOUND_UNCALLED : item->target ? CCH_BOUND_JOINED : CCH_BOUND_UNBOUND;
    if (item->state == CCH_BOUND_UNBOUND)
        explain_unbound(making, item);
    else if (item->state == CCH_BOUND_UNCALLED)
        explain_uncalled(making, item);
    making->out->states[item->state]++;
}

int cch_bindings_make(cch_bindings *bindings, const cch_question *question, const struct cch_numbers *functions,
                      cch_error *error) {
    struct cch_numbers missing = {0};
    *bindings = (cch_bindings){0};
    struct making making = {
        .out = bindings, .question = question, .graph = question->program->graph, .view = question->view};
    making.known = calloc((size_t)making.view->function_count + 1, sizeof *making.known);
    bindings->items = malloc((functions->count + 1) * sizeof *bindings->items);
    int status = !making.known || !bindings->items ? CCH_ERROR_MEMORY : cch_missing_units(making.graph, &missing);
    if (!status) {
        take_rows(&making);
        take_edges(&making);
        take_passes(&making);
        take_libraries(&making);
        bindings->unread += missing.count;
        for (size_t i = 0; i < functions->count; i++)
            add_name(&making, functions->items[i]);
    }
    cch_numbers_release(&missing);
    free(making.known);
    return status ? cch_fail(error, CCH_ERROR_MEMORY, "cannot list the bindings: out of memory") : CCH_OK;
}

void cch_bindings_release(cch_bindings *bindings) {
    free(bindings->items);
    *bindings = (cch_bindings){0};
}
