/* A folder of prompts as 'callchain prompt' leaves it: which prompt belongs to
 * which chains. */
#ifndef CCH_VERIFY_PROMPT_INDEX_H
#define CCH_VERIFY_PROMPT_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "graph/view/view.h"

struct cch_indexed_prompt {
    char *name;          /* "prompt_api_1" */
    uint32_t *functions; /* of all its chains, each once; the starting point first */
    size_t count;
    size_t chains;
};

typedef struct cch_prompt_index {
    struct cch_indexed_prompt *prompts;
    size_t count;
} cch_prompt_index;

/* Reads folder/index.json. Release in any case. Errors: CCH_ERROR_SYSTEM,
 * CCH_ERROR_FORMAT (also: a function that the view lacks), CCH_ERROR_MEMORY. */
int cch_prompt_index_read(cch_prompt_index *index, const char *folder, const cch_view *view, cch_error *error);
void cch_prompt_index_release(cch_prompt_index *index);

/* The prompt of this name, or NULL. */
const struct cch_indexed_prompt *cch_prompt_index_find(const cch_prompt_index *index, const char *name, size_t length);

#endif
