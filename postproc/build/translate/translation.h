/* What translate.h translates to, and what the user wishes of it. */
#ifndef CCH_BUILD_TRANSLATION_H
#define CCH_BUILD_TRANSLATION_H

#include <stdbool.h>

#include "build/commands/word_list.h"
#include "build/translate/cuda_toolkit.h"

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

#endif
