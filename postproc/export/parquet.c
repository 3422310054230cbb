#include "export/parquet.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/error.h"
#include "export/parquet_column.h"
#include "export/thrift.h"

#define MAGIC "PAR1"
#define CREATED_BY "callchain version " CALLCHAIN_VERSION " (build unknown)"

struct group {
    int64_t rows;
    struct cch_parquet_chunk *chunks; /* by column */
};

struct state {
    struct cch_parquet_file file;
    struct cch_parquet_column *columns; /* of the listing */
    size_t rows;                        /* that are held */
    int64_t all_rows;
    struct group *groups;
    size_t group_count, group_capacity;
};

static enum cch_parquet_type type_of(const struct cch_heading *heading) {
    switch (heading->type) {
    case CCH_COLUMN_INTEGER:
        return CCH_PARQUET_INT64;
    case CCH_COLUMN_NUMBER:
        return CCH_PARQUET_DOUBLE;
    case CCH_COLUMN_BOOLEAN:
        return CCH_PARQUET_BOOLEAN;
    default:
        return CCH_PARQUET_BYTE_ARRAY;
    }
}

static int begin(cch_sheet *sheet) {
    struct state *state = sheet->state;
    size_t count = sheet->listing->count;
    state->file.stream = sheet->stream;
    if (!(state->columns = calloc(count + 1, sizeof *state->columns)))
        return CCH_ERROR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const struct cch_heading *heading = &sheet->listing->columns[i];
        state->columns[i].type = type_of(heading);
        state->columns[i].list = heading->type == CCH_COLUMN_LIST;
        state->columns[i].optional = heading->optional && !state->columns[i].list;
    }
    cch_parquet_put(&state->file, MAGIC, strlen(MAGIC));
    return CCH_OK;
}

static int write_group(cch_sheet *sheet) {
    struct state *state = sheet->state;
    size_t count = sheet->listing->count;
    if (!state->rows)
        return CCH_OK;
    if (cch_array_reserve(&state->groups, &state->group_capacity, state->group_count + 1, sizeof *state->groups))
        return CCH_ERROR_MEMORY;
    struct group *group = &state->groups[state->group_count];
    *group = (struct group){(int64_t)state->rows, calloc(count + 1, sizeof *group->chunks)};
    if (!group->chunks)
        return CCH_ERROR_MEMORY;
    state->group_count++;
    int code = CCH_OK;
    for (size_t i = 0; i < count && !code; i++)
        code = cch_parquet_column_write(&state->columns[i], &state->file, &group->chunks[i]);
    state->rows = 0;
    return code;
}

static int row(cch_sheet *sheet, const struct cch_cell *cells) {
    struct state *state = sheet->state;
    size_t bytes = 0;
    for (size_t i = 0; i < sheet->listing->count; i++) {
        int code = cch_parquet_column_add(&state->columns[i], &sheet->listing->columns[i], &cells[i], &sheet->scratch);
        if (code)
            return code;
        bytes += cch_parquet_column_size(&state->columns[i]);
    }
    state->all_rows++;
    return ++state->rows == CCH_PARQUET_ROWS || bytes > CCH_PARQUET_BYTES ? write_group(sheet) : CCH_OK;
}

/* The footer ------------------------------------------------------------------------ */

enum { REQUIRED = 0, OPTIONAL = 1, REPEATED = 2, UTF8 = 0, LIST = 3, LOGICAL_STRING = 1, LOGICAL_LIST = 3 };

static void write_logical(cch_thrift *footer, int converted, int logical) {
    cch_thrift_i32(footer, 6, converted);
    cch_thrift_open(footer, 10); /* a union of structures without fields */
    cch_thrift_open(footer, logical);
    cch_thrift_close(footer);
    cch_thrift_close(footer);
}

static void write_leaf(cch_thrift *footer, enum cch_parquet_type type, int repetition, const char *name) {
    cch_thrift_open(footer, 0);
    cch_thrift_i32(footer, 1, (int32_t)type);
    cch_thrift_i32(footer, 3, repetition);
    cch_thrift_text(footer, 4, name);
    if (type == CCH_PARQUET_BYTE_ARRAY)
        write_logical(footer, UTF8, LOGICAL_STRING);
    cch_thrift_close(footer);
}

static void write_node(cch_thrift *footer, int repetition, const char *name, int children, bool list) {
    cch_thrift_open(footer, 0);
    if (repetition >= 0)
        cch_thrift_i32(footer, 3, repetition);
    cch_thrift_text(footer, 4, name);
    cch_thrift_i32(footer, 5, children);
    if (list)
        write_logical(footer, LIST, LOGICAL_LIST);
    cch_thrift_close(footer);
}

static void write_schema(cch_thrift *footer, const cch_sheet *sheet) {
    const struct state *state = sheet->state;
    size_t count = sheet->listing->count, elements = 1;
    for (size_t i = 0; i < count; i++)
        elements += state->columns[i].list ? 3 : 1;
    cch_thrift_list(footer, 2, CCH_THRIFT_STRUCT, elements);
    write_node(footer, -1, sheet->listing->name, (int)count, false);
    for (size_t i = 0; i < count; i++) {
        const struct cch_parquet_column *column = &state->columns[i];
        const char *name = sheet->listing->columns[i].name;
        if (column->list) {
            write_node(footer, REQUIRED, name, 1, true);
            write_node(footer, REPEATED, "list", 1, false);
            write_leaf(footer, column->type, REQUIRED, "element");
        } else {
            write_leaf(footer, column->type, column->optional ? OPTIONAL : REQUIRED, name);
        }
    }
}

static void write_chunk(cch_thrift *footer, const struct cch_parquet_column *column, const char *name,
                        const struct cch_parquet_chunk *chunk) {
    int64_t first = chunk->dictionary ? chunk->dictionary : chunk->data;
    cch_thrift_open(footer, 0);
    cch_thrift_i64(footer, 2, first);
    cch_thrift_open(footer, 3);
    cch_thrift_i32(footer, 1, (int32_t)column->type);
    cch_thrift_list(footer, 2, CCH_THRIFT_I32, chunk->in_dictionary ? 3 : 2);
    cch_thrift_item_i32(footer, CCH_PARQUET_PLAIN);
    cch_thrift_item_i32(footer, CCH_PARQUET_RLE);
    if (chunk->in_dictionary)
        cch_thrift_item_i32(footer, CCH_PARQUET_RLE_DICTIONARY);
    cch_thrift_list(footer, 3, CCH_THRIFT_BINARY, column->list ? 3 : 1);
    cch_thrift_item_text(footer, name);
    if (column->list) {
        cch_thrift_item_text(footer, "list");
        cch_thrift_item_text(footer, "element");
    }
    cch_thrift_i32(footer, 4, CCH_PARQUET_ZSTD);
    cch_thrift_i64(footer, 5, chunk->levels);
    cch_thrift_i64(footer, 6, chunk->raw);
    cch_thrift_i64(footer, 7, chunk->stored);
    cch_thrift_i64(footer, 9, chunk->data);
    if (chunk->dictionary)
        cch_thrift_i64(footer, 11, chunk->dictionary);
    cch_thrift_close(footer);
    cch_thrift_close(footer);
}

static void write_groups(cch_thrift *footer, const cch_sheet *sheet) {
    const struct state *state = sheet->state;
    size_t count = sheet->listing->count;
    cch_thrift_list(footer, 4, CCH_THRIFT_STRUCT, state->group_count);
    for (size_t i = 0; i < state->group_count; i++) {
        const struct group *group = &state->groups[i];
        int64_t raw = 0;
        cch_thrift_open(footer, 0);
        cch_thrift_list(footer, 1, CCH_THRIFT_STRUCT, count);
        for (size_t j = 0; j < count; j++) {
            write_chunk(footer, &state->columns[j], sheet->listing->columns[j].name, &group->chunks[j]);
            raw += group->chunks[j].raw;
        }
        cch_thrift_i64(footer, 2, raw);
        cch_thrift_i64(footer, 3, group->rows);
        cch_thrift_close(footer);
    }
}

static int end(cch_sheet *sheet) {
    struct state *state = sheet->state;
    cch_thrift footer = {0};
    int code = write_group(sheet);
    if (code)
        return code;
    cch_thrift_i32(&footer, 1, 1); /* the version of what is used of the format */
    write_schema(&footer, sheet);
    cch_thrift_i64(&footer, 3, state->all_rows);
    write_groups(&footer, sheet);
    cch_thrift_text(&footer, 6, CREATED_BY);
    cch_thrift_stop(&footer);
    if (!footer.failed) {
        uint8_t length[4];
        for (unsigned i = 0; i < 4; i++)
            length[i] = (uint8_t)(footer.bytes.length >> 8 * i);
        cch_parquet_put(&state->file, footer.bytes.bytes, footer.bytes.length);
        cch_parquet_put(&state->file, length, sizeof length);
        cch_parquet_put(&state->file, MAGIC, strlen(MAGIC));
    }
    cch_buffer_release(&footer.bytes);
    return footer.failed ? CCH_ERROR_MEMORY : CCH_OK;
}

static void release(cch_sheet *sheet) {
    struct state *state = sheet->state;
    for (size_t i = 0; i < sheet->listing->count && state->columns; i++)
        cch_parquet_column_release(&state->columns[i]);
    for (size_t i = 0; i < state->group_count; i++)
        free(state->groups[i].chunks);
    free(state->groups);
    free(state->columns);
    cch_buffer_release(&state->file.page);
    cch_buffer_release(&state->file.packed);
}

const struct cch_format cch_format_parquet = {
    .nested = true, .state_size = sizeof(struct state), .begin = begin, .row = row, .end = end, .release = release};
