/* Functions of libraries, by name and scope: what becomes of what they are given. */
#ifndef CALLCHAIN_PLUGIN_FLOW_LIBRARIES_H
#define CALLCHAIN_PLUGIN_FLOW_LIBRARIES_H

#include <stdbool.h>

#include "graph_file/carries.h"

enum flow_library {
    FLOW_UNKNOWN,      /* what it returns is derived from all it is given */
    FLOW_SAME,         /* returns its object or first argument: value(), item(), std::move */
    FLOW_GETS_ELEMENT, /* returns a part of its object: size(), operator[] */
    FLOW_STORES,       /* stores its arguments in its object: push_back */
    FLOW_TUPLE         /* makes a tuple of its arguments: std::make_tuple */
};
enum flow_library flow_library_function(const char *name, const char *scope);
/* The first argument that is a size (from 0) of a function that makes or
 * reshapes a tensor; -1: it is none. */
int flow_shape_argument(const char *name, const char *scope, bool method);
/* What goes from the arguments of such a call to its result; NULL: anything may. */
const struct cch_carries_rule *flow_carries_rule(const char *name, const char *scope, bool method, unsigned arguments);

#endif
