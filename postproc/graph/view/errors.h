/* What compilers refused, by kind and by pass, and how much of the program it touches. */
#ifndef CCH_GRAPH_ERRORS_H
#define CCH_GRAPH_ERRORS_H

#include <stdbool.h>

#include "base/error.h"
#include "graph_file/graph.h"

/* Errors of one kind differ in what the compiler quotes, and in numbers. */
struct cch_error_kind {
    char *kind;    /* "no member named '…' in '…'" */
    size_t errors, /* as the compiler counts them: each instantiation's */
        places, units;
    uint32_t example; /* row of CCH_DIAGNOSTIC */
};

/* One pass with errors. */
struct cch_pass_errors {
    uint32_t pass;             /* row of CCH_PASS */
    bool known;                /* what follows is: an older plugin does not tell */
    bool stopped;              /* nothing behind one of its errors was read */
    size_t functions, touched; /* as written: of the pass, and with an error in them */
    size_t outside;            /* errors that stand in no function */
};

typedef struct cch_errors {
    struct cch_error_kind *kinds; /* the most frequent first */
    size_t kind_count;
    struct cch_pass_errors *passes; /* in the order of CCH_PASS */
    size_t pass_count;
    size_t errors, functions, touched; /* all passes' errors; the whole program's functions as written */
} cch_errors;

/* Errors: CCH_ERROR_MEMORY; to be released in any case. */
int cch_errors_make(cch_errors *errors, const cch_graph *graph, cch_error *error);
void cch_errors_release(cch_errors *errors);

/* The kind of an error: its text, with '…' for what is quoted and N for a number.
 * To free(); NULL without memory. */
char *cch_error_kind(const char *text);

#endif
