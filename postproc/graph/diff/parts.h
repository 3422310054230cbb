/* The parts of cch_diff_make (diff.h). Each returns 0 or CCH_ERROR_MEMORY. */
#ifndef CCH_GRAPH_DIFF_PARTS_H
#define CCH_GRAPH_DIFF_PARTS_H

#include "graph/diff/differences.h"

/* Fills other[side], by function, which the caller has zeroed. */
int cch_diff_match(const cch_view *const view[CCH_SIDES], uint32_t *const other[CCH_SIDES]);

/* Launches and bindings. */
int cch_diff_rows(cch_diff *diff, const struct cch_diff_request *request);

int cch_diff_chains(cch_diff *diff, const struct cch_diff_request *request);

#endif
