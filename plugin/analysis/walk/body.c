/* What a body calls: one loop over a stack of statements, a case a kind. The
 * order of visiting is of no consequence, since edges are sets. */
#include "walk/collector.h"

#include <string.h>

/* How the children of the statement at hand are pushed. */
struct push {
    struct collector *collector;
    uint32_t location;
    bool external;
    bool last_external; /* only of the second child (a comma's right side) */
    unsigned index;
};

void body_push(struct collector *collector, shim_stmt stmt, uint32_t location, bool external) {
    if (!stmt)
        return;
    enum shim_reach reach = collector->some_never ? shim_stmt_reach(collector->unit, stmt) : SHIM_REACH_AS_AROUND;
    bool never = reach == SHIM_REACH_AS_AROUND ? collector->never : reach == SHIM_REACH_NEVER;
    VECTOR_PUSH(&collector->stack, (struct work_item){stmt, location, external, collector->guard, never});
}

static void push_child(void *data, shim_stmt child) {
    struct push *push = data;
    body_push(push->collector, child, push->location,
              push->external || (push->last_external && push->index == 1));
    ++push->index;
}

static void push_children(struct collector *collector, shim_stmt stmt, uint32_t location, bool external) {
    struct push push = {.collector = collector, .location = location, .external = external};
    shim_stmt_children(collector->unit, stmt, push_child, &push);
}

/* The place of an edge that `stmt` causes. */
static uint32_t place_of(struct collector *collector, shim_stmt stmt, uint32_t location) {
    return location ? location : shim_stmt_location(collector->unit, stmt);
}

static void destroy(struct collector *collector, shim_function destructor, uint32_t location) {
    if (destructor)
        collector_edge(collector, destructor, CCH_KIND_DESTROY, true, 0, location);
}

/* Variables -------------------------------------------------------------- */

struct declared {
    struct collector *collector;
    uint32_t location;
};

static void push_size(void *data, shim_stmt size) {
    struct declared *declared = data;
    body_push(declared->collector, size, declared->location, false);
}

static void visit_variable(void *data, shim_variable variable) {
    struct declared *declared = data;
    struct collector *collector = declared->collector;
    struct shim_variable_facts facts;
    shim_variable_facts(collector->unit, variable, &facts);
    uint32_t location = declared->location ? declared->location : shim_variable_location(collector->unit, variable);
    if (facts.global)
        return; /* extern, declared in the body */
    shim_type_size_expressions(shim_variable_type(variable), push_size, declared);
    body_push(collector, shim_variable_initializer(variable), declared->location, true);
    shim_function destructor =
        facts.reference ? NULL : shim_type_destructor(collector->unit, shim_variable_type(variable));
    destroy(collector, destructor, location); /* of a static one: registered here, run at the end */
    shim_function cleanup = shim_variable_cleanup(variable);
    if (cleanup)
        collector_edge(collector, cleanup, CCH_KIND_CALL, true, 0, location);
    shim_variable_bindings(variable, visit_variable, declared);
}

/* Calls ------------------------------------------------------------------- */

static void push_arguments(struct collector *collector, shim_stmt call, const struct shim_call *facts,
                           uint32_t location) {
    for (unsigned i = 0; i < facts->argument_count; ++i) {
        shim_stmt argument = shim_call_argument(call, i);
        bool external = facts->callee && shim_stmt_kind(argument) == SHIM_STMT_BIND_TEMPORARY &&
                        shim_parameter_destroyed_by_callee(collector->unit, facts->callee, i);
        body_push(collector, argument, location, external);
    }
}

static void visit_named_call(struct collector *collector, shim_stmt call, const struct shim_call *facts,
                             uint32_t location) {
    uint32_t index = collector_function(collector, facts->callee);
    if (index == UINT32_MAX)
        return;
    struct shim_function_facts callee = collector->entries.items[index].facts;
    enum cch_kind kind = callee.destructor ? CCH_KIND_DESTROY : CCH_KIND_CALL;
    if (callee.destructor && callee.trivial && callee.implicit)
        return;
    if (facts->devirtualized)
        collector_edge(collector, facts->devirtualized, kind, true, 0, location);
    else if (facts->is_virtual)
        classes_virtual_call(collector, facts->callee, facts->object_class, facts->object_is_this, kind,
                             location);
    else if (!(callee.trivial && callee.implicit))
        collector_edge(collector, facts->callee, kind, true, 0, location);
    if (callee.builtin) {
        shim_function operator_function = shim_builtin_operator(collector->unit, call);
        if (operator_function)
            collector_edge(collector, operator_function, CCH_KIND_CALL, true, 0, location);
    }
    pointers_function_object_call(collector, facts, location);
    launches_api_call(collector, call, facts, location);
    device_call(collector, call, facts, location);
    pointers_callback_arguments(collector, call, facts, location);
    bindings_call(collector, call, facts, location);
}

static void visit_call(struct collector *collector, shim_stmt call, uint32_t location) {
    struct shim_call facts;
    shim_call_facts(collector->unit, call, &facts);
    uint32_t site = place_of(collector, call, location);
    if (!facts.is_pseudo) {
        if (facts.callee)
            visit_named_call(collector, call, &facts, site);
        else
            pointers_call(collector, call, &facts, site);
        body_push(collector, facts.callee_expression, location, false);
    }
    body_push(collector, facts.object, location, false);
    push_arguments(collector, call, &facts, location);
}

static void visit_construct(struct collector *collector, shim_stmt construct, struct work_item item) {
    if (shim_construct_is_elided(collector->unit, construct)) {
        shim_stmt source = shim_call_argument(construct, 0); /* built in this object's place */
        if (shim_stmt_kind(source) == SHIM_STMT_MATERIALIZE)
            push_children(collector, source, item.location, item.external);
        else
            body_push(collector, source, item.location, item.external);
        return;
    }
    shim_function constructor = shim_construct_constructor(construct);
    uint32_t index = collector_function(collector, constructor);
    if (index != UINT32_MAX) {
        struct shim_function_facts facts = collector->entries.items[index].facts;
        if (!(facts.trivial && facts.implicit))
            collector_edge(collector, constructor, CCH_KIND_CONSTRUCT, true, 0,
                           place_of(collector, construct, item.location));
        pointers_function_object_made(collector, construct, constructor);
    }
    for (unsigned i = 0; i < shim_construct_argument_count(construct); ++i)
        body_push(collector, shim_call_argument(construct, i), item.location, false);
}

static void visit_new(struct collector *collector, shim_stmt expression, uint32_t location) {
    shim_function operator_new = shim_new_operator(expression);
    if (operator_new)
        collector_edge(collector, operator_new, CCH_KIND_CALL, true, 0, place_of(collector, expression, location));
    collector_touch(collector, shim_new_operator_delete(expression));
    body_push(collector, shim_new_initializer(expression), location, true);
    push_children(collector, expression, location, false);
}

static void visit_delete(struct collector *collector, shim_stmt expression, uint32_t location) {
    struct shim_delete facts;
    shim_delete_facts(collector->unit, expression, &facts);
    uint32_t site = place_of(collector, expression, location);
    if (facts.devirtualized)
        destroy(collector, facts.devirtualized, site);
    else if (facts.is_virtual)
        classes_virtual_call(collector, facts.destructor, facts.object_class, false, CCH_KIND_DESTROY, site);
    else
        destroy(collector, facts.destructor, site);
    if (facts.operator_delete)
        collector_edge(collector, facts.operator_delete, CCH_KIND_CALL, true, 0, site);
    push_children(collector, expression, location, false);
}

/* Other expressions -------------------------------------------------------- */

static void visit_reference(struct collector *collector, shim_stmt expression, uint32_t location) {
    shim_function function = shim_reference_function(expression);
    shim_variable variable = shim_reference_variable(expression);
    if (function)
        pointers_address_taken(collector, function, place_of(collector, expression, location));
    else if (variable)
        collector_touch_variable(collector, variable);
}

struct first_child {
    shim_stmt children[2];
    unsigned count;
};

static void keep_child(void *data, shim_stmt child) {
    struct first_child *first = data;
    if (first->count < 2)
        first->children[first->count++] = child;
}

static void visit_assignment(struct collector *collector, shim_stmt expression, uint32_t location) {
    struct first_child sides = {.count = 0};
    shim_stmt_children(collector->unit, expression, keep_child, &sides);
    if (sides.count == 2 && !collector->never)
        launches_assignment(collector, sides.children[0], sides.children[1]);
    push_children(collector, expression, location, false);
}

static void visit_throw(struct collector *collector, shim_stmt expression, uint32_t location) {
    struct first_child operand = {.count = 0};
    shim_stmt_children(collector->unit, expression, keep_child, &operand);
    if (operand.count)
        collector_touch(collector,
                        shim_type_destructor(collector->unit, shim_expression_type(operand.children[0])));
    push_children(collector, expression, location, true);
}

static void visit_lambda(struct collector *collector, shim_stmt lambda, uint32_t location) {
    push_children(collector, lambda, location, true);
    /* A closure of the unit's own is one of its functions, called or not. */
    shim_function call_operator = shim_lambda_operator(lambda);
    uint32_t index = call_operator ? collector_function(collector, call_operator) : UINT32_MAX;
    if (index != UINT32_MAX && collector->entries.items[index].facts.in_main_file)
        collector_touch(collector, call_operator);
}

static void visit_materialize(struct collector *collector, shim_stmt expression, struct work_item item) {
    destroy(collector, shim_temporary_destructor(collector->unit, expression),
            place_of(collector, expression, item.location));
    push_children(collector, expression, item.location, true);
}

static void visit_shared(struct collector *collector, shim_stmt expression, struct work_item item) {
    bool is_new;
    pointer_map_at(&collector->shared_seen, (uintptr_t)expression, &is_new);
    if (is_new)
        push_children(collector, expression, item.location, item.external);
}

static bool in_kernel(struct collector *collector) {
    return collector->current != UINT32_MAX && collector->entries.items[collector->current].facts.kernel;
}

static void visit(struct collector *collector, struct work_item item) {
    shim_stmt stmt = item.stmt;
    struct declared declared = {collector, item.location};
    collector->guard = item.guard;
    collector->never = item.never;
    switch (shim_stmt_kind(stmt)) {
    case SHIM_STMT_SKIP:
        return;
    case SHIM_STMT_MEMBER:
        if (collector->facts.device)
            flow_device_read(collector, stmt);
        visit_reference(collector, stmt, item.location);
        device_member(collector, stmt, place_of(collector, stmt, item.location));
        push_children(collector, stmt, item.location, false);
        return;
    case SHIM_STMT_OTHER:
        if (!guards_branch(collector, stmt, item.location, false))
            push_children(collector, stmt, item.location, false);
        return;
    case SHIM_STMT_ADDRESS_OF:
        push_children(collector, stmt, item.location, false);
        return;
    case SHIM_STMT_TRANSPARENT:
        if (shim_is_default_argument(stmt))
            item.location = place_of(collector, stmt, item.location);
        push_children(collector, stmt, item.location, item.external);
        return;
    case SHIM_STMT_CONDITIONAL:
        if (!guards_branch(collector, stmt, item.location, item.external))
            push_children(collector, stmt, item.location, item.external);
        return;
    case SHIM_STMT_COMMA: {
        struct push push = {.collector = collector, .location = item.location, .last_external = item.external};
        shim_stmt_children(collector->unit, stmt, push_child, &push);
        return;
    }
    case SHIM_STMT_CALL:
        visit_call(collector, stmt, item.location);
        return;
    case SHIM_STMT_KERNEL_CALL:
        launches_kernel_call(collector, stmt, place_of(collector, stmt, item.location));
        return;
    case SHIM_STMT_CONSTRUCT:
        visit_construct(collector, stmt, item);
        return;
    case SHIM_STMT_INHERITED_CONSTRUCT:
        collector_edge(collector, shim_construct_constructor(stmt), CCH_KIND_CONSTRUCT, true, 0,
                       place_of(collector, stmt, item.location));
        return;
    case SHIM_STMT_BIND_TEMPORARY:
        if (!item.external)
            destroy(collector, shim_temporary_destructor(collector->unit, stmt),
                    place_of(collector, stmt, item.location));
        push_children(collector, stmt, item.location, true);
        return;
    case SHIM_STMT_MATERIALIZE:
        visit_materialize(collector, stmt, item);
        return;
    case SHIM_STMT_NEW:
        visit_new(collector, stmt, item.location);
        return;
    case SHIM_STMT_DELETE:
        visit_delete(collector, stmt, item.location);
        return;
    case SHIM_STMT_REFERENCE:
        if (collector->facts.device && in_kernel(collector))
            flow_device_read(collector, stmt);
        visit_reference(collector, stmt, item.location);
        return;
    case SHIM_STMT_EXPLICIT_CAST:
        shim_type_size_expressions(shim_expression_type(stmt), push_size, &declared);
        pointers_cast(collector, stmt, shim_expression_type(stmt));
        push_children(collector, stmt, item.location, false);
        return;
    case SHIM_STMT_RETURN:
    case SHIM_STMT_INITIALIZER_LIST:
        push_children(collector, stmt, item.location, true);
        return;
    case SHIM_STMT_ASSIGN:
        visit_assignment(collector, stmt, item.location);
        return;
    case SHIM_STMT_DECLARATION:
        shim_declared_type_sizes(stmt, push_size, &declared);
        shim_declared_variables(stmt, visit_variable, &declared);
        return;
    case SHIM_STMT_CATCH:
        shim_declared_variables(stmt, visit_variable, &declared);
        push_children(collector, stmt, item.location, false);
        return;
    case SHIM_STMT_THROW:
        visit_throw(collector, stmt, item.location);
        return;
    case SHIM_STMT_LAMBDA:
        visit_lambda(collector, stmt, item.location);
        return;
    case SHIM_STMT_SHARED_VALUE:
        visit_shared(collector, stmt, item);
        return;
    }
}

/* Bodies -------------------------------------------------------------------- */

static void run(struct collector *collector) {
    while (collector->stack.count)
        visit(collector, collector->stack.items[--collector->stack.count]);
    collector->never = false;
}

static void finish_body(struct collector *collector) {
    device_finish_body(collector);
    launches_finish_body(collector);
    collector->guard = 0;
    pointer_map_clear(&collector->shared_seen);
}

static void touch_visitor(void *data, shim_function function) { collector_touch(data, function); }

struct destroyed {
    struct collector *collector;
    uint32_t location;
};

static void destroy_visitor(void *data, shim_function destructor) {
    struct destroyed *destroyed = data;
    destroy(destroyed->collector, destructor, destroyed->location);
}

static void walk_constructor(struct collector *collector, shim_function constructor) {
    unsigned count = shim_constructor_initializer_count(constructor);
    for (unsigned i = 0; i < count; ++i)
        body_push(collector, shim_constructor_initializer(constructor, i), 0, true);
    shim_record record = shim_method_record(constructor);
    /* Should a later initialiser throw, what is built so far is destroyed:
     * no edge, but the code exists. */
    shim_record_subobject_destructors(collector->unit, record, touch_visitor, collector);
    classes_vtable(collector, record);
}

static void walk_destructor(struct collector *collector, shim_function destructor) {
    shim_record record = shim_method_record(destructor);
    struct destroyed destroyed = {collector, shim_function_location(collector->unit, destructor)};
    shim_record_subobject_destructors(collector->unit, record, destroy_visitor, &destroyed);
    shim_function operator_delete = shim_destructor_operator_delete(destructor);
    if (operator_delete)
        collector_edge(collector, operator_delete, CCH_KIND_CALL, true, 0, destroyed.location);
    classes_vtable(collector, record);
}

static void walk_parameters(struct collector *collector, shim_function function) {
    struct declared declared = {collector, 0};
    for (unsigned i = 0; i < shim_function_parameter_count(function); ++i) {
        shim_type type = shim_function_parameter_type(function, i);
        shim_type_size_expressions(type, push_size, &declared);
        if (shim_parameter_destroyed_by_callee(collector->unit, function, i))
            destroy(collector, shim_type_destructor(collector->unit, type),
                    shim_function_location(collector->unit, function));
    }
}

static void walk_function(struct collector *collector, uint32_t index) {
    struct entry entry = collector->entries.items[index];
    shim_function function = entry.function;
    collector->current = index;
    collector->current_variable = NULL;
    collector->some_never = shim_reach_begin(collector->unit, function);
    guards_begin_body(collector);
    if (entry.facts.lambda_invoker) {
        shim_function target = shim_lambda_invoker_target(function);
        if (target)
            collector_edge(collector, target, CCH_KIND_CALL, true, 0,
                           shim_function_location(collector->unit, function));
        return;
    }
    if (entry.facts.constructor)
        walk_constructor(collector, function);
    else if (entry.facts.destructor)
        walk_destructor(collector, function);
    else if (entry.facts.is_virtual)
        classes_vtable(collector, shim_method_record(function));
    walk_parameters(collector, function);
    body_push(collector, shim_function_body(function), 0, false);
    run(collector);
    flow_function(collector, index); /* a launch reads what the body leaves in its variables */
    finish_body(collector);
}

static void visit_binding_variable(void *data, shim_variable variable) {
    struct collector *collector = data;
    body_push(collector, shim_variable_initializer(variable), 0, true);
}

static void walk_initializer(struct collector *collector, shim_variable variable) {
    struct shim_variable_facts facts;
    shim_variable_facts(collector->unit, variable, &facts);
    collector->current = UINT32_MAX;
    collector->current_variable = variable;
    collector->some_never = false;
    guards_begin_body(collector);
    bindings_variable(collector, variable);
    body_push(collector, shim_variable_initializer(variable), 0, true);
    if (!facts.reference && (facts.defined || shim_variable_initializer(variable)))
        destroy(collector, shim_type_destructor(collector->unit, shim_variable_type(variable)),
                shim_variable_location(collector->unit, variable));
    shim_variable_bindings(variable, visit_binding_variable, collector);
    run(collector);
    finish_body(collector);
    collector->current_variable = NULL;
}

void collector_walk(struct collector *collector) {
    do {
        while (collector->queue.count || collector->variables.count) {
            collector_ask_graph(collector);
            if (collector->queue.count)
                walk_function(collector, collector->queue.items[--collector->queue.count]);
            else
                walk_initializer(collector, collector->variables.items[--collector->variables.count]);
        }
    } while (classes_step(collector));
}
