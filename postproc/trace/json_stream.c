#include "trace/json_stream.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/buffer.h"
#include "trace/events.h"

/* Bytes --------------------------------------------------------------------------- */

struct stream {
    const char *path;
    gzFile file; /* reads what is not compressed as it is */
    unsigned char bytes[1 << 16];
    size_t at, end;
    unsigned long long offset; /* of bytes[0] */
    FILE *copy;                /* NULL: nowhere */
    bool held;                 /* not now */
    cch_buffer object;         /* the event at hand */
    bool failed, ended;
    cch_error *error;
    int status;
};

static int fail(struct stream *stream, int code, const char *what) {
    if (!stream->status)
        stream->status = cch_fail(stream->error, code, "cannot read '%s': %s (byte %llu)", stream->path, what,
                                  stream->offset + stream->at);
    return stream->status;
}

static bool fill(struct stream *stream) {
    if (stream->ended || stream->status)
        return false;
    stream->offset += stream->end;
    stream->at = stream->end = 0;
    int got = gzread(stream->file, stream->bytes, sizeof stream->bytes);
    int code = 0;
    const char *told = gzerror(stream->file, &code);
    if (got < 0 || code == Z_BUF_ERROR) {
        fail(stream, code == Z_ERRNO ? CCH_ERROR_SYSTEM : CCH_ERROR_FORMAT,
             code == Z_ERRNO       ? strerror(errno)
             : code == Z_BUF_ERROR ? "the compressed trace is cut"
                                   : told);
        return false;
    }
    stream->end = (size_t)got;
    stream->ended = got == 0;
    return got > 0;
}

static inline int peek(struct stream *stream) {
    return stream->at < stream->end || fill(stream) ? stream->bytes[stream->at] : EOF;
}

static inline void take(struct stream *stream) {
    if (stream->copy && !stream->held)
        putc_unlocked(stream->bytes[stream->at], stream->copy);
    stream->at++;
}

static int next(struct stream *stream) { /* behind white space; not taken */
    int byte;
    while ((byte = peek(stream)) == ' ' || byte == '\n' || byte == '\t' || byte == '\r')
        take(stream);
    return byte;
}

/* Values ----------------------------------------------------------------------------- */

/* What a byte is to whoever passes over it. */
enum { ENDS_VALUE = 1, MATTERS = 2, IN_STRING = 4, NESTED = 8 };
static const unsigned char kinds[256] = {
    ['"'] = MATTERS | IN_STRING | NESTED,
    ['\\'] = IN_STRING,
    ['{'] = MATTERS | NESTED,
    ['['] = MATTERS | NESTED,
    ['}'] = MATTERS | NESTED | ENDS_VALUE,
    [']'] = MATTERS | NESTED | ENDS_VALUE,
    [','] = MATTERS | ENDS_VALUE,
    [' '] = MATTERS | ENDS_VALUE,
    ['\n'] = MATTERS | ENDS_VALUE,
    ['\t'] = MATTERS | ENDS_VALUE,
    ['\r'] = MATTERS | ENDS_VALUE,
};

/* Takes one value, whatever it is. With `keep` its bytes go into the event at hand. */
static int skip_value(struct stream *stream, bool keep) {
    unsigned long long depth = 0;
    bool in_string = false, any = false;
    for (;;) {
        int byte = peek(stream);
        if (byte == EOF)
            return fail(stream, CCH_ERROR_FORMAT, "the trace ends in the middle of a value");
        if (!in_string && depth == 0 && any && (kinds[byte] & ENDS_VALUE))
            return 0;
        /* in one piece up to what matters */
        size_t from = stream->at, to = from;
        unsigned char stops = in_string ? IN_STRING : depth ? NESTED : MATTERS;
        while (to < stream->end && !(kinds[stream->bytes[to]] & stops))
            to++;
        if (to == from)
            to++;
        else
            byte = 0; /* nothing that matters */
        size_t length = to - from;
        if (keep && stream->object.length + length > CCH_TRACE_EVENT_MAX)
            return fail(stream, CCH_ERROR_FORMAT, "an event is larger than any profiler writes");
        if (keep && cch_buffer_add(&stream->object, stream->bytes + from, length))
            return fail(stream, CCH_ERROR_MEMORY, "out of memory");
        if (stream->copy && !stream->held)
            fwrite(stream->bytes + from, 1, length, stream->copy);
        stream->at = to;
        any = true;
        if (byte == 0)
            continue;
        if (in_string && byte == '\\') { /* and what it escapes, which may lie in the next piece */
            if (peek(stream) == EOF)
                continue;
            char escaped = (char)peek(stream);
            if (keep && cch_buffer_add(&stream->object, &escaped, 1))
                return fail(stream, CCH_ERROR_MEMORY, "out of memory");
            take(stream);
        } else if (byte == '"') {
            in_string = !in_string;
            if (!in_string && depth == 0)
                return 0;
        } else if (!in_string && (byte == '{' || byte == '[')) {
            depth++;
        } else if (!in_string && (byte == '}' || byte == ']')) {
            if (depth == 0)
                return fail(stream, CCH_ERROR_FORMAT, "a bracket closes what none opened");
            if (--depth == 0)
                return 0;
        }
    }
}

static int read_events(struct stream *stream, cch_trace_object_visitor *visit, void *data) {
    take(stream); /* '[' */
    for (bool first = true;; first = false) {
        int byte = next(stream);
        if (byte == ']') {
            take(stream);
            return 0;
        }
        if (byte == EOF)
            return fail(stream, CCH_ERROR_FORMAT, "the trace ends before its list of events does");
        if (!first) {
            if (byte != ',')
                return fail(stream, CCH_ERROR_FORMAT, "there is no comma between two events");
            take(stream);
            byte = next(stream);
        }
        bool is_object = byte == '{';
        cch_buffer_clear(&stream->object);
        stream->held = is_object; /* the visitor writes it */
        int status = skip_value(stream, is_object);
        stream->held = false;
        if (status)
            return status;
        if (is_object && (status = visit(data, stream->object.bytes, stream->object.length)))
            return stream->status = status;
    }
}

static int read_object(struct stream *stream, cch_trace_object_visitor *visit, void *data) {
    bool found = false;
    take(stream); /* '{' */
    for (bool first = true;; first = false) {
        int byte = next(stream);
        if (byte == '}' && (first || !stream->status)) {
            take(stream);
            return found ? 0 : fail(stream, CCH_ERROR_FORMAT, "there is no list traceEvents in it");
        }
        if (!first && byte == ',') {
            take(stream);
            byte = next(stream);
        }
        if (byte != '"')
            return fail(stream, CCH_ERROR_FORMAT,
                        byte == EOF ? "the trace ends in the middle" : "a member has no name");
        cch_buffer_clear(&stream->object);
        if (skip_value(stream, true))
            return stream->status;
        bool is_events = strcmp(cch_buffer_text(&stream->object), "\"traceEvents\"") == 0;
        if (next(stream) != ':')
            return fail(stream, CCH_ERROR_FORMAT, "a member has no value");
        take(stream);
        byte = next(stream);
        if (is_events && byte == '[') {
            found = true;
            if (read_events(stream, visit, data))
                return stream->status;
        } else if (skip_value(stream, false)) {
            return stream->status;
        }
    }
}

int cch_trace_objects(const char *path, cch_trace_object_visitor *visit, void *data, FILE *copy, cch_error *error) {
    struct stream *stream = calloc(1, sizeof *stream);
    if (!stream)
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot read '%s': out of memory", path);
    stream->path = path;
    stream->copy = copy;
    stream->error = error;
    errno = 0;
    stream->file = gzopen(path, "rb");
    int status;
    if (!stream->file) {
        status = cch_fail(error, errno ? CCH_ERROR_SYSTEM : CCH_ERROR_MEMORY, "cannot read '%s': %s", path,
                          errno ? strerror(errno) : "out of memory");
    } else {
        gzbuffer(stream->file, 1 << 18);
        int byte = next(stream);
        status = stream->status ? stream->status
                 : byte == '{'  ? read_object(stream, visit, data)
                 : byte == '['  ? read_events(stream, visit, data)
                                : fail(stream, CCH_ERROR_FORMAT, "it is no trace: neither an object nor a list");
        if (!status && next(stream) != EOF)
            status = fail(stream, CCH_ERROR_FORMAT, "something follows the trace");
        gzclose(stream->file);
    }
    cch_buffer_release(&stream->object);
    free(stream);
    return status;
}

/* An event's members ------------------------------------------------------------------ */

static const char *skip_space(const char *at, const char *end) {
    while (at < end && (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r'))
        at++;
    return at;
}

/* Behind the string that starts at `at`, or NULL. */
static const char *string_end(const char *at, const char *end) {
    for (at++; at < end && *at != '"'; at++)
        at += *at == '\\';
    return at < end ? at + 1 : NULL;
}

static const char *value_end(const char *at, const char *end) {
    size_t depth = 0;
    while (at < end) {
        if (*at == '"') {
            if (!(at = string_end(at, end)))
                return NULL;
            if (!depth)
                return at;
            continue;
        }
        if (!depth && (kinds[(unsigned char)*at] & ENDS_VALUE))
            return at;
        depth += *at == '{' || *at == '[';
        if (*at == '}' || *at == ']') {
            if (--depth == 0)
                return at + 1;
        }
        at++;
    }
    return NULL;
}

bool cch_json_next(const char **at, const char *end, struct cch_json_member *member) {
    const char *from = skip_space(*at, end);
    if (from == end || (*from != '{' && *from != ','))
        return false;
    from = skip_space(from + 1, end);
    if (from == end || *from != '"')
        return false;
    const char *behind = string_end(from, end);
    if (!behind)
        return false;
    member->key = from + 1;
    member->key_length = (size_t)(behind - from) - 2;
    from = skip_space(behind, end);
    if (from == end || *from != ':')
        return false;
    from = skip_space(from + 1, end);
    if (from == end || !(behind = value_end(from, end)) || behind == from)
        return false;
    member->value = from;
    member->length = (size_t)(behind - from);
    *at = behind;
    return true;
}

bool cch_json_is(const struct cch_json_member *member, const char *key) {
    return strlen(key) == member->key_length && memcmp(member->key, key, member->key_length) == 0;
}

static unsigned four_digits(const char *at, const char *end) {
    unsigned value = 0;
    for (int i = 0; i < 4; i++) {
        if (at + i >= end || !isxdigit((unsigned char)at[i]))
            return 0xfffd;
        value = value * 16 + (unsigned)(isdigit((unsigned char)at[i]) ? at[i] - '0' : (at[i] | 32) - 'a' + 10);
    }
    return value;
}

static size_t put_utf8(unsigned code, char out[4]) {
    if (code < 0x80)
        return out[0] = (char)code, 1;
    size_t length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = length; i-- > 1; code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3f));
    out[0] = (char)((length == 2 ? 0xc0 : length == 3 ? 0xe0 : 0xf0) | code);
    return length;
}

bool cch_json_string(const struct cch_json_member *member, char *out, size_t size) {
    static const char escapes[] = "nrtbf", meant[] = "\n\r\t\b\f";
    const char *at = member->value + 1, *end = member->value + member->length - 1;
    size_t length = 0;
    if (member->length < 2 || *member->value != '"')
        return false;
    while (at < end && length + 5 < size) {
        if (*at != '\\') {
            out[length++] = *at++;
            continue;
        }
        if (++at == end)
            break;
        if (*at == 'u') {
            unsigned code = four_digits(at + 1, end);
            at += end - at < 5 ? end - at : 5;
            if (code >= 0xd800 && code < 0xdc00 && end - at >= 6 && at[0] == '\\' && at[1] == 'u') {
                unsigned low = four_digits(at + 2, end);
                if (low >= 0xdc00 && low < 0xe000) {
                    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                    at += 6;
                }
            }
            code = code == 0 || (code >= 0xd800 && code < 0xe000) ? 0xfffd : code;
            length += put_utf8(code, out + length);
            continue;
        }
        const char *known = strchr(escapes, *at);
        out[length++] = known ? meant[known - escapes] : *at;
        at++;
    }
    out[length] = '\0';
    return true;
}

bool cch_json_double(const struct cch_json_member *member, double *value) {
    char digits[64], *end;
    bool quoted = *member->value == '"';
    size_t length = member->length - (quoted ? 2 : 0);
    if (member->length < (quoted ? 3u : 1u) || length >= sizeof digits)
        return false;
    memcpy(digits, member->value + quoted, length);
    digits[length] = '\0';
    *value = strtod(digits, &end);
    return end != digits && !*end && isfinite(*value);
}

size_t cch_json_numbers(const struct cch_json_member *member, long long *values, size_t most) {
    const char *at = member->value, *end = at + member->length;
    size_t count = 0;
    if (*at != '[')
        return 0;
    for (at++; at < end && count < most; at++) {
        char digits[32];
        size_t length = 0;
        at = skip_space(at, end);
        while (at < end && length + 1 < sizeof digits && (isdigit((unsigned char)*at) || *at == '-'))
            digits[length++] = *at++;
        digits[length] = '\0';
        if (!length)
            break;
        values[count++] = strtoll(digits, NULL, 10);
        at = skip_space(at, end);
        if (at < end && *at != ',')
            break;
    }
    return count;
}
