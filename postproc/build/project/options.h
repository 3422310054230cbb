/* What is wished of a project, and what was found (project.h). */
#ifndef CCH_BUILD_PROJECT_OPTIONS_H
#define CCH_BUILD_PROJECT_OPTIONS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "build/commands/word_list.h"

/* How the units are found; in this order the first that gives any, unless told. */
enum cch_project_way {
    CCH_PROJECT_ANY,
    CCH_PROJECT_DATABASE, /* a compile_commands.json */
    CCH_PROJECT_SETUP,    /* setup.py */
    CCH_PROJECT_CMAKE,    /* CMakeLists.txt */
    CCH_PROJECT_BELOW,    /* setup.py files below, and others like it: what CMake has not yet of theirs, too */
    CCH_PROJECT_JIT,      /* torch's load and JIT specs in Python files */
    CCH_PROJECT_PLAIN,    /* every source in the folder */
    CCH_PROJECT_WAY_COUNT
};
#define CCH_PROJECT_WAYS "auto|database|setup|cmake|below|jit|plain"

typedef struct cch_project_options {
    const char *folder;       /* the package's; absolute */
    const char *out;          /* absolute; made when missing */
    const char *callchain;    /* the program that runs the steps; NULL: this process's */
    const char *python;       /* a Python 3; NULL: $CALLCHAIN_PYTHON, then python3 */
    const char *build;        /* a compile_commands.json or its folder; NULL: looked for */
    const char *cuda, *torch; /* folders; NULL: found */
    enum cch_project_way way;
    cch_word_list architectures; /* none: one, chosen */
    cch_word_list only;          /* filters of callchain run's */
    cch_word_list include;       /* folders of headers for every unit */
    cch_word_list packages;      /* Python packages; none: found */
    cch_word_list environment;   /* NAME=VALUE for setup.py and CMake */
    cch_word_list cmake;         /* arguments for CMake */
    cch_word_list extra;         /* options for clang */
    bool no_run, run_generators, network, no_units;
    unsigned jobs, timeout, configure_timeout; /* seconds a pass, and of setup.py and CMake */
    const volatile sig_atomic_t *stop;         /* may be NULL */
    /* Each may be NULL. A step has begun: its name and its command; something to tell:
     * `important` where the user is to do something; and how far a step is, now and then
     * (`all` 0: it does not say). */
    void (*begun)(void *context, const char *step, const char *command);
    void (*told)(void *context, const char *line, bool important);
    void (*progress)(void *context, const char *step, size_t done, size_t all, double seconds, const char *detail);
    void *context;
} cch_project_options;

typedef struct cch_project {
    enum cch_project_way way; /* that gave the units; ANY: there are none */
    size_t units;             /* that were found */
    size_t extensions, python_files;
    cch_word_list modules;    /* names of compiled modules */
    cch_word_list packages;   /* Python packages */
    cch_word_list generators; /* programs that setup.py would run, which were not */
    cch_word_list notes;      /* what else there is to know, a line each */
    cch_word_list missing;    /* what is not there, and the option that gives it, a line each */
    char *program;            /* the merged graph; NULL: there is none */
    double seconds[3];        /* of run, python and merge */
    bool stopped;
} cch_project;

#endif
