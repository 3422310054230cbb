/* A profiler's trace beside a program: which specialization each kernel event
 * is of, by which operator and chain it was reached, where its time went, what
 * the program's table of launches expected, and what never ran.
 *
 * Held are the distinct names of kernels and operators, never the events. */
#ifndef CCH_TRACE_TRACE_H
#define CCH_TRACE_TRACE_H

#include "graph/view/question.h"
#include "trace/events.h"
#include "trace/expected.h"
#include "trace/match.h"
#include "trace/way.h"

/* Events of one kernel's name that one operator launched. */
struct cch_trace_group {
    const char *name, *op; /* as in the trace; op "": not told */
    uint32_t kernel;       /* 0: see `match` */
    enum cch_match match;
    struct cch_trace_way way;
    const char *chain;                     /* "a -> b -> kernel"; "" */
    uint64_t count, timeless;              /* events; those without a duration */
    double time;                           /* microseconds */
    uint64_t differing;                    /* events that differ from what was expected */
    unsigned differs;                      /* enum cch_differs, of any of them */
    const struct cch_trace_launch *launch; /* of the last one; NULL: the kernel is launched nowhere */
};

typedef struct cch_trace {
    struct cch_trace_group *groups; /* the most time first */
    size_t count;
    uint64_t events;
    double time;
    uint32_t *never; /* kernels that are launched, and that no event is surely of */
    size_t never_count;
} cch_trace;

/* Each event as it comes, with its group so far. What it returns, if not 0, ends it. */
typedef int cch_trace_group_visitor(void *data, const struct cch_trace_event *event,
                                    const struct cch_trace_group *group, unsigned differs);

struct cch_trace_wish {
    const char *path;
    cch_trace_group_visitor *visit; /* NULL: none */
    void *data;
    FILE *copy; /* as in cch_trace_request */
};

/* `question`: a view at CCH_LEVEL_INSTANCE. Errors as for cch_trace_events and cch_hardware_visit. */
int cch_trace_make(cch_trace **trace, const cch_question *question, const struct cch_trace_wish *wish,
                   cch_error *error);
void cch_trace_free(cch_trace *trace); /* NULL is fine */

/* Why a group has no kernel: a phrase; "" where it has one. */
const char *cch_trace_why(const struct cch_trace_group *group);
/* "block, shared memory" for a mask, "" for none. */
const char *cch_trace_differs_text(unsigned differs);

#endif
