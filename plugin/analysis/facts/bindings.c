/* Python-visible names that C++ gives: modules and classes of pybind11 and
 * nanobind, torch's operator libraries, what TVM-FFI exports (binding_rules.c).
 * Each becomes a node "py:module.name" with an edge to the function that runs;
 * the Python side's graph has the same node.
 *
 * Which module a `def` belongs to can hang on a caller (a helper that takes
 * the module as an argument), so it is settled when the walk has ended
 * (binding_rows.c). */
#include "facts/binding_names.h"
#include "facts/binding_rules.h"

#include "facts/guards.h"

#include <string.h>

/* Collecting ---------------------------------------------------------------------- */

/* Names given by arg("name"), in order; 0 when there are none. */
static uint32_t named_parameters(struct walk *walk, shim_stmt call, unsigned first, unsigned count) {
    VECTOR(uint32_t) names = {0};
    for (unsigned i = first; i < count; ++i) {
        shim_stmt argument = shim_call_argument(call, i);
        shim_record record = shim_type_record(shim_expression_type(argument));
        if (!binding_is_parameter_name(walk, record))
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

/* What `def(init<A, B>())` and `def(init(f))` run: the constructor of the
 * class that takes these, the factory f; NULL: it is no such def. */
static shim_function initializer_of(struct walk *walk, shim_record scope, shim_stmt argument) {
    shim_record record = shim_type_record(shim_expression_type(argument));
    shim_type self = shim_record_template_type(scope, 0);
    struct types types = {0};
    unsigned skipped;
    enum binding_initializer initializer = binding_initializer_of(walk, record, &skipped);
    if (initializer == BINDING_FACTORY)
        return binding_callable(walk, argument);
    if (!self || initializer == BINDING_NO_INITIALIZER)
        return NULL;
    shim_record_template_types(record, keep_type, &types);
    shim_record target = shim_type_record(self);
    shim_function made = target && types.list.count >= skipped
                             ? shim_record_constructor(target, types.list.items + skipped, types.list.count - skipped)
                             : NULL;
    VECTOR_RELEASE(&types.list);
    return made;
}

/* What only runs when Python calls it is walked, too. */
static void touch_targets(struct walk *walk, shim_stmt expression) {
    struct binding_way nowhere = {.walk = walk};
    binding_functions targets = binding_targets(&nowhere, expression);
    for (size_t i = 0; i < targets.count; ++i)
        walk_touch(walk, targets.items[i]);
    VECTOR_RELEASE(&targets);
}

/* The branches that a definition stands in tell when it holds. */
static void add(struct walk *walk, struct bindings *bindings, struct registration registration) {
    guards_keep(walk);
    VECTOR_PUSH(&bindings->registrations, registration);
}

static void define(struct walk *walk, struct bindings *bindings, struct registration registration, shim_stmt name,
                   shim_stmt target) {
    registration.name_given = name;
    registration.target_given = target;
    touch_targets(walk, target);
    add(walk, bindings, registration);
}

/* One call of a scope's method. */
struct definition {
    const struct binding_scope_rule *rule;
    shim_record record; /* of the scope */
    shim_stmt call;
    const struct shim_call *facts;
    uint32_t location;
};

static struct registration begin_registration(struct walk *walk, const struct definition *of) {
    return (struct registration){.enclosing = walk_current(walk),
                                 .scope = of->facts->object,
                                 .module = of->rule->module,
                                 .location = of->location,
                                 .kind = of->rule->kind,
                                 .in_class = of->rule->scope == BINDING_CLASS};
}

/* def(name, function, …), def(initializer, …) */
static void add_function(struct walk *walk, struct bindings *bindings, const struct definition *of) {
    struct registration registration = begin_registration(walk, of);
    unsigned count = of->facts->argument_count;
    shim_stmt first = count ? shim_call_argument(of->call, 0) : NULL;
    if (first && of->rule->scope == BINDING_CLASS)
        registration.target = initializer_of(walk, of->record, first);
    if (registration.target) {
        registration.name = walk_string(walk, "__init__");
        registration.parameters = named_parameters(walk, of->call, 1, count);
        walk_touch(walk, registration.target);
        add(walk, bindings, registration);
    } else if (count >= 2) {
        registration.parameters = named_parameters(walk, of->call, 2, count);
        define(walk, bindings, registration, first, shim_call_argument(of->call, 1));
    }
}

/* The name is read by the first function and, where there is a second one, set by that. */
static void add_property(struct walk *walk, struct bindings *bindings, const struct definition *of) {
    for (unsigned i = 1; i < of->facts->argument_count && i <= 2; ++i) {
        shim_stmt function = shim_call_argument(of->call, i);
        if (i == 1 || binding_callable(walk, function))
            define(walk, bindings, begin_registration(walk, of), shim_call_argument(of->call, 0), function);
    }
}

/* A function object: of that class, made of a function on the spot, or the result of a function of that name. */
static bool makes_function(struct walk *walk, shim_stmt value) {
    shim_stmt operand = shim_strip(value);
    struct shim_call facts;
    if (binding_is_function_object(walk, shim_type_record(shim_expression_type(value))))
        return true;
    if (!operand || shim_stmt_kind(operand) != SHIM_STMT_CALL)
        return operand && shim_stmt_kind(operand) != SHIM_STMT_CONSTRUCT && binding_callable(walk, operand);
    shim_call_facts(walk->unit, operand, &facts);
    return facts.callee && strcmp(shim_function_simple_name(walk->unit, facts.callee), "cpp_function") == 0;
}

static void add_object(struct walk *walk, struct bindings *bindings, const struct definition *of) {
    if (of->facts->argument_count >= 2 && makes_function(walk, shim_call_argument(of->call, 1)))
        add_function(walk, bindings, of);
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

/* A link of a chain of options: options().schema("ns::op(…)").kernel<F, &f>(key).kernel(key, g); NULL: there is none. */
static shim_stmt option_of(struct walk *walk, shim_stmt chain, struct shim_call *facts, enum binding_act *act) {
    shim_stmt link = chain ? shim_strip(chain) : NULL;
    if (!link || shim_stmt_kind(link) != SHIM_STMT_CALL)
        return NULL;
    shim_call_facts(walk->unit, link, facts);
    if (!facts->callee || !facts->object)
        return NULL;
    const struct binding_scope_rule *rule = binding_scope_of(walk, shim_method_record(facts->callee));
    if (!rule || rule->scope != BINDING_OPTIONS)
        return NULL;
    *act = binding_act_of(BINDING_OPTIONS, shim_function_simple_name(walk->unit, facts->callee));
    return link;
}

/* op(schema, options), op(options with a schema): a row for each kernel that the options name. */
static bool add_options(struct walk *walk, struct bindings *bindings, const struct registration *registration,
                        shim_stmt name, shim_stmt chain) {
    struct shim_call facts;
    enum binding_act act;
    shim_stmt link = option_of(walk, chain, &facts, &act);
    bool is_chain = link != NULL, any = false;
    for (shim_stmt at = link; at; at = option_of(walk, facts.object, &facts, &act))
        if (act == BINDING_SCHEMA && facts.argument_count)
            name = shim_call_argument(at, 0);
    for (; name && link; link = option_of(walk, facts.object, &facts, &act)) {
        shim_call_facts(walk->unit, link, &facts);
        if (strcmp(shim_function_simple_name(walk->unit, facts.callee), "schema") == 0)
            continue;
        struct registration one = *registration;
        for (unsigned i = 0; i < facts.argument_count; ++i)
            one.key = key_in(walk, shim_call_argument(link, i), one.key);
        define(walk, bindings, one, name, link);
        any = true;
    }
    if (is_chain && name && !any)
        define(walk, bindings, *registration, name, NULL);
    return is_chain;
}

/* def(schema), def(schema, f), impl("op", f), impl("op", key, f), impl("op", dispatch(key, f)) */
static void add_operator(struct walk *walk, struct bindings *bindings, const struct definition *of,
                         enum binding_act act) {
    struct registration registration = begin_registration(walk, of);
    unsigned count = of->facts->argument_count;
    registration.kind = act == BINDING_IMPLEMENTS ? CCH_BINDING_TORCH_IMPL : CCH_BINDING_TORCH_DEF;
    for (unsigned i = 0; i < count && of->rule->scope == BINDING_OPERATORS; ++i)
        if (add_options(walk, bindings, &registration, i ? shim_call_argument(of->call, 0) : NULL,
                        shim_call_argument(of->call, i)))
            return;
    for (unsigned i = 1; i < count && !registration.target_given; ++i) {
        shim_stmt argument = shim_call_argument(of->call, i);
        registration.key = key_in(walk, argument, registration.key);
        if (binding_may_be_callable(walk, argument))
            registration.target_given = argument;
    }
    if (count)
        define(walk, bindings, registration, shim_call_argument(of->call, 0), registration.target_given);
}

/* extern "C" int prefix_NAME(…) { … unpack(…, f, …) … } */
static bool add_exported(struct walk *walk, struct bindings *bindings, shim_stmt call, const struct shim_call *facts,
                         uint32_t location) {
    unsigned argument;
    if (!binding_unpacks(shim_function_simple_name(walk->unit, facts->callee), &argument) ||
        argument >= facts->argument_count)
        return false;
    shim_function around = walk->entries.items[walk->current].function;
    struct binding_exported exported;
    if (!binding_exported(shim_function_simple_name(walk->unit, around), &exported))
        return false;
    struct registration registration = {.enclosing = walk_current(walk),
                                        .name = walk_string(walk, exported.name),
                                        .module = exported.module,
                                        .location = location,
                                        .kind = exported.kind};
    define(walk, bindings, registration, NULL, shim_call_argument(call, argument));
    return true;
}

/* Remembers a call that hands a module to one of the project's functions, or
 * runs a closure that may have captured one. */
static void hand_on(struct walk *walk, struct bindings *bindings, shim_stmt call, const struct shim_call *facts,
                    bool is_closure) {
    unsigned parameters = shim_function_parameter_count(facts->callee);
    bool hands_on = is_closure;
    for (unsigned i = 0; i < parameters && !hands_on; ++i)
        hands_on = binding_scope_of(walk, shim_type_record(shim_function_parameter_type(facts->callee, i))) != NULL;
    if (!hands_on)
        return;
    /* A call operator's first argument is the object, unless it is called by its name. */
    unsigned first = is_closure && !facts->object && facts->argument_count > parameters;
    struct module_call handed = {facts->callee, walk_current(walk), call, first, facts->argument_count};
    VECTOR_PUSH(&bindings->module_calls, handed);
    for (unsigned i = first; i < facts->argument_count && !is_closure; ++i)
        touch_targets(walk, shim_call_argument(call, i));
}

/* module.attr("name") = cpp_function(f) */
static bool add_attribute(struct walk *walk, struct bindings *bindings, shim_stmt call, const struct shim_call *facts,
                          shim_record record, uint32_t location) {
    if (facts->argument_count != 2 || !binding_is_attribute(walk, record) ||
        strcmp(shim_function_simple_name(walk->unit, facts->callee), "operator=") != 0)
        return false;
    shim_stmt value = shim_call_argument(call, 1), place = shim_strip(shim_call_argument(call, 0));
    struct shim_call attribute;
    if (!place || shim_stmt_kind(place) != SHIM_STMT_CALL || !makes_function(walk, value))
        return false;
    shim_call_facts(walk->unit, place, &attribute);
    if (!attribute.callee || !attribute.object || attribute.argument_count != 1 ||
        strcmp(shim_function_simple_name(walk->unit, attribute.callee), "attr") != 0)
        return false;
    struct registration registration = {
        .enclosing = walk_current(walk), .scope = attribute.object, .location = location, .kind = CCH_BINDING_PYBIND};
    define(walk, bindings, registration, shim_call_argument(place, 0), value);
    return true;
}

static void call_in_scope(struct walk *walk, struct bindings *bindings, const struct definition *of) {
    enum binding_act act = binding_act_of(of->rule->scope, shim_function_simple_name(walk->unit, of->facts->callee));
    if (of->rule->scope == BINDING_OPTIONS)
        return; /* by the call that takes them */
    switch (act) {
    case BINDING_NOTHING:
        break;
    case BINDING_DEFINES:
        add_function(walk, bindings, of);
        break;
    case BINDING_PROPERTY:
        add_property(walk, bindings, of);
        break;
    case BINDING_OBJECT:
        add_object(walk, bindings, of);
        break;
    case BINDING_SCHEMA:
    case BINDING_IMPLEMENTS:
        add_operator(walk, bindings, of, act);
        break;
    }
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
    struct definition of = {binding_scope_of(walk, record), record, call, facts, location};
    if (of.rule)
        call_in_scope(walk, bindings, &of);
    else if (!add_attribute(walk, bindings, call, facts, record, location) &&
             !add_exported(walk, bindings, call, facts, location))
        hand_on(walk, bindings, call, facts, walk->entries.items[callee].facts.lambda_operator);
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
    } else if (strcmp(tag, "PyModuleDef") == 0 || strcmp(tag, "_typeobject") == 0) { /* PyTypeObject */
        struct table_search search = {walk, NULL};
        shim_stmt_children(walk->unit, value, find_table, &search);
        struct method_table found = {search.table, binding_literal(walk, value)};
        if (found.table && found.module)
            VECTOR_PUSH(&bindings->method_tables, found);
    }
}

/* static const LibraryInit x(kind, &function, "namespace", …) */
static void variable(struct walk *walk, void *state, shim_variable variable) {
    struct bindings *bindings = state;
    if (walk->facts.device)
        return;
    python_tables(walk, bindings, variable);
    shim_record record = walk->facts.cxx ? shim_type_record(shim_variable_type(variable)) : NULL;
    const struct binding_library_rule *rule = binding_library_of(walk, record);
    if (!rule)
        return;
    shim_stmt value = shim_variable_initializer(variable);
    while (value && shim_stmt_kind(value) != SHIM_STMT_CONSTRUCT) {
        shim_stmt inner = shim_strip(value);
        value = inner == value ? NULL : inner;
    }
    unsigned last = rule->key > rule->name ? rule->key : rule->name;
    if (!value || shim_construct_argument_count(value) <= last)
        return;
    struct library library = {binding_callable(walk, shim_call_argument(value, rule->function)),
                              binding_literal(walk, shim_call_argument(value, rule->name)),
                              rule->key ? binding_literal(walk, shim_call_argument(value, rule->key)) : 0};
    if (!library.function || !library.name)
        return;
    guards_keep(walk);
    VECTOR_PUSH(&bindings->libraries, library);
}

static void release(void *state) {
    struct bindings *bindings = state;
    VECTOR_RELEASE(&bindings->registrations);
    VECTOR_RELEASE(&bindings->module_calls);
    VECTOR_RELEASE(&bindings->libraries);
    VECTOR_RELEASE(&bindings->method_tables);
}

static void write(struct walk *walk, void *state) { binding_rows_write(walk, state); }

const struct analysis bindings_analysis = {
    .name = "bindings",
    .state_size = sizeof(struct bindings),
    .call = call,
    .variable = variable,
    .write = write,
    .release = release,
};
