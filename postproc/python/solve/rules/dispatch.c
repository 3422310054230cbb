/* functools.singledispatch and singledispatchmethod: a function that runs one
 * of those registered for it, by the class of its first argument
 * (https://docs.python.org/3/library/functools.html#functools.singledispatch).
 *
 * The function that is decorated stands for the dispatcher, too: what is
 * passed to it may go to each one registered, and what that returns may be
 * what it returns.
 */
#include "python/solve/contexts.h"
#include "python/solve/rules/rules.h"

#include "graph_file/schema.h"

#include <string.h>

static uint32_t parameter(const struct cch_py_solver *s, struct cch_py_value of, uint32_t index) {
    return cch_py_in_context(
        s, of.b, s->program->parameters.items[s->program->functions.items[of.a].is.parameters + index].variable);
}

/* Every parameter of the dispatcher is the other's at its place. */
static void pass_on(struct cch_py_solver *s, struct cch_py_value from, struct cch_py_value to) {
    const struct cch_py_function dispatcher = s->program->functions.items[from.a].is;
    const struct cch_py_function function = s->program->functions.items[to.a].is;
    uint32_t result = cch_py_in_context(s, from.b, dispatcher.result);
    for (uint32_t k = 0; k < dispatcher.parameter_count && k < function.parameter_count; k++)
        cch_py_connect(s, parameter(s, from, k), parameter(s, to, k));
    if (function.flags & PY_FUNCTION_GENERATOR)
        cch_py_put(s, result, cch_py_value(s, PY_V_GENERATOR, to.a, 0));
    else
        cch_py_connect(s, cch_py_in_context(s, to.b, function.result), result);
    for (uint32_t k = 0; k < 64 && k < function.parameter_count; k++)
        if ((k < 32 ? function.returned_lo >> k : function.returned_hi >> (k - 32)) & 1)
            cch_py_connect(s, parameter(s, to, k), result);
}

static void react_register(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    struct cch_py_value of = *cch_py_value_of(s, value);
    const struct cch_py_value dispatcher = *cch_py_value_of(s, i.c);
    while (of.kind == PY_V_OPERATOR || of.kind == PY_V_KERNEL || of.kind == PY_V_BOUND || of.kind == PY_V_STATIC ||
           of.kind == PY_V_CLASS_METHOD)
        of = *cch_py_value_of(s, of.a);
    if (of.kind == PY_V_FUNCTION && of.a != dispatcher.a) {
        cch_py_edge_from(s, cch_py_node(PY_NODE_FUNCTION, dispatcher.a), instruction,
                         cch_py_node(PY_NODE_FUNCTION, of.a), CCH_KIND_DISPATCH, 1, of.b);
        pass_on(s, dispatcher, of);
    }
}

/* `@f.register`, `@f.register(C)`, `f.register(C, g)`, `f.register(C)(g)`. */
void cch_py_register_dispatch(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t function = cch_py_value_of(s, value)->a;
    uint32_t registered = cch_py_variable_of(cch_py_positional(s, &i, i.c > 1));
    if (!registered)
        registered = cch_py_variable_of(cch_py_keyword(s, &i, "func"));
    if (registered) /* what a decorator below makes of it may come later */
        cch_py_watch(s, instruction, registered, react_register, function);
    if (i.flags & PY_FLAG_DECORATOR || i.c > 1)
        cch_py_connect(s, registered, i.target);
    else
        cch_py_put(s, i.target, value); /* f.register(C) decorates in turn */
}
