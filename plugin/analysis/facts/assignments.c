#include "facts/assignments.h"

#include "know/places.h"

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
    char path[PLACE_SIZE];
    assignment.variable = place_of(walk->unit, left, path);
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
