/* Objects told apart by where they are made (solve.h).
 *
 * The objects that one call of a class makes are one value. Methods run on it
 * in a context of their own (contexts.h), so what they store by `self` is that
 * object's, and what they call is what it holds. A function whose result is
 * such an object is read once for each call of it, as one that makes functions.
 *
 * A class takes part if its methods are small, all of them, and if nothing
 * outside of the program that is not known stands above it. Callers that nobody
 * sees may call its public methods on any of its objects; what has an
 * underscore is left to the program, as assignments to globals are. What is not told
 * apart after all, since a bound is met, is an object of the class as any
 * other: what is stored in it may be in each.
 */
#include "python/solve/contexts.h"
#include "python/solve/rules/rules.h"

#include <string.h>

/* Instructions of a class's own methods; calls of it as written, and as contexts tell them apart. */
enum { INSTRUCTIONS_MAX = 600, FEW_INSTRUCTIONS = 60, PLACES_WRITTEN_MAX = 64, FEW_PLACES = 6, PLACES_MAX = 128 };

uint32_t cch_py_self_of(struct cch_py_solver *s, uint32_t class, uint32_t function) {
    const char *name = cch_py_solver_text(s, s->program->functions.items[function].is.name);
    int is_private = name[0] == '_' && s->program->classes.items[class].tells;
    return cch_py_value(s, PY_V_INSTANCE, class, is_private ? PY_AS_SELF : PY_OR_BELOW);
}

/* Which classes ------------------------------------------------------------------- */

/* Outermost function that holds this one. */
static uint32_t outermost(const struct cch_py_program *p, uint32_t function) {
    while (p->functions.items[function].is.parent && !p->functions.items[function].is.owner)
        function = p->functions.items[function].is.parent;
    return function;
}

enum { SELF = 1, FIELD = 2, GIVEN = 4 };
enum use { IS_CALLED = 1 /* or given back */, HAS_METHODS = 2 };

/* What objects keep of what they are given, by names: it is worth telling objects apart where something of that name
 * is called, has a method called or is given back by a method; and it is worth it in methods that have to do with such
 * names. */
struct touch { /* of an attribute of `self`, in a method */
    uint32_t function, name;
};
struct choice {
    struct cch_py_solver *s;
    uint32_t *instructions;      /* of a class's own methods */
    uint32_t *places;            /* calls of a class, as written */
    uint8_t *origins;            /* by variable: of `self`, of its fields, of parameters of methods */
    uint32_t *names;             /* by variable: the attribute that it comes of */
    uint32_t *objects;           /* by variable: the one whose attribute it is */
    struct cch_py_table methods; /* name → 1: some class has a method of it */
    struct cch_py_table used;    /* name → enum use */
    struct cch_py_table kept;    /* (class, name) → 1 */
    struct cch_py_table matters; /* name → 1: an attribute that differs by objects */
    PY_ARRAY(struct touch) touches;
    PY_ARRAY(struct cch_py_binding) keeps; /* name, class */
};

static void note(const struct choice *c, struct cch_py_table *table, uint32_t name, uint32_t bits) {
    int added;
    if (name)
        *cch_py_table_put(c->s->arena, table, name, &added) |= bits;
}

static void keep(struct choice *c, uint32_t class, uint32_t name) {
    int added;
    if (!class || !name)
        return;
    cch_py_table_put(c->s->arena, &c->kept, cch_py_pair(class, name), &added);
    if (added)
        PY_PUSH(c->s->arena, &c->keeps, ((struct cch_py_binding){name, class}));
}

/* Parameters of methods; what a dataclass is made of. */
static void begin_origins(struct choice *c) {
    const struct cch_py_program *p = c->s->program;
    for (uint32_t f = 1; f < p->functions.count; f++) {
        const struct cch_py_function *of = &p->functions.items[f].is;
        int is_method = of->owner && of->flags & PY_FUNCTION_METHOD && !(of->flags & PY_FUNCTION_STATIC);
        if (is_method)
            note(c, &c->methods, of->name, 1);
        for (uint32_t k = 0; of->owner && k < of->parameter_count; k++)
            c->origins[p->parameters.items[of->parameters + k].variable] = k || !is_method ? GIVEN : SELF;
    }
    for (uint32_t k = 1; k < p->classes.count; k++)
        for (uint32_t i = 0; i < p->classes.items[k].is.field_count; i++)
            keep(c, k, p->bindings.items[p->classes.items[k].is.fields + i].name);
}

static uint8_t given(const struct choice *c, const struct cch_py_instruction *call) {
    const struct cch_py_program *p = c->s->program;
    uint8_t bits = 0;
    for (uint32_t k = 0; k < call->c; k++) {
        uint32_t operand = p->operands.items[call->b + 2 * k + 1];
        if (cch_py_operand_tag(operand) == PY_VARIABLE)
            bits |= c->origins[cch_py_operand_value(operand)] & GIVEN;
    }
    return bits;
}

static void come_from(struct choice *c, uint32_t target, uint32_t source, uint8_t bits) {
    c->origins[target] |= c->origins[source] & bits;
    if (!c->names[source])
        return;
    c->names[target] = c->names[source];
    c->objects[target] = c->objects[source];
}

/* `self` goes elsewhere: whatever it has may matter. */
static void touch(struct choice *c, uint32_t function, uint32_t name) {
    if (!(c->s->program->functions.items[function].marks & PY_MARK_OBJECTS))
        PY_PUSH(c->s->arena, &c->touches, ((struct touch){function, name}));
}

static void give_away(struct choice *c, uint32_t function, uint32_t variable) {
    if (c->origins[variable] & SELF)
        c->s->program->functions.items[function].marks |= PY_MARK_OBJECTS;
}

/* getattr(self.x, name) */
static int is_getattr(const struct choice *c, const struct cch_py_instruction *call) {
    const struct cch_py_variable *callee = &c->s->variables[call->a];
    return call->c >= 2 && callee->count == 1 && cch_py_value_of(c->s, callee->items[0])->kind == PY_V_EXTERNAL &&
           !strcmp(cch_py_solver_text(c->s, cch_py_value_of(c->s, callee->items[0])->a), "builtins.getattr") &&
           cch_py_operand_tag(c->s->program->operands.items[call->b + 1]) == PY_VARIABLE;
}

static void follow_call(struct choice *c, const struct cch_py_instruction *i, uint32_t class, uint32_t function) {
    const struct cch_py_program *p = c->s->program;
    uint8_t gets = given(c, i), *origins = c->origins;
    uint32_t name = c->names[i->a], object = c->objects[i->a];
    if (!cch_py_table_get(&c->methods, name) && !c->s->variables[object].count) /* of no module, no class */
        note(c, &c->used, name, IS_CALLED);
    else if (origins[i->a] & FIELD && origins[object] & FIELD)
        note(c, &c->used, c->names[object], HAS_METHODS); /* self.x.method() */
    if (origins[i->a] & FIELD && gets)                    /* self.list.append(x) */
        keep(c, class, c->names[object]);
    origins[i->target] |= gets;
    if (is_getattr(c, i))
        come_from(c, i->target, cch_py_operand_value(p->operands.items[i->b + 1]), FIELD);
    for (uint32_t k = 0; k < i->c; k++) {
        uint32_t operand = p->operands.items[i->b + 2 * k + 1];
        if (cch_py_operand_tag(operand) == PY_VARIABLE)
            give_away(c, function, cch_py_operand_value(operand));
    }
}

/* Follows an instruction, in the outermost function around it. */
static void follow(struct choice *c, const struct cch_py_instruction *i, uint32_t function) {
    uint32_t class = c->s->program->functions.items[function].is.owner;
    uint32_t result = c->s->program->functions.items[i->function].is.result;
    uint8_t *origins = c->origins;
    switch (i->opcode) {
    case PY_DO_COPY:
        come_from(c, i->target, i->a, SELF | FIELD | GIVEN);
        if (i->target != result || !class)
            break;
        give_away(c, function, i->a);
        if (origins[i->a] & FIELD)
            note(c, &c->used, c->names[i->a], IS_CALLED);
        break;
    case PY_DO_UNPACK:
    case PY_DO_ITERATE:
    case PY_DO_GET_ITEM:
        give_away(c, function, i->a);
        come_from(c, i->target, i->a, FIELD | GIVEN);
        break;
    case PY_DO_GET:
        origins[i->target] |= (uint8_t)((origins[i->a] & SELF ? FIELD : 0) | (origins[i->a] & (FIELD | GIVEN)));
        c->names[i->target] = i->b;
        c->objects[i->target] = i->a;
        if (origins[i->a] & SELF)
            touch(c, function, i->b);
        break;
    case PY_DO_CALL:
        follow_call(c, i, class, function);
        give_away(c, function, i->a);
        break;
    case PY_DO_SET:
        if (origins[i->a] & SELF)
            touch(c, function, i->b);
        if (origins[i->a] & SELF && origins[i->c] & GIVEN)
            keep(c, class, i->b);
        give_away(c, function, i->c);
        break;
    case PY_DO_SET_ITEM:
        if (origins[i->a] & FIELD && origins[i->c] & GIVEN)
            keep(c, class, c->names[i->a]);
        give_away(c, function, i->a);
        give_away(c, function, i->c);
        break;
    case PY_DO_SUPER:
        touch(c, function, c->s->program->functions.items[function].is.name);
        break;
    case PY_DO_BINARY:
    case PY_DO_METHOD:
    case PY_DO_ENTER:
        give_away(c, function, i->a);
        break;
    default:
        break;
    }
}

/* The methods that have to do with what matters, and so those that call them. */
static void find_methods(struct choice *c) {
    struct cch_py_program *p = c->s->program;
    for (uint32_t k = 0; k < c->keeps.count; k++)
        if (cch_py_table_get(&c->used, c->keeps.items[k].name))
            note(c, &c->matters, c->keeps.items[k].name, 1);
    for (uint32_t f = 1; f < p->functions.count; f++)
        if (p->functions.items[f].marks & PY_MARK_OBJECTS)
            note(c, &c->matters, p->functions.items[f].is.name, 1);
    for (uint32_t before = UINT32_MAX; before != c->touches.count;) {
        uint32_t count = 0;
        before = c->touches.count;
        for (uint32_t k = 0; k < before; k++) {
            const struct touch of = c->touches.items[k];
            struct cch_py_whole_function *f = &p->functions.items[of.function];
            if (cch_py_table_get(&c->matters, of.name)) {
                f->marks |= PY_MARK_OBJECTS;
                note(c, &c->matters, f->is.name, 1);
            } else {
                c->touches.items[count++] = of;
            }
        }
        c->touches.count = count;
    }
}

/* What is called itself matters in larger classes than what has methods: those are told apart by their own classes. */
static int is_small(const struct choice *c, const uint8_t *keeps, uint32_t class) {
    const struct cch_py_whole_class *of = &c->s->program->classes.items[class];
    uint32_t instructions = 0;
    uint8_t any = 0;
    if (of->has_unknown || of->unseen_base || of->is.metaclass || of->traits & (PY_TRAIT_ENUM | PY_TRAIT_FORWARD))
        return 0;
    for (uint32_t i = 0; i < of->order.count; i++) {
        uint32_t own = c->instructions[of->order.items[i]];
        instructions = own > instructions ? own : instructions;
        any |= keeps[of->order.items[i]];
    }
    int is_wanted = any & IS_CALLED && instructions <= INSTRUCTIONS_MAX;
    if (is_wanted && c->places[class] > PLACES_WRITTEN_MAX)
        cch_py_program_cut(c->s->program, of->is.function, of->is.line, PY_CUT_OBJECTS);
    if (is_wanted && c->places[class] <= PLACES_WRITTEN_MAX)
        return 1;
    return any && instructions <= FEW_INSTRUCTIONS && c->places[class] <= FEW_PLACES;
}

static void choose(struct choice *c) {
    struct cch_py_program *p = c->s->program;
    uint8_t *keeps = cch_py_arena_alloc(c->s->arena, p->classes.count);
    begin_origins(c);
    for (uint32_t n = 1; n < c->s->first_made; n++) {
        const struct cch_py_instruction *i = &p->instructions.items[n];
        uint32_t function = outermost(p, i->function);
        c->instructions[p->functions.items[function].is.owner]++;
        follow(c, i, function);
        for (uint32_t k = 0; i->opcode == PY_DO_CALL && k < c->s->variables[i->a].count; k++) {
            const struct cch_py_value *of = cch_py_value_of(c->s, c->s->variables[i->a].items[k]);
            c->places[of->kind == PY_V_CLASS ? of->a : 0]++;
        }
    }
    find_methods(c);
    for (uint32_t k = 0; k < c->keeps.count; k++)
        keeps[c->keeps.items[k].variable] |= (uint8_t)cch_py_table_get(&c->used, c->keeps.items[k].name);
    for (uint32_t k = 1; k < p->classes.count; k++) {
        struct cch_py_whole_class *of = &p->classes.items[k];
        of->told = (uint8_t)is_small(c, keeps, k);
        for (uint32_t i = 0; of->told && i < of->order.count; i++)
            p->classes.items[of->order.items[i]].tells = 1;
    }
}

/* Decorators that only say whom a method belongs to. */
static int is_plain_decorator(const struct cch_py_solver *s, uint32_t callee) {
    static const char *const plain[] = {"builtins.classmethod", "builtins.staticmethod", "typing.overload"};
    const struct cch_py_variable *v = &s->variables[callee];
    if (v->count != 1 || cch_py_value_of(s, v->items[0])->kind != PY_V_EXTERNAL)
        return 0;
    const char *name = cch_py_solver_text(s, cch_py_value_of(s, v->items[0])->a);
    for (size_t k = 0; k < sizeof plain / sizeof *plain; k++)
        if (!strcmp(name, plain[k]))
            return 1;
    return 0;
}

/* The calls that make objects which are told apart; and the functions that may give an object twice, since they are
 * decorated. */
static void look_at_calls(struct cch_py_solver *s) {
    struct cch_py_program *p = s->program;
    struct cch_py_table functions = {0}; /* variable → function */
    int added;
    for (uint32_t n = 1; n < s->first_made; n++)
        if (p->instructions.items[n].opcode == PY_DO_FUNCTION)
            *cch_py_table_put(s->arena, &functions, p->instructions.items[n].target, &added) =
                p->instructions.items[n].a;
    for (uint32_t n = 1; n < s->first_made; n++) {
        struct cch_py_instruction *i = &p->instructions.items[n];
        if (i->opcode != PY_DO_CALL)
            continue;
        const struct cch_py_variable *callee = &s->variables[i->a];
        for (uint32_t k = 0; k < callee->count; k++) {
            const struct cch_py_value *of = cch_py_value_of(s, callee->items[k]);
            if (of->kind == PY_V_CLASS && p->classes.items[of->a].told)
                i->flags |= PY_FLAG_MAKES;
        }
        uint32_t first = i->flags & PY_FLAG_DECORATOR && i->c ? p->operands.items[i->b + 1] : 0;
        uint32_t function = cch_py_operand_tag(first) == PY_VARIABLE && first
                                ? cch_py_table_get(&functions, cch_py_operand_value(first))
                                : 0;
        if (function && !is_plain_decorator(s, i->a))
            p->functions.items[function].marks |= PY_MARK_REMEMBERS;
    }
    cch_py_table_free(s->arena, &functions);
}

void cch_py_objects_choose(struct cch_py_solver *s) {
    size_t variables = (size_t)s->program->variable_count + 1;
    struct choice c = {.s = s};
    c.instructions = cch_py_arena_alloc(s->arena, s->program->classes.count * sizeof *c.instructions);
    c.places = cch_py_arena_alloc(s->arena, s->program->classes.count * sizeof *c.places);
    c.origins = cch_py_arena_resize(s->arena, NULL, variables);
    c.names = cch_py_arena_resize(s->arena, NULL, variables * sizeof *c.names);
    c.objects = cch_py_arena_resize(s->arena, NULL, variables * sizeof *c.objects);
    memset(c.origins, 0, variables);
    memset(c.names, 0, variables * sizeof *c.names);
    memset(c.objects, 0, variables * sizeof *c.objects);
    choose(&c);
    cch_py_arena_resize(s->arena, c.origins, 0);
    cch_py_arena_resize(s->arena, c.names, 0);
    cch_py_arena_resize(s->arena, c.objects, 0);
    cch_py_arena_resize(s->arena, c.keeps.items, 0);
    cch_py_arena_resize(s->arena, c.touches.items, 0);
    struct cch_py_table *const tables[] = {&c.methods, &c.used, &c.kept, &c.matters};
    for (size_t k = 0; k < sizeof tables / sizeof *tables; k++)
        cch_py_table_free(s->arena, tables[k]);
    look_at_calls(s);
}

/* Making and calling them ------------------------------------------------------------ */

uint32_t cch_py_new_object(struct cch_py_solver *s, uint32_t instruction, uint32_t class) {
    struct cch_py_whole_class *of = &s->program->classes.items[class];
    int added;
    if (!of->told)
        return cch_py_value(s, PY_V_INSTANCE, class, PY_EXACTLY);
    uint32_t *number = cch_py_table_put(s->arena, &s->site_numbers, cch_py_pair(instruction + 1, class), &added);
    if (added && of->places >= PLACES_MAX) {
        const struct cch_py_instruction *i = &s->program->instructions.items[instruction];
        cch_py_program_cut(s->program, i->function, i->line, PY_CUT_OBJECTS);
    } else if (added) {
        of->places++;
        PY_PUSH(s->arena, &s->sites, ((struct cch_py_site){instruction, class}));
        *number = s->sites.count;
    }
    return cch_py_value(s, PY_V_INSTANCE, class, *number ? PY_MADE_AT + *number - 1 : PY_EXACTLY);
}

/* The function is a method of objects of a class below which some are told apart. */
static int is_method(const struct cch_py_solver *s, uint32_t function) {
    const struct cch_py_function *f = &s->program->functions.items[function].is;
    return f->owner && f->flags & PY_FUNCTION_METHOD && !(f->flags & (PY_FUNCTION_STATIC | PY_FUNCTION_CLASS)) &&
           f->parameter_count && s->program->classes.items[f->owner].tells;
}

uint32_t cch_py_object_context(struct cch_py_solver *s, uint32_t function, uint32_t front) {
    const struct cch_py_value of = *cch_py_value_of(s, front), is = *cch_py_value_of(s, function);
    if (!cch_py_is_site(of) || !is_method(s, is.a) || !(s->program->functions.items[is.a].marks & PY_MARK_OBJECTS) ||
        !cch_py_program_inherits(s->program, of.a, s->program->functions.items[is.a].is.owner))
        return 0;
    return cch_py_context_of_object(s, function, front);
}

/* C.method(x, …): x is what the watch is told of; its c is the method. */
static void call_on(struct cch_py_solver *s, uint32_t watch, uint32_t value) {
    const struct cch_py_instruction by = s->program->instructions.items[watch];
    uint32_t instruction = cch_py_origin_of(s, watch), operands = s->program->operands.count;
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    if (cch_py_value_of(s, value)->kind != PY_V_INSTANCE)
        return;
    uint32_t callee = cch_py_make_variable(s);
    cch_py_put(s, callee, cch_py_value(s, PY_V_BOUND, by.c, value));
    cch_py_copy_arguments(s, i.b + 2, i.c - 1);
    cch_py_make_instruction(s, PY_DO_CALL, (uint8_t)(PY_FLAG_IMPLICIT | (i.flags & PY_FLAG_POSSIBLE)), instruction, i.a,
                            i.target, callee, operands, i.c - 1);
}

/* Nothing that is known came to x: the method is called all the same. */
static void call_on_none(struct cch_py_solver *s, uint32_t instruction, uint32_t function) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    const struct cch_py_variable *v = &s->variables[cch_py_operand_value(s->program->operands.items[i.b + 1])];
    for (uint32_t k = 0; k < v->count; k++)
        if (cch_py_value_of(s, v->items[k])->kind == PY_V_INSTANCE)
            return;
    uint32_t owner = s->program->functions.items[cch_py_value_of(s, function)->a].is.owner;
    uint32_t callee = cch_py_make_variable(s), operands = s->program->operands.count;
    cch_py_put(s, callee, cch_py_value(s, PY_V_BOUND, function, cch_py_value(s, PY_V_INSTANCE, owner, PY_OR_BELOW)));
    cch_py_copy_arguments(s, i.b + 2, i.c - 1);
    cch_py_make_instruction(s, PY_DO_CALL, (uint8_t)(PY_FLAG_IMPLICIT | (i.flags & PY_FLAG_POSSIBLE)), instruction, i.a,
                            i.target, callee, operands, i.c - 1);
}

int cch_py_call_unbound(struct cch_py_solver *s, uint32_t instruction, uint32_t function) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    if (!is_method(s, cch_py_value_of(s, function)->a) || !i.c || s->program->operands.items[i.b] != PY_POSITIONAL ||
        cch_py_operand_tag(s->program->operands.items[i.b + 1]) != PY_VARIABLE)
        return 0;
    uint32_t object = cch_py_operand_value(s->program->operands.items[i.b + 1]);
    cch_py_watch(s, instruction, object, call_on, function);
    cch_py_when_settled(s, object, instruction, function, call_on_none);
    return 1;
}
