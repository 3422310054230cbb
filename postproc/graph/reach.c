#include "graph/reach.h"

#include <stdlib.h>

int cch_reach_kernels(const cch_view *view, uint32_t function, unsigned kinds, bool certain,
                      struct cch_numbers *kernels, cch_error *error) {
    unsigned char *seen = calloc((size_t)view->function_count + 1, 1);
    uint32_t *queue = malloc(((size_t)view->function_count + 2) * sizeof *queue);
    size_t count = 1;
    *kernels = (struct cch_numbers){0};
    if (!seen || !queue) {
        free(seen);
        free(queue);
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot find what is reached: out of memory");
    }
    queue[0] = function;
    for (size_t done = 0; done < count; done++)
        for (size_t i = view->out[queue[done]]; i < view->out[queue[done] + 1]; i++) {
            const struct cch_view_edge *edge = &view->edges[i];
            if (!(kinds >> edge->kind & 1) || (certain && !edge->certain) || seen[edge->callee])
                continue;
            seen[edge->callee] = 1;
            queue[count++] = edge->callee;
        }
    size_t found = 0;
    for (uint32_t f = 1; f <= view->function_count; f++)
        if (seen[f] && (view->flags[f] & CCH_FLAG_KERNEL))
            queue[found++] = f;
    free(seen);
    *kernels = (struct cch_numbers){queue, found};
    return CCH_OK;
}

struct placed {
    uint32_t position, function;
};

static int compare_placed(const void *left, const void *right) {
    const struct placed *a = left, *b = right;
    return a->position < b->position ? -1 : a->position > b->position;
}

int cch_functions_sort(const cch_view *view, cch_names *names, enum cch_naming naming,
                       struct cch_numbers *functions, cch_error *error) {
    cch_ranks ranks = {0};
    struct placed *all = malloc((functions->count + 1) * sizeof *all);
    if (!all ||
        cch_ranks_make(&ranks, names, naming, functions->items, functions->count, view->function_count)) {
        free(all);
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot sort functions: out of memory");
    }
    for (size_t i = 0; i < functions->count; i++)
        all[i] = (struct placed){ranks.position[functions->items[i]], functions->items[i]};
    qsort(all, functions->count, sizeof *all, compare_placed);
    for (size_t i = 0; i < functions->count; i++)
        functions->items[i] = all[i].function;
    free(all);
    cch_ranks_release(&ranks);
    return CCH_OK;
}
