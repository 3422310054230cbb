/* What of the names outside a program is compiled code. */
#ifndef CCH_PYTHON_BINDINGS_H
#define CCH_PYTHON_BINDINGS_H

#include "python/solve/solve.h"

/* Names outside the program that are extension modules. */
struct cch_py_bindings {
    struct cch_py_table modules; /* name, the program's → 1: told so */
    struct cch_py_arena *arena;
    const struct cch_py_files *files;
    struct cch_py_names names;  /* modules that were looked for on disk */
    struct cch_py_table looked; /* one of these + 1 → what was found */
};

/* Looks into the setup.py files at and below the import roots for the names
 * that their …Extension(…) calls give. Text only: nothing is run. */
void cch_py_bindings_find(struct cch_py_arena *arena, struct cch_py_names *names, const struct cch_py_files *files,
                          struct cch_py_bindings *bindings);
/* Whether a dotted name outside the program is given by compiled code: a torch
 * operator, or of a module that setup.py or the caller names, that has a
 * shared library or only a stub in the project, or that is named as extensions
 * are where nothing in the project says otherwise. Any other import that is
 * not known is just that. */
int cch_py_is_binding(struct cch_py_bindings *bindings, const struct cch_py_program *program, uint32_t name);

#endif
