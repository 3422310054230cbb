#include "graph_file/lists.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/array.h"

#define COUNT_MAX (UINT32_MAX - 1)

static uint32_t hash_of(const uint32_t *cells, size_t count) {
    return (uint32_t)XXH3_64bits(cells, count * sizeof *cells);
}

void cch_lists_release(struct cch_lists *lists) {
    free(lists->cells);
    free(lists->starts);
    cch_index_release(&lists->index);
    *lists = (struct cch_lists){0};
}

int cch_lists_reserve(struct cch_lists *lists, size_t count, size_t cells) {
    return cch_array_reserve(&lists->starts, &lists->starts_capacity, count + 1, sizeof *lists->starts) ||
                   cch_array_reserve(&lists->cells, &lists->cells_capacity, cells, sizeof *lists->cells)
               ? -1
               : 0;
}

uint32_t *cch_lists_append(struct cch_lists *lists, size_t count) {
    if (lists->count >= COUNT_MAX || count > SIZE_MAX / 8 - lists->used ||
        cch_lists_reserve(lists, (size_t)lists->count + 1, lists->used + count))
        return NULL;
    uint32_t *place = lists->cells + lists->used;
    lists->starts[lists->count++] = lists->used;
    lists->used += count;
    lists->starts[lists->count] = lists->used;
    return place;
}

static uint32_t look_up(const struct cch_lists *lists, uint32_t hash, const uint32_t *cells, size_t count) {
    for (struct cch_slot *slot = cch_index_first(&lists->index, hash); slot->number;
         slot = cch_index_next(&lists->index, slot)) {
        if (slot->hash == hash && cch_lists_length(lists, slot->number) == count &&
            !memcmp(cch_lists_cells(lists, slot->number), cells, count * sizeof *cells))
            return slot->number;
    }
    return 0;
}

static int index_all(struct cch_lists *lists) {
    cch_index_release(&lists->index);
    if (cch_index_reserve(&lists->index, (size_t)lists->count + 1))
        return -1;
    for (uint32_t n = 1; n <= lists->count; n++) {
        const uint32_t *cells = cch_lists_cells(lists, n);
        size_t count = cch_lists_length(lists, n);
        uint32_t hash = hash_of(cells, count);
        if (look_up(lists, hash, cells, count))
            return 1;
        cch_index_add(&lists->index, hash, n);
    }
    lists->indexed = 1;
    return 0;
}

int cch_lists_check(struct cch_lists *lists) {
    lists->indexed = 0;
    int ascending = 1;
    for (uint32_t n = 1; n <= lists->count; n++) {
        if (cch_lists_length(lists, n) == 0)
            return 1;
        ascending = ascending && (n == 1 || cch_lists_compare(lists, n - 1, n) < 0);
    }
    return ascending ? 0 : index_all(lists);
}

uint32_t cch_lists_add(struct cch_lists *lists, const uint32_t *cells, size_t count) {
    if (!count)
        return 0;
    if (!lists->indexed && index_all(lists))
        return UINT32_MAX;
    uint32_t hash = hash_of(cells, count);
    uint32_t number = look_up(lists, hash, cells, count);
    if (number)
        return number;
    if (cch_index_reserve(&lists->index, (size_t)lists->count + 1))
        return UINT32_MAX;
    uint32_t *place = cch_lists_append(lists, count);
    if (!place)
        return UINT32_MAX;
    memcpy(place, cells, count * sizeof *cells);
    cch_index_add(&lists->index, hash, lists->count);
    return lists->count;
}

int cch_lists_compare(const struct cch_lists *lists, uint32_t a, uint32_t b) {
    if (a == b)
        return 0;
    const uint32_t *x = cch_lists_cells(lists, a), *y = cch_lists_cells(lists, b);
    size_t n = cch_lists_length(lists, a), m = cch_lists_length(lists, b);
    for (size_t i = 0; i < n && i < m; i++) {
        if (x[i] != y[i])
            return x[i] < y[i] ? -1 : 1;
    }
    return (n > m) - (n < m);
}
