/* Splitting text into words by other rules than a shell's: response files,
 * and command lines written for Windows. */
#ifndef CCH_BUILD_FILE_WORDS_H
#define CCH_BUILD_FILE_WORDS_H

#include "build/commands/word_list.h"

enum cch_word_rules {
    CCH_WORDS_GNU,    /* gcc's and clang's @file: both quotes group, a backslash
                         takes the next character as it is, everywhere */
    CCH_WORDS_NVCC,   /* nvcc's --options-file: the same without single quotes */
    CCH_WORDS_WINDOWS /* as programs of Windows read their command line: double
                         quotes group; backslashes count before a double quote
                         only, two for one */
};

/* Adds the words of `text`. A quote that is never closed ends with the text. */
void cch_split_words(cch_word_list *words, const char *text, enum cch_word_rules rules);

#endif
