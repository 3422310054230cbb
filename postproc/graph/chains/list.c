/* Listing: best first (Hart, Nilsson and Raphael, "A Formal Basis for the
 * Heuristic Determination of Minimum Cost Paths", 1968) over the beginnings of
 * chains, which form a tree. A beginning waits in a heap with the next function
 * to go on with, under the least length that the chain can then have and its
 * names; so chains leave the heap in their order, and no beginning is made
 * that isn't next to be one of a listed chain's.
 *
 * Outside of components with cycles that least length is exact. Within, it is
 * that of the shortest way which avoids what is on the beginning. */
#include "graph/chains/parts.h"

#include "base/array.h"

#include <stdlib.h>
#include <string.h>

/* A way on from a beginning. */
struct branch {
    uint32_t vertex, state;
    uint32_t distance; /* vertices that follow, at least */
};

struct beginning {
    uint32_t before; /* the beginning without its last function; the root at the root */
    uint32_t jump;   /* a shorter one, so that any is found in few steps (Myers, "An Applicative
                        Random-Access Stack", 1983) */
    uint32_t state;  /* 0 at the root, which is empty */
    uint32_t length;
    uint32_t count, next;
    struct branch *branches; /* by distance, then vertex; NULL when all have been taken */
};

struct listing {
    cch_chain_states *states;
    const struct cch_between *between;
    struct beginning *items;
    size_t count, capacity;
    uint32_t *heap; /* beginnings with a branch left */
    size_t heap_count, heap_capacity;
    struct cch_chain_moves moves;
    struct branch *branches; /* scratch */
    size_t branch_capacity;
    uint32_t *path;
    size_t path_capacity;
    /* Of the component at hand: */
    uint32_t *within;      /* by instance: distance, avoiding what is on the way */
    uint32_t *near;        /* by component: its instances, nearest way out first */
    uint32_t *first_near;  /* by component, one more at the end */
    uint32_t *way_out;     /* by instance: least distance by leaving the component at once */
    uint32_t *here, *next; /* queues */
    uint64_t steps;        /* beside those of the states */
};

/* The heap ------------------------------------------------------------------------ */

static const struct branch *branch_of(const struct listing *listing, uint32_t item) {
    return &listing->items[item].branches[listing->items[item].next];
}

static uint32_t vertex_of(const struct listing *listing, uint32_t item) {
    return listing->states->items[listing->items[item].state].vertex;
}

static uint32_t length_of(const struct listing *listing, uint32_t item) {
    return listing->items[item].length + 1 + branch_of(listing, item)->distance;
}

/* What an item has at a length of at least 1. */
static uint32_t shortened(const struct listing *listing, uint32_t item, uint32_t length) {
    while (listing->items[item].length > length)
        item = listing->items[listing->items[item].jump].length < length ? listing->items[item].before
                                                                         : listing->items[item].jump;
    return item;
}

/* By vertices: beginnings with their branches, none of which begins the other. */
static bool is_before(const struct listing *listing, uint32_t a, uint32_t b) {
    const struct beginning *items = listing->items;
    uint32_t x = branch_of(listing, a)->vertex, y = branch_of(listing, b)->vertex;
    uint32_t a_length = length_of(listing, a), b_length = length_of(listing, b);
    if (a_length != b_length)
        return a_length < b_length;
    if (items[a].length > items[b].length) {
        a = shortened(listing, a, items[b].length + 1);
        x = vertex_of(listing, a);
        a = items[a].before;
    } else if (items[b].length > items[a].length) {
        b = shortened(listing, b, items[a].length + 1);
        y = vertex_of(listing, b);
        b = items[b].before;
    }
    if (a == b)
        return x < y;
    while (items[a].before != items[b].before) {
        bool far = items[a].jump != items[b].jump;
        a = far ? items[a].jump : items[a].before;
        b = far ? items[b].jump : items[b].before;
    }
    return vertex_of(listing, a) < vertex_of(listing, b);
}

static int push(struct listing *listing, uint32_t item) {
    if (cch_array_reserve(&listing->heap, &listing->heap_capacity, listing->heap_count + 1, sizeof item))
        return CCH_ERROR_MEMORY;
    size_t at = listing->heap_count++;
    for (; at && is_before(listing, item, listing->heap[(at - 1) / 2]); at = (at - 1) / 2)
        listing->heap[at] = listing->heap[(at - 1) / 2];
    listing->heap[at] = item;
    return CCH_OK;
}

/* Puts an item in the place of the top where it belongs. */
static void sink(struct listing *listing, uint32_t item) {
    size_t at = 0;
    for (size_t child; (child = 2 * at + 1) < listing->heap_count; at = child) {
        if (child + 1 < listing->heap_count && is_before(listing, listing->heap[child + 1], listing->heap[child]))
            child++;
        if (!is_before(listing, listing->heap[child], item))
            break;
        listing->heap[at] = listing->heap[child];
    }
    listing->heap[at] = item;
}

/* Takes the first branch of the heap away. */
static struct branch pop(struct listing *listing, uint32_t *item) {
    *item = listing->heap[0];
    struct beginning *beginning = &listing->items[*item];
    struct branch branch = *branch_of(listing, *item);
    if (++beginning->next < beginning->count) {
        sink(listing, *item);
        return branch;
    }
    uint32_t last = listing->heap[--listing->heap_count];
    if (listing->heap_count)
        sink(listing, last);
    free(beginning->branches);
    beginning->branches = NULL;
    return branch;
}

/* Distances ------------------------------------------------------------------------ */

static bool has_cycles(const struct listing *listing, uint32_t vertex) {
    return cch_component_size(listing->between, listing->between->component[vertex]) > 1;
}

/* Can a way as short as the distance of the whole part avoid what is on the way? */
static bool is_clear(struct listing *listing, const uint32_t *set, uint32_t count, uint32_t distance) {
    const struct cch_between *between = listing->between;
    cch_chain_states *states = listing->states;
    uint32_t component = cch_component_of(between, set[0]), waiting = 0;
    cch_chain_new_stamp(states);
    for (uint32_t n = 0; n < count; n++)
        if (states->distance[set[n]] == distance) {
            states->stamp[set[n]] = states->now;
            listing->here[waiting++] = set[n];
        }
    while (waiting) {
        uint32_t from = listing->here[--waiting];
        listing->steps += 1 + (between->out[from + 1] - between->out[from]);
        for (size_t j = between->out[from]; j < between->out[from + 1]; j++) {
            uint32_t to = between->successors[j];
            bool same = between->vertex[to] == between->vertex[from];
            if (states->distance[to] != states->distance[from] - !same)
                continue;
            if (cch_component_of(between, to) != component)
                return true;
            if (states->on_way[to] || states->stamp[to] == states->now)
                continue;
            states->stamp[to] = states->now;
            listing->here[waiting++] = to;
        }
    }
    return false;
}

/* Fills `within` for a component, level by level: instances that leave it at
 * once come from `near`, the others from those that they lead to. */
static void measure(struct listing *listing, uint32_t component) {
    const struct cch_between *between = listing->between;
    uint32_t out = listing->first_near[component], end = listing->first_near[component + 1];
    uint32_t waiting = 0, count;
    const uint32_t *on_way = listing->states->on_way;
    for (uint32_t m = out; m < end; m++)
        listing->within[listing->near[m]] = UINT32_MAX;
    for (uint32_t level = 0; out < end || waiting; level++) {
        count = 0;
        for (uint32_t n = 0; n < waiting; n++)
            if (listing->within[listing->next[n]] == level)
                listing->here[count++] = listing->next[n];
        if (!count && out < end && listing->way_out[listing->near[out]] > level) {
            level = listing->way_out[listing->near[out]];
            if (level == UINT32_MAX)
                break;
        }
        for (; out < end && listing->way_out[listing->near[out]] <= level; out++)
            if (!on_way[listing->near[out]] && listing->within[listing->near[out]] > level) {
                listing->within[listing->near[out]] = level;
                listing->here[count++] = listing->near[out];
            }
        waiting = 0;
        for (uint32_t done = 0; done < count; done++) {
            uint32_t at = listing->here[done];
            listing->steps += 1 + (between->in[at + 1] - between->in[at]);
            for (size_t j = between->in[at]; j < between->in[at + 1]; j++) {
                uint32_t caller = between->predecessors[j];
                if (on_way[caller] || cch_component_of(between, caller) != component ||
                    listing->within[caller] <= level)
                    continue;
                if (between->vertex[caller] == between->vertex[at]) {
                    listing->within[caller] = level;
                    listing->here[count++] = caller;
                } else if (listing->within[caller] == UINT32_MAX) {
                    listing->within[caller] = level + 1;
                    listing->next[waiting++] = caller;
                }
            }
        }
    }
}

static uint32_t least_within(const struct listing *listing, const uint32_t *set, uint32_t count) {
    uint32_t least = UINT32_MAX;
    for (uint32_t n = 0; n < count; n++)
        least = listing->within[set[n]] < least ? listing->within[set[n]] : least;
    return least;
}

/* Branches ---------------------------------------------------------------------------- */

static int compare_branches(const void *left, const void *right) {
    const struct branch *a = left, *b = right;
    if (a->distance != b->distance)
        return a->distance < b->distance ? -1 : 1;
    return a->vertex < b->vertex ? -1 : a->vertex > b->vertex;
}

static int add_branch(struct listing *listing, uint32_t *count, struct branch branch) {
    if (cch_array_reserve(&listing->branches, &listing->branch_capacity, (size_t)*count + 1, sizeof branch))
        return CCH_ERROR_MEMORY;
    if (branch.state && branch.distance != UINT32_MAX)
        listing->branches[(*count)++] = branch;
    return CCH_OK;
}

/* Puts what is on the beginning in the component of its last function on the
 * way, or takes it off. */
static void mark_way(struct listing *listing, uint32_t item, bool enters) {
    const cch_chain_states *states = listing->states;
    uint32_t component = listing->between->component[vertex_of(listing, item)];
    for (; listing->items[item].state; item = listing->items[item].before) {
        uint32_t state = listing->items[item].state, vertex = states->items[state].vertex;
        uint32_t count = states->items[state].reached + states->items[state].shorter;
        if (listing->between->component[vertex] != component)
            break;
        listing->steps += count;
        if (enters)
            cch_chain_enter(listing->states, vertex, cch_chain_set(states, state), count);
        else
            cch_chain_leave(listing->states, vertex, cch_chain_set(states, state), count);
    }
}

/* The branches that stay in a component with cycles. */
static int add_staying(struct listing *listing, uint32_t item, uint32_t *count) {
    cch_chain_states *states = listing->states;
    uint32_t state = listing->items[item].state, vertex = states->items[state].vertex;
    struct cch_chain_moves *moves = &listing->moves;
    bool measured = false;
    mark_way(listing, item, true);
    cch_chain_moves_clear(moves);
    int status = cch_chain_moves_find(states, vertex, cch_chain_set(states, state), states->items[state].reached,
                                      states->items[state].shorter, CCH_CHAIN_STAYING, moves);
    for (size_t i = 0; i < moves->count && !status; i++) {
        struct cch_chain_move *move = &moves->items[i];
        struct branch branch = {.vertex = move->vertex, .distance = move->distance};
        const uint32_t *set = moves->numbers + move->set;
        if (!is_clear(listing, set, move->reached, move->distance)) {
            if (!measured)
                measure(listing, listing->between->component[vertex]);
            measured = true;
            branch.distance = least_within(listing, set, move->reached);
        }
        if (branch.distance != UINT32_MAX)
            status = cch_chain_state_of(states, move, moves->numbers, &branch.state);
        if (!status)
            status = add_branch(listing, count, branch);
    }
    mark_way(listing, item, false);
    return status;
}

static int find_branches(struct listing *listing, uint32_t item, uint32_t *count) {
    cch_chain_states *states = listing->states;
    uint32_t state = listing->items[item].state;
    int status = cch_chain_state_leave(states, state);
    for (uint32_t i = 0; !status && i < states->items[state].leaving_count; i++) {
        const struct cch_chain_move *move = &states->items[state].leaving[i];
        status = add_branch(listing, count, (struct branch){move->vertex, move->state, move->distance});
    }
    if (!status && has_cycles(listing, states->items[state].vertex))
        status = add_staying(listing, item, count);
    return status;
}

static int find_starts(struct listing *listing, uint32_t *count) {
    const struct cch_between *between = listing->between;
    int status = CCH_OK;
    for (uint32_t p = 0; p < between->count && !status; p++) {
        struct branch branch = {.vertex = p};
        if (!between->start[p])
            continue;
        status = cch_chain_state_at(listing->states, p, &branch.state);
        branch.distance = status || !branch.state ? 0 : listing->states->items[branch.state].distance;
        if (!status)
            status = add_branch(listing, count, branch);
    }
    return status;
}

/* Makes a beginning and lets it wait. */
static int begin(struct listing *listing, uint32_t before, uint32_t state) {
    uint32_t count = 0, item = (uint32_t)listing->count;
    if (listing->count >= UINT32_MAX - 1 ||
        cch_array_reserve(&listing->items, &listing->capacity, listing->count + 1, sizeof *listing->items))
        return CCH_ERROR_MEMORY;
    bool root = !listing->count;
    struct beginning made = {.before = before, .state = state};
    if (!root) {
        const struct beginning *shorter = &listing->items[before], *jump = &listing->items[shorter->jump];
        bool alike = shorter->length - jump->length == jump->length - listing->items[jump->jump].length;
        made.length = shorter->length + 1;
        made.jump = alike ? jump->jump : before;
    }
    listing->items[listing->count++] = made;
    int status = root ? find_starts(listing, &count) : find_branches(listing, item, &count);
    if (status || !count)
        return status;
    struct branch *branches = malloc(count * sizeof *branches);
    if (!branches)
        return CCH_ERROR_MEMORY;
    memcpy(branches, listing->branches, count * sizeof *branches);
    qsort(branches, count, sizeof *branches, compare_branches);
    listing->items[item].branches = branches;
    listing->items[item].count = count;
    return push(listing, item);
}

/* All of it -------------------------------------------------------------------------- */

static int append(struct listing *listing, uint32_t item, uint32_t last, cch_chains *chains) {
    size_t length = (size_t)listing->items[item].length + 1;
    if (cch_array_reserve(&listing->path, &listing->path_capacity, length, sizeof last))
        return CCH_ERROR_MEMORY;
    listing->path[length - 1] = last;
    for (; listing->items[item].state; item = listing->items[item].before)
        listing->path[listing->items[item].length - 1] = vertex_of(listing, item);
    return cch_chains_append(chains, listing->path, length);
}

static int list(struct listing *listing, size_t limit, uint64_t work, cch_chains *chains) {
    uint64_t begun = listing->states->steps;
    int status = begin(listing, 0, 0);
    while (!status && listing->heap_count && chains->count < limit) {
        uint32_t item;
        if (listing->steps + (listing->states->steps - begun) > work) {
            chains->stopped = true;
            break;
        }
        struct branch branch = pop(listing, &item);
        status = listing->between->target[branch.vertex] ? append(listing, item, branch.vertex, chains)
                                                         : begin(listing, item, branch.state);
    }
    chains->stopped |= listing->states->full;
    return status;
}

struct keyed {
    uint32_t key, instance;
};

static int compare_keyed(const void *left, const void *right) {
    const struct keyed *a = left, *b = right;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return a->instance < b->instance ? -1 : a->instance > b->instance;
}

/* Orders the instances of each component by their nearest way out of it. */
static int order_members(struct listing *listing) {
    const struct cch_between *between = listing->between;
    struct keyed *keyed = malloc(((size_t)between->instance_count + 1) * sizeof *keyed);
    uint32_t count = 0;
    if (!keyed)
        return CCH_ERROR_MEMORY;
    for (uint32_t i = 0; i < between->instance_count; i++) {
        listing->way_out[i] = UINT32_MAX;
        for (size_t j = between->out[i]; j < between->out[i + 1]; j++) {
            uint32_t to = between->successors[j], distance = listing->states->distance[to];
            if (cch_component_of(between, to) != cch_component_of(between, i) && distance + 1 < listing->way_out[i])
                listing->way_out[i] = distance + 1;
        }
    }
    for (uint32_t c = 0; c < between->component_count; c++) {
        uint32_t begin = listing->first_near[c] = count;
        for (size_t m = between->first_member[c]; m < between->first_member[c + 1]; m++)
            for (uint32_t i = between->first[between->members[m]]; i < between->first[between->members[m] + 1]; i++)
                keyed[count++] = (struct keyed){listing->way_out[i], i};
        if (cch_component_size(between, c) > 1)
            qsort(keyed + begin, count - begin, sizeof *keyed, compare_keyed);
    }
    listing->first_near[between->component_count] = count;
    for (uint32_t n = 0; n < count; n++)
        listing->near[n] = keyed[n].instance;
    free(keyed);
    return CCH_OK;
}

int cch_chains_list(cch_chain_states *states, size_t limit, uint64_t work, cch_chains *chains) {
    const struct cch_between *between = states->between;
    size_t room = (size_t)between->instance_count + 1;
    struct listing listing = {.states = states, .between = between};
    int status = CCH_ERROR_MEMORY;
    listing.within = malloc(room * sizeof(uint32_t));
    listing.near = malloc(room * sizeof(uint32_t));
    listing.first_near = malloc(((size_t)between->component_count + 1) * sizeof(uint32_t));
    listing.way_out = malloc(room * sizeof(uint32_t));
    listing.here = malloc(room * sizeof(uint32_t));
    listing.next = malloc(room * sizeof(uint32_t));
    if (listing.within && listing.near && listing.first_near && listing.way_out && listing.here && listing.next &&
        !order_members(&listing))
        status = list(&listing, limit, work, chains);
    for (size_t i = 0; i < listing.count; i++)
        free(listing.items[i].branches);
    free(listing.items);
    free(listing.heap);
    cch_chain_moves_release(&listing.moves);
    free(listing.branches);
    free(listing.path);
    free(listing.within);
    free(listing.near);
    free(listing.first_near);
    free(listing.way_out);
    free(listing.here);
    free(listing.next);
    return status;
}
