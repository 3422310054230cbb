/* What a graph holds, in numbers, and what is wrong with it. */
#ifndef CCH_GRAPH_INFO_H
#define CCH_GRAPH_INFO_H

#include "graph/view/errors.h"
#include "graph/view/functions.h"

enum { CCH_LANGUAGE_COUNT = CCH_LANGUAGE_PYTHON + 1 };

typedef struct cch_info {
    size_t units, incomplete_units;
    size_t passes[CCH_PASS_KINDS_MAX];          /* by kind, as pass_kinds */
    const char *pass_kinds[CCH_PASS_KINDS_MAX]; /* ascending; belong to the graph */
    size_t pass_kind_count, pass_count;   /* of more kinds than there is room for, the rest is in pass_count only */
    size_t functions[CCH_LANGUAGE_COUNT]; /* that the view shows */
    size_t function_count, defined, specializations;
    size_t certain[CCH_KIND_COUNT], possible[CCH_KIND_COUNT], edge_count; /* edges of the view */
    size_t launches;
    struct cch_numbers entry_points, kernels, bindings; /* functions, by name */
    /* Problems: */
    cch_errors errors;                     /* with the passes that have some */
    struct cch_numbers missing;            /* strings: expected units without a pass */
    struct cch_numbers disagreeing;        /* rows of CCH_PASS with more than one content */
    struct cch_numbers conflicts;          /* functions defined at more than one place */
    struct cch_numbers undefined_bindings; /* called from Python, defined by no C++ */
    struct cch_numbers unused_bindings;    /* defined by C++, called by no Python; empty
                                              where the graph holds no Python */
} cch_info;

/* Errors: CCH_ERROR_MEMORY; the info is to be released in any case. */
int cch_info_make(cch_info *info, const cch_view *view, cch_names *names, enum cch_naming naming, cch_error *error);
void cch_info_release(cch_info *info);

#endif
