/* The passes of a translated unit, and clang's command line for each: one, or
 * for CUDA one for the host and one for each device architecture. */
#ifndef CCH_BUILD_PASS_ARGUMENTS_H
#define CCH_BUILD_PASS_ARGUMENTS_H

#include "build/translate/translate.h"

typedef struct cch_pass {
    const char *kind; /* "host" or an architecture; "" for clang's own choice */
    bool is_device;
} cch_pass;

size_t cch_pass_count(const cch_translation *translation);
cch_pass cch_pass_at(const cch_translation *translation, size_t index); /* points into the translation */

/* Adds the command line to `words`: clang, the macros, `before`, the translation, with the
 * options that make it this pass, and `behind` at the place where options may
 * still stand. Both lists may be empty. */
void cch_pass_arguments(cch_word_list *words, const char *clang, const cch_translation *translation, cch_pass pass,
                        const cch_word_list *before, const cch_word_list *behind);

#endif
