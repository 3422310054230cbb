/* json-c, with every allocation asked. To be included in place of json-c's own
 * header.
 *
 * json-c returns NULL without memory from whatever makes a value, stops the
 * process when such a NULL is added to or looked into, and leaves the end of a
 * text out when it could not grow. Under the same names these here note the
 * failure (base/memory.h) and take a NULL that comes of it for an empty value, so
 * that who builds a thousand values asks once, at the end. A value that could not
 * be added is lost, not freed.
 *
 * Its parser leaves out the member, or the text's end, that it has no memory for,
 * and goes on; this one returns NULL. */
#ifndef CCH_BASE_JSON_H
#define CCH_BASE_JSON_H

#include <errno.h>
#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"

static inline struct json_object *cch_asked(struct json_object *made) {
    if (!made)
        cch_memory_note_failure();
    return made;
}

static inline struct json_object *cch_asked_object(void) { return cch_asked(json_object_new_object()); }
static inline struct json_object *cch_asked_array(void) { return cch_asked(json_object_new_array()); }
static inline struct json_object *cch_asked_int(int32_t value) { return cch_asked(json_object_new_int(value)); }
static inline struct json_object *cch_asked_int64(int64_t value) { return cch_asked(json_object_new_int64(value)); }
static inline struct json_object *cch_asked_boolean(int value) { return cch_asked(json_object_new_boolean(value)); }
static inline struct json_object *cch_asked_string(const char *text) {
    return cch_asked(text ? json_object_new_string(text) : NULL);
}
static inline struct json_object *cch_asked_string_len(const char *text, int length) {
    return cch_asked(text ? json_object_new_string_len(text, length) : NULL);
}
static inline struct json_object *cch_asked_double(double value, const char *text) {
    return cch_asked(json_object_new_double_s(value, text));
}

static inline int cch_asked_add(struct json_object *object, const char *name, struct json_object *value) {
    if (object && name && json_object_object_add(object, name, value) == 0) {
        struct lh_table *table = json_object_get_object(object);
        struct lh_entry *last = table->tail;
        if (!last || last->k)
            return 0;
        json_object_get(value); /* the name's copy could not be made, and nobody had asked */
        lh_table_delete_entry(table, last);
    }
    cch_memory_note_failure();
    return -1;
}

static inline int cch_asked_append(struct json_object *array, struct json_object *value) {
    if (array && json_object_array_add(array, value) == 0)
        return 0;
    cch_memory_note_failure();
    return -1;
}

static inline size_t cch_asked_length(const struct json_object *array) {
    return array ? json_object_array_length(array) : 0;
}

static inline struct json_object *cch_asked_item(const struct json_object *array, size_t index) {
    return array ? json_object_array_get_idx(array, index) : NULL;
}

static inline int cch_asked_size(const struct json_object *object) {
    return object ? json_object_object_length(object) : 0;
}

static inline void cch_asked_sort(struct json_object *array, int (*compare)(const void *, const void *)) {
    if (array)
        json_object_array_sort(array, compare);
}

static inline void cch_asked_attach(struct json_object *value, void *data, json_object_delete_fn *release) {
    if (value)
        json_object_set_userdata(value, data, release);
    else if (release)
        release(NULL, data);
}

static inline void *cch_asked_attached(struct json_object *value) {
    return value ? json_object_get_userdata(value) : NULL;
}

/* What json_object_object_foreach walks. */
static inline struct lh_table *cch_asked_table(const struct json_object *object) {
    static struct lh_table none;
    return object ? json_object_get_object(object) : &none;
}

/* NULL of a value that is null, as ever; "" of one that could not be made or told. */
static inline const char *cch_asked_text(struct json_object *value) {
    const char *text = json_object_get_string(value);
    if (!text && value)
        cch_memory_note_failure();
    return text || !cch_memory_failed() ? text : "";
}

/* "" without memory. */
static inline const char *cch_asked_json(struct json_object *value, int flags) {
    errno = 0;
    const char *text = json_object_to_json_string_ext(value, flags);
    if (text && errno != ENOMEM) /* the text's end is left out without a word */
        return text;
    cch_memory_note_failure();
    return "";
}

static inline struct json_tokener *cch_asked_tokener(int nesting) {
    return (struct json_tokener *)cch_memory_asked(json_tokener_new_ex(nesting));
}

/* That there was no memory is in errno alone, and each number that is read resets
 * it: what may have failed since it was looked at last is given to the parser
 * without what ends a number. Pieces are short: who streams gives more than the
 * value at hand. Without memory the error is any, not success. */
static inline struct json_object *cch_asked_parse(struct json_tokener *tokener, const char *text, int length) {
    enum { PIECE = 256 };
    bool may_have_failed = false;
    errno = 0;
    for (int start = 0, at = 0;; at++) {
        if (at < length) {
            may_have_failed |= text[at] == '"' || text[at] == '}';
            bool ends_number = may_have_failed && at > start && strchr("0123456789", text[at - 1]) && text[at] &&
                               strchr(",]} \t\r\n", text[at]);
            if (!ends_number && (at - start < PIECE || text[at] != ','))
                continue;
        }
        struct json_object *value = json_tokener_parse_ex(tokener, text + start, at - start);
        tokener->char_offset += start;
        if (errno == ENOMEM) {
            cch_memory_note_failure();
            json_object_put(value);
            tokener->err = json_tokener_error_size;
            return NULL;
        }
        if (at >= length || json_tokener_get_error(tokener) != json_tokener_continue)
            return value;
        start = at;
        may_have_failed = false;
    }
}

static inline struct json_object *cch_asked_parse_text(const char *text) {
    struct json_tokener *tokener = cch_asked_tokener(JSON_TOKENER_DEFAULT_DEPTH);
    struct json_object *value = tokener ? cch_asked_parse(tokener, text, (int)strlen(text) + 1) : NULL;
    if (tokener && json_tokener_get_error(tokener) != json_tokener_success) {
        json_object_put(value);
        value = NULL;
    }
    if (tokener)
        json_tokener_free(tokener);
    return value;
}

/* A member; NULL: there is none. */
static inline struct json_object *cch_member(const struct json_object *object, const char *name) {
    struct json_object *value = NULL;
    json_object_object_get_ex(object, name, &value);
    return value;
}

/* A member's text; "" where there is none. */
static inline const char *cch_member_text(const struct json_object *object, const char *name) {
    struct json_object *value = cch_member(object, name);
    return value ? cch_asked_text(value) : "";
}

#define json_tokener_new_ex cch_asked_tokener
#define json_tokener_parse_ex cch_asked_parse
#define json_tokener_parse cch_asked_parse_text
#define json_object_new_object cch_asked_object
#define json_object_new_array cch_asked_array
#define json_object_new_int cch_asked_int
#define json_object_new_int64 cch_asked_int64
#define json_object_new_boolean cch_asked_boolean
#define json_object_new_string cch_asked_string
#define json_object_new_string_len cch_asked_string_len
#define json_object_new_double_s cch_asked_double
#define json_object_object_add cch_asked_add
#define json_object_array_add cch_asked_append
#define json_object_array_length cch_asked_length
#define json_object_array_get_idx cch_asked_item
#define json_object_array_sort cch_asked_sort
#define json_object_set_userdata cch_asked_attach
#define json_object_get_userdata cch_asked_attached
#define json_object_object_length cch_asked_size
#define json_object_get_object cch_asked_table
#define json_object_get_string cch_asked_text
#define json_object_to_json_string_ext cch_asked_json

#endif
