#include "graph/chain_parts.h"

#include "base/array.h"

#include <stdlib.h>
#include <string.h>

/* A chain is divided into what it shares with one already listed and its own
 * rest. With that beginning fixed, and the functions that may follow it
 * ordered by (distance to a target, place), the next chain of its division
 * goes on with the next of these functions, and from there the shortest way,
 * by names the first. So each division yields its chains in order, and the
 * least of all divisions' next chains is the next of all.
 *
 * Distances must not lead back over the beginning. Functions of the beginning
 * can only be reached again within one component, so outside of components
 * with cycles the distances are the same for all chains. */

struct listing {
    const struct cch_between *between;
    uint32_t *distance;     /* by place, in the whole part */
    uint32_t *within;       /* by place of the component at hand, avoiding the beginning */
    uint32_t *queue, *near; /* scratch; by component: members, nearest way out first */
    uint32_t *way_out;      /* by place: least distance by leaving the component at once */
    unsigned char *used;    /* on the beginning */
    struct cch_candidate **heap;
    size_t heap_count, heap_capacity;
    uint64_t steps;
    size_t wanted; /* chains still to list */
};

int cch_candidate_compare(const struct cch_candidate *left, const struct cch_candidate *right) {
    if (left->length != right->length)
        return left->length < right->length ? -1 : 1;
    for (uint32_t i = 0; i < left->length; i++)
        if (left->places[i] != right->places[i])
            return left->places[i] < right->places[i] ? -1 : 1;
    return 0;
}

int cch_chains_append(cch_chains *chains, const struct cch_between *between,
                      const struct cch_candidate *chain) {
    size_t used = chains->count ? chains->first[chains->count] : 0;
    if (cch_array_reserve(&chains->first, &chains->first_capacity, chains->count + 2, sizeof(size_t)) ||
        cch_array_reserve(&chains->functions, &chains->capacity, used + chain->length, sizeof(uint32_t)))
        return CCH_ERROR_MEMORY;
    chains->first[0] = 0;
    for (uint32_t i = 0; i < chain->length; i++)
        chains->functions[used + i] = between->function[chain->places[i]];
    chains->first[++chains->count] = used + chain->length;
    return CCH_OK;
}

/* Candidates -------------------------------------------------------------- */

static int compare_pointers(const void *left, const void *right) {
    return cch_candidate_compare(*(struct cch_candidate *const *)left, *(struct cch_candidate *const *)right);
}

/* No more candidates than chains are wanted can ever be listed; a sorted
 * array is a heap. */
static void drop_surplus(struct listing *listing) {
    if (listing->heap_count < 1024 || listing->heap_count / 2 < listing->wanted)
        return;
    qsort(listing->heap, listing->heap_count, sizeof *listing->heap, compare_pointers);
    while (listing->heap_count > listing->wanted)
        free(listing->heap[--listing->heap_count]);
}

/* Takes the candidate over. */
static int push(struct listing *listing, struct cch_candidate *candidate) {
    drop_surplus(listing);
    if (!candidate || cch_array_reserve(&listing->heap, &listing->heap_capacity, listing->heap_count + 1,
                                        sizeof *listing->heap)) {
        free(candidate);
        return CCH_ERROR_MEMORY;
    }
    size_t at = listing->heap_count++;
    for (; at && cch_candidate_compare(candidate, listing->heap[(at - 1) / 2]) < 0; at = (at - 1) / 2)
        listing->heap[at] = listing->heap[(at - 1) / 2];
    listing->heap[at] = candidate;
    return CCH_OK;
}

static struct cch_candidate *pop(struct listing *listing) {
    struct cch_candidate *least = listing->heap[0], *last = listing->heap[--listing->heap_count];
    size_t at = 0, count = listing->heap_count;
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && cch_candidate_compare(listing->heap[child + 1], listing->heap[child]) < 0)
            child++;
        if (cch_candidate_compare(last, listing->heap[child]) <= 0)
            break;
        listing->heap[at] = listing->heap[child];
    }
    if (count)
        listing->heap[at] = last;
    return least;
}

/* Distances --------------------------------------------------------------- */

static bool has_cycles(const struct listing *listing, uint32_t place) {
    return cch_component_size(listing->between, listing->between->component[place]) > 1;
}

/* Fills `within` for the component of `place`, avoiding what is used. Members
 * come from two queues, each ascending: those that leave it at once, and
 * those that were reached from others. */
static void measure(struct listing *listing, uint32_t place) {
    const struct cch_between *between = listing->between;
    uint32_t component = between->component[place];
    size_t begin = between->first_member[component], end = between->first_member[component + 1];
    size_t out = begin, done = begin, waiting = begin;
    for (size_t m = begin; m < end; m++)
        listing->within[between->members[m]] = UINT32_MAX;
    for (;;) {
        while (out < end && (listing->used[listing->near[out]] ||
                             listing->way_out[listing->near[out]] >= listing->within[listing->near[out]]))
            out++;
        if (out < end && listing->way_out[listing->near[out]] == UINT32_MAX)
            out = end;
        uint32_t at;
        if (done < waiting &&
            (out == end || listing->within[listing->queue[done]] <= listing->way_out[listing->near[out]])) {
            at = listing->queue[done++];
        } else if (out < end) {
            at = listing->near[out++];
            listing->within[at] = listing->way_out[at];
        } else {
            break;
        }
        listing->steps += 1 + (between->in[at + 1] - between->in[at]);
        for (size_t i = between->in[at]; i < between->in[at + 1]; i++) {
            uint32_t caller = between->predecessors[i];
            if (between->component[caller] != component || listing->used[caller] ||
                listing->within[caller] <= listing->within[at] + 1 ||
                listing->way_out[caller] <= listing->within[at] + 1)
                continue;
            listing->within[caller] = listing->within[at] + 1;
            listing->queue[waiting++] = caller;
        }
    }
}

/* The distance from `to`, given that the chain comes from `from`. */
static uint32_t distance_of(const struct listing *listing, uint32_t from, uint32_t to) {
    if (listing->between->component[from] != listing->between->component[to])
        return listing->distance[to];
    return listing->used[to] ? UINT32_MAX : listing->within[to];
}

/* The function to go on with from `from`: the least by (distance, place)
 * behind `behind` (UINT32_MAX: the very least). UINT32_MAX: none. */
static uint32_t next_step(struct listing *listing, uint32_t from, uint32_t behind) {
    const struct cch_between *between = listing->between;
    uint32_t floor = behind == UINT32_MAX ? 0 : distance_of(listing, from, behind);
    uint32_t best = UINT32_MAX, best_distance = UINT32_MAX;
    listing->steps += between->out[from + 1] - between->out[from];
    for (size_t i = between->out[from]; i < between->out[from + 1]; i++) {
        uint32_t to = between->successors[i], distance = distance_of(listing, from, to);
        if (distance >= best_distance || distance < floor ||
            (behind != UINT32_MAX && distance == floor && to <= behind))
            continue;
        best = to;
        best_distance = distance;
    }
    return best;
}

/* Chains ------------------------------------------------------------------ */

/* The chain that begins with places[0 … fixed] of `origin`, goes on with
 * `step` and then the shortest way. `within` holds for places[fixed]. */
static struct cch_candidate *complete(struct listing *listing, const uint32_t *beginning, uint32_t fixed,
                                      uint32_t step) {
    uint32_t length = fixed + 2 + distance_of(listing, beginning[fixed], step);
    struct cch_candidate *candidate = malloc(sizeof *candidate + length * sizeof(uint32_t));
    if (!candidate)
        return NULL;
    candidate->length = length;
    candidate->fixed = fixed;
    memcpy(candidate->places, beginning, (fixed + 1) * sizeof(uint32_t));
    candidate->places[fixed + 1] = step;
    uint32_t component = listing->between->component[beginning[fixed]];
    for (uint32_t i = fixed + 2; i < length; i++) {
        /* Once it has left the component, or never was in one with cycles,
         * the way is shortest by the distances of the whole part. */
        uint32_t from = candidate->places[i - 1];
        bool inside = listing->between->component[from] == component && has_cycles(listing, from);
        const struct cch_between *between = listing->between;
        uint32_t best = UINT32_MAX;
        uint32_t wanted = length - 1 - i;
        for (size_t j = between->out[from]; j < between->out[from + 1] && best == UINT32_MAX; j++) {
            uint32_t to = between->successors[j];
            uint32_t distance = inside ? distance_of(listing, from, to) : listing->distance[to];
            if (distance == wanted)
                best = to;
        }
        listing->steps += between->out[from + 1] - between->out[from];
        candidate->places[i] = best;
    }
    return candidate;
}

static int push_start(struct listing *listing, uint32_t start) {
    listing->used[start] = 1;
    if (has_cycles(listing, start))
        measure(listing, start);
    uint32_t step = next_step(listing, start, UINT32_MAX);
    int status = step == UINT32_MAX ? CCH_OK : push(listing, complete(listing, &start, 0, step));
    listing->used[start] = 0;
    return status;
}

/* Pushes what follows `chain` in each of the divisions that it ends. */
static int divide(struct listing *listing, const struct cch_candidate *chain) {
    int status = CCH_OK;
    for (uint32_t i = 0; i + 1 < chain->length; i++)
        listing->used[chain->places[i]] = i <= chain->fixed;
    for (uint32_t i = chain->fixed; i + 1 < chain->length && !status; i++) {
        uint32_t place = chain->places[i];
        listing->used[place] = 1;
        if (listing->between->out[place + 1] - listing->between->out[place] < 2)
            continue;
        if (has_cycles(listing, place))
            measure(listing, place);
        uint32_t step = next_step(listing, place, chain->places[i + 1]);
        if (step != UINT32_MAX)
            status = push(listing, complete(listing, chain->places, i, step));
    }
    for (uint32_t i = 0; i + 1 < chain->length; i++)
        listing->used[chain->places[i]] = 0;
    return status;
}

/* Starts ------------------------------------------------------------------ */

struct keyed {
    uint32_t key, place;
};

static int compare_keyed(const void *left, const void *right) {
    const struct keyed *a = left, *b = right;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return a->place < b->place ? -1 : a->place > b->place;
}

/* Orders the members of each component by their nearest way out of it. */
static int order_members(struct listing *listing) {
    const struct cch_between *between = listing->between;
    struct keyed *keyed = malloc(((size_t)between->count + 1) * sizeof *keyed);
    if (!keyed)
        return CCH_ERROR_MEMORY;
    for (uint32_t p = 0; p < between->count; p++) {
        listing->way_out[p] = UINT32_MAX;
        for (size_t i = between->out[p]; i < between->out[p + 1]; i++) {
            uint32_t to = between->successors[i];
            if (between->component[to] != between->component[p] &&
                listing->distance[to] + 1 < listing->way_out[p])
                listing->way_out[p] = listing->distance[to] + 1;
        }
    }
    for (uint32_t c = 0; c < between->component_count; c++) {
        size_t begin = between->first_member[c], size = cch_component_size(between, c);
        for (size_t m = 0; m < size; m++)
            keyed[m] =
                (struct keyed){listing->way_out[between->members[begin + m]], between->members[begin + m]};
        qsort(keyed, size, sizeof *keyed, compare_keyed);
        for (size_t m = 0; m < size; m++)
            listing->near[begin + m] = keyed[m].place;
    }
    free(keyed);
    return CCH_OK;
}

static struct keyed *order_starts(const struct listing *listing, size_t *count) {
    const struct cch_between *between = listing->between;
    struct keyed *starts = malloc(((size_t)between->count + 1) * sizeof *starts);
    *count = 0;
    for (uint32_t p = 0; starts && p < between->count; p++)
        if (between->start[p])
            starts[(*count)++] = (struct keyed){listing->distance[p], p};
    if (starts)
        qsort(starts, *count, sizeof *starts, compare_keyed);
    return starts;
}

/* A start is looked at when its shortest chain may be next. */
static int list(struct listing *listing, const struct keyed *starts, size_t start_count, uint64_t work,
                cch_chains *chains) {
    size_t next = 0;
    int status = CCH_OK;
    while (!status && listing->wanted) {
        while (next < start_count && !status &&
               (!listing->heap_count || starts[next].key + 1 <= listing->heap[0]->length))
            status = push_start(listing, starts[next++].place);
        if (status || !listing->heap_count)
            break;
        if (listing->steps > work) {
            chains->stopped = true;
            break;
        }
        struct cch_candidate *chain = pop(listing);
        listing->wanted--;
        status = cch_chains_append(chains, listing->between, chain);
        if (!status && listing->wanted)
            status = divide(listing, chain);
        free(chain);
    }
    return status;
}

int cch_chains_list(const struct cch_between *between, size_t limit, uint64_t work, cch_chains *chains) {
    size_t room = (size_t)between->count + 1, start_count = 0;
    struct listing listing = {.between = between, .wanted = limit};
    struct keyed *starts = NULL;
    int status = CCH_ERROR_MEMORY;
    listing.distance = malloc(room * sizeof(uint32_t));
    listing.within = malloc(room * sizeof(uint32_t));
    listing.queue = malloc(room * sizeof(uint32_t));
    listing.near = malloc(room * sizeof(uint32_t));
    listing.way_out = malloc(room * sizeof(uint32_t));
    listing.used = calloc(room, 1);
    if (!listing.distance || !listing.within || !listing.queue || !listing.near || !listing.way_out ||
        !listing.used)
        goto out;
    cch_between_distances(between, NULL, 0, listing.distance, listing.queue, &listing.steps);
    if (order_members(&listing) || !(starts = order_starts(&listing, &start_count)))
        goto out;
    status = list(&listing, starts, start_count, work, chains);
out:
    while (listing.heap_count)
        free(listing.heap[--listing.heap_count]);
    free(listing.heap);
    free(starts);
    free(listing.distance);
    free(listing.within);
    free(listing.queue);
    free(listing.near);
    free(listing.way_out);
    free(listing.used);
    return status;
}
