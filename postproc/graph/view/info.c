#include "graph/view/info.h"

#include "base/array.h"
#include "graph/view/reach.h"

#include <stdlib.h>
#include <string.h>

struct making {
    cch_info *info;
    const cch_view *view;
    const cch_graph *graph;
};

static int add_number(struct cch_numbers *numbers, size_t *capacity, uint32_t number) {
    if (cch_array_reserve(&numbers->items, capacity, numbers->count + 1, sizeof number))
        return CCH_ERROR_MEMORY;
    numbers->items[numbers->count++] = number;
    return CCH_OK;
}

/* Passes ------------------------------------------------------------------ */

static int compare_pass_kinds(const void *left, const void *right) {
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static size_t pass_kind(const cch_info *info, const char *kind) {
    size_t at = 0;
    while (at < info->pass_kind_count && strcmp(info->pass_kinds[at], kind))
        at++;
    return at;
}

struct unit {
    uint32_t name;
    uint32_t incomplete;
};

static int compare_units(const void *left, const void *right) {
    const struct unit *a = left, *b = right;
    return a->name < b->name ? -1 : a->name > b->name;
}

static int count_passes(struct making *making) {
    cch_info *info = making->info;
    uint32_t count = cch_graph_count(making->graph, CCH_PASS);
    struct unit *units = malloc(((size_t)count + 1) * sizeof *units);
    if (!units)
        return CCH_ERROR_MEMORY;
    for (uint32_t row = 1; row <= count; row++) {
        const uint32_t *cells = cch_graph_row(making->graph, CCH_PASS, row);
        const char *kind = cch_graph_text(making->graph, cells[CCH_PASS_KIND], NULL);
        units[row - 1] = (struct unit){cells[CCH_PASS_UNIT],
                                       cells[CCH_PASS_ERRORS] || (cells[CCH_PASS_FLAGS] & CCH_PASS_INCOMPLETE)};
        if (pass_kind(info, kind) == info->pass_kind_count && info->pass_kind_count < CCH_PASS_KINDS_MAX)
            info->pass_kinds[info->pass_kind_count++] = kind;
    }
    qsort(info->pass_kinds, info->pass_kind_count, sizeof *info->pass_kinds, compare_pass_kinds);
    for (uint32_t row = 1; row <= count; row++) {
        const uint32_t *cells = cch_graph_row(making->graph, CCH_PASS, row);
        size_t at = pass_kind(info, cch_graph_text(making->graph, cells[CCH_PASS_KIND], NULL));
        if (at < info->pass_kind_count)
            info->passes[at]++;
    }
    info->pass_count = count;
    qsort(units, count, sizeof *units, compare_units);
    for (uint32_t i = 0, end; i < count; i = end) {
        bool incomplete = false;
        for (end = i; end < count && units[end].name == units[i].name; end++)
            incomplete |= units[end].incomplete;
        info->units++;
        info->incomplete_units += incomplete;
    }
    free(units);
    return CCH_OK;
}

/* Functions and edges ------------------------------------------------------- */

static int count_functions(struct making *making) {
    cch_info *info = making->info;
    const cch_view *view = making->view;
    size_t entries = 0, kernels = 0;
    int status = CCH_OK;
    for (uint32_t f = 1; f <= view->function_count && !status; f++) {
        if (!cch_view_shows(view, f))
            continue;
        uint32_t language = cch_graph_row(making->graph, CCH_FUNCTION, f)[CCH_FUNCTION_LANGUAGE];
        info->functions[language < CCH_LANGUAGE_COUNT ? language : CCH_LANGUAGE_UNKNOWN]++;
        info->function_count++;
        info->defined += (view->flags[f] & CCH_FLAG_DEFINED) != 0;
        info->specializations += view->specializations[f];
        if (view->flags[f] & CCH_FLAG_ENTRY)
            status = add_number(&info->entry_points, &entries, f);
        if (!status && (view->flags[f] & CCH_FLAG_KERNEL))
            status = add_number(&info->kernels, &kernels, f);
    }
    for (size_t i = 0; i < view->edge_count; i++) {
        const struct cch_view_edge *edge = &view->edges[i];
        (edge->certain ? info->certain : info->possible)[edge->kind]++;
    }
    info->edge_count = view->edge_count;
    info->launches = cch_graph_count(making->graph, CCH_LAUNCH);
    return status;
}

/* Bindings ------------------------------------------------------------------ */

enum { NAMED = 1, DEFINED = 2, CALLED = 4 };

static void mark_bindings(const struct making *making, unsigned char *marks) {
    const cch_view *view = making->view;
    for (uint32_t row = 1; row <= cch_graph_count(making->graph, CCH_BINDING); row++) {
        const uint32_t *cells = cch_graph_row(making->graph, CCH_BINDING, row);
        marks[view->node[cells[CCH_BINDING_NAME]]] |= NAMED | (cells[CCH_BINDING_TARGET] ? DEFINED : 0);
    }
    for (uint32_t f = 1; f <= view->function_count; f++)
        if (view->node[f] == f && (view->flags[f] & CCH_FLAG_BINDING))
            marks[f] |= NAMED;
    for (size_t i = 0; i < view->edge_count; i++) {
        const struct cch_view_edge *edge = &view->edges[i];
        marks[edge->callee] |= edge->kind != CCH_KIND_BIND ? CALLED : 0;
        marks[edge->caller] |= edge->kind == CCH_KIND_BIND ? DEFINED : 0;
    }
}

static int list_bindings(struct making *making) {
    cch_info *info = making->info;
    unsigned char *marks = calloc((size_t)making->view->function_count + 1, 1);
    size_t all = 0, undefined = 0, unused = 0;
    int status = marks ? CCH_OK : CCH_ERROR_MEMORY;
    if (!status)
        mark_bindings(making, marks);
    for (uint32_t f = 1; f <= making->view->function_count && !status; f++) {
        if (!(marks[f] & NAMED))
            continue;
        status = add_number(&info->bindings, &all, f);
        if (!status && (marks[f] & CALLED) && !(marks[f] & DEFINED))
            status = add_number(&info->undefined_bindings, &undefined, f);
        if (!status && !(marks[f] & CALLED) && pass_kind(info, "python") < info->pass_kind_count)
            status = add_number(&info->unused_bindings, &unused, f);
    }
    free(marks);
    return status;
}

int cch_info_make(cch_info *info, const cch_view *view, cch_names *names, enum cch_naming naming, cch_error *error) {
    *info = (cch_info){0};
    struct making making = {info, view, view->program->graph};
    struct cch_numbers *const by_name[] = {&info->entry_points,       &info->kernels,
                                           &info->bindings,           &info->conflicts,
                                           &info->undefined_bindings, &info->unused_bindings};
    int status = CCH_OK;
    if (count_passes(&making) || count_functions(&making) || list_bindings(&making) ||
        cch_missing_units(making.graph, &info->missing) || cch_disagreeing_passes(making.graph, &info->disagreeing) ||
        cch_conflicting_functions(making.graph, &info->conflicts))
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot sum up the graph: out of memory");
    status = cch_errors_make(&info->errors, making.graph, error);
    for (size_t i = 0; i < sizeof by_name / sizeof *by_name && !status; i++)
        status = cch_functions_sort(view, names, naming, by_name[i], error);
    return status;
}

void cch_info_release(cch_info *info) {
    cch_errors_release(&info->errors);
    cch_numbers_release(&info->entry_points);
    cch_numbers_release(&info->kernels);
    cch_numbers_release(&info->bindings);
    cch_numbers_release(&info->missing);
    cch_numbers_release(&info->disagreeing);
    cch_numbers_release(&info->conflicts);
    cch_numbers_release(&info->undefined_bindings);
    cch_numbers_release(&info->unused_bindings);
}
