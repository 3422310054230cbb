#include "base/utf8.h"

#include "base/buffer.h"

uint32_t cch_utf8_decode(const char *text, size_t left) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *at = (const unsigned char *)text;
    size_t length = cch_utf8_length(*at);
    if (length < 2)
        return length ? *at : UINT32_MAX;
    uint32_t code = *at & (0x7fu >> length), low = code, high = code;
    for (size_t i = 1; i < length; i++) {
        if (i < left && (at[i] & 0xc0) != 0x80)
            return UINT32_MAX;
        low = low << 6 | (i < left ? at[i] & 0x3fu : 0);
        high = high << 6 | (i < left ? at[i] & 0x3fu : 0x3fu);
    }
    bool possible = high >= least[length] && low <= 0x10ffff && !(low >= 0xd800 && high <= 0xdfff);
    return possible ? low : UINT32_MAX;
}

size_t cch_utf8_count(const char *text) {
    size_t count = 0;
    for (; *text; text++)
        count += cch_utf8_begins(*text);
    return count;
}

char *cch_utf8_repair(const char *bytes, size_t length, size_t *result_length) {
    cch_buffer result = {0};
    size_t begun = 0, at = 0;
    int failed = cch_buffer_add(&result, "", 0);
    while (!failed && at < length) {
        size_t step = cch_utf8_length((unsigned char)bytes[at]);
        if (bytes[at] && step && step <= length - at && cch_utf8_decode(bytes + at, step) != UINT32_MAX) {
            at += step;
            continue;
        }
        failed = cch_buffer_add(&result, bytes + begun, at - begun) || cch_buffer_add(&result, "\xef\xbf\xbd", 3);
        begun = ++at;
    }
    if (failed || cch_buffer_add(&result, bytes + begun, at - begun)) {
        cch_buffer_release(&result);
        return NULL;
    }
    *result_length = result.length;
    return result.bytes;
}
