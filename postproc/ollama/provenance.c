#include "ollama/provenance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/json.h"
#include "base/utf8.h"
#include "ollama/value.h"

enum { FAILED_REPLY_MAX = 256 << 10 };

json_object *cch_provenance_attempt(const cch_failure *failure, const cch_http_request *request,
                                    const cch_chat_reply *reply, int64_t seed, uint64_t context) {
    json_object *attempt = json_object_new_object();
    cch_value_set_text(attempt, "result", cch_failure_policy_of(failure->kind)->name);
    if (failure->kind != CCH_FAILURE_NONE)
        cch_value_set_text(attempt, "message", failure->text);
    cch_value_set_count(attempt, "seed", (uint64_t)seed);
    cch_value_set_count(attempt, "num_ctx", context);
    if (request->status)
        cch_value_set_count(attempt, "status", (uint64_t)request->status);
    if (reply->counted)
        cch_value_set_count(attempt, "prompt_tokens", reply->prompt_tokens);
    cch_value_set_seconds(attempt, "seconds", request->seconds);
    return attempt;
}

static void set_time(json_object *object, const char *name) {
    char text[40];
    time_t now = time(NULL);
    struct tm parts;
    gmtime_r(&now, &parts);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    cch_value_set_text(object, name, text);
}

static json_object *model_facts(const cch_ollama_model *model) {
    json_object *object = json_object_new_object();
    cch_value_set_text(object, "name", model->name);
    cch_value_set_text(object, "digest", model->digest);
    cch_value_set_text(object, "family", model->family);
    cch_value_set_text(object, "parameter_size", model->parameter_size);
    cch_value_set_text(object, "quantization", model->quantization);
    cch_value_set_count(object, "context_length", model->context_length);
    return object;
}

static void set_reply(json_object *object, const cch_chat_reply *reply, size_t most) {
    size_t length = reply->content.length < most ? reply->content.length : most;
    char *text = cch_memory_asked(cch_utf8_repair(cch_buffer_text(&reply->content), length, &length));
    cch_value_set_text(object, "reply", text);
    free(text);
}

static void set_counts(json_object *object, const cch_chat_reply *reply, const cch_http_request *request) {
    cch_value_set_count(object, "prompt_tokens", reply->prompt_tokens);
    cch_value_set_count(object, "answer_tokens", reply->answer_tokens);
    cch_value_set_text(object, "done_reason", reply->done_reason);
    cch_value_set_seconds(object, "seconds", request->seconds);
    cch_value_set_seconds(object, "first_token_seconds", request->first_at);
    cch_value_set_seconds(object, "load_seconds", reply->load_seconds);
    cch_value_set_seconds(object, "prompt_seconds", reply->prompt_seconds);
    cch_value_set_seconds(object, "answer_seconds", reply->answer_seconds);
    if (reply->answer_seconds > 0)
        cch_value_set_seconds(object, "tokens_per_second", (double)reply->answer_tokens / reply->answer_seconds);
}

json_object *cch_provenance(const cch_identify *identify, const cch_identify_item *item, const char *url,
                            const cch_ollama_options *options, const cch_chat_reply *reply,
                            const cch_http_request *request, const cch_answer *answer, json_object *attempts) {
    static const char *const formats[] = {"schema", "json", "text"};
    const cch_identify_settings *settings = &identify->settings;
    json_object *object = json_object_new_object(), *server = json_object_new_object();
    json_object_object_add(object, "version", json_object_new_int(1));
    cch_value_set_text(object, "prompt", item->prompt->name);
    cch_value_set_text(object, "prompt_hash", item->prompt->hash);
    cch_value_set_count(object, "prompt_bytes", item->prompt->bytes);
    cch_value_set_text(object, "mode", item->prompt->mode);
    cch_value_set_count(object, "run", item->run);
    cch_value_set_text(object, "key", item->key);
    cch_value_set_text(object, "state", answer ? "answered" : "failed");
    if (!answer)
        cch_value_set_text(object, "reason", item->failure.text);
    set_time(object, "time");
    json_object_object_add(object, "model", model_facts(settings->model));
    cch_value_set_text(server, "url", url);
    cch_value_set_text(server, "version", settings->model->server);
    json_object_object_add(object, "server", server);
    cch_value_set_text(object, "client", "callchain " CALLCHAIN_VERSION);
    cch_value_set_text(object, "format", formats[settings->format]);
    json_object_object_add(object, "options", json_object_get(options->values));
    if (identify->counts_exactly && item->tokens) {
        cch_value_set_text(object, "tokenizer", cch_tokenizer_name(settings->tokenizer));
        cch_value_set_count(object, "prompt_tokens_expected", item->tokens);
    }
    if (reply && request) {
        set_counts(object, reply, request);
        set_reply(object, reply, answer ? SIZE_MAX : FAILED_REPLY_MAX);
    }
    json_object_object_add(object, "attempts", attempts);
    if (answer) {
        char *text = cch_memory_asked(cch_answer_json(answer));
        json_object_object_add(object, "valid_json", json_object_new_boolean(answer->whole));
        json_object_object_add(object, "wanted_form", json_object_new_boolean(answer->bound));
        json_object_object_add(object, "answer", text ? cch_value_parse(text, strlen(text)) : NULL);
        free(text);
    }
    return object;
}
