/* What calls pass, and where it goes: to parameters, *args and **kwargs of a function, in its context. */
#ifndef CCH_PYTHON_ARGUMENTS_H
#define CCH_PYTHON_ARGUMENTS_H

#include "python/solve/contexts.h"

/* What a call passes: what stands in front (a bound object), then its operands. */
enum { PY_SEGMENTS_MAX = 16 };
struct cch_py_passing {
    uint32_t front[PY_SEGMENTS_MAX], front_count; /* values */
    uint32_t start, length;                       /* the operands */
};

static inline const struct cch_py_function *cch_py_function_of(const struct cch_py_solver *s, uint32_t function) {
    return &s->program->functions.items[function].is;
}

/* Arguments go to `function`, a PY_V_FUNCTION. */
void cch_py_pass_arguments(struct cch_py_solver *s, uint32_t instruction, uint32_t function,
                           const struct cch_py_passing *passing);
/* Whether the function may return the parameter as it came; what it then gives this caller. */
int cch_py_returns_argument(const struct cch_py_function *f, uint32_t parameter);
void cch_py_give_argument_back(struct cch_py_solver *s, struct cch_py_value of, uint32_t parameter, uint32_t target,
                               const struct cch_py_passing *passing);
/* Whether a call is to see the function by itself: its result is one that would join what all callers hand over. */
int cch_py_wants_context(struct cch_py_solver *s, uint32_t instruction, uint32_t function,
                         const struct cch_py_passing *passing);
struct cch_py_given cch_py_given_in(struct cch_py_solver *s, uint32_t instruction, uint32_t function,
                                    const struct cch_py_passing *passing);
/* What the call of a function in a context does not give for sure: defaults, and anything else. */
void cch_py_fill_parameters(struct cch_py_solver *s, uint32_t instruction, struct cch_py_value of,
                            const struct cch_py_passing *passing);

#endif
