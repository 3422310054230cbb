/* Changes that somebody watches for, "added-kernel,removed-chain". */
#ifndef CCH_GRAPH_DIFF_WANTED_H
#define CCH_GRAPH_DIFF_WANTED_H

#include <stdio.h>

#include "graph/diff/diff.h"

/* Sets bit `change` of wanted[what] for each word. `chains`: they are compared. CCH_ERROR_USAGE for what is
 * no change. */
int cch_diff_wanted_read(unsigned wanted[CCH_DIFF_COUNT], const char *const *texts, size_t count, bool chains,
                         cch_error *error);

/* Is one of them in the diff? If so, after a line that says which. */
bool cch_diff_found(FILE *stream, const cch_diff *diff, const unsigned wanted[CCH_DIFF_COUNT]);

#endif
