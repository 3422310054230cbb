/* Kernel launches with their configurations: the one place that every
 * listing and table of launches takes them from.
 *
 * Each row of CCH_LAUNCH is a launch of its own (a kernel, a place, a way
 * through the caller's branches, a configuration). At a view's level launches
 * that become alike are one, with the union of their passes. Those in functions
 * that never run (never.h) are none. */
#ifndef CCH_GRAPH_LAUNCHES_H
#define CCH_GRAPH_LAUNCHES_H

#include <stdbool.h>

#include "graph/view/functions.h"

/* Found launches ----------------------------------------------------------- */

struct cch_view_launch {
    uint32_t row;            /* of CCH_LAUNCH: the texts and the site */
    uint32_t caller, kernel; /* the view's functions; kernel 0: not known */
    uint64_t passes;
};

struct cch_launches {
    struct cch_view_launch *items;
    size_t count;
};

enum cch_launch_order {
    CCH_LAUNCHES_BY_CALLER, /* kernel, caller (names, then identities), site, way, configuration; what is alike in
                               all of these is one */
    CCH_LAUNCHES_BY_SITE    /* kernel (an unknown one last), site, way, configuration, caller: none are joined, and
                               those that cch_launches_alike is true of lie side by side */
};

/* The launches whose kernel or caller the patterns mean (all without a
 * pattern). Errors: CCH_ERROR_USAGE for a malformed pattern, CCH_ERROR_MEMORY. */
int cch_launches_find(const cch_view *view, cch_names *names, enum cch_naming naming, enum cch_launch_order order,
                      const char *const *patterns, size_t count, struct cch_launches *launches, cch_error *error);
void cch_launches_release(struct cch_launches *launches);

/* One kernel, site, way and configuration (CCH_LAUNCH rows), whatever the
 * caller: a template's specializations launch alike what they all name. */
bool cch_launches_alike(const cch_graph *graph, uint32_t row, uint32_t other);

/* What a launch is given ---------------------------------------------------- */

enum cch_amount_kind { CCH_AMOUNT_NUMBER, CCH_AMOUNT_EXPRESSION, CCH_AMOUNT_UNKNOWN };

struct cch_amount {
    enum cch_amount_kind kind;
    int64_t number;
    const char *text;       /* the graph's */
    enum cch_reason reason; /* of an UNKNOWN one */
};

/* Three dimensions: NUMBER when all of them are, UNKNOWN when one cannot be. */
struct cch_extent {
    enum cch_amount_kind kind;
    struct cch_amount dimensions[3];
    bool whole; /* the first is an expression for all three */
    int wrong;  /* of an UNKNOWN one: which dimension, or -1 */
    enum cch_reason reason;
    uint32_t depends; /* string: a list */
};

/* `cells`: x, y and z, as CCH_LAUNCH_GRID_X and its like. */
struct cch_extent cch_extent_read(const cch_graph *graph, const uint32_t *cells, uint32_t depends);
/* Bytes, a truth. */
struct cch_amount cch_bytes_read(const cch_graph *graph, uint32_t cell);

/* "4, n, 1", or "unknown: y, 0, is 0: …"; to be freed, NULL: out of memory. */
char *cch_extent_text(const struct cch_extent *extent);
char *cch_amount_text(const struct cch_amount *amount);
/* Why an UNKNOWN one is: what stands behind "unknown: " there. */
char *cch_extent_unknown(const struct cch_extent *extent);
char *cch_amount_unknown(const struct cch_amount *amount);

/* A launch's configuration, for every listing and table; texts are the graph's. */
struct cch_configuration {
    struct cch_extent grid, block;
    struct cch_amount shared_memory;                         /* dynamic, in bytes */
    uint32_t shared_memory_depends;                          /* string: a list */
    bool has_grid, has_block, has_shared_memory;             /* the compiler said something of it */
    const char *grid_text, *block_text, *shared_memory_text; /* as written */
    const char *stream, *api, *attributes;
    uint32_t site;
};
struct cch_configuration cch_configuration_read(const cch_graph *graph, uint32_t launch); /* row of CCH_LAUNCH */

/* A launch (a row of CCH_LAUNCH) for a listing. */
struct cch_launch_texts {
    char *grid, *block, *shared_memory; /* as above */
    char *when; /* the branches of its caller that it stands in, "n > 3: true; d: case 64"; "" for none */
};

/* 0 or CCH_ERROR_MEMORY, and then there is nothing to release. */
int cch_launch_texts_make(struct cch_launch_texts *texts, const cch_graph *graph, uint32_t row);
void cch_launch_texts_release(struct cch_launch_texts *texts);

#endif
