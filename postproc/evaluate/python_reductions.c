/* What torch makes of a tensor's form where it takes dimensions together: sum(), mean(dim=…, keepdim=True) … */
#include "evaluate/python_parts.h"
#include "evaluate/tensors.h"

#include <string.h>

/* What the elements of the result are. */
enum elements {
    WIDENED, /* of integers, integers of 64 bits */
    SAME,
    TRUTH, /* bool; of bytes, bytes */
    INDEX
};

static bool is_whole(cch_wide dtype) { return dtype <= CCH_DTYPE_INT64 || dtype == CCH_DTYPE_BOOL; }

static const cch_datum *type_of(cch_machine *machine, const struct python_call *call, const struct cch_tensor *tensor,
                                enum elements elements) {
    const cch_datum *asked = cch_python_argument(call, SIZE_MAX, "dtype");
    cch_wide dtype;
    if (asked && asked->kind != CCH_DATUM_NONE)
        return cch_not_known(machine, "which type of elements");
    if (elements == INDEX)
        return cch_integer(&machine->arena, CCH_DTYPE_INT64);
    if (!cch_as_integer(tensor->dtype, &dtype))
        return elements == SAME ? tensor->dtype : cch_not_known(machine, "which type of elements");
    if (elements == TRUTH)
        return cch_integer(&machine->arena, dtype == CCH_DTYPE_UINT8 ? dtype : CCH_DTYPE_BOOL);
    return cch_integer(&machine->arena, elements == WIDENED && is_whole(dtype) ? CCH_DTYPE_INT64 : dtype);
}

/* Marks the dimensions that `value` names; false: they are not known, or it names none. */
static bool mark(cch_machine *machine, const struct cch_tensor *tensor, const cch_datum *value, bool *taken) {
    const cch_datum *one[1] = {value}, **values = one, *why;
    size_t count = 1;
    cch_wide number;
    if (value->kind == CCH_DATUM_OBJECT && (!cch_python_iterate(machine, value, &values, &count, &why) || count == 0))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!cch_as_integer(values[i], &number))
            return false;
        number += number < 0 ? (cch_wide)tensor->rank : 0;
        if (number < 0 || number >= (cch_wide)tensor->rank || taken[number])
            return false;
        taken[number] = true;
    }
    return true;
}

/* Torch gives a new tensor, contiguous whatever the old one is. */
static const cch_datum *without(cch_machine *machine, const struct cch_tensor *tensor, const bool *taken, bool keeps,
                                const cch_datum *dtype, bool has_gradient) {
    const cch_datum *sizes[CCH_RANK_MAX];
    size_t rank = 0;
    for (unsigned i = 0; i < tensor->rank; i++)
        if (!taken[i])
            sizes[rank++] = tensor->sizes[i];
        else if (keeps)
            sizes[rank++] = cch_integer(&machine->arena, 1);
    const cch_datum *made = cch_tensor_new(machine, sizes, rank, dtype);
    if (!made || made->kind != CCH_DATUM_TENSOR)
        return made;
    struct cch_tensor result = *made->tensor;
    result.device = tensor->device;
    if (has_gradient)
        result.requires_grad = tensor->requires_grad;
    return cch_tensor_value(&machine->arena, &result);
}

static const cch_datum *reduced(cch_machine *machine, const struct python_call *call, int which) {
    enum elements elements = (enum elements)which;
    struct python_call rest;
    const cch_datum *self = cch_python_tensor_first(&call, &rest);
    bool taken[CCH_RANK_MAX] = {false};
    if (self && cch_is_undecided(self))
        return cch_tensor_unknown(machine, self);
    if (!self || self->kind != CCH_DATUM_TENSOR)
        return NULL;
    const struct cch_tensor *tensor = self->tensor;
    const cch_datum *dim = cch_python_argument(call, 0, "dim"), *keep = cch_python_argument(call, 1, "keepdim");
    if (!dim)
        dim = cch_python_argument(call, SIZE_MAX, "axis");
    bool all = !dim || dim->kind == CCH_DATUM_NONE;
    int keeps = keep ? cch_truth(keep) : 0;
    for (unsigned i = 0; i < CCH_RANK_MAX; i++)
        taken[i] = all;
    if (tensor->unranked && !(all && keeps == 0))
        return cch_tensor_unknown(machine, tensor->unranked);
    if (keeps < 0 || call->is_cut || cch_python_argument(call, SIZE_MAX, "out") ||
        (!all && !mark(machine, tensor, dim, taken)))
        return cch_tensor_unknown(machine, cch_not_known(machine, "the form of what %s returns", call->name));
    return without(machine, tensor, taken, keeps > 0, type_of(machine, call, tensor, elements),
                   elements == WIDENED || elements == SAME);
}

#define TENSOR "torch.Tensor."
const struct python_row cch_python_reduction_rows[] = {
    {TENSOR "sum", reduced, WIDENED},
    {TENSOR "prod", reduced, WIDENED},
    {TENSOR "mean", reduced, SAME},
    {TENSOR "amax", reduced, SAME},
    {TENSOR "amin", reduced, SAME},
    {TENSOR "all", reduced, TRUTH},
    {TENSOR "any", reduced, TRUTH},
    {TENSOR "argmax", reduced, INDEX},
    {TENSOR "argmin", reduced, INDEX},
    {"torch.sum", reduced, WIDENED},
    {"torch.prod", reduced, WIDENED},
    {"torch.mean", reduced, SAME},
    {"torch.amax", reduced, SAME},
    {"torch.amin", reduced, SAME},
    {"torch.all", reduced, TRUTH},
    {"torch.any", reduced, TRUTH},
    {"torch.argmax", reduced, INDEX},
    {"torch.argmin", reduced, INDEX},
    {NULL, NULL, 0},
};
