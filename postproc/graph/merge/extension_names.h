/* One function under several Python names.
 *
 * A compiled module knows only its own name (PYBIND11_MODULE(_C, …)), not the
 * package that it is put into: C++ binds _C.fwd, and Python calls pkg._C.fwd.
 * And a class is called by its own name (_C.Foo) where C++ binds the method
 * (_C.Foo.__init__). Such a name of a function outside the analysed Python
 * code stands for the bound one when
 *
 * - it is a bound name, or ends in one, the longest there is, and what is in
 *   front begins with a package whose __init__.py the program has; and
 * - the module that it would be of is not itself a Python module of the program.
 *
 * What a library of TVM-FFI exports is bound as tvm_ffi.Module.f and, by the
 * file that exports it, as tvm_ffi.Module.a.f; Python that knows from which
 * files the library is built names both: tvm_ffi.Module.a+b.f.
 */
#ifndef CCH_GRAPH_EXTENSION_NAMES_H
#define CCH_GRAPH_EXTENSION_NAMES_H

#include <stdint.h>

#include "graph_file/graph.h"

/* Sets same[f] to the bound function that f is, for each such f (functions are
 * numbered from 1), and leaves the rest as it is. 0, or CCH_ERROR_MEMORY. */
int cch_extension_names(const cch_graph *graph, uint32_t *same);

#endif
