/* Methods of objects that nothing is known of. */
#ifndef CCH_PYTHON_GUESS_H
#define CCH_PYTHON_GUESS_H

#include "python/solve/solve.h"

/* Adds possible edges for calls of methods on objects of unknown type. */
void cch_py_guess_methods(struct cch_py_solver *s);

#endif
