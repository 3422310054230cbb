#include "base/index.h"

#include "base/hash.h"

#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

int cch_index_reserve(cch_index *index, size_t count) {
    /* At most two thirds full. */
    if (index->size && count <= index->size / 3 * 2)
        return 0;
    size_t size = index->size ? index->size : 64;
    while (count > size / 3 * 2) {
        if (size > SIZE_MAX / 4 / sizeof(struct cch_slot))
            return -1;
        size *= 2;
    }
    cch_index grown = {calloc(size, sizeof(struct cch_slot)), size, 0};
    if (!grown.slots)
        return -1;
    for (size_t i = 0; i < index->size; i++) {
        if (index->slots[i].number)
            cch_index_add(&grown, index->slots[i].hash, index->slots[i].number);
    }
    free(index->slots);
    *index = grown;
    return 0;
}

void cch_index_release(cch_index *index) {
    free(index->slots);
    *index = (cch_index){0};
}

uint32_t cch_hash_bytes(const void *bytes, size_t size) { return (uint32_t)XXH3_64bits(bytes, size); }
