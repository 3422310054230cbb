#include "python/solve/arguments.h"
#include "python/solve/contexts.h"

#include <string.h>

uint32_t cch_py_argument(struct cch_py_solver *s, uint32_t kind, uint32_t operand) {
    uint32_t at = s->program->operands.count;
    PY_PUSH(s->arena, &s->program->operands, kind);
    PY_PUSH(s->arena, &s->program->operands, operand);
    return at;
}

void cch_py_copy_arguments(struct cch_py_solver *s, uint32_t from, uint32_t count) {
    for (uint32_t i = from; i < from + 2 * count; i += 2) {
        int added;
        uint32_t source = cch_py_table_get(&s->operand_from, (uint64_t)i + 1);
        uint32_t at = cch_py_argument(s, s->program->operands.items[i], s->program->operands.items[i + 1]);
        *cch_py_table_put(s->arena, &s->operand_from, (uint64_t)at + 1, &added) = source ? source : i + 1;
    }
}

uint32_t cch_py_positional(const struct cch_py_solver *s, const struct cch_py_instruction *call, uint32_t index) {
    for (uint32_t k = 0; k < call->c; k++) {
        uint32_t kind = s->program->operands.items[call->b + 2 * k];
        if (kind == PY_STAR)
            break;
        if (kind == PY_POSITIONAL && index-- == 0)
            return s->program->operands.items[call->b + 2 * k + 1];
    }
    return cch_py_operand(PY_UNUSED, 0);
}

uint32_t cch_py_keyword(const struct cch_py_solver *s, const struct cch_py_instruction *call, const char *name) {
    for (uint32_t k = 0; k < call->c; k++) {
        uint32_t kind = s->program->operands.items[call->b + 2 * k];
        if (kind >= PY_KEYWORD_BASE && !strcmp(cch_py_solver_text(s, kind - PY_KEYWORD_BASE), name))
            return s->program->operands.items[call->b + 2 * k + 1];
    }
    return cch_py_operand(PY_UNUSED, 0);
}

static uint32_t parameter_of_kind(const struct cch_py_solver *s, uint32_t function, enum cch_py_parameter_kind kind) {
    const struct cch_py_function *f = cch_py_function_of(s, function);
    for (uint32_t i = 0; i < f->parameter_count; i++)
        if (s->program->parameters.items[f->parameters + i].kind == (uint32_t)kind)
            return s->program->parameters.items[f->parameters + i].variable;
    return 0;
}

static uint32_t positional_count(const struct cch_py_solver *s, uint32_t function) {
    const struct cch_py_function *f = cch_py_function_of(s, function);
    uint32_t count = 0;
    while (count < f->parameter_count && s->program->parameters.items[f->parameters + count].kind <= PY_POSITIONAL_ONLY)
        count++;
    return count;
}

/* Arguments go to a value, a PY_V_FUNCTION: to the function's parameters in
 * the value's context. */
static uint32_t parameter_variable(const struct cch_py_solver *s, struct cch_py_value of, uint32_t index) {
    return cch_py_in_context(s, of.b,
                             s->program->parameters.items[cch_py_function_of(s, of.a)->parameters + index].variable);
}

/* The container of *args or **kwargs, the first that their variable holds. */
static uint32_t rest_container(struct cch_py_solver *s, struct cch_py_value of, int keywords) {
    uint32_t variable = parameter_of_kind(s, of.a, keywords ? PY_KEYWORDS : PY_REST);
    if (!variable)
        return UINT32_MAX;
    if (!of.b)
        return cch_py_value_of(s, cch_py_container_value(s, 0x80000000u | of.a << 1 | (uint32_t)keywords,
                                                         keywords ? PY_IS_DICT : PY_IS_TUPLE))
            ->a;
    variable = cch_py_in_context(s, of.b, variable);
    return s->variables[variable].count ? cch_py_value_of(s, s->variables[variable].items[0])->a : UINT32_MAX;
}

/* A positional argument; past the named ones it goes to *args. */
static void pass_positional(struct cch_py_solver *s, struct cch_py_value to, uint32_t index, uint32_t source) {
    uint32_t count = positional_count(s, to.a);
    if (index < count) {
        cch_py_hand_over(s, source, parameter_variable(s, to, index));
        return;
    }
    uint32_t rest = rest_container(s, to, 0);
    if (rest != UINT32_MAX)
        cch_py_container_set(s, rest, cch_py_operand(PY_INDEX, index - count), source);
}

static void pass_keyword(struct cch_py_solver *s, struct cch_py_value to, uint32_t name, uint32_t source) {
    const struct cch_py_function *f = cch_py_function_of(s, to.a);
    for (uint32_t i = 0; i < f->parameter_count; i++) {
        const struct cch_py_parameter *parameter = &s->program->parameters.items[f->parameters + i];
        if (parameter->name == name && (parameter->kind == PY_BOTH || parameter->kind == PY_KEYWORD_ONLY)) {
            cch_py_hand_over(s, source, parameter_variable(s, to, i));
            return;
        }
    }
    uint32_t rest = rest_container(s, to, 1);
    if (rest != UINT32_MAX)
        cch_py_container_set(s, rest, cch_py_operand(PY_TEXT, name), source);
}

void cch_py_spread_into(struct cch_py_solver *s, const struct cch_py_spread *spread, uint32_t key, uint32_t source) {
    const struct cch_py_value to = *cch_py_value_of(s, spread->function);
    if (spread->is_keywords) {
        if (cch_py_operand_tag(key) == PY_TEXT)
            pass_keyword(s, to, cch_py_operand_value(key), source);
        return;
    }
    if (cch_py_operand_tag(key) == PY_INDEX) {
        pass_positional(s, to, spread->offset + cch_py_operand_value(key), source);
    } else if (cch_py_operand_tag(key) == PY_UNUSED) {
        uint32_t count = positional_count(s, to.a);
        for (uint32_t i = spread->offset; i < count; i++)
            pass_positional(s, to, i, source);
        uint32_t rest = rest_container(s, to, 0);
        if (rest != UINT32_MAX)
            cch_py_container_set(s, rest, cch_py_operand(PY_UNUSED, 0), source);
    }
}

static void pass_operand(struct cch_py_solver *s, uint32_t instruction, uint32_t function, uint32_t kind,
                         uint32_t operand, uint32_t *index, int *starred) {
    uint32_t source = cch_py_argument_variable(s, operand);
    if (kind == PY_POSITIONAL) {
        const struct cch_py_spread behind = {function, *index, 0};
        if (source && *starred)
            cch_py_spread_into(s, &behind, cch_py_operand(PY_UNUSED, 0), source);
        else if (source)
            pass_positional(s, *cch_py_value_of(s, function), *index, source);
        *index += !*starred;
    } else if (kind >= PY_KEYWORD_BASE) {
        if (source)
            pass_keyword(s, *cch_py_value_of(s, function), kind - PY_KEYWORD_BASE, source);
    } else if (source && kind == PY_STAR && *starred) { /* its items are anywhere behind the first star */
        const struct cch_py_spread behind = {function, *index, 0};
        uint32_t items = cch_py_make_variable(s);
        cch_py_make_instruction(s, PY_DO_ITERATE, PY_FLAG_IMPLICIT, instruction, 0, items, source, 0, 0);
        cch_py_spread_into(s, &behind, cch_py_operand(PY_UNUSED, 0), items);
    } else if (source) {
        cch_py_make_instruction(s, PY_DO_FORWARD, PY_FLAG_IMPLICIT, instruction, 0, 0, source, function,
                                *index << 1 | (kind == PY_DOUBLE_STAR));
    }
    *starred |= kind == PY_STAR;
}

/* Arguments go to `function`, a PY_V_FUNCTION. */
void cch_py_pass_arguments(struct cch_py_solver *s, uint32_t instruction, uint32_t function,
                           const struct cch_py_passing *passing) {
    const struct cch_py_value to = *cch_py_value_of(s, function);
    const struct cch_py_function f = *cch_py_function_of(s, to.a);
    uint32_t index = 0;
    int starred = 0;
    for (uint32_t i = 0; i < passing->front_count; i++, index++) {
        const struct cch_py_value *value = cch_py_value_of(s, passing->front[i]);
        /* `self` holds "an object of the owner or of any class below" already */
        int covered = !to.b && index == 0 && f.owner && f.flags & PY_FUNCTION_METHOD &&
                      !(f.flags & PY_FUNCTION_STATIC) && value->kind == PY_V_INSTANCE &&
                      cch_py_program_inherits(s->program, value->a, f.owner);
        if (covered) {
            /* where objects are told apart, those that are not join the others' fields by `self` */
            if (value->b != PY_AS_SELF && s->program->classes.items[f.owner].tells)
                cch_py_put(s, s->program->parameters.items[f.parameters].variable,
                           cch_py_value(s, PY_V_INSTANCE, f.owner, PY_OR_BELOW));
            continue;
        }
        uint32_t holder = cch_py_make_variable(s);
        cch_py_put(s, holder, passing->front[i]);
        pass_positional(s, to, index, holder);
    }
    for (uint32_t n = 0; n < passing->length; n++)
        pass_operand(s, instruction, function, s->program->operands.items[passing->start + 2 * n],
                     s->program->operands.items[passing->start + 2 * n + 1], &index, &starred);
}

/* Where an argument comes from, as the call writes it. */
enum given { NOT_GIVEN, PERHAPS_GIVEN, GIVEN };
static enum given argument_given(struct cch_py_solver *s, const struct cch_py_passing *passing, uint32_t parameter,
                                 const struct cch_py_parameter *of, uint32_t *source) {
    uint32_t index = passing->front_count;
    *source = 0;
    if (parameter < passing->front_count)
        return GIVEN;
    for (uint32_t n = 0; n < passing->length; n++) {
        uint32_t kind = s->program->operands.items[passing->start + 2 * n];
        uint32_t operand = s->program->operands.items[passing->start + 2 * n + 1];
        int here = kind >= PY_KEYWORD_BASE
                       ? kind - PY_KEYWORD_BASE == of->name
                       : kind == PY_POSITIONAL && index == parameter && of->kind <= PY_POSITIONAL_ONLY;
        if (here) {
            *source = cch_py_argument_variable(s, operand);
            return GIVEN;
        }
        if (kind == PY_STAR || kind == PY_DOUBLE_STAR)
            return PERHAPS_GIVEN;
        index += kind == PY_POSITIONAL;
    }
    return NOT_GIVEN;
}

int cch_py_returns_argument(const struct cch_py_function *f, uint32_t parameter) {
    if (parameter >= 64)
        return 0;
    return (parameter < 32 ? f->returned_lo >> parameter : f->returned_hi >> (parameter - 32)) & 1;
}

/* A parameter that the function may return as it came goes to this caller. */
void cch_py_give_argument_back(struct cch_py_solver *s, struct cch_py_value of, uint32_t parameter, uint32_t target,
                               const struct cch_py_passing *passing) {
    const struct cch_py_parameter is =
        s->program->parameters.items[cch_py_function_of(s, of.a)->parameters + parameter];
    uint32_t source;
    if (parameter < passing->front_count)
        cch_py_put(s, target, passing->front[parameter]);
    else if (argument_given(s, passing, parameter, &is, &source) == GIVEN)
        cch_py_connect(s, source, target);
    else
        cch_py_connect(s, parameter_variable(s, of, parameter), target); /* its default, or spread into it */
}

/* Whether some argument is a constant, as far as is known. */
static int gives_constant(const struct cch_py_solver *s, const struct cch_py_passing *passing) {
    for (uint32_t n = 0; n < passing->length; n++) {
        uint32_t operand = s->program->operands.items[passing->start + 2 * n + 1];
        if (cch_py_operand_tag(operand) == PY_VARIABLE ? s->variables[cch_py_operand_value(operand)].constants
                                                       : cch_py_operand_tag(operand) != PY_UNUSED)
            return 1;
    }
    return 0;
}

/* A context of a call, not only of an object. */
static int is_in_call(const struct cch_py_solver *s, uint32_t context) {
    return context && !s->contexts.list.items[context].of_object;
}

/* Whether a call is to see the function by itself: its result is one that
 * would join what all callers hand over. */
int cch_py_wants_context(struct cch_py_solver *s, uint32_t instruction, uint32_t function,
                         const struct cch_py_passing *passing) {
    const struct cch_py_function f = *cch_py_function_of(s, function);
    uint32_t source;
    for (uint32_t p = 0; p < f.parameter_count && p < 64; p++) {
        const struct cch_py_parameter of = s->program->parameters.items[f.parameters + p];
        if (cch_py_returns_argument(&f, p) && argument_given(s, passing, p, &of, &source) != GIVEN)
            return 1;
    }
    enum cch_py_relation relation = cch_py_context_relation(s, function);
    if (relation == PY_RELATED)
        return s->program->instructions.items[instruction].flags & PY_FLAG_DECORATOR ||
               (is_in_call(s, cch_py_context_of(s, instruction)) && cch_py_context_is_tiny(s, function));
    if (relation == PY_GIVES_OBJECT) /* a new one in each call, unless a decorator keeps it */
        return !(s->program->functions.items[function].marks & PY_MARK_REMEMBERS);
    return relation == PY_GIVES_FUNCTION || (relation == PY_NAMES && gives_constant(s, passing));
}

struct cch_py_given cch_py_given_in(struct cch_py_solver *s, uint32_t instruction, uint32_t function,
                                    const struct cch_py_passing *passing) {
    const struct cch_py_function f = *cch_py_function_of(s, function);
    int decorates = s->program->instructions.items[instruction].flags & PY_FLAG_DECORATOR;
    struct cch_py_given given = {0, 0};
    uint32_t source;
    for (uint32_t p = 0; p < f.parameter_count && p < 64; p++) {
        const struct cch_py_parameter is = s->program->parameters.items[f.parameters + p];
        enum given how = is.kind >= PY_REST ? PERHAPS_GIVEN : argument_given(s, passing, p, &is, &source);
        /* what is decorated is not None, nor is a constant */
        if (how == GIVEN &&
            ((decorates && p == passing->front_count) || cch_py_operand_tag(cch_py_exact(s, source)) == PY_TEXT))
            given.yes |= (uint64_t)1 << p;
        else if (how == NOT_GIVEN)
            given.no |= (uint64_t)1 << p;
    }
    return given;
}

/* What the call of a function in a context does not give for sure: defaults,
 * and anything else. */
void cch_py_fill_parameters(struct cch_py_solver *s, uint32_t instruction, struct cch_py_value of,
                            const struct cch_py_passing *passing) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    /* a library's call passes what it likes */
    int is_known = i.c || !(i.flags & PY_FLAG_IMPLICIT) || i.flags & PY_FLAG_CONSTRUCT;
    const struct cch_py_function f = *cch_py_function_of(s, of.a);
    uint32_t source;
    for (uint32_t p = 0; p < f.parameter_count; p++) {
        const struct cch_py_parameter is = s->program->parameters.items[f.parameters + p];
        if (is.kind >= PY_REST) {
            struct cch_py_parameter none = {.kind = PY_REST};
            uint32_t rest = rest_container(s, of, is.kind == PY_KEYWORDS);
            int is_spread = argument_given(s, passing, UINT32_MAX, &none, &source) == PERHAPS_GIVEN;
            if (rest != UINT32_MAX && (!is_known || is_spread))
                cch_py_mark(s, s->containers.items[rest].unknown, PY_OPEN);
            continue;
        }
        enum given given = argument_given(s, passing, p, &is, &source);
        if (given == GIVEN)
            continue;
        cch_py_context_default(s, of.b, is.variable);
        if (!is_known || given == PERHAPS_GIVEN)
            cch_py_mark(s, parameter_variable(s, of, p), PY_OPEN);
    }
}
