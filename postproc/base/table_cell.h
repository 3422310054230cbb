/* One cell of a table that other programs or people's tools read. */
#ifndef CCH_BASE_TABLE_CELL_H
#define CCH_BASE_TABLE_CELL_H

#include <stdio.h>

/* CSV (RFC 4180): in quotes where the text needs them. */
void cch_write_csv_cell(FILE *stream, const char *text);

/* Markdown: what it gives a meaning is escaped, a line's end is a blank. */
void cch_write_markdown_cell(FILE *stream, const char *text);

#endif
