/* What a device can hold: the limits of a compute capability as CUDA's
 * programming guide lists them, and products with their multiprocessors.
 *
 *     struct cch_device device;
 *     int64_t value;
 *     if (cch_device_find(&device, "H100", &error))
 *         return error.code;
 *     if (device.limits->shared_per_block_optin < bytes) …
 *     if (cch_device_attribute(&device, "cudaDevAttrMultiProcessorCount", &value)) …
 *
 * Both are tables of rows (devices.c), each with where it was taken from.
 */
#ifndef CCH_PARAMS_DEVICES_H
#define CCH_PARAMS_DEVICES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* Sizes are in bytes. */
struct cch_device_limits {
    uint32_t major, minor;    /* the compute capability */
    const char *architecture; /* "sm_86" */
    uint32_t shared_per_block_optin;
    uint32_t shared_per_multiprocessor;
    uint32_t shared_reserved; /* of each block, by the system */
    uint32_t shared_unit;     /* a block's is rounded up to this */
    uint32_t threads_per_multiprocessor;
    uint32_t blocks_per_multiprocessor;
    uint32_t cluster_portable; /* blocks of a cluster; 1: there are no clusters */
    uint32_t cluster_most;     /* with cudaFuncAttributeNonPortableClusterSizeAllowed; 0: not known */
    const char *source;
};

/* The same for all of the capabilities in the table. */
enum {
    CCH_DEVICE_SHARED_PER_BLOCK = 49152, /* more is to be asked for with cudaFuncAttributeMaxDynamicSharedMemorySize */
    CCH_DEVICE_THREADS_PER_BLOCK = 1024,
    CCH_DEVICE_BLOCK_X = 1024,
    CCH_DEVICE_BLOCK_Y = 1024,
    CCH_DEVICE_BLOCK_Z = 64,
    CCH_DEVICE_GRID_X = 2147483647,
    CCH_DEVICE_GRID_Y = 65535,
    CCH_DEVICE_GRID_Z = 65535,
    CCH_DEVICE_WARP = 32,
    CCH_DEVICE_REGISTERS_PER_BLOCK = 65536,
    CCH_DEVICE_REGISTERS_PER_MULTIPROCESSOR = 65536,
    CCH_DEVICE_REGISTERS_PER_THREAD = 255,
    CCH_DEVICE_REGISTER_UNIT = 256, /* a warp's are rounded up to this */
    CCH_DEVICE_PARTITIONS = 4       /* of a multiprocessor, each with its part of the registers */
};

struct cch_device {
    const char *name; /* "H100", or a capability's architecture: the table's own text */
    const struct cch_device_limits *limits;
    uint32_t multiprocessors; /* 0: not known, as of a capability alone */
    uint32_t l2_bytes;        /* the same */
    const char *source;
};

/* Finds what a person means: an architecture ("sm_86", "sm_90a", "compute_80"), a
 * capability ("8.6"), or a product as it is called, or as the runtime calls it
 * ("H100", "nvidia-h200", "NVIDIA A100-SXM4-80GB", "RTX 4090"). 0, or CCH_ERROR_USAGE
 * with the names there are. */
int cch_device_find(struct cch_device *device, const char *name, cch_error *error);
/* The limits of exactly this capability; NULL: not in the table. */
const struct cch_device_limits *cch_device_limits_of(uint32_t major, uint32_t minor);

/* Rows of both tables, in their order; NULL or false behind the last. */
const struct cch_device_limits *cch_device_limits_at(size_t index);
bool cch_device_product_at(size_t index, struct cch_device *device);

/* Finds the value of an attribute by one of its names: "cudaDevAttrMultiProcessorCount",
 * "CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT", the member of cudaDeviceProp
 * "multiProcessorCount"; of a vector "maxThreadsDim[0]". False: there is no such
 * attribute in the table, or the device's value is not known. */
bool cch_device_attribute(const struct cch_device *device, const char *name, int64_t *value);
/* The first name of the attribute that has this as one of its names; NULL: none has. */
const char *cch_device_attribute_name(const char *name);

#endif
