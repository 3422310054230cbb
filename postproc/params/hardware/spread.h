/* In which specializations a value can be: flows are of functions as written
 * (schema.h, CCH_VALUE), so that what one specialization of a template asks
 * seems to be known in all. Along the flows from where something is asked this
 * keeps the specializations that calls lead to, or come from. Private to
 * params/. */
#ifndef CCH_PARAMS_HARDWARE_SPREAD_H
#define CCH_PARAMS_HARDWARE_SPREAD_H

#include "params/model/trace.h"

struct cch_instance_set {
    uint32_t *items; /* functions of the graph, ascending */
    uint32_t count;
    bool any; /* or in whichever: it went through a field, or where calls do not tell */
};

typedef struct cch_spread cch_spread;

/* `view` is at CCH_LEVEL_INSTANCE; both must outlive it. NULL: out of memory. */
cch_spread *cch_spread_new(const cch_view *view, struct cch_trace *trace);
void cch_spread_free(cch_spread *spread); /* NULL is fine */

/* How a trace reached a node. */
enum { CCH_SPREAD_REACHED = 1, CCH_SPREAD_LEAVES = 2 /* from there results leave to any caller */ };

/* Finds the sets of the nodes that `reached` marks (by node), on the flows from
 * the seeds (nodes, which it marks) between them; something is asked in the
 * `asking` functions. 0 or CCH_ERROR_MEMORY. */
int cch_spread_find(cch_spread *spread, const struct cch_instance_set *asking, const uint32_t *seeds, size_t seed_count,
                    const unsigned char *reached);

/* The set of a node, until the next search. */
const struct cch_instance_set *cch_spread_at(const cch_spread *spread, uint32_t node);

#endif
