/* The hardware table as CSV, Markdown and JSON. */
#include "params/hardware/report.h"

#include <stdlib.h>

#include "base/escape.h"
#include "base/json.h"
#include "params/hardware/columns.h"

static int print_json_row(FILE *stream, json_object *row, size_t *count) {
    const char *text = json_object_to_json_string_ext(row, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE);
    if (!text)
        return CCH_ERROR_MEMORY;
    fputs((*count)++ ? ",\n" : "[\n", stream);
    cch_write_json(stream, text);
    return 0;
}

static void print_json_end(FILE *stream, size_t count) { fputs(count ? "\n]\n" : "[]\n", stream); }

static int print_json(FILE *stream, json_object *table) {
    size_t count = 0;
    int status = 0;
    for (size_t i = 0; i < json_object_array_length(table) && !status; i++)
        status = print_json_row(stream, json_object_array_get_idx(table, i), &count);
    if (!status)
        print_json_end(stream, count);
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

/* As text, what is said once above a kernel's rows is taken from these. */
static const char *const text_members[] = {"conditions", "other_ways", "more_ways", "recursive",
                                           "queries",    "id",         "units",     NULL};
static const char *const no_members[] = {NULL};

static const struct cch_format *format_of(const struct cch_hardware_layout *layout) {
    return layout->format ? layout->format : cch_format_at(CCH_AS_TEXT);
}

static bool is_json(const struct cch_hardware_layout *layout) {
    return format_of(layout) == cch_format_at(CCH_AS_JSON) && !layout->columns && !layout->pivot;
}

static bool is_text(const struct cch_hardware_layout *layout) {
    return format_of(layout) == cch_format_at(CCH_AS_TEXT) && !layout->pivot;
}

static int print_flat(FILE *stream, const cch_flat *flat, const struct cch_hardware_layout *layout, cch_error *error) {
    struct cch_columns columns = {0};
    int status = 0;
    if (layout->columns || (!is_text(layout) && !layout->pivot))
        status = cch_columns_named(&columns, flat, layout->columns ? layout->columns : "all", error);
    if (status)
        ;
    else if (layout->pivot)
        status = cch_hardware_print_pivot(stream, flat, layout->columns ? &columns : NULL, layout, error);
    else if (is_text(layout))
        status = cch_hardware_print_text(stream, flat, layout->columns ? &columns : NULL, layout->width);
    else
        status = print_rows(stream, flat, &columns, format_of(layout));
    cch_columns_release(&columns);
    return status;
}

static int no_memory(int status, cch_error *error) {
    return status == CCH_ERROR_MEMORY ? cch_fail(error, status, "cannot print the hardware table: out of memory")
                                      : status;
}

int cch_hardware_print(FILE *stream, json_object *table, const struct cch_hardware_layout *layout, cch_error *error) {
    cch_flat flat = {0};
    int status = 0;
    if (is_json(layout))
        return no_memory(print_json(stream, table), error);
    for (size_t i = 0; i < json_object_array_length(table) && !status; i++)
        status = cch_flat_add(&flat, json_object_array_get_idx(table, i));
    if (!status)
        status = print_flat(stream, &flat, layout, error);
    cch_flat_release(&flat);
    return no_memory(status, error);
}

/* From a program ------------------------------------------------------------------------ */

struct printing {
    FILE *stream;
    size_t count; /* of rows of JSON */
    cch_flat flat;
};

static int print_row(void *data, struct cch_hardware_row *row) {
    struct printing *printing = data;
    json_object *object = cch_hardware_object(row);
    int status = object ? print_json_row(printing->stream, object, &printing->count) : CCH_ERROR_MEMORY;
    json_object_put(object);
    return status;
}

static int add_row(void *data, struct cch_hardware_row *row) {
    struct printing *printing = data;
    json_object *object = cch_hardware_object(row);
    int status = object ? cch_flat_add(&printing->flat, object) : CCH_ERROR_MEMORY;
    json_object_put(object);
    return status;
}

int cch_hardware_report(FILE *stream, const cch_program *program, cch_names *names,
                        const struct cch_hardware_request *request, const struct cch_hardware_layout *layout,
                        cch_error *error) {
    struct printing printing = {.stream = stream};
    bool json = is_json(layout);
    printing.flat.members = is_text(layout) ? text_members : no_members;
    int status = cch_hardware_visit(program, names, request, json ? print_row : add_row, &printing, error);
    if (!status && json)
        print_json_end(stream, printing.count);
    else if (!status)
        status = no_memory(print_flat(stream, &printing.flat, layout, error), error);
    cch_flat_release(&printing.flat);
    return status;
}
