/* What the code for a device leaves out: kernels whose body does nothing, and functions of which the preprocessor's
 * conditions (#if __CUDA_ARCH__ …) leave such a body. */
#include "shim/parameters.h"
#include "walk/names.h"
#include "walk/walk.h"

#include <string.h>

enum { STATEMENTS_MAX = 100000 }; /* a body with more is taken to do something */

struct stubs {
    VECTOR(uint32_t) entries;
};

/* A function that tells that there is no such code, or stops. */
static bool only_tells(const char *name) {
    static const char *const names[] = {"printf",       "vprintf",         "__trap", "__builtin_trap", "__assert_fail",
                                        "__assertfail", "__builtin_abort", "abort",  "__brkpt"};
    for (size_t i = 0; i < sizeof names / sizeof *names; ++i)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

struct body {
    shim_unit *unit;
    VECTOR(shim_stmt) stack;
    unsigned count;
};

static void push(void *data, shim_stmt stmt) {
    struct body *body = data;
    VECTOR_PUSH(&body->stack, stmt);
}

static bool does_nothing(shim_unit *unit, shim_stmt stmt) {
    struct body body = {.unit = unit};
    bool nothing = true;
    VECTOR_PUSH(&body.stack, stmt);
    while (body.stack.count && nothing) {
        stmt = body.stack.items[--body.stack.count];
        enum shim_stmt_kind kind = shim_stmt_kind(stmt);
        struct shim_call facts;
        if (++body.count > STATEMENTS_MAX) {
            nothing = false;
        } else if (kind == SHIM_STMT_CALL) {
            shim_call_facts(unit, stmt, &facts);
            nothing = facts.callee && !facts.object && only_tells(shim_function_simple_name(unit, facts.callee));
        } else if ((kind == SHIM_STMT_OTHER && !shim_stmt_is_expression(stmt)) || kind == SHIM_STMT_RETURN) {
            shim_stmt_children(unit, stmt, push, &body);
        } else {
            nothing = kind == SHIM_STMT_SKIP;
        }
    }
    VECTOR_RELEASE(&body.stack);
    return nothing;
}

static void begin_body(struct walk *walk, void *state) {
    struct stubs *stubs = state;
    if (!walk->facts.device || walk->current == UINT32_MAX)
        return;
    const struct entry *entry = &walk->entries.items[walk->current];
    shim_stmt body = entry->function ? shim_function_body(entry->function) : NULL;
    if (!body || entry->facts.in_system || !does_nothing(walk->unit, body))
        return;
    if (entry->facts.kernel || strstr(shim_stmt_text(walk->unit, body), "#if"))
        VECTOR_PUSH(&stubs->entries, walk->current);
}

static void write(struct walk *walk, void *state) {
    const struct stubs *stubs = state;
    for (size_t i = 0; i < stubs->entries.count; ++i) {
        const uint32_t cells[CCH_STUB_WIDTH] = {[CCH_STUB_FUNCTION] = names_function(walk, stubs->entries.items[i]),
                                                [CCH_STUB_PASSES] = walk->passes};
        cch_graph_insert(walk->graph, CCH_STUB, cells);
    }
}

static void release(void *state) {
    struct stubs *stubs = state;
    VECTOR_RELEASE(&stubs->entries);
}

const struct analysis stubs_analysis = {
    .name = "stubs", .state_size = sizeof(struct stubs), .begin_body = begin_body, .write = write, .release = release};
