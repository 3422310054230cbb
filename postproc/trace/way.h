/* How a kernel was reached: its operator and one chain to it. Private to trace/. */
#ifndef CCH_TRACE_WAY_H
#define CCH_TRACE_WAY_H

#include "base/array.h"
#include "graph/view/name.h"
#include "graph/view/view.h"

struct cch_trace_way {
    uint32_t *functions; /* from an entry to the kernel */
    size_t count;
    uint32_t op;   /* the binding on it: the name that Python calls; 0: none */
    bool told;     /* it goes through the operator that the trace names */
    bool possible; /* one of its edges is only possible */
};

typedef struct cch_way_search cch_way_search;

/* `view` is at CCH_LEVEL_INSTANCE and must outlive it. NULL: out of memory. */
cch_way_search *cch_way_search_new(const cch_view *view);
void cch_way_search_free(cch_way_search *search); /* NULL is fine */

/* The shortest way to the kernel from what a program's user calls: through the operator `op` ("ns::name", or NULL) where
 * one is, else by certain edges where there is one. `way->functions` is to be freed. 0 or CCH_ERROR_MEMORY. */
int cch_way_find(cch_way_search *search, uint32_t kernel, const char *op, struct cch_trace_way *way);

#endif
