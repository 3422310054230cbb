#include "facts/assignments.h"

#include "facts/guards.h"
#include "know/expressions.h"
#include "shim/branches.h"
#include "shim/flow.h"
#include "shim/parameters.h"

#include <string.h>

const struct assignments *assignments_of(const struct walk *walk) { return walk_state(walk, &assignments_analysis); }

shim_stmt assignments_find(const struct walk *walk, shim_variable variable, const char *member) {
    const struct assignments *assignments = assignments_of(walk);
    for (size_t i = 0; i < assignments->list.count; ++i) {
        const struct assignment *assignment = &assignments->list.items[i];
        if (assignment->variable == variable &&
            (member ? assignment->member && strcmp(assignment->member, member) == 0 : !assignment->member))
            return assignment->value;
    }
    return NULL;
}

struct loops {
    VECTOR(shim_stmt) stack;
};

static void push(void *data, shim_stmt stmt) {
    struct loops *loops = data;
    VECTOR_PUSH(&loops->stack, stmt);
}

bool assignments_come_again(struct walk *walk) {
    struct loops loops = {0};
    struct shim_branch branch = {.loops = false};
    uint32_t current = walk_current(walk);
    shim_function function = current == UINT32_MAX ? NULL : walk->entries.items[current].function;
    shim_stmt body = function ? shim_function_body(function) : NULL;
    if (body)
        VECTOR_PUSH(&loops.stack, body);
    while (loops.stack.count && !branch.loops) {
        shim_stmt stmt = loops.stack.items[--loops.stack.count];
        if (shim_flow_kind(stmt) == SHIM_FLOW_BRANCH)
            shim_branch_describe(walk->unit, stmt, &branch);
        shim_stmt_children(walk->unit, stmt, push, &loops);
    }
    VECTOR_RELEASE(&loops.stack);
    return !body || branch.loops;
}

/* Is the one a part of the other, or the same? */
static bool overlap(const char *one, const char *other) {
    size_t length = strlen(one), limit = strlen(other);
    const char *longer = length < limit ? other : one;
    size_t common = length < limit ? length : limit;
    return strncmp(one, other, common) == 0 &&
           (!common || !longer[common] || longer[common] == '.' || longer[common] == '[');
}

enum assigned assignments_at(struct walk *walk, shim_variable variable, const char *member, size_t before,
                             shim_stmt *value) {
    const struct assignments *assignments = assignments_of(walk);
    const struct assignment *latest = NULL;
    size_t exact = 0, behind = 0;
    *value = NULL;
    for (size_t i = 0; i < assignments->list.count; ++i) {
        const struct assignment *assignment = &assignments->list.items[i];
        const char *set = assignment->member ? assignment->member : "";
        if (assignment->variable != variable || !overlap(set, member))
            continue;
        behind += i < before;
        exact += strcmp(set, member) == 0;
        if (i >= before && !latest)
            latest = assignment;
    }
    if (!strpbrk(member, ".[") && values_member_count(&walk->values, variable, member) > exact)
        return ASSIGNED_SEVERAL; /* by += and its like, or in a closure */
    if (!exact)
        return ASSIGNED_NOT;
    if (!latest || strcmp(latest->member ? latest->member : "", member) != 0 ||
        !guards_is_around(walk, latest->guard, walk->guard) || (behind && assignments_come_again(walk)))
        return ASSIGNED_SEVERAL;
    *value = latest->value;
    return ASSIGNED_ONCE;
}

/* What `b = c` gives: c. */
shim_stmt assignments_value(struct walk *walk, shim_stmt value) {
    struct children sides;
    shim_stmt inner = shim_strip(value);
    while (inner && shim_stmt_kind(inner) == SHIM_STMT_ASSIGN) {
        children_of(walk->unit, inner, &sides);
        if (sides.count != 2)
            break;
        value = sides.items[1];
        inner = shim_strip(value);
    }
    return value;
}

static void remember(struct walk *walk, struct assignments *assignments, shim_stmt left, shim_stmt right) {
    struct assignment assignment = {.value = assignments_value(walk, right), .guard = walk->guard};
    char path[LVALUE_SIZE];
    assignment.variable = lvalue_of(walk->unit, left, path);
    if (!assignment.variable)
        return;
    assignment.member = *path ? memory_text(path) : NULL;
    VECTOR_PUSH(&assignments->list, assignment);
}

static bool is_off(const struct walk *walk) { return walk->facts.device || walk->never; }

static void call(struct walk *walk, void *state, shim_stmt call, const struct shim_call *facts, uint32_t location) {
    (void)location;
    if (!is_off(walk) && facts->callee && facts->argument_count == 2 &&
        strcmp(shim_function_simple_name(walk->unit, facts->callee), "operator=") == 0)
        remember(walk, state, shim_call_argument(call, 0), shim_call_argument(call, 1));
}

static bool statement(struct walk *walk, void *state, enum shim_stmt_kind kind, const struct work_item *item) {
    struct children sides;
    (void)kind;
    if (is_off(walk))
        return false;
    children_of(walk->unit, item->stmt, &sides);
    if (sides.count == 2)
        remember(walk, state, sides.items[0], sides.items[1]);
    return false;
}

static void end_body(struct walk *walk, void *state) {
    struct assignments *assignments = state;
    (void)walk;
    for (size_t i = 0; i < assignments->list.count; ++i)
        free(assignments->list.items[i].member);
    assignments->list.count = 0;
}

static void release(void *state) {
    struct assignments *assignments = state;
    VECTOR_RELEASE(&assignments->list);
}

const struct analysis assignments_analysis = {
    .name = "assignments",
    .state_size = sizeof(struct assignments),
    .statements = STATEMENT(ASSIGN),
    .call = call,
    .statement = statement,
    .end_body = end_body,
    .release = release,
};
