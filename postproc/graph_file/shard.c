/* cch_graph_merge_shard: which rows are of a shard. */
#include <stdlib.h>

#include "base/hash.h"
#include "graph_file/graph.h"
#include "graph_file/tables.h"

struct sharding {
    const cch_graph *graph;
    uint32_t shard, count;
    struct cch_marks marks;
};

static const uint32_t *cells_of(const struct sharding *sharding, enum cch_table table, uint32_t row) {
    return cch_rows_at(&sharding->graph->tables[table], cch_schema(table)->width, row);
}

/* Who owns a row -------------------------------------------------------------------- */

static uint32_t hash_of(const cch_pool *pool, uint32_t number) {
    return cch_hash_bytes(cch_pool_text(pool, number), cch_pool_length(pool, number));
}

/* Depends on the row's contents alone, so that it is the same in every file that has the row. The first
 * function that the key names owns it, be it by a value or a launch; else the key's texts and numbers. */
static uint32_t hash_row(const struct sharding *sharding, enum cch_table table, uint32_t row) {
    const struct cch_schema *schema = cch_schema(table);
    const uint32_t *cells = cells_of(sharding, table, row);
    uint32_t hash = 0;
    if (table == CCH_FUNCTION)
        return hash_of(&sharding->graph->identities, row);
    for (unsigned i = 0; i < schema->keys; i++) {
        const struct cch_column *column = &schema->columns[i];
        if (column->domain != CCH_REFERENCE || column->is_list || !cells[i])
            continue;
        if (column->table == CCH_FUNCTION)
            return hash_of(&sharding->graph->identities, cells[i]);
        if (column->table == CCH_VALUE || column->table == CCH_LAUNCH)
            return hash_row(sharding, (enum cch_table)column->table, cells[i]);
    }
    for (unsigned i = 0; i < schema->keys; i++)
        if (!schema->columns[i].is_list && schema->columns[i].domain == CCH_STRING)
            hash = cch_hash_number((uint64_t)hash << 32 | hash_of(&sharding->graph->strings, cells[i]));
        else if (!schema->columns[i].is_list && schema->columns[i].domain == CCH_NUMBER)
            hash = cch_hash_number((uint64_t)hash << 32 | cells[i]);
    return hash;
}

/* Small, and wanted by whoever looks at one shard. */
static bool is_in_all(enum cch_table table) {
    return table == CCH_PASS || table == CCH_EXPECTED || table == CCH_PROBLEM || table == CCH_COVERAGE ||
           table == CCH_DIAGNOSTIC || table == CCH_REPAIR;
}

static bool is_own(const struct sharding *sharding, enum cch_table table, uint32_t row) {
    return is_in_all(table) || (uint64_t)hash_row(sharding, table, row) * sharding->count >> 32 == sharding->shard;
}

/* What rows refer to ------------------------------------------------------------------ */

static void mark(struct sharding *sharding, enum cch_table table, uint32_t row) {
    uint8_t *marks = sharding->marks.rows[table];
    if (row && !marks[row])
        marks[row] = table == CCH_FUNCTION ? CCH_MARK_NAMED : CCH_MARK_WHOLE;
}

static void mark_cell(struct sharding *sharding, const struct cch_column *column, uint32_t cell) {
    if (column->domain == CCH_STRING)
        sharding->marks.strings[cell] = 1;
    else if (column->domain == CCH_REFERENCE)
        mark(sharding, (enum cch_table)column->table, cell);
}

static void mark_row(struct sharding *sharding, enum cch_table table, uint32_t row) {
    const struct cch_schema *schema = cch_schema(table);
    const uint32_t *cells = cells_of(sharding, table, row);
    for (unsigned i = 0; i < schema->width; i++) {
        const struct cch_column *column = &schema->columns[i];
        size_t count = column->is_list ? cch_lists_length(&sharding->graph->lists, cells[i]) : 0;
        const uint32_t *items = column->is_list ? cch_lists_cells(&sharding->graph->lists, cells[i]) : NULL;
        if (!column->is_list)
            mark_cell(sharding, column, cells[i]);
        for (size_t j = 0; j < count; j++)
            mark_cell(sharding, column, items[j]);
    }
}

/* Tables whose rows others refer to come before these, but for values and launches, which rows of
 * tables behind them name, and entities, which name earlier entities: from the last row to the first. */
static void mark_all(struct sharding *sharding) {
    for (int table = CCH_TABLE_COUNT - 1; table >= 0; table--)
        for (uint32_t row = sharding->graph->tables[table].count; row; row--) {
            uint8_t *marks = &sharding->marks.rows[table][row];
            if (is_own(sharding, (enum cch_table)table, row))
                *marks = CCH_MARK_WHOLE;
            if (*marks == CCH_MARK_WHOLE)
                mark_row(sharding, (enum cch_table)table, row);
        }
}

static int make_marks(struct sharding *sharding) {
    int failed = !(sharding->marks.strings = calloc((size_t)sharding->graph->strings.count + 1, 1));
    for (int table = 0; table < CCH_TABLE_COUNT; table++)
        failed |= !(sharding->marks.rows[table] = calloc((size_t)sharding->graph->tables[table].count + 1, 1));
    return failed;
}

int cch_graph_merge_shard(cch_graph *into, const cch_graph *from, uint32_t shard, uint32_t count) {
    struct sharding sharding = {.graph = from, .shard = shard, .count = count};
    if (into->status)
        return into->status;
    if (make_marks(&sharding)) {
        cch_graph_out_of_memory(into);
    } else {
        mark_all(&sharding);
        cch_graph_merge_marked(into, from, &sharding.marks);
    }
    for (int table = 0; table < CCH_TABLE_COUNT; table++)
        free(sharding.marks.rows[table]);
    free(sharding.marks.strings);
    return into->status;
}
