/* Splitting a command line into words as a POSIX shell does
 * (https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html,
 * 2.2 Quoting), without expanding or running anything. */
#ifndef CCH_BUILD_SHELL_WORDS_H
#define CCH_BUILD_SHELL_WORDS_H

#include <stddef.h>

#include "base/error.h"

/* Splits `text` at blanks and newlines outside quotes; takes out one level of
 * quotes and backslashes. `words` gets one block to free(): `count` pointers,
 * a NULL, and the words. Errors: CCH_ERROR_FORMAT for a quote that is never
 * closed or a backslash at the end, CCH_ERROR_MEMORY. The message does not
 * begin with a subject ("a quote is never closed"). */
int cch_shell_words(const char *text, char ***words, size_t *count, cch_error *error);

/* The same for a line that may hold several commands: what separates them
 * (&& || | ; &, unquoted) becomes the word cch_shell_separator, known by its
 * address, and redirections (2>&1, >log) are left out. */
extern const char cch_shell_separator[];
int cch_shell_commands(const char *text, char ***words, size_t *count, cch_error *error);

#endif
