/* The values' rows made by a process beside this one, which makes the others meanwhile: a fork has all that the solver
 * found, and gives back a graph. The rows are the same either way. */
#ifndef CCH_PYTHON_EMIT_BESIDE_H
#define CCH_PYTHON_EMIT_BESIDE_H

#include <sys/types.h>

#include "python/emit/rows.h"

struct cch_py_beside {
    pid_t process; /* 0: there is none */
    int from;
};

/* Makes what rows need, once the graph is there; `called` is the caller's. */
void cch_py_emit_begin(struct cch_py_emitter *e);

/* Starts it, if it can be. */
void cch_py_beside_start(struct cch_py_emitter *e, struct cch_py_beside *beside);
/* Waits for it and adds its rows; whether it made them. */
int cch_py_beside_end(struct cch_py_emitter *e, struct cch_py_beside *beside);

#endif
