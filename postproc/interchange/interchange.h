/* A program in the forms of other programs: databases, graph tools, profilers.
 *
 * A form is a file here, with a constant cch_interchange_<name>, and a row of
 * CCH_INTERCHANGES. It writes as it goes: what it holds is bounded by the graph,
 * whatever the size of what it writes. Names and sources are hostile in every form:
 * what a form cannot hold (bytes that are not UTF-8, control characters in XML)
 * becomes U+FFFD, and nothing of theirs is ever syntax.
 *
 * Forms that have tables have those of the graph, with all specializations. The
 * others have the functions and edges of the question's view, or chains through it.
 */
#ifndef CCH_INTERCHANGE_H
#define CCH_INTERCHANGE_H

#include <stdio.h>

#include "graph/view/question.h"

struct cch_interchange_request {
    const cch_question *question; /* its view is of the form's level, or of the one that was asked for */
    const char *output;           /* a file, or, of a form with `write_file`, perhaps a folder, which is made */
    const unsigned char *from;    /* forms of chains: where these start, by function (cch_select); NULL: entry points,
                                     and what nothing of the program calls */
    size_t limit;                 /* of them: chains at most */
};

/* What was written, for a line to a person. */
struct cch_interchange_report {
    size_t functions, edges; /* or 0: the form has none */
    size_t chains;           /* of forms of chains */
    const char *of_chains;   /* how many there are in all, in digits; "" for as many as were written */
    char digits[64];
};

struct cch_interchange {
    const char *name;
    enum cch_level level; /* of the view, unless another is asked for */
    bool one_level;       /* none can be */
    /* One of them; `stream` is of a file that gets its name afterwards. 0, or an error's code. */
    int (*write)(const struct cch_interchange_request *request, FILE *stream, struct cch_interchange_report *report,
                 cch_error *error);
    int (*write_file)(const struct cch_interchange_request *request, struct cch_interchange_report *report,
                      cch_error *error);
};

/* In the order in which --to lists them. */
#define CCH_INTERCHANGES(FORM)                                                                                         \
    FORM(sqlite)  /* a database (SQLITE.md) */                                                                         \
    FORM(parquet) /* a folder of tables (PARQUET.md) */                                                                \
    FORM(json)    /* JSON Lines: a line for each row of each table */                                                  \
    FORM(graphml) /* networkx, Gephi */                                                                                \
    FORM(metacg)  /* MetaCG's version 4 */                                                                             \
    FORM(folded)  /* stacks of chains to kernels: flame graphs, speedscope */                                          \
    FORM(pprof)   /* the same for google/pprof */                                                                      \
    FORM(sarif)   /* problems */

#define CCH_INTERCHANGE_CONSTANT(name) extern const struct cch_interchange cch_interchange_##name;
CCH_INTERCHANGES(CCH_INTERCHANGE_CONSTANT)
#define CCH_INTERCHANGE_CHOICE(name) "|" #name
#define CCH_INTERCHANGE_NAMES (&(CCH_INTERCHANGES(CCH_INTERCHANGE_CHOICE))[1]) /* "json|…", for an option */
const struct cch_interchange *cch_interchange_at(int place);

/* Writes the form, complete or not at all: to a temporary name, and then renamed. Of a form
 * that is a folder so each of its files. Errors: CCH_ERROR_SYSTEM, CCH_ERROR_MEMORY. */
int cch_interchange_write(const struct cch_interchange *form, const struct cch_interchange_request *request,
                          struct cch_interchange_report *report, cch_error *error);

#endif
