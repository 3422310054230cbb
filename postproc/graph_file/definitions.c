/* Which functions, as they are written, a graph holds. */
#include "graph_file/format.h"
#include "graph_file/graph.h"

#include <stdlib.h>

static int compare(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

size_t cch_numbers_unique(uint32_t *numbers, size_t count) {
    size_t kept = 0;
    if (count)
        qsort(numbers, count, sizeof *numbers, compare);
    for (size_t i = 0; i < count; i++)
        if (!kept || numbers[i] != numbers[kept - 1])
            numbers[kept++] = numbers[i];
    return kept;
}

uint32_t *cch_graph_definitions(const cch_graph *graph, size_t *count) {
    uint32_t functions = cch_graph_count(graph, CCH_FUNCTION);
    uint32_t *sites = malloc((2 * (size_t)functions + 1) * sizeof *sites);
    size_t found = 0;
    for (uint32_t row = 1; sites && row <= functions; row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_FUNCTION, row);
        if (cells[CCH_FUNCTION_FLAGS] & (CCH_FLAG_SYSTEM | CCH_FLAG_IMPLICIT | CCH_FLAG_SYNTHETIC))
            continue;
        for (int column = CCH_FUNCTION_DEFINITION; column <= CCH_FUNCTION_DEVICE_DEFINITION; column++)
            if (cells[column])
                sites[found++] = cells[column];
    }
    if (sites)
        *count = cch_numbers_unique(sites, found);
    return sites;
}
