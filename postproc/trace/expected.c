#include "trace/expected.h"

#include <stdlib.h>

#include "base/array.h"

/* A larger rest is no static shared memory: the compiler refuses it. */
enum { STATIC_MOST = 49152 };

static void read_extent(const struct cch_extent *extent, bool given, int64_t numbers[3]) {
    for (int i = 0; i < 3; i++)
        numbers[i] = given && !extent->whole && extent->dimensions[i].kind == CCH_AMOUNT_NUMBER
                         ? extent->dimensions[i].number
                         : CCH_TRACE_UNTOLD;
}

static int keep(void *data, struct cch_hardware_row *row) {
    struct cch_trace_expected *expected = data;
    struct cch_trace_launch launch = {.kernel = row->kernel, .site = row->given.site};
    if (!row->kernel)
        return 0;
    read_extent(&row->given.grid, row->given.has_grid, launch.grid);
    read_extent(&row->given.block, row->given.has_block, launch.block);
    launch.dynamic_shared =
        row->given.shared_memory.kind == CCH_AMOUNT_NUMBER ? row->given.shared_memory.number : CCH_TRACE_UNTOLD;
    launch.static_known = row->static_shared.kind == CCH_QUANTITY_NUMBER;
    launch.static_least = launch.static_known || row->static_shared.kind == CCH_QUANTITY_EXPRESSION
                              ? (int64_t)row->static_shared.least
                              : 0;
    if (cch_array_reserve(&expected->launches, &expected->capacity, expected->count + 1, sizeof launch))
        return CCH_ERROR_MEMORY;
    expected->launches[expected->count++] = launch;
    expected->launched[row->kernel] = 1;
    return 0;
}

static int compare(const void *left, const void *right) {
    const struct cch_trace_launch *a = left, *b = right;
    if (a->kernel != b->kernel)
        return a->kernel < b->kernel ? -1 : 1;
    return a->site < b->site ? -1 : a->site > b->site;
}

int cch_trace_expect(struct cch_trace_expected *expected, const cch_program *program, cch_names *names,
                     cch_error *error) {
    const struct cch_hardware_request all = {0};
    *expected = (struct cch_trace_expected){.launched = calloc((size_t)program->function_count + 1, 1)};
    if (!expected->launched)
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot list launches: out of memory");
    int status = cch_hardware_visit(program, names, &all, keep, expected, error);
    if (!status && expected->count)
        qsort(expected->launches, expected->count, sizeof *expected->launches, compare);
    return status;
}

void cch_trace_expected_release(struct cch_trace_expected *expected) {
    free(expected->launches);
    free(expected->launched);
}

static bool extents_differ(const int64_t expected[3], const int64_t ran[3]) {
    for (int i = 0; i < 3; i++)
        if (expected[i] != CCH_TRACE_UNTOLD && ran[i] != CCH_TRACE_UNTOLD && expected[i] != ran[i])
            return true;
    return false;
}

static bool shared_differs(const struct cch_trace_launch *launch, const struct cch_trace_event *event) {
    if (event->dynamic_shared != CCH_TRACE_UNTOLD && launch->dynamic_shared != CCH_TRACE_UNTOLD &&
        event->dynamic_shared != launch->dynamic_shared)
        return true;
    if (event->static_shared != CCH_TRACE_UNTOLD)
        return launch->static_known ? event->static_shared != launch->static_least
                                    : event->static_shared < launch->static_least;
    if (event->shared == CCH_TRACE_UNTOLD || launch->dynamic_shared == CCH_TRACE_UNTOLD)
        return false;
    int64_t rest = event->shared - launch->dynamic_shared;
    return launch->static_known ? rest != launch->static_least : rest < launch->static_least || rest > STATIC_MOST;
}

static unsigned differs_from(const struct cch_trace_launch *launch, const struct cch_trace_event *event) {
    return (extents_differ(launch->grid, event->grid) ? CCH_DIFFERS_GRID : 0u) |
           (extents_differ(launch->block, event->block) ? CCH_DIFFERS_BLOCK : 0u) |
           (shared_differs(launch, event) ? CCH_DIFFERS_SHARED : 0u);
}

const struct cch_trace_launch *cch_trace_launch_of(const struct cch_trace_expected *expected, uint32_t kernel,
                                                   const struct cch_trace_event *event, unsigned *differs) {
    size_t low = 0, high = expected->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (expected->launches[middle].kernel < kernel)
            low = middle + 1;
        else
            high = middle;
    }
    const struct cch_trace_launch *best = NULL;
    *differs = 0;
    for (; low < expected->count && expected->launches[low].kernel == kernel; low++) {
        unsigned one = differs_from(&expected->launches[low], event);
        if (!best || __builtin_popcount(one) < __builtin_popcount(*differs)) {
            best = &expected->launches[low];
            *differs = one;
        }
        if (!one)
            break;
    }
    return best;
}
