#include "ollama/sample.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"

/* A count that is out of all proportion tells nothing: fewer tokens than one
 * for ten bytes, or more than bytes and a template's. */
enum { LEAST_PART = 10, TEMPLATE_MAX = 200, REPLY_MAX = 1 << 20 };

/* Loading the model is in the time, and the machine may get busier. */
#define READING_MARGIN 3

/* The middle of a text, in whole characters: ends the text there and returns
 * where it starts. */
static char *cut(char *text, size_t bytes, size_t *length) {
    size_t start = bytes > CCH_SAMPLE_BYTES ? (bytes - CCH_SAMPLE_BYTES) / 2 : 0;
    while (start && !cch_utf8_begins(text[start]))
        start--;
    size_t end = bytes - start > CCH_SAMPLE_BYTES ? start + CCH_SAMPLE_BYTES : bytes;
    while (end < bytes && end > start && !cch_utf8_begins(text[end]))
        end--;
    text[end] = '\0';
    *length = end - start;
    return text + start;
}

void cch_sample_note_time(cch_identify *identify, double seconds, uint64_t tokens) {
    double each = READING_MARGIN * seconds / (double)tokens;
    if (each > identify->reading_seconds)
        identify->reading_seconds = each;
}

static void ask(cch_identify *identify, cch_http *http, const char *body, size_t length) {
    double idle = identify->settings.idle_seconds;
    cch_chat_reply reply = {0};
    cch_failure failure;
    cch_http_request request = {.path = "/api/chat",
                                .body = body,
                                .max_bytes = REPLY_MAX,
                                .idle_seconds = idle,
                                .first_seconds = idle + CCH_SAMPLE_BYTES * identify->reading_seconds,
                                .line = cch_chat_take_line,
                                .context = &reply};
    cch_http_run(http, &request);
    if (cch_chat_conclude(&failure, &reply, &request, "") == CCH_FAILURE_NONE && reply.counted &&
        reply.prompt_tokens >= length / LEAST_PART && reply.prompt_tokens <= length + TEMPLATE_MAX) {
        cch_sample_note_time(identify, request.seconds, reply.prompt_tokens);
        cch_token_scale_add(&identify->scale, length, reply.prompt_tokens);
    }
    cch_http_request_release(&request);
    cch_chat_reply_release(&reply);
}

void cch_sample_take(cch_identify *identify, cch_http *http, const cch_prompt *prompt, uint64_t context) {
    const cch_identify_settings *settings = &identify->settings;
    cch_ollama_options options = {0};
    char *text = NULL, *body = NULL;
    size_t length = 0;
    int code = cch_prompt_text(prompt, &text, NULL);
    if (code == CCH_ERROR_MEMORY)
        cch_memory_note_failure();
    if (code != CCH_OK || cch_ollama_options_copy(&options, settings->options, NULL) != CCH_OK)
        goto out;
    cch_ollama_options_set_integer(&options, "num_ctx", (int64_t)context);
    cch_ollama_options_set_integer(&options, "num_predict", 1);
    cch_chat_question question = {.model = settings->model->name,
                                  .text = cut(text, prompt->bytes, &length),
                                  .keep_alive = settings->keep_alive,
                                  .format = CCH_FORMAT_TEXT,
                                  .options = &options};
    body = cch_chat_body(&question);
    if (body)
        ask(identify, http, body, length);
out:
    cch_ollama_options_release(&options);
    free(body);
    free(text);
}
