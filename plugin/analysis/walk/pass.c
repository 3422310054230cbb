/* One compiler pass from its options to its graph file: the callbacks that
 * the shim makes. */
#include "walk/collector.h"

#include <stdio.h>
#include <string.h>

/* The value of "name=value", or NULL. */
static const char *value_of(const char *option, const char *name) {
    size_t length = strlen(name);
    return strncmp(option, name, length) == 0 && option[length] == '=' ? option + length + 1 : NULL;
}

static const char *non_empty(const char *text) { return text && *text ? text : NULL; }

static bool is_on(const char *value) { return value && strcmp(value, "0") != 0 && strcmp(value, "off") != 0; }

static void unknown_option(const char *option) {
    fprintf(stderr, "callchain: warning: unknown plugin option '%s'; known are out=, root=, scope=, builtins=, repairs=, prefix=, tell=, nvcc=\n",
            option);
}

static void read_options(struct options *options, const char *const *given, size_t count) {
    const char *scope = getenv("CALLCHAIN_SCOPE");
    const char *builtins = getenv("CALLCHAIN_BUILTINS");
    const char *out = non_empty(getenv("CALLCHAIN_OUT"));
    const char *root = non_empty(getenv("CALLCHAIN_ROOT"));
    const char *repairs = NULL;
    for (size_t i = 0; i < count; ++i) {
        const char *value;
        if ((value = value_of(given[i], "out")) != NULL)
            out = non_empty(value);
        else if ((value = value_of(given[i], "root")) != NULL)
            root = non_empty(value);
        else if ((value = value_of(given[i], "repairs")) != NULL)
            repairs = non_empty(value);
        else if ((value = value_of(given[i], "prefix")) != NULL)
            options->prefix = is_on(value);
        else if (value_of(given[i], "nvcc"))
            continue; /* the shim's */
        else if ((value = value_of(given[i], "tell")) != NULL)
            options->tell = is_on(value);
        else if ((value = value_of(given[i], "scope")) != NULL)
            scope = value;
        else if ((value = value_of(given[i], "builtins")) != NULL)
            builtins = value;
        else if (strcmp(given[i], "builtins") == 0)
            builtins = "1";
        else
            unknown_option(given[i]);
    }
    options->scope_all = scope && strcmp(scope, "all") == 0;
    options->builtins = is_on(builtins);
    /* The compiler's own copies do not live as long as the pass. */
    options->out = memory_text(out ? out : "callchain-out");
    options->root = root ? memory_text(root) : NULL;
    options->repairs = repairs ? memory_text(repairs) : NULL;
}

static void declared(void *data, shim_decl decl) {
    struct collector *collector = data;
    VECTOR_PUSH(&collector->declared, decl);
}

static void class_completed(void *data, shim_record record) {
    struct collector *collector = data;
    VECTOR_PUSH(&collector->classes, record);
}

/* Is the unit a question of a build system's to the compiler (autoconf, CMake,
 * Meson), and no part of the program? */
static bool is_probe(const char *unit_path) {
    static const char *const folders[] = {"CMakeFiles/CMakeScratch/", "CMakeFiles/CMakeTmp/", "meson-private/"};
    const char *slash = strrchr(unit_path, '/'), *base = slash ? slash + 1 : unit_path, *folder = slash;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; ++i) {
        const char *at = strstr(unit_path, folders[i]);
        if (at && (at == unit_path || at[-1] == '/'))
            return true;
    }
    while (folder && folder > unit_path && folder[-1] != '/')
        --folder;
    return strncmp(base, "conftest.", 9) == 0 ||
           (strncmp(base, "CMake", 5) == 0 && (strstr(base, "CompilerId.") || strstr(base, "CompilerABI."))) ||
           (folder && strncmp(folder, "tmp", 3) == 0 && strncmp(base, "testfile.", 9) == 0); /* Meson's, too */
}

static void end(void *data, shim_unit *unit) {
    struct collector *collector = data;
    collector->unit = unit;
    collector->current = UINT32_MAX;
    shim_unit_facts(unit, &collector->facts);
    if (collector->options.prefix) {
        collector_keep_roots(collector);
        return;
    }
    collector->graph = cch_graph_new();
    if (!collector->graph)
        shim_out_of_memory();
    paths_begin(collector);
    if (is_probe(collector->unit_path))
        return;
    repairs_read(collector);
    collector_find_roots(collector);
    collector_walk(collector);
    output_write(collector);
}

static bool is_system(void *data, const char *file) { return system_files_has(data, file); }

static void out_of_memory(void *data, shim_unit *unit) {
    const struct collector *collector = data;
    if (collector->options.prefix)
        shim_unit_error(unit, "a header cannot be precompiled for others: out of memory");
    else
        shim_unit_warn(unit, "no graph written: out of memory");
}

static void release(void *data) {
    struct collector *collector = data;
    flow_release(collector);
    cch_graph_free(collector->graph);
    VECTOR_RELEASE(&collector->declared);
    VECTOR_RELEASE(&collector->classes);
    VECTOR_RELEASE(&collector->entries);
    VECTOR_RELEASE(&collector->queue);
    VECTOR_RELEASE(&collector->variables);
    VECTOR_RELEASE(&collector->edges);
    VECTOR_RELEASE(&collector->pointer_calls);
    VECTOR_RELEASE(&collector->addresses);
    VECTOR_RELEASE(&collector->launches);
    VECTOR_RELEASE(&collector->launch_attributes);
    VECTOR_RELEASE(&collector->stack);
    VECTOR_RELEASE(&collector->assignments);
    VECTOR_RELEASE(&collector->pending_launches);
    VECTOR_RELEASE(&collector->registrations);
    VECTOR_RELEASE(&collector->module_calls);
    VECTOR_RELEASE(&collector->libraries);
    VECTOR_RELEASE(&collector->method_tables);
    VECTOR_RELEASE(&collector->guards);
    VECTOR_RELEASE(&collector->guarded);
    VECTOR_RELEASE(&collector->values);
    VECTOR_RELEASE(&collector->member_sets);
    VECTOR_RELEASE(&collector->settings);
    VECTOR_RELEASE(&collector->queries);
    VECTOR_RELEASE(&collector->pending_settings);
    pointer_map_release(&collector->guard_places);
    pointer_map_release(&collector->guard_conditions);
    pointer_map_release(&collector->value_of);
    pointer_map_release(&collector->value_scanned);
    pointer_map_release(&collector->entry_of);
    pointer_map_release(&collector->variable_seen);
    pointer_map_release(&collector->shared_seen);
    pointer_map_release(&collector->virtual_called);
    pointer_map_release(&collector->vtables_used);
    pointer_map_release(&collector->class_identity);
    pointer_map_release(&collector->entity_of);
    pointer_map_release(&collector->source_of);
    pointer_map_release(&collector->site_of);
    pointer_map_release(&collector->path_of);
    pointer_map_release(&collector->system_folders);
    free(collector->options.out);
    free(collector->options.root);
    free(collector->options.repairs);
    repairs_release(collector);
    free(collector->root);
    free(collector->unit_path);
    free(collector);
}

bool callchain_pass_begin(const char *const *options, size_t count, struct shim_consumer *consumer,
                          void **data) {
    struct collector *collector = memory_zeroed(1, sizeof *collector);
    read_options(&collector->options, options, count);
    *consumer = (struct shim_consumer){declared, class_completed, end, is_system, out_of_memory, release};
    *data = collector;
    return true;
}
