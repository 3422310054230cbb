#include "export/parquet_column.h"

#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "base/array.h"
#include "base/error.h"
#include "base/utf8.h"
#include "export/thrift.h"

enum { LEVEL = 3, DATA_PAGE = 0, DICTIONARY_PAGE = 2 };

void cch_parquet_put(struct cch_parquet_file *file, const void *bytes, size_t length) {
    fwrite(bytes, 1, length, file->stream);
    file->offset += (int64_t)length;
}

size_t cch_parquet_column_size(const struct cch_parquet_column *column) {
    return column->values.length + column->texts.used + column->defined.length + column->repeated.length;
}

static void clear(struct cch_parquet_column *column) {
    cch_buffer_clear(&column->values);
    cch_buffer_clear(&column->defined);
    cch_buffer_clear(&column->repeated);
    cch_pool_release(&column->texts);
    column->texts = (cch_pool){0};
    column->count = 0;
}

void cch_parquet_column_release(struct cch_parquet_column *column) {
    clear(column);
    cch_buffer_release(&column->values);
    cch_buffer_release(&column->defined);
    cch_buffer_release(&column->repeated);
}

/* Adding ------------------------------------------------------------------------- */

static void put_little(uint8_t *to, uint64_t number, unsigned bytes) {
    for (unsigned i = 0; i < bytes; i++)
        to[i] = (uint8_t)(number >> 8 * i);
}

static int add_number(struct cch_parquet_column *column, uint64_t number, unsigned bytes) {
    uint8_t cell[8];
    put_little(cell, number, bytes);
    column->count++;
    return cch_buffer_add(&column->values, cell, bytes);
}

/* Readers refuse a file with a string that is no UTF-8. */
static int add_text(struct cch_parquet_column *column, const char *text) {
    size_t length = strlen(text), plain = 0;
    char *repaired = NULL;
    while (plain < length && (unsigned char)text[plain] < 0x80)
        plain++;
    if (plain < length && !(text = repaired = cch_utf8_repair(text, length, &length)))
        return -1;
    uint32_t number = cch_pool_add(&column->texts, text, length);
    free(repaired);
    return number == UINT32_MAX || add_number(column, number, sizeof number);
}

static int add_level(cch_buffer *levels, bool level) { return cch_buffer_add(levels, &(uint8_t){level}, 1); }

static int add_list(struct cch_parquet_column *column, const struct cch_cell *cell) {
    size_t count = cell->kind == CCH_CELL_LIST ? cell->count : 0;
    int failed = 0;
    if (!count)
        return add_level(&column->defined, false) || add_level(&column->repeated, false);
    for (size_t i = 0; i < count && !failed; i++)
        failed = add_level(&column->defined, true) || add_level(&column->repeated, i > 0) ||
                 add_text(column, cell->items[i]);
    return failed;
}

static int add_value(struct cch_parquet_column *column, const struct cch_heading *heading, const struct cch_cell *cell,
                     struct cch_scratch *scratch) {
    bool empty = cell->kind == CCH_CELL_EMPTY;
    uint64_t bits;
    const char *text;
    switch (column->type) {
    case CCH_PARQUET_BOOLEAN:
        return add_number(column, !empty && cell->integer, 1);
    case CCH_PARQUET_INT64:
        return add_number(column, empty ? 0 : (uint64_t)cell->integer, 8);
    case CCH_PARQUET_DOUBLE:
        memcpy(&bits, &(double){empty ? 0 : cell->number}, sizeof bits);
        return add_number(column, bits, 8);
    default:
        text = cch_cell_shown(cell, heading, scratch);
        return !text || add_text(column, text);
    }
}

int cch_parquet_column_add(struct cch_parquet_column *column, const struct cch_heading *heading,
                           const struct cch_cell *cell, struct cch_scratch *scratch) {
    int failed = 0;
    if (column->list) {
        failed = add_list(column, cell);
    } else {
        bool given = !column->optional || cell->kind != CCH_CELL_EMPTY;
        if (column->optional)
            failed = add_level(&column->defined, given);
        if (given && !failed)
            failed = add_value(column, heading, cell, scratch);
    }
    return failed ? CCH_ERROR_MEMORY : CCH_OK;
}

/* Pages --------------------------------------------------------------------------- */

/* Numbers of `width` bits, packed from the lowest bit on: one run of the hybrid of runs
 * and packed bits. `number(data, i)` is the ith. */
struct packing {
    const struct cch_parquet_column *column;
    const uint8_t *levels; /* or NULL: of the numbers of texts */
};

static uint32_t number_at(const struct packing *packing, size_t place) {
    if (packing->levels)
        return packing->levels[place];
    uint32_t number = 0;
    for (unsigned i = 0; i < 4; i++)
        number |= (uint32_t)(uint8_t)packing->column->values.bytes[place * 4 + i] << 8 * i;
    return number;
}

static int pack(cch_buffer *page, const struct packing *packing, size_t count, unsigned width) {
    uint8_t head[CCH_VARINT_MAX];
    size_t groups = (count + 7) / 8;
    if (cch_buffer_add(page, head, cch_varint(head, groups << 1 | 1)))
        return -1;
    uint64_t bits = 0;
    unsigned filled = 0;
    for (size_t i = 0; i < groups * 8; i++) {
        bits |= (uint64_t)(i < count ? number_at(packing, i) : 0) << filled;
        for (filled += width; filled >= 8; filled -= 8, bits >>= 8)
            if (cch_buffer_add(page, &(uint8_t){(uint8_t)bits}, 1))
                return -1;
    }
    return 0;
}

/* Levels: 4 bytes with the length of what follows. */
static int add_levels(cch_buffer *page, const cch_buffer *levels) {
    size_t start = page->length;
    struct packing packing = {.levels = (const uint8_t *)levels->bytes};
    if (cch_buffer_add(page, "\0\0\0", 4) || pack(page, &packing, levels->length, 1))
        return -1;
    put_little((uint8_t *)page->bytes + start, page->length - start - 4, 4);
    return 0;
}

static int add_plain_text(cch_buffer *page, const cch_pool *texts, uint32_t number) {
    uint8_t length[4];
    put_little(length, cch_pool_length(texts, number), 4);
    return cch_buffer_add(page, length, 4) ||
           cch_buffer_add(page, cch_pool_text(texts, number), cch_pool_length(texts, number));
}

static int add_values(cch_buffer *page, const struct cch_parquet_column *column, bool in_dictionary) {
    struct packing packing = {.column = column};
    int failed = 0;
    if (column->type == CCH_PARQUET_BOOLEAN) { /* a bit each */
        for (size_t i = 0; i < column->count && !failed; i += 8) {
            unsigned bits = 0;
            for (size_t j = i; j < i + 8 && j < column->count; j++)
                bits |= (unsigned)(uint8_t)column->values.bytes[j] << (j - i);
            failed = cch_buffer_add(page, &(uint8_t){(uint8_t)bits}, 1);
        }
        return failed;
    }
    if (column->type != CCH_PARQUET_BYTE_ARRAY)
        return column->values.length ? cch_buffer_add(page, column->values.bytes, column->values.length) : 0;
    if (in_dictionary) {
        unsigned width = 1;
        while (width < 32 && column->texts.count >> width)
            width++;
        return cch_buffer_add(page, &(uint8_t){(uint8_t)width}, 1) || pack(page, &packing, column->count, width);
    }
    for (size_t i = 0; i < column->count && !failed; i++)
        failed = add_plain_text(page, &column->texts, number_at(&packing, i));
    return failed;
}

static void write_header(cch_thrift *header, int type, size_t raw, size_t stored, size_t count,
                         enum cch_parquet_encoding encoding) {
    cch_thrift_i32(header, 1, type);
    cch_thrift_i32(header, 2, (int32_t)raw);
    cch_thrift_i32(header, 3, (int32_t)stored);
    cch_thrift_open(header, type == DATA_PAGE ? 5 : 7);
    cch_thrift_i32(header, 1, (int32_t)count);
    cch_thrift_i32(header, 2, (int32_t)encoding);
    if (type == DATA_PAGE) {
        cch_thrift_i32(header, 3, CCH_PARQUET_RLE);
        cch_thrift_i32(header, 4, CCH_PARQUET_RLE);
    }
    cch_thrift_close(header);
    cch_thrift_stop(header);
}

/* Compresses file->page, and writes it behind its header. */
static int write_page(struct cch_parquet_file *file, struct cch_parquet_chunk *chunk, int type, size_t count,
                      enum cch_parquet_encoding encoding) {
    size_t raw = file->page.length, bound = ZSTD_compressBound(raw);
    cch_thrift header = {0};
    if (cch_array_reserve(&file->packed.bytes, &file->packed.capacity, bound + 1, 1))
        return CCH_ERROR_MEMORY;
    size_t stored = ZSTD_compress(file->packed.bytes, file->packed.capacity, raw ? file->page.bytes : "", raw, LEVEL);
    if (ZSTD_isError(stored) || raw > INT32_MAX || stored > INT32_MAX)
        return CCH_ERROR_MEMORY;
    write_header(&header, type, raw, stored, count, encoding);
    if (!header.failed) {
        cch_parquet_put(file, header.bytes.bytes, header.bytes.length);
        cch_parquet_put(file, file->packed.bytes, stored);
        chunk->raw += (int64_t)(header.bytes.length + raw);
        chunk->stored += (int64_t)(header.bytes.length + stored);
    }
    cch_buffer_release(&header.bytes);
    return header.failed ? CCH_ERROR_MEMORY : CCH_OK;
}

static int write_dictionary(struct cch_parquet_column *column, struct cch_parquet_file *file,
                            struct cch_parquet_chunk *chunk) {
    cch_buffer_clear(&file->page);
    for (uint32_t number = 0; number <= column->texts.count; number++)
        if (add_plain_text(&file->page, &column->texts, number))
            return CCH_ERROR_MEMORY;
    chunk->dictionary = file->offset;
    return write_page(file, chunk, DICTIONARY_PAGE, (size_t)column->texts.count + 1, CCH_PARQUET_PLAIN);
}

int cch_parquet_column_write(struct cch_parquet_column *column, struct cch_parquet_file *file,
                             struct cch_parquet_chunk *chunk) {
    bool in_dictionary = column->type == CCH_PARQUET_BYTE_ARRAY && column->texts.count < column->count / 2;
    *chunk = (struct cch_parquet_chunk){.in_dictionary = in_dictionary};
    int code = in_dictionary ? write_dictionary(column, file, chunk) : CCH_OK;
    if (code)
        return code;
    cch_buffer_clear(&file->page);
    chunk->data = file->offset;
    chunk->levels = (int64_t)(column->list || column->optional ? column->defined.length : column->count);
    if ((column->list && add_levels(&file->page, &column->repeated)) ||
        ((column->list || column->optional) && add_levels(&file->page, &column->defined)) ||
        add_values(&file->page, column, in_dictionary))
        return CCH_ERROR_MEMORY;
    code = write_page(file, chunk, DATA_PAGE, (size_t)chunk->levels,
                      in_dictionary ? CCH_PARQUET_RLE_DICTIONARY : CCH_PARQUET_PLAIN);
    clear(column);
    return code;
}
