#include "trace/nesting.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/error.h"

int cch_nesting_add_op(struct cch_nesting *nesting, const struct cch_nested_op *op) {
    if (cch_array_reserve(&nesting->ops, &nesting->op_capacity, nesting->op_count + 1, sizeof *op))
        return CCH_ERROR_MEMORY;
    nesting->ops[nesting->op_count] = *op;
    nesting->ops[nesting->op_count].order = (uint32_t)nesting->op_count;
    nesting->op_count++;
    return 0;
}

int cch_nesting_add_launch(struct cch_nesting *nesting, const struct cch_nested_launch *launch) {
    if (cch_array_reserve(&nesting->launches, &nesting->launch_capacity, nesting->launch_count + 1, sizeof *launch))
        return CCH_ERROR_MEMORY;
    nesting->launches[nesting->launch_count++] = *launch;
    return 0;
}

static int compare_numbers(double a, double b) { return a < b ? -1 : a > b; }

/* By thread, then start; what lasts longer is outside. */
static int compare_ops(const void *left, const void *right) {
    const struct cch_nested_op *a = left, *b = right;
    if (a->thread != b->thread)
        return a->thread < b->thread ? -1 : 1;
    int starts = compare_numbers(a->start, b->start);
    int ends = starts ? starts : compare_numbers(b->end, a->end);
    return ends ? ends : a->order < b->order ? -1 : a->order > b->order;
}

static int compare_launches(const void *left, const void *right) {
    const struct cch_nested_launch *a = left, *b = right;
    if (a->thread != b->thread)
        return a->thread < b->thread ? -1 : 1;
    return compare_numbers(a->start, b->start);
}

static int compare_correlations(const void *left, const void *right) {
    const struct cch_nested_launch *a = left, *b = right;
    return a->correlation < b->correlation ? -1 : a->correlation > b->correlation;
}

int cch_nesting_solve(struct cch_nesting *nesting) {
    size_t *open = malloc((nesting->op_count + 1) * sizeof *open), depth = 0, next = 0;
    if (!open)
        return CCH_ERROR_MEMORY;
    if (nesting->op_count)
        qsort(nesting->ops, nesting->op_count, sizeof *nesting->ops, compare_ops);
    if (nesting->launch_count)
        qsort(nesting->launches, nesting->launch_count, sizeof *nesting->launches, compare_launches);
    for (size_t i = 0; i < nesting->launch_count; i++) {
        struct cch_nested_launch *launch = &nesting->launches[i];
        for (; next < nesting->op_count; next++) {
            const struct cch_nested_op *op = &nesting->ops[next];
            if (op->thread > launch->thread || (op->thread == launch->thread && op->start > launch->start))
                break;
            open[depth++] = next;
        }
        while (depth && (nesting->ops[open[depth - 1]].thread != launch->thread ||
                         nesting->ops[open[depth - 1]].end < launch->start))
            depth--;
        launch->name = depth ? nesting->ops[open[depth - 1]].name : 0;
    }
    if (nesting->launch_count)
        qsort(nesting->launches, nesting->launch_count, sizeof *nesting->launches, compare_correlations);
    free(open);
    free(nesting->ops);
    nesting->ops = NULL;
    nesting->op_count = nesting->op_capacity = 0;
    return 0;
}

uint32_t cch_nesting_op(const struct cch_nesting *nesting, uint64_t correlation) {
    const struct cch_nested_launch key = {.correlation = correlation};
    const struct cch_nested_launch *found =
        nesting->launch_count
            ? bsearch(&key, nesting->launches, nesting->launch_count, sizeof key, compare_correlations)
            : NULL;
    return found ? found->name : 0;
}

void cch_nesting_release(struct cch_nesting *nesting) {
    free(nesting->ops);
    free(nesting->launches);
}
