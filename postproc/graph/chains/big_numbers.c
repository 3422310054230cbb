#include "graph/chains/big_numbers.h"

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Of memory that costs nothing while it isn't touched. A number of chains has
 * some bits for each function on the longest one. */
enum { RESERVE_SIZE = 64 << 20, ALIGNMENT = 16 };

static char *reserve;
static size_t used;

static bool is_reserved(const void *block) {
    uintptr_t at = (uintptr_t)block, begin = (uintptr_t)reserve;
    return reserve && at >= begin && at - begin < RESERVE_SIZE;
}

static void *take(size_t size) {
    size_t room = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    cch_memory_note_failure();
    if (!reserve || size > RESERVE_SIZE || room > RESERVE_SIZE - used)
        abort();
    void *block = reserve + used;
    used += room;
    return block;
}

static void *allocate(size_t size) {
    void *block = malloc(size);
    return block ? block : take(size);
}

static void *resize(void *old, size_t old_size, size_t size) {
    void *block = is_reserved(old) ? NULL : realloc(old, size);
    if (block)
        return block;
    block = take(size);
    memcpy(block, old, old_size < size ? old_size : size);
    if (!is_reserved(old))
        free(old);
    return block;
}

static void release(void *block, size_t size) {
    (void)size;
    if (!is_reserved(block))
        free(block);
}

int cch_big_numbers_begin(void) {
    if (!reserve && !(reserve = malloc(RESERVE_SIZE)))
        return -1;
    used = 0;
    mp_set_memory_functions(allocate, resize, release);
    return 0;
}

void cch_big_numbers_end(void) {
    mp_set_memory_functions(NULL, NULL, NULL);
    free(reserve);
    reserve = NULL;
}
