/* Kernel launches: `k<<<grid, block, shared, stream>>>(…)` and the runtime's
 * launch functions, which kernel they run and with which configuration. */
#include "facts/assignments.h"
#include "facts/fields.h"
#include "facts/guards.h"
#include "facts/handed_places.h"
#include "facts/kernel_choice.h"
#include "facts/launches.h"
#include "facts/launch_attributes.h"
#include "facts/pointers.h"
#include "flow/launch.h"
#include "know/cuda.h"
#include "know/expressions.h"
#include "know/rows.h"
#include "shim/flow.h"
#include "shim/parameters.h"
#include "walk/names.h"
#include "walk/paths.h"

#include <stdio.h>
#include <string.h>

enum { GRID = CUDA_GRID, BLOCK = CUDA_BLOCK, SHARED_MEMORY = CUDA_SHARED_MEMORY };

enum { LOOK_DEPTH = 16 }; /* how far an expression is followed through variables */

/* What is launched is settled at the end of the body. */
struct pending_launch {
    shim_stmt call;
    shim_stmt kernel;
    uint32_t location;
    const struct cuda_launch *api; /* NULL: <<<>>> */
    uint32_t guard;
    bool never;         /* its code never runs */
    size_t assignments; /* that are in the list before those in front of it */
};

/* A handle of a kernel, by a call in the body at hand. */
struct handle {
    shim_variable variable;
    shim_stmt kernel; /* the kernel, or its name */
    bool named;
};

struct launch {
    uint32_t caller, kernel; /* entries; kernel UINT32_MAX: unknown */
    uint32_t location, guard;
    uint32_t api, text[4];                            /* strings of the graph */
    uint32_t extent[2][3], shared_memory, depends[3]; /* the same: grid and block; x, y and z */
    uint32_t attribute, attribute_count;              /* of the state's list */
    uint32_t handed[HANDED_CELLS]; /* strings: cells with places of parameters in them; 0: it has none */
};

struct launches {
    VECTOR(struct launch) list;
    launch_attributes attributes;
    VECTOR(struct pending_launch) pending; /* of the body at hand */
    VECTOR(struct handle) handles;         /* the same */
};

/* Configurations ----------------------------------------------------------------- */

/* What a field of an object that is made here is given, or what a function with a dim3 for a result returns, with its
 * parameters bound; NULL: neither. */
static shim_stmt looked_into(struct walk *walk, shim_stmt expression) {
    char path[LVALUE_SIZE];
    if (shim_stmt_kind(expression) == SHIM_STMT_CALL && handed_is_extent(walk, shim_expression_type(expression))) {
        shim_stmt returned = shim_returned(walk->unit, expression, false);
        return returned && values_bind(&walk->values, expression) ? returned : NULL;
    }
    shim_stmt row = walk->values.rows.count ? rows_value(&walk->values, expression, NULL) : NULL;
    if (row || shim_stmt_kind(expression) != SHIM_STMT_MEMBER)
        return row;
    shim_variable variable = lvalue_of(walk->unit, expression, path);
    if (!variable || !*path || strchr(path, '['))
        return NULL;
    if (shim_parameter_number(variable))
        return fields_find(walk, values_bound(&walk->values, variable), path);
    return fields_of_variable(walk, variable, path);
}

/* The expression that gives a variable its value, where one alone does. */
static shim_stmt value_of(struct walk *walk, shim_stmt expression) {
    for (int depth = 0; depth < LOOK_DEPTH; ++depth) {
        expression = expression_peel(walk->unit, expression);
        shim_stmt inner = expression ? looked_into(walk, expression) : NULL;
        if (inner) {
            expression = inner;
            continue;
        }
        if (!expression || shim_stmt_kind(expression) != SHIM_STMT_REFERENCE)
            return expression;
        shim_variable variable = shim_reference_variable(expression);
        struct shim_variable_facts facts;
        if (!variable)
            return expression;
        shim_variable_facts(walk->unit, variable, &facts);
        if (facts.parameter && values_bound(&walk->values, variable)) {
            expression = values_bound(&walk->values, variable);
            continue;
        }
        shim_stmt value = facts.parameter ? NULL : shim_variable_initializer(variable), last;
        unsigned times = facts.parameter || facts.global ? 0 : values_count(&walk->values, variable, &last);
        if (times > 1 || (!facts.parameter && !facts.global && !facts.static_local && !facts.is_const &&
                          shim_variable_aliased(walk->unit, variable)))
            return expression;
        if (times == 1 && last)
            value = last;
        if (!value || shim_stmt_kind(expression_peel(walk->unit, value)) == SHIM_STMT_OTHER)
            value = assignments_find(walk, variable, NULL) ? assignments_find(walk, variable, NULL) : value;
        if (!value)
            return expression;
        expression = value;
    }
    return expression;
}

struct extent {
    shim_stmt parts[3]; /* of a dim3's x, y and z; NULL: 1 */
    bool several[3];    /* there are others: the part has no one value */
};

/* What gives the members of a dim3 their values: `value`, which makes it, and
 * assignments to them. */
static struct extent extent_of(struct walk *walk, shim_stmt expression, shim_stmt value) {
    static const char *const names[] = {"x", "y", "z"};
    const struct assignments *assignments = assignments_of(walk);
    struct extent extent = {{NULL}, {false}};
    shim_variable variable = expression_variable(expression);
    for (unsigned i = 0; i < 3; ++i) {
        unsigned set = 0;
        if (i < shim_construct_argument_count(value) && !shim_is_default_argument(shim_call_argument(value, i)))
            extent.parts[i] = shim_call_argument(value, i);
        for (size_t j = 0; variable && j < assignments->list.count; ++j) {
            const struct assignment *assignment = &assignments->list.items[j];
            if (assignment->variable != variable || !assignment->member || strcmp(assignment->member, names[i]) != 0)
                continue;
            extent.several[i] = set || !guards_is_around(walk, assignment->guard, walk->guard);
            extent.parts[i] = assignment->value;
            ++set;
        }
        if (variable && values_member_count(&walk->values, variable, names[i]) != set)
            extent.several[i] = true; /* by += and its like, or in another body */
    }
    return extent;
}

/* A number where the compiler can tell, else the expression with what it can
 * tell of it. */
static uint32_t number_or_folded(struct walk *walk, shim_stmt expression) {
    uint32_t number = values_constant(&walk->values, expression);
    return number ? number : values_folded(&walk->values, expression);
}

/* A dimension's text. */
static uint32_t dimension(struct walk *walk, shim_stmt expression, const struct extent *extent, unsigned index) {
    static const char *const members[] = {".x", ".y", ".z"};
    struct text_buffer text = {0};
    if (!extent->several[index])
        return extent->parts[index] ? number_or_folded(walk, extent->parts[index]) : walk_string(walk, "1");
    text_add(&text, shim_stmt_text(walk->unit, expression));
    text_add(&text, members[index]);
    return walk_text(walk, &text);
}

/* What they depend on: of a part that has no one value, on the variable. */
static uint32_t extent_depends(struct walk *walk, shim_stmt expression, const struct extent *extent) {
    bool several = extent->several[0] || extent->several[1] || extent->several[2];
    shim_stmt read[] = {extent->parts[0], extent->parts[1], extent->parts[2], several ? expression : NULL};
    return values_depends(&walk->values, read, sizeof read / sizeof *read);
}

struct configuration {
    shim_stmt parts[CUDA_CONFIGURATION_PARTS];
    shim_stmt dimensions[2][3];                /* of the driver's functions: of grid and block */
    uint32_t places[CUDA_CONFIGURATION_PARTS]; /* strings: of a parameter's fields, between marks; 0 */
    bool elsewhere;                            /* it is made where it cannot be seen: what is not found is not known */
    /* strings: these, or what has several values, as they are called, "config.gridDim" */
    uint32_t called[CUDA_CONFIGURATION_PARTS];
};

static bool is_apart(const struct configuration *configuration, int part) {
    const shim_stmt *dimensions = configuration->dimensions[part];
    return dimensions[0] || dimensions[1] || dimensions[2];
}

/* Grid or block, looking through variables wherever they stand in the
 * expressions, and what the expressions depend on. */
static void describe_dimensions(struct walk *walk, shim_stmt expression, struct launch *launch, int part) {
    if (values_constant_extent(&walk->values, expression, launch->extent[part]))
        return;
    shim_stmt value = value_of(walk, expression);
    if (!value || shim_stmt_kind(value) != SHIM_STMT_CONSTRUCT) {
        launch->extent[part][0] = values_folded(&walk->values, value ? value : expression);
        launch->depends[part] = values_depends(&walk->values, value ? &value : &expression, 1);
        return;
    }
    struct extent extent = extent_of(walk, expression, value);
    for (unsigned i = 0; i < 3; ++i)
        launch->extent[part][i] = dimension(walk, expression, &extent, i);
    launch->depends[part] = extent_depends(walk, expression, &extent);
}

/* The same of three numbers. */
static void describe_apart(struct walk *walk, const shim_stmt *dimensions, struct launch *launch, int part) {
    struct text_buffer text = {0};
    for (unsigned i = 0; i < 3; ++i) {
        launch->extent[part][i] = dimensions[i] ? number_or_folded(walk, dimensions[i]) : walk_string(walk, "1");
        text_add(&text, i ? ", " : "");
        text_add(&text, dimensions[i] ? shim_stmt_text(walk->unit, dimensions[i]) : "1");
    }
    launch->text[part] = walk_text(walk, &text);
    launch->depends[part] = values_depends(&walk->values, dimensions, 3);
}

void launches_extent(struct walk *walk, shim_stmt expression, uint32_t text[3], uint32_t *depends) {
    bool handed;
    *depends = 0;
    if (values_constant_extent(&walk->values, expression, text))
        return;
    shim_stmt value = value_of(walk, expression);
    if (!value || shim_stmt_kind(value) != SHIM_STMT_CONSTRUCT) {
        text[0] = handed_text(walk, value ? value : expression, &handed);
        *depends = values_depends(&walk->values, value ? &value : &expression, 1);
        return;
    }
    struct extent extent = extent_of(walk, expression, value);
    for (unsigned i = 0; i < 3; ++i)
        text[i] = extent.several[i]  ? dimension(walk, expression, &extent, i)
                  : !extent.parts[i] ? walk_string(walk, "1")
                                     : handed_text(walk, extent.parts[i], &handed);
    *depends = extent_depends(walk, expression, &extent);
}

static bool has_place(const cch_graph *graph, uint32_t text) {
    return strchr(cch_graph_text(graph, text, NULL), '\x01') != NULL;
}

/* The cells that callers give. */
static void describe_handed(struct walk *walk, const struct configuration *configuration, struct launch *launch) {
    static const enum handed_cell cells[] = {[GRID] = HANDED_GRID, [BLOCK] = HANDED_BLOCK};
    shim_stmt amount = configuration->parts[SHARED_MEMORY];
    bool handed = false;
    for (int i = GRID; i <= BLOCK; ++i) {
        uint32_t text[3] = {configuration->places[i]}, depends;
        for (unsigned part = 0; part < 3 && is_apart(configuration, i); ++part)
            text[part] =
                configuration->dimensions[i][part] ? handed_text(walk, configuration->dimensions[i][part], &handed) : 0;
        if (configuration->parts[i] && !is_apart(configuration, i))
            launches_extent(walk, configuration->parts[i], text, &depends);
        for (unsigned part = 0; part < 3; ++part)
            launch->handed[cells[i] + part] = has_place(walk->graph, text[part]) ? text[part] : 0;
    }
    handed = configuration->places[SHARED_MEMORY] != 0;
    uint32_t text = amount ? handed_text(walk, amount, &handed) : configuration->places[SHARED_MEMORY];
    launch->handed[HANDED_SHARED_MEMORY] = handed ? text : 0;
}

/* What is written for the defaulted parts of a launch. */
static void describe(struct walk *walk, const struct configuration *configuration, struct launch *launch) {
    shim_stmt amount = configuration->parts[SHARED_MEMORY];
    for (int i = 0; i < CUDA_CONFIGURATION_PARTS; ++i) {
        shim_stmt part = configuration->parts[i];
        launch->text[i] = part ? walk_string(walk, shim_stmt_text(walk->unit, part)) : 0;
    }
    for (int i = GRID; i <= SHARED_MEMORY; ++i)
        launch->depends[i] = configuration->called[i];
    for (int i = GRID; i <= BLOCK; ++i)
        launch->extent[i][0] = launch->depends[i];
    for (int i = GRID; i <= BLOCK; ++i)
        if (is_apart(configuration, i))
            describe_apart(walk, configuration->dimensions[i], launch, i);
        else if (configuration->parts[i])
            describe_dimensions(walk, configuration->parts[i], launch, i);
    shim_stmt inner = amount && shim_stmt_kind(expression_peel(walk->unit, amount)) == SHIM_STMT_MEMBER
                          ? looked_into(walk, expression_peel(walk->unit, amount))
                          : NULL;
    amount = inner ? inner : amount;
    launch->shared_memory = amount                                 ? number_or_folded(walk, amount)
                            : configuration->called[SHARED_MEMORY] ? configuration->called[SHARED_MEMORY]
                            : configuration->elsewhere             ? 0
                                                                   : walk_string(walk, "0");
    if (amount)
        launch->depends[SHARED_MEMORY] = values_depends(&walk->values, &amount, 1);
    describe_handed(walk, configuration, launch);
}

/* A member of the structure with the configuration. */
struct member {
    shim_stmt value; /* NULL: none is written, or it is not known */
    uint32_t place;  /* string: what callers give; 0 */
    bool found;      /* if only as the 0 that nobody wrote */
    bool several;    /* it is one of several, or set by what is not read */
};

/* Can more than the assignments of the body at hand set the object's part? */
static bool is_aliased(struct walk *walk, shim_variable object, const char *part) {
    char field[LVALUE_SIZE];
    snprintf(field, sizeof field, "%.*s", (int)strcspn(part, "["), part);
    return shim_type_value_record(shim_variable_type(object)) && shim_field_aliased(walk->unit, object, field);
}

/* Of the variable or its part `path`: assigned in the body at hand before the launch (`before`: assignments_at), from the
 * initialiser, from what made the object, or what callers give. */
static struct member member_of(struct walk *walk, shim_variable structure, const char *path, size_t before,
                               const char *name) {
    struct member member = {.value = NULL};
    char whole[2 * LVALUE_SIZE];
    snprintf(whole, sizeof whole, "%s%s%s", path, *path ? "." : "", name);
    member.several = strlen(whole) >= LVALUE_SIZE || is_aliased(walk, structure, whole);
    if (member.several)
        return member;
    enum assigned assigned = assignments_at(walk, structure, whole, before, &member.value);
    member.several = assigned == ASSIGNED_SEVERAL;
    if (assigned == ASSIGNED_NOT && shim_parameter_number(structure))
        member.place = handed_field(walk, structure, whole);
    else if (assigned == ASSIGNED_NOT)
        member.value = fields_of_variable(walk, structure, whole);
    member.found = member.value != NULL;
    if (member.value && !*shim_stmt_text(walk->unit, member.value))
        member.value = NULL;
    return member;
}

/* "config.gridDim" */
static uint32_t called(struct walk *walk, shim_variable variable, const char *path, const char *member) {
    struct text_buffer text = {0};
    text_add(&text, shim_variable_name(walk->unit, variable));
    text_add(&text, *path ? "." : "");
    text_add(&text, path);
    text_add(&text, ".");
    text_add(&text, member);
    return walk_text(walk, &text);
}

/* A cudaLaunchConfig_t or CUlaunchConfig. */
static struct configuration from_structure(struct walk *walk, const struct pending_launch *pending) {
    struct configuration configuration = {.parts = {NULL}};
    const struct cuda_launch *api = pending->api;
    size_t before = pending->assignments;
    char path[LVALUE_SIZE];
    shim_variable variable = lvalue_of(walk->unit, shim_call_argument(pending->call, (unsigned)api->structure), path);
    configuration.elsewhere = true;
    if (!variable || strchr(path, '['))
        return configuration;
    shim_stmt made = expression_peel(walk->unit, shim_variable_initializer(shim_variable_defining(variable)));
    configuration.elsewhere =
        shim_parameter_number(variable) ||
        (made && shim_stmt_kind(made) == SHIM_STMT_CALL &&
         !member_of(walk, variable, path, before, cuda_launch_member(api, SHARED_MEMORY, 0)).found);
    for (int i = 0; i < CUDA_CONFIGURATION_PARTS; ++i) {
        if (api->driver && i <= BLOCK) {
            for (int part = 0; part < 3; ++part)
                configuration.dimensions[i][part] =
                    member_of(walk, variable, path, before, cuda_launch_member(api, i, part)).value;
            continue;
        }
        const char *name = cuda_launch_member(api, i, 0);
        if (!name)
            continue;
        struct member member = member_of(walk, variable, path, before, name);
        configuration.parts[i] = member.value;
        configuration.places[i] = member.place;
        if (member.place || member.several)
            configuration.called[i] = called(walk, variable, path, name);
    }
    return configuration;
}

/* Collecting ----------------------------------------------------------------------- */

/* A closure's call operator can run on either side; in a device pass it is met,
 * too, and what it launches is not launched there. */
static bool is_of_host_here(struct walk *walk) {
    uint32_t current = walk_current(walk);
    return walk->facts.device &&
           (current == UINT32_MAX || !walk->entries.items[current].function || walk->entries.items[current].facts.host);
}

static bool statement(struct walk *walk, void *state, enum shim_stmt_kind kind, const struct work_item *item) {
    struct launches *launches = state;
    struct shim_call facts;
    (void)kind;
    if (is_of_host_here(walk))
        return false;
    shim_call_facts(walk->unit, item->stmt, &facts);
    struct pending_launch launch = {
        item->stmt,  facts.callee_expression,         walk_place(walk, item->stmt, item->location), NULL, walk->guard,
        walk->never, assignments_of(walk)->list.count};
    VECTOR_PUSH(&launches->pending, launch);
    return false;
}

/* The runtime's own templates forward to its C functions, some in a closure: the launch is where they are used. */
static bool is_of_runtime(struct walk *walk) {
    uint32_t current = walk_current(walk);
    shim_function function = current == UINT32_MAX ? NULL : walk->entries.items[current].function;
    for (int depth = 0; function && depth < LOOK_DEPTH; ++depth, function = shim_lambda_enclosing(function))
        if (cuda_launch_named(shim_function_simple_name(walk->unit, function)))
            return true;
    return false;
}

static void note_handle(struct launches *launches, const struct cuda_handle *handle, shim_stmt call,
                        const struct shim_call *facts) {
    if ((unsigned)handle->out >= facts->argument_count || (unsigned)handle->kernel >= facts->argument_count)
        return;
    struct handle made = {shim_address_of_variable(shim_call_argument(call, (unsigned)handle->out)),
                          shim_call_argument(call, (unsigned)handle->kernel), handle->named};
    if (made.variable)
        VECTOR_PUSH(&launches->handles, made);
}

static void call(struct walk *walk, void *state, shim_stmt call, const struct shim_call *facts, uint32_t location) {
    struct launches *launches = state;
    if (!facts->callee || walk->facts.device)
        return;
    const char *name = shim_function_simple_name(walk->unit, facts->callee);
    const struct cuda_handle *handle = cuda_handle_named(name);
    if (handle)
        note_handle(launches, handle, call, facts);
    const struct cuda_launch *api = cuda_launch_named(name);
    if (!api || (unsigned)api->kernel >= facts->argument_count)
        return;
    if (is_of_runtime(walk))
        return;
    struct pending_launch launch = {call,
                                    shim_call_argument(call, (unsigned)api->kernel),
                                    location,
                                    api,
                                    walk->guard,
                                    walk->never,
                                    assignments_of(walk)->list.count};
    VECTOR_PUSH(&launches->pending, launch);
}

static struct configuration configuration_of(struct walk *walk, const struct pending_launch *pending) {
    struct configuration configuration = {.parts = {NULL}};
    const struct cuda_launch *api = pending->api;
    if (!api) {
        for (unsigned i = 0; i < CUDA_CONFIGURATION_PARTS; ++i)
            configuration.parts[i] = shim_kernel_call_configuration(pending->call, i);
        return configuration;
    }
    if (api->structure >= 0)
        return from_structure(walk, pending);
    struct shim_call facts;
    shim_call_facts(walk->unit, pending->call, &facts);
    for (unsigned i = 0; i < CUDA_CONFIGURATION_PARTS; ++i)
        if (api->parts[i] >= 0 && (unsigned)api->parts[i] < facts.argument_count) {
            shim_stmt argument = shim_call_argument(pending->call, (unsigned)api->parts[i]);
            configuration.parts[i] = shim_is_default_argument(argument) ? NULL : argument;
            for (unsigned part = 0; part < 3 && api->driver && i <= BLOCK; ++part)
                configuration.dimensions[i][part] =
                    (unsigned)api->parts[i] + part < facts.argument_count
                        ? shim_call_argument(pending->call, (unsigned)api->parts[i] + part)
                        : NULL;
        }
    return configuration;
}

/* The expression of the kernel; NULL: it is not known. */
static shim_stmt kernel_of(struct walk *walk, const struct pending_launch *pending) {
    char path[LVALUE_SIZE];
    if (!pending->api || !pending->api->member)
        return pending->kernel;
    shim_variable variable = lvalue_of(walk->unit, pending->kernel, path);
    return variable && !strchr(path, '[')
               ? member_of(walk, variable, path, pending->assignments, pending->api->member).value
               : NULL;
}

/* The kernel, behind its handle if it is given as one; `named`: the name that it has in a module. */
static void find_kernels(struct walk *walk, const struct launches *launches, const struct pending_launch *pending,
                         struct kernel_choices *choices, uint32_t *named) {
    const struct handle *only = NULL;
    shim_stmt kernel = kernel_of(walk, pending);
    shim_variable variable = kernel ? expression_variable(kernel) : NULL;
    unsigned count = 0;
    const char *name;
    size_t length;
    for (size_t i = 0; i < launches->handles.count; ++i)
        if (variable && launches->handles.items[i].variable == variable) {
            only = &launches->handles.items[i];
            ++count;
        }
    if (count == 1 && only->named && shim_string_literal(walk->unit, only->kernel, &name, &length))
        *named = cch_graph_string(walk->graph, name, length);
    else if (count == 1 && !only->named)
        kernel_choices_find(walk, only->kernel, pending->call, choices);
    else if (!kernel || count || (pending->api && pending->api->driver))
        choices->unknown = true; /* a handle that is made elsewhere, or one of several */
    else
        kernel_choices_find(walk, kernel, pending->call, choices);
}

/* The kernels of a launch, each once. */
typedef VECTOR(shim_function) kernel_set;

static kernel_set kernels_of(const struct kernel_choices *choices) {
    kernel_set kernels = {0};
    struct pointer_map seen = {0};
    for (size_t i = 0; i < choices->items.count; ++i) {
        bool is_new;
        pointer_map_at(&seen, (uintptr_t)choices->items.items[i].kernel, &is_new);
        if (is_new)
            VECTOR_PUSH(&kernels, choices->items.items[i].kernel);
    }
    pointer_map_release(&seen);
    return kernels;
}

/* What the configuration is where it is this kernel: of the same row of a table, in the same branch. */
static void describe_choice(struct walk *walk, const struct configuration *configuration,
                            const struct pending_launch *pending, const struct kernel_choices *choices, size_t choice,
                            struct launch *launch) {
    const struct kernel_choice *chosen = &choices->items.items[choice];
    size_t rows = walk->values.rows.count, bound = walk->values.bound.count;
    walk->guard = pending->guard;
    if (chosen->row_count || chosen->guard != pending->guard) {
        kernel_choices_take(walk, choices, choice, pending->call);
        if (walk->values.rows.count > rows) {
            walk->guard = chosen->guard;
            memset(launch->extent, 0, sizeof launch->extent);
            describe(walk, configuration, launch);
        }
    }
    values_unbind(&walk->values, bound);
    walk->values.rows.count = rows;
    walk->values.rows_within = NULL;
}

/* A row and an edge for each kernel, on each way to it. */
static void add_launches(struct walk *walk, struct launches *launches, const struct pending_launch *pending,
                         const struct configuration *configuration, const struct launch *common,
                         const struct kernel_choices *choices) {
    for (size_t i = 0; i < choices->items.count; ++i) {
        const struct kernel_choice *choice = &choices->items.items[i];
        struct launch launch = *common;
        if (!pending->never)
            describe_choice(walk, configuration, pending, choices, i, &launch);
        walk->guard = launch.guard = choice->guard;
        bool is_node = pending->api && pending->api->member; /* whether its graph is launched is not known */
        walk_edge(walk, choice->kernel, CCH_KIND_LAUNCH, choice->told && !is_node, 0, pending->location);
        launch.kernel = walk_entry(walk, choice->kernel);
        if (!pending->never) /* else it is in the code, and launches nothing */
            VECTOR_PUSH(&launches->list, launch);
    }
    walk->guard = pending->guard;
}

/* An entry for a kernel of which the name in a module is known. */
static uint32_t named_kernel(struct walk *walk, uint32_t name) {
    bool is_new;
    uint32_t *at = pointer_map_at(&walk->entry_of, (uint64_t)name << 1 | 1, &is_new);
    if (!is_new)
        return *at;
    *at = (uint32_t)walk->entries.count;
    size_t length;
    const char *text = cch_graph_text(walk->graph, name, &length);
    uint32_t entity[CCH_ENTITY_WIDTH] = {CCH_FORM_CXX, name}, cells[CCH_FUNCTION_WIDTH] = {0};
    struct entry entry = {.facts = {.kernel = true, .device = true}};
    entry.row = cells[CCH_FUNCTION_IDENTITY] = cch_graph_function(walk->graph, text, length);
    cells[CCH_FUNCTION_LANGUAGE] = CCH_LANGUAGE_CUDA;
    cells[CCH_FUNCTION_FLAGS] = CCH_FLAG_KERNEL | CCH_FLAG_DEVICE;
    cells[CCH_FUNCTION_NAME] = cch_graph_insert(walk->graph, CCH_ENTITY, entity);
    cch_graph_insert(walk->graph, CCH_FUNCTION, cells);
    VECTOR_PUSH(&walk->entries, entry);
    return (uint32_t)walk->entries.count - 1;
}

/* Only possible: several modules can have a kernel of this name. */
static void add_named(struct walk *walk, struct launches *launches, const struct pending_launch *pending,
                      struct launch launch, uint32_t name) {
    launch.kernel = named_kernel(walk, name);
    struct raw_edge edge = {launch.caller, launch.kernel, 0, pending->location, CCH_KIND_LAUNCH, false};
    VECTOR_PUSH(&walk->edges, edge);
    guards_call(walk, launch.caller, launch.kernel, pending->location, pending->guard);
    VECTOR_PUSH(&launches->list, launch);
}

/* Something that is not known here is launched, too: what callers give has a row for each. */
static void add_unknown(struct walk *walk, struct launches *launches, const struct pending_launch *pending,
                        struct launch launch, const struct kernel_choices *choices) {
    struct shim_call facts;
    shim_call_facts(walk->unit, pending->call, &facts);
    if (!pending->api && facts.pointer_type)
        pointers_launch(walk, facts.pointer_type, pending->location);
    for (size_t i = 0; i < choices->given.count; ++i) {
        struct launch given = launch;
        walk->guard = given.guard = choices->given.items[i].guard;
        given.handed[HANDED_KERNEL] = choices->given.items[i].place;
        guards_unknown_edge(walk, given.caller, pending->location);
        VECTOR_PUSH(&launches->list, given);
    }
    walk->guard = pending->guard;
    if (!choices->unknown)
        return;
    guards_unknown_edge(walk, launch.caller, pending->location);
    /* What a header of the runtime forwards is known where it is used. */
    if (!walk->entries.items[launch.caller].facts.in_system)
        VECTOR_PUSH(&launches->list, launch);
}

static void finish(struct walk *walk, struct launches *launches, const struct pending_launch *pending) {
    struct kernel_choices choices = {.unknown = false};
    struct shim_call facts;
    const struct cuda_launch *api = pending->api;
    shim_call_facts(walk->unit, pending->call, &facts);
    uint32_t caller = walk_current(walk);
    if (caller == UINT32_MAX)
        return;
    walk->guard = pending->guard;
    walk->never = pending->never;
    uint32_t named = 0;
    size_t bound = walk->values.bound.count;
    if (!api && facts.callee)
        VECTOR_PUSH(&choices.items, (struct kernel_choice){facts.callee, pending->guard, true, 0, 0});
    else
        find_kernels(walk, launches, pending, &choices, &named);
    struct launch launch = {.caller = caller,
                            .kernel = UINT32_MAX,
                            .location = pending->location,
                            .guard = pending->guard,
                            .api = walk_string(walk, api ? api->name : "<<<>>>")};
    struct configuration configuration = {.parts = {NULL}};
    if (!pending->never) {
        configuration = configuration_of(walk, pending);
        kernel_set kernels = kernels_of(&choices);
        describe(walk, &configuration, &launch);
        flow_launch(walk, pending->call, configuration.parts, !api, kernels.items, (unsigned)kernels.count,
                    pending->location);
        VECTOR_RELEASE(&kernels);
        launch.attribute = (uint32_t)launches->attributes.count;
        if (api && api->structure >= 0)
            launch.attribute_count = launch_attributes_find(walk, &launches->attributes,
                                                            shim_call_argument(pending->call, (unsigned)api->structure),
                                                            pending->assignments);
    }
    add_launches(walk, launches, pending, &configuration, &launch, &choices);
    if (named && !pending->never)
        add_named(walk, launches, pending, launch, named);
    if ((choices.unknown || choices.given.count) && !pending->never)
        add_unknown(walk, launches, pending, launch, &choices);
    kernel_choices_release(&choices);
    values_unbind(&walk->values, bound);
}

static void end_body(struct walk *walk, void *state) {
    struct launches *launches = state;
    for (size_t i = 0; i < launches->pending.count; ++i)
        finish(walk, launches, &launches->pending.items[i]);
    walk->never = false;
    launches->pending.count = 0;
    launches->handles.count = 0;
}

/* What callers give of the launch that is written as `row`. */
static void write_handed(struct walk *walk, const struct launch *launch, const struct launch_attribute *attributes,
                         uint32_t row) {
    static const uint8_t columns[HANDED_CELLS] = {
        CCH_LAUNCH_KERNEL,  CCH_LAUNCH_GRID_X,  CCH_LAUNCH_GRID_Y,  CCH_LAUNCH_GRID_Z,
        CCH_LAUNCH_BLOCK_X, CCH_LAUNCH_BLOCK_Y, CCH_LAUNCH_BLOCK_Z, CCH_LAUNCH_SHARED_MEMORY_VALUE};
    for (unsigned i = 0; i < HANDED_CELLS; ++i)
        handed_write_cell(walk, launch->caller, row, 0, columns[i], launch->handed[i]);
    for (uint32_t i = 0; i < launch->attribute_count; ++i)
        for (unsigned part = 0; part < 3; ++part)
            handed_write_cell(walk, launch->caller, row, attributes[i].name, CCH_LAUNCH_ATTRIBUTE_X + part,
                              attributes[i].handed[part]);
}

static void write_launch(struct walk *walk, const struct launches *launches, const struct launch *launch) {
    const struct launch_attribute *attributes = launches->attributes.items + launch->attribute;
    uint32_t cells[CCH_LAUNCH_WIDTH] = {0};
    cells[CCH_LAUNCH_CALLER] = names_function(walk, launch->caller);
    cells[CCH_LAUNCH_KERNEL] = launch->kernel == UINT32_MAX ? 0 : names_function(walk, launch->kernel);
    cells[CCH_LAUNCH_SITE] = paths_site(walk, launch->location);
    cells[CCH_LAUNCH_PATH] = guards_path(walk, launch->guard);
    cells[CCH_LAUNCH_API] = launch->api;
    for (int part = 0; part < CUDA_CONFIGURATION_PARTS; ++part)
        cells[CCH_LAUNCH_GRID + part] = launch->text[part];
    cells[CCH_LAUNCH_ATTRIBUTES] = launch_attributes_text(walk, attributes, launch->attribute_count);
    for (int i = 0; i < 3; ++i) {
        cells[CCH_LAUNCH_GRID_X + i] = launch->extent[GRID][i];
        cells[CCH_LAUNCH_BLOCK_X + i] = launch->extent[BLOCK][i];
        cells[CCH_LAUNCH_GRID_DEPENDS + i] = launch->depends[i];
    }
    cells[CCH_LAUNCH_SHARED_MEMORY_VALUE] = launch->shared_memory;
    cells[CCH_LAUNCH_PASSES] = walk->passes;
    cells[CCH_LAUNCH_UNITS] = walk->units;
    uint32_t row = cch_graph_insert(walk->graph, CCH_LAUNCH, cells);
    launch_attributes_write(walk, attributes, launch->attribute_count, row);
    write_handed(walk, launch, attributes, row);
}

static void write(struct walk *walk, void *state) {
    const struct launches *launches = state;
    for (size_t i = 0; i < launches->list.count; ++i)
        write_launch(walk, launches, &launches->list.items[i]);
}

static void release(void *state) {
    struct launches *launches = state;
    VECTOR_RELEASE(&launches->list);
    VECTOR_RELEASE(&launches->attributes);
    VECTOR_RELEASE(&launches->pending);
    VECTOR_RELEASE(&launches->handles);
}

const struct analysis launches_analysis = {
    .name = "launches",
    .state_size = sizeof(struct launches),
    .statements = STATEMENT(KERNEL_CALL),
    .call = call,
    .statement = statement,
    .end_body = end_body,
    .write = write,
    .release = release,
};
