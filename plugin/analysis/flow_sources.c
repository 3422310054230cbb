/* Which values an expression's value comes from, and which a store into it
 * changes. Both follow the expression's structure and cause nothing. */
#include "flow.h"

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

static struct parts parts_of(struct collector *collector, shim_stmt stmt) {
    struct parts parts = {.count = 0};
    shim_flow_children(collector->unit, stmt, keep, &parts);
    return parts;
}

static enum flow_part later(enum flow_part a, enum flow_part b) {
    if (a == FLOW_ELEMENT_OF && b == FLOW_ELEMENT_OF)
        return FLOW_PART_OF;
    return a > b ? a : b;
}

/* Sources --------------------------------------------------------------------- */

struct search {
    struct collector *collector;
    flow_sources *found;
    enum flow_part part;
};

static void add_source(flow_sources *found, uint32_t value, enum flow_part part, uint32_t location,
                       bool certain) {
    struct flow_source source = {value, location, (uint8_t)part, certain};
    for (size_t i = 0; i < found->count; ++i)
        if (found->items[i].value == value && found->items[i].location == location) {
            if (part < (enum flow_part)found->items[i].part)
                found->items[i].part = (uint8_t)part;
            return;
        }
    if (value)
        VECTOR_PUSH(found, source);
}

static void add_named(void *data, shim_named named) {
    struct search *search = data;
    add_source(search->found, flow_read(search->collector, flow_value(search->collector, named)), search->part, 0,
               true);
}

static void find_in(void *data, shim_stmt child) {
    struct search *search = data;
    flow_find_sources(search->collector, child, search->part, search->found);
}

static void find_in_item(void *data, shim_named field, shim_stmt initializer) {
    struct search *search = data;
    /* A field of the project's class gets its value itself. */
    if (!field || !flow_value(search->collector, field))
        flow_find_sources(search->collector, initializer, later(search->part, FLOW_PART_OF), search->found);
}

static void find_in_call(struct collector *collector, shim_stmt call, enum flow_part part,
                         flow_sources *found) {
    struct shim_call facts;
    shim_call_facts(collector->unit, call, &facts);
    if (facts.is_pseudo)
        return;
    if (facts.callee && flow_is_project(collector, facts.callee)) {
        add_source(found, flow_result(collector, facts.callee, -1), part,
                   shim_stmt_location(collector->unit, call), !facts.is_virtual || facts.devirtualized);
        return;
    }
    enum flow_library what = FLOW_UNKNOWN;
    if (facts.callee) {
        char name[128];
        snprintf(name, sizeof name, "%s", shim_function_simple_name(collector->unit, facts.callee));
        what = flow_library_function(name, shim_function_scope(collector->unit, facts.callee));
    }
    bool certain = facts.callee != NULL;
    size_t before = found->count;
    unsigned first = 0;
    shim_stmt object = facts.object;
    if (!object && facts.argument_count && (what == FLOW_SAME || what == FLOW_GETS_ELEMENT))
        object = shim_call_argument(call, first++);
    if (object)
        flow_find_sources(collector, object,
                          what == FLOW_SAME           ? part
                          : what == FLOW_GETS_ELEMENT ? later(part, FLOW_ELEMENT_OF)
                                                      : later(part, FLOW_PART_OF),
                          found);
    for (unsigned i = first; i < facts.argument_count; ++i)
        flow_find_sources(collector, shim_call_argument(call, i), later(part, FLOW_PART_OF), found);
    for (size_t i = before; i < found->count && !certain; ++i)
        found->items[i].certain = false;
}

static void find_in_construct(struct collector *collector, shim_stmt construct, enum flow_part part,
                              flow_sources *found) {
    shim_function constructor = shim_construct_constructor(construct);
    unsigned count = shim_construct_argument_count(construct);
    if (!constructor || !count)
        return;
    shim_stmt first = shim_call_argument(construct, 0);
    bool alone = count == 1 || shim_is_default_argument(shim_call_argument(construct, 1));
    shim_record made = shim_method_record(constructor);
    if (alone && shim_type_record(shim_expression_type(first)) == made) { /* a copy */
        flow_find_sources(collector, first, part, found);
        return;
    }
    if (flow_is_project(collector, constructor))
        return; /* its fields have the values */
    bool holder = alone && shim_record_is(collector->unit, made, "std::optional");
    for (unsigned i = 0; i < count; ++i)
        if (!shim_is_default_argument(shim_call_argument(construct, i)))
            flow_find_sources(collector, shim_call_argument(construct, i), holder ? part : later(part, FLOW_PART_OF),
                              found);
}

static void find_in_member(struct collector *collector, shim_stmt member, enum flow_part part,
                           flow_sources *found) {
    shim_named named = shim_flow_named(member);
    uint32_t value = named ? flow_value(collector, named) : 0;
    struct search base = {collector, found, later(part, FLOW_ELEMENT_OF)};
    if (value)
        add_source(found, value, part, 0, true);
    else if (named)
        shim_flow_children(collector->unit, member, find_in, &base);
}

void flow_find_sources(struct collector *collector, shim_stmt expression, enum flow_part part,
                       flow_sources *found) {
    struct flow *flow = collector->flow;
    struct search search = {collector, found, part};
    struct parts parts;
    if (!expression || flow->depth > FLOW_DEPTH)
        return;
    ++flow->depth;
    switch (shim_flow_kind(expression)) {
    case SHIM_FLOW_NAMED:
        add_named(&search, shim_flow_named(expression));
        search.part = later(part, FLOW_ELEMENT_OF);
        shim_flow_qualifier_names(expression, add_named, &search);
        break;
    case SHIM_FLOW_MEMBER:
        find_in_member(collector, expression, part, found);
        break;
    case SHIM_FLOW_DERIVED:
    case SHIM_FLOW_UPDATE:
        search.part = later(part, FLOW_PART_OF);
        shim_flow_children(collector->unit, expression, find_in, &search);
        break;
    case SHIM_FLOW_SAME:
    case SHIM_FLOW_ADDRESS:
        shim_flow_children(collector->unit, expression, find_in, &search);
        break;
    case SHIM_FLOW_ELEMENT:
        parts = parts_of(collector, expression);
        for (unsigned i = 0; i < parts.count; ++i)
            flow_find_sources(collector, parts.items[i], later(part, i ? FLOW_PART_OF : FLOW_ELEMENT_OF), found);
        break;
    case SHIM_FLOW_CONDITIONAL:
        parts = parts_of(collector, expression);
        for (unsigned i = parts.count; i-- > 0;)
            flow_find_sources(collector, parts.items[i], i ? part : FLOW_CONDITION_OF, found);
        break;
    case SHIM_FLOW_LAST:
    case SHIM_FLOW_ASSIGN: /* the value of an assignment is that of its left side, which gets it */
        parts = parts_of(collector, expression);
        if (parts.count == 2)
            flow_find_sources(collector, parts.items[shim_flow_kind(expression) == SHIM_FLOW_LAST], part, found);
        break;
    case SHIM_FLOW_CALL:
        find_in_call(collector, expression, part, found);
        break;
    case SHIM_FLOW_CONSTRUCT:
        find_in_construct(collector, expression, part, found);
        break;
    case SHIM_FLOW_LIST:
        shim_flow_list(expression, find_in_item, &search);
        break;
    default:
        break;
    }
    --flow->depth;
}

/* Targets ----------------------------------------------------------------------- */

struct aim {
    struct collector *collector;
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
    struct aim part = {aim->collector, aim->found, true};
    aim_at(&part, expression);
}

/* f(x) = …: of the project's functions nothing is known here; of others, what
 * the reference that they return most likely refers to. */
static void aim_at_call(struct aim *aim, shim_stmt call) {
    struct shim_call facts;
    shim_call_facts(aim->collector->unit, call, &facts);
    if (facts.callee && flow_is_project(aim->collector, facts.callee))
        return;
    if (facts.object)
        aim_at_part(aim, facts.object);
    else if (facts.argument_count)
        aim_at_part(aim, shim_call_argument(call, 0));
}

static void aim_at(struct aim *aim, shim_stmt expression) {
    struct flow *flow = aim->collector->flow;
    struct parts parts;
    if (!expression || flow->depth > FLOW_DEPTH)
        return;
    ++flow->depth;
    switch (shim_flow_kind(expression)) {
    case SHIM_FLOW_NAMED:
        add_target(aim, flow_value(aim->collector, shim_flow_named(expression)));
        break;
    case SHIM_FLOW_MEMBER:
        if (shim_flow_named(expression) && flow_value(aim->collector, shim_flow_named(expression))) {
            add_target(aim, flow_value(aim->collector, shim_flow_named(expression)));
        } else {
            parts = parts_of(aim->collector, expression);
            if (parts.count)
                aim_at_part(aim, parts.items[0]);
        }
        break;
    case SHIM_FLOW_SAME:
    case SHIM_FLOW_ADDRESS:
        shim_flow_children(aim->collector->unit, expression, aim_in, aim);
        break;
    case SHIM_FLOW_ELEMENT:
        parts = parts_of(aim->collector, expression);
        if (parts.count)
            aim_at_part(aim, parts.items[0]);
        break;
    case SHIM_FLOW_CONDITIONAL:
        parts = parts_of(aim->collector, expression);
        for (unsigned i = 1; i < parts.count; ++i)
            aim_at(aim, parts.items[i]);
        break;
    case SHIM_FLOW_UPDATE:
    case SHIM_FLOW_ASSIGN:
    case SHIM_FLOW_LAST:
        parts = parts_of(aim->collector, expression);
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

void flow_find_targets(struct collector *collector, shim_stmt expression, flow_targets *found) {
    struct aim aim = {collector, found, false};
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

void flow_store(struct collector *collector, const flow_sources *sources, uint32_t target, bool part,
                enum cch_flow into, shim_stmt expression, uint32_t location) {
    uint32_t left = into == CCH_FLOW_ARGUMENT ? 0 : flow_left(collector, target);
    uint32_t text = 0;
    if (into != CCH_FLOW_ARGUMENT)
        target = flow_stored(collector, target, location);
    for (size_t i = 0; i < sources->count; ++i) {
        const struct flow_source *source = &sources->items[i];
        enum cch_flow kind = kind_of(source, part, into);
        uint32_t at = source->location ? source->location : location;
        bool plain = kind == into || kind == CCH_FLOW_RETURN;
        if (!plain && !text && expression)
            text = flow_text(collector, expression);
        flow_add(collector, source->value, target, kind, plain ? 0 : text, at, source->certain);
        if (left)
            flow_add(collector, source->value, left, kind, plain ? 0 : text, at, source->certain);
    }
}

void flow_conditions_into(struct collector *collector, uint32_t target) {
    struct flow *flow = collector->flow;
    uint32_t left = flow_left(collector, target);
    target = flow_read(collector, target); /* the store was before */
    for (size_t i = 0; i < flow->conditions.count; ++i) {
        const struct flow_condition *condition = &flow->conditions.items[i];
        for (size_t j = 0; j < condition->count; ++j) {
            const struct flow_source *source = &flow->condition_sources.items[condition->first + j];
            uint32_t at = source->location ? source->location : condition->location;
            flow_add(collector, source->value, target, CCH_FLOW_CONTROL, condition->text, at, source->certain);
            if (left)
                flow_add(collector, source->value, left, CCH_FLOW_CONTROL, condition->text, at, source->certain);
        }
    }
}

void flow_into(struct collector *collector, uint32_t target, bool part, shim_stmt expression,
               uint32_t location) {
    flow_sources sources = {0};
    if (!target)
        return;
    flow_find_sources(collector, expression, FLOW_ITSELF, &sources);
    flow_store(collector, &sources, target, part, CCH_FLOW_COPY, expression, location);
    flow_conditions_into(collector, target);
    VECTOR_RELEASE(&sources);
}
