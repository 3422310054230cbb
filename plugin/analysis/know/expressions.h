/* Expressions looked at for what they stand for: the lvalue that they name, the value without what changes none. */
#ifndef CALLCHAIN_PLUGIN_KNOW_EXPRESSIONS_H
#define CALLCHAIN_PLUGIN_KNOW_EXPRESSIONS_H

#include "shim/shim.h"

enum { CHILDREN_MAX = 64, LVALUE_SIZE = 256 };

/* The children of a statement, the first to the last that are kept. */
struct children {
    shim_stmt items[CHILDREN_MAX];
    unsigned count;
    bool more;
};
void children_of(shim_unit *unit, shim_stmt stmt, struct children *children);

/* The variable that an expression names, casts aside; NULL: it names none. */
shim_variable expression_variable(shim_stmt expression);

/* The variable that `a[i].b.c` begins with; what follows, "[i].b.c", is put into `path`. NULL: none. */
shim_variable lvalue_of(shim_unit *unit, shim_stmt expression, char path[LVALUE_SIZE]);

/* Looks through what does not change a value: one-operand wrappers and copies
 * of the same class. */
shim_stmt expression_peel(shim_unit *unit, shim_stmt expression);

#endif
