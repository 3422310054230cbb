/* What a person must know about a merged graph. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "graph/merge/merge.h"

int cch_add_expected_units(cch_graph *graph, const char *const *units, size_t count) {
    for (size_t i = 0; i < count; i++) {
        uint32_t cells[CCH_EXPECTED_WIDTH] = {cch_graph_string(graph, units[i], strlen(units[i]))};
        cch_graph_insert(graph, CCH_EXPECTED, cells);
    }
    return cch_graph_status(graph);
}

void cch_numbers_release(struct cch_numbers *numbers) {
    free(numbers->items);
    *numbers = (struct cch_numbers){0};
}

static int compare(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

typedef int test(const cch_graph *graph, const uint32_t *cells);

/* Cell `column` of the rows for which `wanted` holds (-1: the row's own
 * number), ascending, each once. */
static int collect(const cch_graph *graph, enum cch_table table, int column, test *wanted,
                   struct cch_numbers *numbers) {
    uint32_t rows = cch_graph_count(graph, table);
    *numbers = (struct cch_numbers){malloc(((size_t)rows + 1) * sizeof *numbers->items), 0};
    if (!numbers->items)
        return CCH_ERROR_MEMORY;
    for (uint32_t row = 1; row <= rows; row++) {
        const uint32_t *cells = cch_graph_row(graph, table, row);
        if (!wanted || wanted(graph, cells))
            numbers->items[numbers->count++] = column < 0 ? row : cells[column];
    }
    qsort(numbers->items, numbers->count, sizeof *numbers->items, compare);
    size_t kept = 0;
    for (size_t i = 0; i < numbers->count; i++) {
        if (!kept || numbers->items[i] != numbers->items[kept - 1])
            numbers->items[kept++] = numbers->items[i];
    }
    numbers->count = kept;
    return CCH_OK;
}

int cch_missing_units(const cch_graph *graph, struct cch_numbers *units) {
    struct cch_numbers seen = {0};
    int code = collect(graph, CCH_EXPECTED, CCH_EXPECTED_UNIT, NULL, units);
    if (!code)
        code = collect(graph, CCH_PASS, CCH_PASS_UNIT, NULL, &seen);
    size_t kept = 0;
    for (size_t i = 0, j = 0; !code && i < units->count; i++) {
        while (j < seen.count && seen.items[j] < units->items[i])
            j++;
        if (j == seen.count || seen.items[j] != units->items[i])
            units->items[kept++] = units->items[i];
    }
    units->count = kept;
    cch_numbers_release(&seen);
    return code;
}

static int is_incomplete(const cch_graph *graph, const uint32_t *cells) {
    (void)graph;
    return (cells[CCH_PASS_FLAGS] & CCH_PASS_INCOMPLETE) || cells[CCH_PASS_ERRORS];
}

static int disagrees(const cch_graph *graph, const uint32_t *cells) {
    size_t count;
    cch_graph_items(graph, cells[CCH_PASS_CONTENTS], &count);
    return count > 1;
}

int cch_incomplete_passes(const cch_graph *graph, struct cch_numbers *passes) {
    return collect(graph, CCH_PASS, -1, is_incomplete, passes);
}

int cch_disagreeing_passes(const cch_graph *graph, struct cch_numbers *passes) {
    return collect(graph, CCH_PASS, -1, disagrees, passes);
}

int cch_conflicting_functions(const cch_graph *graph, struct cch_numbers *functions) {
    return collect(graph, CCH_CONFLICT, CCH_CONFLICT_FUNCTION, NULL, functions);
}
