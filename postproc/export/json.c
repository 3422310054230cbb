/* An array with an object for each row. */
#include "base/json_writer.h"
#include "export/table.h"

static int begin(cch_sheet *sheet) {
    cch_json *json = sheet->state;
    json->stream = sheet->stream;
    cch_json_open(json, NULL, '[');
    return 0;
}

static void write_items(cch_json *json, const char *key, const struct cch_cell *cell) {
    cch_json_open(json, key, '[');
    for (size_t i = 0; i < cell->count; i++)
        cch_json_text(json, NULL, cell->items[i]);
    cch_json_close(json, ']');
}

static void write_parts(cch_json *json, const struct cch_cell *cell) {
    switch (cell->kind) {
    case CCH_CELL_FUNCTION:
        cch_json_text(json, "name", cell->text);
        cch_json_text(json, "id", cell->identity);
        break;
    case CCH_CELL_SITE:
        cch_json_text(json, "file", cell->text);
        cch_json_number(json, "line", (uint64_t)cell->integer);
        cch_json_number(json, "column", cell->column);
        break;
    case CCH_CELL_EXPRESSION:
        cch_json_text(json, "expression", cell->text);
        write_items(json, "depends_on", cell);
        break;
    default: /* unknown */
        cch_json_text(json, "unknown", cell->text);
        if (cell->identity)
            cch_json_text(json, "code", cell->identity);
    }
}

static void write_cell(cch_sheet *sheet, const struct cch_heading *column, const struct cch_cell *cell) {
    cch_json *json = sheet->state;
    switch (cell->kind) {
    case CCH_CELL_EMPTY:
        cch_json_null(json, column->name);
        break;
    case CCH_CELL_TEXT:
        cch_json_text(json, column->name, cell->text);
        break;
    case CCH_CELL_INTEGER:
    case CCH_CELL_NUMBER:
        cch_json_digits(json, column->name, cch_sheet_text(sheet, column, cell));
        break;
    case CCH_CELL_BOOLEAN:
        cch_json_bool(json, column->name, cell->integer != 0);
        break;
    case CCH_CELL_LIST:
        write_items(json, column->name, cell);
        break;
    default:
        cch_json_open(json, column->name, '{');
        write_parts(json, cell);
        cch_json_close(json, '}');
    }
}

static int row(cch_sheet *sheet, const struct cch_cell *cells) {
    cch_json *json = sheet->state;
    cch_json_open(json, NULL, '{');
    for (size_t i = 0; i < sheet->listing->count; i++) {
        const struct cch_heading *column = &sheet->listing->columns[i];
        if (cch_sheet_has(sheet, column) && !(column->optional && cells[i].kind == CCH_CELL_EMPTY))
            write_cell(sheet, column, &cells[i]);
    }
    cch_json_close(json, '}');
    return 0;
}

static int end(cch_sheet *sheet) {
    cch_json_close(sheet->state, ']');
    cch_json_end(sheet->state);
    return 0;
}

const struct cch_format cch_format_json = {
    .nested = true, .state_size = sizeof(cch_json), .begin = begin, .row = row, .end = end};
