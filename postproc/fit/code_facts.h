/* What compilers told of a program's kernels, for cch_fit_request. */
#ifndef CCH_FIT_CODE_FACTS_H
#define CCH_FIT_CODE_FACTS_H

#include "cost/codes.h"
#include "fit/fit.h"

typedef struct cch_fit_code_table cch_fit_code_table;

/* `view` is at CCH_LEVEL_INSTANCE. NULL: out of memory. */
cch_fit_code_table *cch_fit_code_table_new(const cch_codes *codes, const cch_view *view);
void cch_fit_code_table_free(cch_fit_code_table *table); /* NULL is fine */

cch_fit_facts cch_fit_code_table_facts; /* its `data`: the table */

#endif
