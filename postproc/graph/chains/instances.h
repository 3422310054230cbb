/* A program's edges between specializations, as chains and reachability are
 * searched: whatever level a view shows, a way through the program goes from
 * one specialization to the next, and what the view shows is what it projects
 * to (view->node).
 *
 * Functions keep the numbers that they have in the graph. Other names of a
 * function (program->same) have no edges: these are at the function itself.
 */
#ifndef CCH_GRAPH_INSTANCES_H
#define CCH_GRAPH_INSTANCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "graph/view/view.h"

struct cch_instance_edge {
    uint32_t callee;
    uint8_t kind; /* enum cch_kind */
    uint8_t certain;
};

typedef struct cch_instances {
    const cch_view *view; /* must outlive it */
    size_t *out;          /* the edges of caller f: edges[out[f]] … edges[out[f + 1] - 1] */
    struct cch_instance_edge *edges;
} cch_instances;

/* The edges of these kinds (bits), only certain ones if asked. A template as
 * it is written does not run: a call that only names it may lead to each of
 * its specializations. Errors: CCH_ERROR_MEMORY. */
int cch_instances_new(cch_instances **instances, const cch_view *view, unsigned kinds, bool certain);
void cch_instances_free(cch_instances *instances); /* NULL is fine */

/* Is this one of the specializations of the function that it is shown at (and
 * not a closure folded into it)? What begins at a function begins there. */
bool cch_instance_is_own(const cch_view *view, uint32_t instance);

/* Marks with 1 in `reached`, by function, what edges lead to from the functions
 * that `from` marks, these themselves only if an edge leads back; what `ends`
 * (by function of the view, may be NULL) marks is reached but not left.
 * Returns how many are marked; the queue, of function_count + 1, holds them. */
size_t cch_instances_reach(const cch_instances *instances, const unsigned char *from, const unsigned char *ends,
                           unsigned char *reached, uint32_t *queue);

/* Marks with 1 in `marks`, by function, what leads to one that is marked. 0 or CCH_ERROR_MEMORY. */
int cch_instances_lead(const cch_instances *instances, unsigned char *marks);

#endif
