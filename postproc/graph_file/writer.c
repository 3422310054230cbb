#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>
#include <zstd.h>

#include "base/array.h"
#include "base/output_file.h"
#include "graph_file/format.h"
#include "graph_file/graph_file.h"
#include "graph_file/graph.h"
#include "graph_file/tables.h"

struct buffer {
    uint8_t *bytes;
    size_t used, capacity;
    int failed;
};

struct chunk {
    char tag[4];
    uint32_t coding;
    uint8_t *bytes;
    size_t stored, raw;
};

struct writer {
    ZSTD_CCtx *zstd;
    struct buffer buffer; /* the raw bytes of the chunk in hand */
    struct chunk chunks[CCH_TABLE_COUNT + 3];
    uint32_t count;
};

/* Room for `size` more bytes; NULL after a failure. */
static uint8_t *reserve(struct buffer *buffer, size_t size) {
    if (buffer->failed || size > SIZE_MAX / 2 - buffer->used ||
        cch_array_reserve(&buffer->bytes, &buffer->capacity, buffer->used + size, 1)) {
        buffer->failed = 1;
        return NULL;
    }
    return buffer->bytes + buffer->used;
}

static inline uint8_t *put_varint(uint8_t *to, uint64_t value) {
    while (value >= 0x80) {
        *to++ = (uint8_t)(value | 0x80);
        value >>= 7;
    }
    *to++ = (uint8_t)value;
    return to;
}

static inline uint8_t *put_delta(uint8_t *to, uint32_t value, uint32_t before) {
    int64_t delta = (int64_t)value - before;
    return put_varint(to, delta < 0 ? ((uint64_t)-delta << 1) - 1 : (uint64_t)delta << 1);
}

static void add_varint(struct buffer *buffer, uint64_t value) {
    uint8_t *to = reserve(buffer, 10);
    if (to)
        buffer->used += (size_t)(put_varint(to, value) - to);
}

/* One column: each cell as its difference to the one before. */
static void add_cells(struct buffer *buffer, const uint32_t *cells, size_t stride, size_t count) {
    uint8_t *to = reserve(buffer, 5 * count);
    if (!to)
        return;
    uint32_t before = 0;
    for (size_t i = 0; i < count; i++, cells += stride) {
        to = put_delta(to, *cells, before);
        before = *cells;
    }
    buffer->used = (size_t)(to - buffer->bytes);
}

static size_t common_prefix(const char *a, size_t n, const char *b, size_t m) {
    size_t shorter = n < m ? n : m, i = 0;
    for (; i + 8 <= shorter; i += 8) {
        uint64_t x, y;
        memcpy(&x, a + i, 8);
        memcpy(&y, b + i, 8);
        if (x != y)
            break;
    }
    while (i < shorter && a[i] == b[i])
        i++;
    return i;
}

/* How many bytes each string shares with the one before; all 0 in the plain
 * coding. */
static uint32_t *prefixes_of(const cch_pool *pool, enum cch_pool_coding coding) {
    uint32_t *prefixes = calloc((size_t)pool->count + 1, sizeof *prefixes);
    for (uint32_t n = 1; prefixes && coding == CCH_POOL_PREFIXED && n <= pool->count; n++)
        prefixes[n] = (uint32_t)common_prefix(cch_pool_text(pool, n - 1), cch_pool_length(pool, n - 1),
                                              cch_pool_text(pool, n), cch_pool_length(pool, n));
    return prefixes;
}

static void encode_pool(struct buffer *buffer, const cch_pool *pool, enum cch_pool_coding coding) {
    uint32_t *prefixes = prefixes_of(pool, coding);
    if (!prefixes) {
        buffer->failed = 1;
        return;
    }
    add_varint(buffer, coding);
    add_varint(buffer, pool->count);
    add_varint(buffer, pool->used - pool->count);
    for (uint32_t n = 1; coding == CCH_POOL_PREFIXED && n <= pool->count; n++)
        add_varint(buffer, prefixes[n]);
    for (uint32_t n = 1; n <= pool->count; n++)
        add_varint(buffer, cch_pool_length(pool, n) - prefixes[n]);
    for (uint32_t n = 1; n <= pool->count; n++) {
        size_t rest = cch_pool_length(pool, n) - prefixes[n];
        uint8_t *to = reserve(buffer, rest);
        if (!to)
            break;
        memcpy(to, cch_pool_text(pool, n) + prefixes[n], rest);
        buffer->used += rest;
    }
    free(prefixes);
}

static void encode_lists(struct buffer *buffer, const struct cch_lists *lists) {
    add_varint(buffer, lists->count);
    add_varint(buffer, lists->used);
    for (uint32_t n = 1; n <= lists->count; n++)
        add_varint(buffer, cch_lists_length(lists, n));
    add_cells(buffer, lists->cells, 1, lists->used);
}

static void encode_table(struct buffer *buffer, const struct cch_rows *rows, const struct cch_schema *schema) {
    add_varint(buffer, rows->count);
    add_varint(buffer, schema->width);
    for (size_t i = 0; i < schema->width; i++) {
        if (schema->columns[i].domain != CCH_IDENTITY && rows->count)
            add_cells(buffer, cch_rows_at(rows, schema->width, 1) + i, schema->width, rows->count);
    }
}

/* Makes a chunk of what is in the buffer, and empties the buffer. */
static int pack(struct writer *writer, const char *tag, int level) {
    struct chunk *chunk = &writer->chunks[writer->count];
    struct buffer *buffer = &writer->buffer;
    if (buffer->failed)
        return -1;
    size_t bound = ZSTD_compressBound(buffer->used);
    uint8_t *bytes = malloc(bound);
    if (!bytes)
        return -1;
    size_t stored = ZSTD_compressCCtx(writer->zstd, bytes, bound, buffer->bytes, buffer->used, level);
    chunk->coding = CCH_CODING_ZSTD;
    if (ZSTD_isError(stored)) { /* there is room enough: it had no memory */
        free(bytes);
        return -1;
    }
    if (stored >= buffer->used || buffer->used > cch_raw_size_max(stored)) {
        /* The bound is at least the raw size. */
        memcpy(bytes, buffer->bytes, buffer->used);
        stored = buffer->used;
        chunk->coding = CCH_CODING_PLAIN;
    }
    uint8_t *fitting = realloc(bytes, stored);
    chunk->bytes = fitting ? fitting : bytes;
    chunk->stored = stored;
    chunk->raw = buffer->used;
    memcpy(chunk->tag, tag, sizeof chunk->tag);
    writer->count++;
    buffer->used = 0;
    return 0;
}

static int pack_pool(struct writer *writer, const char *tag, const cch_pool *pool, int level) {
    if (!pool->count)
        return 0;
    encode_pool(&writer->buffer, pool, CCH_POOL_PREFIXED);
    if (!writer->buffer.failed && pool->used > cch_pool_size_max(writer->buffer.used)) {
        writer->buffer.used = 0;
        encode_pool(&writer->buffer, pool, CCH_POOL_PLAIN);
    }
    return pack(writer, tag, level);
}

static int pack_graph(struct writer *writer, const cch_graph *graph, int level) {
    if (pack_pool(writer, CCH_TAG_STRINGS, &graph->strings, level) ||
        pack_pool(writer, CCH_TAG_IDENTITIES, &graph->identities, level))
        return -1;
    if (graph->lists.count) {
        encode_lists(&writer->buffer, &graph->lists);
        if (pack(writer, CCH_TAG_LISTS, level))
            return -1;
    }
    for (int table = 0; table < CCH_TABLE_COUNT; table++) {
        const struct cch_schema *schema = cch_schema(table);
        if (!graph->tables[table].count)
            continue;
        encode_table(&writer->buffer, &graph->tables[table], schema);
        if (pack(writer, schema->tag, level))
            return -1;
    }
    return 0;
}

/* The whole file, in memory to be freed; NULL without memory. */
static uint8_t *assemble(const struct writer *writer, size_t *size) {
    size_t head = CCH_FILE_HEADER_SIZE + (size_t)writer->count * CCH_FILE_ENTRY_SIZE, offset = head;
    *size = head;
    for (uint32_t i = 0; i < writer->count; i++)
        *size += writer->chunks[i].stored;
    uint8_t *file = malloc(*size);
    if (!file)
        return NULL;
    for (uint32_t i = 0; i < writer->count; i++) {
        const struct chunk *chunk = &writer->chunks[i];
        uint8_t *entry = file + CCH_FILE_HEADER_SIZE + (size_t)i * CCH_FILE_ENTRY_SIZE;
        memcpy(entry, chunk->tag, 4);
        cch_put32(entry + 4, chunk->coding);
        cch_put64(entry + 8, offset);
        cch_put64(entry + 16, chunk->stored);
        cch_put64(entry + 24, chunk->raw);
        cch_put64(entry + 32, XXH64(chunk->bytes, chunk->stored, 0));
        memcpy(file + offset, chunk->bytes, chunk->stored);
        offset += chunk->stored;
    }
    memcpy(file, CCH_FILE_MAGIC, CCH_FILE_MAGIC_SIZE);
    cch_put32(file + 8, CCH_FILE_VERSION);
    cch_put32(file + 12, writer->count);
    cch_put64(file + 16, *size);
    cch_put64(file + 24, 0);
    cch_put64(file + 24, XXH64(file, head, 0));
    return file;
}

int cch_graph_encode(const cch_graph *graph, int level, void **bytes, size_t *size) {
    struct writer writer = {0};
    *bytes = NULL;
    *size = 0;
    writer.zstd = cch_graph_status(graph) ? NULL : ZSTD_createCCtx();
    if (writer.zstd && !pack_graph(&writer, graph, level))
        *bytes = assemble(&writer, size);
    for (uint32_t i = 0; i < writer.count; i++)
        free(writer.chunks[i].bytes);
    free(writer.buffer.bytes);
    ZSTD_freeCCtx(writer.zstd);
    return *bytes ? CCH_OK : CCH_ERROR_MEMORY;
}

/* To `path`, or to the file `path` in `folder`. */
static int write_to(const cch_graph *graph, const char *folder, const char *path, int level, cch_error *error) {
    void *bytes;
    size_t size;
    cch_output *output;
    if (cch_graph_encode(graph, level, &bytes, &size))
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot write '%s': out of memory", path);
    int code = folder ? cch_output_open_in(&output, folder, path, error) : cch_output_open(&output, path, error);
    if (!code) {
        fwrite(bytes, 1, size, cch_output_stream(output));
        code = cch_output_commit(output, 0, error);
    }
    free(bytes);
    return code;
}

int cch_graph_write(const cch_graph *graph, const char *path, int level, cch_error *error) {
    return write_to(graph, NULL, path, level, error);
}

int cch_graph_write_in(const cch_graph *graph, const char *folder, const char *name, int level, cch_error *error) {
    return write_to(graph, folder, name, level, error);
}
