/* Binary search: the one place where it is written. */
#ifndef CCH_BASE_SEARCH_H
#define CCH_BASE_SEARCH_H

#include <stddef.h>

/* Sets `at` (a variable of an unsigned type) to the first number from `low` to
 * before `high` of which the expression `before` does not hold, `high` if it holds
 * of all. `before` is asked about `at`, and holds of none behind one of which it
 * doesn't:
 *
 *     size_t at;
 *     CCH_SEARCH(at, 0, count, items[at].key < key);
 */
#define CCH_SEARCH(at, low, high, before)                                                                              \
    do {                                                                                                               \
        size_t search_low = (low), search_high = (high);                                                               \
        while (search_low < search_high) {                                                                             \
            (at) = search_low + (search_high - search_low) / 2;                                                        \
            if (before)                                                                                                \
                search_low = (at) + 1;                                                                                 \
            else                                                                                                       \
                search_high = (at);                                                                                    \
        }                                                                                                              \
        (at) = search_low;                                                                                             \
    } while (0)

#endif
