/* CSV as RFC 4180 has it. */
#include "base/table_cell.h"
#include "export/table.h"

static void write_cell(cch_sheet *sheet, const char **comma, const char *text) {
    fputs(*comma, sheet->stream);
    cch_write_csv_cell(sheet->stream, text);
    *comma = ",";
}

static int begin(cch_sheet *sheet) {
    const char *comma = "";
    for (size_t i = 0; i < sheet->listing->count; i++)
        if (cch_sheet_has(sheet, &sheet->listing->columns[i]))
            write_cell(sheet, &comma, sheet->listing->columns[i].name);
    fputs("\r\n", sheet->stream);
    return 0;
}

static int row(cch_sheet *sheet, const struct cch_cell *cells) {
    const char *comma = "";
    for (size_t i = 0; i < sheet->listing->count; i++)
        if (cch_sheet_has(sheet, &sheet->listing->columns[i]))
            write_cell(sheet, &comma, cch_sheet_text(sheet, &sheet->listing->columns[i], &cells[i]));
    fputs("\r\n", sheet->stream);
    return 0;
}

static int end(cch_sheet *sheet) {
    (void)sheet;
    return 0;
}

const struct cch_format cch_format_csv = {.begin = begin, .row = row, .end = end};
