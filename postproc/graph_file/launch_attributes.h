/* A launch's attributes as CCH_LAUNCH_ATTRIBUTES has them, for reading. */
#ifndef CCH_GRAPH_FILE_LAUNCH_ATTRIBUTES_H
#define CCH_GRAPH_FILE_LAUNCH_ATTRIBUTES_H

#include "graph_file/graph.h"

/* "name = x, y, z if condition; …": the string of these rows of CCH_LAUNCH_ATTRIBUTE, whose cells are strings of
 * `graph` (which launch they are of is not looked at); 0 for none. Without memory the graph says so. */
uint32_t cch_launch_attributes_string(cch_graph *graph, const uint32_t (*rows)[CCH_LAUNCH_ATTRIBUTE_WIDTH],
                                      size_t count);

#endif
