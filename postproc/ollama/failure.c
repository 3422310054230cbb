#define _GNU_SOURCE
#include "ollama/failure.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "ollama/value.h"

const cch_failure_policy *cch_failure_policy_of(enum cch_failure_kind kind) {
    static const cch_failure_policy policies[CCH_FAILURE_COUNT] = {
        [CCH_FAILURE_NONE] = {"answered", 0, false, false},
        [CCH_FAILURE_NO_SERVER] = {"no server", 5, true, true},
        [CCH_FAILURE_BROKEN] = {"connection broken", 5, true, false},
        [CCH_FAILURE_BUSY] = {"busy", 8, true, false},
        [CCH_FAILURE_RUNNER] = {"runner died", 2, true, false},
        [CCH_FAILURE_NO_END] = {"no end", 1, false, false},
        [CCH_FAILURE_SPACES] = {"endless white space", 1, false, false},
        [CCH_FAILURE_INVALID] = {"invalid answer", 1, false, false},
        [CCH_FAILURE_LENGTH] = {"answer too long", 1, false, false},
        /* The server goes on reading a prompt that nobody waits for any more,
         * and the next request waits for it: asking again would only add to that. */
        [CCH_FAILURE_IDLE] = {"time-out", 0, false, false},
        [CCH_FAILURE_TIMEOUT] = {"time-out", 0, false, false},
        [CCH_FAILURE_TOO_LONG] = {"prompt too long", 0, false, false},
        [CCH_FAILURE_TRUNCATED] = {"prompt truncated", 0, false, false},
        [CCH_FAILURE_TOO_LARGE] = {"reply too large", 0, false, false},
        [CCH_FAILURE_MALFORMED] = {"malformed reply", 0, false, false},
        [CCH_FAILURE_REFUSED] = {"refused", 0, false, false},
        [CCH_FAILURE_NO_MODEL] = {"no such model", 0, false, true},
        [CCH_FAILURE_FORBIDDEN] = {"forbidden", 0, false, true},
        [CCH_FAILURE_NOT_OLLAMA] = {"no Ollama server", 0, false, true},
        [CCH_FAILURE_REDIRECT] = {"redirect", 0, false, true},
        [CCH_FAILURE_TLS] = {"no secure connection", 0, false, true},
        [CCH_FAILURE_STOPPED] = {"stopped", 0, false, true},
        [CCH_FAILURE_LOCAL] = {"local error", 0, false, true},
    };
    return &policies[kind];
}

int cch_failure_set(cch_failure *failure, enum cch_failure_kind kind, const char *format, ...) {
    va_list arguments;
    bool lost = cch_memory_failed() && kind != CCH_FAILURE_NONE && kind != CCH_FAILURE_STOPPED;
    if (lost)
        kind = CCH_FAILURE_LOCAL;
    failure->kind = kind;
    failure->prompt_tokens = 0;
    failure->retry_after = 0;
    va_start(arguments, format);
    vsnprintf(failure->text, sizeof failure->text, format, arguments);
    va_end(arguments);
    if (lost)
        strcpy(failure->text, "out of memory");
    for (char *at = failure->text; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 127)
            *at = '?';
    return (int)kind;
}

int cch_failure_no_memory(cch_failure *failure) {
    cch_memory_note_failure();
    return cch_failure_set(failure, CCH_FAILURE_LOCAL, "out of memory");
}

/* Errors that come with 500, or with a last line after 200, when the process
 * that runs the model has died or was ended; a new one may do. */
static bool is_runner_trouble(const char *text) {
    static const char *const signs[] = {"runner process has terminated",
                                        "runner process no longer running",
                                        "unexpectedly stopped",
                                        "connection reset",
                                        "EOF",
                                        "broken pipe",
                                        "error reading llm response"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strcasestr(text, signs[i]))
            return true;
    return false;
}

static enum cch_failure_kind kind_of(long status, const char *text) {
    if (strcasestr(text, "input length exceeds") || strcasestr(text, "exceeds the context") ||
        strcasestr(text, "exceed_context_size") || strcasestr(text, "exceeds the available context"))
        return CCH_FAILURE_TOO_LONG;
    switch (status) {
    case 401:
    case 403:
        return CCH_FAILURE_FORBIDDEN;
    case 404:
        return CCH_FAILURE_NO_MODEL;
    case 408:
    case 429:
    case 502:
    case 503:
    case 504:
        return CCH_FAILURE_BUSY;
    default:
        return status == 200 || (status == 500 && is_runner_trouble(text)) ? CCH_FAILURE_RUNNER : CCH_FAILURE_REFUSED;
    }
}

bool cch_failure_of_reply(cch_failure *failure, const char *line, size_t length, long status) {
    json_object *reply = cch_value_parse(line, length), *error = NULL, *value = NULL;
    bool found = json_object_is_type(reply, json_type_object) && json_object_object_get_ex(reply, "error", &error);
    if (found) {
        const char *text = NULL;
        uint64_t tokens = 0;
        if (json_object_is_type(error, json_type_object)) {
            text = cch_value_text(error, "message");
            if (json_object_object_get_ex(error, "n_prompt_tokens", &value) && json_object_get_int64(value) > 0)
                tokens = (uint64_t)json_object_get_int64(value);
            if (!*text)
                text = json_object_to_json_string_ext(error, JSON_C_TO_STRING_PLAIN);
        } else {
            text = json_object_get_string(error);
        }
        text = text ? text : "null";
        cch_failure_set(failure, kind_of(status, text), "the server says: %s", text);
        failure->prompt_tokens = tokens;
    }
    json_object_put(reply);
    return found;
}

static int of_status(cch_failure *failure, const cch_http_request *request) {
    if (!cch_failure_of_reply(failure, cch_buffer_text(&request->reply), request->reply.length, request->status)) {
        enum cch_failure_kind kind = kind_of(request->status, "");
        if (kind == CCH_FAILURE_NO_MODEL) /* an Ollama server would have said which model */
            kind = CCH_FAILURE_NOT_OLLAMA;
        cch_failure_set(failure, kind, "the server answers with status %ld", request->status);
    }
    failure->retry_after = request->retry_after;
    return (int)failure->kind;
}

int cch_failure_of_request(cch_failure *failure, const cch_http_request *request, const char *url) {
    const char *why = request->reason;
    switch (request->end) {
    case CCH_HTTP_COMPLETE:
        if (request->status != 200)
            return of_status(failure, request);
        return cch_failure_set(failure, CCH_FAILURE_NONE, "%s", "");
    case CCH_HTTP_RUNNING:
    case CCH_HTTP_CUT:
        return cch_failure_set(failure, CCH_FAILURE_NONE, "%s", "");
    case CCH_HTTP_NO_CONNECTION:
        return cch_failure_set(failure, CCH_FAILURE_NO_SERVER, "cannot connect to '%s': %s", url, why);
    case CCH_HTTP_BROKEN:
        return cch_failure_set(failure, CCH_FAILURE_BROKEN, "the connection broke off: %s", why);
    case CCH_HTTP_TLS:
        return cch_failure_set(failure, CCH_FAILURE_TLS, "no secure connection to '%s': %s", url, why);
    case CCH_HTTP_REDIRECT:
        return cch_failure_set(failure, CCH_FAILURE_REDIRECT,
                               "'%s' redirects to '%s', which is not followed (see --follow-redirects)", url, why);
    case CCH_HTTP_NOT_HTTP:
        return cch_failure_set(failure, CCH_FAILURE_NOT_OLLAMA, "'%s' is no HTTP server: %s", url, why);
    case CCH_HTTP_WRONG_TYPE:
        return cch_failure_set(failure, CCH_FAILURE_NOT_OLLAMA,
                               "'%s' is no Ollama server: its reply's content type is '%s'", url, why);
    case CCH_HTTP_TOO_LARGE:
        return cch_failure_set(failure, CCH_FAILURE_TOO_LARGE, "the reply is larger than %zu bytes (see --max-bytes)",
                               request->max_bytes);
    case CCH_HTTP_LONG_LINE:
        return cch_failure_set(failure, CCH_FAILURE_MALFORMED, "malformed reply: a line of more than %d bytes",
                               CCH_HTTP_LINE_MAX);
    case CCH_HTTP_IDLE:
        return cch_failure_set(failure, CCH_FAILURE_IDLE, "nothing came from the server for %.0f s (see --timeout)",
                               request->first_seconds > 0 && request->first_at <= 0 ? request->first_seconds
                                                                                    : request->idle_seconds);
    case CCH_HTTP_TIMEOUT:
        return cch_failure_set(failure, CCH_FAILURE_TIMEOUT, "no complete reply after %lld s (see --max-time)",
                               (long long)request->seconds);
    case CCH_HTTP_STOPPED:
        return cch_failure_set(failure, CCH_FAILURE_STOPPED, "stopped");
    case CCH_HTTP_NO_MEMORY:
        break;
    }
    return cch_failure_no_memory(failure);
}
