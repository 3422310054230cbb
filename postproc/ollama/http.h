/* HTTP to one server, over libcurl: several requests at once in one thread,
 * replies as lines while they come, every size and every wait bounded.
 *
 *     cch_http_request request = {.path = "/api/tags", .max_bytes = 1 << 20, .idle_seconds = 30};
 *     cch_http_run(http, &request);
 *     … request.end, request.status, request.body …
 *     cch_http_request_release(&request);
 */
#ifndef CCH_OLLAMA_HTTP_H
#define CCH_OLLAMA_HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"
#include "ollama/endpoint.h"

typedef struct cch_http cch_http;

typedef struct cch_http_settings {
    const char *ca_file;     /* certificates of authorities to trust; NULL: the system's */
    bool follow_redirects;   /* else a redirect ends the request */
    bool (*stopped)(void *); /* asked about ten times a second; true ends every request; or NULL */
    void (*tick)(void *);    /* called about ten times a second while waiting; or NULL */
    void *context;           /* for both */
    double most_seconds;     /* no request takes longer, whatever its own limit; 0: no limit */
} cch_http_settings;

enum cch_http_end {
    CCH_HTTP_RUNNING,
    CCH_HTTP_COMPLETE,      /* the whole reply is there, whatever its status */
    CCH_HTTP_CUT,           /* `line` asked for no more */
    CCH_HTTP_NO_CONNECTION, /* refused, no such host, no route */
    CCH_HTTP_BROKEN,        /* the connection ended before the reply did */
    CCH_HTTP_TLS,           /* no secure connection: certificate, protocol */
    CCH_HTTP_REDIRECT,      /* a redirect that is not followed */
    CCH_HTTP_NOT_HTTP,      /* the reply is not HTTP */
    CCH_HTTP_WRONG_TYPE,    /* a reply in lines that is not JSON by its content type */
    CCH_HTTP_TOO_LARGE,     /* more than max_bytes, or headers without end */
    CCH_HTTP_LONG_LINE,     /* a line of more than CCH_HTTP_LINE_MAX bytes */
    CCH_HTTP_IDLE,          /* nothing came for idle_seconds or first_seconds */
    CCH_HTTP_TIMEOUT,       /* not done after whole_seconds */
    CCH_HTTP_STOPPED,       /* the settings' `stopped` said so, or cch_http_cancel */
    CCH_HTTP_NO_MEMORY
};

enum { CCH_HTTP_LINE_MAX = 1 << 20 };

typedef struct cch_http_request {
    /* What is asked; the caller's, unchanged until the end. */
    const char *path; /* "/api/chat" */
    const char *body; /* a POST of JSON; NULL: a GET */
    size_t max_bytes;
    double idle_seconds;  /* the longest wait for the next line (a reply without lines: byte) */
    double first_seconds; /* the longest wait for the first one; 0: as idle_seconds */
    double whole_seconds; /* 0: no limit but that of the settings */
    /* For each line of a reply of status 200, without its end; empty ones are
     * left out. Not 0: enough. NULL: the reply goes to `reply`. */
    int (*line)(void *context, const char *text, size_t length);
    void *context;

    /* What came of it. */
    enum cch_http_end end;
    long status;        /* 0: no reply */
    double retry_after; /* seconds that the server asks to wait, or 0 */
    size_t received;    /* bytes of the reply's body */
    double first_at;    /* seconds from the start to the first line, or 0 */
    double seconds;     /* from start to end */
    char reason[256];   /* for a person: what went wrong below HTTP, or the content type */
    cch_buffer reply;   /* the body, where it isn't given out in lines */

    struct cch_http_state *state; /* while it runs */
} cch_http_request;

/* The endpoint and the settings' texts must outlive the handle. */
int cch_http_open(cch_http **http, const cch_endpoint *endpoint, const cch_http_settings *settings, cch_error *error);
void cch_http_close(cch_http *http); /* ends what still runs; NULL is fine */
const char *cch_http_url(const cch_http *http);

/* Starts a request; it ends in cch_http_wait, or in cch_http_cancel. When it
 * cannot be started it has ended already (and cch_http_wait hands it out). */
void cch_http_start(cch_http *http, cch_http_request *request);

/* Waits up to so many milliseconds; returns a request that has ended (each
 * once), or NULL. */
cch_http_request *cch_http_wait(cch_http *http, int milliseconds);

void cch_http_run(cch_http *http, cch_http_request *request); /* start, and wait for the end of this one */
void cch_http_cancel(cch_http *http, cch_http_request *request);
void cch_http_request_release(cch_http_request *request); /* of one that has ended */

double cch_http_now(void); /* a steady clock, in seconds */

#endif
