/* A growable array of one type: `VECTOR(struct edge) edges = {0};`. Out of
 * memory: memory.h. */
#ifndef CALLCHAIN_PLUGIN_VECTOR_H
#define CALLCHAIN_PLUGIN_VECTOR_H

#include "containers/memory.h"

#define VECTOR(type)                                                                                                   \
    struct {                                                                                                           \
        type *items;                                                                                                   \
        size_t count, capacity;                                                                                        \
    }

static inline void *vector_grow(void *items, size_t *capacity, size_t size) {
    size_t wanted = *capacity ? *capacity * 2 : 64;
    items = memory_resize(items, wanted, size);
    *capacity = wanted;
    return items;
}

#define VECTOR_PUSH(vector, ...)                                                                                       \
    do {                                                                                                               \
        if ((vector)->count == (vector)->capacity)                                                                     \
            (vector)->items = vector_grow((vector)->items, &(vector)->capacity, sizeof *(vector)->items);              \
        (vector)->items[(vector)->count++] = (__VA_ARGS__);                                                            \
    } while (0)

#define VECTOR_RELEASE(vector) (free((vector)->items), (vector)->items = NULL, (vector)->count = (vector)->capacity = 0)

#endif
