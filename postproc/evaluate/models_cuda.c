/* The CUDA runtime: what a host function asks of the device, and the launches that are
 * calls. */
#include <string.h>

#include "evaluate/models.h"

typedef const struct cch_model_call call_t;

static const cch_datum *success(call_t *call) {
    (void)call;
    return cch_integer(cch_model_arena(call), 0);
}

/* dim3(x, y = 1, z = 1) */
static const cch_datum *make_dim3(call_t *call) {
    static const char *const names[] = {"x", "y", "z"};
    if (call->count == 1 && cch_model_object(call, 0))
        return cch_datum_copy(cch_model_store(call),
                              cch_object_value(cch_model_arena(call), cch_model_object(call, 0)));
    if (call->count > 3)
        return NULL;
    cch_object *object = cch_object_new(cch_model_store(call), "dim3", &cch_absent);
    for (size_t i = 0; i < 3; i++)
        cch_object_set(cch_model_store(call), object, names[i],
                       i < call->count ? cch_convert(call->machine, CCH_TYPE_U32, call->arguments[i].value)
                                       : cch_integer(cch_model_arena(call), 1));
    return cch_object_value(cch_model_arena(call), object);
}

/* The device ------------------------------------------------------------------------------ */

/* cudaDeviceAttr's numbers (driver_types.h). */
static const struct {
    int number;
    const char *name;
} attributes[] = {
    {1, "cudaDevAttrMaxThreadsPerBlock"},
    {2, "cudaDevAttrMaxBlockDimX"},
    {3, "cudaDevAttrMaxBlockDimY"},
    {4, "cudaDevAttrMaxBlockDimZ"},
    {5, "cudaDevAttrMaxGridDimX"},
    {6, "cudaDevAttrMaxGridDimY"},
    {7, "cudaDevAttrMaxGridDimZ"},
    {8, "cudaDevAttrMaxSharedMemoryPerBlock"},
    {10, "cudaDevAttrWarpSize"},
    {12, "cudaDevAttrMaxRegistersPerBlock"},
    {13, "cudaDevAttrClockRate"},
    {16, "cudaDevAttrMultiProcessorCount"},
    {38, "cudaDevAttrL2CacheSize"},
    {39, "cudaDevAttrMaxThreadsPerMultiProcessor"},
    {75, "cudaDevAttrComputeCapabilityMajor"},
    {76, "cudaDevAttrComputeCapabilityMinor"},
    {81, "cudaDevAttrMaxSharedMemoryPerMultiprocessor"},
    {82, "cudaDevAttrMaxRegistersPerMultiprocessor"},
    {95, "cudaDevAttrCooperativeLaunch"},
    {97, "cudaDevAttrMaxSharedMemoryPerBlockOptin"},
    {106, "cudaDevAttrMaxBlocksPerMultiprocessor"},
    {111, "cudaDevAttrReservedSharedMemoryPerBlock"},
    {115, "cudaDevAttrMemoryPoolsSupported"},
    {120, "cudaDevAttrClusterLaunch"},
};

/* A fact of the device by one of its names: what is given, or the table's. */
const cch_datum *cch_device_fact(cch_machine *machine, const char *name) {
    const char *first = cch_device_attribute_name(name);
    const struct cch_given_fact *fact = cch_given_find(machine->given, name);
    if (!fact && first)
        fact = cch_given_find(machine->given, first);
    for (size_t i = 0; !fact && first && i < machine->given->count; i++) {
        const char *other = cch_device_attribute_name(machine->given->facts[i].name);
        if (other && strcmp(other, first) == 0)
            fact = &machine->given->facts[i];
    }
    if (fact && fact->value->kind == CCH_GIVEN_INTEGER) {
        *fact->is_used = true;
        return cch_integer(&machine->arena, fact->value->integer);
    }
    int64_t value;
    if (machine->device && cch_device_attribute(machine->device, name, &value))
        return cch_integer(&machine->arena, value);
    const char *say = cch_arena_text(&machine->arena, first ? first : name, strlen(first ? first : name));
    return cch_unknown(&machine->arena,
                       cch_arena_print(&machine->arena, "%s of the device is not given", first ? first : name), say,
                       machine->place);
}

static const cch_datum *write_to(call_t *call, size_t index, const cch_datum *value) {
    uint32_t cell = call->arguments[index].value->kind == CCH_DATUM_POINTER ? call->arguments[index].value->cell : 0;
    if (!cell)
        return NULL;
    cch_store_set(cch_model_store(call), cell, value);
    return success(call);
}

/* cudaDeviceGetAttribute(int *value, attribute, device) */
static const cch_datum *get_attribute(call_t *call) {
    cch_wide number;
    if (call->count < 2)
        return NULL;
    const char *name = cch_as_text(call->arguments[1].value);
    if (!name && cch_as_integer(call->arguments[1].value, &number))
        for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
            if (attributes[i].number == number)
                name = attributes[i].name;
    if (!name)
        return write_to(call, 0, cch_not_known(call->machine, "an attribute of the device"));
    return write_to(call, 0, cch_device_fact(call->machine, name));
}

static const cch_datum *get_device(call_t *call) {
    return call->count ? write_to(call, 0, cch_integer(cch_model_arena(call), 0)) : NULL;
}

static const cch_datum *properties(cch_machine *machine) {
    static const char *const integers[] = {"major",
                                           "minor",
                                           "multiProcessorCount",
                                           "warpSize",
                                           "sharedMemPerBlock",
                                           "sharedMemPerBlockOptin",
                                           "sharedMemPerMultiprocessor",
                                           "reservedSharedMemPerBlock",
                                           "maxThreadsPerBlock",
                                           "maxThreadsPerMultiProcessor",
                                           "regsPerBlock",
                                           "regsPerMultiprocessor",
                                           "l2CacheSize",
                                           "maxBlocksPerMultiProcessor"};
    const cch_datum *rest = cch_unknown(&machine->arena, "a property of the device", NULL, machine->place);
    cch_object *object = cch_object_new(&machine->store, "cudaDeviceProp", rest);
    for (size_t i = 0; i < sizeof integers / sizeof *integers; i++)
        cch_object_set(&machine->store, object, integers[i], cch_device_fact(machine, integers[i]));
    return cch_object_value(&machine->arena, object);
}

static const cch_datum *get_properties(call_t *call) {
    uint32_t cell =
        call->count && call->arguments[0].value->kind == CCH_DATUM_POINTER ? call->arguments[0].value->cell : 0;
    if (!cell)
        return NULL;
    cch_store_assign(cch_model_store(call), cell, properties(call->machine));
    return success(call);
}

static const cch_datum *current_properties(call_t *call) {
    uint32_t cell = cch_store_add(cch_model_store(call), properties(call->machine));
    return cch_pointer(cch_model_arena(call), cell);
}

static const cch_datum *zero(call_t *call) { return cch_integer(cch_model_arena(call), 0); }

static const cch_datum *nothing(call_t *call) {
    (void)call;
    return &cch_none;
}

/* What a copy writes may be the host's. */
static const cch_datum *write_memory(call_t *call) {
    cch_store_forget(cch_model_store(call), cch_model_value(call, 0), cch_not_known(call->machine, "what was copied"));
    return success(call);
}

/* A handle of which nothing is to be known but that it is there. */
static const cch_datum *handle(call_t *call) {
    const cch_datum *unknown = cch_not_known(call->machine, "what a handle leads to");
    uint32_t cell = cch_store_add(cch_model_store(call), unknown);
    if (cell)
        call->machine->store.cells[cell].is_foreign = true;
    return cch_pointer(cch_model_arena(call), cell);
}

/* Launches ------------------------------------------------------------------------------------ */

static void launch(call_t *call, const cch_datum *kernel, const cch_datum *grid, const cch_datum *block,
                   const cch_datum *shared_memory, const cch_datum *cluster) {
    struct cch_launched launched = {.api = call->name};
    launched.kernel = cch_kernel_of(call->machine, kernel);
    if (!launched.kernel)
        launched.kernel_why = cch_is_undecided(kernel) ? kernel->reason->text : "which kernel";
    cch_extent_of(call->machine, grid, launched.grid);
    cch_extent_of(call->machine, block, launched.block);
    launched.shared_memory = shared_memory->kind == CCH_DATUM_ABSENT ? &cch_zero : shared_memory;
    if (cluster)
        cch_extent_of(call->machine, cluster, launched.cluster);
    cch_launch(call->machine, &launched);
}

/* cudaLaunchKernel(function, grid, block, arguments, shared memory, stream), and the cooperative one */
static const cch_datum *launch_kernel(call_t *call) {
    if (call->count < 3)
        return NULL;
    launch(call, call->arguments[0].value, call->arguments[1].value, call->arguments[2].value, cch_model_value(call, 4),
           NULL);
    return success(call);
}

/* cudaLaunchAttributeClusterDimension is 4. */
static const cch_datum *cluster_of(call_t *call, const cch_object *configuration) {
    struct cch_store *store = cch_model_store(call);
    const cch_datum *count = cch_object_get(store, configuration, "numAttrs");
    const cch_datum *attributes_ = cch_object_get(store, configuration, "attrs");
    cch_wide number, id;
    if (!cch_as_integer(count, &number))
        return count->kind == CCH_DATUM_ABSENT ? NULL : count;
    if (number <= 0)
        return NULL;
    const cch_datum *held = attributes_;
    for (int i = 0; i < 8 && held->kind == CCH_DATUM_POINTER; i++)
        held = cch_store_get(store, held->cell);
    struct cch_items items;
    const cch_datum *unknown = cch_not_known(call->machine, "the attributes of a launch");
    if (held->kind != CCH_DATUM_OBJECT)
        return unknown;
    bool is_array = cch_container_items(store, held->object, &items, NULL);
    for (cch_wide i = 0; i < number; i++) {
        const cch_datum *one = is_array ? i < items.count ? cch_store_get(store, items.cells[i]) : &cch_absent
                               : i == 0 ? held
                                        : &cch_absent;
        if (one->kind != CCH_DATUM_OBJECT || !cch_as_integer(cch_object_get(store, one->object, "id"), &id))
            return unknown;
        if (id != 4)
            continue;
        const cch_datum *value = cch_object_get(store, one->object, "val");
        if (value->kind != CCH_DATUM_OBJECT)
            return unknown;
        return cch_object_get(store, value->object, "clusterDim");
    }
    return NULL;
}

/* cudaLaunchKernelEx(config, kernel, …), cudaLaunchKernelExC(config, kernel, arguments) */
static const cch_datum *launch_kernel_ex(call_t *call) {
    const cch_object *configuration = cch_model_object(call, 0);
    if (!configuration || call->count < 2)
        return NULL;
    struct cch_store *store = cch_model_store(call);
    launch(call, call->arguments[1].value, cch_object_get(store, configuration, "gridDim"),
           cch_object_get(store, configuration, "blockDim"), cch_object_get(store, configuration, "dynamicSmemBytes"),
           cluster_of(call, configuration));
    return success(call);
}

static const struct cch_model rows[] = {
    {"dim3", make_dim3},
    {"cudaDeviceGetAttribute", get_attribute},
    {"cudaGetDevice", get_device},
    {"cudaSetDevice", success},
    {"cudaGetDeviceProperties", get_properties},
    {"cudaGetDeviceProperties_v2", get_properties},
    {"at::cuda::getCurrentDeviceProperties", current_properties},
    {"at::cuda::getDeviceProperties", current_properties},
    {"at::cuda::current_device", zero},
    {"c10::cuda::current_device", zero},
    {"at::cuda::getCurrentCUDAStream", handle},
    {"c10::cuda::getCurrentCUDAStream", handle},
    {"c10::cuda::CUDAStream::stream", handle},
    {"c10::cuda::CUDAStream::operator CUstream_st *", handle},
    {"c10::cuda::CUDAStream::operator cudaStream_t", handle},
    {"at::cuda::CUDAGuard", nothing},
    {"c10::cuda::CUDAGuard", nothing},
    {"c10::cuda::OptionalCUDAGuard", nothing},
    {"c10::DeviceGuard", nothing},
    {"cudaFuncSetAttribute", success},
    {"cudaFuncSetCacheConfig", success},
    {"cudaGetLastError", success},
    {"cudaPeekAtLastError", success},
    {"cudaDeviceSynchronize", success},
    {"cudaStreamSynchronize", success},
    {"cudaMemsetAsync", write_memory},
    {"cudaMemcpyAsync", write_memory},
    {"cudaGetErrorString", handle},
    {"c10::cuda::c10_cuda_check_implementation", nothing},
    {"cudaLaunchKernel", launch_kernel},
    {"cudaLaunchCooperativeKernel", launch_kernel},
    {"cudaLaunchKernelEx", launch_kernel_ex},
    {"cudaLaunchKernelExC", launch_kernel_ex},
};

const struct cch_models cch_models_cuda = {rows, sizeof rows / sizeof *rows};
