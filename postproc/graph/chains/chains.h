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

#include "graph/view/name.h"
#include "graph/view/view.h"
#include "graph/chains/lists.h"

/* `naming` is what the order goes by. Errors: CCH_ERROR_MEMORY. */
int cch_chains_find(cch_chains **chains, const cch_view *view, cch_names *names, enum cch_naming naming,
                    const struct cch_chains_request *request, cch_error *error);
void cch_chains_free(cch_chains *chains); /* NULL is fine */

#endif
