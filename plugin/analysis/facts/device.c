/* What host code sets for a kernel (cudaFuncSetAttribute) and asks of the
 * device or the runtime (cudaDeviceGetAttribute, multiProcessorCount). */
#include "facts/guards.h"
#include "facts/handed_places.h"
#include "facts/kernel_choice.h"
#include "know/cuda.h"
#include "shim/parameters.h"
#include "walk/names.h"
#include "walk/paths.h"

/* cudaFuncSetAttribute and its like; a question to the device. */
struct kernel_setting {
    uint32_t caller, kernel, location, guard; /* entries; kernel UINT32_MAX: unknown */
    uint32_t api, attribute, value;           /* strings */
    uint32_t place, given;                    /* the same, of what callers give: of the kernel, in the value; 0 */
};
struct device_query {
    uint32_t caller, location, name, text;
};

/* What is set is settled at the end of the body. */
struct pending_setting {
    shim_stmt call;
    uint32_t location, guard;
};

struct device {
    VECTOR(struct kernel_setting) settings;
    VECTOR(struct device_query) queries;
    VECTOR(struct pending_setting) pending; /* of the body at hand */
};

static bool is_off(const struct walk *walk) {
    return !guards_are_on(walk) || walk->current == UINT32_MAX || walk->entries.items[walk->current].facts.in_system;
}

static void add_query(struct walk *walk, struct device *device, uint32_t name, shim_stmt stmt, uint32_t location) {
    struct device_query query = {walk->current, location, name, walk_string(walk, shim_stmt_text(walk->unit, stmt))};
    guards_keep(walk);
    VECTOR_PUSH(&device->queries, query);
}

static void call(struct walk *walk, void *state, shim_stmt call, const struct shim_call *facts, uint32_t location) {
    struct device *device = state;
    if (!facts->callee || is_off(walk))
        return;
    if (cuda_is_setting(shim_function_simple_name(walk->unit, facts->callee)) && facts->argument_count >= 2) {
        /* The runtime's own templates forward to its C functions. */
        shim_function current = walk->entries.items[walk->current].function;
        struct pending_setting setting = {call, location, walk->guard};
        if (!current || !cuda_is_setting(shim_function_simple_name(walk->unit, current)))
            VECTOR_PUSH(&device->pending, setting);
        return;
    }
    const char *name = walk->never ? NULL : cuda_query_of(walk->unit, call, facts);
    uint32_t asked = name ? walk_string(walk, name) : 0;
    if (asked)
        add_query(walk, device, asked, call, location);
}

/* A member of cudaDeviceProp or its like. */
static bool statement(struct walk *walk, void *state, enum shim_stmt_kind kind, const struct work_item *item) {
    (void)kind;
    if (!is_off(walk) && !walk->never && cuda_is_properties(shim_member_class_name(walk->unit, item->stmt)))
        add_query(walk, state, walk_string(walk, shim_member_name(walk->unit, item->stmt)), item->stmt,
                  walk_place(walk, item->stmt, item->location));
    return false;
}

/* The value that is set, as it is where it is this kernel. */
static void describe(struct walk *walk, const struct pending_setting *pending, const struct shim_call *facts,
                     struct kernel_setting *setting) {
    shim_stmt value = facts->argument_count > 2 ? shim_call_argument(pending->call, 2) : NULL;
    bool handed = false;
    setting->value = value ? values_folded(&walk->values, value) : 0;
    uint32_t text = value && !walk->facts.device ? handed_text(walk, value, &handed) : 0;
    setting->given = handed ? text : 0;
}

/* The branches of a setting are those of the call, unless they are told of a kernel or of what callers give. */
static void add_setting(struct walk *walk, struct device *device, const struct pending_setting *pending,
                        struct kernel_setting setting) {
    VECTOR_PUSH(&device->settings, setting);
    if (setting.guard == pending->guard && !setting.place && !setting.given)
        return;
    walk->guard = setting.guard;
    guards_unknown_edge(walk, setting.caller, setting.location);
    walk->guard = pending->guard;
}

static void finish(struct walk *walk, struct device *device, const struct pending_setting *pending) {
    struct kernel_choices choices = {.unknown = false};
    struct kernel_setting setting = {
        .caller = walk->current, .kernel = UINT32_MAX, .location = pending->location, .guard = pending->guard};
    struct shim_call facts;
    size_t bound = walk->values.bound.count;
    uint32_t guard = walk->guard;
    shim_call_facts(walk->unit, pending->call, &facts);
    setting.api = walk_string(walk, shim_function_simple_name(walk->unit, facts.callee));
    setting.attribute = walk_string(walk, shim_stmt_text(walk->unit, shim_call_argument(pending->call, 1)));
    walk->guard = pending->guard;
    kernel_choices_find(walk, shim_call_argument(pending->call, 0), pending->call, &choices);
    describe(walk, pending, &facts, &setting);
    for (size_t i = 0; i < choices.items.count; ++i) {
        struct kernel_setting one = setting;
        size_t rows = walk->values.rows.count;
        one.kernel = walk_entry(walk, choices.items.items[i].kernel);
        one.guard = choices.items.items[i].guard;
        kernel_choices_take(walk, &choices, i, pending->call);
        if (walk->values.rows.count > rows)
            describe(walk, pending, &facts, &one);
        walk->values.rows.count = rows;
        walk->values.rows_within = NULL;
        add_setting(walk, device, pending, one);
    }
    if (choices.given.count == 1 && !choices.unknown) {
        setting.place = choices.given.items[0].place;
        setting.guard = choices.given.items[0].guard;
    }
    if (choices.given.count || choices.unknown)
        add_setting(walk, device, pending, setting);
    kernel_choices_release(&choices);
    values_unbind(&walk->values, bound);
    walk->guard = guard;
}

static void end_body(struct walk *walk, void *state) {
    struct device *device = state;
    for (size_t i = 0; i < device->pending.count; ++i) {
        struct pending_setting pending = device->pending.items[i];
        finish(walk, device, &pending);
    }
    device->pending.count = 0;
}

static void write(struct walk *walk, void *state) {
    const struct device *device = state;
    for (size_t i = 0; i < device->settings.count; ++i) {
        const struct kernel_setting *setting = &device->settings.items[i];
        uint32_t cells[CCH_KERNEL_SETTING_WIDTH] = {0};
        cells[CCH_KERNEL_SETTING_CALLER] = names_function(walk, setting->caller);
        cells[CCH_KERNEL_SETTING_KERNEL] = setting->kernel == UINT32_MAX ? 0 : names_function(walk, setting->kernel);
        cells[CCH_KERNEL_SETTING_SITE] = paths_site(walk, setting->location);
        cells[CCH_KERNEL_SETTING_PATH] = guards_path(walk, setting->guard);
        cells[CCH_KERNEL_SETTING_API] = setting->api;
        cells[CCH_KERNEL_SETTING_ATTRIBUTE] = setting->attribute;
        cells[CCH_KERNEL_SETTING_VALUE] = setting->value;
        cells[CCH_KERNEL_SETTING_PLACE] = setting->place;
        cells[CCH_KERNEL_SETTING_GIVEN] = setting->given;
        cells[CCH_KERNEL_SETTING_PASSES] = walk->passes;
        cch_graph_insert(walk->graph, CCH_KERNEL_SETTING, cells);
    }
    for (size_t i = 0; i < device->queries.count; ++i) {
        const struct device_query *query = &device->queries.items[i];
        uint32_t cells[CCH_DEVICE_QUERY_WIDTH] = {0};
        cells[CCH_DEVICE_QUERY_FUNCTION] = names_function(walk, query->caller);
        cells[CCH_DEVICE_QUERY_NAME] = query->name;
        cells[CCH_DEVICE_QUERY_TEXT] = query->text;
        cells[CCH_DEVICE_QUERY_SITE] = paths_site(walk, query->location);
        cells[CCH_DEVICE_QUERY_PASSES] = walk->passes;
        cch_graph_insert(walk->graph, CCH_DEVICE_QUERY, cells);
    }
}

static void release(void *state) {
    struct device *device = state;
    VECTOR_RELEASE(&device->settings);
    VECTOR_RELEASE(&device->queries);
    VECTOR_RELEASE(&device->pending);
}

const struct analysis device_analysis = {
    .name = "device",
    .state_size = sizeof(struct device),
    .statements = STATEMENT(MEMBER),
    .call = call,
    .statement = statement,
    .end_body = end_body,
    .write = write,
    .release = release,
};
