/* Which function's body a closure stands in.
 *
 * A closure's readable name has its enclosing function as a scope, so the
 * function with that name is the one; of several overloads, the one whose
 * lines hold the closure's. Where names tell nothing (a closure at source
 * level, say), that of an instance is taken, or the innermost function of the
 * same file whose lines hold it.
 */
#ifndef CCH_GRAPH_FOLD_H
#define CCH_GRAPH_FOLD_H

#include "graph/program.h"

/* By function: the enclosing function of each closure (CCH_FLAG_LAMBDA), 0
 * for the rest and where none is found. To free(); NULL when out of memory. */
uint32_t *cch_fold_lambdas(const cch_program *program);

#endif
