/* The bytes of a graph file that reader and writer share; FORMAT.md says what
 * they mean. Private to graph_file/. */
#ifndef CCH_GRAPH_FILE_FORMAT_H
#define CCH_GRAPH_FILE_FORMAT_H

#include <stddef.h>
#include <stdint.h>

#define CCH_FILE_MAGIC                                                                                                 \
    "\x89"                                                                                                             \
    "CCG\r\n\x1a\n"
#define CCH_FILE_VERSION 2  /* what is written; every version from 1 is read */
#define CCH_FILE_FEATURES 0 /* bits of what a reader must know, of those that this build knows */

enum {
    CCH_FILE_MAGIC_SIZE = 8,
    CCH_FILE_HEADER_SIZE = 32,
    CCH_FILE_ENTRY_SIZE = 40,
    CCH_FILE_CHUNKS_MAX = 256,
    CCH_FILE_COLUMNS_MAX = 1024
};

enum cch_coding { CCH_CODING_PLAIN = 0, CCH_CODING_ZSTD = 1 };
enum cch_pool_coding { CCH_POOL_PLAIN = 0, CCH_POOL_PREFIXED = 1 };

#define CCH_TAG_STRINGS "STRS"
#define CCH_TAG_IDENTITIES "IDEN"
#define CCH_TAG_LISTS "LIST"

/* How much a reader is ready to unpack, so that a small hostile file cannot
 * ask for much memory. A writer that would exceed these chooses the plain
 * coding instead. */
static inline uint64_t cch_raw_size_max(uint64_t stored) { return (1u << 20) + 128 * stored; }

static inline uint64_t cch_pool_size_max(uint64_t raw) { return (1u << 20) + 16 * raw; }

static inline void cch_put32(uint8_t *to, uint32_t value) {
    for (int i = 0; i < 4; i++)
        to[i] = (uint8_t)(value >> 8 * i);
}

static inline void cch_put64(uint8_t *to, uint64_t value) {
    for (int i = 0; i < 8; i++)
        to[i] = (uint8_t)(value >> 8 * i);
}

static inline uint32_t cch_get32(const uint8_t *from) {
    uint32_t value = 0;
    for (int i = 0; i < 4; i++)
        value |= (uint32_t)from[i] << 8 * i;
    return value;
}

static inline uint64_t cch_get64(const uint8_t *from) { return cch_get32(from) | (uint64_t)cch_get32(from + 4) << 32; }

#endif
