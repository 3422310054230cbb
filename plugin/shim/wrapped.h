// Expressions that stand for another one: parentheses, temporaries, defaults.
#ifndef CALLCHAIN_PLUGIN_SHIM_WRAPPED_H
#define CALLCHAIN_PLUGIN_SHIM_WRAPPED_H

#include "unit.h"

// The one expression that it stands for, whose value or object it has; null: it stands for itself.
const Expr *wrapped(const Expr *E);

#endif
