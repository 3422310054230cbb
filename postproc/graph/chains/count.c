/* Counting: by one addition for each move of the automaton between components
 * (chain_sets.h), and one by one within components with cycles. Components are
 * gone through along the edges, to find the states, and back, to add up. */
#include "graph/chains/parts.h"

#include "base/array.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* In a component of at most SMALL_COMPONENT functions of one specialization
 * each the paths are counted by sets of functions when there are too many to
 * count one by one. For this there is SMALL_SHARE times the work of all other
 * counting: enough for hundreds of the densest. */
enum { SMALL_COMPONENT = 16, ONE_BY_ONE_MIN = 1 << 20, SMALL_SHARE = 20 };

/* What is known of a state beside the automaton. */
struct known {
    mpz_t ways;     /* how many chains' ends begin there; of a state that enters its component */
    mpz_t leaving;  /* of those, or of one within: how many leave the component at once */
    uint32_t users; /* moves that still need `ways` */
    bool entered, has_leaving;
    uint32_t next;               /* of those that enter the same component, or 0 */
    size_t first_end, end_count; /* in `ends` */
    uint64_t visits;             /* scratch: found in the search at hand */
};

/* In a component with cycles: a state behind which chains leave it, and in how
 * many ways it is come to from the state that enters. */
struct end {
    uint32_t state;
    uint64_t visits;
};

struct counting {
    cch_chain_states *states;
    const struct cch_between *between;
    struct known *known; /* by state */
    size_t known_count, known_capacity;
    uint32_t *entering; /* by component: the first state that enters it */
    struct end *ends;
    size_t end_count, end_capacity;
    /* Of the component at hand: */
    uint32_t *found; /* states with visits */
    size_t found_count, found_capacity;
    uint64_t *visits;       /* by instance: simple paths that end there */
    uint32_t *path, *local; /* local: by instance: its number in the component */
    size_t *next;
    struct level {
        struct cch_chain_moves moves; /* from the function at this depth, within the component */
        size_t next;
    } *levels;
    size_t level_capacity;
    uint64_t work;       /* left */
    uint64_t small_work; /* left for small components beyond that */
    uint64_t searches;   /* left, to share the work */
    bool at_least;
};

/* States --------------------------------------------------------------------- */

static int know(struct counting *counting, uint32_t state) {
    if (cch_array_reserve(&counting->known, &counting->known_capacity, (size_t)state + 1, sizeof *counting->known))
        return CCH_ERROR_MEMORY;
    for (; counting->known_count <= state; counting->known_count++) {
        struct known *known = &counting->known[counting->known_count];
        *known = (struct known){.users = 0};
        mpz_init(known->ways);
        mpz_init(known->leaving);
    }
    return CCH_OK;
}

/* A state that chains enter its component by. */
static int enter(struct counting *counting, uint32_t state) {
    if (know(counting, state))
        return CCH_ERROR_MEMORY;
    struct known *known = &counting->known[state];
    uint32_t component = counting->between->component[counting->states->items[state].vertex];
    if (known->entered)
        return CCH_OK;
    known->entered = true;
    known->next = counting->entering[component];
    counting->entering[component] = state;
    return CCH_OK;
}

/* Enters what the moves of a state to other components lead to. */
static int expand(struct counting *counting, uint32_t state) {
    if (know(counting, state))
        return CCH_ERROR_MEMORY;
    if (counting->states->items[state].leaving)
        return CCH_OK;
    if (cch_chain_state_leave(counting->states, state))
        return CCH_ERROR_MEMORY;
    for (uint32_t i = 0; i < counting->states->items[state].leaving_count; i++) {
        uint32_t to = counting->states->items[state].leaving[i].state;
        if (!to)
            counting->at_least = true;
        else if (enter(counting, to))
            return CCH_ERROR_MEMORY;
        else
            counting->known[to].users++;
    }
    return CCH_OK;
}

/* Within a component ------------------------------------------------------------ */

static int note_visits(struct counting *counting, uint32_t state, uint64_t visits) {
    if (know(counting, state) || cch_array_reserve(&counting->found, &counting->found_capacity,
                                                   counting->found_count + 1, sizeof *counting->found))
        return CCH_ERROR_MEMORY;
    if (!counting->known[state].visits)
        counting->found[counting->found_count++] = state;
    counting->known[state].visits += visits;
    return CCH_OK;
}

/* Moves what the search found to the ends of the state that enters. */
static int keep_ends(struct counting *counting, uint32_t state) {
    if (cch_array_reserve(&counting->ends, &counting->end_capacity, counting->end_count + counting->found_count,
                          sizeof *counting->ends))
        return CCH_ERROR_MEMORY;
    counting->known[state].first_end = counting->end_count;
    counting->known[state].end_count = counting->found_count;
    for (size_t i = 0; i < counting->found_count; i++) {
        uint32_t end = counting->found[i];
        counting->ends[counting->end_count++] = (struct end){end, counting->known[end].visits};
        counting->known[end].visits = 0;
        if (expand(counting, end))
            return CCH_ERROR_MEMORY;
    }
    counting->found_count = 0;
    return CCH_OK;
}

static void forget_visits(struct counting *counting) {
    for (size_t i = 0; i < counting->found_count; i++)
        counting->known[counting->found[i]].visits = 0;
    counting->found_count = 0;
}

static bool leaves(const struct counting *counting, const uint32_t *set, uint32_t count, uint32_t component) {
    const struct cch_between *between = counting->between;
    for (uint32_t n = 0; n < count; n++)
        for (size_t j = between->out[set[n]]; j < between->out[set[n] + 1]; j++)
            if (cch_component_of(between, between->successors[j]) != component)
                return true;
    return false;
}

/* Counts the move's set as an end if chains leave the component from there,
 * puts it on the way and finds what goes on from it within the component. */
static int step(struct counting *counting, size_t depth, const struct cch_chain_move *move, const uint32_t *set,
                uint32_t component) {
    uint32_t state;
    if (leaves(counting, set, move->reached, component)) {
        struct cch_chain_move at = *move;
        at.set = 0;
        if (cch_chain_state_of(counting->states, &at, set, &state))
            return CCH_ERROR_MEMORY;
        if (!state)
            counting->at_least = true;
        else if (note_visits(counting, state, 1))
            return CCH_ERROR_MEMORY;
    }
    size_t capacity = counting->level_capacity;
    if (cch_array_reserve(&counting->levels, &counting->level_capacity, depth + 1, sizeof *counting->levels))
        return CCH_ERROR_MEMORY;
    for (; capacity < counting->level_capacity; capacity++)
        counting->levels[capacity] = (struct level){.next = 0};
    struct level *level = &counting->levels[depth];
    cch_chain_enter(counting->states, move->vertex, set, move->reached + move->shorter);
    cch_chain_moves_clear(&level->moves);
    level->next = 0;
    return cch_chain_moves_find(counting->states, move->vertex, set, move->reached, move->shorter, CCH_CHAIN_STAYING,
                                &level->moves);
}

static void step_back(struct counting *counting, const struct cch_chain_move *move, const uint32_t *set) {
    cch_chain_leave(counting->states, move->vertex, set, move->reached + move->shorter);
}

/* Chains through a component by sets of specializations, one by one, within
 * `allowance` steps. */
static int walk_sets(struct counting *counting, uint32_t from, uint64_t allowance) {
    cch_chain_states *states = counting->states;
    uint32_t component = counting->between->component[states->items[from].vertex];
    uint64_t begun = states->steps;
    struct cch_chain_move first = {.vertex = states->items[from].vertex,
                                   .reached = states->items[from].reached,
                                   .shorter = states->items[from].shorter};
    /* States move when there are more of them. */
    uint32_t *set = malloc(((size_t)first.reached + first.shorter + 1) * sizeof *set);
    if (!set)
        return CCH_ERROR_MEMORY;
    memcpy(set, cch_chain_set(states, from), ((size_t)first.reached + first.shorter) * sizeof *set);
    int status = step(counting, 0, &first, set, component);
    size_t depth = 1;
    while (depth && !status) {
        struct level *level = &counting->levels[depth - 1];
        bool spent = states->steps - begun >= allowance;
        if (level->next < level->moves.count && !spent) {
            const struct cch_chain_move move = level->moves.items[level->next++];
            status = step(counting, depth, &move, level->moves.numbers + move.set, component);
            depth++;
            continue;
        }
        counting->at_least |= spent && level->next < level->moves.count;
        depth--;
        const struct level *before = depth ? &counting->levels[depth - 1] : NULL;
        const struct cch_chain_move *move = before ? &before->moves.items[before->next - 1] : &first;
        step_back(counting, move, before ? before->moves.numbers + move->set : set);
    }
    free(set);
    uint64_t steps = states->steps - begun;
    counting->work -= steps < counting->work ? steps : counting->work;
    return status;
}

/* The same where every function has one specialization: simple paths from
 * `from` by their last one; false when `allowance` steps did not suffice. */
static bool walk(struct counting *counting, uint32_t from, uint64_t allowance) {
    const struct cch_between *between = counting->between;
    uint32_t component = cch_component_of(between, from), *on_way = counting->states->on_way;
    uint64_t steps = 0;
    size_t depth = 1;
    counting->path[0] = from;
    counting->next[0] = between->out[from];
    on_way[from] = 1;
    counting->visits[from]++;
    while (depth) {
        uint32_t at = counting->path[depth - 1];
        if (counting->next[depth - 1] == between->out[at + 1] || steps >= allowance) {
            on_way[at] = 0;
            depth--;
            continue;
        }
        uint32_t to = between->successors[counting->next[depth - 1]++];
        steps++;
        if (on_way[to] || cch_component_of(between, to) != component)
            continue;
        counting->visits[to]++;
        on_way[to] = 1;
        counting->path[depth] = to;
        counting->next[depth++] = between->out[to];
    }
    counting->work -= steps < counting->work ? steps : counting->work;
    return steps < allowance;
}

/* The same in a small component: paths[set * size + last] is the number of
 * simple paths from `from` through exactly the functions of `set` to `last`
 * (Held and Karp's table). At most 16 functions: no number can overflow. */
static int walk_by_sets(struct counting *counting, uint32_t from) {
    const struct cch_between *between = counting->between;
    uint32_t component = cch_component_of(between, from);
    const uint32_t *members = between->members + between->first_member[component];
    size_t size = cch_component_size(between, component);
    uint64_t *paths = calloc(((size_t)1 << size) * size, sizeof *paths);
    uint32_t follows[SMALL_COMPONENT] = {0};
    if (!paths)
        return CCH_ERROR_MEMORY;
    for (size_t m = 0; m < size; m++)
        counting->local[between->first[members[m]]] = (uint32_t)m;
    for (size_t m = 0; m < size; m++) {
        uint32_t at = between->first[members[m]];
        for (size_t j = between->out[at]; j < between->out[at + 1]; j++)
            if (cch_component_of(between, between->successors[j]) == component)
                follows[m] |= 1u << counting->local[between->successors[j]];
    }
    paths[((size_t)1 << counting->local[from]) * size + counting->local[from]] = 1;
    for (size_t set = 1; set < (size_t)1 << size; set++)
        for (size_t last = 0; last < size; last++) {
            uint64_t number = paths[set * size + last];
            if (!number)
                continue;
            counting->visits[between->first[members[last]]] += number;
            for (size_t to = 0; to < size; to++)
                if ((follows[last] & ~set) >> to & 1)
                    paths[(set | (size_t)1 << to) * size + to] += number;
        }
    free(paths);
    return CCH_OK;
}

static void clear_visits(struct counting *counting, uint32_t component) {
    const struct cch_between *between = counting->between;
    for (size_t m = between->first_member[component]; m < between->first_member[component + 1]; m++)
        counting->visits[between->first[between->members[m]]] = 0;
}

static int walk_plain(struct counting *counting, uint32_t state, uint64_t allowance) {
    const struct cch_between *between = counting->between;
    uint32_t from = cch_chain_set(counting->states, state)[0], component = cch_component_of(between, from);
    size_t size = cch_component_size(between, component);
    uint64_t table = (uint64_t)size * size << (size < SMALL_COMPONENT ? size : SMALL_COMPONENT);
    bool small = size <= SMALL_COMPONENT && counting->small_work > table + ONE_BY_ONE_MIN;
    if (small && allowance < ONE_BY_ONE_MIN) {
        allowance = ONE_BY_ONE_MIN;
        counting->small_work -= ONE_BY_ONE_MIN;
    }
    clear_visits(counting, component);
    if (!walk(counting, from, allowance)) {
        if (!small) {
            counting->at_least = true;
        } else {
            counting->small_work -= table;
            clear_visits(counting, component);
            if (walk_by_sets(counting, from))
                return CCH_ERROR_MEMORY;
        }
    }
    for (size_t m = between->first_member[component]; m < between->first_member[component + 1]; m++) {
        uint32_t at = between->first[between->members[m]], end;
        struct cch_chain_move move = {
            .vertex = between->vertex[at], .reached = 1, .distance = counting->states->distance[at]};
        if (!counting->visits[at] || !leaves(counting, &at, 1, component))
            continue;
        if (cch_chain_state_of(counting->states, &move, &at, &end))
            return CCH_ERROR_MEMORY;
        if (!end)
            counting->at_least = true;
        else if (note_visits(counting, end, counting->visits[at]))
            return CCH_ERROR_MEMORY;
    }
    return CCH_OK;
}

static bool is_plain(const struct cch_between *between, uint32_t component) {
    for (size_t m = between->first_member[component]; m < between->first_member[component + 1]; m++)
        if (between->first[between->members[m] + 1] - between->first[between->members[m]] > 1)
            return false;
    return true;
}

/* Along the edges ------------------------------------------------------------------ */

static int search_component(struct counting *counting, uint32_t component) {
    bool plain = is_plain(counting->between, component);
    uint64_t entering = 0;
    for (uint32_t state = counting->entering[component]; state; state = counting->known[state].next)
        entering++;
    int status = CCH_OK;
    counting->searches -= counting->searches > 0;
    for (uint32_t state = counting->entering[component]; state && !status; state = counting->known[state].next) {
        uint64_t allowance = counting->work / (counting->searches + entering--);
        status = plain ? walk_plain(counting, state, allowance) : walk_sets(counting, state, allowance);
        if (!status)
            status = keep_ends(counting, state);
        forget_visits(counting);
    }
    return status;
}

static int find_states(struct counting *counting) {
    const struct cch_between *between = counting->between;
    int status = CCH_OK;
    for (uint32_t p = 0; p < between->count && !status; p++) {
        uint32_t state;
        if (!between->start[p])
            continue;
        if ((status = cch_chain_state_at(counting->states, p, &state)))
            break;
        counting->at_least |= !state;
        if (state && !(status = enter(counting, state)))
            counting->known[state].users++; /* by the total */
    }
    for (uint32_t c = 0; c < between->component_count; c++)
        counting->searches += cch_component_size(between, c) > 1;
    for (uint32_t c = between->component_count; c-- > 0 && !status;) {
        if (cch_component_size(between, c) > 1) {
            status = search_component(counting, c);
            continue;
        }
        for (uint32_t state = counting->entering[c]; state && !status; state = counting->known[state].next)
            status = expand(counting, state);
    }
    return status;
}

/* And back --------------------------------------------------------------------------- */

/* sum += number * factor, where unsigned long may have 32 bits. */
static void add_product(mpz_t sum, const mpz_t factor, uint64_t number) {
#if ULONG_MAX >= UINT64_MAX
    mpz_addmul_ui(sum, factor, number);
#else
    mpz_t wide;
    mpz_init(wide);
    mpz_import(wide, 1, 1, sizeof number, 0, 0, &number);
    mpz_addmul(sum, factor, wide);
    mpz_clear(wide);
#endif
}

/* Numbers can be long, so those that nobody needs any more are let go. */
static void let_go(mpz_t number) {
    mpz_clear(number);
    mpz_init(number);
}

/* The sum over the moves of a state to other components, once. */
static void add_leaving(struct counting *counting, uint32_t state) {
    struct known *known = &counting->known[state];
    const struct cch_chain_state *from = &counting->states->items[state];
    if (known->has_leaving)
        return;
    known->has_leaving = true;
    for (uint32_t i = 0; i < from->leaving_count; i++) {
        struct known *to = &counting->known[from->leaving[i].state];
        if (!from->leaving[i].state)
            continue;
        mpz_add(known->leaving, known->leaving, to->ways);
        if (!--to->users)
            let_go(to->ways);
    }
}

static void add_component(struct counting *counting, uint32_t component) {
    bool cycles = cch_component_size(counting->between, component) > 1;
    for (uint32_t state = counting->entering[component]; state; state = counting->known[state].next) {
        struct known *known = &counting->known[state];
        if (cycles) {
            for (size_t i = known->first_end; i < known->first_end + known->end_count; i++) {
                const struct end *end = &counting->ends[i];
                add_leaving(counting, end->state);
                add_product(known->ways, counting->known[end->state].leaving, end->visits);
            }
        } else if (counting->between->target[counting->states->items[state].vertex]) {
            mpz_set_ui(known->ways, 1);
        } else {
            add_leaving(counting, state);
            mpz_swap(known->ways, known->leaving);
        }
    }
    for (uint32_t state = counting->entering[component]; state && cycles; state = counting->known[state].next)
        for (size_t i = 0; i < counting->known[state].end_count; i++)
            let_go(counting->known[counting->ends[counting->known[state].first_end + i].state].leaving);
}

static int add_up(struct counting *counting, mpz_t total) {
    const struct cch_between *between = counting->between;
    for (uint32_t c = 0; c < between->component_count; c++)
        add_component(counting, c);
    for (uint32_t p = 0; p < between->count; p++) {
        uint32_t state;
        if (!between->start[p])
            continue;
        if (cch_chain_state_at(counting->states, p, &state))
            return CCH_ERROR_MEMORY;
        if (state)
            mpz_add(total, total, counting->known[state].ways);
    }
    return CCH_OK;
}

static int prepare(struct counting *counting, uint64_t work) {
    size_t room = (size_t)counting->between->instance_count + 1;
    counting->work = work;
    counting->small_work = work < UINT64_MAX / SMALL_SHARE ? work * SMALL_SHARE : UINT64_MAX;
    counting->entering = calloc((size_t)counting->between->component_count + 1, sizeof *counting->entering);
    counting->visits = calloc(room, sizeof *counting->visits);
    counting->path = malloc(room * sizeof *counting->path);
    counting->next = malloc(room * sizeof *counting->next);
    counting->local = calloc(room, sizeof *counting->local);
    return counting->entering && counting->visits && counting->path && counting->next && counting->local
               ? CCH_OK
               : CCH_ERROR_MEMORY;
}

static void release(struct counting *counting) {
    for (size_t i = 0; i < counting->known_count; i++) {
        mpz_clear(counting->known[i].ways);
        mpz_clear(counting->known[i].leaving);
    }
    for (size_t i = 0; i < counting->level_capacity; i++)
        cch_chain_moves_release(&counting->levels[i].moves);
    free(counting->known);
    free(counting->entering);
    free(counting->ends);
    free(counting->found);
    free(counting->visits);
    free(counting->path);
    free(counting->next);
    free(counting->local);
    free(counting->levels);
}

int cch_chains_count(cch_chain_states *states, uint64_t work, mpz_t total, bool *at_least) {
    struct counting counting = {.states = states, .between = states->between};
    int status = prepare(&counting, work);
    if (!status)
        status = find_states(&counting);
    if (!status)
        status = add_up(&counting, total);
    *at_least = counting.at_least;
    release(&counting);
    return status;
}
