#include "base/pool.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/array.h"

static uint32_t hash_of(const char *text, size_t length) { return (uint32_t)XXH3_64bits(text, length); }

void cch_pool_release(cch_pool *pool) {
    free(pool->bytes);
    free(pool->starts);
    cch_index_release(&pool->index);
    *pool = (cch_pool){0};
}

int cch_pool_reserve(cch_pool *pool, size_t count, size_t bytes) {
    return cch_array_reserve(&pool->starts, &pool->starts_capacity, count + 1, sizeof *pool->starts) ||
                   cch_array_reserve(&pool->bytes, &pool->bytes_capacity, bytes, 1)
               ? -1
               : 0;
}

char *cch_pool_append(cch_pool *pool, size_t length) {
    if (pool->count >= CCH_POOL_COUNT_MAX || length > CCH_POOL_LENGTH_MAX ||
        cch_pool_reserve(pool, (size_t)pool->count + 1, pool->used + length + 1))
        return NULL;
    char *place = pool->bytes + pool->used;
    pool->starts[pool->count++] = pool->used;
    pool->used += length + 1;
    pool->starts[pool->count] = pool->used;
    place[length] = '\0';
    return place;
}

static uint32_t look_up(const cch_pool *pool, uint32_t hash, const char *text, size_t length) {
    for (struct cch_slot *slot = cch_index_first(&pool->index, hash); slot->number;
         slot = cch_index_next(&pool->index, slot)) {
        if (slot->hash == hash && cch_pool_length(pool, slot->number) == length &&
            !memcmp(cch_pool_text(pool, slot->number), text, length))
            return slot->number;
    }
    return 0;
}

/* 0; -1 without memory; 1 when a string is there twice. */
static int index_all(cch_pool *pool) {
    cch_index_release(&pool->index);
    if (cch_index_reserve(&pool->index, (size_t)pool->count + 1))
        return -1;
    for (uint32_t n = 1; n <= pool->count; n++) {
        const char *text = cch_pool_text(pool, n);
        size_t length = cch_pool_length(pool, n);
        uint32_t hash = hash_of(text, length);
        if (look_up(pool, hash, text, length))
            return 1;
        cch_index_add(&pool->index, hash, n);
    }
    pool->indexed = 1;
    return 0;
}

int cch_pool_check(cch_pool *pool) {
    pool->indexed = 0;
    if (pool->count && cch_pool_length(pool, 1) == 0)
        return 1;
    for (uint32_t n = 2; n <= pool->count; n++) {
        if (cch_pool_length(pool, n) == 0)
            return 1;
        if (cch_pool_compare(pool, n - 1, n) >= 0)
            return index_all(pool);
    }
    return 0;
}

/* The index must be there. */
static uint32_t add_hashed(cch_pool *pool, uint32_t hash, const char *text, size_t length) {
    uint32_t number = look_up(pool, hash, text, length);
    if (number)
        return number;
    if (cch_index_reserve(&pool->index, (size_t)pool->count + 1))
        return UINT32_MAX;
    char *place = cch_pool_append(pool, length);
    if (!place)
        return UINT32_MAX;
    memcpy(place, text, length);
    cch_index_add(&pool->index, hash, pool->count);
    return pool->count;
}

uint32_t cch_pool_add(cch_pool *pool, const char *text, size_t length) {
    if (!length)
        return 0;
    if (length > CCH_POOL_LENGTH_MAX || memchr(text, '\0', length) || (!pool->indexed && index_all(pool)))
        return UINT32_MAX;
    return add_hashed(pool, hash_of(text, length), text, length);
}

/* A look-up waits for memory three times: for the slot, for the string's
 * start and for its bytes. Doing many side by side lets the waits overlap. */
int cch_pool_add_all(cch_pool *pool, const cch_pool *from, uint32_t *map) {
    enum { BATCH = 32 };
    uint32_t hashes[BATCH], guesses[BATCH];
    map[0] = 0;
    if (!pool->indexed && index_all(pool))
        return -1;
    for (size_t start = 1; start <= from->count; start += BATCH) {
        uint32_t count = (uint32_t)(from->count - start < BATCH ? from->count - start + 1 : BATCH);
        for (uint32_t i = 0; i < count; i++) {
            uint32_t n = (uint32_t)start + i;
            hashes[i] = hash_of(cch_pool_text(from, n), cch_pool_length(from, n));
            __builtin_prefetch(cch_index_first(&pool->index, hashes[i]));
        }
        for (uint32_t i = 0; i < count; i++) {
            guesses[i] = cch_index_guess(&pool->index, hashes[i]);
            if (guesses[i])
                __builtin_prefetch(&pool->starts[guesses[i] - 1]);
        }
        for (uint32_t i = 0; i < count; i++) {
            const char *text = cch_pool_text(pool, guesses[i]);
            __builtin_prefetch(text);
            __builtin_prefetch(text + 64);
        }
        for (uint32_t i = 0; i < count; i++) {
            uint32_t n = (uint32_t)start + i;
            map[n] = add_hashed(pool, hashes[i], cch_pool_text(from, n), cch_pool_length(from, n));
            if (map[n] == UINT32_MAX)
                return -1;
        }
    }
    return 0;
}

static int compare_text(const char *a, size_t a_length, const char *b, size_t b_length) {
    int order = memcmp(a, b, a_length < b_length ? a_length : b_length);
    return order ? order : (a_length > b_length) - (a_length < b_length);
}

int cch_pool_compare(const cch_pool *pool, uint32_t a, uint32_t b) {
    if (a == b)
        return 0;
    return compare_text(cch_pool_text(pool, a), cch_pool_length(pool, a), cch_pool_text(pool, b),
                        cch_pool_length(pool, b));
}

uint32_t cch_pool_find(const cch_pool *pool, const char *text, size_t length) {
    if (!length || !pool->count)
        return 0;
    if (pool->indexed)
        return look_up(pool, hash_of(text, length), text, length);
    uint32_t low = 1, high = pool->count;
    while (low <= high) {
        uint32_t middle = low + (high - low) / 2;
        int order = compare_text(cch_pool_text(pool, middle), cch_pool_length(pool, middle), text, length);
        if (!order)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle - 1;
    }
    return 0;
}
