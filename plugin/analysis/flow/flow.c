/* The walk over a body, statement by statement: declarations, assignments,
 * returned values, calls, and the conditions that they stand under. */
#include "flow/flow.h"

#include <string.h>

enum { LOOPS = 3 }; /* so many nested loops are walked twice */

struct flow *flow_of(struct collector *collector) {
    if (!collector->flow)
        collector->flow = memory_zeroed(1, sizeof *collector->flow);
    return collector->flow;
}

void flow_release(struct collector *collector) {
    struct flow *flow = collector->flow;
    if (!flow)
        return;
    VECTOR_RELEASE(&flow->values);
    VECTOR_RELEASE(&flow->flows);
    VECTOR_RELEASE(&flow->uses);
    VECTOR_RELEASE(&flow->reads);
    VECTOR_RELEASE(&flow->conditions);
    VECTOR_RELEASE(&flow->condition_sources);
    pointer_map_release(&flow->value_of);
    pointer_map_release(&flow->seen);
    pointer_map_release(&flow->project);
    pointer_map_release(&flow->reads_seen);
    pointer_map_release(&flow->stored);
    pointer_map_release(&flow->later_of);
    free(flow);
    collector->flow = NULL;
}

/* Of the project: written by someone, in no system header, below the root. */
bool flow_is_project(struct collector *collector, shim_function function) {
    struct flow *flow = flow_of(collector);
    bool is_new;
    uint32_t *known = pointer_map_at(&flow->project, (uintptr_t)function, &is_new);
    if (!is_new)
        return *known == 2;
    struct shim_function_facts facts;
    struct shim_place place;
    shim_function_facts(collector->unit, function, &facts);
    bool is_project = !facts.in_system && !facts.builtin && !shim_record_is_of_runtime(shim_method_record(function)) && shim_flow_function_key(function) &&
                      shim_function_place(collector->unit, function, &place) &&
                      (!collector->root[0] ||
                       cch_graph_text(collector->graph, paths_file(collector, place.file), NULL)[0] != '/');
    *known = is_project ? 2 : 1;
    return is_project;
}

static void walk(struct collector *collector, shim_stmt stmt);

static void walk_child(void *data, shim_stmt child) { walk(data, child); }

/* Conditions ------------------------------------------------------------------- */

static void push_condition(struct collector *collector, shim_stmt condition) {
    struct flow *flow = collector->flow;
    struct flow_condition entry = {.first = flow->condition_sources.count};
    flow_sources sources = {0};
    flow_find_sources(collector, condition, FLOW_ITSELF, &sources);
    for (size_t i = 0; i < sources.count; ++i)
        VECTOR_PUSH(&flow->condition_sources, sources.items[i]);
    VECTOR_RELEASE(&sources);
    entry.count = flow->condition_sources.count - entry.first;
    if (entry.count) {
        entry.text = flow_text(collector, condition);
        entry.location = shim_stmt_location(collector->unit, condition);
    }
    VECTOR_PUSH(&flow->conditions, entry);
}

/* A condition that decides no call of the project's is a use all the same. */
static void pop_condition(struct collector *collector) {
    struct flow *flow = collector->flow;
    if (!flow->conditions.count)
        return;
    const struct flow_condition last = flow->conditions.items[--flow->conditions.count];
    for (size_t i = 0; i < last.count && !last.decided; ++i)
        flow_use(collector, flow->condition_sources.items[last.first + i].value, CCH_USE_CONDITION,
                 cch_carries_of(cch_carries_to_number(flow->condition_sources.items[last.first + i].carries)), NULL,
                 last.text, last.location);
    flow->condition_sources.count = last.first;
}

static void walk_range(struct collector *collector, const struct shim_branch *branch) {
    flow_sources sources = {0};
    uint32_t element = branch->element ? flow_value(collector, shim_variable_named(branch->element)) : 0;
    walk(collector, branch->range);
    flow_find_sources(collector, branch->range, FLOW_ELEMENT_OF, &sources);
    if (element)
        flow_store(collector, &sources, element, false, CCH_FLOW_COPY, branch->range,
                   shim_stmt_location(collector->unit, branch->range));
    VECTOR_RELEASE(&sources);
}

/* Long chains of else-if are walked in a loop, the conditions adding up. True:
 * a condition is left on the stack, since what follows stands under it, too. */
static bool walk_branch(struct collector *collector, shim_stmt stmt) {
    struct flow *flow = collector->flow;
    size_t before = flow->conditions.count;
    struct shim_branch branch = {0};
    while (stmt) {
        shim_flow_branch(collector->unit, stmt, &branch);
        stmt = NULL;
        walk(collector, branch.before);
        if (branch.range)
            walk_range(collector, &branch);
        if (branch.condition) {
            walk(collector, branch.condition);
            push_condition(collector, branch.condition);
        }
        walk(collector, branch.parts[0]);
        if (branch.loops && flow->loops < LOOPS) { /* what it stores its next round reads */
            ++flow->loops;
            walk(collector, branch.parts[1]);
            walk(collector, branch.condition);
            walk(collector, branch.parts[0]);
            --flow->loops;
        }
        if (branch.parts[1] && shim_flow_kind(branch.parts[1]) == SHIM_FLOW_BRANCH)
            stmt = branch.parts[1];
        else
            walk(collector, branch.parts[1]);
    }
    bool stays = branch.returns && flow->conditions.count == before + 1;
    while (flow->conditions.count > before + stays)
        pop_condition(collector);
    return stays;
}

struct compound {
    struct collector *collector;
    unsigned left;
};

static void walk_in_compound(void *data, shim_stmt child) {
    struct compound *compound = data;
    if (child && shim_flow_kind(child) == SHIM_FLOW_BRANCH)
        compound->left += walk_branch(compound->collector, child);
    else
        walk(compound->collector, child);
}

static void walk_compound(struct collector *collector, shim_stmt stmt) {
    struct compound compound = {collector, 0};
    shim_flow_children(collector->unit, stmt, walk_in_compound, &compound);
    while (compound.left--)
        pop_condition(collector);
}

/* Items of tuples ----------------------------------------------------------------- */

struct items {
    struct collector *collector;
    shim_stmt items[32];
    unsigned count;
    bool more; /* than are kept: then it is taken as a whole */
};

static void keep_item(void *data, shim_named field, shim_stmt initializer) {
    struct items *items = data;
    (void)field;
    if (items->count < sizeof items->items / sizeof *items->items)
        items->items[items->count++] = initializer;
    else
        items->more = true;
}

static shim_stmt strip_same(struct collector *collector, shim_stmt stmt);

/* The arguments of std::make_tuple and its like, or what stands in braces. */
static bool items_of(struct collector *collector, shim_stmt expression, struct items *items) {
    struct shim_call facts;
    shim_stmt braces = shim_flow_braces(expression);
    items->collector = collector;
    items->count = 0;
    items->more = false;
    if (braces) {
        shim_type type = shim_expression_type(braces); /* an array: the elements of a container */
        shim_record record = shim_type_is_array(type) ? NULL : shim_type_record(type);
        struct shim_record_facts about = {0};
        if (record)
            shim_record_facts(collector->unit, record, &about);
        if (record && !about.in_system)
            return false;
        shim_flow_list(braces, keep_item, items);
        return items->count > 0 && !items->more;
    }
    shim_stmt bare = strip_same(collector, expression);
    if (!bare)
        return false;
    if (shim_flow_kind(bare) == SHIM_FLOW_CONSTRUCT) {
        shim_record record = shim_method_record(shim_construct_constructor(bare));
        if (!record || !(shim_record_is(collector->unit, record, "std::tuple") ||
                         shim_record_is(collector->unit, record, "std::pair")))
            return false;
        if (shim_construct_argument_count(bare) == 1)
            return items_of(collector, shim_call_argument(bare, 0), items);
        for (unsigned i = 0; i < shim_construct_argument_count(bare); ++i)
            keep_item(items, NULL, shim_call_argument(bare, i));
        return items->count > 0 && !items->more;
    }
    if (shim_flow_kind(bare) != SHIM_FLOW_CALL)
        return false;
    shim_call_facts(collector->unit, bare, &facts);
    if (!facts.callee || facts.object || flow_is_project(collector, facts.callee) ||
        flow_library_function(shim_function_simple_name(collector->unit, facts.callee), "") != FLOW_TUPLE)
        return false;
    for (unsigned i = 0; i < facts.argument_count; ++i)
        keep_item(items, NULL, shim_call_argument(bare, i));
    return items->count > 0 && !items->more;
}

static void first_part(void *data, shim_stmt child) {
    shim_stmt *first = data;
    if (!*first)
        *first = child;
}

static shim_stmt strip_same(struct collector *collector, shim_stmt stmt) {
    for (int depth = 0; stmt && depth < FLOW_DEPTH && shim_flow_kind(stmt) == SHIM_FLOW_SAME; ++depth) {
        shim_stmt first = NULL;
        shim_flow_children(collector->unit, stmt, first_part, &first);
        stmt = first;
    }
    return stmt;
}

/* The function of the project whose result an expression is, or NULL. */
static shim_function called(struct collector *collector, shim_stmt expression, shim_stmt *call) {
    struct shim_call facts;
    shim_stmt bare = strip_same(collector, expression);
    if (bare && shim_flow_kind(bare) == SHIM_FLOW_CONSTRUCT && shim_construct_argument_count(bare) == 1)
        bare = strip_same(collector, shim_call_argument(bare, 0));
    if (!bare || shim_flow_kind(bare) != SHIM_FLOW_CALL)
        return NULL;
    shim_call_facts(collector->unit, bare, &facts);
    *call = bare;
    return facts.callee && flow_is_project(collector, facts.callee) ? facts.callee : NULL;
}

/* Item `index` of what an expression gives goes into `target`. */
static void item_into(struct collector *collector, shim_stmt expression, int index, uint32_t target,
                      uint32_t location) {
    shim_stmt call = NULL;
    struct items items;
    flow_sources sources = {0};
    shim_function callee = called(collector, expression, &call);
    if (callee) {
        uint32_t at = shim_stmt_location(collector->unit, call);
        flow_add(collector, flow_result(collector, callee, index), flow_stored(collector, target, location),
                 CCH_FLOW_RETURN, 0, at, true);
        flow_conditions_into(collector, target);
    } else if (items_of(collector, expression, &items) && (unsigned)index < items.count) {
        flow_into(collector, target, false, items.items[index], location);
    } else {
        flow_find_sources(collector, expression, FLOW_ELEMENT_OF, &sources);
        flow_store(collector, &sources, target, false, CCH_FLOW_COPY, expression, location);
        flow_conditions_into(collector, target);
    }
    VECTOR_RELEASE(&sources);
}

/* Declarations -------------------------------------------------------------------- */

struct bindings {
    struct collector *collector;
    shim_stmt initializer;
    uint32_t location;
    int index;
};

static void bind(void *data, shim_named name, shim_named field) {
    struct bindings *bindings = data;
    struct collector *collector = bindings->collector;
    uint32_t target = flow_value(collector, name), from = field ? flow_value(collector, field) : 0;
    if (from)
        flow_add(collector, from, flow_stored(collector, target, bindings->location), CCH_FLOW_COPY, 0, bindings->location, true);
    else if (bindings->initializer)
        item_into(collector, bindings->initializer, bindings->index, target, bindings->location);
    ++bindings->index;
}

/* A reference or pointer to a variable: what is stored through it is stored there. */
static void alias(struct collector *collector, shim_named named, uint32_t value, shim_stmt initializer,
                  uint32_t location) {
    flow_targets targets = {0};
    if (!shim_named_aliases(named) || !shim_initializer_is_alias(named, initializer))
        return;
    flow_find_targets(collector, initializer, &targets);
    for (size_t i = 0; i < targets.count; ++i)
        flow_add(collector, value, targets.items[i].value, targets.items[i].part ? CCH_FLOW_DERIVED : CCH_FLOW_COPY, 0,
                 location, true);
    VECTOR_RELEASE(&targets);
}

static void declare(void *data, shim_variable variable) {
    struct collector *collector = data;
    struct shim_variable_facts facts;
    shim_named named = shim_variable_named(variable);
    shim_variable_facts(collector->unit, variable, &facts);
    if (facts.global)
        return;
    shim_stmt initializer = shim_variable_initializer(variable);
    uint32_t location = shim_variable_location(collector->unit, variable);
    walk(collector, initializer);
    struct bindings bindings = {collector, initializer, location, 0};
    if (shim_flow_bindings(variable, bind, &bindings))
        return;
    uint32_t value = flow_value(collector, named);
    if (!value)
        return;
    if (initializer)
        flow_into(collector, value, false, initializer, location);
    else
        flow_conditions_into(collector, value);
    if (!initializer)
        return;
    alias(collector, named, value, initializer, location);
}

struct type_sources {
    struct collector *collector;
    uint32_t target, location;
};

static void type_source(void *data, shim_named named) {
    struct type_sources *sources = data;
    flow_add(sources->collector, flow_value(sources->collector, named), sources->target, CCH_FLOW_DERIVED, 0,
             sources->location, true);
}

static void declare_type(void *data, shim_named name, shim_type type) {
    struct collector *collector = data;
    struct shim_value about;
    uint32_t value = flow_value(collector, name);
    if (!value)
        return;
    shim_named_describe(collector->unit, name, &about);
    struct type_sources sources = {collector, value, about.location};
    shim_flow_type_names(type, type_source, &sources);
    flow_conditions_into(collector, value);
}

/* Assignments and returned values ----------------------------------------------------- */

struct sides {
    shim_stmt items[2];
    unsigned count;
};

static void keep_side(void *data, shim_stmt child) {
    struct sides *sides = data;
    if (sides->count < 2)
        sides->items[sides->count++] = child;
}

static void assign(struct collector *collector, shim_stmt left, shim_stmt right, bool update,
                   uint32_t location) {
    flow_targets targets = {0};
    struct items items;
    if (items_of(collector, left, &items)) { /* std::tie(a, b) = f() */
        for (unsigned i = 0; i < items.count; ++i) {
            targets.count = 0;
            flow_find_targets(collector, items.items[i], &targets);
            for (size_t j = 0; j < targets.count; ++j)
                item_into(collector, right, (int)i, targets.items[j].value, location);
        }
        VECTOR_RELEASE(&targets);
        return;
    }
    flow_find_targets(collector, left, &targets);
    for (size_t i = 0; i < targets.count; ++i) {
        if (right)
            flow_into(collector, targets.items[i].value, update || targets.items[i].part, right, location);
        else { /* ++x */
            flow_stored(collector, targets.items[i].value, location);
            flow_conditions_into(collector, targets.items[i].value);
        }
    }
    VECTOR_RELEASE(&targets);
}

static void walk_assignment(struct collector *collector, shim_stmt stmt, bool update) {
    struct sides sides = {.count = 0};
    shim_flow_children(collector->unit, stmt, keep_side, &sides);
    if (sides.count)
        assign(collector, sides.items[0], sides.count == 2 ? sides.items[1] : NULL, update,
               shim_stmt_location(collector->unit, stmt));
}

static void walk_return(struct collector *collector, shim_stmt stmt) {
    struct flow *flow = collector->flow;
    struct sides value = {.count = 0};
    struct items items;
    shim_flow_children(collector->unit, stmt, keep_side, &value);
    if (!value.count || shim_function_returns_nothing(flow->function))
        return;
    uint32_t location = shim_stmt_location(collector->unit, stmt);
    if (items_of(collector, value.items[0], &items)) {
        for (unsigned i = 0; i < items.count; ++i)
            flow_into(collector, flow_result(collector, flow->function, (int)i), false, items.items[i], location);
        return;
    }
    flow_into(collector, flow_result(collector, flow->function, -1), false, value.items[0], location);
}

static void walk_call(struct collector *collector, shim_stmt stmt) {
    struct shim_call facts;
    shim_call_facts(collector->unit, stmt, &facts);
    flow_call(collector, stmt);
    if (facts.callee && facts.argument_count == 2 && !facts.object &&
        !flow_is_project(collector, facts.callee) &&
        strcmp(shim_function_simple_name(collector->unit, facts.callee), "operator=") == 0)
        assign(collector, shim_call_argument(stmt, 0), shim_call_argument(stmt, 1), false,
               shim_stmt_location(collector->unit, stmt));
}

/* {.field = value} of a class of the project. */
static void store_field(void *data, shim_named field, shim_stmt initializer) {
    struct collector *collector = data;
    uint32_t value = field ? flow_value(collector, field) : 0;
    if (value && initializer)
        flow_into(collector, value, false, initializer, shim_stmt_location(collector->unit, initializer));
}

static void capture(void *data, shim_variable variable) {
    struct collector *collector = data;
    uint32_t value = flow_value(collector, shim_variable_named(variable));
    shim_stmt initializer = shim_variable_initializer(variable);
    if (value && initializer)
        flow_into(collector, value, false, initializer, shim_variable_location(collector->unit, variable));
}

/* The configuration's parts are walked, not the call that clang makes of them. */
static void walk_launch(struct collector *collector, shim_stmt stmt) {
    struct shim_call facts;
    shim_call_facts(collector->unit, stmt, &facts);
    for (unsigned i = 0; i < 4; ++i)
        walk(collector, shim_kernel_call_configuration(stmt, i));
    for (unsigned i = 0; i < facts.argument_count; ++i)
        walk(collector, shim_call_argument(stmt, i));
    walk(collector, shim_call_name(stmt));
}

static void walk(struct collector *collector, shim_stmt stmt) {
    struct flow *flow = collector->flow;
    if (!stmt || flow->depth > FLOW_DEPTH)
        return;
    ++flow->depth;
    switch (shim_flow_kind(stmt)) {
    case SHIM_FLOW_BRANCH:
        if (walk_branch(collector, stmt))
            pop_condition(collector);
        break;
    case SHIM_FLOW_COMPOUND:
        walk_compound(collector, stmt);
        break;
    case SHIM_FLOW_DECLARATION: {
        struct shim_declared declared = {declare, declare_type, collector};
        shim_flow_declared(stmt, &declared);
        break;
    }
    case SHIM_FLOW_RETURN:
        walk_return(collector, stmt);
        shim_flow_children(collector->unit, stmt, walk_child, collector);
        break;
    case SHIM_FLOW_ASSIGN:
    case SHIM_FLOW_UPDATE:
        walk_assignment(collector, stmt, shim_flow_kind(stmt) == SHIM_FLOW_UPDATE);
        shim_flow_children(collector->unit, stmt, walk_child, collector);
        break;
    case SHIM_FLOW_CALL:
        walk_call(collector, stmt);
        shim_flow_children(collector->unit, stmt, walk_child, collector);
        break;
    case SHIM_FLOW_KERNEL_CALL:
        walk_launch(collector, stmt);
        break;
    case SHIM_FLOW_CONSTRUCT:
        flow_construct(collector, stmt);
        shim_flow_children(collector->unit, stmt, walk_child, collector);
        break;
    case SHIM_FLOW_LIST:
        shim_flow_list(stmt, store_field, collector);
        shim_flow_children(collector->unit, stmt, walk_child, collector);
        break;
    case SHIM_FLOW_LAMBDA:
        shim_lambda_variables(stmt, capture, collector);
        shim_flow_children(collector->unit, stmt, walk_child, collector);
        break;
    case SHIM_FLOW_NAMED:
        break;
    case SHIM_FLOW_NOTHING:
        flow_reference(collector, stmt);
        break;
    case SHIM_FLOW_MEMBER:
        flow_reference(collector, stmt);
        shim_flow_children(collector->unit, stmt, walk_child, collector);
        break;
    default:
        shim_flow_children(collector->unit, stmt, walk_child, collector);
        break;
    }
    --flow->depth;
}

/* Bodies ---------------------------------------------------------------------------------- */

void flow_function(struct collector *collector, uint32_t index) {
    shim_function function = collector->entries.items[index].function;
    struct flow *flow = flow_of(collector);
    if (!flow || collector->facts.device || collector->entries.items[index].facts.in_system ||
        !flow_is_project(collector, function))
        return;
    flow->entry = index;
    flow->function = function;
    flow->depth = 0;
    flow->loops = 0;
    pointer_map_clear(&flow->stored);
    flow->conditions.count = 0;
    flow->condition_sources.count = 0;
    if (collector->entries.items[index].facts.constructor)
        for (unsigned i = 0; i < shim_constructor_initializer_count(function); ++i) {
            shim_named member = shim_constructor_member(function, i);
            shim_stmt initializer = shim_constructor_initializer(function, i);
            walk(collector, initializer);
            if (member && initializer)
                flow_into(collector, flow_value(collector, member), false, initializer,
                          shim_stmt_location(collector->unit, initializer));
        }
    walk(collector, shim_function_body(function));
}
