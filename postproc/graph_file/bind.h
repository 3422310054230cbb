/* What a binding is in a graph: a Python name's node, its row and its edge. */
#ifndef CCH_GRAPH_FILE_BIND_H
#define CCH_GRAPH_FILE_BIND_H

#include <stdbool.h>
#include <stddef.h>

#include "graph_file/graph.h"

struct cch_graph_binding {
    const char *path; /* dotted: "torch.ops.name.op" */
    uint32_t target;  /* function, or 0 */
    enum cch_binding kind;
    uint32_t key, module, schema; /* strings */
    uint32_t via;                 /* string: the class through which a virtual target is called, or 0 */
    uint32_t parameters;          /* list of strings */
    uint32_t site;
    uint32_t passes; /* list of strings, of the edge */
    bool certain;
};

/* Adds the node, the row and, where there is a target, the edges. A path too long to be an
 * identity is left out. Memory that was lacking tells cch_graph_status. */
void cch_graph_bind(cch_graph *graph, const struct cch_graph_binding *binding);

/* Adds the bindings that functions make in the modules which functions of other units hand
 * them (CCH_MODULE_HANDED, CCH_HELPER_BINDING). Again it adds nothing. */
void cch_graph_bind_handed(cch_graph *graph);

#endif
