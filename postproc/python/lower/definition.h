/* What lower_statement.c and lower_definition.c share (lower.h). */
#ifndef CCH_PYTHON_LOWER_DEFINITION_H
#define CCH_PYTHON_LOWER_DEFINITION_H

#include "python/lower/lower.h"

void py_define_class(struct py_lower *l, struct py_node *node);

/* The function of this place returns the variable. */
void py_return(struct py_lower *l, uint32_t variable);

/* `target` may hold instances of the classes that the annotation names. */
void py_annotation(struct py_lower *l, struct py_node *node, uint32_t target);

#endif
