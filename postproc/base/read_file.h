/* Reading a whole file: the one place where that is done.
 *
 * What is read is what was there until the first end of file, whatever size
 * the file had when it was opened, and however large: a file that grows or
 * shrinks meanwhile is read as it was found, never past `max` bytes.
 *
 *     char *text;
 *     size_t size;
 *     if (cch_read_file(&text, &size, path, 64 << 20, CCH_READ_TEXT, error))
 *         return error->code;
 *     …
 *     free(text);
 */
#ifndef CCH_BASE_READ_FILE_H
#define CCH_BASE_READ_FILE_H

#include <stddef.h>

#include "base/error.h"

enum {
    CCH_READ_STREAM = 1, /* also a pipe, a terminal, a device: what the user names; waits for it.
                            Without, all but a regular file is refused, and nothing waits */
    CCH_READ_TEXT = 2,   /* refuses a NUL byte inside */
    CCH_READ_NO_LINK = 4 /* refuses a symbolic link in the place of the file (ELOOP) */
};

/* *bytes: for the caller to free(), with a NUL behind the *size bytes that were
 * read; NULL after a failure. `size` may be NULL.
 *
 * Errors, "cannot read 'x': …": CCH_ERROR_SYSTEM (no such file, a folder, …),
 * CCH_ERROR_FORMAT (no regular file, larger than `max`, a NUL byte inside),
 * CCH_ERROR_MEMORY. errno is set as well, for those who only ask what went
 * wrong: EINVAL, EFBIG, EILSEQ for the three of CCH_ERROR_FORMAT. */
int cch_read_file(char **bytes, size_t *size, const char *path, size_t max, int flags, cch_error *error);

/* The same from a descriptor, which stays open; `name` is for messages. */
int cch_read_descriptor(char **bytes, size_t *size, int descriptor, const char *name, size_t max, int flags,
                        cch_error *error);

#endif
