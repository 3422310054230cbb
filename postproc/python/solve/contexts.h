/* A function seen from one call: contexts.
 *
 * The solver does not tell the callers of a function apart. For a small
 * function that returns a function of its own, or something of what it is
 * given (a decorator, a factory), that would join everything it was ever put
 * on. Such a function is read once more for each call: its variables, and
 * those of the functions in it, exist anew in a *context*, and the functions
 * that it makes there are values of that context (cch_py_value.b).
 *
 * The function itself, without a context, is what callers that nobody sees
 * would run: its parameters are open. So what is certain there is so in each
 * context, and what holds in a context is possible.
 *
 * A variable tells a few contexts of a function apart. Where more than that
 * meet, they are joined: the function without a context then holds what theirs
 * do, too (cch_py_spill).
 *
 * A method of an object that is told apart by the place where it was made
 * (objects.c) is read once for each such place, as `self` is that object.
 *
 * The work is bounded by function: one whose calls would need more than
 * PY_CONTEXT_WORK_MAX instructions is not told apart at the further ones, and
 * is listed in cch_py_solver.crowded.
 */
#ifndef CCH_PYTHON_CONTEXTS_H
#define CCH_PYTHON_CONTEXTS_H

#include "python/solve/solve.h"

#define PY_CONTEXT_WORK_MAX 300000u

/* Once per solved program, before anything is followed. */
void cch_py_contexts_begin(struct cch_py_solver *s);

/* What the results of a function have to do with its arguments. */
enum cch_py_relation {
    PY_UNRELATED,
    PY_RELATED,       /* through a further call: what is given goes into it */
    PY_NAMES,         /* what an argument names: an attribute, an item */
    PY_GIVES_OBJECT,  /* one made here that is told apart (objects.c) */
    PY_GIVES_FUNCTION /* a function made here, or an item of *args; or it registers something by name */
};
enum cch_py_relation cch_py_context_relation(struct cch_py_solver *s, uint32_t function);

/* Whether a function is little more than a call of another. */
int cch_py_context_is_tiny(const struct cch_py_solver *s, uint32_t function);

/* What is known of a call's arguments: bit i, parameter i has one that is not
 * None, or none at all. */
struct cch_py_given {
    uint64_t yes, no;
};

/* The context of a call of `value` (a PY_V_FUNCTION) at `instruction`; 0 when
 * it is not to have one: too large, too deep, or called too often. */
uint32_t cch_py_context_make(struct cch_py_solver *s, uint32_t instruction, uint32_t value, struct cch_py_given given);

/* The one context of a method (a PY_V_FUNCTION) on an object that is told apart, or 0 in the same cases. */
uint32_t cch_py_context_of_object(struct cch_py_solver *s, uint32_t value, uint32_t object);

/* The variable that stands for a function's own one in the context. */
uint32_t cch_py_in_context(const struct cch_py_solver *s, uint32_t context, uint32_t variable);
/* A parameter of the context's function may be its default. */
void cch_py_context_default(struct cch_py_solver *s, uint32_t context, uint32_t variable);

/* The same value without a context, and of an object that is not told apart. */
uint32_t cch_py_without_context(struct cch_py_solver *s, uint32_t value);
/* What the value's contexts hold goes to the functions without a context, too:
 * noted by cch_py_spill, done by cch_py_spill_all. */
void cch_py_spill(struct cch_py_solver *s, uint32_t value);
void cch_py_spill_all(struct cch_py_solver *s);
/* Whether methods of classes in the context's functions see their variables:
 * methods have none of a context. */
int cch_py_context_has_class(const struct cch_py_solver *s, uint32_t context);

#endif
