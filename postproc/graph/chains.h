/* Chains: along which calls does one function reach another?
 *
 * A chain is a simple path (no function twice) of at least one edge. It
 * starts at a function that `from` marks and ends at the first function
 * behind it that `to` marks: of the functions on it, only the last is a
 * target. A function that both mark is a target, and no chain starts there.
 * Functions between may be marked by `from`: the chain that starts further
 * out is listed with the one that starts further in, unless only the
 * `outermost` starts are asked for: those that no other start leads to. (Of
 * starts that lead to one another in a circle, each stays, if none outside
 * the circle leads to it.)
 *
 * Direct recursion adds no chain, and several edges between two functions
 * make one chain.
 *
 * Number. In a graph without cycles the chains are counted exactly, by one
 * addition for each edge, however many they are. A simple path runs through
 * each strongly connected component in one piece, so only the paths within
 * components have to be counted one by one. Counting simple paths is
 * #P-complete (Valiant, "The Complexity of Enumeration and Reliability
 * Problems", 1979), so that is done up to a bound on the work
 * (CCH_CHAINS_COUNT_WORK); components of at most 16 functions have a way and a
 * bound of their own, which only hundreds of them that call one another all
 * round reach. Beyond the bounds the number is a lower bound and says so.
 *
 * List. Shorter chains first, chains of one length in the order of their
 * functions' names; by the method of Yen ("Finding the K Shortest Loopless
 * Paths in a Network", 1971) with Lawler's division, so that no chain is
 * looked at that is not listed or next to be.
 *
 * Shortest. Of the chains from one function to another only those of the
 * least length, for each pair.
 */
#ifndef CCH_GRAPH_CHAINS_H
#define CCH_GRAPH_CHAINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "graph/name.h"
#include "graph/view.h"

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
    size_t limit;                   /* chains to list, at most CCH_CHAINS_LIST_MAX; 0: only count */
    uint64_t count_work, list_work; /* 0: the bounds above */
};

typedef struct cch_chains {
    char *number;  /* in decimal digits: how many there are */
    bool at_least; /* `number` is a lower bound */
    bool stopped;  /* the list ended early, at the bound on its work */
    size_t count;  /* of chains listed */
    size_t *first; /* chain i is functions[first[i]] … functions[first[i + 1] - 1] */
    uint32_t *functions;
    size_t first_capacity, capacity; /* of the two arrays */
} cch_chains;

/* `naming` is what the order goes by. Errors: CCH_ERROR_MEMORY. */
int cch_chains_find(cch_chains **chains, const cch_view *view, cch_names *names, enum cch_naming naming,
                    const struct cch_chains_request *request, cch_error *error);
void cch_chains_free(cch_chains *chains); /* NULL is fine */

#endif
