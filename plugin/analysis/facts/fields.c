#include "facts/fields.h"

#include "facts/assignments.h"
#include "facts/guards.h"
#include "know/expressions.h"
#include "shim/branches.h"
#include "shim/flow.h"
#include "shim/parameters.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOOK_DEPTH = 64 }; /* objects within objects and functions within functions */

/* Assignments ------------------------------------------------------------------------ */

/* An assignment in a function that is looked into. */
struct set {
    shim_variable variable;
    char *path; /* owned; "": to the variable itself */
    shim_stmt value;
    bool always; /* not in a branch or loop, say */
};
typedef VECTOR(struct set) sets;

struct gathering {
    struct walk *walk;
    sets *found;
    VECTOR(shim_stmt) inner; /* what is in branches */
    bool always;
};

static void add_set(struct gathering *gathering, shim_stmt left, shim_stmt right) {
    char path[LVALUE_SIZE];
    struct set set = {.value = assignments_value(gathering->walk, right), .always = gathering->always};
    set.variable = lvalue_of(gathering->walk->unit, left, path);
    if (!set.variable)
        return;
    set.path = memory_text(path);
    VECTOR_PUSH(gathering->found, set);
}

static void gather(void *data, shim_stmt stmt);

/* An `if` whose condition is known, with what parameters are bound to: only what runs. False: it is none. */
static bool gather_decided(struct gathering *gathering, shim_stmt stmt) {
    struct walk *walk = gathering->walk;
    struct shim_branch branch;
    enum shim_branch_kind kind = shim_branch_kind(stmt);
    if (kind != SHIM_BRANCH_IF && kind != SHIM_BRANCH_IF_CONSTEXPR)
        return false;
    shim_branch_describe(walk->unit, stmt, &branch);
    uint32_t known = branch.condition && !branch.before[0] && !branch.before[1]
                         ? values_constant(&walk->values, branch.condition)
                         : 0;
    if (!known)
        return false;
    const char *value = cch_graph_text(walk->graph, known, NULL);
    bool holds = strcmp(value, "false") != 0 && strcmp(value, "0") != 0;
    if (branch.parts[!holds])
        gather(gathering, branch.parts[!holds]);
    return true;
}

static void gather(void *data, shim_stmt stmt) {
    struct gathering *gathering = data;
    shim_unit *unit = gathering->walk->unit;
    struct children sides;
    struct shim_call facts;
    switch (shim_stmt_kind(stmt)) {
    case SHIM_STMT_TRANSPARENT:
    case SHIM_STMT_BIND_TEMPORARY:
    case SHIM_STMT_MATERIALIZE:
        shim_stmt_children(unit, stmt, gather, gathering);
        return;
    case SHIM_STMT_ASSIGN:
        children_of(unit, stmt, &sides);
        if (sides.count == 2)
            add_set(gathering, sides.items[0], sides.items[1]);
        return;
    case SHIM_STMT_CALL:
        shim_call_facts(unit, stmt, &facts);
        if (facts.callee && facts.argument_count == 2 &&
            strcmp(shim_function_simple_name(unit, facts.callee), "operator=") == 0)
            add_set(gathering, shim_call_argument(stmt, 0), shim_call_argument(stmt, 1));
        return;
    case SHIM_STMT_SKIP:
    case SHIM_STMT_DECLARATION:
        return;
    default:
        if (shim_flow_kind(stmt) == SHIM_FLOW_COMPOUND)
            shim_stmt_children(unit, stmt, gather, gathering);
        else if (!gather_decided(gathering, stmt))
            VECTOR_PUSH(&gathering->inner, stmt);
    }
}

/* The assignments of a function's body. */
static void gather_sets(struct walk *walk, shim_function function, sets *found) {
    struct gathering gathering = {.walk = walk, .found = found, .always = true};
    shim_stmt body = shim_function_body(function);
    if (body)
        shim_stmt_children(walk->unit, body, gather, &gathering);
    gathering.always = false;
    while (gathering.inner.count)
        shim_stmt_children(walk->unit, gathering.inner.items[--gathering.inner.count], gather, &gathering);
    VECTOR_RELEASE(&gathering.inner);
}

static void release_sets(sets *found) {
    for (size_t i = 0; i < found->count; ++i)
        free(found->items[i].path);
    VECTOR_RELEASE(found);
}

/* The same of the body at hand. */
static void copy_sets(struct walk *walk, sets *found) {
    const struct assignments *assignments = assignments_of(walk);
    for (size_t i = 0; i < assignments->list.count; ++i) {
        const struct assignment *one = &assignments->list.items[i];
        struct set set = {one->variable, memory_text(one->member ? one->member : ""), one->value,
                          guards_is_around(walk, one->guard, walk->guard)};
        VECTOR_PUSH(found, set);
    }
}

/* Objects ------------------------------------------------------------------------------ */

static shim_stmt find(struct walk *walk, shim_stmt object, const char *path, int depth);

/* What an assignment to `set` leaves of the path that is asked for; NULL: another place. */
static const char *rest_of(const char *set, const char *path) {
    size_t length = strlen(set);
    if (!length)
        return path;
    if (strncmp(set, path, length) != 0 || (path[length] && path[length] != '.'))
        return NULL;
    return path + length + (path[length] == '.');
}

const char *fields_rest(const char *path, const char *place) {
    size_t length = strlen(path);
    if (strncmp(path, place, length) != 0 || (length && place[length] && place[length] != '.' && place[length] != '['))
        return NULL;
    return place + length + (length && place[length] == '.');
}

/* Is the assignment to a part of what is asked for? */
static bool is_part(const char *set, const char *path) {
    size_t length = strlen(path);
    return strncmp(set, path, length) == 0 && (set[length] == '.' || set[length] == '[');
}

/* By the one assignment that gives it, or by what the variable begins with. */
static shim_stmt find_in_variable(struct walk *walk, const sets *found, shim_variable variable, const char *path,
                                  int depth) {
    const struct set *only = NULL;
    const char *rest = NULL;
    struct shim_variable_facts facts;
    char field[LVALUE_SIZE];
    size_t length = strcspn(path, "[");
    shim_variable_facts(walk->unit, variable, &facts);
    if (length >= sizeof field)
        return NULL;
    memcpy(field, path, length);
    field[length] = '\0';
    if (facts.global || facts.parameter || facts.static_local || shim_field_aliased(walk->unit, variable, field))
        return NULL;
    for (size_t i = 0; i < found->count; ++i) {
        const struct set *set = &found->items[i];
        if (set->variable != variable)
            continue;
        const char *left = rest_of(set->path, path);
        if ((left && (only || !set->always)) || (!left && is_part(set->path, path)))
            return NULL; /* several times, in a branch, or only a part of it */
        if (left) {
            only = set;
            rest = left;
        }
    }
    if (!only && !strchr(path, '.') && values_member_count(&walk->values, variable, path))
        return NULL; /* by += and its like, or in a closure */
    if (only)
        return *rest ? find(walk, only->value, rest, depth) : only->value;
    shim_stmt initializer = shim_variable_initializer(shim_variable_defining(variable));
    return initializer ? find(walk, initializer, path, depth) : NULL;
}

struct listed {
    struct walk *walk;
    const char *name;
    size_t length;
    shim_stmt value;
};

static void look_at_field(void *data, shim_named named, shim_stmt initializer) {
    struct listed *listed = data;
    struct shim_value value;
    if (!named)
        return;
    shim_named_describe(listed->walk->unit, named, &value);
    if (strlen(value.name) == listed->length && strncmp(value.name, listed->name, listed->length) == 0)
        listed->value = initializer;
}

/* What stands for the rest of the path. */
static shim_stmt rest(struct walk *walk, shim_stmt value, const char *path, size_t length, int depth) {
    return !value ? NULL : path[length] ? find(walk, value, path + length + 1, depth) : value;
}

static shim_stmt find_constructed(struct walk *walk, shim_stmt construct, const char *path, int depth) {
    size_t length = strcspn(path, ".[");
    char *name = memory_text(path);
    bool inner = true;
    name[length] = '\0';
    while (construct && inner) {
        shim_stmt value = shim_constructed_field(walk->unit, construct, name, &inner);
        if (value && !values_bind(&walk->values, construct))
            value = NULL;
        construct = value && inner ? expression_peel(walk->unit, value) : value;
        if (inner && construct && (depth-- <= 0 || shim_stmt_kind(construct) != SHIM_STMT_CONSTRUCT))
            construct = NULL;
    }
    free(name);
    return rest(walk, construct, path, length, depth);
}

static shim_stmt find_returned(struct walk *walk, shim_stmt call, const char *path, int depth) {
    shim_stmt returned = shim_returned(walk->unit, call, true), value = NULL;
    char inner[LVALUE_SIZE];
    if (!returned || !values_bind(&walk->values, call))
        return NULL;
    shim_variable variable = lvalue_of(walk->unit, returned, inner);
    if (variable && !*inner && !shim_parameter_number(variable)) {
        sets found = {0};
        gather_sets(walk, shim_called(call), &found);
        value = find_in_variable(walk, &found, variable, path, depth);
        release_sets(&found);
    } else if (!variable && shim_returned(walk->unit, call, false)) {
        value = find(walk, returned, path, depth);
    }
    return value;
}

static shim_stmt find(struct walk *walk, shim_stmt object, const char *path, int depth) {
    struct listed listed = {walk, path, strcspn(path, ".["), NULL};
    shim_stmt made = depth > 0 ? expression_peel(walk->unit, object) : NULL;
    shim_variable variable;
    if (!made)
        return NULL;
    switch (shim_stmt_kind(made)) {
    case SHIM_STMT_REFERENCE:
        variable = shim_reference_variable(made);
        if (variable && values_bound(&walk->values, variable))
            return find(walk, values_bound(&walk->values, variable), path, depth - 1);
        if (variable) {
            sets found = {0};
            shim_function owner = shim_variable_owner(variable);
            if (walk->current != UINT32_MAX && owner == walk->entries.items[walk->current].function)
                copy_sets(walk, &found);
            else if (owner)
                gather_sets(walk, owner, &found);
            shim_stmt value = owner ? find_in_variable(walk, &found, variable, path, depth - 1) : NULL;
            release_sets(&found);
            return value;
        }
        return NULL;
    case SHIM_STMT_INITIALIZER_LIST:
        shim_flow_list(made, look_at_field, &listed);
        return rest(walk, listed.value, path, listed.length, depth - 1);
    case SHIM_STMT_CONSTRUCT:
        return find_constructed(walk, made, path, depth - 1);
    case SHIM_STMT_CALL:
        return find_returned(walk, made, path, depth - 1);
    default:
        return NULL;
    }
}

shim_stmt fields_find(struct walk *walk, shim_stmt object, const char *path) {
    return object ? find(walk, object, path, LOOK_DEPTH) : NULL;
}

shim_stmt fields_of_variable(struct walk *walk, shim_variable variable, const char *path) {
    sets found = {0};
    copy_sets(walk, &found);
    shim_stmt value = find_in_variable(walk, &found, variable, path, LOOK_DEPTH);
    release_sets(&found);
    return value;
}

shim_variable fields_unbound(struct walk *walk, shim_variable variable, char path[LVALUE_SIZE]) {
    *path = '\0';
    for (int depth = 0; variable && values_bound(&walk->values, variable) && depth < LOOK_DEPTH; ++depth) {
        char outer[LVALUE_SIZE], whole[2 * LVALUE_SIZE];
        variable = lvalue_of(walk->unit, values_bound(&walk->values, variable), outer);
        if (strcmp(outer, "[0]") == 0)
            *outer = '\0';
        snprintf(whole, sizeof whole, "%s%s%s", outer, *outer && *path && *path != '[' ? "." : "", path);
        if (strlen(whole) >= LVALUE_SIZE)
            return NULL;
        strcpy(path, whole);
    }
    return variable;
}

void fields_visit_returned(struct walk *walk, shim_stmt call, shim_variable variable, const char *path,
                           fields_visitor *visit, void *data) {
    sets found = {0};
    shim_function function = shim_called(call);
    char outer[LVALUE_SIZE], whole[2 * LVALUE_SIZE];
    if (function)
        gather_sets(walk, function, &found);
    for (size_t i = 0; i < found.count; ++i) {
        const struct set *set = &found.items[i];
        if (fields_unbound(walk, set->variable, outer) != variable)
            continue;
        snprintf(whole, sizeof whole, "%s%s%s", outer, *outer && *set->path && *set->path != '[' ? "." : "", set->path);
        const char *inner = fields_rest(path, whole);
        if (inner)
            visit(data, inner, set->value, set->always);
    }
    release_sets(&found);
}
