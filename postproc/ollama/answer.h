/* A model's answer, read out of whatever text it gave:
 *
 *     {"parameters": [{"name": …, "scopes": […], "role": …, "description": …}]}
 *     {"name": "[scope, scope] description", …}
 *     {"name": {"scopes": […], "description": …}, …}
 *     [{"name": …, …}, …]
 *
 * with or without a Markdown fence or words around it. */
#ifndef CCH_OLLAMA_ANSWER_H
#define CCH_OLLAMA_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

typedef struct cch_answer_parameter {
    char *name, *role, *description; /* "" where it isn't told */
    char **scopes;
    size_t scope_count;
} cch_answer_parameter;

enum { CCH_ANSWER_PARAMETERS_MAX = 4096, CCH_ANSWER_TEXT_MAX = 64 << 10 };

typedef struct cch_answer {
    cch_answer_parameter *parameters;
    size_t count, capacity;
    bool whole; /* the text was JSON as a whole, with nothing around it */
    bool bound; /* it had the first of the forms above, complete */
    bool cut;   /* more parameters or scopes than are taken: it is refused */
} cch_answer;

/* CCH_ERROR_FORMAT, with a reason, for a text that holds no such thing. What
 * has no name is left out. */
int cch_answer_parse(cch_answer *answer, const char *text, size_t length, cch_error *error);
void cch_answer_release(cch_answer *answer);

/* The first form, indented, with a newline at its end; for the caller to free.
 * NULL without memory. */
char *cch_answer_json(const cch_answer *answer);

/* Reads an answer's file ("cannot read 'x': …"). */
int cch_answer_read(cch_answer *answer, const char *path, cch_error *error);

#endif
