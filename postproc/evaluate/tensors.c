#include "evaluate/tensors.h"

#include <string.h>

const struct cch_tensor cch_tensor_undefined = {
    .is_defined = &cch_false, .dtype = &cch_zero, .device = &cch_zero, .requires_grad = &cch_false};

static const cch_datum *one(cch_machine *machine) { return cch_integer(&machine->arena, 1); }

static const cch_datum *multiply(cch_machine *machine, const cch_datum *a, const cch_datum *b) {
    return cch_operate(machine, CCH_OPERATOR_MULTIPLY, CCH_TYPE_I64, a, b);
}

static bool is_number(const cch_datum *value, cch_wide wanted) {
    cch_wide integer;
    return cch_as_integer(value, &integer) && integer == wanted;
}

void cch_tensor_make_contiguous(cch_machine *machine, struct cch_tensor *tensor) {
    const cch_datum *stride = one(machine);
    for (unsigned i = tensor->rank; i-- > 0;) {
        tensor->strides[i] = stride;
        /* A dimension of 0 counts as 1. */
        stride = is_number(tensor->sizes[i], 0) ? stride : multiply(machine, stride, tensor->sizes[i]);
    }
}

const cch_datum *cch_tensor_new(cch_machine *machine, const cch_datum *const *sizes, size_t rank,
                                const cch_datum *dtype) {
    struct cch_tensor tensor = {.is_defined = &cch_true,
                                .dtype = dtype,
                                .device = one(machine),
                                .requires_grad = &cch_false,
                                .rank = (unsigned)rank,
                                .storage = ++machine->next_storage};
    if (rank > CCH_RANK_MAX)
        return cch_not_known(machine, "a tensor of more than 16 dimensions");
    for (size_t i = 0; i < rank; i++)
        tensor.sizes[i] = sizes[i]->kind == CCH_DATUM_BOOL || sizes[i]->kind == CCH_DATUM_ZERO
                              ? cch_integer(&machine->arena, sizes[i]->truth)
                              : sizes[i];
    cch_tensor_make_contiguous(machine, &tensor);
    return cch_tensor_value(&machine->arena, &tensor);
}

const cch_datum *cch_tensor_unknown(cch_machine *machine, const cch_datum *why) {
    const cch_datum *unknown =
        cch_is_undecided(why) ? cch_unknown_like(&machine->arena, why) : cch_not_known(machine, "a tensor");
    struct cch_tensor tensor = {
        .is_defined = &cch_true, .dtype = unknown, .device = unknown, .requires_grad = unknown, .unranked = unknown};
    return cch_tensor_value(&machine->arena, &tensor);
}

/* Questions ----------------------------------------------------------------------- */

const cch_datum *cch_tensor_numel(cch_machine *machine, const struct cch_tensor *tensor) {
    const cch_datum *count = one(machine);
    if (tensor->unranked)
        return tensor->unranked;
    for (unsigned i = 0; i < tensor->rank; i++) {
        if (is_number(tensor->sizes[i], 0))
            return cch_integer(&machine->arena, 0);
        count = multiply(machine, count, tensor->sizes[i]);
    }
    return count;
}

const cch_datum *cch_tensor_is_contiguous(cch_machine *machine, const struct cch_tensor *tensor) {
    const cch_datum *expected = one(machine), *unknown = NULL, *open = NULL;
    if (tensor->unranked)
        return tensor->unranked;
    for (unsigned i = 0; i < tensor->rank; i++) {
        if (is_number(tensor->sizes[i], 0)) /* without elements it is, whatever its strides */
            return &cch_true;
        if (cch_is_undecided(tensor->sizes[i]))
            open = tensor->sizes[i];
    }
    for (unsigned i = tensor->rank; i-- > 0;) {
        if (is_number(tensor->sizes[i], 1))
            continue; /* its stride does not matter */
        const cch_datum *same = cch_operate(machine, CCH_OPERATOR_EQUAL, CCH_TYPE_I64, tensor->strides[i], expected);
        if (cch_truth(same) == 0 && !open)
            return same;
        if (cch_truth(same) < 1)
            unknown = cch_truth(same) == 0 ? open : same; /* a size may be 0 or 1 */
        expected = multiply(machine, expected, tensor->sizes[i]);
    }
    return unknown ? cch_unknown_like(&machine->arena, unknown) : &cch_true;
}

int cch_tensor_dimension(const struct cch_tensor *tensor, cch_wide index) {
    if (tensor->unranked || index < -(cch_wide)tensor->rank || index >= tensor->rank)
        return -1;
    return (int)(index < 0 ? index + tensor->rank : index);
}

static const cch_datum *pick(cch_machine *machine, const struct cch_tensor *tensor, const cch_datum *const *from,
                             const cch_datum *index) {
    cch_wide number;
    if (tensor->unranked)
        return tensor->unranked;
    if (!cch_as_integer(index, &number))
        return cch_is_undecided(index) ? cch_unknown_like(&machine->arena, index)
                                       : cch_not_known(machine, "which dimension");
    int dimension = cch_tensor_dimension(tensor, number);
    return dimension < 0 ? NULL : from[dimension];
}

const cch_datum *cch_tensor_size(cch_machine *machine, const struct cch_tensor *tensor, const cch_datum *index) {
    return pick(machine, tensor, tensor->sizes, index);
}

const cch_datum *cch_tensor_stride(cch_machine *machine, const struct cch_tensor *tensor, const cch_datum *index) {
    return pick(machine, tensor, tensor->strides, index);
}

/* Views ------------------------------------------------------------------------------- */

/* A view of the same memory, to be changed; what its elements are is no longer told. */
static struct cch_tensor view_of(const struct cch_tensor *tensor) {
    struct cch_tensor view = *tensor;
    view.last = NULL;
    return view;
}

static const cch_datum *made(cch_machine *machine, const struct cch_tensor *tensor) {
    return cch_tensor_value(&machine->arena, tensor);
}

const cch_datum *cch_tensor_permute(cch_machine *machine, const struct cch_tensor *tensor, const unsigned *order) {
    struct cch_tensor view = view_of(tensor);
    for (unsigned i = 0; i < tensor->rank; i++) {
        view.sizes[i] = tensor->sizes[order[i]];
        view.strides[i] = tensor->strides[order[i]];
    }
    return made(machine, &view);
}

const cch_datum *cch_tensor_transpose(cch_machine *machine, const struct cch_tensor *tensor, unsigned a, unsigned b) {
    unsigned order[CCH_RANK_MAX];
    for (unsigned i = 0; i < tensor->rank; i++)
        order[i] = i == a ? b : i == b ? a : i;
    return cch_tensor_permute(machine, tensor, order);
}

static struct cch_tensor copy_of(cch_machine *machine, const struct cch_tensor *tensor) {
    struct cch_tensor copy = *tensor;
    copy.storage = ++machine->next_storage;
    if (!copy.unranked)
        cch_tensor_make_contiguous(machine, &copy);
    return copy;
}

const cch_datum *cch_tensor_contiguous(cch_machine *machine, const struct cch_tensor *tensor) {
    const cch_datum *contiguous = cch_tensor_is_contiguous(machine, tensor);
    if (cch_truth(contiguous) == 1)
        return made(machine, tensor);
    struct cch_tensor copy = copy_of(machine, tensor);
    if (cch_truth(contiguous) < 0)
        copy.storage = 0; /* its own, or the same */
    return made(machine, &copy);
}

/* The strides of a view with these sizes, as ATen's computeStride finds them; false: there are none, or not known. */
static bool set_view_strides(cch_machine *machine, const struct cch_tensor *tensor, struct cch_tensor *view) {
    cch_wide size[CCH_RANK_MAX], stride[CCH_RANK_MAX], wanted;
    if (tensor->unranked || !tensor->rank)
        return false;
    for (unsigned i = 0; i < tensor->rank; i++)
        if (!cch_as_integer(tensor->sizes[i], &size[i]) || !cch_as_integer(tensor->strides[i], &stride[i]) || !size[i])
            return false;
    int at = (int)view->rank - 1;
    cch_wide step = stride[tensor->rank - 1], chunk = 1, taken = 1;
    for (int i = (int)tensor->rank - 1; i >= 0; i--) {
        chunk *= size[i];
        if (i > 0 && (size[i - 1] == 1 || stride[i - 1] == chunk * step))
            continue; /* it goes on without a gap */
        for (; at >= 0; at--) {
            if (!cch_as_integer(view->sizes[at], &wanted))
                return false;
            if (taken >= chunk && wanted != 1)
                break;
            view->strides[at] = cch_integer(&machine->arena, taken * step);
            taken *= wanted;
        }
        if (taken != chunk)
            return false;
        if (i > 0) {
            step = stride[i - 1];
            chunk = taken = 1;
        }
    }
    return at == -1;
}

/* Certainly another number of elements: PyTorch refuses it. */
static bool is_other_size(const cch_datum *numel, const cch_datum *const *sizes, size_t rank) {
    cch_wide wanted = 1, size, has;
    bool is_open = false;
    if (!cch_as_integer(numel, &has))
        return false;
    for (size_t i = 0; i < rank; i++) {
        if (!cch_as_integer(sizes[i], &size) || __builtin_mul_overflow(wanted, size < 0 ? 1 : size, &wanted))
            return false;
        is_open |= size < 0;
    }
    return is_open ? wanted > 0 && has % wanted != 0 : has != wanted;
}

const cch_datum *cch_tensor_reshape(cch_machine *machine, const struct cch_tensor *tensor,
                                    const cch_datum *const *sizes, size_t rank) {
    if (rank > CCH_RANK_MAX)
        return NULL;
    const cch_datum *numel = cch_tensor_numel(machine, tensor), *rest = numel;
    struct cch_tensor view = view_of(tensor);
    view.unranked = NULL;
    view.rank = (unsigned)rank;
    int open = -1;
    if (!tensor->unranked && is_other_size(numel, sizes, rank)) {
        cch_throw(machine);
        return cch_tensor_unknown(machine, cch_not_known(machine, "a form of another size"));
    }
    for (size_t i = 0; i < rank; i++) {
        view.sizes[i] = sizes[i];
        if (is_number(sizes[i], -1))
            open = (int)i;
        else if (is_number(sizes[i], 0))
            rest = cch_integer(&machine->arena, 0);
        else
            rest = cch_operate(machine, CCH_OPERATOR_DIVIDE, CCH_TYPE_I64, rest, sizes[i]);
    }
    if (open >= 0)
        view.sizes[open] = rest;
    struct cch_tensor copy = view;
    cch_tensor_make_contiguous(machine, &copy);
    const cch_datum *contiguous = cch_tensor_is_contiguous(machine, tensor);
    if (cch_truth(contiguous) == 1)
        return made(machine, &copy);
    if (set_view_strides(machine, tensor, &view))
        return made(machine, &view);
    copy.storage = cch_truth(contiguous) == 0 && !tensor->unranked ? ++machine->next_storage : 0;
    if (cch_truth(contiguous) < 0) /* a view or a copy: which strides it has is not known */
        for (unsigned i = 0; i < copy.rank; i++)
            copy.strides[i] = cch_unknown_like(&machine->arena, contiguous);
    return made(machine, &copy);
}

const cch_datum *cch_tensor_slice(cch_machine *machine, const struct cch_tensor *tensor, unsigned dimension,
                                  const cch_datum *begin, const cch_datum *end, const cch_datum *step) {
    struct cch_tensor view = view_of(tensor);
    const cch_datum *size = tensor->sizes[dimension];
    cch_wide first = 0, last, length, by = 1;
    bool known = cch_as_integer(size, &length);
    bool whole = (!begin || is_number(begin, 0)) && !end && !step;
    if (whole)
        return made(machine, tensor);
    view.fill = tensor->fill;
    last = length;
    const cch_datum *why = NULL;
    if (begin && !cch_as_integer(begin, &first))
        why = begin;
    if (end && !cch_as_integer(end, &last))
        why = end;
    if (step && !cch_as_integer(step, &by))
        why = step;
    if (!known)
        why = size;
    if (!why) {
        first = first < 0 ? first + length : first;
        last = last < 0 ? last + length : last;
        first = first < 0 ? 0 : first > length ? length : first;
        last = last < first ? first : last > length ? length : last;
        by = by < 1 ? 1 : by;
        view.sizes[dimension] = cch_integer(&machine->arena, (last - first + by - 1) / by);
    } else {
        view.sizes[dimension] =
            cch_is_undecided(why) ? cch_unknown_like(&machine->arena, why) : cch_not_known(machine, "a slice");
    }
    if (step)
        view.strides[dimension] = multiply(machine, tensor->strides[dimension], step);
    return made(machine, &view);
}

static void drop(struct cch_tensor *tensor, unsigned dimension) {
    for (unsigned i = dimension; i + 1 < tensor->rank; i++) {
        tensor->sizes[i] = tensor->sizes[i + 1];
        tensor->strides[i] = tensor->strides[i + 1];
    }
    tensor->rank--;
}

const cch_datum *cch_tensor_select(cch_machine *machine, const struct cch_tensor *tensor, unsigned dimension) {
    struct cch_tensor view = view_of(tensor);
    drop(&view, dimension);
    return made(machine, &view);
}

const cch_datum *cch_tensor_unsqueeze(cch_machine *machine, const struct cch_tensor *tensor, unsigned dimension) {
    struct cch_tensor view = view_of(tensor);
    if (tensor->rank == CCH_RANK_MAX)
        return cch_not_known(machine, "a tensor of more than 16 dimensions");
    const cch_datum *stride = dimension < tensor->rank
                                  ? multiply(machine, tensor->sizes[dimension], tensor->strides[dimension])
                                  : one(machine);
    for (unsigned i = tensor->rank; i > dimension; i--) {
        view.sizes[i] = tensor->sizes[i - 1];
        view.strides[i] = tensor->strides[i - 1];
    }
    view.sizes[dimension] = one(machine);
    view.strides[dimension] = stride;
    view.rank++;
    return made(machine, &view);
}

const cch_datum *cch_tensor_squeeze(cch_machine *machine, const struct cch_tensor *tensor, unsigned dimension) {
    struct cch_tensor view = view_of(tensor);
    cch_wide size;
    if (!cch_as_integer(tensor->sizes[dimension], &size)) {
        view.unranked = cch_unknown_like(&machine->arena, tensor->sizes[dimension]);
        return made(machine, &view);
    }
    if (size == 1)
        drop(&view, dimension);
    return made(machine, &view);
}

const cch_datum *cch_tensor_expand(cch_machine *machine, const struct cch_tensor *tensor, const cch_datum *const *sizes,
                                   size_t rank) {
    struct cch_tensor view = view_of(tensor);
    if (rank > CCH_RANK_MAX || rank < tensor->rank)
        return NULL;
    view.rank = (unsigned)rank;
    for (size_t i = 0; i < rank; i++) {
        bool is_new = i < rank - tensor->rank;
        const cch_datum *own = is_new ? one(machine) : tensor->sizes[i - (rank - tensor->rank)];
        bool keeps = is_number(sizes[i], -1);
        view.sizes[i] = keeps ? own : sizes[i];
        cch_wide size;
        bool stretched = is_new || (!keeps && is_number(own, 1) && cch_as_integer(sizes[i], &size) && size != 1);
        view.strides[i] = stretched                         ? cch_integer(&machine->arena, 0)
                          : cch_is_undecided(own) && !keeps ? cch_unknown_like(&machine->arena, own)
                                                            : tensor->strides[i - (rank - tensor->rank)];
    }
    return made(machine, &view);
}

/* New ones ------------------------------------------------------------------------------ */

const cch_datum *cch_tensor_to(cch_machine *machine, const struct cch_tensor *tensor, const cch_datum *dtype) {
    cch_wide from, to;
    bool known = cch_as_integer(tensor->dtype, &from) && cch_as_integer(dtype, &to);
    if (known && from == to)
        return made(machine, tensor);
    struct cch_tensor copy = *tensor; /* dense ones keep their strides */
    copy.dtype = dtype;
    copy.storage = known ? ++machine->next_storage : 0;
    if (cch_truth(cch_tensor_is_contiguous(machine, tensor)) != 1 && !tensor->unranked)
        return cch_tensor_empty_like(machine, &copy);
    return made(machine, &copy);
}

const cch_datum *cch_tensor_pad(cch_machine *machine, const struct cch_tensor *tensor, const cch_datum *const *by,
                                size_t count) {
    if (tensor->unranked)
        return cch_tensor_unknown(machine, tensor->unranked);
    struct cch_tensor padded = *tensor;
    padded.last = NULL;
    for (size_t i = 0; i + 1 < count && i / 2 < tensor->rank; i += 2) {
        unsigned dimension = tensor->rank - 1 - (unsigned)(i / 2);
        const cch_datum *size = padded.sizes[dimension];
        size = cch_operate(machine, CCH_OPERATOR_ADD, CCH_TYPE_I64, size, by[i]);
        padded.sizes[dimension] = cch_operate(machine, CCH_OPERATOR_ADD, CCH_TYPE_I64, size, by[i + 1]);
    }
    padded.fill = NULL;
    padded.storage = ++machine->next_storage;
    cch_tensor_make_contiguous(machine, &padded);
    return made(machine, &padded);
}

/* Dense and without overlap: in the order of their strides each is the product of those below. 1, 0, -1 not known. */
static int is_dense(const struct cch_tensor *tensor) {
    cch_wide size[CCH_RANK_MAX], stride[CCH_RANK_MAX];
    unsigned order[CCH_RANK_MAX], count = 0;
    for (unsigned i = 0; i < tensor->rank; i++) {
        if (!cch_as_integer(tensor->sizes[i], &size[i]) || !cch_as_integer(tensor->strides[i], &stride[i]))
            return -1;
        if (size[i] < 2)
            continue;
        unsigned at = count++;
        for (; at > 0 && stride[order[at - 1]] > stride[i]; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    cch_wide expected = 1;
    for (unsigned i = 0; i < count; i++) {
        if (stride[order[i]] != expected)
            return 0;
        expected *= size[order[i]];
    }
    return 1;
}

const cch_datum *cch_tensor_empty_like(cch_machine *machine, const struct cch_tensor *tensor) {
    struct cch_tensor made_ = *tensor;
    made_.storage = ++machine->next_storage;
    made_.fill = made_.last = NULL;
    made_.requires_grad = &cch_false;
    if (tensor->unranked)
        return made(machine, &made_);
    int dense = is_dense(tensor);
    if (dense == 0) { /* ATen keeps the order of the strides, not the strides */
        cch_wide size[CCH_RANK_MAX], stride[CCH_RANK_MAX];
        unsigned order[CCH_RANK_MAX];
        for (unsigned i = 0; i < tensor->rank; i++) {
            unsigned at = i;
            cch_as_integer(tensor->sizes[i], &size[i]);
            cch_as_integer(tensor->strides[i], &stride[i]);
            for (; at > 0 && stride[order[at - 1]] < stride[i]; at--)
                order[at] = order[at - 1];
            order[at] = i;
        }
        cch_wide expected = 1;
        for (unsigned i = tensor->rank; i-- > 0;) {
            made_.strides[order[i]] = cch_integer(&machine->arena, expected);
            expected *= size[order[i]] > 1 ? size[order[i]] : 1;
        }
    } else if (dense < 0 && cch_truth(cch_tensor_is_contiguous(machine, tensor)) != 1) {
        for (unsigned i = 0; i < tensor->rank; i++)
            made_.strides[i] = cch_not_known(machine, "strides like those of a tensor that is not known");
    }
    return made(machine, &made_);
}

static bool is_kind_at_most(const struct cch_tensor *a, const struct cch_tensor *b) {
    int kind = cch_dtype_kind(a->dtype);
    return kind >= 0 && kind <= cch_dtype_kind(b->dtype);
}

/* The strides of what both make: of one that is like the other, or contiguous where both are. */
static void set_strides_of_both(cch_machine *machine, const struct cch_tensor *a, const struct cch_tensor *b,
                                struct cch_tensor *both) {
    const struct cch_tensor *whole = a->rank == both->rank ? a : b, *other = whole == a ? b : a;
    bool is_alike = other->rank == 0 || other->rank == whole->rank;
    for (unsigned i = 0; i < whole->rank; i++) {
        is_alike &= cch_datum_equal(whole->sizes[i], both->sizes[i]);
        is_alike &= !other->rank || !is_alike ||
                    (cch_datum_equal(other->sizes[i], whole->sizes[i]) &&
                     cch_datum_equal(other->strides[i], whole->strides[i]));
    }
    bool are_plain =
        cch_truth(cch_tensor_is_contiguous(machine, a)) == 1 && cch_truth(cch_tensor_is_contiguous(machine, b)) == 1;
    if (are_plain)
        return;
    const cch_datum *like = is_alike ? cch_tensor_empty_like(machine, whole) : NULL;
    for (unsigned i = 0; i < both->rank; i++)
        both->strides[i] =
            like ? like->tensor->strides[i] : cch_not_known(machine, "the strides of two tensors' result");
}

const cch_datum *cch_tensor_broadcast(cch_machine *machine, const struct cch_tensor *a, const struct cch_tensor *b) {
    if (a->unranked || b->unranked)
        return cch_tensor_unknown(machine, a->unranked ? a->unranked : b->unranked);
    unsigned rank = a->rank > b->rank ? a->rank : b->rank;
    const cch_datum *sizes[CCH_RANK_MAX];
    for (unsigned i = 0; i < rank; i++) {
        const cch_datum *left = i < rank - a->rank ? NULL : a->sizes[i - (rank - a->rank)];
        const cch_datum *right = i < rank - b->rank ? NULL : b->sizes[i - (rank - b->rank)];
        cch_wide known, others;
        sizes[i] = !left || is_number(left, 1) ? (right ? right : left) : left;
        if (left && right && cch_as_integer(left, &known) && cch_as_integer(right, &others) && known != others &&
            known != 1 && others != 1)
            cch_throw(machine);
        if (left && right && cch_is_undecided(left) && !is_number(right, 1))
            sizes[i] = right;
    }
    /* one without dimensions counts where its kind (integers, floating) is the other's or below */
    const cch_datum *dtype = cch_datum_equal(a->dtype, b->dtype)            ? a->dtype
                             : a->rank && !b->rank && is_kind_at_most(b, a) ? a->dtype
                             : b->rank && !a->rank && is_kind_at_most(a, b)
                                 ? b->dtype
                                 : cch_not_known(machine, "which type of elements");
    const cch_datum *result = cch_tensor_new(machine, sizes, rank, dtype);
    struct cch_tensor tensor = *result->tensor;
    tensor.device = a->device;
    set_strides_of_both(machine, a, b, &tensor);
    return made(machine, &tensor);
}

/* In place ---------------------------------------------------------------------------- */

/* Could the two be one tensor whose identity was lost where ways met? */
static bool may_be_one(const struct cch_tensor *a, const struct cch_tensor *b) {
    if ((a->storage && b->storage && a->storage != b->storage) || a->rank != b->rank || !a->unranked != !b->unranked ||
        !cch_datum_equal(a->dtype, b->dtype))
        return a->unranked != NULL || b->unranked != NULL;
    for (unsigned i = 0; i < a->rank; i++)
        if (!cch_datum_equal(a->sizes[i], b->sizes[i]) || !cch_datum_equal(a->strides[i], b->strides[i]))
            return false;
    return true;
}

void cch_tensor_replace(cch_machine *machine, const struct cch_tensor *before, const cch_datum *after) {
    static const struct cch_why reason = {"which tensor was changed in place", NULL, ""};
    struct cch_store *store = &machine->store;
    for (uint32_t cell = 1; cell < store->count; cell++) {
        const cch_datum *held = store->cells[cell].value;
        if (held->kind != CCH_DATUM_TENSOR || held == after)
            continue;
        if (held->tensor == before)
            cch_store_set(store, cell, after);
        else if (may_be_one(held->tensor, before))
            cch_store_set(store, cell, cch_store_either(store, held, after, &reason));
    }
}

void cch_tensor_written(cch_machine *machine, const struct cch_tensor *tensor) {
    struct cch_store *store = &machine->store;
    for (uint32_t cell = 1; cell < store->count; cell++) {
        const cch_datum *held = store->cells[cell].value;
        if (held->kind != CCH_DATUM_TENSOR || !(held->tensor->fill || held->tensor->last) ||
            (held->tensor != tensor && held->tensor->storage && tensor->storage &&
             held->tensor->storage != tensor->storage))
            continue;
        struct cch_tensor cleared = *held->tensor;
        cleared.fill = cleared.last = NULL;
        cch_tensor_replace(machine, held->tensor, cch_tensor_value(&machine->arena, &cleared));
    }
}
