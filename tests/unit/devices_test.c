/* What a device can hold. The second source of the limits, beside the guide that the table is made from: NVIDIA's
 * own headers of CUDA 13.5, cuda/__device/arch_traits.h of CCCL (capabilities) and cuda_occupancy.h (blocks, the unit
 * of shared memory; and 7.2, which the former has no more). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "params/devices.h"

/* clang-format off */
static const struct {
    const char *name;
    uint32_t per_multiprocessor, optin, reserved, unit, threads, blocks;
    bool clusters;
} second_source[] = {
    {"sm_70",   96 * 1024,  96 * 1024,    0, 256, 2048, 32, false},
    {"sm_72",   96 * 1024,  96 * 1024,    0, 256, 2048, 32, false},
    {"sm_75",   64 * 1024,  64 * 1024,    0, 256, 1024, 16, false},
    {"sm_80",  164 * 1024, 163 * 1024, 1024, 128, 2048, 32, false},
    {"sm_86",  100 * 1024,  99 * 1024, 1024, 128, 1536, 16, false},
    {"sm_87",  164 * 1024, 163 * 1024, 1024, 128, 1536, 16, false},
    {"sm_88",  100 * 1024,  99 * 1024, 1024, 128, 1536, 16, false},
    {"sm_89",  100 * 1024,  99 * 1024, 1024, 128, 1536, 24, false},
    {"sm_90",  228 * 1024, 227 * 1024, 1024, 128, 2048, 32, true},
    {"sm_100", 228 * 1024, 227 * 1024, 1024, 128, 2048, 32, true},
    {"sm_103", 228 * 1024, 227 * 1024, 1024, 128, 2048, 32, true},
    {"sm_110", 228 * 1024, 227 * 1024, 1024, 128, 1536, 24, true},
    {"sm_120", 100 * 1024,  99 * 1024, 1024, 128, 1536, 24, true},
    {"sm_121", 100 * 1024,  99 * 1024, 1024, 128, 1536, 24, true},
};
/* clang-format on */
enum { ROWS = sizeof second_source / sizeof *second_source };

static void limits_are_those_of_a_second_source(void **state) {
    (void)state;
    for (size_t i = 0; i < ROWS; ++i) {
        const struct cch_device_limits *limits = cch_device_limits_at(i);
        assert_non_null(limits);
        assert_string_equal(limits->architecture, second_source[i].name);
        assert_int_equal(limits->shared_per_multiprocessor, second_source[i].per_multiprocessor);
        assert_int_equal(limits->shared_per_block_optin, second_source[i].optin);
        assert_int_equal(limits->shared_reserved, second_source[i].reserved);
        assert_int_equal(limits->shared_unit, second_source[i].unit);
        assert_int_equal(limits->threads_per_multiprocessor, second_source[i].threads);
        assert_int_equal(limits->blocks_per_multiprocessor, second_source[i].blocks);
        assert_int_equal(limits->cluster_portable > 1, second_source[i].clusters);
        assert_true(limits->source && *limits->source);
        assert_ptr_equal(cch_device_limits_of(limits->major, limits->minor), limits);
    }
    assert_null(cch_device_limits_at(ROWS));
}

static void every_product_is_found_by_its_name(void **state) {
    struct cch_device listed, found;
    (void)state;
    for (size_t i = 0; cch_device_product_at(i, &listed); ++i) {
        assert_non_null(listed.limits);
        assert_true(listed.source && *listed.source);
        assert_int_equal(cch_device_find(&found, listed.name, NULL), 0);
        assert_string_equal(found.name, listed.name);
    }
}

static void devices_are_found_by_any_of_their_names(void **state) {
    static const struct {
        const char *asked, *name, *architecture;
        uint32_t multiprocessors;
    } names[] = {
        {"sm_86", "sm_86", "sm_86", 0},
        {"8.6", "sm_86", "sm_86", 0},
        {"86", "sm_86", "sm_86", 0},
        {"sm_90a", "sm_90", "sm_90", 0},
        {"compute_120", "sm_120", "sm_120", 0},
        {"sm_100f", "sm_100", "sm_100", 0},
        {"10.3", "sm_103", "sm_103", 0},
        {"H100", "H100", "sm_90", 132},
        {"NVIDIA H100 80GB HBM3", "H100", "sm_90", 132},
        {"NVIDIA H100 PCIe", "H100 PCIe", "sm_90", 114},
        {"nvidia-h200", "H200", "sm_90", 132},
        {"NVIDIA A100-SXM4-80GB", "A100", "sm_80", 108},
        {"NVIDIA A100-PCIE-40GB", "A100", "sm_80", 108},
        {"NVIDIA A100 80GB PCIe", "A100", "sm_80", 108},
        {"Tesla V100-PCIE-16GB", "V100", "sm_70", 80},
        {"Tesla T4", "T4", "sm_75", 40},
        {"NVIDIA GeForce RTX 4090", "RTX 4090", "sm_89", 128},
        {"rtx3090", "RTX 3090", "sm_86", 82},
        {"RTX-3090 Ti", "RTX 3090 Ti", "sm_86", 84},
        {"4090", "RTX 4090", "sm_89", 128},
        {"NVIDIA RTX 6000 Ada Generation", "RTX 6000 Ada", "sm_89", 142},
        {"NVIDIA RTX PRO 6000 Blackwell Workstation Edition", "RTX PRO 6000", "sm_120", 188},
        {"a10g", "A10G", "sm_86", 80},
    };
    struct cch_device device;
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; ++i) {
        assert_int_equal(cch_device_find(&device, names[i].asked, NULL), 0);
        assert_string_equal(device.name, names[i].name);
        assert_string_equal(device.limits->architecture, names[i].architecture);
        assert_int_equal(device.multiprocessors, names[i].multiprocessors);
    }
}

static void what_is_no_device_is_told_with_those_there_are(void **state) {
    static const char *const names[] = {
        "",
        "sm_",
        "sm_10000",
        "sm_85",
        "sm_90x",
        "9",
        "8.65",
        "99999999999999999999",
        "Voodoo 2",
        "NVIDIA GeForce RTX 4090 Laptop GPU", /* 76 multiprocessors, not 128 */
        "NVIDIA H800 PCIe",                   /* 114, not 132 */
        "pcie",
        "nvidia",
        "rtx",
        "-",
        "a very long name that goes on and on and on and on and on and on and on and on and on and on and on"};
    struct cch_device device;
    cch_error error;
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; ++i) {
        assert_int_equal(cch_device_find(&device, names[i], &error), CCH_ERROR_USAGE);
        assert_non_null(strstr(error.text, "sm_70, "));
        assert_non_null(strstr(error.text, ", GB10")); /* the last one */
    }
}

static int64_t asked(const char *device_name, const char *name) {
    struct cch_device device;
    int64_t value = 0;
    assert_int_equal(cch_device_find(&device, device_name, NULL), 0);
    return cch_device_attribute(&device, name, &value) ? value : -1;
}

static void attributes_have_the_names_of_three_interfaces(void **state) {
    (void)state;
    assert_int_equal(asked("H100", "cudaDevAttrMultiProcessorCount"), 132);
    assert_int_equal(asked("H100", "CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT"), 132);
    assert_int_equal(asked("H100", "multiProcessorCount"), 132);
    assert_int_equal(asked("sm_90", "multiProcessorCount"), -1); /* another for each product */
    assert_int_equal(asked("GB200", "multiProcessorCount"), -1);
    assert_int_equal(asked("sm_86", "cudaDevAttrMaxSharedMemoryPerBlockOptin"), 101376);
    assert_int_equal(asked("sm_86", "sharedMemPerBlock"), 49152);
    assert_int_equal(asked("8.6", "major"), 8);
    assert_int_equal(asked("8.0", "cudaDevAttrComputeCapabilityMinor"), 0); /* a value, not "not known" */
    assert_int_equal(asked("7.0", "cudaDevAttrReservedSharedMemoryPerBlock"), 0);
    assert_int_equal(asked("sm_80", "clusterLaunch"), 0);
    assert_int_equal(asked("sm_90", "clusterLaunch"), 1);
    assert_int_equal(asked("A100", "maxThreadsDim[2]"), 64);
    assert_int_equal(asked("A100", "cudaDevAttrGlobalMemoryBusWidth"), -1);
    assert_int_equal(asked("A100", ""), -1);
    assert_string_equal(cch_device_attribute_name("warpSize"), "cudaDevAttrWarpSize");
    assert_null(cch_device_attribute_name("colour"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits_are_those_of_a_second_source),
        cmocka_unit_test(every_product_is_found_by_its_name),
        cmocka_unit_test(devices_are_found_by_any_of_their_names),
        cmocka_unit_test(what_is_no_device_is_told_with_those_there_are),
        cmocka_unit_test(attributes_have_the_names_of_three_interfaces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
