/* A pool of distinct pairs of numbers, numbered 1, 2, … in the order of their first
 * appearance: as base/pool.h, for what has two numbers for a name. One full of zeros
 * is empty. */
#ifndef CCH_BASE_PAIRS_H
#define CCH_BASE_PAIRS_H

#include <stddef.h>
#include <stdint.h>

#include "base/index.h"

struct cch_pair {
    uint32_t left, right;
};

typedef struct cch_pairs {
    struct cch_pair *items; /* pair n is items[n - 1] */
    size_t capacity;
    uint32_t count;
    cch_index index;
} cch_pairs;

/* The pair's number, 0: it is not there. */
uint32_t cch_pairs_find(const cch_pairs *pairs, uint32_t left, uint32_t right);

/* The pair's number, `count` if it is new; 0 without memory. */
uint32_t cch_pairs_add(cch_pairs *pairs, uint32_t left, uint32_t right);

void cch_pairs_release(cch_pairs *pairs);

#endif
