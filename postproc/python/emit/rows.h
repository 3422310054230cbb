/* The rows that a program of Python is written with: what emit.c (emit.h) shares with the emission of values and launches. */
#ifndef CCH_PYTHON_EMIT_ROWS_H
#define CCH_PYTHON_EMIT_ROWS_H

#include "graph_file/graph.h"
#include "python/solve/bindings.h"
#include "python/solve/solve.h"

struct cch_py_emitter {
    struct cch_py_solver *s;
    const struct cch_py_program *p;
    struct cch_py_bindings *bindings;
    cch_graph *graph;
    struct cch_py_arena *arena;
    uint32_t *functions, *classes; /* rows, 0: not added yet */
    struct cch_py_table externals; /* name → row */
    uint32_t python;               /* the list of passes: "python" */
    uint32_t *files;               /* by module: the graph's string + 1 */
    cch_py_numbers texts;          /* by name: the graph's string + 1 */
    uint8_t *called;               /* by function */
    struct cch_py_instances *instances;
    struct cch_py_unions *unions;
};

/* The row of a function, class or outside name; 0 for a builtin. */
uint32_t cch_py_emit_node(struct cch_py_emitter *e, uint32_t node);
/* The graph's string of a name. */
uint32_t cch_py_emit_text(struct cch_py_emitter *e, uint32_t name);
uint32_t cch_py_emit_site(struct cch_py_emitter *e, uint32_t module, uint32_t line, uint32_t column);
/* Whether what the instruction calls is known for sure, in each context of it. */
int cch_py_emit_is_certain(const struct cch_py_emitter *e, uint32_t instruction);
/* Whether what an instruction of a context calls is known for sure there. */
int cch_py_emit_is_certain_in_context(const struct cch_py_emitter *e, uint32_t instruction);
/* An edge's row, but for caller, callee and whether it is certain. */
void cch_py_emit_edge_cells(struct cch_py_emitter *e, const struct cch_py_call_edge *edge, uint32_t *cells);
/* The row of what a registration of an operator binds. */
void cch_py_emit_binding(struct cch_py_emitter *e, const struct cch_py_call_edge *edge, uint32_t site);
/* "package.module.Class", the arena's. */
const char *cch_py_emit_class_path(struct cch_py_emitter *e, uint32_t class);

/* Adds CCH_LAUNCH and CCH_LAUNCH_ATTRIBUTE: a row for each edge of kind LAUNCH and configuration of the kernel
 * (launches/launches.c). */
void cch_py_emit_launches(struct cch_py_emitter *e);

/* Adds CCH_PROGRAM (programs.c). */
void cch_py_emit_programs(struct cch_py_emitter *e);

/* Adds CCH_VALUE, CCH_FLOW and CCH_USE (value_flows.c). */
void cch_py_emit_values(struct cch_py_emitter *e);

#endif
