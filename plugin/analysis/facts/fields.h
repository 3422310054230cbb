/* What the fields of an object are, by what has made it: a list, a constructor, assignments, a function that returns it. */
#ifndef CALLCHAIN_PLUGIN_FIELDS_H
#define CALLCHAIN_PLUGIN_FIELDS_H

#include "know/expressions.h"
#include "walk/walk.h"

/* The field ("grid", "config.grid") of the object that the expression is, in the body at hand; the guard at hand is
 * where it is asked for. Parameters of functions that are looked into are bound (values_bind): the caller notes how many
 * are before, and unbinds them when it is done with the value. NULL: not known. */
shim_stmt fields_find(struct walk *walk, shim_stmt object, const char *path);
/* The same of a variable that is no parameter. */
shim_stmt fields_of_variable(struct walk *walk, shim_variable variable, const char *path);
/* The array or object that a parameter which is bound stands for, and its part (`path`, "" the whole); the variable
 * itself where it is not bound. NULL: not known. */
shim_variable fields_unbound(struct walk *walk, shim_variable variable, char path[LVALUE_SIZE]);

/* What is behind `path` in a place ("a" of "a.b": "b", of "a[0]": "[0]"); NULL: it is another place. */
const char *fields_rest(const char *path, const char *place);

/* Each assignment to an element or member of the variable's part `path` in functions that are looked into, in their
 * order; `always`: not in a branch or loop. */
typedef void fields_visitor(void *data, const char *path, shim_stmt value, bool always);
void fields_visit_returned(struct walk *walk, shim_stmt call, shim_variable variable, const char *path,
                           fields_visitor *visit, void *data);

#endif
