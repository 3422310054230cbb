#include "graph/merge/follow.h"

#include "base/error.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

int cch_follow(const uint32_t *next, uint32_t *end, uint32_t count) {
    uint32_t *path = malloc(((size_t)count + 1) * sizeof *path);
    unsigned char *open = calloc((size_t)count + 1, 1);
    if (!path || !open) {
        free(path);
        free(open);
        return CCH_ERROR_MEMORY;
    }
    memset(end, 0, ((size_t)count + 1) * sizeof *end);
    for (uint32_t start = 1; start <= count; start++) {
        size_t length = 0;
        uint32_t at = start;
        while (!end[at] && !open[at]) {
            open[at] = 1;
            path[length++] = at;
            if (!next[at] || next[at] == at)
                end[at] = at;
            else
                at = next[at];
        }
        uint32_t last = end[at];
        if (!last) { /* a circle, from `at` to the path's end */
            last = at;
            for (size_t i = length; i-- > 0 && path[i] != at;)
                last = path[i] < last ? path[i] : last;
        }
        while (length)
            end[path[--length]] = last;
    }
    free(path);
    free(open);
    return CCH_OK;
}
