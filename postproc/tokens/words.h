/* The pre-tokenizers: what cuts a text into the words within which bytes are
 * merged. Private to the folder. */
#ifndef CCH_TOKENS_WORDS_H
#define CCH_TOKENS_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum { CCH_WORD_STAGES_MAX = 2 };

struct cch_word_family {
    const char *patterns[CCH_WORD_STAGES_MAX]; /* each within the pieces of the one before */
    const char *names;                         /* what models call it, each between spaces */
    bool whole_words;                          /* a word that is a token is not merged together */
    bool begins;                               /* a prompt begins with a token of its own unless told */
};

/* NULL when a pre-tokenizer of this name is not known. */
const struct cch_word_family *cch_word_family_find(const char *name);

struct cch_word_cutter {
    struct pcre2_real_code_8 *codes[CCH_WORD_STAGES_MAX];
    size_t count;
};

/* To be released in any case. */
int cch_word_cutter_init(struct cch_word_cutter *cutter, const struct cch_word_family *family, cch_error *error);
void cch_word_cutter_release(struct cch_word_cutter *cutter);

/* Takes a word; not 0: no more of them. */
typedef int cch_word_taker(void *context, const char *word, size_t length);

/* Gives out the words of a text, which must be UTF-8, from left to right.
 * Errors: CCH_ERROR_MEMORY, CCH_ERROR_FORMAT, or what the taker has returned. */
int cch_words_cut(const struct cch_word_cutter *cutter, const char *text, size_t length, cch_word_taker *take,
                  void *context, cch_error *error);

#endif
