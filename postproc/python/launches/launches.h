/* CCH_LAUNCH and CCH_LAUNCH_ATTRIBUTE of kernels that are written in Python. */
#ifndef CCH_PYTHON_LAUNCHES_H
#define CCH_PYTHON_LAUNCHES_H

#include "python/emit/rows.h"

/* A row for each edge of kind LAUNCH and configuration; needs the functions' rows. */
void cch_py_emit_launches(struct cch_py_emitter *e);

#endif
