/* From a build's command line to one that clang reads: outputs, dependency
 * files and modes taken out, options of other compilers turned into clang's.
 *
 * What a compiler's options become is data: the tables in translate.c. An
 * option of clang, gcc or g++ that isn't in a table is passed on.
 */
#ifndef CCH_BUILD_TRANSLATE_H
#define CCH_BUILD_TRANSLATE_H

#include <stdbool.h>

#include "base/error.h"
#include "build/compile_commands.h"
#include "build/word_list.h"

typedef struct cch_translation {
    cch_word_list arguments; /* for clang, without its name, outputs and architectures;
                            the main file is among them */
    size_t options_end;  /* where more options can be put in */
    bool is_cxx;         /* clang is to run as clang++ */
    bool is_cuda;
    bool host, device;   /* of a CUDA unit: the passes that the command asks for */
    cch_word_list architectures; /* of a CUDA unit: "sm_80", …; empty: clang's default */
    cch_word_list ignored;   /* options that were left out because clang has none like them
                            and that may matter */
} cch_translation;

/* Translates one entry. Errors: CCH_ERROR_FORMAT when it isn't a compile
 * ("unit 'x': …"), CCH_ERROR_MEMORY. Release it after an error too. */
int cch_translate(cch_translation *translation, const cch_command *command, cch_error *error);
void cch_translation_release(cch_translation *translation);

#endif
