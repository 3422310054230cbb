/* The rows of bindings that were met, when the walk has ended. */
#include "facts/binding_names.h"

#include "facts/binding_rules.h"
#include "graph_file/bind.h"
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

enum { KEY_SIZE = NAME_SIZE };

/* The library's dispatch key: its own, or that in the name of the body, TORCH_LIBRARY_IMPL_init_<namespace>_<key>_<counter>;
 * "" for none. `body` may be NULL. */
static void library_key(struct walk *walk, const struct library *library, shim_function body, char key[KEY_SIZE]) {
    static const char prefix[] = "TORCH_LIBRARY_IMPL_init_";
    key[0] = '\0';
    if (library->key)
        snprintf(key, KEY_SIZE, "%s", cch_graph_text(walk->graph, library->key, NULL));
    if (library->key || !body)
        return;
    const char *function = shim_function_simple_name(walk->unit, body);
    size_t skip = sizeof prefix - 1 + strlen(cch_graph_text(walk->graph, library->name, NULL)) + 1;
    if (strncmp(function, prefix, sizeof prefix - 1) != 0 || strlen(function) <= skip)
        return;
    snprintf(key, KEY_SIZE, "%s", function + skip);
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

/* One definition, as it is to be written. */
struct binding_name {
    const struct registration *registration;
    const struct binding_handed *handed; /* NULL: the module is known */
    const char *module, *path;           /* of a module that is handed: "", and below it */
    uint32_t key, schema, parameters;
    bool certain;
};

/* The class through which a bound method is called, that is virtual: it is dispatched on the object given. */
static uint32_t dispatched_on(struct walk *walk, shim_function target) {
    struct shim_function_facts facts;
    shim_function_facts(walk->unit, target, &facts);
    return facts.is_virtual ? names_class(walk, shim_method_record(target)) : 0;
}

static void write_handed(struct walk *walk, const struct binding_name *name, const struct cch_graph_binding *binding) {
    uint32_t cells[CCH_HELPER_BINDING_WIDTH] = {0};
    cells[CCH_HELPER_BINDING_HELPER] = names_function(walk, walk_entry(walk, name->handed->function));
    cells[CCH_HELPER_BINDING_PARAMETER] = name->handed->parameter;
    cells[CCH_HELPER_BINDING_NAME] = walk_string(walk, binding->path);
    cells[CCH_HELPER_BINDING_TARGET] = binding->target;
    cells[CCH_HELPER_BINDING_KIND] = binding->kind;
    cells[CCH_HELPER_BINDING_KEY] = binding->key;
    cells[CCH_HELPER_BINDING_SCHEMA] = binding->schema;
    cells[CCH_HELPER_BINDING_VIA] = binding->via;
    cells[CCH_HELPER_BINDING_PARAMETERS] = binding->parameters;
    cells[CCH_HELPER_BINDING_SITE] = binding->site;
    cells[CCH_HELPER_BINDING_CERTAIN] = binding->certain;
    cells[CCH_HELPER_BINDING_PASSES] = binding->passes;
    cch_graph_insert(walk->graph, CCH_HELPER_BINDING, cells);
}

static void write_row(struct walk *walk, const struct binding_name *name) {
    const struct registration *registration = name->registration;
    uint32_t target = registration->target ? walk_entry(walk, registration->target) : UINT32_MAX;
    struct cch_graph_binding binding = {.path = name->path,
                                        .target = target == UINT32_MAX ? 0 : names_function(walk, target),
                                        .kind = registration->kind,
                                        .key = name->key,
                                        .module = walk_string(walk, name->module),
                                        .schema = name->schema,
                                        .via = registration->target ? dispatched_on(walk, registration->target) : 0,
                                        .parameters = name->parameters,
                                        .site = paths_site(walk, registration->location),
                                        .passes = walk->passes,
                                        .certain = name->certain};
    if (name->handed)
        write_handed(walk, name, &binding);
    else
        cch_graph_bind(walk->graph, &binding);
}

static void tell_long(struct walk *walk, uint32_t location) {
    paths_problem(walk, "a name for Python of more than 1000 bytes is left out", location);
}

/* The row of torch.ops.<library>.<name>, or of <name> in the library that is handed. */
static void write_named(struct walk *walk, struct binding_name *row, const char *name, size_t length) {
    char path[NAME_SIZE] = "", last[NAME_SIZE];
    snprintf(last, sizeof last, "%.*s", (int)length, name);
    bool fits = row->handed || (binding_append(path, "torch.ops") && binding_append(path, row->module));
    row->path = path;
    if (fits && binding_append(path, last))
        write_row(walk, row);
    else
        tell_long(walk, row->registration->location);
}

/* One definition, as one way leads to it. "namespace::name.overload(…)": each part but the name may be left out, and
 * torch.ops.ns.name stands for each of its overloads. `handed`: the library is, unless the text tells it. */
static void write_operator(struct walk *walk, const struct registration *one, const struct library *library,
                           const struct binding_handed *handed, shim_function body, const char *text) {
    char module[NAME_SIZE], key[KEY_SIZE];
    const char *colons = strstr(text, "::"), *given = cch_graph_text(walk->graph, library->name, NULL);
    size_t end = strcspn(text, "( ");
    const char *name = colons && colons < text + end ? colons + 2 : text;
    if (name == text && !*given && !handed)
        return; /* of no namespace */
    size_t length = (size_t)(text + end - name), dot = strcspn(name, ".( ");
    snprintf(module, sizeof module, "%.*s", (int)(name == text ? strlen(given) : (size_t)(colons - text)),
             name == text ? given : text);
    library_key(walk, library, handed ? NULL : body, key);
    bool schema = text[end] == '(' || strchr(text, '(');
    struct binding_name row = {.registration = one,
                               .handed = name == text ? handed : NULL,
                               .module = module,
                               .key = one->key ? one->key : walk_string(walk, key),
                               .schema = schema ? walk_string(walk, text) : 0,
                               .parameters = schema ? schema_parameters(walk, text) : own_parameters(walk, one->target),
                               .certain = true};
    write_named(walk, &row, name, length);
    if (dot < length)
        write_named(walk, &row, name, dot);
}

/* Which functions it may be, on this way; none: that is not known. */
static binding_functions targets_of(const struct binding_way *way, const struct registration *one) {
    binding_functions targets = {0};
    if (one->target_given)
        return binding_targets(way, one->target_given);
    VECTOR_PUSH(&targets, one->target);
    return targets;
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
    if (way->function && binding_is_own(shim_function_scope(way->walk->unit, way->function)))
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
    const struct library *library = one.module ? &any : way->library;
    char name[NAME_SIZE];
    struct binding_handed handed;
    bool is_handed = !library && binding_path_handed(way, one.scope, name, &handed) && !*name;
    if (!library && !is_handed) {
        tell_unnamed(way, &one);
        return;
    }
    library = library ? library : &any;
    if (!binding_text(way, one.name_given, name) || !*name) {
        char module[NAME_SIZE];
        snprintf(module, sizeof module, "torch.ops%s%s", library->name ? "." : "",
                 cch_graph_text(way->walk->graph, library->name, NULL));
        tell_computed(way->walk, module, one.location);
        return;
    }
    binding_functions targets = targets_of(way, &one);
    for (size_t i = 0; i < targets.count || i == 0; ++i) {
        one.target = i < targets.count ? targets.items[i] : NULL;
        write_operator(way->walk, &one, library, is_handed ? &handed : NULL, way->body, name);
    }
    VECTOR_RELEASE(&targets);
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
    struct binding_handed handed;
    bool is_handed = false;
    if (one.module)
        snprintf(path, sizeof path, "%s", one.module);
    else if (!binding_path(way, one.scope, path) && !(is_handed = binding_path_handed(way, one.scope, path, &handed))) {
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
    if (!*name)
        return;
    if (!binding_append(path, name)) {
        tell_long(walk, one.location);
        return;
    }
    char exported[NAME_SIZE]; /* by the file, which tells libraries apart */
    bool has_file = one.kind == CCH_BINDING_TVM_FFI && exported_name(walk, module, name, exported);
    binding_functions targets = targets_of(way, &one);
    for (size_t i = 0; i < targets.count || i == 0; ++i) {
        one.target = i < targets.count ? targets.items[i] : NULL;
        struct binding_name row = {.registration = &one,
                                   .handed = is_handed ? &handed : NULL,
                                   .module = is_handed ? "" : module,
                                   .path = exported,
                                   .parameters = own_parameters(walk, one.target),
                                   .certain = targets.count < 2};
        if (has_file)
            write_row(walk, &row);
        row.path = path;
        row.parameters = one.parameters ? one.parameters : row.parameters;
        write_row(walk, &row);
    }
    VECTOR_RELEASE(&targets);
}

static void write_method(struct walk *walk, const struct bindings *bindings, const struct registration *registration) {
    for (size_t i = 0; i < bindings->method_tables.count; ++i) {
        const struct method_table *table = &bindings->method_tables.items[i];
        char path[NAME_SIZE] = "";
        const char *module = cch_graph_text(walk->graph, table->module, NULL);
        if (table->table != registration->table)
            continue;
        struct binding_name row = {.registration = registration, .module = module, .path = path, .certain = true};
        if (binding_append(path, module) && binding_append(path, cch_graph_text(walk->graph, registration->name, NULL)))
            write_row(walk, &row);
        else
            tell_long(walk, registration->location);
    }
}

/* What is handed to functions of other units ---------------------------------------------- */

struct handing {
    const struct bindings *bindings;
    const struct module_call *call;
    uint32_t row[CCH_MODULE_HANDED_WIDTH]; /* as far as it is the same on each way */
};

static void write_handed_module(struct walk *walk, struct handing *handing, const char *path, const char *module,
                                const char *key) {
    handing->row[CCH_MODULE_HANDED_PATH] = walk_string(walk, path);
    handing->row[CCH_MODULE_HANDED_MODULE] = walk_string(walk, module);
    handing->row[CCH_MODULE_HANDED_KEY] = walk_string(walk, key);
    cch_graph_insert(walk->graph, CCH_MODULE_HANDED, handing->row);
}

/* The argument, as one way leads to the call. */
static void hand_way(void *data, const struct binding_way *way) {
    struct handing *handing = data;
    struct walk *walk = way->walk;
    unsigned number = handing->row[CCH_MODULE_HANDED_PARAMETER] + handing->call->first;
    shim_stmt argument = shim_call_argument(handing->call->call, number);
    const struct binding_scope_rule *rule = binding_scope_of(walk, shim_type_record(shim_expression_type(argument)));
    const struct library *library = way->library;
    char path[NAME_SIZE], key[KEY_SIZE];
    struct binding_handed handed;
    if (rule && rule->scope == BINDING_LIBRARY && library) {
        const char *name = cch_graph_text(walk->graph, library->name, NULL);
        library_key(walk, library, way->body, key);
        snprintf(path, sizeof path, "torch.ops");
        if (*name && binding_append(path, name))
            write_handed_module(walk, handing, path, name, key);
    } else if (binding_path(way, argument, path)) {
        write_handed_module(walk, handing, path, path, "");
    } else if (binding_path_handed(way, argument, path, &handed)) {
        handing->row[CCH_MODULE_HANDED_CALLER] = names_function(walk, walk_entry(walk, handed.function));
        handing->row[CCH_MODULE_HANDED_CALLER_PARAMETER] = handed.parameter;
        write_handed_module(walk, handing, path, "", "");
        handing->row[CCH_MODULE_HANDED_CALLER] = handing->row[CCH_MODULE_HANDED_CALLER_PARAMETER] = 0;
    }
}

static void write_handed_modules(struct walk *walk, const struct bindings *bindings, const struct module_call *call) {
    uint32_t callee = walk_entry(walk, call->callee);
    if (callee == UINT32_MAX || call->enclosing == UINT32_MAX || walk->entries.items[callee].facts.defined)
        return;
    for (unsigned i = 0; i < shim_function_parameter_count(call->callee) && i + call->first < call->count; ++i) {
        struct handing handing = {.bindings = bindings, .call = call};
        if (!binding_scope_of(walk, shim_type_record(shim_function_parameter_type(call->callee, i))))
            continue;
        handing.row[CCH_MODULE_HANDED_HELPER] = names_function(walk, callee);
        handing.row[CCH_MODULE_HANDED_PARAMETER] = i;
        handing.row[CCH_MODULE_HANDED_PASSES] = walk->passes;
        binding_ways(walk, bindings, walk->entries.items[call->enclosing].function, hand_way, &handing);
    }
}

void binding_rows_write(struct walk *walk, const struct bindings *bindings) {
    for (size_t i = 0; i < bindings->registrations.count; ++i) {
        struct binding_search search = {bindings, &bindings->registrations.items[i]};
        uint8_t kind = search.registration->kind;
        bool is_operator =
            !search.registration->in_class && (kind == CCH_BINDING_TORCH_DEF || kind == CCH_BINDING_TORCH_IMPL);
        if (kind == CCH_BINDING_PYTHON_API)
            write_method(walk, bindings, search.registration);
        else if (search.registration->enclosing != UINT32_MAX)
            binding_ways(walk, bindings, walk->entries.items[search.registration->enclosing].function,
                         is_operator ? write_operator_way : write_way, &search);
    }
    for (size_t i = 0; i < bindings->module_calls.count; ++i)
        write_handed_modules(walk, bindings, &bindings->module_calls.items[i]);
}
