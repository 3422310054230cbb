/* Strongly connected components: Tarjan, "Depth-First Search and Linear Graph
 * Algorithms", 1972, with the recursion on the heap. A component is complete
 * before those that lead to it, which gives the numbering that between.h
 * promises. */
#include "graph/chains/between.h"

#include <stdlib.h>

struct search {
    const size_t *first;
    const uint32_t *successors, *node_of;
    uint32_t *component, component_count;
    uint32_t *order, *low; /* by node, from 1; 0: not met */
    uint32_t *waiting;     /* met and without a component yet */
    uint32_t waiting_count;
    uint32_t *path; /* the recursion */
    size_t *next;   /* by node: the next successor to look at */
    uint32_t met;
};

static void enter(struct search *search, uint32_t node, size_t *depth) {
    search->order[node] = search->low[node] = ++search->met;
    search->next[node] = search->first[node];
    search->waiting[search->waiting_count++] = node;
    search->path[(*depth)++] = node;
}

static void leave(struct search *search, uint32_t node) {
    if (search->low[node] != search->order[node])
        return;
    uint32_t member;
    do {
        member = search->waiting[--search->waiting_count];
        search->component[member] = search->component_count;
    } while (member != node);
    search->component_count++;
}

static void visit(struct search *search, uint32_t root) {
    size_t depth = 0;
    enter(search, root, &depth);
    while (depth) {
        uint32_t node = search->path[depth - 1];
        if (search->next[node] < search->first[node + 1]) {
            uint32_t to = search->successors[search->next[node]++];
            if (search->node_of)
                to = search->node_of[to];
            if (!search->order[to])
                enter(search, to, &depth);
            else if (search->component[to] == UINT32_MAX && search->order[to] < search->low[node])
                search->low[node] = search->order[to];
            continue;
        }
        leave(search, node);
        if (--depth) {
            uint32_t caller = search->path[depth - 1];
            if (search->low[node] < search->low[caller])
                search->low[caller] = search->low[node];
        }
    }
}

uint32_t cch_components(uint32_t count, const size_t *first, const uint32_t *next, const uint32_t *node_of,
                        uint32_t *component) {
    size_t room = (size_t)count + 1;
    struct search search = {.first = first, .successors = next, .node_of = node_of, .component = component};
    uint32_t found = UINT32_MAX;
    search.order = calloc(room, sizeof *search.order);
    search.low = calloc(room, sizeof *search.low);
    search.waiting = malloc(room * sizeof *search.waiting);
    search.path = malloc(room * sizeof *search.path);
    search.next = malloc(room * sizeof *search.next);
    if (!search.order || !search.low || !search.waiting || !search.path || !search.next)
        goto out;
    for (uint32_t n = 0; n < count; n++)
        component[n] = UINT32_MAX;
    for (uint32_t n = 0; n < count; n++)
        if (!search.order[n])
            visit(&search, n);
    found = search.component_count;
out:
    free(search.order);
    free(search.low);
    free(search.waiting);
    free(search.path);
    free(search.next);
    return found;
}

static int list_members(struct cch_between *between) {
    size_t *first = between->first_member = calloc((size_t)between->component_count + 3, sizeof *first);
    between->members = malloc(((size_t)between->count + 1) * sizeof *between->members);
    if (!first || !between->members)
        return CCH_ERROR_MEMORY;
    for (uint32_t p = 0; p < between->count; p++)
        first[between->component[p] + 2]++;
    for (size_t c = 1; c <= (size_t)between->component_count + 1; c++)
        first[c] += first[c - 1];
    for (uint32_t p = 0; p < between->count; p++)
        between->members[first[between->component[p] + 1]++] = p;
    return CCH_OK;
}

/* A vertex's successors stand side by side, as its instances do. */
int cch_between_components(struct cch_between *between) {
    size_t *first = malloc(((size_t)between->count + 1) * sizeof *first);
    between->component = malloc(((size_t)between->count + 1) * sizeof *between->component);
    if (!first || !between->component) {
        free(first);
        return CCH_ERROR_MEMORY;
    }
    for (uint32_t p = 0; p <= between->count; p++)
        first[p] = between->out[between->first[p]];
    between->component_count =
        cch_components(between->count, first, between->successors, between->vertex, between->component);
    free(first);
    return between->component_count == UINT32_MAX ? CCH_ERROR_MEMORY : list_members(between);
}
