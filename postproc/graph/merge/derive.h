/* Derives the edges that program.h describes; used by cch_program_make. */
#ifndef CCH_GRAPH_DERIVE_H
#define CCH_GRAPH_DERIVE_H

#include "graph/view/program.h"

struct cch_derivation {
    const cch_program *program;
    struct cch_derived *items; /* to free() */
    size_t count, capacity;
    int status; /* CCH_OK, CCH_ERROR_MEMORY, or CCH_ERROR_FORMAT: too many */
};

void cch_derive_virtual(struct cch_derivation *derivation);
void cch_derive_indirect(struct cch_derivation *derivation);

/* Adds an edge, unless one of its ends is missing (0). */
void cch_derivation_add(struct cch_derivation *derivation, const struct cch_derived *edge);

#endif
