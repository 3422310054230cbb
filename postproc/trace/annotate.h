/* A Chrome trace with what is known of each kernel event. Private to trace/. */
#ifndef CCH_TRACE_ANNOTATE_H
#define CCH_TRACE_ANNOTATE_H

#include "trace/trace.h"

/* Writes one kernel event, with members "callchain …" among its arguments. Of an event that is no JSON one is made;
 * `first`: it is the first one of the list. */
void cch_trace_annotate(FILE *stream, const cch_question *question, const struct cch_trace_event *event,
                        const struct cch_trace_group *group, unsigned differs, bool first);

#endif
