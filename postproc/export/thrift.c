#include "export/thrift.h"

#include <string.h>

unsigned cch_varint(uint8_t bytes[CCH_VARINT_MAX], uint64_t number) {
    unsigned length = 0;
    for (; number >= 0x80; number >>= 7)
        bytes[length++] = (uint8_t)(number | 0x80);
    bytes[length++] = (uint8_t)number;
    return length;
}

static void add(cch_thrift *thrift, const void *bytes, size_t length) {
    if (!thrift->failed)
        thrift->failed = cch_buffer_add(&thrift->bytes, bytes, length);
}

static void add_byte(cch_thrift *thrift, unsigned byte) { add(thrift, &(uint8_t){(uint8_t)byte}, 1); }

static void add_varint(cch_thrift *thrift, uint64_t number) {
    uint8_t bytes[CCH_VARINT_MAX];
    add(thrift, bytes, cch_varint(bytes, number));
}

/* Small negative numbers are small, too. */
static void add_signed(cch_thrift *thrift, int64_t number) {
    add_varint(thrift, (uint64_t)number << 1 ^ (uint64_t)(number >> 63));
}

static void add_field(cch_thrift *thrift, int field, enum cch_thrift_type type) {
    int *last = &thrift->last[thrift->depth], step = field - *last;
    if (step > 0 && step < 16) {
        add_byte(thrift, (unsigned)step << 4 | type);
    } else {
        add_byte(thrift, type);
        add_signed(thrift, field);
    }
    *last = field;
}

void cch_thrift_item_i32(cch_thrift *thrift, int32_t number) { add_signed(thrift, number); }

void cch_thrift_item_text(cch_thrift *thrift, const char *text) {
    size_t length = strlen(text);
    add_varint(thrift, length);
    add(thrift, text, length);
}

void cch_thrift_i32(cch_thrift *thrift, int field, int32_t number) {
    add_field(thrift, field, CCH_THRIFT_I32);
    add_signed(thrift, number);
}

void cch_thrift_i64(cch_thrift *thrift, int field, int64_t number) {
    add_field(thrift, field, CCH_THRIFT_I64);
    add_signed(thrift, number);
}

void cch_thrift_bool(cch_thrift *thrift, int field, bool truth) {
    add_field(thrift, field, truth ? CCH_THRIFT_TRUE : CCH_THRIFT_FALSE);
}

void cch_thrift_text(cch_thrift *thrift, int field, const char *text) {
    add_field(thrift, field, CCH_THRIFT_BINARY);
    cch_thrift_item_text(thrift, text);
}

void cch_thrift_list(cch_thrift *thrift, int field, enum cch_thrift_type type, size_t count) {
    add_field(thrift, field, CCH_THRIFT_LIST);
    add_byte(thrift, (count < 15 ? (unsigned)count << 4 : 0xf0u) | type);
    if (count >= 15)
        add_varint(thrift, count);
}

void cch_thrift_open(cch_thrift *thrift, int field) {
    if (field)
        add_field(thrift, field, CCH_THRIFT_STRUCT);
    if (thrift->depth + 1 < CCH_THRIFT_DEPTH)
        thrift->depth++;
    thrift->last[thrift->depth] = 0;
}

void cch_thrift_stop(cch_thrift *thrift) { add_byte(thrift, 0); }

void cch_thrift_close(cch_thrift *thrift) {
    cch_thrift_stop(thrift);
    if (thrift->depth)
        thrift->depth--;
}
