/* Thrift's compact protocol, as far as Parquet's headers need it
 * (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md).
 *
 *     cch_thrift thrift = {0};
 *     cch_thrift_i32(&thrift, 1, 7);
 *     cch_thrift_open(&thrift, 5);           a field that is a structure
 *     …
 *     cch_thrift_close(&thrift);
 *     cch_thrift_list(&thrift, 6, CCH_THRIFT_STRUCT, 2);
 *     cch_thrift_open(&thrift, 0); … cch_thrift_close(&thrift);   its items
 *     cch_thrift_stop(&thrift);              the end of the whole
 */
#ifndef CCH_EXPORT_THRIFT_H
#define CCH_EXPORT_THRIFT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

enum cch_thrift_type {
    CCH_THRIFT_TRUE = 1,
    CCH_THRIFT_FALSE = 2,
    CCH_THRIFT_I32 = 5,
    CCH_THRIFT_I64 = 6,
    CCH_THRIFT_BINARY = 8,
    CCH_THRIFT_LIST = 9,
    CCH_THRIFT_STRUCT = 12
};

enum { CCH_THRIFT_DEPTH = 8 };

typedef struct cch_thrift {
    cch_buffer bytes; /* the caller's to release */
    int failed;       /* there was no memory */
    unsigned depth;
    int last[CCH_THRIFT_DEPTH]; /* the number of the field before, by depth */
} cch_thrift;

/* Fields of the structure that is open. Numbers ascend. */
void cch_thrift_i32(cch_thrift *thrift, int field, int32_t number);
void cch_thrift_i64(cch_thrift *thrift, int field, int64_t number);
void cch_thrift_bool(cch_thrift *thrift, int field, bool truth);
void cch_thrift_text(cch_thrift *thrift, int field, const char *text);
void cch_thrift_list(cch_thrift *thrift, int field, enum cch_thrift_type type, size_t count);
void cch_thrift_open(cch_thrift *thrift, int field); /* 0: an item of a list */
void cch_thrift_close(cch_thrift *thrift);
void cch_thrift_stop(cch_thrift *thrift);

/* Items of a list. */
void cch_thrift_item_i32(cch_thrift *thrift, int32_t number);
void cch_thrift_item_text(cch_thrift *thrift, const char *text);

/* An unsigned number in groups of 7 bits, the lowest first; how many bytes. */
enum { CCH_VARINT_MAX = 10 };
unsigned cch_varint(uint8_t bytes[CCH_VARINT_MAX], uint64_t number);

#endif
