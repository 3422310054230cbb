/* Calls: arguments into parameters, results and out-parameters back, launches. */
#include "flow/flow.h"
#include "flow/launch.h"
#include "flow/libraries.h"
#include "know/cuda.h"

#include <stdio.h>
#include <string.h>

enum { ALL_PARTS = (1 << CCH_PARTS) - 1 };

/* The project's functions ------------------------------------------------------- */

/* A result that goes straight into another call stands in a value between the
 * two, since each flow has the place of one call. */
static void name_results(struct flow *flow, flow_sources *sources, uint32_t location) {
    for (size_t i = 0; i < sources->count; ++i) {
        struct flow_source *source = &sources->items[i];
        if (!source->location || source->location == location)
            continue;
        shim_function callee = flow->values.items[source->value - 1].function;
        uint32_t passing = callee ? flow_passing(flow, callee, source->location) : 0;
        if (!passing)
            continue;
        flow_add(flow, source->value, passing, CCH_FLOW_RETURN, 0, source->location, source->certain);
        source->value = passing;
        source->location = 0;
    }
}

static void pass(struct flow *flow, shim_function callee, unsigned index, shim_stmt argument, uint32_t location,
                 bool certain) {
    flow_sources sources = {0};
    flow_targets targets = {0};
    uint32_t parameter = flow_value(flow, shim_function_parameter_named(callee, index));
    if (!parameter)
        return;
    flow_find_sources(flow, argument, FLOW_ITSELF, &sources);
    name_results(flow, &sources, location);
    for (size_t i = 0; i < sources.count; ++i)
        sources.items[i].certain = sources.items[i].certain && certain;
    flow_store(flow, &sources, parameter, false, CCH_FLOW_ARGUMENT, argument, location);
    uint32_t left = flow_left(flow, parameter);
    if (left) {
        flow_find_targets(flow, argument, &targets);
        for (size_t i = 0; i < targets.count; ++i) {
            uint32_t again = flow_left(flow, targets.items[i].value);
            uint32_t later = flow_stored(flow, targets.items[i].value, location);
            flow_add(flow, left, later, targets.items[i].part ? CCH_FLOW_DERIVED : CCH_FLOW_RETURN, 0, location,
                     certain);
            if (again)
                flow_add(flow, left, again, targets.items[i].part ? CCH_FLOW_DERIVED : CCH_FLOW_RETURN, 0, location,
                         certain);
        }
    }
    VECTOR_RELEASE(&sources);
    VECTOR_RELEASE(&targets);
}

/* The conditions at hand decide whether this call is made. */
static void decide(struct flow *flow, shim_function callee) {
    for (size_t i = 0; i < flow->conditions.count; ++i) {
        struct flow_condition *condition = &flow->conditions.items[i];
        condition->decided = true;
        for (size_t j = 0; j < condition->count; ++j)
            flow_use(flow, flow->condition_sources.items[condition->first + j].value, CCH_USE_CONDITION,
                     cch_carries_of(cch_carries_to_number(flow->condition_sources.items[condition->first + j].carries)),
                     callee, condition->text, condition->location);
    }
}

struct given {
    struct flow *flow;
    uint32_t location;
};

static void template_argument(void *data, shim_named parameter, shim_named source, const char *text) {
    struct given *given = data;
    static const char cut[] = "…";
    char line[256 + sizeof cut];
    size_t length = 0;
    const char *byte = text;
    for (; *byte && length < sizeof line - sizeof cut; ++byte)
        if (*byte != '\n' && *byte != '\t' && *byte != '\r' && !(*byte == ' ' && length && line[length - 1] == ' '))
            line[length++] = *byte;
    if (*byte) { /* not within a character */
        while (length && ((unsigned char)*byte & 0xc0) == 0x80 && ((unsigned char)line[--length] & 0xc0) == 0x80)
            continue;
        memcpy(line + length, cut, sizeof cut - 1);
        length += sizeof cut - 1;
    }
    flow_add(given->flow, flow_value(given->flow, source), flow_value(given->flow, parameter), CCH_FLOW_TEMPLATE,
             cch_graph_string(given->flow->walk->graph, line, length), given->location, true);
}

/* A function's name, called here or on its way to a launch. */
void flow_reference(struct flow *flow, shim_stmt name) {
    shim_function function = shim_reference_function(name);
    if (!function || !flow_is_project(flow, function))
        return;
    struct given given = {flow, shim_stmt_location(flow->walk->unit, name)};
    if (!shim_flow_template_arguments(flow->walk->unit, name, template_argument, &given))
        flow_tell_types(flow, given.location);
    decide(flow, function);
}

static void call_project(struct flow *flow, shim_stmt call, const struct shim_call *facts) {
    uint32_t location = shim_stmt_location(flow->walk->unit, call);
    bool certain = !facts->is_virtual || facts->devirtualized;
    /* operator() and its like: the object is the first argument */
    unsigned shift = facts->object_class && !facts->object ? 1 : 0;
    for (unsigned i = shift; i < facts->argument_count; ++i)
        pass(flow, facts->callee, i - shift, shim_call_argument(call, i), location, certain);
    decide(flow, facts->callee);
}

/* Functions of libraries ---------------------------------------------------------- */

static void read_all(struct flow *flow, const flow_sources *sources, uint32_t text, uint32_t location) {
    for (size_t i = 0; i < sources->count; ++i)
        flow_use(flow, sources->items[i].value, CCH_USE_READ, ALL_PARTS, NULL, text, location);
}

static void store_all(struct flow *flow, shim_stmt into, const flow_sources *sources, shim_stmt call,
                      uint32_t location) {
    flow_targets targets = {0};
    flow_find_targets(flow, into, &targets);
    for (size_t i = 0; i < targets.count; ++i) {
        flow_store(flow, sources, targets.items[i].value, true, CCH_FLOW_COPY, call, location);
        flow_conditions_into(flow, targets.items[i].value);
    }
    VECTOR_RELEASE(&targets);
}

static void ask_runtime(struct flow *flow, shim_stmt call, const struct shim_call *facts,
                        const struct cuda_query *query, uint32_t location) {
    flow_targets targets = {0};
    flow_sources sources = {0};
    int named = query->named, out = query->out;
    if ((unsigned)out >= facts->argument_count)
        return;
    char *name = memory_text(named >= 0 && (unsigned)named < facts->argument_count
                                 ? shim_stmt_text(flow->walk->unit, shim_call_argument(call, (unsigned)named))
                                 : query->name);
    uint32_t asked = flow_query(flow, name);
    free(name);
    flow_find_targets(flow, shim_call_argument(call, (unsigned)out), &targets);
    for (unsigned i = 0; i < facts->argument_count; ++i)
        if ((int)i != out && (int)i != named)
            flow_find_sources(flow, shim_call_argument(call, i), FLOW_PART_OF, &sources);
    for (size_t i = 0; i < targets.count; ++i) {
        flow_add(flow, asked, flow_stored(flow, targets.items[i].value, location), CCH_FLOW_COPY, 0, location, true);
        flow_store(flow, &sources, targets.items[i].value, true, CCH_FLOW_COPY, call, location);
    }
    VECTOR_RELEASE(&targets);
    VECTOR_RELEASE(&sources);
}

static void shape(struct flow *flow, shim_stmt call, const struct shim_call *facts, const struct cch_carries_rule *rule,
                  unsigned first, uint32_t location) {
    enum { TO_FORM = CCH_CARRIES_DATA_TO_FORM | CCH_CARRIES_FORM_TO_FORM };
    flow_sources sources = {0};
    bool is_method = facts->object != NULL;
    for (unsigned i = first; i < facts->argument_count; ++i) {
        shim_stmt argument = shim_call_argument(call, i);
        shim_record record = shim_type_record(shim_expression_type(argument));
        unsigned carries = rule ? cch_carries_argument(rule, is_method, i) : CCH_CARRIES_ALL;
        if (record && (shim_record_is(flow->walk->unit, record, "at::Tensor") ||
                       shim_record_is(flow->walk->unit, record, "c10::TensorOptions")))
            continue;
        flow_find_carried(flow, argument, FLOW_ITSELF, carries & TO_FORM, &sources);
    }
    uint32_t text = sources.count ? flow_text(flow, call) : 0;
    for (size_t i = 0; i < sources.count; ++i)
        flow_use(flow, sources.items[i].value, CCH_USE_SHAPE, cch_carries_of(sources.items[i].carries), NULL, text,
                 location);
    VECTOR_RELEASE(&sources);
}

static void call_library(struct flow *flow, shim_stmt call, const struct shim_call *facts) {
    char name[128], scope[256];
    uint32_t location = shim_stmt_location(flow->walk->unit, call);
    flow_sources sources = {0};
    snprintf(name, sizeof name, "%s", shim_function_simple_name(flow->walk->unit, facts->callee));
    snprintf(scope, sizeof scope, "%s", shim_function_scope(flow->walk->unit, facts->callee));
    const struct cuda_query *query = cuda_query_named(name);
    if (query && query->out >= 0) {
        ask_runtime(flow, call, facts, query, location);
        return;
    }
    const struct cch_carries_rule *rule = flow_carries_rule(name, scope, facts->object != NULL, facts->argument_count);
    int first = flow_shape_argument(name, scope, facts->object != NULL);
    if (first >= 0)
        shape(flow, call, facts, rule, (unsigned)first, location);
    if (shim_function_is_instance_method(facts->callee) && !facts->object)
        return; /* an operator of a class; stores are seen to by the walk */
    enum flow_library what = flow_library_function(name, scope);
    for (unsigned i = 0; i < facts->argument_count; ++i)
        flow_find_carried(flow, shim_call_argument(call, i), FLOW_PART_OF,
                          rule ? cch_carries_argument(rule, facts->object != NULL, i) : CCH_CARRIES_ALL, &sources);
    if (facts->object && sources.count && (what == FLOW_STORES || !shim_method_is_const(facts->callee)) &&
        what != FLOW_GETS_ELEMENT && what != FLOW_SAME)
        store_all(flow, facts->object, &sources, call, location);
    for (unsigned i = 0; i < facts->argument_count && what == FLOW_UNKNOWN; ++i) {
        if (!shim_argument_is_out(facts->callee, i, shim_call_argument(call, i)))
            continue;
        for (size_t j = 0; j < sources.count; ++j)
            sources.items[j].certain = false;
        store_all(flow, shim_call_argument(call, i), &sources, call, location);
    }
    if (shim_function_returns_nothing(facts->callee)) {
        if (facts->object)
            flow_find_sources(flow, facts->object, FLOW_PART_OF, &sources);
        read_all(flow, &sources, sources.count ? flow_text(flow, call) : 0, location);
    }
    VECTOR_RELEASE(&sources);
}

void flow_call(struct flow *flow, shim_stmt call) {
    struct shim_call facts;
    shim_call_facts(flow->walk->unit, call, &facts);
    if (facts.is_pseudo || !facts.callee)
        return;
    if (flow_is_project(flow, facts.callee)) {
        call_project(flow, call, &facts);
    } else {
        call_library(flow, call, &facts);
    }
}

void flow_construct(struct flow *flow, shim_stmt construct) {
    shim_function constructor = shim_construct_constructor(construct);
    uint32_t location = shim_stmt_location(flow->walk->unit, construct);
    if (!constructor || !flow_is_project(flow, constructor))
        return;
    for (unsigned i = 0; i < shim_construct_argument_count(construct); ++i)
        pass(flow, constructor, i, shim_call_argument(construct, i), location, true);
    decide(flow, constructor);
}

/* Launches ---------------------------------------------------------------------------- */

struct argument_fields {
    struct flow *flow;
    shim_function kernel;
    uint32_t text, location;
    struct pointer_map seen; /* classes whose fields were passed */
};

static void pass_fields(struct argument_fields *fields, shim_record record);

static void pass_field(void *data, shim_named field) {
    struct argument_fields *fields = data;
    uint32_t value = flow_value(fields->flow, field);
    if (!value)
        return;
    flow_use(fields->flow, value, CCH_USE_KERNEL_ARGUMENT, 1 << CCH_PART_DATA, fields->kernel, fields->text,
             fields->location);
    shim_record nested = shim_named_record(field);
    if (nested && !shim_named_aliases(field))
        pass_fields(fields, nested);
}

static void pass_fields(struct argument_fields *fields, shim_record record) {
    bool is_new;
    pointer_map_at(&fields->seen, (uintptr_t)record, &is_new);
    if (is_new)
        shim_record_fields(record, pass_field, fields);
}

static void launch_argument(struct flow *flow, shim_function kernel, unsigned index, shim_stmt argument,
                            uint32_t location) {
    flow_sources sources = {0};
    uint32_t text = flow_text(flow, argument);
    pass(flow, kernel, index, argument, location, true);
    flow_find_sources(flow, argument, FLOW_ITSELF, &sources);
    for (size_t i = 0; i < sources.count; ++i)
        flow_use(flow, sources.items[i].value, CCH_USE_KERNEL_ARGUMENT,
                 cch_carries_of(cch_carries_to_number(sources.items[i].carries)), kernel, text, location);
    struct argument_fields fields = {.flow = flow, .kernel = kernel, .text = text, .location = location};
    shim_record record = shim_type_value_record(shim_expression_type(argument));
    if (record)
        pass_fields(&fields, record);
    pointer_map_release(&fields.seen);
    VECTOR_RELEASE(&sources);
}

void flow_launch(struct walk *walk, shim_stmt call, const shim_stmt *configuration, bool arguments,
                 const shim_function *kernels, unsigned count, uint32_t location) {
    static const uint8_t kinds[] = {CCH_USE_GRID, CCH_USE_BLOCK, CCH_USE_SHARED_MEMORY};
    struct flow *flow = walk_state(walk, &flow_analysis);
    uint32_t entry = walk_current(flow->walk);
    if (entry == UINT32_MAX || flow->walk->facts.device || !flow->walk->entries.items[entry].function ||
        !flow_is_project(flow, flow->walk->entries.items[entry].function))
        return;
    flow->entry = entry;
    flow->function = flow->walk->entries.items[entry].function;
    flow->afterwards = true;
    flow_sources sources = {0};
    for (unsigned part = 0; part < 3; ++part) {
        if (!configuration[part])
            continue;
        sources.count = 0;
        flow_find_sources(flow, configuration[part], FLOW_ITSELF, &sources);
        uint32_t text = flow_text(flow, configuration[part]);
        for (size_t i = 0; i < sources.count; ++i)
            for (unsigned k = 0; k < (count ? count : 1); ++k)
                flow_use(flow, sources.items[i].value, kinds[part],
                         cch_carries_of(cch_carries_to_number(sources.items[i].carries)), count ? kernels[k] : NULL,
                         text, location);
    }
    VECTOR_RELEASE(&sources);
    struct shim_call facts;
    shim_call_facts(flow->walk->unit, call, &facts);
    for (unsigned k = 0; k < count && arguments; ++k)
        for (unsigned i = 0; i < facts.argument_count; ++i)
            launch_argument(flow, kernels[k], i, shim_call_argument(call, i), location);
    flow->afterwards = false;
}
