/* What finding specializations (specialize.h) is made of. Private to graph/merge/. */
#ifndef CCH_GRAPH_SPECIALIZE_PARTS_H
#define CCH_GRAPH_SPECIALIZE_PARTS_H

#include "graph/merge/handed_values.h"
#include "graph/merge/derive.h"

/* A function with what it is given. */
struct context {
    uint32_t function; /* as the facts have it */
    uint32_t made;     /* its row: the specialization's, or the function itself, which is given nothing */
    uint32_t depth;    /* calls that hand something on to it */
    struct cch_handed_values values;
};

/* Something in the order of two or three numbers, and its row. */
struct ordered {
    uint32_t key[4], row;
};

struct list {
    struct ordered *items;
    size_t count, capacity;
};

struct specializing {
    cch_program *program;
    cch_graph *graph;
    struct cch_derivation *derivation;
    uint32_t functions, launches; /* those of the facts */
    struct list handed;           /* CCH_HANDED by caller, callee, site, path */
    struct list parameters;       /* CCH_LAUNCH_PARAMETER by launch */
    struct list launching;        /* CCH_LAUNCH with parameters, by caller */
    struct list attributes;       /* CCH_LAUNCH_ATTRIBUTE of these, by launch */
    struct list settings;         /* CCH_KERNEL_SETTING of what is given, by caller */
    struct list guards;           /* CCH_GUARD of what is handed or launched so, by caller, callee, site, path */
    struct list used;             /* places that a function uses: function, place */
    struct list certain;          /* kernels that functions certainly launch: caller, kernel */
    unsigned char *leads;         /* by function: 1, it launches what it is given or hands it on */
    unsigned char *open;     /* by function: 1, not all that it is given is known; 2, and that has been looked at */
    unsigned char *followed; /* by function: 1, its calls that hand on nothing have been looked at */
    unsigned char *made;     /* by function: 1, it has specializations */
    struct context *contexts;
    size_t count, capacity, done;
    unsigned char *known; /* by row of a specialization, less `functions` */
    size_t known_capacity;
    bool cut;
    int status;
};

/* The first item whose key begins with these numbers, or is greater; does it? */
size_t cch_ordered_first(const struct list *list, const uint32_t *key, int length);
bool cch_ordered_has(const struct list *list, size_t at, const uint32_t *key, int length);
int cch_ordered_compare(const void *left, const void *right);

void cch_specialize_edge(struct specializing *s, uint32_t caller, uint32_t callee, uint32_t site, enum cch_kind kind,
                         uint32_t passes, bool certain);
/* Something that the function is given is not known. */
void cch_specialize_open(struct specializing *s, uint32_t function);
/* Copies the branches of a call or launch (the key of guards) for the functions that stand for its ends. */
void cch_specialize_guards(struct specializing *s, const uint32_t *key, uint32_t caller, uint32_t callee);
/* Which launches are those of specializations now: the program's. */
void cch_specialize_replace(struct specializing *s);
/* The launches of a specialization. */
void cch_specialize_launches(struct specializing *s, const struct context *context);
/* What it sets for kernels that it is given. */
void cch_specialize_settings(struct specializing *s, const struct context *context);

#endif
