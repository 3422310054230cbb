/* What makes a Python function a kernel (rules.h).
 *
 * A name decides, not what stands in for it: where an import of Triton may
 * fail, a project puts a decorator of its own in its place, and the function
 * is a Triton kernel all the same, or is never run. So calls of a kernel's
 * decorator are found before calls are followed, by names and imports alone,
 * and by how they are spelled.
 */
#include "python/solve/rules/rules.h"

#include <string.h>

/* @jit(…): what it makes of a function. */
static void decorate(struct cch_py_solver *s, uint32_t instruction, struct cch_py_object of) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t function = cch_py_variable_of(cch_py_positional(s, &i, 0));
    if (function)
        cch_py_make_instruction(s, PY_DO_WRAP, PY_FLAG_IMPLICIT, instruction, 0, i.target, function, PY_V_KERNEL,
                                of.number);
}
static const struct cch_py_model decorator = {.call = decorate};

static void make_kernel_of(struct cch_py_solver *s, uint32_t instruction, enum cch_py_kernel_kind kind) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t function = cch_py_positional(s, &i, 0);
    if (cch_py_operand_tag(function) == PY_VARIABLE)
        cch_py_make_instruction(s, PY_DO_WRAP, PY_FLAG_IMPLICIT, instruction, 0, i.target,
                                cch_py_operand_value(function), PY_V_KERNEL, (uint32_t)kind);
    else
        cch_py_put(s, i.target, cch_py_object_value(s, &decorator, 0, (uint32_t)kind));
}

static void make_kernel(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    make_kernel_of(s, instruction, (enum cch_py_kernel_kind)rule->which);
}

int cch_py_has_kernel_method(uint32_t kind, const char *name) {
    return kind == PY_KERNEL_BLOCKS &&
           (!strcmp(name, "forall") || !strcmp(name, "configure") || !strcmp(name, "specialize"));
}

/* Numba's kernel.forall(n)(…) and kernel.configure(grid, block)(…) launch; what specialize gives is a kernel. */
void cch_py_kernel_method(struct cch_py_solver *s, uint32_t instruction, uint32_t kernel, const char *name) {
    uint32_t target = s->program->instructions.items[instruction].target;
    cch_py_put(s, target,
               strcmp(name, "specialize") ? cch_py_value(s, PY_V_LAUNCH, cch_py_value_of(s, kernel)->a, 0) : kernel);
}

/* What tunes calls functions that it is given: in keywords, or as the values of a dict. */
static void call_tuners(struct cch_py_solver *s, uint32_t instruction) {
    static const char *const names[] = {"pre_hook", "post_hook"};
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        cch_py_call_back(s, instruction, cch_py_variable_of(cch_py_keyword(s, &i, names[k])), 0, 0, 0, 1);
    uint32_t dicts[] = {cch_py_variable_of(cch_py_keyword(s, &i, "prune_configs_by")),
                        cch_py_variable_of(cch_py_argument_of(s, &i, 0, "values"))};
    for (size_t k = 0; k < sizeof dicts / sizeof *dicts; k++) {
        uint32_t items = cch_py_make_variable(s);
        if (dicts[k])
            cch_py_make_instruction(s, PY_DO_GET_ITEM, PY_FLAG_IMPLICIT, instruction, dicts[k], items, dicts[k],
                                    cch_py_operand(PY_UNUSED, 0), 0);
        cch_py_call_back(s, instruction, items, 0, 0, 0, 1);
    }
}

static void tune(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    if (!(i.flags & PY_FLAG_DECORATOR) && cch_py_first_time(s, instruction, 0x10000000u))
        call_tuners(s, instruction);
    if (rule->which)
        cch_py_mark(s, i.target, PY_FOREIGN);
    else
        cch_py_rule_give_back(s, instruction, rule);
}

void cch_py_find_kernel_makers(struct cch_py_solver *s) {
    for (uint32_t n = 1; n < s->first_made; n++) {
        struct cch_py_instruction *i = &s->program->instructions.items[n];
        if (i->opcode != PY_DO_CALL)
            continue;
        const struct cch_py_variable *callee = &s->variables[i->a];
        for (uint32_t k = 0; k < callee->count; k++) {
            const struct cch_py_value *of = cch_py_value_of(s, callee->items[k]);
            const struct cch_py_rule *rule = of->kind == PY_V_EXTERNAL ? cch_py_rule_for(s, PY_ON_CALL, of->a) : NULL;
            if (!rule || rule->call != make_kernel)
                continue;
            i->flags |= PY_FLAG_KERNEL;
            i->reserved = (uint16_t)rule->which;
        }
    }
}

void cch_py_begin_kernel_maker(struct cch_py_solver *s, uint32_t instruction) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    make_kernel_of(s, instruction, (enum cch_py_kernel_kind)i.reserved);
    /* whatever stands in for it is called, but what it gives is not asked */
    cch_py_make_instruction(s, PY_DO_CALL, i.flags & (uint8_t)~PY_FLAG_KERNEL, instruction, 0, 0, i.a, i.b, i.c);
}

/* https://triton-lang.org/main/python-api/triton.html,
 * https://docs.nvidia.com/cutlass/media/docs/pythonDSL/cute_dsl_general.html,
 * https://nvidia.github.io/numba-cuda/, https://docs.cupy.dev/en/stable/user_guide/kernel.html */
static const struct cch_py_rule rows[] = {
    {PY_ON_CALL, "triton.jit", make_kernel, PY_KERNEL_SUBSCRIPTED, NULL, 0},
    {PY_ON_CALL, "*.triton.jit", make_kernel, PY_KERNEL_SUBSCRIPTED, NULL, 0},
    {PY_ON_CALL, "triton.runtime.jit.jit", make_kernel, PY_KERNEL_SUBSCRIPTED, NULL, 0},
    {PY_ON_CALL, "*.triton.runtime.jit.jit", make_kernel, PY_KERNEL_SUBSCRIPTED, NULL, 0},
    {PY_ON_CALL, "triton.experimental.gluon.jit", make_kernel, PY_KERNEL_SUBSCRIPTED, NULL, 0},
    {PY_ON_CALL, "*.triton.experimental.gluon.jit", make_kernel, PY_KERNEL_SUBSCRIPTED, NULL, 0},
    {PY_ON_CALL, "numba.cuda.jit", make_kernel, PY_KERNEL_BLOCKS, NULL, 0},
    {PY_ON_CALL, "*.numba.cuda.jit", make_kernel, PY_KERNEL_BLOCKS, NULL, 0},
    {PY_ON_CALL, "cupyx.jit.rawkernel", make_kernel, PY_KERNEL_BLOCKS, NULL, 0},
    {PY_ON_CALL, "*.cupyx.jit.rawkernel", make_kernel, PY_KERNEL_BLOCKS, NULL, 0},
    {PY_ON_CALL, "cutlass.cute.kernel", make_kernel, PY_KERNEL_CALLED, NULL, 0},
    {PY_ON_CALL, "*.cutlass.cute.kernel", make_kernel, PY_KERNEL_CALLED, NULL, 0},
    /* what is compiled is called like what it was compiled of */
    {PY_ON_CALL, "cutlass.cute.compile", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_CALL, "*.cutlass.cute.compile", cch_py_rule_give_back, 0, NULL, 0},
    {PY_ON_WORDS, "triton.jit", NULL, PY_WORDS_KERNEL + PY_KERNEL_SUBSCRIPTED, NULL, 0},
    {PY_ON_CALL, "triton.autotune", tune, 0, NULL, PY_RULE_CONFIGURED},
    {PY_ON_CALL, "triton.heuristics", tune, 0, NULL, PY_RULE_CONFIGURED},
    {PY_ON_CALL, "triton*.autotune", tune, 0, NULL, PY_RULE_CONFIGURED},
    {PY_ON_CALL, "triton*.heuristics", tune, 0, NULL, PY_RULE_CONFIGURED},
    {PY_ON_CALL, "triton.Config", tune, 1, NULL, 0},
    {PY_ON_CALL, "triton*.Config", tune, 1, NULL, 0},
    {PY_ON_CALL, "triton*testing.do_bench", cch_py_rule_call_back, 0, NULL, 0},
};
PY_RULES(cch_py_kernel_rules, rows);
