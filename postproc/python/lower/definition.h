/* What lower_statement.c and lower_definition.c share (lower.h). */
#ifndef CCH_PYTHON_LOWER_DEFINITION_H
#define CCH_PYTHON_LOWER_DEFINITION_H

#include "python/lower/lower.h"

void cch_py_define_class(struct cch_py_lower *l, struct cch_py_node *node);

/* The function of this place returns the variable. */
void cch_py_return(struct cch_py_lower *l, uint32_t variable);

/* `target` may hold instances of the classes that the annotation names. */
void cch_py_annotation(struct cch_py_lower *l, struct cch_py_node *node, uint32_t target);

#endif
