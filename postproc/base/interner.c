#include "base/interner.h"

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

struct cch_interner {
    struct block *blocks;
    size_t used, size; /* of the first block */
    const char **texts;
    size_t text_count, text_capacity;
    cch_index index;
};

cch_interner *cch_interner_new(void) { return calloc(1, sizeof(cch_interner)); }

void cch_interner_free(cch_interner *interner) {
    if (!interner)
        return;
    for (struct block *block = interner->blocks, *next; block; block = next) {
        next = block->next;
        free(block);
    }
    free(interner->texts);
    cch_index_release(&interner->index);
    free(interner);
}

void *cch_interner_allocate(cch_interner *interner, size_t size) {
    size = (size + sizeof(void *) - 1) / sizeof(void *) * sizeof(void *);
    if (size > interner->size - interner->used) {
        size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
        struct block *block = malloc(sizeof *block + room);
        if (!block)
            return NULL;
        block->next = interner->blocks;
        interner->blocks = block;
        interner->used = 0;
        interner->size = room;
    }
    void *result = interner->blocks->bytes + interner->used;
    interner->used += size;
    return result;
}

const char *cch_intern(cch_interner *interner, const char *text) {
    size_t length = strlen(text);
    uint32_t hash = cch_hash_bytes(text, length);
    for (const struct cch_slot *slot = cch_index_find(&interner->index, hash); slot;
         slot = cch_index_again(&interner->index, slot))
        if (strcmp(interner->texts[slot->number - 1], text) == 0)
            return interner->texts[slot->number - 1];
    char *copy = interner->text_count < UINT32_MAX ? cch_interner_allocate(interner, length + 1) : NULL;
    if (!copy || cch_index_reserve(&interner->index, interner->text_count + 1) ||
        cch_array_reserve(&interner->texts, &interner->text_capacity, interner->text_count + 1,
                          sizeof *interner->texts))
        return NULL;
    memcpy(copy, text, length + 1);
    interner->texts[interner->text_count++] = copy;
    cch_index_add(&interner->index, hash, (uint32_t)interner->text_count);
    return copy;
}
