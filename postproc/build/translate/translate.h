/* From a build's command line to one that clang reads: launchers and response
 * files resolved, outputs, dependency files and modes taken out, options of
 * other compilers turned into clang's.
 *
 * What options become is data: nvcc_options.c for nvcc, option_rules.c for
 * clang and gcc. An option of clang or gcc that is in no table is passed on.
 */
#ifndef CCH_BUILD_TRANSLATE_H
#define CCH_BUILD_TRANSLATE_H

#include <stdbool.h>

#include "base/error.h"
#include "build/commands/compile_commands.h"
#include "build/translate/cuda_toolkit.h"
#include "build/commands/word_list.h"

typedef struct cch_nvcc_releases cch_nvcc_releases; /* nvcc_macros.h */

/* What the user wishes, and which clang it is for. */
typedef struct cch_translate_settings {
    unsigned clang_major;        /* 0: not known; taken for the newest */
    const char *cuda_path;       /* the CUDA toolkit; NULL: as cch_cuda_toolkit_find says */
    cch_word_list architectures; /* device architectures in place of the command's own,
                                    as people name them: "80", "sm_90a", "all-major" */
    cch_nvcc_releases *releases; /* those of toolkits, kept for other units; may be NULL */
} cch_translate_settings;

typedef struct cch_translation {
    cch_word_list arguments;           /* for clang, without its name, outputs and architectures;
                            the main file is among them */
    size_t options_end;                /* where more options can be put in */
    bool is_cxx;                       /* clang is to run as clang++ */
    bool is_cuda, is_nvcc;             /* a CUDA unit; nvcc's command */
    bool is_native_gcc;                /* gcc for this machine compiles it: clang is to find gcc's own headers */
    bool host, device;                 /* of a CUDA unit: the passes that the command asks for */
    cch_word_list architectures;       /* "sm_80", …; empty: clang's default. Of a CUDA unit or nvcc's command */
    cch_word_list macros;              /* of nvcc's command: "-DNAME=…" that go in front of `arguments` in each pass */
    cch_word_list architecture_macros; /* the same, those of each architecture's pass, between blanks */
    cch_word_list ignored;             /* options that were left out because clang has none like them
                            and that may matter */
    cch_word_list notes;               /* other things that the user should know, as sentences */
    cch_word_list unknown;             /* of `arguments` those that no table knows: clang may refuse
                            them (clang_options.h) */
    cch_cuda_toolkit toolkit;          /* of a CUDA unit */
} cch_translation;

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
