#include "cost/fatbin.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

enum { REGION_HEADER = 16, ENTRY_HEADER = 64, LZ4 = 0x2000, ZSTANDARD = 0x8000 };

#define UNPACKED_MAX ((size_t)2 << 30)

static uint64_t read_number(const unsigned char *bytes, unsigned size) {
    uint64_t value = 0;
    for (unsigned i = size; i-- > 0;)
        value = value << 8 | bytes[i];
    return value;
}

static bool stop(struct cch_fatbin_reader *reader) {
    reader->unread += reader->size - reader->at;
    reader->at = reader->size;
    return false;
}

/* Into the next region; false: there is none. */
static bool begin_region(struct cch_fatbin_reader *reader) {
    const unsigned char *bytes = reader->bytes;
    while (reader->size - reader->at >= 8 && read_number(bytes + reader->at, 8) == 0) /* between regions */
        reader->at += 8;
    if (reader->size - reader->at < REGION_HEADER)
        return false;
    if (read_number(bytes + reader->at, 4) != CCH_FATBIN_MAGIC)
        return stop(reader);
    uint64_t header = read_number(bytes + reader->at + 6, 2), size = read_number(bytes + reader->at + 8, 8);
    if (header < REGION_HEADER || header > reader->size - reader->at || size > reader->size - reader->at - header)
        return stop(reader);
    reader->at += header;
    reader->region_end = reader->at + size;
    return true;
}

bool cch_fatbin_next(struct cch_fatbin_reader *reader, struct cch_fatbin_entry *entry) {
    while (reader->at >= reader->region_end)
        if (!begin_region(reader))
            return false;
    const unsigned char *bytes = reader->bytes + reader->at;
    size_t left = reader->region_end - reader->at;
    if (left < ENTRY_HEADER)
        return stop(reader);
    uint64_t header = read_number(bytes + 4, 4), stored = read_number(bytes + 8, 8);
    *entry = (struct cch_fatbin_entry){.kind = (uint16_t)read_number(bytes, 2),
                                       .compressed = (size_t)read_number(bytes + 16, 4),
                                       .architecture = (uint32_t)read_number(bytes + 28, 4),
                                       .flags = read_number(bytes + 40, 8),
                                       .size = (size_t)read_number(bytes + 56, 8)};
    if (header < ENTRY_HEADER || header > left || stored > left - header || entry->compressed > stored)
        return stop(reader);
    entry->bytes = bytes + header;
    entry->stored = (size_t)stored;
    reader->at += header + stored;
    return true;
}

/* LZ4 block format: a token's upper half counts literals, its lower half how much is copied from before. */
static bool unpack_lz4(const unsigned char *from, size_t length, unsigned char *to, size_t size) {
    const unsigned char *end = from + length;
    size_t made = 0;
    while (from < end) {
        unsigned token = *from++;
        size_t literals = token >> 4, copied = (token & 15) + 4;
        for (unsigned byte = 255; literals >= 15 && byte == 255; literals += byte) {
            if (from == end)
                return false;
            byte = *from++;
        }
        if (literals > (size_t)(end - from) || literals > size - made)
            return false;
        memcpy(to + made, from, literals);
        from += literals;
        made += literals;
        if (from == end)
            break;
        if (end - from < 2)
            return false;
        size_t distance = (size_t)from[0] | (size_t)from[1] << 8;
        from += 2;
        for (unsigned byte = 255; copied >= 19 && byte == 255; copied += byte) {
            if (from == end)
                return false;
            byte = *from++;
        }
        if (distance == 0 || distance > made || copied > size - made)
            return false;
        for (; copied; copied--, made++)
            to[made] = to[made - distance];
    }
    return made == size;
}

unsigned char *cch_fatbin_unpack(const struct cch_fatbin_entry *entry, size_t *size, bool *memory) {
    bool packed = (entry->flags & (LZ4 | ZSTANDARD)) != 0;
    /* what is compressed grows 255 times at most by the one, and by less than 2^15 times by the other */
    bool absurd =
        packed && (entry->size > UNPACKED_MAX || !entry->compressed || entry->size / 32768 > entry->compressed);
    *size = packed ? entry->size : entry->stored;
    *memory = false;
    if (absurd)
        return NULL;
    unsigned char *made = malloc(*size + 1);
    if (!made) {
        *memory = true;
        return NULL;
    }
    bool done = true;
    if (!packed)
        memcpy(made, entry->bytes, *size);
    else if (entry->flags & ZSTANDARD)
        done = ZSTD_decompress(made, *size, entry->bytes, entry->compressed) == *size;
    else
        done = unpack_lz4(entry->bytes, entry->compressed, made, *size);
    if (!done) {
        free(made);
        return NULL;
    }
    return made;
}
