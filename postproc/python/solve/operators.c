/* What the language calls: operators, truth, `with` (solve.h). */
#include "python/solve/solve.h"

#include "python/read/syntax.h"

#include <string.h>

static const char *const operator_methods[PY_OP_COUNT][2] = {[PY_OP_ADD] = {"add", "radd"},
                                                             [PY_OP_SUB] = {"sub", "rsub"},
                                                             [PY_OP_MULT] = {"mul", "rmul"},
                                                             [PY_OP_MATMULT] = {"matmul", "rmatmul"},
                                                             [PY_OP_DIV] = {"truediv", "rtruediv"},
                                                             [PY_OP_MOD] = {"mod", "rmod"},
                                                             [PY_OP_POW] = {"pow", "rpow"},
                                                             [PY_OP_LSHIFT] = {"lshift", "rlshift"},
                                                             [PY_OP_RSHIFT] = {"rshift", "rrshift"},
                                                             [PY_OP_OR] = {"or", "ror"},
                                                             [PY_OP_XOR] = {"xor", "rxor"},
                                                             [PY_OP_AND] = {"and", "rand"},
                                                             [PY_OP_FLOORDIV] = {"floordiv", "rfloordiv"},
                                                             [PY_OP_EQ] = {"eq", "eq"},
                                                             [PY_OP_NE] = {"ne", "ne"},
                                                             [PY_OP_LT] = {"lt", "gt"},
                                                             [PY_OP_LE] = {"le", "ge"},
                                                             [PY_OP_GT] = {"gt", "lt"},
                                                             [PY_OP_GE] = {"ge", "le"},
                                                             [PY_OP_IN] = {NULL, "contains"},
                                                             [PY_OP_NOT_IN] = {NULL, "contains"}};

static void call_operator(struct cch_py_solver *s, uint32_t instruction, uint32_t side, uint32_t other, uint32_t value,
                          const char *method, const char *prefix, int *found) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    char name[32] = "__";
    if (*found || !method)
        return;
    strcat(name, prefix);
    strcat(name, method);
    strcat(name, "__");
    *found = cch_py_call_method(
        s, instruction, side, value, name, i.target,
        cch_py_argument(s, PY_POSITIONAL, other ? cch_py_operand(PY_VARIABLE, other) : cch_py_operand(PY_UNUSED, 0)),
        1);
}

static int on_side(const struct cch_py_solver *s, uint32_t variable, uint32_t value) {
    for (uint32_t k = 0; variable && k < s->variables[variable].count; k++)
        if (s->variables[variable].items[k] == value)
            return 1;
    return 0;
}

void cch_py_react_binary(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    const struct cch_py_value of = *cch_py_value_of(s, value);
    const char *const *methods = operator_methods[i.c < PY_OP_COUNT ? i.c : 0];
    int found = 0, in = i.c == PY_OP_IN || i.c == PY_OP_NOT_IN;
    if (!cch_py_first_time(s, instruction, value))
        return;
    cch_py_binary_container(s, instruction, value);
    if (i.flags & PY_FLAG_IN_PLACE && of.kind != PY_V_CONTAINER && on_side(s, i.a, value))
        cch_py_put(s, i.target, value);
    if (of.kind != PY_V_INSTANCE)
        return;
    if (!in && on_side(s, i.a, value)) {
        if (i.flags & PY_FLAG_IN_PLACE)
            call_operator(s, instruction, i.a, i.b, value, methods[0], "i", &found);
        call_operator(s, instruction, i.a, i.b, value, methods[0], "", &found);
    }
    /* The right side's method runs where the left one's has none. */
    if (!found && on_side(s, i.b, value) && (in || !i.a || s->variables[i.a].count == s->variables[i.a].constants))
        call_operator(s, instruction, i.b, i.a, value, methods[1], "", &found);
    if (in && !found && on_side(s, i.b, value))
        cch_py_call_method(s, instruction, i.b, value, "__iter__", 0, 0, 0);
}

void cch_py_react_method(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    const char *name = cch_py_solver_text(s, i.b);
    if (cch_py_value_of(s, value)->kind == PY_V_CONTAINER && !strcmp(name, "__delitem__"))
        cch_py_container_move(s, cch_py_value_of(s, value)->a);
    if (cch_py_value_of(s, value)->kind != PY_V_INSTANCE)
        return;
    if (cch_py_call_method(s, instruction, i.a, value, name, i.target, 0, 0))
        return;
    if (!strcmp(name, "__bool__"))
        cch_py_call_method(s, instruction, i.a, value, "__len__", 0, 0, 0);
    else if (!strcmp(name, "__format__") || !strcmp(name, "__str__")) {
        if (strcmp(name, "__format__") || !cch_py_call_method(s, instruction, i.a, value, "__str__", 0, 0, 0))
            cch_py_call_method(s, instruction, i.a, value, "__repr__", 0, 0, 0);
    }
}

void cch_py_react_wrap(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    const struct cch_py_value of = *cch_py_value_of(s, value);
    if (i.b == PY_V_KERNEL && of.kind == PY_V_FUNCTION)
        s->program->functions.items[of.a].marks |= PY_MARK_DEVICE | (i.c == PY_KERNEL_CALLED   ? PY_MARK_KERNEL
                                                                     : i.c == PY_KERNEL_BLOCKS ? PY_MARK_BLOCKS
                                                                                               : 0);
    /* no kernel of a kernel: a loop through a decorator would never end */
    cch_py_put(s, i.target, of.kind == i.b ? value : cch_py_value(s, (enum cch_py_value_kind)i.b, value, i.c));
}

void cch_py_react_enter(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    const struct cch_py_value of = *cch_py_value_of(s, value);
    int async = i.flags & PY_FLAG_ASYNC;
    if (of.kind == PY_V_GENERATOR) { /* a contextmanager */
        cch_py_connect(s, s->program->functions.items[of.a].is.yields, i.target);
    } else if (of.kind == PY_V_INSTANCE) {
        if (!cch_py_call_method(s, instruction, i.a, value, async ? "__aenter__" : "__enter__", i.target, 0, 0))
            cch_py_put(s, i.target, value);
        cch_py_call_method(s, instruction, i.a, value, async ? "__aexit__" : "__exit__", 0, 0, 0);
    } else if (of.kind == PY_V_EXTERNAL_OBJECT) { /* itself, mostly */
        cch_py_put(s, i.target, value);
        cch_py_mark(s, i.target, PY_FOREIGN);
    }
}
