/* What lies between the starts and the targets of chains: the specializations
 * that chains can run through, compact, and what they project to. Used by the
 * chain queries (chains.h), which define what a chain is.
 *
 * What a chain shows are the view's functions, here called vertices: 0 … count -
 * 1 in the order of their names (and identities), so that comparing vertices
 * compares names. What it runs through are instances, 0 … instance_count - 1,
 * those of one vertex side by side, so that comparing instances compares vertices
 * first. At CCH_LEVEL_INSTANCE a vertex has one instance, unless closures are
 * folded into it.
 *
 * Every instance lies on a way from a start to a target. Instances of targets
 * have no successors, no instance is its own successor, and several edges
 * between two are one. Starts and targets are disjoint.
 */
#ifndef CCH_GRAPH_BETWEEN_H
#define CCH_GRAPH_BETWEEN_H

#include <stdbool.h>

#include "graph/chains/lists.h"
#include "graph/view/name.h"
#include "graph/view/view.h"

struct cch_between {
    uint32_t count;
    uint32_t *function;            /* by vertex: the view's function */
    unsigned char *start, *target; /* by vertex: 1 or 0 */
    uint32_t *first;               /* by vertex, one more at the end: its first instance */
    uint32_t instance_count;
    uint32_t *vertex;      /* by instance */
    uint32_t *specific;    /* by instance: the function of the graph */
    unsigned char *begins; /* by instance: 1 where chains begin, 0 elsewhere */
    size_t *out, *in;      /* successors of i: successors[out[i]] … [out[i + 1] - 1], ascending */
    uint32_t *successors, *predecessors;
    uint16_t *kinds;        /* of the edge to a successor: bits 1 << enum cch_kind */
    unsigned char *certain; /* of it: 1 or 0 */
    /* Strongly connected components of vertices, numbered so that an edge
     * between two leads to the smaller number. */
    uint32_t component_count;
    uint32_t *component;  /* by vertex */
    size_t *first_member; /* by component, one more at the end */
    uint32_t *members;    /* vertices, ascending within a component */
};

/* Errors: CCH_ERROR_MEMORY. */
int cch_between_new(struct cch_between **between, const cch_view *view, cch_names *names, enum cch_naming naming,
                    const struct cch_chains_request *request);
void cch_between_free(struct cch_between *between); /* NULL is fine */

/* Fills component_count … members from the successors. */
int cch_between_components(struct cch_between *between);

/* The strongly connected components of any graph of `count` nodes, whose node
 * n leads to node_of[next[j]] (NULL: next[j]) for first[n] ≤ j < first[n + 1].
 * Fills component[n], numbered as above; their number, or UINT32_MAX without
 * memory. */
uint32_t cch_components(uint32_t count, const size_t *first, const uint32_t *next, const uint32_t *node_of,
                        uint32_t *component);

static inline size_t cch_component_size(const struct cch_between *between, uint32_t component) {
    return between->first_member[component + 1] - between->first_member[component];
}

static inline uint32_t cch_component_of(const struct cch_between *between, uint32_t instance) {
    return between->component[between->vertex[instance]];
}

/* distance[i]: the least number of vertices behind the one of instance i on a
 * way to a target vertex (NULL: to any); UINT32_MAX for none. The queue, of
 * twice instance_count, is scratch; the first instances in it become those
 * that were reached, nearest first; returns how many. `visited_edges` grows by
 * the work that this took. */
uint32_t cch_between_distances(const struct cch_between *between, const uint32_t *target, uint32_t *distance,
                               uint32_t *queue, uint64_t *visited_edges);

/* Is there any edge from an instance of one vertex to one of the other? */
bool cch_between_leads(const struct cch_between *between, uint32_t vertex, uint32_t successor);

#endif
