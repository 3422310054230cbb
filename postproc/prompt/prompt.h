/* Prompts: for each chain the question that a language model is asked about
 * the parameters along it.
 *
 * A prompt shows the chain, the code of its starting point, the definitions
 * of the other functions on it, as written, each once, with file and line,
 * and then the task. Chains whose code is the same share a prompt. The
 * wording is a template (template.h). What does not fit the model's context
 * is left out by importance, function by function, and named; nothing is cut
 * in the middle.
 */
#ifndef CCH_PROMPT_PROMPT_H
#define CCH_PROMPT_PROMPT_H

#include <stddef.h>
#include <stdint.h>

#include "graph/view/name.h"
#include "graph/view/view.h"
#include "prompt/chain_file.h"
#include "base/sources.h"
#include "tokens/tokenizer.h"

enum cch_prompt_mode {
    CCH_PROMPT_MODEL,   /* parameters of the model */
    CCH_PROMPT_HARDWARE /* parameters of the hardware and of launches */
};

/* What a prompt says of hardware: the computed table's rows for `kernels`, as
 * text that the caller of this frees, "" when there are none; NULL: out of
 * memory. */
typedef char *cch_prompt_rows(void *context, const uint32_t *kernels, size_t count);

typedef struct cch_prompt_options {
    enum cch_prompt_mode mode;
    const char *template_text;      /* NULL: the one that comes with callchain */
    const char *template_name;      /* for messages */
    size_t max_tokens;              /* of a prompt; 0: no limit */
    const cch_tokenizer *tokenizer; /* counts tokens exactly; NULL: they are estimated from bytes */
    const char *model;              /* whose tokenizer it is */
    double bytes_per_token;         /* estimated, on such text; 0: CCH_PROMPT_BYTES_PER_TOKEN */
    cch_prompt_rows *rows;          /* may be NULL */
    void *rows_context;
} cch_prompt_options;

/* Code has about 3.3 bytes a token with the vocabularies of today's models;
 * taking less errs on the safe side. */
#define CCH_PROMPT_BYTES_PER_TOKEN 3.0

typedef struct cch_prompt_summary {
    size_t chains, prompts; /* given; different ones made of them */
    size_t shortened;       /* prompts from which something was left out */
    size_t refused;         /* prompts whose starting point alone is too large */
    size_t unread;          /* functions whose code could not be read */
    char *first_unread;     /* about the first: "cannot read 'x.py': …"; or NULL */
    size_t tokens_most;     /* of the largest prompt */
    size_t bytes;           /* of all prompts */
} cch_prompt_summary;

/* Writes prompt_api_1, prompt_api_2, … and index.json into `folder` (made
 * when missing), in the order of the chains, and removes prompts that an
 * earlier index names and this run does not write. A file whose contents stay
 * the same is left alone. index.json is an array of objects:
 *
 *   file, hash (XXH3-128 of the prompt), mode, bytes,
 *   tokens   of the prompt alone (a server puts some tens around it), with
 *            model and tokenizer, which count so; tokens_estimated without
 *   start    {name, id}
 *   chains   array of arrays of {name, id}
 *   code     array of {name, id, file, first, last}
 *   left_out the same, of what did not fit
 *
 * Errors: CCH_ERROR_FORMAT (the template), CCH_ERROR_SYSTEM, CCH_ERROR_MEMORY.
 * The summary is to be released in any case. */
int cch_prompts_write(const char *folder, const cch_view *view, cch_names *names, const cch_chain_list *chains,
                      cch_sources *sources, const cch_prompt_options *options, cch_prompt_summary *summary,
                      cch_error *error);
void cch_prompt_summary_release(cch_prompt_summary *summary);

#endif
