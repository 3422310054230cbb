#include "ollama/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "ollama/value.h"

/* One exchange whose reply is one JSON object; NULL and a failure otherwise. */
static json_object *ask(cch_http *http, const char *path, const char *body, double seconds, cch_failure *failure) {
    cch_http_request request = {.path = path,
                                .body = body,
                                .max_bytes = CCH_MODEL_REPLY_MAX,
                                .idle_seconds = seconds,
                                .whole_seconds = 4 * seconds};
    json_object *reply = NULL;
    if (cch_memory_failed()) {
        cch_failure_no_memory(failure);
        return NULL;
    }
    cch_http_run(http, &request);
    if (cch_failure_of_request(failure, &request, cch_http_url(http)) == CCH_FAILURE_NONE) {
        reply = cch_value_parse(cch_buffer_text(&request.reply), request.reply.length);
        if (!json_object_is_type(reply, json_type_object)) {
            cch_failure_set(failure, CCH_FAILURE_NOT_OLLAMA,
                            "'%s' is no Ollama server: its reply to %s is no JSON object", cch_http_url(http), path);
            json_object_put(reply);
            reply = NULL;
        }
    }
    cch_http_request_release(&request);
    return reply;
}

/* {"model": name}, and {flag: true} where one is given. */
static char *name_body(const char *name, const char *flag) {
    json_object *body = json_object_new_object();
    cch_value_set_text(body, "model", name);
    if (flag)
        json_object_object_add(body, flag, json_object_new_boolean(1));
    return cch_value_line(body);
}

#define KEEP(target, object, member) snprintf(target, sizeof(target), "%s", cch_value_text(object, member))

/* "<architecture>.context_length" among the model's facts. */
static uint64_t context_length(json_object *show) {
    json_object *info = NULL;
    char key[128];
    if (!json_object_object_get_ex(show, "model_info", &info) || !json_object_is_type(info, json_type_object))
        return 0;
    snprintf(key, sizeof key, "%s.context_length", cch_value_text(info, "general.architecture"));
    uint64_t length = cch_value_count(info, key);
    if (length)
        return length;
    struct json_object_iterator at = json_object_iter_begin(info), end = json_object_iter_end(info);
    for (; !json_object_iter_equal(&at, &end); json_object_iter_next(&at)) {
        const char *name = json_object_iter_peek_name(&at);
        size_t size = strlen(name);
        if (size > 15 && strcmp(name + size - 15, ".context_length") == 0)
            return cch_value_count(info, name);
    }
    return 0;
}

/* A name without a tag means the tag "latest". */
static bool is_name(const char *listed, const char *name) {
    size_t length = strlen(name);
    if (strcmp(listed, name) == 0)
        return true;
    const char *slash = strrchr(name, '/');
    return !strchr(slash ? slash : name, ':') && strncmp(listed, name, length) == 0 &&
           strcmp(listed + length, ":latest") == 0;
}

static void find_digest(cch_ollama_model *model, json_object *tags) {
    json_object *list = NULL;
    if (!json_object_object_get_ex(tags, "models", &list) || !json_object_is_type(list, json_type_array))
        return;
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        json_object *item = json_object_array_get_idx(list, i);
        if (is_name(cch_value_text(item, "name"), model->name) || is_name(cch_value_text(item, "model"), model->name)) {
            KEEP(model->digest, item, "digest");
            return;
        }
    }
}

int cch_ollama_model_find(cch_ollama_model *model, cch_http *http, const char *name, double seconds,
                          cch_failure *failure) {
    json_object *version = NULL, *show = NULL, *tags = NULL, *details = NULL;
    char *body = name_body(name, NULL);
    *model = (cch_ollama_model){.name = ""};
    snprintf(model->name, sizeof model->name, "%s", name);
    if (!(version = ask(http, "/api/version", NULL, seconds, failure)))
        goto out;
    KEEP(model->server, version, "version");
    if (!*model->server) {
        cch_failure_set(failure, CCH_FAILURE_NOT_OLLAMA, "'%s' is no Ollama server: it tells no version",
                        cch_http_url(http));
        goto out;
    }
    if (!(show = ask(http, "/api/show", body, seconds, failure)) ||
        !(tags = ask(http, "/api/tags", NULL, seconds, failure)))
        goto out;
    model->context_length = context_length(show);
    if (json_object_object_get_ex(show, "details", &details)) {
        KEEP(model->family, details, "family");
        KEEP(model->parameter_size, details, "parameter_size");
        KEEP(model->quantization, details, "quantization_level");
    }
    find_digest(model, tags);
out:
    free(body);
    json_object_put(version);
    json_object_put(show);
    json_object_put(tags);
    return (int)failure->kind;
}

json_object *cch_ollama_model_info(cch_http *http, const char *name, double seconds, cch_failure *failure) {
    char *body = name_body(name, "verbose");
    json_object *show = ask(http, "/api/show", body, seconds, failure), *info = NULL;
    if (show && json_object_object_get_ex(show, "model_info", &info))
        json_object_get(info);
    json_object_put(show);
    free(body);
    return info;
}

/* Pulling -------------------------------------------------------------------- */

struct pull {
    cch_ollama_model_progress *progress;
    void *context;
    bool success;
    cch_failure failure;
};

static int take_status(void *context, const char *text, size_t length) {
    struct pull *pull = context;
    if (cch_failure_of_reply(&pull->failure, text, length, 200)) {
        pull->failure.kind = CCH_FAILURE_REFUSED; /* the registry says no, or can't be reached */
        return -1;
    }
    json_object *line = cch_value_parse(text, length);
    if (!json_object_is_type(line, json_type_object)) {
        cch_failure_set(&pull->failure, CCH_FAILURE_MALFORMED, "malformed reply: a line that is no JSON object: %.80s",
                        text);
        json_object_put(line);
        return -1;
    }
    const char *status = cch_value_text(line, "status");
    if (strcmp(status, "success") == 0)
        pull->success = true;
    if (pull->progress)
        pull->progress(pull->context, status, cch_value_count(line, "completed"), cch_value_count(line, "total"));
    json_object_put(line);
    return 0;
}

int cch_ollama_model_pull(cch_http *http, const char *name, double seconds, cch_ollama_model_progress *progress,
                          void *context, cch_failure *failure) {
    struct pull pull = {.progress = progress, .context = context};
    char *body = name_body(name, "stream");
    cch_http_request request = {.path = "/api/pull",
                                .body = body,
                                .max_bytes = (size_t)1 << 30,
                                .idle_seconds = seconds,
                                .line = take_status,
                                .context = &pull};
    if (!body)
        return cch_failure_no_memory(failure);
    cch_http_run(http, &request);
    if (request.end == CCH_HTTP_CUT)
        *failure = pull.failure;
    else if (cch_failure_of_request(failure, &request, cch_http_url(http)) == CCH_FAILURE_NONE && !pull.success)
        cch_failure_set(failure, CCH_FAILURE_NO_END, "fetching the model ended without success");
    cch_http_request_release(&request);
    free(body);
    return (int)failure->kind;
}
