/* Which files make up the project, and what Python calls them.
 *
 * A folder with an __init__.py is a package; the import root is the first
 * folder above it without one. A folder without is an import root itself,
 * and folders in it without an __init__.py are namespace packages; with
 * `namespaces` it is one, too, of the folder above it.
 */
#ifndef CCH_PYTHON_FILES_H
#define CCH_PYTHON_FILES_H

#include "base/error.h"
#include "python/solve/memory.h"

struct cch_py_file {
    const char *path;   /* to open it */
    const char *shown;  /* relative to the project root, or absolute */
    const char *module; /* dotted */
    const char *alias;  /* the same from the nearest folder that is no package: how a script
                           next to it, or an import path that we don't know, would say it */
    int is_package;     /* an __init__.py */
};

struct cch_py_file_problem {
    const char *shown;
    const char *text;
};

struct cch_py_files {
    PY_ARRAY(struct cch_py_file) list; /* ordered by shown path */
    PY_ARRAY(struct cch_py_file_problem) problems;
    PY_ARRAY(const char *) roots; /* import roots, as real paths */
    const char *root;             /* what `shown` is relative to */
};

/* Finds the Python files under each of `paths` (folders or files). `root` may
 * be NULL: the import root of the first path. Fails only when a path itself
 * cannot be read; what lies below and can't be read is a problem. */
int cch_py_files_find(struct cch_py_arena *arena, const char *const *paths, size_t count, const char *root,
                      int namespaces, struct cch_py_files *files, cch_error *error);

const char *cch_py_format(struct cch_py_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));

#endif
