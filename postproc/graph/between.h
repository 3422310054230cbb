/* What lies between the starts and the targets of chains: the part of a view
 * that chains can run through, compact, with its strongly connected
 * components. Used by the chain queries (chains.h), which define what a chain
 * is.
 *
 * Its functions are numbered 0 … count - 1 in the order of their names (and
 * identities), here called places, so that comparing places compares names.
 * Every place lies on a walk from a start to a target. Targets have no
 * successors, no place is its own successor, and several edges between two
 * functions are one. Starts and targets are disjoint.
 */
#ifndef CCH_GRAPH_BETWEEN_H
#define CCH_GRAPH_BETWEEN_H

#include <stdbool.h>

#include "graph/chains.h"

struct cch_between {
    uint32_t count;
    uint32_t *function;            /* by place: the view's function */
    unsigned char *start, *target; /* by place: 1 or 0 */
    size_t *out, *in;              /* successors of p: successors[out[p]] … [out[p + 1] - 1], ascending */
    uint32_t *successors, *predecessors;
    /* Strongly connected components, numbered so that an edge between two
     * leads to the smaller number. */
    uint32_t component_count;
    uint32_t *component;  /* by place */
    size_t *first_member; /* by component, one more at the end */
    uint32_t *members;    /* places, ascending within a component */
};

/* Errors: CCH_ERROR_MEMORY. */
int cch_between_new(struct cch_between **between, const cch_view *view, cch_names *names,
                    enum cch_naming naming, const struct cch_chains_request *request);
void cch_between_free(struct cch_between *between); /* NULL is fine */

/* Fills component_count … members from the successors. */
int cch_between_components(struct cch_between *between);

static inline size_t cch_component_size(const struct cch_between *between, uint32_t component) {
    return between->first_member[component + 1] - between->first_member[component];
}

/* distance[p]: the least number of calls from p to a target; UINT32_MAX for
 * none (which no place has, if `targets` is NULL and all of them count). The
 * queue, of `count` places, is scratch and keeps the places that were
 * reached, nearest first; returns how many. `visited_edges` grows by the work
 * that this took. */
uint32_t cch_between_distances(const struct cch_between *between, const uint32_t *targets,
                               uint32_t target_count, uint32_t *distance, uint32_t *queue,
                               uint64_t *visited_edges);

#endif
