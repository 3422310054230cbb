/* The program's flows as a graph to be walked, private to params/: values that
 * are one (a specialization's and its source's) are one node, and bindings and
 * overriding methods are joined. */
#ifndef CCH_PARAMS_MODEL_GRAPH_H
#define CCH_PARAMS_MODEL_GRAPH_H

#include "base/index.h"
#include "graph/view.h"

struct cch_flow_node {
    uint32_t value;    /* a row of CCH_VALUE */
    uint32_t function; /* as written, 0 none */
    uint8_t kind;      /* enum cch_value */
    bool lambda;       /* of a closure */
};

struct cch_flow_edge {
    uint32_t from, to; /* nodes */
    uint32_t text, site;
    uint32_t call;   /* what enters and leaves by one call has one number; 0: within a function */
    uint8_t kind;    /* enum cch_flow */
    bool certain;
    bool enters;     /* into a parameter of what is called */
    bool leaves;     /* out of a result */
};

struct cch_flow_graph {
    const cch_view *view;
    uint32_t node_count; /* nodes are numbered from 1 */
    struct cch_flow_node *nodes;
    uint32_t *node_of;   /* by row of CCH_VALUE */
    size_t edge_count, edge_capacity;
    struct cch_flow_edge *edges; /* by from, then kind (the value itself first), place */
    size_t *out;         /* edges of node n: edges[out[n]] … edges[out[n + 1] - 1] */
    size_t *uses;        /* use_rows[uses[n]] …: rows of CCH_USE */
    uint32_t *use_rows;
    uint32_t *region;    /* by function: itself; of a closure the function that it is written in */
};

/* 0 or CCH_ERROR_MEMORY. */
int cch_flow_graph_make(struct cch_flow_graph *graph, const cch_view *view);
void cch_flow_graph_release(struct cch_flow_graph *graph);

/* Summaries: which exits a value that enters a function by a parameter
 * reaches within it (and what that calls). */
struct cch_flow_fact {
    uint32_t parameter, node;
    uint32_t before;  /* the fact it follows from, 0 for the parameter itself */
    size_t edge;      /* the edge taken, of the graph */
    uint32_t exit;    /* fact of the callee whose exit was taken after that edge, or 0 */
    size_t back;      /* the edge that leaves the callee; SIZE_MAX: none was needed */
    uint32_t next;    /* next fact of this parameter that is an exit, or 0 */
};

struct cch_flow_summaries {
    struct cch_flow_fact *facts; /* from 1 */
    size_t count, capacity;
    uint32_t *exits; /* by node (a parameter): its first exit */
    cch_index index;
    struct cch_flow_waiting {
        uint32_t fact;
        size_t edge;
        size_t next;
    } *waiting; /* facts that wait for exits of a parameter; from 1 */
    size_t waiting_count, waiting_capacity;
    size_t *waiting_of; /* by node */
};

/* `allowed`: by function, 1 for those that take part. `certain`: only certain edges. */
int cch_flow_summaries_make(struct cch_flow_summaries *summaries, const struct cch_flow_graph *graph,
                            const unsigned char *allowed, bool certain);
void cch_flow_summaries_release(struct cch_flow_summaries *summaries);

/* Calls `visit` for each way on from the end of `edge` (which enters a
 * function) back to where the call was made: the node reached, the fact of the
 * exit, the edge that leaves (SIZE_MAX none). */
typedef int cch_flow_back_visitor(void *data, uint32_t node, uint32_t exit, size_t back);
int cch_flow_backs(const struct cch_flow_summaries *summaries, const struct cch_flow_graph *graph, size_t edge,
                   bool certain, cch_flow_back_visitor *visit, void *data);

#endif
