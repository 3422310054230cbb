#include "base/json_writer.h"

#include <inttypes.h>
#include <string.h>

#include "base/escape.h"

static void write_part(FILE *stream, const char *text) {
    char shown[CCH_ESCAPE_SIZE];
    for (size_t left = strlen(text), step; left; text += step, left -= step) {
        step = cch_escape_next(text, left, shown);
        if (*text == '"' || *text == '\\')
            fprintf(stream, "\\%c", *text);
        else if (step && (!*shown || *text == '\n' || *text == '\t' || shown[1] == 'u'))
            fwrite(*shown ? shown : text, 1, *shown ? strlen(shown) : step, stream);
        else if ((unsigned char)*text < 0x80)
            fprintf(stream, "\\u%04x", (unsigned char)*text);
        else
            fputs("\xef\xbf\xbd", stream);
        step = step ? step : 1;
    }
}

static void write_string(FILE *stream, const char *text) {
    putc('"', stream);
    write_part(stream, text);
    putc('"', stream);
}

/* What stands before a value: a comma, and a line of its own for the members
 * of the outermost object or array; the key. */
static void lead(cch_json *json, const char *key) {
    if (json->filled[json->depth])
        putc(',', json->stream);
    if (json->depth == 1 && !json->lines)
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
    if (json->depth == 1 && json->filled[1] && !json->lines)
        putc('\n', json->stream);
    putc(bracket, json->stream);
    if (json->depth)
        json->depth--;
}

void cch_json_text(cch_json *json, const char *key, const char *text) {
    lead(json, key);
    write_string(json->stream, text);
}

void cch_json_parts(cch_json *json, const char *key, const char *const *parts, size_t count) {
    lead(json, key);
    putc('"', json->stream);
    for (size_t i = 0; i < count; i++)
        write_part(json->stream, parts[i]);
    putc('"', json->stream);
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
    json->filled[0] = false;
}
