#include "ollama/http.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/memory.h"

enum { HEADERS_MAX = 256 << 10, CONNECT_SECONDS = 20, TICK_MILLISECONDS = 100 };

struct cch_http_state {
    cch_http *http;
    cch_http_request *request;
    CURL *easy;
    struct curl_slist *headers;
    char error[CURL_ERROR_SIZE];
    cch_buffer pending; /* a line's beginning */
    size_t header_bytes;
    double begun, heard;
    bool any_line, lost;
    struct cch_http_state *next;
};

struct cch_http {
    CURLM *multi;
    const cch_endpoint *endpoint;
    cch_http_settings settings;
    struct cch_http_state *running, *ended;
};

double cch_http_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static enum cch_http_end no_memory(void) {
    cch_memory_note_failure();
    return CCH_HTTP_NO_MEMORY;
}

const char *cch_http_url(const cch_http *http) { return http->endpoint->url; }

int cch_http_open(cch_http **result, const cch_endpoint *endpoint, const cch_http_settings *settings,
                  cch_error *error) {
    *result = NULL;
    cch_http *http = calloc(1, sizeof *http);
    if (!http || curl_global_init(CURL_GLOBAL_DEFAULT) != 0 || !(http->multi = curl_multi_init())) {
        free(http);
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot connect to '%s': libcurl does not start", endpoint->url);
    }
    http->endpoint = endpoint;
    http->settings = *settings;
    *result = http;
    return CCH_OK;
}

static void state_free(struct cch_http_state *state) {
    curl_easy_cleanup(state->easy);
    curl_slist_free_all(state->headers);
    cch_buffer_release(&state->pending);
    free(state);
}

void cch_http_close(cch_http *http) {
    if (!http)
        return;
    while (http->running)
        cch_http_cancel(http, http->running->request);
    while (http->ended)
        cch_http_cancel(http, http->ended->request);
    curl_multi_cleanup(http->multi);
    curl_global_cleanup();
    free(http);
}

/* Receiving ------------------------------------------------------------------ */

static bool is_json_type(const char *type) {
    static const char *const known[] = {"application/json", "application/x-ndjson", "application/ndjson"};
    for (size_t i = 0; type && i < sizeof known / sizeof *known; i++) {
        size_t length = strlen(known[i]);
        if (strncasecmp(type, known[i], length) == 0 && strchr("; ", type[length]))
            return true;
    }
    return false;
}

static void keep_status(struct cch_http_state *state) {
    curl_easy_getinfo(state->easy, CURLINFO_RESPONSE_CODE, &state->request->status);
}

static size_t take_header(char *bytes, size_t size, size_t count, void *context) {
    struct cch_http_state *state = context;
    (void)bytes;
    state->header_bytes += size * count;
    if (state->header_bytes <= HEADERS_MAX)
        return size * count;
    state->request->end = CCH_HTTP_TOO_LARGE;
    return 0;
}

/* One line, whose end has been seen; false: enough. */
static bool give_line(struct cch_http_state *state, const char *text, size_t length) {
    cch_http_request *request = state->request;
    if (length && text[length - 1] == '\r')
        length--;
    if (length == 0)
        return true;
    state->heard = cch_http_now();
    if (!state->any_line)
        request->first_at = state->heard - state->begun;
    state->any_line = true;
    if (request->line(request->context, text, length) == 0)
        return true;
    request->end = CCH_HTTP_CUT;
    return false;
}

static bool take_lines(struct cch_http_state *state, const char *bytes, size_t length) {
    while (length > 0) {
        const char *end = memchr(bytes, '\n', length);
        size_t part = end ? (size_t)(end - bytes) : length;
        if (state->pending.length + part > CCH_HTTP_LINE_MAX) {
            state->request->end = CCH_HTTP_LONG_LINE;
            return false;
        }
        if (cch_buffer_add(&state->pending, bytes, part) != 0) {
            state->request->end = no_memory();
            return false;
        }
        if (!end)
            return true;
        if (!give_line(state, state->pending.bytes, state->pending.length))
            return false;
        cch_buffer_clear(&state->pending);
        bytes += part + 1;
        length -= part + 1;
    }
    return true;
}

static size_t take_bytes(char *bytes, size_t size, size_t count, void *context) {
    struct cch_http_state *state = context;
    cch_http_request *request = state->request;
    size_t length = size * count;
    char *type = NULL;
    keep_status(state);
    if (length > request->max_bytes - request->received) {
        request->end = CCH_HTTP_TOO_LARGE;
        return 0;
    }
    request->received += length;
    if (!request->line || request->status != 200) {
        state->heard = cch_http_now();
        if (cch_buffer_add(&request->reply, bytes, length) == 0)
            return length;
        request->end = no_memory();
        return 0;
    }
    curl_easy_getinfo(state->easy, CURLINFO_CONTENT_TYPE, &type);
    if (!is_json_type(type)) {
        request->end = CCH_HTTP_WRONG_TYPE;
        snprintf(request->reason, sizeof request->reason, "%s", type ? type : "none");
        return 0;
    }
    return take_lines(state, bytes, length) ? length : 0;
}

/* Starting ------------------------------------------------------------------- */

/* An option that was not taken for want of memory is not left out: it may be one that forbids. */
#define SET(option, value) (state->lost |= curl_easy_setopt(state->easy, option, value) == CURLE_OUT_OF_MEMORY)

static void set_security(struct cch_http_state *state, const cch_http *http) {
    const char *ca = http->settings.ca_file;
    bool tls = http->endpoint->tls;
#if LIBCURL_VERSION_NUM >= 0x075500
    SET(CURLOPT_PROTOCOLS_STR, tls ? "https" : "http,https");
    SET(CURLOPT_REDIR_PROTOCOLS_STR, tls ? "https" : "http,https");
#else
    long protocols = tls ? CURLPROTO_HTTPS : CURLPROTO_HTTP | CURLPROTO_HTTPS;
    SET(CURLOPT_PROTOCOLS, protocols);
    SET(CURLOPT_REDIR_PROTOCOLS, protocols);
#endif
    if (ca && *ca)
        SET(CURLOPT_CAINFO, ca);
    /* A redirected POST stays one; without leave, a redirect is an error. */
    SET(CURLOPT_FOLLOWLOCATION, http->settings.follow_redirects ? 1L : 0L);
    SET(CURLOPT_POSTREDIR, (long)CURL_REDIR_POST_ALL);
    SET(CURLOPT_MAXREDIRS, 5L);
    if (http->endpoint->loopback)
        SET(CURLOPT_PROXY, "");
}

static bool prepare(struct cch_http_state *state, cch_http *http) {
    cch_http_request *request = state->request;
    char url[8192];
    if (snprintf(url, sizeof url, "%s%s", http->endpoint->url, request->path) >= (int)sizeof url)
        return false;
    SET(CURLOPT_URL, url);
    SET(CURLOPT_PRIVATE, state);
    SET(CURLOPT_ERRORBUFFER, state->error);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_USERAGENT, "callchain/" CALLCHAIN_VERSION);
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    SET(CURLOPT_TCP_KEEPALIVE, 1L);
    SET(CURLOPT_WRITEFUNCTION, take_bytes);
    SET(CURLOPT_WRITEDATA, state);
    SET(CURLOPT_HEADERFUNCTION, take_header);
    SET(CURLOPT_HEADERDATA, state);
    set_security(state, http);
    if (!request->body)
        return !state->lost;
    static const char *const lines[] = {"Content-Type: application/json", "Expect:"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct curl_slist *grown = curl_slist_append(state->headers, lines[i]);
        if (!grown)
            return false;
        state->headers = grown;
    }
    SET(CURLOPT_HTTPHEADER, state->headers);
    SET(CURLOPT_POSTFIELDS, request->body);
    SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(request->body));
    return !state->lost;
}

void cch_http_start(cch_http *http, cch_http_request *request) {
    request->end = CCH_HTTP_RUNNING;
    request->status = 0;
    request->received = 0;
    request->retry_after = request->first_at = request->seconds = 0;
    request->reason[0] = '\0';
    cch_buffer_clear(&request->reply);
    struct cch_http_state *state = request->state = calloc(1, sizeof *state);
    if (!state) {
        request->end = no_memory();
        return;
    }
    state->http = http;
    state->request = request;
    state->begun = state->heard = cch_http_now();
    state->easy = curl_easy_init();
    if (!state->easy || !prepare(state, http) || curl_multi_add_handle(http->multi, state->easy) != CURLM_OK) {
        request->end = no_memory();
        state->next = http->ended;
        http->ended = state;
        return;
    }
    state->next = http->running;
    http->running = state;
}

/* Ending --------------------------------------------------------------------- */

static enum cch_http_end end_of(CURLcode code) {
    switch (code) {
    case CURLE_OK:
        return CCH_HTTP_COMPLETE;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT: /* ours is the only limit: on connecting */
        return CCH_HTTP_NO_CONNECTION;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
        return CCH_HTTP_TLS;
    case CURLE_TOO_MANY_REDIRECTS:
        return CCH_HTTP_REDIRECT;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_URL_MALFORMAT:
        return CCH_HTTP_NOT_HTTP;
    case CURLE_OUT_OF_MEMORY:
        return no_memory();
    default:
        return CCH_HTTP_BROKEN;
    }
}

static void unlink_state(struct cch_http_state **list, struct cch_http_state *state) {
    for (; *list; list = &(*list)->next)
        if (*list == state) {
            *list = state->next;
            return;
        }
}

static void finish(struct cch_http_state *state, enum cch_http_end end, CURLcode code) {
    cch_http_request *request = state->request;
    cch_http *http = state->http;
    curl_off_t wait = 0;
    keep_status(state);
    curl_easy_getinfo(state->easy, CURLINFO_RETRY_AFTER, &wait);
    request->retry_after = (double)wait;
    if (end == CCH_HTTP_COMPLETE && request->line && request->status == 200 && state->pending.length &&
        !give_line(state, state->pending.bytes, state->pending.length))
        end = CCH_HTTP_CUT;
    if (end == CCH_HTTP_COMPLETE && request->status >= 300 && request->status < 400) {
        char *target = NULL;
        end = CCH_HTTP_REDIRECT;
        curl_easy_getinfo(state->easy, CURLINFO_REDIRECT_URL, &target);
        snprintf(request->reason, sizeof request->reason, "%s", target ? target : "nowhere");
    }
    if (code != CURLE_OK && !*request->reason)
        snprintf(request->reason, sizeof request->reason, "%s",
                 *state->error ? state->error : curl_easy_strerror(code));
    for (char *at = request->reason; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 127)
            *at = '?';
    if (request->end == CCH_HTTP_RUNNING)
        request->end = end;
    request->seconds = cch_http_now() - state->begun;
    curl_multi_remove_handle(http->multi, state->easy);
    unlink_state(&http->running, state);
    state->next = http->ended;
    http->ended = state;
}

/* How long the request may take; 0: any time. */
static double longest(const cch_http *http, const cch_http_request *request) {
    double most = http->settings.most_seconds, whole = request->whole_seconds;
    return whole <= 0 || (most > 0 && most < whole) ? most : whole;
}

static void check_limits(cch_http *http) {
    double now = cch_http_now();
    bool stopped = http->settings.stopped && http->settings.stopped(http->settings.context);
    struct cch_http_state *next;
    for (struct cch_http_state *state = http->running; state; state = next) {
        const cch_http_request *request = state->request;
        double whole = longest(http, request);
        double idle = request->first_seconds > 0 && !state->any_line ? request->first_seconds : request->idle_seconds;
        next = state->next;
        if (stopped)
            finish(state, CCH_HTTP_STOPPED, CURLE_OK);
        else if (now - state->heard > idle)
            finish(state, CCH_HTTP_IDLE, CURLE_OK);
        else if (whole > 0 && now - state->begun > whole)
            finish(state, CCH_HTTP_TIMEOUT, CURLE_OK);
    }
}

static cch_http_request *take_ended(cch_http *http, const cch_http_request *wanted) {
    for (struct cch_http_state *state = http->ended; state; state = state->next) {
        cch_http_request *request = state->request;
        if (wanted && request != wanted)
            continue;
        unlink_state(&http->ended, state);
        request->state = NULL;
        state_free(state);
        return request;
    }
    return NULL;
}

static cch_http_request *wait_for(cch_http *http, const cch_http_request *wanted, int milliseconds) {
    double until = cch_http_now() + milliseconds / 1000.0;
    for (;;) {
        int running = 0, left = 0;
        CURLMsg *message;
        bool lost = curl_multi_perform(http->multi, &running) == CURLM_OUT_OF_MEMORY;
        while ((message = curl_multi_info_read(http->multi, &left))) {
            struct cch_http_state *state = NULL;
            CURLcode code = message->data.result;
            if (message->msg == CURLMSG_DONE &&
                curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&state) == CURLE_OK && state)
                finish(state, end_of(code), code);
        }
        while (lost && http->running)
            finish(http->running, no_memory(), CURLE_OUT_OF_MEMORY);
        check_limits(http);
        if (http->settings.tick)
            http->settings.tick(http->settings.context);
        cch_http_request *ended = take_ended(http, wanted);
        int left_ms = (int)((until - cch_http_now()) * 1000);
        if (ended || left_ms <= 0)
            return ended;
        curl_multi_poll(http->multi, NULL, 0, left_ms < TICK_MILLISECONDS ? left_ms : TICK_MILLISECONDS, NULL);
    }
}

cch_http_request *cch_http_wait(cch_http *http, int milliseconds) { return wait_for(http, NULL, milliseconds); }

void cch_http_run(cch_http *http, cch_http_request *request) {
    cch_http_start(http, request);
    while (request->state)
        wait_for(http, request, 1000);
}

void cch_http_cancel(cch_http *http, cch_http_request *request) {
    struct cch_http_state *state = request->state;
    if (!state)
        return;
    if (request->end == CCH_HTTP_RUNNING)
        finish(state, CCH_HTTP_STOPPED, CURLE_OK);
    take_ended(http, request);
}

void cch_http_request_release(cch_http_request *request) { cch_buffer_release(&request->reply); }
