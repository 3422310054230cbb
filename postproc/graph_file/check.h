/* Checks the cells of a graph that was just read; private to graph_file/. */
#ifndef CCH_GRAPH_FILE_CHECK_H
#define CCH_GRAPH_FILE_CHECK_H

#include "graph_file/graph.h"
#include "graph_file/older.h"

/* CCH_OK when every cell, of `older` too, refers to something that is there,
 * entities refer to earlier entities, sets ascend, and keys are unique; else
 * CCH_ERROR_FORMAT, or CCH_ERROR_VERSION for a number that has no meaning yet,
 * with the reason in *problem (static storage), or CCH_ERROR_MEMORY. */
int cch_graph_check(cch_graph *graph, struct cch_older *older, const char **problem);

#endif
