/* Carrying rows from one numbering to another: what merging and putting in
 * canonical order have in common. Private to graph_file/. */
#ifndef CCH_GRAPH_FILE_RENUMBER_H
#define CCH_GRAPH_FILE_RENUMBER_H

#include <stdint.h>

#include "graph_file/graph.h"
#include "graph_file/lists.h"

/* Item domains of lists: numbers, strings, rows of each table. */
enum { CCH_ITEM_NUMBER, CCH_ITEM_STRING, CCH_ITEM_ROW, CCH_ITEM_COUNT = CCH_ITEM_ROW + CCH_TABLE_COUNT };

static inline int cch_item_domain(const struct cch_column *column) {
    return column->domain == CCH_NUMBER   ? CCH_ITEM_NUMBER
           : column->domain == CCH_STRING ? CCH_ITEM_STRING
                                          : CCH_ITEM_ROW + column->table;
}

/* One list number means different things in different columns, so each item
 * domain, in order or as a set, has a map of its own, made when it is first
 * needed; a list is carried over when it is first met. */
struct cch_renumber {
    const struct cch_lists *from;
    struct cch_lists *into;
    uint32_t *strings;               /* indexed by old numbers */
    uint32_t *rows[CCH_TABLE_COUNT]; /* of the tables that cells refer to, else NULL */
    uint32_t *lists[2][CCH_ITEM_COUNT];
    uint32_t *items; /* scratch */
    size_t items_capacity;
};

/* Makes the maps of strings and of the tables that cells refer to, all 0; on a
 * failure (-1) there is nothing to release. */
int cch_renumber_start(struct cch_renumber *renumber, const cch_graph *from, struct cch_lists *into);
void cch_renumber_release(struct cch_renumber *renumber);

/* The row `in` of `table` in the new numbers; what it refers to must have been
 * mapped. 0, or -1 without memory. */
int cch_renumber_row(struct cch_renumber *renumber, enum cch_table table, const uint32_t *in, uint32_t *out);

#endif
