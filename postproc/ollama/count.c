#define _GNU_SOURCE /* asprintf */
#include "ollama/count.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "ollama/value.h"

enum { REPLY_MAX = 1 << 20 };

/* Servers of other versions may count a little otherwise: a beginning of the
 * sequence more or less, a newer Unicode. What is cut is cut by far more. */
enum { DIFFERENCE = 16, DIFFERENCE_PART = 50 };

/* A text that occurs in no template. */
static const char MARK[] = "callchain-puts-the-prompt-here";

static uint64_t count(const cch_identify *identify, const cch_prompt *prompt) {
    const cch_tokenizer *tokenizer = identify->settings.tokenizer;
    char *text = NULL, *whole = NULL;
    uint64_t tokens = 0;
    int code = cch_prompt_text(prompt, &text, NULL);
    if (code == CCH_OK) {
        bool framed = identify->before && identify->after;
        int length = asprintf(&whole, "%s%s%s", framed ? identify->before : "", text, framed ? identify->after : "");
        if (length < 0)
            whole = NULL;
        code = whole ? cch_tokenizer_count(tokenizer, whole, (size_t)length, &tokens, NULL) : CCH_ERROR_MEMORY;
        if (code != CCH_OK)
            tokens = 0;
    }
    if (code == CCH_ERROR_MEMORY)
        cch_memory_note_failure();
    free(text);
    free(whole);
    return tokens ? tokens + cch_tokenizer_added(tokenizer) : 0;
}

void cch_count_prompts(cch_identify *identify) {
    size_t prompts = identify->settings.prompts->count;
    for (size_t i = 0; identify->settings.tokenizer && i < identify->count; i++) {
        cch_identify_item *item = &identify->items[i];
        if (item->state != CCH_IDENTIFY_TO_ASK)
            continue;
        /* Another run of the same prompt need not be counted. */
        bool counted = i >= prompts && identify->items[i - prompts].state == CCH_IDENTIFY_TO_ASK;
        item->tokens = counted ? identify->items[i - prompts].tokens : count(identify, item->prompt);
    }
}

/* The server's own rendering of a prompt that is the mark alone. */
static void take_frame(cch_identify *identify, const cch_buffer *reply) {
    json_object *line = cch_value_parse(cch_buffer_text(reply), reply->length), *told = NULL;
    json_object_object_get_ex(line, "_debug_info", &told);
    const char *text = cch_value_text(told, "rendered_template");
    const char *mark = strstr(text, MARK);
    if (mark && !strstr(mark + 1, MARK)) {
        identify->before = cch_memory_asked(strndup(text, (size_t)(mark - text)));
        identify->after = cch_memory_asked(strdup(mark + sizeof MARK - 1));
    }
    json_object_put(line);
}

void cch_count_frame(cch_identify *identify, cch_http *http, uint64_t context) {
    const cch_identify_settings *settings = &identify->settings;
    cch_ollama_options options = {0};
    char *body = NULL;
    if (identify->before || cch_ollama_options_copy(&options, settings->options, NULL) != CCH_OK)
        return;
    cch_ollama_options_set_integer(&options, "num_ctx", (int64_t)context);
    cch_ollama_options_set_integer(&options, "num_predict", 1); /* for a server that answers all the same */
    cch_chat_question question = {.model = settings->model->name,
                                  .text = MARK,
                                  .keep_alive = settings->keep_alive,
                                  .format = CCH_FORMAT_TEXT,
                                  .options = &options,
                                  .render_only = true};
    body = cch_chat_body(&question);
    cch_http_request request = {
        .path = "/api/chat", .body = body, .max_bytes = REPLY_MAX, .idle_seconds = settings->idle_seconds};
    cch_failure failure;
    if (body) {
        cch_http_run(http, &request);
        if (cch_failure_of_request(&failure, &request, "") == CCH_FAILURE_NONE)
            take_frame(identify, &request.reply);
        cch_http_request_release(&request);
    }
    if (identify->before && identify->after) {
        cch_count_prompts(identify);
        identify->counts_exactly = true;
    }
    cch_ollama_options_release(&options);
    free(body);
}

uint64_t cch_count_at_most(const cch_identify *identify, const cch_identify_item *item) {
    if (!item->tokens)
        return cch_tokens_at_most(&identify->scale, item->prompt->bytes);
    return item->tokens + (identify->counts_exactly ? 0 : CCH_TEMPLATE_TOKENS);
}

uint64_t cch_count_at_least(const cch_identify *identify, const cch_identify_item *item) {
    return item->tokens ? item->tokens : cch_tokens_at_least(&identify->scale, item->prompt->bytes);
}

uint64_t cch_count_whole_at_least(const cch_identify *identify, const cch_identify_item *item) {
    uint64_t difference = item->tokens / DIFFERENCE_PART + DIFFERENCE;
    if (!item->tokens)
        return cch_tokens_at_least(&identify->scale, item->prompt->bytes);
    return item->tokens > difference ? item->tokens - difference : 0;
}
