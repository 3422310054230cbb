/* A Markdown table, numbers at the right. */
#include "base/table_cell.h"
#include "export/table.h"

static void write_cell(cch_sheet *sheet, const char *text) {
    fputs("| ", sheet->stream);
    cch_write_markdown_cell(sheet->stream, text);
    putc(' ', sheet->stream);
}

static int begin(cch_sheet *sheet) {
    for (size_t i = 0; i < sheet->listing->count; i++)
        if (cch_sheet_has(sheet, &sheet->listing->columns[i]))
            write_cell(sheet, sheet->listing->columns[i].name);
    fputs("|\n", sheet->stream);
    for (size_t i = 0; i < sheet->listing->count; i++) {
        const struct cch_heading *column = &sheet->listing->columns[i];
        if (cch_sheet_has(sheet, column))
            fputs(column->type == CCH_COLUMN_INTEGER || column->type == CCH_COLUMN_NUMBER ? "|---:" : "|---",
                  sheet->stream);
    }
    fputs("|\n", sheet->stream);
    return 0;
}

static int row(cch_sheet *sheet, const struct cch_cell *cells) {
    for (size_t i = 0; i < sheet->listing->count; i++)
        if (cch_sheet_has(sheet, &sheet->listing->columns[i]))
            write_cell(sheet, cch_sheet_text(sheet, &sheet->listing->columns[i], &cells[i]));
    fputs("|\n", sheet->stream);
    return 0;
}

static int end(cch_sheet *sheet) {
    (void)sheet;
    return 0;
}

const struct cch_format cch_format_markdown = {.begin = begin, .row = row, .end = end};
