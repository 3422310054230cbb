#define _GNU_SOURCE /* fopencookie */
#include "base/escape.h"

#include <inttypes.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "base/write_all.h"

/* Characters ---------------------------------------------------------------------- */

static bool is_unseen(uint32_t code) {
    return (code >= 0x80 && code < 0xa0) || code == 0x61c || code == 0x200e || code == 0x200f ||
           (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code == 0xfffe || code == 0xffff;
}

static void show(char shown[CCH_ESCAPE_SIZE], const char *form, unsigned number) {
    snprintf(shown, CCH_ESCAPE_SIZE, form, number & 0xffff);
}

size_t cch_escape_next(const char *text, size_t left, char shown[CCH_ESCAPE_SIZE]) {
    const unsigned char *at = (const unsigned char *)text;
    shown[0] = '\0';
    if (*at >= 0x20 && *at < 0x7f)
        return 1;
    if (*at == '\t' || *at == '\n') {
        memcpy(shown, *at == '\t' ? "\\t" : "\\n", 3);
        return 1;
    }
    size_t length = cch_utf8_length(*at);
    uint32_t code = length > 1 ? cch_utf8_decode(text, left) : UINT32_MAX;
    if (code == UINT32_MAX) {
        show(shown, "\\x%02x", *at);
        return 1;
    }
    if (left < length)
        return 0;
    if (is_unseen(code))
        show(shown, "\\u%04x", code);
    return length;
}

/* Writers ------------------------------------------------------------------------- */

/* How many bytes at `at` are printable ASCII and no backslash. */
static size_t plain_length(const char *at, size_t left) {
    size_t length = 0;
    while (length < left && at[length] >= 0x20 && at[length] < 0x7f && at[length] != '\\')
        length++;
    return length;
}

static void write_escaped(FILE *stream, const char *text, size_t left, bool doubled) {
    char shown[CCH_ESCAPE_SIZE];
    while (left) {
        size_t step = plain_length(text, left);
        if (step) {
            fwrite(text, 1, step, stream);
        } else if (*text == '\\') {
            fputs(doubled ? "\\\\" : "\\", stream);
            step = 1;
        } else if (!(step = cch_escape_next(text, left, shown))) { /* cut off */
            fprintf(stream, "\\x%02x", (unsigned char)*text);
            step = 1;
        } else if (*shown) {
            fputs(shown, stream);
        } else {
            fwrite(text, 1, step, stream);
        }
        text += step;
        left -= step;
    }
}

void cch_write_text(FILE *stream, const char *text) { write_escaped(stream, text, strlen(text), true); }

void cch_write_message(FILE *stream, const char *text) { write_escaped(stream, text, strlen(text), false); }

void cch_write_frame(FILE *stream, const char *text) {
    for (;; text++) {
        size_t length = strcspn(text, ";");
        write_escaped(stream, text, length, true);
        text += length;
        if (!*text)
            return;
        putc(':', stream);
    }
}

void cch_write_dot(FILE *stream, const char *text) {
    char shown[CCH_ESCAPE_SIZE];
    for (size_t left = strlen(text), step; left; text += step, left -= step) {
        if (!(step = cch_escape_next(text, left, shown))) { /* cut off */
            show(shown, "\\x%02x", (unsigned char)*text);
            step = 1;
        }
        if (*text == '"' || *text == '\\' || *shown)
            putc('\\', stream);
        if (*text == '&') /* labels have XML's entities */
            fputs("&amp;", stream);
        else
            fwrite(*shown ? shown : text, 1, *shown ? strlen(shown) : step, stream);
    }
}

/* One character as XML has it; `code` is UINT32_MAX for a byte that is none. */
static void write_xml_code(FILE *stream, uint32_t code, const char *at, size_t length, bool escaped) {
    static const struct {
        char character;
        const char *entity;
    } entities[] = {{'<', "&lt;"}, {'>', "&gt;"}, {'&', "&amp;"}, {'"', "&quot;"}, {'\'', "&apos;"}};
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
        if (code == (unsigned char)entities[i].character) {
            fputs(entities[i].entity, stream);
            return;
        }
    bool blank = code == '\t' || code == '\n' || code == '\r';
    if (code == UINT32_MAX || (code < 0x20 && !blank) || code == 0xfffe || code == 0xffff)
        fputs("\xef\xbf\xbd", stream);
    else if (escaped || blank || code == 0x7f)
        fprintf(stream, "&#x%" PRIx32 ";", code);
    else
        fwrite(at, 1, length, stream);
}

void cch_write_xml(FILE *stream, const char *text) {
    char shown[CCH_ESCAPE_SIZE];
    for (size_t left = strlen(text), step; left; text += step, left -= step) {
        step = cch_escape_next(text, left, shown);
        size_t length = cch_utf8_length((unsigned char)*text);
        uint32_t code = step && length && length <= left ? cch_utf8_decode(text, left) : UINT32_MAX;
        step = step ? step : 1;
        write_xml_code(stream, code, text, step, *shown != '\0');
    }
}

void cch_escape_message(char *target, size_t size, const char *text) {
    char shown[CCH_ESCAPE_SIZE];
    size_t used = 0;
    for (size_t left = strlen(text), step; left; text += step, left -= step) {
        if (!(step = cch_escape_next(text, left, shown)))
            break; /* cut off, as the whole was */
        size_t length = *shown ? strlen(shown) : step;
        if (used + length >= size)
            break;
        memcpy(target + used, *shown ? shown : text, length);
        used += length;
    }
    if (size)
        target[used] = '\0';
}

void cch_write_json(FILE *stream, const char *json) {
    char shown[CCH_ESCAPE_SIZE];
    for (size_t left = strlen(json), step; left; json += step, left -= step) {
        step = plain_length(json, left);
        step = step ? step : *json == '\\' || *json == '\n' ? 1 : cch_escape_next(json, left, shown);
        if (step && ((unsigned char)*json >= 0x20 || *json == '\n') && *json != 0x7f &&
            ((unsigned char)*json < 0x80 || !*shown))
            fwrite(json, 1, step, stream);
        else if ((unsigned char)*json < 0x80)
            fprintf(stream, "\\u%04x", (unsigned char)*json);
        else
            fputs(step && shown[1] == 'u' ? shown : "\xef\xbf\xbd", stream);
        step = step ? step : 1;
    }
}

/* The guard ------------------------------------------------------------------------- */

struct guard {
    int fd;
    size_t held; /* bytes of a character that is not complete */
    char bytes[4];
};

static struct guard guards[2] = {{.fd = STDOUT_FILENO}, {.fd = STDERR_FILENO}};

/* A line's end and a tab are the writers' own. */
static bool is_let_through(char byte) { return (byte >= 0x20 && byte < 0x7f) || byte == '\n' || byte == '\t'; }

/* What of `bytes` may pass goes at once, the rest as it is shown. Returns 0 or -1. */
static int pass(struct guard *guard, const char *bytes, size_t size, bool is_end) {
    char shown[CCH_ESCAPE_SIZE];
    size_t at = 0, begun = 0;
    while (at < size) {
        if (is_let_through(bytes[at])) {
            at++;
            continue;
        }
        if (bytes[at] == '\r' && (at + 1 < size ? bytes[at + 1] == '\n' : !is_end)) { /* CSV's end of a line */
            if (at + 1 == size)
                break;
            at += 2;
            continue;
        }
        size_t step = cch_escape_next(bytes + at, size - at, shown);
        if (!step && !is_end)
            break;
        if (!step)
            show(shown, "\\x%02x", (unsigned char)bytes[at]);
        if (*shown) {
            if (cch_write_all(guard->fd, bytes + begun, at - begun) || cch_write_all(guard->fd, shown, strlen(shown)))
                return -1;
            begun = at + (step ? step : 1);
        }
        at += step ? step : 1;
    }
    if (cch_write_all(guard->fd, bytes + begun, at - begun))
        return -1;
    guard->held = size - at;
    memmove(guard->bytes, bytes + at, size - at);
    return 0;
}

static ssize_t guard_write(void *cookie, const char *bytes, size_t size) {
    struct guard *guard = cookie;
    size_t done = 0;
    while (guard->held && done < size) { /* byte by byte, until the character is complete or none */
        char joined[sizeof guard->bytes + 1];
        size_t held = guard->held;
        memcpy(joined, guard->bytes, held);
        joined[held++] = bytes[done++];
        if (pass(guard, joined, held, false))
            return 0;
    }
    return done < size && pass(guard, bytes + done, size - done, false) ? 0 : (ssize_t)size;
}

static int guard_close(void *cookie) {
    struct guard *guard = cookie;
    char last[sizeof guard->bytes];
    size_t held = guard->held;
    memcpy(last, guard->bytes, held);
    int failed = held ? pass(guard, last, held, true) : 0;
    return close(guard->fd) || failed ? -1 : 0;
}

void cch_guard_streams(bool is_exact) {
    static char buffer[1 << 16];
    static const cookie_io_functions_t functions = {.write = guard_write, .close = guard_close};
    bool is_seen = isatty(STDOUT_FILENO);
    FILE *out = is_exact && !is_seen ? NULL : fopencookie(&guards[0], "w", functions);
    FILE *err = fopencookie(&guards[1], "w", functions);
    if (out) {
        setvbuf(out, buffer, is_seen ? _IOLBF : _IOFBF, sizeof buffer);
        stdout = out;
    }
    if (err) {
        setvbuf(err, NULL, _IONBF, 0);
        stderr = err;
    }
}

void cch_write_terminal(const char *text) {
    fflush(stderr);
    cch_write_all(STDERR_FILENO, text, strlen(text));
}
