/* The shortest chains of each pair, target by target: a breadth-first search
 * against the edges gives each function's distance to this target, and the
 * shortest chains are the walks along which it falls by one. */
#include "graph/chain_parts.h"

#include "base/array.h"

#include <stdlib.h>
#include <string.h>

struct shortest {
    const struct cch_between *between;
    uint32_t *distance, *queue, *starts;
    mpz_t *ways;
    /* The best chains so far; once `limit` are there, a heap with the worst on top. */
    struct cch_candidate **best;
    size_t best_count, best_capacity, limit;
    uint64_t steps;
};

/* Adds to `total` the chains that end at `target`, whose distances are in
 * place for the `reached` first of the queue. */
static void count_target(struct shortest *shortest, uint32_t target, uint32_t reached, mpz_t total) {
    const struct cch_between *between = shortest->between;
    mpz_set_ui(shortest->ways[target], 1);
    for (uint32_t i = 1; i < reached; i++) {
        uint32_t place = shortest->queue[i];
        mpz_set_ui(shortest->ways[place], 0);
        for (size_t j = between->out[place]; j < between->out[place + 1]; j++) {
            uint32_t to = between->successors[j];
            if (shortest->distance[to] == shortest->distance[place] - 1)
                mpz_add(shortest->ways[place], shortest->ways[place], shortest->ways[to]);
        }
        shortest->steps += between->out[place + 1] - between->out[place];
        if (between->start[place])
            mpz_add(total, total, shortest->ways[place]);
    }
}

/* Listing ----------------------------------------------------------------- */

static void sink(struct cch_candidate **heap, size_t count, size_t at) {
    struct cch_candidate *moved = heap[at];
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && cch_candidate_compare(heap[child + 1], heap[child]) > 0)
            child++;
        if (cch_candidate_compare(moved, heap[child]) >= 0)
            break;
        heap[at] = heap[child];
    }
    heap[at] = moved;
}

/* Keeps a copy of the chain if it is one of the best. *more: chains that come
 * after it can be, too. */
static int offer(struct shortest *shortest, const struct cch_candidate *chain, bool *more) {
    bool full = shortest->best_count == shortest->limit;
    *more = !full || cch_candidate_compare(chain, shortest->best[0]) < 0;
    if (!*more)
        return CCH_OK;
    size_t size = sizeof *chain + chain->length * sizeof(uint32_t);
    struct cch_candidate *copy = malloc(size);
    if (!copy ||
        cch_array_reserve(&shortest->best, &shortest->best_capacity, shortest->best_count + 1, sizeof copy)) {
        free(copy);
        return CCH_ERROR_MEMORY;
    }
    memcpy(copy, chain, size);
    if (full) {
        free(shortest->best[0]);
        shortest->best[0] = copy;
        sink(shortest->best, shortest->best_count, 0);
        return CCH_OK;
    }
    shortest->best[shortest->best_count++] = copy;
    if (shortest->best_count == shortest->limit)
        for (size_t i = shortest->best_count / 2; i-- > 0;)
            sink(shortest->best, shortest->best_count, i);
    return CCH_OK;
}

/* The next successor of `place` behind the one at `from` that is nearer. */
static size_t next_nearer(struct shortest *shortest, uint32_t place, size_t from) {
    const struct cch_between *between = shortest->between;
    size_t i = from;
    while (i < between->out[place + 1] &&
           shortest->distance[between->successors[i]] != shortest->distance[place] - 1)
        i++;
    shortest->steps += i - from + 1;
    return i;
}

/* Offers the shortest chains from `start`, in order, until one is too late. */
static int list_from(struct shortest *shortest, uint32_t start, bool *more) {
    const struct cch_between *between = shortest->between;
    uint32_t length = shortest->distance[start] + 1, depth = 0;
    struct cch_candidate *chain = malloc(sizeof *chain + length * sizeof(uint32_t));
    size_t *next = malloc(length * sizeof *next);
    int status = chain && next ? CCH_OK : CCH_ERROR_MEMORY;
    if (status)
        goto out;
    chain->length = length;
    chain->places[0] = start;
    next[0] = between->out[start];
    *more = true;
    while (*more && !status) {
        uint32_t place = chain->places[depth];
        if (depth + 1 == length) {
            status = offer(shortest, chain, more);
        } else {
            next[depth] = next_nearer(shortest, place, next[depth]);
            if (next[depth] < between->out[place + 1]) {
                chain->places[depth + 1] = between->successors[next[depth]++];
                depth++;
                next[depth] = between->out[chain->places[depth]];
                continue;
            }
        }
        if (!depth--)
            break;
    }
out:
    free(chain);
    free(next);
    return status;
}

static int compare_numbers(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

/* The queue has the nearest first; starts of one distance go by place. */
static int list_target(struct shortest *shortest, uint32_t reached) {
    bool more = true;
    int status = CCH_OK;
    for (uint32_t i = 1, end; i < reached && more && !status; i = end) {
        uint32_t count = 0, distance = shortest->distance[shortest->queue[i]];
        for (end = i; end < reached && shortest->distance[shortest->queue[end]] == distance; end++)
            if (shortest->between->start[shortest->queue[end]])
                shortest->starts[count++] = shortest->queue[end];
        if (count && shortest->best_count == shortest->limit && distance + 1 > shortest->best[0]->length)
            break;
        qsort(shortest->starts, count, sizeof *shortest->starts, compare_numbers);
        for (uint32_t j = 0; j < count && more && !status; j++)
            status = list_from(shortest, shortest->starts[j], &more);
    }
    return status;
}

static int compare_pointers(const void *left, const void *right) {
    return cch_candidate_compare(*(struct cch_candidate *const *)left, *(struct cch_candidate *const *)right);
}

static int finish(struct shortest *shortest, cch_chains *chains) {
    int status = CCH_OK;
    if (shortest->best_count)
        qsort(shortest->best, shortest->best_count, sizeof *shortest->best, compare_pointers);
    for (size_t i = 0; i < shortest->best_count && !status; i++)
        status = cch_chains_append(chains, shortest->between, shortest->best[i]);
    return status;
}

int cch_chains_shortest(const struct cch_between *between, size_t limit, uint64_t work, mpz_t total,
                        cch_chains *chains) {
    size_t room = (size_t)between->count + 1, made = 0;
    struct shortest shortest = {.between = between, .limit = limit};
    int status = CCH_ERROR_MEMORY;
    shortest.distance = malloc(room * sizeof(uint32_t));
    shortest.queue = malloc(room * sizeof(uint32_t));
    shortest.starts = malloc(room * sizeof(uint32_t));
    shortest.ways = malloc(room * sizeof *shortest.ways);
    if (!shortest.distance || !shortest.queue || !shortest.starts || !shortest.ways)
        goto out;
    for (; made < room; made++)
        mpz_init(shortest.ways[made]);
    status = CCH_OK;
    for (uint32_t p = 0; p < between->count && !status; p++) {
        if (!between->target[p])
            continue;
        if (shortest.steps > work) {
            chains->at_least = chains->stopped = true;
            break;
        }
        uint32_t reached =
            cch_between_distances(between, &p, 1, shortest.distance, shortest.queue, &shortest.steps);
        count_target(&shortest, p, reached, total);
        if (limit)
            status = list_target(&shortest, reached);
    }
    if (!status)
        status = finish(&shortest, chains);
out:
    while (made)
        mpz_clear(shortest.ways[--made]);
    for (size_t i = 0; i < shortest.best_count; i++)
        free(shortest.best[i]);
    free(shortest.best);
    free(shortest.distance);
    free(shortest.queue);
    free(shortest.starts);
    free(shortest.ways);
    return status;
}
