/* Launches of what callers give.
 *
 * A function can launch a kernel, or with a configuration, that is a parameter of it (CCH_LAUNCH_PARAMETER); what its
 * callers give for it are facts, too (CCH_HANDED). For each set of values that is given, a program has a
 * specialization of that function: a function of its own, whose source is the function, that callers with these values
 * call and that launches with them. So is each function in between that hands on what it is given. A specialization has
 * only these calls and launches; the function keeps its other ones. Where all its callers are known to be of
 * specializations, its own launches of what it is given are left out.
 */
#ifndef CCH_GRAPH_SPECIALIZE_H
#define CCH_GRAPH_SPECIALIZE_H

#include "graph/merge/derive.h"

/* Specializations in one program; where there are more, CCH_PROBLEM tells. */
#define CCH_SPECIALIZATIONS_MAX 200000u

/* Adds functions, launches (behind the others) and their branches to the program's graph, and edges to the derivation, which has those of
 * virtual calls already; sets what the program leaves out. Errors: CCH_ERROR_MEMORY. */
int cch_specialize(cch_program *program, cch_graph *graph, struct cch_derivation *derivation);

#endif
