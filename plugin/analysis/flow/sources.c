/* Which values an expression's value comes from, and which a store into it
 * changes. Both follow the expression's structure and cause nothing. */
#include "flow/flow.h"
#include "flow/libraries.h"

#include <stdio.h>

struct parts {
    shim_stmt items[4];
    unsigned count;
};

static void keep(void *data, shim_stmt child) {
    struct parts *parts = data;
    if (parts->count < sizeof parts->items / sizeof *parts->items)
        parts->items[parts->count++] = child;
}

static struct parts parts_of(struct flow *flow, shim_stmt stmt) {
    struct parts parts = {.count = 0};
    shim_flow_children(flow->walk->unit, stmt, keep, &parts);
    return parts;
}

/* How what is looked at takes part in the whole expression. */
struct way {
    enum flow_part part;
    unsigned carries; /* what of it becomes what of the whole */
};

/* What takes part so in something that takes part `way` in the whole. */
static struct way within(struct way way, enum flow_part part, unsigned carries) {
    bool twice = way.part == FLOW_ELEMENT_OF && part == FLOW_ELEMENT_OF;
    return (struct way){twice             ? FLOW_PART_OF
                        : way.part > part ? way.part
                                          : part,
                        cch_carries_then(carries, way.carries)};
}

/* What decides which of several values there is decides all of it. */
enum { CARRIES_CHOICE = CCH_CARRIES_DATA_TO_DATA | CCH_CARRIES_DATA_TO_FORM };

/* Sources --------------------------------------------------------------------- */

struct search {
    struct flow *flow;
    flow_sources *found;
    struct way way;
};

static void find(struct flow *flow, shim_stmt expression, struct way way, flow_sources *found);

static void add_source(flow_sources *found, uint32_t value, struct way way, uint32_t location, bool certain) {
    struct flow_source source = {value, location, (uint8_t)way.part, (uint8_t)way.carries, certain};
    for (size_t i = 0; i < found->count; ++i)
        if (found->items[i].value == value && found->items[i].location == location) {
            if (way.part < (enum flow_part)found->items[i].part)
                found->items[i].part = (uint8_t)way.part;
            found->items[i].carries |= (uint8_t)way.carries;
            return;
        }
    if (value && way.carries)
        VECTOR_PUSH(found, source);
}

static void add_named(void *data, shim_named named) {
    struct search *search = data;
    add_source(search->found, flow_read(search->flow, flow_value(search->flow, named)), search->way, 0, true);
}

static void find_in(void *data, shim_stmt child) {
    struct search *search = data;
    find(search->flow, child, search->way, search->found);
}

static void find_in_item(void *data, shim_named field, shim_stmt initializer) {
    struct search *search = data;
    /* A field of the project's class gets its value itself. */
    if (!field || !flow_value(search->flow, field))
        find(search->flow, initializer, within(search->way, FLOW_PART_OF, CCH_CARRIES_ALIKE), search->found);
}

/* A function of a library: its table says what goes from an argument to the
 * result; by default anything does, but a number's form. */
static void find_in_library_call(struct flow *flow, shim_stmt call, const struct shim_call *facts, struct way way,
                                 flow_sources *found) {
    enum flow_library what = FLOW_UNKNOWN;
    const struct cch_carries_rule *rule = NULL;
    unsigned first = 0;
    bool is_method = facts->object != NULL;
    if (facts->callee) {
        char name[128];
        const char *scope = shim_function_scope(flow->walk->unit, facts->callee);
        snprintf(name, sizeof name, "%s", shim_function_simple_name(flow->walk->unit, facts->callee));
        what = flow_library_function(name, scope);
        rule = flow_carries_rule(name, scope, is_method, facts->argument_count);
    }
    unsigned any = shim_expression_has_form(call) ? CCH_CARRIES_ALL : cch_carries_to_number(CCH_CARRIES_ALL);
    shim_stmt object = facts->object;
    bool hands_on = what == FLOW_SAME || what == FLOW_GETS_ELEMENT;
    if (!object && facts->argument_count && hands_on)
        object = shim_call_argument(call, first++);
    if (object)
        find(flow, object,
             within(way,
                    what == FLOW_SAME           ? FLOW_ITSELF
                    : what == FLOW_GETS_ELEMENT ? FLOW_ELEMENT_OF
                                                : FLOW_PART_OF,
                    rule       ? rule->object
                    : hands_on ? (unsigned)CCH_CARRIES_ALIKE
                               : any),
             found);
    for (unsigned i = first; i < facts->argument_count; ++i)
        find(flow, shim_call_argument(call, i),
             within(way, FLOW_PART_OF,
                    rule                ? cch_carries_argument(rule, is_method, i)
                    : what == FLOW_SAME ? CCH_CARRIES_ALIKE
                    : hands_on          ? (unsigned)CARRIES_CHOICE
                                        : any),
             found);
}

static void find_in_call(struct flow *flow, shim_stmt call, struct way way, flow_sources *found) {
    struct shim_call facts;
    shim_call_facts(flow->walk->unit, call, &facts);
    if (facts.is_pseudo)
        return;
    if (facts.callee && flow_is_project(flow, facts.callee)) {
        add_source(found, flow_result(flow, facts.callee, -1), way, shim_stmt_location(flow->walk->unit, call),
                   !facts.is_virtual || facts.devirtualized);
        return;
    }
    size_t before = found->count;
    find_in_library_call(flow, call, &facts, way, found);
    for (size_t i = before; i < found->count && !facts.callee; ++i)
        found->items[i].certain = false;
}

static void find_in_construct(struct flow *flow, shim_stmt construct, struct way way, flow_sources *found) {
    shim_function constructor = shim_construct_constructor(construct);
    unsigned count = shim_construct_argument_count(construct);
    if (!constructor || !count)
        return;
    shim_stmt first = shim_call_argument(construct, 0);
    bool alone = count == 1 || shim_is_default_argument(shim_call_argument(construct, 1));
    shim_record made = shim_method_record(constructor);
    if (alone && shim_type_record(shim_expression_type(first)) == made) { /* a copy */
        find(flow, first, way, found);
        return;
    }
    if (flow_is_project(flow, constructor))
        return; /* its fields have the values */
    bool holder = alone && shim_record_is(flow->walk->unit, made, "std::optional");
    for (unsigned i = 0; i < count; ++i)
        if (!shim_is_default_argument(shim_call_argument(construct, i)))
            find(flow, shim_call_argument(construct, i),
                 holder ? way : within(way, FLOW_PART_OF, CCH_CARRIES_ALIKE | CARRIES_CHOICE), found);
}

static void find_in_member(struct flow *flow, shim_stmt member, struct way way, flow_sources *found) {
    shim_named named = shim_flow_named(member);
    uint32_t value = named ? flow_value(flow, named) : 0;
    struct search base = {flow, found, within(way, FLOW_ELEMENT_OF, CCH_CARRIES_ALIKE)};
    if (value)
        add_source(found, value, way, 0, true);
    else if (named)
        shim_flow_children(flow->walk->unit, member, find_in, &base);
}

static void find(struct flow *flow, shim_stmt expression, struct way way, flow_sources *found) {
    struct search search = {flow, found, way};
    struct parts parts;
    uint32_t item;
    if (!expression || !way.carries || flow_is_too_deep(flow, expression))
        return;
    ++flow->depth;
    switch (shim_flow_kind(expression)) {
    case SHIM_FLOW_NAMED:
        add_named(&search, shim_flow_named(expression));
        search.way = within(way, FLOW_ELEMENT_OF, CCH_CARRIES_ALIKE);
        if (!shim_flow_qualifier_names(expression, add_named, &search))
            flow_tell_types(flow, shim_stmt_location(flow->walk->unit, expression));
        break;
    case SHIM_FLOW_MEMBER:
        find_in_member(flow, expression, way, found);
        break;
    case SHIM_FLOW_DERIVED:
    case SHIM_FLOW_UPDATE:
        search.way = within(way, FLOW_PART_OF, CCH_CARRIES_ALIKE);
        shim_flow_children(flow->walk->unit, expression, find_in, &search);
        break;
    case SHIM_FLOW_SAME:
    case SHIM_FLOW_ADDRESS:
        shim_flow_children(flow->walk->unit, expression, find_in, &search);
        break;
    case SHIM_FLOW_ELEMENT:
        parts = parts_of(flow, expression);
        if (parts.count == 2 && (item = flow_boxed_item(flow, parts.items[0], parts.items[1]))) {
            add_source(found, item, way, 0, true);
            break;
        }
        for (unsigned i = 0; i < parts.count; ++i)
            find(flow, parts.items[i],
                 i ? within(way, FLOW_PART_OF, CARRIES_CHOICE) : within(way, FLOW_ELEMENT_OF, CCH_CARRIES_ALIKE),
                 found);
        break;
    case SHIM_FLOW_CONDITIONAL:
        parts = parts_of(flow, expression);
        for (unsigned i = parts.count; i-- > 0;)
            find(flow, parts.items[i],
                 i ? way : (struct way){FLOW_CONDITION_OF, cch_carries_then(CARRIES_CHOICE, way.carries)}, found);
        break;
    case SHIM_FLOW_LAST:
    case SHIM_FLOW_ASSIGN: /* the value of an assignment is that of its left side, which gets it */
        parts = parts_of(flow, expression);
        if (parts.count == 2)
            find(flow, parts.items[shim_flow_kind(expression) == SHIM_FLOW_LAST], way, found);
        break;
    case SHIM_FLOW_CALL:
        find_in_call(flow, expression, way, found);
        break;
    case SHIM_FLOW_CONSTRUCT:
        find_in_construct(flow, expression, way, found);
        break;
    case SHIM_FLOW_LIST:
        shim_flow_list(expression, find_in_item, &search);
        break;
    default:
        break;
    }
    --flow->depth;
}

void flow_find_sources(struct flow *flow, shim_stmt expression, enum flow_part part, flow_sources *found) {
    flow_find_carried(flow, expression, part, CCH_CARRIES_ALIKE, found);
}

void flow_find_carried(struct flow *flow, shim_stmt expression, enum flow_part part, unsigned carries,
                       flow_sources *found) {
    find(flow, expression, (struct way){part, carries}, found);
}

/* Targets ----------------------------------------------------------------------- */

struct aim {
    struct flow *flow;
    flow_targets *found;
    bool part;
};

static void add_target(struct aim *aim, uint32_t value) {
    struct flow_target target = {value, aim->part};
    if (value)
        VECTOR_PUSH(aim->found, target);
}

static void aim_at(struct aim *aim, shim_stmt expression);

static void aim_in(void *data, shim_stmt child) { aim_at(data, child); }

static void aim_at_part(struct aim *aim, shim_stmt expression) {
    struct aim part = {aim->flow, aim->found, true};
    aim_at(&part, expression);
}

/* f(x) = …: of the project's functions nothing is known here; of others, what
 * the reference that they return most likely refers to. */
static void aim_at_call(struct aim *aim, shim_stmt call) {
    struct shim_call facts;
    shim_call_facts(aim->flow->walk->unit, call, &facts);
    if (facts.callee && flow_is_project(aim->flow, facts.callee))
        return;
    if (facts.object)
        aim_at_part(aim, facts.object);
    else if (facts.argument_count)
        aim_at_part(aim, shim_call_argument(call, 0));
}

static void aim_at(struct aim *aim, shim_stmt expression) {
    struct flow *flow = aim->flow;
    struct parts parts;
    if (!expression || flow_is_too_deep(flow, expression))
        return;
    ++flow->depth;
    switch (shim_flow_kind(expression)) {
    case SHIM_FLOW_NAMED:
        add_target(aim, flow_value(aim->flow, shim_flow_named(expression)));
        break;
    case SHIM_FLOW_MEMBER:
        if (shim_flow_named(expression) && flow_value(aim->flow, shim_flow_named(expression))) {
            add_target(aim, flow_value(aim->flow, shim_flow_named(expression)));
        } else {
            parts = parts_of(aim->flow, expression);
            if (parts.count)
                aim_at_part(aim, parts.items[0]);
        }
        break;
    case SHIM_FLOW_SAME:
    case SHIM_FLOW_ADDRESS:
        shim_flow_children(aim->flow->walk->unit, expression, aim_in, aim);
        break;
    case SHIM_FLOW_ELEMENT:
        parts = parts_of(aim->flow, expression);
        if (parts.count)
            aim_at_part(aim, parts.items[0]);
        break;
    case SHIM_FLOW_CONDITIONAL:
        parts = parts_of(aim->flow, expression);
        for (unsigned i = 1; i < parts.count; ++i)
            aim_at(aim, parts.items[i]);
        break;
    case SHIM_FLOW_UPDATE:
    case SHIM_FLOW_ASSIGN:
    case SHIM_FLOW_LAST:
        parts = parts_of(aim->flow, expression);
        if (parts.count)
            aim_at(aim, parts.items[shim_flow_kind(expression) == SHIM_FLOW_LAST ? parts.count - 1 : 0]);
        break;
    case SHIM_FLOW_CALL:
        aim_at_call(aim, expression);
        break;
    default:
        break;
    }
    --flow->depth;
}

void flow_find_targets(struct flow *flow, shim_stmt expression, flow_targets *found) {
    struct aim aim = {flow, found, false};
    aim_at(&aim, expression);
}

/* Stores -------------------------------------------------------------------------- */

static enum cch_flow kind_of(const struct flow_source *source, bool part, enum cch_flow into) {
    switch ((enum flow_part)source->part) {
    case FLOW_CONDITION_OF:
        return CCH_FLOW_CONTROL;
    case FLOW_PART_OF:
        return CCH_FLOW_DERIVED;
    case FLOW_ELEMENT_OF:
        return part ? CCH_FLOW_DERIVED : CCH_FLOW_ELEMENT;
    case FLOW_ITSELF:
        break;
    }
    return part ? CCH_FLOW_DERIVED : source->location ? CCH_FLOW_RETURN : into;
}

void flow_store(struct flow *flow, const flow_sources *sources, uint32_t target, bool part, enum cch_flow into,
                shim_stmt expression, uint32_t location) {
    uint32_t left = into == CCH_FLOW_ARGUMENT ? 0 : flow_left(flow, target);
    uint32_t text = 0;
    if (into != CCH_FLOW_ARGUMENT)
        target = flow_stored(flow, target, location);
    for (size_t i = 0; i < sources->count; ++i) {
        const struct flow_source *source = &sources->items[i];
        enum cch_flow kind = kind_of(source, part, into);
        uint32_t at = source->location ? source->location : location;
        bool plain = kind == into || kind == CCH_FLOW_RETURN;
        if (!plain && !text && expression)
            text = flow_text(flow, expression);
        flow_carry(flow, source->value, target, kind, source->carries, plain ? 0 : text, at, source->certain);
        if (left)
            flow_carry(flow, source->value, left, kind, source->carries, plain ? 0 : text, at, source->certain);
    }
}

void flow_conditions_into(struct flow *flow, uint32_t target) {
    uint32_t left = flow_left(flow, target);
    target = flow_read(flow, target); /* the store was before */
    for (size_t i = 0; i < flow->conditions.count; ++i) {
        const struct flow_condition *condition = &flow->conditions.items[i];
        for (size_t j = 0; j < condition->count; ++j) {
            const struct flow_source *source = &flow->condition_sources.items[condition->first + j];
            uint32_t at = source->location ? source->location : condition->location;
            unsigned carries = cch_carries_then(source->carries, CARRIES_CHOICE);
            flow_carry(flow, source->value, target, CCH_FLOW_CONTROL, carries, condition->text, at, source->certain);
            if (left)
                flow_carry(flow, source->value, left, CCH_FLOW_CONTROL, carries, condition->text, at, source->certain);
        }
    }
}

void flow_into(struct flow *flow, uint32_t target, bool part, shim_stmt expression, uint32_t location) {
    flow_sources sources = {0};
    if (!target)
        return;
    flow_find_sources(flow, expression, FLOW_ITSELF, &sources);
    flow_store(flow, &sources, target, part, CCH_FLOW_COPY, expression, location);
    flow_conditions_into(flow, target);
    VECTOR_RELEASE(&sources);
}
