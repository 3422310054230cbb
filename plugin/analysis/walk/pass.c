/* One compiler pass from its options to its graph file: the callbacks that
 * the shim makes, and the table of the analyses. */
#include "walk/paths.h"
#include "walk/steps.h"

#include <stdio.h>
#include <string.h>

/* The analyses, in the order in which they write. A body ends in the reverse order: what flow has read of it
 * serves launches, what assignments keep of it handed, launches and device. */
#define ANALYSES(ROW)                                                                                                  \
    ROW(assignments)                                                                                                   \
    ROW(handed_places)                                                                                                 \
    ROW(handed)                                                                                                        \
    ROW(pointers)                                                                                                      \
    ROW(later)                                                                                                         \
    ROW(operators)                                                                                                     \
    ROW(classes)                                                                                                       \
    ROW(launches)                                                                                                      \
    ROW(bindings)                                                                                                      \
    ROW(flow)                                                                                                          \
    ROW(repairs)                                                                                                       \
    ROW(guards)                                                                                                        \
    ROW(device)                                                                                                        \
    ROW(shared_memory)                                                                                                 \
    ROW(errors)                                                                                                        \
    ROW(traits)                                                                                                        \
    ROW(stubs)                                                                                                         \
    ROW(program)

#define DECLARE(name) extern const struct analysis name##_analysis;
ANALYSES(DECLARE)

static void begin_analyses(struct analyses *all) {
#define POINT(name) &name##_analysis,
    static const struct analysis *const table[] = {ANALYSES(POINT)};
    _Static_assert(sizeof table / sizeof *table <= ANALYSES_MAX, "a set of analyses has no room for them all");
    _Static_assert((int)SHIM_STMT_SHARED_VALUE < STATEMENT_KINDS_MAX, "nor one of kinds");
    for (unsigned row = 0; row < sizeof table / sizeof *table; ++row, ++all->count) {
        all->states[row] = memory_zeroed(table[row]->state_size, 1);
        all->rows[row] = table[row];
        all->on_call |= (uint32_t)(table[row]->call != NULL) << row;
        all->on_edge |= (uint32_t)(table[row]->edge != NULL) << row;
        for (unsigned kind = 0; kind < STATEMENT_KINDS_MAX; ++kind)
            all->on_statement[kind] |= (table[row]->statements >> kind & 1) << row;
    }
}

static void release_analyses(struct analyses *all) {
    for (unsigned row = 0; row < all->count; ++row) {
        if (all->rows[row]->release)
            all->rows[row]->release(all->states[row]);
        free(all->states[row]);
    }
}

/* The value of "name=value", or NULL. */
static const char *value_of(const char *option, const char *name) {
    size_t length = strlen(name);
    return strncmp(option, name, length) == 0 && option[length] == '=' ? option + length + 1 : NULL;
}

static const char *non_empty(const char *text) { return text && *text ? text : NULL; }

static bool is_on(const char *value) { return value && strcmp(value, "0") != 0 && strcmp(value, "off") != 0; }

static void unknown_option(const char *option) {
    fprintf(stderr,
            "callchain: warning: unknown plugin option '%s'; known are out=, root=, scope=, builtins=, "
            "repairs=, prefix=, tell=, nvcc=\n",
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
    struct walk *walk = data;
    VECTOR_PUSH(&walk->declared, decl);
}

static void class_completed(void *data, shim_record record) {
    struct walk *walk = data;
    VECTOR_PUSH(&walk->classes, record);
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
    struct walk *walk = data;
    walk->unit = unit;
    walk->current = UINT32_MAX;
    shim_unit_facts(unit, &walk->facts);
    walk->system_files = (struct system_files){.unit = &walk->facts, .root = ""};
    if (walk->options.prefix) {
        roots_keep(walk);
        return;
    }
    walk->graph = cch_graph_new();
    if (!walk->graph)
        shim_out_of_memory();
    walk->values.unit = unit;
    walk->values.graph = walk->graph;
    paths_begin(walk);
    if (is_probe(walk->unit_path))
        return;
    begin_analyses(&walk->analyses);
    roots_find(walk);
    walk_bodies(walk);
    output_write(walk);
}

static bool is_system(void *data, const char *file) {
    struct walk *walk = data;
    return system_files_has(&walk->system_files, file);
}

static void out_of_memory(void *data, shim_unit *unit) {
    const struct walk *walk = data;
    if (walk->options.prefix)
        shim_unit_error(unit, "a header cannot be precompiled for others: out of memory");
    else
        shim_unit_warn(unit, "no graph written: out of memory");
}

static void release(void *data) {
    struct walk *walk = data;
    release_analyses(&walk->analyses);
    values_release(&walk->values);
    repairs_release(&walk->repairs);
    cch_graph_free(walk->graph);
    VECTOR_RELEASE(&walk->declared);
    VECTOR_RELEASE(&walk->classes);
    VECTOR_RELEASE(&walk->entries);
    VECTOR_RELEASE(&walk->queue);
    VECTOR_RELEASE(&walk->variables);
    VECTOR_RELEASE(&walk->edges);
    VECTOR_RELEASE(&walk->stack);
    pointer_map_release(&walk->entry_of);
    pointer_map_release(&walk->variable_seen);
    pointer_map_release(&walk->shared_seen);
    pointer_map_release(&walk->entity_of);
    pointer_map_release(&walk->source_of);
    pointer_map_release(&walk->class_of);
    pointer_map_release(&walk->site_of);
    pointer_map_release(&walk->path_of);
    pointer_map_release(&walk->system_files.folders);
    free(walk->options.out);
    free(walk->options.root);
    free(walk->options.repairs);
    free(walk->root);
    free(walk->unit_path);
    free(walk);
}

bool callchain_pass_begin(const char *const *options, size_t count, struct shim_consumer *consumer, void **data) {
    struct walk *walk = memory_zeroed(1, sizeof *walk);
    read_options(&walk->options, options, count);
    *consumer = (struct shim_consumer){declared, class_completed, end, is_system, out_of_memory, release};
    *data = walk;
    return true;
}
