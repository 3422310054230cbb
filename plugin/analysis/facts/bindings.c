/* Python-visible names that C++ gives: pybind11's modules and classes,
 * torch's operator libraries. Each becomes a node "py:module.name" with an
 * edge to the function that runs; the Python side's graph has the same node.
 *
 * Which module a `def` belongs to can hang on a caller (a helper that takes
 * the module as an argument), so it is settled when the walk has ended. */
#include "facts/binding_names.h"

#include "facts/guards.h"
#include "walk/names.h"
#include "walk/paths.h"

#include <stdio.h>
#include <string.h>

enum { DEPTH = 24, NAME_SIZE = BINDING_NAME_SIZE };

/* Which scope ------------------------------------------------------------------- */

enum scope_kind { SCOPE_NONE, SCOPE_MODULE, SCOPE_CLASS, SCOPE_LIBRARY };

static enum scope_kind scope_kind_of(struct walk *walk, shim_record record) {
    if (!record)
        return SCOPE_NONE;
    if (shim_record_is(walk->unit, record, "pybind11::module_") ||
        shim_record_is(walk->unit, record, "pybind11::module"))
        return SCOPE_MODULE;
    if (shim_record_is(walk->unit, record, "pybind11::class_") || shim_record_is(walk->unit, record, "pybind11::enum_"))
        return SCOPE_CLASS;
    if (shim_record_is(walk->unit, record, "torch::Library"))
        return SCOPE_LIBRARY;
    return SCOPE_NONE;
}

/* Collecting ---------------------------------------------------------------------- */

/* Names given by pybind11::arg("name"), in order; 0 when there are none. */
static uint32_t named_parameters(struct walk *walk, shim_stmt call, unsigned first, unsigned count) {
    VECTOR(uint32_t) names = {0};
    for (unsigned i = first; i < count; ++i) {
        shim_stmt argument = shim_call_argument(call, i);
        shim_record record = shim_type_record(shim_expression_type(argument));
        if (!record || (!shim_record_is(walk->unit, record, "pybind11::arg") &&
                        !shim_record_is(walk->unit, record, "pybind11::arg_v")))
            continue;
        VECTOR_PUSH(&names, binding_literal(walk, argument));
    }
    uint32_t list = cch_graph_list(walk->graph, names.items, names.count);
    VECTOR_RELEASE(&names);
    return list;
}

struct types {
    VECTOR(shim_type) list;
};

static void keep_type(void *data, shim_type type) {
    struct types *types = data;
    VECTOR_PUSH(&types->list, type);
}

/* What `def(py::init<A, B>())` and `def(py::init(f))` run: the constructor of
 * the class that takes these, the factory f; NULL: it is no such def. */
static shim_function initializer_of(struct walk *walk, shim_record scope, shim_stmt argument) {
    shim_record record = shim_type_record(shim_expression_type(argument));
    shim_type self = shim_record_template_type(scope, 0);
    struct types types = {0};
    const char *name = record ? shim_record_simple_name(walk->unit, record) : "";
    if (strcmp(name, "factory") == 0)
        return binding_callable(walk, argument);
    if (!self || (strcmp(name, "constructor") != 0 && strcmp(name, "alias_constructor") != 0))
        return NULL;
    shim_record_template_types(record, keep_type, &types);
    shim_record target = shim_type_record(self);
    shim_function made = target ? shim_record_constructor(target, types.list.items, types.list.count) : NULL;
    VECTOR_RELEASE(&types.list);
    return made;
}

/* What only runs when Python calls it is walked, too. */
static void touch_targets(struct walk *walk, shim_stmt expression) {
    struct binding_way nowhere = {walk, NULL, NULL, 0};
    shim_function targets[BINDING_TARGETS_MAX];
    size_t count = binding_targets(&nowhere, expression, targets);
    for (size_t i = 0; i < count; ++i)
        walk_touch(walk, targets[i]);
}

/* The branches that a definition stands in tell when it holds. */
static void add(struct walk *walk, struct bindings *bindings, struct registration registration) {
    guards_keep(walk);
    VECTOR_PUSH(&bindings->registrations, registration);
}

static void add_pybind(struct walk *walk, struct bindings *bindings, shim_stmt call, const struct shim_call *facts,
                       enum scope_kind kind, shim_record record, uint32_t location) {
    struct registration registration = {
        .enclosing = walk_current(walk), .scope = facts->object, .location = location, .kind = CCH_BINDING_PYBIND};
    shim_stmt first = facts->argument_count ? shim_call_argument(call, 0) : NULL;
    if (!first)
        return;
    if (kind == SCOPE_CLASS && (registration.target = initializer_of(walk, record, first)) != NULL) {
        registration.name = walk_string(walk, "__init__");
        registration.parameters = named_parameters(walk, call, 1, facts->argument_count);
    } else {
        if (facts->argument_count < 2)
            return;
        registration.name_given = first;
        registration.target_given = shim_call_argument(call, 1);
        touch_targets(walk, registration.target_given);
        registration.parameters = named_parameters(walk, call, 2, facts->argument_count);
    }
    walk_touch(walk, registration.target);
    add(walk, bindings, registration);
}

/* A dispatch key named in the expression ("c10::DispatchKey::CUDA"), or `given`. */
static uint32_t key_in(struct walk *walk, shim_stmt expression, uint32_t given) {
    static const char scope[] = "DispatchKey::";
    const char *text = shim_stmt_text(walk->unit, expression), *key = strstr(text, scope);
    if (!key)
        return given;
    key += sizeof scope - 1;
    size_t length = strspn(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    return cch_graph_string(walk->graph, key, length);
}

static void add_torch(struct walk *walk, struct bindings *bindings, shim_stmt call, const struct shim_call *facts,
                      bool impl, uint32_t location) {
    struct registration registration = {.enclosing = walk_current(walk),
                                        .scope = facts->object,
                                        .location = location,
                                        .kind = impl ? CCH_BINDING_TORCH_IMPL : CCH_BINDING_TORCH_DEF};
    if (!facts->argument_count)
        return;
    registration.name = binding_literal(walk, shim_call_argument(call, 0));
    /* impl("op", f), impl("op", key, f), impl("op", dispatch(key, f)) */
    for (unsigned i = 1; i < facts->argument_count && !registration.target; ++i) {
        registration.key = key_in(walk, shim_call_argument(call, i), registration.key);
        registration.target = binding_callable(walk, shim_call_argument(call, i));
    }
    walk_touch(walk, registration.target);
    if (registration.name)
        add(walk, bindings, registration);
}

/* Remembers a call that hands a module to one of the project's functions, or
 * runs a closure that may have captured one. */
static void hand_on(struct walk *walk, struct bindings *bindings, shim_stmt call, const struct shim_call *facts,
                    bool is_closure) {
    unsigned parameters = shim_function_parameter_count(facts->callee);
    bool hands_on = is_closure;
    for (unsigned i = 0; i < parameters && !hands_on; ++i)
        hands_on = scope_kind_of(walk, shim_type_record(shim_function_parameter_type(facts->callee, i)));
    if (!hands_on)
        return;
    /* A call operator's first argument is the object, unless it is called by its name. */
    unsigned first = is_closure && !facts->object && facts->argument_count > parameters;
    struct module_call handed = {facts->callee, walk_current(walk), call, first, facts->argument_count};
    VECTOR_PUSH(&bindings->module_calls, handed);
    for (unsigned i = first; i < facts->argument_count && !is_closure; ++i)
        touch_targets(walk, shim_call_argument(call, i));
}

/* module.attr("name") = py::cpp_function(f) */
static bool add_attribute(struct walk *walk, struct bindings *bindings, shim_stmt call, const struct shim_call *facts,
                          shim_record record, uint32_t location) {
    if (!record || facts->argument_count != 2 || !shim_record_is(walk->unit, record, "pybind11::detail::accessor") ||
        strcmp(shim_function_simple_name(walk->unit, facts->callee), "operator=") != 0)
        return false;
    shim_stmt value = shim_call_argument(call, 1), place = shim_strip(shim_call_argument(call, 0));
    shim_record type = shim_type_record(shim_expression_type(value));
    struct shim_call attribute;
    if (!type || !shim_record_is(walk->unit, type, "pybind11::cpp_function") || !place ||
        shim_stmt_kind(place) != SHIM_STMT_CALL)
        return false;
    shim_call_facts(walk->unit, place, &attribute);
    if (!attribute.callee || !attribute.object || attribute.argument_count != 1 ||
        strcmp(shim_function_simple_name(walk->unit, attribute.callee), "attr") != 0)
        return false;
    struct registration registration = {.enclosing = walk_current(walk),
                                        .scope = attribute.object,
                                        .name_given = shim_call_argument(place, 0),
                                        .target_given = value,
                                        .location = location,
                                        .kind = CCH_BINDING_PYBIND};
    touch_targets(walk, value);
    add(walk, bindings, registration);
    return true;
}

static void call(struct walk *walk, void *state, shim_stmt call, const struct shim_call *facts, uint32_t location) {
    struct bindings *bindings = state;
    if (!facts->callee || walk->facts.device || !walk->facts.cxx)
        return;
    uint32_t current = walk->current;
    if (current == UINT32_MAX || walk->entries.items[current].facts.in_system)
        return; /* the binding libraries' own plumbing */
    uint32_t callee = walk_entry(walk, facts->callee);
    if (callee == UINT32_MAX)
        return;
    shim_record record = walk->entries.items[callee].facts.method ? shim_method_record(facts->callee) : NULL;
    enum scope_kind kind = scope_kind_of(walk, record);
    if (kind == SCOPE_NONE) {
        if (!add_attribute(walk, bindings, call, facts, record, location))
            hand_on(walk, bindings, call, facts, walk->entries.items[callee].facts.lambda_operator);
        return;
    }
    const char *name = shim_function_simple_name(walk->unit, facts->callee);
    bool impl = strcmp(name, "impl") == 0;
    bool def = strcmp(name, "def") == 0 || strcmp(name, "def_static") == 0;
    bool property = strncmp(name, "def_property", 12) == 0;
    if (kind == SCOPE_LIBRARY && (def || impl))
        add_torch(walk, bindings, call, facts, impl, location);
    else if (kind != SCOPE_LIBRARY && (def || property))
        add_pybind(walk, bindings, call, facts, kind, record, location);
}

/* Python's own interface: PyMethodDef and PyModuleDef -------------------------- */

struct method_row {
    struct walk *walk;
    struct bindings *bindings;
    shim_variable table;
    shim_stmt fields[2];
    unsigned count;
};

static void keep_field(void *data, shim_stmt field) {
    struct method_row *row = data;
    if (row->count < 2)
        row->fields[row->count++] = field;
}

static void add_method(void *data, shim_stmt entry) {
    struct method_row row = *(struct method_row *)data;
    if (shim_stmt_kind(entry) != SHIM_STMT_INITIALIZER_LIST)
        return;
    shim_stmt_children(row.walk->unit, entry, keep_field, &row);
    struct registration registration = {.enclosing = UINT32_MAX, .table = row.table, .kind = CCH_BINDING_PYTHON_API};
    if (row.count < 2 || (registration.name = binding_literal(row.walk, row.fields[0])) == 0)
        return;
    registration.target = binding_callable(row.walk, row.fields[1]);
    registration.location = shim_stmt_location(row.walk->unit, row.fields[0]);
    add(row.walk, row.bindings, registration);
}

struct table_search {
    struct walk *walk;
    shim_variable table;
};

static void find_table(void *data, shim_stmt field) {
    struct table_search *search = data;
    shim_stmt operand = shim_stmt_is_expression(field) ? shim_strip(field) : NULL;
    shim_variable variable =
        operand && shim_stmt_kind(operand) == SHIM_STMT_REFERENCE ? shim_reference_variable(operand) : NULL;
    if (variable && strcmp(shim_type_tag(search->walk->unit, shim_variable_type(variable)), "PyMethodDef") == 0)
        search->table = shim_variable_defining(variable);
}

static void python_tables(struct walk *walk, struct bindings *bindings, shim_variable variable) {
    shim_stmt value = shim_variable_initializer(variable);
    const char *tag = value ? shim_type_tag(walk->unit, shim_variable_type(variable)) : "";
    if (strcmp(tag, "PyMethodDef") == 0) {
        struct method_row table = {.walk = walk, .bindings = bindings, .table = shim_variable_defining(variable)};
        shim_stmt_children(walk->unit, value, add_method, &table);
    } else if (strcmp(tag, "PyModuleDef") == 0) {
        struct table_search search = {walk, NULL};
        shim_stmt_children(walk->unit, value, find_table, &search);
        struct method_table found = {search.table, binding_literal(walk, value)};
        if (found.table && found.module)
            VECTOR_PUSH(&bindings->method_tables, found);
    }
}

/* static const TorchLibraryInit x(kind, &function, "namespace", …) */
static void variable(struct walk *walk, void *state, shim_variable variable) {
    struct bindings *bindings = state;
    if (walk->facts.device)
        return;
    python_tables(walk, bindings, variable);
    shim_record record = walk->facts.cxx ? shim_type_record(shim_variable_type(variable)) : NULL;
    if (!record || !shim_record_is(walk->unit, record, "torch::detail::TorchLibraryInit"))
        return;
    shim_stmt value = shim_variable_initializer(variable);
    while (value && shim_stmt_kind(value) != SHIM_STMT_CONSTRUCT) {
        shim_stmt inner = shim_strip(value);
        value = inner == value ? NULL : inner;
    }
    if (!value || shim_construct_argument_count(value) < 3)
        return;
    struct library library = {binding_callable(walk, shim_call_argument(value, 1)),
                              binding_literal(walk, shim_call_argument(value, 2))};
    if (!library.function || !library.name)
        return;
    guards_keep(walk);
    VECTOR_PUSH(&bindings->libraries, library);
}

/* Writing --------------------------------------------------------------------------- */

static uint32_t library_of(const struct walk *walk, const struct bindings *bindings, shim_function function,
                           int depth) {
    for (size_t i = 0; i < bindings->libraries.count; ++i)
        if (bindings->libraries.items[i].function == function)
            return bindings->libraries.items[i].name;
    for (size_t i = 0; i < bindings->module_calls.count && depth < DEPTH; ++i) {
        const struct module_call *call = &bindings->module_calls.items[i];
        if (call->callee == function && call->enclosing != UINT32_MAX)
            return library_of(walk, bindings, walk->entries.items[call->enclosing].function, depth + 1);
    }
    return 0;
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

/* Parameter names of a schema "name(Tensor a, int b=3, *, bool c) -> …". */
static uint32_t schema_parameters(struct walk *walk, const char *schema) {
    VECTOR(uint32_t) names = {0};
    const char *at = strchr(schema, '(');
    while (at && *at && *at != ')') {
        const char *end = at + 1;
        int depth = 0;
        while (*end && (depth || (*end != ',' && *end != ')'))) {
            depth += *end == '(' || *end == '[';
            depth -= *end == ')' || *end == ']';
            ++end;
        }
        const char *stop = memchr(at + 1, '=', (size_t)(end - at - 1));
        stop = stop ? stop : end;
        while (stop > at + 1 && stop[-1] == ' ')
            --stop;
        const char *start = stop;
        while (start > at + 1 && start[-1] != ' ')
            --start;
        if (stop > start)
            VECTOR_PUSH(&names, cch_graph_string(walk->graph, start, (size_t)(stop - start)));
        at = end;
    }
    uint32_t list = cch_graph_list(walk->graph, names.items, names.count);
    VECTOR_RELEASE(&names);
    return list;
}

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
    cells[CCH_BINDING_NAME] = python_node(walk, path, parameters, site);
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

/* `torch.ops.ns.op` stands for each of its overloads `torch.ops.ns.op.name`. */
static void write_packet(struct walk *walk, char *path, size_t name_at, const struct registration *registration) {
    char *dot = strchr(path + name_at, '.');
    uint32_t target = registration->target ? walk_entry(walk, registration->target) : UINT32_MAX;
    if (!dot || target == UINT32_MAX)
        return;
    uint32_t site = paths_site(walk, registration->location);
    *dot = '\0';
    write_python_edge(walk, python_node(walk, path, 0, site), names_function(walk, target), true, site);
}

static void write_torch(struct walk *walk, const struct bindings *bindings, const struct registration *registration) {
    char path[NAME_SIZE] = "torch.ops", key[128], name[NAME_SIZE], library_name[NAME_SIZE];
    shim_function enclosing =
        registration->enclosing == UINT32_MAX ? NULL : walk->entries.items[registration->enclosing].function;
    uint32_t library = library_of(walk, bindings, enclosing, 0);
    if (!library)
        return;
    snprintf(library_name, sizeof library_name, "%s", cch_graph_text(walk->graph, library, NULL));
    const char *text = cch_graph_text(walk->graph, registration->name, NULL);
    snprintf(name, sizeof name, "%.*s", (int)strcspn(text, "( "), text);
    uint32_t schema = strchr(text, '(') ? registration->name : 0;
    uint32_t parameters = schema ? schema_parameters(walk, text) : own_parameters(walk, registration->target);
    char *bare = strstr(name, "::"); /* "namespace::op" names it whole */
    if (registration->key)
        snprintf(key, sizeof key, "%s", cch_graph_text(walk->graph, registration->key, NULL));
    else
        dispatch_key(shim_function_simple_name(walk->unit, enclosing), library_name, key, sizeof key);
    if (binding_append(path, library_name) && binding_append(path, bare ? bare + 2 : name)) {
        write_row(walk, registration, true, library_name, path, key, schema, parameters);
        write_packet(walk, path, strlen("torch.ops.") + strlen(library_name) + 1, registration);
    }
}

/* One definition, as one way leads to it. What cannot be told is left out. */
static void write_way(void *data, const struct binding_way *way) {
    struct walk *walk = way->walk;
    struct registration one = *(const struct registration *)data;
    char path[NAME_SIZE], module[NAME_SIZE], name[NAME_SIZE];
    if (!binding_path(way, one.scope, path))
        return;
    memcpy(module, path, sizeof module);
    if (one.name)
        snprintf(name, sizeof name, "%s", cch_graph_text(walk->graph, one.name, NULL));
    else if (!binding_text(way, one.name_given, name))
        return;
    if (!*name || !binding_append(path, name))
        return;
    shim_function targets[BINDING_TARGETS_MAX] = {one.target};
    size_t count = one.target_given ? binding_targets(way, one.target_given, targets) : 1;
    for (size_t i = 0; i < count || i == 0; ++i) {
        one.target = i < count ? targets[i] : NULL;
        uint32_t parameters = one.parameters ? one.parameters : own_parameters(walk, one.target);
        write_row(walk, &one, count < 2, module, path, "", 0, parameters);
    }
}

static void write_pybind(struct walk *walk, const struct bindings *bindings, const struct registration *registration) {
    if (registration->enclosing != UINT32_MAX)
        binding_ways(walk, bindings, walk->entries.items[registration->enclosing].function, write_way,
                     (void *)registration);
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

static void write(struct walk *walk, void *state) {
    const struct bindings *bindings = state;
    for (size_t i = 0; i < bindings->registrations.count; ++i) {
        const struct registration *registration = &bindings->registrations.items[i];
        if (registration->kind == CCH_BINDING_PYBIND)
            write_pybind(walk, bindings, registration);
        else if (registration->kind == CCH_BINDING_PYTHON_API)
            write_method(walk, bindings, registration);
        else
            write_torch(walk, bindings, registration);
    }
}

static void release(void *state) {
    struct bindings *bindings = state;
    VECTOR_RELEASE(&bindings->registrations);
    VECTOR_RELEASE(&bindings->module_calls);
    VECTOR_RELEASE(&bindings->libraries);
    VECTOR_RELEASE(&bindings->method_tables);
}

const struct analysis bindings_analysis = {
    .name = "bindings",
    .state_size = sizeof(struct bindings),
    .call = call,
    .variable = variable,
    .write = write,
    .release = release,
};
