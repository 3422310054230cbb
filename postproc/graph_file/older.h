/* Files of earlier versions: their tables that are no longer so, and what
 * becomes of the rows. Private to graph_file/.
 *
 * A table that only got columns at its end needs nothing here: the reader fills
 * them with cch_column.absent. */
#ifndef CCH_GRAPH_FILE_OLDER_H
#define CCH_GRAPH_FILE_OLDER_H

#include <stdbool.h>

#include "graph_file/tables.h"

enum { CCH_OLDER_TABLES = 5 };

struct cch_older {
    struct cch_rows tables[CCH_OLDER_TABLES]; /* as cch_older_schema describes them */
};

/* The table with this number, 0 … CCH_OLDER_TABLES - 1, of a file of version 1. */
const struct cch_schema *cch_older_schema(int table);

/* Has version 1 a table of its own with this tag? */
bool cch_older_has(const char *tag);

/* Adds to `graph`, whose other tables have been read and checked, what these
 * rows, checked too, say. What cannot be told soundly becomes unknown, with the
 * reason; a row of CCH_PROBLEM tells of it. Failures: cch_graph_status. */
void cch_older_add(cch_graph *graph, const struct cch_older *older);

void cch_older_release(struct cch_older *older);

#endif
