/* Kernels whose CUDA text is a string (rules.h): the text has a kernel of the name that is asked for. It is a function
 * of the module that asks, "module.<cuda>.name", at the place where it is asked for.
 *
 * https://docs.cupy.dev/en/stable/user_guide/kernel.html */
#include "python/solve/rules/rules.h"

#include "graph_file/schema.h"

#include <string.h>

/* kernel(grid, block, (arguments…)), or, element by element, kernel(arguments…). */
static void launch(struct cch_py_solver *s, uint32_t instruction, struct cch_py_object of) {
    cch_py_edge(s, instruction, cch_py_node(PY_NODE_EXTERNAL, of.name), CCH_KIND_LAUNCH, 0);
    cch_py_mark(s, s->program->instructions.items[instruction].target, PY_FOREIGN);
}
static void kernel_method(struct cch_py_solver *s, uint32_t instruction, struct cch_py_object of, const char *name) {
    (void)of, (void)name; /* compile() and what it is made of */
    cch_py_mark(s, s->program->instructions.items[instruction].target, PY_FOREIGN);
}
static const struct cch_py_model kernels = {.call = launch, .method = kernel_method};

static uint32_t kernel_value(struct cch_py_solver *s, uint32_t instruction, const char *name, unsigned how) {
    const struct cch_py_instruction *i = &s->program->instructions.items[instruction];
    const struct cch_py_module *module = &s->program->modules.items[s->program->functions.items[i->function].module];
    int added;
    uint32_t whole =
        cch_py_solver_name(s, cch_py_format(s->arena, "%s.<cuda>.%s", cch_py_solver_text(s, module->name), name));
    uint32_t *at = cch_py_table_put(s->arena, &s->texts_of_kernels, whole, &added);
    uint32_t written = instruction;
    while (written >= s->first_made)
        written = cch_py_origin_of(s, written);
    if (added || written < *at >> 2)
        *at = written << 2 | how;
    return cch_py_object_value(s, &kernels, whole, 0);
}

static void name_is_open(struct cch_py_solver *s, uint32_t instruction, uint32_t data) {
    (void)data;
    cch_py_mark(s, s->program->instructions.items[instruction].target, PY_FOREIGN);
}

/* Each kernel that the operand may name. */
static void give_named(struct cch_py_solver *s, uint32_t instruction, uint32_t operand, const char *nameless,
                       unsigned how) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    struct cch_py_constants names;
    if (cch_py_operand_tag(operand) == PY_UNUSED && nameless) {
        cch_py_put(s, i.target, kernel_value(s, instruction, nameless, how));
        return;
    }
    cch_py_constants_of(s, instruction, operand, &names);
    for (uint32_t k = 0; k < names.count; k++)
        if (cch_py_operand_tag(names.items[k]) == PY_TEXT)
            cch_py_put(s, i.target,
                       kernel_value(s, instruction, cch_py_solver_text(s, cch_py_operand_value(names.items[k])), how));
    if (cch_py_variable_of(operand) && cch_py_first_time(s, instruction, 0x10000000u))
        cch_py_unless_exact(s, cch_py_variable_of(operand), instruction, 0, name_is_open);
    else if (!cch_py_variable_of(operand) && !names.count)
        cch_py_mark(s, i.target, PY_FOREIGN);
}

/* The name is argument `which`; the rule's keyword is what a kernel without one is called. */
static void make_kernel(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    give_named(s, instruction, cch_py_argument_of(s, &i, (uint32_t)rule->which, "name"), rule->keyword, rule->flags);
}

static void get_kernel(struct cch_py_solver *s, uint32_t instruction, struct cch_py_object of, const char *name) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    if (!strcmp(name, "get_function"))
        give_named(s, instruction, cch_py_argument_of(s, &i, 0, "name"), NULL, of.number);
    else
        cch_py_mark(s, i.target, PY_FOREIGN);
}

static void make_module(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    static const struct cch_py_model module = {.method = get_kernel};
    cch_py_put(s, s->program->instructions.items[instruction].target, cch_py_object_value(s, &module, 0, rule->flags));
}

static const struct cch_py_rule rows[] = {
    {PY_ON_CALL, "cupy.RawKernel", make_kernel, 1, NULL, PY_TEXT_BLOCKS},
    {PY_ON_CALL, "cupy.RawModule", make_module, 0, NULL, PY_TEXT_BLOCKS},
    {PY_ON_CALL, "cupy.ElementwiseKernel", make_kernel, 3, "kernel", PY_TEXT_ELEMENTS},
    {PY_ON_CALL, "cupy.ReductionKernel", make_kernel, 6, "reduce_kernel", PY_TEXT_ELEMENTS},
    {PY_ON_CALL, "pycuda.compiler.SourceModule", make_module, 0, NULL, PY_TEXT_KEYWORDS},
    {PY_ON_NAMING, "RawKernel", NULL, 0, NULL, 0},
    {PY_ON_NAMING, "get_function", NULL, 0, NULL, 0},
};
PY_RULES(cch_py_raw_kernel_rules, rows);
