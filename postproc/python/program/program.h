/* What each function of a file does, as the text that `select` evaluates.
 *
 * PROGRAM.md beside graph_file/FORMAT.md has the language. Written straight from
 * the syntax tree, a table by node kind: names are resolved to locals, captured
 * variables and globals by scope.h's rules; calls are by value. What the
 * language has no words for is `unk` or `unread` with a reason.
 */
#ifndef CCH_PYTHON_PROGRAM_PROGRAM_H
#define CCH_PYTHON_PROGRAM_PROGRAM_H

#include "python/lower/lower.h"

/* Adds the code of the module's body and of every function that lowering numbered
 * (node->made) to l->unit. Runs once the file is lowered. */
void cch_py_write_program(struct cch_py_lower *l, struct cch_py_node *module);

#endif
