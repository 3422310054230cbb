/* A call that surely runs one of several instances of a function (instances.h): which, is not known. It leads to a row
 * of its own, "identity@context:HASH" again, that does what any of them may do: certain is what each of them does. Were
 * it the function as written, chains would go on to what other instances do. */
#ifndef CCH_PYTHON_EMIT_UNIONS_H
#define CCH_PYTHON_EMIT_UNIONS_H

#include "python/emit/rows.h"

/* The row for instances (rows) of the function whose row is `source`, or of that itself; 0 without memory. */
uint32_t cch_py_union_of(struct cch_py_emitter *e, uint32_t source, const uint32_t *rows, uint32_t count);

/* After all other edges: those of such rows. */
void cch_py_unions_end(struct cch_py_emitter *e);

#endif
