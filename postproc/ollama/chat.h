/* One question to a model: the body of POST /api/chat, and its reply, which
 * comes as lines of JSON. */
#ifndef CCH_OLLAMA_CHAT_H
#define CCH_OLLAMA_CHAT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "ollama/failure.h"
#include "ollama/model_options.h"

enum cch_answer_format {
    CCH_FORMAT_SCHEMA, /* bound to cch_answer_schema() */
    CCH_FORMAT_JSON,   /* to be JSON, of whatever form */
    CCH_FORMAT_TEXT    /* not bound */
};

/* The schema of an answer:
 * {"parameters": [{"name": …, "scopes": […], "role": …, "description": …}]}. */
const char *cch_answer_schema(void);

typedef struct cch_chat_question {
    const char *model, *text; /* the text is valid UTF-8 */
    const char *keep_alive;   /* "10m", or a whole number of seconds; NULL: the server's own */
    enum cch_answer_format format;
    const cch_ollama_options *options; /* with num_ctx, num_predict and seed */
    bool render_only;                  /* only tell what the model would read */
} cch_chat_question;

/* For the caller to free; NULL without memory. Truncation of the prompt and
 * shifting of the context are always forbidden. */
char *cch_chat_body(const cch_chat_question *question);

/* White space that an answer may hold in a row before it counts as endless. */
enum { CCH_CHAT_SPACES_MAX = 4096 };

typedef struct cch_chat_reply {
    cch_buffer content; /* the answer's text so far, not yet checked to be UTF-8 */
    size_t spaces;      /* of white space at its end */
    bool done;          /* the last line has come: */
    char done_reason[32];
    bool counted; /* with the number of the prompt's tokens */
    uint64_t prompt_tokens, answer_tokens;
    double load_seconds, prompt_seconds, answer_seconds; /* the server's own; 0 where it doesn't say */
    uint64_t lines;                                      /* tokens so far, more or less */
    uint64_t lines_max;                                  /* more than that is endless; 0: no limit */
    cch_failure failure;                                 /* what made cch_chat_take_line stop */
} cch_chat_reply;

void cch_chat_reply_release(cch_chat_reply *reply);

/* For cch_http_request: `context` is a cch_chat_reply. */
int cch_chat_take_line(void *context, const char *text, size_t length);

/* Once the request has ended: what it failed with, NONE for a reply with its
 * end. Says nothing about the answer itself, nor about truncation. */
int cch_chat_conclude(cch_failure *failure, const cch_chat_reply *reply, const cch_http_request *request,
                      const char *url);

/* The server ended the answer because it had reached num_predict. */
bool cch_chat_was_cut(const cch_chat_reply *reply);

#endif
