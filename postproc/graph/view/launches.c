#define _GNU_SOURCE /* qsort_r */
#include "graph/view/launches.h"

#include "graph/view/select.h"

#include <stdlib.h>
#include <string.h>

struct ordering {
    const cch_graph *graph;
    cch_ranks ranks;
    enum cch_launch_order order;
};

static int compare_ranks(const uint32_t *ranks, uint32_t left, uint32_t right) {
    return ranks[left] < ranks[right] ? -1 : ranks[left] > ranks[right];
}

static int compare_texts(const cch_graph *graph, const uint32_t *x, const uint32_t *y, const uint8_t *columns,
                         size_t count) {
    int order = 0;
    for (size_t i = 0; i < count && !order; i++)
        if (x[columns[i]] != y[columns[i]])
            order = strcmp(cch_graph_text(graph, x[columns[i]], NULL), cch_graph_text(graph, y[columns[i]], NULL));
    return order;
}

/* Equal for launches that are alike but for the caller; what is written there
 * in another form comes to the same. */
static int compare_configurations(const cch_graph *graph, const uint32_t *x, const uint32_t *y) {
    static const uint8_t columns[] = {CCH_LAUNCH_PATH,
                                      CCH_LAUNCH_API,
                                      CCH_LAUNCH_STREAM,
                                      CCH_LAUNCH_ATTRIBUTES,
                                      CCH_LAUNCH_GRID_X,
                                      CCH_LAUNCH_GRID_Y,
                                      CCH_LAUNCH_GRID_Z,
                                      CCH_LAUNCH_BLOCK_X,
                                      CCH_LAUNCH_BLOCK_Y,
                                      CCH_LAUNCH_BLOCK_Z,
                                      CCH_LAUNCH_SHARED_MEMORY_VALUE,
                                      CCH_LAUNCH_GRID_DEPENDS,
                                      CCH_LAUNCH_BLOCK_DEPENDS,
                                      CCH_LAUNCH_SHARED_MEMORY_DEPENDS};
    int order = cch_site_compare(graph, x[CCH_LAUNCH_SITE], y[CCH_LAUNCH_SITE]);
    return order ? order : compare_texts(graph, x, y, columns, sizeof columns);
}

static int compare_launches(const void *left, const void *right, void *context) {
    static const uint8_t written[] = {CCH_LAUNCH_GRID, CCH_LAUNCH_BLOCK, CCH_LAUNCH_SHARED_MEMORY};
    const struct cch_view_launch *a = left, *b = right;
    const struct ordering *ordering = context;
    const uint32_t *x = cch_graph_row(ordering->graph, CCH_LAUNCH, a->row);
    const uint32_t *y = cch_graph_row(ordering->graph, CCH_LAUNCH, b->row);
    bool by_site = ordering->order == CCH_LAUNCHES_BY_SITE;
    if (by_site && (!a->kernel || !b->kernel) && a->kernel != b->kernel)
        return a->kernel ? -1 : 1;
    int order = compare_ranks(ordering->ranks.position, a->kernel, b->kernel);
    if (!order && !by_site)
        order = compare_ranks(ordering->ranks.position, a->caller, b->caller);
    if (!order)
        order = compare_configurations(ordering->graph, x, y);
    if (!order && by_site)
        order = compare_ranks(ordering->ranks.position, a->caller, b->caller);
    return order ? order : compare_texts(ordering->graph, x, y, written, sizeof written);
}

bool cch_launches_alike(const cch_graph *graph, uint32_t row, uint32_t other) {
    const uint32_t *x = cch_graph_row(graph, CCH_LAUNCH, row), *y = cch_graph_row(graph, CCH_LAUNCH, other);
    return x[CCH_LAUNCH_KERNEL] == y[CCH_LAUNCH_KERNEL] && compare_configurations(graph, x, y) == 0;
}

static void sort_and_join(struct ordering *ordering, struct cch_launches *launches) {
    size_t unique = 0;
    if (launches->count)
        qsort_r(launches->items, launches->count, sizeof *launches->items, compare_launches, ordering);
    for (size_t i = 0; i < launches->count && ordering->order == CCH_LAUNCHES_BY_CALLER; i++) {
        struct cch_view_launch *last = unique ? &launches->items[unique - 1] : NULL;
        if (last && !compare_launches(last, &launches->items[i], ordering))
            last->passes |= launches->items[i].passes;
        else
            launches->items[unique++] = launches->items[i];
    }
    if (ordering->order == CCH_LAUNCHES_BY_CALLER)
        launches->count = unique;
}

static int rank_functions(const cch_view *view, cch_names *names, enum cch_naming naming,
                          const struct cch_launches *launches, cch_ranks *ranks) {
    unsigned char *seen = calloc((size_t)view->function_count + 1, 1);
    uint32_t *functions = malloc(((size_t)view->function_count + 1) * sizeof *functions);
    size_t count = 0;
    int status = CCH_ERROR_MEMORY;
    if (seen && functions) {
        for (size_t i = 0; i < launches->count; i++)
            seen[launches->items[i].kernel] = seen[launches->items[i].caller] = 1;
        for (uint32_t f = 1; f <= view->function_count; f++)
            if (seen[f])
                functions[count++] = f;
        status = cch_ranks_make(ranks, names, naming, functions, count, view->function_count);
    }
    free(seen);
    free(functions);
    return status;
}

/* In a function that never runs; replaced by the launches of specializations; or in the runtime's own headers, of what
 * callers give and nobody is known to. */
static bool is_left_out(const cch_program *program, uint32_t row, const uint32_t *cells) {
    uint32_t caller = cells[CCH_LAUNCH_CALLER];
    return (program->never && program->never[caller]) ||
           (program->replaced.launches && program->replaced.launches[row]) ||
           (!cells[CCH_LAUNCH_KERNEL] &&
            cch_graph_row(program->graph, CCH_FUNCTION, caller)[CCH_FUNCTION_FLAGS] & CCH_FLAG_SYSTEM);
}

int cch_launches_find(const cch_view *view, cch_names *names, enum cch_naming naming, enum cch_launch_order order,
                      const char *const *patterns, size_t count, struct cch_launches *launches, cch_error *error) {
    const cch_graph *graph = view->program->graph;
    uint32_t rows = cch_graph_count(graph, CCH_LAUNCH);
    struct ordering ordering = {.graph = graph, .order = order};
    unsigned char *set = calloc((size_t)view->function_count + 1, 1);
    *launches = (struct cch_launches){calloc((size_t)rows + 1, sizeof *launches->items), 0};
    int status = CCH_ERROR_MEMORY;
    if (!set || !launches->items)
        goto no_memory;
    if ((status = cch_select(view, names, patterns, count, set, NULL, error)))
        goto out;
    for (uint32_t row = 1; row <= rows; row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_LAUNCH, row);
        struct cch_view_launch launch = {row, view->node[cells[CCH_LAUNCH_CALLER]],
                                         view->node[cells[CCH_LAUNCH_KERNEL]],
                                         cch_program_passes(view->program, cells[CCH_LAUNCH_PASSES])};
        if (is_left_out(view->program, row, cells))
            continue;
        if (!count || set[launch.caller] || set[launch.kernel])
            launches->items[launches->count++] = launch;
    }
    if (!(status = rank_functions(view, names, naming, launches, &ordering.ranks))) {
        sort_and_join(&ordering, launches);
        goto out;
    }
no_memory:
    cch_fail(error, status, "cannot list launches: out of memory");
out:
    free(set);
    cch_ranks_release(&ordering.ranks);
    if (status)
        cch_launches_release(launches);
    return status;
}

void cch_launches_release(struct cch_launches *launches) {
    free(launches->items);
    *launches = (struct cch_launches){0};
}
