/* What never runs: functions to which only calls lead that stand in code which
 * the compiler's evaluation of constants decides against (CCH_VIA_NEVER), or
 * that such functions make. A function that nothing calls may be called from
 * outside; it is none of these. */
#ifndef CCH_GRAPH_NEVER_H
#define CCH_GRAPH_NEVER_H

#include "graph/view/program.h"

/* Is this row of CCH_EDGE a call that never runs? */
bool cch_edge_is_never(const cch_graph *graph, const uint32_t *cells);

/* By function, 1: it never runs. NULL in `never`: there is no such call in the
 * program. To free(). Returns 0 or CCH_ERROR_MEMORY. */
int cch_never_find(const cch_program *program, unsigned char **never);

#endif
