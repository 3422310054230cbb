/* A growing list of words: a command line in the making. A cch_word_list full of
 * zeros is empty. Once memory is short the list remembers it and adds
 * nothing more, so that callers check once, at the end; it is noted (base/memory.h),
 * too, for those that cannot. */
#ifndef CCH_BUILD_WORD_LIST_H
#define CCH_BUILD_WORD_LIST_H

#include <stdbool.h>
#include <stddef.h>

typedef struct cch_word_list {
    char **items; /* NULL behind the last; NULL itself when empty */
    size_t count, capacity;
    bool failed; /* out of memory */
} cch_word_list;

void cch_word_list_add(cch_word_list *words, const char *word); /* NULL: one that there was no memory for */
void cch_word_list_format(cch_word_list *words, const char *format, ...) __attribute__((format(printf, 2, 3)));
void cch_word_list_add_all(cch_word_list *words, const cch_word_list *more);
/* Puts `more` in front of item `position`. */
void cch_word_list_insert_all(cch_word_list *words, size_t position, const cch_word_list *more);
bool cch_word_list_contain(const cch_word_list *words, const char *word);
void cch_word_list_clear(cch_word_list *words);
void cch_word_list_release(cch_word_list *words);

#endif
