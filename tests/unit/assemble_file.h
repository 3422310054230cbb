/* Graph files put together by hand, with right sizes and checksums around
 * contents that may be anything. */
#ifndef TESTS_UNIT_ASSEMBLE_FILE_H
#define TESTS_UNIT_ASSEMBLE_FILE_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "graph_file/format.h"

struct assembled_chunk {
    char tag[5];
    uint32_t coding;
    const uint8_t *bytes;
    size_t size;
    uint64_t raw;
};

/* The bytes of the file, to be freed; *size is set. `version`: with the
 * features that a reader must know in its upper half. */
static inline uint8_t *assemble_file(uint32_t version, const struct assembled_chunk *chunks, uint32_t count,
                                     size_t *size) {
    size_t head = CCH_FILE_HEADER_SIZE + (size_t)count * CCH_FILE_ENTRY_SIZE, offset = head;
    *size = head;
    for (uint32_t i = 0; i < count; i++)
        *size += chunks[i].size;
    uint8_t *file = calloc(*size + 1, 1);
    for (uint32_t i = 0; i < count; i++) {
        uint8_t *entry = file + CCH_FILE_HEADER_SIZE + (size_t)i * CCH_FILE_ENTRY_SIZE;
        memcpy(entry, chunks[i].tag, 4);
        cch_put32(entry + 4, chunks[i].coding);
        cch_put64(entry + 8, offset);
        cch_put64(entry + 16, chunks[i].size);
        cch_put64(entry + 24, chunks[i].coding == CCH_CODING_PLAIN ? chunks[i].size : chunks[i].raw);
        cch_put64(entry + 32, XXH64(chunks[i].bytes, chunks[i].size, 0));
        memcpy(file + offset, chunks[i].bytes, chunks[i].size);
        offset += chunks[i].size;
    }
    memcpy(file, CCH_FILE_MAGIC, CCH_FILE_MAGIC_SIZE);
    cch_put32(file + 8, version);
    cch_put32(file + 12, count);
    cch_put64(file + 16, *size);
    cch_put64(file + 24, XXH64(file, head, 0));
    return file;
}

#endif
