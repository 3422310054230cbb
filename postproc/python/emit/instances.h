/* Functions by the contexts that the solver tells apart (solve/contexts.h), as rows of their own.
 *
 * A function runs in a context where a call of it, or of the function that made it, is seen by itself. Where what it
 * calls there depends on the context, each distinct way is an *instance*: a function "identity@context:HASH" whose
 * CCH_FUNCTION_SOURCE is the function as written, with the edges of that way. The hash is of what the way calls, where,
 * and so on behind it; so contexts that lead to the same are one instance, and no other file's have a say in its name.
 *
 * A call whose context is known leads to the instance, one that surely runs one of several to a row that stands for
 * those (unions.h). The function as written is what other calls run: it keeps what
 * it does in no context, and as possible all that its instances do. Where nothing can call it, as it stands in another
 * function and no edge leads to it, it keeps only what no instance does. */
#ifndef CCH_PYTHON_EMIT_INSTANCES_H
#define CCH_PYTHON_EMIT_INSTANCES_H

#include "python/emit/rows.h"

/* Finds them; the functions' own rows are there. */
void cch_py_instances_find(struct cch_py_emitter *e);

/* Inserts the rows of an edge; `certain`: as long as no contexts are told apart. */
void cch_py_instances_edge(struct cch_py_emitter *e, uint32_t edge, int certain);

/* After all edges. */
void cch_py_instances_end(struct cch_py_emitter *e);

/* The rows from which the edge leads, 1 or 2. After cch_py_instances_end. */
unsigned cch_py_instances_callers(struct cch_py_emitter *e, uint32_t edge, uint32_t callers[2]);

#endif
