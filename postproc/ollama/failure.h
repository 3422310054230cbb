/* What can go wrong between a client and an Ollama server, told apart by what
 * helps: asking again after a pause, asking once more, or nothing. */
#ifndef CCH_OLLAMA_FAILURE_H
#define CCH_OLLAMA_FAILURE_H

#include <stdbool.h>
#include <stdint.h>

#include "ollama/http.h"

enum cch_failure_kind {
    CCH_FAILURE_NONE,
    CCH_FAILURE_NO_SERVER, /* nobody listens there */
    CCH_FAILURE_BROKEN,    /* the connection ended in the middle */
    CCH_FAILURE_BUSY,      /* 429, 502, 503, 504 */
    CCH_FAILURE_RUNNER,    /* the server says that the model's process died */
    CCH_FAILURE_NO_END,    /* a reply that ends without done: true */
    CCH_FAILURE_SPACES,    /* white space without end */
    CCH_FAILURE_INVALID,   /* the answer is no JSON of the wanted form */
    CCH_FAILURE_LENGTH,    /* the answer did not fit into num_predict */
    CCH_FAILURE_IDLE,      /* time-outs */
    CCH_FAILURE_TIMEOUT,
    CCH_FAILURE_TOO_LONG,   /* the prompt doesn't fit into the context */
    CCH_FAILURE_TRUNCATED,  /* the server read fewer tokens than the prompt has */
    CCH_FAILURE_TOO_LARGE,  /* a reply past --max-bytes */
    CCH_FAILURE_MALFORMED,  /* not what an Ollama server says */
    CCH_FAILURE_REFUSED,    /* 4xx, 500: the request itself is wrong */
    CCH_FAILURE_NO_MODEL,   /* 404 */
    CCH_FAILURE_FORBIDDEN,  /* 401, 403 */
    CCH_FAILURE_NOT_OLLAMA, /* another content type, not HTTP */
    CCH_FAILURE_REDIRECT,
    CCH_FAILURE_TLS,
    CCH_FAILURE_STOPPED, /* by the user */
    CCH_FAILURE_LOCAL,   /* memory, a file */
    CCH_FAILURE_COUNT
};

typedef struct cch_failure {
    enum cch_failure_kind kind;
    char text[512];         /* one line for a person */
    uint64_t prompt_tokens; /* TOO_LONG: what the server counted, or 0 */
    double retry_after;     /* seconds that the server asks to wait, or 0 */
} cch_failure;

typedef struct cch_failure_policy {
    const char *name; /* "busy": as provenance files have it */
    unsigned retries; /* how often the same is asked again; several kinds are limited by the user, too */
    bool waits;       /* after a pause that doubles each time */
    bool ends_run;    /* no other prompt would fare better */
} cch_failure_policy;

const cch_failure_policy *cch_failure_policy_of(enum cch_failure_kind kind);

/* Fills in the failure; returns its kind. Control characters become '?'. Where
 * memory has been missing (base/memory.h) that is the failure, whatever it seemed
 * to be: LOCAL. */
int cch_failure_set(cch_failure *failure, enum cch_failure_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Notes that there was no memory, and is that failure. */
int cch_failure_no_memory(cch_failure *failure);

/* What an ended request failed with below the level of its lines, or NONE for
 * a complete reply of status 200: connections, limits, and errors that the
 * server tells in a reply of another status. */
int cch_failure_of_request(cch_failure *failure, const cch_http_request *request, const char *url);

/* The text of {"error": "…"} or {"error": {"message": "…", …}} in `line`, into
 * `text`; with the kind that it stands for when it comes with `status`. False:
 * there is no error in it. */
bool cch_failure_of_reply(cch_failure *failure, const char *line, size_t length, long status);

#endif
