/* A text that grows, for what has no greatest length: zeroed memory is an
 * empty one. Out of memory: memory.h. */
#ifndef CALLCHAIN_PLUGIN_TEXT_H
#define CALLCHAIN_PLUGIN_TEXT_H

#include "containers/memory.h"

struct text_buffer {
    char *bytes; /* not terminated; NULL when empty */
    size_t length, capacity;
};

static inline void text_add_bytes(struct text_buffer *text, const char *bytes, size_t length) {
    if (length > text->capacity - text->length) {
        size_t capacity = text->capacity ? text->capacity : 128;
        while (capacity - text->length < length && capacity <= SIZE_MAX / 4)
            capacity *= 2;
        if (capacity - text->length < length)
            shim_out_of_memory();
        text->bytes = memory_resize(text->bytes, capacity, 1);
        text->capacity = capacity;
    }
    if (length)
        memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
}

static inline void text_add(struct text_buffer *text, const char *string) {
    text_add_bytes(text, string, strlen(string));
}

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
