/* What is asked of a model, and how far that is (identify.h). */
#ifndef CCH_OLLAMA_ASKING_H
#define CCH_OLLAMA_ASKING_H

#include <stdbool.h>
#include <stdint.h>

#include "ollama/chat.h"
#include "ollama/failure.h"
#include "ollama/model.h"
#include "ollama/model_options.h"
#include "ollama/prompt_list.h"
#include "ollama/tokens.h"
#include "tokens/tokenizer.h"

typedef struct cch_identify_settings {
    const cch_prompt_list *prompts;
    const cch_ollama_model *model;
    const cch_tokenizer *tokenizer;    /* the model's; NULL: tokens are estimated */
    const cch_ollama_options *options; /* "num_ctx" in it fixes the context, "seed" the first run's seed */
    enum cch_answer_format format;
    const char *keep_alive; /* or NULL */
    unsigned runs, jobs;    /* at least 1 */
    unsigned retries;       /* at most so many, of what may be asked again after a pause */
    double retry_seconds;   /* the first pause */
    double idle_seconds;    /* between two tokens; reading a prompt may take more, by its length */
    double whole_seconds;   /* for one reply; 0: no limit */
    size_t max_bytes;       /* of one reply */
    bool force;             /* ask also what is there */
} cch_identify_settings;

enum cch_identify_state {
    CCH_IDENTIFY_TO_ASK,
    CCH_IDENTIFY_ASKING,
    CCH_IDENTIFY_ANSWERED,
    CCH_IDENTIFY_KEPT, /* it was there */
    CCH_IDENTIFY_FAILED
};

/* One prompt in one run. */
typedef struct cch_identify_item {
    const cch_prompt *prompt;
    unsigned run; /* from 1 */
    char *name;   /* of the answer's file */
    char key[33];
    enum cch_identify_state state;
    uint64_t context;        /* num_ctx */
    uint64_t tokens;         /* of the prompt by the tokenizer; 0: not known */
    uint64_t tokens_at_most; /* of the prompt, before it was read */
    cch_failure failure;     /* the last attempt's */
    unsigned attempts;

    /* Of an answer, as the server told: */
    uint64_t prompt_tokens, answer_tokens;
    double seconds, answer_seconds;
    size_t parameters;
    bool whole, bound; /* see answer.h */

    struct cch_identify_work *work; /* while it is asked */
} cch_identify_item;

typedef struct cch_identify {
    cch_identify_settings settings;
    cch_identify_item *items; /* run by run, in the order of the prompts */
    size_t count;
    size_t answered, kept, failed;
    uint64_t prompt_tokens, answer_tokens; /* sums of what was answered now */
    double answer_seconds;                 /* the server's, of generating them */
    cch_token_scale scale;
    char *before, *after;   /* what the server puts around a prompt; NULL: not known */
    bool counts_exactly;    /* the items' tokens are those of all that the model reads */
    double reading_seconds; /* to wait for each token of a prompt, at most */
    struct cch_identify_engine *engine;
} cch_identify;

#endif
