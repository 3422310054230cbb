/* A program seen at one level: which functions stand for themselves, and the
 * edges between them, to be walked both ways.
 *
 * CCH_LEVEL_SOURCE shows each function once, as it is written: what is known
 * of specializations is shown at their source function. Edges that become
 * one are joined: passes and call sites as unions, and certain if any of them
 * is certain, since "this text calls that text" is then certain for at least
 * one instance; ask at CCH_LEVEL_INSTANCE for which one. Two edges in a row are
 * no way, therefore: one specialization may have the one, another the other.
 * What leads where is asked of chains.h and instances.h.
 *
 * CCH_LEVEL_INSTANCE shows every function of the graph but the templates as
 * written, which never run.
 *
 * Functions keep the numbers that they have in the graph.
 */
#ifndef CCH_GRAPH_VIEW_H
#define CCH_GRAPH_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "graph/view/program.h"

enum cch_level { CCH_LEVEL_SOURCE, CCH_LEVEL_INSTANCE };

enum cch_view_flag {
    CCH_VIEW_FOLD_LAMBDAS = 1,  /* closures are shown at the function that they are written in,
                                   if only that calls them (fold.h) */
    CCH_VIEW_NEVER = 2,         /* with the calls that never run, as possible ones; left out else, and with
                                   them what functions call that never run (never.h) */
    CCH_VIEW_WITHOUT_EDGES = 4, /* for who asks for functions and chains alone: edges, out, in and
                                   in_edges are NULL */
};

struct cch_view_edge {
    uint32_t caller, callee;
    uint32_t site;  /* the least call site, 0 if none is known */
    uint32_t count; /* distinct call sites */
    uint64_t passes;
    uint8_t kind; /* enum cch_kind */
    uint8_t certain;
    uint8_t never; /* in code that never runs, at every site */
};

typedef struct cch_view {
    const cch_program *program; /* must outlive the view */
    enum cch_level level;
    uint32_t function_count;
    uint32_t *node;            /* by function: the function that stands for it here */
    uint32_t *flags;           /* by function that stands for itself: enum cch_function_flag,
                                  with what its specializations have in common with it */
    uint32_t *specializations; /* by function: how many others it stands for */
    unsigned char *touched;    /* by function, at CCH_LEVEL_INSTANCE: 1 if an edge leads from or to it */
    size_t edge_count;
    struct cch_view_edge *edges; /* by caller, callee, kind */
    size_t *out;                 /* the edges of caller f: edges[out[f]] … edges[out[f + 1] - 1] */
    size_t *in;                  /* those to callee f: edges[in_edges[in[f]]] … */
    uint32_t *in_edges;
} cch_view;

/* Errors: CCH_ERROR_MEMORY. */
int cch_view_new(cch_view **view, const cch_program *program, enum cch_level level, unsigned flags, cch_error *error);
void cch_view_free(cch_view *view); /* NULL is fine */

/* Is this function one that the view shows? */
bool cch_view_shows(const cch_view *view, uint32_t function);

/* The cell of a function, or, where that is empty, of its definition's other
 * places: the site to show. `what` becomes "definition", "device definition",
 * "declaration" or "". */
uint32_t cch_view_place(const cch_view *view, uint32_t function, const char **what);

#endif
