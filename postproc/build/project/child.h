/* One program, waited for: a step of a project, or a program of the project's own. */
#ifndef CCH_BUILD_PROJECT_CHILD_H
#define CCH_BUILD_PROJECT_CHILD_H

#include <signal.h>
#include <stdbool.h>

#include "base/error.h"
#include "build/commands/word_list.h"
#include "build/project/confine.h"

struct cch_child {
    const cch_word_list *arguments;            /* the first is the program: a path, or found in $PATH */
    const cch_word_list *environment;          /* "NAME=value", over what this process has; NULL: none */
    const char *directory;                     /* where it runs; NULL: here */
    const char *log;                           /* a file that gets all that it prints; replaced */
    unsigned timeout;                          /* seconds; 0: any */
    const struct cch_confinement *confinement; /* NULL: it may do what we may */
    const volatile sig_atomic_t *stop;         /* may be NULL; not 0: take it down */
    /* Each may be NULL: a line that it printed (without its end, NUL-terminated,
     * cut at 4 KB), and about four times a second. */
    void (*line)(void *context, const char *line);
    void (*tick)(void *context);
    void *context;
};

enum cch_child_end {
    CCH_CHILD_EXITED,   /* `status` is the exit code */
    CCH_CHILD_SIGNALED, /* `status` is the signal */
    CCH_CHILD_TIMED_OUT,
    CCH_CHILD_STOPPED
};

struct cch_child_result {
    enum cch_child_end end;
    int status;
    double seconds;
    char last[512]; /* the last line that it printed with something in it */
};

/* Runs it in a process group of its own, with nothing on its standard input; takes
 * the group down at the end of its time. Errors: CCH_ERROR_SYSTEM when it cannot
 * be started or its log not be written, CCH_ERROR_MEMORY. */
int cch_child_run(const struct cch_child *child, struct cch_child_result *result, cch_error *error);

#endif
