#include "ollama/chat.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "ollama/value.h"

const char *cch_answer_schema(void) {
    return "{\"type\":\"object\",\"properties\":{\"parameters\":{\"type\":\"array\",\"items\":{\"type\":"
           "\"object\","
           "\"properties\":{\"name\":{\"type\":\"string\"},\"scopes\":{\"type\":\"array\",\"items\":{"
           "\"type\":"
           "\"string\"}},\"role\":{\"type\":\"string\"},\"description\":{\"type\":\"string\"}},\"required\":["
           "\"name\",\"scopes\",\"role\",\"description\"]}}},\"required\":[\"parameters\"]}";
}

/* The server takes seconds as a number; a string must have a unit. */
static json_object *keep_alive_value(const char *text) {
    char *end;
    long seconds = strtol(text, &end, 10);
    return *text && !*end ? json_object_new_int64(seconds) : json_object_new_string(text);
}

char *cch_chat_body(const cch_chat_question *question) {
    json_object *body = json_object_new_object(), *messages = json_object_new_array();
    json_object *message = json_object_new_object();
    cch_value_set_text(message, "role", "user");
    cch_value_set_text(message, "content", question->text);
    json_object_array_add(messages, message);
    cch_value_set_text(body, "model", question->model);
    json_object_object_add(body, "messages", messages);
    json_object_object_add(body, "stream", json_object_new_boolean(1));
    json_object_object_add(body, "truncate", json_object_new_boolean(0));
    json_object_object_add(body, "shift", json_object_new_boolean(0));
    if (question->format == CCH_FORMAT_SCHEMA)
        json_object_object_add(body, "format", json_tokener_parse(cch_answer_schema()));
    else if (question->format == CCH_FORMAT_JSON)
        cch_value_set_text(body, "format", "json");
    if (question->render_only)
        json_object_object_add(body, "_debug_render_only", json_object_new_boolean(1));
    if (question->keep_alive)
        json_object_object_add(body, "keep_alive", keep_alive_value(question->keep_alive));
    json_object_object_add(body, "options", json_object_get(question->options->values));
    return cch_value_line(body);
}

void cch_chat_reply_release(cch_chat_reply *reply) {
    cch_buffer_release(&reply->content);
    *reply = (cch_chat_reply){0};
}

static int stop(cch_chat_reply *reply) { return (int)reply->failure.kind; }

/* Adds what the line brings of the answer. */
static int take_content(cch_chat_reply *reply, json_object *line) {
    json_object *message = NULL, *content = NULL;
    if (!json_object_object_get_ex(line, "message", &message) || !json_object_is_type(message, json_type_object) ||
        !json_object_object_get_ex(message, "content", &content))
        return 0;
    if (!json_object_is_type(content, json_type_string)) {
        cch_failure_set(&reply->failure, CCH_FAILURE_MALFORMED, "malformed reply: a message that is no text");
        return stop(reply);
    }
    const char *text = json_object_get_string(content);
    size_t length = (size_t)json_object_get_string_len(content);
    for (size_t i = 0; i < length; i++)
        reply->spaces = isspace((unsigned char)text[i]) ? reply->spaces + 1 : 0;
    if (cch_buffer_add(&reply->content, text, length) != 0) {
        cch_failure_no_memory(&reply->failure);
        return stop(reply);
    }
    if (reply->spaces > CCH_CHAT_SPACES_MAX) {
        cch_failure_set(&reply->failure, CCH_FAILURE_SPACES, "the answer is white space without end");
        return stop(reply);
    }
    return 0;
}

static void take_end(cch_chat_reply *reply, json_object *line) {
    reply->done = true;
    snprintf(reply->done_reason, sizeof reply->done_reason, "%s", cch_value_text(line, "done_reason"));
    reply->prompt_tokens = cch_value_count(line, "prompt_eval_count");
    reply->answer_tokens = cch_value_count(line, "eval_count");
    reply->counted = reply->prompt_tokens > 0;
    reply->load_seconds = cch_value_real(line, "load_duration") * 1e-9;
    reply->prompt_seconds = cch_value_real(line, "prompt_eval_duration") * 1e-9;
    reply->answer_seconds = cch_value_real(line, "eval_duration") * 1e-9;
}

int cch_chat_take_line(void *context, const char *text, size_t length) {
    cch_chat_reply *reply = context;
    json_object *line = cch_value_parse(text, length), *done = NULL;
    int stopped = 0;
    if (!json_object_is_type(line, json_type_object)) {
        cch_failure_set(&reply->failure, CCH_FAILURE_MALFORMED, "malformed reply: a line that is no JSON object: %.80s",
                        text);
        stopped = stop(reply);
    } else if (cch_failure_of_reply(&reply->failure, text, length, 200)) {
        stopped = stop(reply);
    } else if (reply->lines_max && ++reply->lines > reply->lines_max) {
        cch_failure_set(&reply->failure, CCH_FAILURE_MALFORMED, "malformed reply: more tokens than num_predict allows");
        stopped = stop(reply);
    } else {
        stopped = take_content(reply, line);
        if (!stopped && json_object_object_get_ex(line, "done", &done) &&
            json_object_is_type(done, json_type_boolean) && json_object_get_boolean(done))
            take_end(reply, line);
    }
    json_object_put(line);
    return stopped;
}

int cch_chat_conclude(cch_failure *failure, const cch_chat_reply *reply, const cch_http_request *request,
                      const char *url) {
    if (request->end == CCH_HTTP_CUT && reply->failure.kind != CCH_FAILURE_NONE) {
        *failure = reply->failure;
        return (int)failure->kind;
    }
    if (cch_failure_of_request(failure, request, url) != CCH_FAILURE_NONE)
        return (int)failure->kind;
    if (!reply->done)
        return cch_failure_set(failure, CCH_FAILURE_NO_END, "the reply ends without its last line (done: true)");
    return CCH_FAILURE_NONE;
}

bool cch_chat_was_cut(const cch_chat_reply *reply) { return strcmp(reply->done_reason, "length") == 0; }
