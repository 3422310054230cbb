/* The hardware table as CSV, Markdown and JSON. */
#include "params/hardware/report.h"

#include <stdlib.h>

#include "base/escape.h"
#include "base/json.h"
#include "params/hardware/columns.h"

int cch_hardware_print_json_row(FILE *stream, json_object *row, size_t *count) {
    const char *text = json_object_to_json_string_ext(row, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE);
    if (!text)
        return CCH_ERROR_MEMORY;
    fputs((*count)++ ? ",\n" : "[\n", stream);
    cch_write_json(stream, text);
    return 0;
}

void cch_hardware_print_json_end(FILE *stream, size_t count) { fputs(count ? "\n]\n" : "[]\n", stream); }

static int print_json(FILE *stream, json_object *table) {
    size_t count = 0;
    int status = 0;
    for (size_t i = 0; i < json_object_array_length(table) && !status; i++)
        status = cch_hardware_print_json_row(stream, json_object_array_get_idx(table, i), &count);
    if (!status)
        cch_hardware_print_json_end(stream, count);
    return status;
}

static int print_rows(FILE *stream, const cch_flat *flat, const struct cch_columns *columns,
                      const struct cch_format *format) {
    struct cch_heading *headings = malloc((columns->count + 1) * sizeof *headings);
    struct cch_cell *cells = malloc((columns->count + 1) * sizeof *cells);
    int status = headings && cells ? 0 : CCH_ERROR_MEMORY;
    for (size_t i = 0; i < columns->count && !status; i++)
        headings[i] = flat->columns[columns->items[i]];
    const struct cch_listing listing = {"hardware", headings, columns->count};
    cch_sheet sheet;
    if (!status && !(status = cch_sheet_begin(&sheet, format, stream, &listing)))
        for (size_t row = 0; row < flat->count && !ferror(stream) && !status; row++) {
            for (size_t i = 0; i < columns->count; i++)
                cells[i] = cch_flat_cell(flat, row, columns->items[i]);
            status = cch_sheet_row(&sheet, cells);
        }
    if (headings && cells)
        status = cch_sheet_end(&sheet);
    free(headings);
    free(cells);
    return status;
}

int cch_hardware_print(FILE *stream, json_object *table, const struct cch_hardware_layout *layout, cch_error *error) {
    const struct cch_format *format = layout->format ? layout->format : cch_format_at(CCH_AS_TEXT);
    bool text = format == cch_format_at(CCH_AS_TEXT);
    struct cch_columns columns = {0};
    cch_flat flat = {0};
    int status = 0;
    if (format == cch_format_at(CCH_AS_JSON) && !layout->columns && !layout->pivot) {
        status = print_json(stream, table);
        goto out;
    }
    for (size_t i = 0; i < json_object_array_length(table) && !status; i++)
        status = cch_flat_add(&flat, json_object_array_get_idx(table, i));
    if (status)
        goto out;
    if (layout->columns || (!text && !layout->pivot))
        if ((status = cch_columns_named(&columns, &flat, layout->columns ? layout->columns : "all", error)))
            goto out;
    if (layout->pivot)
        status = cch_hardware_print_pivot(stream, &flat, layout->columns ? &columns : NULL, layout, error);
    else if (text)
        status = cch_hardware_print_text(stream, &flat, layout->columns ? &columns : NULL, layout->width);
    else
        status = print_rows(stream, &flat, &columns, format);
out:
    if (status == CCH_ERROR_MEMORY)
        cch_fail(error, status, "cannot print the hardware table: out of memory");
    cch_columns_release(&columns);
    cch_flat_release(&flat);
    return status;
}
