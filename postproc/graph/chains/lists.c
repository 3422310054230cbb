#include "graph/chains/lists.h"

#include <string.h>

#include "base/array.h"
#include "base/error.h"

int cch_chains_append(cch_chains *chains, const uint32_t *vertices, size_t length) {
    size_t used = chains->count ? chains->first[chains->count] : 0;
    if (cch_array_reserve(&chains->first, &chains->first_capacity, chains->count + 2, sizeof(size_t)) ||
        cch_array_reserve(&chains->functions, &chains->capacity, used + length, sizeof *vertices))
        return CCH_ERROR_MEMORY;
    chains->first[0] = 0;
    memcpy(chains->functions + used, vertices, length * sizeof *vertices);
    chains->first[++chains->count] = used + length;
    return CCH_OK;
}
