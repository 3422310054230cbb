#include "build/commands/text_pool.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum { BLOCK_SIZE = 64 * 1024 };

struct block {
    struct block *next;
    char bytes[];
};

struct cch_text_pool {
    struct block *blocks;
    size_t used, size; /* of the first block */
    const char **slots;
    size_t slot_count, text_count; /* slot_count is a power of two */
};

cch_text_pool *cch_text_pool_new(void) {
    cch_text_pool *pool = calloc(1, sizeof *pool);
    if (!pool)
        return NULL;
    pool->slot_count = 256;
    pool->slots = calloc(pool->slot_count, sizeof *pool->slots);
    if (!pool->slots) {
        free(pool);
        return NULL;
    }
    return pool;
}

void cch_text_pool_free(cch_text_pool *pool) {
    if (!pool)
        return;
    for (struct block *block = pool->blocks, *next; block; block = next) {
        next = block->next;
        free(block);
    }
    free(pool->slots);
    free(pool);
}

void *cch_text_pool_allocate(cch_text_pool *pool, size_t size) {
    size = (size + sizeof(void *) - 1) / sizeof(void *) * sizeof(void *);
    if (size > pool->size - pool->used) {
        size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
        struct block *block = malloc(sizeof *block + room);
        if (!block)
            return NULL;
        block->next = pool->blocks;
        pool->blocks = block;
        pool->used = 0;
        pool->size = room;
    }
    void *result = pool->blocks->bytes + pool->used;
    pool->used += size;
    return result;
}

static const char **find_slot(const cch_text_pool *pool, const char *text, size_t length) {
    size_t at = (size_t)XXH3_64bits(text, length) & (pool->slot_count - 1);
    while (pool->slots[at] && strcmp(pool->slots[at], text) != 0)
        at = (at + 1) & (pool->slot_count - 1);
    return &pool->slots[at];
}

static int grow(cch_text_pool *pool) {
    const char **old = pool->slots;
    size_t old_count = pool->slot_count;
    const char **slots = calloc(old_count * 2, sizeof *slots);
    if (!slots)
        return -1;
    pool->slots = slots;
    pool->slot_count = old_count * 2;
    for (size_t i = 0; i < old_count; i++)
        if (old[i])
            *find_slot(pool, old[i], strlen(old[i])) = old[i];
    free(old);
    return 0;
}

const char *cch_text_pool_add(cch_text_pool *pool, const char *text) {
    size_t length = strlen(text);
    const char **slot = find_slot(pool, text, length);
    if (*slot)
        return *slot;
    if (pool->text_count + 1 > pool->slot_count / 2) {
        if (grow(pool) != 0)
            return NULL;
        slot = find_slot(pool, text, length);
    }
    char *copy = cch_text_pool_allocate(pool, length + 1);
    if (!copy)
        return NULL;
    memcpy(copy, text, length + 1);
    *slot = copy;
    pool->text_count++;
    return copy;
}
