/* A file that appears under its name only when it is complete.
 *
 * The bytes go to a temporary file in the same folder; committing gives it
 * its name. Where the file system allows it the temporary file has no name at
 * all until then (O_TMPFILE), so that even a kill leaves nothing behind;
 * elsewhere it is called ".callchain-<16 hexadecimal digits>.tmp", and a signal
 * that ends the command removes it (base/signals.h). Until the commit, the file
 * that had the name before stays what it was; and what takes its place is on
 * the disk before it does, so that a power cut leaves one of the two.
 *
 * Links. A path that the user names (cch_output_open) may be a symbolic link:
 * as with git and the shell's `>`, the file that it leads to is replaced, or
 * made; a path that leads to something other than a regular file (a terminal, a
 * pipe, /dev/null) is written directly. A file whose name is ours, in a folder
 * (cch_output_open_in), is never written through a link: a link in its place is
 * replaced, so that nobody who can put one there has us write elsewhere.
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

enum {
    CCH_OUTPUT_SYNC = 1,  /* on the disk before it gets its name, also where it replaces nothing */
    CCH_OUTPUT_REMADE = 2 /* what costs little to make anew: not even where it replaces something */
};

/* *output must end in exactly one of commit and abort. On an error it is
 * NULL; the text is "cannot write 'x': …". */
int cch_output_open(cch_output **output, const char *path, cch_error *error);

/* The same for a library that opens its files itself: the temporary file has a name,
 * *temporary, which belongs to the output. What the path leads to must be a regular
 * file, or nothing. The stream is not to be written to. */
int cch_output_open_named(cch_output **output, const char *path, const char **temporary, cch_error *error);

/* The file `name` in `folder`, which must exist. The name may have folders in
 * front ("notes/x.json"); none of these may be a link, while `folder` itself is
 * the user's and may. */
int cch_output_open_in(cch_output **output, const char *folder, const char *name, cch_error *error);

/* Where to write; belongs to the output, and is fully buffered. */
FILE *cch_output_stream(cch_output *output);

/* Flushes, gives the file its name, frees `output` in any case. After an
 * error nothing is left of the new file; memory that was missing (base/memory.h) is
 * one. `flags`: CCH_OUTPUT_… */
int cch_output_commit(cch_output *output, int flags, cch_error *error);

/* Removes what was written and frees `output`; NULL is fine. */
void cch_output_abort(cch_output *output);

/* Opens a folder below `folder` without following a link on the way:
 * a descriptor, or -1 with errno (ELOOP for a link). `name` may be "". */
int cch_folder_open_in(const char *folder, const char *name);

#endif
