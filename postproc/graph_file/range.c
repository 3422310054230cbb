#include "graph_file/range.h"

#include <stdlib.h>
#include <string.h>

#include "base/search.h"
#include "base/sort.h"
#include "graph_file/graph.h"
#include "graph_file/tables.h"

/* A table has an index only while its rows are not in order (check.c), or since
 * some were added (rows.c). */
int cch_graph_is_ordered(const cch_graph *graph) {
    for (int table = 0; table < CCH_TABLE_COUNT; table++)
        if (graph->tables[table].indexed && table != CCH_ENTITY && table != CCH_FUNCTION)
            return 0;
    return 1;
}

int cch_graph_order(cch_graph *graph, enum cch_table table) {
    struct cch_rows *rows = &graph->tables[table];
    const struct cch_schema *schema = cch_schema(table);
    uint8_t columns[CCH_WIDTH_MAX];
    size_t width = schema->width, size = width * sizeof *rows->cells;
    if (!rows->indexed || !rows->count)
        return 0;
    uint32_t *order = malloc(rows->count * sizeof *order), *sorted = malloc(rows->count * size);
    for (uint8_t i = 0; i < schema->keys; i++)
        columns[i] = i;
    for (uint32_t i = 0; i < rows->count && order; i++)
        order[i] = i + 1;
    int status = order && sorted ? cch_sort_rows(order, rows->count, rows->cells, width, columns, schema->keys) : -1;
    for (uint32_t i = 0; i < rows->count && !status; i++)
        memcpy(sorted + i * width, cch_rows_at(rows, width, order[i]), size);
    if (!status) {
        memcpy(cch_rows_at(rows, width, 1), sorted, rows->count * size);
        cch_rows_forget(rows);
    }
    free(order);
    free(sorted);
    return status;
}

static int compare(const uint32_t *cells, size_t columns, const uint32_t *key) {
    for (size_t i = 0; i < columns; i++)
        if (cells[i] != key[i])
            return cells[i] < key[i] ? -1 : 1;
    return 0;
}

struct cch_range cch_graph_range(const cch_graph *graph, enum cch_table table, size_t columns, const uint32_t *key) {
    const struct cch_rows *rows = &graph->tables[table];
    size_t width = cch_schema(table)->width, behind = (size_t)rows->count + 1;
    struct cch_range range;
    CCH_SEARCH(range.first, 1, behind, compare(cch_rows_at(rows, width, range.first), columns, key) < 0);
    CCH_SEARCH(range.end, range.first, behind, compare(cch_rows_at(rows, width, range.end), columns, key) == 0);
    return range;
}

int cch_order_make(cch_order *order, const cch_graph *graph, enum cch_table table, const uint8_t *columns,
                   size_t column_count) {
    const struct cch_rows *rows = &graph->tables[table];
    *order = (cch_order){graph, table, {0}, malloc(((size_t)rows->count + 1) * sizeof *order->rows), rows->count};
    if (!order->rows)
        return -1;
    memcpy(order->columns, columns, column_count);
    for (uint32_t i = 0; i < rows->count; i++)
        order->rows[i] = i + 1;
    return cch_sort_rows(order->rows, rows->count, rows->cells, cch_schema(table)->width, columns, column_count);
}

void cch_order_release(cch_order *order) {
    free(order->rows);
    *order = (cch_order){0};
}

static int compare_at(const cch_order *order, size_t at, size_t columns, const uint32_t *key) {
    const uint32_t *cells = cch_graph_row(order->graph, order->table, order->rows[at]);
    for (size_t i = 0; i < columns; i++)
        if (cells[order->columns[i]] != key[i])
            return cells[order->columns[i]] < key[i] ? -1 : 1;
    return 0;
}

struct cch_range cch_order_range(const cch_order *order, size_t columns, const uint32_t *key) {
    struct cch_range range;
    CCH_SEARCH(range.first, 0, order->count, compare_at(order, range.first, columns, key) < 0);
    CCH_SEARCH(range.end, range.first, order->count, compare_at(order, range.end, columns, key) == 0);
    return range;
}
