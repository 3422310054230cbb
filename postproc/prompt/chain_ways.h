/* Ways through functions that are named: calls that lead from specialization
 * to specialization (graph/instances.h), as a chain has to. Private to prompt/. */
#ifndef CCH_PROMPT_CHAIN_WAYS_H
#define CCH_PROMPT_CHAIN_WAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "graph/chains/instances.h"

typedef struct cch_chain_ways cch_chain_ways;

/* `view` is at CCH_LEVEL_SOURCE and must outlive it. NULL: out of memory. */
cch_chain_ways *cch_chain_ways_new(const cch_view *view);
void cch_chain_ways_free(cch_chain_ways *ways); /* NULL is fine */

/* An element of a chain: one of these functions as written. */
struct cch_chain_element {
    const uint32_t *candidates;
    size_t count;
    const char *name;
};

/* Chooses a function for each element so that a way leads through all of them
 * in their order, the first candidates that make one. Ways may go through
 * closures that are shown as part of an element, and from one specialization
 * of an element to another, without naming them. *found: there is such a way.
 * Returns 0 or CCH_ERROR_MEMORY. */
int cch_chain_ways_choose(cch_chain_ways *ways, const struct cch_chain_element *elements, size_t count,
                          uint32_t *chosen, bool *found);

#endif
