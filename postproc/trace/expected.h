/* What the hardware table says of a kernel's launches, beside what ran. Private to trace/. */
#ifndef CCH_TRACE_EXPECTED_H
#define CCH_TRACE_EXPECTED_H

#include "params/hardware/hardware.h"
#include "trace/events.h"

struct cch_trace_launch {
    uint32_t kernel, site;
    int64_t grid[3], block[3]; /* CCH_TRACE_UNTOLD where only run time tells */
    int64_t dynamic_shared;    /* the same */
    int64_t static_least;      /* bytes, at least */
    bool static_known;         /* and no more */
};

struct cch_trace_expected {
    struct cch_trace_launch *launches; /* by kernel */
    size_t count, capacity;
    unsigned char *launched; /* by function: 1 if it is */
};

/* Errors as for cch_hardware_visit; to be released in any case. */
int cch_trace_expect(struct cch_trace_expected *expected, const cch_program *program, cch_names *names,
                     cch_error *error);
void cch_trace_expected_release(struct cch_trace_expected *expected);

/* What differs from each of the kernel's launches: bits. */
enum cch_differs { CCH_DIFFERS_GRID = 1, CCH_DIFFERS_BLOCK = 2, CCH_DIFFERS_SHARED = 4 };

/* The launch that is most like the event, with what differs; NULL: the kernel is not launched. */
const struct cch_trace_launch *cch_trace_launch_of(const struct cch_trace_expected *expected, uint32_t kernel,
                                                   const struct cch_trace_event *event, unsigned *differs);

#endif
