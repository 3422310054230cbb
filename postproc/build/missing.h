/* After a build: which units have no current graph file, and why.
 *
 * A graph is current when it is as new as everything that it was made from:
 * the unit's main file, the files in which the graph has places, and what a
 * dependency file beside the object names. Times of files tell, not contents;
 * and a command line that was changed but not run again shows only by its
 * object.
 */
#ifndef CCH_BUILD_MISSING_H
#define CCH_BUILD_MISSING_H

#include <stddef.h>

#include "base/error.h"
#include "build/commands/compile_commands.h"
#include "build/commands/word_list.h"

enum cch_missing_reason {
    CCH_MISSING_NOT,          /* it has a current graph */
    CCH_MISSING_NOT_COMPILED, /* no graph, and no object as new as its source */
    CCH_MISSING_FAILED,       /* the compiler reported errors; the graph is incomplete */
    CCH_MISSING_CACHED,       /* compiled, but a compiler cache gave the object */
    CCH_MISSING_ELSEWHERE,    /* compiled, but on another machine (distcc, icecc) */
    CCH_MISSING_NO_PLUGIN,    /* compiled by a command that doesn't load the plugin */
    CCH_MISSING_OUT_OF_DATE,  /* the graph is older than what it was made from */
    CCH_MISSING_NO_GRAPH,     /* compiled with the plugin, and no graph is there */
    CCH_MISSING_REASON_COUNT
};
const char *cch_missing_reason_name(enum cch_missing_reason reason); /* "not compiled", … */

typedef struct cch_missing_pass {
    char *unit;                     /* as graphs would name it */
    char *kind;                     /* "host" or an architecture; "" for clang's own choice */
    enum cch_missing_reason reason; /* never CCH_MISSING_NOT */
    char *detail;                   /* one line; NULL for none */
} cch_missing_pass;

typedef struct cch_missing {
    cch_missing_pass *passes; /* in the order of the database */
    size_t count, capacity;
    size_t expected; /* passes that the build has */
    size_t counts[CCH_MISSING_REASON_COUNT];
    cch_word_list notes; /* graph files that could not be read */
} cch_missing;

/* Compares the units of `commands` with the graph files in and below the
 * folder `out`, which need not exist. `root`: that the plugin was given; NULL:
 * whatever it finds by itself. Errors: CCH_ERROR_SYSTEM, CCH_ERROR_MEMORY.
 * Release `missing` in any case. */
int cch_missing_find(cch_missing *missing, const cch_compile_commands *commands, const char *out, const char *root,
                     cch_error *error);
void cch_missing_release(cch_missing *missing);

#endif
