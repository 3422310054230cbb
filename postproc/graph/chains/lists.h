/* Lists of chains: what is asked for, and what is found (chains.h). */
#ifndef CCH_GRAPH_CHAIN_LISTS_H
#define CCH_GRAPH_CHAIN_LISTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "graph_file/schema.h"

#define CCH_CHAINS_COUNT_WORK ((uint64_t)100000000) /* steps of the count */
#define CCH_CHAINS_LIST_WORK ((uint64_t)500000000)  /* steps of the list */
#define CCH_CHAINS_LIST_MAX ((size_t)4000000)       /* chains in one list */

/* All kinds but CCH_KIND_ADDRESS: taking an address is no call. */
#define CCH_CHAINS_KINDS (((1u << CCH_KIND_COUNT) - 1) & ~(1u << CCH_KIND_ADDRESS))

struct cch_chains_request {
    const unsigned char *from, *to; /* by function, 1: marked (cch_select) */
    unsigned kinds;                 /* bits 1 << enum cch_kind that are followed */
    bool certain;                   /* only certain edges */
    bool outermost, shortest;
    bool marks;                     /* fill `steps` */
    size_t limit;                   /* chains to list, at most CCH_CHAINS_LIST_MAX; 0: only count */
    uint64_t count_work, list_work; /* 0: the bounds above */
};

/* A step of a chain. */
struct cch_chain_step {
    uint16_t kinds; /* of the edges between the specializations: bits 1 << enum cch_kind */
    bool certain;   /* some way that is certain up to here, or since the last step that isn't, goes on by a
                       certain edge; a chain with only certain steps is certain as a whole */
};

typedef struct cch_chains {
    char *number;             /* in decimal digits: how many there are */
    bool at_least;            /* `number` is a lower bound */
    bool stopped;             /* the list ended early, at a bound */
    size_t kernels, bindings; /* functions of the view that lie on the ways from starts to targets */
    size_t count;             /* of chains listed */
    size_t *first;            /* chain i is functions[first[i]] … functions[first[i + 1] - 1] */
    uint32_t *functions;
    struct cch_chain_step *steps;    /* with `marks`: [j] leads to functions[j]; at a chain's first: nothing */
    size_t first_capacity, capacity; /* of the two arrays */
} cch_chains;

/* Appends a chain's vertices to the list: 0 or CCH_ERROR_MEMORY. */
int cch_chains_append(cch_chains *chains, const uint32_t *vertices, size_t length);

#endif
