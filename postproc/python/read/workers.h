/* Worker processes that parse and lower files.
 *
 * Each worker is a fork with an interpreter of its own: files are read in
 * parallel, and if Python's parser dies of one, only that file is lost.
 */
#ifndef CCH_PYTHON_WORKERS_H
#define CCH_PYTHON_WORKERS_H

#include "base/error.h"
#include "python/read/files.h"
#include "python/lower/unit.h"

struct cch_py_read {
    struct cch_py_unit *unit; /* NULL when the file could not be read */
    const char *problem;      /* why not, one line */
    uint32_t line;            /* where in the file; 0 unknown */
};

/* Reads files->list; `results` has as many places, zeroed. */
int cch_py_workers_run(struct cch_py_arena *arena, const struct cch_py_files *files, unsigned jobs,
                       struct cch_py_read *results, cch_error *error);

#endif
