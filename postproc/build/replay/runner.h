/* Running many programs, several at a time.
 *
 * Each job is a program with its arguments, started directly (no shell) in a
 * process group of its own, with /dev/null as its standard input and output
 * and its standard error kept. As many run at once as `parallel` allows and as
 * their expected memory fits into `memory`; one always may.
 *
 * Order: jobs start in the order of the array, so a caller puts the longest
 * first. One that doesn't fit holds back those behind it, so that a big one
 * isn't put off for ever.
 */
#ifndef CCH_BUILD_RUNNER_H
#define CCH_BUILD_RUNNER_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

typedef struct cch_job {
    const char *program;          /* a path; not looked up in $PATH */
    const char *const *arguments; /* NULL at the end; the first is the name; may
                                     be NULL when `begin` makes them */
    const char *directory;        /* where it runs */
    uint64_t memory;              /* bytes that it is expected to need */
    void *data;                   /* the caller's */
} cch_job;

enum cch_job_end {
    CCH_JOB_EXITED,   /* `status` is the exit code */
    CCH_JOB_SIGNALED, /* `status` is the signal */
    CCH_JOB_TIMED_OUT,
    CCH_JOB_NOT_STARTED, /* `status` is an errno */
    CCH_JOB_STOPPED      /* taken down because the run stops */
};

typedef struct cch_job_result {
    enum cch_job_end end;
    int status;
    const char *errors; /* standard error, NUL-terminated; what is beyond
                               the first 256 KB is left out */
    double started;     /* by CLOCK_REALTIME, in seconds */
    double seconds;     /* wall time */
    double processor_seconds;
    uint64_t peak_memory; /* bytes, of its largest process */
} cch_job_result;

/* What is to happen when a job has ended. */
enum cch_job_next {
    CCH_JOB_GO_ON,
    CCH_JOB_AGAIN, /* run it once more, before others start */
    CCH_JOB_STOP   /* stop the run */
};

typedef struct cch_runner_options {
    unsigned parallel;                 /* 0: as many as there are processors */
    uint64_t memory;                   /* 0: what the machine has available */
    unsigned timeout;                  /* seconds a job may take; 0: any */
    const volatile sig_atomic_t *stop; /* may be NULL; not 0: take the running
                             jobs down, start no more, return */

    /* All are called in the caller's thread; each may be NULL. `result` and
     * what it points to live for the call. `begin` is told that a job is about
     * to start and gives its arguments, which must live until it has ended;
     * with NULL it is not started (its errno, or ENOMEM). */
    const char *const *(*begin)(void *context, const cch_job *job);
    enum cch_job_next (*ended)(void *context, const cch_job *job, const cch_job_result *result);
    void (*tick)(void *context); /* about ten times a second */
    void *context;
} cch_runner_options;

/* Runs all jobs; each time that a job began there is exactly one `ended`. Returns CCH_OK
 * also when jobs fail or the run is stopped; CCH_ERROR_SYSTEM or
 * CCH_ERROR_MEMORY when it can't go on (children are taken down). */
int cch_runner_run(const cch_job *jobs, size_t count, const cch_runner_options *options, cch_error *error);

#endif
