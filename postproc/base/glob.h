/* Globs: `*` any bytes (`::`, `.` and `/` among them), `?` one character, `[abc]`,
 * `[a-z]`, `[!a]` one of a set, `\` takes the next byte as it is; a bracket that is
 * not closed is itself. */
#ifndef CCH_BASE_GLOB_H
#define CCH_BASE_GLOB_H

#include <stdbool.h>

/* Does the glob match all of the text? Takes time in the product of their lengths at most. */
bool cch_glob_matches(const char *glob, const char *text);

#endif
