/* Arguments to parameters, call by call (value_rows.h). */
#ifndef CCH_PYTHON_VALUE_PASSES_H
#define CCH_PYTHON_VALUE_PASSES_H

#include "python/values/rows.h"

/* Where something is written. */
struct cch_py_at {
    uint32_t module, line, column;
};

void cch_py_value_flow(struct cch_py_value_rows *r, const struct cch_py_origin_row *from, uint32_t to, uint32_t kind,
                       uint32_t text, struct cch_py_at at, int certain);
/* A result that is passed on, tested …: a local of the caller's that holds it. */
uint32_t cch_py_value_held(struct cch_py_value_rows *r, const struct cch_py_origin_row *from);
struct cch_py_at cch_py_value_call_at(const struct cch_py_value_rows *r, uint32_t call);

/* Finds which items of *args and **kwargs callers pass. */
void cch_py_value_find_items(struct cch_py_value_rows *r);
void cch_py_value_passes(struct cch_py_value_rows *r);

#endif
