/* Python's scopes: which name means which variable.
 *
 * The rules of https://docs.python.org/3/reference/executionmodel.html: a
 * name bound anywhere in a function is local to all of it unless declared
 * global or nonlocal; a class's names are not seen by the functions in it; a
 * comprehension has a scope of its own.
 */
#ifndef CCH_PYTHON_SCOPE_H
#define CCH_PYTHON_SCOPE_H

#include "python/read/syntax.h"
#include "python/lower/unit.h"

enum cch_py_scope_kind { PY_SCOPE_MODULE, PY_SCOPE_FUNCTION, PY_SCOPE_CLASS, PY_SCOPE_COMPREHENSION };

enum cch_py_symbol_flag {
    PY_SYMBOL_BOUND = 1,
    PY_SYMBOL_GLOBAL = 2,   /* declared so */
    PY_SYMBOL_NONLOCAL = 4, /* declared so */
    PY_SYMBOL_SHARED = 8,   /* others than the scope's own code read it: a global, a captured local */
    PY_SYMBOL_WRITTEN = 16  /* others write it */
};

struct cch_py_symbol {
    uint32_t name, flags;
    uint32_t shared;  /* variable that other scopes see; 0: none yet */
    uint32_t current; /* variable that holds its value at this point of the code */
    uint32_t pending; /* current has not gone to shared yet */
    struct cch_py_scope *scope;
};

struct cch_py_scope {
    uint8_t kind;
    uint8_t is_generator;
    uint8_t has_star; /* a module with `from x import *` */
    struct cch_py_scope *parent;
    struct cch_py_table symbols; /* name → index + 1 */
    PY_ARRAY(struct cch_py_symbol *) list;
    uint32_t class_index; /* of a class's scope */
    uint32_t function;    /* of a function's scope: its index */
    uint32_t mangle;      /* name of the class around, for __private names */
};

/* Builds the scopes of a whole file (node->scope of each node that opens
 * one) and marks captured and foreign-written symbols. */
struct cch_py_scope *cch_py_scopes_build(struct cch_py_arena *arena, struct cch_py_names *names,
                                         struct cch_py_node *module);

/* The symbol that `name` means in `scope`; NULL when no scope of the file
 * binds it. */
struct cch_py_symbol *cch_py_scope_find(const struct cch_py_scope *scope, uint32_t name);
/* The scope's own symbol, or NULL. */
struct cch_py_symbol *cch_py_scope_own(const struct cch_py_scope *scope, uint32_t name);

/* Whether code in `scope` runs as part of `owner`'s own: itself, or by way of
 * comprehensions only. */
int cch_py_scope_same_code(const struct cch_py_scope *scope, const struct cch_py_scope *owner);

/* `name` as it is meant inside the class `mangle`: __x becomes _C__x. */
uint32_t cch_py_mangle(struct cch_py_arena *arena, struct cch_py_names *names, uint32_t mangle, uint32_t name);

/* Calls `visit` for each name that these statements bind in their own scope
 * (not in nested functions and classes); lists are followed by `next`. */
typedef void cch_py_visit_name(void *context, uint32_t name);
void cch_py_visit_bound_names(const struct cch_py_node *statements, cch_py_visit_name *visit, void *context);
void cch_py_visit_bound_in(const struct cch_py_node *statement, cch_py_visit_name *visit, void *context);

#endif
