#include "python/solve/contexts.h"
#include "python/solve/rules/rules.h"

#include <stdlib.h>
#include <string.h>

/* "Small": what a decorator needs, several times over. */
enum { INSTRUCTIONS_MAX = 300, TINY_MAX = 24, FUNCTIONS_MAX = 24, CONTEXT_DEPTH_MAX = 4 };

void cch_py_contexts_begin(struct cch_py_solver *s) {
    const struct cch_py_program *p = s->program;
    struct cch_py_contexts *c = &s->contexts;
    memset(c, 0, sizeof *c);
    c->first = cch_py_arena_alloc(s->arena, ((size_t)p->functions.count + 2) * sizeof *c->first);
    c->of_function = cch_py_arena_resize(s->arena, NULL, ((size_t)p->instructions.count + 1) * sizeof *c->of_function);
    c->definitions = cch_py_arena_alloc(s->arena, ((size_t)s->variable_count + 1) * sizeof *c->definitions);
    c->written_count = s->variable_count;
    c->written = cch_py_arena_alloc(s->arena, ((size_t)s->variable_count + 1) * sizeof *c->written);
    c->child = cch_py_arena_alloc(s->arena, ((size_t)p->functions.count + 1) * sizeof *c->child);
    c->sibling = cch_py_arena_alloc(s->arena, ((size_t)p->functions.count + 1) * sizeof *c->sibling);
    c->shapes = cch_py_arena_alloc(s->arena, ((size_t)p->functions.count + 1) * sizeof *c->shapes);
    PY_PUSH(s->arena, &c->list, ((struct cch_py_context){0}));
    for (uint32_t i = 1; i < p->instructions.count; i++) {
        const struct cch_py_instruction *of = &p->instructions.items[i];
        c->first[of->function + 1]++;
        c->definitions[of->target]++;
        if (of->opcode == PY_DO_FUNCTION)
            c->shapes[of->a].made = i;
        else if (of->opcode == PY_DO_GET)
            c->written[of->target] = of->b;
        else if (of->opcode == PY_DO_NAME)
            c->written[of->target] = of->a;
        else if (of->opcode == PY_DO_FROM)
            c->written[of->target] = of->c;
        else if (of->opcode == PY_DO_COPY && c->written[of->a])
            c->written[of->target] = c->written[of->a];
    }
    for (uint32_t f = 0; f < p->functions.count; f++)
        c->first[f + 1] += c->first[f];
    for (uint32_t i = 1; i < p->instructions.count; i++)
        c->of_function[c->first[p->instructions.items[i].function]++] = i;
    for (uint32_t f = p->functions.count; f > 0; f--)
        c->first[f] = c->first[f - 1];
    c->first[0] = 0;
    for (uint32_t f = p->functions.count; f-- > 1;) {
        uint32_t parent = p->functions.items[f].is.parent;
        c->sibling[f] = c->child[parent];
        c->child[parent] = f;
    }
}

/* Relation ------------------------------------------------------------------------ */

enum {
    FROM_PARAMETER = 1,
    FROM_REST = 2,
    FROM_FUNCTION = 4,
    FROM_CALL = 8,
    FROM_NAME = 16,
    FROM_ATTRIBUTE = 32, /* of a parameter: counts for what is registered alone */
    FROM_OBJECT = 64,    /* made here, and told apart */
    FROM_CLASS = 128     /* `cls`, whose objects are */
};

struct relation {
    struct cch_py_solver *s;
    struct cch_py_table from; /* variable → bits */
    int changed, registers;
};

static uint32_t from(const struct relation *r, uint32_t variable) {
    return variable ? cch_py_table_get(&r->from, variable) & ~(uint32_t)FROM_ATTRIBUTE : 0;
}

static uint32_t from_any(const struct relation *r, uint32_t variable) {
    return variable ? cch_py_table_get(&r->from, variable) : 0;
}

static void add(struct relation *r, uint32_t variable, uint32_t bits) {
    int added;
    if (!variable || !bits)
        return;
    uint32_t *held = cch_py_table_put(r->s->arena, &r->from, variable, &added);
    r->changed |= (*held | bits) != *held;
    *held |= bits;
}

/* What the callee does with a name that it is given, by how it is written. */
static const struct cch_py_rule *naming(const struct relation *r, uint32_t callee) {
    uint32_t written = callee < r->s->contexts.written_count ? r->s->contexts.written[callee] : 0;
    return written ? cch_py_rule_for(r->s, PY_ON_NAMING, written) : NULL;
}

/* What a call gives of what goes in: a decorator, or `update_wrapper(inner, f)`, a function. */
static uint32_t from_call(struct relation *r, const struct cch_py_instruction *call) {
    uint32_t bits = from(r, call->a) & ~(uint32_t)FROM_CLASS ? FROM_CALL : 0;
    const struct cch_py_rule *rule = naming(r, call->a);
    if (call->flags & PY_FLAG_MAKES || from(r, call->a) & FROM_CLASS)
        bits |= FROM_OBJECT;
    for (uint32_t k = 0; k < call->c; k++) {
        uint32_t operand = r->s->program->operands.items[call->b + 2 * k + 1];
        if (cch_py_operand_tag(operand) != PY_VARIABLE)
            continue;
        uint32_t of = from(r, cch_py_operand_value(operand));
        bits |= of ? FROM_CALL : 0;
        bits |= of && rule ? FROM_NAME : 0;
        r->registers |= from_any(r, cch_py_operand_value(operand)) && rule && rule->flags & PY_RULE_REGISTERS;
        if (k == 0 && r->s->program->operands.items[call->b] == PY_POSITIONAL)
            bits |= of & (FROM_FUNCTION | (call->flags & PY_FLAG_DECORATOR ? FROM_REST : 0));
    }
    return bits;
}

static void relate(struct relation *r, const struct cch_py_instruction *i) {
    switch (i->opcode) {
    case PY_DO_FUNCTION:
        add(r, i->target, FROM_FUNCTION);
        break;
    case PY_DO_GET_ITEM:
        if (cch_py_operand_tag(i->b) == PY_VARIABLE && from(r, cch_py_operand_value(i->b)))
            add(r, i->target, FROM_NAME);
        add(r, i->target, from(r, i->a));
        break;
    case PY_DO_FORMAT:
        for (uint32_t k = 0; k < i->c; k++)
            if (cch_py_operand_tag(r->s->program->operands.items[i->b + k]) == PY_VARIABLE)
                add(r, i->target, from_any(r, cch_py_operand_value(r->s->program->operands.items[i->b + k])));
        break;
    case PY_DO_GET: /* of what is named */
        add(r, i->target, from(r, i->a) & FROM_NAME);
        add(r, i->target, from_any(r, i->a) & (FROM_PARAMETER | FROM_ATTRIBUTE) ? FROM_ATTRIBUTE : 0);
        break;
    case PY_DO_COPY:
    case PY_DO_UNPACK:
    case PY_DO_REST:
    case PY_DO_ITERATE:
        add(r, i->target, from_any(r, i->a));
        break;
    case PY_DO_SET_ITEM:
        add(r, i->a, from(r, i->c));
        break;
    case PY_DO_CALL:
        add(r, i->target, from_call(r, i));
        break;
    default:
        break;
    }
}

static int makes_object(const struct cch_py_solver *s, uint32_t function) {
    const struct cch_py_contexts *c = &s->contexts;
    const struct cch_py_function *f = &s->program->functions.items[function].is;
    for (uint32_t i = c->first[function]; i < c->first[function + 1]; i++)
        if (s->program->instructions.items[c->of_function[i]].flags & PY_FLAG_MAKES &&
            s->program->instructions.items[c->of_function[i]].opcode == PY_DO_CALL)
            return 1;
    return f->owner && f->flags & PY_FUNCTION_CLASS && s->program->classes.items[f->owner].told;
}

static enum cch_py_relation relation_of(struct cch_py_solver *s, uint32_t function) {
    const struct cch_py_function *f = &s->program->functions.items[function].is;
    const struct cch_py_contexts *c = &s->contexts;
    struct relation r = {.s = s};
    uint32_t own = 0;
    if (f->flags & (PY_FUNCTION_MODULE | PY_FUNCTION_GENERATOR) ||
        c->first[function + 1] - c->first[function] > INSTRUCTIONS_MAX)
        return PY_UNRELATED;
    for (uint32_t p = 0; p < f->parameter_count; p++) {
        const struct cch_py_parameter *of = &s->program->parameters.items[f->parameters + p];
        int is_object = p == 0 && f->flags & PY_FUNCTION_METHOD && !(f->flags & PY_FUNCTION_STATIC);
        int is_class = is_object && f->flags & PY_FUNCTION_CLASS && s->program->classes.items[f->owner].told;
        own += !is_object;
        add(&r, of->variable, of->kind >= PY_REST ? FROM_REST : FROM_PARAMETER);
        add(&r, of->variable, is_class ? FROM_CLASS : 0);
    }
    if (!own && !makes_object(s, function))
        return PY_UNRELATED;
    r.changed = 1;
    for (unsigned round = 0; r.changed && round < 8; round++) {
        r.changed = 0;
        for (uint32_t i = c->first[function]; i < c->first[function + 1]; i++)
            relate(&r, &s->program->instructions.items[c->of_function[i]]);
    }
    uint32_t bits = from(&r, f->result);
    cch_py_table_free(s->arena, &r.from);
    if (bits & (FROM_FUNCTION | FROM_REST) || r.registers)
        return PY_GIVES_FUNCTION;
    if (bits & FROM_OBJECT)
        return PY_GIVES_OBJECT;
    if (!own)
        return PY_UNRELATED;
    return bits & FROM_NAME ? PY_NAMES : bits ? PY_RELATED : PY_UNRELATED;
}

int cch_py_context_is_tiny(const struct cch_py_solver *s, uint32_t function) {
    return s->contexts.first[function + 1] - s->contexts.first[function] <= TINY_MAX;
}

enum cch_py_relation cch_py_context_relation(struct cch_py_solver *s, uint32_t function) {
    struct cch_py_context_shape *shape = &s->contexts.shapes[function];
    if (!shape->relation)
        shape->relation = 1 + (uint8_t)relation_of(s, function);
    return (enum cch_py_relation)(shape->relation - 1);
}

/* Shapes: what a function is made of --------------------------------------------------- */

static int by_number(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* The function and those in it; methods of classes in it stay as they are. */
static int add_functions(const struct cch_py_solver *s, uint32_t function, uint32_t *list, uint32_t *count,
                         unsigned depth) {
    if (*count >= FUNCTIONS_MAX || depth >= FUNCTIONS_MAX)
        return 0;
    list[(*count)++] = function;
    for (uint32_t f = s->contexts.child[function]; f; f = s->contexts.sibling[f])
        if (!add_functions(s, f, list, count, depth + 1))
            return 0;
    return 1;
}

/* Instructions that say the same in each context. */
static int is_shared(const struct cch_py_instruction *i) {
    return i->opcode == PY_DO_NAME || i->opcode == PY_DO_IMPORT || i->opcode == PY_DO_FROM || i->opcode == PY_DO_STAR ||
           i->opcode == PY_DO_NOTHING || i->opcode == PY_DO_CUT;
}

static void add_own_variables(struct cch_py_solver *s, struct cch_py_context_shape *shape, uint32_t function) {
    const struct cch_py_function *f = &s->program->functions.items[function].is;
    PY_PUSH(s->arena, &shape->variables, f->result);
    for (uint32_t p = 0; p < f->parameter_count; p++)
        PY_PUSH(s->arena, &shape->variables, s->program->parameters.items[f->parameters + p].variable);
}

/* What a generator yields is kept by function (PY_V_GENERATOR). */
static int is_yielded(const struct cch_py_solver *s, const struct cch_py_context_shape *shape, uint32_t variable) {
    for (uint32_t k = 0; k < shape->functions.count; k++)
        if (s->program->functions.items[shape->functions.items[k]].is.yields == variable)
            return 1;
    return 0;
}

/* A variable is the functions' own when nothing else assigns it. */
static void add_variables(struct cch_py_solver *s, struct cch_py_context_shape *shape) {
    struct cch_py_table seen = {0};
    for (uint32_t k = 0; k < shape->instructions.count; k++) {
        const struct cch_py_instruction *i = &s->program->instructions.items[shape->instructions.items[k]];
        int added;
        if (!i->target || is_shared(i))
            continue;
        uint32_t *times = cch_py_table_put(s->arena, &seen, i->target, &added);
        shape->has_class |= i->opcode == PY_DO_CLASS;
        if (++*times == s->contexts.definitions[i->target] && !is_yielded(s, shape, i->target))
            PY_PUSH(s->arena, &shape->variables, i->target);
    }
    cch_py_table_free(s->arena, &seen);
    qsort(shape->variables.items, shape->variables.count, sizeof *shape->variables.items, by_number);
    uint32_t count = 0;
    for (uint32_t k = 0; k < shape->variables.count; k++)
        if (!k || shape->variables.items[k] != shape->variables.items[k - 1])
            shape->variables.items[count++] = shape->variables.items[k];
    shape->variables.count = count;
}

/* Defaults and annotations of the function's own parameters stand in the code
 * around it, just before it is made. */
static void add_defaults(struct cch_py_solver *s, struct cch_py_context_shape *shape, uint32_t function) {
    const struct cch_py_function *f = &s->program->functions.items[function].is;
    for (uint32_t p = 0; p < f->parameter_count; p++) {
        uint32_t variable = s->program->parameters.items[f->parameters + p].variable;
        uint32_t left = s->contexts.definitions[variable];
        for (uint32_t k = shape->made; left && k > 0; k--) {
            if (s->program->instructions.items[k].target != variable)
                continue;
            left--;
            if (s->program->instructions.items[k].opcode == PY_DO_COPY)
                PY_PUSH(s->arena, &shape->defaults, k);
        }
    }
}

static const struct cch_py_context_shape *shape_of(struct cch_py_solver *s, uint32_t function) {
    struct cch_py_context_shape *shape = &s->contexts.shapes[function];
    uint32_t list[FUNCTIONS_MAX], count = 0, total = 0;
    if (shape->state)
        return shape->state == 2 ? shape : NULL;
    shape->state = 1;
    if (!add_functions(s, function, list, &count, 0))
        return NULL;
    for (uint32_t k = 0; k < count; k++)
        total += s->contexts.first[list[k] + 1] - s->contexts.first[list[k]];
    if (total > INSTRUCTIONS_MAX)
        return NULL;
    for (uint32_t k = 0; k < count; k++) {
        PY_PUSH(s->arena, &shape->functions, list[k]);
        for (uint32_t i = s->contexts.first[list[k]]; i < s->contexts.first[list[k] + 1]; i++)
            if (!is_shared(&s->program->instructions.items[s->contexts.of_function[i]]))
                PY_PUSH(s->arena, &shape->instructions, s->contexts.of_function[i]);
        add_own_variables(s, shape, list[k]);
    }
    if (shape->instructions.count)
        qsort(shape->instructions.items, shape->instructions.count, sizeof *shape->instructions.items, by_number);
    add_variables(s, shape);
    add_defaults(s, shape, function);
    shape->state = 2;
    return shape;
}

/* Contexts ----------------------------------------------------------------------------- */

uint32_t cch_py_in_context(const struct cch_py_solver *s, uint32_t context, uint32_t variable) {
    while (context) {
        const struct cch_py_context *c = &s->contexts.list.items[context];
        const struct cch_py_context_shape *shape = &s->contexts.shapes[c->function];
        const uint32_t *found =
            bsearch(&variable, shape->variables.items, shape->variables.count, sizeof variable, by_number);
        if (found)
            return c->first_variable + (uint32_t)(found - shape->variables.items);
        context = c->parent;
    }
    return variable;
}

static uint32_t operand_in(const struct cch_py_solver *s, uint32_t context, uint32_t operand) {
    return cch_py_operand_tag(operand) == PY_VARIABLE
               ? cch_py_operand(PY_VARIABLE, cch_py_in_context(s, context, cch_py_operand_value(operand)))
               : operand;
}

/* The instruction with the context's variables. */
static struct cch_py_instruction instruction_in(struct cch_py_solver *s, uint32_t context, uint32_t number) {
    struct cch_py_instruction i = s->program->instructions.items[number];
    i.target = cch_py_in_context(s, context, i.target);
    switch (i.opcode) {
    case PY_DO_FUNCTION:
    case PY_DO_CLASS:
    case PY_DO_CONTAINER:
    case PY_DO_OPEN:
    case PY_DO_CONSTANT:
        return i;
    case PY_DO_FORMAT: {
        uint32_t operands = s->program->operands.count;
        for (uint32_t k = 0; k < i.c; k++)
            PY_PUSH(s->arena, &s->program->operands, operand_in(s, context, s->program->operands.items[i.b + k]));
        i.b = operands;
        return i;
    }
    case PY_DO_CALL: {
        uint32_t operands = s->program->operands.count;
        for (uint32_t k = 0; k < 2 * i.c; k += 2) {
            uint32_t kind = s->program->operands.items[i.b + k];
            uint32_t operand = operand_in(s, context, s->program->operands.items[i.b + k + 1]);
            uint32_t at = cch_py_argument(s, kind, operand);
            int added;
            *cch_py_table_put(s->arena, &s->operand_from, (uint64_t)at + 1, &added) = i.b + k + 1;
        }
        i.b = operands;
        break;
    }
    case PY_DO_SET:
        i.c = cch_py_in_context(s, context, i.c);
        break;
    case PY_DO_SET_ITEM:
        i.c = cch_py_in_context(s, context, i.c);
        i.b = operand_in(s, context, i.b);
        break;
    case PY_DO_GET_ITEM:
    case PY_DO_UNPACK:
        i.b = operand_in(s, context, i.b);
        break;
    case PY_DO_BINARY:
    case PY_DO_MERGE:
        i.b = cch_py_in_context(s, context, i.b);
        break;
    case PY_DO_SUPER:
        i.b = cch_py_in_context(s, context, i.b);
        return i;
    default:
        break;
    }
    i.a = cch_py_in_context(s, context, i.a);
    return i;
}

static uint32_t add_instruction(struct cch_py_solver *s, struct cch_py_instruction i, uint32_t origin,
                                uint32_t context) {
    PY_PUSH(s->arena, &s->program->instructions, i);
    PY_PUSH(s->arena, &s->origins, ((struct cch_py_origin){.instruction = origin, .context = context}));
    return s->program->instructions.count - 1;
}

/* *args and **kwargs of a function in the context; what else comes in from
 * outside is open, unless it is the function that is called. */
static void begin_parameters(struct cch_py_solver *s, uint32_t context, uint32_t function, uint32_t origin) {
    const struct cch_py_function *f = &s->program->functions.items[function].is;
    int is_called = function == s->contexts.list.items[context].function;
    for (uint32_t p = 0; p < f->parameter_count; p++) {
        const struct cch_py_parameter parameter = s->program->parameters.items[f->parameters + p];
        uint32_t variable = cch_py_in_context(s, context, parameter.variable);
        if (parameter.kind >= PY_REST) {
            struct cch_py_instruction nothing = {.opcode = PY_DO_NOTHING, .function = function};
            uint32_t container = cch_py_container_value(s, add_instruction(s, nothing, origin, context),
                                                        parameter.kind == PY_KEYWORDS ? PY_IS_DICT : PY_IS_TUPLE);
            s->containers.items[cch_py_value_of(s, container)->a].placed = parameter.kind == PY_REST;
            cch_py_put(s, variable, container);
            if (!is_called)
                cch_py_mark(s, s->containers.items[cch_py_value_of(s, container)->a].unknown, PY_OPEN);
        } else if (!is_called) {
            cch_py_mark(s, variable, PY_OPEN);
        }
    }
}

static int is_recursive(const struct cch_py_solver *s, uint32_t context, uint32_t function) {
    for (; context; context = s->contexts.list.items[context].caller)
        if (s->contexts.list.items[context].function == function)
            return 1;
    return 0;
}

/* Whether what the guard covers does not run in a call. */
static int is_guarded(const struct cch_py_solver *s, uint32_t function, const struct cch_py_instruction *guard,
                      struct cch_py_given given) {
    const struct cch_py_function *f = &s->program->functions.items[function].is;
    for (uint32_t p = 0; p < f->parameter_count && p < 64; p++)
        if (s->program->parameters.items[f->parameters + p].variable == guard->a)
            return (int)((guard->c ? given.no : given.yes) >> p & 1);
    return 0;
}

/* The function runs in a new context because of what runs in the context `caller`. */
static uint32_t make(struct cch_py_solver *s, uint32_t caller, uint32_t instruction, uint32_t value,
                     struct cch_py_given given, int of_object) {
    const struct cch_py_value of = *cch_py_value_of(s, value);
    uint32_t depth = s->contexts.list.items[caller].depth + 1;
    uint32_t around = s->contexts.list.items[of.b].depth + 1;
    const struct cch_py_context_shape *shape = shape_of(s, of.a);
    if (!shape || depth > CONTEXT_DEPTH_MAX || around > CONTEXT_DEPTH_MAX || is_recursive(s, caller, of.a) ||
        is_recursive(s, of.b, of.a))
        return 0;
    struct cch_py_context_shape *own = &s->contexts.shapes[of.a];
    if (own->work + own->instructions.count + 1 > PY_CONTEXT_WORK_MAX) {
        if (!own->is_crowded)
            PY_PUSH(s->arena, &s->crowded, of.a);
        own->is_crowded = 1;
        return 0;
    }
    own->work += own->instructions.count + 1;
    uint32_t context = s->contexts.list.count, first = s->variable_count;
    for (uint32_t k = 0; k < shape->variables.count; k++)
        cch_py_make_variable(s);
    PY_PUSH(s->arena, &s->contexts.list,
            ((struct cch_py_context){of.a, of.b, caller, depth > around ? depth : around, first, 0, of_object != 0}));
    uint32_t from_here = s->program->instructions.count, end = 0;
    for (uint32_t k = 0; k < shape->instructions.count; k++) {
        uint32_t origin = shape->instructions.items[k];
        const struct cch_py_instruction *i = &s->program->instructions.items[origin];
        if (origin < end)
            continue;
        if (i->opcode == PY_DO_GUARD)
            end = is_guarded(s, of.a, i, given) ? origin + 1 + i->b : end;
        else
            add_instruction(s, instruction_in(s, context, origin), origin, context);
    }
    uint32_t behind = s->program->instructions.count;
    for (uint32_t k = 0; k < shape->functions.count; k++)
        begin_parameters(s, context, shape->functions.items[k],
                         shape->instructions.count ? shape->instructions.items[0] : instruction);
    for (uint32_t made = from_here; made < behind; made++)
        cch_py_begin_instruction(s, made);
    return context;
}

uint32_t cch_py_context_make(struct cch_py_solver *s, uint32_t instruction, uint32_t value, struct cch_py_given given) {
    return make(s, cch_py_context_of(s, instruction), instruction, value, given, 0);
}

uint32_t cch_py_context_of_object(struct cch_py_solver *s, uint32_t value, uint32_t object) {
    const struct cch_py_site site = s->sites.items[cch_py_value_of(s, object)->b - PY_MADE_AT];
    int added;
    uint64_t key = cch_py_pair(value, object);
    uint32_t *known = cch_py_table_put(s->arena, &s->contexts.of_objects, key, &added);
    if (!added)
        return *known ? *known - 1 : 0;
    *known = 1; /* while it is made, and where there is none */
    uint32_t context =
        make(s, cch_py_context_of(s, site.instruction), site.instruction, value, (struct cch_py_given){0, 0}, 1);
    *cch_py_table_put(s->arena, &s->contexts.of_objects, key, &added) = context + 1;
    return context;
}

void cch_py_context_default(struct cch_py_solver *s, uint32_t context, uint32_t variable) {
    const struct cch_py_context c = s->contexts.list.items[context];
    const struct cch_py_context_shape *shape = &s->contexts.shapes[c.function];
    for (uint32_t k = 0; k < shape->defaults.count; k++) {
        const struct cch_py_instruction i = s->program->instructions.items[shape->defaults.items[k]];
        if (i.target == variable)
            cch_py_hand_over(s, cch_py_in_context(s, c.parent, i.a), cch_py_in_context(s, context, variable));
    }
}

static int is_wrapper(uint32_t kind) {
    return kind == PY_V_BOUND || kind == PY_V_STATIC || kind == PY_V_CLASS_METHOD || kind == PY_V_OPERATOR ||
           kind == PY_V_KERNEL || kind == PY_V_LAUNCH;
}

void cch_py_spill(struct cch_py_solver *s, uint32_t value) {
    struct cch_py_value of = *cch_py_value_of(s, value);
    while (is_wrapper(of.kind))
        of = *cch_py_value_of(s, of.a);
    for (uint32_t c = of.kind == PY_V_FUNCTION ? of.b : 0; c && !s->contexts.list.items[c].is_spilled;
         c = s->contexts.list.items[c].parent) {
        s->contexts.list.items[c].is_spilled = 1;
        PY_PUSH(s->arena, &s->contexts.spills, c);
    }
}

void cch_py_spill_all(struct cch_py_solver *s) {
    while (s->contexts.spills.count) {
        uint32_t next = s->contexts.spills.items[--s->contexts.spills.count];
        const struct cch_py_context c = s->contexts.list.items[next];
        const struct cch_py_context_shape *shape = &s->contexts.shapes[c.function];
        for (uint32_t k = 0; k < shape->variables.count; k++)
            cch_py_connect(s, c.first_variable + k, shape->variables.items[k]);
    }
}

int cch_py_context_has_class(const struct cch_py_solver *s, uint32_t context) {
    for (; context; context = s->contexts.list.items[context].parent)
        if (s->contexts.shapes[s->contexts.list.items[context].function].has_class)
            return 1;
    return 0;
}

uint32_t cch_py_without_context(struct cch_py_solver *s, uint32_t value) {
    const struct cch_py_value of = *cch_py_value_of(s, value);
    if (of.kind == PY_V_FUNCTION)
        return of.b ? cch_py_value(s, PY_V_FUNCTION, of.a, 0) : value;
    if (cch_py_is_site(of))
        return cch_py_value(s, PY_V_INSTANCE, of.a, PY_EXACTLY);
    if (!is_wrapper(of.kind))
        return value;
    uint32_t inner = cch_py_without_context(s, of.a);
    uint32_t front = of.kind == PY_V_BOUND ? cch_py_without_context(s, of.b) : of.b;
    return inner == of.a && front == of.b ? value : cch_py_value(s, (enum cch_py_value_kind)of.kind, inner, front);
}
