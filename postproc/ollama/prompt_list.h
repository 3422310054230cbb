/* The prompts to ask: files that `callchain prompt` wrote, or a person.
 *
 * A folder's prompts are those that its index.json lists (an array of
 * {"file": …, "mode": …, …}), or, without one, its files prompt_api_<number>,
 * by number. Texts are read when they are needed. */
#ifndef CCH_OLLAMA_PROMPT_LIST_H
#define CCH_OLLAMA_PROMPT_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum { CCH_PROMPT_BYTES_MAX = 16 << 20 };

typedef struct cch_prompt {
    char *name; /* the file's, "prompt_api_1" */
    char *path;
    char *mode;    /* "model", "hardware", or "" */
    size_t bytes;  /* of the text, as it is sent */
    char hash[33]; /* of the text */
    char *problem; /* why it can't be read ("cannot read 'x': …"), or NULL */
} cch_prompt;

typedef struct cch_prompt_list {
    cch_prompt *items;
    size_t count, capacity;
} cch_prompt_list;

/* Adds a folder's prompts, or one file. A listed file that can't be read is
 * added with its problem. CCH_ERROR_…: nothing there, or two of one name. */
int cch_prompt_list_add(cch_prompt_list *list, const char *path, cch_error *error);
void cch_prompt_list_release(cch_prompt_list *list);

/* The text as valid UTF-8, for the caller to free. Fails when the file is no
 * longer what it was. */
int cch_prompt_text(const cch_prompt *prompt, char **text, cch_error *error);

/* 32 hexadecimal digits and a NUL. */
void cch_text_hash(char hash[33], const void *bytes, size_t length);

#endif
