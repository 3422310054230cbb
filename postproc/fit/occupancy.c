/* How many blocks fit on a multiprocessor, as NVIDIA's cuda_occupancy.h counts them. */
#include "fit/fit.h"

static int64_t divide_up(int64_t a, int64_t b) { return (a + b - 1) / b; }

int64_t cch_fit_blocks(const struct cch_device_limits *limits, int64_t threads, int64_t registers, int64_t shared,
                       const char **limited) {
    *limited = "";
    if (threads <= 0 || registers < 0 || shared < 0 || threads > CCH_DEVICE_THREADS_PER_BLOCK ||
        registers > CCH_DEVICE_REGISTERS_PER_THREAD || shared > limits->shared_per_block_optin)
        return CCH_FIT_UNREAD;
    int64_t warps = divide_up(threads, CCH_DEVICE_WARP);
    int64_t a_warp = divide_up(registers * CCH_DEVICE_WARP, CCH_DEVICE_REGISTER_UNIT) * CCH_DEVICE_REGISTER_UNIT;
    int64_t a_block = divide_up(shared + limits->shared_reserved, limits->shared_unit) * limits->shared_unit;
    int64_t by_registers = INT64_MAX;
    if (a_warp) {
        int64_t in_partition = CCH_DEVICE_REGISTERS_PER_MULTIPROCESSOR / CCH_DEVICE_PARTITIONS / a_warp;
        by_registers = in_partition * CCH_DEVICE_PARTITIONS / warps;
        if (a_warp * divide_up(warps, CCH_DEVICE_PARTITIONS) * CCH_DEVICE_PARTITIONS > CCH_DEVICE_REGISTERS_PER_BLOCK)
            by_registers = 0; /* the hardware counts a block's warps as if on all partitions alike */
    }
    const struct {
        const char *name;
        int64_t blocks;
    } bounds[] = {
        {"threads", limits->threads_per_multiprocessor / (warps * CCH_DEVICE_WARP)},
        {"registers", by_registers},
        {"shared memory", a_block ? limits->shared_per_multiprocessor / a_block : INT64_MAX},
        {"blocks", limits->blocks_per_multiprocessor},
    };
    int64_t least = INT64_MAX;
    for (size_t i = 0; i < sizeof bounds / sizeof *bounds; i++)
        if (bounds[i].blocks < least) {
            least = bounds[i].blocks;
            *limited = bounds[i].name;
        }
    return least;
}
