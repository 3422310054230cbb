/* The shortest chains of each pair, target by target: a breadth-first search
 * against the edges gives each specialization's distance to this target, and
 * the shortest chains run along those by which it falls by one. They have no
 * round trips, so the states (chain_sets.h) are sets of specializations of one
 * distance. */
#include "graph/chains/parts.h"

#include "base/array.h"

#include <stdlib.h>
#include <string.h>

/* A chain, or the beginning of one. */
struct candidate {
    uint32_t length;
    uint32_t vertices[];
};

/* What is known of a state on the way to the target at hand. */
struct nearer {
    uint32_t target;     /* its number from 1, if any of this is */
    uint32_t next;       /* the next state of its distance, or 0 */
    size_t first, count; /* in `moves`: states one vertex nearer, by vertex */
    uint32_t has_ways;   /* index + 1 in `ways` */
};

struct shortest {
    cch_chain_states *states;
    const struct cch_between *between;
    uint32_t *distance, *queue; /* by instance, to the target at hand */
    uint32_t target;            /* its number, from 1 */
    struct nearer *known;       /* by state */
    size_t known_count, known_capacity;
    uint32_t *at; /* by distance: the first state, or 0 */
    uint32_t *moves;
    size_t move_count, move_capacity;
    mpz_t *ways; /* of the states of this target, in the order in which they were found */
    size_t ways_count, ways_capacity, ways_made;
    uint32_t *start_vertices, start_vertex_count;
    struct start {
        uint32_t distance, vertex, state;
    } *starts; /* that lead to the target, nearest first */
    size_t start_count;
    struct cch_chain_moves found; /* scratch */
    /* The best chains so far; once `limit` are there, a heap with the worst on top. */
    struct candidate **best;
    size_t best_count, best_capacity, limit;
};

static int compare_candidates(const struct candidate *left, const struct candidate *right) {
    if (left->length != right->length)
        return left->length < right->length ? -1 : 1;
    for (uint32_t i = 0; i < left->length; i++)
        if (left->vertices[i] != right->vertices[i])
            return left->vertices[i] < right->vertices[i] ? -1 : 1;
    return 0;
}

/* States nearer to the target ---------------------------------------------------- */

/* Takes the state into the list of its distance, once for each target. */
static int add_state(struct shortest *shortest, uint32_t state, uint32_t distance) {
    size_t capacity = shortest->known_capacity;
    if (cch_array_reserve(&shortest->known, &shortest->known_capacity, (size_t)state + 1, sizeof *shortest->known))
        return CCH_ERROR_MEMORY;
    if (shortest->known_capacity > capacity)
        memset(shortest->known + capacity, 0, (shortest->known_capacity - capacity) * sizeof *shortest->known);
    struct nearer *known = &shortest->known[state];
    if (known->target == shortest->target)
        return CCH_OK;
    if (cch_array_reserve(&shortest->ways, &shortest->ways_capacity, shortest->ways_count + 1, sizeof(mpz_t)))
        return CCH_ERROR_MEMORY;
    if (shortest->ways_made == shortest->ways_count)
        mpz_init(shortest->ways[shortest->ways_made++]);
    mpz_set_ui(shortest->ways[shortest->ways_count++], distance == 0);
    *known = (struct nearer){
        .target = shortest->target, .next = shortest->at[distance], .has_ways = (uint32_t)shortest->ways_count};
    shortest->at[distance] = state;
    return CCH_OK;
}

/* The set of instances that the list gives, all of one vertex and `distance`,
 * and of those of the same distance that they lead to within the vertex. */
static int close_set(struct shortest *shortest, const uint32_t *list, size_t count, uint32_t distance,
                     uint32_t *state) {
    const struct cch_between *between = shortest->between;
    cch_chain_states *states = shortest->states;
    struct cch_chain_moves *found = &shortest->found;
    struct cch_chain_move move = {.vertex = between->vertex[list[0]], .distance = UINT32_MAX};
    size_t most = between->first[move.vertex + 1] - between->first[move.vertex];
    cch_chain_moves_clear(found);
    if (cch_array_reserve(&found->numbers, &found->number_capacity, most, sizeof *list))
        return CCH_ERROR_MEMORY;
    cch_chain_new_stamp(states);
    for (size_t n = 0; n < count; n++) {
        states->stamp[list[n]] = states->now;
        found->numbers[found->used++] = list[n];
    }
    for (size_t n = 0; n < found->used && most > 1; n++) {
        uint32_t from = found->numbers[n];
        states->steps += 1 + (between->out[from + 1] - between->out[from]);
        for (size_t j = between->out[from]; j < between->out[from + 1]; j++) {
            uint32_t to = between->successors[j];
            if (between->vertex[to] == move.vertex && shortest->distance[to] == distance &&
                states->stamp[to] != states->now) {
                states->stamp[to] = states->now;
                found->numbers[found->used++] = to;
            }
        }
    }
    qsort(found->numbers, found->used, sizeof *list, cch_chain_compare_numbers);
    move.reached = (uint32_t)found->used;
    for (size_t n = 0; n < found->used; n++) {
        uint32_t least = states->distance[found->numbers[n]];
        move.distance = least < move.distance ? least : move.distance;
    }
    return cch_chain_state_of(states, &move, found->numbers, state);
}

/* Finds what a state's specializations lead to that is nearer by one. */
static int find_moves(struct shortest *shortest, uint32_t state, uint32_t distance) {
    const struct cch_between *between = shortest->between;
    cch_chain_states *states = shortest->states;
    uint32_t vertex = states->items[state].vertex, size = states->items[state].reached;
    size_t count = 0, first = shortest->move_count;
    for (uint32_t n = 0; n < size; n++) {
        uint32_t from = cch_chain_set(states, state)[n];
        size_t begin = between->out[from], end = between->out[from + 1];
        states->steps += 1 + (end - begin);
        if (cch_array_reserve(&states->list, &states->list_capacity, count + (end - begin), sizeof *states->list))
            return CCH_ERROR_MEMORY;
        for (size_t j = begin; j < end; j++)
            if (between->vertex[between->successors[j]] != vertex &&
                shortest->distance[between->successors[j]] == distance - 1)
                states->list[count++] = between->successors[j];
    }
    count = cch_chain_sort_unique(states->list, count);
    for (size_t begin = 0, end; begin < count; begin = end) {
        uint32_t to, at = between->vertex[states->list[begin]];
        for (end = begin + 1; end < count && between->vertex[states->list[end]] == at;)
            end++;
        if (close_set(shortest, states->list + begin, end - begin, distance - 1, &to) ||
            cch_array_reserve(&shortest->moves, &shortest->move_capacity, shortest->move_count + 1, sizeof to))
            return CCH_ERROR_MEMORY;
        if (!to)
            continue; /* the bound on states: told by states->full */
        if (add_state(shortest, to, distance - 1))
            return CCH_ERROR_MEMORY;
        shortest->moves[shortest->move_count++] = to;
    }
    shortest->known[state].first = first;
    shortest->known[state].count = shortest->move_count - first;
    return CCH_OK;
}

static int find_start(struct shortest *shortest, uint32_t vertex) {
    const struct cch_between *between = shortest->between;
    cch_chain_states *states = shortest->states;
    struct start start = {.distance = UINT32_MAX, .vertex = vertex};
    uint32_t begin = between->first[vertex], end = between->first[vertex + 1];
    size_t count = 0;
    if (cch_array_reserve(&states->list, &states->list_capacity, end - begin, sizeof *states->list))
        return CCH_ERROR_MEMORY;
    for (uint32_t i = begin; i < end; i++)
        if (between->begins[i] && shortest->distance[i] < start.distance)
            start.distance = shortest->distance[i];
    if (start.distance == UINT32_MAX)
        return CCH_OK;
    for (uint32_t i = begin; i < end; i++)
        if (between->begins[i] && shortest->distance[i] == start.distance)
            states->list[count++] = i;
    states->steps += end - begin;
    if (close_set(shortest, states->list, count, start.distance, &start.state))
        return CCH_ERROR_MEMORY;
    if (start.state)
        shortest->starts[shortest->start_count++] = start;
    return start.state ? add_state(shortest, start.state, start.distance) : CCH_OK;
}

static int compare_starts(const void *left, const void *right) {
    const struct start *a = left, *b = right;
    if (a->distance != b->distance)
        return a->distance < b->distance ? -1 : 1;
    return a->vertex < b->vertex ? -1 : a->vertex > b->vertex;
}

/* The starts, nearest first, and the states between them and the target. */
static int find_states(struct shortest *shortest, uint32_t reached) {
    uint32_t farthest = reached ? shortest->distance[shortest->queue[reached - 1]] : 0;
    int status = CCH_OK;
    shortest->start_count = shortest->move_count = shortest->ways_count = 0;
    memset(shortest->at, 0, ((size_t)farthest + 1) * sizeof *shortest->at);
    for (uint32_t n = 0; n < shortest->start_vertex_count && !status; n++)
        status = find_start(shortest, shortest->start_vertices[n]);
    if (shortest->start_count)
        qsort(shortest->starts, shortest->start_count, sizeof *shortest->starts, compare_starts);
    for (uint32_t distance = farthest; distance > 0 && !status; distance--)
        for (uint32_t state = shortest->at[distance]; state && !status; state = shortest->known[state].next)
            status = find_moves(shortest, state, distance);
    for (uint32_t distance = 1; distance <= farthest && !status; distance++)
        for (uint32_t state = shortest->at[distance]; state; state = shortest->known[state].next) {
            const struct nearer *known = &shortest->known[state];
            mpz_t *ways = &shortest->ways[known->has_ways - 1];
            for (size_t i = known->first; i < known->first + known->count; i++)
                mpz_add(*ways, *ways, shortest->ways[shortest->known[shortest->moves[i]].has_ways - 1]);
        }
    return status;
}

/* Listing ----------------------------------------------------------------- */

static void sink(struct candidate **heap, size_t count, size_t at) {
    struct candidate *moved = heap[at];
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && compare_candidates(heap[child + 1], heap[child]) > 0)
            child++;
        if (compare_candidates(moved, heap[child]) >= 0)
            break;
        heap[at] = heap[child];
    }
    heap[at] = moved;
}

/* Keeps a copy of the chain if it is one of the best. *more: chains that come
 * after it can be, too. */
static int offer(struct shortest *shortest, const struct candidate *chain, bool *more) {
    bool full = shortest->best_count == shortest->limit;
    *more = !full || compare_candidates(chain, shortest->best[0]) < 0;
    if (!*more)
        return CCH_OK;
    size_t size = sizeof *chain + chain->length * sizeof(uint32_t);
    struct candidate *copy = malloc(size);
    if (!copy || cch_array_reserve(&shortest->best, &shortest->best_capacity, shortest->best_count + 1, sizeof copy)) {
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

/* Offers the shortest chains from a start, in order, until one is too late. */
static int list_from(struct shortest *shortest, const struct start *start, bool *more) {
    uint32_t length = start->distance + 1, depth = 0;
    struct candidate *chain = malloc(sizeof *chain + length * sizeof(uint32_t));
    uint32_t *state = malloc(length * sizeof *state);
    size_t *next = malloc(length * sizeof *next);
    int status = chain && state && next ? CCH_OK : CCH_ERROR_MEMORY;
    if (status)
        goto out;
    chain->length = length;
    chain->vertices[0] = start->vertex;
    state[0] = start->state;
    next[0] = 0;
    *more = true;
    while (*more && !status) {
        const struct nearer *known = &shortest->known[state[depth]];
        shortest->states->steps++;
        if (depth + 1 == length) {
            status = offer(shortest, chain, more);
        } else if (next[depth] < known->count) {
            state[depth + 1] = shortest->moves[known->first + next[depth]++];
            depth++;
            chain->vertices[depth] = shortest->states->items[state[depth]].vertex;
            next[depth] = 0;
            continue;
        }
        if (!depth--)
            break;
    }
out:
    free(chain);
    free(state);
    free(next);
    return status;
}

static int list_target(struct shortest *shortest) {
    int status = CCH_OK;
    for (size_t i = 0; i < shortest->start_count && !status; i++) {
        bool more;
        if (shortest->best_count == shortest->limit && shortest->starts[i].distance + 1 > shortest->best[0]->length)
            break;
        status = list_from(shortest, &shortest->starts[i], &more);
    }
    return status;
}

static int compare_pointers(const void *left, const void *right) {
    return compare_candidates(*(struct candidate *const *)left, *(struct candidate *const *)right);
}

static int finish(struct shortest *shortest, cch_chains *chains) {
    int status = CCH_OK;
    if (shortest->best_count)
        qsort(shortest->best, shortest->best_count, sizeof *shortest->best, compare_pointers);
    for (size_t i = 0; i < shortest->best_count && !status; i++)
        status = cch_chains_append(chains, shortest->best[i]->vertices, shortest->best[i]->length);
    return status;
}

static int shortest_to(struct shortest *shortest, uint32_t target, mpz_t total) {
    uint32_t reached = cch_between_distances(shortest->between, &target, shortest->distance, shortest->queue,
                                             &shortest->states->steps);
    shortest->target++;
    int status = find_states(shortest, reached);
    for (size_t i = 0; i < shortest->start_count && !status; i++)
        mpz_add(total, total, shortest->ways[shortest->known[shortest->starts[i].state].has_ways - 1]);
    return !status && shortest->limit ? list_target(shortest) : status;
}

int cch_chains_shortest(cch_chain_states *states, size_t limit, uint64_t work, mpz_t total, cch_chains *chains) {
    const struct cch_between *between = states->between;
    size_t room = (size_t)between->instance_count + 1;
    struct shortest shortest = {.states = states, .between = between, .limit = limit};
    uint64_t begun = states->steps;
    int status = CCH_ERROR_MEMORY;
    shortest.distance = malloc(room * sizeof(uint32_t));
    shortest.queue = malloc(2 * room * sizeof(uint32_t));
    shortest.at = malloc(room * sizeof(uint32_t));
    shortest.starts = malloc(((size_t)between->count + 1) * sizeof *shortest.starts);
    shortest.start_vertices = malloc(((size_t)between->count + 1) * sizeof(uint32_t));
    if (shortest.distance && shortest.queue && shortest.at && shortest.starts && shortest.start_vertices)
        status = CCH_OK;
    for (uint32_t p = 0; p < between->count && !status; p++)
        if (between->start[p])
            shortest.start_vertices[shortest.start_vertex_count++] = p;
    for (uint32_t p = 0; p < between->count && !status; p++) {
        if (!between->target[p])
            continue;
        if (states->steps - begun > work) {
            chains->at_least = chains->stopped = true;
            break;
        }
        status = shortest_to(&shortest, p, total);
    }
    if (states->full)
        chains->at_least = chains->stopped = true;
    if (!status)
        status = finish(&shortest, chains);
    while (shortest.ways_made)
        mpz_clear(shortest.ways[--shortest.ways_made]);
    for (size_t i = 0; i < shortest.best_count; i++)
        free(shortest.best[i]);
    free(shortest.best);
    free(shortest.distance);
    free(shortest.queue);
    free(shortest.at);
    free(shortest.starts);
    free(shortest.start_vertices);
    free(shortest.known);
    free(shortest.moves);
    free(shortest.ways);
    cch_chain_moves_release(&shortest.found);
    return status;
}
