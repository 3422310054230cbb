/* What host code sets for a kernel (cudaFuncSetAttribute) and asks of the
 * device or the runtime (cudaDeviceGetAttribute, multiProcessorCount). */
#include "walk/walk.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool is_any(const char *name, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; ++i)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}
#define IS_ANY(name, names) is_any(name, names, sizeof(names) / sizeof *(names))

bool device_is_setting(const char *name) {
    static const char *const settings[] = {"cudaFuncSetAttribute", "cudaFuncSetCacheConfig", "hipFuncSetAttribute",
                                           "cudaFuncSetSharedMemConfig", "hipFuncSetCacheConfig"};
    return IS_ANY(name, settings);
}

/* Functions that ask, with the argument that says what; -1: their name says it. */
static const struct {
    const char *name;
    int argument;
} questions[] = {
    {"cudaDeviceGetAttribute", 1},      {"hipDeviceGetAttribute", 1},      {"cuDeviceGetAttribute", 1},
    {"cudaFuncGetAttributes", -1},      {"cudaGetDevice", -1},             {"cudaGetDeviceProperties", -1},
    {"cudaGetDeviceProperties_v2", -1}, {"hipGetDeviceProperties", -1},    {"hipGetDevice", -1},
    {"cudaDeviceGetLimit", 1},          {"cudaMemGetInfo", -1},            {"hipMemGetInfo", -1},
    {"cudaRuntimeGetVersion", -1},      {"cudaDriverGetVersion", -1},      {"cudaGetDeviceCount", -1},
    {"getCurrentDeviceProperties", -1}, {"getDeviceProperties", -1},
};

static bool starts_with(const char *text, const char *start) { return strncmp(text, start, strlen(start)) == 0; }

uint32_t device_query_name(struct walk *walk, shim_stmt call, const struct shim_call *facts) {
    char name[128];
    snprintf(name, sizeof name, "%s", shim_function_simple_name(walk->unit, facts->callee));
    if (starts_with(name, "cudaOccupancy") || starts_with(name, "hipOccupancy"))
        return walk_string(walk, name);
    for (size_t i = 0; i < sizeof questions / sizeof *questions; ++i) {
        int argument = questions[i].argument;
        if (strcmp(questions[i].name, name) != 0)
            continue;
        if (argument >= 0 && (unsigned)argument < facts->argument_count)
            return walk_string(walk,
                               shim_stmt_text(walk->unit, shim_call_argument(call, (unsigned)argument)));
        return walk_string(walk, name);
    }
    return 0;
}

static bool is_off(struct walk *walk) {
    return !walk->guards_on || walk->current == UINT32_MAX ||
           walk->entries.items[walk->current].facts.in_system;
}

void device_call(struct walk *walk, shim_stmt call, const struct shim_call *facts,
                 uint32_t location) {
    if (is_off(walk))
        return;
    if (device_is_setting(shim_function_simple_name(walk->unit, facts->callee)) && facts->argument_count >= 2) {
        /* The runtime's own templates forward to its C functions. */
        shim_function current = walk->entries.items[walk->current].function;
        struct pending_launch setting = {call, shim_call_argument(call, 0), location, "", walk->guard, walk->never};
        if (!current || !device_is_setting(shim_function_simple_name(walk->unit, current)))
            VECTOR_PUSH(&walk->pending_settings, setting);
        return;
    }
    uint32_t name = walk->never ? 0 : device_query_name(walk, call, facts);
    if (!name)
        return;
    struct device_query query = {walk->current, location, name,
                                 walk_string(walk, shim_stmt_text(walk->unit, call))};
    VECTOR_PUSH(&walk->queries, query);
}

void device_member(struct walk *walk, shim_stmt member, uint32_t location) {
    static const char *const classes[] = {"cudaDeviceProp", "hipDeviceProp_t", "hipDeviceProp_tR0600",
                                          "cudaFuncAttributes"};
    if (is_off(walk) || walk->never || !IS_ANY(shim_member_class_name(walk->unit, member), classes))
        return;
    struct device_query query = {walk->current, location,
                                 walk_string(walk, shim_member_name(walk->unit, member)),
                                 walk_string(walk, shim_stmt_text(walk->unit, member))};
    VECTOR_PUSH(&walk->queries, query);
}

struct kernels {
    struct walk *walk;
    struct kernel_setting setting;
};

static void add_setting(void *data, shim_function kernel) {
    struct kernels *kernels = data;
    kernels->setting.kernel = walk_entry(kernels->walk, kernel);
    VECTOR_PUSH(&kernels->walk->settings, kernels->setting);
}

void device_finish_body(struct walk *walk) {
    for (size_t i = 0; i < walk->pending_settings.count; ++i) {
        struct pending_launch pending = walk->pending_settings.items[i];
        struct shim_call facts;
        shim_call_facts(walk->unit, pending.call, &facts);
        struct kernels kernels = {walk, {.caller = walk->current,
                                               .location = pending.location,
                                               .guard = pending.guard}};
        struct kernel_setting *setting = &kernels.setting;
        setting->api = walk_string(walk, shim_function_simple_name(walk->unit, facts.callee));
        setting->attribute = walk_string(
            walk, shim_stmt_text(walk->unit, shim_call_argument(pending.call, 1)));
        setting->value = facts.argument_count > 2 ? values_folded(walk, shim_call_argument(pending.call, 2)) : 0;
        if (!launches_kernels(walk, pending.kernel, add_setting, &kernels)) {
            setting->kernel = UINT32_MAX;
            VECTOR_PUSH(&walk->settings, kernels.setting);
        }
    }
    walk->pending_settings.count = 0;
}

void device_write(struct walk *walk, uint32_t passes) {
    for (size_t i = 0; i < walk->settings.count; ++i) {
        const struct kernel_setting *setting = &walk->settings.items[i];
        uint32_t cells[CCH_KERNEL_SETTING_WIDTH] = {0};
        cells[CCH_KERNEL_SETTING_CALLER] = names_function(walk, setting->caller);
        cells[CCH_KERNEL_SETTING_KERNEL] =
            setting->kernel == UINT32_MAX ? 0 : names_function(walk, setting->kernel);
        cells[CCH_KERNEL_SETTING_SITE] = paths_site(walk, setting->location);
        cells[CCH_KERNEL_SETTING_PATH] = guards_path(walk, setting->guard);
        cells[CCH_KERNEL_SETTING_API] = setting->api;
        cells[CCH_KERNEL_SETTING_ATTRIBUTE] = setting->attribute;
        cells[CCH_KERNEL_SETTING_VALUE] = setting->value;
        cells[CCH_KERNEL_SETTING_PASSES] = passes;
        cch_graph_insert(walk->graph, CCH_KERNEL_SETTING, cells);
    }
    for (size_t i = 0; i < walk->queries.count; ++i) {
        const struct device_query *query = &walk->queries.items[i];
        uint32_t cells[CCH_DEVICE_QUERY_WIDTH] = {0};
        cells[CCH_DEVICE_QUERY_FUNCTION] = names_function(walk, query->caller);
        cells[CCH_DEVICE_QUERY_NAME] = query->name;
        cells[CCH_DEVICE_QUERY_TEXT] = query->text;
        cells[CCH_DEVICE_QUERY_SITE] = paths_site(walk, query->location);
        cells[CCH_DEVICE_QUERY_PASSES] = passes;
        cch_graph_insert(walk->graph, CCH_DEVICE_QUERY, cells);
    }
}
