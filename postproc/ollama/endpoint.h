/* Where an Ollama server listens, from the text of OLLAMA_HOST in every form
 * that Ollama's own tools take:
 *
 *     (empty), h             http, port 11434; empty: 127.0.0.1
 *     h:8080, :8080          http, this port
 *     http://h, https://h    ports 80 and 443
 *     h:8080/sub             requests go to /sub/api/…
 *     ::1, [::1]:8080        IPv6
 *     0.0.0.0, [::]          what a server may listen on; a client's connects to this machine
 *
 * Spaces and quotes around it are left out; a port that is none is replaced by
 * the default, with a warning. */
#ifndef CCH_OLLAMA_ENDPOINT_H
#define CCH_OLLAMA_ENDPOINT_H

#include <stdbool.h>

#include "base/error.h"

typedef struct cch_endpoint {
    char *url;     /* "http://127.0.0.1:11434/sub": never ends with a slash */
    bool tls;      /* an https URL */
    bool loopback; /* this machine: no proxy in between */
    char *warning; /* one line, or NULL */
} cch_endpoint;

/* NULL counts as empty. CCH_ERROR_USAGE with "cannot use OLLAMA_HOST '…': …"
 * for what is no address; then nothing has to be released. */
int cch_endpoint_parse(cch_endpoint *endpoint, const char *text, cch_error *error);
void cch_endpoint_release(cch_endpoint *endpoint);

#endif
