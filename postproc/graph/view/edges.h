/* The edges of a program, stored and derived. */
#ifndef CCH_GRAPH_EDGES_H
#define CCH_GRAPH_EDGES_H

#include "graph/view/program.h"

/* A program's edges, the stored ones, then the derived: what is void is left
 * out (an edge that stands for what an undefined function may do with a
 * callback, CCH_VIA_UNDEFINED_CALLER, once the program defines it), and what
 * never runs unless asked for (never.h). */
enum { CCH_EDGES_PASSES = 1, CCH_EDGES_NEVER = 2 };

struct cch_program_edge {
    uint32_t caller, callee, sites; /* the list of call sites */
    uint64_t passes;                /* with CCH_EDGES_PASSES */
    uint8_t kind, certain, never;
};
void cch_program_each_edge(const cch_program *program, unsigned flags,
                           void (*visit)(void *data, const struct cch_program_edge *edge), void *data);

#endif
