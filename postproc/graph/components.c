/* Strongly connected components: Tarjan, "Depth-First Search and Linear Graph
 * Algorithms", 1972, with the recursion on the heap. A component is complete
 * before those that lead to it, which gives the numbering that between.h
 * promises. */
#include "graph/between.h"

#include <stdlib.h>

struct search {
    struct cch_between *between;
    uint32_t *order, *low; /* by place, from 1; 0: not met */
    uint32_t *waiting;     /* met and without a component yet */
    uint32_t waiting_count;
    uint32_t *path; /* the recursion */
    size_t *next;   /* by place: the next successor to look at */
    uint32_t met;
};

static void enter(struct search *search, uint32_t place, size_t *depth) {
    search->order[place] = search->low[place] = ++search->met;
    search->next[place] = search->between->out[place];
    search->waiting[search->waiting_count++] = place;
    search->path[(*depth)++] = place;
}

static void leave(struct search *search, uint32_t place) {
    struct cch_between *between = search->between;
    if (search->low[place] != search->order[place])
        return;
    uint32_t member;
    do {
        member = search->waiting[--search->waiting_count];
        between->component[member] = between->component_count;
    } while (member != place);
    between->component_count++;
}

static void visit(struct search *search, uint32_t root) {
    struct cch_between *between = search->between;
    size_t depth = 0;
    enter(search, root, &depth);
    while (depth) {
        uint32_t place = search->path[depth - 1];
        if (search->next[place] < between->out[place + 1]) {
            uint32_t to = between->successors[search->next[place]++];
            if (!search->order[to])
                enter(search, to, &depth);
            else if (between->component[to] == UINT32_MAX && search->order[to] < search->low[place])
                search->low[place] = search->order[to];
            continue;
        }
        leave(search, place);
        if (--depth) {
            uint32_t caller = search->path[depth - 1];
            if (search->low[place] < search->low[caller])
                search->low[caller] = search->low[place];
        }
    }
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

int cch_between_components(struct cch_between *between) {
    size_t room = (size_t)between->count + 1;
    struct search search = {.between = between};
    int status = CCH_ERROR_MEMORY;
    search.order = calloc(room, sizeof *search.order);
    search.low = calloc(room, sizeof *search.low);
    search.waiting = malloc(room * sizeof *search.waiting);
    search.path = malloc(room * sizeof *search.path);
    search.next = malloc(room * sizeof *search.next);
    between->component = malloc(room * sizeof *between->component);
    if (!search.order || !search.low || !search.waiting || !search.path || !search.next ||
        !between->component)
        goto out;
    for (uint32_t p = 0; p < between->count; p++)
        between->component[p] = UINT32_MAX;
    for (uint32_t p = 0; p < between->count; p++)
        if (!search.order[p])
            visit(&search, p);
    status = list_members(between);
out:
    free(search.order);
    free(search.low);
    free(search.waiting);
    free(search.path);
    free(search.next);
    return status;
}
