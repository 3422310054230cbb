/* From bytes to tables. Nothing here trusts the file: sizes are checked
 * before memory is asked for, and check.c checks every cell afterwards. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>
#include <zstd.h>

#include "base/read_file.h"
#include "graph_file/check.h"
#include "graph_file/format.h"
#include "graph_file/graph_file.h"
#include "graph_file/older.h"
#include "graph_file/graph.h"
#include "graph_file/tables.h"

struct reader {
    const char *name;
    cch_error *error;
    const uint8_t *bytes; /* the file */
    size_t size;
    uint32_t version, chunk_count;
    struct cch_older older; /* tables of version 1 */
    int left_out;           /* something that this build does not know */
    ZSTD_DCtx *zstd;
    uint8_t *raw;            /* the chunk in hand, unpacked, when it was packed */
    const uint8_t *at, *end; /* what is left of the chunk in hand */
};

static int out_of_memory(struct reader *reader) {
    return cch_fail(reader->error, CCH_ERROR_MEMORY, "cannot read '%s': out of memory", reader->name);
}

static int damaged(struct reader *reader, const char *what) {
    return cch_fail(reader->error, CCH_ERROR_FORMAT, "cannot read '%s': damaged graph file (%s)", reader->name, what);
}

static int newer(struct reader *reader, const char *what) {
    return cch_fail(reader->error, CCH_ERROR_VERSION, "cannot read '%s': written by a newer callchain (%s)",
                    reader->name, what);
}

static const uint8_t *entry_of(const struct reader *reader, uint32_t chunk) {
    return reader->bytes + CCH_FILE_HEADER_SIZE + (size_t)chunk * CCH_FILE_ENTRY_SIZE;
}

/* The header and the table of chunks. */
static int read_header(struct reader *reader) {
    const uint8_t *bytes = reader->bytes;
    size_t compared = reader->size < CCH_FILE_MAGIC_SIZE ? reader->size : CCH_FILE_MAGIC_SIZE;
    if (!reader->size)
        return cch_fail(reader->error, CCH_ERROR_FORMAT, "cannot read '%s': the file is empty", reader->name);
    if (memcmp(bytes, CCH_FILE_MAGIC, compared))
        return cch_fail(reader->error, CCH_ERROR_FORMAT, "cannot read '%s': not a call-chain graph", reader->name);
    if (reader->size < 12)
        return damaged(reader, "cut short in its header");
    uint32_t version = cch_get32(bytes + 8) & 0xffff, features = cch_get32(bytes + 8) >> 16;
    if (version > CCH_FILE_VERSION)
        return cch_fail(reader->error, CCH_ERROR_VERSION,
                        "cannot read '%s': written by a newer callchain (format version %u, this one reads up to %d)",
                        reader->name, (unsigned)version, CCH_FILE_VERSION);
    if (features & ~(uint32_t)CCH_FILE_FEATURES)
        return newer(reader, "it takes what this one does not know to read it rightly");
    if (!version)
        return damaged(reader, "a version that there never was");
    reader->version = version;
    if (reader->size < CCH_FILE_HEADER_SIZE)
        return damaged(reader, "cut short in its header");
    reader->chunk_count = cch_get32(bytes + 12);
    size_t head = CCH_FILE_HEADER_SIZE + (size_t)reader->chunk_count * CCH_FILE_ENTRY_SIZE;
    if (reader->chunk_count > CCH_FILE_CHUNKS_MAX)
        return damaged(reader, "too many chunks");
    if (reader->size < head || reader->size < cch_get64(bytes + 16))
        return damaged(reader, "cut short");
    if (reader->size != cch_get64(bytes + 16))
        return damaged(reader, "more bytes than its header says");
    uint8_t copy[CCH_FILE_HEADER_SIZE + CCH_FILE_CHUNKS_MAX * CCH_FILE_ENTRY_SIZE];
    memcpy(copy, bytes, head);
    cch_put64(copy + 24, 0);
    if (XXH64(copy, head, 0) != cch_get64(bytes + 24))
        return damaged(reader, "the header's checksum differs");
    return CCH_OK;
}

/* Is a table of this build one that version 1 has otherwise? */
static int is_older(const struct reader *reader, const struct cch_schema *schema) {
    return reader->version == 1 && cch_older_has(schema->tag);
}

static int is_known(const struct reader *reader, const char *tag) {
    int known = !memcmp(tag, CCH_TAG_STRINGS, 4) || !memcmp(tag, CCH_TAG_IDENTITIES, 4) ||
                !memcmp(tag, CCH_TAG_LISTS, 4) || (reader->version == 1 && cch_older_has(tag));
    for (int table = 0; table < CCH_TABLE_COUNT && !known; table++)
        known = !memcmp(tag, cch_schema(table)->tag, 4);
    return known;
}

/* Every chunk lies where the one before ends and has the checksum it says. */
static int check_chunks(struct reader *reader) {
    uint64_t offset = CCH_FILE_HEADER_SIZE + (uint64_t)reader->chunk_count * CCH_FILE_ENTRY_SIZE;
    for (uint32_t i = 0; i < reader->chunk_count; i++) {
        const uint8_t *entry = entry_of(reader, i);
        uint64_t stored = cch_get64(entry + 16);
        if (cch_get64(entry + 8) != offset || stored > reader->size - offset)
            return damaged(reader, "a chunk is not where it should be");
        for (uint32_t j = 0; j < i; j++) {
            if (!memcmp(entry, entry_of(reader, j), 4))
                return damaged(reader, "a chunk is there twice");
        }
        if (XXH64(reader->bytes + offset, stored, 0) != cch_get64(entry + 32))
            return cch_fail(reader->error, CCH_ERROR_FORMAT,
                            "cannot read '%s': damaged graph file (checksum of chunk '%.4s' differs)", reader->name,
                            (const char *)entry);
        offset += stored;
        reader->left_out |= !is_known(reader, (const char *)entry);
    }
    return offset == reader->size ? CCH_OK : damaged(reader, "bytes that belong to no chunk");
}

/* Makes the chunk with this tag the one in hand; *found tells if there is one. */
static int open_chunk(struct reader *reader, const char *tag, int *found) {
    const uint8_t *entry = NULL;
    for (uint32_t i = 0; i < reader->chunk_count && !entry; i++) {
        if (!memcmp(entry_of(reader, i), tag, 4))
            entry = entry_of(reader, i);
    }
    *found = entry != NULL;
    if (!entry)
        return CCH_OK;
    uint64_t stored = cch_get64(entry + 16), raw = cch_get64(entry + 24);
    const uint8_t *bytes = reader->bytes + cch_get64(entry + 8);
    free(reader->raw);
    reader->raw = NULL;
    switch (cch_get32(entry + 4)) {
    case CCH_CODING_PLAIN:
        if (raw != stored)
            return damaged(reader, "a plain chunk of two sizes");
        reader->at = bytes;
        break;
    case CCH_CODING_ZSTD:
        if (raw > cch_raw_size_max(stored))
            return damaged(reader, "a chunk claims to be too large");
        reader->raw = malloc(raw ? raw : 1);
        if (!reader->raw)
            return out_of_memory(reader);
        if (ZSTD_decompressDCtx(reader->zstd, reader->raw, raw, bytes, stored) != raw)
            return damaged(reader, "a chunk does not unpack");
        reader->at = reader->raw;
        break;
    default:
        return newer(reader, "a chunk in an unknown coding");
    }
    reader->end = reader->at + raw;
    return CCH_OK;
}

static int close_chunk(struct reader *reader) {
    return reader->at == reader->end ? CCH_OK : damaged(reader, "a chunk is longer than its contents");
}

/* One LEB128 number of at most 63 bits; -1 at the end or when it is longer. */
static inline int get_varint(struct reader *reader, uint64_t *value) {
    uint64_t result = 0;
    for (unsigned shift = 0; shift < 63 && reader->at < reader->end; shift += 7) {
        uint8_t byte = *reader->at++;
        result |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *value = result;
            return 0;
        }
    }
    return -1;
}

static size_t left(const struct reader *reader) { return (size_t)(reader->end - reader->at); }

static int get_cells(struct reader *reader, uint32_t *cells, size_t stride, size_t count) {
    uint32_t before = 0;
    for (size_t i = 0; i < count; i++, cells += stride) {
        uint64_t code;
        if (get_varint(reader, &code) || code >> 33)
            return damaged(reader, "a column is cut short");
        int64_t delta = code & 1 ? -(int64_t)((code + 1) >> 1) : (int64_t)(code >> 1);
        int64_t value = (int64_t)before + delta;
        if (value < 0 || value > UINT32_MAX)
            return damaged(reader, "a number is out of range");
        *cells = before = (uint32_t)value;
    }
    return CCH_OK;
}

/* The lengths (column by column), read twice: once for the prefixes, which
 * come first, and once for what follows them. */
static int fill_pool(struct reader *reader, cch_pool *pool, uint32_t count, uint64_t size, int prefixed) {
    struct reader prefixes = *reader;
    uint64_t prefix = 0, rest, total = 0;
    for (uint32_t i = 0; prefixed && i < count; i++) {
        if (get_varint(reader, &prefix))
            return damaged(reader, "a pool is cut short");
    }
    struct reader lengths = *reader;
    for (uint32_t i = 0; i < count; i++) {
        if (get_varint(reader, &rest))
            return damaged(reader, "a pool is cut short");
    }
    prefix = 0;
    for (uint32_t i = 0; i < count; i++) {
        size_t before = cch_pool_length(pool, pool->count);
        if ((prefixed && get_varint(&prefixes, &prefix)) || get_varint(&lengths, &rest) || prefix > before ||
            rest > left(reader) || (total += prefix + rest) > size)
            return damaged(reader, "a pool is inconsistent");
        char *to = cch_pool_append(pool, (size_t)(prefix + rest));
        if (!to)
            return out_of_memory(reader);
        if (prefix)
            memcpy(to, cch_pool_text(pool, pool->count - 1), (size_t)prefix);
        memcpy(to + prefix, reader->at, (size_t)rest);
        if (memchr(reader->at, '\0', (size_t)rest))
            return damaged(reader, "a string with a NUL in it");
        reader->at += rest;
    }
    return total == size ? CCH_OK : damaged(reader, "a pool of another size");
}

static int read_pool(struct reader *reader, const char *tag, cch_pool *pool) {
    int found, code = open_chunk(reader, tag, &found);
    if (code || !found)
        return code;
    uint64_t raw = left(reader), coding, count, size;
    if (get_varint(reader, &coding) || get_varint(reader, &count) || get_varint(reader, &size))
        return damaged(reader, "a pool is cut short");
    if (coding > CCH_POOL_PREFIXED)
        return newer(reader, "a pool in an unknown coding");
    if (count > left(reader) || count > CCH_POOL_COUNT_MAX || size > cch_pool_size_max(raw))
        return damaged(reader, "a pool claims to be too large");
    if (cch_pool_reserve(pool, count, size + count))
        return out_of_memory(reader);
    code = fill_pool(reader, pool, (uint32_t)count, size, coding == CCH_POOL_PREFIXED);
    if (!code)
        code = close_chunk(reader);
    if (code)
        return code;
    switch (cch_pool_check(pool)) {
    case 0:
        return CCH_OK;
    case 1:
        return damaged(reader, "a string is empty or there twice");
    default:
        return out_of_memory(reader);
    }
}

static int read_lists(struct reader *reader, struct cch_lists *lists) {
    int found, code = open_chunk(reader, CCH_TAG_LISTS, &found);
    if (code || !found)
        return code;
    uint64_t count, cells, length, total = 0;
    if (get_varint(reader, &count) || get_varint(reader, &cells) || count > left(reader) || cells > left(reader) ||
        count >= UINT32_MAX)
        return damaged(reader, "the lists are cut short");
    if (cch_lists_reserve(lists, count, cells))
        return out_of_memory(reader);
    for (uint64_t i = 0; i < count; i++) {
        if (get_varint(reader, &length) || length > cells - total)
            return damaged(reader, "the lists are inconsistent");
        if (!length)
            return damaged(reader, "a list is empty or there twice");
        total += length;
        if (!cch_lists_append(lists, (size_t)length))
            return out_of_memory(reader);
    }
    if (total != cells)
        return damaged(reader, "the lists are inconsistent");
    code = get_cells(reader, lists->cells, 1, cells);
    if (!code)
        code = close_chunk(reader);
    if (code)
        return code;
    switch (cch_lists_check(lists)) {
    case 0:
        return CCH_OK;
    case 1:
        return damaged(reader, "a list is empty or there twice");
    default:
        return out_of_memory(reader);
    }
}

/* Columns behind those that this build knows: nothing refers to them. */
static int skip_columns(struct reader *reader, uint64_t columns, uint64_t rows) {
    uint64_t code;
    for (uint64_t i = 0; i < columns * rows; i++)
        if (get_varint(reader, &code))
            return damaged(reader, "a column is cut short");
    reader->left_out |= columns > 0;
    return CCH_OK;
}

static int read_columns(struct reader *reader, struct cch_rows *rows, const struct cch_schema *schema, uint64_t count,
                        uint64_t width) {
    int code = CCH_OK;
    for (size_t i = 0; i < schema->width && count && !code; i++) {
        const struct cch_column *column = &schema->columns[i];
        uint32_t *cells = cch_rows_at(rows, schema->width, 1) + i;
        int is_stored = i < width && column->domain != CCH_IDENTITY;
        if (is_stored)
            code = get_cells(reader, cells, schema->width, count);
        for (uint32_t row = 1; row <= count && !is_stored; row++, cells += schema->width)
            *cells = column->domain == CCH_IDENTITY ? row : column->absent;
    }
    return code;
}

static size_t least_width(const struct cch_schema *schema) {
    size_t width = schema->width;
    while (schema->columns[width - 1].later)
        width--;
    return width;
}

/* A file may have fewer columns, as it is older, or more, as it is newer; the
 * key it must have, and whoever changes that says so in the header. */
static int read_table(struct reader *reader, struct cch_rows *rows, const struct cch_schema *schema) {
    int found, code = open_chunk(reader, schema->tag, &found);
    if (code || !found)
        return code;
    uint64_t count, width, hidden = schema->columns[0].domain == CCH_IDENTITY; /* it counts the rows */
    if (get_varint(reader, &count) || get_varint(reader, &width))
        return damaged(reader, "a table is cut short");
    if (width < least_width(schema) || width > CCH_FILE_COLUMNS_MAX)
        return damaged(reader, "a table of another width");
    if (count > left(reader) / (width - hidden) || count > CCH_ROWS_MAX)
        return damaged(reader, "a table claims to be too large");
    if (cch_rows_reserve(rows, schema->width, count))
        return out_of_memory(reader);
    rows->count = (uint32_t)count;
    code = read_columns(reader, rows, schema, count, width);
    if (!code && width > schema->width)
        code = skip_columns(reader, width - schema->width, count);
    return code ? code : close_chunk(reader);
}

static int read_tables(struct reader *reader, cch_graph *graph) {
    int code = CCH_OK;
    for (int table = 0; table < CCH_TABLE_COUNT && !code; table++)
        if (!is_older(reader, cch_schema(table)))
            code = read_table(reader, &graph->tables[table], cch_schema(table));
    for (int table = 0; table < CCH_OLDER_TABLES && reader->version == 1 && !code; table++)
        code = read_table(reader, &reader->older.tables[table], cch_older_schema(table));
    return code;
}

/* What is not in the graph, although the file has it. */
static void tell_left_out(cch_graph *graph) {
    static const char unit[] = CCH_NEWER_UNIT,
                      text[] = "something that this callchain does not know, in files of a newer one, is left out";
    const uint32_t cells[CCH_PROBLEM_WIDTH] = {
        [CCH_PROBLEM_UNIT] = cch_graph_string(graph, unit, sizeof unit - 1),
        [CCH_PROBLEM_TEXT] = cch_graph_string(graph, text, sizeof text - 1),
    };
    cch_graph_insert(graph, CCH_PROBLEM, cells);
}

static int read_graph(struct reader *reader, cch_graph *graph) {
    int code = read_header(reader);
    if (!code)
        code = check_chunks(reader);
    if (!code)
        code = read_pool(reader, CCH_TAG_STRINGS, &graph->strings);
    if (!code)
        code = read_pool(reader, CCH_TAG_IDENTITIES, &graph->identities);
    if (!code)
        code = read_lists(reader, &graph->lists);
    if (!code)
        code = read_tables(reader, graph);
    if (code)
        return code;
    const char *problem = NULL;
    code = cch_graph_check(graph, &reader->older, &problem);
    if (code == CCH_ERROR_MEMORY)
        return out_of_memory(reader);
    if (code)
        return code == CCH_ERROR_VERSION ? newer(reader, problem) : damaged(reader, problem);
    if (reader->version == 1)
        cch_older_add(graph, &reader->older);
    if (reader->left_out)
        tell_left_out(graph);
    /* Rows were added to a graph that was in order, most likely. */
    code = reader->version == 1 || reader->left_out ? cch_graph_canonicalize(graph) : CCH_OK;
    return code ? out_of_memory(reader) : CCH_OK;
}

int cch_graph_decode(cch_graph **result, const void *bytes, size_t size, const char *name, cch_error *error) {
    struct reader reader = {.name = name, .error = error, .bytes = bytes, .size = size};
    cch_graph *graph = cch_graph_new();
    int code;
    *result = NULL;
    reader.zstd = ZSTD_createDCtx();
    if (graph && reader.zstd)
        code = read_graph(&reader, graph);
    else
        code = out_of_memory(&reader);
    ZSTD_freeDCtx(reader.zstd);
    free(reader.raw);
    cch_older_release(&reader.older);
    if (code)
        cch_graph_free(graph);
    else
        *result = graph;
    return code;
}

int cch_graph_read(cch_graph **graph, const char *path, cch_error *error) {
    char *bytes;
    size_t size;
    *graph = NULL;
    /* Read and not mapped: a file that shrinks under a map kills its reader. */
    int code = cch_read_file(&bytes, &size, path, SIZE_MAX / 4, CCH_READ_STREAM, error);
    if (!code)
        code = cch_graph_decode(graph, bytes, size, path, error);
    free(bytes);
    return code;
}
