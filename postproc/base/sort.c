#include "base/sort.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

/* Multikey quicksort on eight bytes at a time: each item carries the eight
 * bytes at the depth that its range has come to. (J. Bentley, R. Sedgewick,
 * "Fast algorithms for sorting and searching strings", 1997.) */
struct item {
    uint64_t key;
    uint32_t number;
};

struct range {
    size_t start, count;
    size_t depth;
};

struct ranges {
    struct range *items;
    size_t count, capacity;
};

static int push(struct ranges *ranges, size_t start, size_t count, size_t depth) {
    if (count < 2)
        return 0;
    if (cch_array_reserve(&ranges->items, &ranges->capacity, ranges->count + 1, sizeof *ranges->items))
        return -1;
    ranges->items[ranges->count++] = (struct range){start, count, depth};
    return 0;
}

/* The eight bytes at `depth` as a number; zeros past the end, which no string
 * holds, so a shorter string comes first. */
static uint64_t key_at(const cch_pool *pool, uint32_t number, size_t depth) {
    size_t length = cch_pool_length(pool, number);
    uint64_t key = 0;
    if (depth >= length)
        return 0;
    size_t count = length - depth < 8 ? length - depth : 8;
    memcpy(&key, cch_pool_text(pool, number) + depth, count);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    key = __builtin_bswap64(key);
#endif
    return key;
}

static void insertion_sort(const cch_pool *pool, struct item *items, size_t count) {
    for (size_t i = 1; i < count; i++) {
        struct item item = items[i];
        size_t j = i;
        while (j && (item.key < items[j - 1].key ||
                     (item.key == items[j - 1].key && cch_pool_compare(pool, item.number, items[j - 1].number) < 0))) {
            items[j] = items[j - 1];
            j--;
        }
        items[j] = item;
    }
}

static uint64_t median(uint64_t a, uint64_t b, uint64_t c) {
    if (a > b) {
        uint64_t swap = a;
        a = b;
        b = swap;
    }
    return c < a ? a : c > b ? b : c;
}

/* The middle of nine, so that sorted or sawtooth input does no harm. */
static uint64_t pivot_of(const struct item *items, size_t count) {
    uint64_t medians[3];
    size_t step = count / 9 ? count / 9 : 1;
    for (size_t i = 0; i < 3; i++)
        medians[i] = median(items[(3 * i) * step].key, items[(3 * i + 1) * step].key, items[(3 * i + 2) * step].key);
    return median(medians[0], medians[1], medians[2]);
}

static void swap_items(struct item *a, struct item *b) {
    struct item item = *a;
    *a = *b;
    *b = item;
}

static int sort_range(const cch_pool *pool, struct item *items, struct range range, struct ranges *rest) {
    struct item *all = items + range.start;
    if (range.count <= 16) {
        insertion_sort(pool, all, range.count);
        return 0;
    }
    uint64_t pivot = pivot_of(all, range.count);
    size_t less = 0, greater = range.count;
    for (size_t i = 0; i < greater;) {
        if (all[i].key < pivot)
            swap_items(&all[i++], &all[less++]);
        else if (all[i].key > pivot)
            swap_items(&all[i], &all[--greater]);
        else
            i++;
    }
    /* A key that ends in zero holds the end of its string: no two are alike. */
    size_t equal = greater - less;
    if (pivot & 0xff) {
        for (size_t i = less; i < greater; i++)
            all[i].key = key_at(pool, all[i].number, range.depth + 8);
    } else {
        equal = 0;
    }
    return push(rest, range.start, less, range.depth) ||
                   push(rest, range.start + greater, range.count - greater, range.depth) ||
                   push(rest, range.start + less, equal, range.depth + 8)
               ? -1
               : 0;
}

int cch_sort_strings(const cch_pool *pool, uint32_t *numbers, size_t count) {
    struct ranges rest = {0};
    int result = -1;
    size_t sorted = 1;
    while (sorted < count && cch_pool_compare(pool, numbers[sorted - 1], numbers[sorted]) < 0)
        sorted++;
    if (sorted >= count)
        return 0;
    struct item *items = malloc(count * sizeof *items);
    if (!items)
        return -1;
    for (size_t i = 0; i < count; i++)
        items[i] = (struct item){key_at(pool, numbers[i], 0), numbers[i]};
    if (push(&rest, 0, count, 0))
        goto out;
    while (rest.count) {
        if (sort_range(pool, items, rest.items[--rest.count], &rest))
            goto out;
    }
    for (size_t i = 0; i < count; i++)
        numbers[i] = items[i].number;
    result = 0;
out:
    free(rest.items);
    free(items);
    return result;
}

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };

struct keyed {
    uint32_t key, row;
};

/* Sorts by one column: from the lowest digit to the highest, each digit by
 * counting, which keeps the order of equals. The result is in `from`. */
static void sort_by_key(struct keyed **from, struct keyed **to, size_t count, uint32_t greatest) {
    for (unsigned shift = 0; shift < 32 && greatest >> shift; shift += DIGIT_BITS) {
        size_t starts[DIGITS] = {0}, total = 0;
        for (size_t i = 0; i < count; i++)
            starts[(*from)[i].key >> shift & (DIGITS - 1)]++;
        for (size_t digit = 0; digit < DIGITS; digit++) {
            size_t here = starts[digit];
            starts[digit] = total;
            total += here;
        }
        for (size_t i = 0; i < count; i++)
            (*to)[starts[(*from)[i].key >> shift & (DIGITS - 1)]++] = (*from)[i];
        struct keyed *swap = *from;
        *from = *to;
        *to = swap;
    }
}

static int rows_ascend(const uint32_t *rows, size_t count, const uint32_t *cells, size_t width, const uint8_t *columns,
                       size_t column_count) {
    for (size_t i = 1; i < count; i++) {
        const uint32_t *a = cells + rows[i - 1] * width, *b = cells + rows[i] * width;
        size_t c = 0;
        while (c < column_count && a[columns[c]] == b[columns[c]])
            c++;
        if (c < column_count && a[columns[c]] > b[columns[c]])
            return 0;
    }
    return 1;
}

int cch_sort_rows(uint32_t *rows, size_t count, const uint32_t *cells, size_t width, const uint8_t *columns,
                  size_t column_count) {
    if (rows_ascend(rows, count, cells, width, columns, column_count))
        return 0;
    struct keyed *both = malloc(2 * count * sizeof *both);
    if (!both)
        return -1;
    struct keyed *from = both, *to = both + count;
    for (size_t i = 0; i < count; i++)
        from[i].row = rows[i];
    for (size_t c = column_count; c-- > 0;) {
        uint32_t greatest = 0;
        for (size_t i = 0; i < count; i++) {
            from[i].key = cells[from[i].row * width + columns[c]];
            if (from[i].key > greatest)
                greatest = from[i].key;
        }
        sort_by_key(&from, &to, count, greatest);
    }
    for (size_t i = 0; i < count; i++)
        rows[i] = from[i].row;
    free(both);
    return 0;
}
