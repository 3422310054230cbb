/* An open-addressing hash index: from a 32-bit hash to numbers (1, 2, …) of
 * things that the caller keeps. The caller compares the things themselves:
 *
 *     for (struct cch_slot *s = cch_index_first(&index, hash); s->number; s = cch_index_next(&index, s))
 *         if (s->hash == hash && same(s->number, …))
 *             return s->number;
 *
 * Nothing is ever removed. An index full of zeros is empty and must be
 * reserved before its first use; cch_index_release frees its memory.
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

static inline struct cch_slot *cch_index_first(const cch_index *index, uint32_t hash) {
    return &index->slots[hash & (index->size - 1)];
}

static inline struct cch_slot *cch_index_next(const cch_index *index, struct cch_slot *slot) {
    return ++slot == index->slots + index->size ? index->slots : slot;
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
