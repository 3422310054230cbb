/* Device passes: only which fields of what a kernel is given, and which of its
 * parameters, device code reads. A device pass walks tens of thousands of
 * specializations of a few thousand texts, so each place is looked at once. */
#include "flow/flow.h"

/* Called for each member and each name that the walk over bodies meets. */
void flow_device_read(struct flow *flow, shim_stmt expression) {
    bool is_new;
    uint64_t place = shim_flow_place(expression);
    if (!place)
        return;
    pointer_map_at(&flow->reads_seen, place, &is_new);
    if (!is_new)
        return;
    shim_named named = shim_flow_named(expression);
    if (!named || (!shim_field_record(named) && !shim_named_is_parameter_of_kernel(named)))
        return;
    struct device_read read = {named, expression, walk_current(flow->walk)};
    if (read.entry != UINT32_MAX && !flow->walk->entries.items[read.entry].facts.implicit &&
        !flow->walk->entries.items[read.entry].facts.defaulted)
        VECTOR_PUSH(&flow->reads, read);
}

/* The classes of what kernels are given, and those of their fields. */
struct given_classes {
    struct flow *flow;
    struct pointer_map classes;
    struct pointer_map seen; /* classes whose fields were looked at */
};

static void give_class(struct given_classes *given, shim_record record);

static void give_field(void *data, shim_named field) {
    struct given_classes *given = data;
    shim_record record = shim_field_record(field), nested = shim_named_record(field);
    bool is_new;
    if (record)
        pointer_map_at(&given->classes, (uintptr_t)record, &is_new);
    if (nested)
        give_class(given, nested);
}

static void give_class(struct given_classes *given, shim_record record) {
    struct shim_record_facts facts;
    bool is_new;
    pointer_map_at(&given->seen, (uintptr_t)record, &is_new);
    if (!is_new)
        return;
    shim_record_facts(given->flow->walk->unit, record, &facts);
    if (!facts.in_system)
        shim_record_fields(record, give_field, given);
}

void flow_device_finish(struct flow *flow) {
    struct given_classes given = {.flow = flow};
    if (!flow->reads.count)
        return;
    for (size_t i = 0; i < flow->walk->entries.count; ++i) {
        struct entry entry = flow->walk->entries.items[i];
        if (!entry.function || !entry.facts.kernel || !entry.queued)
            continue;
        for (unsigned p = 0; p < shim_function_parameter_count(entry.function); ++p) {
            shim_record record = shim_type_record(shim_function_parameter_type(entry.function, p));
            if (record)
                give_class(&given, record);
        }
    }
    for (size_t i = 0; i < flow->reads.count; ++i) {
        const struct device_read *read = &flow->reads.items[i];
        shim_record record = shim_field_record(read->named);
        if (record && !pointer_map_has(&given.classes, (uintptr_t)record))
            continue;
        uint32_t value = flow_value(flow, read->named);
        if (!value)
            continue;
        flow->entry = read->entry;
        flow_use(flow, value, CCH_USE_DEVICE_READ, 1 << CCH_PART_DATA, NULL, flow_text(flow, read->expression),
                 shim_stmt_location(flow->walk->unit, read->expression));
    }
    pointer_map_release(&given.classes);
    pointer_map_release(&given.seen);
}
