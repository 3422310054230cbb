#include "facts/binding_names.h"

#include "facts/binding_rules.h"
#include "walk/paths.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Of expressions in expressions, and where these name functions; of calls on a way; of ways to one definition. */
enum { DEPTH = 24, TARGET_DEPTH = 1000, CALLS_MAX = 20, WAYS_MAX = 4096 };

bool binding_append(char *path, const char *part) {
    size_t length = strlen(path), more = strlen(part);
    if (length + more + 2 > BINDING_NAME_SIZE)
        return false;
    if (length)
        path[length++] = '.';
    memcpy(path + length, part, more + 1);
    return true;
}

/* The first literal ---------------------------------------------------------------- */

struct literal_search {
    struct walk *walk;
    int depth;
    uint32_t literal; /* string */
    bool found;
};

static void find_literal(void *data, shim_stmt expression) {
    struct literal_search *search = data;
    const char *text;
    size_t length;
    if (search->found || !expression || search->depth > DEPTH)
        return;
    if (shim_stmt_is_expression(expression) && shim_string_literal(search->walk->unit, expression, &text, &length)) {
        search->literal = cch_graph_string(search->walk->graph, text, strnlen(text, length));
        search->found = true;
        return;
    }
    ++search->depth;
    shim_variable variable =
        shim_stmt_kind(expression) == SHIM_STMT_REFERENCE ? shim_reference_variable(expression) : NULL;
    if (variable) /* a name kept in a constant */
        find_literal(search, shim_variable_initializer(shim_variable_defining(variable)));
    else
        shim_stmt_children(search->walk->unit, expression, find_literal, search);
    --search->depth;
}

uint32_t binding_literal(struct walk *walk, shim_stmt expression) {
    struct literal_search search = {.walk = walk};
    find_literal(&search, expression);
    return search.found ? search.literal : 0;
}

/* Ways ------------------------------------------------------------------------------- */

struct unfolding {
    struct walk *walk;
    const struct bindings *bindings;
    shim_function function;
    binding_way_visitor *visit;
    void *data;
    const struct module_call *calls[CALLS_MAX];
    size_t ways;
    bool cut;
};

/* The library whose body the function is, or NULL. */
static const struct library *library_of(const struct bindings *bindings, shim_function function) {
    for (size_t i = 0; i < bindings->libraries.count; ++i)
        if (bindings->libraries.items[i].function == function)
            return &bindings->libraries.items[i];
    return NULL;
}

static void unfold(struct unfolding *unfolding, shim_function function, size_t count) {
    struct walk *walk = unfolding->walk;
    const struct bindings *bindings = unfolding->bindings;
    bool called = false;
    for (size_t i = 0; count < CALLS_MAX && function && i < bindings->module_calls.count; ++i) {
        const struct module_call *call = &bindings->module_calls.items[i];
        if (call->callee != function || call->enclosing == UINT32_MAX)
            continue;
        called = true;
        if ((unfolding->cut = unfolding->ways >= WAYS_MAX))
            break;
        unfolding->calls[count] = call;
        unfold(unfolding, walk->entries.items[call->enclosing].function, count + 1);
    }
    if (called)
        return;
    shim_function around = function ? shim_lambda_enclosing(function) : NULL;
    if (around) { /* called by what we cannot see, with what it has captured */
        unfold(unfolding, around, count);
        return;
    }
    struct binding_way way = {
        walk, unfolding->function, function, unfolding->calls, count, NULL, library_of(unfolding->bindings, function)};
    unfolding->ways++;
    unfolding->visit(unfolding->data, &way);
}

void binding_ways(struct walk *walk, const struct bindings *bindings, shim_function function,
                  binding_way_visitor *visit, void *data) {
    struct unfolding unfolding = {
        .walk = walk, .bindings = bindings, .function = function, .visit = visit, .data = data};
    unfold(&unfolding, function, 0);
    if (unfolding.cut)
        paths_problem(walk, "a function that gives names is called in more than 4096 ways: further names are missed",
                      shim_function_location(walk->unit, function));
}

/* Which of the function's parameters it is, from 0; false: none that has a name. */
static bool number_of(const struct walk *walk, shim_function function, shim_variable parameter, unsigned *number) {
    char wanted[BINDING_NAME_SIZE];
    int length = snprintf(wanted, sizeof wanted, "%s", shim_variable_name(walk->unit, parameter));
    if (length <= 0 || length >= (int)sizeof wanted)
        return false;
    for (unsigned i = 0; i < shim_function_parameter_count(function); ++i)
        if (strcmp(shim_function_parameter_name(function, i), wanted) == 0) {
            *number = i;
            return true;
        }
    return false;
}

/* The argument that a parameter has on the way; *level is where the way is
 * looked at, and then where the argument is to be. NULL: nothing tells. */
static shim_stmt argument_of(const struct binding_way *way, shim_variable parameter, size_t *level) {
    shim_function owner = shim_parameter_function(parameter);
    unsigned number;
    if (!owner || !number_of(way->walk, owner, parameter, &number))
        return NULL;
    for (size_t i = *level; i < way->count; ++i) {
        const struct module_call *call = way->calls[i];
        if (call->callee != owner)
            continue;
        if (number + call->first >= call->count)
            return NULL;
        *level = i + 1;
        return shim_call_argument(call->call, number + call->first);
    }
    return NULL;
}

/* What a variable stands for: a parameter's argument, or its initialiser. */
static shim_stmt value_of(const struct binding_way *way, shim_variable variable, size_t *level) {
    struct shim_variable_facts facts;
    shim_variable_facts(way->walk->unit, variable, &facts);
    return facts.parameter ? argument_of(way, variable, level)
                           : shim_variable_initializer(shim_variable_defining(variable));
}

/* Texts ------------------------------------------------------------------------------ */

static bool add_text(char *text, const char *more, size_t length) {
    size_t have = strlen(text);
    if (have + length >= BINDING_NAME_SIZE)
        return false;
    memcpy(text + have, more, length);
    text[have + length] = '\0';
    return true;
}

static bool evaluate(const struct binding_way *way, size_t level, shim_stmt expression, char *text, int depth);

static bool evaluate_call(const struct binding_way *way, size_t level, shim_stmt call, char *text, int depth) {
    struct shim_call facts;
    shim_unit *unit = way->walk->unit;
    shim_call_facts(unit, call, &facts);
    if (!facts.callee)
        return false;
    const char *name = shim_function_simple_name(unit, facts.callee);
    if (facts.object && !facts.argument_count && (strcmp(name, "c_str") == 0 || strcmp(name, "data") == 0))
        return evaluate(way, level, facts.object, text, depth + 1);
    if (strcmp(name, "operator+") == 0 && facts.argument_count == 2)
        return evaluate(way, level, shim_call_argument(call, 0), text, depth + 1) &&
               evaluate(way, level, shim_call_argument(call, 1), text, depth + 1);
    if (binding_is_text_wrapper(name) && facts.argument_count)
        return evaluate(way, level, shim_call_argument(call, 0), text, depth + 1);
    int64_t number;
    if (strcmp(name, "to_string") == 0 && facts.argument_count == 1 &&
        shim_evaluate_integer(unit, shim_call_argument(call, 0), &number)) {
        char digits[32];
        int length = snprintf(digits, sizeof digits, "%" PRId64, number);
        return add_text(text, digits, (size_t)length);
    }
    return false;
}

/* Appends the expression's text. */
static bool evaluate(const struct binding_way *way, size_t level, shim_stmt expression, char *text, int depth) {
    shim_stmt operand = expression && shim_stmt_is_expression(expression) ? shim_strip(expression) : NULL;
    const char *literal;
    size_t length;
    if (!operand || depth > DEPTH)
        return false;
    if (shim_string_literal(way->walk->unit, operand, &literal, &length))
        return add_text(text, literal, strnlen(literal, length));
    enum shim_stmt_kind kind = shim_stmt_kind(operand);
    if (kind == SHIM_STMT_CALL)
        return evaluate_call(way, level, operand, text, depth);
    if (kind == SHIM_STMT_CONSTRUCT && shim_construct_argument_count(operand) == 1) /* a text of another type */
        return evaluate(way, level, shim_call_argument(operand, 0), text, depth + 1);
    shim_variable variable =
        kind == SHIM_STMT_REFERENCE || kind == SHIM_STMT_MEMBER ? shim_reference_variable(operand) : NULL;
    if (!variable)
        return false;
    shim_stmt value = value_of(way, variable, &level);
    return value && evaluate(way, level, value, text, depth + 1);
}

bool binding_text(const struct binding_way *way, shim_stmt expression, char text[BINDING_NAME_SIZE]) {
    text[0] = '\0';
    return evaluate(way, 0, expression, text, 0);
}

/* Functions ---------------------------------------------------------------------------- */

struct target_search {
    const struct binding_way *way;
    size_t level;
    int depth;
    binding_functions targets;
    bool in_condition; /* the next child is no alternative */
    bool cut;
};

static void add_target(void *data, shim_function function) {
    struct target_search *search = data;
    if (!search->targets.count && function)
        VECTOR_PUSH(&search->targets, function);
}

/* boxer<…, f>::method stands for f. */
static void add_boxed(struct target_search *search, shim_stmt reference) {
    shim_function function = shim_reference_function(reference);
    shim_record record = function ? shim_method_record(function) : NULL;
    if (record && binding_is_boxer(search->way->walk, record))
        shim_call_template_functions(reference, add_target, search);
}

static void find_targets(void *data, shim_stmt expression);

/* Adds what each of the alternatives stands for. */
static void find_alternative(void *data, shim_stmt expression) {
    struct target_search *search = data;
    if (search->in_condition) {
        search->in_condition = false;
        return;
    }
    struct target_search own = {.way = search->way, .level = search->level, .depth = search->depth};
    find_targets(&own, expression);
    for (size_t i = 0; i < own.targets.count; ++i)
        VECTOR_PUSH(&search->targets, own.targets.items[i]);
    search->cut = search->cut || own.cut;
    VECTOR_RELEASE(&own.targets);
}

/* &f, a lambda, a wrapper made of one, a wrapper type that names one among its
 * template arguments, either of two. */
static void find_targets(void *data, shim_stmt expression) {
    struct target_search *search = data;
    shim_stmt operand = expression && shim_stmt_is_expression(expression) ? shim_strip(expression) : expression;
    if (search->targets.count || !operand)
        return;
    if (search->depth > TARGET_DEPTH) {
        search->cut = true;
        return;
    }
    enum shim_stmt_kind kind = shim_stmt_kind(operand);
    if (kind == SHIM_STMT_LAMBDA) {
        add_target(search, shim_lambda_operator(operand));
        return;
    }
    ++search->depth;
    if (kind == SHIM_STMT_REFERENCE) {
        shim_variable variable = shim_reference_variable(operand);
        size_t level = search->level;
        add_boxed(search, operand);
        add_target(search, shim_reference_function(operand));
        if (variable)
            find_targets(search, value_of(search->way, variable, &search->level));
        search->level = level;
    } else if (kind == SHIM_STMT_CONDITIONAL) {
        search->in_condition = true;
        shim_stmt_children(search->way->walk->unit, operand, find_alternative, search);
    } else {
        if (kind == SHIM_STMT_CALL || kind == SHIM_STMT_CONSTRUCT)
            shim_call_template_functions(operand, add_target, search);
        struct shim_call facts = {0};
        if (kind == SHIM_STMT_CALL)
            shim_call_facts(search->way->walk->unit, operand, &facts);
        for (unsigned i = 0; i < facts.argument_count; ++i)
            find_targets(search, shim_call_argument(operand, i));
        if (kind != SHIM_STMT_CALL)
            shim_stmt_children(search->way->walk->unit, operand, find_targets, search);
    }
    --search->depth;
}

binding_functions binding_targets(const struct binding_way *way, shim_stmt expression) {
    struct target_search search = {.way = way};
    if (expression)
        find_targets(&search, expression);
    if (search.cut)
        paths_problem(way->walk, "which function is bound is nested more than 1000 deep: further ones are missed",
                      shim_stmt_location(way->walk->unit, expression));
    return search.targets;
}

shim_function binding_callable(struct walk *walk, shim_stmt expression) {
    struct binding_way nowhere = {.walk = walk};
    binding_functions targets = binding_targets(&nowhere, expression);
    shim_function first = targets.count ? targets.items[0] : NULL;
    VECTOR_RELEASE(&targets);
    return first;
}

bool binding_may_be_callable(struct walk *walk, shim_stmt expression) {
    shim_stmt operand = shim_strip(expression);
    shim_variable variable =
        operand && shim_stmt_kind(operand) == SHIM_STMT_REFERENCE ? shim_reference_variable(operand) : NULL;
    return binding_callable(walk, expression) || (variable && shim_parameter_function(variable));
}

/* Modules and classes ------------------------------------------------------------------- */

/* Is it the body of a module? Then the module's name. */
static const char *module_of_body(struct walk *walk, shim_function function) {
    return function ? binding_module_of(shim_function_simple_name(walk->unit, function)) : NULL;
}

static bool path_of(const struct binding_way *way, size_t level, shim_stmt scope, char *path, int depth);

/* Is it a parameter of where the way begins? */
static bool is_handed(const struct binding_way *way, shim_variable parameter) {
    unsigned number;
    if (!way->handed || !way->body || shim_parameter_function(parameter) != way->body ||
        !number_of(way->walk, way->body, parameter, &number))
        return false;
    *way->handed = (struct binding_handed){way->body, number};
    return true;
}

static bool path_of_variable(const struct binding_way *way, size_t level, shim_variable variable, char *path,
                             int depth) {
    struct shim_variable_facts facts;
    shim_variable_facts(way->walk->unit, variable, &facts);
    const char *module = facts.parameter ? module_of_body(way->walk, shim_parameter_function(variable)) : NULL;
    if (module)
        return binding_append(path, module);
    if (facts.parameter && is_handed(way, variable))
        return true;
    return path_of(way, level, value_of(way, variable, &level), path, depth + 1);
}

/* Appends the text of a name as a part. */
static bool append_name(const struct binding_way *way, size_t level, shim_stmt expression, char *path) {
    char name[BINDING_NAME_SIZE] = "";
    return evaluate(way, level, expression, name, 0) && binding_append(path, name);
}

/* torch::class_<T>("library", "Class"), library.class_<T>("Class"): torch.classes.library.Class. */
static bool path_of_custom_class(const struct binding_way *way, size_t level, shim_stmt operand, char *path) {
    if (!binding_append(path, "torch.classes"))
        return false;
    if (shim_stmt_kind(operand) == SHIM_STMT_CONSTRUCT)
        return append_name(way, level, shim_call_argument(operand, 0), path) &&
               append_name(way, level, shim_call_argument(operand, 1), path);
    return way->library && binding_append(path, cch_graph_text(way->walk->graph, way->library->name, NULL)) &&
           append_name(way, level, shim_call_argument(operand, 0), path);
}

static bool path_of(const struct binding_way *way, size_t level, shim_stmt scope, char *path, int depth) {
    shim_stmt operand = scope ? shim_strip(scope) : NULL;
    if (!operand || depth > DEPTH)
        return false;
    enum shim_stmt_kind kind = shim_stmt_kind(operand);
    if (kind == SHIM_STMT_REFERENCE) {
        shim_variable variable = shim_reference_variable(operand);
        return variable && path_of_variable(way, level, variable, path, depth);
    }
    if (kind == SHIM_STMT_CONSTRUCT && shim_construct_argument_count(operand) >= 2 &&
        binding_is_custom_class(way->walk, shim_type_record(shim_expression_type(operand))))
        return path_of_custom_class(way, level, operand, path);
    if (kind == SHIM_STMT_CONSTRUCT && shim_construct_argument_count(operand) >= 2) /* class_<T>(scope, "Name") */
        return path_of(way, level, shim_call_argument(operand, 0), path, depth + 1) &&
               append_name(way, level, shim_call_argument(operand, 1), path);
    if (kind != SHIM_STMT_CALL)
        return false;
    struct shim_call facts; /* module.def_submodule("name"), or a chained def */
    shim_call_facts(way->walk->unit, operand, &facts);
    if (!facts.callee || !facts.object)
        return false;
    const char *method = shim_function_simple_name(way->walk->unit, facts.callee);
    if (facts.argument_count && strcmp(method, "class_") == 0 &&
        binding_is_custom_class(way->walk, shim_type_record(shim_expression_type(operand))))
        return path_of_custom_class(way, level, operand, path);
    bool sub = strcmp(method, "def_submodule") == 0;
    return path_of(way, level, facts.object, path, depth + 1) &&
           (!sub || (facts.argument_count && append_name(way, level, shim_call_argument(operand, 0), path)));
}

bool binding_path(const struct binding_way *way, shim_stmt scope, char path[BINDING_NAME_SIZE]) {
    path[0] = '\0';
    return path_of(way, 0, scope, path, 0);
}

bool binding_path_handed(const struct binding_way *way, shim_stmt scope, char path[BINDING_NAME_SIZE],
                         struct binding_handed *handed) {
    struct binding_way open = *way;
    open.handed = handed;
    handed->function = NULL;
    return binding_path(&open, scope, path) && handed->function;
}
