/* Kernels: their launches, a row each, with all columns of the hardware table. */
#include <string.h>

#include "params/hardware/columns.h"
#include "params/hardware/hardware.h"
#include "report/parts.h"

static int add_row(void *data, struct cch_hardware_row *row) {
    json_object *object = cch_hardware_object(row);
    int status = object ? cch_flat_add(data, object) : CCH_ERROR_MEMORY;
    json_object_put(object);
    return status;
}

static void write_list(cch_json *json, const char *key, const struct cch_cell *cell) {
    cch_json_open(json, key, '[');
    for (size_t i = 0; i < cell->count; i++)
        cch_json_text(json, NULL, cell->items[i]);
    cch_json_close(json, ']');
}

static void write_cell(cch_json *json, const struct cch_cell *cell, const struct cch_heading *column,
                       struct cch_scratch *scratch) {
    switch (cell->kind) {
    case CCH_CELL_EMPTY:
        cch_json_null(json, NULL);
        break;
    case CCH_CELL_INTEGER: {
        char digits[24];
        snprintf(digits, sizeof digits, "%lld", (long long)cell->integer);
        cch_json_digits(json, NULL, digits);
        break;
    }
    case CCH_CELL_BOOLEAN:
        cch_json_bool(json, NULL, cell->integer != 0);
        break;
    case CCH_CELL_LIST:
        write_list(json, NULL, cell);
        break;
    case CCH_CELL_EXPRESSION:
        cch_json_open(json, NULL, '{');
        cch_json_text(json, "expression", cell->text);
        write_list(json, "depends_on", cell);
        cch_json_close(json, '}');
        break;
    case CCH_CELL_UNKNOWN:
        cch_json_open(json, NULL, '{');
        cch_json_text(json, "unknown", cell->text);
        cch_json_close(json, '}');
        break;
    default: {
        const char *text = cch_cell_shown(cell, column, scratch);
        cch_json_text(json, NULL, text ? text : "");
    }
    }
}

static const char *use_name(enum cch_column_use use) {
    static const char *const names[] = {"nothing", "constant", "varies", "repeats"};
    return names[use];
}

static void write_column(cch_json *json, const cch_flat *flat, size_t column, enum cch_column_use use) {
    static const char *const origins[] = {"names", "configuration", "depends", "argument", "class", "trait", "way"};
    cch_json_open(json, NULL, '{');
    cch_json_text(json, "name", flat->columns[column].name);
    cch_json_text(json, "origin", origins[flat->origins[column]]);
    cch_json_text(json, "use", use_name(use));
    cch_json_close(json, '}');
}

/* Columns that say something, then a row each of cells, of those that are the same in all a cell in `same`. */
static int write_kernel(cch_json *json, const cch_flat *flat, const size_t *rows, size_t count,
                        struct cch_column_facts *facts) {
    struct cch_scratch scratch = {0};
    if (cch_columns_look(flat, rows, count, facts))
        return CCH_ERROR_MEMORY;
    cch_json_open(json, NULL, '{');
    cch_json_open(json, "columns", '[');
    for (size_t column = 0; column < flat->column_count; column++)
        if (facts[column].use != CCH_COLUMN_NOTHING)
            write_column(json, flat, column, facts[column].use);
    cch_json_close(json, ']');
    cch_json_open(json, "same", '[');
    for (size_t column = 0; column < flat->column_count; column++) {
        struct cch_cell cell = cch_flat_cell(flat, rows[0], column);
        if (facts[column].use == CCH_COLUMN_CONSTANT)
            write_cell(json, &cell, &flat->columns[column], &scratch);
    }
    cch_json_close(json, ']');
    cch_json_open(json, "rows", '[');
    for (size_t i = 0; i < count; i++) {
        cch_json_open(json, NULL, '[');
        for (size_t column = 0; column < flat->column_count; column++) {
            struct cch_cell cell = cch_flat_cell(flat, rows[i], column);
            if (facts[column].use == CCH_COLUMN_VARIES || facts[column].use == CCH_COLUMN_REPEATS)
                write_cell(json, &cell, &flat->columns[column], &scratch);
        }
        cch_json_close(json, ']');
    }
    cch_json_close(json, ']');
    cch_json_close(json, '}');
    free(scratch.bytes);
    return CCH_OK;
}

/* The kernel as written that a row's kernel is a specialization of; 0: not known. */
static uint32_t kernel_of(const struct cch_report *report, json_object *row) {
    const cch_graph *graph = report->question->program->graph;
    json_object *identity;
    if (!json_object_object_get_ex(row, "id", &identity) || !json_object_is_type(identity, json_type_string))
        return 0;
    uint32_t function =
        cch_graph_find_function(graph, json_object_get_string(identity), (size_t)json_object_get_string_len(identity));
    return function ? report->question->view->node[function] : 0;
}

static int write_groups(struct cch_report *report, const cch_flat *flat, cch_error *error) {
    struct cch_groups groups = {0};
    struct cch_column_facts *facts = calloc(flat->column_count + 1, sizeof *facts);
    cch_json *overview = &report->overview.json;
    int status = facts ? cch_groups_make(&groups, flat) : CCH_ERROR_MEMORY;
    cch_json_open(overview, "kernels", '[');
    for (size_t group = 0; group < groups.count && !status; group++) {
        size_t begin = group ? groups.ends[group - 1] : 0, count = groups.ends[group] - begin;
        char name[40];
        cch_piece piece;
        if ((status = cch_piece_begin(&piece, error)))
            break;
        if ((status = write_kernel(&piece.json, flat, groups.rows + begin, count, facts))) {
            cch_piece_drop(&piece);
            break;
        }
        snprintf(name, sizeof name, "kernel-%zu", group);
        uint32_t kernel = kernel_of(report, flat->rows[groups.rows[begin]].row);
        cch_json_open(overview, NULL, '{');
        if (kernel && report->number[kernel] != UINT32_MAX)
            cch_json_number(overview, "function", report->number[kernel]);
        cch_json_number(overview, "rows", count);
        cch_json_close(overview, '}');
        status = cch_piece_end(&piece, report->folder, name, &report->summary->bytes, error);
    }
    cch_json_close(overview, ']');
    report->summary->kernels = groups.count;
    report->summary->launches = flat->count;
    cch_groups_release(&groups);
    free(facts);
    return status;
}

int cch_report_kernels(struct cch_report *report, cch_error *error) {
    const struct cch_hardware_request request = {0};
    cch_flat flat = {0};
    int status =
        cch_hardware_visit(report->question->program, report->question->names, &request, add_row, &flat, error);
    if (!status)
        status = write_groups(report, &flat, error);
    if (status == CCH_ERROR_MEMORY)
        cch_fail(error, status, "cannot make the report: out of memory");
    cch_flat_release(&flat);
    return status;
}
