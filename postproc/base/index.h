/* The one hash table: from a 32-bit hash to numbers (1, 2, …) of things that the
 * caller keeps and compares:
 *
 *     for (const struct cch_slot *s = cch_index_find(&index, hash); s; s = cch_index_again(&index, s))
 *         if (same(s->number, …))
 *             return s->number;
 *
 * Nothing is ever removed. An index full of zeros is empty; cch_index_release
 * frees its memory. Upon it: base/pool.h (strings), base/pairs.h (two numbers),
 * graph_file/lists.h. Hashes: base/hash.h.
 */
#ifndef CCH_BASE_INDEX_H
#define CCH_BASE_INDEX_H

#include <stddef.h>
#include <stdint.h>

struct cch_slot {
    uint32_t hash;
    uint32_t number; /* 0: a free slot */
};

typedef struct cch_index {
    struct cch_slot *slots;
    size_t size; /* a power of two, or 0 */
    size_t count;
} cch_index;

/* Makes room for `count` numbers in all. Returns 0, or -1 without memory. */
int cch_index_reserve(cch_index *index, size_t count);
void cch_index_release(cch_index *index);

/* For what is walked a million times, by an index that is not empty: from the first
 * slot that may have the hash to the first free one (number 0). */
static inline struct cch_slot *cch_index_first(const cch_index *index, uint32_t hash) {
    return &index->slots[hash & (index->size - 1)];
}

static inline struct cch_slot *cch_index_next(const cch_index *index, struct cch_slot *slot) {
    return ++slot == index->slots + index->size ? index->slots : slot;
}

/* The first slot with this hash; NULL: there is none. */
static inline const struct cch_slot *cch_index_find(const cch_index *index, uint32_t hash) {
    struct cch_slot *slot = index->size ? cch_index_first(index, hash) : NULL;
    while (slot && slot->number && slot->hash != hash)
        slot = cch_index_next(index, slot);
    return slot && slot->number ? slot : NULL;
}

/* The next one with its hash. */
static inline const struct cch_slot *cch_index_again(const cch_index *index, const struct cch_slot *slot) {
    uint32_t hash = slot->hash;
    struct cch_slot *next = index->slots + (slot - index->slots);
    do
        next = cch_index_next(index, next);
    while (next->number && next->hash != hash);
    return next->number ? next : NULL;
}

/* The number that most likely is the one with this hash, 0 if there is none. */
static inline uint32_t cch_index_guess(const cch_index *index, uint32_t hash) {
    struct cch_slot *slot = cch_index_first(index, hash);
    while (slot->number && slot->hash != hash)
        slot = cch_index_next(index, slot);
    return slot->number;
}

/* Adds a number that is known not to be there; room must be reserved. */
static inline void cch_index_add(cch_index *index, uint32_t hash, uint32_t number) {
    struct cch_slot *slot = cch_index_first(index, hash);
    while (slot->number)
        slot = cch_index_next(index, slot);
    slot->hash = hash;
    slot->number = number;
    index->count++;
}

#endif
