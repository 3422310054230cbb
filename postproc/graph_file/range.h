/* Rows found by some of their cells.
 *
 * A canonical graph's rows ascend by their keys, so that those of one function, one
 * class or one launch lie side by side. A graph of a program (graph/view/program.h)
 * is always in this order.
 *
 *     struct cch_range range = cch_graph_range(graph, CCH_KERNEL, 1, &function);
 *     for (uint32_t row = range.first; row < range.end; row++)
 *         … cch_graph_row(graph, CCH_KERNEL, row) …
 *
 * Rows that are asked for by other columns are put in order once:
 *
 *     cch_order order;
 *     if (cch_order_make(&order, graph, CCH_OVERRIDE, (const uint8_t[]){CCH_OVERRIDE_OVERRIDDEN}, 1))
 *         return CCH_ERROR_MEMORY;
 *     struct cch_range range = cch_order_range(&order, 1, &method);
 *     for (uint32_t i = range.first; i < range.end; i++)
 *         … cch_graph_row(graph, CCH_OVERRIDE, order.rows[i]) …
 *     cch_order_release(&order);
 */
#ifndef CCH_GRAPH_FILE_RANGE_H
#define CCH_GRAPH_FILE_RANGE_H

#include <stddef.h>
#include <stdint.h>

#include "graph_file/graph.h"

struct cch_range {
    uint32_t first, end; /* first … end - 1; none where they are equal */
};

/* Do the rows of all tables ascend by their keys? Of CCH_ENTITY they never need
 * to, and of CCH_FUNCTION they always do. Costs nothing. */
int cch_graph_is_ordered(const cch_graph *graph);

/* Puts the rows of a table in order to which some were added; no cell may refer to the table. 0, or -1 without memory. */
int cch_graph_order(cch_graph *graph, enum cch_table table);

/* The rows of an ordered graph whose first `columns` cells, key columns, are
 * those of `key`. */
struct cch_range cch_graph_range(const cch_graph *graph, enum cch_table table, size_t columns, const uint32_t *key);

/* A table's rows by some of its columns, and by their numbers where these are
 * equal. The graph must outlive it, unchanged. */
typedef struct cch_order {
    const cch_graph *graph;
    enum cch_table table;
    uint8_t columns[CCH_WIDTH_MAX];
    uint32_t *rows;
    uint32_t count;
} cch_order;

/* 0, or -1 without memory; released by cch_order_release in any case. */
int cch_order_make(cch_order *order, const cch_graph *graph, enum cch_table table, const uint8_t *columns,
                   size_t column_count);
void cch_order_release(cch_order *order); /* zeros are fine */

/* Where in `rows` those are that have the cells of `key` in the first `columns`
 * of the order's columns. */
struct cch_range cch_order_range(const cch_order *order, size_t columns, const uint32_t *key);

#endif
