/* A file that appears under its name only when it is complete.
 *
 * The bytes go to a temporary file in the same folder; committing gives it
 * its name. Where the file system allows it the temporary file has no name at
 * all until then (O_TMPFILE), so that even a kill leaves nothing behind;
 * elsewhere it is called ".callchain-<16 hexadecimal digits>.tmp". Until the
 * commit, the file that had the name before stays what it was.
 *
 * A path that leads to something other than a regular file (a terminal, a
 * pipe, /dev/null) is written directly. Symbolic links are followed: the file
 * that they lead to is replaced.
 *
 *     cch_output *output;
 *     if (cch_output_open(&output, path, error))
 *         return error->code;
 *     fprintf(cch_output_stream(output), "…");
 *     return cch_output_commit(output, 0, error);
 *
 * No need to check each fprintf: the commit fails if any write did.
 */
#ifndef CCH_BASE_OUTPUT_FILE_H
#define CCH_BASE_OUTPUT_FILE_H

#include <stdio.h>

#include "base/error.h"

typedef struct cch_output cch_output;

enum { CCH_OUTPUT_SYNC = 1 }; /* on the disk before it gets its name */

/* *output must end in exactly one of commit and abort. On an error it is
 * NULL; the text is "cannot write 'x': …". */
int cch_output_open(cch_output **output, const char *path, cch_error *error);

/* Where to write; belongs to the output, and is fully buffered. */
FILE *cch_output_stream(cch_output *output);

/* Flushes, gives the file its name, frees `output` in any case. After an
 * error nothing is left of the new file. `flags`: CCH_OUTPUT_… */
int cch_output_commit(cch_output *output, int flags, cch_error *error);

/* Removes what was written and frees `output`; NULL is fine. */
void cch_output_abort(cch_output *output);

#endif
