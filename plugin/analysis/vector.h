/* A growable array of one type: `VECTOR(struct edge) edges = {0};`. After a
 * failed allocation `failed` is set and nothing more is added. */
#ifndef CALLCHAIN_PLUGIN_VECTOR_H
#define CALLCHAIN_PLUGIN_VECTOR_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#define VECTOR(type)                                                                                         \
    struct {                                                                                                 \
        type *items;                                                                                         \
        size_t count, capacity;                                                                              \
        bool failed;                                                                                         \
    }

static inline bool vector_grow(void **items, size_t *capacity, size_t size, bool *failed) {
    size_t wanted = *capacity ? *capacity * 2 : 64;
    void *grown = wanted > SIZE_MAX / size ? NULL : realloc(*items, wanted * size);
    if (!grown) {
        *failed = true;
        return false;
    }
    *items = grown;
    *capacity = wanted;
    return true;
}

#define VECTOR_PUSH(vector, ...)                                                                             \
    do {                                                                                                     \
        if ((vector)->count < (vector)->capacity ||                                                          \
            vector_grow((void **)&(vector)->items, &(vector)->capacity, sizeof *(vector)->items,            \
                        &(vector)->failed))                                                                  \
            (vector)->items[(vector)->count++] = (__VA_ARGS__);                                              \
    } while (0)

#define VECTOR_RELEASE(vector) (free((vector)->items), (vector)->items = NULL, (vector)->count = (vector)->capacity = 0)

#endif
