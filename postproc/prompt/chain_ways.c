#include "prompt/chain_ways.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "graph/chains/chains.h"

struct numbers {
    uint32_t *items;
    size_t count, capacity;
};

/* Of an element: the specializations that ways come to, and with what they lead
 * to within the function that the view shows. */
struct stage {
    struct numbers reached, closed;
};

struct cch_chain_ways {
    const cch_view *view;
    cch_instances *instances;
    uint32_t *first, *of_source; /* specializations of f: of_source[first[f]] … [first[f + 1] - 1], itself included */
    unsigned char *marks;        /* by function: scratch */
    struct stage *stages;
    size_t stage_count, stage_capacity;
};

enum { WANTED = 1, SEEN = 2, GOOD = 4, NEXT_GOOD = 8 };

cch_chain_ways *cch_chain_ways_new(const cch_view *view) {
    cch_chain_ways *ways = calloc(1, sizeof *ways);
    uint32_t functions = view->function_count;
    if (!ways)
        return NULL;
    ways->view = view;
    ways->first = calloc((size_t)functions + 3, sizeof *ways->first);
    ways->of_source = malloc(((size_t)functions + 1) * sizeof *ways->of_source);
    ways->marks = calloc((size_t)functions + 1, 1);
    if (!ways->first || !ways->of_source || !ways->marks ||
        cch_instances_new(&ways->instances, view, CCH_CHAINS_KINDS, false)) {
        cch_chain_ways_free(ways);
        return NULL;
    }
    const uint32_t *source = view->program->source;
    for (uint32_t f = 1; f <= functions; f++)
        ways->first[source[f] + 2]++;
    for (size_t f = 1; f <= (size_t)functions + 2; f++)
        ways->first[f] += ways->first[f - 1];
    for (uint32_t f = 1; f <= functions; f++)
        ways->of_source[ways->first[source[f] + 1]++] = f;
    return ways;
}

void cch_chain_ways_free(cch_chain_ways *ways) {
    if (!ways)
        return;
    for (size_t i = 0; i < ways->stage_capacity; i++) {
        free(ways->stages[i].reached.items);
        free(ways->stages[i].closed.items);
    }
    free(ways->stages);
    cch_instances_free(ways->instances);
    free(ways->first);
    free(ways->of_source);
    free(ways->marks);
    free(ways);
}

static int add(struct numbers *numbers, uint32_t number) {
    if (cch_array_reserve(&numbers->items, &numbers->capacity, numbers->count + 1, sizeof number))
        return CCH_ERROR_MEMORY;
    numbers->items[numbers->count++] = number;
    return 0;
}

static int reserve(cch_chain_ways *ways, size_t count) {
    size_t capacity = ways->stage_capacity;
    if (cch_array_reserve(&ways->stages, &ways->stage_capacity, count, sizeof *ways->stages))
        return CCH_ERROR_MEMORY;
    memset(ways->stages + capacity, 0, (ways->stage_capacity - capacity) * sizeof *ways->stages);
    return 0;
}

static void mark(cch_chain_ways *ways, const struct numbers *numbers, unsigned char with) {
    for (size_t i = 0; i < numbers->count; i++)
        ways->marks[numbers->items[i]] |= with;
}

static void unmark(cch_chain_ways *ways, const struct numbers *numbers, unsigned char with) {
    for (size_t i = 0; i < numbers->count; i++)
        ways->marks[numbers->items[i]] &= (unsigned char)~with;
}

/* The reached ones, and what they lead to that is shown at the same function. */
static int close_over(cch_chain_ways *ways, struct stage *stage) {
    const cch_instances *instances = ways->instances;
    const uint32_t *node = ways->view->node;
    int status = 0;
    stage->closed.count = 0;
    for (size_t i = 0; i < stage->reached.count && !status; i++)
        status = add(&stage->closed, stage->reached.items[i]);
    mark(ways, &stage->closed, SEEN);
    for (size_t i = 0; i < stage->closed.count && !status; i++) {
        uint32_t from = stage->closed.items[i];
        for (size_t j = instances->out[from]; j < instances->out[from + 1] && !status; j++) {
            uint32_t to = instances->edges[j].callee;
            if (node[to] != node[from] || ways->marks[to] & SEEN)
                continue;
            ways->marks[to] |= SEEN;
            status = add(&stage->closed, to);
        }
    }
    unmark(ways, &stage->closed, SEEN);
    return status;
}

static void mark_candidates(cch_chain_ways *ways, const struct cch_chain_element *element, bool wanted) {
    for (size_t k = 0; k < element->count; k++)
        ways->marks[element->candidates[k]] =
            (unsigned char)((ways->marks[element->candidates[k]] & ~WANTED) | (wanted ? WANTED : 0));
}

/* From one element's specializations to those of the next that they call, or
 * that are shown as part of it. Only GOOD ones, if asked. */
static int go_on(cch_chain_ways *ways, const struct stage *stage, const struct cch_chain_element *next, bool good,
                 struct numbers *reached) {
    const cch_instances *instances = ways->instances;
    const uint32_t *source = ways->view->program->source;
    int status = 0;
    reached->count = 0;
    mark_candidates(ways, next, true);
    for (size_t i = 0; i < stage->closed.count && !status; i++) {
        uint32_t from = stage->closed.items[i];
        for (size_t j = instances->out[from]; j <= instances->out[from + 1] && !status; j++) {
            uint32_t to = j < instances->out[from + 1] ? instances->edges[j].callee : from;
            if (!(ways->marks[source[to]] & WANTED) || ways->marks[to] & SEEN || (good && !(ways->marks[to] & GOOD)))
                continue;
            ways->marks[to] |= SEEN;
            status = add(reached, to);
        }
    }
    mark_candidates(ways, next, false);
    unmark(ways, reached, SEEN);
    return status;
}

/* Drops what does not lead on to the next element's specializations that stay. */
static void keep_good(cch_chain_ways *ways, struct stage *stage, const struct numbers *next) {
    const cch_instances *instances = ways->instances;
    bool grown = true;
    size_t kept = 0;
    mark(ways, next, NEXT_GOOD);
    while (grown) {
        grown = false;
        for (size_t i = stage->closed.count; i-- > 0;) {
            uint32_t from = stage->closed.items[i];
            bool leads = ways->marks[from] & NEXT_GOOD;
            for (size_t j = instances->out[from]; j < instances->out[from + 1] && !leads; j++) {
                uint32_t to = instances->edges[j].callee;
                leads = ways->marks[to] & NEXT_GOOD ||
                        (ways->marks[to] & GOOD && ways->view->node[to] == ways->view->node[from]);
            }
            grown |= leads && !(ways->marks[from] & GOOD);
            ways->marks[from] |= leads ? GOOD : 0;
        }
    }
    unmark(ways, next, NEXT_GOOD);
    for (size_t i = 0; i < stage->reached.count; i++)
        if (ways->marks[stage->reached.items[i]] & GOOD)
            stage->reached.items[kept++] = stage->reached.items[i];
    stage->reached.count = kept;
    unmark(ways, &stage->closed, GOOD);
}

/* The first candidate with a specialization among these, which become the only
 * ones. */
static uint32_t choose(const cch_chain_ways *ways, const struct cch_chain_element *element, struct numbers *numbers) {
    const uint32_t *source = ways->view->program->source;
    for (size_t k = 0; k < element->count; k++) {
        size_t kept = 0;
        for (size_t i = 0; i < numbers->count; i++)
            kept += source[numbers->items[i]] == element->candidates[k];
        if (!kept)
            continue;
        kept = 0;
        for (size_t i = 0; i < numbers->count; i++)
            if (source[numbers->items[i]] == element->candidates[k])
                numbers->items[kept++] = numbers->items[i];
        numbers->count = kept;
        return element->candidates[k];
    }
    return 0;
}

static int begin(cch_chain_ways *ways, const struct cch_chain_element *element) {
    struct numbers *reached = &ways->stages[0].reached;
    int status = 0;
    reached->count = 0;
    for (size_t k = 0; k < element->count; k++) {
        uint32_t f = element->candidates[k];
        for (uint32_t i = ways->first[f]; i < ways->first[f + 1] && !status; i++)
            status = add(reached, ways->of_source[i]);
    }
    return status ? status : close_over(ways, &ways->stages[0]);
}

int cch_chain_ways_choose(cch_chain_ways *ways, const struct cch_chain_element *elements, size_t count,
                          uint32_t *chosen, bool *found) {
    struct numbers way = {0};
    int status = reserve(ways, count);
    *found = false;
    if (!status)
        status = begin(ways, &elements[0]);
    for (size_t i = 1; i < count && !status; i++) {
        status = go_on(ways, &ways->stages[i - 1], &elements[i], false, &ways->stages[i].reached);
        if (!status)
            status = close_over(ways, &ways->stages[i]);
    }
    *found = !status && ways->stages[count - 1].reached.count;
    for (size_t i = count - 1; i-- > 0 && *found;)
        keep_good(ways, &ways->stages[i], &ways->stages[i + 1].reached);
    /* Once more forward, through what stays, from one chosen function. */
    for (size_t i = 0; i < count && *found && !status; i++) {
        struct stage *stage = &ways->stages[i];
        if (i) {
            mark(ways, &stage->reached, GOOD);
            status = go_on(ways, &ways->stages[i - 1], &elements[i], true, &way);
            unmark(ways, &stage->reached, GOOD);
            stage->reached.count = 0;
            for (size_t n = 0; n < way.count && !status; n++)
                status = add(&stage->reached, way.items[n]);
        }
        chosen[i] = choose(ways, &elements[i], &stage->reached);
        if (!status)
            status = close_over(ways, stage);
    }
    free(way.items);
    return status;
}
