/* What is wrong with a merged graph, for people. */
#ifndef CCH_GRAPH_MERGE_REPORT_H
#define CCH_GRAPH_MERGE_REPORT_H

#include <stdio.h>

#include "graph/merge/merge.h"

struct cch_merge_findings {
    struct cch_numbers missing;                 /* strings: expected units */
    struct cch_numbers incomplete, disagreeing; /* rows of CCH_PASS */
    struct cch_numbers conflicts;               /* functions defined at more than one place */
};

/* 0 or CCH_ERROR_MEMORY; to be released in any case. */
int cch_merge_findings_make(struct cch_merge_findings *findings, const cch_graph *graph, cch_error *error);
void cch_merge_findings_release(struct cch_merge_findings *findings);

/* A line for each, of every kind at most `limit` and then how many more. */
void cch_merge_findings_print(FILE *stream, const struct cch_merge_findings *findings, const cch_graph *graph,
                              size_t limit);

#endif
