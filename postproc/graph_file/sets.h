/* Sets as ascending arrays of cells; private to graph_file/. */
#ifndef CCH_GRAPH_FILE_SETS_H
#define CCH_GRAPH_FILE_SETS_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

static inline int cch_set_is_sorted(const uint32_t *cells, size_t count) {
    for (size_t i = 1; i < count; i++) {
        if (cells[i - 1] >= cells[i])
            return 0;
    }
    return 1;
}

static inline int cch_set_compare(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Sorts, drops what is there twice, returns how many are left. */
static inline size_t cch_set_sort(uint32_t *cells, size_t count) {
    if (cch_set_is_sorted(cells, count))
        return count;
    qsort(cells, count, sizeof *cells, cch_set_compare);
    size_t kept = 1;
    for (size_t i = 1; i < count; i++) {
        if (cells[i] != cells[kept - 1])
            cells[kept++] = cells[i];
    }
    return kept;
}

#endif
