/* What a build has to be told so that the plugin runs in it: the options for
 * a compiler's command line, and the compiler's name itself.
 *
 * Such options travel in variables (CFLAGS, CC) that some tools hand to a
 * shell, some split by a shell's quoting and some split at blanks alone
 * (autoconf's configure). So they consist only of words that all of them read
 * alike; a path with other characters in it is refused. Output folder and root
 * have environment variables (CALLCHAIN_OUT, CALLCHAIN_ROOT) that can be any
 * path.
 */
#ifndef CCH_BUILD_INSTRUMENT_H
#define CCH_BUILD_INSTRUMENT_H

#include <stdbool.h>

#include "base/error.h"
#include "build/translate/toolchain.h"
#include "build/commands/word_list.h"

/* Adds the plugin's options. `out` and `root` are absolute paths, or NULL for
 * none. Errors: CCH_ERROR_USAGE for a path that can't be part of such a
 * variable, CCH_ERROR_MEMORY. */
int cch_instrument_flags(cch_word_list *flags, const cch_toolchain *toolchain, const char *out, const char *root,
                         cch_error *error);

/* Is it one of these options, of any version and place? */
bool cch_instrument_is_own(const char *word);

/* `flags` without such options, else unchanged; "" for NULL. To free(); NULL
 * when out of memory. */
char *cch_instrument_without_own(const char *flags);

/* What a variable such as CC says: launchers in front (ccache), the compiler,
 * and its options, without ours. */
typedef struct cch_compiler_words {
    cch_word_list launchers;
    char *program; /* NULL when the variable is empty or not set */
    bool is_clang; /* by its name */
    cch_word_list options;
} cch_compiler_words;

/* Splits `text`, which may be NULL. Errors: CCH_ERROR_FORMAT, without a subject
 * (see shell_words.h); CCH_ERROR_MEMORY. Release it after an error too. */
int cch_compiler_words_read(cch_compiler_words *words, const char *text, cch_error *error);
void cch_compiler_words_release(cch_compiler_words *words);

/* The compiler of that toolchain, as short as $PATH allows: "clang-22", or for
 * C++ "clang++-22" or, without one, "clang-22" and "--driver-mode=g++". Adds
 * its words. CCH_OK or CCH_ERROR_MEMORY. */
int cch_instrument_compiler(cch_word_list *words, const cch_toolchain *toolchain, bool is_cxx, cch_error *error);

/* Where graph files go: `given`, else CALLCHAIN_OUT, else callchain-out in
 * `current` (absolute); and what their files are named relative to: `given`,
 * else CALLCHAIN_ROOT, else the project's root (base/project_root.h), else
 * `current`. Absolute, to free(); NULL when out of memory. */
char *cch_output_folder(const char *current, const char *given);
char *cch_root_folder(const char *current, const char *given);

#endif
