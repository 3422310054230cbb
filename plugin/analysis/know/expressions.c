#include "know/expressions.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "shim/flow.h"
#include "shim/parameters.h"

enum { PEEL_DEPTH = 16 };

static void keep(void *data, shim_stmt child) {
    struct children *children = data;
    children->more = children->more || children->count == CHILDREN_MAX;
    if (children->count < CHILDREN_MAX)
        children->items[children->count++] = child;
}

void children_of(shim_unit *unit, shim_stmt stmt, struct children *children) {
    children->count = 0;
    children->more = false;
    shim_stmt_children(unit, stmt, keep, children);
}

shim_variable expression_variable(shim_stmt expression) {
    shim_stmt operand = expression ? shim_strip(expression) : NULL;
    return operand && shim_stmt_kind(operand) == SHIM_STMT_REFERENCE ? shim_reference_variable(operand) : NULL;
}

static uint64_t hash(uint64_t number, const char *text) {
    while (*text)
        number = (number ^ (unsigned char)*text++) * 0x100000001b3u;
    return number;
}

/* What is longer than a path ends in a hash of all of it: two lvalues never look like one. */
static void append(char path[LVALUE_SIZE], const char *between, const char *text, const char *after) {
    enum { TAIL = 18 }; /* "#", 16 digits, NUL */
    size_t length = strlen(path), more = strlen(between) + strlen(text) + strlen(after);
    bool fits = length + more < LVALUE_SIZE;
    uint64_t whole = fits ? 0 : hash(hash(hash(hash(0xcbf29ce484222325u, path), between), text), after);
    snprintf(path + length, LVALUE_SIZE - length, "%s%s%s", between, text, after);
    if (!fits)
        snprintf(path + LVALUE_SIZE - TAIL, TAIL, "#%016" PRIx64, whole);
}

static shim_variable lvalue_of_element(shim_unit *unit, shim_stmt array, shim_stmt index, char path[LVALUE_SIZE]) {
    int64_t number;
    char digits[32];
    shim_variable variable = lvalue_of(unit, array, path);
    bool known = shim_evaluate_integer(unit, index, &number);
    if (known)
        snprintf(digits, sizeof digits, "%" PRId64, number);
    append(path, "[", known ? digits : shim_stmt_text(unit, index), "]");
    return variable;
}

static shim_variable lvalue_of_member(shim_unit *unit, shim_stmt member, char path[LVALUE_SIZE]) {
    struct children parts;
    children_of(unit, member, &parts);
    shim_variable variable = parts.count ? lvalue_of(unit, parts.items[0], path) : NULL;
    if (strcmp(path, "[0]") == 0) /* as `pointer->` has it */
        *path = '\0';
    append(path, *path ? "." : "", shim_member_name(unit, member), "");
    return variable;
}

/* A reference to a part of an object is another name for it. */
static shim_variable lvalue_of_reference(shim_unit *unit, shim_stmt reference, char path[LVALUE_SIZE]) {
    shim_variable variable = shim_reference_variable(reference);
    shim_stmt named = variable ? shim_reference_names(variable) : NULL;
    shim_variable object = named ? lvalue_of(unit, named, path) : NULL;
    if (!object)
        *path = '\0';
    return object ? object : variable;
}

shim_variable lvalue_of(shim_unit *unit, shim_stmt expression, char path[LVALUE_SIZE]) {
    shim_stmt target = expression ? shim_strip(expression) : NULL;
    struct children parts;
    struct shim_call facts;
    *path = '\0';
    switch (target ? shim_stmt_kind(target) : SHIM_STMT_SKIP) {
    case SHIM_STMT_REFERENCE:
        return lvalue_of_reference(unit, target, path);
    case SHIM_STMT_MEMBER:
        return lvalue_of_member(unit, target, path);
    case SHIM_STMT_CALL:
        shim_call_facts(unit, target, &facts);
        if (!facts.callee || strcmp(shim_function_simple_name(unit, facts.callee), "operator[]") != 0)
            return NULL;
        return facts.argument_count != 2
                   ? NULL
                   : lvalue_of_element(unit, shim_call_argument(target, 0), shim_call_argument(target, 1), path);
    default:
        if (!target || shim_flow_kind(target) != SHIM_FLOW_ELEMENT)
            return NULL;
        children_of(unit, target, &parts);
        return parts.count == 2 ? lvalue_of_element(unit, parts.items[0], parts.items[1], path) : NULL;
    }
}

/* What one step looks through to; the expression itself where it goes no further. */
static shim_stmt inner(shim_unit *unit, shim_stmt expression) {
    struct children parts;
    shim_stmt argument;
    switch (shim_stmt_kind(expression)) {
    case SHIM_STMT_OTHER: /* an implicit conversion */
        if (!shim_stmt_is_expression(expression) || !shim_type_record(shim_expression_type(expression)))
            return expression;
        /* fall through */
    case SHIM_STMT_TRANSPARENT:
    case SHIM_STMT_BIND_TEMPORARY:
    case SHIM_STMT_MATERIALIZE:
    case SHIM_STMT_EXPLICIT_CAST:
        children_of(unit, expression, &parts);
        return parts.count == 1 ? parts.items[0] : expression;
    case SHIM_STMT_CALL:
        argument = shim_forwarded(expression);
        return argument ? argument : expression;
    case SHIM_STMT_CONSTRUCT:
        if (shim_construct_argument_count(expression) != 1)
            return expression;
        argument = shim_call_argument(expression, 0);
        return shim_type_record(shim_expression_type(argument)) ==
                       shim_method_record(shim_construct_constructor(expression))
                   ? argument
                   : expression;
    default:
        return expression;
    }
}

shim_stmt expression_peel(shim_unit *unit, shim_stmt expression) {
    for (int depth = 0; expression && depth < PEEL_DEPTH; ++depth) {
        shim_stmt next = inner(unit, expression);
        if (next == expression)
            break;
        expression = next;
    }
    return expression;
}
