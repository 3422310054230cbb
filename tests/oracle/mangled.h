/* Mangled names as LLVM's IR has them, brought to the form that the graph
 * uses: one name for what a person calls one function.
 *
 * Source: the Itanium C++ ABI, "Mangling"; clang's CGCUDANV.cpp for kernels'
 * host stubs. None of this asks the plugin anything.
 */
#ifndef CALLCHAIN_TESTS_ORACLE_MANGLED_H
#define CALLCHAIN_TESTS_ORACLE_MANGLED_H

#include <stdbool.h>

struct mangled {
    char *name;     /* normalised; the caller frees it */
    bool thunk;     /* a thunk: `name` is its target's */
    bool stub;      /* a kernel's host stub: `name` is the kernel's */
    bool structor;  /* `name` is the complete-object form of a structor, `raw` another one */
    bool unchecked; /* the same, and the demangler could not read the name */
};

/* - "\01" (a name given with asm) goes, and clang's suffixes (".12", ".inline") with it;
 * - _ZTh…, _ZTv…, _ZTc… become the function that they jump to;
 * - 21__device_stub__kernel becomes 6kernel;
 * - C2, C3 become C1, CI2 becomes CI1, D0 and D2 become D1, where these are a
 *   constructor's or destructor's encoding and not text of an identifier:
 *   a replacement is made only if the demangler reads both names alike.
 * Returns 0, or -1 when out of memory. */
int mangled_normalise(const char *raw, struct mangled *out);

#endif
