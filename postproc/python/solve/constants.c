/* Constants: what names something, and whether that is known for sure (solve.h).
 *
 * A variable's `only` is 0 (nothing came yet), the one variable that it is a
 * copy of, the FORMAT instruction that fills it, itself for a constant's own
 * variable, or SEVERAL.
 */
#include "python/solve/solve.h"

#include <stdio.h>
#include <string.h>

enum { DEPTH_MAX = 40, TEXTS_MAX = 64 };
#define SEVERAL UINT32_MAX
#define BY_FORMAT 0x80000000u

uint32_t cch_py_constant_variable(struct cch_py_solver *s, uint32_t operand) {
    int added;
    uint32_t *known = cch_py_table_put(s->arena, &s->constants, (uint64_t)operand + 1, &added);
    if (!added)
        return *known;
    uint32_t variable = *known = cch_py_make_variable(s);
    s->variables[variable].only = variable;
    cch_py_put(s, variable, cch_py_value(s, PY_V_CONSTANT, operand, 0));
    return variable;
}

uint32_t cch_py_argument_variable(struct cch_py_solver *s, uint32_t operand) {
    if (cch_py_operand_tag(operand) == PY_TEXT ||
        (cch_py_operand_tag(operand) == PY_INDEX && !cch_py_from_end(operand)))
        return cch_py_constant_variable(s, operand);
    return cch_py_operand_tag(operand) == PY_VARIABLE ? cch_py_operand_value(operand) : 0;
}

void cch_py_hand_over(struct cch_py_solver *s, uint32_t from, uint32_t to) {
    uint32_t only = s->variables[to].only;
    cch_py_connect(s, from, to);
    if (to && from)
        s->variables[to].only = !only || only == from ? from : SEVERAL;
}

static int is_settled(const struct cch_py_variable *v) {
    return v->count == 1 && v->constants == 1 && !(v->marks & PY_SPREAD);
}

static uint32_t exact(const struct cch_py_solver *s, uint32_t variable, unsigned depth) {
    const struct cch_py_variable *v = &s->variables[variable];
    if (!variable || depth > DEPTH_MAX || !is_settled(v) || v->only == SEVERAL || !v->only)
        return cch_py_operand(PY_UNUSED, 0);
    if (v->only & BY_FORMAT) {
        const struct cch_py_instruction *i = &s->program->instructions.items[v->only & ~BY_FORMAT];
        for (uint32_t k = 0; k < i->c; k++) {
            uint32_t operand = s->program->operands.items[i->b + k];
            if (cch_py_operand_tag(operand) == PY_VARIABLE &&
                cch_py_operand_tag(exact(s, cch_py_operand_value(operand), depth + 1)) == PY_UNUSED)
                return cch_py_operand(PY_UNUSED, 0);
        }
    } else if (v->only != variable && cch_py_operand_tag(exact(s, v->only, depth + 1)) == PY_UNUSED) {
        return cch_py_operand(PY_UNUSED, 0);
    }
    return cch_py_value_of(s, v->items[0])->a;
}

uint32_t cch_py_exact(const struct cch_py_solver *s, uint32_t variable) { return exact(s, variable, 0); }

uint32_t cch_py_format_of(const struct cch_py_solver *s, uint32_t variable) {
    for (unsigned depth = 0; variable && depth < DEPTH_MAX; depth++) {
        uint32_t only = s->variables[variable].only;
        if (!only || only == SEVERAL || only == variable)
            return 0;
        if (only & BY_FORMAT)
            return only & ~BY_FORMAT;
        variable = only;
    }
    return 0;
}

void cch_py_unless_exact(struct cch_py_solver *s, uint32_t variable, uint32_t instruction, uint32_t data,
                         void (*then)(struct cch_py_solver *s, uint32_t instruction, uint32_t data)) {
    const struct cch_py_variable *v = &s->variables[variable];
    int is_open = v->marks & PY_SPREAD || v->only == SEVERAL || v->count > 1;
    if (is_open || (!v->only && !cch_py_context_of(s, instruction)))
        then(s, instruction, data);
    else
        cch_py_when_settled(s, variable, instruction, data, then);
}

void cch_py_when_settled(struct cch_py_solver *s, uint32_t variable, uint32_t instruction, uint32_t data,
                         void (*then)(struct cch_py_solver *s, uint32_t instruction, uint32_t data)) {
    PY_PUSH(s->arena, &s->unsettled, ((struct cch_py_unsettled){variable, instruction, data, then}));
}

int cch_py_settle(struct cch_py_solver *s) {
    uint32_t kept = 0, count = s->unsettled.count;
    for (uint32_t k = 0; k < count; k++) {
        const struct cch_py_unsettled of = s->unsettled.items[k];
        if (cch_py_operand_tag(cch_py_exact(s, of.variable)) != PY_UNUSED)
            s->unsettled.items[kept++] = of;
        else
            of.then(s, of.instruction, of.data);
    }
    uint32_t more = s->unsettled.count - count; /* that came meanwhile */
    if (more)
        memmove(s->unsettled.items + kept, s->unsettled.items + count, more * sizeof *s->unsettled.items);
    s->unsettled.count = kept + more;
    return kept < count;
}

/* Text of the parts from `k` on behind what is there. */
static void format(struct cch_py_solver *s, const struct cch_py_instruction *i, uint32_t k, char *text, size_t length,
                   uint32_t *left) {
    enum { LENGTH_MAX = 200 };
    if (k == i->c) {
        if (length && *left) {
            --*left;
            cch_py_put(s, i->target,
                       cch_py_value(s, PY_V_CONSTANT,
                                    cch_py_operand(PY_TEXT, cch_py_name(s->arena, &s->program->names, text, length)),
                                    0));
        }
        return;
    }
    uint32_t operand = s->program->operands.items[i->b + k], of[TEXTS_MAX], count = 0;
    if (cch_py_operand_tag(operand) != PY_VARIABLE) {
        of[count++] = operand;
    } else {
        const struct cch_py_variable *v = &s->variables[cch_py_operand_value(operand)];
        for (uint32_t n = 0; n < v->count && count < TEXTS_MAX; n++)
            if (cch_py_value_of(s, v->items[n])->kind == PY_V_CONSTANT)
                of[count++] = cch_py_value_of(s, v->items[n])->a;
    }
    for (uint32_t n = 0; n < count; n++) {
        int added =
            cch_py_operand_tag(of[n]) == PY_TEXT
                ? snprintf(text + length, LENGTH_MAX - length, "%s", cch_py_solver_text(s, cch_py_operand_value(of[n])))
                : snprintf(text + length, LENGTH_MAX - length, "%u", cch_py_operand_value(of[n]));
        if (added >= 0 && (size_t)added < LENGTH_MAX - length)
            format(s, i, k + 1, text, length + (size_t)added, left);
        else
            cch_py_mark(s, i->target, PY_STRINGS);
    }
}

void cch_py_react_format(struct cch_py_solver *s, uint32_t instruction) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    char text[200];
    uint32_t left = TEXTS_MAX;
    s->variables[i.target].only =
        s->variables[i.target].only && s->variables[i.target].only != (instruction | BY_FORMAT)
            ? SEVERAL
            : instruction | BY_FORMAT;
    format(s, &i, 0, text, 0, &left);
    if (!left)
        cch_py_mark(s, i.target, PY_STRINGS);
}
