/* Sorting what a graph is made of: strings by their bytes and rows of numbers
 * by some of their cells. Both are much faster than qsort with a comparison:
 * mangled names share long beginnings, which are read only once here, and
 * rows are sorted by counting. */
#ifndef CCH_BASE_SORT_H
#define CCH_BASE_SORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

/* Sorts `count` numbers of strings of the pool by the strings' bytes. The
 * numbers must be different. 0, or -1 without memory. */
int cch_sort_strings(const cch_pool *pool, uint32_t *numbers, size_t count);

/* Sorts `count` row numbers of a table whose row n is
 * cells[n * width] … cells[n * width + width - 1]: by the cell `columns[0]`,
 * then `columns[1]`, and so on; rows that are equal in all of them keep their
 * order. 0, or -1 without memory. */
int cch_sort_rows(uint32_t *rows, size_t count, const uint32_t *cells, size_t width, const uint8_t *columns,
                  size_t column_count);

#endif
