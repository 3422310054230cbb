/* Patterns over qualified names.
 *
 * A pattern is a glob: `*` any bytes (it crosses `::` and `.`), `?` one
 * character, `[abc]`, `[a-z]`, `[!a]` one of a set, `\` takes the next byte as
 * it is; a bracket that is not closed is itself. With `re:` in front it is a
 * POSIX extended regular expression.
 *
 * A pattern matches a whole name. What is tried at scope boundaries when no
 * whole name matches is the caller's business (select.h): the tail of a name
 * behind any `::` or `.` outside template arguments. A leading `::` (which is
 * not part of what is matched) says that only a whole name will do.
 */
#ifndef CCH_GRAPH_PATTERN_H
#define CCH_GRAPH_PATTERN_H

#include <stdbool.h>

#include "base/error.h"

typedef struct cch_pattern cch_pattern;

/* Errors: CCH_ERROR_USAGE for a malformed regular expression,
 * CCH_ERROR_MEMORY. `text` is copied. */
int cch_pattern_new(cch_pattern **pattern, const char *text, cch_error *error);
void cch_pattern_free(cch_pattern *pattern); /* NULL is fine */

bool cch_pattern_matches(const cch_pattern *pattern, const char *name);

/* Does it match the tail of `name` behind some scope boundary? Never, for an
 * anchored pattern. */
bool cch_pattern_matches_tail(const cch_pattern *pattern, const char *name);

/* A glob alone; takes time in the product of the lengths at most. */
bool cch_glob_matches(const char *glob, const char *name);

#endif
