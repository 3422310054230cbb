/* Kernels by the names that profilers and demanglers print.
 *
 * One kernel is `void ns::k<T<(int)64, (bool)0>>(ns::P)` to one tool and
 * `k<T<64, false> >` to another. Names are compared word by word; what a tool
 * writes around them does not count: the result's type, the list of parameters,
 * a cast in front of a number and a suffix behind it, spaces. A name that ends
 * in "..." is a beginning; one without template arguments means all
 * specializations. A name that starts with _Z is a mangled one. */
#ifndef CCH_PARAMS_KERNEL_NAME_H
#define CCH_PARAMS_KERNEL_NAME_H

#include <stdbool.h>

#include "graph/view/name.h"
#include "graph/view/program.h"

/* Marks with 1, in wanted[0 … function_count], those of the candidates (1 in
 * `candidates`) that `name` means: those with exactly its scopes and, if there
 * are none, those with more around it or in between. Returns how many, or
 * CCH_ERROR_MEMORY. */
int cch_kernels_named(const cch_program *program, cch_names *names, const unsigned char *candidates, const char *name,
                      unsigned char *wanted);

/* `name` as it is compared, to free(); NULL: out of memory. */
char *cch_kernel_name_plain(const char *name);
/* Are two plain names one, `given` as it was asked for? `loose`: scopes of `ours` may be left out of it. */
bool cch_kernel_name_is(const char *ours, const char *given, bool loose);

#endif
