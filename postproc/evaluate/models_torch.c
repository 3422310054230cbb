/* PyTorch's C++ interface: tensors are their heads (tensors.h), types of elements and
 * kinds of devices their numbers. */
#include <string.h>

#include "evaluate/machine_parts.h"
#include "evaluate/models.h"
#include "evaluate/tensors.h"

typedef const struct cch_model_call call_t;

static const cch_datum *value_at(call_t *call, size_t index) {
    const cch_datum *value = cch_model_value(call, index);
    for (int i = 0; i < 8 && value->kind == CCH_DATUM_POINTER; i++)
        value = cch_store_get(&call->machine->store, value->cell);
    return value;
}

/* The tensor that an argument is, in an optional, too; NULL: it is none, or not known. */
static const struct cch_tensor *tensor_at(call_t *call, size_t index) {
    const cch_datum *value = value_at(call, index);
    if (value->kind == CCH_DATUM_OBJECT && strcmp(value->object->class_name, "std::optional") == 0)
        value = cch_object_get(&call->machine->store, value->object, "value");
    return value->kind == CCH_DATUM_TENSOR ? value->tensor : NULL;
}

static const cch_datum *self(call_t *call) {
    uint32_t cell = cch_model_target(call, 0);
    return cell ? cch_model_cell(call, cell) : value_at(call, 0);
}

static const cch_datum *nothing(call_t *call) {
    (void)call;
    return &cch_none;
}

static const cch_datum *not_known(call_t *call) { return cch_not_known(call->machine, "what %s returns", call->name); }

static const cch_datum *undecided(call_t *call) {
    const cch_datum *why = cch_model_undecided(call);
    return cch_is_undecided(why) ? why : not_known(call);
}

/* Heads ------------------------------------------------------------------------------- */

static const cch_datum *make_tensor(call_t *call) {
    if (!call->count)
        return cch_tensor_value(cch_model_arena(call), &cch_tensor_undefined);
    const cch_datum *value = value_at(call, 0);
    return value->kind == CCH_DATUM_TENSOR || cch_is_unknown(value) ? value : NULL;
}

static const cch_datum *defined(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    return tensor ? tensor->is_defined : NULL;
}

static const cch_datum *given_type(call_t *call) { return value_at(call, 0); }

static const cch_datum *dtype(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    return tensor ? tensor->dtype : NULL;
}

static const cch_datum *device(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    return tensor ? tensor->device : NULL;
}

static const cch_datum *requires_grad(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    return tensor ? tensor->requires_grad : NULL;
}

static const cch_datum *is_on(call_t *call, int kind) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    const cch_datum *on = tensor ? tensor->device : value_at(call, 0);
    return cch_operate(call->machine, CCH_OPERATOR_EQUAL, CCH_TYPE_I32, on, cch_integer(cch_model_arena(call), kind));
}
static const cch_datum *is_cuda(call_t *call) { return is_on(call, 1); }
static const cch_datum *is_cpu(call_t *call) { return is_on(call, 0); }

static const cch_datum *size(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    const cch_datum *found = tensor ? cch_tensor_size(call->machine, tensor, cch_model_value(call, 1)) : NULL;
    if (tensor && !found)
        cch_throw(call->machine); /* no such dimension */
    return found ? found : tensor ? &cch_none : NULL;
}

static const cch_datum *stride(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    const cch_datum *found = tensor ? cch_tensor_stride(call->machine, tensor, cch_model_value(call, 1)) : NULL;
    if (tensor && !found)
        cch_throw(call->machine);
    return found ? found : tensor ? &cch_none : NULL;
}

static const cch_datum *numbers(call_t *call, const cch_datum *const *values, const struct cch_tensor *tensor) {
    if (tensor->unranked)
        return tensor->unranked;
    return cch_object_value(cch_model_arena(call),
                            cch_container_new(cch_model_store(call), "c10::ArrayRef", values, tensor->rank));
}

static const cch_datum *sizes(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    return tensor ? numbers(call, tensor->sizes, tensor) : NULL;
}

static const cch_datum *strides(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    return tensor ? numbers(call, tensor->strides, tensor) : NULL;
}

static const cch_datum *rank(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    return !tensor ? NULL : tensor->unranked ? tensor->unranked : cch_integer(cch_model_arena(call), tensor->rank);
}

static const cch_datum *numel(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    return tensor ? cch_tensor_numel(call->machine, tensor) : NULL;
}

static const cch_datum *element_bytes(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    cch_wide number;
    const cch_datum *type = tensor ? tensor->dtype : value_at(call, 0);
    if (!cch_as_integer(type, &number) || number < 0 || number > 255 || !cch_dtype_bytes((int)number))
        return cch_is_undecided(type) ? cch_unknown_like(cch_model_arena(call), type) : NULL;
    return cch_integer(cch_model_arena(call), cch_dtype_bytes((int)number));
}

static const cch_datum *nbytes(call_t *call) {
    const cch_datum *count = numel(call), *bytes = element_bytes(call);
    return count && bytes ? cch_operate(call->machine, CCH_OPERATOR_MULTIPLY, CCH_TYPE_U64, count, bytes) : NULL;
}

static const cch_datum *is_contiguous(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    return tensor ? cch_tensor_is_contiguous(call->machine, tensor) : NULL;
}

static const cch_datum *is_of_kind(call_t *call, enum cch_dtype_kind kind) {
    cch_wide number;
    const cch_datum *type = dtype(call);
    if (!type || !cch_as_integer(type, &number))
        return type ? cch_unknown_like(cch_model_arena(call), type) : NULL;
    return cch_bool(cch_dtype_kind(type) == (int)kind);
}

const cch_datum *cch_deterministic_algorithms(cch_machine *machine) {
    const char *name = "at::Context::deterministicAlgorithms";
    const struct cch_given_fact *fact = cch_given_find(machine->given, name);
    if (fact)
        return cch_given_to_value(machine, fact, NULL);
    cch_note(machine, "%s is taken to be False", name);
    return &cch_false;
}

static const cch_datum *deterministic(call_t *call) { return cch_deterministic_algorithms(call->machine); }

static const cch_datum *is_floating(call_t *call) { return is_of_kind(call, CCH_DTYPE_IS_FLOATING); }
static const cch_datum *is_complex(call_t *call) { return is_of_kind(call, CCH_DTYPE_IS_COMPLEX); }

/* A pointer that is not null where there are elements; nobody knows more of it. */
static const cch_datum *data_pointer(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    cch_wide count;
    if (!tensor)
        return NULL;
    if (cch_truth(tensor->is_defined) == 0)
        return &cch_none;
    const cch_datum *elements = cch_tensor_numel(call->machine, tensor);
    if (!cch_as_integer(elements, &count))
        return cch_unknown_like(cch_model_arena(call), elements);
    if (!count)
        return &cch_none;
    uint32_t cell = cch_store_add(cch_model_store(call), cch_not_known(call->machine, "what a tensor holds"));
    if (cell)
        call->machine->store.cells[cell].is_foreign = true;
    return cch_pointer(cch_model_arena(call), cell);
}

/* Of one element. */
static const cch_datum *item(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    if (!tensor)
        return NULL;
    return tensor->fill   ? tensor->fill
           : tensor->last ? tensor->last
                          : cch_not_known(call->machine, "an element of a tensor");
}

/* Views ----------------------------------------------------------------------------------- */

/* Integers of an argument that is a list, into `out`; -1: they are not known. */
static int list_at(call_t *call, size_t index, const cch_datum **out, size_t most) {
    const cch_datum *value = value_at(call, index);
    struct cch_items items;
    if (value->kind == CCH_DATUM_OBJECT && strcmp(value->object->class_name, "std::optional") == 0)
        value = cch_object_get(&call->machine->store, value->object, "value");
    if (value->kind == CCH_DATUM_INTEGER || value->kind == CCH_DATUM_CHOICE) {
        out[0] = value;
        return 1;
    }
    if (value->kind != CCH_DATUM_OBJECT || !cch_container_items(cch_model_store(call), value->object, &items, NULL) ||
        items.count > most)
        return -1;
    for (uint32_t i = 0; i < items.count; i++)
        out[i] = cch_store_get(cch_model_store(call), items.cells[i]);
    return (int)items.count;
}

static const cch_datum *array_ref(call_t *call) {
    const cch_datum *out[CCH_CONTAINER_MAX];
    if (!call->count)
        return cch_object_value(cch_model_arena(call),
                                cch_container_new(cch_model_store(call), "c10::ArrayRef", NULL, 0));
    const cch_datum *value = value_at(call, 0);
    if (cch_is_unknown(value) && call->count == 1)
        return value;
    int count = list_at(call, 0, out, CCH_CONTAINER_MAX);
    /* Views of what another holds: its cells are shared. */
    struct cch_items items;
    if (cch_model_items(call, 0, &items)) {
        cch_object *object = cch_object_new(cch_model_store(call), "c10::ArrayRef", &cch_absent);
        cch_container_set(cch_model_store(call), object, items.cells, items.count);
        return cch_object_value(cch_model_arena(call), object);
    }
    if (count < 0) { /* one element of whatever kind */
        out[0] = value;
        count = 1;
    }
    return cch_object_value(cch_model_arena(call),
                            cch_container_new(cch_model_store(call), "c10::ArrayRef", out, (size_t)count));
}

static const cch_datum *unknown_tensor(call_t *call) { return cch_tensor_unknown(call->machine, undecided(call)); }

static const cch_datum *reshape(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    const cch_datum *wanted[CCH_RANK_MAX];
    if (!tensor)
        return NULL;
    int count = list_at(call, 1, wanted, CCH_RANK_MAX);
    const cch_datum *made = count >= 0 ? cch_tensor_reshape(call->machine, tensor, wanted, (size_t)count) : NULL;
    return made ? made : unknown_tensor(call);
}

/* tensor.flatten(first = 0, last = -1) */
static const cch_datum *flatten(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    const cch_datum *sizes[CCH_RANK_MAX];
    cch_wide first = 0, last = -1;
    size_t rank = 0;
    if (!tensor)
        return NULL;
    if (tensor->unranked || !tensor->rank || (call->count > 1 && !cch_model_integer(call, 1, &first)) ||
        (call->count > 2 && !cch_model_integer(call, 2, &last)))
        return unknown_tensor(call);
    int begin = cch_tensor_dimension(tensor, first), end = cch_tensor_dimension(tensor, last);
    if (begin < 0 || end < begin)
        return unknown_tensor(call);
    for (int i = 0; i < (int)tensor->rank; i++)
        if (i > begin && i <= end)
            sizes[rank - 1] =
                cch_operate(call->machine, CCH_OPERATOR_MULTIPLY, CCH_TYPE_I64, sizes[rank - 1], tensor->sizes[i]);
        else
            sizes[rank++] = tensor->sizes[i];
    const cch_datum *made = cch_tensor_reshape(call->machine, tensor, sizes, rank);
    return made ? made : unknown_tensor(call);
}

/* A dimension that is given; -1: not known, or none. */
static int dimension_at(call_t *call, size_t index, const struct cch_tensor *tensor) {
    cch_wide number;
    return cch_model_integer(call, index, &number) ? cch_tensor_dimension(tensor, number) : -1;
}

static const cch_datum *transpose(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    if (!tensor)
        return NULL;
    int a = dimension_at(call, 1, tensor), b = dimension_at(call, 2, tensor);
    return a >= 0 && b >= 0 ? cch_tensor_transpose(call->machine, tensor, (unsigned)a, (unsigned)b)
                            : unknown_tensor(call);
}

static const cch_datum *matrix_transpose(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    if (!tensor)
        return NULL;
    return !tensor->unranked && tensor->rank == 2 ? cch_tensor_transpose(call->machine, tensor, 0, 1)
                                                  : unknown_tensor(call);
}

static const cch_datum *permute(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    const cch_datum *wanted[CCH_RANK_MAX];
    unsigned order[CCH_RANK_MAX];
    cch_wide number;
    if (!tensor)
        return NULL;
    int count = list_at(call, 1, wanted, CCH_RANK_MAX);
    if (tensor->unranked || count != (int)tensor->rank)
        return unknown_tensor(call);
    for (int i = 0; i < count; i++) {
        int dimension = cch_as_integer(wanted[i], &number) ? cch_tensor_dimension(tensor, number) : -1;
        if (dimension < 0)
            return unknown_tensor(call);
        order[i] = (unsigned)dimension;
    }
    return cch_tensor_permute(call->machine, tensor, order);
}

static const cch_datum *contiguous(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    return tensor ? cch_tensor_contiguous(call->machine, tensor) : NULL;
}

static const cch_datum *clone(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    return tensor ? cch_tensor_empty_like(call->machine, tensor) : NULL;
}

static const cch_datum *unsqueeze(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    cch_wide number;
    if (!tensor)
        return NULL;
    if (tensor->unranked || !cch_model_integer(call, 1, &number) || number < -(cch_wide)tensor->rank - 1 ||
        number > tensor->rank)
        return unknown_tensor(call);
    return cch_tensor_unsqueeze(call->machine, tensor, (unsigned)(number < 0 ? number + tensor->rank + 1 : number));
}

static const cch_datum *squeeze(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    int dimension = tensor ? dimension_at(call, 1, tensor) : -1;
    if (!tensor)
        return NULL;
    return dimension >= 0 ? cch_tensor_squeeze(call->machine, tensor, (unsigned)dimension) : unknown_tensor(call);
}

static const cch_datum *select_(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    int dimension = tensor ? dimension_at(call, 1, tensor) : -1;
    if (!tensor)
        return NULL;
    return dimension >= 0 ? cch_tensor_select(call->machine, tensor, (unsigned)dimension) : unknown_tensor(call);
}

/* A bound of a slice: NULL where there is none. */
static const cch_datum *bound_of(call_t *call, const cch_datum *value) {
    if (value->kind == CCH_DATUM_OBJECT && strcmp(value->object->class_name, "std::optional") == 0)
        value = cch_object_get(&call->machine->store, value->object, "value");
    return value->kind == CCH_DATUM_NONE || value->kind == CCH_DATUM_ABSENT ? NULL : value;
}

/* tensor.slice(dimension, begin, end, step) */
static const cch_datum *slice(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    int dimension = tensor ? dimension_at(call, 1, tensor) : -1;
    if (!tensor)
        return NULL;
    if (dimension < 0)
        return unknown_tensor(call);
    return cch_tensor_slice(call->machine, tensor, (unsigned)dimension, bound_of(call, cch_model_value(call, 2)),
                            bound_of(call, cch_model_value(call, 3)), bound_of(call, cch_model_value(call, 4)));
}

static const cch_datum *narrow(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    int dimension = tensor ? dimension_at(call, 1, tensor) : -1;
    if (!tensor)
        return NULL;
    if (dimension < 0)
        return unknown_tensor(call);
    const cch_datum *begin = cch_model_value(call, 2);
    return cch_tensor_slice(call->machine, tensor, (unsigned)dimension, begin,
                            cch_operate(call->machine, CCH_OPERATOR_ADD, CCH_TYPE_I64, begin, cch_model_value(call, 3)),
                            NULL);
}

static const cch_datum *expand(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    const cch_datum *wanted[CCH_RANK_MAX];
    if (!tensor)
        return NULL;
    int count = list_at(call, 1, wanted, CCH_RANK_MAX);
    const cch_datum *made =
        count >= 0 && !tensor->unranked ? cch_tensor_expand(call->machine, tensor, wanted, (size_t)count) : NULL;
    return made ? made : unknown_tensor(call);
}

/* Indices: a slice is an object with begin, end and step, "..." a text, none a new dimension. */
static const cch_datum *make_slice(call_t *call) {
    static const char *const names[] = {"begin", "end", "step"};
    cch_object *object = cch_object_new(cch_model_store(call), "at::indexing::Slice", &cch_absent);
    for (size_t i = 0; i < 3; i++) {
        const cch_datum *bound = bound_of(call, cch_model_value(call, i));
        bool is_none = bound && bound->kind == CCH_DATUM_OBJECT; /* at::indexing::None */
        cch_object_set(cch_model_store(call), object, names[i], bound && !is_none ? bound : &cch_none);
    }
    return cch_object_value(cch_model_arena(call), object);
}

static const cch_datum *make_index(call_t *call) { return call->count ? value_at(call, 0) : NULL; }

static const cch_datum *index_with(call_t *call, const struct cch_tensor *tensor, struct cch_items items) {
    struct cch_store *store = cch_model_store(call);
    unsigned dimension = 0, used = 0;
    for (uint32_t i = 0; i < items.count; i++) {
        const cch_datum *index = cch_store_get(store, items.cells[i]);
        used += index->kind == CCH_DATUM_INTEGER || (index->kind == CCH_DATUM_OBJECT);
    }
    for (uint32_t i = 0; i < items.count; i++) {
        const cch_datum *index = cch_store_get(store, items.cells[i]), *made = NULL;
        if (index->kind == CCH_DATUM_STRING && strcmp(index->text, "...") == 0) {
            dimension = tensor->rank - (used < tensor->rank ? used : tensor->rank);
            continue;
        }
        bool is_slice =
            index->kind == CCH_DATUM_OBJECT && strcmp(index->object->class_name, "at::indexing::Slice") == 0;
        if (index->kind == CCH_DATUM_NONE)
            made = cch_tensor_unsqueeze(call->machine, tensor, dimension);
        else if (dimension >= tensor->rank)
            return NULL;
        else if (index->kind == CCH_DATUM_INTEGER)
            made = cch_tensor_select(call->machine, tensor, dimension);
        else if (is_slice)
            made = cch_tensor_slice(call->machine, tensor, dimension,
                                    bound_of(call, cch_object_get(store, index->object, "begin")),
                                    bound_of(call, cch_object_get(store, index->object, "end")),
                                    bound_of(call, cch_object_get(store, index->object, "step")));
        if (!made || made->kind != CCH_DATUM_TENSOR)
            return NULL;
        tensor = made->tensor;
        dimension += index->kind != CCH_DATUM_INTEGER;
    }
    return cch_tensor_value(cch_model_arena(call), tensor);
}

static const cch_datum *index_(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    struct cch_items items;
    if (!tensor)
        return NULL;
    const cch_datum *made =
        !tensor->unranked && cch_model_items(call, 1, &items) ? index_with(call, tensor, items) : NULL;
    return made ? made : unknown_tensor(call);
}

/* Options ----------------------------------------------------------------------------------- */

static const cch_datum *options_with(call_t *call, const cch_object *from, const char *field, const cch_datum *value) {
    static const char *const names[] = {"dtype", "device", "requires_grad"};
    cch_object *object = cch_object_new(cch_model_store(call), "c10::TensorOptions", &cch_absent);
    for (size_t i = 0; i < 3; i++)
        cch_object_set(cch_model_store(call), object, names[i],
                       from ? cch_object_get(cch_model_store(call), from, names[i])
                            : cch_integer(cch_model_arena(call), i == 0 ? CCH_DTYPE_FP32 : 0));
    if (field)
        cch_object_set(cch_model_store(call), object, field, value);
    return cch_object_value(cch_model_arena(call), object);
}

static bool is_options(const cch_datum *value) {
    return value->kind == CCH_DATUM_OBJECT && strcmp(value->object->class_name, "c10::TensorOptions") == 0;
}

static const cch_datum *make_options(call_t *call) {
    const cch_datum *value = value_at(call, 0);
    if (is_options(value))
        return options_with(call, value->object, NULL, NULL);
    return options_with(call, NULL, call->count ? "dtype" : NULL, value); /* of a type of elements */
}

static const cch_datum *options_of(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    if (!tensor)
        return NULL;
    const cch_datum *options = options_with(call, NULL, "dtype", tensor->dtype);
    cch_object_set(cch_model_store(call), options->object, "device", tensor->device);
    return options;
}

static const cch_datum *set_option(call_t *call, const char *field) {
    const cch_datum *options = value_at(call, 0);
    const cch_datum *value = call->count > 1 ? bound_of(call, value_at(call, 1)) : NULL;
    if (!is_options(options))
        return NULL;
    if (call->count < 2) /* asked, not set */
        return cch_object_get(cch_model_store(call), options->object, field);
    return options_with(call, options->object, field,
                        value ? value : cch_integer(cch_model_arena(call), CCH_DTYPE_FP32));
}

static const cch_datum *set_dtype(call_t *call) { return set_option(call, "dtype"); }
static const cch_datum *set_device(call_t *call) { return set_option(call, "device"); }
static const cch_datum *set_requires_grad(call_t *call) { return set_option(call, "requires_grad"); }

/* torch::dtype(…), torch::device(…) */
static const cch_datum *only_dtype(call_t *call) { return options_with(call, NULL, "dtype", value_at(call, 0)); }
static const cch_datum *only_device(call_t *call) { return options_with(call, NULL, "device", value_at(call, 0)); }

/* New ones ------------------------------------------------------------------------------------ */

/* torch::empty(sizes, options…): the options are among the arguments. */
static const cch_datum *make_filled(call_t *call, const cch_datum *fill) {
    const cch_datum *wanted[CCH_RANK_MAX];
    int count = list_at(call, 0, wanted, CCH_RANK_MAX);
    const cch_datum *type = cch_integer(cch_model_arena(call), CCH_DTYPE_FP32),
                    *on = cch_integer(cch_model_arena(call), 0);
    for (size_t i = 1; i < call->count; i++) {
        const cch_datum *value = value_at(call, i);
        if (is_options(value)) {
            type = cch_object_get(cch_model_store(call), value->object, "dtype");
            on = cch_object_get(cch_model_store(call), value->object, "device");
        } else if (cch_is_unknown(value)) {
            type = on = value;
        } else if (value->kind == CCH_DATUM_INTEGER) { /* a type of elements */
            type = value;
        }
    }
    const cch_datum *made =
        count >= 0 ? cch_tensor_new(call->machine, wanted, (size_t)count, type) : unknown_tensor(call);
    if (made->kind != CCH_DATUM_TENSOR)
        return made;
    struct cch_tensor tensor = *made->tensor;
    tensor.device = on;
    tensor.dtype = type;
    tensor.fill = fill;
    return cch_tensor_value(cch_model_arena(call), &tensor);
}

static const cch_datum *empty(call_t *call) { return make_filled(call, NULL); }
static const cch_datum *zeros(call_t *call) { return make_filled(call, cch_integer(cch_model_arena(call), 0)); }
static const cch_datum *ones(call_t *call) { return make_filled(call, cch_integer(cch_model_arena(call), 1)); }

static const cch_datum *full(call_t *call) {
    struct cch_model_call rest = *call;
    struct cch_argument arguments[8];
    if (call->count < 2 || call->count > 8)
        return NULL;
    arguments[0] = call->arguments[0];
    memcpy(arguments + 1, call->arguments + 2, (call->count - 2) * sizeof *arguments);
    rest.arguments = arguments;
    rest.count--;
    return make_filled(&rest, cch_model_value(call, 1));
}

static const cch_datum *like(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    if (!tensor)
        return NULL;
    const cch_datum *made = cch_tensor_empty_like(call->machine, tensor);
    for (size_t i = 1; i < call->count && made->kind == CCH_DATUM_TENSOR; i++) {
        const cch_datum *value = value_at(call, i);
        struct cch_tensor other = *made->tensor;
        if (is_options(value) && cch_object_find(value->object, "explicit")) {
            other.dtype = cch_object_get(cch_model_store(call), value->object, "dtype");
            made = cch_tensor_value(cch_model_arena(call), &other);
        } else if (value->kind == CCH_DATUM_INTEGER) {
            other.dtype = value;
            made = cch_tensor_value(cch_model_arena(call), &other);
        }
    }
    return made;
}

/* Options for like(): what was said there counts, what was not is the tensor's. */
static const cch_datum *to(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    if (!tensor)
        return NULL;
    const cch_datum *value = value_at(call, 1);
    if (value->kind == CCH_DATUM_INTEGER)
        return cch_tensor_to(call->machine, tensor, value);
    if (is_options(value))
        return cch_tensor_to(call->machine, tensor, cch_object_get(cch_model_store(call), value->object, "dtype"));
    return unknown_tensor(call);
}

static const cch_datum *pad_options(call_t *call) {
    const cch_datum *value = value_at(call, 0);
    return value->kind == CCH_DATUM_OBJECT ? value : NULL;
}

static const cch_datum *pad(call_t *call) {
    const struct cch_tensor *tensor = tensor_at(call, 0);
    const cch_datum *by[2 * CCH_RANK_MAX];
    if (!tensor)
        return NULL;
    int count = list_at(call, 1, by, 2 * CCH_RANK_MAX);
    return count >= 0 ? cch_tensor_pad(call->machine, tensor, by, (size_t)count) : unknown_tensor(call);
}

/* What it writes is elements: the head stays. */
static const cch_datum *write_elements(call_t *call) {
    uint32_t cell = cch_model_target(call, 0);
    const struct cch_tensor *tensor = tensor_at(call, 0);
    if (tensor && cell && (tensor->fill || tensor->last)) {
        struct cch_tensor other = *tensor;
        other.fill = other.last = NULL;
        cch_store_set(cch_model_store(call), cell, cch_tensor_value(cch_model_arena(call), &other));
    }
    return self(call);
}

static const cch_datum *broadcast(call_t *call) {
    const struct cch_tensor *a = tensor_at(call, 0), *b = tensor_at(call, 1);
    return a && b ? cch_tensor_broadcast(call->machine, a, b)
           : a    ? cch_tensor_empty_like(call->machine, a)
           : b    ? cch_tensor_empty_like(call->machine, b)
                  : NULL;
}

/* Devices and handles ------------------------------------------------------------------------- */

static const cch_datum *device_kind(call_t *call) {
    const cch_datum *value = value_at(call, 0);
    return value->kind == CCH_DATUM_INTEGER || cch_is_undecided(value) ? value : NULL;
}

static const cch_datum *zero(call_t *call) { return cch_integer(cch_model_arena(call), 0); }

static const cch_datum *handle(call_t *call) {
    uint32_t cell = cch_store_add(cch_model_store(call), cch_not_known(call->machine, "what a handle leads to"));
    if (cell)
        call->machine->store.cells[cell].is_foreign = true;
    return cch_pointer(cch_model_arena(call), cell);
}

static const cch_datum *first(call_t *call) { return call->count ? call->arguments[0].value : NULL; }

static const cch_datum *throws(call_t *call) {
    cch_throw(call->machine);
    return &cch_none;
}

static const struct cch_model rows[] = {
    {"at::Tensor", make_tensor},
    {"at::Tensor::defined", defined},
    {"at::Tensor::dtype", dtype},
    {"at::Tensor::scalar_type", dtype},
    {"detail::scalar_type", given_type}, /* of AT_DISPATCH's macros */
    {"at::detail::scalar_type", given_type},
    {"at::Tensor::device", device},
    {"at::Tensor::requires_grad", requires_grad},
    {"at::Tensor::is_cuda", is_cuda},
    {"at::Tensor::is_cpu", is_cpu},
    {"at::Tensor::get_device", zero},
    {"at::Tensor::size", size},
    {"at::Tensor::sizes", sizes},
    {"at::Tensor::stride", stride},
    {"at::Tensor::strides", strides},
    {"at::Tensor::dim", rank},
    {"at::Tensor::ndimension", rank},
    {"at::Tensor::numel", numel},
    {"at::Tensor::nbytes", nbytes},
    {"at::Tensor::element_size", element_bytes},
    {"at::Tensor::itemsize", element_bytes},
    {"c10::elementSize", element_bytes},
    {"at::Tensor::is_contiguous", is_contiguous},
    {"at::Tensor::is_floating_point", is_floating},
    {"at::Tensor::is_complex", is_complex},
    {"at::Context::deterministicAlgorithms", deterministic},
    {"at::Context::alertNotDeterministic", nothing},
    {"at::Tensor::data_ptr", data_pointer},
    {"at::Tensor::mutable_data_ptr", data_pointer},
    {"at::Tensor::const_data_ptr", data_pointer},
    {"at::Tensor::item", item},
    {"at::Tensor::reshape", reshape},
    {"at::Tensor::view", reshape},
    {"at::reshape", reshape},
    {"at::Tensor::transpose", transpose},
    {"at::transpose", transpose},
    {"at::Tensor::t", matrix_transpose},
    {"at::Tensor::permute", permute},
    {"at::Tensor::contiguous", contiguous},
    {"at::Tensor::clone", clone},
    {"at::Tensor::unsqueeze", unsqueeze},
    {"at::Tensor::squeeze", squeeze},
    {"at::Tensor::select", select_},
    {"at::Tensor::slice", slice},
    {"at::slice", slice},
    {"at::Tensor::narrow", narrow},
    {"at::Tensor::expand", expand},
    {"at::Tensor::index", index_},
    {"at::Tensor::flatten", flatten},
    {"at::flatten", flatten},
    {"at::Tensor::to", to},
    {"at::Tensor::options", options_of},
    {"at::Tensor::zero_", write_elements},
    {"at::Tensor::fill_", write_elements},
    {"at::Tensor::copy_", write_elements},
    {"at::Tensor::add_", write_elements},
    {"at::Tensor::mul_", write_elements},
    {"at::sum_out", write_elements},
    {"at::Tensor::add", broadcast},
    {"at::Tensor::mul", broadcast},
    {"at::indexing::Slice", make_slice},
    {"at::indexing::TensorIndex", make_index},
    {"c10::ArrayRef", array_ref},
    {"c10::OptionalArrayRef", array_ref},
    {"c10::ArrayRef::vec", array_ref},
    {"c10::TensorOptions", make_options},
    {"c10::TensorOptions::dtype", set_dtype},
    {"c10::TensorOptions::device", set_device},
    {"c10::TensorOptions::requires_grad", set_requires_grad},
    {"torch::dtype", only_dtype},
    {"torch::device", only_device},
    {"c10::dtype", only_dtype},
    {"c10::device", only_device},
    {"torch::empty", empty},
    {"at::empty", empty},
    {"torch::zeros", zeros},
    {"at::zeros", zeros},
    {"torch::ones", ones},
    {"at::ones", ones},
    {"torch::full", full},
    {"at::full", full},
    {"torch::empty_like", like},
    {"at::empty_like", like},
    {"torch::zeros_like", like},
    {"at::zeros_like", like},
    {"torch::ones_like", like},
    {"torch::nn::functional::PadFuncOptions", pad_options},
    {"torch::nn::functional::pad", pad},
    {"at::pad", pad},
    {"at::constant_pad_nd", pad},
    {"c10::Scalar", first},
    {"c10::SymInt", first},
    {"c10::Device", device_kind},
    {"c10::Device::type", device_kind},
    {"c10::Device::is_cuda", is_cuda},
    {"c10::Device::is_cpu", is_cpu},
    {"c10::Device::index", zero},
    {"caffe2::TypeMeta", first},
    {"caffe2::TypeMeta::itemsize", element_bytes},
    {"caffe2::TypeMeta::toScalarType", first},
    {"c10::typeMetaToScalarType", first},
    {"c10::scalarTypeToTypeMeta", first},
    {"at::get_generator_or_default", handle},
    {"at::cuda::detail::getDefaultCUDAGenerator", not_known},
    {"at::CUDAGeneratorImpl::philox_cuda_state", not_known},
    {"at::PhiloxCudaState", not_known},
    {"at::cuda::philox::unpack", not_known},
    {"at::globalContext", handle},
    {"c10::detail::torchCheckFail", throws},
    {"c10::detail::torchInternalAssertFail", throws},
    {"std::allocator", nothing},
};

const struct cch_models cch_models_torch = {rows, sizeof rows / sizeof *rows};
