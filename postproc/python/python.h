/* The Python front end: packages' sources to a call-chain graph.
 *
 * Python's own parser reads the files (in worker processes); no code of the
 * project is imported or run. What the graph holds:
 *
 * - every function and method as `py:` and its dotted path, with `<locals>`
 *   for nested ones; a second definition of the same path is told apart by
 *   `#2`, a property's setter by `.setter`; a module's top-level code, class
 *   bodies and decorators included, is `py:package.module.<module>`
 *   (synthetic);
 * - names outside, as far as they are called: `py:torch.empty` (external);
 *   those given by compiled code are bindings: `py:module.name`, and
 *   `py:torch.ops.ns.op` for torch operators. Builtins are left out;
 * - calling a class is an edge `construct` to the __init__ that runs (and the
 *   __new__, if the project has one), or to the class itself (flag class)
 *   when the project has neither;
 * - `dispatch`: nn.Module's call to forward, autograd.Function.apply to
 *   forward (certain) and backward (possible), an operator to what is
 *   registered for it, and what a library function calls back. The caller of
 *   a callback is the function that handed it over;
 * - `launch`: of what a kernel's decorator made one (kernels.c): a Triton kernel
 *   with its grid, kernel[grid](…), or a call of a CuTe kernel. Anything else
 *   that is subscripted and called is an element, called;
 * - importing a module is no call of its top-level code.
 * - a name that is a string (an attribute's, an operator's, a key) is followed
 *   from where it is written; what is named is certain where nothing else can
 *   be. getattr() of compiled code by a name that isn't is a CCH_PROBLEM row.
 * - where too many values come together to be followed, calls of them are
 *   possible. What that and any other bound cuts is a CCH_PROBLEM row of the
 *   file that names the lines (lower/cuts.h). The bounds don't depend on how
 *   large the program is.
 */
#ifndef CCH_PYTHON_PYTHON_H
#define CCH_PYTHON_PYTHON_H

#include <stddef.h>

#include "base/error.h"
#include "graph_file/graph.h"

typedef struct cch_python_options {
    const char *root;            /* what file names are relative to; NULL: the folder above the first package */
    unsigned jobs;               /* worker processes; 0: as many as there are processors, at most 4 */
    const char *const *bindings; /* further names of compiled modules */
    size_t binding_count;
    int namespaces; /* a folder that is given is a package, without an __init__.py, too */
} cch_python_options;

typedef struct cch_python_summary {
    size_t files, problems; /* found; those that could not be used */
    size_t functions, classes, edges;
} cch_python_summary;

/* Reads the packages (folders, or single .py files) and adds them to `graph`,
 * which is canonical afterwards. A file that cannot be used is a CCH_PROBLEM
 * row and counted in summary->problems; the rest is complete. `summary` may
 * be NULL. Errors: CCH_ERROR_SYSTEM (a path cannot be read), CCH_ERROR_USAGE,
 * CCH_ERROR_MEMORY. */
int cch_python_read(const char *const *paths, size_t count, const cch_python_options *options, cch_graph *graph,
                    cch_python_summary *summary, cch_error *error);

#endif
