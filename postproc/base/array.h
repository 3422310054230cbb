/* Growing arrays: a pointer, a count and a capacity that the caller holds. */
#ifndef CCH_BASE_ARRAY_H
#define CCH_BASE_ARRAY_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Makes room for `needed` items of `item` bytes in the array whose pointer
 * `data` points to (&items) and which has room for *capacity of them; the room
 * at least doubles, so that adding one by one costs constant time. Returns 0,
 * or -1 when there is no memory (then nothing has changed). */
static inline int cch_array_reserve(void *data, size_t *capacity, size_t needed, size_t item) {
    if (needed <= *capacity)
        return 0;
    size_t room = *capacity < 16 ? 16 : *capacity;
    while (room < needed) {
        if (room > SIZE_MAX / 2)
            return -1;
        room *= 2;
    }
    if (room > SIZE_MAX / item)
        return -1;
    void *old;
    memcpy(&old, data, sizeof old);
    void *grown = realloc(old, room * item);
    if (!grown)
        return -1;
    memcpy(data, &grown, sizeof grown);
    *capacity = room;
    return 0;
}

#endif
