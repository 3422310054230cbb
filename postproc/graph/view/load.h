/* Making programs (program.h) of graph files. */
#ifndef CCH_GRAPH_LOAD_H
#define CCH_GRAPH_LOAD_H

#include "graph/view/program.h"

/* Loads graph files (and, of folders, every .ccg file below them), merged
 * in memory. Errors as for cch_graph_read, and CCH_ERROR_FORMAT when one of the
 * limits above is passed. */
int cch_program_load(cch_program **program, const char *const *paths, size_t count, cch_error *error);

/* The same of a graph, which then belongs to the program (freed on an error,
 * too). `name` stands for it in messages. */
int cch_program_make(cch_program **program, cch_graph *graph, const char *name, cch_error *error);

#endif
