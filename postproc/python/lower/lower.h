/* From a file's syntax tree to its constraints.
 *
 * A name's value is followed through the code as it is written, so `x = a();
 * x = b(); x.run()` runs b's method alone: each assignment makes a new
 * variable, and where paths meet, a variable of both (flow.c). What other
 * scopes can see (globals, captured locals) goes to one shared variable each
 * time that other code may run.
 */
#ifndef CCH_PYTHON_LOWER_H
#define CCH_PYTHON_LOWER_H

#include "python/lower/scope.h"
#include "python/read/syntax.h"
#include "python/lower/unit.h"

/* What Python itself brings along. */
struct cch_py_knowledge {
    int (*is_builtin)(const char *name);  /* print, len, … */
    int (*is_standard)(const char *name); /* a module of the standard library */
};

/* Fills `unit` (zeroed but for its names, which the tree uses) from a tree. All
 * memory is `arena`'s.
 * `source` is the file's text, for signatures as written. */
void cch_py_lower(struct cch_py_arena *arena, struct cch_py_unit *unit, struct cch_py_node *module, const char *source,
                  size_t source_size, const struct cch_py_knowledge *python);

/* Shared by lower_statement.c, lower_expression.c and flow.c -------------- */

struct cch_py_change {
    struct cch_py_symbol *symbol;
    uint32_t variable;
};
typedef PY_ARRAY(struct cch_py_change) cch_py_changes;

struct cch_py_loop {
    struct cch_py_loop *outer;
    cch_py_changes heads; /* symbol → variable at the top of the loop */
    cch_py_changes exits; /* symbol → variable behind the loop */
};

struct cch_py_fresh_item {
    uint32_t key, value; /* an operand; a variable */
    uint32_t store;      /* the instruction + 1 */
};
struct cch_py_fresh { /* items.c */
    uint32_t variable, line;
    PY_ARRAY(struct cch_py_fresh_item) items;
};

/* What holds while the code of one function (or a module, or a class body) is
 * lowered. */
struct cch_py_flow {
    cch_py_changes trail;                     /* assignments, with the value before: to go back to a fork */
    cch_py_changes log;                       /* assignments, with the new value: what an exception handler may see */
    PY_ARRAY(struct cch_py_symbol *) pending; /* shared symbols whose value others don't see yet */
    struct cch_py_loop *loop;
    PY_ARRAY(struct cch_py_fresh) fresh; /* displays that nobody else has seen */
    uint32_t line;                       /* grows where a straight line of statements ends */
    uint32_t trying;                     /* statements around that may go on after an exception */
    int dead;                            /* control doesn't get here */
};

struct cch_py_lower {
    struct cch_py_arena *arena;
    struct cch_py_unit *unit;
    struct cch_py_names *names;
    const struct cch_py_knowledge *python;
    const char *source;
    cch_py_numbers line_starts; /* offsets in source */
    size_t source_size;
    struct cch_py_flow flow;
    struct cch_py_scope *scope;
    uint32_t function;                  /* index of the one whose body this is */
    uint32_t path_function, path_class; /* what a definition here belongs to: index + 1 */
    uint32_t method_class, method_self; /* for super(): class + 1, variable */
    struct cch_py_table builtins;       /* name → variable of PY_DO_NAME */
    struct cch_py_table texts;          /* variable → name + 1: it holds this string alone */
    struct cch_py_table integers;       /* variable → number + 1 */
    struct cch_py_table optional;       /* variable of a parameter whose default is None → 1 */
    struct cch_py_table paths;          /* (owner, name) → how many definitions had it */
};

uint32_t cch_py_new_variable(struct cch_py_lower *l);
struct cch_py_instruction *cch_py_emit(struct cch_py_lower *l, enum cch_py_opcode opcode, const struct cch_py_node *at,
                                       uint32_t target, uint32_t a, uint32_t b, uint32_t c);
/* The same with a new target, which is returned. */
uint32_t cch_py_emit_new(struct cch_py_lower *l, enum cch_py_opcode opcode, const struct cch_py_node *at, uint32_t a,
                         uint32_t b, uint32_t c);
void cch_py_copy(struct cch_py_lower *l, uint32_t target, uint32_t from);

/* sources.c: the source files that literals name from the beginning of the function to the end of the call: "a+b" of
 * a.cu and b.cu, "a+b+" where there are too many to name; 0 none */
uint32_t cch_py_sources_before(struct cch_py_lower *l, const struct cch_py_node *call);

/* flow.c */
uint32_t cch_py_read(struct cch_py_lower *l, const struct cch_py_node *at, uint32_t name);
void cch_py_write(struct cch_py_lower *l, uint32_t name, uint32_t variable);
void cch_py_flush(struct cch_py_lower *l); /* other code may run now */
uint32_t cch_py_shared(struct cch_py_lower *l, struct cch_py_symbol *symbol);

struct cch_py_fork {
    uint32_t mark;       /* the trail where paths part */
    int dead;            /* whether that was dead already */
    int reached;         /* some arm so far reaches the end */
    cch_py_changes ends; /* symbol → variable at the arms' ends so far */
};
void cch_py_fork_begin(struct cch_py_lower *l, struct cch_py_fork *fork);
void cch_py_fork_arm_end(struct cch_py_lower *l, struct cch_py_fork *fork);
void cch_py_fork_join(struct cch_py_lower *l, struct cch_py_fork *fork);

void cch_py_loop_begin(struct cch_py_lower *l, struct cch_py_loop *loop, const struct cch_py_node *statement);
void cch_py_loop_repeat(struct cch_py_lower *l); /* the body's end, and `continue` */
void cch_py_loop_break(struct cch_py_lower *l);
void cch_py_loop_end(struct cch_py_lower *l, struct cch_py_loop *loop);  /* before `else`: the loop ran out */
void cch_py_loop_join(struct cch_py_lower *l, struct cch_py_loop *loop); /* behind `else` */
/* Everything assigned between two places of the log may hold now. */
void cch_py_flow_widen(struct cch_py_lower *l, uint32_t from, uint32_t to);

/* texts.c */
/* Is it text that may be put together of parts, and then the variable that holds it (`target`, 0: a new one); 0: what it
 * gives is not to be known. */
int cch_py_has_text(const struct cch_py_lower *l, const struct cch_py_node *node);
uint32_t cch_py_text_of_parts(struct cch_py_lower *l, struct cch_py_node *node, uint32_t target);

/* lower_expression.c */
uint32_t cch_py_expression(struct cch_py_lower *l, struct cch_py_node *node);
void cch_py_expressions(struct cch_py_lower *l, struct cch_py_node *list);
/* An expression whose value is kept, so that a constant is one, too: it may
 * name an attribute, a key or an operator somewhere else. */
uint32_t cch_py_kept(struct cch_py_lower *l, struct cch_py_node *node);
uint32_t cch_py_operand_of(struct cch_py_lower *l, struct cch_py_node *node);
/* The operand of a string or small number, or PY_UNUSED; whether the text can be a part of a name. */
uint32_t cch_py_constant_operand(const struct cch_py_node *node);
int cch_py_is_name_like(const char *text);
void cch_py_assign(struct cch_py_lower *l, struct cch_py_node *target, uint32_t value);

/* lower_statement.c */
void cch_py_statements(struct cch_py_lower *l, struct cch_py_node *list);
/* items.c: the new name of a display whose instructions begin at `first`. */
void cch_py_fresh_begin(struct cch_py_lower *l, uint32_t variable, uint32_t display, uint32_t first);
/* Something is done with the variable, or other code can see it. */
void cch_py_fresh_see(struct cch_py_lower *l, uint32_t variable);
/* variable[key]; whether that is known: `value` then is a variable, or 0. */
int cch_py_fresh_get(struct cch_py_lower *l, uint32_t variable, uint32_t key, uint32_t *value);
/* Stores there, alone; 0: the variable is none of these. */
int cch_py_fresh_set(struct cch_py_lower *l, const struct cch_py_node *at, uint32_t variable, uint32_t key,
                     uint32_t value);
/* What runs only where a parameter is given, or only where it isn't. */
struct cch_py_guard {
    uint32_t parameter; /* a variable; 0: no such test */
    int given;          /* what the test being true says */
    uint32_t at;        /* the instruction, from 0 */
};
void cch_py_guard_of(struct cch_py_lower *l, const struct cch_py_node *test, struct cch_py_guard *guard);
void cch_py_guard_begin(struct cch_py_lower *l, struct cch_py_guard *guard, int holds);
void cch_py_guard_end(struct cch_py_lower *l, const struct cch_py_guard *guard);
/* Makes the function of a def or lambda; returns the variable that holds it. */
uint32_t cch_py_define_function(struct cch_py_lower *l, struct cch_py_node *node);

#endif
