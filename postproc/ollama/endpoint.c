#define _GNU_SOURCE
#include "ollama/endpoint.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 2000, PORT_MAX = 65535 };

/* The parts of an address, each within `text`. */
struct parts {
    char text[TEXT_MAX + 1];
    const char *host, *port, *path;
    bool tls;
};

void cch_endpoint_release(cch_endpoint *endpoint) {
    free(endpoint->url);
    free(endpoint->warning);
    *endpoint = (cch_endpoint){0};
}

/* Leaves out what may stand around it: spaces, then quotes of either kind. */
static int copy_trimmed(char *target, const char *text) {
    size_t length = strlen(text);
    while (length && isspace((unsigned char)text[length - 1]))
        length--;
    while (length && isspace((unsigned char)*text))
        text++, length--;
    while (length && strchr("\"'", text[length - 1]))
        length--;
    while (length && strchr("\"'", *text))
        text++, length--;
    while (length && isspace((unsigned char)text[length - 1]))
        length--;
    while (length && isspace((unsigned char)*text))
        text++, length--;
    if (length > TEXT_MAX)
        return -1;
    memcpy(target, text, length);
    target[length] = '\0';
    return 0;
}

/* "host:port", "[v6]:port", "[v6]", "v6", "host": splits in place. */
static const char *split_host(struct parts *parts, char *at) {
    char *colon = strrchr(at, ':');
    if (*at == '[') {
        char *close = strchr(at, ']');
        if (!close || (close[1] != '\0' && close[1] != ':'))
            return "the bracket is not closed";
        *close = '\0';
        parts->host = at + 1;
        if (close[1] == ':')
            parts->port = close + 2;
    } else if (colon && strchr(at, ':') == colon) {
        *colon = '\0';
        parts->host = at;
        parts->port = colon + 1;
    } else {
        struct in6_addr ignored;
        char address[INET6_ADDRSTRLEN + 1];
        snprintf(address, sizeof address, "%.*s", (int)strcspn(at, "%"), at);
        if (colon && inet_pton(AF_INET6, address, &ignored) != 1)
            return "too many colons";
        parts->host = at;
    }
    return NULL;
}

static const char *split(struct parts *parts) {
    char *at = parts->text, *scheme_end = strstr(at, "://");
    const char *default_port = "11434";
    if (scheme_end) {
        *scheme_end = '\0';
        parts->tls = strcasecmp(at, "https") == 0;
        if (!parts->tls && strcasecmp(at, "http") != 0)
            return "only http:// and https:// are known";
        default_port = parts->tls ? "443" : "80";
        at = scheme_end + 3;
    }
    for (const char *byte = at; *byte; byte++)
        if ((unsigned char)*byte <= ' ' || *byte == 127)
            return "there are spaces or control characters inside";
    char *slash = strchr(at, '/');
    parts->path = "";
    if (slash) {
        *slash = '\0';
        parts->path = slash + 1;
        for (size_t length = strlen(parts->path); length && parts->path[length - 1] == '/'; length--)
            slash[length] = '\0';
    }
    if (strpbrk(at, "@\\?#"))
        return "user names, queries and fragments are not taken";
    const char *problem = split_host(parts, at);
    if (problem)
        return problem;
    if (!*parts->host)
        parts->host = "127.0.0.1";
    if (!parts->port)
        parts->port = default_port;
    return NULL;
}

static bool is_port(const char *text) {
    return *text && strspn(text, "0123456789") == strlen(text) && strlen(text) <= 9 && atol(text) <= PORT_MAX;
}

static bool is_loopback(const char *host) {
    struct in6_addr v6;
    struct in_addr v4;
    if (inet_pton(AF_INET, host, &v4) == 1)
        return ntohl(v4.s_addr) >> 24 == 127 || v4.s_addr == 0;
    if (inet_pton(AF_INET6, host, &v6) == 1)
        return IN6_IS_ADDR_LOOPBACK(&v6) || IN6_IS_ADDR_UNSPECIFIED(&v6);
    return strcasecmp(host, "localhost") == 0;
}

static int make_url(cch_endpoint *endpoint, const struct parts *parts) {
    char host[3 * TEXT_MAX + 1];
    size_t length = 0;
    for (const char *at = parts->host; *at; at++) { /* an IPv6 zone's % */
        if (*at == '%' && strchr(parts->host, ':'))
            length += (size_t)sprintf(host + length, "%%25");
        else
            host[length++] = *at;
    }
    host[length] = '\0';
    bool v6 = strchr(host, ':') != NULL;
    return asprintf(&endpoint->url, "%s://%s%s%s:%ld%s%s", parts->tls ? "https" : "http", v6 ? "[" : "", host,
                    v6 ? "]" : "", atol(parts->port), *parts->path ? "/" : "", parts->path) < 0
               ? -1
               : 0;
}

int cch_endpoint_parse(cch_endpoint *endpoint, const char *text, cch_error *error) {
    struct parts parts = {.text = ""};
    const char *given = text ? text : "";
    *endpoint = (cch_endpoint){0};
    const char *problem = copy_trimmed(parts.text, given) ? "it is too long" : split(&parts);
    if (problem)
        return cch_fail(error, CCH_ERROR_USAGE, "cannot use OLLAMA_HOST '%.200s': %s", given, problem);
    endpoint->tls = parts.tls;
    endpoint->loopback = is_loopback(parts.host);
    if (!is_port(parts.port)) {
        const char *used = strstr(given, "://") ? parts.tls ? "443" : "80" : "11434";
        if (asprintf(&endpoint->warning, "OLLAMA_HOST: '%.40s' is no port; %s is used", parts.port, used) < 0) {
            endpoint->warning = NULL;
            return cch_fail(error, CCH_ERROR_MEMORY, "cannot use OLLAMA_HOST: out of memory");
        }
        parts.port = used;
    }
    if (make_url(endpoint, &parts) != 0) {
        endpoint->url = NULL;
        cch_endpoint_release(endpoint);
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot use OLLAMA_HOST: out of memory");
    }
    return CCH_OK;
}
