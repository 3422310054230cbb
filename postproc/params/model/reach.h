/* What can run from an entry, and from where a kernel can be reached. Private
 * to params/. */
#ifndef CCH_PARAMS_MODEL_REACH_H
#define CCH_PARAMS_MODEL_REACH_H

#include "graph/view/view.h"

struct cch_model_reach {
    const cch_view *view, *instances;
    unsigned char *allowed; /* by function (those of specializations, too): 1 for what is known to run once the
                                 entry does; ask cch_model_reach_allows */
    bool refused;           /* something was asked for that cannot run */
    bool failed;
    bool plain; /* the entry allows what it calls and nothing more: whatever runs it allows all that it does */
    uint32_t *marked, *queue;       /* functions: those allowed; those met */
    size_t marked_count, count, at; /* `at`: of the queue, the first whose calls were not followed */
    unsigned char *met, *bound, *left_out;
    uint32_t *members, *first_member; /* by function as written: its specializations and itself */
    struct cch_model_member {
        uint32_t scope, function;
    } *methods;            /* functions in a class or namespace, by that */
    uint32_t *python;      /* Python's functions by identity */
    unsigned char *opened; /* by constructor: its class's methods are met */
    uint32_t *classes;     /* those */
    size_t method_count, python_count;
    const uint32_t *entries;          /* all that are asked about, in this order */
    size_t entry_count, entry, first; /* the one at hand; the first that `may` tells of */
    bool whole;                       /* `may` tells of the one at hand */
    uint64_t *met_by, *may; /* by function: which of 64 entries meet it, and which allow it; NULL: not asked yet */
    unsigned char *waits;
    uint32_t *waiting;
};

/* `view` is at CCH_LEVEL_SOURCE, and what the answer is for; `instances` is at
 * CCH_LEVEL_INSTANCE: std::vector<A> runs A's destructor alone. `without`: by
 * function, those that are left out; may be NULL. 0 or CCH_ERROR_MEMORY. */
int cch_model_reach_start(struct cch_model_reach *reach, const cch_view *view, const cch_view *instances,
                          const unsigned char *without);
void cch_model_reach_release(struct cch_model_reach *reach);

/* The entries in the order in which they will be asked about; they stay the caller's. */
void cch_model_reach_plan(struct cch_model_reach *reach, const uint32_t *entries, size_t count);

/* The entry of this number. A function that Python sees is entered by its binding or
 * called by name, not through a pointer. For a constructor or a class also what
 * can run from its other methods; with an autograd function's forward goes its
 * backward. 0 or CCH_ERROR_MEMORY. */
int cch_model_reach_from(struct cch_model_reach *reach, size_t entry);

/* Can the function run? Calls are followed no further than it takes to know, or, where that is far, for many entries at
 * once. NULL: everything can. Without memory `failed` is set, and nothing can. */
bool cch_model_reach_find(struct cch_model_reach *reach, uint32_t function);
static inline bool cch_model_reach_allows(struct cch_model_reach *reach, uint32_t function) {
    return !reach || reach->allowed[function] || cch_model_reach_find(reach, function);
}

/* Whenever `caller` is allowed `callee` is, too: it has no other specializations and calls it. */
bool cch_model_reach_implies(const struct cch_model_reach *reach, uint32_t caller, uint32_t callee);

/* By function: 1 for kernels and all from which one is launched. To free(). */
unsigned char *cch_model_reaching(const cch_view *view, uint32_t flag);

/* A class object in Python stands for its constructor: `entry` itself, or that
 * class's __init__. */
uint32_t cch_model_constructor(const cch_view *view, uint32_t entry);

#endif
