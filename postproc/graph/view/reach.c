#include "graph/view/reach.h"

#include <stdlib.h>
#include <string.h>

int cch_reach_kernels(const cch_instances *instances, uint32_t function, struct cch_numbers *kernels,
                      cch_error *error) {
    const cch_view *view = instances->view;
    size_t room = (size_t)view->function_count + 1, found = 0;
    unsigned char *from = calloc(room, 1), *reached = calloc(room, 1);
    uint32_t *queue = malloc(room * sizeof *queue);
    *kernels = (struct cch_numbers){0};
    if (!from || !reached || !queue) {
        free(from);
        free(reached);
        free(queue);
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot find what is reached: out of memory");
    }
    for (uint32_t f = 1; f <= view->function_count; f++)
        from[f] = view->node[f] == function && cch_instance_is_own(view, f);
    size_t count = cch_instances_reach(instances, from, NULL, reached, queue);
    memset(from, 0, room);
    for (size_t i = 0; i < count; i++)
        from[view->node[queue[i]]] = 1;
    for (uint32_t f = 1; f <= view->function_count; f++)
        if (from[f] && (view->flags[f] & CCH_FLAG_KERNEL))
            queue[found++] = f;
    free(from);
    free(reached);
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

int cch_functions_sort(const cch_view *view, cch_names *names, enum cch_naming naming, struct cch_numbers *functions,
                       cch_error *error) {
    cch_ranks ranks = {0};
    struct placed *all = malloc((functions->count + 1) * sizeof *all);
    if (!all || cch_ranks_make(&ranks, names, naming, functions->items, functions->count, view->function_count)) {
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
