#include "base/table_cell.h"

#include <string.h>

void cch_write_csv_cell(FILE *stream, const char *text) {
    if (!text[strcspn(text, ",\"\r\n")]) {
        fputs(text, stream);
        return;
    }
    putc('"', stream);
    for (; *text; text++) {
        if (*text == '"')
            putc('"', stream);
        putc(*text, stream);
    }
    putc('"', stream);
}

void cch_write_markdown_cell(FILE *stream, const char *text) {
    for (; *text; text++) {
        if (strchr("|\\`*_<", *text))
            putc('\\', stream);
        putc(*text == '\n' || *text == '\r' ? ' ' : *text, stream);
    }
}
