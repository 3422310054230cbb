#include "params/hardware/spread.h"

#include <stdlib.h>
#include <string.h>

enum { CALLEES = 1, CALLERS = 2, KNOWN_MAX = 32 };

/* What calls lead to (or come from) from a set, itself included. */
struct closure {
    struct cch_instance_set of;
    unsigned directions;
    unsigned char *marks; /* by function */
};

struct cch_spread {
    const cch_view *view;
    struct cch_trace *trace;
    const struct cch_flow_graph *flows;
    uint32_t *first, *instances;   /* of function f as written: instances[first[f]] … [first[f + 1] - 1] */
    struct cch_instance_set *sets; /* by node */
    uint32_t *waiting;             /* nodes whose set has grown, each once */
    unsigned char *waits;
    uint32_t *touched; /* nodes with a set */
    size_t touched_count;
    struct closure known[KNOWN_MAX]; /* the last ones */
    size_t known_count;
    uint32_t *queue;
};

static int index_instances(cch_spread *spread) {
    const uint32_t *source = spread->view->program->source;
    uint32_t functions = spread->view->function_count;
    spread->first = calloc((size_t)functions + 3, sizeof *spread->first);
    spread->instances = malloc(((size_t)functions + 1) * sizeof *spread->instances);
    if (!spread->first || !spread->instances)
        return CCH_ERROR_MEMORY;
    for (uint32_t f = 1; f <= functions; f++)
        spread->first[source[f] + 2]++;
    for (size_t f = 1; f <= (size_t)functions + 2; f++)
        spread->first[f] += spread->first[f - 1];
    for (uint32_t f = 1; f <= functions; f++)
        spread->instances[spread->first[source[f] + 1]++] = f;
    return 0;
}

cch_spread *cch_spread_new(const cch_view *view, struct cch_trace *trace) {
    cch_spread *spread = calloc(1, sizeof *spread);
    size_t nodes = (size_t)trace->graph->node_count + 1;
    if (!spread)
        return NULL;
    spread->view = view;
    spread->trace = trace;
    spread->flows = trace->graph;
    spread->sets = calloc(nodes, sizeof *spread->sets);
    spread->waiting = malloc(nodes * sizeof *spread->waiting);
    spread->waits = calloc(nodes, 1);
    spread->touched = malloc(nodes * sizeof *spread->touched);
    spread->queue = malloc(((size_t)view->function_count + 1) * sizeof *spread->queue);
    if (!spread->sets || !spread->waiting || !spread->waits || !spread->touched || !spread->queue ||
        index_instances(spread)) {
        cch_spread_free(spread);
        return NULL;
    }
    return spread;
}

static void forget_closures(cch_spread *spread) {
    for (size_t i = 0; i < spread->known_count; i++) {
        free(spread->known[i].of.items);
        free(spread->known[i].marks);
    }
    spread->known_count = 0;
}

static void forget_sets(cch_spread *spread) {
    for (size_t i = 0; i < spread->touched_count; i++) {
        free(spread->sets[spread->touched[i]].items);
        spread->sets[spread->touched[i]] = (struct cch_instance_set){.items = NULL};
    }
    spread->touched_count = 0;
}

void cch_spread_free(cch_spread *spread) {
    if (!spread)
        return;
    forget_closures(spread);
    if (spread->sets)
        forget_sets(spread);
    free(spread->first);
    free(spread->instances);
    free(spread->sets);
    free(spread->waiting);
    free(spread->waits);
    free(spread->touched);
    free(spread->queue);
    free(spread);
}

const struct cch_instance_set *cch_spread_at(const cch_spread *spread, uint32_t node) { return &spread->sets[node]; }

/* Calls -------------------------------------------------------------------------- */

/* A kernel's own calls are the device's, where nothing is asked of the host's. */
static void follow_calls(const cch_spread *spread, const struct cch_instance_set *set, bool callees,
                         unsigned char *marks) {
    const cch_view *view = spread->view;
    unsigned char seen = callees ? CALLEES : CALLERS;
    size_t count = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        marks[set->items[i]] |= seen;
        spread->queue[count++] = set->items[i];
    }
    for (size_t at = 0; at < count; at++) {
        uint32_t f = spread->queue[at];
        const size_t *range = callees ? view->out : view->in;
        for (size_t i = range[f]; i < range[f + 1] && !(callees && view->flags[f] & CCH_FLAG_KERNEL); i++) {
            const struct cch_view_edge *edge = &view->edges[callees ? i : view->in_edges[i]];
            uint32_t next = callees ? edge->callee : edge->caller;
            if (edge->kind == CCH_KIND_ADDRESS || marks[next] & seen)
                continue;
            marks[next] |= seen;
            spread->queue[count++] = next;
        }
    }
}

/* NULL: out of memory. */
static const unsigned char *closure_of(cch_spread *spread, const struct cch_instance_set *set, unsigned directions) {
    size_t size = set->count * sizeof *set->items;
    for (size_t i = 0; i < spread->known_count; i++) {
        const struct closure *known = &spread->known[i];
        if (known->directions == directions && known->of.count == set->count &&
            !memcmp(known->of.items, set->items, size))
            return known->marks;
    }
    if (spread->known_count == KNOWN_MAX)
        forget_closures(spread);
    size_t functions = (size_t)spread->view->function_count + 1;
    struct closure made = {{malloc(size + 1), set->count, false}, directions, calloc(functions, 1)};
    if (!made.of.items || !made.marks) {
        free(made.of.items);
        free(made.marks);
        return NULL;
    }
    memcpy(made.of.items, set->items, size);
    if (directions & CALLEES)
        follow_calls(spread, set, true, made.marks);
    if (directions & CALLERS)
        follow_calls(spread, set, false, made.marks);
    spread->known[spread->known_count++] = made;
    return made.marks;
}

/* Sets ------------------------------------------------------------------------------ */

static int wait_for(cch_spread *spread, uint32_t node, size_t *waiting) {
    if (!spread->waits[node])
        spread->waiting[(*waiting)++] = node;
    spread->waits[node] = 1;
    return 0;
}

/* Adds to a node's set; it waits, then, if it has grown. */
static int add_any(cch_spread *spread, uint32_t node, size_t *waiting) {
    struct cch_instance_set *set = &spread->sets[node];
    if (set->any)
        return 0;
    if (!set->count)
        spread->touched[spread->touched_count++] = node;
    set->any = true;
    return wait_for(spread, node, waiting);
}

static int add_items(cch_spread *spread, uint32_t node, const uint32_t *items, uint32_t count, size_t *waiting) {
    struct cch_instance_set *set = &spread->sets[node];
    uint32_t i = 0, j = 0, made = 0;
    if (set->any || !count)
        return 0;
    uint32_t *joined = malloc(((size_t)set->count + count) * sizeof *joined);
    if (!joined)
        return CCH_ERROR_MEMORY;
    while (i < set->count || j < count) {
        uint32_t next = j == count || (i < set->count && set->items[i] <= items[j]) ? set->items[i] : items[j];
        i += i < set->count && set->items[i] == next;
        j += j < count && items[j] == next;
        joined[made++] = next;
    }
    bool grown = made > set->count;
    if (!set->count && !set->any)
        spread->touched[spread->touched_count++] = node;
    free(set->items);
    set->items = joined;
    set->count = made;
    return grown ? wait_for(spread, node, waiting) : 0;
}

/* From a set of instances of one function to those of another that calls lead
 * to or come from. Where none do, calls do not tell. */
static int carry(cch_spread *spread, const struct cch_instance_set *set, uint32_t node, unsigned directions,
                 size_t *waiting) {
    uint32_t function = spread->flows->nodes[node].function;
    uint32_t first = function ? spread->first[function] : 0, count = 0;
    if (set->any || !function)
        return add_any(spread, node, waiting);
    const unsigned char *marks = closure_of(spread, set, directions);
    uint32_t size = spread->first[function + 1] - first;
    uint32_t *items = malloc(((size_t)size + 1) * sizeof *items);
    if (!marks || !items) {
        free(items);
        return CCH_ERROR_MEMORY;
    }
    for (uint32_t i = 0; i < size; i++)
        if (marks[spread->instances[first + i]])
            items[count++] = spread->instances[first + i];
    int status = count ? add_items(spread, node, items, count, waiting) : add_any(spread, node, waiting);
    free(items);
    return status;
}

/* From one node's set to another's. */
static int hand_on(cch_spread *spread, uint32_t from, uint32_t to, unsigned directions, size_t *waiting) {
    const struct cch_flow_node *nodes = spread->flows->nodes;
    const struct cch_instance_set set = spread->sets[from];
    if (directions || nodes[from].function != nodes[to].function)
        return carry(spread, &set, to, directions ? directions : CALLEES | CALLERS, waiting);
    return set.any ? add_any(spread, to, waiting) : add_items(spread, to, set.items, set.count, waiting);
}

/* Where a value goes that a call gives back: to the function that calls. */
struct giving {
    cch_spread *spread;
    const unsigned char *reached;
    uint32_t from;
    size_t *waiting;
};

static int give_back(void *data, uint32_t node, enum cch_part part, uint32_t exit, size_t back) {
    const struct giving *giving = data;
    (void)part;
    (void)exit;
    (void)back;
    return giving->reached[node] ? hand_on(giving->spread, giving->from, node, 0, giving->waiting) : 0;
}

static int follow_edge(cch_spread *spread, size_t number, const unsigned char *reached, size_t *waiting) {
    const struct cch_flow_edge *edge = &spread->flows->edges[number];
    struct giving giving = {spread, reached, edge->from, waiting};
    int status = 0;
    if (edge->leaves && !(reached[edge->from] & CCH_SPREAD_LEAVES))
        return 0;
    if (reached[edge->to])
        status = hand_on(spread, edge->from, edge->to, edge->enters ? CALLEES : edge->leaves ? CALLERS : 0, waiting);
    if (!edge->enters || spread->flows->nodes[edge->to].kind != CCH_VALUE_PARAMETER)
        return status;
    for (enum cch_part part = 0; part < CCH_PARTS && !status; part++)
        status = cch_flow_backs(&spread->trace->summaries[false], number, part, give_back, &giving);
    return status;
}

int cch_spread_find(cch_spread *spread, const struct cch_instance_set *asking, const uint32_t *seeds, size_t seed_count,
                    const unsigned char *reached) {
    const struct cch_flow_graph *flows = spread->flows;
    size_t waiting = 0;
    int status = 0;
    forget_sets(spread);
    for (size_t i = 0; i < seed_count && !status; i++)
        status = carry(spread, asking, seeds[i], CALLEES | CALLERS, &waiting);
    while (waiting && !status) {
        uint32_t node = spread->waiting[--waiting];
        spread->waits[node] = 0;
        for (size_t i = flows->out[node]; i < flows->out[node + 1] && !status; i++)
            status = follow_edge(spread, i, reached, &waiting);
    }
    return status;
}
