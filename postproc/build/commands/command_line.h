/* From the `command` of a compilation database to one program's words: what a
 * shell would make of the line, found out without running one. */
#ifndef CCH_BUILD_COMMAND_LINE_H
#define CCH_BUILD_COMMAND_LINE_H

#include "base/error.h"
#include "build/commands/word_list.h"

/* Adds to `words` those of the command that compiles `file`. Of several
 * commands on the line (`cd x && gcc … && strip …`, `sh -c '…'`) it is the
 * first that names the file, else the first that is no `cd`. *folder becomes
 * the folder that it runs in, relative to the line's own or absolute, to
 * free(); NULL when no `cd` comes before it. Assignments (CC=x gcc …) stay in
 * front. A line that was written for Windows ("C:\…\nvcc.exe" …) is split by
 * its rules.
 *
 * Errors: CCH_ERROR_FORMAT when the quoting is wrong or there is no command
 * (the message has no subject), CCH_ERROR_MEMORY. */
int cch_command_line_read(cch_word_list *words, char **folder, const char *text, const char *file, cch_error *error);

/* The same for words that no shell has seen: only `sh -c '…'` is looked into.
 * Sets *found to false, and adds nothing, when it isn't one. */
int cch_command_line_unwrap(cch_word_list *words, char **folder, char *const *given, size_t count, const char *file,
                            bool *found, cch_error *error);

#endif
