/* Kernel launches: `k<<<grid, block, shared, stream>>>(…)` and the runtime's
 * launch functions, which kernel they run and with which configuration. */
#include "know/kernel_choice.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { GRID, BLOCK, SHARED_MEMORY, STREAM, CONFIGURATION_COUNT };

enum { LOOK_DEPTH = 16 }; /* how far an expression is followed through variables */

/* Small lists of a statement's children. */
struct children {
    shim_stmt items[8];
    unsigned count;
};

static void keep(void *data, shim_stmt child) {
    struct children *children = data;
    if (children->count < sizeof children->items / sizeof *children->items)
        children->items[children->count++] = child;
}

static struct children children_of(struct walk *walk, shim_stmt stmt) {
    struct children children = {.count = 0};
    shim_stmt_children(walk->unit, stmt, keep, &children);
    return children;
}

/* Assignments in the body at hand ------------------------------------------- */

static shim_variable variable_of(shim_stmt expression) {
    shim_stmt operand = expression ? shim_strip(expression) : NULL;
    return operand && shim_stmt_kind(operand) == SHIM_STMT_REFERENCE ? shim_reference_variable(operand) : NULL;
}

static void append(char *path, size_t size, const char *between, const char *text, const char *after) {
    size_t length = strlen(path);
    snprintf(path + length, size - length, "%s%s%s", between, text, after);
}

static shim_variable place_of_element(struct walk *walk, shim_stmt array, shim_stmt index, char *path,
                                      size_t size) {
    int64_t number;
    char digits[32];
    shim_variable variable = launches_place(walk, array, path, size);
    bool known = shim_evaluate_integer(walk->unit, index, &number);
    snprintf(digits, sizeof digits, "%" PRId64, number);
    append(path, size, "[", known ? digits : shim_stmt_text(walk->unit, index), "]");
    return variable;
}

shim_variable launches_place(struct walk *walk, shim_stmt expression, char *path, size_t size) {
    shim_stmt target = expression ? shim_strip(expression) : NULL;
    struct children parts;
    struct shim_call facts;
    shim_variable variable;
    *path = '\0';
    switch (target ? shim_stmt_kind(target) : SHIM_STMT_SKIP) {
    case SHIM_STMT_REFERENCE:
        return shim_reference_variable(target);
    case SHIM_STMT_MEMBER:
        parts = children_of(walk, target);
        variable = parts.count ? launches_place(walk, parts.items[0], path, size) : NULL;
        if (strcmp(path, "[0]") == 0) /* as `pointer->` has it */
            *path = '\0';
        append(path, size, *path ? "." : "", shim_member_name(walk->unit, target), "");
        return variable;
    case SHIM_STMT_CALL:
        shim_call_facts(walk->unit, target, &facts);
        if (!facts.callee || strcmp(shim_function_simple_name(walk->unit, facts.callee), "operator[]") != 0)
            return NULL;
        return facts.argument_count != 2 ? NULL
                                         : place_of_element(walk, shim_call_argument(target, 0),
                                                            shim_call_argument(target, 1), path, size);
    default:
        if (!target || shim_flow_kind(target) != SHIM_FLOW_ELEMENT)
            return NULL;
        parts = children_of(walk, target);
        return parts.count == 2 ? place_of_element(walk, parts.items[0], parts.items[1], path, size) : NULL;
    }
}

void launches_assignment(struct walk *walk, shim_stmt left, shim_stmt right) {
    struct assignment assignment = {.value = right, .guard = walk->guard};
    char path[256];
    if (walk->facts.device || !walk->facts.cuda)
        return;
    assignment.variable = launches_place(walk, left, path, sizeof path);
    if (!assignment.variable)
        return;
    assignment.member = *path ? memory_text(path) : NULL;
    if (*path && !assignment.member)
        return;
    VECTOR_PUSH(&walk->assignments, assignment);
}

static shim_stmt assigned(struct walk *walk, shim_variable variable, const char *member) {
    for (size_t i = 0; i < walk->assignments.count; ++i) {
        const struct assignment *assignment = &walk->assignments.items[i];
        if (assignment->variable == variable &&
            (member ? assignment->member && strcmp(assignment->member, member) == 0 : !assignment->member))
            return assignment->value;
    }
    return NULL;
}

/* Configurations ----------------------------------------------------------------- */

/* Looks through what does not change a value: one-operand wrappers and copies
 * of the same class. */
shim_stmt launches_peel(struct walk *walk, shim_stmt expression) {
    for (int depth = 0; expression && depth < LOOK_DEPTH; ++depth) {
        struct children parts;
        shim_function constructor;
        switch (shim_stmt_kind(expression)) {
        case SHIM_STMT_TRANSPARENT:
        case SHIM_STMT_BIND_TEMPORARY:
        case SHIM_STMT_MATERIALIZE:
        case SHIM_STMT_EXPLICIT_CAST:
            parts = children_of(walk, expression);
            if (parts.count != 1)
                return expression;
            expression = parts.items[0];
            break;
        case SHIM_STMT_OTHER: /* an implicit conversion */
            parts = children_of(walk, expression);
            if (parts.count != 1 || !shim_stmt_is_expression(expression) ||
                shim_type_record(shim_expression_type(expression)) == NULL)
                return expression;
            expression = parts.items[0];
            break;
        case SHIM_STMT_CONSTRUCT:
            constructor = shim_construct_constructor(expression);
            if (shim_construct_argument_count(expression) != 1 ||
                shim_type_record(shim_expression_type(shim_call_argument(expression, 0))) !=
                    shim_method_record(constructor))
                return expression;
            expression = shim_call_argument(expression, 0);
            break;
        default:
            return expression;
        }
    }
    return expression;
}

/* The expression that gives a variable its value, where one alone does. */
static shim_stmt value_of(struct walk *walk, shim_stmt expression) {
    for (int depth = 0; depth < LOOK_DEPTH; ++depth) {
        expression = launches_peel(walk, expression);
        if (!expression || shim_stmt_kind(expression) != SHIM_STMT_REFERENCE)
            return expression;
        shim_variable variable = shim_reference_variable(expression);
        struct shim_variable_facts facts;
        if (!variable)
            return expression;
        shim_variable_facts(walk->unit, variable, &facts);
        shim_stmt value = facts.parameter ? NULL : shim_variable_initializer(variable), last;
        unsigned times = facts.parameter || facts.global ? 0 : values_count(walk, variable, &last);
        if (times > 1 || (!facts.parameter && !facts.global && !facts.static_local && !facts.is_const &&
                          shim_variable_aliased(walk->unit, variable)))
            return expression;
        if (times == 1 && last)
            value = last;
        if (!value || shim_stmt_kind(launches_peel(walk, value)) == SHIM_STMT_OTHER)
            value = assigned(walk, variable, NULL) ? assigned(walk, variable, NULL) : value;
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
    struct extent extent = {{NULL}, {false}};
    shim_variable variable = variable_of(expression);
    for (unsigned i = 0; i < 3; ++i) {
        unsigned set = 0;
        if (i < shim_construct_argument_count(value) && !shim_is_default_argument(shim_call_argument(value, i)))
            extent.parts[i] = shim_call_argument(value, i);
        for (size_t j = 0; variable && j < walk->assignments.count; ++j) {
            const struct assignment *assignment = &walk->assignments.items[j];
            if (assignment->variable != variable || !assignment->member || strcmp(assignment->member, names[i]) != 0)
                continue;
            extent.several[i] = set || !guards_is_around(walk, assignment->guard, walk->guard);
            extent.parts[i] = assignment->value;
            ++set;
        }
        if (variable && values_member_count(walk, variable, names[i]) != set)
            extent.several[i] = true; /* by += and its like, or in another body */
    }
    return extent;
}

/* A number where the compiler can tell, else the expression with what it can
 * tell of it. */
static uint32_t number_or_folded(struct walk *walk, shim_stmt expression) {
    uint32_t number = constants_text(walk, expression);
    return number ? number : values_folded(walk, expression);
}

/* A dimension's text. */
static uint32_t dimension(struct walk *walk, shim_stmt expression, const struct extent *extent,
                          unsigned index) {
    static const char *const members[] = {".x", ".y", ".z"};
    struct text_buffer text = {0};
    if (!extent->several[index])
        return extent->parts[index] ? number_or_folded(walk, extent->parts[index])
                                    : walk_string(walk, "1");
    text_add(&text, shim_stmt_text(walk->unit, expression));
    text_add(&text, members[index]);
    return walk_text(walk, &text);
}

struct configuration {
    shim_stmt parts[CONFIGURATION_COUNT];
};

/* Grid or block, looking through variables wherever they stand in the
 * expressions, and what the expressions depend on. */
static void describe_dimensions(struct walk *walk, shim_stmt expression, struct launch *launch,
                                int part) {
    if (constants_extent(walk, expression, launch->extent[part]))
        return;
    shim_stmt value = value_of(walk, expression);
    if (!value || shim_stmt_kind(value) != SHIM_STMT_CONSTRUCT) {
        launch->extent[part][0] = values_folded(walk, value ? value : expression);
        launch->depends[part] = values_depends(walk, value ? &value : &expression, 1);
        return;
    }
    struct extent extent = extent_of(walk, expression, value);
    for (unsigned i = 0; i < 3; ++i)
        launch->extent[part][i] = dimension(walk, expression, &extent, i);
    launch->depends[part] = values_depends(walk, extent.parts, 3);
}

/* What is written for the defaulted parts of a launch. */
static void describe(struct walk *walk, const struct configuration *configuration,
                     struct launch *launch) {
    shim_stmt amount = configuration->parts[SHARED_MEMORY];
    for (int i = 0; i < CONFIGURATION_COUNT; ++i) {
        shim_stmt part = configuration->parts[i];
        launch->text[i] = part ? walk_string(walk, shim_stmt_text(walk->unit, part)) : 0;
    }
    for (int i = GRID; i <= BLOCK; ++i)
        if (configuration->parts[i])
            describe_dimensions(walk, configuration->parts[i], launch, i);
    launch->shared_memory = amount ? number_or_folded(walk, amount) : walk_string(walk, "0");
    launch->depends[SHARED_MEMORY] = values_depends(walk, &amount, 1);
}

/* A cudaLaunchConfig_t: its members, from assignments or its initialiser. */
static struct configuration from_structure(struct walk *walk, shim_stmt argument) {
    static const char *const members[] = {"gridDim", "blockDim", "dynamicSmemBytes", "stream"};
    struct configuration configuration = {{NULL}};
    shim_variable variable = variable_of(argument);
    if (!variable)
        return configuration;
    shim_stmt initializer = shim_variable_initializer(shim_variable_defining(variable));
    struct children given = {.count = 0};
    if (initializer && shim_stmt_kind(initializer) == SHIM_STMT_INITIALIZER_LIST)
        given = children_of(walk, initializer);
    for (unsigned i = 0; i < CONFIGURATION_COUNT; ++i) {
        configuration.parts[i] = assigned(walk, variable, members[i]);
        if (!configuration.parts[i] && i < given.count && *shim_stmt_text(walk->unit, given.items[i]))
            configuration.parts[i] = given.items[i];
    }
    return configuration;
}

/* The launch functions of the CUDA and HIP runtimes. */
struct launch_api {
    const char *name;
    int kernel;     /* which argument is the kernel */
    int structure;  /* which is the configuration, or -1: as below */
    int parts[CONFIGURATION_COUNT]; /* which argument is which part */
};

static const struct launch_api launch_apis[] = {
    {"cudaLaunchKernel", 0, -1, {1, 2, 4, 5}},
    {"cudaLaunchCooperativeKernel", 0, -1, {1, 2, 4, 5}},
    {"cudaLaunchKernelExC", 1, 0, {-1, -1, -1, -1}},
    {"cudaLaunchKernelEx", 1, 0, {-1, -1, -1, -1}},
    {"hipLaunchKernel", 0, -1, {1, 2, 4, 5}},
    {"hipLaunchCooperativeKernel", 0, -1, {1, 2, 4, 5}},
    {"hipExtLaunchKernel", 0, -1, {1, 2, 4, 5}},
};

static const struct launch_api *find_api(const char *name) {
    size_t length = strlen(name);
    if (length > 5 && strcmp(name + length - 5, "_ptsz") == 0)
        length -= 5;
    for (size_t i = 0; i < sizeof launch_apis / sizeof *launch_apis; ++i)
        if (strlen(launch_apis[i].name) == length && strncmp(launch_apis[i].name, name, length) == 0)
            return &launch_apis[i];
    return NULL;
}

/* Collecting ----------------------------------------------------------------------- */

/* A closure's call operator can run on either side; in a device pass it is met,
 * too, and what it launches is not launched there. */
static bool is_of_host_here(struct walk *walk) {
    uint32_t current = walk_current(walk);
    return walk->facts.device &&
           (current == UINT32_MAX || !walk->entries.items[current].function ||
            walk->entries.items[current].facts.host);
}

void launches_kernel_call(struct walk *walk, shim_stmt call, uint32_t location) {
    struct shim_call facts;
    shim_call_facts(walk->unit, call, &facts);
    for (unsigned i = 0; i < CONFIGURATION_COUNT; ++i)
        walk_push(walk, shim_kernel_call_configuration(call, i), 0, false);
    for (unsigned i = 0; i < facts.argument_count; ++i)
        walk_push(walk, shim_call_argument(call, i), 0, false);
    if (!facts.callee)
        walk_push(walk, facts.callee_expression, 0, false);
    if (is_of_host_here(walk))
        return;
    struct pending_launch launch = {call, facts.callee_expression, location, "<<<>>>", walk->guard,
                                    walk->never};
    VECTOR_PUSH(&walk->pending_launches, launch);
}

void launches_api_call(struct walk *walk, shim_stmt call, const struct shim_call *facts,
                       uint32_t location) {
    if (walk->facts.device || !walk->facts.cuda)
        return;
    const char *name = shim_function_simple_name(walk->unit, facts->callee);
    if (strcmp(name, "operator=") == 0 && facts->argument_count == 2) {
        if (!walk->never)
            launches_assignment(walk, shim_call_argument(call, 0), shim_call_argument(call, 1));
        return;
    }
    const struct launch_api *api = find_api(name);
    if (!api || (unsigned)api->kernel >= facts->argument_count)
        return;
    /* The runtime's own templates forward to its C functions: the launch is
     * where they are used. */
    uint32_t current = walk_current(walk);
    if (current != UINT32_MAX && walk->entries.items[current].function &&
        find_api(shim_function_simple_name(walk->unit, walk->entries.items[current].function)))
        return;
    struct pending_launch launch = {call, shim_call_argument(call, (unsigned)api->kernel), location, api->name,
                                    walk->guard, walk->never};
    VECTOR_PUSH(&walk->pending_launches, launch);
}

static struct configuration configuration_of(struct walk *walk,
                                             const struct pending_launch *pending) {
    struct configuration configuration = {{NULL}};
    const struct launch_api *api = find_api(pending->api);
    if (!api) {
        for (unsigned i = 0; i < CONFIGURATION_COUNT; ++i)
            configuration.parts[i] = shim_kernel_call_configuration(pending->call, i);
        return configuration;
    }
    if (api->structure >= 0)
        return from_structure(walk, shim_call_argument(pending->call, (unsigned)api->structure));
    struct shim_call facts;
    shim_call_facts(walk->unit, pending->call, &facts);
    for (unsigned i = 0; i < CONFIGURATION_COUNT; ++i)
        if (api->parts[i] >= 0 && (unsigned)api->parts[i] < facts.argument_count) {
            shim_stmt argument = shim_call_argument(pending->call, (unsigned)api->parts[i]);
            configuration.parts[i] = shim_is_default_argument(argument) ? NULL : argument;
        }
    return configuration;
}

/* The kernels of a launch, each once. */
struct kernels {
    shim_function items[64];
    unsigned count;
};

static struct kernels kernels_of(const struct kernel_choices *choices) {
    struct kernels kernels = {.count = 0};
    for (size_t i = 0; i < choices->items.count; ++i) {
        bool seen = kernels.count == sizeof kernels.items / sizeof *kernels.items;
        for (unsigned j = 0; j < kernels.count && !seen; ++j)
            seen = kernels.items[j] == choices->items.items[i].kernel;
        if (!seen)
            kernels.items[kernels.count++] = choices->items.items[i].kernel;
    }
    return kernels;
}

/* A row and an edge for each kernel, on each way to it. */
static void add_launches(struct walk *walk, const struct pending_launch *pending, struct launch launch,
                         const struct kernel_choices *choices) {
    for (size_t i = 0; i < choices->items.count; ++i) {
        const struct kernel_choice *choice = &choices->items.items[i];
        walk->guard = launch.guard = choice->guard;
        walk_edge(walk, choice->kernel, CCH_KIND_LAUNCH, choice->told, 0, pending->location);
        launch.kernel = walk_entry(walk, choice->kernel);
        if (!pending->never) /* else it is in the code, and launches nothing */
            VECTOR_PUSH(&walk->launches, launch);
    }
    walk->guard = pending->guard;
}

/* Something that is not known here is launched, too. */
static void add_unknown(struct walk *walk, const struct pending_launch *pending, struct launch launch,
                        bool alone) {
    struct shim_call facts;
    shim_call_facts(walk->unit, pending->call, &facts);
    if (!find_api(pending->api) && facts.pointer_type)
        pointers_launch(walk, facts.pointer_type, pending->location);
    guards_edge(walk, launch.caller, UINT32_MAX, pending->location);
    /* What a header of the runtime forwards is known where it is used. */
    if (alone && !walk->entries.items[launch.caller].facts.in_system)
        VECTOR_PUSH(&walk->launches, launch);
}

static void finish(struct walk *walk, const struct pending_launch *pending) {
    struct kernel_choices choices = {.unknown = false};
    struct shim_call facts;
    const struct launch_api *api = find_api(pending->api);
    shim_call_facts(walk->unit, pending->call, &facts);
    uint32_t caller = walk_current(walk);
    if (caller == UINT32_MAX)
        return;
    walk->guard = pending->guard;
    walk->never = pending->never;
    if (!api && facts.callee)
        VECTOR_PUSH(&choices.items, (struct kernel_choice){facts.callee, pending->guard, true});
    else
        kernel_choices_find(walk, pending->kernel, pending->call, &choices);
    struct launch launch = {.caller = caller, .kernel = UINT32_MAX, .location = pending->location,
                            .guard = pending->guard, .api = walk_string(walk, pending->api)};
    if (!pending->never) {
        struct configuration configuration = configuration_of(walk, pending);
        struct kernels kernels = kernels_of(&choices);
        describe(walk, &configuration, &launch);
        flow_launch(walk, pending->call, configuration.parts, !api, kernels.items, kernels.count,
                    pending->location);
        launch.attribute = (uint32_t)walk->launch_attributes.count;
        if (api && api->structure >= 0)
            launch.attribute_count = launch_attributes_find(
                walk, shim_call_argument(pending->call, (unsigned)api->structure));
    }
    add_launches(walk, pending, launch, &choices);
    if (choices.unknown && !pending->never)
        add_unknown(walk, pending, launch, choices.items.count == 0);
    VECTOR_RELEASE(&choices.items);
}

void launches_finish_body(struct walk *walk) {
    for (size_t i = 0; i < walk->pending_launches.count; ++i)
        finish(walk, &walk->pending_launches.items[i]);
    walk->never = false;
    for (size_t i = 0; i < walk->assignments.count; ++i)
        free((char *)walk->assignments.items[i].member);
    walk->pending_launches.count = 0;
    walk->assignments.count = 0;
}

static void write(struct walk *walk, const struct launch *launch, uint32_t passes, uint32_t units) {
    uint32_t cells[CCH_LAUNCH_WIDTH] = {0};
    cells[CCH_LAUNCH_CALLER] = names_function(walk, launch->caller);
    cells[CCH_LAUNCH_KERNEL] = launch->kernel == UINT32_MAX ? 0 : names_function(walk, launch->kernel);
    cells[CCH_LAUNCH_SITE] = paths_site(walk, launch->location);
    cells[CCH_LAUNCH_PATH] = guards_path(walk, launch->guard);
    cells[CCH_LAUNCH_API] = launch->api;
    for (int part = 0; part < CONFIGURATION_COUNT; ++part)
        cells[CCH_LAUNCH_GRID + part] = launch->text[part];
    cells[CCH_LAUNCH_ATTRIBUTES] = launch_attributes_text(walk, launch);
    for (int i = 0; i < 3; ++i) {
        cells[CCH_LAUNCH_GRID_X + i] = launch->extent[GRID][i];
        cells[CCH_LAUNCH_BLOCK_X + i] = launch->extent[BLOCK][i];
        cells[CCH_LAUNCH_GRID_DEPENDS + i] = launch->depends[i];
    }
    cells[CCH_LAUNCH_SHARED_MEMORY_VALUE] = launch->shared_memory;
    cells[CCH_LAUNCH_PASSES] = passes;
    cells[CCH_LAUNCH_UNITS] = units;
    launch_attributes_write(walk, launch, cch_graph_insert(walk->graph, CCH_LAUNCH, cells));
}

void launches_write(struct walk *walk, uint32_t passes, uint32_t units) {
    for (size_t i = 0; i < walk->launches.count; ++i)
        write(walk, &walk->launches.items[i], passes, units);
}
