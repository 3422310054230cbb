/* Tensors as Python sees them: attributes, methods, indexing, arithmetic (python.h); tensors.h has what PyTorch makes
 * of shapes. */
#include "evaluate/python_parts.h"
#include "evaluate/tensors.h"

#include <string.h>

static const cch_datum *argument(const struct python_call *call, size_t index) {
    return cch_python_argument(call, index, NULL);
}

static const cch_datum *unknown_tensor(cch_machine *machine, const struct python_call *call) {
    for (size_t i = 0; i < call->count; i++)
        if (cch_is_undecided(call->arguments[i].value))
            return cch_tensor_unknown(machine, call->arguments[i].value);
    return cch_tensor_unknown(machine, cch_not_known(machine, "the form of what %s returns", call->name));
}

/* A tensor's, or that of which only the reason is known. */
static const cch_datum *or_unknown(cch_machine *machine, const struct python_call *call, const cch_datum *value) {
    return value ? value : unknown_tensor(machine, call);
}

static const cch_datum *device_of(cch_machine *machine, const struct cch_tensor *tensor) {
    cch_wide type;
    cch_object *object = cch_python_object(machine, "torch.device");
    cch_object_set(&machine->store, object, "type",
                   cch_as_integer(tensor->device, &type) ? cch_python_text(machine, type == 0 ? "cpu" : "cuda")
                                                         : tensor->device);
    cch_object_set(&machine->store, object, "index",
                   cch_as_integer(tensor->device, &type) && type == 0 ? &cch_none : cch_integer(&machine->arena, 0));
    return cch_object_value(&machine->arena, object);
}

static const cch_datum *shape_of(cch_machine *machine, const struct cch_tensor *tensor, bool strides) {
    const cch_datum *shape =
        cch_python_tuple(machine, strides ? tensor->strides : tensor->sizes, tensor->unranked ? 0 : tensor->rank);
    if (tensor->unranked)
        cch_container_forget(&machine->store, shape->object, cch_unknown_like(&machine->arena, tensor->unranked));
    return shape;
}

static const cch_datum *last_two(cch_machine *machine, const cch_datum *value) {
    const struct cch_tensor *tensor = value->tensor;
    if (tensor->unranked || tensor->rank < 2)
        return cch_tensor_unknown(machine, cch_not_known(machine, "a transposed tensor"));
    return cch_tensor_transpose(machine, tensor, tensor->rank - 2, tensor->rank - 1);
}

const cch_datum *cch_python_tensor_attribute(cch_machine *machine, const cch_datum *value, const char *name) {
    const struct cch_tensor *tensor = value->tensor;
    cch_wide number;
    if (strcmp(name, "shape") == 0)
        return shape_of(machine, tensor, false);
    if (strcmp(name, "dtype") == 0)
        return tensor->dtype;
    if (strcmp(name, "device") == 0)
        return device_of(machine, tensor);
    if (strcmp(name, "is_cuda") == 0 || strcmp(name, "is_cpu") == 0)
        return cch_as_integer(tensor->device, &number) ? cch_bool((number == 1) == (name[3] == 'c' && name[4] == 'u'))
                                                       : cch_unknown_like(&machine->arena, tensor->device);
    if (strcmp(name, "requires_grad") == 0)
        return tensor->requires_grad ? tensor->requires_grad : cch_not_known(machine, "requires_grad");
    if (strcmp(name, "ndim") == 0)
        return tensor->unranked ? cch_unknown_like(&machine->arena, tensor->unranked)
                                : cch_integer(&machine->arena, tensor->rank);
    if (strcmp(name, "mT") == 0 || strcmp(name, "T") == 0)
        return last_two(machine, value);
    if (strcmp(name, "data") == 0) {
        struct cch_tensor data = *tensor;
        data.requires_grad = &cch_false;
        return cch_tensor_value(&machine->arena, &data);
    }
    if (strcmp(name, "grad") == 0 || strcmp(name, "grad_fn") == 0)
        return cch_not_known(machine, "a gradient");
    if (strcmp(name, "is_sparse") == 0 || strcmp(name, "is_quantized") == 0 || strcmp(name, "is_meta") == 0)
        return &cch_false;
    return cch_bound(
        &machine->arena,
        cch_symbol(&machine->arena, CCH_DATUM_LIBRARY, cch_arena_print(&machine->arena, "torch.Tensor.%s", name)),
        value);
}

/* Indexing ------------------------------------------------------------------------------- */

static bool is_ellipsis(const cch_datum *value) {
    return value->kind == CCH_DATUM_LIBRARY && strcmp(value->symbol, "Ellipsis") == 0;
}

static const cch_datum *slice_part(cch_machine *machine, const cch_datum *slice, uint32_t which) {
    struct cch_items items;
    if (!cch_container_items(&machine->store, slice->object, &items, NULL) || items.count != 3)
        return NULL;
    const cch_datum *part = cch_store_get(&machine->store, items.cells[which]);
    return part->kind == CCH_DATUM_NONE ? NULL : part;
}

/* One item of an index; the dimension that comes next is moved on. NULL: not known. */
static const cch_datum *index_one(cch_machine *machine, const cch_datum *value, const cch_datum *index,
                                  unsigned *dimension) {
    const struct cch_tensor *tensor = value->tensor;
    if (index->kind == CCH_DATUM_NONE)
        return cch_tensor_unsqueeze(machine, tensor, (*dimension)++);
    if (*dimension >= tensor->rank)
        return NULL;
    if (cch_python_is(index, "slice"))
        return cch_tensor_slice(machine, tensor, (*dimension)++, slice_part(machine, index, 0),
                                slice_part(machine, index, 1), slice_part(machine, index, 2));
    if (index->kind == CCH_DATUM_INTEGER || cch_is_undecided(index))
        return cch_tensor_select(machine, tensor, *dimension);
    return NULL; /* a tensor, a list, a truth: gathered */
}

const cch_datum *cch_python_tensor_subscript(cch_machine *machine, const cch_datum *value, const cch_datum *index) {
    const cch_datum *one[1] = {index}, **items = one, *why = index, *result = value;
    size_t count = 1, used = 0;
    unsigned dimension = 0;
    if (cch_python_is(index, "tuple") && !cch_python_iterate(machine, index, &items, &count, &why))
        return cch_tensor_unknown(machine, why);
    if (value->tensor->unranked)
        return cch_tensor_unknown(machine, value->tensor->unranked);
    for (size_t i = 0; i < count; i++)
        used += !is_ellipsis(items[i]) && items[i]->kind != CCH_DATUM_NONE;
    for (size_t i = 0; i < count && result && !result->tensor->unranked; i++) {
        if (is_ellipsis(items[i])) {
            if (used > value->tensor->rank)
                return cch_tensor_unknown(machine, cch_not_known(machine, "an index of too many"));
            dimension += value->tensor->rank - (unsigned)used;
            continue;
        }
        result = index_one(machine, result, items[i], &dimension);
    }
    return result ? result : cch_tensor_unknown(machine, cch_not_known(machine, "a tensor that is indexed"));
}

/* Arithmetic -------------------------------------------------------------------------------- */

static const cch_datum *without_values(cch_machine *machine, const cch_datum *value) {
    struct cch_tensor tensor = *cch_tensor_empty_like(machine, value->tensor)->tensor;
    tensor.requires_grad = value->tensor->requires_grad;
    return cch_tensor_value(&machine->arena, &tensor);
}

/* Which type of elements both make, where both have dimensions: the wider of one kind; -1: not known. */
static int promoted(cch_wide a, cch_wide b) {
    static const struct {
        int dtype, kind, order;
    } types[] = {{CCH_DTYPE_BOOL, 0, 0},  {CCH_DTYPE_INT8, 1, 0},  {CCH_DTYPE_INT16, 1, 1},
                 {CCH_DTYPE_INT32, 1, 2}, {CCH_DTYPE_INT64, 1, 3}, {CCH_DTYPE_FP16, 2, 0},
                 {CCH_DTYPE_BF16, 2, 0},  {CCH_DTYPE_FP32, 2, 1},  {CCH_DTYPE_FP64, 2, 2}};
    int x = -1, y = -1;
    for (int i = 0; i < (int)(sizeof types / sizeof *types); i++) {
        x = types[i].dtype == a ? i : x;
        y = types[i].dtype == b ? i : y;
    }
    if (x < 0 || y < 0)
        return -1;
    if (types[x].kind != types[y].kind)
        return types[x].kind > types[y].kind ? types[x].dtype : types[y].dtype;
    if (types[x].order == types[y].order && x != y)
        return CCH_DTYPE_FP32; /* of half and bfloat16 */
    return types[x].order > types[y].order ? types[x].dtype : types[y].dtype;
}

const cch_datum *cch_python_tensor_operate(cch_machine *machine, enum cch_operator operator_, const cch_datum *left,
                                           const cch_datum *right) {
    const cch_datum *result = NULL;
    if (operator_ == CCH_OPERATOR_MATRIX_MULTIPLY) {
        struct cch_argument both[2] = {{.value = left}, {.value = right}};
        struct python_call call = {"torch.matmul", NULL, both, 2, false};
        return cch_python_matmul(machine, &call, 0);
    }
    if (left->kind == CCH_DATUM_TENSOR && right->kind == CCH_DATUM_TENSOR)
        result = cch_tensor_broadcast(machine, left->tensor, right->tensor);
    else
        result = without_values(machine, left->kind == CCH_DATUM_TENSOR ? left : right);
    if (!result)
        return cch_tensor_unknown(machine, cch_not_known(machine, "tensors that do not go together"));
    bool is_comparison = operator_ >= CCH_OPERATOR_LESS && operator_ <= CCH_OPERATOR_NOT_EQUAL;
    const cch_datum *other = left->kind == CCH_DATUM_TENSOR ? right : left;
    cch_wide dtype, a, b;
    struct cch_tensor tensor = *result->tensor;
    if (cch_is_undecided(tensor.dtype) && left->kind == CCH_DATUM_TENSOR && right->kind == CCH_DATUM_TENSOR &&
        cch_as_integer(left->tensor->dtype, &a) && cch_as_integer(right->tensor->dtype, &b) && promoted(a, b) >= 0)
        tensor.dtype = cch_integer(&machine->arena, promoted(a, b));
    if (is_comparison)
        tensor.dtype = cch_integer(&machine->arena, CCH_DTYPE_BOOL);
    else if (cch_as_integer(tensor.dtype, &dtype) && (dtype <= CCH_DTYPE_INT64 || dtype == CCH_DTYPE_BOOL) &&
             (other->kind == CCH_DATUM_FLOAT || operator_ == CCH_OPERATOR_DIVIDE))
        tensor.dtype = cch_integer(&machine->arena, CCH_DTYPE_FP32);
    return cch_tensor_value(&machine->arena, &tensor);
}

/* Methods --------------------------------------------------------------------------------------- */

/* Sizes that stand as arguments from `first` on, or as one tuple. */
static bool sizes_of(cch_machine *machine, const struct python_call *call, size_t first, const cch_datum **sizes,
                     size_t *rank) {
    const cch_datum *value = argument(call, first), **values, *why;
    size_t count;
    *rank = 0;
    if (!value)
        value = cch_python_argument(call, SIZE_MAX, first ? "shape" : "size");
    if (!value || call->is_cut)
        return false;
    if (value->kind == CCH_DATUM_OBJECT) {
        if (!cch_python_iterate(machine, value, &values, &count, &why) || count > CCH_RANK_MAX)
            return false;
        memcpy(sizes, values, count * sizeof *sizes);
        *rank = count;
        return true;
    }
    for (size_t i = first; i < call->count && !call->arguments[i].keyword; i++) {
        if (*rank == CCH_RANK_MAX)
            return false;
        sizes[(*rank)++] = call->arguments[i].value;
    }
    return true;
}

static bool dimension_of(const struct cch_tensor *tensor, const cch_datum *value, unsigned *dimension, int more) {
    cch_wide number;
    if (!value || !cch_as_integer(value, &number) || tensor->unranked)
        return false;
    if (number < 0)
        number += (cch_wide)tensor->rank + more;
    if (number < 0 || number >= (cch_wide)tensor->rank + more)
        return false;
    *dimension = (unsigned)number;
    return true;
}

enum { SIZE, STRIDE, DIM, NUMEL, ELEMENT_SIZE, IS_CONTIGUOUS, IS_FLOATING, IS_COMPLEX, ITEM };

static const cch_datum *ask(cch_machine *machine, const struct python_call *call, int which) {
    const struct cch_tensor *tensor = call->self && call->self->kind == CCH_DATUM_TENSOR ? call->self->tensor : NULL;
    const cch_datum *first = cch_python_argument(call, 0, "dim");
    cch_wide dtype;
    if (!tensor)
        return NULL;
    switch (which) {
    case SIZE:
    case STRIDE:
        if (first)
            return which == SIZE ? cch_tensor_size(machine, tensor, first) : cch_tensor_stride(machine, tensor, first);
        return shape_of(machine, tensor, which == STRIDE);
    case DIM:
        return cch_python_tensor_attribute(machine, call->self, "ndim");
    case NUMEL:
        return cch_tensor_numel(machine, tensor);
    case IS_CONTIGUOUS:
        return cch_tensor_is_contiguous(machine, tensor);
    case ELEMENT_SIZE:
        return cch_as_integer(tensor->dtype, &dtype) ? cch_integer(&machine->arena, cch_dtype_bytes((int)dtype))
                                                     : cch_unknown_like(&machine->arena, tensor->dtype);
    case IS_FLOATING:
    case IS_COMPLEX:
        if (!cch_as_integer(tensor->dtype, &dtype))
            return cch_unknown_like(&machine->arena, tensor->dtype);
        return cch_bool(cch_dtype_kind(tensor->dtype) ==
                        (which == IS_COMPLEX ? CCH_DTYPE_IS_COMPLEX : CCH_DTYPE_IS_FLOATING));
    case ITEM:
        return tensor->fill ? tensor->fill : cch_not_known(machine, "what a tensor holds");
    default:
        return NULL;
    }
}

static const cch_datum *detached(cch_machine *machine, const cch_datum *value, bool keeps_grad) {
    struct cch_tensor tensor = *value->tensor;
    if (!keeps_grad)
        tensor.requires_grad = &cch_false;
    return cch_tensor_value(&machine->arena, &tensor);
}

enum {
    SAME,
    DETACH,
    CONTIGUOUS,
    CLONE,
    TRANSPOSE,
    PERMUTE,
    RESHAPE,
    UNSQUEEZE,
    SQUEEZE,
    EXPAND,
    FLATTEN,
    TO,
    HALF,
    BFLOAT16,
    FLOAT,
    INT,
    LONG,
    ELEMENTWISE,
    BOOL,
    NARROW,
    SELECT,
    CUDA,
    CPU,
    T
};

static const cch_datum *flattened(cch_machine *machine, const struct python_call *call,
                                  const struct cch_tensor *tensor) {
    const cch_datum *zero = cch_integer(&machine->arena, 0), *minus = cch_integer(&machine->arena, -1),
                    *sizes[CCH_RANK_MAX];
    unsigned first, last;
    size_t rank = 0;
    const cch_datum *from = cch_python_argument(call, 0, "start_dim"), *to = cch_python_argument(call, 1, "end_dim");
    if (!dimension_of(tensor, from ? from : zero, &first, 0) || !dimension_of(tensor, to ? to : minus, &last, 0) ||
        last < first)
        return NULL;
    for (unsigned i = 0; i < tensor->rank; i++) {
        if (i > first && i <= last)
            sizes[rank - 1] = cch_python_operate(machine, CCH_OPERATOR_MULTIPLY, sizes[rank - 1], tensor->sizes[i]);
        else
            sizes[rank++] = tensor->sizes[i];
    }
    return cch_tensor_reshape(machine, tensor, sizes, rank);
}

/* .to(dtype), .to(device), .to(other), by keywords. */
static const cch_datum *converted(cch_machine *machine, const struct python_call *call, const cch_datum *self) {
    const cch_datum *result = self;
    for (size_t i = 0; i < call->count; i++) {
        const cch_datum *value = call->arguments[i].value;
        const char *keyword = call->arguments[i].keyword;
        if (keyword && (strcmp(keyword, "non_blocking") == 0 || strcmp(keyword, "copy") == 0))
            continue;
        if (value->kind == CCH_DATUM_INTEGER && (!keyword || strcmp(keyword, "dtype") == 0)) {
            result = cch_tensor_to(machine, result->tensor, value);
        } else if (value->kind == CCH_DATUM_TENSOR) {
            result = cch_tensor_to(machine, result->tensor, value->tensor->dtype);
        } else if (value->kind == CCH_DATUM_STRING || cch_python_is(value, "torch.device")) {
            const cch_datum *type = value->kind == CCH_DATUM_STRING ? value : cch_python_field(machine, value, "type");
            struct cch_tensor tensor = *result->tensor;
            tensor.device = type && cch_as_text(type) ? cch_integer(&machine->arena, strncmp(type->text, "cpu", 3) != 0)
                                                      : cch_not_known(machine, "a device");
            result = cch_tensor_value(&machine->arena, &tensor);
        } else if (value->kind != CCH_DATUM_BOOL && value->kind != CCH_DATUM_NONE) {
            return NULL;
        }
    }
    return result;
}

static const cch_datum *with_device(cch_machine *machine, const cch_datum *value, int device) {
    struct cch_tensor tensor = *value->tensor;
    tensor.device = cch_integer(&machine->arena, device);
    return cch_tensor_value(&machine->arena, &tensor);
}

const cch_datum *cch_python_tensor_first(const struct python_call **call, struct python_call *rest) {
    *rest = **call;
    if (rest->self || !rest->count || rest->arguments[0].keyword)
        return rest->self;
    rest->arguments++;
    rest->count--;
    *call = rest;
    return rest->arguments[-1].value;
}

static const cch_datum *make(cch_machine *machine, const struct python_call *call, int which) {
    struct python_call rest;
    const cch_datum *self = cch_python_tensor_first(&call, &rest), *result = NULL, *sizes[CCH_RANK_MAX];
    unsigned a, b, order[CCH_RANK_MAX];
    size_t rank;
    cch_wide number;
    if (self && cch_is_undecided(self))
        return cch_tensor_unknown(machine, self);
    if (!self || self->kind != CCH_DATUM_TENSOR)
        return NULL;
    const struct cch_tensor *tensor = self->tensor;
    if (tensor->unranked && which != SAME && which != DETACH && which != ELEMENTWISE)
        return self;
    const cch_datum *first = cch_python_argument(call, 0, which == UNSQUEEZE || which == SQUEEZE ? "dim" : "dim0"),
                    *second = cch_python_argument(call, 1, "dim1");
    switch (which) {
    case SAME:
        result = self;
        break;
    case DETACH:
        result = detached(machine, self, false);
        break;
    case CONTIGUOUS:
        result = cch_tensor_contiguous(machine, tensor);
        break;
    case CLONE:
        result = cch_tensor_empty_like(machine, tensor);
        break;
    case TRANSPOSE:
        if (dimension_of(tensor, first, &a, 0) && dimension_of(tensor, second, &b, 0))
            result = cch_tensor_transpose(machine, tensor, a, b);
        break;
    case T:
        result = last_two(machine, self);
        break;
    case PERMUTE:
        if (!sizes_of(machine, call, 0, sizes, &rank) || rank != tensor->rank)
            break;
        for (size_t i = 0; i < rank; i++)
            if (!dimension_of(tensor, sizes[i], &order[i], 0))
                return unknown_tensor(machine, call);
        result = cch_tensor_permute(machine, tensor, order);
        break;
    case RESHAPE:
        if (sizes_of(machine, call, 0, sizes, &rank) && rank)
            result = cch_tensor_reshape(machine, tensor, sizes, rank);
        break;
    case UNSQUEEZE:
        if (dimension_of(tensor, first, &a, 1))
            result = cch_tensor_unsqueeze(machine, tensor, a);
        break;
    case SQUEEZE:
        if (!call->count) {
            for (result = self, a = tensor->rank; a-- > 0 && result;)
                result = !cch_as_integer(tensor->sizes[a], &number) ? NULL
                         : number != 1                              ? result
                                                                    : cch_tensor_squeeze(machine, result->tensor, a);
            break;
        }
        if (dimension_of(tensor, first, &a, 0))
            result = cch_as_integer(tensor->sizes[a], &number) && number != 1 ? self
                                                                              : cch_tensor_squeeze(machine, tensor, a);
        break;
    case EXPAND:
        if (sizes_of(machine, call, 0, sizes, &rank))
            result = cch_tensor_expand(machine, tensor, sizes, rank);
        break;
    case FLATTEN:
        result = flattened(machine, call, tensor);
        break;
    case TO:
        result = converted(machine, call, self);
        break;
    case CUDA:
        result = with_device(machine, self, 1);
        break;
    case CPU:
        result = with_device(machine, self, 0);
        break;
    case HALF:
        result = cch_tensor_to(machine, tensor, cch_integer(&machine->arena, CCH_DTYPE_FP16));
        break;
    case BFLOAT16:
        result = cch_tensor_to(machine, tensor, cch_integer(&machine->arena, CCH_DTYPE_BF16));
        break;
    case FLOAT:
        result = cch_tensor_to(machine, tensor, cch_integer(&machine->arena, CCH_DTYPE_FP32));
        break;
    case INT:
        result = cch_tensor_to(machine, tensor, cch_integer(&machine->arena, CCH_DTYPE_INT32));
        break;
    case LONG:
        result = cch_tensor_to(machine, tensor, cch_integer(&machine->arena, CCH_DTYPE_INT64));
        break;
    case BOOL:
        result = cch_tensor_to(machine, tensor, cch_integer(&machine->arena, CCH_DTYPE_BOOL));
        break;
    case ELEMENTWISE:
        result = without_values(machine, self);
        break;
    case NARROW:
        if (dimension_of(tensor, argument(call, 0), &a, 0) && argument(call, 1) && argument(call, 2))
            result = cch_tensor_slice(
                machine, tensor, a, argument(call, 1),
                cch_python_operate(machine, CCH_OPERATOR_ADD, argument(call, 1), argument(call, 2)), NULL);
        break;
    case SELECT:
        if (dimension_of(tensor, argument(call, 0), &a, 0))
            result = cch_tensor_select(machine, tensor, a);
        break;
    default:
        break;
    }
    return or_unknown(machine, call, result);
}

enum { UNBIND, CHUNK, SPLIT };

static const cch_datum *parts(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *self = call->self, *result[64], **given, *why;
    struct python_call rest = *call;
    unsigned dimension;
    cch_wide length, by = 1, at = 0;
    size_t count = 0, sections = 0;
    if (!self && call->count) {
        self = call->arguments[0].value;
        rest.arguments++;
        rest.count--;
        call = &rest;
    }
    if (!self || self->kind != CCH_DATUM_TENSOR)
        return NULL;
    const struct cch_tensor *tensor = self->tensor;
    const cch_datum *dim = cch_python_argument(call, which == UNBIND ? 0 : 1, "dim"), *first = argument(call, 0);
    if (!dimension_of(tensor, dim ? dim : cch_integer(&machine->arena, 0), &dimension, 0) ||
        !cch_as_integer(tensor->sizes[dimension], &length) || length < 0)
        return cch_not_known(machine, "into how many parts a tensor is taken");
    if (which == SPLIT && first && first->kind == CCH_DATUM_OBJECT &&
        !cch_python_iterate(machine, first, &given, &sections, &why))
        return cch_not_known(machine, "into which parts a tensor is taken");
    if (which != UNBIND && !sections) {
        if (!first || !cch_as_integer(first, &by) || by <= 0)
            return cch_not_known(machine, "into how many parts a tensor is taken");
        if (which == CHUNK)
            by = (length + by - 1) / by;
    }
    while (at < length && count < 64 && (!sections || count < sections)) {
        cch_wide step = by;
        if (sections && !cch_as_integer(given[count], &step))
            return cch_not_known(machine, "into which parts a tensor is taken");
        cch_wide end = at + step < length ? at + step : length;
        result[count++] = which == UNBIND
                              ? cch_tensor_select(machine, tensor, dimension)
                              : cch_tensor_slice(machine, tensor, dimension, cch_integer(&machine->arena, at),
                                                 cch_integer(&machine->arena, end), NULL);
        at = end;
    }
    if (at < length)
        return cch_not_known(machine, "a tensor of many parts");
    return cch_python_tuple(machine, result, count);
}

/* x.new_empty(size, dtype=…) */
static const cch_datum *new_like(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *sizes[CCH_RANK_MAX], *dtype = cch_python_argument(call, SIZE_MAX, "dtype");
    size_t rank;
    (void)which;
    if (!call->self || call->self->kind != CCH_DATUM_TENSOR)
        return NULL;
    if (!sizes_of(machine, call, 0, sizes, &rank))
        return unknown_tensor(machine, call);
    return cch_tensor_new(machine, sizes, rank,
                          dtype && dtype->kind != CCH_DATUM_NONE ? dtype : call->self->tensor->dtype);
}

/* x.zero_(), x.requires_grad_(): the tensor itself, whoever has it. */
static const cch_datum *record(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *first = argument(call, 0), *self = call->self;
    if (!self || self->kind != CCH_DATUM_TENSOR)
        return NULL;
    struct cch_tensor tensor = *self->tensor;
    if (!which) {
        tensor.fill = tensor.last = NULL;
        cch_tensor_written(machine, self->tensor);
        if (!self->tensor->fill && !self->tensor->last)
            return self;
    } else { /* requires_grad_ */
        tensor.requires_grad = first ? first : &cch_true;
    }
    const cch_datum *changed = cch_tensor_value(&machine->arena, &tensor);
    cch_tensor_replace(machine, self->tensor, changed);
    return changed;
}

const cch_datum *cch_python_tensor_in_place(cch_machine *machine, const struct python_call *call) {
    return record(machine, call, 0);
}

/* What changes a tensor's form in place. */
static const cch_datum *reshaped_in_place(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *self = call->self, *sizes[CCH_RANK_MAX], *changed = NULL;
    size_t rank;
    if (!self || self->kind != CCH_DATUM_TENSOR)
        return NULL;
    if (which == RESHAPE && sizes_of(machine, call, 0, sizes, &rank) && rank) {
        struct cch_tensor tensor = *cch_tensor_new(machine, sizes, rank, self->tensor->dtype)->tensor;
        tensor.device = self->tensor->device;
        tensor.requires_grad = self->tensor->requires_grad;
        tensor.storage = self->tensor->storage;
        changed = cch_tensor_value(&machine->arena, &tensor);
    } else if (which != RESHAPE && which >= 0) {
        changed = make(machine, call, which);
    }
    if (!changed || changed->kind != CCH_DATUM_TENSOR)
        changed = cch_tensor_unknown(machine, cch_not_known(machine, "a tensor that %s has changed", call->name));
    if (changed != self)
        cch_tensor_replace(machine, self->tensor, changed);
    return changed;
}

/* max() of all; along a dimension, and what else there is: python_reductions.c. */
static const cch_datum *reduced(cch_machine *machine, const struct python_call *call, int which) {
    (void)which;
    if (!call->self || call->self->kind != CCH_DATUM_TENSOR)
        return NULL;
    if (call->count)
        return unknown_tensor(machine, call);
    struct cch_tensor tensor = *call->self->tensor;
    tensor.rank = 0;
    tensor.unranked = NULL;
    tensor.storage = ++machine->next_storage;
    if (tensor.last && tensor.fill == NULL)
        tensor.last = NULL;
    return cch_tensor_value(&machine->arena, &tensor);
}

#define TENSOR "torch.Tensor."
const struct python_row cch_python_tensor_rows[] = {
    {TENSOR "size", ask, SIZE},
    {TENSOR "stride", ask, STRIDE},
    {TENSOR "dim", ask, DIM},
    {TENSOR "ndimension", ask, DIM},
    {TENSOR "numel", ask, NUMEL},
    {TENSOR "nelement", ask, NUMEL},
    {TENSOR "element_size", ask, ELEMENT_SIZE},
    {TENSOR "is_contiguous", ask, IS_CONTIGUOUS},
    {TENSOR "is_floating_point", ask, IS_FLOATING},
    {TENSOR "is_complex", ask, IS_COMPLEX},
    {TENSOR "item", ask, ITEM},
    {TENSOR "detach", make, DETACH},
    {TENSOR "contiguous", make, CONTIGUOUS},
    {TENSOR "clone", make, CLONE},
    {TENSOR "transpose", make, TRANSPOSE},
    {TENSOR "swapaxes", make, TRANSPOSE},
    {TENSOR "t", make, T},
    {TENSOR "permute", make, PERMUTE},
    {TENSOR "view", make, RESHAPE},
    {TENSOR "reshape", make, RESHAPE},
    {TENSOR "unsqueeze", make, UNSQUEEZE},
    {TENSOR "squeeze", make, SQUEEZE},
    {TENSOR "expand", make, EXPAND},
    {TENSOR "flatten", make, FLATTEN},
    {TENSOR "to", make, TO},
    {TENSOR "type", make, TO},
    {TENSOR "half", make, HALF},
    {TENSOR "bfloat16", make, BFLOAT16},
    {TENSOR "float", make, FLOAT},
    {TENSOR "int", make, INT},
    {TENSOR "long", make, LONG},
    {TENSOR "bool", make, BOOL},
    {TENSOR "cuda", make, CUDA},
    {TENSOR "cpu", make, CPU},
    {TENSOR "narrow", make, NARROW},
    {TENSOR "select", make, SELECT},
    {TENSOR "abs", make, ELEMENTWISE},
    {TENSOR "exp", make, ELEMENTWISE},
    {TENSOR "masked_fill", make, ELEMENTWISE},
    {TENSOR "clamp", make, ELEMENTWISE},
    {TENSOR "softmax", make, ELEMENTWISE},
    {TENSOR "zero_", record, 0},
    {TENSOR "fill_", record, 0},
    {TENSOR "copy_", record, 0},
    {TENSOR "add_", record, 0},
    {TENSOR "mul_", record, 0},
    {TENSOR "requires_grad_", record, 1},
    {TENSOR "record_stream", record, 0},
    {TENSOR "resize_", reshaped_in_place, RESHAPE},
    {TENSOR "unsqueeze_", reshaped_in_place, UNSQUEEZE},
    {TENSOR "squeeze_", reshaped_in_place, SQUEEZE},
    {TENSOR "transpose_", reshaped_in_place, TRANSPOSE},
    {TENSOR "swapaxes_", reshaped_in_place, TRANSPOSE},
    {TENSOR "swapdims_", reshaped_in_place, TRANSPOSE},
    {TENSOR "t_", reshaped_in_place, T},
    {TENSOR "set_", reshaped_in_place, -1},
    {TENSOR "resize_as_", reshaped_in_place, -1},
    {TENSOR "as_strided_", reshaped_in_place, -1},
    {TENSOR "swapdims", make, TRANSPOSE},
    {TENSOR "unbind", parts, UNBIND},
    {TENSOR "chunk", parts, CHUNK},
    {TENSOR "split", parts, SPLIT},
    {TENSOR "new_empty", new_like, 0},
    {TENSOR "new_zeros", new_like, 0},
    {TENSOR "new_ones", new_like, 0},
    {TENSOR "max", reduced, 0},
    {TENSOR "min", reduced, 0},
    {"torch.transpose", make, TRANSPOSE},
    {"torch.permute", make, PERMUTE},
    {"torch.reshape", make, RESHAPE},
    {"torch.unsqueeze", make, UNSQUEEZE},
    {"torch.squeeze", make, SQUEEZE},
    {"torch.flatten", make, FLATTEN},
    {"torch.unbind", parts, UNBIND},
    {"torch.chunk", parts, CHUNK},
    {"torch.split", parts, SPLIT},
    {"torch.abs", make, ELEMENTWISE},
    {"torch.exp", make, ELEMENTWISE},
    {"torch.sigmoid", make, ELEMENTWISE},
    {"torch.softmax", make, ELEMENTWISE},
    {"torch.clamp", make, ELEMENTWISE},
    {"torch.clone", make, CLONE},
    {NULL, NULL, 0},
};
