#include "cli/json_writer.h"

#include <inttypes.h>
#include <string.h>

/* The bytes of the UTF-8 character at `at`; 0 when it is none. */
static size_t utf8_length(const unsigned char *at) {
    static const struct {
        unsigned char low, high, next_low, next_high;
        size_t length;
    } forms[] = {{0x00, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
                 {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
                 {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4}};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (*at < forms[i].low || *at > forms[i].high)
            continue;
        if (forms[i].length > 1 && (at[1] < forms[i].next_low || at[1] > forms[i].next_high))
            return 0;
        for (size_t j = 2; j < forms[i].length; j++)
            if ((at[j] & 0xc0) != 0x80)
                return 0;
        return forms[i].length;
    }
    return 0;
}

static void write_string(FILE *stream, const char *text) {
    putc('"', stream);
    for (const unsigned char *at = (const unsigned char *)text; *at;) {
        size_t length = utf8_length(at);
        if (!length) {
            fputs("\xef\xbf\xbd", stream);
            at++;
            continue;
        }
        if (*at == '"' || *at == '\\')
            fprintf(stream, "\\%c", *at);
        else if (*at == '\n')
            fputs("\\n", stream);
        else if (*at == '\t')
            fputs("\\t", stream);
        else if (*at < 0x20 || *at == 0x7f)
            fprintf(stream, "\\u%04x", *at);
        else
            fwrite(at, 1, length, stream);
        at += length;
    }
    putc('"', stream);
}

/* What stands before a value: a comma, and a line of its own for the members
 * of the outermost object or array; the key. */
static void lead(cch_json *json, const char *key) {
    if (json->filled[json->depth])
        putc(',', json->stream);
    if (json->depth == 1)
        putc('\n', json->stream);
    else if (json->filled[json->depth])
        putc(' ', json->stream);
    json->filled[json->depth] = true;
    if (key) {
        write_string(json->stream, key);
        fputs(": ", json->stream);
    }
}

void cch_json_open(cch_json *json, const char *key, char bracket) {
    lead(json, key);
    putc(bracket, json->stream);
    if (json->depth + 1 < CCH_JSON_DEPTH)
        json->depth++;
    json->filled[json->depth] = false;
}

void cch_json_close(cch_json *json, char bracket) {
    if (json->depth == 1 && json->filled[1])
        putc('\n', json->stream);
    putc(bracket, json->stream);
    if (json->depth)
        json->depth--;
}

void cch_json_text(cch_json *json, const char *key, const char *text) {
    lead(json, key);
    write_string(json->stream, text);
}

void cch_json_number(cch_json *json, const char *key, uint64_t number) {
    lead(json, key);
    fprintf(json->stream, "%" PRIu64, number);
}

void cch_json_digits(cch_json *json, const char *key, const char *digits) {
    lead(json, key);
    fputs(digits, json->stream);
}

void cch_json_bool(cch_json *json, const char *key, bool value) {
    lead(json, key);
    fputs(value ? "true" : "false", json->stream);
}

void cch_json_null(cch_json *json, const char *key) {
    lead(json, key);
    fputs("null", json->stream);
}

void cch_json_end(cch_json *json) {
    putc('\n', json->stream);
}
