/* An analysis: what is to be known of a pass beyond who calls whom. It is one
 * file with a state of its own and one row in the table of pass.c; the walker
 * and the output reach it through these functions alone. Each may be NULL.
 *
 * None of them fails: when there is no memory the pass is left at once
 * (containers/memory.h), and the graph is asked by the walker (walk_ask_graph). */
#ifndef CALLCHAIN_PLUGIN_ANALYSIS_H
#define CALLCHAIN_PLUGIN_ANALYSIS_H

#include "shim/shim.h"

struct walk;
struct raw_edge;

/* A statement that waits for its turn, or has it. */
struct work_item {
    shim_stmt stmt;
    uint32_t location; /* 0, or the place that stands for everything in here */
    bool external;     /* who made the object is not who destroys it */
    uint32_t guard;    /* the branch that it stands in */
    bool never;        /* decided by constants: it does not run */
};

#define STATEMENT(kind) (1u << SHIM_STMT_##kind)

struct analysis {
    const char *name;
    size_t state_size;   /* of `state`, which is zeroed at first */
    uint32_t statements; /* the kinds that `statement` is shown: a set of STATEMENT() */
    bool apart;          /* its rows are no part of the pass's contents: they are more where nothing is compiled */

    /* A body: a function's, or (walk->current is UINT32_MAX) a variable's initialiser. */
    void (*begin_body)(struct walk *walk, void *state);
    /* A call; `facts->callee` NULL: through a pointer. */
    void (*call)(struct walk *walk, void *state, shim_stmt call, const struct shim_call *facts, uint32_t location);
    /* A statement before its parts; true: it has pushed them itself. */
    bool (*statement)(struct walk *walk, void *state, enum shim_stmt_kind kind, const struct work_item *item);
    /* A variable of static storage whose initialiser is walked now. */
    void (*variable)(struct walk *walk, void *state, shim_variable variable);
    /* Something that the body at hand leads to, also from where it never runs (walk->never). */
    void (*edge)(struct walk *walk, void *state, const struct raw_edge *edge);
    void (*end_body)(struct walk *walk, void *state);

    bool (*step)(struct walk *walk, void *state);  /* nothing is left to walk; true: now there is */
    void (*write)(struct walk *walk, void *state); /* into the graph, in the table's order */
    void (*release)(void *state);                  /* what the state owns; the state itself is the table's */
};

/* The analyses of a pass, with their states. */
enum { ANALYSES_MAX = 32, STATEMENT_KINDS_MAX = 32 };
struct analyses {
    const struct analysis *rows[ANALYSES_MAX];
    void *states[ANALYSES_MAX];
    unsigned count;
    uint32_t on_call, on_edge;                  /* sets of rows that have this function */
    uint32_t on_statement[STATEMENT_KINDS_MAX]; /* those that are shown this kind */
};

/* The rows in a set, one after the other: for (set = …; set; set &= set - 1) row = analyses_first(set). */
static inline unsigned analyses_first(uint32_t set) { return (unsigned)__builtin_ctz(set); }

#endif
