/* A pool of distinct lists of cells, numbered 1, 2, …; 0 is the empty list.
 * The counterpart of cch_pool (base/pool.h), with 32-bit cells for bytes:
 * pointers into it live until the next addition, and a pool whose lists
 * ascend cell by cell needs no index until something is added. */
#ifndef CCH_GRAPH_FILE_LISTS_H
#define CCH_GRAPH_FILE_LISTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/index.h"

struct cch_lists {
    uint32_t *cells;
    size_t used;
    size_t cells_capacity;
    size_t *starts; /* of list n - 1; count + 1 of them when count > 0 */
    size_t starts_capacity;
    uint32_t count;
    int indexed;
    cch_index index;
};

void cch_lists_release(struct cch_lists *lists);

/* The list's number, added when new; UINT32_MAX when there is no memory.
 * `cells` must not point into the pool. */
uint32_t cch_lists_add(struct cch_lists *lists, const uint32_t *cells, size_t count);

/* Room for a new last list of `count` (not 0) cells that the caller fills in,
 * to be followed by cch_lists_check; NULL without memory. */
uint32_t *cch_lists_append(struct cch_lists *lists, size_t count);

/* 0; -1 without memory; 1 when two lists are equal or one is empty. */
int cch_lists_check(struct cch_lists *lists);

int cch_lists_reserve(struct cch_lists *lists, size_t count, size_t cells);

static inline size_t cch_lists_length(const struct cch_lists *lists, uint32_t number) {
    return number ? lists->starts[number] - lists->starts[number - 1] : 0;
}

static inline const uint32_t *cch_lists_cells(const struct cch_lists *lists, uint32_t number) {
    return number ? lists->cells + lists->starts[number - 1] : NULL;
}

/* Cell by cell; a list before those that it begins. */
int cch_lists_compare(const struct cch_lists *lists, uint32_t a, uint32_t b);

#endif
