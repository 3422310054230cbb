/* Lists of functions and edges in their stable orders. */
#ifndef CCH_GRAPH_FUNCTIONS_H
#define CCH_GRAPH_FUNCTIONS_H

#include <stdbool.h>

#include "graph/merge/merge.h"
#include "graph/view/name.h"
#include "graph/view/view.h"

/* The functions that the patterns mean (cch_select; with no pattern all that
 * the view shows), by name, then identity. cch_numbers_release frees the list.
 * Errors: CCH_ERROR_USAGE for a malformed pattern, CCH_ERROR_MEMORY. */
int cch_functions_find(const cch_view *view, cch_names *names, enum cch_naming naming, const char *const *patterns,
                       size_t count, struct cch_numbers *functions, cch_error *error);

/* Which edges. An edge must pass every condition that is given (count > 0). */
struct cch_edges_request {
    const char *const *either; /* patterns: caller or callee is meant */
    size_t either_count;
    const char *const *callers;
    size_t caller_count;
    const char *const *callees;
    size_t callee_count;
    uint32_t of_caller, of_callee; /* functions of the view; 0: any */
    unsigned kinds;                /* bits 1 << enum cch_kind */
    bool certain;                  /* only certain ones */
};

/* Numbers of the view's edges, by the caller's name, the callee's, the name
 * of the kind, then the identities. The same errors. */
int cch_edges_find(const cch_view *view, cch_names *names, enum cch_naming naming,
                   const struct cch_edges_request *request, struct cch_numbers *edges, cch_error *error);

/* The place of a kind's name among all kinds' names, from 0. */
unsigned cch_kind_rank(enum cch_kind kind);

/* The names of the flags, joined by commas, in `text`. */
void cch_flag_names(uint32_t flags, char *text, size_t size);
const char *cch_language_name(uint32_t language);

#endif
