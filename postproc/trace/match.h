/* Which specialization does a profiler's name mean? Private to trace/. */
#ifndef CCH_TRACE_MATCH_H
#define CCH_TRACE_MATCH_H

#include "graph/view/name.h"
#include "graph/view/view.h"

enum cch_match {
    CCH_MATCH_ONE,
    CCH_MATCH_SEVERAL,        /* specializations: the name does not tell which */
    CCH_MATCH_OTHER_INSTANCE, /* the kernel is in the program, this specialization of it is not launched */
    CCH_MATCH_NONE            /* no kernel of the program */
};

typedef struct cch_matcher cch_matcher;

/* Of all kernels that a view at CCH_LEVEL_INSTANCE shows; `launched` (by function) are preferred. Both must
 * outlive it. NULL: out of memory. */
cch_matcher *cch_matcher_new(const cch_view *view, cch_names *names, const unsigned char *launched);
void cch_matcher_free(cch_matcher *matcher); /* NULL is fine */

/* Finds the kernel; 0 where it is not one. `mangled` may be NULL. 0 or CCH_ERROR_MEMORY. */
int cch_match_kernel(cch_matcher *matcher, const char *name, const char *mangled, enum cch_match *match,
                     uint32_t *kernel);

#endif
