/* What a cubin (an ELF file for a device) says of its functions. */
#ifndef CCH_COST_CUBIN_H
#define CCH_COST_CUBIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CCH_COST_UNTOLD = -1 };

struct cch_cubin_function {
    const char *name; /* mangled */
    bool kernel;
    uint64_t bytes;                          /* of all its sections in the file */
    int64_t registers, stack, static_shared; /* CCH_COST_UNTOLD */
};

/* The number of the architecture that a cubin is for (86); 0: it is no cubin. */
uint32_t cch_cubin_architecture(const void *bytes, size_t size);

/* Calls `visit` for each function; what it returns, if not 0, ends that. 0, CCH_ERROR_FORMAT where it is no cubin or
 * is cut, CCH_ERROR_MEMORY. `bytes` is not changed, though libelf asks for it so. */
typedef int cch_cubin_visitor(void *data, const struct cch_cubin_function *function);
int cch_cubin_functions(void *bytes, size_t size, cch_cubin_visitor *visit, void *data);

/* Was there no memory for libelf, which tells no other way, since this was asked last? */
bool cch_cubin_memory_failed(void);

#endif
