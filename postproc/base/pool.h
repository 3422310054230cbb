/* A pool of distinct byte strings, numbered 1, 2, … in the order of their
 * first appearance; 0 is the empty string. No string holds a NUL byte, each
 * is stored with a NUL behind it, and all lie in one block of memory, so
 * pointers into a pool live until the next addition.
 *
 * A pool full of zeros is empty. Look-ups need an index; a pool that was
 * filled in ascending order of bytes can do without (by binary search) until
 * something is added.
 */
#ifndef CCH_BASE_POOL_H
#define CCH_BASE_POOL_H

#include <stddef.h>
#include <stdint.h>

#include "base/index.h"

typedef struct cch_pool {
    char *bytes;
    size_t used;
    size_t bytes_capacity;
    size_t *starts; /* of string n - 1; count + 1 of them when count > 0 */
    size_t starts_capacity;
    uint32_t count;
    int indexed; /* the index holds every string; else they ascend */
    cch_index index;
} cch_pool;

#define CCH_POOL_COUNT_MAX (UINT32_MAX - 1)
#define CCH_POOL_LENGTH_MAX ((size_t)1 << 30) /* bytes of one string */

void cch_pool_release(cch_pool *pool);

/* The string's number, added when new; 0 for the empty string, UINT32_MAX
 * when there is no memory or the string is too long or has a NUL inside. */
uint32_t cch_pool_add(cch_pool *pool, const char *text, size_t length);

/* Adds every string of `from`, and puts the numbers they have here into
 * map[1] … map[from->count]; map[0] is 0. 0, or -1 without memory. */
int cch_pool_add_all(cch_pool *pool, const cch_pool *from, uint32_t *map);

/* Room for `length` bytes of a new last string that is not compared with the
 * others: for a caller who fills it in and sees to it that strings ascend, or
 * calls cch_pool_check afterwards. NULL when there is no memory. */
char *cch_pool_append(cch_pool *pool, size_t length);

/* Makes the pool ready for look-ups after cch_pool_append: finds out whether
 * its strings ascend and indexes them if not. Returns 0, -1 when there is no
 * memory, 1 when two strings are equal or one is empty. */
int cch_pool_check(cch_pool *pool);

/* Makes room for so many strings and bytes in all; 0, or -1 without memory. */
int cch_pool_reserve(cch_pool *pool, size_t count, size_t bytes);

/* The string's number, or 0 when it isn't there. */
uint32_t cch_pool_find(const cch_pool *pool, const char *text, size_t length);

static inline size_t cch_pool_length(const cch_pool *pool, uint32_t number) {
    return number ? pool->starts[number] - pool->starts[number - 1] - 1 : 0;
}

static inline const char *cch_pool_text(const cch_pool *pool, uint32_t number) {
    return number ? pool->bytes + pool->starts[number - 1] : "";
}

/* By bytes, as unsigned; a string before those that it begins. */
int cch_pool_compare(const cch_pool *pool, uint32_t a, uint32_t b);

#endif
