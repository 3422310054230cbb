/* What `callchain diff` prints. */
#ifndef CCH_GRAPH_DIFF_REPORT_H
#define CCH_GRAPH_DIFF_REPORT_H

#include "graph/diff/diff.h"
#include "graph/view/question.h"

struct cch_diff_report {
    const cch_diff *diff;
    const cch_question *question; /* two: old, new */
    size_t limit;                 /* of each list in text, and of chains */
    FILE *stream;
};

/* "kernel", "kernels"; "added". */
const char *cch_diff_noun(enum cch_diff_what what, bool plural);
const char *cch_diff_change_name(enum cch_diff_change change);

/* Is there no difference, as far as was compared? */
bool cch_diff_is_empty(const cch_diff *diff);

void cch_diff_print_text(const struct cch_diff_report *report);
void cch_diff_print_json(const struct cch_diff_report *report);
/* 0 or CCH_ERROR_MEMORY. */
int cch_diff_print_table(const struct cch_diff_report *report, const struct cch_format *format);

/* What keeps the comparison from being whole: one line each to `line`, with
 * the context; used by both forms. */
void cch_diff_warnings(const struct cch_diff_report *report, void (*line)(void *context, const char *text),
                       void *context);

#endif
