#include "export/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/error.h"
#include "base/memory.h"

const struct cch_format *cch_format_at(int number) {
#define FORM(number, format) &cch_format_##format,
    static const struct cch_format *const formats[] = {CCH_FORMATS(FORM)};
#undef FORM
    return formats[number];
}

/* Cells ----------------------------------------------------------------------- */

bool cch_cell_same(const struct cch_cell *a, const struct cch_cell *b) {
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case CCH_CELL_EMPTY:
        return true;
    case CCH_CELL_INTEGER:
    case CCH_CELL_BOOLEAN:
        return a->integer == b->integer;
    case CCH_CELL_NUMBER:
        return a->number == b->number;
    case CCH_CELL_SITE:
        return a->integer == b->integer && a->column == b->column && !strcmp(a->text, b->text);
    case CCH_CELL_FUNCTION:
        return !strcmp(a->identity, b->identity);
    case CCH_CELL_TEXT:
    case CCH_CELL_UNKNOWN:
        return !strcmp(a->text, b->text);
    case CCH_CELL_EXPRESSION: /* and what it depends on */
        if (strcmp(a->text, b->text) != 0)
            return false;
        break;
    case CCH_CELL_LIST:
        break;
    }
    for (size_t i = 0; i < a->count && a->count == b->count; i++)
        if (strcmp(a->items[i], b->items[i]) != 0)
            return false;
    return a->count == b->count;
}

/* Cells as one text ---------------------------------------------------------- */

static bool add_bytes(struct cch_scratch *scratch, const char *bytes, size_t length) {
    if (cch_array_reserve(&scratch->bytes, &scratch->capacity, scratch->length + length + 1, 1)) {
        cch_memory_note_failure();
        return false;
    }
    memcpy(scratch->bytes + scratch->length, bytes, length);
    scratch->length += length;
    scratch->bytes[scratch->length] = '\0';
    return true;
}

static bool add(struct cch_scratch *scratch, const char *text) { return add_bytes(scratch, text, strlen(text)); }

/* `before` and the number's digits. */
static bool add_digits(struct cch_scratch *scratch, const char *before, int64_t number) {
    char digits[24], *at = digits + sizeof digits;
    uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
    do
        *--at = (char)('0' + rest % 10);
    while (rest /= 10);
    for (size_t i = strlen(before); i; i--)
        *--at = before[i - 1];
    return add_bytes(scratch, at, (size_t)(digits + sizeof digits - at));
}

static bool add_items(struct cch_scratch *scratch, const struct cch_cell *cell, const char *separator) {
    bool good = cell->count || add(scratch, "");
    for (size_t i = 0; i < cell->count && good; i++)
        good = (!i || add(scratch, separator)) && add(scratch, cell->items[i]);
    return good;
}

const char *cch_cell_shown(const struct cch_cell *cell, const struct cch_heading *column, struct cch_scratch *scratch) {
    char digits[64];
    bool good = false;
    scratch->length = 0;
    switch (cell->kind) {
    case CCH_CELL_EMPTY:
        return "";
    case CCH_CELL_TEXT:
    case CCH_CELL_EXPRESSION:
    case CCH_CELL_FUNCTION:
        return cell->text;
    case CCH_CELL_BOOLEAN:
        return cell->integer ? "true" : "false";
    case CCH_CELL_INTEGER:
        good = add_digits(scratch, cell->integer < 0 ? "-" : "", cell->integer);
        break;
    case CCH_CELL_NUMBER:
        snprintf(digits, sizeof digits, "%.*f", (int)(column ? column->decimals : 3), cell->number);
        good = add(scratch, digits);
        break;
    case CCH_CELL_LIST:
        good = add_items(scratch, cell, column && column->separator ? column->separator : ",");
        break;
    case CCH_CELL_SITE:
        good = add(scratch, cell->text) && add_digits(scratch, ":", cell->integer);
        break;
    case CCH_CELL_UNKNOWN:
        good = add(scratch, "unknown: ") && add(scratch, cell->text);
        break;
    }
    return good ? scratch->bytes : NULL;
}

/* Sheets ---------------------------------------------------------------------- */

bool cch_sheet_has(const cch_sheet *sheet, const struct cch_heading *column) {
    return column->shape == CCH_IN_ALL || (column->shape == CCH_IN_NESTED) == sheet->format->nested;
}

const char *cch_sheet_text(cch_sheet *sheet, const struct cch_heading *column, const struct cch_cell *cell) {
    const char *text = cch_cell_shown(cell, column, &sheet->scratch);
    if (!text)
        sheet->status = CCH_ERROR_MEMORY;
    return text ? text : "";
}

int cch_sheet_begin(cch_sheet *sheet, const struct cch_format *format, FILE *stream,
                    const struct cch_listing *listing) {
    *sheet = (cch_sheet){.format = format, .stream = stream, .listing = listing};
    if (format->state_size && !(sheet->state = calloc(1, format->state_size)))
        return sheet->status = CCH_ERROR_MEMORY;
    int status = format->begin(sheet);
    return sheet->status = sheet->status ? sheet->status : status;
}

int cch_sheet_row(cch_sheet *sheet, const struct cch_cell *cells) {
    if (sheet->status)
        return sheet->status;
    int status = sheet->format->row(sheet, cells);
    return sheet->status = sheet->status ? sheet->status : status;
}

int cch_sheet_end(cch_sheet *sheet) {
    int status = sheet->status ? sheet->status : sheet->format->end(sheet);
    if (sheet->state && sheet->format->release)
        sheet->format->release(sheet);
    free(sheet->state);
    free(sheet->scratch.bytes);
    sheet->state = NULL;
    sheet->scratch = (struct cch_scratch){0};
    return sheet->status = status;
}
