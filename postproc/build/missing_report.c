/* What a build lacks, in its forms. */
#include "build/missing_report.h"

#include "base/escape.h"
#include "base/json_writer.h"

void cch_missing_print_json(FILE *stream, const cch_missing *missing) {
    cch_json json = {.stream = stream};
    cch_json_open(&json, NULL, '{');
    cch_json_number(&json, "passes", missing->expected);
    cch_json_open(&json, "missing", '[');
    for (size_t i = 0; i < missing->count; i++) {
        cch_json_open(&json, NULL, '{');
        cch_json_text(&json, "unit", missing->passes[i].unit);
        cch_json_text(&json, "pass", missing->passes[i].kind);
        cch_json_text(&json, "reason", cch_missing_reason_name(missing->passes[i].reason));
        cch_json_text(&json, "detail", missing->passes[i].detail);
        cch_json_close(&json, '}');
    }
    cch_json_close(&json, ']');
    cch_json_open(&json, "unreadable", '[');
    for (size_t i = 0; i < missing->notes.count; i++)
        cch_json_text(&json, NULL, missing->notes.items[i]);
    cch_json_close(&json, ']');
    cch_json_close(&json, '}');
    cch_json_end(&json);
}

void cch_missing_print_text(FILE *stream, const cch_missing *missing) {
    for (size_t i = 0; i < missing->count; i++) {
        const cch_missing_pass *pass = &missing->passes[i];
        fprintf(stream, "%s: ", cch_missing_reason_name(pass->reason));
        cch_write_text(stream, pass->unit);
        fprintf(stream, " (%s): ", *pass->kind ? pass->kind : "device");
        cch_write_text(stream, pass->detail);
        putc('\n', stream);
    }
}

int cch_missing_print_table(FILE *stream, const cch_missing *missing, const struct cch_format *format) {
    static const struct cch_heading columns[] = {
        {.name = "unit", .type = CCH_COLUMN_TEXT},
        {.name = "pass", .type = CCH_COLUMN_TEXT, .about = "host, or an architecture"},
        {.name = "reason", .type = CCH_COLUMN_TEXT},
        {.name = "detail", .type = CCH_COLUMN_TEXT},
    };
    static const struct cch_listing listing = {"missing", columns, sizeof columns / sizeof *columns};
    cch_sheet sheet;
    cch_sheet_begin(&sheet, format, stream, &listing);
    for (size_t i = 0; i < missing->count; i++) {
        const cch_missing_pass *pass = &missing->passes[i];
        cch_sheet_row(&sheet, (const struct cch_cell[]){cch_cell_text(pass->unit), cch_cell_text(pass->kind),
                                                        cch_cell_text(cch_missing_reason_name(pass->reason)),
                                                        cch_cell_text(pass->detail ? pass->detail : "")});
    }
    return cch_sheet_end(&sheet);
}
