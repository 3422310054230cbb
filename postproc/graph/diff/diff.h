/* What differs between two programs, by identities without line numbers.
 *
 * Functions. Most identities hold no place and are compared as they are. That
 * of a template, a closure without a number of its own or another function
 * known by its place does; there the lines and columns are left out, and of
 * several functions that become alike those with the same signature, and of
 * these those with the same callees, are one; what is left is taken in the
 * order of the source. So a function that was moved within its file is the
 * same. One that was moved to another file is, too, if nothing but the file
 * tells it apart (its name and signature are the same); it is listed as moved.
 *
 * Edges are compared by caller, callee and kind. An edge is changed when it is
 * certain on one side and possible on the other, or when it holds in different
 * passes, of the kinds of passes that both programs have.
 *
 * Launches are compared by caller and kernel, bindings by name, kind and
 * dispatch key: added and removed say that there was, or is, none at all, and
 * changed that the configurations (or targets, schemas, parameters) differ.
 *
 * Kernels are changed when their number of specializations is; functions when
 * their parameters are, or whether they are defined, an entry point, virtual
 * or a kernel; units of a kind of pass when they are complete on one side only.
 *
 * Chains (chains.h), however many there are, are the same when the ways of the
 * two programs run through the same functions. If not, the first ones of each
 * program are listed, and each is looked up in the other program, which is
 * exact. Where that finds nothing and there are more than the list can hold, a
 * chain over each added (or removed) edge between strongly connected
 * components is shown. What stays undecided is said (`verdict`, `compared_all`).
 */
#ifndef CCH_GRAPH_DIFF_H
#define CCH_GRAPH_DIFF_H

#include "graph/diff/differences.h"

/* Errors: CCH_ERROR_MEMORY. */
int cch_diff_make(cch_diff **diff, const struct cch_diff_request *request, cch_error *error);
void cch_diff_free(cch_diff *diff); /* NULL is fine */

#endif
