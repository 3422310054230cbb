/* One cell of a table that other programs or people's tools read. What may not
 * stand as it is (base/escape.h) is shown escaped in both. */
#ifndef CCH_BASE_TABLE_CELL_H
#define CCH_BASE_TABLE_CELL_H

#include <stdio.h>

/* CSV (RFC 4180): in quotes where the text needs them; tabs and the ends of lines
 * stay. What a spreadsheet would take for a formula (it begins with = + - @ or
 * a tab, and is no number) gets an apostrophe in front, as OWASP advises
 * ("CSV Injection"). */
void cch_write_csv_cell(FILE *stream, const char *text);

/* Markdown: what it gives a meaning is escaped, a line's end or a tab is a blank. */
void cch_write_markdown_cell(FILE *stream, const char *text);

#endif
