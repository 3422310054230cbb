/* The text of one prompt. */
#ifndef CCH_PROMPT_COMPOSE_H
#define CCH_PROMPT_COMPOSE_H

#include <stdbool.h>

#include "prompt/plan.h"
#include "prompt/prompt.h"

struct cch_composition {
    const cch_view *view;
    cch_names *names;
    const cch_chain_list *chains;
    cch_sources *sources;
    const cch_prompt_options *options;
};

struct cch_composed {
    char *text; /* belongs to the caller */
    size_t length;
    size_t tokens;       /* of the text, by the options' tokenizer or estimated */
    bool *left_out;      /* by block of the planned prompt: for want of room */
    bool *unread;        /* by block: its code could not be read */
    size_t unread_count; /* of these, files of the project */
    bool is_shortened;
    char *first_unread; /* about the first of these; or NULL */
    bool is_refused;    /* the starting point alone is too large; no text */
};

/* Release `composed` in any case. Errors: CCH_ERROR_FORMAT (the template),
 * CCH_ERROR_MEMORY. */
int cch_compose(struct cch_composed *composed, const struct cch_composition *composition,
                const struct cch_planned_prompt *prompt, cch_error *error);
void cch_composed_release(struct cch_composed *composed);

#endif
