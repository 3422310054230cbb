#include "graph/diff/differences.h"

#include "base/array.h"

#include <string.h>

int cch_diff_add(cch_diff *diff, enum cch_diff_what what, enum cch_diff_change change,
                 const uint32_t *const cells[CCH_SIDES], const uint32_t count[CCH_SIDES]) {
    struct cch_diff_list *list = &diff->lists[what][change];
    struct cch_diff_item item = {{0}, {0}};
    for (int side = 0; side < CCH_SIDES; side++) {
        if (!count[side])
            continue;
        if (cch_array_reserve(&diff->cells[side], &diff->cell_capacity[side], diff->cell_count[side] + count[side],
                              sizeof **cells))
            return CCH_ERROR_MEMORY;
        memcpy(diff->cells[side] + diff->cell_count[side], cells[side], count[side] * sizeof **cells);
        item.first[side] = diff->cell_count[side];
        item.count[side] = count[side];
        diff->cell_count[side] += count[side];
    }
    if (cch_array_reserve(&list->items, &list->capacity, list->count + 1, sizeof item))
        return CCH_ERROR_MEMORY;
    list->items[list->count++] = item;
    return CCH_OK;
}
