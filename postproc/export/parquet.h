/* Parquet (https://github.com/apache/parquet-format), written by table.h's interface:
 *
 *     cch_sheet_begin(&sheet, &cch_format_parquet, stream, &listing);
 *
 * A TEXT is a UTF-8 string, an INTEGER 64 bits, a NUMBER a double, a BOOLEAN one; a LIST
 * is a list of strings. What else a column can be is the text that flat forms show. An
 * `optional` column can be null, which an empty cell is; else it is "", 0 or false.
 *
 * Rows are held until there are CCH_PARQUET_ROWS of them, or their values take
 * CCH_PARQUET_BYTES, and then written as a row group: each column a page, and a
 * dictionary in front of it where texts come more than once; compressed by zstd. No
 * statistics. The stream is a file's and not for a terminal. */
#ifndef CCH_EXPORT_PARQUET_H
#define CCH_EXPORT_PARQUET_H

#include "export/table.h"

#define CCH_PARQUET_ROWS 131072
#define CCH_PARQUET_BYTES ((size_t)64 << 20)

extern const struct cch_format cch_format_parquet;

#endif
