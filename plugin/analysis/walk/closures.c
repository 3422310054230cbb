/* Numbers for closures that the ABI does not number (those of functions that
 * only this unit has): in the order of the source, whatever is walked, so
 * that the host pass and the device passes of a unit agree. */
#include "walk/steps.h"

struct scan {
    struct walk *walk;
    VECTOR(shim_stmt) stack;
};

static void push(void *data, shim_stmt stmt) {
    struct scan *scan = data;
    if (stmt)
        VECTOR_PUSH(&scan->stack, stmt);
}

static void push_initializer(void *data, shim_variable variable) { push(data, shim_variable_initializer(variable)); }

/* Children were pushed first to last; the first is to be seen first. */
static void reverse(shim_stmt *items, size_t count) {
    for (size_t i = 0; i + 1 < count - i; ++i) {
        shim_stmt item = items[i];
        items[i] = items[count - 1 - i];
        items[count - 1 - i] = item;
    }
}

void closures_number(struct walk *walk, shim_stmt stmt) {
    struct scan scan = {.walk = walk};
    struct pointer_map seen = {0};
    push(&scan, stmt);
    while (scan.stack.count) {
        shim_stmt next = scan.stack.items[--scan.stack.count];
        size_t before = scan.stack.count;
        bool is_new = true;
        enum shim_stmt_kind kind = shim_stmt_kind(next);
        if (kind == SHIM_STMT_SHARED_VALUE) {
            pointer_map_at(&seen, (uintptr_t)next, &is_new);
            if (!is_new)
                continue;
        }
        if (kind == SHIM_STMT_DECLARATION || kind == SHIM_STMT_CATCH)
            shim_declared_variables(next, push_initializer, &scan);
        if (kind == SHIM_STMT_LAMBDA) {
            shim_function call_operator = shim_lambda_operator(next);
            if (call_operator) {
                shim_record_number(walk->unit, shim_method_record(call_operator));
                push(&scan, shim_function_body(call_operator));
            }
        }
        shim_stmt_children(walk->unit, next, push, &scan);
        if (kind == SHIM_STMT_NEW)
            push(&scan, shim_new_initializer(next));
        reverse(scan.stack.items + before, scan.stack.count - before);
    }
    VECTOR_RELEASE(&scan.stack);
    pointer_map_release(&seen);
}

void closures_number_function(struct walk *walk, shim_function function) {
    struct shim_function_facts facts;
    shim_function_facts(walk->unit, function, &facts);
    if (!facts.defined || facts.dependent)
        return;
    for (unsigned i = 0; facts.constructor && i < shim_constructor_initializer_count(function); ++i)
        closures_number(walk, shim_constructor_initializer(function, i));
    closures_number(walk, shim_function_body(function));
}
