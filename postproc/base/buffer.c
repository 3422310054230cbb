#include "base/buffer.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

int cch_buffer_add(cch_buffer *buffer, const void *bytes, size_t length) {
    if (length >= SIZE_MAX - buffer->length ||
        cch_array_reserve(&buffer->bytes, &buffer->capacity, buffer->length + length + 1, 1) != 0)
        return -1;
    if (length)
        memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
    buffer->bytes[buffer->length] = '\0';
    return 0;
}

void cch_buffer_clear(cch_buffer *buffer) {
    buffer->length = 0;
    if (buffer->bytes)
        buffer->bytes[0] = '\0';
}

void cch_buffer_release(cch_buffer *buffer) {
    free(buffer->bytes);
    *buffer = (cch_buffer){0};
}

const char *cch_buffer_text(const cch_buffer *buffer) { return buffer->bytes ? buffer->bytes : ""; }
