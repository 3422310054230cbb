/* The rows of bindings that were met, when the walk has ended. */
#include "facts/binding_names.h"

#include "facts/binding_rules.h"
#include "shim/flow.h"
#include "walk/names.h"
#include "walk/paths.h"

#include <stdio.h>
#include <string.h>

enum { NAME_SIZE = BINDING_NAME_SIZE };

struct binding_search {
    const struct bindings *bindings;
    const struct registration *registration;
};

/* Operators ------------------------------------------------------------------------ */

static const struct library *library_of(const struct bindings *bindings, shim_function function) {
    for (size_t i = 0; i < bindings->libraries.count; ++i)
        if (bindings->libraries.items[i].function == function)
            return &bindings->libraries.items[i];
    return NULL;
}

/* The dispatch key in TORCH_LIBRARY_IMPL_init_<namespace>_<key>_<counter>. */
static void dispatch_key(const char *function, const char *library, char *key, size_t size) {
    static const char prefix[] = "TORCH_LIBRARY_IMPL_init_";
    key[0] = '\0';
    size_t skip = sizeof prefix - 1 + strlen(library) + 1;
    if (strncmp(function, prefix, sizeof prefix - 1) != 0 || strlen(function) <= skip)
        return;
    snprintf(key, size, "%s", function + skip);
    char *counter = strrchr(key, '_');
    if (counter)
        *counter = '\0';
}

/* The end of what is before the next "," or ")" of a schema's parameters, defaults and types passed over whole. */
static const char *parameter_end(const char *at) {
    int depth = 0;
    char quote = '\0';
    for (; *at && (depth || quote || (*at != ',' && *at != ')')); ++at) {
        if (quote) {
            quote = *at == quote ? '\0' : quote;
            continue;
        }
        quote = *at == '"' || *at == '\'' ? *at : '\0';
        depth += *at == '(' || *at == '[';
        depth -= *at == ')' || *at == ']';
    }
    return at;
}

/* Parameter names of a schema "name(Tensor(a!) a, int b=3, *, bool c) -> …"; "*" has no place of its own. */
static uint32_t schema_parameters(struct walk *walk, const char *schema) {
    VECTOR(uint32_t) names = {0};
    const char *at = strchr(schema, '(');
    while (at && *at && *at != ')') {
        const char *end = parameter_end(at + 1);
        const char *stop = memchr(at + 1, '=', (size_t)(end - at - 1));
        stop = stop ? stop : end;
        while (stop > at + 1 && stop[-1] == ' ')
            --stop;
        const char *start = stop;
        while (start > at + 1 && start[-1] != ' ')
            --start;
        if (stop > start && *start != '*')
            VECTOR_PUSH(&names, cch_graph_string(walk->graph, start, (size_t)(stop - start)));
        at = end;
    }
    uint32_t list = cch_graph_list(walk->graph, names.items, names.count);
    VECTOR_RELEASE(&names);
    return list;
}

/* Rows --------------------------------------------------------------------------------- */

static uint32_t own_parameters(struct walk *walk, shim_function target) {
    VECTOR(uint32_t) names = {0};
    unsigned count = target ? shim_function_written_parameter_count(target) : 0;
    for (unsigned i = 0; i < count; ++i)
        VECTOR_PUSH(&names, walk_string(walk, shim_function_parameter_name(target, i)));
    uint32_t list = cch_graph_list(walk->graph, names.items, names.count);
    VECTOR_RELEASE(&names);
    return list;
}

static uint32_t python_entity(struct walk *walk, const char *path) {
    uint32_t entity = 0;
    while (*path) {
        size_t length = strcspn(path, ".");
        uint32_t cells[CCH_ENTITY_WIDTH] = {0};
        cells[CCH_ENTITY_FORM] = CCH_FORM_PYTHON;
        cells[CCH_ENTITY_TEXT] = cch_graph_string(walk->graph, path, length);
        cells[CCH_ENTITY_PARENT] = entity;
        entity = cch_graph_insert(walk->graph, CCH_ENTITY, cells);
        path += length + (path[length] == '.');
    }
    return entity;
}

static uint32_t python_node(struct walk *walk, const char *path, uint32_t parameters, uint32_t site) {
    char identity[NAME_SIZE + 4];
    int length = snprintf(identity, sizeof identity, "py:%s", path);
    if (length < 0 || (size_t)length >= sizeof identity)
        return 0;
    uint32_t cells[CCH_FUNCTION_WIDTH] = {0};
    uint32_t row = cch_graph_function(walk->graph, identity, (size_t)length);
    cells[CCH_FUNCTION_IDENTITY] = row;
    cells[CCH_FUNCTION_LANGUAGE] = CCH_LANGUAGE_PYTHON;
    cells[CCH_FUNCTION_FLAGS] = CCH_FLAG_BINDING;
    cells[CCH_FUNCTION_NAME] = python_entity(walk, path);
    cells[CCH_FUNCTION_DECLARATION] = site;
    cells[CCH_FUNCTION_PARAMETERS] = parameters;
    cch_graph_insert(walk->graph, CCH_FUNCTION, cells);
    return row;
}

/* A bound method that is virtual is dispatched on the object given. */
static void write_dispatched(struct walk *walk, uint32_t caller, shim_function target, uint32_t site) {
    struct shim_function_facts facts;
    shim_function_facts(walk->unit, target, &facts);
    if (!facts.is_virtual)
        return;
    uint32_t edge[CCH_EDGE_WIDTH] = {0};
    edge[CCH_EDGE_CALLER] = caller;
    edge[CCH_EDGE_CALLEE] = names_function(walk, walk_entry(walk, target));
    edge[CCH_EDGE_KIND] = CCH_KIND_VIRTUAL;
    edge[CCH_EDGE_VIA] = names_class(walk, shim_method_record(target));
    edge[CCH_EDGE_PASSES] = walk->passes;
    edge[CCH_EDGE_SITES] = cch_graph_list(walk->graph, &site, 1);
    cch_graph_insert(walk->graph, CCH_EDGE, edge);
}

static void write_python_edge(struct walk *walk, uint32_t caller, uint32_t callee, bool certain, uint32_t site) {
    uint32_t edge[CCH_EDGE_WIDTH] = {0};
    edge[CCH_EDGE_CALLER] = caller;
    edge[CCH_EDGE_CALLEE] = callee;
    edge[CCH_EDGE_KIND] = CCH_KIND_BIND;
    edge[CCH_EDGE_CERTAIN] = certain;
    edge[CCH_EDGE_PASSES] = walk->passes;
    edge[CCH_EDGE_SITES] = cch_graph_list(walk->graph, &site, 1);
    cch_graph_insert(walk->graph, CCH_EDGE, edge);
}

static void write_row(struct walk *walk, const struct registration *registration, bool certain, const char *module,
                      const char *path, const char *key, uint32_t schema, uint32_t parameters) {
    uint32_t site = paths_site(walk, registration->location);
    uint32_t target = registration->target ? walk_entry(walk, registration->target) : UINT32_MAX;
    uint32_t cells[CCH_BINDING_WIDTH] = {0};
    /* an operator is what its schema says: the place and parameters of an implementation are nothing beside that */
    bool declares = registration->kind != CCH_BINDING_TORCH_IMPL;
    cells[CCH_BINDING_NAME] = python_node(walk, path, parameters, declares ? site : 0);
    cells[CCH_BINDING_TARGET] = target == UINT32_MAX ? 0 : names_function(walk, target);
    cells[CCH_BINDING_KIND] = registration->kind;
    cells[CCH_BINDING_KEY] = walk_string(walk, key);
    cells[CCH_BINDING_MODULE] = walk_string(walk, module);
    cells[CCH_BINDING_SCHEMA] = schema;
    cells[CCH_BINDING_PARAMETERS] = parameters;
    cells[CCH_BINDING_SITE] = site;
    cch_graph_insert(walk->graph, CCH_BINDING, cells);
    if (!cells[CCH_BINDING_TARGET] || !cells[CCH_BINDING_NAME])
        return;
    write_python_edge(walk, cells[CCH_BINDING_NAME], cells[CCH_BINDING_TARGET], certain, site);
    write_dispatched(walk, cells[CCH_BINDING_NAME], registration->target, site);
}

struct operator_row {
    const struct registration *registration;
    char library[NAME_SIZE], key[128];
    uint32_t schema, parameters;
};

/* The row of torch.ops.<library>.<name>. */
static void write_named(struct walk *walk, const struct operator_row *row, const char *name, size_t length) {
    char path[NAME_SIZE] = "torch.ops", last[NAME_SIZE];
    snprintf(last, sizeof last, "%.*s", (int)length, name);
    if (binding_append(path, row->library) && binding_append(path, last))
        write_row(walk, row->registration, true, row->library, path, row->key, row->schema, row->parameters);
}

/* One definition, as one way leads to it. "namespace::name.overload(…)": each part but the name may be left out, and
 * torch.ops.ns.name stands for each of its overloads. */
static void write_operator(struct walk *walk, const struct registration *one, const struct library *library,
                           shim_function body, const char *text) {
    struct operator_row row = {.registration = one};
    const char *colons = strstr(text, "::"), *given = cch_graph_text(walk->graph, library->name, NULL);
    size_t end = strcspn(text, "( ");
    const char *name = colons && colons < text + end ? colons + 2 : text;
    if (name == text && !*given)
        return; /* of no namespace */
    size_t length = (size_t)(text + end - name), dot = strcspn(name, ".( ");
    snprintf(row.library, sizeof row.library, "%.*s", (int)(name == text ? strlen(given) : (size_t)(colons - text)),
             name == text ? given : text);
    if (one->key || library->key)
        snprintf(row.key, sizeof row.key, "%s", cch_graph_text(walk->graph, one->key ? one->key : library->key, NULL));
    else if (body)
        dispatch_key(shim_function_simple_name(walk->unit, body), given, row.key, sizeof row.key);
    bool schema = text[end] == '(' || strchr(text, '(');
    row.schema = schema ? walk_string(walk, text) : 0;
    row.parameters = schema ? schema_parameters(walk, text) : own_parameters(walk, one->target);
    write_named(walk, &row, name, length);
    if (dot < length)
        write_named(walk, &row, name, dot);
}

/* Which functions it may be, on this way; returns how many, 0: none is known. */
static size_t targets_of(const struct binding_way *way, const struct registration *one,
                         shim_function targets[BINDING_TARGETS_MAX]) {
    targets[0] = one->target;
    return one->target_given ? binding_targets(way, one->target_given, targets) : 1;
}

/* Says that there is a name, of which nothing else can be said. */
static void tell_computed(struct walk *walk, const char *module, uint32_t location) {
    char text[NAME_SIZE];
    snprintf(text, sizeof text, CCH_PROBLEM_COMPUTED_BINDING "%.512s", module);
    paths_problem(walk, text, location);
}

/* The module is given by another unit, or in a way that is not followed. */
static void tell_unnamed(const struct binding_way *way, const struct registration *one) {
    char name[NAME_SIZE], text[NAME_SIZE];
    if (binding_is_own(shim_function_scope(way->walk->unit, way->function)))
        return;
    if (one->name)
        snprintf(name, sizeof name, "%s", cch_graph_text(way->walk->graph, one->name, NULL));
    else if (!binding_text(way, one->name_given, name))
        return;
    snprintf(text, sizeof text, CCH_PROBLEM_UNNAMED_MODULE "%.*s", (int)strcspn(name, "( "), name);
    paths_problem(way->walk, text, one->location);
}

static void write_operator_way(void *data, const struct binding_way *way) {
    struct binding_search *search = data;
    struct registration one = *search->registration;
    static const struct library any = {0}; /* each name has its namespace */
    const struct library *library = one.module ? &any : library_of(search->bindings, way->body);
    char name[NAME_SIZE];
    shim_function targets[BINDING_TARGETS_MAX];
    if (!library) {
        tell_unnamed(way, &one);
        return;
    }
    if (!binding_text(way, one.name_given, name) || !*name) {
        char module[NAME_SIZE];
        snprintf(module, sizeof module, "torch.ops%s%s", library->name ? "." : "",
                 cch_graph_text(way->walk->graph, library->name, NULL));
        tell_computed(way->walk, module, one.location);
        return;
    }
    size_t count = targets_of(way, &one, targets);
    for (size_t i = 0; i < count || i == 0; ++i) {
        one.target = i < count ? targets[i] : NULL;
        write_operator(way->walk, &one, library, way->body, name);
    }
}

/* Modules and classes ------------------------------------------------------------------ */

/* module.file.name of what an exported library has: "tvm_ffi.Module.norm.run" of norm.cu. */
static bool exported_name(struct walk *walk, const char *module, const char *name, char path[NAME_SIZE]) {
    const char *slash = strrchr(walk->unit_path, '/'), *file = slash ? slash + 1 : walk->unit_path;
    char stem[NAME_SIZE];
    snprintf(stem, sizeof stem, "%.*s", (int)strcspn(file, "."), file);
    path[0] = '\0';
    return *stem && strcmp(module, "tvm_ffi.Module") == 0 && binding_append(path, module) &&
           binding_append(path, stem) && binding_append(path, name);
}

/* One definition, as one way leads to it. What cannot be told is left out. */
static void write_way(void *data, const struct binding_way *way) {
    struct walk *walk = way->walk;
    struct registration one = *((struct binding_search *)data)->registration;
    char path[NAME_SIZE], module[NAME_SIZE], name[NAME_SIZE];
    if (one.module)
        snprintf(path, sizeof path, "%s", one.module);
    else if (!binding_path(way, one.scope, path)) {
        tell_unnamed(way, &one);
        return;
    }
    memcpy(module, path, sizeof module);
    if (one.name)
        snprintf(name, sizeof name, "%s", cch_graph_text(walk->graph, one.name, NULL));
    else if (!binding_text(way, one.name_given, name)) {
        tell_computed(walk, path, one.location);
        return;
    }
    if (!*name || !binding_append(path, name))
        return;
    char exported[NAME_SIZE]; /* by the file, which tells libraries apart */
    bool has_file = one.kind == CCH_BINDING_TVM_FFI && exported_name(walk, module, name, exported);
    shim_function targets[BINDING_TARGETS_MAX];
    size_t count = targets_of(way, &one, targets);
    for (size_t i = 0; i < count || i == 0; ++i) {
        one.target = i < count ? targets[i] : NULL;
        if (has_file)
            write_row(walk, &one, count < 2, module, exported, "", 0, own_parameters(walk, one.target));
        uint32_t parameters = one.parameters ? one.parameters : own_parameters(walk, one.target);
        write_row(walk, &one, count < 2, module, path, "", 0, parameters);
    }
}

static void write_method(struct walk *walk, const struct bindings *bindings, const struct registration *registration) {
    for (size_t i = 0; i < bindings->method_tables.count; ++i) {
        const struct method_table *table = &bindings->method_tables.items[i];
        char path[NAME_SIZE] = "";
        const char *module = cch_graph_text(walk->graph, table->module, NULL);
        if (table->table == registration->table && binding_append(path, module) &&
            binding_append(path, cch_graph_text(walk->graph, registration->name, NULL)))
            write_row(walk, registration, true, module, path, "", 0, 0);
    }
}

void binding_rows_write(struct walk *walk, const struct bindings *bindings) {
    for (size_t i = 0; i < bindings->registrations.count; ++i) {
        struct binding_search search = {bindings, &bindings->registrations.items[i]};
        uint8_t kind = search.registration->kind;
        bool is_operator = kind == CCH_BINDING_TORCH_DEF || kind == CCH_BINDING_TORCH_IMPL;
        if (kind == CCH_BINDING_PYTHON_API)
            write_method(walk, bindings, search.registration);
        else if (search.registration->enclosing != UINT32_MAX)
            binding_ways(walk, bindings, walk->entries.items[search.registration->enclosing].function,
                         is_operator ? write_operator_way : write_way, &search);
    }
}
