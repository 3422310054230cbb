/* What the parts of translate.c share; inside the translation only. */
#ifndef CCH_BUILD_TRANSLATOR_H
#define CCH_BUILD_TRANSLATOR_H

#include "build/commands/compile_commands.h"
#include "build/translate/translation.h"

enum cch_compiler { CCH_COMPILER_CLANG, CCH_COMPILER_GCC, CCH_COMPILER_NVCC };

struct cch_translator {
    cch_translation *to;
    const cch_command *command;
    const cch_translate_settings *settings;
    cch_word_list words;       /* the command's, response files put in */
    cch_word_list environment; /* what env and the like set */
    cch_word_list headers;     /* folders that -I and -isystem name */
    enum cch_compiler compiler;
    size_t at;             /* the next word */
    bool files_only;       /* behind "--" */
    const char *language;  /* what -x says; lives in words */
    const char *cuda_path; /* what --cuda-path says, likewise */

    /* Of nvcc: */
    cch_word_list host_options;  /* -Xcompiler's, quotes taken out */
    cch_word_list architectures; /* as written, until the toolkit is known */
    bool forward_unknown;        /* options that nvcc doesn't know are the host compiler's */
};

/* How an option carries its value. */
enum cch_shape {
    CCH_SHAPE_ALONE,    /* -c */
    CCH_SHAPE_SEPARATE, /* -MF file */
    CCH_SHAPE_JOINED,   /* -MFfile, --option=value: the text begins so */
    CCH_SHAPE_EITHER,   /* -o file, -ofile */
    CCH_SHAPE_EQUALS    /* --option=value, --option value */
};

/* What becomes of an option of clang's or gcc's. */
enum cch_fate {
    CCH_FATE_DROP,         /* it only concerns outputs or the build */
    CCH_FATE_PASS,         /* kept, with its value */
    CCH_FATE_HEADERS,      /* kept, and its value is a folder of headers */
    CCH_FATE_IGNORE,       /* left out, and said so */
    CCH_FATE_LANGUAGE,     /* -x */
    CCH_FATE_ARCHITECTURE, /* --cuda-gpu-arch=sm_80 */
    CCH_FATE_NO_ARCHITECTURE,
    CCH_FATE_CUDA_PATH,
    CCH_FATE_HOST_ONLY,
    CCH_FATE_DEVICE_ONLY,
    CCH_FATE_END /* "--": the rest are files */
};

struct cch_option_rule {
    const char *text;
    enum cch_shape shape;
    enum cch_fate fate;
};

/* The rule for an option of clang's or gcc's, NULL when it is in no table.
 * `value` is set to a joined value, or to NULL when the value, if the shape
 * has one, is the next word. */
const struct cch_option_rule *cch_option_rule_find(bool gcc, const char *option, const char **value);

/* Takes one word of clang's or gcc's, and the next when it is its value. */
void cch_translate_word(struct cch_translator *translator, const char *word);

/* The same for nvcc's, and what is to be done before its first word and behind
 * its last. */
void cch_translate_nvcc_begin(struct cch_translator *translator);
void cch_translate_nvcc_word(struct cch_translator *translator, const char *word);
void cch_translate_nvcc_end(struct cch_translator *translator);

/* --target for a compiler whose name says that it is for another machine
 * (aarch64-linux-gnu-g++-12); true when there is one. */
bool cch_translate_target(struct cch_translator *translator, const char *compiler);

#endif
