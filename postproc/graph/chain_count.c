#include "graph/chain_parts.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* In a component of at most SMALL_COMPONENT functions the paths are counted by
 * sets of functions when there are too many to count one by one. For this
 * there is SMALL_SHARE times the work of all other counting: enough for
 * hundreds of the densest. */
enum { SMALL_COMPONENT = 16, ONE_BY_ONE_MIN = 1 << 20, SMALL_SHARE = 20 };

struct counting {
    const struct cch_between *between;
    mpz_t *ways;       /* by place: chains' ends that begin there */
    mpz_t *leaving;    /* by place of a component with cycles: those that leave it next */
    uint32_t *pending; /* by place: predecessors in other components that need `ways` */
    /* In the component at hand: */
    uint64_t *visits; /* by place: simple paths found that end there */
    uint32_t *path;
    size_t *next;
    unsigned char *on_path;
    uint32_t *local;     /* by place: its number in the component */
    uint64_t work;       /* left */
    uint64_t small_work; /* left for small components beyond that */
    uint64_t searches;   /* left, to share the work */
    bool at_least;
};

static uint32_t component_of(const struct counting *counting, uint32_t place) {
    return counting->between->component[place];
}

/* One predecessor fewer needs ways[place]; numbers can be long, so those that
 * nobody needs any more are let go. */
static void used(struct counting *counting, uint32_t place) {
    if (!--counting->pending[place] && !counting->between->start[place]) {
        mpz_clear(counting->ways[place]);
        mpz_init(counting->ways[place]);
    }
}

/* Adds to `sum` the ways of the successors of `place` in other components. */
static void add_outside(struct counting *counting, uint32_t place, mpz_t sum) {
    const struct cch_between *between = counting->between;
    for (size_t i = between->out[place]; i < between->out[place + 1]; i++) {
        uint32_t to = between->successors[i];
        if (component_of(counting, to) == component_of(counting, place))
            continue;
        mpz_add(sum, sum, counting->ways[to]);
        used(counting, to);
    }
}

/* Counts the simple paths from `from` within its component by their last
 * function, one by one; false when `allowance` steps did not suffice. */
static bool walk(struct counting *counting, uint32_t from, uint64_t allowance) {
    const struct cch_between *between = counting->between;
    uint32_t component = component_of(counting, from);
    uint64_t steps = 0;
    size_t depth = 1;
    counting->path[0] = from;
    counting->next[0] = between->out[from];
    counting->on_path[from] = 1;
    counting->visits[from]++;
    while (depth) {
        uint32_t place = counting->path[depth - 1];
        if (counting->next[depth - 1] == between->out[place + 1] || steps >= allowance) {
            counting->on_path[place] = 0;
            depth--;
            continue;
        }
        uint32_t to = between->successors[counting->next[depth - 1]++];
        steps++;
        if (counting->on_path[to] || component_of(counting, to) != component)
            continue;
        counting->visits[to]++;
        counting->on_path[to] = 1;
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
    uint32_t component = component_of(counting, from);
    const uint32_t *members = between->members + between->first_member[component];
    size_t size = cch_component_size(between, component);
    uint64_t *paths = calloc(((size_t)1 << size) * size, sizeof *paths);
    uint32_t follows[SMALL_COMPONENT] = {0};
    if (!paths)
        return CCH_ERROR_MEMORY;
    for (size_t m = 0; m < size; m++)
        counting->local[members[m]] = (uint32_t)m;
    for (size_t m = 0; m < size; m++)
        for (size_t i = between->out[members[m]]; i < between->out[members[m] + 1]; i++)
            if (component_of(counting, between->successors[i]) == component)
                follows[m] |= 1u << counting->local[between->successors[i]];
    paths[((size_t)1 << counting->local[from]) * size + counting->local[from]] = 1;
    for (size_t set = 1; set < (size_t)1 << size; set++)
        for (size_t last = 0; last < size; last++) {
            uint64_t number = paths[set * size + last];
            if (!number)
                continue;
            counting->visits[members[last]] += number;
            for (size_t to = 0; to < size; to++)
                if ((follows[last] & ~set) >> to & 1)
                    paths[(set | (size_t)1 << to) * size + to] += number;
        }
    free(paths);
    return CCH_OK;
}

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

/* ways[from], for a function of a component with cycles. */
static int count_from(struct counting *counting, uint32_t from) {
    const struct cch_between *between = counting->between;
    uint32_t component = component_of(counting, from);
    const uint32_t *members = between->members + between->first_member[component];
    size_t size = cch_component_size(between, component);
    uint64_t allowance = counting->work / (counting->searches ? counting->searches : 1);
    uint64_t table = (uint64_t)size * size << (size < SMALL_COMPONENT ? size : SMALL_COMPONENT);
    bool small = size <= SMALL_COMPONENT && counting->small_work > table + ONE_BY_ONE_MIN;
    counting->searches--;
    if (small && allowance < ONE_BY_ONE_MIN) {
        allowance = ONE_BY_ONE_MIN;
        counting->small_work -= ONE_BY_ONE_MIN;
    }
    for (size_t m = 0; m < size; m++)
        counting->visits[members[m]] = 0;
    if (!walk(counting, from, allowance)) {
        if (!small) {
            counting->at_least = true;
        } else {
            counting->small_work -= table;
            for (size_t m = 0; m < size; m++)
                counting->visits[members[m]] = 0;
            if (walk_by_sets(counting, from))
                return CCH_ERROR_MEMORY;
        }
    }
    for (size_t m = 0; m < size; m++)
        add_product(counting->ways[from], counting->leaving[members[m]], counting->visits[members[m]]);
    return CCH_OK;
}

static bool is_entered(const struct counting *counting, uint32_t place) {
    return counting->between->start[place] || counting->pending[place];
}

static int count_component(struct counting *counting, uint32_t component) {
    const struct cch_between *between = counting->between;
    const uint32_t *members = between->members + between->first_member[component];
    size_t size = cch_component_size(between, component);
    if (size == 1) {
        if (between->target[members[0]])
            mpz_set_ui(counting->ways[members[0]], 1);
        else
            add_outside(counting, members[0], counting->ways[members[0]]);
        return CCH_OK;
    }
    for (size_t m = 0; m < size; m++)
        add_outside(counting, members[m], counting->leaving[members[m]]);
    int status = CCH_OK;
    for (size_t m = 0; m < size && !status; m++)
        if (is_entered(counting, members[m]))
            status = count_from(counting, members[m]);
    for (size_t m = 0; m < size; m++) {
        mpz_clear(counting->leaving[members[m]]);
        mpz_init(counting->leaving[members[m]]);
    }
    return status;
}

static int prepare(struct counting *counting, uint64_t work) {
    const struct cch_between *between = counting->between;
    size_t room = (size_t)between->count + 1;
    counting->work = work;
    counting->small_work = work < UINT64_MAX / SMALL_SHARE ? work * SMALL_SHARE : UINT64_MAX;
    counting->ways = malloc(room * sizeof *counting->ways);
    counting->leaving = malloc(room * sizeof *counting->leaving);
    if (!counting->ways || !counting->leaving)
        return CCH_ERROR_MEMORY;
    for (size_t i = 0; i < room; i++) {
        mpz_init(counting->ways[i]);
        mpz_init(counting->leaving[i]);
    }
    counting->pending = calloc(room, sizeof *counting->pending);
    counting->visits = calloc(room, sizeof *counting->visits);
    counting->path = malloc(room * sizeof *counting->path);
    counting->next = malloc(room * sizeof *counting->next);
    counting->on_path = calloc(room, 1);
    counting->local = calloc(room, sizeof *counting->local);
    if (!counting->pending || !counting->visits || !counting->path || !counting->next || !counting->on_path ||
        !counting->local)
        return CCH_ERROR_MEMORY;
    for (uint32_t p = 0; p < between->count; p++)
        for (size_t i = between->out[p]; i < between->out[p + 1]; i++)
            counting->pending[between->successors[i]] +=
                component_of(counting, between->successors[i]) != component_of(counting, p);
    for (uint32_t p = 0; p < between->count; p++)
        counting->searches +=
            cch_component_size(between, component_of(counting, p)) > 1 && is_entered(counting, p);
    return CCH_OK;
}

static void release(struct counting *counting) {
    for (size_t i = 0; counting->ways && counting->leaving && i <= counting->between->count; i++) {
        mpz_clear(counting->ways[i]);
        mpz_clear(counting->leaving[i]);
    }
    free(counting->ways);
    free(counting->leaving);
    free(counting->pending);
    free(counting->visits);
    free(counting->path);
    free(counting->next);
    free(counting->on_path);
    free(counting->local);
}

int cch_chains_count(const struct cch_between *between, uint64_t work, mpz_t total, bool *at_least) {
    struct counting counting = {.between = between};
    int status = prepare(&counting, work);
    for (uint32_t c = 0; c < between->component_count && !status; c++)
        status = count_component(&counting, c);
    for (uint32_t p = 0; p < between->count && !status; p++)
        if (between->start[p])
            mpz_add(total, total, counting.ways[p]);
    *at_least = counting.at_least;
    release(&counting);
    return status;
}
