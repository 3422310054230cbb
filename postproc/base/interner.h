/* Strings of which equal ones are held once and stay where they are, so that equal
 * ones have equal pointers. (pool.h numbers its strings, and moves them.) */
#ifndef CCH_BASE_INTERNER_H
#define CCH_BASE_INTERNER_H

#include <stddef.h>

typedef struct cch_interner cch_interner;

cch_interner *cch_interner_new(void); /* NULL when out of memory */
void cch_interner_free(cch_interner *interner);

/* The interner's copy of `text`; lives as long as the interner. NULL when out of
 * memory. */
const char *cch_intern(cch_interner *interner, const char *text);

/* `size` bytes aligned for pointers that live as long as the interner. */
void *cch_interner_allocate(cch_interner *interner, size_t size);

#endif
