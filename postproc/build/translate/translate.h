/* From a build's command line to one that clang reads: launchers and response
 * files resolved, outputs, dependency files and modes taken out, options of
 * other compilers turned into clang's.
 *
 * What options become is data: nvcc_options.c for nvcc, option_rules.c for
 * clang and gcc. An option of clang or gcc that is in no table is passed on.
 */
#ifndef CCH_BUILD_TRANSLATE_H
#define CCH_BUILD_TRANSLATE_H

#include "base/error.h"
#include "build/commands/compile_commands.h"
#include "build/translate/translation.h"

/* Translates one entry; `settings` may be NULL. Errors: CCH_ERROR_FORMAT when
 * it isn't a compile of C, C++ or CUDA, CCH_ERROR_SYSTEM when it can't be
 * translated (a response file is missing) ("unit 'x': …"), CCH_ERROR_MEMORY.
 * Release it after an error too. */
int cch_translate(cch_translation *translation, const cch_command *command, const cch_translate_settings *settings,
                  cch_error *error);
void cch_translation_release(cch_translation *translation);

/* Adds the sources, absolute, that a command which stands alone compiles: its
 * words without redirections, launchers and all. Errors: CCH_ERROR_FORMAT when
 * there is none, and those of cch_translate ("cannot translate: …"). */
int cch_translate_sources(cch_word_list *sources, const char *directory, const char *const *words, size_t count,
                          cch_error *error);

/* Checks what a user gave as architectures. Errors: CCH_ERROR_USAGE with the
 * first that is none. */
int cch_translate_settings_check(const cch_translate_settings *settings, cch_error *error);

#endif
