/* What `callchain fit` prints. */
#ifndef CCH_FIT_REPORT_H
#define CCH_FIT_REPORT_H

#include <stdio.h>

#include "export/table.h"
#include "fit/fit.h"

struct cch_fit_layout {
    const struct cch_format *format; /* NULL: SARIF */
    unsigned verdicts;               /* bits 1 << enum cch_fit_verdict of what is printed */
    const char *version;             /* callchain's, for SARIF */
};

/* Prints the rows; `found[v]` becomes how many had each verdict, printed or not. Errors as for cch_fit_visit. */
int cch_fit_print(FILE *stream, const cch_program *program, cch_names *names, const struct cch_fit_request *request,
                  const struct cch_fit_layout *layout, size_t found[CCH_FIT_VERDICTS], cch_error *error);

/* The verdicts that a list names ("exceeds,stub"; "any": all that are not "launches" or "opt-in"), added to the mask.
 * 0 or CCH_ERROR_USAGE. */
int cch_fit_verdicts_read(unsigned *mask, const char *list, cch_error *error);

#endif
