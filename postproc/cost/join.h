/* Which function of a program is a compiled one? By its mangled name; of internal
 * linkage, where clang and nvcc have names of their own, by what is common to both. */
#ifndef CCH_COST_JOIN_H
#define CCH_COST_JOIN_H

#include "graph/view/view.h"

typedef struct cch_join cch_join;

/* `view` is at CCH_LEVEL_INSTANCE and must outlive it. NULL: out of memory. */
cch_join *cch_join_new(const cch_view *view);
void cch_join_free(cch_join *join); /* NULL is fine */

/* The function; 0: none, or (*several) one of several. 0 or CCH_ERROR_MEMORY. */
int cch_join_find(const cch_join *join, const char *mangled, uint32_t *function, bool *several);

/* A mangled name in the form that is compared, to free(); NULL: out of memory. */
char *cch_join_plain(const char *mangled);

#endif
