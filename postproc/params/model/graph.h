/* The program's flows as a graph to be walked, private to params/: values that
 * are one (a specialization's and its source's) are one node, and bindings and
 * overriding methods are joined. */
#ifndef CCH_PARAMS_MODEL_GRAPH_H
#define CCH_PARAMS_MODEL_GRAPH_H

#include "base/index.h"
#include "graph/view/view.h"
#include "graph_file/carries.h"

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
    uint8_t carries; /* what of the one becomes what of the other: enum cch_carries */
    bool certain;
    bool enters; /* into a parameter of what is called */
    bool leaves; /* out of a result */
};

struct cch_flow_graph {
    const cch_view *view;
    uint32_t node_count; /* nodes are numbered from 1 */
    struct cch_flow_node *nodes;
    uint32_t *node_of; /* by row of CCH_VALUE */
    size_t edge_count, edge_capacity;
    struct cch_flow_edge *edges; /* by from, then kind (the value itself first), place */
    size_t *out;                 /* edges of node n: edges[out[n]] … edges[out[n + 1] - 1] */
    size_t *leaving, *leaves;    /* leaving[leaves[n]] … leaving[leaves[n + 1] - 1]: those that leave node n, by call,
                                    then as in `edges` */
    size_t *uses;                /* use_rows[uses[n]] …: rows of CCH_USE */
    uint32_t *use_rows;
    uint32_t *region; /* by function: itself; of a closure the function that it is written in */
};

/* Does this step only decide which value there is? */
static inline bool cch_flow_decides(uint8_t kind) { return kind == CCH_FLOW_CONTROL || kind == CCH_FLOW_TEMPLATE; }

/* Where in `leaving` the edges from this node by this call begin; they end where another call or node does. */
size_t cch_flow_leaving(const struct cch_flow_graph *graph, uint32_t from, uint32_t call);

/* The node of a function's parameter with this name, a string's number; 0: there is none. */
uint32_t cch_flow_parameter(const struct cch_flow_graph *graph, uint32_t function, uint32_t name);
/* The same by the name's text, looking at each. */
uint32_t cch_flow_parameter_called(const struct cch_flow_graph *graph, uint32_t function, const char *name);

/* 0 or CCH_ERROR_MEMORY. */
int cch_flow_graph_make(struct cch_flow_graph *graph, const cch_view *view);
void cch_flow_graph_release(struct cch_flow_graph *graph);

#endif
