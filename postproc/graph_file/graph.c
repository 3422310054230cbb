#include "graph_file/graph.h"

#include <stdlib.h>
#include <string.h>

#include "graph_file/sets.h"
#include "graph_file/tables.h"

cch_graph *cch_graph_new(void) { return calloc(1, sizeof(cch_graph)); }

void cch_graph_free(cch_graph *graph) {
    if (!graph)
        return;
    cch_pool_release(&graph->strings);
    cch_pool_release(&graph->identities);
    cch_lists_release(&graph->lists);
    for (int table = 0; table < CCH_TABLE_COUNT; table++) {
        cch_rows_forget(&graph->tables[table]);
        free(graph->tables[table].cells);
    }
    free(graph);
}

int cch_graph_status(const cch_graph *graph) { return graph->status; }

uint32_t cch_graph_string(cch_graph *graph, const char *text, size_t length) {
    if (graph->status)
        return 0;
    uint32_t number = cch_pool_add(&graph->strings, text, length);
    if (number != UINT32_MAX)
        return number;
    cch_graph_out_of_memory(graph);
    return 0;
}

uint32_t cch_graph_function(cch_graph *graph, const char *identity, size_t length) {
    if (graph->status)
        return 0;
    struct cch_rows *rows = &graph->tables[CCH_FUNCTION];
    uint32_t number = cch_pool_add(&graph->identities, identity, length);
    if (number == UINT32_MAX) {
        cch_graph_out_of_memory(graph);
        return 0;
    }
    if (number > rows->count) {
        uint32_t *cells = cch_rows_append(rows, CCH_FUNCTION_WIDTH);
        if (!cells) {
            cch_graph_out_of_memory(graph);
            return 0;
        }
        cells[CCH_FUNCTION_IDENTITY] = number;
    }
    return number;
}

uint32_t cch_graph_list(cch_graph *graph, const uint32_t *cells, size_t count) {
    if (graph->status)
        return 0;
    uint32_t number = cch_lists_add(&graph->lists, cells, count);
    if (number != UINT32_MAX)
        return number;
    cch_graph_out_of_memory(graph);
    return 0;
}

/* The list with the same items in ascending order, each once. */
static uint32_t as_set(cch_graph *graph, uint32_t list) {
    size_t count;
    const uint32_t *cells = cch_graph_items(graph, list, &count);
    if (cch_set_is_sorted(cells, count))
        return list;
    uint32_t *copy = malloc(count * sizeof *copy);
    if (!copy) {
        cch_graph_out_of_memory(graph);
        return 0;
    }
    memcpy(copy, cells, count * sizeof *copy);
    uint32_t sorted = cch_graph_list(graph, copy, cch_set_sort(copy, count));
    free(copy);
    return sorted;
}

uint32_t cch_graph_insert(cch_graph *graph, enum cch_table table, const uint32_t *cells) {
    const struct cch_schema *schema = cch_schema(table);
    uint32_t row[CCH_WIDTH_MAX];
    if (graph->status || !schema)
        return 0;
    for (size_t i = 0; i < schema->width; i++) {
        if (schema->columns[i].required && !cells[i])
            return 0;
        row[i] = schema->columns[i].role == CCH_UNION ? as_set(graph, cells[i]) : cells[i];
    }
    if (table == CCH_FUNCTION)
        cch_function_normalize(row);
    return cch_graph_join_row(graph, table, row);
}

uint32_t cch_graph_count(const cch_graph *graph, enum cch_table table) {
    return (unsigned)table < CCH_TABLE_COUNT ? graph->tables[table].count : 0;
}

const uint32_t *cch_graph_row(const cch_graph *graph, enum cch_table table, uint32_t row) {
    if (row == 0 || row > cch_graph_count(graph, table))
        return NULL;
    return cch_rows_at(&graph->tables[table], cch_schema(table)->width, row);
}

static const char *pool_text(const cch_pool *pool, uint32_t number, size_t *length) {
    if (number > pool->count)
        number = 0;
    if (length)
        *length = cch_pool_length(pool, number);
    return cch_pool_text(pool, number);
}

const char *cch_graph_text(const cch_graph *graph, uint32_t string, size_t *length) {
    return pool_text(&graph->strings, string, length);
}

const char *cch_graph_identity(const cch_graph *graph, uint32_t function, size_t *length) {
    return pool_text(&graph->identities, function, length);
}

uint32_t cch_graph_find_function(const cch_graph *graph, const char *identity, size_t length) {
    return cch_pool_find(&graph->identities, identity, length);
}

const uint32_t *cch_graph_items(const cch_graph *graph, uint32_t list, size_t *count) {
    if (list > graph->lists.count)
        list = 0;
    *count = cch_lists_length(&graph->lists, list);
    return cch_lists_cells(&graph->lists, list);
}
