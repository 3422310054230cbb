/* A column of a Parquet file while its rows are gathered, and its pages; private to parquet.c. */
#ifndef CCH_EXPORT_PARQUET_COLUMN_H
#define CCH_EXPORT_PARQUET_COLUMN_H

#include "base/buffer.h"
#include "base/pool.h"
#include "export/table.h"

/* Numbers of the format, parquet.thrift. */
enum cch_parquet_type {
    CCH_PARQUET_BOOLEAN = 0,
    CCH_PARQUET_INT64 = 2,
    CCH_PARQUET_DOUBLE = 5,
    CCH_PARQUET_BYTE_ARRAY = 6
};
enum cch_parquet_encoding { CCH_PARQUET_PLAIN = 0, CCH_PARQUET_RLE = 3, CCH_PARQUET_RLE_DICTIONARY = 8 };
enum { CCH_PARQUET_ZSTD = 6 };

struct cch_parquet_column {
    enum cch_parquet_type type;
    bool optional, list;
    cch_buffer values; /* numbers as they are in the file, truths a byte each, of texts their number in the pool */
    cch_pool texts;    /* distinct ones, but "", which is 0 */
    cch_buffer defined, repeated; /* a byte for each level: is there a value; does it go on with the row before */
    size_t count;                 /* values */
};

/* Where a column's pages are in the file. */
struct cch_parquet_chunk {
    int64_t dictionary, data; /* offsets; dictionary 0: none */
    int64_t raw, stored;      /* bytes, headers included */
    int64_t levels;           /* values, those that are null or of empty lists included */
    bool in_dictionary;
};

struct cch_parquet_file {
    FILE *stream;
    int64_t offset;
    cch_buffer page, packed; /* scratch */
};

/* Each returns 0 or CCH_ERROR_MEMORY. */
int cch_parquet_column_add(struct cch_parquet_column *column, const struct cch_heading *heading,
                           const struct cch_cell *cell, struct cch_scratch *scratch);
/* Writes the pages and empties the column. */
int cch_parquet_column_write(struct cch_parquet_column *column, struct cch_parquet_file *file,
                             struct cch_parquet_chunk *chunk);
size_t cch_parquet_column_size(const struct cch_parquet_column *column);
void cch_parquet_column_release(struct cch_parquet_column *column);

/* Writes, and counts. */
void cch_parquet_put(struct cch_parquet_file *file, const void *bytes, size_t length);

#endif
