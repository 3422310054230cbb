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

void cch_derive_indirect(struct cch_derivation *derivation) {
    const cch_program *program = derivation->program;
    const cch_graph *graph = program->graph;
    uint32_t count = cch_graph_count(graph, CCH_ADDRESS_TAKEN);
    if (derivation->status || !count)
        return;
    struct taken *all = malloc(count * sizeof *all);
    if (!all) {
        derivation->status = CCH_ERROR_MEMORY;
        return;
    }
    for (uint32_t row = 1; row <= count; row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_ADDRESS_TAKEN, row);
        all[row - 1] = (struct taken){cells[CCH_ADDRESS_TAKEN_SIGNATURE], cells[CCH_ADDRESS_TAKEN_FUNCTION],
                                      cch_program_passes(program, cells[CCH_ADDRESS_TAKEN_PASSES])};
    }
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
