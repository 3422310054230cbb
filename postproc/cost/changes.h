/* What changed since an earlier table of costs. Private to cost/. */
#ifndef CCH_COST_CHANGES_H
#define CCH_COST_CHANGES_H

#include "cost/codes.h"
#include "export/table.h"

/* Prints a row for each symbol and architecture whose bytes, registers, stack, spills or shared memory are others
 * than in `path`, which `callchain cost --json` wrote, or that is in one of both alone; *count becomes how many.
 * Errors: "cannot read 'x': …", CCH_ERROR_MEMORY. */
int cch_cost_changes(FILE *stream, const cch_codes *codes, const char *path, const struct cch_format *format,
                     size_t *count, cch_error *error);

#endif
