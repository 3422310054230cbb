/* Where the values of a file's functions go: places and moves (unit.h) from
 * the syntax tree, once it is lowered.
 *
 * The order of statements does not matter: a name is one place in its
 * function. Whatever needs to know what an object or a callee is (attributes,
 * arguments, results) is left to the solved program (value_rows.h).
 */
#ifndef CCH_PYTHON_VALUES_H
#define CCH_PYTHON_VALUES_H

#include "graph_file/carries.h"
#include "python/lower/lower.h"

/* Fills the unit's places, moves, calls and uses. */
void py_values(struct py_lower *l, struct py_node *module);

/* Shared by the files values*.c ------------------------------------------ */

/* A value that an expression's value comes from. */
struct py_source {
    uint32_t place, how;
    uint32_t carries; /* what of it becomes what of the expression */
    uint32_t text;    /* name: what CONTROL is by, or the constant; else 0 */
    uint32_t line, column;
};
typedef PY_ARRAY(struct py_source) py_sources;

struct py_condition {
    py_sources sources;
    uint32_t text, line, column;
    uint32_t first_call;
    int is_told; /* left out somewhere, and that is told */
    int is_exit; /* decides what follows an early return, too: assignments there don't depend on it */
};

struct py_values {
    struct py_lower *l;
    struct py_unit *unit;
    struct py_pool *pool;
    struct py_scope *scope;
    uint32_t function;
    struct py_table symbols;              /* symbol → place + 1; UINT32_MAX: no value */
    PY_ARRAY(struct py_node *) later;     /* functions whose bodies are to be walked */
    PY_ARRAY(struct py_scope *) later_in; /* the scope around each */
    PY_ARRAY(struct py_condition) conditions;
    struct py_table queued;     /* function's node → 1: in `later` */
    struct py_table controlled; /* (condition's place and column, target) → 1 */
    struct py_symbol *replaced; /* a comprehension's variable that stands for `by` */
    struct py_node *by;
    uint32_t by_depth;
    unsigned way;            /* what of the expression at hand becomes what of the whole: set of enum cch_carries */
    struct py_table numbers; /* symbol → 1: a parameter that holds a number */
};

uint32_t py_values_text(struct py_values *w, const struct py_node *node);
uint32_t py_values_place(struct py_values *w, enum py_place_kind kind, uint32_t a, uint32_t b, uint32_t c);
/* The place of a name, 0 when it has none; `at`: where it is assigned, or NULL. */
uint32_t py_values_name(struct py_values *w, uint32_t name, const struct py_node *at);
/* The name holds a function, class or module. */
void py_values_define(struct py_values *w, uint32_t name, uint32_t place);
/* What is looked at until the way is set back takes part so in what is around it. */
unsigned py_values_enter(struct py_values *w, unsigned carries);
/* Adds what the expression's value comes from. */
void py_values_of(struct py_values *w, struct py_node *node, uint32_t how, py_sources *out);
/* The one place of a name, attribute, call …; else 0, and what the value comes
 * from is added as derived. */
uint32_t py_values_base(struct py_values *w, struct py_node *node, py_sources *out);
/* The place of a call's result, or 0. */
uint32_t py_values_call(struct py_values *w, struct py_node *node, uint32_t how, py_sources *out);
void py_values_add(struct py_values *w, py_sources *out, uint32_t place, uint32_t how, const struct py_node *at);
uint32_t py_values_item(struct py_values *w, uint32_t base, const struct py_node *key);
uint32_t py_values_nth(struct py_values *w, uint32_t base, uint32_t index);
int py_values_is_constant(const struct py_node *node);

/* Everything in `sources` moves to the place. */
void py_values_move(struct py_values *w, const py_sources *sources, uint32_t to, const struct py_node *value);
/* The expression's value moves to the place. */
void py_values_into(struct py_values *w, struct py_node *value, uint32_t to);
void py_values_assign(struct py_values *w, struct py_node *target, struct py_node *value);
/* The target, or each name in it, gets what the sources are. */
void py_values_unpack(struct py_values *w, struct py_node *target, struct py_node *value, const py_sources *sources);
void py_values_use(struct py_values *w, const py_sources *sources, uint32_t kind, const struct py_node *text,
                   uint32_t first_call, uint32_t call_count);
/* The same of what of the sources becomes `on`. */
void py_values_use_of(struct py_values *w, const py_sources *sources, uint32_t kind, unsigned on,
                      const struct py_node *text, uint32_t first_call, uint32_t call_count);
/* What the test decides, from here to the close. */
void py_values_open(struct py_values *w, struct py_node *test);
void py_values_close(struct py_values *w);
/* Comprehensions: assigns the variables; the scope is the comprehension's on return. */
void py_values_generators(struct py_values *w, struct py_node *node);
void py_values_later(struct py_values *w, struct py_node *function);

#endif
