/* Arguments to parameters, call by call (value_rows.h). */
#ifndef CCH_PYTHON_VALUE_PASSES_H
#define CCH_PYTHON_VALUE_PASSES_H

#include "python/values/rows.h"

/* Where something is written. */
struct py_at {
    uint32_t module, line, column;
};

void py_value_flow(struct py_value_rows *r, const struct py_origin_row *from, uint32_t to, uint32_t kind, uint32_t text,
                   struct py_at at, int certain);
/* A result that is passed on, tested …: a local of the caller's that holds it. */
uint32_t py_value_held(struct py_value_rows *r, const struct py_origin_row *from);
struct py_at py_value_call_at(const struct py_value_rows *r, uint32_t call);

/* Finds which items of *args and **kwargs callers pass. */
void py_value_find_items(struct py_value_rows *r);
void py_value_passes(struct py_value_rows *r);

#endif
