/* A pool of strings in which equal strings are held once, and stay where they are:
 * equal ones have equal pointers. (base/pool.h numbers them, and moves them.) */
#ifndef CCH_BUILD_TEXT_POOL_H
#define CCH_BUILD_TEXT_POOL_H

#include <stddef.h>

typedef struct cch_text_pool cch_text_pool;

cch_text_pool *cch_text_pool_new(void); /* NULL when out of memory */
void cch_text_pool_free(cch_text_pool *pool);

/* The pool's copy of `text`; lives as long as the pool. NULL when out of
 * memory. */
const char *cch_text_pool_add(cch_text_pool *pool, const char *text);

/* `size` bytes aligned for pointers that live as long as the pool. */
void *cch_text_pool_allocate(cch_text_pool *pool, size_t size);

#endif
