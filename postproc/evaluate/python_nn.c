/* torch.nn's layers, and the functions that they call: rows (python.h). A layer is an object of its class's name with
 * what it was made of; what it gives is a form. */
#include "evaluate/python_parts.h"
#include "evaluate/tensors.h"

#include <string.h>

static const cch_datum *argument(const struct python_call *call, size_t index, const char *keyword) {
    const cch_datum *value = cch_python_argument(call, index, keyword);
    return value && value->kind != CCH_DATUM_NONE ? value : NULL;
}

static const cch_datum *unknown_form(cch_machine *machine, const struct python_call *call) {
    return cch_tensor_unknown(machine, cch_python_unknown_of(machine, call));
}

/* Making layers ------------------------------------------------------------------------ */

static const cch_datum *weight(cch_machine *machine, const struct python_call *call, const cch_datum *const *sizes,
                               size_t rank) {
    const cch_datum *dtype = argument(call, SIZE_MAX, "dtype"), *device = argument(call, SIZE_MAX, "device");
    const cch_datum *made =
        cch_tensor_new(machine, sizes, rank, dtype ? dtype : cch_integer(&machine->arena, CCH_DTYPE_FP32));
    if (made->kind != CCH_DATUM_TENSOR)
        return made;
    struct cch_tensor tensor = *made->tensor;
    tensor.requires_grad = &cch_true;
    tensor.device = device ? cch_not_known(machine, "a layer's device") : cch_integer(&machine->arena, 0);
    return cch_tensor_value(&machine->arena, &tensor);
}

enum { LINEAR, EMBEDDING, NORM, RMS_NORM, PLAIN, SEQUENTIAL };

static const cch_datum *layer(cch_machine *machine, const struct python_call *call, int which) {
    cch_object *object = cch_python_object(machine, call->name);
    const cch_datum *first = argument(call, 0,
                                      which == LINEAR      ? "in_features"
                                      : which == EMBEDDING ? "num_embeddings"
                                                           : "normalized_shape");
    const cch_datum *second = argument(call, 1, which == LINEAR ? "out_features" : "embedding_dim");
    const cch_datum *bias = cch_python_argument(call, which == LINEAR ? 2 : 3, "bias"), *values[64];
    size_t count = 0;
    if (call->is_cut || call->count > 64 || (which <= EMBEDDING && (!first || !second)) ||
        ((which == NORM || which == RMS_NORM) && !first))
        return NULL;
    if (which == LINEAR || which == EMBEDDING) {
        const cch_datum *sizes[2] = {which == LINEAR ? second : first, which == LINEAR ? first : second};
        cch_object_set(&machine->store, object, "weight", weight(machine, call, sizes, 2));
        cch_object_set(&machine->store, object, which == LINEAR ? "in_features" : "num_embeddings", first);
        cch_object_set(&machine->store, object, which == LINEAR ? "out_features" : "embedding_dim", second);
        int has_bias = bias ? cch_truth(bias) : 1;
        if (which == LINEAR)
            cch_object_set(&machine->store, object, "bias",
                           has_bias > 0    ? weight(machine, call, &second, 1)
                           : has_bias == 0 ? &cch_none
                                           : cch_unknown_like(&machine->arena, bias));
    } else if (which == NORM || which == RMS_NORM) {
        bool is_one = first->kind == CCH_DATUM_INTEGER;
        cch_object_set(&machine->store, object, "weight",
                       is_one ? weight(machine, call, &first, 1) : cch_not_known(machine, "a layer's weight"));
        cch_object_set(&machine->store, object, "bias", cch_not_known(machine, "a layer's bias"));
        if (argument(call, 1, "eps"))
            cch_object_set(&machine->store, object, "eps", argument(call, 1, "eps"));
    } else if (which == SEQUENTIAL) {
        for (size_t i = 0; i < call->count; i++)
            values[count++] = call->arguments[i].value;
        cch_object_set(&machine->store, object, "$layers", cch_python_tuple(machine, values, count));
    } else if (argument(call, 0, "p")) {
        cch_object_set(&machine->store, object, "p", argument(call, 0, "p"));
    }
    return cch_object_value(&machine->arena, object);
}

/* What they give ----------------------------------------------------------------------------- */

/* A new contiguous one of these sizes and of x's type; under autocast of one that is not known. */
static const cch_datum *result(cch_machine *machine, const struct cch_tensor *x, const cch_datum *const *sizes,
                               size_t rank, bool is_product) {
    const cch_datum *dtype = is_product && cch_python_state(machine)->autocast
                                 ? cch_not_known(machine, "a type of elements under autocast")
                                 : x->dtype;
    const cch_datum *made = cch_tensor_new(machine, sizes, rank, dtype);
    struct cch_tensor tensor = *made->tensor;
    tensor.device = x->device;
    tensor.requires_grad = x->requires_grad;
    return cch_tensor_value(&machine->arena, &tensor);
}

/* Products are of one type of elements, but under autocast. */
static bool is_other_type(cch_machine *machine, const struct cch_tensor *a, const struct cch_tensor *b) {
    cch_wide x, y;
    return !cch_python_state(machine)->autocast && cch_as_integer(a->dtype, &x) && cch_as_integer(b->dtype, &y) &&
           x != y;
}

static const cch_datum *linear_of(cch_machine *machine, const struct python_call *call, const cch_datum *x,
                                  const cch_datum *w) {
    const cch_datum *sizes[CCH_RANK_MAX];
    cch_wide has, wants;
    if (!x || !w || x->kind != CCH_DATUM_TENSOR || w->kind != CCH_DATUM_TENSOR || x->tensor->unranked ||
        w->tensor->unranked || !x->tensor->rank || w->tensor->rank != 2)
        return unknown_form(machine, call);
    const struct cch_tensor *input = x->tensor;
    if (is_other_type(machine, input, w->tensor) || (cch_as_integer(input->sizes[input->rank - 1], &has) &&
                                                     cch_as_integer(w->tensor->sizes[1], &wants) && has != wants)) {
        cch_python_raise(machine, "RuntimeError");
        return unknown_form(machine, call);
    }
    memcpy(sizes, input->sizes, input->rank * sizeof *sizes);
    sizes[input->rank - 1] = w->tensor->sizes[0];
    const cch_datum *made = result(machine, input, sizes, input->rank, true);
    struct cch_argument grads[2] = {{.value = x}, {.value = w}};
    struct python_call of = {call->name, NULL, grads, 2, false};
    return cch_python_result_grad(machine, &of, made);
}

static const cch_datum *linear(cch_machine *machine, const struct python_call *call, int which) {
    return which ? linear_of(machine, call, argument(call, 0, "input"), cch_python_field(machine, call->self, "weight"))
                 : linear_of(machine, call, argument(call, 0, "input"), argument(call, 1, "weight"));
}

static const cch_datum *embedding(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *index = argument(call, 0, "input"), *sizes[CCH_RANK_MAX];
    const cch_datum *w = which ? cch_python_field(machine, call->self, "weight") : argument(call, 1, "weight");
    if (!index || !w || index->kind != CCH_DATUM_TENSOR || w->kind != CCH_DATUM_TENSOR || index->tensor->unranked ||
        w->tensor->unranked || w->tensor->rank != 2 || index->tensor->rank == CCH_RANK_MAX)
        return unknown_form(machine, call);
    memcpy(sizes, index->tensor->sizes, index->tensor->rank * sizeof *sizes);
    sizes[index->tensor->rank] = w->tensor->sizes[1];
    const cch_datum *made = result(machine, w->tensor, sizes, index->tensor->rank + 1, false);
    struct cch_argument grad = {.value = w};
    struct python_call of = {call->name, NULL, &grad, 1, false};
    return cch_python_result_grad(machine, &of, made);
}

enum { ELEMENTWISE, CONTIGUOUS, IDENTITY };

/* The form of what is given. A norm's weight may require a gradient where its input does not. */
static const cch_datum *alike(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *x = argument(call, 0, "input"), *w;
    if (!x || x->kind != CCH_DATUM_TENSOR || (x->tensor->unranked && which != IDENTITY))
        return unknown_form(machine, call);
    if (which == IDENTITY)
        return x;
    struct cch_tensor tensor = *cch_tensor_empty_like(machine, x->tensor)->tensor;
    if (which == CONTIGUOUS)
        cch_tensor_make_contiguous(machine, &tensor);
    if (cch_python_state(machine)->autocast)
        tensor.dtype = cch_not_known(machine, "a type of elements under autocast");
    w = call->self ? cch_python_field(machine, call->self, "weight") : argument(call, 2, "weight");
    struct cch_argument grads[2] = {{.value = x}, {.value = w ? w : &cch_none}};
    struct python_call of = {call->name, NULL, grads, 2, false};
    return cch_python_result_grad(machine, &of, cch_tensor_value(&machine->arena, &tensor));
}

static const cch_datum *sequential(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *value = argument(call, 0, "input"), **layers, *why;
    const cch_datum *all = cch_python_field(machine, call->self, "$layers");
    size_t count;
    (void)which;
    if (!value || !all || !cch_python_iterate(machine, all, &layers, &count, &why))
        return NULL;
    for (size_t i = 0; i < count && cch_machine_runs(machine); i++)
        value = cch_python_call_simple(machine, layers[i], &value, 1);
    return value;
}

const cch_datum *cch_python_matmul(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *x = argument(call, 0, "input"), *y = argument(call, 1, which ? "mat2" : "other");
    const cch_datum *sizes[CCH_RANK_MAX];
    if (call->self) {
        y = x;
        x = call->self;
    }
    if (!x || !y || x->kind != CCH_DATUM_TENSOR || y->kind != CCH_DATUM_TENSOR || x->tensor->unranked ||
        y->tensor->unranked)
        return unknown_form(machine, call);
    const struct cch_tensor *a = x->tensor, *b = y->tensor;
    bool is_known = a->rank >= 2 && b->rank >= 2 && (b->rank == 2 || b->rank == a->rank);
    for (unsigned i = 0; is_known && b->rank == a->rank && i + 2 < a->rank; i++)
        is_known = cch_datum_equal(a->sizes[i], b->sizes[i]);
    if (!is_known)
        return unknown_form(machine, call);
    cch_wide inner, other;
    if (is_other_type(machine, a, b) || (cch_as_integer(a->sizes[a->rank - 1], &inner) &&
                                         cch_as_integer(b->sizes[b->rank - 2], &other) && inner != other)) {
        cch_python_raise(machine, "RuntimeError");
        return unknown_form(machine, call);
    }
    memcpy(sizes, a->sizes, a->rank * sizeof *sizes);
    sizes[a->rank - 1] = b->sizes[b->rank - 1];
    const cch_datum *made = result(machine, a, sizes, a->rank, true);
    if (b->rank == a->rank && a->rank == 2)
        return made;
    struct cch_tensor tensor = *made->tensor; /* of batches: which strides it gets is a library's matter */
    for (unsigned i = 0; i < tensor.rank && a->rank != 3; i++)
        tensor.strides[i] = cch_not_known(machine, "the strides of a product");
    return cch_tensor_value(&machine->arena, &tensor);
}

/* Modules ---------------------------------------------------------------------------------------- */

/* register_buffer, register_parameter: an attribute. */
static const cch_datum *registered(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *name = argument(call, 0, "name"),
                    *value = cch_python_argument(call, 1, which ? "param" : "tensor");
    if (!call->self || call->self->kind != CCH_DATUM_OBJECT || !name || !cch_as_text(name))
        return NULL;
    cch_object_set(&machine->store, call->self->object, name->text, value ? value : &cch_none);
    return &cch_none;
}

/* module.to(dtype, device), .half() …: parameters become others, those of its parts as well. */
static void convert(cch_machine *machine, const cch_datum *held, const cch_datum *dtype, const cch_datum *device,
                    unsigned depth) {
    struct cch_items items;
    cch_wide own;
    if (depth > 8)
        return;
    if (held->kind == CCH_DATUM_OBJECT && held->object->items) {
        if (cch_container_items(&machine->store, held->object, &items, NULL))
            for (uint32_t i = 0; i < items.count; i++)
                convert(machine, cch_store_get(&machine->store, items.cells[i]), dtype, device, depth + 1);
    } else if (held->kind == CCH_DATUM_OBJECT &&
               (held->object->class_value || strncmp(held->object->class_name, "torch.nn.", 9) == 0)) {
        for (uint32_t i = 0; i < held->object->field_count; i++)
            convert(machine, cch_store_get(&machine->store, held->object->fields[i].cell), dtype, device, depth + 1);
    }
    if (held->kind != CCH_DATUM_TENSOR)
        return;
    struct cch_tensor tensor = *held->tensor;
    bool is_floating = !cch_as_integer(tensor.dtype, &own) || cch_dtype_kind(tensor.dtype) == CCH_DTYPE_IS_FLOATING;
    if (dtype && is_floating)
        tensor.dtype = dtype;
    if (device)
        tensor.device = device;
    cch_tensor_replace(machine, held->tensor, cch_tensor_value(&machine->arena, &tensor));
}

static const cch_datum *to(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *dtype = which > 0 ? cch_integer(&machine->arena, which) : NULL, *device = NULL;
    if (!call->self || call->self->kind != CCH_DATUM_OBJECT || call->is_cut)
        return NULL;
    if (which < 0)
        device = cch_integer(&machine->arena, which == -1);
    for (size_t i = 0; i < call->count && !which; i++) {
        const cch_datum *value = call->arguments[i].value;
        if (value->kind == CCH_DATUM_INTEGER)
            dtype = value;
        else if (cch_as_text(value))
            device = cch_integer(&machine->arena, strncmp(value->text, "cpu", 3) != 0);
        else if (value->kind != CCH_DATUM_NONE && value->kind != CCH_DATUM_BOOL)
            dtype = device = cch_not_known(machine, "what a module was converted to");
    }
    convert(machine, call->self, dtype, device, 0);
    return call->self;
}

#define NN "torch.nn."
#define F "torch.nn.functional."
#define LAYER(name, made, calls, how)                                                                                  \
    {NN name, layer, made}, { NN name ".__call__", calls, how }
#define MODULE(name, how) {NN "Module." name, to, how}
const struct python_row cch_python_nn_rows[] = {
    LAYER("Linear", LINEAR, linear, 1),
    LAYER("Embedding", EMBEDDING, embedding, 1),
    LAYER("LayerNorm", NORM, alike, CONTIGUOUS),
    LAYER("RMSNorm", RMS_NORM, alike, CONTIGUOUS),
    LAYER("Dropout", PLAIN, alike, ELEMENTWISE),
    LAYER("Identity", PLAIN, alike, IDENTITY),
    LAYER("GELU", PLAIN, alike, ELEMENTWISE),
    LAYER("SiLU", PLAIN, alike, ELEMENTWISE),
    LAYER("ReLU", PLAIN, alike, ELEMENTWISE),
    LAYER("Sigmoid", PLAIN, alike, ELEMENTWISE),
    LAYER("Tanh", PLAIN, alike, ELEMENTWISE),
    LAYER("Sequential", SEQUENTIAL, sequential, 0),
    {F "linear", linear, 0},
    {F "embedding", embedding, 0},
    {F "layer_norm", alike, CONTIGUOUS},
    {F "rms_norm", alike, CONTIGUOUS},
    {F "dropout", alike, ELEMENTWISE},
    {F "gelu", alike, ELEMENTWISE},
    {F "silu", alike, ELEMENTWISE},
    {F "relu", alike, ELEMENTWISE},
    {F "sigmoid", alike, ELEMENTWISE},
    {"torch.matmul", cch_python_matmul, 0},
    {"torch.bmm", cch_python_matmul, 1},
    {"torch.mm", cch_python_matmul, 1},
    {"torch.Tensor.matmul", cch_python_matmul, 0},
    {"torch.Tensor.bmm", cch_python_matmul, 1},
    {"torch.Tensor.mm", cch_python_matmul, 1},
    MODULE("to", 0),
    MODULE("half", CCH_DTYPE_FP16),
    MODULE("bfloat16", CCH_DTYPE_BF16),
    MODULE("float", CCH_DTYPE_FP32),
    MODULE("double", CCH_DTYPE_FP64),
    MODULE("cuda", -1),
    MODULE("cpu", -2),
    {NN "Linear.to", to, 0},
    {NN "Embedding.to", to, 0},
    {NN "LayerNorm.to", to, 0},
    {NN "Module.register_buffer", registered, 0},
    {NN "Module.register_parameter", registered, 1},
    {NULL, NULL, 0},
};
