/* The ways to a launch: for each function the conditions under which a host
 * entry reaches it, as a list of alternatives. Private to params/. */
#ifndef CCH_PARAMS_HARDWARE_WAYS_H
#define CCH_PARAMS_HARDWARE_WAYS_H

#include <stdbool.h>

#include "graph/view.h"

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
    size_t count;
    bool more; /* there are more than are kept */
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
    uint32_t path;   /* string: CCH_GUARD_PATH; 0 in no branch */
};

/* Adds the ways to the occurrence. The caller releases them. 0 or CCH_ERROR_MEMORY. */
int cch_ways_to_site(cch_way_finder *finder, const struct cch_occurrence *occurrence, struct cch_ways *ways);
/* Only the conditions within its caller. */
int cch_ways_within(cch_way_finder *finder, const struct cch_occurrence *occurrence, struct cch_ways *ways);

/* Adds alternatives, leaving out what is implied: where only the outcome of
 * one branch tells two ways apart, that branch does not matter. */
int cch_ways_add(cch_way_finder *finder, struct cch_ways *ways, const struct cch_ways *more);
void cch_ways_release(struct cch_ways *ways);

#endif
