#include "python/solve/contexts.h"
#include "python/solve/rules/rules.h"

#include <string.h>

/* A partial of partials has no end. */
enum { MADE_DEPTH_MAX = 10 };

uint32_t cch_py_origin_of(const struct cch_py_solver *s, uint32_t instruction) {
    return instruction >= s->first_made ? s->origins.items[instruction - s->first_made].instruction : instruction;
}

static void react(struct cch_py_solver *s, uint32_t instruction, uint32_t value);
static void react_to_marks(struct cch_py_solver *s, uint32_t instruction, uint8_t marks);

static void watch(struct cch_py_solver *s, uint32_t variable, uint32_t instruction) {
    if (!variable)
        return;
    s->variables[variable].watchers = cch_py_link_to(s, instruction, s->variables[variable].watchers);
    for (uint32_t i = 0; i < s->variables[variable].done; i++)
        react(s, instruction, s->variables[variable].items[i]);
    if (s->variables[variable].marks_done & PY_SPREAD)
        react_to_marks(s, instruction, s->variables[variable].marks_done);
}

uint32_t cch_py_make_instruction(struct cch_py_solver *s, enum cch_py_opcode opcode, uint8_t flags, uint32_t origin,
                                 uint32_t receiver, uint32_t target, uint32_t a, uint32_t b, uint32_t c) {
    const struct cch_py_instruction *from = &s->program->instructions.items[origin];
    uint32_t depth = origin >= s->first_made ? s->origins.items[origin - s->first_made].depth + 1 : 0;
    uint32_t context = cch_py_context_of(s, origin);
    if (depth > MADE_DEPTH_MAX) { /* a partial of partials without end, say */
        cch_py_mark(s, target, PY_OPEN);
        cch_py_program_cut(s->program, from->function, from->line, PY_CUT_WRAPPERS);
        return 0;
    }
    struct cch_py_instruction made = {.opcode = (uint8_t)opcode,
                                      .flags = flags,
                                      .function = from->function,
                                      .line = from->line,
                                      .column = from->column,
                                      .target = target,
                                      .a = a,
                                      .b = b,
                                      .c = c};
    PY_PUSH(s->arena, &s->program->instructions, made);
    PY_PUSH(s->arena, &s->origins, ((struct cch_py_origin){origin, receiver, depth, context}));
    uint32_t number = s->program->instructions.count - 1;
    watch(s, a, number);
    return number;
}

int cch_py_first_time(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    int added;
    cch_py_table_put(s->arena, &s->done, cch_py_pair(instruction, value), &added);
    return added;
}

/* `x: C` and isinstance: what the name says is an object of the class. */
static void react_annotation(struct cch_py_solver *s, const struct cch_py_instruction *i, uint32_t value) {
    if (cch_py_value_of(s, value)->kind == PY_V_CLASS && !s->hierarchy_only) {
        cch_py_put(s, i->target, cch_py_value(s, PY_V_INSTANCE, cch_py_value_of(s, value)->a, PY_OR_BELOW));
        cch_py_mark(s, i->target, PY_OPEN);
    }
}

/* Once for each value of what the instruction watches; a BINARY watches two. */
static void react(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_instruction *i = &s->program->instructions.items[instruction];
    s->steps++;
    if (s->hierarchy_only && i->opcode != PY_DO_GET && i->opcode != PY_DO_BIND)
        return;
    if (s->values.items[value].kind == PY_V_CONSTANT && i->opcode != PY_DO_WATCH && i->opcode != PY_DO_FORMAT &&
        i->opcode != PY_DO_BIND && i->opcode != PY_DO_FETCH)
        return;
    switch (i->opcode) {
    case PY_DO_CALL:
        cch_py_react_call(s, instruction, value);
        break;
    case PY_DO_GET:
        cch_py_react_get(s, instruction, value);
        break;
    case PY_DO_SET:
        cch_py_react_set(s, instruction, value);
        break;
    case PY_DO_GET_ITEM:
        cch_py_react_get_item(s, instruction, value);
        break;
    case PY_DO_SET_ITEM:
        cch_py_react_set_item(s, instruction, value);
        break;
    case PY_DO_ITERATE:
        cch_py_react_iterate(s, instruction, value);
        break;
    case PY_DO_UNPACK:
    case PY_DO_REST:
        cch_py_react_unpack(s, instruction, value);
        break;
    case PY_DO_ENTER:
        cch_py_react_enter(s, instruction, value);
        break;
    case PY_DO_BINARY:
        cch_py_react_binary(s, instruction, value);
        break;
    case PY_DO_METHOD:
        cch_py_react_method(s, instruction, value);
        break;
    case PY_DO_ANNOTATION:
        react_annotation(s, i, value);
        break;
    case PY_DO_SUPER:
        cch_py_react_super(s, instruction, value);
        break;
    case PY_DO_BIND:
        cch_py_react_bind(s, instruction, value);
        break;
    case PY_DO_FETCH:
        cch_py_react_fetch(s, instruction, value);
        break;
    case PY_DO_FORWARD:
        if (cch_py_value_of(s, value)->kind == PY_V_CONTAINER) {
            struct cch_py_spread spread = {i->b, i->c >> 1, i->c & 1};
            cch_py_container_spread(s, cch_py_value_of(s, value)->a, spread);
        }
        break;
    case PY_DO_WRAP:
        cch_py_react_wrap(s, instruction, value);
        break;
    case PY_DO_FORMAT:
        if (s->values.items[value].kind == PY_V_CONSTANT)
            cch_py_react_format(s, instruction);
        break;
    case PY_DO_WATCH:
        s->watchers.items[i->b](s, instruction, value);
        break;
    case PY_DO_MERGE:
        cch_py_react_merge(s, instruction, value);
        break;
    case PY_DO_COPY_OF:
        cch_py_react_copy_of(s, instruction, value);
        break;
    case PY_DO_MOVE:
        cch_py_react_move(s, value);
        break;
    default:
        break;
    }
}

/* What isn't known may be at any place of the containers that `variable` holds. */
static void mark_contents(struct cch_py_solver *s, uint32_t variable, uint8_t marks) {
    for (uint32_t k = 0; k < s->variables[variable].count; k++) {
        const struct cch_py_value *of = cch_py_value_of(s, s->variables[variable].items[k]);
        if (of->kind == PY_V_CONTAINER)
            cch_py_mark(s, s->containers.items[of->a].unknown, marks);
    }
}

/* What an unknown operand makes of a result. */
static void react_to_marks(struct cch_py_solver *s, uint32_t instruction, uint8_t marks) {
    const struct cch_py_instruction *i = &s->program->instructions.items[instruction];
    if (s->hierarchy_only)
        return;
    marks &= PY_SPREAD;
    if (marks == PY_STRINGS && i->opcode != PY_DO_FORMAT)
        return;
    switch (i->opcode) {
    case PY_DO_MERGE:
        mark_contents(s, i->b, marks);
        break;
    case PY_DO_COPY_OF:
        mark_contents(s, i->target, marks);
        break;
    case PY_DO_CALL:
        if (i->flags & PY_FLAG_DECORATOR && i->c == 1) {
            /* A decorator that we cannot see gives back what it is put on. */
            uint32_t operand = s->program->operands.items[i->b + 1];
            if (cch_py_operand_tag(operand) == PY_VARIABLE && cch_py_first_time(s, instruction, UINT32_MAX))
                cch_py_connect(s, cch_py_operand_value(operand), i->target);
            break;
        }
        cch_py_mark(s, i->target, marks);
        if (i->a < s->program->variable_count && s->got[i->a] && cch_py_first_time(s, instruction, UINT32_MAX))
            cch_py_call_hook(s, instruction, s->program->instructions.items[s->got[i->a]].b);
        break;
    case PY_DO_FORMAT:
        cch_py_mark(s, i->target, marks);
        break;
    case PY_DO_BINARY:
        cch_py_mark(s, i->target, PY_FOREIGN | (marks & PY_CUT));
        if (i->a && s->variables[i->a].marks & (PY_OPEN | PY_FOREIGN) && !(i->flags & PY_FLAG_IN_PLACE))
            cch_py_join_unknown(s, instruction);
        break;
    case PY_DO_GET:
    case PY_DO_GET_ITEM:
    case PY_DO_ITERATE:
    case PY_DO_UNPACK:
    case PY_DO_REST:
    case PY_DO_ENTER:
    case PY_DO_BIND:
    case PY_DO_FETCH:
        cch_py_mark(s, i->target, marks);
        break;
    default:
        break;
    }
}

static void process(struct cch_py_solver *s, uint32_t variable) {
    struct cch_py_variable *v = &s->variables[variable];
    v->marks &= (uint8_t)~PY_QUEUED;
    uint32_t from = v->done, to = v->count;
    uint8_t marks = v->marks & PY_SPREAD & (uint8_t)~v->marks_done;
    v->done = to;
    v->marks_done |= marks;
    for (uint32_t at = v->copies; at; at = s->links.items[at].next) {
        uint32_t target = s->links.items[at].to;
        cch_py_hand_on(s, variable, target, from, to);
        if (marks)
            cch_py_mark(s, target, marks);
        s->steps += to - from;
    }
    for (uint32_t at = s->variables[variable].watchers; at; at = s->links.items[at].next) {
        uint32_t instruction = s->links.items[at].to;
        for (uint32_t i = from; i < to; i++)
            react(s, instruction, s->variables[variable].items[i]);
        if (marks)
            react_to_marks(s, instruction, marks);
    }
}

static void run_queue(struct cch_py_solver *s) {
    while (s->queue_head < s->queue.count && s->steps < PY_STEPS_MAX) {
        process(s, s->queue.items[s->queue_head++]);
        cch_py_spill_all(s);
        if (s->queue_head > 65536 && s->queue_head * 2 > s->queue.count) {
            memmove(s->queue.items, s->queue.items + s->queue_head,
                    (s->queue.count - s->queue_head) * sizeof *s->queue.items);
            s->queue.count -= s->queue_head;
            s->queue_head = 0;
        }
    }
}

static void run(struct cch_py_solver *s) {
    do
        run_queue(s);
    while (s->steps < PY_STEPS_MAX && cch_py_settle(s));
}

static void watch_parts(struct cch_py_solver *s, uint32_t number) {
    const struct cch_py_instruction i = s->program->instructions.items[number];
    cch_py_react_format(s, number); /* all parts may be constants */
    for (uint32_t k = 0; k < i.c; k++) {
        uint32_t operand = s->program->operands.items[i.b + k];
        if (cch_py_operand_tag(operand) == PY_VARIABLE)
            watch(s, cch_py_operand_value(operand), number);
    }
}

void cch_py_begin_instruction(struct cch_py_solver *s, uint32_t number) {
    const struct cch_py_instruction i = s->program->instructions.items[number];
    switch (i.opcode) {
    case PY_DO_NOTHING:
    case PY_DO_GUARD:
        break;
    case PY_DO_COPY:
        cch_py_hand_over(s, i.a, i.target);
        break;
    case PY_DO_CONSTANT:
        if (!s->hierarchy_only)
            cch_py_hand_over(s, cch_py_constant_variable(s, i.a), i.target);
        break;
    case PY_DO_FORMAT:
        if (!s->hierarchy_only)
            watch_parts(s, number);
        break;
    case PY_DO_FUNCTION:
        cch_py_put(s, i.target, cch_py_value(s, PY_V_FUNCTION, i.a, cch_py_context_of(s, number)));
        break;
    case PY_DO_CLASS:
        cch_py_put(s, i.target, cch_py_value(s, PY_V_CLASS, i.a, 0));
        if (!s->hierarchy_only)
            cch_py_call_init_subclass(s, number, i.a);
        break;
    case PY_DO_CONTAINER:
        cch_py_put(s, i.target, cch_py_display(s, number, (enum cch_py_container_kind)i.a, i.b));
        break;
    case PY_DO_IMPORT:
        cch_py_do_import(s, &i);
        break;
    case PY_DO_FROM:
        cch_py_do_from(s, &i);
        if (!s->hierarchy_only)
            cch_py_call_from_hook(s, number);
        break;
    case PY_DO_STAR:
        break; /* done before: cch_py_do_star */
    case PY_DO_NAME:
        cch_py_do_name(s, &i);
        break;
    case PY_DO_SUPER:
        if (!s->hierarchy_only) {
            if (!cch_py_context_of(s, number) || !s->program->classes.items[i.a].tells)
                cch_py_react_super(s, number, cch_py_self_of(s, i.a, i.function));
            watch(s, i.b, number);
        }
        break;
    case PY_DO_OPEN:
        cch_py_mark(s, i.target, PY_OPEN);
        break;
    case PY_DO_CUT:
        if (!s->hierarchy_only)
            cch_py_program_cut(s->program, i.function, i.line, (enum cch_py_cut_kind)i.b);
        break;
    case PY_DO_BINARY:
        if (i.a)
            watch(s, i.a, number);
        if (i.b && i.b != i.a)
            watch(s, i.b, number);
        break;
    case PY_DO_CALL:
        if (i.flags & PY_FLAG_KERNEL && !s->hierarchy_only)
            cch_py_begin_kernel_maker(s, number);
        else if (s->hierarchy_only && i.flags & PY_FLAG_DECORATOR &&
                 i.c == 1) /* a class's gives the class, most likely */
            cch_py_connect(s, cch_py_variable_of(cch_py_positional(s, &i, 0)), i.target);
        else
            watch(s, i.a, number);
        break;
    default:
        watch(s, i.a, number);
    }
}

/* What enters each function from outside: `self`, *args, **kwargs, and the
 * rest is open. */
static void begin_function(struct cch_py_solver *s, uint32_t number) {
    const struct cch_py_function *f = &s->program->functions.items[number].is;
    for (uint32_t i = 0; i < f->parameter_count; i++) {
        const struct cch_py_parameter parameter = s->program->parameters.items[f->parameters + i];
        if (i == 0 && f->owner && f->flags & PY_FUNCTION_METHOD && !(f->flags & PY_FUNCTION_STATIC) &&
            parameter.kind <= PY_POSITIONAL_ONLY) {
            cch_py_put(s, parameter.variable,
                       f->flags & PY_FUNCTION_CLASS ? cch_py_value(s, PY_V_CLASS, f->owner, 0)
                                                    : cch_py_self_of(s, f->owner, number));
            continue;
        }
        if (parameter.kind == PY_REST || parameter.kind == PY_KEYWORDS) {
            uint32_t key = 0x80000000u | number << 1 | (parameter.kind == PY_KEYWORDS);
            uint32_t container =
                cch_py_container_value(s, key, parameter.kind == PY_KEYWORDS ? PY_IS_DICT : PY_IS_TUPLE);
            s->containers.items[cch_py_value_of(s, container)->a].placed = parameter.kind == PY_REST;
            cch_py_put(s, parameter.variable, container);
            cch_py_mark(s, s->containers.items[cch_py_value_of(s, container)->a].unknown, PY_OPEN);
        } else {
            cch_py_mark(s, parameter.variable, PY_OPEN);
        }
    }
}

static void begin(struct cch_py_solver *s, uint32_t instruction_count) {
    for (uint32_t i = 1; i < instruction_count; i++)
        cch_py_begin_instruction(s, i);
    if (!s->hierarchy_only)
        for (uint32_t i = 1; i < s->program->functions.count; i++)
            begin_function(s, i);
    run(s);
}

static void add_base(struct cch_py_solver *s, uint32_t class, uint32_t value) {
    struct cch_py_whole_class *of = &s->program->classes.items[class];
    const struct cch_py_value *base = cch_py_value_of(s, value);
    if (base->kind == PY_V_CLASS && base->a != class) {
        for (uint32_t i = 0; i < of->bases.count; i++)
            if (of->bases.items[i] == base->a)
                return;
        PY_PUSH(s->arena, &of->bases, base->a);
    } else if (base->kind == PY_V_EXTERNAL) {
        PY_PUSH(s->arena, &of->outside, base->a);
    } else {
        of->has_unknown = 1;
    }
}

static void find_bases(struct cch_py_solver *s) {
    for (uint32_t c = 1; c < s->program->classes.count; c++) {
        const struct cch_py_class *class = &s->program->classes.items[c].is;
        for (uint32_t i = 0; i < class->base_count; i++) {
            const struct cch_py_variable *v = &s->variables[s->program->operands.items[class->bases + i]];
            if (!v->count)
                s->program->classes.items[c].has_unknown = 1;
            for (uint32_t k = 0; k < v->count; k++)
                add_base(s, c, v->items[k]);
        }
    }
}

static void start(struct cch_py_solver *s, struct cch_py_arena *arena, struct cch_py_program *program) {
    memset(s, 0, sizeof *s);
    s->arena = arena;
    s->program = program;
    s->first_made = program->instructions.count;
    s->variable_count = program->variable_count + 1;
    cch_py_reserve_variables(s, s->variable_count);
    PY_PUSH(arena, &s->values, ((struct cch_py_value){0, 0, 0}));
    s->got = cch_py_arena_resize(arena, NULL, (size_t)s->variable_count * sizeof *s->got);
    memset(s->got, 0, (size_t)s->variable_count * sizeof *s->got);
    for (uint32_t i = 1; i < program->instructions.count; i++) {
        const struct cch_py_instruction *of = &program->instructions.items[i];
        int added;
        if (of->opcode == PY_DO_GET)
            s->got[of->target] = i;
        else if (of->opcode == PY_DO_SET && of->c)
            *cch_py_table_put(arena, &s->stored, of->b, &added) = 1;
    }
}

/* Lets go of the first round's, which only told the classes' bases. */
static void forget(struct cch_py_solver *s) {
    cch_py_arena_resize(s->arena, s->variables, 0);
    cch_py_arena_resize(s->arena, s->values.items, 0);
    cch_py_arena_resize(s->arena, s->got, 0);
    cch_py_arena_resize(s->arena, s->links.items, 0);
    cch_py_arena_resize(s->arena, s->queue.items, 0);
    cch_py_arena_resize(s->arena, s->origins.items, 0);
    for (size_t i = 0; i < sizeof s->value_numbers / sizeof *s->value_numbers; i++)
        cch_py_table_free(s->arena, &s->value_numbers[i]);
    cch_py_table_free(s->arena, &s->stored);
    cch_py_table_free(s->arena, &s->fields);
    cch_py_table_free(s->arena, &s->gets);
    cch_py_table_free(s->arena, &s->done);
    s->program->instructions.count = s->first_made;
}

/* What was needed to get here, but says nothing of the result. */
static void forget_ways(struct cch_py_solver *s) {
    struct cch_py_table *const tables[] = {&s->fields, &s->gets, &s->done, &s->pass_numbers, &s->container_numbers};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        cch_py_table_free(s->arena, tables[i]);
    s->links.items = cch_py_arena_resize(s->arena, s->links.items, 0);
    s->queue.items = cch_py_arena_resize(s->arena, s->queue.items, 0);
    s->loads.items = cch_py_arena_resize(s->arena, s->loads.items, 0);
    s->field_list.items = cch_py_arena_resize(s->arena, s->field_list.items, 0);
}

void cch_py_solver_release(struct cch_py_solver *s) {
    struct cch_py_program *p = s->program;
    cch_py_table_free(s->arena, &s->edge_numbers);
    cch_py_table_free(s->arena, &s->operand_from);
    s->variables = cch_py_arena_resize(s->arena, s->variables, 0);
    s->origins.items = cch_py_arena_resize(s->arena, s->origins.items, 0);
    p->instructions.items = cch_py_arena_resize(s->arena, p->instructions.items, 0);
    p->operands.items = cch_py_arena_resize(s->arena, p->operands.items, 0);
    p->locations.items = cch_py_arena_resize(s->arena, p->locations.items, 0);
    p->moves.items = cch_py_arena_resize(s->arena, p->moves.items, 0);
    p->passed.items = cch_py_arena_resize(s->arena, p->passed.items, 0);
    p->calls.items = cch_py_arena_resize(s->arena, p->calls.items, 0);
    p->uses.items = cch_py_arena_resize(s->arena, p->uses.items, 0);
}

void cch_py_solve(struct cch_py_arena *arena, struct cch_py_program *program, struct cch_py_solver *s) {
    uint32_t count = program->instructions.count;
    for (uint32_t i = 1; i < count; i++) {
        const struct cch_py_instruction instruction = program->instructions.items[i];
        if (instruction.opcode == PY_DO_STAR) {
            s->program = program;
            cch_py_do_star(s, &instruction);
        }
    }
    start(s, arena, program);
    s->hierarchy_only = 1;
    begin(s, count);
    find_bases(s);
    cch_py_find_kernel_makers(s);
    program->cuts.count = 0;
    cch_py_program_order_classes(program);
    cch_py_rules_classify(s);
    cch_py_objects_choose(s);
    forget(s);
    start(s, arena, program);
    cch_py_contexts_begin(s);
    cch_py_existence_begin(s);
    begin(s, count);
    forget_ways(s);
}
