/* What a graph is made of; private to graph_file/. */
#ifndef CCH_GRAPH_FILE_TABLES_H
#define CCH_GRAPH_FILE_TABLES_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/index.h"
#include "base/pool.h"
#include "graph_file/lists.h"
#include "graph_file/schema.h"

#define CCH_ROWS_MAX (UINT32_MAX - 1)

/* A table: `count` rows of `width` cells, row 0 all zero. */
struct cch_rows {
    uint32_t *cells;
    size_t capacity; /* rows, row 0 included */
    uint32_t count;
    int indexed; /* the index holds every row, by its key */
    cch_index index;
};

typedef struct cch_graph cch_graph;
struct cch_graph { /* graph.h */
    int status;
    cch_pool strings;
    cch_pool identities; /* identity n is that of CCH_FUNCTION's row n */
    struct cch_lists lists;
    size_t lists_kept; /* cells of lists after the last compaction */
    struct cch_rows tables[CCH_TABLE_COUNT];
};

static inline uint32_t *cch_rows_at(const struct cch_rows *rows, size_t width, uint32_t row) {
    return rows->cells + (size_t)row * width;
}

/* Room for `count` rows in all; 0, or -1 without memory. */
int cch_rows_reserve(struct cch_rows *rows, size_t width, size_t count);

/* A new last row, all zero, not in the index; NULL without memory. */
uint32_t *cch_rows_append(struct cch_rows *rows, size_t width);

/* Makes the index hold every row. 0; -1 without memory; 1 when two rows have
 * equal keys. */
int cch_rows_index(struct cch_rows *rows, const struct cch_schema *schema);

/* Forgets an index that no longer holds. */
void cch_rows_forget(struct cch_rows *rows);

/* Adds `cells`, or joins them with the row that has their key: what
 * cch_graph_insert does once sets are in order. Returns the row, 0 after a
 * failure (status is then set). */
uint32_t cch_graph_join_row(cch_graph *graph, enum cch_table table, const uint32_t *cells);

/* The same for up to CCH_BATCH rows, one behind the other; looking them up
 * side by side hides most of the waiting for memory. joined[i] is row i's
 * number. */
enum { CCH_BATCH = 32 };
void cch_graph_join_rows(cch_graph *graph, enum cch_table table, const uint32_t *cells, uint32_t count,
                         uint32_t *joined);

/* Joins `from` into the row `into` of the same key (join.c). */
void cch_graph_combine(cch_graph *graph, enum cch_table table, uint32_t *into, const uint32_t *from);

/* Rows of a graph. Of a function that is only named, the identity alone is meant. */
enum { CCH_MARK_NONE, CCH_MARK_NAMED, CCH_MARK_WHOLE };
struct cch_marks {
    uint8_t *rows[CCH_TABLE_COUNT]; /* by row */
    uint8_t *strings;               /* by string, 1: a whole row has it */
};

/* cch_graph_merge, of the rows that are marked; NULL: of all. What whole rows refer to must be marked. */
int cch_graph_merge_marked(cch_graph *into, const cch_graph *from, const struct cch_marks *marks);

/* What must hold of any row of CCH_FUNCTION: no declaration beside a
 * definition, and nothing said of a source that there is not. */
static inline void cch_function_normalize(uint32_t *cells) {
    if (cells[CCH_FUNCTION_DEFINITION] || cells[CCH_FUNCTION_DEVICE_DEFINITION])
        cells[CCH_FUNCTION_DECLARATION] = 0;
    if (!cells[CCH_FUNCTION_SOURCE])
        cells[CCH_FUNCTION_FLAGS] &= ~(uint32_t)CCH_FLAG_OF_SOURCE;
}

static inline void cch_graph_out_of_memory(cch_graph *graph) { graph->status = CCH_ERROR_MEMORY; }

#endif
