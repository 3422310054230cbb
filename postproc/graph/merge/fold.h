/* Which closures can be shown as part of the function that they are written
 * in: those with a single caller that is this function or another closure in
 * it, as in "[&] { … }()", and that certainly calls it. They are folded into
 * that caller, which neither adds nor loses a chain nor makes one certain. A
 * closure that is handed on and called from elsewhere stays a function of its
 * own: taking it for its enclosing function would invent chains.
 *
 * A closure's readable name has its enclosing function as a scope, so the
 * function with that name is the one; of several overloads, the one whose
 * lines hold the closure's. Where names tell nothing, it is the innermost
 * function of the same file whose lines hold it.
 */
#ifndef CCH_GRAPH_FOLD_H
#define CCH_GRAPH_FOLD_H

#include "graph/view/program.h"

/* By function: what each closure (CCH_FLAG_LAMBDA) is folded into, 0 for
 * functions that stay. A closure as it is written in a template is folded when
 * all its instances are. To free(); NULL when out of memory. */
uint32_t *cch_fold_lambdas(const cch_program *program);

#endif
