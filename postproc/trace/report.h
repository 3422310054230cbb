/* What `callchain trace` prints and writes. */
#ifndef CCH_TRACE_REPORT_H
#define CCH_TRACE_REPORT_H

#include "export/table.h"
#include "trace/trace.h"

enum cch_trace_by {
    CCH_TRACE_BY_KERNEL,
    CCH_TRACE_BY_OPERATOR,
    CCH_TRACE_BY_CHAIN,
    CCH_TRACE_BY_EVENT,
    CCH_TRACE_BY_ABSENT,
    CCH_TRACE_BY_NEVER
};
#define CCH_TRACE_BY_NAMES "kernel|operator|chain|event|absent|never"

struct cch_trace_outputs {
    FILE *stream; /* the table */
    const struct cch_format *format;
    enum cch_trace_by by;
    FILE *annotated; /* NULL, or the trace with what is known of each kernel event */
    FILE *folded;    /* NULL, or time by chain as collapsed stacks, in nanoseconds */
};

/* Reads and prints. `summary` is told in words: events, how many have a kernel, how many differ. Errors as for
 * cch_trace_make. */
int cch_trace_print(const cch_question *question, const char *path, const struct cch_trace_outputs *outputs,
                    char summary[static 512], cch_error *error);

#endif
