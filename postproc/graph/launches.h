/* Kernel launches with their configurations, at a view's level: launches that
 * become alike there are one, with the union of their passes. Those in functions
 * that never run (never.h) are none. */
#ifndef CCH_GRAPH_LAUNCHES_H
#define CCH_GRAPH_LAUNCHES_H

#include "graph/functions.h"

struct cch_view_launch {
    uint32_t row;            /* of CCH_LAUNCH: the texts and the site */
    uint32_t caller, kernel; /* the view's functions; kernel 0: not known */
    uint64_t passes;
};

struct cch_launches {
    struct cch_view_launch *items;
    size_t count;
};

/* The launches whose kernel or caller the patterns mean (all without a
 * pattern), by kernel, caller (names, then identities), site, configuration.
 * Errors: CCH_ERROR_USAGE for a malformed pattern, CCH_ERROR_MEMORY. */
int cch_launches_find(const cch_view *view, cch_names *names, enum cch_naming naming,
                      const char *const *patterns, size_t count, struct cch_launches *launches,
                      cch_error *error);
void cch_launches_release(struct cch_launches *launches);

#endif
