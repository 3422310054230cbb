#define _GNU_SOURCE /* qsort_r */
#include "graph/derive.h"

#include "base/array.h"

#include <stdlib.h>

void cch_derivation_add(struct cch_derivation *derivation, const struct cch_derived *edge) {
    if (derivation->status || !edge->caller || !edge->callee)
        return;
    if (derivation->count >= CCH_DERIVED_MAX) {
        derivation->status = CCH_ERROR_FORMAT;
        return;
    }
    if (cch_array_reserve(&derivation->items, &derivation->capacity, derivation->count + 1, sizeof *edge)) {
        derivation->status = CCH_ERROR_MEMORY;
        return;
    }
    derivation->items[derivation->count++] = *edge;
}

/* Through pointers -------------------------------------------------------- */

struct taken {
    uint32_t signature, function;
    uint64_t passes;
};

static int compare_taken(const void *left, const void *right) {
    const struct taken *a = left, *b = right;
    if (a->signature != b->signature)
        return a->signature < b->signature ? -1 : 1;
    return a->function < b->function ? -1 : a->function > b->function;
}

static size_t first_with(const struct taken *all, size_t count, uint32_t signature) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all[middle].signature < signature)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* A pointer to a virtual method runs the overrider of the object's class, so
 * with the method every method that overrides it is taken. */
struct overriders {
    const cch_graph *graph;
    uint32_t *rows; /* of CCH_OVERRIDE, by the overridden method */
    size_t count;
};

static int compare_overridden(const void *left, const void *right, void *data) {
    const cch_graph *graph = data;
    uint32_t a = cch_graph_row(graph, CCH_OVERRIDE, *(const uint32_t *)left)[CCH_OVERRIDE_OVERRIDDEN];
    uint32_t b = cch_graph_row(graph, CCH_OVERRIDE, *(const uint32_t *)right)[CCH_OVERRIDE_OVERRIDDEN];
    return a < b ? -1 : a > b;
}

static size_t first_overrider(const struct overriders *overriders, uint32_t method) {
    size_t low = 0, high = overriders->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (cch_graph_row(overriders->graph, CCH_OVERRIDE, overriders->rows[middle])[CCH_OVERRIDE_OVERRIDDEN] < method)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Appends the direct overriders of each taken virtual method; what is appended
 * is looked at in its turn. A hierarchy has no cycles, but a hostile file may:
 * `limit` rows are the end. */
static int take_overriders(const cch_graph *graph, struct taken **all, size_t *count, size_t limit) {
    struct overriders overriders = {graph, NULL, cch_graph_count(graph, CCH_OVERRIDE)};
    size_t capacity = *count;
    int status = CCH_OK;
    overriders.rows = malloc((overriders.count + 1) * sizeof *overriders.rows);
    if (!overriders.rows)
        return CCH_ERROR_MEMORY;
    for (size_t i = 0; i < overriders.count; i++)
        overriders.rows[i] = (uint32_t)i + 1;
    qsort_r(overriders.rows, overriders.count, sizeof *overriders.rows, compare_overridden, (void *)graph);
    for (size_t i = 0; i < *count && !status; i++) {
        struct taken taken = (*all)[i];
        const uint32_t *function = cch_graph_row(graph, CCH_FUNCTION, taken.function);
        if (!function || !(function[CCH_FUNCTION_FLAGS] & CCH_FLAG_VIRTUAL))
            continue;
        for (size_t at = first_overrider(&overriders, taken.function); at < overriders.count && !status; at++) {
            const uint32_t *row = cch_graph_row(graph, CCH_OVERRIDE, overriders.rows[at]);
            if (row[CCH_OVERRIDE_OVERRIDDEN] != taken.function || *count >= limit)
                break;
            if (cch_array_reserve(all, &capacity, *count + 1, sizeof **all))
                status = CCH_ERROR_MEMORY;
            else
                (*all)[(*count)++] =
                    (struct taken){taken.signature, row[CCH_OVERRIDE_METHOD], taken.passes};
        }
    }
    free(overriders.rows);
    return status;
}

void cch_derive_indirect(struct cch_derivation *derivation) {
    const cch_program *program = derivation->program;
    const cch_graph *graph = program->graph;
    size_t count = cch_graph_count(graph, CCH_ADDRESS_TAKEN);
    if (derivation->status || !count)
        return;
    struct taken *all = malloc(count * sizeof *all);
    if (!all) {
        derivation->status = CCH_ERROR_MEMORY;
        return;
    }
    for (uint32_t row = 1; row <= (uint32_t)count; row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_ADDRESS_TAKEN, row);
        all[row - 1] = (struct taken){cells[CCH_ADDRESS_TAKEN_SIGNATURE], cells[CCH_ADDRESS_TAKEN_FUNCTION],
                                      cch_program_passes(program, cells[CCH_ADDRESS_TAKEN_PASSES])};
    }
    derivation->status = take_overriders(graph, &all, &count, CCH_DERIVED_MAX);
    qsort(all, count, sizeof *all, compare_taken);
    uint32_t calls = cch_graph_count(graph, CCH_POINTER_CALL);
    for (uint32_t row = 1; row <= calls && !derivation->status; row++) {
        const uint32_t *call = cch_graph_row(graph, CCH_POINTER_CALL, row);
        uint32_t signature = call[CCH_POINTER_CALL_SIGNATURE], kind = call[CCH_POINTER_CALL_KIND];
        uint64_t passes = cch_program_passes(program, call[CCH_POINTER_CALL_PASSES]);
        if (kind != CCH_KIND_LAUNCH)
            kind = CCH_KIND_INDIRECT;
        for (size_t i = first_with(all, count, signature); i < count && all[i].signature == signature; i++) {
            const uint32_t *cells = cch_graph_row(graph, CCH_FUNCTION, all[i].function);
            uint32_t flags = cells ? cells[CCH_FUNCTION_FLAGS] : 0;
            if (!(passes & all[i].passes) || !(flags & CCH_FLAG_KERNEL) != (kind != CCH_KIND_LAUNCH))
                continue;
            struct cch_derived edge = {call[CCH_POINTER_CALL_CALLER], all[i].function,
                                       call[CCH_POINTER_CALL_SITES], kind, passes & all[i].passes};
            cch_derivation_add(derivation, &edge);
        }
    }
    free(all);
}
