/* The passes of a replay with what is needed to run them; inside replay
 * only. */
#ifndef CCH_BUILD_REPLAY_PLAN_H
#define CCH_BUILD_REPLAY_PLAN_H

#include "build/translate/clang_options.h"
#include "build/replay/file_states.h"
#include "build/translate/nvcc_macros.h"
#include "build/replay/repair_store.h"
#include "build/replay/passes.h"
#include "build/replay/runner.h"
#include "build/translate/toolchain.h"
#include "build/translate/translate.h"

/* Beside each cch_replay_pass. */
struct planned_pass {
    const cch_command *command;
    char id[33];   /* what the pass is: arguments, folder, kind */
    char key[33];  /* and with what: clang, plugin, environment */
    char unit[33]; /* the main file, as records name it */
    char *work;    /* its folder while it runs */
    char *record;  /* the path of its record */
    bool is_device;
    double expected; /* seconds that it may take */
    struct attempts {
        unsigned count;            /* that have ended */
        int seen;                  /* of the one that runs: cch_repairs_lay */
        bool plain;                /* the one that runs, or is to, is without repairs */
        bool making;               /* the one that runs makes its group's precompiled headers (shared_headers.h) */
        bool shared;               /* the one that runs reads them */
        bool unshared;             /* those that follow do not */
        unsigned failed_shared;    /* that have failed reading them */
        bool had_plain;            /* one has ended that was without */
        size_t errors;             /* of the best so far, whose graphs are published */
        double seconds;            /* of all */
    } attempts;                    /* at reading it: more than one when it is repaired */
    enum cch_replay_state outcome; /* of the best attempt */
    size_t group;                  /* shared_headers.h, from 1; 0: none */
    bool counted;                  /* as one of the group's that have begun */
    char *best;                    /* the path of the best attempt's record until the last has ended */
    cch_word_list arguments;       /* clang's whole command line; only while it runs,
                                since a hundred thousand of them are too many */
};

struct plan {
    struct planned_pass *passes;
    size_t capacity, pass_capacity;
    char *out, *state; /* the output folder and its .callchain */
    char *headers;     /* in it: those of gcc that clang lacks */
    const char *root;
    char database[33];
    cch_file_states *files;
    cch_repairs *repairs; /* NULL: none are made */
    struct cch_shared_group *groups;
    size_t group_count, group_capacity;
    const cch_toolchain *toolchain;
    const cch_replay_options *options;
    cch_translate_settings settings; /* its lists are the options' */
    cch_clang_options clang_options;
    cch_nvcc_releases releases;
    cch_word_list toolkits; /* that the user was advised on */
    size_t notes_left_out;
    cch_replay *replay;
};

/* Fills the plan's and the replay's lists from the database. `plan` has its
 * folders, root and so on already. */
int cch_plan_make(struct plan *plan, const cch_compile_commands *commands, cch_error *error);
void cch_plan_release(struct plan *plan);

/* Makes the arguments of one pass, `more` among them. */
int cch_plan_arguments(struct plan *plan, size_t index, const cch_word_list *more);

/* Leaves out the passes that no filter matches, or whose kind isn't asked for. */
int cch_plan_select(struct plan *plan, cch_error *error);

/* Removes the graphs and records of units that the database no longer has, and
 * of selected units those that came from other options than now. Passes that
 * are not selected keep what they have. */
void cch_plan_prune(struct plan *plan);

/* Adds the units (as their digits) of this database that have a record of
 * other options than the plan's: those that cch_plan_prune would remove. */
void cch_plan_changed_units(const struct plan *plan, cch_word_list *units);

/* Adds a line to the replay's notes, once. */
void cch_plan_note(struct plan *plan, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
