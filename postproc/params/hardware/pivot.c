/* The hardware table turned around. */
#define _GNU_SOURCE /* strverscmp, qsort_r */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memory.h"
#include "params/hardware/columns.h"

struct pivot {
    const cch_flat *flat;
    struct cch_columns keys, decided;
    char **texts;  /* by row: its keys' */
    size_t *order; /* rows by their keys */
};

/* What the keys' column or, where the row has none of it, the one with an
 * underscore at its name's end says. */
static struct cch_cell key_cell(const struct pivot *pivot, size_t row, size_t column) {
    struct cch_cell cell = cch_flat_cell(pivot->flat, row, column);
    char other[256];
    size_t length = strlen(pivot->flat->columns[column].name);
    if (cell.kind != CCH_CELL_EMPTY || length + 2 > sizeof other)
        return cell;
    snprintf(other, sizeof other, "%s_", pivot->flat->columns[column].name);
    int place = cch_flat_column(pivot->flat, other, length + 1);
    return place == CCH_FLAT_NONE ? cell : cch_flat_cell(pivot->flat, row, (size_t)place);
}

static int make_text(struct pivot *pivot, size_t row, struct cch_scratch *scratch) {
    size_t length = 0, capacity = 0;
    if (cch_array_reserve(&pivot->texts[row], &capacity, 1, 1))
        return CCH_ERROR_MEMORY;
    *pivot->texts[row] = '\0';
    for (size_t i = 0; i < pivot->keys.count; i++) {
        size_t column = pivot->keys.items[i];
        struct cch_cell cell = key_cell(pivot, row, column);
        const char *text = cch_cell_shown(&cell, &pivot->flat->columns[column], scratch);
        size_t more = text ? strlen(text) : 0;
        if (!text || cch_array_reserve(&pivot->texts[row], &capacity, length + more + 2, 1))
            return CCH_ERROR_MEMORY;
        memcpy(pivot->texts[row] + length, text, more);
        memcpy(pivot->texts[row] + length + more, "\t", 2);
        length += more + 1;
    }
    return 0;
}

static int compare_rows(const void *left, const void *right, void *context) {
    const struct pivot *pivot = context;
    size_t a = *(const size_t *)left, b = *(const size_t *)right;
    int order = strverscmp(pivot->texts[a], pivot->texts[b]);
    if (!order)
        order = strcmp(pivot->texts[a], pivot->texts[b]);
    return order ? order : a < b ? -1 : a > b;
}

static int sort_rows(struct pivot *pivot) {
    size_t count = pivot->flat->count;
    struct cch_scratch scratch = {0};
    int status = 0;
    pivot->texts = calloc(count + 1, sizeof *pivot->texts);
    pivot->order = malloc((count + 1) * sizeof *pivot->order);
    if (!pivot->texts || !pivot->order)
        return CCH_ERROR_MEMORY;
    for (size_t i = 0; i < count && !status; i++) {
        pivot->order[i] = i;
        status = make_text(pivot, i, &scratch);
    }
    free(scratch.bytes);
    if (!status && count)
        qsort_r(pivot->order, count, sizeof *pivot->order, compare_rows, pivot);
    return status;
}

/* What a line shows when nobody says: how it is launched, and the other
 * template arguments that vary. */
static int choose_decided(struct pivot *pivot) {
    static const char *const names[] = {"name", "threads", "shared_memory_bytes", "launch_bounds"};
    const cch_flat *flat = pivot->flat;
    struct cch_column_facts *facts = malloc((flat->column_count + 1) * sizeof *facts);
    pivot->decided = (struct cch_columns){
        malloc((flat->column_count + sizeof names / sizeof *names) * sizeof *pivot->decided.items), 0};
    int status =
        facts && pivot->decided.items ? cch_columns_look(flat, pivot->order, flat->count, facts) : CCH_ERROR_MEMORY;
    for (size_t i = 0; i < sizeof names / sizeof *names && !status; i++) {
        int place = cch_flat_column(flat, names[i], strlen(names[i]));
        if (place != CCH_FLAT_NONE)
            pivot->decided.items[pivot->decided.count++] = (size_t)place;
    }
    for (size_t c = 0; c < flat->column_count && !status; c++)
        if (flat->origins[c] == CCH_FLAT_ARGUMENT && facts[c].use == CCH_COLUMN_VARIES &&
            !cch_columns_have(&pivot->keys, c))
            pivot->decided.items[pivot->decided.count++] = c;
    free(facts);
    return status;
}

/* Lines ----------------------------------------------------------------------------- */

/* Each text of a column in the rows of a line once. */
struct values {
    const char **items;
    size_t count;
    json_object *kept;
};

static int add_values(struct values *values, const struct pivot *pivot, const size_t *rows, size_t count,
                      size_t column) {
    struct cch_scratch scratch = {0};
    int status = 0;
    values->kept = json_object_new_object();
    values->items = malloc((count + 1) * sizeof *values->items);
    if (!values->kept || !values->items)
        return CCH_ERROR_MEMORY;
    for (size_t i = 0; i < count && !status; i++) {
        struct cch_cell cell = cch_flat_cell(pivot->flat, rows[i], column);
        const char *text = cch_cell_shown(&cell, &pivot->flat->columns[column], &scratch);
        status = text ? 0 : CCH_ERROR_MEMORY;
        if (text && *text && !json_object_object_get_ex(values->kept, text, NULL))
            json_object_object_add(values->kept, text, NULL);
    }
    json_object_object_foreach(values->kept, text, unused) {
        (void)unused;
        values->items[values->count++] = text;
    }
    free(scratch.bytes);
    return status;
}

static int print_line(cch_sheet *sheet, const struct pivot *pivot, const size_t *rows, size_t count,
                      struct cch_cell *cells) {
    size_t keys = pivot->keys.count, columns = pivot->decided.count;
    struct values *values = calloc(columns + 1, sizeof *values); /* the last one: kernels */
    int status = values ? 0 : CCH_ERROR_MEMORY;
    for (size_t i = 0; i < keys; i++) {
        cells[i] = key_cell(pivot, rows[0], pivot->keys.items[i]);
        if (cells[i].kind == CCH_CELL_EMPTY && !sheet->format->nested)
            cells[i] = cch_cell_text("-");
    }
    for (size_t i = 0; i < columns && !status; i++) {
        status = add_values(&values[i], pivot, rows, count, pivot->decided.items[i]);
        cells[keys + i] = cch_cell_list(values[i].items, values[i].count);
    }
    if (!status)
        status = add_values(&values[columns], pivot, rows, count, (size_t)cch_flat_column(pivot->flat, "id", 2));
    if (!status) {
        cells[keys + columns] = cch_cell_integer((int64_t)values[columns].count);
        status = cch_sheet_row(sheet, cells);
    }
    for (size_t i = 0; values && i <= columns; i++) {
        free(values[i].items);
        json_object_put(values[i].kept);
    }
    free(values);
    return status;
}

static int print_lines(FILE *stream, const struct pivot *pivot, const struct cch_format *format) {
    size_t keys = pivot->keys.count, columns = keys + pivot->decided.count + 1;
    struct cch_heading *headings = calloc(columns, sizeof *headings);
    struct cch_cell *cells = malloc(columns * sizeof *cells);
    const struct cch_listing listing = {"pivot", headings, columns};
    cch_sheet sheet;
    int status = headings && cells ? 0 : CCH_ERROR_MEMORY;
    for (size_t i = 0; i < columns && !status; i++) {
        if (i < keys)
            headings[i] = pivot->flat->columns[pivot->keys.items[i]];
        else if (i + 1 < columns)
            headings[i] = (struct cch_heading){.name = pivot->flat->columns[pivot->decided.items[i - keys]].name,
                                               .type = CCH_COLUMN_LIST,
                                               .separator = " | "};
        else
            headings[i] = (struct cch_heading){.name = "kernels", .type = CCH_COLUMN_INTEGER};
    }
    if (!status) {
        status = cch_sheet_begin(&sheet, format, stream, &listing);
        for (size_t first = 0, end; first < pivot->flat->count && !status; first = end) {
            for (end = first + 1; end < pivot->flat->count &&
                                  !strcmp(pivot->texts[pivot->order[first]], pivot->texts[pivot->order[end]]);)
                end++;
            status = print_line(&sheet, pivot, pivot->order + first, end - first, cells);
        }
        int ended = cch_sheet_end(&sheet);
        status = status ? status : ended;
    }
    free(headings);
    free(cells);
    return status;
}

int cch_hardware_print_pivot(FILE *stream, const cch_flat *flat, const struct cch_columns *columns,
                             const struct cch_hardware_layout *layout, cch_error *error) {
    struct pivot pivot = {.flat = flat};
    bool varying = strcmp(layout->pivot, "varying") == 0;
    int status =
        varying ? cch_columns_varying(&pivot.keys, flat) : cch_columns_named(&pivot.keys, flat, layout->pivot, error);
    if (varying && layout->most_keys && pivot.keys.count > layout->most_keys)
        pivot.keys.count = layout->most_keys;
    if (!status)
        status = sort_rows(&pivot);
    if (!status && !columns)
        status = choose_decided(&pivot);
    else if (!status)
        pivot.decided = *columns;
    if (!status)
        status = print_lines(stream, &pivot, layout->format ? layout->format : cch_format_at(CCH_AS_TEXT));
    for (size_t i = 0; pivot.texts && i < flat->count; i++)
        free(pivot.texts[i]);
    free(pivot.texts);
    free(pivot.order);
    if (!columns)
        cch_columns_release(&pivot.decided);
    cch_columns_release(&pivot.keys);
    return status;
}
