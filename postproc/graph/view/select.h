/* Which functions of a view a pattern means. */
#ifndef CCH_GRAPH_SELECT_H
#define CCH_GRAPH_SELECT_H

#include <stddef.h>

#include "graph/view/name.h"
#include "graph/view/view.h"

/* Marks with 1, in set[1 … function_count], the functions that the view shows
 * and one of the patterns means; the other bytes stay. For each pattern, these are, in this order, the
 * first that is not empty:
 *   - the functions whose whole name it matches (the short name; at instance
 *     level also the full one), and the function of exactly this identity (of
 *     a specialization: what stands for it);
 *   - those whose name it matches behind a scope boundary.
 * `matched` (may be NULL) becomes how many are marked. Errors:
 * CCH_ERROR_USAGE for a malformed pattern, CCH_ERROR_MEMORY. */
int cch_select(const cch_view *view, cch_names *names, const char *const *patterns, size_t count, unsigned char *set,
               size_t *matched, cch_error *error);

#endif
