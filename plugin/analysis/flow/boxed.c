/* Boxed functions: what a dispatcher runs with its arguments on a stack. By
 * position, the parameters of such a function are the items of the stack, which
 * it takes apart itself; its own have no position.
 *
 * torch/csrc/stable/library.h: `void (*)(StableIValue *stack, uint64_t, uint64_t)`;
 * ATen/core/boxing/KernelFunction.h: `void (*)(const OperatorHandle &, [DispatchKeySet,] Stack *)`,
 * whose items are not followed. */
#include "flow/flow.h"
#include "shim/parameters.h"

#include <stdio.h>
#include <string.h>

enum { ITEMS_MAX = 1 << 20 };

static const struct {
    const char *first; /* the type of the first parameter, or a part of it */
    unsigned count;    /* of parameters, 0: two or three */
    bool is_stack;     /* the first parameter is */
} forms[] = {
    {"StableIValue *", 3, true},
    {"OperatorHandle", 0, false},
};

/* The form that the function has; -1: none. */
static int form_of(struct flow *flow, shim_function function) {
    unsigned count = shim_function_parameter_count(function);
    shim_named first = count == 2 || count == 3 ? shim_function_parameter_named(function, 0) : NULL;
    struct shim_value described;
    if (!first || !shim_function_returns_nothing(function))
        return -1;
    shim_named_describe(flow->walk->unit, first, &described);
    for (int i = 0; i < (int)(sizeof forms / sizeof *forms); ++i)
        if ((!forms[i].count || count == forms[i].count) && strstr(described.type, forms[i].first))
            return i;
    return -1;
}

bool flow_is_boxed(struct flow *flow, shim_function function) { return form_of(flow, function) >= 0; }

uint32_t flow_boxed_item(struct flow *flow, shim_stmt stack, shim_stmt index) {
    shim_stmt operand = shim_strip(stack);
    shim_variable variable =
        operand && shim_stmt_kind(operand) == SHIM_STMT_REFERENCE ? shim_reference_variable(operand) : NULL;
    shim_function function = variable ? shim_parameter_function(variable) : NULL;
    int64_t item;
    int form = function && shim_parameter_number(variable) == 1 ? form_of(flow, function) : -1;
    if (form < 0 || !forms[form].is_stack || !shim_evaluate_integer(flow->walk->unit, index, &item) || item < 0 ||
        item >= ITEMS_MAX)
        return 0;
    struct text_buffer name = {0};
    char number[16];
    snprintf(number, sizeof number, "[%d]", (int)item);
    text_add(&name, shim_variable_name(flow->walk->unit, variable));
    text_add(&name, number);
    struct flow_value value = {
        .function = function,
        .name = walk_text(flow->walk, &name),
        .index = (uint32_t)item + 1,
        .location = shim_function_location(flow->walk->unit, function),
        .kind = CCH_VALUE_PARAMETER,
        .has_form = true,
    };
    return flow_made_value(flow, shim_named_key(shim_variable_named(variable)), (uint64_t)item + 1, &value);
}
