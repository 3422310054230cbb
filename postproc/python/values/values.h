/* Where the values of a file's functions go: locations and moves (unit.h) from
 * the syntax tree, once it is lowered.
 *
 * The order of statements does not matter: a name is one location in its
 * function. Whatever needs to know what an object or a callee is (attributes,
 * arguments, results) is left to the solved program (value_rows.h).
 */
#ifndef CCH_PYTHON_VALUES_H
#define CCH_PYTHON_VALUES_H

#include "graph_file/carries.h"
#include "python/lower/lower.h"

/* Fills the unit's locations, moves, calls and uses. */
void cch_py_values(struct cch_py_lower *l, struct cch_py_node *module);

/* Shared by the files values*.c ------------------------------------------ */

/* A value that an expression's value comes from. */
struct cch_py_source {
    uint32_t location, how;
    uint32_t carries; /* what of it becomes what of the expression */
    uint32_t text;    /* name: what CONTROL is by, or the constant; else 0 */
    uint32_t line, column;
};
typedef PY_ARRAY(struct cch_py_source) cch_py_sources;

struct cch_py_condition {
    cch_py_sources sources;
    uint32_t text, line, column;
    uint32_t first_call;
    int is_told; /* left out somewhere, and that is told */
    int is_exit; /* decides what follows an early return, too: assignments there don't depend on it */
};

struct cch_py_values {
    struct cch_py_lower *l;
    struct cch_py_unit *unit;
    struct cch_py_arena *arena;
    struct cch_py_scope *scope;
    uint32_t function;
    struct cch_py_table symbols;              /* symbol → location + 1; UINT32_MAX: no value */
    PY_ARRAY(struct cch_py_node *) later;     /* functions whose bodies are to be walked */
    PY_ARRAY(struct cch_py_scope *) later_in; /* the scope around each */
    PY_ARRAY(struct cch_py_condition) conditions;
    struct cch_py_table queued;     /* function's node → 1: in `later` */
    struct cch_py_table controlled; /* (the condition's line and column, target) → 1 */
    struct cch_py_symbol *replaced; /* a comprehension's variable that stands for `by` */
    struct cch_py_node *by;
    uint32_t by_depth;
    unsigned way;                /* what of the expression at hand becomes what of the whole: set of enum cch_carries */
    struct cch_py_table numbers; /* symbol → 1: a parameter that holds a number */
};

uint32_t cch_py_values_text(struct cch_py_values *w, const struct cch_py_node *node);
uint32_t cch_py_values_location(struct cch_py_values *w, enum cch_py_location_kind kind, uint32_t a, uint32_t b,
                                uint32_t c);
/* The location of a name, 0 when it has none; `at`: where it is assigned, or NULL. */
uint32_t cch_py_values_name(struct cch_py_values *w, uint32_t name, const struct cch_py_node *at);
/* The name holds a function, class or module. */
void cch_py_values_define(struct cch_py_values *w, uint32_t name, uint32_t location);
/* What is looked at until the way is set back takes part so in what is around it. */
unsigned cch_py_values_enter(struct cch_py_values *w, unsigned carries);
/* Adds what the expression's value comes from. */
void cch_py_values_of(struct cch_py_values *w, struct cch_py_node *node, uint32_t how, cch_py_sources *out);
/* The one location of a name, attribute, call …; else 0, and what the value comes
 * from is added as derived. */
uint32_t cch_py_values_base(struct cch_py_values *w, struct cch_py_node *node, cch_py_sources *out);
/* The location of a call's result, or 0. */
uint32_t cch_py_values_call(struct cch_py_values *w, struct cch_py_node *node, uint32_t how, cch_py_sources *out);
void cch_py_values_add(struct cch_py_values *w, cch_py_sources *out, uint32_t location, uint32_t how,
                       const struct cch_py_node *at);
uint32_t cch_py_values_item(struct cch_py_values *w, uint32_t base, const struct cch_py_node *key);
uint32_t cch_py_values_nth(struct cch_py_values *w, uint32_t base, uint32_t index);
int cch_py_values_is_constant(const struct cch_py_node *node);

/* Everything in `sources` moves to the location. */
void cch_py_values_move(struct cch_py_values *w, const cch_py_sources *sources, uint32_t to,
                        const struct cch_py_node *value);
/* The expression's value moves to the location. */
void cch_py_values_into(struct cch_py_values *w, struct cch_py_node *value, uint32_t to);
void cch_py_values_assign(struct cch_py_values *w, struct cch_py_node *target, struct cch_py_node *value);
/* The target, or each name in it, gets what the sources are. */
void cch_py_values_unpack(struct cch_py_values *w, struct cch_py_node *target, struct cch_py_node *value,
                          const cch_py_sources *sources);
void cch_py_values_use(struct cch_py_values *w, const cch_py_sources *sources, uint32_t kind,
                       const struct cch_py_node *text, uint32_t first_call, uint32_t call_count);
/* The same of what of the sources becomes `on`. */
void cch_py_values_use_of(struct cch_py_values *w, const cch_py_sources *sources, uint32_t kind, unsigned on,
                          const struct cch_py_node *text, uint32_t first_call, uint32_t call_count);
/* What the test decides, from here to the close. */
void cch_py_values_open(struct cch_py_values *w, struct cch_py_node *test);
void cch_py_values_close(struct cch_py_values *w);
/* Comprehensions: assigns the variables; the scope is the comprehension's on return. */
void cch_py_values_generators(struct cch_py_values *w, struct cch_py_node *node);
void cch_py_values_later(struct cch_py_values *w, struct cch_py_node *function);

#endif
