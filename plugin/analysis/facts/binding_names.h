/* What the expressions in a definition of a Python name stand for: the name,
 * the function, the module or class. They can hang on parameters of helpers,
 * and so on the calls that lead from the module's body to the definition.
 * Used by bindings.c and binding_rows.c alone. */
#ifndef CALLCHAIN_PLUGIN_BINDING_NAMES_H
#define CALLCHAIN_PLUGIN_BINDING_NAMES_H

#include "walk/walk.h"

/* One `def` or `impl` that was met. */
struct registration {
    uint32_t enclosing;   /* entry of the function that it stands in */
    shim_stmt scope;      /* the module, class or library it is called on */
    shim_variable table;  /* Python's own interface: the PyMethodDef table */
    uint32_t name;        /* string; 0: name_given */
    shim_stmt name_given; /* a name or a schema, looked at when the walk has ended */
    shim_function target; /* NULL unknown, or target_given */
    shim_stmt target_given;
    const char *module;  /* static: its names are in this one; NULL: in `scope` */
    uint32_t key;        /* string: torch's dispatch key, where one is named */
    uint32_t parameters; /* list of strings, 0: the target's own */
    uint32_t location;
    uint8_t kind;  /* enum cch_binding */
    bool in_class; /* `scope` is a class's: a method of it */
};

/* A call of a function that may define things in a module: one that takes a
 * module, or a closure, which can have captured one. */
struct module_call {
    shim_function callee;
    uint32_t enclosing; /* entry of the function that it stands in */
    shim_stmt call;
    unsigned first, count; /* of its arguments; the first is the first parameter's */
};

/* A PyModuleDef: the module that a table of methods belongs to. */
struct method_table {
    shim_variable table;
    uint32_t module; /* string */
};

/* TORCH_LIBRARY's static object: which function fills which namespace. */
struct library {
    shim_function function;
    uint32_t name; /* string */
    uint32_t key;  /* string: the dispatch key of all that it implements, 0: the function's name tells it */
};

/* The state of the analysis. */
struct bindings {
    VECTOR(struct registration) registrations;
    VECTOR(struct module_call) module_calls;
    VECTOR(struct library) libraries;
    VECTOR(struct method_table) method_tables;
};

enum { BINDING_NAME_SIZE = 1024 };
typedef VECTOR(shim_function) binding_functions;

/* Appends ".part" (or "part" to an empty text); false when it does not fit. */
bool binding_append(char *path, const char *part);

/* The first string literal in an expression or in the constant that it names;
 * 0 for none. */
uint32_t binding_literal(struct walk *walk, shim_stmt expression);

/* The function that a callable expression stands for, whatever calls lead
 * there; NULL: it hangs on them, or there is none. */
shim_function binding_callable(struct walk *walk, shim_stmt expression);

/* Can it be a function: is it one, or a parameter that may be given one? */
bool binding_may_be_callable(struct walk *walk, shim_stmt expression);

/* A parameter through which a module is given by another unit's function. */
struct binding_handed {
    shim_function function;
    unsigned parameter; /* from 0 */
};

/* One way from a module's body to a definition. */
struct binding_way {
    struct walk *walk;
    shim_function function;                 /* that the definition stands in */
    shim_function body;                     /* where the way begins: the module's or library's */
    const struct module_call *const *calls; /* the innermost first: calls[0] calls `function` */
    size_t count;
    struct binding_handed *handed; /* NULL: a module that other units give is not known */
    const struct library *library; /* whose body it is, or NULL */
};

/* Visits every way to a function; at least one, which may have no calls. */
typedef void binding_way_visitor(void *data, const struct binding_way *way);
void binding_ways(struct walk *walk, const struct bindings *bindings, shim_function function,
                  binding_way_visitor *visit, void *data);

/* The text of a string expression; false: it cannot be told. */
bool binding_text(const struct binding_way *way, shim_stmt expression, char text[BINDING_NAME_SIZE]);

/* The dotted path of a module or class expression. */
bool binding_path(const struct binding_way *way, shim_stmt scope, char path[BINDING_NAME_SIZE]);

/* The same where the way begins with a function that other units give the module: the path below that. */
bool binding_path_handed(const struct binding_way *way, shim_stmt scope, char path[BINDING_NAME_SIZE],
                         struct binding_handed *handed);

/* The functions that a callable expression may stand for; release with VECTOR_RELEASE. */
binding_functions binding_targets(const struct binding_way *way, shim_stmt expression);

/* Writes the rows of all that was met. */
void binding_rows_write(struct walk *walk, const struct bindings *bindings);

#endif
