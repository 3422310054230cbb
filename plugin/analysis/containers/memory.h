/* Memory for the analysis inside the compiler. None of these returns without
 * it: when there is none, the analysis of the pass is left at once
 * (shim_out_of_memory), one line says that no graph is written, and the
 * compile goes on. So nobody asks for NULL, and no result is smaller than it
 * says. free() takes what they return; what a function left this way held
 * beside the walk is lost, once. */
#ifndef CALLCHAIN_PLUGIN_MEMORY_H
#define CALLCHAIN_PLUGIN_MEMORY_H

#include "shim/shim.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static inline void *memory_resize(void *old, size_t count, size_t size) {
    void *grown = count > SIZE_MAX / size ? NULL : realloc(old, count ? count * size : 1);
    if (!grown)
        shim_out_of_memory();
    return grown;
}

static inline void *memory_zeroed(size_t count, size_t size) {
    void *memory = calloc(count ? count : 1, size);
    if (!memory)
        shim_out_of_memory();
    return memory;
}

static inline char *memory_text(const char *text) {
    size_t size = strlen(text) + 1;
    return memcpy(memory_resize(NULL, size, 1), text, size);
}

#endif
