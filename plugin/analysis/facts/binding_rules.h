/* What is known, as data, of the libraries by which C++ gives names to Python:
 * which classes' methods bind, which objects fill a library, which templates
 * stand for the function that they are given. A library is rows here.
 *
 * https://pybind11.readthedocs.io, https://nanobind.readthedocs.io,
 * https://pytorch.org/docs/stable/library.html, torch/library.h and
 * torch/csrc/stable/library.h, https://tvm.apache.org/ffi/. */
#ifndef CALLCHAIN_PLUGIN_BINDING_RULES_H
#define CALLCHAIN_PLUGIN_BINDING_RULES_H

#include "walk/walk.h"

/* What names are defined in. */
enum binding_scope {
    BINDING_NOWHERE,
    BINDING_MODULE,
    BINDING_CLASS,
    BINDING_LIBRARY,   /* of operators: one namespace */
    BINDING_OPERATORS, /* operators of any namespace, each by its whole name */
    BINDING_OPTIONS,   /* what is told of an operator in a chain of calls; filled for the call that takes it */
    BINDING_REGISTRY   /* names that are whole by themselves */
};
struct binding_scope_rule {
    const char *record;
    enum binding_scope scope;
    uint8_t kind;       /* enum cch_binding */
    const char *module; /* a registry's names, and operators of any namespace, are in it; else NULL */
};
/* NULL: it is no scope. `record` may be NULL. */
const struct binding_scope_rule *binding_scope_of(struct walk *walk, shim_record record);

/* What a method of a scope does, and with which arguments. */
enum binding_act {
    BINDING_NOTHING,
    BINDING_DEFINES,   /* (name, function, …); in a class also (initializer, …) */
    BINDING_PROPERTY,  /* (name, getter, setter, …) */
    BINDING_OBJECT,    /* (name, value): a function, where the value is a function object */
    BINDING_SCHEMA,    /* (schema), (schema, function) */
    BINDING_IMPLEMENTS /* (name, function), (name, key, function) */
};
enum binding_act binding_act_of(enum binding_scope scope, const char *method);

/* Is it the class of function objects? */
bool binding_is_function_object(struct walk *walk, shim_record record);
/* `module.attr("name")`, which is assigned to. */
bool binding_is_attribute(struct walk *walk, shim_record record);
/* A parameter's name, as an argument of a definition. */
bool binding_is_parameter_name(struct walk *walk, shim_record record);
/* An object that registers a class with PyTorch. */
bool binding_is_custom_class(struct walk *walk, shim_record record);
/* A class template with a function argument, whose methods unpack and call that. */
bool binding_is_boxer(struct walk *walk, shim_record record);

enum binding_initializer { BINDING_NO_INITIALIZER, BINDING_CONSTRUCTOR, BINDING_FACTORY };
/* *skipped: how many of the record's template arguments stand before the constructor's types. */
enum binding_initializer binding_initializer_of(struct walk *walk, shim_record record, unsigned *skipped);

/* The static object of a registration: its constructor's arguments. */
struct binding_library_rule {
    const char *record;
    unsigned function, name;
    unsigned key; /* the dispatch key's text; 0: it is told by the function's name */
};
const struct binding_library_rule *binding_library_of(struct walk *walk, shim_record record);

/* The name of the module whose body the function is by its name; NULL: it is none. */
const char *binding_module_of(const char *function);
/* What a function is exported as, by its name; false: it is not. `exported` points into `function`. */
struct binding_exported {
    const char *name, *module;
    uint8_t kind;
};
bool binding_exported(const char *function, struct binding_exported *exported);
/* Is it what an exported function hands the function to, and as which argument? */
bool binding_unpacks(const char *function, unsigned *argument);

/* Is it a function of such a library itself, by the namespace that it stands in? */
bool binding_is_own(const char *scope);

/* A function that gives back its one text, perhaps as another type. */
bool binding_is_text_wrapper(const char *function);

#endif
