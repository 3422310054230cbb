#include "know/cuda.h"

#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static bool is_any(const char *name, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; ++i)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* Launches ----------------------------------------------------------------------- */

/* clang-format off */
static const struct cuda_launch launches[] = {
    {"cudaLaunchKernel", 0, -1, {1, 2, 4, 5}, false, NULL},
    {"cudaLaunchCooperativeKernel", 0, -1, {1, 2, 4, 5}, false, NULL},
    {"cudaLaunchKernelExC", 1, 0, {-1, -1, -1, -1}, false, NULL},
    {"cudaLaunchKernelEx", 1, 0, {-1, -1, -1, -1}, false, NULL},
    {"hipLaunchKernel", 0, -1, {1, 2, 4, 5}, false, NULL},
    {"hipLaunchCooperativeKernel", 0, -1, {1, 2, 4, 5}, false, NULL},
    {"hipExtLaunchKernel", 0, -1, {1, 2, 4, 5}, false, NULL},
    {"cuLaunchKernel", 0, -1, {1, 4, 7, 8}, true, NULL},
    {"cuLaunchCooperativeKernel", 0, -1, {1, 4, 7, 8}, true, NULL},
    {"cuLaunchKernelEx", 1, 0, {-1, -1, -1, -1}, true, NULL},
    {"hipModuleLaunchKernel", 0, -1, {1, 4, 7, 8}, true, NULL},
    {"hipModuleLaunchCooperativeKernel", 0, -1, {1, 4, 7, 8}, true, NULL},
    {"cudaGraphAddKernelNode", 4, 4, {-1, -1, -1, -1}, false, "func"},
    {"cudaGraphKernelNodeSetParams", 1, 1, {-1, -1, -1, -1}, false, "func"},
    {"cudaGraphExecKernelNodeSetParams", 2, 2, {-1, -1, -1, -1}, false, "func"},
    {"hipGraphAddKernelNode", 4, 4, {-1, -1, -1, -1}, false, "func"},
    {"cuGraphAddKernelNode", 4, 4, {-1, -1, -1, -1}, true, "func"},
};

static const struct cuda_handle handles[] = {
    {"cuModuleGetFunction", 0, 2, true},
    {"cuLibraryGetKernel", 0, 2, true},
    {"hipModuleGetFunction", 0, 2, true},
    {"cudaGetFuncBySymbol", 0, 1, false},
    {"cudaGetKernel", 0, 1, false},
    {"hipGetFuncBySymbol", 0, 1, false},
};
/* clang-format on */

const struct cuda_launch *cuda_launch_named(const char *name) {
    static const char per_thread[] = "_ptsz"; /* with a default stream of each thread's */
    size_t length = strlen(name), suffix = sizeof per_thread - 1;
    if (length > suffix && strcmp(name + length - suffix, per_thread) == 0)
        length -= suffix;
    for (size_t i = 0; i < COUNT(launches); ++i)
        if (strlen(launches[i].name) == length && strncmp(launches[i].name, name, length) == 0)
            return &launches[i];
    return NULL;
}

const char *cuda_launch_member(const struct cuda_launch *launch, int part, int dimension) {
    static const char *const runtime[] = {"gridDim", "blockDim", "dynamicSmemBytes", "stream"};
    static const char *const driver[][3] = {{"gridDimX", "gridDimY", "gridDimZ"},
                                            {"blockDimX", "blockDimY", "blockDimZ"},
                                            {"sharedMemBytes", NULL, NULL},
                                            {"hStream", NULL, NULL}};
    static const char *const node[] = {"gridDim", "blockDim", "sharedMemBytes", NULL};
    return launch->driver ? driver[part][dimension] : dimension ? NULL : launch->member ? node[part] : runtime[part];
}

const struct cuda_handle *cuda_handle_named(const char *name) {
    for (size_t i = 0; i < COUNT(handles); ++i)
        if (strcmp(handles[i].name, name) == 0)
            return &handles[i];
    return NULL;
}

const char *cuda_launch_attribute(int64_t number) {
    static const char *const names[] = {
        [2] = "cudaLaunchAttributeCooperative",
        [4] = "cudaLaunchAttributeClusterDimension",
        [6] = "cudaLaunchAttributeProgrammaticStreamSerialization",
    };
    return number >= 0 && (size_t)number < COUNT(names) ? names[number] : NULL;
}

/* Settings ------------------------------------------------------------------------ */

bool cuda_is_setting(const char *name) {
    static const char *const settings[] = {"cudaFuncSetAttribute", "cudaFuncSetCacheConfig", "hipFuncSetAttribute",
                                           "cudaFuncSetSharedMemConfig", "hipFuncSetCacheConfig"};
    return is_any(name, settings, COUNT(settings));
}

/* Queries -------------------------------------------------------------------------- */

static const struct cuda_query queries[] = {
    {"cudaDeviceGetAttribute", 1, 0},
    {"hipDeviceGetAttribute", 1, 0},
    {"cuDeviceGetAttribute", 1, 0},
    {"cudaDeviceGetLimit", 1, -1},
    {"cudaFuncGetAttributes", -1, -1},
    {"cudaGetDevice", -1, 0},
    {"hipGetDevice", -1, -1},
    {"cudaGetDeviceCount", -1, 0},
    {"cudaGetDeviceProperties", -1, -1},
    {"cudaGetDeviceProperties_v2", -1, -1},
    {"hipGetDeviceProperties", -1, -1},
    {"getCurrentDeviceProperties", -1, -1},
    {"getDeviceProperties", -1, -1},
    {"cudaMemGetInfo", -1, 0},
    {"hipMemGetInfo", -1, -1},
    {"cudaRuntimeGetVersion", -1, 0},
    {"cudaDriverGetVersion", -1, 0},
    {"cudaOccupancyMaxActiveBlocksPerMultiprocessor", -1, 0},
    {"cudaOccupancyMaxActiveBlocksPerMultiprocessorWithFlags", -1, 0},
    {"cudaOccupancyMaxPotentialBlockSize", -1, 1},
    {"cudaOccupancyAvailableDynamicSMemPerBlock", -1, 0},
    {"hipOccupancyMaxActiveBlocksPerMultiprocessor", -1, 0},
};

const struct cuda_query *cuda_query_named(const char *name) {
    static const struct cuda_query occupancy = {"", -1, -1}; /* any of them */
    for (size_t i = 0; i < COUNT(queries); ++i)
        if (strcmp(queries[i].name, name) == 0)
            return &queries[i];
    return strncmp(name, "cudaOccupancy", 13) == 0 || strncmp(name, "hipOccupancy", 12) == 0 ? &occupancy : NULL;
}

const char *cuda_query_of(shim_unit *unit, shim_stmt call, const struct shim_call *facts) {
    const char *name = shim_function_simple_name(unit, facts->callee);
    const struct cuda_query *query = cuda_query_named(name);
    if (query && query->named >= 0 && (unsigned)query->named < facts->argument_count)
        return shim_stmt_text(unit, shim_call_argument(call, (unsigned)query->named));
    return query ? name : NULL;
}

bool cuda_is_properties(const char *class_name) {
    static const char *const classes[] = {"cudaDeviceProp", "hipDeviceProp_t", "hipDeviceProp_tR0600",
                                          "cudaFuncAttributes"};
    return is_any(class_name, classes, COUNT(classes));
}
