/* What a function reaches. */
#ifndef CCH_GRAPH_REACH_H
#define CCH_GRAPH_REACH_H

#include <stdbool.h>

#include "graph/functions.h"

/* Finds the kernels that `function` reaches over edges of the given kinds
 * (bits), only certain ones if asked; itself only if a call leads back to it.
 * In the order of functions' numbers. Errors: CCH_ERROR_MEMORY. */
int cch_reach_kernels(const cch_view *view, uint32_t function, unsigned kinds, bool certain,
                      struct cch_numbers *kernels, cch_error *error);

/* Puts functions into the order of their names, then identities. */
int cch_functions_sort(const cch_view *view, cch_names *names, enum cch_naming naming,
                       struct cch_numbers *functions, cch_error *error);

#endif
