/* A growing list of words: a command line in the making. A cch_words full of
 * zeros is empty. Once memory is short the list remembers it and adds
 * nothing more, so that callers check once, at the end. */
#ifndef CCH_BUILD_WORDS_H
#define CCH_BUILD_WORDS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct cch_words {
    char **items; /* NULL behind the last; NULL itself when empty */
    size_t count, capacity;
    bool failed; /* out of memory */
} cch_words;

void cch_words_add(cch_words *words, const char *word);
void cch_words_format(cch_words *words, const char *format, ...) __attribute__((format(printf, 2, 3)));
void cch_words_add_all(cch_words *words, const cch_words *more);
/* Puts `more` in front of item `position`. */
void cch_words_insert_all(cch_words *words, size_t position, const cch_words *more);
bool cch_words_contain(const cch_words *words, const char *word);
void cch_words_clear(cch_words *words);
void cch_words_release(cch_words *words);

#endif
