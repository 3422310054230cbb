/* Precompiled headers that passes of one run share; inside replay only.
 *
 * Passes with equal arguments whose main files begin with the same #include
 * lines are a group. The lines are precompiled once for each group that is
 * large enough, and each pass of it reads that. The graph must be the same
 * bytes as without, so a group goes without whenever it is in doubt: headers
 * with errors or without include guards, __BASE_FILE__ in one of them, closures
 * in a CUDA main file (clang counts them per namespace, across headers), main
 * files that are not named absolutely. A pass that fails with one runs again
 * without.
 *
 *     <state>/shared-<id>/    a group's; removed at the end of the run, or by
 *                             the next one when this was killed
 */
#ifndef CCH_BUILD_SHARED_HEADERS_H
#define CCH_BUILD_SHARED_HEADERS_H

#include "build/replay_plan.h"

/* Finds the groups among the passes that wait, and precompiles. What can't be
 * precompiled is no error. */
int cch_shared_headers_make(struct plan *plan, cch_error *error);

/* Adds what lets the pass read its group's headers; its repairs have been laid
 * over it already. False when it goes without. */
bool cch_shared_headers_use(const struct plan *plan, size_t index, cch_word_list *options);

/* Removes what was made, or what a killed run left. */
void cch_shared_headers_remove(struct plan *plan);

#endif
