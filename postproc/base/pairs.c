#include "base/pairs.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/hash.h"

static uint32_t hash_of(uint32_t left, uint32_t right) { return cch_hash_number((uint64_t)left << 32 | right); }

uint32_t cch_pairs_find(const cch_pairs *pairs, uint32_t left, uint32_t right) {
    for (const struct cch_slot *slot = cch_index_find(&pairs->index, hash_of(left, right)); slot;
         slot = cch_index_again(&pairs->index, slot))
        if (pairs->items[slot->number - 1].left == left && pairs->items[slot->number - 1].right == right)
            return slot->number;
    return 0;
}

uint32_t cch_pairs_add(cch_pairs *pairs, uint32_t left, uint32_t right) {
    uint32_t number = cch_pairs_find(pairs, left, right);
    if (number)
        return number;
    if (pairs->count == UINT32_MAX || cch_index_reserve(&pairs->index, (size_t)pairs->count + 1) ||
        cch_array_reserve(&pairs->items, &pairs->capacity, (size_t)pairs->count + 1, sizeof *pairs->items))
        return 0;
    pairs->items[pairs->count++] = (struct cch_pair){left, right};
    cch_index_add(&pairs->index, hash_of(left, right), pairs->count);
    return pairs->count;
}

void cch_pairs_release(cch_pairs *pairs) {
    free(pairs->items);
    cch_index_release(&pairs->index);
    *pairs = (cch_pairs){0};
}
