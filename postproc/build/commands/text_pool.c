#include "build/commands/text_pool.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/hash.h"
#include "base/index.h"

enum { BLOCK_SIZE = 64 * 1024 };

struct block {
    struct block *next;
    char bytes[];
};

struct cch_text_pool {
    struct block *blocks;
    size_t used, size; /* of the first block */
    const char **texts;
    size_t text_count, text_capacity;
    cch_index index;
};

cch_text_pool *cch_text_pool_new(void) { return calloc(1, sizeof(cch_text_pool)); }

void cch_text_pool_free(cch_text_pool *pool) {
    if (!pool)
        return;
    for (struct block *block = pool->blocks, *next; block; block = next) {
        next = block->next;
        free(block);
    }
    free(pool->texts);
    cch_index_release(&pool->index);
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

const char *cch_text_pool_add(cch_text_pool *pool, const char *text) {
    size_t length = strlen(text);
    uint32_t hash = cch_hash_bytes(text, length);
    for (const struct cch_slot *slot = cch_index_find(&pool->index, hash); slot;
         slot = cch_index_again(&pool->index, slot))
        if (strcmp(pool->texts[slot->number - 1], text) == 0)
            return pool->texts[slot->number - 1];
    char *copy = pool->text_count < UINT32_MAX ? cch_text_pool_allocate(pool, length + 1) : NULL;
    if (!copy || cch_index_reserve(&pool->index, pool->text_count + 1) ||
        cch_array_reserve(&pool->texts, &pool->text_capacity, pool->text_count + 1, sizeof *pool->texts))
        return NULL;
    memcpy(copy, text, length + 1);
    pool->texts[pool->text_count++] = copy;
    cch_index_add(&pool->index, hash, (uint32_t)pool->text_count);
    return copy;
}
