/* What makes a Python function a kernel (solve.h).
 *
 * A name decides, not what stands in for it: where an import of Triton may
 * fail, a project puts a decorator of its own in its place, and the function
 * is a Triton kernel all the same, or is never run. So calls of a kernel's
 * decorator are found before calls are followed, by names and imports alone,
 * and by how they are spelled.
 */
#include "python/solve/solve.h"

#include <string.h>

/* https://triton-lang.org/main/python-api/triton.html,
 * https://docs.nvidia.com/cutlass/media/docs/pythonDSL/cute_dsl_general.html,
 * https://nvidia.github.io/numba-cuda/, https://docs.cupy.dev/en/stable/user_guide/kernel.html */
static const struct {
    const char *name; /* or what it ends with, behind a dot */
    enum py_kernel_kind kind;
} makers[] = {{"triton.jit", PY_KERNEL_SUBSCRIPTED},
              {"triton.runtime.jit.jit", PY_KERNEL_SUBSCRIPTED},
              {"triton.experimental.gluon.jit", PY_KERNEL_SUBSCRIPTED},
              {"numba.cuda.jit", PY_KERNEL_SUBSCRIPTED},
              {"cupyx.jit.rawkernel", PY_KERNEL_SUBSCRIPTED},
              {"cutlass.cute.kernel", PY_KERNEL_CALLED}};

enum py_kernel_kind py_kernel_maker(const char *name) {
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++) {
        size_t length = strlen(name), of = strlen(makers[i].name);
        if (py_ends_with(name, makers[i].name) && (length == of || name[length - of - 1] == '.'))
            return makers[i].kind;
    }
    return PY_KERNEL_NONE;
}

void py_find_kernel_makers(struct py_solver *s) {
    for (uint32_t n = 1; n < s->first_made; n++) {
        struct py_instruction *i = &s->program->instructions.items[n];
        if (i->opcode != PY_DO_CALL)
            continue;
        const struct py_variable *callee = &s->variables[i->a];
        for (uint32_t k = 0; k < callee->count; k++) {
            const struct py_value *of = py_value_of(s, callee->items[k]);
            enum py_kernel_kind kind =
                of->kind == PY_V_EXTERNAL ? py_kernel_maker(py_solver_text(s, of->a)) : PY_KERNEL_NONE;
            if (!kind)
                continue;
            i->flags |= PY_FLAG_KERNEL;
            i->reserved = (uint16_t)kind;
        }
    }
}

void py_make_kernel(struct py_solver *s, uint32_t instruction, enum py_kernel_kind kind) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    uint32_t function = py_positional(s, &i, 0);
    if (py_operand_tag(function) == PY_VARIABLE)
        py_make_instruction(s, PY_DO_WRAP, PY_FLAG_IMPLICIT, instruction, 0, i.target,
                            py_operand_value(function), PY_V_KERNEL, (uint32_t)kind);
    else
        py_put(s, i.target, py_value(s, PY_V_DECORATOR, PY_DECORATES_KERNEL, (uint32_t)kind));
}

void py_begin_kernel_maker(struct py_solver *s, uint32_t instruction) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    py_make_kernel(s, instruction, (enum py_kernel_kind)i.reserved);
    /* whatever stands in for it is called, but what it gives is not asked */
    py_make_instruction(s, PY_DO_CALL, i.flags & (uint8_t)~PY_FLAG_KERNEL, instruction, 0, 0, i.a, i.b, i.c);
}
