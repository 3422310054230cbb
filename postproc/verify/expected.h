/* What the computed flow says of a chain: which parameters of its starting
 * point reach the binding or a kernel, and by which names on the way. */
#ifndef CCH_VERIFY_EXPECTED_H
#define CCH_VERIFY_EXPECTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "graph/view/view.h"

struct cch_alias {
    const char *name;  /* of the graph */
    uint32_t function; /* in which it is called so; 0 for members */
};

struct cch_expected {
    char *name;                /* of the parameter of the starting point, or of its class's constructor */
    char *ends;                /* in words, the main one first: "kernel data, shape" */
    bool reaches;              /* the binding or a kernel */
    bool is_asked_for;         /* it reaches, and is neither a tensor nor only a matter of what is returned:
                          an answer that lacks it has missed it */
    struct cch_alias *aliases; /* the names of its value on the way, itself included */
    size_t alias_count;
};

typedef struct cch_expected_list {
    bool is_known;              /* the program has facts about the flow of the starting point's parameters */
    struct cch_expected *items; /* in the order of the parameters */
    size_t count;
} cch_expected_list;

/* For chains that start at this function. Release in any case. Errors:
 * CCH_ERROR_MEMORY. */
int cch_expected_make(cch_expected_list *list, const cch_view *view, uint32_t start, cch_error *error);
void cch_expected_release(cch_expected_list *list);

#endif
