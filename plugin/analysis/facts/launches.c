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

static struct children children_of(struct collector *collector, shim_stmt stmt) {
    struct children children = {.count = 0};
    shim_stmt_children(collector->unit, stmt, keep, &children);
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

static shim_variable place_of_element(struct collector *collector, shim_stmt array, shim_stmt index, char *path,
                                      size_t size) {
    int64_t number;
    char digits[32];
    shim_variable variable = launches_place(collector, array, path, size);
    bool known = shim_evaluate_integer(collector->unit, index, &number);
    snprintf(digits, sizeof digits, "%" PRId64, number);
    append(path, size, "[", known ? digits : shim_stmt_text(collector->unit, index), "]");
    return variable;
}

shim_variable launches_place(struct collector *collector, shim_stmt expression, char *path, size_t size) {
    shim_stmt target = expression ? shim_strip(expression) : NULL;
    struct children parts;
    struct shim_call facts;
    shim_variable variable;
    *path = '\0';
    switch (target ? shim_stmt_kind(target) : SHIM_STMT_SKIP) {
    case SHIM_STMT_REFERENCE:
        return shim_reference_variable(target);
    case SHIM_STMT_MEMBER:
        parts = children_of(collector, target);
        variable = parts.count ? launches_place(collector, parts.items[0], path, size) : NULL;
        if (strcmp(path, "[0]") == 0) /* as `pointer->` has it */
            *path = '\0';
        append(path, size, *path ? "." : "", shim_member_name(collector->unit, target), "");
        return variable;
    case SHIM_STMT_CALL:
        shim_call_facts(collector->unit, target, &facts);
        if (!facts.callee || strcmp(shim_function_simple_name(collector->unit, facts.callee), "operator[]") != 0)
            return NULL;
        return facts.argument_count != 2 ? NULL
                                         : place_of_element(collector, shim_call_argument(target, 0),
                                                            shim_call_argument(target, 1), path, size);
    default:
        if (!target || shim_flow_kind(target) != SHIM_FLOW_ELEMENT)
            return NULL;
        parts = children_of(collector, target);
        return parts.count == 2 ? place_of_element(collector, parts.items[0], parts.items[1], path, size) : NULL;
    }
}

void launches_assignment(struct collector *collector, shim_stmt left, shim_stmt right) {
    struct assignment assignment = {.value = right, .guard = collector->guard};
    char path[256];
    if (collector->facts.device || !collector->facts.cuda)
        return;
    assignment.variable = launches_place(collector, left, path, sizeof path);
    if (!assignment.variable)
        return;
    assignment.member = *path ? memory_text(path) : NULL;
    if (*path && !assignment.member)
        return;
    VECTOR_PUSH(&collector->assignments, assignment);
}

static shim_stmt assigned(struct collector *collector, shim_variable variable, const char *member) {
    for (size_t i = 0; i < collector->assignments.count; ++i) {
        const struct assignment *assignment = &collector->assignments.items[i];
        if (assignment->variable == variable &&
            (member ? assignment->member && strcmp(assignment->member, member) == 0 : !assignment->member))
            return assignment->value;
    }
    return NULL;
}

/* Configurations ----------------------------------------------------------------- */

/* Looks through what does not change a value: one-operand wrappers and copies
 * of the same class. */
shim_stmt launches_peel(struct collector *collector, shim_stmt expression) {
    for (int depth = 0; expression && depth < LOOK_DEPTH; ++depth) {
        struct children parts;
        shim_function constructor;
        switch (shim_stmt_kind(expression)) {
        case SHIM_STMT_TRANSPARENT:
        case SHIM_STMT_BIND_TEMPORARY:
        case SHIM_STMT_MATERIALIZE:
        case SHIM_STMT_EXPLICIT_CAST:
            parts = children_of(collector, expression);
            if (parts.count != 1)
                return expression;
            expression = parts.items[0];
            break;
        case SHIM_STMT_OTHER: /* an implicit conversion */
            parts = children_of(collector, expression);
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
static shim_stmt value_of(struct collector *collector, shim_stmt expression) {
    for (int depth = 0; depth < LOOK_DEPTH; ++depth) {
        expression = launches_peel(collector, expression);
        if (!expression || shim_stmt_kind(expression) != SHIM_STMT_REFERENCE)
            return expression;
        shim_variable variable = shim_reference_variable(expression);
        struct shim_variable_facts facts;
        if (!variable)
            return expression;
        shim_variable_facts(collector->unit, variable, &facts);
        shim_stmt value = facts.parameter ? NULL : shim_variable_initializer(variable), last;
        unsigned times = facts.parameter || facts.global ? 0 : values_count(collector, variable, &last);
        if (times > 1 || (!facts.parameter && !facts.global && !facts.static_local && !facts.is_const &&
                          shim_variable_aliased(collector->unit, variable)))
            return expression;
        if (times == 1 && last)
            value = last;
        if (!value || shim_stmt_kind(launches_peel(collector, value)) == SHIM_STMT_OTHER)
            value = assigned(collector, variable, NULL) ? assigned(collector, variable, NULL) : value;
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
static struct extent extent_of(struct collector *collector, shim_stmt expression, shim_stmt value) {
    static const char *const names[] = {"x", "y", "z"};
    struct extent extent = {{NULL}, {false}};
    shim_variable variable = variable_of(expression);
    for (unsigned i = 0; i < 3; ++i) {
        unsigned set = 0;
        if (i < shim_construct_argument_count(value) && !shim_is_default_argument(shim_call_argument(value, i)))
            extent.parts[i] = shim_call_argument(value, i);
        for (size_t j = 0; variable && j < collector->assignments.count; ++j) {
            const struct assignment *assignment = &collector->assignments.items[j];
            if (assignment->variable != variable || !assignment->member || strcmp(assignment->member, names[i]) != 0)
                continue;
            extent.several[i] = set || !guards_is_around(collector, assignment->guard, collector->guard);
            extent.parts[i] = assignment->value;
            ++set;
        }
        if (variable && values_member_count(collector, variable, names[i]) != set)
            extent.several[i] = true; /* by += and its like, or in another body */
    }
    return extent;
}

/* A number where the compiler can tell, else the expression with what it can
 * tell of it. */
static uint32_t number_or_folded(struct collector *collector, shim_stmt expression) {
    uint32_t number = constants_text(collector, expression);
    return number ? number : values_folded(collector, expression);
}

/* A dimension's text. */
static uint32_t dimension(struct collector *collector, shim_stmt expression, const struct extent *extent,
                          unsigned index) {
    static const char *const members[] = {".x", ".y", ".z"};
    struct text_buffer text = {0};
    if (!extent->several[index])
        return extent->parts[index] ? number_or_folded(collector, extent->parts[index])
                                    : collector_string(collector, "1");
    text_add(&text, shim_stmt_text(collector->unit, expression));
    text_add(&text, members[index]);
    return collector_text(collector, &text);
}

struct configuration {
    shim_stmt parts[CONFIGURATION_COUNT];
};

/* Grid or block, looking through variables wherever they stand in the
 * expressions, and what the expressions depend on. */
static void describe_dimensions(struct collector *collector, shim_stmt expression, struct launch *launch,
                                int part) {
    if (constants_extent(collector, expression, launch->extent[part]))
        return;
    shim_stmt value = value_of(collector, expression);
    if (!value || shim_stmt_kind(value) != SHIM_STMT_CONSTRUCT) {
        launch->extent[part][0] = values_folded(collector, value ? value : expression);
        launch->depends[part] = values_depends(collector, value ? &value : &expression, 1);
        return;
    }
    struct extent extent = extent_of(collector, expression, value);
    for (unsigned i = 0; i < 3; ++i)
        launch->extent[part][i] = dimension(collector, expression, &extent, i);
    launch->depends[part] = values_depends(collector, extent.parts, 3);
}

/* What is written for the defaulted parts of a launch. */
static void describe(struct collector *collector, const struct configuration *configuration,
                     struct launch *launch) {
    shim_stmt amount = configuration->parts[SHARED_MEMORY];
    for (int i = 0; i < CONFIGURATION_COUNT; ++i) {
        shim_stmt part = configuration->parts[i];
        launch->text[i] = part ? collector_string(collector, shim_stmt_text(collector->unit, part)) : 0;
    }
    for (int i = GRID; i <= BLOCK; ++i)
        if (configuration->parts[i])
            describe_dimensions(collector, configuration->parts[i], launch, i);
    launch->shared_memory = amount ? number_or_folded(collector, amount) : collector_string(collector, "0");
    launch->depends[SHARED_MEMORY] = values_depends(collector, &amount, 1);
}

/* A cudaLaunchConfig_t: its members, from assignments or its initialiser. */
static struct configuration from_structure(struct collector *collector, shim_stmt argument) {
    static const char *const members[] = {"gridDim", "blockDim", "dynamicSmemBytes", "stream"};
    struct configuration configuration = {{NULL}};
    shim_variable variable = variable_of(argument);
    if (!variable)
        return configuration;
    shim_stmt initializer = shim_variable_initializer(shim_variable_defining(variable));
    struct children given = {.count = 0};
    if (initializer && shim_stmt_kind(initializer) == SHIM_STMT_INITIALIZER_LIST)
        given = children_of(collector, initializer);
    for (unsigned i = 0; i < CONFIGURATION_COUNT; ++i) {
        configuration.parts[i] = assigned(collector, variable, members[i]);
        if (!configuration.parts[i] && i < given.count && *shim_stmt_text(collector->unit, given.items[i]))
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
static bool is_of_host_here(struct collector *collector) {
    uint32_t current = collector_current(collector);
    return collector->facts.device &&
           (current == UINT32_MAX || !collector->entries.items[current].function ||
            collector->entries.items[current].facts.host);
}

void launches_kernel_call(struct collector *collector, shim_stmt call, uint32_t location) {
    struct shim_call facts;
    shim_call_facts(collector->unit, call, &facts);
    for (unsigned i = 0; i < CONFIGURATION_COUNT; ++i)
        body_push(collector, shim_kernel_call_configuration(call, i), 0, false);
    for (unsigned i = 0; i < facts.argument_count; ++i)
        body_push(collector, shim_call_argument(call, i), 0, false);
    if (!facts.callee)
        body_push(collector, facts.callee_expression, 0, false);
    if (is_of_host_here(collector))
        return;
    struct pending_launch launch = {call, facts.callee_expression, location, "<<<>>>", collector->guard,
                                    collector->never};
    VECTOR_PUSH(&collector->pending_launches, launch);
}

void launches_api_call(struct collector *collector, shim_stmt call, const struct shim_call *facts,
                       uint32_t location) {
    if (collector->facts.device || !collector->facts.cuda)
        return;
    const char *name = shim_function_simple_name(collector->unit, facts->callee);
    if (strcmp(name, "operator=") == 0 && facts->argument_count == 2) {
        if (!collector->never)
            launches_assignment(collector, shim_call_argument(call, 0), shim_call_argument(call, 1));
        return;
    }
    const struct launch_api *api = find_api(name);
    if (!api || (unsigned)api->kernel >= facts->argument_count)
        return;
    /* The runtime's own templates forward to its C functions: the launch is
     * where they are used. */
    uint32_t current = collector_current(collector);
    if (current != UINT32_MAX && collector->entries.items[current].function &&
        find_api(shim_function_simple_name(collector->unit, collector->entries.items[current].function)))
        return;
    struct pending_launch launch = {call, shim_call_argument(call, (unsigned)api->kernel), location, api->name,
                                    collector->guard, collector->never};
    VECTOR_PUSH(&collector->pending_launches, launch);
}

static struct configuration configuration_of(struct collector *collector,
                                             const struct pending_launch *pending) {
    struct configuration configuration = {{NULL}};
    const struct launch_api *api = find_api(pending->api);
    if (!api) {
        for (unsigned i = 0; i < CONFIGURATION_COUNT; ++i)
            configuration.parts[i] = shim_kernel_call_configuration(pending->call, i);
        return configuration;
    }
    if (api->structure >= 0)
        return from_structure(collector, shim_call_argument(pending->call, (unsigned)api->structure));
    struct shim_call facts;
    shim_call_facts(collector->unit, pending->call, &facts);
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
static void add_launches(struct collector *collector, const struct pending_launch *pending, struct launch launch,
                         const struct kernel_choices *choices) {
    for (size_t i = 0; i < choices->items.count; ++i) {
        const struct kernel_choice *choice = &choices->items.items[i];
        collector->guard = launch.guard = choice->guard;
        collector_edge(collector, choice->kernel, CCH_KIND_LAUNCH, choice->told, 0, pending->location);
        launch.kernel = collector_function(collector, choice->kernel);
        if (!pending->never) /* else it is in the code, and launches nothing */
            VECTOR_PUSH(&collector->launches, launch);
    }
    collector->guard = pending->guard;
}

/* Something that is not known here is launched, too. */
static void add_unknown(struct collector *collector, const struct pending_launch *pending, struct launch launch,
                        bool alone) {
    struct shim_call facts;
    shim_call_facts(collector->unit, pending->call, &facts);
    if (!find_api(pending->api) && facts.pointer_type)
        pointers_launch(collector, facts.pointer_type, pending->location);
    guards_edge(collector, launch.caller, UINT32_MAX, pending->location);
    /* What a header of the runtime forwards is known where it is used. */
    if (alone && !collector->entries.items[launch.caller].facts.in_system)
        VECTOR_PUSH(&collector->launches, launch);
}

static void finish(struct collector *collector, const struct pending_launch *pending) {
    struct kernel_choices choices = {.unknown = false};
    struct shim_call facts;
    const struct launch_api *api = find_api(pending->api);
    shim_call_facts(collector->unit, pending->call, &facts);
    uint32_t caller = collector_current(collector);
    if (caller == UINT32_MAX)
        return;
    collector->guard = pending->guard;
    collector->never = pending->never;
    if (!api && facts.callee)
        VECTOR_PUSH(&choices.items, (struct kernel_choice){facts.callee, pending->guard, true});
    else
        kernel_choices_find(collector, pending->kernel, pending->call, &choices);
    struct launch launch = {.caller = caller, .kernel = UINT32_MAX, .location = pending->location,
                            .guard = pending->guard, .api = collector_string(collector, pending->api)};
    if (!pending->never) {
        struct configuration configuration = configuration_of(collector, pending);
        struct kernels kernels = kernels_of(&choices);
        describe(collector, &configuration, &launch);
        flow_launch(collector, pending->call, configuration.parts, !api, kernels.items, kernels.count,
                    pending->location);
        launch.attribute = (uint32_t)collector->launch_attributes.count;
        if (api && api->structure >= 0)
            launch.attribute_count = launch_attributes_find(
                collector, shim_call_argument(pending->call, (unsigned)api->structure));
    }
    add_launches(collector, pending, launch, &choices);
    if (choices.unknown && !pending->never)
        add_unknown(collector, pending, launch, choices.items.count == 0);
    VECTOR_RELEASE(&choices.items);
}

void launches_finish_body(struct collector *collector) {
    for (size_t i = 0; i < collector->pending_launches.count; ++i)
        finish(collector, &collector->pending_launches.items[i]);
    collector->never = false;
    for (size_t i = 0; i < collector->assignments.count; ++i)
        free((char *)collector->assignments.items[i].member);
    collector->pending_launches.count = 0;
    collector->assignments.count = 0;
}

static void write(struct collector *collector, const struct launch *launch, uint32_t passes, uint32_t units) {
    uint32_t cells[CCH_LAUNCH_WIDTH] = {0};
    cells[CCH_LAUNCH_CALLER] = names_function(collector, launch->caller);
    cells[CCH_LAUNCH_KERNEL] = launch->kernel == UINT32_MAX ? 0 : names_function(collector, launch->kernel);
    cells[CCH_LAUNCH_SITE] = paths_site(collector, launch->location);
    cells[CCH_LAUNCH_PATH] = guards_path(collector, launch->guard);
    cells[CCH_LAUNCH_API] = launch->api;
    for (int part = 0; part < CONFIGURATION_COUNT; ++part)
        cells[CCH_LAUNCH_GRID + part] = launch->text[part];
    cells[CCH_LAUNCH_ATTRIBUTES] = launch_attributes_text(collector, launch);
    for (int i = 0; i < 3; ++i) {
        cells[CCH_LAUNCH_GRID_X + i] = launch->extent[GRID][i];
        cells[CCH_LAUNCH_BLOCK_X + i] = launch->extent[BLOCK][i];
        cells[CCH_LAUNCH_GRID_DEPENDS + i] = launch->depends[i];
    }
    cells[CCH_LAUNCH_SHARED_MEMORY_VALUE] = launch->shared_memory;
    cells[CCH_LAUNCH_PASSES] = passes;
    cells[CCH_LAUNCH_UNITS] = units;
    launch_attributes_write(collector, launch, cch_graph_insert(collector->graph, CCH_LAUNCH, cells));
}

void launches_write(struct collector *collector, uint32_t passes, uint32_t units) {
    for (size_t i = 0; i < collector->launches.count; ++i)
        write(collector, &collector->launches.items[i], passes, units);
}
