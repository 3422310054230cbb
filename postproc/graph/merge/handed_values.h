/* What a function is given, as values (specialize.h). Private to graph/merge/. */
#ifndef CCH_GRAPH_HANDED_VALUES_H
#define CCH_GRAPH_HANDED_VALUES_H

#include <stdbool.h>

#include "graph_file/graph.h"

/* A value: a kernel, a number or expression (x), or a dim3 (x, y, z). */
struct cch_handed_value {
    uint32_t place;   /* string: what it is given for */
    uint32_t kernel;  /* function */
    uint32_t text[3]; /* strings */
    uint32_t depends; /* string: a list of what it reads */
};

/* All that a function is given: a place each. */
struct cch_handed_values {
    struct cch_handed_value *items;
    size_t count;
};

const struct cch_handed_value *cch_handed_find(const struct cch_handed_values *values, uint32_t place);

/* Calls `visit` with the string of each place in the text. */
void cch_handed_each_place(cch_graph *graph, uint32_t text, void (*visit)(void *data, uint32_t place), void *data);

/* What a text that reads these (a list) reads once that is done. */
int cch_handed_depends(cch_graph *graph, uint32_t function, const struct cch_handed_values *values, uint32_t depends,
                       uint32_t *result);

/* What a text is once each place in it has what is given for it, or the parameter's name where nothing is; a number
 * where numbers alone are left. `function`: whose places they are. 0 or CCH_ERROR_MEMORY. */
int cch_handed_text(cch_graph *graph, uint32_t function, const struct cch_handed_values *values, uint32_t text,
                    uint32_t *result);

/* The same of a value, all of it. `known` becomes false where it is one place alone, for which nothing is given. */
int cch_handed_resolve(cch_graph *graph, uint32_t function, const struct cch_handed_values *values,
                       struct cch_handed_value *value, bool *known);

/* Does it tell more than that some expression is given: a kernel, a dim3, a number? */
bool cch_handed_tells(const cch_graph *graph, const struct cch_handed_value *value);

#endif
