/* What a body calls: one loop over a stack of statements, a case a kind. The
 * order of visiting is of no consequence, since edges are sets. */
#include "walk/steps.h"

#include "know/expressions.h"
#include "shim/parameters.h"

#include <string.h>

/* How the children of the statement at hand are pushed. */
struct push {
    struct walk *walk;
    uint32_t location;
    bool external;
    bool last_external; /* only of the second child (a comma's right side) */
    unsigned index;
};

static void push_child(void *data, shim_stmt child) {
    struct push *push = data;
    walk_push(push->walk, child, push->location, push->external || (push->last_external && push->index == 1));
    ++push->index;
}

static void push_children(struct walk *walk, shim_stmt stmt, uint32_t location, bool external) {
    struct push push = {.walk = walk, .location = location, .external = external};
    shim_stmt_children(walk->unit, stmt, push_child, &push);
}

/* The analyses are asked -------------------------------------------------- */

static void begin_body(struct walk *walk) {
    const struct analyses *all = &walk->analyses;
    for (unsigned row = 0; row < all->count; ++row)
        if (all->rows[row]->begin_body)
            all->rows[row]->begin_body(walk, all->states[row]);
}

static void tell_call(struct walk *walk, shim_stmt call, const struct shim_call *facts, uint32_t location) {
    const struct analyses *all = &walk->analyses;
    for (uint32_t rows = all->on_call; rows; rows &= rows - 1) {
        unsigned row = analyses_first(rows);
        all->rows[row]->call(walk, all->states[row], call, facts, location);
    }
}

/* True: one of them has seen to the statement's parts. */
static bool tell_statement(struct walk *walk, enum shim_stmt_kind kind, const struct work_item *item) {
    const struct analyses *all = &walk->analyses;
    bool taken = false;
    for (uint32_t rows = all->on_statement[kind]; rows; rows &= rows - 1) {
        unsigned row = analyses_first(rows);
        taken = all->rows[row]->statement(walk, all->states[row], kind, item) || taken;
    }
    return taken;
}

static void tell_variable(struct walk *walk, shim_variable variable) {
    const struct analyses *all = &walk->analyses;
    for (unsigned row = 0; row < all->count; ++row)
        if (all->rows[row]->variable)
            all->rows[row]->variable(walk, all->states[row], variable);
}

static void end_body(struct walk *walk) {
    const struct analyses *all = &walk->analyses;
    for (unsigned row = all->count; row-- > 0;)
        if (all->rows[row]->end_body)
            all->rows[row]->end_body(walk, all->states[row]);
    walk->guard = 0;
    pointer_map_clear(&walk->shared_seen);
}

/* Something new is to be walked. */
static bool step(struct walk *walk) {
    const struct analyses *all = &walk->analyses;
    bool news = false;
    for (unsigned row = 0; row < all->count; ++row)
        news = (all->rows[row]->step && all->rows[row]->step(walk, all->states[row])) || news;
    return news;
}

static void destroy(struct walk *walk, shim_function destructor, uint32_t location) {
    if (destructor)
        walk_edge(walk, destructor, CCH_KIND_DESTROY, true, 0, location);
}

/* Variables -------------------------------------------------------------- */

struct declared {
    struct walk *walk;
    uint32_t location;
};

static void push_size(void *data, shim_stmt size) {
    struct declared *declared = data;
    walk_push(declared->walk, size, declared->location, false);
}

static void visit_variable(void *data, shim_variable variable) {
    struct declared *declared = data;
    struct walk *walk = declared->walk;
    struct shim_variable_facts facts;
    shim_variable_facts(walk->unit, variable, &facts);
    uint32_t location = declared->location ? declared->location : shim_variable_location(walk->unit, variable);
    if (facts.global)
        return; /* extern, declared in the body */
    shim_type_size_expressions(shim_variable_type(variable), push_size, declared);
    walk_push(walk, shim_variable_initializer(variable), declared->location, true);
    shim_function destructor = facts.reference ? NULL : shim_type_destructor(walk->unit, shim_variable_type(variable));
    destroy(walk, destructor, location); /* of a static one: registered here, run at the end */
    shim_function cleanup = shim_variable_cleanup(variable);
    if (cleanup)
        walk_edge(walk, cleanup, CCH_KIND_CALL, true, 0, location);
    shim_variable_bindings(variable, visit_variable, declared);
}

/* Calls ------------------------------------------------------------------- */

static void push_arguments(struct walk *walk, shim_stmt call, const struct shim_call *facts, uint32_t location) {
    for (unsigned i = 0; i < facts->argument_count; ++i) {
        shim_stmt argument = shim_call_argument(call, i);
        bool external = facts->callee && shim_stmt_kind(argument) == SHIM_STMT_BIND_TEMPORARY &&
                        shim_parameter_destroyed_by_callee(walk->unit, facts->callee, i);
        walk_push(walk, argument, location, external);
    }
}

static void visit_named_call(struct walk *walk, shim_stmt call, const struct shim_call *facts, uint32_t location) {
    uint32_t index = walk_entry(walk, facts->callee);
    if (index == UINT32_MAX)
        return;
    struct shim_function_facts callee = walk->entries.items[index].facts;
    enum cch_kind kind = callee.destructor ? CCH_KIND_DESTROY : CCH_KIND_CALL;
    if (callee.destructor && callee.trivial && callee.implicit)
        return;
    if (facts->devirtualized)
        walk_edge(walk, facts->devirtualized, kind, true, 0, location);
    else if (!facts->is_virtual && !(callee.trivial && callee.implicit))
        walk_edge(walk, facts->callee, kind, true, 0, location);
    if (callee.builtin) {
        shim_function operator_function = shim_builtin_operator(walk->unit, call);
        if (operator_function)
            walk_edge(walk, operator_function, CCH_KIND_CALL, true, 0, location);
    }
    tell_call(walk, call, facts, location);
}

static void visit_call(struct walk *walk, shim_stmt call, uint32_t location) {
    struct shim_call facts;
    shim_call_facts(walk->unit, call, &facts);
    uint32_t site = walk_place(walk, call, location);
    if (!facts.is_pseudo) {
        if (facts.callee)
            visit_named_call(walk, call, &facts, site);
        else
            tell_call(walk, call, &facts, site);
        walk_push(walk, facts.callee_expression, location, false);
    }
    walk_push(walk, facts.object, location, false);
    push_arguments(walk, call, &facts, location);
}

static void visit_construct(struct walk *walk, shim_stmt construct, struct work_item item) {
    if (shim_construct_is_elided(walk->unit, construct)) {
        shim_stmt source = shim_call_argument(construct, 0); /* built in this object's place */
        if (shim_stmt_kind(source) == SHIM_STMT_MATERIALIZE)
            push_children(walk, source, item.location, item.external);
        else
            walk_push(walk, source, item.location, item.external);
        return;
    }
    shim_function constructor = shim_construct_constructor(construct);
    uint32_t index = walk_entry(walk, constructor);
    if (index != UINT32_MAX) {
        struct shim_function_facts facts = walk->entries.items[index].facts;
        if (!(facts.trivial && facts.implicit))
            walk_edge(walk, constructor, CCH_KIND_CONSTRUCT, true, 0, walk_place(walk, construct, item.location));
    }
    for (unsigned i = 0; i < shim_construct_argument_count(construct); ++i)
        walk_push(walk, shim_call_argument(construct, i), item.location, false);
}

static void visit_new(struct walk *walk, shim_stmt expression, uint32_t location) {
    shim_function operator_new = shim_new_operator(expression);
    if (operator_new)
        walk_edge(walk, operator_new, CCH_KIND_CALL, true, 0, walk_place(walk, expression, location));
    walk_touch(walk, shim_new_operator_delete(expression));
    walk_push(walk, shim_new_initializer(expression), location, true);
    push_children(walk, expression, location, false);
}

static void visit_delete(struct walk *walk, shim_stmt expression, uint32_t location) {
    struct shim_delete facts;
    shim_delete_facts(walk->unit, expression, &facts);
    uint32_t site = walk_place(walk, expression, location);
    if (facts.devirtualized)
        destroy(walk, facts.devirtualized, site);
    else if (!facts.is_virtual)
        destroy(walk, facts.destructor, site);
    if (facts.operator_delete)
        walk_edge(walk, facts.operator_delete, CCH_KIND_CALL, true, 0, site);
    push_children(walk, expression, location, false);
}

/* Other expressions -------------------------------------------------------- */

static void visit_reference(struct walk *walk, shim_stmt expression) {
    shim_variable variable = shim_reference_variable(expression);
    if (variable)
        walk_touch_variable(walk, variable);
}

static void visit_throw(struct walk *walk, shim_stmt expression, uint32_t location) {
    struct children operand;
    children_of(walk->unit, expression, &operand);
    if (operand.count)
        walk_touch(walk, shim_type_destructor(walk->unit, shim_expression_type(operand.items[0])));
    push_children(walk, expression, location, true);
}

static void visit_lambda(struct walk *walk, shim_stmt lambda, uint32_t location) {
    push_children(walk, lambda, location, true);
    /* A closure of the unit's own is one of its functions, called or not. */
    shim_function call_operator = shim_lambda_operator(lambda);
    uint32_t index = call_operator ? walk_entry(walk, call_operator) : UINT32_MAX;
    if (index != UINT32_MAX && walk->entries.items[index].facts.in_main_file)
        walk_touch(walk, call_operator);
}

static void visit_materialize(struct walk *walk, shim_stmt expression, struct work_item item) {
    destroy(walk, shim_temporary_destructor(walk->unit, expression), walk_place(walk, expression, item.location));
    push_children(walk, expression, item.location, true);
}

static void visit_shared(struct walk *walk, shim_stmt expression, struct work_item item) {
    bool is_new;
    pointer_map_at(&walk->shared_seen, (uintptr_t)expression, &is_new);
    if (is_new)
        push_children(walk, expression, item.location, item.external);
}

static void visit_kernel_call(struct walk *walk, shim_stmt call) {
    struct shim_call facts;
    shim_call_facts(walk->unit, call, &facts);
    for (unsigned i = 0; i < 4; ++i)
        walk_push(walk, shim_kernel_call_configuration(call, i), 0, false);
    for (unsigned i = 0; i < facts.argument_count; ++i)
        walk_push(walk, shim_call_argument(call, i), 0, false);
    if (!facts.callee)
        walk_push(walk, facts.callee_expression, 0, false);
}

static void visit(struct walk *walk, struct work_item item) {
    shim_stmt stmt = item.stmt;
    struct declared declared = {walk, item.location};
    enum shim_stmt_kind kind = shim_stmt_kind(stmt);
    walk->guard = item.guard;
    walk->never = item.never;
    if (tell_statement(walk, kind, &item))
        return;
    switch (kind) {
    case SHIM_STMT_SKIP:
        return;
    case SHIM_STMT_MEMBER:
        visit_reference(walk, stmt);
        push_children(walk, stmt, item.location, false);
        return;
    case SHIM_STMT_OTHER:
    case SHIM_STMT_ADDRESS_OF:
    case SHIM_STMT_ASSIGN:
        push_children(walk, stmt, item.location, false);
        return;
    case SHIM_STMT_TRANSPARENT:
        if (shim_is_default_argument(stmt))
            item.location = walk_place(walk, stmt, item.location);
        push_children(walk, stmt, item.location, item.external);
        return;
    case SHIM_STMT_CONDITIONAL:
        push_children(walk, stmt, item.location, item.external);
        return;
    case SHIM_STMT_COMMA: {
        struct push push = {.walk = walk, .location = item.location, .last_external = item.external};
        shim_stmt_children(walk->unit, stmt, push_child, &push);
        return;
    }
    case SHIM_STMT_CALL:
        visit_call(walk, stmt, item.location);
        return;
    case SHIM_STMT_KERNEL_CALL:
        visit_kernel_call(walk, stmt);
        return;
    case SHIM_STMT_CONSTRUCT:
        visit_construct(walk, stmt, item);
        return;
    case SHIM_STMT_INHERITED_CONSTRUCT:
        walk_edge(walk, shim_construct_constructor(stmt), CCH_KIND_CONSTRUCT, true, 0,
                  walk_place(walk, stmt, item.location));
        return;
    case SHIM_STMT_BIND_TEMPORARY:
        if (!item.external)
            destroy(walk, shim_temporary_destructor(walk->unit, stmt), walk_place(walk, stmt, item.location));
        push_children(walk, stmt, item.location, true);
        return;
    case SHIM_STMT_MATERIALIZE:
        visit_materialize(walk, stmt, item);
        return;
    case SHIM_STMT_NEW:
        visit_new(walk, stmt, item.location);
        return;
    case SHIM_STMT_DELETE:
        visit_delete(walk, stmt, item.location);
        return;
    case SHIM_STMT_REFERENCE:
        visit_reference(walk, stmt);
        return;
    case SHIM_STMT_EXPLICIT_CAST:
        shim_type_size_expressions(shim_expression_type(stmt), push_size, &declared);
        push_children(walk, stmt, item.location, false);
        return;
    case SHIM_STMT_RETURN:
    case SHIM_STMT_INITIALIZER_LIST:
        push_children(walk, stmt, item.location, true);
        return;
    case SHIM_STMT_DECLARATION:
        shim_declared_type_sizes(stmt, push_size, &declared);
        shim_declared_variables(stmt, visit_variable, &declared);
        return;
    case SHIM_STMT_CATCH:
        shim_declared_variables(stmt, visit_variable, &declared);
        push_children(walk, stmt, item.location, false);
        return;
    case SHIM_STMT_THROW:
        visit_throw(walk, stmt, item.location);
        return;
    case SHIM_STMT_LAMBDA:
        visit_lambda(walk, stmt, item.location);
        return;
    case SHIM_STMT_SHARED_VALUE:
        visit_shared(walk, stmt, item);
        return;
    }
}

/* Bodies -------------------------------------------------------------------- */

static void run(struct walk *walk) {
    while (walk->stack.count)
        visit(walk, walk->stack.items[--walk->stack.count]);
    walk->never = false;
}

static void touch_visitor(void *data, shim_function function) { walk_touch(data, function); }

struct destroyed {
    struct walk *walk;
    uint32_t location;
};

static void destroy_visitor(void *data, shim_function destructor) {
    struct destroyed *destroyed = data;
    destroy(destroyed->walk, destructor, destroyed->location);
}

static void enter_constructor(struct walk *walk, shim_function constructor) {
    unsigned count = shim_constructor_initializer_count(constructor);
    for (unsigned i = 0; i < count; ++i)
        walk_push(walk, shim_constructor_initializer(constructor, i), 0, true);
    shim_record record = shim_method_record(constructor);
    /* Should a later initialiser throw, what is built so far is destroyed:
     * no edge, but the code exists. */
    shim_record_subobject_destructors(walk->unit, record, touch_visitor, walk);
}

static void enter_destructor(struct walk *walk, shim_function destructor) {
    shim_record record = shim_method_record(destructor);
    struct destroyed destroyed = {walk, shim_function_location(walk->unit, destructor)};
    shim_record_subobject_destructors(walk->unit, record, destroy_visitor, &destroyed);
    shim_function operator_delete = shim_destructor_operator_delete(destructor);
    if (operator_delete)
        walk_edge(walk, operator_delete, CCH_KIND_CALL, true, 0, destroyed.location);
}

static void enter_parameters(struct walk *walk, shim_function function) {
    struct declared declared = {walk, 0};
    for (unsigned i = 0; i < shim_function_parameter_count(function); ++i) {
        shim_type type = shim_function_parameter_type(function, i);
        shim_type_size_expressions(type, push_size, &declared);
        if (shim_parameter_destroyed_by_callee(walk->unit, function, i))
            destroy(walk, shim_type_destructor(walk->unit, type), shim_function_location(walk->unit, function));
    }
}

static void enter_function(struct walk *walk, uint32_t index) {
    struct entry entry = walk->entries.items[index];
    shim_function function = entry.function;
    walk->current = index;
    walk->current_variable = NULL;
    walk->some_never = shim_reach_begin(walk->unit, function);
    begin_body(walk);
    if (entry.facts.lambda_invoker) {
        shim_function target = shim_lambda_invoker_target(function);
        if (target)
            walk_edge(walk, target, CCH_KIND_CALL, true, 0, shim_function_location(walk->unit, function));
        return;
    }
    if (entry.facts.constructor)
        enter_constructor(walk, function);
    else if (entry.facts.destructor)
        enter_destructor(walk, function);
    enter_parameters(walk, function);
    walk_push(walk, shim_function_body(function), 0, false);
    run(walk);
    end_body(walk);
}

void walk_show(struct walk *walk, const struct analysis *analysis, void *state, uint32_t entry) {
    const struct analyses all = walk->analyses;
    walk->analyses = (struct analyses){.rows = {analysis},
                                       .states = {state},
                                       .count = 1,
                                       .on_call = analysis->call != NULL,
                                       .on_edge = analysis->edge != NULL};
    for (unsigned kind = 0; kind < STATEMENT_KINDS_MAX; ++kind)
        walk->analyses.on_statement[kind] = analysis->statements >> kind & 1;
    walk->shadow = true;
    enter_function(walk, entry);
    walk->shadow = false;
    walk->analyses = all;
}

static void visit_binding_variable(void *data, shim_variable variable) {
    struct walk *walk = data;
    walk_push(walk, shim_variable_initializer(variable), 0, true);
}

static void enter_initializer(struct walk *walk, shim_variable variable) {
    struct shim_variable_facts facts;
    shim_variable_facts(walk->unit, variable, &facts);
    walk->current = UINT32_MAX;
    walk->current_variable = variable;
    walk->some_never = false;
    begin_body(walk);
    tell_variable(walk, variable);
    walk_push(walk, shim_variable_initializer(variable), 0, true);
    if (!facts.reference && (facts.defined || shim_variable_initializer(variable)))
        destroy(walk, shim_type_destructor(walk->unit, shim_variable_type(variable)),
                shim_variable_location(walk->unit, variable));
    shim_variable_bindings(variable, visit_binding_variable, walk);
    run(walk);
    end_body(walk);
    walk->current_variable = NULL;
}

void walk_bodies(struct walk *walk) {
    do {
        while (walk->queue.count || walk->variables.count) {
            walk_ask_graph(walk);
            if (walk->queue.count)
                enter_function(walk, walk->queue.items[--walk->queue.count]);
            else
                enter_initializer(walk, walk->variables.items[--walk->variables.count]);
        }
    } while (step(walk));
}
