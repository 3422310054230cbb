#include "graph/merge/derive.h"

#include "base/array.h"
#include "base/search.h"
#include "graph_file/range.h"

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

/* A pointer to a virtual method runs the overrider of the object's class, so
 * with the method every method that overrides it is taken: appends those that
 * override `all[from]`, directly or not, each once. `overriders`: by the method
 * overridden; `mark` has this round's number for those already there. */
static int take_overriders_of(const cch_order *overriders, struct taken **all, size_t *count, size_t *capacity,
                              size_t from, uint32_t *mark) {
    struct taken taken = (*all)[from];
    uint32_t round = (uint32_t)from + 1;
    size_t next = *count;
    uint32_t method = taken.function;
    mark[method] = round;
    for (;;) {
        struct cch_range range = cch_order_range(overriders, 1, &method);
        for (uint32_t at = range.first; at < range.end; at++) {
            const uint32_t *row = cch_graph_row(overriders->graph, CCH_OVERRIDE, overriders->rows[at]);
            if (mark[row[CCH_OVERRIDE_METHOD]] == round)
                continue;
            mark[row[CCH_OVERRIDE_METHOD]] = round;
            if (*count >= CCH_DERIVED_MAX)
                return CCH_ERROR_FORMAT;
            if (cch_array_reserve(all, capacity, *count + 1, sizeof **all))
                return CCH_ERROR_MEMORY;
            (*all)[(*count)++] = (struct taken){taken.signature, row[CCH_OVERRIDE_METHOD], taken.passes};
        }
        if (next == *count)
            return CCH_OK;
        method = (*all)[next++].function;
    }
}

static int take_overriders(const cch_graph *graph, struct taken **all, size_t *count) {
    static const uint8_t by_overridden[] = {CCH_OVERRIDE_OVERRIDDEN};
    cch_order overriders;
    size_t capacity = *count, given = *count;
    int status = CCH_OK;
    uint32_t *mark = calloc((size_t)cch_graph_count(graph, CCH_FUNCTION) + 1, sizeof *mark);
    if (cch_order_make(&overriders, graph, CCH_OVERRIDE, by_overridden, 1) || !mark)
        status = CCH_ERROR_MEMORY;
    for (size_t i = 0; i < given && !status; i++) {
        const uint32_t *function = cch_graph_row(graph, CCH_FUNCTION, (*all)[i].function);
        if (function[CCH_FUNCTION_FLAGS] & CCH_FLAG_VIRTUAL)
            status = take_overriders_of(&overriders, all, count, &capacity, i, mark);
    }
    cch_order_release(&overriders);
    free(mark);
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
    derivation->status = take_overriders(graph, &all, &count);
    qsort(all, count, sizeof *all, compare_taken);
    uint32_t calls = cch_graph_count(graph, CCH_POINTER_CALL);
    for (uint32_t row = 1; row <= calls && !derivation->status; row++) {
        const uint32_t *call = cch_graph_row(graph, CCH_POINTER_CALL, row);
        uint32_t signature = call[CCH_POINTER_CALL_SIGNATURE], kind = call[CCH_POINTER_CALL_KIND];
        uint64_t passes = cch_program_passes(program, call[CCH_POINTER_CALL_PASSES]);
        if (kind != CCH_KIND_LAUNCH)
            kind = CCH_KIND_INDIRECT;
        else if (program->replaced.pointers && program->replaced.pointers[call[CCH_POINTER_CALL_CALLER]])
            continue;
        size_t i;
        CCH_SEARCH(i, 0, count, all[i].signature < signature);
        for (; i < count && all[i].signature == signature; i++) {
            uint32_t flags = cch_graph_row(graph, CCH_FUNCTION, all[i].function)[CCH_FUNCTION_FLAGS];
            if (!(passes & all[i].passes) || !(flags & CCH_FLAG_KERNEL) != (kind != CCH_KIND_LAUNCH))
                continue;
            struct cch_derived edge = {call[CCH_POINTER_CALL_CALLER],
                                       all[i].function,
                                       call[CCH_POINTER_CALL_SITES],
                                       kind,
                                       passes & all[i].passes,
                                       0,
                                       0};
            cch_derivation_add(derivation, &edge);
        }
    }
    free(all);
}
