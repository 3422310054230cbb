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

const char *cch_buffer_text(const cch_buffer *buffer) {
    return buffer->bytes ? buffer->bytes : "";
}

/* How many bytes the character at `at` has; 0 when it is none. */
static size_t character_length(const unsigned char *at, size_t left) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = at[0] < 0x80 ? 1 : at[0] >> 5 == 6 ? 2 : at[0] >> 4 == 14 ? 3 : at[0] >> 3 == 30 ? 4 : 0;
    if (length == 1)
        return at[0] ? 1 : 0;
    if (length == 0 || length > left)
        return 0;
    uint32_t code = at[0] & (0xffu >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (at[i] & 0x3f);
    }
    return code >= least[length] && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? length : 0;
}

char *cch_utf8_repair(const char *bytes, size_t length, size_t *result_length) {
    cch_buffer result = {0};
    size_t begun = 0, at = 0;
    int failed = cch_buffer_add(&result, "", 0);
    while (!failed && at < length) {
        size_t step = character_length((const unsigned char *)bytes + at, length - at);
        if (step) {
            at += step;
            continue;
        }
        failed =
            cch_buffer_add(&result, bytes + begun, at - begun) || cch_buffer_add(&result, "\xef\xbf\xbd", 3);
        begun = ++at;
    }
    if (failed || cch_buffer_add(&result, bytes + begun, at - begun)) {
        cch_buffer_release(&result);
        return NULL;
    }
    *result_length = result.length;
    return result.bytes;
}
