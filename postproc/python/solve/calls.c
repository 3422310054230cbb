/* Calls: which function runs, and what comes out (solve.h). */
#include "python/solve/arguments.h"
#include "python/solve/contexts.h"
#include "python/solve/rules/rules.h"

#include "graph_file/schema.h"

#include <string.h>

/* Edges ------------------------------------------------------------------------ */

static uint32_t find_edge(struct cch_py_solver *s, struct cch_py_call_edge edge) {
    int added;
    uint64_t key = (uint64_t)edge.instruction << 36 ^ (uint64_t)edge.callee << 4 ^ edge.kind;
    uint32_t *number = cch_py_table_put(s->arena, &s->edge_numbers, key + 1, &added);
    if (added) {
        *number = s->edges.count;
        PY_PUSH(s->arena, &s->edges, edge);
    } else {
        s->edges.items[*number].possible &= edge.possible;
        s->edges.items[*number].plain |= edge.plain;
    }
    return *number;
}

void cch_py_edge_from(struct cch_py_solver *s, uint32_t caller, uint32_t instruction, uint32_t callee, uint8_t kind,
                      int possible, uint32_t context) {
    int added;
    uint32_t edge = find_edge(s, (struct cch_py_call_edge){.caller = caller,
                                                           .callee = callee,
                                                           .instruction = instruction,
                                                           .kind = kind,
                                                           .possible = possible != 0,
                                                           .plain = !context});
    if (!context)
        return;
    cch_py_table_put(s->arena, &s->edge_context_numbers, cch_py_pair(edge + 1, context), &added);
    if (added)
        PY_PUSH(s->arena, &s->edge_contexts, ((struct cch_py_edge_context){edge, context}));
}

static void edge_in(struct cch_py_solver *s, uint32_t instruction, uint32_t callee, uint8_t kind, int possible,
                    uint32_t context) {
    const struct cch_py_instruction *i = &s->program->instructions.items[instruction];
    cch_py_edge_from(s, cch_py_node(PY_NODE_FUNCTION, i->function), instruction, callee, kind,
                     possible || i->flags & PY_FLAG_POSSIBLE, context);
}

void cch_py_edge(struct cch_py_solver *s, uint32_t instruction, uint32_t callee, uint8_t kind, int possible) {
    edge_in(s, instruction, callee, kind, possible, 0);
}

static void note_pass(struct cch_py_solver *s, uint32_t instruction, uint32_t front, uint32_t callee) {
    int added;
    const struct cch_py_instruction *i = &s->program->instructions.items[instruction];
    uint32_t origin = cch_py_origin_of(s, instruction);
    /* one of a context's is noted as the call as written, once */
    if (cch_py_context_of(s, instruction) && origin < s->first_made &&
        s->program->instructions.items[origin].opcode == i->opcode)
        instruction = origin;
    cch_py_table_put(s->arena, &s->pass_numbers, cch_py_pair(instruction, callee), &added);
    if (added)
        PY_PUSH(s->arena, &s->passes, ((struct cch_py_pass){instruction, front, callee}));
}

enum { PARTIAL_ARGUMENTS_MAX = 1000 };

static uint8_t kind_of_call(const struct cch_py_instruction *i) {
    if (i->flags & PY_FLAG_CONSTRUCT)
        return CCH_KIND_CONSTRUCT;
    return i->flags & PY_FLAG_DISPATCH ? CCH_KIND_DISPATCH : CCH_KIND_CALL;
}

static void call_function(struct cch_py_solver *s, uint32_t instruction, uint32_t value,
                          const struct cch_py_passing *passing, uint8_t kind) {
    struct cch_py_instruction i = s->program->instructions.items[instruction];
    struct cch_py_value of = *cch_py_value_of(s, value);
    const struct cch_py_function f = *cch_py_function_of(s, of.a);
    if (!passing->front_count && kind == CCH_KIND_CALL && cch_py_call_unbound(s, instruction, value))
        return;
    const struct cch_py_rule *rule = i.target ? cch_py_rule_for(s, PY_ON_DEFINED, f.name) : NULL;
    if (rule) { /* the result is the rule's */
        i.target = s->returned = cch_py_make_variable(s);
        rule->call(s, instruction, rule);
    }
    note_pass(s, instruction, passing->front_count, cch_py_node(PY_NODE_FUNCTION, of.a));
    uint32_t context = 0;
    if (i.target && !(f.flags & PY_FUNCTION_GENERATOR) && cch_py_wants_context(s, instruction, of.a, passing))
        context = cch_py_context_make(s, instruction, value, cch_py_given_in(s, instruction, of.a, passing));
    if (!context && passing->front_count)
        context = cch_py_object_context(s, value, passing->front[0]);
    if (context) {
        of.b = context;
        value = cch_py_value(s, PY_V_FUNCTION, of.a, context);
        cch_py_fill_parameters(s, instruction, of, passing);
    }
    edge_in(s, instruction, cch_py_node(PY_NODE_FUNCTION, of.a), kind, 0, of.b);
    cch_py_pass_arguments(s, instruction, value, passing);
    if (of.b && cch_py_context_has_class(s, of.b))
        cch_py_pass_arguments(s, instruction, cch_py_without_context(s, value), passing);
    if (!i.target)
        return;
    if (f.flags & PY_FUNCTION_GENERATOR) {
        cch_py_put(s, i.target, cch_py_value(s, PY_V_GENERATOR, of.a, 0));
        return;
    }
    cch_py_connect(s, cch_py_in_context(s, of.b, f.result), i.target);
    for (uint32_t p = 0; p < f.parameter_count && p < 64; p++)
        if (cch_py_returns_argument(&f, p))
            cch_py_give_argument_back(s, of, p, i.target, passing);
}

/* Classes and objects --------------------------------------------------------------- */

int cch_py_call_method(struct cch_py_solver *s, uint32_t origin, uint32_t receiver_variable, uint32_t object,
                       const char *name, uint32_t target, uint32_t b, uint32_t c) {
    const struct cch_py_value of = *cch_py_value_of(s, object);
    uint32_t method = cch_py_name_find(&s->program->names, name, strlen(name));
    if (!method || (of.kind != PY_V_INSTANCE && of.kind != PY_V_CLASS) ||
        !cch_py_class_has(s, of.a, method, of.kind == PY_V_INSTANCE && cch_py_is_below(of)))
        return 0;
    uint32_t attribute = cch_py_attribute(s, object, method);
    if (cch_py_first_time(s, origin, 0x80000000u | attribute))
        cch_py_make_instruction(s, PY_DO_CALL, PY_FLAG_IMPLICIT, origin, receiver_variable, target, attribute, b, c);
    return 1;
}

/* A call that stands for the one at `instruction`, of what `callee` holds. */
static void call_instead(struct cch_py_solver *s, uint32_t instruction, uint32_t callee, uint32_t target,
                         uint8_t flags) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    if (callee && cch_py_first_time(s, instruction, 0x80000000u | callee))
        cch_py_make_instruction(s, PY_DO_CALL, (uint8_t)(PY_FLAG_IMPLICIT | (flags | (i.flags & PY_FLAG_POSSIBLE))),
                                instruction, i.a, target, callee, i.b, i.c);
}

void cch_py_call_back(struct cch_py_solver *s, uint32_t origin, uint32_t callee, uint32_t target, uint32_t b,
                      uint32_t c, int possible) {
    if (callee && cch_py_first_time(s, origin, 0x80000000u | callee))
        cch_py_make_instruction(s, PY_DO_CALL,
                                (uint8_t)(PY_FLAG_IMPLICIT | PY_FLAG_DISPATCH | (possible ? PY_FLAG_POSSIBLE : 0)),
                                origin, 0, target, callee, b, c);
}

/* What a star spreads, or stands behind one: any of the fields from `index` on. */
static void fill_any_field(struct cch_py_solver *s, uint32_t instruction, uint32_t object, uint32_t index,
                           uint32_t kind, uint32_t source) {
    const struct cch_py_class of = s->program->classes.items[cch_py_value_of(s, object)->a].is;
    if (kind != PY_POSITIONAL) {
        uint32_t items = cch_py_make_variable(s);
        cch_py_make_instruction(s, kind == PY_STAR ? PY_DO_ITERATE : PY_DO_GET_ITEM, PY_FLAG_IMPLICIT, instruction, 0,
                                items, source, kind == PY_STAR ? 0 : cch_py_operand(PY_UNUSED, 0), 0);
        source = items;
    }
    for (uint32_t k = kind == PY_DOUBLE_STAR ? 0 : index; k < of.field_count; k++)
        cch_py_connect(s, source, cch_py_field(s, object, s->program->bindings.items[of.fields + k].name));
}

/* A dataclass's generated __init__, or a NamedTuple's: arguments are fields. */
static void fill_fields(struct cch_py_solver *s, uint32_t instruction, uint32_t object) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t class = cch_py_value_of(s, object)->a, index = 0;
    const struct cch_py_class of = s->program->classes.items[class].is;
    if (of.field_count)
        note_pass(s, instruction, 0, cch_py_node(PY_NODE_CLASS, class));
    int starred = 0;
    for (uint32_t k = 0; k < i.c; k++) {
        uint32_t kind = s->program->operands.items[i.b + 2 * k];
        uint32_t operand = s->program->operands.items[i.b + 2 * k + 1], name = 0;
        starred |= kind == PY_STAR || kind == PY_DOUBLE_STAR;
        if (starred && kind < PY_KEYWORD_BASE && cch_py_operand_tag(operand) == PY_VARIABLE)
            fill_any_field(s, instruction, object, index, kind, cch_py_operand_value(operand));
        else if (kind >= PY_KEYWORD_BASE)
            name = kind - PY_KEYWORD_BASE;
        else if (kind == PY_POSITIONAL && index < of.field_count)
            name = s->program->bindings.items[of.fields + index++].name;
        if (name && cch_py_operand_tag(operand) == PY_VARIABLE)
            cch_py_connect(s, cch_py_operand_value(operand), cch_py_field(s, object, name));
    }
}

static void fill_elements(struct cch_py_solver *s, uint32_t instruction, uint32_t object) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t name = cch_py_solver_name(s, "<elements>");
    for (uint32_t k = 0; k < i.c; k++) {
        uint32_t operand = s->program->operands.items[i.b + 2 * k + 1];
        if (cch_py_operand_tag(operand) != PY_VARIABLE)
            continue;
        uint32_t items = cch_py_make_variable(s);
        cch_py_make_instruction(s, PY_DO_ITERATE, PY_FLAG_IMPLICIT, instruction, 0, items,
                                cch_py_operand_value(operand), 0, 0);
        cch_py_store(s, object, name, items);
        cch_py_store(s, object, name, cch_py_operand_value(operand)); /* Sequential(a, b) */
    }
}

static void construct(struct cch_py_solver *s, uint32_t instruction, uint32_t class) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t object = cch_py_new_object(s, instruction, class);
    uint32_t init = cch_py_solver_name(s, "__init__"), create = cch_py_solver_name(s, "__new__");
    cch_py_put(s, i.target, object);
    if (cch_py_class_find(s, class, create, 0)) {
        uint32_t holder = cch_py_make_variable(s), operands = s->program->operands.count;
        cch_py_put(s, holder, cch_py_value(s, PY_V_CLASS, class, 0));
        cch_py_argument(s, PY_POSITIONAL, cch_py_operand(PY_VARIABLE, holder));
        cch_py_copy_arguments(s, i.b, i.c);
        uint32_t callee = cch_py_attribute(s, cch_py_value(s, PY_V_CLASS, class, 0), create);
        cch_py_make_instruction(s, PY_DO_CALL, PY_FLAG_IMPLICIT | PY_FLAG_CONSTRUCT, instruction, i.a, i.target, callee,
                                operands, i.c + 1);
    }
    if (cch_py_class_find(s, class, init, 0)) {
        call_instead(s, instruction, cch_py_attribute(s, object, init), 0, PY_FLAG_CONSTRUCT);
        return;
    }
    if (!cch_py_class_find(s, class, create, 0))
        cch_py_edge(s, instruction, cch_py_node(PY_NODE_CLASS, class), CCH_KIND_CONSTRUCT, 0);
    fill_fields(s, instruction, object);
    if (s->program->classes.items[class].traits & PY_TRAIT_CONTAINER)
        fill_elements(s, instruction, object);
    if (s->program->classes.items[class].is.flags & 1)
        cch_py_call_method(s, instruction, i.a, object, "__post_init__", 0, 0, 0);
}

static void call_class(struct cch_py_solver *s, uint32_t instruction, uint32_t class) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t metaclass = s->program->classes.items[class].is.metaclass;
    for (uint32_t k = 0; metaclass && k < s->variables[metaclass].count; k++) {
        const struct cch_py_value of = *cch_py_value_of(s, s->variables[metaclass].items[k]);
        uint32_t name = cch_py_solver_name(s, "__call__");
        if (of.kind == PY_V_CLASS && cch_py_class_find(s, of.a, name, 0))
            call_instead(s, instruction, cch_py_attribute(s, cch_py_value(s, PY_V_INSTANCE, of.a, 0), name), i.target,
                         0);
    }
    construct(s, instruction, class);
}

/* A class statement: type.__new__ calls what a base has as __init_subclass__, with the class and the statement's keywords,
 * which are not followed. */
void cch_py_call_init_subclass(struct cch_py_solver *s, uint32_t instruction, uint32_t class) {
    uint32_t name = cch_py_name_find(&s->program->names, "__init_subclass__", strlen("__init_subclass__"));
    if (!name || !cch_py_class_find(s, class, name, class))
        return;
    uint32_t behind = cch_py_value(s, PY_V_SUPER, class, cch_py_value(s, PY_V_CLASS, class, 0));
    uint32_t keywords = cch_py_make_variable(s);
    cch_py_mark(s, keywords, PY_FOREIGN);
    cch_py_call_back(s, instruction, cch_py_attribute(s, behind, name), 0,
                     cch_py_argument(s, PY_DOUBLE_STAR, cch_py_operand(PY_VARIABLE, keywords)), 1, 0);
}

/* object(…): its __call__, or a torch module's forward. */
static void call_object(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    const struct cch_py_value of = *cch_py_value_of(s, value);
    uint32_t call = cch_py_solver_name(s, "__call__"), forward = cch_py_forward_of(s, value);
    int has_call = cch_py_class_has(s, of.a, call, cch_py_is_below(of));
    if (!forward && cch_py_is_below(of) && !cch_py_class_find(s, of.a, call, 0))
        forward = cch_py_forward_below(s, value);
    uint8_t either = has_call && forward ? PY_FLAG_POSSIBLE : 0;
    if (has_call)
        call_instead(s, instruction, cch_py_attribute(s, value, call), i.target, either);
    call_instead(s, instruction, forward, i.target, (uint8_t)(PY_FLAG_DISPATCH | either));
}

/* partial(f, …) called: f with the partial's own arguments in front. */
static void call_partial(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    const struct cch_py_instruction made = s->program->instructions.items[cch_py_value_of(s, value)->a];
    uint32_t callee = cch_py_positional(s, &made, 0), operands = s->program->operands.count;
    if (cch_py_operand_tag(callee) != PY_VARIABLE)
        return;
    cch_py_copy_arguments(s, made.b + 2, made.c - 1);
    cch_py_copy_arguments(s, i.b, i.c);
    uint32_t count = (s->program->operands.count - operands) / 2;
    if (count > PARTIAL_ARGUMENTS_MAX) {
        cch_py_program_cut(s->program, i.function, i.line, PY_CUT_ARGUMENTS);
        return;
    }
    cch_py_make_instruction(s, PY_DO_CALL,
                            (uint8_t)(PY_FLAG_IMPLICIT | (i.flags & (PY_FLAG_DECORATOR | PY_FLAG_DISPATCH))),
                            instruction, i.a, i.target, cch_py_operand_value(callee), operands, count);
}

static void call_property_part(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    static const char *const parts[] = {"fget", "fset", "fdel"};
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    const struct cch_py_value of = *cch_py_value_of(s, value);
    uint32_t function = cch_py_positional(s, &i, 0);
    if (cch_py_operand_tag(function) == PY_VARIABLE)
        cch_py_connect(s, cch_py_operand_value(function), cch_py_field(s, of.a, cch_py_solver_name(s, parts[of.b])));
    cch_py_put(s, i.target, of.a);
}

/* What custom_op gave: the implementations, and perhaps what runs beside them. */
static void call_operator(struct cch_py_solver *s, uint32_t instruction, uint32_t name) {
    call_instead(s, instruction, cch_py_implementations(s, name), s->program->instructions.items[instruction].target,
                 PY_FLAG_DISPATCH);
    cch_py_call_back(s, instruction, cch_py_beside_implementations(s, name), 0, 0, 0, 1);
}

static void call_with(struct cch_py_solver *s, uint32_t instruction, uint32_t value, struct cch_py_passing *passing,
                      uint8_t kind, unsigned depth) {
    const struct cch_py_value of = *cch_py_value_of(s, value);
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    if (depth > PY_SEGMENTS_MAX || (of.kind == PY_V_BOUND && passing->front_count == PY_SEGMENTS_MAX)) {
        cch_py_program_cut(s->program, i.function, i.line, PY_CUT_WRAPPERS);
        return;
    }
    switch (of.kind) {
    case PY_V_FUNCTION:
        call_function(s, instruction, value, passing, kind);
        break;
    case PY_V_BOUND:
        memmove(passing->front + 1, passing->front, passing->front_count * sizeof *passing->front);
        passing->front[0] = of.b;
        passing->front_count++;
        call_with(s, instruction, of.a, passing, kind, depth + 1);
        break;
    case PY_V_OPERATOR:
        if (passing->front_count || !of.b)
            call_with(s, instruction, of.a, passing, CCH_KIND_DISPATCH, depth + 1);
        else
            call_operator(s, instruction, of.b);
        break;
    case PY_V_KERNEL:
        kind = of.b == PY_KERNEL_CALLED ? CCH_KIND_LAUNCH : kind;
        call_with(s, instruction, of.a, passing, kind, depth + 1);
        break;
    case PY_V_STATIC:
    case PY_V_CLASS_METHOD:
        call_with(s, instruction, of.a, passing, kind, depth + 1);
        break;
    case PY_V_LAUNCH:
        if (cch_py_value_of(s, of.a)->kind == PY_V_FUNCTION)
            s->program->functions.items[cch_py_value_of(s, of.a)->a].marks |= PY_MARK_KERNEL | PY_MARK_DEVICE;
        call_with(s, instruction, of.a, passing, CCH_KIND_LAUNCH, depth + 1);
        break;
    case PY_V_CLASS:
        call_class(s, instruction, of.a);
        break;
    case PY_V_INSTANCE:
        call_object(s, instruction, value);
        break;
    case PY_V_PARTIAL:
        call_partial(s, instruction, value);
        break;
    case PY_V_PROPERTY_PART:
        call_property_part(s, instruction, value);
        break;
    case PY_V_CONTAINER:
        cch_py_call_in_turn(s, instruction, of.a);
        break;
    case PY_V_CONTAINER_METHOD:
        if (!cch_py_container_method(s, instruction, value))
            cch_py_call_object_method(s, instruction, value);
        break;
    case PY_V_OBJECT:
        cch_py_call_object(s, instruction, value);
        break;
    case PY_V_EXTERNAL:
        cch_py_edge(s, instruction, cch_py_node(PY_NODE_EXTERNAL, of.a), kind, 0);
        note_pass(s, instruction, passing->front_count, cch_py_node(PY_NODE_EXTERNAL, of.a));
        cch_py_call_library(s, instruction, of.a);
        break;
    case PY_V_EXTERNAL_OBJECT: {
        uint32_t method = cch_py_program_join(s->program, of.a, cch_py_solver_name(s, "__call__"));
        cch_py_edge(s, instruction, cch_py_node(PY_NODE_EXTERNAL, method), kind, 0);
        note_pass(s, instruction, passing->front_count, cch_py_node(PY_NODE_EXTERNAL, method));
        break;
    }
    default:
        break;
    }
}

void cch_py_react_call(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    if (i.flags & PY_FLAG_CLASS_ONLY && cch_py_value_of(s, value)->kind != PY_V_CLASS)
        return;
    struct cch_py_passing passing = {.start = i.b, .length = i.c};
    call_with(s, instruction, value, &passing, kind_of_call(&i), 0);
}
