/* The answers that 'callchain identify' left in a folder (ollama/store.h):
 * output_prompt_api_1, output_prompt_api_1.run2, …, and, where there is no
 * answer, the note .callchain/<name>.failed.json. */
#ifndef CCH_VERIFY_ANSWER_FOLDER_H
#define CCH_VERIFY_ANSWER_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

typedef struct cch_answer_folder {
    char **files; /* names, those of one prompt together; a failed one is named as its answer would be */
    size_t count, capacity;
} cch_answer_folder;

/* Release in any case. Errors: CCH_ERROR_SYSTEM, CCH_ERROR_MEMORY. */
int cch_answer_folder_read(cch_answer_folder *folder, const char *path, cch_error *error);
void cch_answer_folder_release(cch_answer_folder *folder);

/* Where in a file's name its prompt's name begins, and its length. */
const char *cch_answer_prompt(const char *file, size_t *length);
bool cch_answer_same_prompt(const char *left, const char *right);

/* The model that was asked, from the notes beside the answer; "" when nothing
 * tells. The caller frees it; NULL without memory. */
char *cch_answer_folder_model(const char *path, const char *file);

#endif
