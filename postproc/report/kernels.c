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

static const char *const origins[] = {"names", "configuration", "depends", "argument", "class", "trait", "way"};

static void write_column(cch_json *json, const char *name, const char *origin, enum cch_column_use use) {
    cch_json_open(json, NULL, '{');
    cch_json_text(json, "name", name);
    cch_json_text(json, "origin", origin);
    cch_json_text(json, "use", use_name(use));
    cch_json_close(json, '}');
}

/* The specialization that a row's kernel is; 0: not known. */
static uint32_t kernel_of(const struct cch_report *report, json_object *row) {
    const cch_graph *graph = report->question->program->graph;
    json_object *identity;
    if (!json_object_object_get_ex(row, "id", &identity) || !json_object_is_type(identity, json_type_string))
        return 0;
    uint32_t function =
        cch_graph_find_function(graph, json_object_get_string(identity), (size_t)json_object_get_string_len(identity));
    return function ? report->question->program->same[function] : 0;
}

/* What was measured of a row's kernel. */
static double measured(const struct cch_report *report, const cch_flat *flat, size_t row, size_t which) {
    uint32_t kernel = report->measures ? kernel_of(report, flat->rows[row].row) : 0;
    return kernel ? report->measures[kernel].of[which] : CCH_MEASURE_UNTOLD;
}

/* Which measures are told of the rows' kernels, and how: as of a column. */
static void look_at_measures(const struct cch_report *report, const cch_flat *flat, const size_t *rows, size_t count,
                             enum cch_column_use uses[static CCH_MEASURES]) {
    for (size_t which = 0; which < CCH_MEASURES; which++) {
        double first = measured(report, flat, rows[0], which);
        uses[which] = first < 0 ? CCH_COLUMN_NOTHING : CCH_COLUMN_CONSTANT;
        for (size_t i = 1; i < count && uses[which] != CCH_COLUMN_VARIES; i++)
            if (measured(report, flat, rows[i], which) != first)
                uses[which] = CCH_COLUMN_VARIES;
    }
}

static void write_measures(cch_json *json, const struct cch_report *report, const cch_flat *flat, size_t row,
                           const enum cch_column_use uses[static CCH_MEASURES], enum cch_column_use wanted) {
    for (size_t which = 0; which < CCH_MEASURES; which++)
        if (uses[which] == wanted)
            cch_measure_write(json, NULL, measured(report, flat, row, which));
}

/* Columns that say something, then a row each of cells, of those that are the same in all a cell in `same`. */
static int write_kernel(const struct cch_report *report, cch_json *json, const cch_flat *flat, const size_t *rows,
                        size_t count, struct cch_column_facts *facts) {
    struct cch_scratch scratch = {0};
    enum cch_column_use uses[CCH_MEASURES];
    if (cch_columns_look(flat, rows, count, facts))
        return CCH_ERROR_MEMORY;
    look_at_measures(report, flat, rows, count, uses);
    cch_json_open(json, NULL, '{');
    cch_json_open(json, "columns", '[');
    for (size_t column = 0; column < flat->column_count; column++)
        if (facts[column].use != CCH_COLUMN_NOTHING)
            write_column(json, flat->columns[column].name, origins[flat->origins[column]], facts[column].use);
    for (size_t which = 0; which < CCH_MEASURES; which++)
        if (uses[which] != CCH_COLUMN_NOTHING)
            write_column(json, cch_measure_names[which], "measure", uses[which]);
    cch_json_close(json, ']');
    cch_json_open(json, "same", '[');
    for (size_t column = 0; column < flat->column_count; column++) {
        struct cch_cell cell = cch_flat_cell(flat, rows[0], column);
        if (facts[column].use == CCH_COLUMN_CONSTANT)
            write_cell(json, &cell, &flat->columns[column], &scratch);
    }
    write_measures(json, report, flat, rows[0], uses, CCH_COLUMN_CONSTANT);
    cch_json_close(json, ']');
    cch_json_open(json, "rows", '[');
    for (size_t i = 0; i < count; i++) {
        cch_json_open(json, NULL, '[');
        for (size_t column = 0; column < flat->column_count; column++) {
            struct cch_cell cell = cch_flat_cell(flat, rows[i], column);
            if (facts[column].use == CCH_COLUMN_VARIES || facts[column].use == CCH_COLUMN_REPEATS)
                write_cell(json, &cell, &flat->columns[column], &scratch);
        }
        write_measures(json, report, flat, rows[i], uses, CCH_COLUMN_VARIES);
        cch_json_close(json, ']');
    }
    cch_json_close(json, ']');
    cch_json_close(json, '}');
    free(scratch.bytes);
    return CCH_OK;
}

/* What was measured of all specializations of each kernel as written, by number in the report. To free(). */
static struct cch_measure *sum_measures(const struct cch_report *report) {
    const cch_view *view = report->question->view;
    struct cch_measure *sums = malloc((report->functions.count + 1) * sizeof *sums);
    for (size_t i = 0; i < report->functions.count && sums; i++)
        sums[i] = cch_measure_none();
    for (uint32_t f = 1; f <= view->function_count && sums && report->measures; f++)
        if (report->number[view->node[f]] != UINT32_MAX)
            cch_measure_add(&sums[report->number[view->node[f]]], &report->measures[f]);
    return sums;
}

static uint32_t number_of(const struct cch_report *report, uint32_t kernel) {
    return kernel ? report->number[report->question->view->node[kernel]] : UINT32_MAX;
}

static void write_group(struct cch_report *report, uint32_t number, size_t rows, const struct cch_measure *sums) {
    cch_json *overview = &report->overview.json;
    cch_json_open(overview, NULL, '{');
    if (number != UINT32_MAX)
        cch_json_number(overview, "function", number);
    cch_json_number(overview, "rows", rows);
    if (number != UINT32_MAX)
        cch_measure_write_all(overview, "measured", &sums[number]);
    cch_json_close(overview, '}');
}

/* Kernels that no launch is known of. Returns how many. */
static size_t write_others(struct cch_report *report, const unsigned char *launched, const struct cch_measure *sums) {
    size_t count = 0;
    for (size_t i = 0; i < report->functions.count; i++)
        if ((report->question->view->flags[report->functions.items[i]] & CCH_FLAG_KERNEL) && !launched[i]) {
            write_group(report, (uint32_t)i, 0, sums);
            count++;
        }
    return count;
}

static int write_groups(struct cch_report *report, const cch_flat *flat, cch_error *error) {
    struct cch_groups groups = {0};
    struct cch_column_facts *facts = calloc(flat->column_count + 1, sizeof *facts);
    cch_json *overview = &report->overview.json;
    struct cch_measure *sums = sum_measures(report);
    unsigned char *launched = calloc(report->functions.count + 1, 1); /* by number in the report */
    int status = facts && sums && launched ? cch_groups_make(&groups, flat) : CCH_ERROR_MEMORY;
    cch_json_open(overview, "kernels", '[');
    for (size_t group = 0; group < groups.count && !status; group++) {
        size_t begin = group ? groups.ends[group - 1] : 0, count = groups.ends[group] - begin;
        char name[40];
        cch_piece piece;
        if ((status = cch_piece_begin(&piece, error)))
            break;
        if ((status = write_kernel(report, &piece.json, flat, groups.rows + begin, count, facts))) {
            cch_piece_drop(&piece);
            break;
        }
        snprintf(name, sizeof name, "kernel-%zu", group);
        uint32_t number = number_of(report, kernel_of(report, flat->rows[groups.rows[begin]].row));
        if (number != UINT32_MAX)
            launched[number] = 1;
        write_group(report, number, count, sums);
        status = cch_piece_end(&piece, report->folder, name, &report->summary->bytes, error);
    }
    report->summary->kernels = groups.count + (status ? 0 : write_others(report, launched, sums));
    cch_json_close(overview, ']');
    report->summary->launches = flat->count;
    cch_groups_release(&groups);
    free(facts);
    free(launched);
    free(sums);
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
