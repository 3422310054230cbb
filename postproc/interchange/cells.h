/* The graph's cells for readers outside: what numbers mean, and names of functions
 * that are not kept. */
#ifndef CCH_INTERCHANGE_CELLS_H
#define CCH_INTERCHANGE_CELLS_H

#include "graph/view/name.h"
#include "graph/view/view.h"

/* What a number of this column stands for ("launch"); NULL: it is a number. */
const char *cch_cell_meaning(enum cch_table table, unsigned column, uint32_t number);

/* Is the column of truths, 0 or 1? */
bool cch_cell_is_truth(enum cch_table table, unsigned column);

/* Names, of which only the latest are kept, so that a whole program's are never in memory. */
typedef struct cch_labels {
    const cch_graph *graph;
    cch_names *names;
    unsigned used;
} cch_labels;

/* 0 or CCH_ERROR_MEMORY; to be released in any case. */
int cch_labels_make(cch_labels *labels, const cch_graph *graph);
void cch_labels_release(cch_labels *labels);

/* The names that were got before live until then. 0 or CCH_ERROR_MEMORY. */
int cch_labels_next(cch_labels *labels);
static inline const char *cch_labels_get(cch_labels *labels, enum cch_naming naming, uint32_t function) {
    return cch_names_function(labels->names, naming, function);
}

/* The end of a function's line of CCH_FUNCTION_SOURCE: the function as written. */
static inline uint32_t cch_written(const cch_view *view, uint32_t function) { return view->program->source[function]; }

#endif
