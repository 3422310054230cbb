/* Templates of prompts: text in which {{name}} stands for a part that the
 * program computes. What is put in is not looked at again. */
#ifndef CCH_PROMPT_TEMPLATE_H
#define CCH_PROMPT_TEMPLATE_H

#include <stdio.h>

#include "base/error.h"
#include "prompt/prompt.h"

/* The template for this mode that comes with callchain. */
const char *cch_template_default(enum cch_prompt_mode mode);

struct cch_template_part {
    const char *name; /* "chain" */
    const char *text;
};

/* Writes the template with its parts. A part alone on its line that is empty
 * takes its line with it. Errors: CCH_ERROR_FORMAT for a name that is not
 * among `parts` ("line 3: nothing is called '{{chian}}'…"). */
int cch_template_write(FILE *stream, const char *text, const struct cch_template_part *parts, size_t count,
                       cch_error *error);

#endif
