/* From the solved program to the call-chain graph. */
#ifndef CCH_PYTHON_EMIT_H
#define CCH_PYTHON_EMIT_H

#include "graph_file/graph.h"
#include "python/solve/bindings.h"
#include "python/solve/solve.h"

/* Adds nodes and edges to `graph`; `is_parallel`: by two processes. */
void cch_py_emit_graph(struct cch_py_solver *s, struct cch_py_bindings *bindings, cch_graph *graph, int is_parallel);

#endif
