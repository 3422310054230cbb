/* Which of what torch makes requires a gradient (python.h). */
#include "evaluate/python_parts.h"

static const cch_datum *wants_grad(const cch_datum *value, const cch_datum *wanted) {
    const cch_datum *own = value->kind == CCH_DATUM_TENSOR ? value->tensor->requires_grad
                           : cch_is_undecided(value)       ? value
                                                           : NULL;
    int truth = own ? cch_truth(own) : 0;
    return truth > 0 || (truth < 0 && cch_truth(wanted) == 0) ? own : wanted;
}

/* A result requires a gradient if gradients are on and one of what it was made of does. */
static const cch_datum *with_grad(cch_machine *machine, const cch_datum *value, const cch_datum *wanted) {
    struct cch_tensor tensor = *value->tensor;
    if (!cch_dtype_has_gradient(tensor.dtype))
        wanted = &cch_false;
    if (tensor.requires_grad && cch_datum_equal(tensor.requires_grad, wanted))
        return value;
    tensor.requires_grad = cch_truth(wanted) < 0 ? cch_unknown_like(&machine->arena, wanted) : wanted;
    return cch_tensor_value(&machine->arena, &tensor);
}

const cch_datum *cch_python_result_grad(cch_machine *machine, const struct python_call *call, const cch_datum *value) {
    const cch_datum *wanted = &cch_false, **items, *why, *on = cch_python_state(machine)->grad_enabled;
    size_t count;
    if (value->kind != CCH_DATUM_TENSOR && !cch_python_is(value, "tuple"))
        return value;
    for (size_t i = 0; i <= call->count; i++) {
        const cch_datum *of = i < call->count ? call->arguments[i].value : call->self;
        if (!of)
            continue;
        if (of->kind == CCH_DATUM_TENSOR && value->kind == CCH_DATUM_TENSOR && of->tensor == value->tensor)
            return value;
        wanted = wants_grad(of, wanted);
        if ((cch_python_is(of, "list") || cch_python_is(of, "tuple")) &&
            cch_python_iterate(machine, of, &items, &count, &why))
            for (size_t k = 0; k < count; k++)
                wanted = wants_grad(items[k], wanted);
    }
    if (cch_truth(wanted) && cch_truth(on) <= 0)
        wanted = on;
    if (value->kind == CCH_DATUM_TENSOR)
        return with_grad(machine, value, wanted);
    if (!cch_python_iterate(machine, value, &items, &count, &why))
        return value;
    const cch_datum **made = cch_arena_take(&machine->arena, (count + 1) * sizeof *made);
    for (size_t i = 0; i < count; i++)
        made[i] = items[i]->kind == CCH_DATUM_TENSOR ? with_grad(machine, items[i], wanted) : items[i];
    return cch_python_tuple(machine, made, count);
}
