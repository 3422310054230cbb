/* Response files: command lines that go on in a file (@file, nvcc's
 * --options-file). */
#ifndef CCH_BUILD_RESPONSE_FILES_H
#define CCH_BUILD_RESPONSE_FILES_H

#include "base/error.h"
#include "build/commands/word_list.h"

/* Adds `count` words to `to`, each that names a response file replaced by the
 * words in it, which may name further ones. Relative names count from
 * `folder`. `nvcc`: read them by nvcc's rules, else by gcc's and clang's.
 *
 * Errors: CCH_ERROR_SYSTEM when a file can't be read, nests deeper than 16,
 * holds a NUL, or when all of them are more than 64 MB or 1000 files (the
 * message has the file, not the unit); CCH_ERROR_MEMORY. */
int cch_response_files_expand(cch_word_list *to, char *const *words, size_t count, const char *folder, bool nvcc,
                              cch_error *error);

#endif
