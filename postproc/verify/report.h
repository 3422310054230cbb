/* The forms of a verification (verify.h), and limits on its figures. */
#ifndef CCH_VERIFY_REPORT_H
#define CCH_VERIFY_REPORT_H

#include <stdio.h>

#include "base/error.h"
#include "export/table.h"

struct json_object;

/* `format`: enum cch_format_number. Text is by prompt, JSON is whole, Markdown has figures
 * and the consolidated table, the others are that table: a line for each parameter.
 * Returns 0 or CCH_ERROR_MEMORY. */
int cch_report_write(FILE *stream, struct json_object *verification, int format);

/* How many figures are less than "precision=0.8,recall=0.5" (NULL: no limits) wants, each told
 * in a line; without a verification only whether the limits are well formed. CCH_ERROR_USAGE: not. */
int cch_report_below(FILE *stream, const char *limits, struct json_object *verification, cch_error *error);

#endif
