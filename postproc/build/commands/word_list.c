#define _GNU_SOURCE /* vasprintf */
#include "build/commands/word_list.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memory.h"

static void take(cch_word_list *words, char *word) {
    if (!word || words->failed ||
        cch_array_reserve(&words->items, &words->capacity, words->count + 2, sizeof *words->items) != 0) {
        words->failed = true;
        cch_memory_note_failure();
        free(word);
        return;
    }
    words->items[words->count++] = word;
    words->items[words->count] = NULL;
}

void cch_word_list_add(cch_word_list *words, const char *word) { take(words, word ? strdup(word) : NULL); }

void cch_word_list_format(cch_word_list *words, const char *format, ...) {
    char *word = NULL;
    va_list arguments;
    va_start(arguments, format);
    if (vasprintf(&word, format, arguments) < 0)
        word = NULL;
    va_end(arguments);
    take(words, word);
}

void cch_word_list_add_all(cch_word_list *words, const cch_word_list *more) {
    for (size_t i = 0; i < more->count; i++)
        cch_word_list_add(words, more->items[i]);
    words->failed |= more->failed;
}

void cch_word_list_insert_all(cch_word_list *words, size_t position, const cch_word_list *more) {
    size_t before = words->count;
    cch_word_list_add_all(words, more);
    if (words->failed || position >= before)
        return;
    /* Turn "front back more" into "front more back". */
    char **back = malloc((before - position) * sizeof *back);
    if (!back) {
        words->failed = true;
        cch_memory_note_failure();
        return;
    }
    size_t added = words->count - before;
    memcpy(back, words->items + position, (before - position) * sizeof *back);
    memmove(words->items + position, words->items + before, added * sizeof *back);
    memcpy(words->items + position + added, back, (before - position) * sizeof *back);
    free(back);
}

bool cch_word_list_contain(const cch_word_list *words, const char *word) {
    for (size_t i = 0; i < words->count; i++)
        if (strcmp(words->items[i], word) == 0)
            return true;
    return false;
}

void cch_word_list_clear(cch_word_list *words) {
    for (size_t i = 0; i < words->count; i++)
        free(words->items[i]);
    words->count = 0;
    if (words->items)
        words->items[0] = NULL;
}

void cch_word_list_release(cch_word_list *words) {
    cch_word_list_clear(words);
    free(words->items);
    *words = (cch_word_list){0};
}
