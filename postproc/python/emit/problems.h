/* CCH_PROBLEM rows: what could not be read, and what a bound cut. */
#ifndef CCH_PYTHON_EMIT_PROBLEMS_H
#define CCH_PYTHON_EMIT_PROBLEMS_H

#include "graph_file/graph.h"
#include "graph_file/graph.h"
#include "python/solve/bindings.h"
#include "python/solve/solve.h"

/* `line` 0: of the whole file. Control characters are shown as '?'. */
void cch_py_emit_problem(cch_graph *graph, const char *file, const char *words, uint32_t line);

/* A row a file and kind of cut, with the lines; and one for each function
 * whose results are not all told apart. Needs the values emitted. */
void cch_py_emit_cuts(struct cch_py_solver *s, cch_graph *graph);

/* A row for each getattr() of compiled code whose name is not known for sure. */
void cch_py_emit_open_names(struct cch_py_solver *s, struct cch_py_bindings *bindings, cch_graph *graph);

#endif
