/* A text that grows, for what has no greatest length: zeroed memory is an
 * empty one. After a failed allocation `failed` is set and nothing more is
 * added. */
#ifndef CALLCHAIN_PLUGIN_TEXT_H
#define CALLCHAIN_PLUGIN_TEXT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct text_buffer {
    char *bytes; /* not terminated; NULL when empty */
    size_t length, capacity;
    bool failed;
};

static inline void text_add_bytes(struct text_buffer *text, const char *bytes, size_t length) {
    if (text->failed)
        return;
    if (length > text->capacity - text->length) {
        size_t capacity = text->capacity ? text->capacity : 128;
        while (capacity - text->length < length && capacity <= SIZE_MAX / 4)
            capacity *= 2;
        char *grown = capacity - text->length < length ? NULL : realloc(text->bytes, capacity);
        if (!grown) {
            text->failed = true;
            return;
        }
        text->bytes = grown;
        text->capacity = capacity;
    }
    if (length)
        memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
}

static inline void text_add(struct text_buffer *text, const char *string) { text_add_bytes(text, string, strlen(string)); }

/* `separator` first, unless the text is empty. */
static inline void text_add_item(struct text_buffer *text, const char *separator, const char *string) {
    if (text->length)
        text_add(text, separator);
    text_add(text, string);
}

static inline void text_release(struct text_buffer *text) {
    free(text->bytes);
    *text = (struct text_buffer){0};
}

#endif
