/* Chains: along which calls does one function reach another?
 *
 * A way through a program goes from specialization to specialization; a chain
 * is what it projects to at the view's level: the functions that it runs
 * through, of which each stands once for specializations of it that call one
 * another directly. So at CCH_LEVEL_SOURCE a chain that goes into a template
 * through one specialization does not come out of it through another. Several
 * ways with the same functions are one chain.
 *
 * A chain holds no round trip that can be left out: where a function stands on
 * it twice, what lies between is left out if there is a way without it (if not
 * one round trip alone, then several). Recursion therefore adds no chain, and
 * where every function has one specialization (Python, C, CCH_LEVEL_INSTANCE)
 * no function is on a chain twice. At CCH_LEVEL_SOURCE one can be, where each
 * way has to go through two specializations of it: main -> make_unique -> A::A
 * -> make_unique -> B::B, if only A's constructor makes a B.
 *
 * A chain has at least one edge. It starts at a function that `from` marks and
 * ends at the first function behind it that `to` marks: of the functions on
 * it, only the last is a target. A function that both mark is a target, and no
 * chain starts there. Functions between may be marked by `from`: the chain
 * that starts further out is listed with the one that starts further in,
 * unless only the `outermost` starts are asked for: specializations to which
 * no start of another function leads. (Of starts that lead to one another in a
 * circle, each stays, if none outside the circle leads to it.)
 *
 * Only certain edges, or some kinds of them: the way's edges are all such.
 * Closures that the view folds (fold.h) are part of the function that they are
 * shown at; a way goes through them all the same.
 *
 * Number. Chains are the words of a deterministic automaton, whose states are
 * sets of specializations (chain_sets.h). Where functions do not call one
 * another in circles they are counted exactly, by one addition for each of its
 * moves, however many they are. A chain runs through each strongly connected
 * component of functions in one piece, so only the pieces within components
 * have to be counted one by one. Counting simple paths is #P-complete (Valiant,
 * "The Complexity of Enumeration and Reliability Problems", 1979), so that is
 * done up to a bound on the work (CCH_CHAINS_COUNT_WORK); components of at most
 * 16 functions of one specialization each have a way and a bound of their own,
 * which only hundreds of them that call one another all round reach. The
 * automaton's states can be exponentially many, too, and are bounded
 * (chain_sets.h). Beyond the bounds the number is a lower bound and says so.
 *
 * List. Shorter chains first, chains of one length in the order of their
 * functions' names (chain_list.c). It ends early, and says so, at a bound.
 *
 * Shortest. Of the chains from one function to another only those of the
 * least length, for each pair.
 */
#ifndef CCH_GRAPH_CHAINS_H
#define CCH_GRAPH_CHAINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "graph/view/name.h"
#include "graph/view/view.h"

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

/* `naming` is what the order goes by. Errors: CCH_ERROR_MEMORY. */
int cch_chains_find(cch_chains **chains, const cch_view *view, cch_names *names, enum cch_naming naming,
                    const struct cch_chains_request *request, cch_error *error);
void cch_chains_free(cch_chains *chains); /* NULL is fine */

#endif
