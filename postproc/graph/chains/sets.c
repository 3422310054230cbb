#include "graph/chains/sets.h"

#include "base/array.h"
#include "base/hash.h"
#include "base/pairs.h"
#include "base/search.h"

#include <stdlib.h>
#include <string.h>

int cch_chain_states_init(cch_chain_states *states, const struct cch_between *between) {
    size_t room = (size_t)between->instance_count + 1;
    *states = (cch_chain_states){.between = between};
    states->distance = malloc(room * sizeof *states->distance);
    states->on_way = calloc(room, sizeof *states->on_way);
    states->met = calloc((size_t)between->count + 1, sizeof *states->met);
    states->stamp = calloc(room, sizeof *states->stamp);
    uint32_t *queue = malloc(2 * room * sizeof *queue);
    int status =
        states->distance && states->on_way && states->met && states->stamp && queue ? CCH_OK : CCH_ERROR_MEMORY;
    if (!status)
        cch_between_distances(between, NULL, states->distance, queue, &states->steps);
    free(queue);
    return status;
}

void cch_chain_states_release(cch_chain_states *states) {
    for (size_t i = 1; i <= states->count; i++)
        free(states->items[i].leaving);
    free(states->items);
    free(states->numbers);
    cch_index_release(&states->index);
    free(states->distance);
    free(states->on_way);
    free(states->met);
    free(states->stamp);
    free(states->list);
    free(states->other);
    cch_chain_moves_release(&states->scratch);
}

void cch_chain_moves_clear(struct cch_chain_moves *moves) { moves->count = moves->used = 0; }

void cch_chain_moves_release(struct cch_chain_moves *moves) {
    free(moves->items);
    free(moves->numbers);
    *moves = (struct cch_chain_moves){0};
}

int cch_chain_compare_numbers(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

size_t cch_chain_sort_unique(uint32_t *numbers, size_t count) {
    size_t unique = 0;
    bool ascends = true;
    for (size_t i = 1; i < count && ascends; i++)
        ascends = numbers[i - 1] < numbers[i];
    if (ascends)
        return count;
    qsort(numbers, count, sizeof *numbers, cch_chain_compare_numbers);
    for (size_t i = 0; i < count; i++)
        if (!i || numbers[i] != numbers[i - 1])
            numbers[unique++] = numbers[i];
    return unique;
}

void cch_chain_new_stamp(cch_chain_states *states) {
    if (!++states->now) {
        memset(states->stamp, 0, (size_t)states->between->instance_count * sizeof *states->stamp);
        states->now = 1;
    }
}

/* Moves ------------------------------------------------------------------------ */

/* The successors of a set at other vertices, ascending, each once. */
static int gather(cch_chain_states *states, uint32_t vertex, const uint32_t *set, uint32_t size, unsigned sides,
                  uint32_t **list, size_t *capacity, size_t *count) {
    const struct cch_between *between = states->between;
    uint32_t component = between->component[vertex];
    *count = 0;
    for (uint32_t n = 0; n < size; n++) {
        size_t begin = between->out[set[n]], end = between->out[set[n] + 1];
        states->steps += 1 + (end - begin);
        if (cch_array_reserve(list, capacity, *count + (end - begin), sizeof **list))
            return CCH_ERROR_MEMORY;
        for (size_t j = begin; j < end; j++) {
            uint32_t to = between->successors[j];
            if (between->vertex[to] != vertex &&
                sides & (cch_component_of(between, to) == component ? CCH_CHAIN_STAYING : CCH_CHAIN_LEAVING))
                (*list)[(*count)++] = to;
        }
    }
    *count = cch_chain_sort_unique(*list, *count);
    return CCH_OK;
}

/* Appends the instances of the list that carry no mark yet and what edges
 * within their vertex lead to from there; all of these are marked then. */
static int append_closed(cch_chain_states *states, const uint32_t *list, size_t count, struct cch_chain_moves *moves) {
    const struct cch_between *between = states->between;
    size_t begin = moves->used;
    if (!count)
        return CCH_OK;
    uint32_t vertex = between->vertex[list[0]];
    size_t most = between->first[vertex + 1] - between->first[vertex];
    if (cch_array_reserve(&moves->numbers, &moves->number_capacity, begin + most, sizeof *moves->numbers))
        return CCH_ERROR_MEMORY;
    for (size_t n = 0; n < count; n++)
        if (states->stamp[list[n]] != states->now) {
            states->stamp[list[n]] = states->now;
            moves->numbers[moves->used++] = list[n];
        }
    for (size_t n = begin; n < moves->used && most > 1; n++) {
        uint32_t from = moves->numbers[n];
        states->steps += 1 + (between->out[from + 1] - between->out[from]);
        for (size_t j = between->out[from]; j < between->out[from + 1]; j++) {
            uint32_t to = between->successors[j];
            if (between->vertex[to] == vertex && states->stamp[to] != states->now) {
                states->stamp[to] = states->now;
                moves->numbers[moves->used++] = to;
            }
        }
    }
    if (moves->used > begin)
        cch_chain_sort_unique(moves->numbers + begin, moves->used - begin);
    return CCH_OK;
}

/* The end of the run of one vertex in an ascending list. */
static size_t run_end(const struct cch_between *between, const uint32_t *list, size_t count, size_t begin) {
    uint32_t behind = between->first[between->vertex[list[begin]] + 1];
    size_t end = begin + 1;
    while (end < count && list[end] < behind)
        end++;
    return end;
}

/* Adds the move to what list[0 … count - 1], of one vertex, come to; others[…]
 * are those of the vertex that something shorter comes to. */
static int add_move(cch_chain_states *states, const uint32_t *list, size_t count, const uint32_t *others,
                    size_t other_count, bool staying, struct cch_chain_moves *moves) {
    const struct cch_between *between = states->between;
    struct cch_chain_move move = {.vertex = between->vertex[list[0]], .distance = UINT32_MAX, .set = moves->used};
    size_t begin = moves->used, size;
    cch_chain_new_stamp(states);
    /* What is shorter first, so that its marks keep it out of what is reached. */
    if (append_closed(states, others, other_count, moves))
        return CCH_ERROR_MEMORY;
    if (staying && states->met[move.vertex]) {
        size = between->first[move.vertex + 1] - between->first[move.vertex];
        states->steps += size;
        if (cch_array_reserve(&moves->numbers, &moves->number_capacity, moves->used + size, sizeof *moves->numbers))
            return CCH_ERROR_MEMORY;
        for (uint32_t i = between->first[move.vertex]; i < between->first[move.vertex + 1]; i++)
            if (states->on_way[i] && states->stamp[i] != states->now) {
                states->stamp[i] = states->now;
                moves->numbers[moves->used++] = i;
            }
        cch_chain_sort_unique(moves->numbers + begin, moves->used - begin); /* none is there twice */
    }
    move.shorter = (uint32_t)(moves->used - begin);
    if (append_closed(states, list, count, moves))
        return CCH_ERROR_MEMORY;
    move.reached = (uint32_t)(moves->used - begin) - move.shorter;
    if (!move.reached || (move.shorter && between->target[move.vertex])) {
        moves->used = begin;
        return CCH_OK;
    }
    if (move.shorter) { /* to their vertices */
        if (cch_array_reserve(&moves->numbers, &moves->number_capacity, moves->used + move.shorter,
                              sizeof *moves->numbers))
            return CCH_ERROR_MEMORY;
        uint32_t *numbers = moves->numbers + begin;
        memcpy(numbers + move.shorter + move.reached, numbers, move.shorter * sizeof *numbers);
        memmove(numbers, numbers + move.shorter, (move.shorter + move.reached) * sizeof *numbers);
    }
    for (uint32_t n = 0; n < move.reached; n++) {
        uint32_t distance = states->distance[moves->numbers[begin + n]];
        move.distance = distance < move.distance ? distance : move.distance;
    }
    if (cch_array_reserve(&moves->items, &moves->capacity, moves->count + 1, sizeof move))
        return CCH_ERROR_MEMORY;
    moves->items[moves->count++] = move;
    return CCH_OK;
}

int cch_chain_moves_find(cch_chain_states *states, uint32_t vertex, const uint32_t *set, uint32_t reached,
                         uint32_t shorter, unsigned sides, struct cch_chain_moves *moves) {
    const struct cch_between *between = states->between;
    size_t count, other_count, other = 0;
    if (gather(states, vertex, set, reached, sides, &states->list, &states->list_capacity, &count) ||
        gather(states, vertex, set + reached, shorter, sides, &states->other, &states->other_capacity, &other_count))
        return CCH_ERROR_MEMORY;
    for (size_t begin = 0, end; begin < count; begin = end) {
        uint32_t to = between->vertex[states->list[begin]];
        size_t others = 0;
        end = run_end(between, states->list, count, begin);
        while (other < other_count && between->vertex[states->other[other]] < to)
            other++;
        if (other < other_count && between->vertex[states->other[other]] == to)
            others = run_end(between, states->other, other_count, other) - other;
        if (add_move(states, states->list + begin, end - begin, others ? states->other + other : NULL, others,
                     between->component[to] == between->component[vertex], moves))
            return CCH_ERROR_MEMORY;
    }
    return CCH_OK;
}

void cch_chain_enter(cch_chain_states *states, uint32_t vertex, const uint32_t *set, uint32_t count) {
    states->met[vertex]++;
    for (uint32_t n = 0; n < count; n++)
        states->on_way[set[n]]++;
}

void cch_chain_leave(cch_chain_states *states, uint32_t vertex, const uint32_t *set, uint32_t count) {
    states->met[vertex]--;
    for (uint32_t n = 0; n < count; n++)
        states->on_way[set[n]]--;
}

/* States ------------------------------------------------------------------------- */

static uint32_t hash_of(const struct cch_chain_move *move, const uint32_t *set) {
    size_t size = ((size_t)move->reached + move->shorter) * sizeof *set;
    return cch_hash_bytes(set, size) ^ cch_hash_number(move->shorter);
}

int cch_chain_state_of(cch_chain_states *states, const struct cch_chain_move *move, const uint32_t *numbers,
                       uint32_t *state) {
    const uint32_t *set = numbers + move->set;
    size_t size = (size_t)move->reached + move->shorter;
    uint32_t hash = hash_of(move, set);
    states->steps += size;
    *state = 0;
    if (cch_index_reserve(&states->index, states->count + 1))
        return CCH_ERROR_MEMORY;
    for (const struct cch_slot *slot = cch_index_find(&states->index, hash); slot;
         slot = cch_index_again(&states->index, slot)) {
        const struct cch_chain_state *other = &states->items[slot->number];
        if (other->reached == move->reached && other->shorter == move->shorter &&
            !memcmp(states->numbers + other->set, set, size * sizeof *set)) {
            *state = slot->number;
            return CCH_OK;
        }
    }
    if (states->count >= CCH_CHAIN_STATES_MAX + states->between->instance_count ||
        states->used + size > CCH_CHAIN_NUMBERS_MAX + states->between->instance_count) {
        states->full = true;
        return CCH_OK;
    }
    if (cch_array_reserve(&states->items, &states->capacity, states->count + 2, sizeof *states->items) ||
        cch_array_reserve(&states->numbers, &states->number_capacity, states->used + size, sizeof *set))
        return CCH_ERROR_MEMORY;
    *state = (uint32_t)++states->count;
    states->items[*state] = (struct cch_chain_state){.vertex = move->vertex,
                                                     .reached = move->reached,
                                                     .shorter = move->shorter,
                                                     .distance = move->distance,
                                                     .set = states->used};
    memcpy(states->numbers + states->used, set, size * sizeof *set);
    states->used += size;
    cch_index_add(&states->index, hash, *state);
    return CCH_OK;
}

int cch_chain_state_at(cch_chain_states *states, uint32_t start, uint32_t *state) {
    const struct cch_between *between = states->between;
    struct cch_chain_moves *moves = &states->scratch;
    size_t count = 0, size = between->first[start + 1] - between->first[start];
    cch_chain_moves_clear(moves);
    if (cch_array_reserve(&states->list, &states->list_capacity, size, sizeof *states->list))
        return CCH_ERROR_MEMORY;
    for (uint32_t i = between->first[start]; i < between->first[start + 1]; i++)
        if (between->begins[i])
            states->list[count++] = i;
    if (add_move(states, states->list, count, NULL, 0, false, moves))
        return CCH_ERROR_MEMORY;
    return cch_chain_state_of(states, moves->items, moves->numbers, state);
}

int cch_chain_state_leave(cch_chain_states *states, uint32_t state) {
    struct cch_chain_moves *moves = &states->scratch;
    const struct cch_chain_state *from = &states->items[state];
    struct cch_chain_move *leaving;
    if (from->leaving)
        return CCH_OK;
    cch_chain_moves_clear(moves);
    if (cch_chain_moves_find(states, from->vertex, cch_chain_set(states, state), from->reached, from->shorter,
                             CCH_CHAIN_LEAVING, moves) ||
        !(leaving = malloc((moves->count + 1) * sizeof *leaving)))
        return CCH_ERROR_MEMORY;
    for (size_t i = 0; i < moves->count; i++) {
        leaving[i] = moves->items[i];
        if (cch_chain_state_of(states, &moves->items[i], moves->numbers, &leaving[i].state)) {
            free(leaving);
            return CCH_ERROR_MEMORY;
        }
    }
    states->items[state].leaving = leaving;
    states->items[state].leaving_count = (uint32_t)moves->count;
    return CCH_OK;
}

/* Ways ------------------------------------------------------------------------------ */

static const struct cch_chain_move *move_to(const struct cch_chain_moves *moves, uint32_t vertex) {
    size_t at;
    CCH_SEARCH(at, 0, moves->count, moves->items[at].vertex < vertex);
    return at < moves->count && moves->items[at].vertex == vertex ? &moves->items[at] : NULL;
}

/* Appends a move to another list of moves. */
static int keep_move(struct cch_chain_moves *to, const struct cch_chain_move *move, const uint32_t *numbers) {
    size_t size = (size_t)move->reached + move->shorter;
    if (cch_array_reserve(&to->items, &to->capacity, to->count + 1, sizeof *to->items) ||
        cch_array_reserve(&to->numbers, &to->number_capacity, to->used + size, sizeof *to->numbers))
        return CCH_ERROR_MEMORY;
    memcpy(to->numbers + to->used, numbers + move->set, size * sizeof *numbers);
    to->items[to->count] = *move;
    to->items[to->count++].set = to->used;
    to->used += size;
    return CCH_OK;
}

/* `trail` becomes a move to each of the vertices, as far as they are a way. */
static int follow(cch_chain_states *states, const uint32_t *vertices, size_t length, bool chain,
                  struct cch_chain_moves *trail) {
    struct cch_chain_moves *moves = &states->scratch;
    uint32_t state;
    int status = cch_chain_state_at(states, vertices[0], &state);
    if (!status)
        status = keep_move(trail, moves->items, moves->numbers);
    for (size_t i = 1; i < length && !status; i++) {
        const struct cch_chain_move *at = &trail->items[i - 1], *move;
        const uint32_t *set = trail->numbers + at->set;
        if (chain)
            cch_chain_enter(states, at->vertex, set, at->reached + at->shorter);
        cch_chain_moves_clear(moves);
        status = cch_chain_moves_find(states, at->vertex, set, at->reached, at->shorter,
                                      CCH_CHAIN_LEAVING | CCH_CHAIN_STAYING, moves);
        if (!status && !(move = move_to(moves, vertices[i])))
            break;
        if (!status)
            status = keep_move(trail, move, moves->numbers);
    }
    for (size_t i = 0; i < trail->count && i + 1 < length && chain; i++)
        cch_chain_leave(states, trail->items[i].vertex, trail->numbers + trail->items[i].set,
                        trail->items[i].reached + trail->items[i].shorter);
    return status;
}

int cch_chain_states_accept(cch_chain_states *states, const uint32_t *vertices, size_t length, bool chain,
                            bool *accepted) {
    const struct cch_between *between = states->between;
    struct cch_chain_moves trail = {0};
    int status = CCH_OK;
    *accepted = false;
    if (length < 2 || !between->start[vertices[0]] || !between->target[vertices[length - 1]])
        return status;
    status = follow(states, vertices, length, chain, &trail);
    *accepted = !status && trail.count == length;
    cch_chain_moves_release(&trail);
    return status;
}

/* Two programs ------------------------------------------------------------------------ */

/* Pairs of states that the same beginnings come to. */
struct pairing {
    cch_chain_states *side[2];
    const uint32_t *other;
    cch_pairs pairs;
    struct cch_chain_moves moves[2];
};

static int add_starts(struct pairing *pairing, bool *equal) {
    const struct cch_between *left = pairing->side[0]->between, *right = pairing->side[1]->between;
    uint32_t starts = 0;
    for (uint32_t p = 0; p < right->count; p++)
        starts += right->start[p];
    for (uint32_t p = 0; p < left->count; p++) {
        uint32_t q = pairing->other[p], state[2];
        if (!left->start[p])
            continue;
        if (q == UINT32_MAX || !right->start[q] || !starts--) {
            *equal = false;
            return CCH_OK;
        }
        if (cch_chain_state_at(pairing->side[0], p, &state[0]) || cch_chain_state_at(pairing->side[1], q, &state[1]))
            return CCH_ERROR_MEMORY;
        if (!state[0] || !state[1])
            *equal = false;
        else if (!cch_pairs_add(&pairing->pairs, state[0], state[1]))
            return CCH_ERROR_MEMORY;
    }
    *equal &= !starts;
    return CCH_OK;
}

/* Do the two lead to the same vertices? What they lead to there is a pair, too. */
static int compare_moves(struct pairing *pairing, struct cch_pair pair, bool *equal) {
    struct cch_chain_moves *left = &pairing->moves[0], *right = &pairing->moves[1];
    for (int i = 0; i < 2; i++) {
        cch_chain_states *states = pairing->side[i];
        uint32_t state = i ? pair.right : pair.left;
        const struct cch_chain_state *from = &states->items[state];
        cch_chain_moves_clear(&pairing->moves[i]);
        if (cch_chain_moves_find(states, from->vertex, cch_chain_set(states, state), from->reached, 0,
                                 CCH_CHAIN_LEAVING | CCH_CHAIN_STAYING, &pairing->moves[i]))
            return CCH_ERROR_MEMORY;
    }
    *equal = left->count == right->count;
    for (size_t i = 0; i < left->count && *equal; i++) {
        uint32_t p = left->items[i].vertex, q = pairing->other[p], state[2] = {0};
        const struct cch_chain_move *move = q == UINT32_MAX ? NULL : move_to(right, q);
        *equal = move && pairing->side[0]->between->target[p] == pairing->side[1]->between->target[q];
        if (!*equal)
            break;
        if (cch_chain_state_of(pairing->side[0], &left->items[i], left->numbers, &state[0]) ||
            cch_chain_state_of(pairing->side[1], move, right->numbers, &state[1]))
            return CCH_ERROR_MEMORY;
        *equal = state[0] && state[1];
        if (*equal && !cch_pairs_add(&pairing->pairs, state[0], state[1]))
            return CCH_ERROR_MEMORY;
    }
    return CCH_OK;
}

int cch_chain_states_equal(cch_chain_states *left, cch_chain_states *right, const uint32_t *other, uint64_t work,
                           bool *equal) {
    struct pairing pairing = {.side = {left, right}, .other = other};
    uint64_t begun = left->steps + right->steps;
    *equal = true;
    int status = add_starts(&pairing, equal);
    for (size_t i = 0; i < pairing.pairs.count && *equal && !status; i++) {
        status = compare_moves(&pairing, pairing.pairs.items[i], equal);
        *equal &= left->steps + right->steps - begun < work;
    }
    cch_pairs_release(&pairing.pairs);
    cch_chain_moves_release(&pairing.moves[0]);
    cch_chain_moves_release(&pairing.moves[1]);
    return status;
}
