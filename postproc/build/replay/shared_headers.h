/* Precompiled headers that passes of one run share; inside replay only.
 *
 * Passes with equal arguments whose main files begin with the same #include
 * lines are a group. The lines are precompiled once for each group that is
 * large enough, and each pass of it reads that. The graph must be the same
 * bytes as without, so a group goes without whenever it is in doubt: headers
 * with errors or without include guards, __BASE_FILE__ in one of them, closures
 * in a CUDA main file (clang counts them per namespace, across headers), main
 * files that are not named absolutely. A pass that fails with one runs again
 * without, unless its messages say what to repair: then the headers are
 * precompiled anew with the repairs, by the first pass that wants them.
 *
 *     <state>/shared-<id>-<n>/    a group's, by attempt; removed at the end of
 *                                 the run, or by the next one when this was killed
 */
#ifndef CCH_BUILD_SHARED_HEADERS_H
#define CCH_BUILD_SHARED_HEADERS_H

#include "build/replay/plan.h"

/* Finds the groups among the passes that wait, and precompiles. What can't be
 * precompiled is no error. */
int cch_shared_headers_make(struct plan *plan, cch_error *error);

enum cch_shared_use {
    CCH_SHARED_NONE, /* the pass goes without */
    CCH_SHARED_READ, /* the options for it were added */
    CCH_SHARED_MAKE  /* they are to be made anew first: cch_shared_headers_begin */
};

/* Finds out what the pass, over which its repairs have been laid already, is
 * to do with its group's headers. */
enum cch_shared_use cch_shared_headers_use(struct plan *plan, size_t index, cch_word_list *options);

/* The arguments for making them in place of the pass, which live until _end is
 * told how that ended; NULL when they can't be made. */
const char *const *cch_shared_headers_begin(struct plan *plan, size_t index);
void cch_shared_headers_end(struct plan *plan, size_t index, const cch_job_result *result);

/* Removes what was made, or what a killed run left. */
void cch_shared_headers_remove(struct plan *plan);

#endif
