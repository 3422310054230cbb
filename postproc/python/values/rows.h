/* Places of the solved program as rows of CCH_VALUE (values.h, unit.h).
 *
 * What a location means depends on what the solver found: an attribute's object,
 * a call's callee. One location can be several values, and where nothing is
 * known of a callee or an object, its arguments and the object stand for it.
 */
#ifndef CCH_PYTHON_VALUE_ROWS_H
#define CCH_PYTHON_VALUE_ROWS_H

#include "graph_file/carries.h"
#include "python/emit/rows.h"

/* A value that something comes from. */
struct cch_py_origin_row {
    uint32_t row;     /* CCH_VALUE; 0: a constant */
    uint32_t how;     /* enum cch_py_how */
    uint32_t carries; /* what of it becomes what of the location: set of enum cch_carries */
    uint32_t text;    /* name, or 0 */
    uint32_t call;    /* index into calls + 1 when it is that call's result, else 0 */
    uint32_t callee;  /* of the call: node */
    uint32_t item;    /* of its result: + 1, or 0 */
    uint8_t certain;
    uint8_t stored; /* no attribute that nothing stores */
};
typedef PY_ARRAY(struct cch_py_origin_row) cch_py_origin_rows;

struct cch_py_item_row {
    uint32_t row, key, next; /* next: index + 1 */
};

struct cch_py_result {
    uint32_t items; /* how many items of a tuple are known */
    uint32_t whole; /* something is returned that is no tuple as written */
};

struct cch_py_value_rows {
    struct cch_py_emitter *e;
    struct cch_py_solver *s;
    struct cch_py_program *p;
    cch_graph *graph;
    struct cch_py_arena *arena;
    uint32_t *location_rows;          /* by location: row + 1, 0 unknown */
    struct cch_py_local *reassigned;  /* by parameter: where the body first changes it; line 0: nowhere */
    struct cch_py_table item_numbers; /* (row, key) → index + 1 */
    struct cch_py_table items_of;     /* row → last item's index + 1 */
    PY_ARRAY(struct cch_py_item_row) items;
    struct cch_py_table declared;                    /* (class, name) → 1: some statement stores it */
    struct cch_py_table globals;                     /* (module + 1, name) → location */
    uint32_t *pass_of, *next_pass;                   /* by instruction as written; by pass: index + 1 */
    uint32_t *call_of;                               /* by operand: index into calls + 1 */
    uint32_t *next_call;                             /* by call: another of the same instruction + 1 */
    struct cch_py_result *results;                   /* by function */
    struct cch_py_table annotated;                   /* variable → 1: its annotation says what it is */
    struct cch_py_table operators;                   /* outside name → function that implements it */
    struct cch_py_table outside;                     /* outside name, from 0 → outside name that implements it */
    uint32_t *class_names;                           /* by class: string */
    uint32_t *parameter_rows;                        /* by parameter: row + 1 */
    struct cch_py_table attribute_rows, result_rows; /* (class, name), (node, item + 1) → row */
    uint32_t in_function, in_line;                   /* what is being emitted, for what is cut */
    uint32_t steps;                                  /* of the value that is being followed */
};

/* What follows comes of this line. */
static inline void cch_py_value_here(struct cch_py_value_rows *r, uint32_t function, uint32_t line) {
    r->in_function = function;
    r->in_line = line;
}

void cch_py_value_rows_init(struct cch_py_value_rows *r, struct cch_py_emitter *e);

/* The classes (`below`: or one that inherits from it), or the module, that
 * the object of an attribute's location may be. */
enum { PY_OWNERS_MAX = PY_SET_MAX };
struct cch_py_owners {
    uint32_t class[PY_OWNERS_MAX], below[PY_OWNERS_MAX], count;
    uint32_t module; /* + 1 */
};
void cch_py_value_owners(const struct cch_py_value_rows *r, const struct cch_py_location *location,
                         struct cch_py_owners *owners);

/* The instruction of the source that one made by the solver stands for, or 0. */
uint32_t cch_py_value_as_written(const struct cch_py_value_rows *r, uint32_t instruction);

/* Adds what a value at the location, moved so, comes from. */
void cch_py_value_from(struct cch_py_value_rows *r, uint32_t location, uint32_t how, uint32_t carries, uint32_t text,
                       cch_py_origin_rows *out);
/* Adds the rows of the location as something that gets a value. */
void cch_py_value_into(struct cch_py_value_rows *r, uint32_t location, cch_py_origin_rows *out);

uint32_t cch_py_value_parameter(struct cch_py_value_rows *r, uint32_t function, uint32_t index);
/* The parameter as its function's body sees it: a local where it is assigned again. */
uint32_t cch_py_value_body(struct cch_py_value_rows *r, uint32_t function, uint32_t index);
/* An argument of a name outside the program: by position from 0, or by name. */
uint32_t cch_py_value_outside(struct cch_py_value_rows *r, uint32_t name, uint32_t position, uint32_t keyword);
uint32_t cch_py_value_result(struct cch_py_value_rows *r, uint32_t node, uint32_t item);
uint32_t cch_py_value_local(struct cch_py_value_rows *r, uint32_t function, uint32_t name, uint32_t line,
                            uint32_t column);
uint32_t cch_py_value_attribute(struct cch_py_value_rows *r, uint32_t class, uint32_t name);
/* The item's row, added when new. */
uint32_t cch_py_value_item(struct cch_py_value_rows *r, uint32_t row, uint32_t key);

/* Whether values of the node's parameters are known: a function of the
 * program, or compiled code. */
int cch_py_value_is_known(const struct cch_py_value_rows *r, uint32_t node);
/* Whether the call has a callee that is. */
int cch_py_value_call_is_known(const struct cch_py_value_rows *r, const struct cch_py_call *call);
/* Parameters in front that are no values: self, cls, ctx. */
uint32_t cch_py_value_hidden(const struct cch_py_value_rows *r, uint32_t function);

#endif
