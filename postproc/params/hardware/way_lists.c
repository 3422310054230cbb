/* Lists of ways: alternatives of which none implies another. */
#include "params/hardware/ways.h"

#include "base/array.h"
#include "params/hardware/hardware.h"

#include <stdlib.h>
#include <string.h>

void cch_ways_release(struct cch_ways *ways) {
    for (size_t i = 0; i < ways->count; i++)
        free(ways->items[i].steps);
    free(ways->items);
    *ways = (struct cch_ways){0};
}

bool cch_way_has(const struct cch_way *way, struct cch_step step) {
    for (size_t i = 0; i < way->count; i++)
        if (way->steps[i].guard == step.guard && way->steps[i].outcome == step.outcome)
            return true;
    return false;
}

static bool implies(const struct cch_way *narrow, const struct cch_way *wide) {
    if (narrow->count < wide->count)
        return false;
    for (size_t i = 0; i < wide->count; i++)
        if (!cch_way_has(narrow, wide->steps[i]))
            return false;
    return true;
}

static bool is_true_or_false(const cch_graph *graph, uint32_t outcome) {
    const char *text = cch_graph_text(graph, outcome, NULL);
    return strcmp(text, "true") == 0 || strcmp(text, "false") == 0;
}

/* The step of `a` that alone tells it from `b`, by its opposite; SIZE_MAX: none. */
static size_t only_difference(const cch_graph *graph, const struct cch_way *a, const struct cch_way *b) {
    size_t found = SIZE_MAX;
    if (a->count != b->count)
        return SIZE_MAX;
    for (size_t i = 0; i < a->count; i++) {
        if (cch_way_has(b, a->steps[i]))
            continue;
        if (found != SIZE_MAX)
            return SIZE_MAX;
        found = i;
    }
    if (found == SIZE_MAX || !is_true_or_false(graph, a->steps[found].outcome))
        return SIZE_MAX;
    for (size_t i = 0; i < b->count; i++)
        if (b->steps[i].guard == a->steps[found].guard && is_true_or_false(graph, b->steps[i].outcome) &&
            !cch_way_has(a, b->steps[i]))
            return found;
    return SIZE_MAX;
}

static void drop_way(struct cch_ways *ways, size_t at) {
    free(ways->items[at].steps);
    memmove(&ways->items[at], &ways->items[at + 1], (ways->count - at - 1) * sizeof *ways->items);
    ways->count--;
}

int cch_ways_take(const cch_graph *graph, struct cch_ways *ways, struct cch_way way) {
    for (size_t i = 0; i < ways->count;) {
        struct cch_way *other = &ways->items[i];
        size_t step;
        if (implies(&way, other)) {
            free(way.steps);
            return 0;
        }
        if (implies(other, &way)) {
            drop_way(ways, i);
        } else if ((step = only_difference(graph, &way, other)) != SIZE_MAX) {
            memmove(&way.steps[step], &way.steps[step + 1], (way.count - step - 1) * sizeof *way.steps);
            way.count--;
            drop_way(ways, i);
            i = 0; /* the shorter way may join with others */
        } else {
            i++;
        }
    }
    if (ways->count == CCH_HARDWARE_WAYS_MAX) {
        free(way.steps);
        ways->changes += !ways->more;
        ways->more = true;
        return 0;
    }
    if (cch_array_reserve(&ways->items, &ways->capacity, ways->count + 1, sizeof *ways->items)) {
        free(way.steps);
        return CCH_ERROR_MEMORY;
    }
    ways->items[ways->count++] = way;
    ways->changes++;
    return 0;
}

int cch_ways_take_unconditional(const cch_graph *graph, struct cch_ways *ways) {
    struct cch_way way = {malloc(sizeof *way.steps), 0};
    return way.steps ? cch_ways_take(graph, ways, way) : CCH_ERROR_MEMORY;
}

/* The innermost conditions of very many are not kept, and that is told. */
static bool is_full(struct cch_ways *ways, const struct cch_way *way) {
    if (way->count < CCH_HARDWARE_STEPS_MAX)
        return false;
    ways->changes += !ways->more;
    ways->more = true;
    return true;
}

static void take_marks(struct cch_ways *ways, const struct cch_ways *of) {
    ways->changes += (of->more && !ways->more) || (of->recursive && !ways->recursive);
    ways->more = ways->more || of->more;
    ways->recursive = ways->recursive || of->recursive;
}

int cch_ways_multiply(const cch_graph *graph, const struct cch_ways *outer, const struct cch_ways *inner,
                      struct cch_ways *ways) {
    take_marks(ways, outer);
    take_marks(ways, inner);
    for (size_t i = 0; i < outer->count; i++)
        for (size_t j = 0; j < inner->count; j++) {
            const struct cch_way *a = &outer->items[i], *b = &inner->items[j];
            struct cch_way way = {malloc((a->count + b->count + 1) * sizeof *way.steps), a->count};
            if (!way.steps)
                return CCH_ERROR_MEMORY;
            memcpy(way.steps, a->steps, a->count * sizeof *way.steps);
            for (size_t k = 0; k < b->count; k++)
                if (!cch_way_has(&way, b->steps[k]) && !is_full(ways, &way))
                    way.steps[way.count++] = b->steps[k];
            if (cch_ways_take(graph, ways, way))
                return CCH_ERROR_MEMORY;
        }
    return 0;
}
