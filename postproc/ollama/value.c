#include "ollama/value.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/read_file.h"

char *cch_value_line(struct json_object *value) {
    const char *text = json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
    char *copy = cch_memory_failed() ? NULL : cch_memory_asked(strdup(text));
    json_object_put(value);
    return copy;
}

struct json_object *cch_value_parse(const char *text, size_t length) {
    if (length > INT32_MAX)
        return NULL;
    struct json_tokener *tokener = json_tokener_new_ex(CCH_VALUE_NESTING);
    if (!tokener)
        return NULL;
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
    struct json_object *value = json_tokener_parse_ex(tokener, text, (int)length);
    size_t end = json_tokener_get_parse_end(tokener);
    /* A number at the end of the text is only complete when the end is told. */
    if (json_tokener_get_error(tokener) == json_tokener_continue)
        value = json_tokener_parse_ex(tokener, "", 1);
    bool whole = json_tokener_get_error(tokener) == json_tokener_success;
    json_tokener_free(tokener);
    while (whole && end < length)
        whole = strchr(" \t\r\n", text[end]) && text[end], end++;
    if (whole)
        return value;
    json_object_put(value);
    return NULL;
}

const char *cch_value_text(struct json_object *object, const char *name) {
    struct json_object *value = NULL;
    if (json_object_is_type(object, json_type_object) && json_object_object_get_ex(object, name, &value) &&
        json_object_is_type(value, json_type_string))
        return json_object_get_string(value);
    return "";
}

double cch_value_real(struct json_object *object, const char *name) {
    struct json_object *value = NULL;
    if (json_object_is_type(object, json_type_object) && json_object_object_get_ex(object, name, &value) &&
        (json_object_is_type(value, json_type_int) || json_object_is_type(value, json_type_double))) {
        double number = json_object_get_double(value);
        return number > 0 ? number : 0;
    }
    return 0;
}

uint64_t cch_value_count(struct json_object *object, const char *name) {
    double number = cch_value_real(object, name);
    return number < 1e15 ? (uint64_t)number : 0;
}

void cch_value_set_text(struct json_object *object, const char *name, const char *text) {
    json_object_object_add(object, name, json_object_new_string(text ? text : ""));
}

void cch_value_set_count(struct json_object *object, const char *name, uint64_t number) {
    json_object_object_add(object, name, json_object_new_int64((int64_t)number));
}

void cch_value_set_seconds(struct json_object *object, const char *name, double seconds) {
    char digits[40];
    snprintf(digits, sizeof digits, "%.3f", seconds);
    json_object_object_add(object, name, json_object_new_double_s(seconds, digits));
}

struct json_object *cch_value_read(const char *path, size_t max_bytes) {
    char *text;
    size_t length;
    if (cch_read_file(&text, &length, path, max_bytes, 0, NULL) != CCH_OK)
        return NULL;
    struct json_object *value = cch_value_parse(text, length);
    free(text);
    return value;
}
