/* What is replayed: passes, and how (replay.h). */
#ifndef CCH_BUILD_PASSES_H
#define CCH_BUILD_PASSES_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "build/commands/word_list.h"

enum cch_replay_state {
    CCH_REPLAY_LEFT_OUT, /* not asked for */
    CCH_REPLAY_WAITING,
    CCH_REPLAY_RUNNING,
    CCH_REPLAY_COMPLETE,
    CCH_REPLAY_WITH_ERRORS, /* clang reported errors; the graph holds what could be read */
    CCH_REPLAY_FAILED,      /* no graph */
    CCH_REPLAY_STOPPED
};

typedef struct cch_replay_pass {
    const char *unit; /* as cch_unit_name names it */
    char *kind;       /* "host" or an architecture; "" for clang's own choice; "unit" for
                         one whose command can't be translated */
    enum cch_replay_state state;
    bool up_to_date; /* not run: nothing has changed */
    char *why;       /* why it has to run; only with `dry`, NULL when it has not */
    char *problem;   /* the first error, one line; NULL for none */
    size_t repairs;  /* places that were mended in a copy to read it */
    double seconds;  /* that it took, now or when it ran last; 0 unknown */
    double begun;    /* CLOCK_MONOTONIC seconds; of one that runs or ran */
} cch_replay_pass;

struct cch_replay;

typedef struct cch_replay_options {
    const char *root;                  /* NULL: the database's (cch_compile_commands_root) */
    const char *out;                   /* the output folder; made when missing */
    cch_word_list filters;             /* a pass runs when its unit matches one; none: all. A
                           glob on the unit, or, without a slash, on its last
                           part; "re:…" is a regular expression (base/expression.h) that
                           is searched for in the unit */
    cch_word_list extra_before, extra; /* options for clang, in front of the unit's own and behind */
    cch_word_list architectures;       /* CUDA device passes for these in place of the unit's own, as
                           people name them: "80", "sm_90a", "all-major" */
    const char *cuda_path;             /* the CUDA toolkit; NULL: found (cuda_toolkit.h) */
    bool host_only, device_only;
    bool dry;                          /* run nothing, write nothing, take no lock: say what would run */
    bool force;                        /* run also what is up to date */
    bool no_repair;                    /* mend nothing (repair.h) */
    bool shared_headers;               /* precompile what many units include (shared_headers.h) */
    bool fail_fast;                    /* stop at the first pass without a complete graph */
    unsigned parallel;                 /* 0: the processors, held back by memory */
    unsigned timeout;                  /* seconds a pass; 0: none */
    const volatile sig_atomic_t *stop; /* may be NULL: see runner.h */
    void (*changed)(void *context, const struct cch_replay *replay, const cch_replay_pass *pass); /* may be NULL */
    void (*tick)(void *context, const struct cch_replay *replay);                                 /* may be NULL */
    void *context;
} cch_replay_options;

typedef struct cch_replay {
    cch_replay_pass *passes;
    size_t count;
    size_t selected; /* passes that were asked for */
    size_t running, complete, with_errors, failed;
    size_t up_to_date, repaired; /* they count in their outcome, too */
    cch_word_list notes;         /* lines that the user should see, each once */
} cch_replay;

#endif
