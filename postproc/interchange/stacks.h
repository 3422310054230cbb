/* Chains to kernels as stacks of a profile, the caller first: the functions as written,
 * and of how many specializations of the kernel at the end a stack is. */
#ifndef CCH_INTERCHANGE_STACKS_H
#define CCH_INTERCHANGE_STACKS_H

#include "graph/chains/chains.h"
#include "interchange/interchange.h"

struct cch_stack {
    const uint32_t *functions;
    size_t length;
    uint32_t kernel; /* the specialization */
    size_t weight;   /* distinct kernels */
};

typedef struct cch_stacks {
    cch_chains *chains;
    struct cch_stack *items; /* distinct, ordered by their functions' numbers */
    size_t count;
} cch_stacks;

/* For a view of CCH_LEVEL_INSTANCE. Errors: CCH_ERROR_MEMORY; to be released in any case. */
int cch_stacks_make(cch_stacks *stacks, const struct cch_interchange_request *request,
                    struct cch_interchange_report *report, cch_error *error);
void cch_stacks_release(cch_stacks *stacks);

#endif
