/* The walk over a body, statement by statement: declarations, assignments,
 * returned values, calls, and the conditions that they stand under. */
#include "flow/flow.h"
#include "flow/libraries.h"
#include "shim/branches.h"
#include "walk/paths.h"

#include <string.h>

/* So many nested loops are walked twice by themselves; what is in more of them is walked anew in each round of those. */
enum { LOOPS = 3 };

/* Of the project: written by someone, in no system header, below the root. */
bool flow_is_project(struct flow *flow, shim_function function) {
    bool is_new;
    uint32_t *known = pointer_map_at(&flow->project, (uintptr_t)function, &is_new);
    if (!is_new)
        return *known == 2;
    struct shim_function_facts facts;
    struct shim_place place;
    shim_function_facts(flow->walk->unit, function, &facts);
    bool is_project =
        !facts.in_system && !facts.builtin && !shim_record_is_of_runtime(shim_method_record(function)) &&
        shim_flow_function_key(function) && shim_function_place(flow->walk->unit, function, &place) &&
        (!flow->walk->root[0] || cch_graph_text(flow->walk->graph, paths_file(flow->walk, place.file), NULL)[0] != '/');
    *known = is_project ? 2 : 1;
    return is_project;
}

static void visit(struct flow *flow, shim_stmt stmt);

static void visit_child(void *data, shim_stmt child) { visit(data, child); }

/* Conditions ------------------------------------------------------------------- */

static void push_condition(struct flow *flow, shim_stmt condition) {
    struct flow_condition entry = {.first = flow->condition_sources.count};
    flow_sources sources = {0};
    flow_find_sources(flow, condition, FLOW_ITSELF, &sources);
    for (size_t i = 0; i < sources.count; ++i)
        VECTOR_PUSH(&flow->condition_sources, sources.items[i]);
    VECTOR_RELEASE(&sources);
    entry.count = flow->condition_sources.count - entry.first;
    if (entry.count) {
        entry.text = flow_text(flow, condition);
        entry.location = shim_stmt_location(flow->walk->unit, condition);
    }
    VECTOR_PUSH(&flow->conditions, entry);
}

/* A condition that decides no call of the project's is a use all the same. */
static void pop_condition(struct flow *flow) {
    if (!flow->conditions.count)
        return;
    const struct flow_condition last = flow->conditions.items[--flow->conditions.count];
    for (size_t i = 0; i < last.count && !last.decided; ++i)
        flow_use(flow, flow->condition_sources.items[last.first + i].value, CCH_USE_CONDITION,
                 cch_carries_of(cch_carries_to_number(flow->condition_sources.items[last.first + i].carries)), NULL,
                 last.text, last.location);
    flow->condition_sources.count = last.first;
}

static void visit_range(struct flow *flow, const struct shim_branch *branch) {
    flow_sources sources = {0};
    uint32_t element = branch->element ? flow_value(flow, shim_variable_named(branch->element)) : 0;
    visit(flow, branch->range);
    flow_find_sources(flow, branch->range, FLOW_ELEMENT_OF, &sources);
    if (element)
        flow_store(flow, &sources, element, false, CCH_FLOW_COPY, branch->range,
                   shim_stmt_location(flow->walk->unit, branch->range));
    VECTOR_RELEASE(&sources);
}

/* Long chains of else-if are walked in a loop, the conditions adding up. True:
 * a condition is left on the stack, since what follows stands under it, too. */
static bool visit_branch(struct flow *flow, shim_stmt stmt) {
    size_t before = flow->conditions.count;
    struct shim_branch branch = {0};
    while (stmt) {
        shim_branch_describe(flow->walk->unit, stmt, &branch);
        stmt = NULL;
        visit(flow, branch.before[0]);
        visit(flow, branch.before[1]);
        if (branch.range)
            visit_range(flow, &branch);
        if (branch.condition) {
            visit(flow, branch.condition);
            push_condition(flow, branch.condition);
        }
        visit(flow, branch.parts[0]);
        if (branch.loops && flow->loops < LOOPS) { /* what it stores its next round reads */
            ++flow->loops;
            visit(flow, branch.parts[1]);
            visit(flow, branch.condition);
            visit(flow, branch.parts[0]);
            --flow->loops;
        }
        if (branch.parts[1] && shim_flow_kind(branch.parts[1]) == SHIM_FLOW_BRANCH)
            stmt = branch.parts[1];
        else
            visit(flow, branch.parts[1]);
    }
    bool stays = branch.returns && flow->conditions.count == before + 1;
    while (flow->conditions.count > before + stays)
        pop_condition(flow);
    return stays;
}

struct compound {
    struct flow *flow;
    unsigned left;
};

static void visit_in_compound(void *data, shim_stmt child) {
    struct compound *compound = data;
    if (child && shim_flow_kind(child) == SHIM_FLOW_BRANCH)
        compound->left += visit_branch(compound->flow, child);
    else
        visit(compound->flow, child);
}

static void visit_compound(struct flow *flow, shim_stmt stmt) {
    struct compound compound = {flow, 0};
    shim_flow_children(flow->walk->unit, stmt, visit_in_compound, &compound);
    while (compound.left--)
        pop_condition(flow);
}

/* Items of tuples ----------------------------------------------------------------- */

struct items {
    struct flow *flow;
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

static shim_stmt strip_same(struct flow *flow, shim_stmt stmt);

/* The arguments of std::make_tuple and its like, or what stands in braces. */
static bool items_of(struct flow *flow, shim_stmt expression, struct items *items) {
    struct shim_call facts;
    shim_stmt braces = shim_flow_braces(expression);
    items->flow = flow;
    items->count = 0;
    items->more = false;
    if (braces) {
        shim_type type = shim_expression_type(braces); /* an array: the elements of a container */
        shim_record record = shim_type_is_array(type) ? NULL : shim_type_record(type);
        struct shim_record_facts about = {0};
        if (record)
            shim_record_facts(flow->walk->unit, record, &about);
        if (record && !about.in_system)
            return false;
        shim_flow_list(braces, keep_item, items);
        return items->count > 0 && !items->more;
    }
    shim_stmt bare = strip_same(flow, expression);
    if (!bare)
        return false;
    if (shim_flow_kind(bare) == SHIM_FLOW_CONSTRUCT) {
        shim_record record = shim_method_record(shim_construct_constructor(bare));
        if (!record || !(shim_record_is(flow->walk->unit, record, "std::tuple") ||
                         shim_record_is(flow->walk->unit, record, "std::pair")))
            return false;
        if (shim_construct_argument_count(bare) == 1)
            return items_of(flow, shim_call_argument(bare, 0), items);
        for (unsigned i = 0; i < shim_construct_argument_count(bare); ++i)
            keep_item(items, NULL, shim_call_argument(bare, i));
        return items->count > 0 && !items->more;
    }
    if (shim_flow_kind(bare) != SHIM_FLOW_CALL)
        return false;
    shim_call_facts(flow->walk->unit, bare, &facts);
    if (!facts.callee || facts.object || flow_is_project(flow, facts.callee) ||
        flow_library_function(shim_function_simple_name(flow->walk->unit, facts.callee), "") != FLOW_TUPLE)
        return false;
    for (unsigned i = 0; i < facts.argument_count; ++i)
        keep_item(items, NULL, shim_call_argument(bare, i));
    return items->count > 0 && !items->more;
}

bool flow_is_too_deep(struct flow *flow, shim_stmt stmt) {
    if (flow->depth <= FLOW_DEPTH)
        return false;
    if (!flow->told_too_deep)
        paths_problem(flow->walk, "nested more than 1000 deep: where values go further inside is not followed",
                      shim_stmt_location(flow->walk->unit, stmt));
    flow->told_too_deep = true;
    return true;
}

void flow_tell_types(struct flow *flow, uint32_t location) {
    if (!flow->told_types)
        paths_problem(flow->walk,
                      "types of more than 10000 parts: what values become of some template arguments is missed",
                      location);
    flow->told_types = true;
}

static void first_part(void *data, shim_stmt child) {
    shim_stmt *first = data;
    if (!*first)
        *first = child;
}

static shim_stmt strip_same(struct flow *flow, shim_stmt stmt) {
    for (int depth = 0; stmt && depth < FLOW_DEPTH && shim_flow_kind(stmt) == SHIM_FLOW_SAME; ++depth) {
        shim_stmt first = NULL;
        shim_flow_children(flow->walk->unit, stmt, first_part, &first);
        stmt = first;
    }
    return stmt;
}

/* The function of the project whose result an expression is, or NULL. */
static shim_function called(struct flow *flow, shim_stmt expression, shim_stmt *call) {
    struct shim_call facts;
    shim_stmt bare = strip_same(flow, expression);
    if (bare && shim_flow_kind(bare) == SHIM_FLOW_CONSTRUCT && shim_construct_argument_count(bare) == 1)
        bare = strip_same(flow, shim_call_argument(bare, 0));
    if (!bare || shim_flow_kind(bare) != SHIM_FLOW_CALL)
        return NULL;
    shim_call_facts(flow->walk->unit, bare, &facts);
    *call = bare;
    return facts.callee && flow_is_project(flow, facts.callee) ? facts.callee : NULL;
}

/* Item `index` of what an expression gives goes into `target`. */
static void item_into(struct flow *flow, shim_stmt expression, int index, uint32_t target, uint32_t location) {
    shim_stmt call = NULL;
    struct items items;
    flow_sources sources = {0};
    shim_function callee = called(flow, expression, &call);
    if (callee) {
        uint32_t at = shim_stmt_location(flow->walk->unit, call);
        flow_add(flow, flow_result(flow, callee, index), flow_stored(flow, target, location), CCH_FLOW_RETURN, 0, at,
                 true);
        flow_conditions_into(flow, target);
    } else if (items_of(flow, expression, &items) && (unsigned)index < items.count) {
        flow_into(flow, target, false, items.items[index], location);
    } else {
        flow_find_sources(flow, expression, FLOW_ELEMENT_OF, &sources);
        flow_store(flow, &sources, target, false, CCH_FLOW_COPY, expression, location);
        flow_conditions_into(flow, target);
    }
    VECTOR_RELEASE(&sources);
}

/* Declarations -------------------------------------------------------------------- */

struct bindings {
    struct flow *flow;
    shim_stmt initializer;
    uint32_t location;
    int index;
};

static void bind(void *data, shim_named name, shim_named field) {
    struct bindings *bindings = data;
    struct flow *flow = bindings->flow;
    uint32_t target = flow_value(flow, name), from = field ? flow_value(flow, field) : 0;
    if (from)
        flow_add(flow, from, flow_stored(flow, target, bindings->location), CCH_FLOW_COPY, 0, bindings->location, true);
    else if (bindings->initializer)
        item_into(flow, bindings->initializer, bindings->index, target, bindings->location);
    ++bindings->index;
}

/* A reference or pointer to a variable: what is stored through it is stored there. */
static void alias(struct flow *flow, shim_named named, uint32_t value, shim_stmt initializer, uint32_t location) {
    flow_targets targets = {0};
    if (!shim_named_aliases(named) || !shim_initializer_is_alias(named, initializer))
        return;
    flow_find_targets(flow, initializer, &targets);
    for (size_t i = 0; i < targets.count; ++i)
        flow_add(flow, value, targets.items[i].value, targets.items[i].part ? CCH_FLOW_DERIVED : CCH_FLOW_COPY, 0,
                 location, true);
    VECTOR_RELEASE(&targets);
}

static void declare(void *data, shim_variable variable) {
    struct flow *flow = data;
    struct shim_variable_facts facts;
    shim_named named = shim_variable_named(variable);
    shim_variable_facts(flow->walk->unit, variable, &facts);
    if (facts.global)
        return;
    shim_stmt initializer = shim_variable_initializer(variable);
    uint32_t location = shim_variable_location(flow->walk->unit, variable);
    visit(flow, initializer);
    struct bindings bindings = {flow, initializer, location, 0};
    if (shim_flow_bindings(variable, bind, &bindings))
        return;
    uint32_t value = flow_value(flow, named);
    if (!value)
        return;
    if (initializer)
        flow_into(flow, value, false, initializer, location);
    else
        flow_conditions_into(flow, value);
    if (!initializer)
        return;
    alias(flow, named, value, initializer, location);
}

struct type_sources {
    struct flow *flow;
    uint32_t target, location;
};

static void type_source(void *data, shim_named named) {
    struct type_sources *sources = data;
    flow_add(sources->flow, flow_value(sources->flow, named), sources->target, CCH_FLOW_DERIVED, 0, sources->location,
             true);
}

static void declare_type(void *data, shim_named name, shim_type type) {
    struct flow *flow = data;
    struct shim_value about;
    uint32_t value = flow_value(flow, name);
    if (!value)
        return;
    shim_named_describe(flow->walk->unit, name, &about);
    struct type_sources sources = {flow, value, about.location};
    if (!shim_flow_type_names(type, type_source, &sources))
        flow_tell_types(flow, about.location);
    flow_conditions_into(flow, value);
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

static void assign(struct flow *flow, shim_stmt left, shim_stmt right, bool update, uint32_t location) {
    flow_targets targets = {0};
    struct items items;
    if (items_of(flow, left, &items)) { /* std::tie(a, b) = f() */
        for (unsigned i = 0; i < items.count; ++i) {
            targets.count = 0;
            flow_find_targets(flow, items.items[i], &targets);
            for (size_t j = 0; j < targets.count; ++j)
                item_into(flow, right, (int)i, targets.items[j].value, location);
        }
        VECTOR_RELEASE(&targets);
        return;
    }
    flow_find_targets(flow, left, &targets);
    for (size_t i = 0; i < targets.count; ++i) {
        if (right)
            flow_into(flow, targets.items[i].value, update || targets.items[i].part, right, location);
        else { /* ++x */
            flow_stored(flow, targets.items[i].value, location);
            flow_conditions_into(flow, targets.items[i].value);
        }
    }
    VECTOR_RELEASE(&targets);
}

static void visit_assignment(struct flow *flow, shim_stmt stmt, bool update) {
    struct sides sides = {.count = 0};
    shim_flow_children(flow->walk->unit, stmt, keep_side, &sides);
    if (sides.count)
        assign(flow, sides.items[0], sides.count == 2 ? sides.items[1] : NULL, update,
               shim_stmt_location(flow->walk->unit, stmt));
}

static void visit_return(struct flow *flow, shim_stmt stmt) {
    struct sides value = {.count = 0};
    struct items items;
    shim_flow_children(flow->walk->unit, stmt, keep_side, &value);
    if (!value.count || shim_function_returns_nothing(flow->function))
        return;
    uint32_t location = shim_stmt_location(flow->walk->unit, stmt);
    if (items_of(flow, value.items[0], &items)) {
        for (unsigned i = 0; i < items.count; ++i)
            flow_into(flow, flow_result(flow, flow->function, (int)i), false, items.items[i], location);
        return;
    }
    flow_into(flow, flow_result(flow, flow->function, -1), false, value.items[0], location);
}

static void visit_call(struct flow *flow, shim_stmt stmt) {
    struct shim_call facts;
    shim_call_facts(flow->walk->unit, stmt, &facts);
    flow_call(flow, stmt);
    if (facts.callee && facts.argument_count == 2 && !facts.object && !flow_is_project(flow, facts.callee) &&
        strcmp(shim_function_simple_name(flow->walk->unit, facts.callee), "operator=") == 0)
        assign(flow, shim_call_argument(stmt, 0), shim_call_argument(stmt, 1), false,
               shim_stmt_location(flow->walk->unit, stmt));
}

/* {.field = value} of a class of the project. */
static void store_field(void *data, shim_named field, shim_stmt initializer) {
    struct flow *flow = data;
    uint32_t value = field ? flow_value(flow, field) : 0;
    if (value && initializer)
        flow_into(flow, value, false, initializer, shim_stmt_location(flow->walk->unit, initializer));
}

static void capture(void *data, shim_variable variable) {
    struct flow *flow = data;
    uint32_t value = flow_value(flow, shim_variable_named(variable));
    shim_stmt initializer = shim_variable_initializer(variable);
    if (value && initializer)
        flow_into(flow, value, false, initializer, shim_variable_location(flow->walk->unit, variable));
}

/* The configuration's parts are walked, not the call that clang makes of them. */
static void visit_launch(struct flow *flow, shim_stmt stmt) {
    struct shim_call facts;
    shim_call_facts(flow->walk->unit, stmt, &facts);
    for (unsigned i = 0; i < 4; ++i)
        visit(flow, shim_kernel_call_configuration(stmt, i));
    for (unsigned i = 0; i < facts.argument_count; ++i)
        visit(flow, shim_call_argument(stmt, i));
    visit(flow, shim_call_name(stmt));
}

static void visit(struct flow *flow, shim_stmt stmt) {
    if (!stmt || flow_is_too_deep(flow, stmt))
        return;
    ++flow->depth;
    switch (shim_flow_kind(stmt)) {
    case SHIM_FLOW_BRANCH:
        if (visit_branch(flow, stmt))
            pop_condition(flow);
        break;
    case SHIM_FLOW_COMPOUND:
        visit_compound(flow, stmt);
        break;
    case SHIM_FLOW_DECLARATION: {
        struct shim_declared declared = {declare, declare_type, flow};
        shim_flow_declared(stmt, &declared);
        break;
    }
    case SHIM_FLOW_RETURN:
        visit_return(flow, stmt);
        shim_flow_children(flow->walk->unit, stmt, visit_child, flow);
        break;
    case SHIM_FLOW_ASSIGN:
    case SHIM_FLOW_UPDATE:
        visit_assignment(flow, stmt, shim_flow_kind(stmt) == SHIM_FLOW_UPDATE);
        shim_flow_children(flow->walk->unit, stmt, visit_child, flow);
        break;
    case SHIM_FLOW_CALL:
        visit_call(flow, stmt);
        shim_flow_children(flow->walk->unit, stmt, visit_child, flow);
        break;
    case SHIM_FLOW_KERNEL_CALL:
        visit_launch(flow, stmt);
        break;
    case SHIM_FLOW_CONSTRUCT:
        flow_construct(flow, stmt);
        shim_flow_children(flow->walk->unit, stmt, visit_child, flow);
        break;
    case SHIM_FLOW_LIST:
        shim_flow_list(stmt, store_field, flow);
        shim_flow_children(flow->walk->unit, stmt, visit_child, flow);
        break;
    case SHIM_FLOW_LAMBDA:
        shim_lambda_variables(stmt, capture, flow);
        shim_flow_children(flow->walk->unit, stmt, visit_child, flow);
        break;
    case SHIM_FLOW_NAMED:
        break;
    case SHIM_FLOW_NOTHING:
        flow_reference(flow, stmt);
        break;
    case SHIM_FLOW_MEMBER:
        flow_reference(flow, stmt);
        shim_flow_children(flow->walk->unit, stmt, visit_child, flow);
        break;
    default:
        shim_flow_children(flow->walk->unit, stmt, visit_child, flow);
        break;
    }
    --flow->depth;
}

/* Bodies ---------------------------------------------------------------------------------- */

/* A body of a host pass. */
static void read_function(struct flow *flow, uint32_t index) {
    shim_function function = flow->walk->entries.items[index].function;
    if (flow->walk->facts.device || flow->walk->entries.items[index].facts.in_system ||
        !flow_is_project(flow, function))
        return;
    flow->entry = index;
    flow->function = function;
    flow->depth = 0;
    flow->loops = 0;
    pointer_map_clear(&flow->stored);
    flow->conditions.count = 0;
    flow->condition_sources.count = 0;
    if (flow->walk->entries.items[index].facts.constructor)
        for (unsigned i = 0; i < shim_constructor_initializer_count(function); ++i) {
            shim_named member = shim_constructor_member(function, i);
            shim_stmt initializer = shim_constructor_initializer(function, i);
            visit(flow, initializer);
            if (member && initializer)
                flow_into(flow, flow_value(flow, member), false, initializer,
                          shim_stmt_location(flow->walk->unit, initializer));
        }
    visit(flow, shim_function_body(function));
}

/* The analysis ------------------------------------------------------------------------------ */

static void begin_body(struct walk *walk, void *state) { ((struct flow *)state)->walk = walk; }

static bool statement(struct walk *walk, void *state, enum shim_stmt_kind kind, const struct work_item *item) {
    if (!walk->facts.device)
        return false;
    bool in_kernel = walk->current != UINT32_MAX && walk->entries.items[walk->current].facts.kernel;
    if (kind == SHIM_STMT_MEMBER || in_kernel)
        flow_device_read(state, item->stmt);
    return false;
}

/* Before launches, which read what the body leaves in its variables. */
static void end_body(struct walk *walk, void *state) {
    if (!walk->current_variable)
        read_function(state, walk->current);
}

static void write(struct walk *walk, void *state) {
    struct flow *flow = state;
    flow->walk = walk;
    flow_device_finish(flow);
    flow_write(flow);
}

static void release(void *state) {
    struct flow *flow = state;
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
}

const struct analysis flow_analysis = {
    .name = "flow",
    .state_size = sizeof(struct flow),
    .statements = STATEMENT(MEMBER) | STATEMENT(REFERENCE),
    .begin_body = begin_body,
    .statement = statement,
    .end_body = end_body,
    .write = write,
    .release = release,
};
