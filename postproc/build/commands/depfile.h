/* Dependency files in make's syntax, as compilers write them. */
#ifndef CCH_BUILD_DEPFILE_H
#define CCH_BUILD_DEPFILE_H

#include "base/error.h"
#include "build/commands/word_list.h"

/* Adds what the first target of the file depends on, as written, with make's
 * quoting ("\ ", "\#", "$$", line ends after a backslash) taken out. Errors:
 * "cannot read 'x': …". */
int cch_depfile_read(cch_word_list *inputs, const char *path, cch_error *error);

#endif
