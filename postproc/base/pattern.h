/* Patterns over qualified names.
 *
 * A pattern is a glob (base/glob.h), or, with `re:` in front, a regular expression
 * (base/expression.h).
 *
 * A pattern matches a whole name. What is tried at scope boundaries when no
 * whole name matches is the caller's business (select.h): the tail of a name
 * behind any `::` or `.` outside template arguments. A leading `::` (which is
 * not part of what is matched) says that only a whole name will do.
 */
#ifndef CCH_BASE_PATTERN_H
#define CCH_BASE_PATTERN_H

#include <stdbool.h>

#include "base/error.h"

typedef struct cch_pattern cch_pattern;

/* Errors: CCH_ERROR_USAGE for a malformed regular expression,
 * CCH_ERROR_MEMORY. `text` is copied. */
int cch_pattern_new(cch_pattern **pattern, const char *text, cch_error *error);
void cch_pattern_free(cch_pattern *pattern); /* NULL is fine */

/* Of an expression that takes too long the answer is no; cch_pattern_status tells
 * at the end (CCH_ERROR_USAGE, CCH_ERROR_MEMORY). One thread at a time. */
bool cch_pattern_matches(const cch_pattern *pattern, const char *name);
int cch_pattern_status(const cch_pattern *pattern, cch_error *error);

/* Does it match the tail of `name` behind some scope boundary? Never, for an
 * anchored pattern. */
bool cch_pattern_matches_tail(const cch_pattern *pattern, const char *name);

#endif
