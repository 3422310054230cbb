/* A whole program: the graph of one or more files, and the edges that follow
 * from its facts.
 *
 * Two kinds of edges stand in a graph file only as facts, because one unit
 * cannot know them (schema.h); a program completes them, all as possible:
 *
 * - virtual: an edge that names method M by static class V also leads to
 *   every method that overrides M, directly or through others, and whose
 *   class can be part of an object that is a V: V itself, a class derived
 *   from it, or another base of such a class (which can hold the final
 *   overrider where a base is virtual).
 * - through pointers: a call through a pointer leads to every function of
 *   the same signature whose address is taken, if some pass has both; a
 *   launch through a pointer leads to kernels, another call to what is no
 *   kernel. The edge holds in the passes that have both.
 *
 * Launches of what callers give, which are facts of both, become launches of
 * specializations (merge/specialize.h): functions, rows of launches and edges.
 *
 * A program is not changed once it is made; any number of threads may read it.
 */
#ifndef CCH_GRAPH_PROGRAM_H
#define CCH_GRAPH_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "graph/view/alternatives.h"
#include "graph_file/graph.h"

/* Distinct kinds of passes ("host", "sm_80", …) in one program; more are
 * refused. Every union of passes is a mask of 64 bits. */
#define CCH_PASS_KINDS_MAX 64

/* Derived edges in one program; more are refused. */
#define CCH_DERIVED_MAX 100000000u

struct cch_derived {
    uint32_t caller, callee; /* functions */
    uint32_t sites;          /* a list of the graph */
    uint32_t kind;           /* enum cch_kind */
    uint64_t passes;
    uint32_t certain; /* 1: certain */
    uint32_t named;   /* a virtual call's: the method that the call names, which the facts of the call have */
};

/* What the launches of specializations (merge/specialize.h) stand for: bytes, 1 where it is left out. */
struct cch_replaced {
    unsigned char *launches; /* by row of CCH_LAUNCH; NULL: none is */
    unsigned char *edges;    /* by row of CCH_EDGE */
    unsigned char *pointers; /* by function of the facts: its launches through pointers */
    unsigned char *settings; /* by row of CCH_KERNEL_SETTING */
};

static inline int cch_program_is_replaced(const unsigned char *rows, uint32_t row) { return rows && rows[row]; }

typedef struct cch_program {
    cch_graph *graph;
    uint32_t function_count;
    uint32_t *same;                                 /* by function: what it is another name of
                                                       (extension_names.h), or itself */
    uint32_t *source;                               /* by function: the end of its CCH_FUNCTION_SOURCE chain,
                                                       itself where it is as written */
    const char *pass_kinds[CCH_PASS_KINDS_MAX];     /* ascending; bit i of a mask */
    uint32_t pass_kind_strings[CCH_PASS_KINDS_MAX]; /* their string numbers */
    size_t pass_kind_count;
    struct cch_derived *derived;
    size_t derived_count;
    struct cch_replaced replaced;
    cch_alternatives alternatives; /* edges from operators to what they may run */
    unsigned char *never;          /* by function, 1: it never runs (never.h); NULL: all may */
} cch_program;

/* Leaves only what operators run on the device ("cuda", "cpu" …); to be called
 * before anything else has the program. Errors: CCH_ERROR_MEMORY. */
int cch_program_for_device(cch_program *program, const char *device, cch_error *error);

void cch_program_free(cch_program *program); /* NULL is fine */

/* The mask of a list of passes. */
uint64_t cch_program_passes(const cch_program *program, uint32_t list);

/* Less than, equal to or greater than 0: sites in the order of file, line,
 * column; 0 (none) comes last. */
int cch_site_compare(const cch_graph *graph, uint32_t left, uint32_t right);

#endif
