/* Where values go (CCH_VALUE, CCH_FLOW, CCH_USE): what the files here have
 * in common.
 *
 * Each body of the project's functions is read once more, statement by
 * statement, without regard to their order. An assignment `target = expression`
 * is a flow from each value in the expression to the target: the value itself,
 * an element of it, or derived from it. A condition flows, as CONTROL, into
 * what is assigned under it. Calls of the project's functions connect arguments
 * with parameters and results with what takes them, all at the place of the
 * call; what a system header's function returns is derived from its arguments
 * (libraries.h knows those that hand a value through).
 *
 * What stands for a template's specializations is one: values, flows and uses
 * are kept by the place that they are written at.
 */
#ifndef CALLCHAIN_PLUGIN_FLOW_H
#define CALLCHAIN_PLUGIN_FLOW_H

#include "shim/flow.h"
#include "walk/walk.h"
#include "graph_file/carries.h"

extern const struct analysis flow_analysis;

enum { FLOW_DEPTH = 1000 }; /* expressions and statements nested deeper are not followed: a problem tells */

/* How a value takes part in an expression; a later one hides an earlier. */
enum flow_part { FLOW_ITSELF, FLOW_ELEMENT_OF, FLOW_PART_OF, FLOW_CONDITION_OF };

struct flow_source {
    uint32_t value;    /* number of a value, from 1 */
    uint32_t location; /* of the call whose result it is, or 0 */
    uint8_t part;      /* enum flow_part */
    uint8_t carries;   /* what of it becomes what of the expression: set of enum cch_carries */
    bool certain;
};
typedef VECTOR(struct flow_source) flow_sources;

struct flow_target {
    uint32_t value;
    bool part; /* only a part of it is stored */
};
typedef VECTOR(struct flow_target) flow_targets;

/* A condition on what is walked. */
struct flow_condition {
    size_t first, count; /* of `condition_sources` */
    uint32_t text, location;
    bool decided; /* a call that it decides was met */
};

struct flow_value {
    shim_function function;          /* NULL: none */
    uint32_t class_name, name, type; /* strings of the graph */
    uint32_t index, location;
    uint8_t kind; /* enum cch_value */
    bool leaves;
    bool has_form; /* it is no number */
    uint32_t left; /* the value that stands for what the function leaves in this parameter, or 0 */
};

struct flow_fact {                     /* a row of CCH_FLOW or CCH_USE */
    uint8_t carries;                   /* of a use: the parts */
    uint32_t from, to;                 /* values; of a use: the value, and the target's entry + 1 or 0 */
    uint32_t text, location, function; /* a use: the entry that it stands in */
    uint8_t kind;
    bool certain;
};

struct device_read {
    shim_named named;
    shim_stmt expression;
    uint32_t entry;
};

struct flow {
    struct walk *walk;
    VECTOR(struct flow_value) values; /* value n is item n - 1 */
    struct pointer_map value_of;      /* a named declaration's or a function's key -> number */
    VECTOR(struct flow_fact) flows;
    VECTOR(struct flow_fact) uses;
    struct pointer_map seen;    /* hashes of flows and uses */
    struct pointer_map project; /* function -> 1 no, 2 yes */
    VECTOR(struct device_read) reads;
    struct pointer_map reads_seen;

    struct pointer_map later_of; /* value -> the value that stands for it from its second store on */

    /* the body at hand */
    struct pointer_map stored; /* values that have been stored in so far: 1 once, 2 again */
    unsigned loops;            /* nested loops that are walked a second time */
    bool afterwards;           /* the body was walked before: variables are read as they are last */
    uint32_t entry;
    shim_function function;
    VECTOR(struct flow_condition) conditions;
    flow_sources condition_sources;
    unsigned depth;
    bool told_too_deep, told_types;
};

/* flow.c */
void flow_tell_types(struct flow *flow, uint32_t location); /* that types are too large to be looked at as a whole */
bool flow_is_too_deep(struct flow *flow, shim_stmt stmt);   /* the statement or expression is not to be followed */
bool flow_is_project(struct flow *flow, shim_function function);

/* boxed.c */
bool flow_is_boxed(struct flow *flow, shim_function function); /* are its arguments items of a stack? */
/* The parameter that `stack[index]` is in a boxed function; 0: it is none. */
uint32_t flow_boxed_item(struct flow *flow, shim_stmt stack, shim_stmt index);

/* values.c */
uint32_t flow_value(struct flow *flow, shim_named named); /* 0: none that is followed */
/* A value made for `key`, which `salt` tells from others of the same key. */
uint32_t flow_made_value(struct flow *flow, uint64_t key, uint64_t salt, const struct flow_value *value);
/* What a function returns, or item `item` of it (-1: the whole). */
uint32_t flow_result(struct flow *flow, shim_function function, int item);
/* What a function leaves in this parameter; 0: nothing that its caller sees. */
uint32_t flow_left(struct flow *flow, uint32_t parameter);
/* Where a store at this place goes, and what a read reads, in the order of the
 * statements: a variable or parameter that is given another value is another
 * value from there on ("the later"), which also gets what it had before. */
uint32_t flow_stored(struct flow *flow, uint32_t value, uint32_t location);
uint32_t flow_read(struct flow *flow, uint32_t value);
/* A value that has no declaration: the result of a call on its way into
 * another call; something asked of the runtime. */
uint32_t flow_passing(struct flow *flow, shim_function callee, uint32_t location);
uint32_t flow_query(struct flow *flow, const char *name);
uint32_t flow_text(struct flow *flow, shim_stmt expression); /* string, cut when long */
void flow_add(struct flow *flow, uint32_t from, uint32_t to, enum cch_flow kind, uint32_t text, uint32_t location,
              bool certain); /* data to data, form to form */
void flow_carry(struct flow *flow, uint32_t from, uint32_t to, enum cch_flow kind, unsigned carries, uint32_t text,
                uint32_t location, bool certain);
/* `parts`: what of the value is used; nothing is noted of a number's form. */
void flow_use(struct flow *flow, uint32_t value, enum cch_use kind, unsigned parts, shim_function target, uint32_t text,
              uint32_t location);

/* sources.c: the values that an expression's value comes from, and the
 * values that a store into it changes. */
void flow_find_sources(struct flow *flow, shim_stmt expression, enum flow_part part, flow_sources *found);
void flow_find_carried(struct flow *flow, shim_stmt expression, enum flow_part part, unsigned carries,
                       flow_sources *found); /* the expression itself being carried so */
void flow_find_targets(struct flow *flow, shim_stmt expression, flow_targets *found);
/* Stores what the sources bring in `target`: flows of the right kinds.
 * `into` is CCH_FLOW_ARGUMENT for a parameter, else CCH_FLOW_COPY. */
void flow_store(struct flow *flow, const flow_sources *sources, uint32_t target, bool part, enum cch_flow into,
                shim_stmt expression, uint32_t location);
/* store(sources of `expression`, target), and the conditions at hand. */
void flow_into(struct flow *flow, uint32_t target, bool part, shim_stmt expression, uint32_t location);
void flow_conditions_into(struct flow *flow, uint32_t target);

void flow_write(struct flow *flow);

/* device.c */
void flow_device_read(struct flow *flow, shim_stmt expression);
void flow_device_finish(struct flow *flow); /* what was read becomes uses */

/* calls.c */
void flow_call(struct flow *flow, shim_stmt call);
void flow_construct(struct flow *flow, shim_stmt construct);
void flow_reference(struct flow *flow, shim_stmt name);

#endif
