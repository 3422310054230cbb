#define _GNU_SOURCE /* vasprintf */
#include "build/words.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

static void take(cch_words *words, char *word)
{
    if (!word || words->failed ||
        cch_array_reserve(&words->items, &words->capacity, words->count + 2, sizeof *words->items) != 0) {
        words->failed = true;
        free(word);
        return;
    }
    words->items[words->count++] = word;
    words->items[words->count] = NULL;
}

void cch_words_add(cch_words *words, const char *word)
{
    take(words, strdup(word));
}

void cch_words_format(cch_words *words, const char *format, ...)
{
    char *word = NULL;
    va_list arguments;
    va_start(arguments, format);
    if (vasprintf(&word, format, arguments) < 0)
        word = NULL;
    va_end(arguments);
    take(words, word);
}

void cch_words_add_all(cch_words *words, const cch_words *more)
{
    for (size_t i = 0; i < more->count; i++)
        cch_words_add(words, more->items[i]);
    words->failed |= more->failed;
}

void cch_words_insert_all(cch_words *words, size_t position, const cch_words *more)
{
    size_t before = words->count;
    cch_words_add_all(words, more);
    if (words->failed || position >= before)
        return;
    /* Turn "front back more" into "front more back". */
    char **back = malloc((before - position) * sizeof *back);
    if (!back) {
        words->failed = true;
        return;
    }
    size_t added = words->count - before;
    memcpy(back, words->items + position, (before - position) * sizeof *back);
    memmove(words->items + position, words->items + before, added * sizeof *back);
    memcpy(words->items + position + added, back, (before - position) * sizeof *back);
    free(back);
}

bool cch_words_contain(const cch_words *words, const char *word)
{
    for (size_t i = 0; i < words->count; i++)
        if (strcmp(words->items[i], word) == 0)
            return true;
    return false;
}

void cch_words_clear(cch_words *words)
{
    for (size_t i = 0; i < words->count; i++)
        free(words->items[i]);
    words->count = 0;
    if (words->items)
        words->items[0] = NULL;
}

void cch_words_release(cch_words *words)
{
    cch_words_clear(words);
    free(words->items);
    *words = (cch_words){0};
}
