/* cch_graph_merge: joining one graph into another. */
#include <stdlib.h>
#include <string.h>

#include "graph_file/renumber.h"
#include "graph_file/graph.h"
#include "graph_file/tables.h"

/* The strings of `from`, or those of the rows that are marked. */
static int add_strings(cch_pool *pool, const cch_pool *from, const uint8_t *marks, uint32_t *map) {
    int failed = marks ? 0 : cch_pool_add_all(pool, from, map);
    for (uint32_t n = 1; marks && n <= from->count && !failed; n++)
        if (marks[n]) {
            map[n] = cch_pool_add(pool, cch_pool_text(from, n), cch_pool_length(from, n));
            failed = map[n] == UINT32_MAX;
        }
    return failed;
}

static int merge_strings(cch_graph *into, const cch_graph *from, const struct cch_marks *marks, uint32_t *map) {
    if (add_strings(&into->strings, &from->strings, marks ? marks->strings : NULL, map))
        cch_graph_out_of_memory(into);
    return into->status;
}

static int merge_identities(cch_graph *into, const cch_graph *from, const struct cch_marks *marks, uint32_t *map) {
    struct cch_rows *rows = &into->tables[CCH_FUNCTION];
    int failed = add_strings(&into->identities, &from->identities, marks ? marks->rows[CCH_FUNCTION] : NULL, map);
    while (!failed && rows->count < into->identities.count) {
        uint32_t *cells = cch_rows_append(rows, CCH_FUNCTION_WIDTH);
        failed = !cells;
        if (cells)
            cells[CCH_FUNCTION_IDENTITY] = rows->count;
    }
    if (failed)
        cch_graph_out_of_memory(into);
    return into->status;
}

static int merge_marked_rows(cch_graph *into, const cch_graph *from, enum cch_table table, const uint8_t *marks,
                             struct cch_renumber *renumber) {
    const struct cch_schema *schema = cch_schema(table);
    const struct cch_rows *rows = &from->tables[table];
    uint32_t *map = table == CCH_FUNCTION ? NULL : renumber->rows[table];
    uint32_t cells[CCH_WIDTH_MAX], joined;
    for (uint32_t row = 1; row <= rows->count && !into->status; row++) {
        if (marks[row] != CCH_MARK_WHOLE)
            continue;
        if (cch_renumber_row(renumber, table, cch_rows_at(rows, schema->width, row), cells)) {
            cch_graph_out_of_memory(into);
            return into->status;
        }
        cch_graph_join_rows(into, table, cells, 1, &joined);
        if (map)
            map[row] = joined;
    }
    return into->status;
}

static int merge_table(cch_graph *into, const cch_graph *from, enum cch_table table, const struct cch_marks *marks,
                       struct cch_renumber *renumber) {
    if (marks)
        return merge_marked_rows(into, from, table, marks->rows[table], renumber);
    const struct cch_schema *schema = cch_schema(table);
    const struct cch_rows *rows = &from->tables[table];
    uint32_t *map = table == CCH_FUNCTION ? NULL : renumber->rows[table];
    /* An entity must be mapped before the next one that may refer to it. */
    size_t batch = table == CCH_ENTITY ? 1 : CCH_BATCH;
    uint32_t cells[CCH_BATCH * CCH_WIDTH_MAX], joined[CCH_BATCH];
    for (size_t start = 1; start <= rows->count && !into->status; start += batch) {
        uint32_t count = (uint32_t)(rows->count - start < batch ? rows->count - start + 1 : batch);
        for (uint32_t i = 0; i < count; i++) {
            if (cch_renumber_row(renumber, table, cch_rows_at(rows, schema->width, (uint32_t)start + i),
                                 cells + i * schema->width)) {
                cch_graph_out_of_memory(into);
                return into->status;
            }
        }
        cch_graph_join_rows(into, table, cells, count, joined);
        for (uint32_t i = 0; map && i < count; i++)
            map[start + i] = joined[i];
    }
    return into->status;
}

/* Marks in `used` every list that a cell refers to. */
static void mark_lists(const cch_graph *graph, uint32_t *used) {
    for (int table = 0; table < CCH_TABLE_COUNT; table++) {
        const struct cch_schema *schema = cch_schema(table);
        const struct cch_rows *rows = &graph->tables[table];
        for (size_t i = 0; i < schema->width; i++) {
            for (uint32_t row = 1; schema->columns[i].is_list && row <= rows->count; row++)
                used[cch_rows_at(rows, schema->width, row)[i]] = 1;
        }
    }
    used[0] = 0;
}

static void replace_lists(cch_graph *graph, const uint32_t *map) {
    for (int table = 0; table < CCH_TABLE_COUNT; table++) {
        const struct cch_schema *schema = cch_schema(table);
        struct cch_rows *rows = &graph->tables[table];
        for (size_t i = 0; i < schema->width; i++) {
            for (uint32_t row = 1; schema->columns[i].is_list && row <= rows->count; row++) {
                uint32_t *cell = cch_rows_at(rows, schema->width, row) + i;
                *cell = map[*cell];
            }
            if (schema->columns[i].is_list && i < schema->keys)
                cch_rows_forget(rows);
        }
    }
}

/* Joining sets leaves the old ones behind; a graph that many others are
 * joined into would otherwise keep every stage of every set. */
static int compact_lists(cch_graph *graph) {
    struct cch_lists kept = {0};
    int failed = 0;
    uint32_t *map = calloc((size_t)graph->lists.count + 1, sizeof *map);
    if (!map)
        return -1;
    mark_lists(graph, map);
    for (uint32_t n = 1; n <= graph->lists.count && !failed; n++) {
        if (!map[n])
            continue;
        map[n] = cch_lists_add(&kept, cch_lists_cells(&graph->lists, n), cch_lists_length(&graph->lists, n));
        failed = map[n] == UINT32_MAX;
    }
    if (failed) {
        cch_lists_release(&kept);
    } else {
        replace_lists(graph, map);
        cch_lists_release(&graph->lists);
        graph->lists = kept;
        graph->lists_kept = kept.used;
    }
    free(map);
    return failed ? -1 : 0;
}

int cch_graph_merge(cch_graph *into, const cch_graph *from) { return cch_graph_merge_marked(into, from, NULL); }

int cch_graph_merge_marked(cch_graph *into, const cch_graph *from, const struct cch_marks *marks) {
    struct cch_renumber renumber;
    if (into == from || into->status)
        return into->status;
    if (from->status || cch_renumber_start(&renumber, from, &into->lists)) {
        cch_graph_out_of_memory(into);
        return into->status;
    }
    if (!merge_strings(into, from, marks, renumber.strings) &&
        !merge_identities(into, from, marks, renumber.rows[CCH_FUNCTION])) {
        for (int table = 0; table < CCH_TABLE_COUNT; table++) {
            if (merge_table(into, from, table, marks, &renumber))
                break;
        }
    }
    cch_renumber_release(&renumber);
    if (!into->status && into->lists.used > 2 * into->lists_kept + (1u << 22) && compact_lists(into))
        cch_graph_out_of_memory(into);
    return into->status;
}
