/* The ways to a launch: for each function the conditions under which a host
 * entry reaches it, as a list of alternatives. Private to params/.
 *
 * A function that Python sees, or that is an entry point, or that nobody
 * calls, is reached under no condition; any other one under those of its
 * callers and of the branches that the calls stand in. Functions that call
 * each other in a circle are reached as one strongly connected component is:
 * from its callers outside, and from there along its calls. A round in the
 * circle only adds conditions, so the least alternatives are those of simple
 * paths, found as the least fixed point. A component that nobody outside
 * calls may be entered at any of its functions.
 *
 * So the answer depends on the graph alone, not on what was asked before. */
#ifndef CCH_PARAMS_HARDWARE_WAYS_H
#define CCH_PARAMS_HARDWARE_WAYS_H

#include <stdbool.h>

#include "graph/view/view.h"

/* A branch: a row of CCH_GUARD that stands for all rows that say the same of
 * one branch, and what it must come to. */
struct cch_step {
    uint32_t guard;   /* row of CCH_GUARD */
    uint32_t outcome; /* string */
};

struct cch_way {
    struct cch_step *steps; /* the outermost first */
    size_t count;
};

struct cch_ways {
    struct cch_way *items;
    size_t count, capacity;
    bool more;        /* there are more ways, or a way has more conditions, than are kept */
    bool recursive;   /* functions on the way call each other in a circle: a condition holds in one of the rounds */
    uint64_t changes; /* grows with each change */
};

typedef struct cch_way_finder cch_way_finder;

/* `view` is at CCH_LEVEL_INSTANCE and must outlive the finder. NULL: out of memory. */
cch_way_finder *cch_way_finder_new(const cch_view *view);
void cch_way_finder_free(cch_way_finder *finder); /* NULL is fine */

/* One occurrence of a call or launch in the branches of its caller. */
struct cch_occurrence {
    uint32_t caller;
    uint32_t callee; /* 0: whatever stands there */
    uint32_t site;
    uint32_t path; /* string: CCH_GUARD_PATH; 0 in no branch */
};

/* Adds the ways to the occurrence. The caller releases them. 0 or CCH_ERROR_MEMORY. */
int cch_ways_to_site(cch_way_finder *finder, const struct cch_occurrence *occurrence, struct cch_ways *ways);
/* Only the conditions within its caller. */
int cch_ways_within(cch_way_finder *finder, const struct cch_occurrence *occurrence, struct cch_ways *ways);
void cch_ways_release(struct cch_ways *ways);

/* The first row of CCH_GUARD that says this of the step's branch; 0: none does, the
 * step is the opposite of one. */
uint32_t cch_way_finder_guard(const cch_way_finder *finder, struct cch_step step);

/* Lists of ways (way_lists.c) ------------------------------------------------ */

bool cch_way_has(const struct cch_way *way, struct cch_step step);
/* Adds a way and takes its steps. What is implied is left out, and where only the outcome of one branch
 * tells two ways apart, that branch does not matter. 0 or CCH_ERROR_MEMORY. */
int cch_ways_take(const cch_graph *graph, struct cch_ways *ways, struct cch_way way);
int cch_ways_take_unconditional(const cch_graph *graph, struct cch_ways *ways);
/* Adds every way of `outer` followed by every one of `inner`. */
int cch_ways_multiply(const cch_graph *graph, const struct cch_ways *outer, const struct cch_ways *inner,
                      struct cch_ways *ways);

#endif
