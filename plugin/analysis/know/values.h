/* What gives a local variable its value: an index of the function bodies that
 * are asked for, so that an expression can be shown with its constants folded
 * and with what it depends on at run time. Results are strings of the graph. */
#ifndef CALLCHAIN_PLUGIN_KNOW_VALUES_H
#define CALLCHAIN_PLUGIN_KNOW_VALUES_H

#include "containers/pointer_map.h"
#include "containers/vector.h"
#include "graph_file/graph.h"

/* A place that gives a member of a local variable a value. */
struct member_set {
    shim_variable variable;
    const char *member; /* clang's */
};

/* Something that gives a local variable a value. */
struct value_fact {
    shim_stmt value; /* NULL: not by an expression of its own */
    uint32_t query;  /* string: what is asked of the device, or 0 */
    uint32_t next;   /* index + 1 of the variable's next; 0 none */
};

/* A parameter of a function that is looked into, and what a call gives for it. */
struct value_bound {
    shim_variable parameter;
    shim_stmt given;
};

/* One of several that a place may stand for, taken for the one: the row of a table that an index names when it runs, what
 * a variable was given in a branch. */
struct value_row {
    const void *of; /* the variable, the statement … */
    uint32_t place; /* string: of the variable's part; 0 */
    unsigned number;
    shim_stmt value; /* of a variable that changes; NULL */
    bool fixed;      /* wherever it is read; false: only in what `rows_within` is of */
};

/* Where an index that nothing changes is first read in a body: its condition, wherever else it is read. */
struct value_index {
    const void *of;
    uint32_t place, body; /* as in value_row; whichever the caller numbers */
    shim_stmt element, index;
};

/* Zeroed but for the unit and the graph, which are the caller's, it is an empty index. */
struct values {
    shim_unit *unit;
    cch_graph *graph;
    VECTOR(struct value_fact) facts;
    VECTOR(struct member_set) member_sets;
    struct pointer_map first;   /* variable -> its first fact, index + 1 */
    struct pointer_map scanned; /* functions */
    VECTOR(struct value_bound) bound;
    VECTOR(struct value_row) rows;
    /* What stands at a place by these (rows.h), from when there are any. */
    shim_stmt (*row_at)(struct values *values, shim_stmt place);
    VECTOR(struct value_index) indices;
    shim_stmt rows_within; /* the launch whose configuration is asked for; NULL: its kernel is */
};
void values_release(struct values *values);

shim_stmt values_single(struct values *values, shim_variable variable); /* NULL: several, or not known */
/* How often the local variable is given a value, its declaration included; `last`: one that is no
 * constructor without arguments, or NULL. */
unsigned values_count(struct values *values, shim_variable variable, shim_stmt *last);
/* Each value that the local variable is given in its function and the closures written there; false: one is not by an
 * expression of its own, or none is known. */
typedef void values_visitor(void *data, shim_stmt value);
bool values_visit(struct values *values, shim_variable variable, values_visitor *visit, void *data);
/* How often a local variable's member is given a value, in its function and
 * the closures written there. */
unsigned values_member_count(struct values *values, shim_variable variable, const char *member);

/* Parameters of the function that a call (or construction) runs stand for what the call gives, until values_unbind is
 * given what was bound before (bound.count). False: they cannot, and nothing is bound. */
bool values_bind(struct values *values, shim_stmt call);
void values_unbind(struct values *values, size_t count);
shim_stmt values_bound(const struct values *values, shim_variable variable); /* NULL: it is not bound */

/* What stands for a variable or (NULL) at a place: shim_substitution, for the values. */
shim_stmt values_substitute(struct values *values, shim_variable variable, shim_stmt place);
uint32_t values_folded(struct values *values, shim_stmt expression);
/* What the expressions (NULL: left out) read at run time, separated by line feeds. */
uint32_t values_depends(struct values *values, const shim_stmt *expressions, size_t count);

/* The number that an expression is whenever it is evaluated, by more than the language's rules
 * (shim_constant_text); 0: it has no one value. Of an object: x, y and z, where all three are known. */
uint32_t values_constant(struct values *values, shim_stmt expression);
bool values_constant_extent(struct values *values, shim_stmt expression, uint32_t extent[3]);

#endif
