/* Regular expressions that a user gives: PCRE2's, matched byte by byte, within
 * bounds. */
#ifndef CCH_BASE_EXPRESSION_H
#define CCH_BASE_EXPRESSION_H

#include <stdbool.h>

#include "base/error.h"

typedef struct cch_expression cch_expression;

/* `whole`: it must match all of a text; else some part of it. Errors:
 * CCH_ERROR_USAGE when it is malformed, CCH_ERROR_MEMORY. */
int cch_expression_new(cch_expression **expression, const char *text, bool whole, cch_error *error);
void cch_expression_free(cch_expression *expression); /* NULL is fine */

/* One thread at a time. A text that takes too many steps or too much memory is
 * none that matches, nor is any text after it: cch_expression_status tells. */
bool cch_expression_matches(cch_expression *expression, const char *text);

/* CCH_OK if every answer so far could be found; else CCH_ERROR_USAGE for an
 * expression that takes too long, or CCH_ERROR_MEMORY. */
int cch_expression_status(const cch_expression *expression, cch_error *error);

#endif
