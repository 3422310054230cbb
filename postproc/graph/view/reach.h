/* What a function reaches. */
#ifndef CCH_GRAPH_REACH_H
#define CCH_GRAPH_REACH_H

#include "graph/view/functions.h"
#include "graph/chains/instances.h"

/* Finds the kernels that a way from one of the specializations of `function`
 * leads to (the function itself only if one leads back to it), as the view of
 * the instances shows them. In the order of functions' numbers. Errors:
 * CCH_ERROR_MEMORY. */
int cch_reach_kernels(const cch_instances *instances, uint32_t function, struct cch_numbers *kernels, cch_error *error);

/* Puts functions into the order of their names, then identities. */
int cch_functions_sort(const cch_view *view, cch_names *names, enum cch_naming naming, struct cch_numbers *functions,
                       cch_error *error);

#endif
