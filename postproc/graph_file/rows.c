#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/array.h"
#include "graph_file/graph.h"
#include "graph_file/tables.h"

static uint32_t key_hash(const uint32_t *cells, size_t keys) {
    return (uint32_t)XXH3_64bits(cells, keys * sizeof *cells);
}

int cch_rows_reserve(struct cch_rows *rows, size_t width, size_t count) {
    int fresh = !rows->cells;
    if (cch_array_reserve(&rows->cells, &rows->capacity, count + 1, width * sizeof *rows->cells))
        return -1;
    if (fresh)
        memset(rows->cells, 0, width * sizeof *rows->cells);
    return 0;
}

uint32_t *cch_rows_append(struct cch_rows *rows, size_t width) {
    if (rows->count >= CCH_ROWS_MAX || cch_rows_reserve(rows, width, (size_t)rows->count + 1))
        return NULL;
    uint32_t *cells = cch_rows_at(rows, width, ++rows->count);
    memset(cells, 0, width * sizeof *cells);
    return cells;
}

void cch_rows_forget(struct cch_rows *rows) {
    cch_index_release(&rows->index);
    rows->indexed = 0;
}

static uint32_t look_up(const struct cch_rows *rows, const struct cch_schema *schema, uint32_t hash,
                        const uint32_t *key) {
    size_t size = schema->keys * sizeof *key;
    for (struct cch_slot *slot = cch_index_first(&rows->index, hash); slot->number;
         slot = cch_index_next(&rows->index, slot)) {
        if (slot->hash == hash && !memcmp(cch_rows_at(rows, schema->width, slot->number), key, size))
            return slot->number;
    }
    return 0;
}

int cch_rows_index(struct cch_rows *rows, const struct cch_schema *schema) {
    cch_rows_forget(rows);
    if (cch_index_reserve(&rows->index, (size_t)rows->count + 1))
        return -1;
    for (uint32_t row = 1; row <= rows->count; row++) {
        const uint32_t *cells = cch_rows_at(rows, schema->width, row);
        uint32_t hash = key_hash(cells, schema->keys);
        if (look_up(rows, schema, hash, cells))
            return 1;
        cch_index_add(&rows->index, hash, row);
    }
    rows->indexed = 1;
    return 0;
}

static uint32_t join_function(cch_graph *graph, const uint32_t *cells) {
    uint32_t row = cells[CCH_FUNCTION_IDENTITY];
    if (row == 0 || row > graph->tables[CCH_FUNCTION].count)
        return 0;
    cch_graph_combine(graph, CCH_FUNCTION, cch_rows_at(&graph->tables[CCH_FUNCTION], CCH_FUNCTION_WIDTH, row), cells);
    return row;
}

/* The index must be there. */
static uint32_t join_hashed(cch_graph *graph, enum cch_table table, uint32_t hash, const uint32_t *cells) {
    const struct cch_schema *schema = cch_schema(table);
    struct cch_rows *rows = &graph->tables[table];
    uint32_t row = look_up(rows, schema, hash, cells);
    if (row) {
        if (schema->keys < schema->width)
            cch_graph_combine(graph, table, cch_rows_at(rows, schema->width, row), cells);
        return row;
    }
    uint32_t *place = NULL;
    if (!cch_index_reserve(&rows->index, (size_t)rows->count + 1))
        place = cch_rows_append(rows, schema->width);
    if (!place) {
        cch_graph_out_of_memory(graph);
        return 0;
    }
    memcpy(place, cells, schema->width * sizeof *cells);
    cch_index_add(&rows->index, hash, rows->count);
    return rows->count;
}

static int make_ready(cch_graph *graph, enum cch_table table) {
    struct cch_rows *rows = &graph->tables[table];
    if (!graph->status && !rows->indexed && cch_rows_index(rows, cch_schema(table)))
        cch_graph_out_of_memory(graph);
    return graph->status;
}

uint32_t cch_graph_join_row(cch_graph *graph, enum cch_table table, const uint32_t *cells) {
    if (graph->status)
        return 0;
    if (table == CCH_FUNCTION)
        return join_function(graph, cells);
    if (make_ready(graph, table))
        return 0;
    return join_hashed(graph, table, key_hash(cells, cch_schema(table)->keys), cells);
}

void cch_graph_join_rows(cch_graph *graph, enum cch_table table, const uint32_t *cells, uint32_t count,
                         uint32_t *joined) {
    const struct cch_schema *schema = cch_schema(table);
    struct cch_rows *rows = &graph->tables[table];
    uint32_t hashes[CCH_BATCH];
    for (uint32_t i = 0; table == CCH_FUNCTION && i < count; i++)
        __builtin_prefetch(cch_rows_at(rows, schema->width, cells[i * CCH_FUNCTION_WIDTH]));
    if (table == CCH_FUNCTION || make_ready(graph, table)) {
        for (uint32_t i = 0; i < count; i++)
            joined[i] = cch_graph_join_row(graph, table, cells + i * schema->width);
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        hashes[i] = key_hash(cells + i * schema->width, schema->keys);
        __builtin_prefetch(cch_index_first(&rows->index, hashes[i]));
    }
    for (uint32_t i = 0; i < count; i++)
        __builtin_prefetch(cch_rows_at(rows, schema->width, cch_index_guess(&rows->index, hashes[i])));
    for (uint32_t i = 0; i < count; i++)
        joined[i] = graph->status ? 0 : join_hashed(graph, table, hashes[i], cells + i * schema->width);
}
