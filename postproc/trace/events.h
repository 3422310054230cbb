/* The kernel events of a profiler's trace, one after the other, whatever the
 * trace's size: PyTorch's Chrome trace (JSON, or that compressed by gzip) and
 * Nsight Systems' SQLite export. */
#ifndef CCH_TRACE_EVENTS_H
#define CCH_TRACE_EVENTS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/error.h"

enum { CCH_TRACE_UNTOLD = -1 }; /* a number that the event does not have */

#define CCH_TRACE_EVENT_MAX ((size_t)16 << 20) /* bytes of one event; a larger one is refused */

struct cch_trace_event {
    const char *name;       /* of the kernel, as the trace has it */
    const char *mangled;    /* or NULL */
    const char *op;         /* the framework's operator that launched it, "aten::mul"; NULL: not told */
    double start, duration; /* microseconds; the latter CCH_TRACE_UNTOLD */
    int64_t grid[3], block[3];
    int64_t shared;                        /* static and dynamic together */
    int64_t static_shared, dynamic_shared; /* where they are told apart */
    int64_t registers, device, stream;
    const char *text; /* of Chrome's: the event as JSON, `length` bytes; NULL else */
    size_t length;
};

/* What it returns, if not 0, ends the reading. All that the event points to is let go afterwards. */
typedef int cch_trace_visitor(void *data, const struct cch_trace_event *event);

struct cch_trace_request {
    cch_trace_visitor *visit;
    void *data;
    FILE *copy; /* NULL, or where all of a Chrome trace goes but its kernel events, which the visitor writes */
};

enum cch_trace_form { CCH_TRACE_CHROME, CCH_TRACE_NSIGHT };

/* What the file is, by its first bytes. Errors: CCH_ERROR_SYSTEM, CCH_ERROR_FORMAT. */
int cch_trace_form_of(const char *path, enum cch_trace_form *form, cch_error *error);

/* Errors, "cannot read 'x': …": CCH_ERROR_SYSTEM, CCH_ERROR_FORMAT with the byte where it ends being a trace,
 * CCH_ERROR_MEMORY, and what the visitor returned. */
int cch_trace_events(const char *path, const struct cch_trace_request *request, cch_error *error);

/* Private to trace/: the two forms. */
int cch_trace_chrome(const char *path, const struct cch_trace_request *request, cch_error *error);
int cch_trace_nsight(const char *path, const struct cch_trace_request *request, cch_error *error);

#endif
