/* The graph files of a folder, found by the unit and the pass that each is of;
 * inside `missing` only. */
#ifndef CCH_BUILD_UNIT_GRAPHS_H
#define CCH_BUILD_UNIT_GRAPHS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/interner.h"
#include "build/commands/word_list.h"

struct unit_graph {
    const char *unit, *kind;
    bool incomplete;
    const char *first_error;  /* "" for none */
    int64_t time;             /* of the file, in nanoseconds */
    const char *const *files; /* in which it has places, as the graph names them */
    size_t file_count;
};

struct unit_graphs {
    struct unit_graph *items; /* by unit */
    size_t count, capacity;
    cch_interner *interner;
};

/* Reads every graph file of one pass in and below the folder `out`; merged
 * graphs are left aside. One that can't be read becomes a line in `notes`. */
int cch_unit_graphs_read(struct unit_graphs *graphs, const char *out, cch_word_list *notes, cch_error *error);
void cch_unit_graphs_release(struct unit_graphs *graphs);

/* The graphs of a unit: the first one, and how many follow it. NULL: none. */
const struct unit_graph *cch_unit_graphs_find(const struct unit_graphs *graphs, const char *unit, size_t *count);

#endif
