/* torch's Python interface besides tensors' methods, and Triton's: rows (python.h). What is taken for granted is
 * noted. */
#include "evaluate/models.h"
#include "evaluate/python_parts.h"
#include "evaluate/tensors.h"

#include <string.h>

static const cch_datum *argument(const struct python_call *call, size_t index) {
    return cch_python_argument(call, index, NULL);
}

/* Constants ---------------------------------------------------------------------------- */

static const cch_datum *given_fact(cch_machine *machine, const char *name) {
    const struct cch_given_fact *fact = cch_given_find(machine->given, name);
    return fact ? cch_given_to_value(machine, fact, NULL) : NULL;
}

const cch_datum *cch_python_constant(cch_machine *machine, const char *name) {
    const char *dot = strrchr(name, '.');
    const cch_datum *given = machine->given->count ? given_fact(machine, name) : NULL;
    if (given)
        return given;
    if (strncmp(name, "torch.", 6) == 0 && dot == name + 5) {
        int dtype = cch_dtype_find(dot + 1, strlen(dot + 1));
        if (dtype >= 0)
            return cch_integer(&machine->arena, dtype);
    }
    if (strcmp(name, "torch.version.hip") == 0) {
        cch_note(machine, "torch is taken to be built for CUDA (torch.version.hip is None)");
        return &cch_none;
    }
    if (strcmp(name, "torch._C._has_xpu") == 0)
        return &cch_false;
    if (strcmp(name, "math.inf") == 0)
        return cch_number(&machine->arena, __builtin_inf());
    if (strcmp(name, "math.pi") == 0)
        return cch_number(&machine->arena, 3.141592653589793);
    if (strcmp(name, "torch.inf") == 0)
        return cch_number(&machine->arena, __builtin_inf());
    if (strcmp(name, "typing.TYPE_CHECKING") == 0)
        return &cch_false;
    if (strcmp(name, "sys.platform") == 0)
        return cch_python_text(machine, "linux");
    if (strcmp(name, "math.e") == 0)
        return cch_number(&machine->arena, 2.718281828459045);
    return NULL;
}

/* Making tensors -------------------------------------------------------------------------- */

static const cch_datum *unknown_tensor(cch_machine *machine, const struct python_call *call) {
    for (size_t i = 0; i < call->count; i++)
        if (cch_is_undecided(call->arguments[i].value))
            return cch_tensor_unknown(machine, call->arguments[i].value);
    return cch_tensor_unknown(machine, cch_not_known(machine, "the form of what %s returns", call->name));
}

static const cch_datum *device_from(cch_machine *machine, const cch_datum *device) {
    if (!device || device->kind == CCH_DATUM_NONE)
        return cch_integer(&machine->arena, 0);
    if (cch_python_is(device, "torch.device"))
        device = cch_python_field(machine, device, "type");
    if (device && cch_as_text(device))
        return cch_integer(&machine->arena, strncmp(device->text, "cpu", 3) != 0);
    return device && device->kind == CCH_DATUM_INTEGER ? cch_integer(&machine->arena, 1)
                                                       : cch_not_known(machine, "a device");
}

static const cch_datum *placed(cch_machine *machine, const cch_datum *made, const cch_datum *device,
                               const cch_datum *requires_grad) {
    struct cch_tensor tensor = *made->tensor;
    tensor.device = device;
    tensor.requires_grad = requires_grad ? requires_grad : &cch_false;
    return cch_tensor_value(&machine->arena, &tensor);
}

static const cch_datum *new_tensor(cch_machine *machine, const struct python_call *call, int fill) {
    const cch_datum *sizes[CCH_RANK_MAX], *first = cch_python_argument(call, 0, "size"), **values, *why;
    const cch_datum *dtype = cch_python_argument(call, SIZE_MAX, "dtype");
    size_t rank = 0, count;
    if (!first || call->is_cut)
        return unknown_tensor(machine, call);
    if (first->kind == CCH_DATUM_OBJECT) {
        if (!cch_python_iterate(machine, first, &values, &count, &why) || count > CCH_RANK_MAX)
            return unknown_tensor(machine, call);
        for (; rank < count; rank++)
            sizes[rank] = values[rank];
    } else {
        for (size_t i = 0; i < call->count; i++) {
            if (call->arguments[i].keyword)
                continue;
            if (rank == CCH_RANK_MAX)
                return unknown_tensor(machine, call);
            sizes[rank++] = call->arguments[i].value;
        }
    }
    if (!dtype || dtype->kind == CCH_DATUM_NONE)
        dtype = cch_integer(&machine->arena, CCH_DTYPE_FP32);
    const cch_datum *made = cch_tensor_new(machine, sizes, rank, dtype);
    struct cch_tensor tensor = *made->tensor;
    if (fill >= 0 && !tensor.unranked && !tensor.rank) /* of others, who writes to elements is not followed */
        tensor.fill = cch_integer(&machine->arena, fill);
    made = cch_tensor_value(&machine->arena, &tensor);
    return placed(machine, made, device_from(machine, cch_python_argument(call, SIZE_MAX, "device")),
                  cch_python_argument(call, SIZE_MAX, "requires_grad"));
}

static const cch_datum *filled(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *size = cch_python_argument(call, 0, "size"), *value = cch_python_argument(call, 1, "fill_value");
    const cch_datum *dtype = cch_python_argument(call, SIZE_MAX, "dtype");
    struct cch_argument arguments[3] = {{.value = size}, {.value = dtype, .keyword = "dtype"}};
    size_t count = 1;
    (void)which;
    if (!size || !value)
        return unknown_tensor(machine, call);
    if (dtype && dtype->kind != CCH_DATUM_NONE)
        count = 2;
    else {
        arguments[1] = (struct cch_argument){
            .value = cch_integer(&machine->arena, value->kind == CCH_DATUM_INTEGER ? CCH_DTYPE_INT64
                                                  : value->kind == CCH_DATUM_BOOL  ? CCH_DTYPE_BOOL
                                                                                   : CCH_DTYPE_FP32),
            .keyword = "dtype"};
        count = 2;
    }
    struct python_call plain = {call->name, NULL, arguments, count, call->is_cut};
    struct cch_tensor tensor = *new_tensor(machine, &plain, -1)->tensor;
    tensor.fill = NULL; /* who writes to elements is not followed */
    tensor.device = device_from(machine, cch_python_argument(call, SIZE_MAX, "device"));
    return cch_tensor_value(&machine->arena, &tensor);
}

static const cch_datum *like(cch_machine *machine, const struct python_call *call, int fill) {
    const cch_datum *of = cch_python_argument(call, 0, "input"), *dtype = cch_python_argument(call, SIZE_MAX, "dtype");
    if (!of || of->kind != CCH_DATUM_TENSOR)
        return unknown_tensor(machine, call);
    struct cch_tensor tensor = *cch_tensor_empty_like(machine, of->tensor)->tensor;
    if (dtype && dtype->kind != CCH_DATUM_NONE)
        tensor.dtype = dtype;
    (void)fill;
    tensor.fill = tensor.last = NULL;
    tensor.requires_grad = &cch_false;
    return cch_tensor_value(&machine->arena, &tensor);
}

static const cch_datum *arange(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *first = argument(call, 0), *second = argument(call, 1), *third = argument(call, 2),
                    *length = first;
    const cch_datum *dtype = cch_python_argument(call, SIZE_MAX, "dtype");
    (void)which;
    if (!first || third)
        return unknown_tensor(machine, call);
    if (second)
        length = cch_python_operate(machine, CCH_OPERATOR_SUBTRACT, second, first);
    const cch_datum *made =
        cch_tensor_new(machine, &length, 1,
                       dtype && dtype->kind != CCH_DATUM_NONE ? dtype : cch_integer(&machine->arena, CCH_DTYPE_INT64));
    return placed(machine, made, device_from(machine, cch_python_argument(call, SIZE_MAX, "device")), NULL);
}

/* torch.tensor([…]) */
static const cch_datum *of_data(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *data = argument(call, 0), **values, *why, *sizes[1];
    const cch_datum *dtype = cch_python_argument(call, SIZE_MAX, "dtype");
    size_t count = 0, rank = 0;
    (void)which;
    if (!data)
        return NULL;
    const cch_datum *element = data;
    if (data->kind == CCH_DATUM_OBJECT) {
        if (!cch_python_iterate(machine, data, &values, &count, &why) || !count || values[0]->kind == CCH_DATUM_OBJECT)
            return unknown_tensor(machine, call);
        sizes[rank++] = cch_integer(&machine->arena, (cch_wide)count);
        element = values[0];
    }
    if (!dtype || dtype->kind == CCH_DATUM_NONE)
        dtype = cch_is_undecided(element)
                    ? cch_not_known(machine, "a type of elements")
                    : cch_integer(&machine->arena, element->kind == CCH_DATUM_INTEGER ? CCH_DTYPE_INT64
                                                   : element->kind == CCH_DATUM_BOOL  ? CCH_DTYPE_BOOL
                                                                                      : CCH_DTYPE_FP32);
    struct cch_tensor tensor = *cch_tensor_new(machine, sizes, rank, dtype)->tensor;
    if (!rank && !cch_is_undecided(element))
        tensor.fill = element;
    if (rank)
        tensor.last = values[count - 1];
    tensor.device = device_from(machine, cch_python_argument(call, SIZE_MAX, "device"));
    return cch_tensor_value(&machine->arena, &tensor);
}

enum { STACK, CAT };

static const cch_datum *together(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *list = argument(call, 0), **values, *why, *dim = cch_python_argument(call, 1, "dim"),
                    *total = NULL;
    size_t count;
    cch_wide at = 0;
    if (!list || !cch_python_iterate(machine, list, &values, &count, &why) || !count ||
        values[0]->kind != CCH_DATUM_TENSOR || (dim && !cch_as_integer(dim, &at)) || values[0]->tensor->unranked)
        return unknown_tensor(machine, call);
    struct cch_tensor tensor = *values[0]->tensor;
    at += at < 0 ? (cch_wide)tensor.rank + (which == STACK) : 0;
    if (at < 0 || at >= (cch_wide)tensor.rank + (which == STACK) || tensor.rank == CCH_RANK_MAX)
        return unknown_tensor(machine, call);
    if (which == STACK) {
        memmove(tensor.sizes + at + 1, tensor.sizes + at, (tensor.rank - (size_t)at) * sizeof *tensor.sizes);
        tensor.sizes[at] = cch_integer(&machine->arena, (cch_wide)count);
        tensor.rank++;
    } else {
        for (size_t i = 0; i < count; i++) {
            if (values[i]->kind != CCH_DATUM_TENSOR || values[i]->tensor->unranked ||
                values[i]->tensor->rank != tensor.rank)
                return unknown_tensor(machine, call);
            total = total ? cch_python_operate(machine, CCH_OPERATOR_ADD, total, values[i]->tensor->sizes[at])
                          : values[i]->tensor->sizes[at];
        }
        tensor.sizes[at] = total;
    }
    tensor.fill = tensor.last = NULL;
    tensor.storage = 0;
    cch_tensor_make_contiguous(machine, &tensor);
    return cch_tensor_value(&machine->arena, &tensor);
}

static const cch_datum *pad(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *of = cch_python_argument(call, 0, "input"), *by = cch_python_argument(call, 1, "pad"), **values,
                    *why;
    size_t count;
    (void)which;
    if (!of || !by || of->kind != CCH_DATUM_TENSOR || of->tensor->unranked ||
        !cch_python_iterate(machine, by, &values, &count, &why))
        return unknown_tensor(machine, call);
    const cch_datum *made = cch_tensor_pad(machine, of->tensor, values, count);
    return made ? made : unknown_tensor(machine, call);
}

/* What is known of the device ------------------------------------------------------------------ */

static const cch_datum *capability(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *both[2];
    (void)call;
    if (!machine->device) {
        const cch_datum *unknown = cch_unknown(&machine->arena, "the device is not given", "--device", machine->place);
        if (which == 2)
            return unknown;
        both[0] = both[1] = unknown;
    } else {
        both[0] = cch_integer(&machine->arena, machine->device->limits->major);
        both[1] = cch_integer(&machine->arena, machine->device->limits->minor);
    }
    return cch_python_tuple(machine, both, 2);
}

/* Tensors are on device 0 (torch.device.index), and that is the one. */
static const cch_datum *one_device(cch_machine *machine, const struct python_call *call, int which) {
    (void)call;
    cch_note(machine, "one device is taken to be there, of number 0");
    return cch_integer(&machine->arena, which);
}

static const cch_datum *properties(cch_machine *machine, const struct python_call *call, int which) {
    (void)call, (void)which;
    cch_object *object =
        cch_object_new(&machine->store, "torch.properties", cch_not_known(machine, "a property of the device"));
    const struct cch_given_fact *fact = cch_given_find(machine->given, "cudaDevAttrMultiProcessorCount");
    object->by_reference = true;
    if (fact)
        cch_object_set(&machine->store, object, "multi_processor_count", cch_given_to_value(machine, fact, NULL));
    else if (machine->device && machine->device->multiprocessors)
        cch_object_set(&machine->store, object, "multi_processor_count",
                       cch_integer(&machine->arena, machine->device->multiprocessors));
    else
        cch_object_set(&machine->store, object, "multi_processor_count",
                       cch_unknown(&machine->arena, "the number of multiprocessors is not given",
                                   "cudaDevAttrMultiProcessorCount", machine->place));
    if (machine->device) {
        cch_object_set(&machine->store, object, "major", cch_integer(&machine->arena, machine->device->limits->major));
        cch_object_set(&machine->store, object, "minor", cch_integer(&machine->arena, machine->device->limits->minor));
    }
    return cch_object_value(&machine->arena, object);
}

/* Gradients -------------------------------------------------------------------------------------- */

static const cch_datum *grad_enabled(cch_machine *machine, const struct python_call *call, int which) {
    (void)call, (void)which;
    return cch_python_state(machine)->grad_enabled;
}

/* torch.no_grad() is a context, and a decorator. */
static const cch_datum *grad_mode(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *first = argument(call, 0);
    const cch_datum *enabled = which == 2 ? (first ? first : cch_not_known(machine, "a mode")) : cch_bool(which);
    if (which != 2 && first && (first->kind == CCH_DATUM_CLOSURE || first->kind == CCH_DATUM_OBJECT)) {
        const cch_datum *made = cch_python_wrap(machine, "torch.under_grad_mode", "f", first);
        cch_object_set(&machine->store, made->object, "enabled", enabled);
        return made;
    }
    return cch_python_wrap(machine, "torch.grad_mode", "enabled", enabled);
}

static const cch_datum *decorate_mode(cch_machine *machine, const struct python_call *call, int which) {
    (void)which;
    if (!argument(call, 0))
        return NULL;
    const cch_datum *made = cch_python_wrap(machine, "torch.under_grad_mode", "f", argument(call, 0));
    cch_object_set(&machine->store, made->object, "enabled", cch_python_field(machine, call->self, "enabled"));
    return made;
}

static const cch_datum *call_under_mode(cch_machine *machine, const struct python_call *call, int which) {
    struct python_state *state = cch_python_state(machine);
    const cch_datum *before = state->grad_enabled;
    (void)which;
    state->grad_enabled = cch_python_field(machine, call->self, "enabled");
    const cch_datum *value =
        cch_python_call(machine, cch_python_field(machine, call->self, "f"), call->arguments, call->count);
    state->grad_enabled = before;
    return value;
}

/* Decorators ------------------------------------------------------------------------------------------ */

static bool is_function(const cch_datum *value) {
    return value &&
           (value->kind == CCH_DATUM_CLOSURE || value->kind == CCH_DATUM_BOUND || value->kind == CCH_DATUM_OBJECT);
}

/* A function that runs as it is: torch.compile, amp.custom_fwd …, with arguments or without. */
static const cch_datum *as_it_is(cch_machine *machine, const struct python_call *call, int which) {
    (void)which;
    if (is_function(argument(call, 0)))
        return argument(call, 0);
    return cch_symbol(&machine->arena, CCH_DATUM_LIBRARY, "functools.unchanged");
}

/* torch.library.register_kernel("ns::op", "cuda") and its like: what is bound is in the graph; the function runs as it is. */
static const cch_datum *registers(cch_machine *machine, const struct python_call *call, int which) {
    (void)call, (void)which;
    return cch_symbol(&machine->arena, CCH_DATUM_LIBRARY, "functools.unchanged");
}

static const cch_datum *library(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *name = cch_python_argument(call, 0, "ns");
    (void)which;
    return cch_python_wrap(machine, "torch.library.Library", "ns", name ? name : &cch_none);
}

static const char *text_argument(const struct python_call *call, size_t index, const char *keyword) {
    const cch_datum *value = cch_python_argument(call, index, keyword);
    return value ? cch_as_text(value) : NULL;
}

static const cch_datum *make_operator(cch_machine *machine, const char *name, const cch_datum *implementation) {
    cch_python_register(machine, name, implementation);
    return cch_python_wrap(machine, "torch.op", "name", cch_python_text(machine, name));
}

/* torch.library.custom_op("ns::op", fn?, …) */
static const cch_datum *custom_op(cch_machine *machine, const struct python_call *call, int which) {
    const char *name = text_argument(call, 0, "name");
    const cch_datum *function = cch_python_argument(call, 1, "fn");
    (void)which;
    if (!name)
        return cch_not_known(machine, "an operator whose name is not known");
    if (function && function->kind != CCH_DATUM_NONE)
        return make_operator(machine, name, function);
    return cch_python_wrap(machine, "torch.custom_op", "name", cch_python_text(machine, name));
}

static const cch_datum *decorate_op(cch_machine *machine, const struct python_call *call, int which) {
    (void)which;
    return argument(call, 0)
               ? make_operator(machine, cch_as_text(cch_python_field(machine, call->self, "name")), argument(call, 0))
               : NULL;
}

/* op.register_autograd(backward, setup_context=…), torch.library.register_autograd("ns::op", backward, …) */
static const cch_datum *register_autograd(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *own = call->self ? cch_python_field(machine, call->self, "name") : NULL;
    const cch_datum *name = which ? own : argument(call, 0), *backward = argument(call, which ? 0 : 1);
    if (name && cch_python_is(name, "torch.op"))
        name = cch_python_field(machine, name, "name");
    if (!name || !cch_as_text(name) || !backward)
        return cch_not_known(machine, "the backward of an operator");
    cch_python_register_autograd(machine, name->text, backward, cch_python_argument(call, SIZE_MAX, "setup_context"));
    return &cch_none;
}

/* op.register_fake(f): nothing that a call runs on a device. */
static const cch_datum *registered(cch_machine *machine, const struct python_call *call, int which) {
    (void)machine, (void)which;
    return is_function(argument(call, 0)) ? argument(call, 0) : &cch_none;
}

static const cch_datum *jit_kernel(cch_machine *machine, const struct python_call *call, int which) {
    (void)which;
    if (!is_function(argument(call, 0)))
        return cch_symbol(&machine->arena, CCH_DATUM_LIBRARY, "triton.jit");
    return cch_python_wrap(machine, "triton.kernel", "f", argument(call, 0));
}

static const cch_datum *tuned(cch_machine *machine, const struct python_call *call, int which) {
    (void)call, (void)which;
    return cch_symbol(&machine->arena, CCH_DATUM_LIBRARY, "triton.tuned");
}

static const cch_datum *tuned_kernel(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *kernel = argument(call, 0);
    (void)which;
    if (!kernel || !cch_python_is(kernel, "triton.kernel"))
        return NULL;
    cch_object_set(&machine->store, kernel->object, "tuned", &cch_true);
    return kernel;
}

static const cch_datum *divide_up(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *a = argument(call, 0), *b = argument(call, 1);
    if (!a || !b)
        return NULL;
    if (which) { /* next_power_of_2 */
        return NULL;
    }
    const cch_datum *one = cch_integer(&machine->arena, 1);
    return cch_python_operate(
        machine, CCH_OPERATOR_FLOOR_DIVIDE,
        cch_python_operate(machine, CCH_OPERATOR_SUBTRACT, cch_python_operate(machine, CCH_OPERATOR_ADD, a, b), one),
        b);
}

static const cch_datum *power_of_two(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *value = argument(call, 0);
    cch_wide number, power = 1;
    (void)which;
    if (!value || !cch_as_integer(value, &number))
        return value ? cch_not_known(machine, "a power of two") : NULL;
    while (power < number && power < ((cch_wide)1 << 62))
        power *= 2;
    return cch_integer(&machine->arena, power);
}

static const cch_datum *nothing(cch_machine *machine, const struct python_call *call, int which) {
    (void)call;
    if (which == 1)
        return &cch_false;
    if (which == 2) {
        cch_note(machine, "a device is taken to be there");
        return &cch_true;
    }
    return &cch_none;
}

static const cch_datum *deterministic(cch_machine *machine, const struct python_call *call, int which) {
    (void)call, (void)which;
    return cch_deterministic_algorithms(machine);
}

static const cch_datum *device(cch_machine *machine, const struct python_call *call, int which) {
    const char *type = text_argument(call, 0, "type");
    (void)which;
    if (!type)
        return NULL;
    const cch_datum *made =
        cch_python_wrap(machine, "torch.device", "type", cch_string(&machine->arena, type, strcspn(type, ":")));
    cch_object_set(&machine->store, made->object, "index", cch_not_known(machine, "which device"));
    return made;
}

/* What a forward keeps for the backward -------------------------------------------------------------------- */

static const cch_datum *save(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum **values = cch_arena_take(&machine->arena, (call->count + 1) * sizeof *values);
    (void)which;
    if (!call->self)
        return NULL;
    for (size_t i = 0; i < call->count; i++)
        values[i] = call->arguments[i].value;
    const cch_datum *saved = cch_python_tuple(machine, values, call->count);
    if (call->is_cut)
        cch_container_forget(&machine->store, saved->object, cch_not_known(machine, "what is saved for the backward"));
    cch_object_set(&machine->store, call->self->object, "saved_tensors", saved);
    return &cch_none;
}

static const cch_datum *parameter(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *of = argument(call, 0);
    (void)which;
    if (!of || of->kind != CCH_DATUM_TENSOR)
        return NULL;
    struct cch_tensor tensor = *of->tensor;
    tensor.requires_grad =
        cch_python_argument(call, 1, "requires_grad") ? cch_python_argument(call, 1, "requires_grad") : &cch_true;
    return cch_tensor_value(&machine->arena, &tensor);
}

static const cch_datum *version(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *of = argument(call, 0);
    (void)which;
    return of && of->kind == CCH_DATUM_LIBRARY ? of : of ? cch_not_known(machine, "a version") : NULL;
}

const struct python_row cch_python_torch_rows[] = {
    {"torch.empty", new_tensor, -1},
    {"torch.zeros", new_tensor, 0},
    {"torch.ones", new_tensor, 1},
    {"torch.randn", new_tensor, -1},
    {"torch.rand", new_tensor, -1},
    {"torch.full", filled, 0},
    {"torch.empty_like", like, -1},
    {"torch.zeros_like", like, 0},
    {"torch.ones_like", like, 1},
    {"torch.randn_like", like, -1},
    {"torch.arange", arange, 0},
    {"torch.tensor", of_data, 0},
    {"torch.stack", together, STACK},
    {"torch.cat", together, CAT},
    {"torch.concat", together, CAT},
    {"torch.nn.functional.pad", pad, 0},
    {"torch.cuda.get_device_capability", capability, 0},
    {"torch.cuda.get_device_properties", properties, 0},
    {"torch.cuda.device_count", one_device, 1},
    {"torch.cuda.current_device", one_device, 0},
    {"torch.cuda.is_available", nothing, 2},
    {"torch.cuda.synchronize", nothing, 0},
    {"torch.is_grad_enabled", grad_enabled, 0},
    {"torch.no_grad", grad_mode, 0},
    {"torch.inference_mode", grad_mode, 0},
    {"torch.enable_grad", grad_mode, 1},
    {"torch.set_grad_enabled", grad_mode, 2},
    {"torch.grad_mode.__call__", decorate_mode, 0},
    {"torch.under_grad_mode.__call__", call_under_mode, 0},
    {"torch.is_autocast_enabled", nothing, 1},
    {"torch.are_deterministic_algorithms_enabled", deterministic, 0},
    {"torch.compiler.is_compiling", nothing, 1},
    {"torch._dynamo.is_compiling", nothing, 1},
    {"torch.jit.is_scripting", nothing, 1},
    {"torch.jit.is_tracing", nothing, 1},
    {"torch.compile", as_it_is, 0},
    {"torch.compiler.disable", as_it_is, 0},
    {"torch._dynamo.disable", as_it_is, 0},
    {"torch._dynamo.allow_in_graph", as_it_is, 0},
    {"torch.compiler.allow_in_graph", as_it_is, 0},
    {"torch.jit.script", as_it_is, 0},
    {"torch.jit.ignore", as_it_is, 0},
    {"torch.jit.export", as_it_is, 0},
    {"torch.cuda.amp.custom_fwd", as_it_is, 0},
    {"torch.cuda.amp.custom_bwd", as_it_is, 0},
    {"torch.amp.custom_fwd", as_it_is, 0},
    {"torch.amp.custom_bwd", as_it_is, 0},
    {"torch.autograd.function.once_differentiable", as_it_is, 0},
    {"torch.library.custom_op", custom_op, 0},
    {"torch.custom_op.__call__", decorate_op, 0},
    {"torch.library.triton_op", custom_op, 0},
    {"torch.library.wrap_triton", as_it_is, 0},
    {"torch.library.capture_triton", as_it_is, 0},
    {"torch.library.define", nothing, 0},
    {"torch.library.impl", registers, 0},
    {"torch.library.register_kernel", registers, 0},
    {"torch.library.register_vmap", registers, 0},
    {"torch.library.register_torch_dispatch", registers, 0},
    {"torch.library.Library", library, 0},
    {"torch.library.Library.define", nothing, 0},
    {"torch.library.Library.impl", nothing, 0},
    {"torch.library.Library.fallback", nothing, 0},
    {"torch.library.register_fake", as_it_is, 0},
    {"torch.library.impl_abstract", as_it_is, 0},
    {"torch.library.register_autograd", register_autograd, 0},
    {"torch.op.register_fake", registered, 0},
    {"torch.op.register_autograd", register_autograd, 1},
    {"torch.op.register_kernel", as_it_is, 0},
    {"torch.device", device, 0},
    {"torch.nn.Parameter", parameter, 0},
    {"torch.nn.parameter.Parameter", parameter, 0},
    {"torch.autograd.Function.apply", cch_python_apply, 0},
    {"ctx.save_for_backward", save, 0},
    {"ctx.mark_non_differentiable", nothing, 0},
    {"ctx.mark_dirty", nothing, 0},
    {"ctx.set_materialize_grads", nothing, 0},
    {"packaging.version.parse", version, 0},
    {"packaging.version.Version", version, 0},
    {"triton.jit", jit_kernel, 0},
    {"triton.autotune", tuned, 0},
    {"triton.heuristics", tuned, 0},
    {"triton.tuned", tuned_kernel, 0},
    {"triton.cdiv", divide_up, 0},
    {"triton.next_power_of_2", power_of_two, 0},
    {NULL, NULL, 0},
};
