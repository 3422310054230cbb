/* A header line and a line for each row, tabs between the cells. */
#include "base/escape.h"
#include "export/table.h"

static int begin(cch_sheet *sheet) {
    const char *tab = "";
    for (size_t i = 0; i < sheet->listing->count; i++) {
        if (!cch_sheet_has(sheet, &sheet->listing->columns[i]))
            continue;
        fputs(tab, sheet->stream);
        cch_write_text(sheet->stream, sheet->listing->columns[i].name);
        tab = "\t";
    }
    putc('\n', sheet->stream);
    return 0;
}

static int row(cch_sheet *sheet, const struct cch_cell *cells) {
    const char *tab = "";
    for (size_t i = 0; i < sheet->listing->count; i++) {
        const struct cch_heading *column = &sheet->listing->columns[i];
        if (!cch_sheet_has(sheet, column))
            continue;
        fputs(tab, sheet->stream);
        const char *text = cch_sheet_text(sheet, column, &cells[i]);
        if (cells[i].kind == CCH_CELL_INTEGER) /* as it is */
            fputs(text, sheet->stream);
        else
            cch_write_text(sheet->stream, text);
        tab = "\t";
    }
    putc('\n', sheet->stream);
    return 0;
}

static int end(cch_sheet *sheet) {
    (void)sheet;
    return 0;
}

const struct cch_format cch_format_text = {.begin = begin, .row = row, .end = end};
