/* How much work this machine has room for. */
#ifndef CCH_BUILD_MACHINE_H
#define CCH_BUILD_MACHINE_H

#include <stdint.h>

/* Bytes that new processes can use without swapping: what the kernel calls
 * available, or what is left of this process's memory cgroup when that is
 * less. UINT64_MAX when the system doesn't say. */
uint64_t cch_memory_available(void);

/* The processors that this process may run on, at least 1. */
unsigned cch_processor_count(void);

#endif
