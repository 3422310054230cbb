/* A folder of Parquet files, a table each: for DuckDB, Spark, pandas. PARQUET.md has the whole.
 *
 * Ids are 64-bit hashes of what a row is: a function's of its identity, another row's of
 * the contents of its key. So the files of two graphs, made anywhere, have the same id for
 * the same thing, and a union of them is a union of the programs. Two functions of one
 * graph with the same hash are an error.
 *
 * But for functions and the program's edges, the columns are made from the schema's data. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <xxhash.h>

#include "base/array.h"
#include "base/output_file.h"
#include "base/paths.h"
#include "export/parquet.h"
#include "graph/view/functions.h"
#include "interchange/cells.h"
#include "interchange/interchange.h"

enum { FILES = 13, COLUMNS_MAX = 64, NAME_SIZE = 48 };

struct tables {
    const cch_question *question;
    const cch_view *view;
    const cch_graph *graph;
    const char *folder;
    uint64_t *ids; /* by function */
    cch_labels labels;
    struct {
        const char **items;
        size_t room;
    } lists[CCH_WIDTH_MAX]; /* scratch, by column: a row's cells are there until it is written */
    cch_output *outputs[FILES];
    size_t output_count;
    cch_error *error;
};

static int out_of_memory(struct tables *tables) {
    return cch_fail(tables->error, CCH_ERROR_MEMORY, "cannot write '%s': out of memory", tables->folder);
}

/* Ids ------------------------------------------------------------------------- */

static uint64_t hash_text(const struct tables *tables, uint32_t string) {
    size_t length;
    const char *text = cch_graph_text(tables->graph, string, &length);
    return XXH3_64bits(text, length);
}

static uint64_t hash_site(const struct tables *tables, uint32_t site) {
    const uint32_t *cells = cch_graph_row(tables->graph, CCH_SITE, site);
    if (!cells)
        return 0;
    uint64_t parts[] = {hash_text(tables, cells[CCH_SITE_FILE]), cells[CCH_SITE_LINE], cells[CCH_SITE_COLUMN]};
    return XXH3_64bits(parts, sizeof parts);
}

static uint64_t hash_row(const struct tables *tables, enum cch_table table, uint32_t row);

static uint64_t hash_cell(const struct tables *tables, const struct cch_column *column, uint32_t cell) {
    if (column->domain == CCH_STRING)
        return hash_text(tables, cell);
    if (column->domain == CCH_NUMBER)
        return cell;
    if (column->table == CCH_FUNCTION)
        return tables->ids[cell];
    if (column->table == CCH_SITE)
        return hash_site(tables, cell);
    return hash_row(tables, (enum cch_table)column->table, cell);
}

/* Of the row's key, whose references go to functions, sites, values and launches. */
static uint64_t hash_row(const struct tables *tables, enum cch_table table, uint32_t row) {
    const struct cch_schema *schema = cch_schema(table);
    const uint32_t *cells = cch_graph_row(tables->graph, table, row);
    uint64_t parts[CCH_WIDTH_MAX];
    if (!cells)
        return 0;
    for (unsigned column = 0; column < schema->keys; column++)
        parts[column] = hash_cell(tables, &schema->columns[column], cells[column]);
    return XXH3_64bits(parts, schema->keys * sizeof *parts);
}

static int compare_ids(const void *left, const void *right) {
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return a < b ? -1 : a > b;
}

static int make_ids(struct tables *tables) {
    uint32_t count = tables->view->function_count;
    uint64_t *sorted = malloc(((size_t)count + 1) * sizeof *sorted);
    tables->ids = calloc((size_t)count + 1, sizeof *tables->ids);
    if (!tables->ids || !sorted) {
        free(sorted);
        return out_of_memory(tables);
    }
    for (uint32_t function = 1; function <= count; function++) {
        size_t length;
        const char *identity = cch_graph_identity(tables->graph, function, &length);
        sorted[function - 1] = tables->ids[function] = XXH3_64bits(identity, length);
    }
    qsort(sorted, count, sizeof *sorted, compare_ids);
    int code = CCH_OK;
    for (uint32_t i = 1; i < count && !code; i++)
        if (sorted[i] == sorted[i - 1])
            code = cch_fail(tables->error, CCH_ERROR_FORMAT,
                            "cannot write '%s': two functions have the same 64-bit hash", tables->folder);
    free(sorted);
    return code;
}

/* Cells ------------------------------------------------------------------------- */

static struct cch_cell id_cell(uint64_t id) { return id ? cch_cell_integer((int64_t)id) : cch_cell_empty(); }

static struct cch_cell list_cell(struct tables *tables, unsigned column, uint32_t list) {
    size_t count;
    const uint32_t *items = cch_graph_items(tables->graph, list, &count);
    if (cch_array_reserve(&tables->lists[column].items, &tables->lists[column].room, count + 1, sizeof(char *)))
        return (struct cch_cell){.kind = CCH_CELL_UNKNOWN};
    for (size_t i = 0; i < count; i++)
        tables->lists[column].items[i] = cch_graph_text(tables->graph, items[i], NULL);
    return cch_cell_list(tables->lists[column].items, count);
}

/* A site is three columns. */
static void site_cells(const cch_graph *graph, uint32_t site, struct cch_cell *cells) {
    const uint32_t *row = cch_graph_row(graph, CCH_SITE, site);
    for (unsigned i = 0; i < CCH_SITE_WIDTH; i++)
        cells[i] = !row     ? cch_cell_empty()
                   : i == 0 ? cch_cell_text(cch_graph_text(graph, row[CCH_SITE_FILE], NULL))
                            : cch_cell_integer(row[i]);
}

/* Sheets -------------------------------------------------------------------------- */

struct columns {
    struct cch_heading items[COLUMNS_MAX];
    char names[COLUMNS_MAX][NAME_SIZE];
    size_t count;
};

static void add_column(struct columns *columns, enum cch_column_type type, bool optional, const char *prefix,
                       const char *name) {
    size_t at = columns->count++;
    snprintf(columns->names[at], NAME_SIZE, "%s%s", prefix, name);
    columns->items[at] = (struct cch_heading){.name = columns->names[at], .type = type, .optional = optional};
}

static void add_site(struct columns *columns, const char *name) {
    char prefix[NAME_SIZE] = "";
    if (strcmp(name, "site") != 0)
        snprintf(prefix, sizeof prefix, "%.30s_", name);
    add_column(columns, CCH_COLUMN_TEXT, true, prefix, "file");
    add_column(columns, CCH_COLUMN_INTEGER, true, prefix, "line");
    add_column(columns, CCH_COLUMN_INTEGER, true, prefix, "column");
}

static int begin_file(struct tables *tables, cch_sheet *sheet, struct cch_listing *listing,
                      const struct columns *columns) {
    char name[NAME_SIZE];
    cch_output *output;
    snprintf(name, sizeof name, "%s.parquet", listing->name);
    int code = cch_output_open_in(&output, tables->folder, name, tables->error);
    if (code)
        return code;
    tables->outputs[tables->output_count++] = output;
    listing->columns = columns->items;
    listing->count = columns->count;
    cch_sheet_begin(sheet, &cch_format_parquet, cch_output_stream(output), listing);
    return CCH_OK;
}

static int end_file(struct tables *tables, cch_sheet *sheet) {
    return cch_sheet_end(sheet) ? out_of_memory(tables) : CCH_OK;
}

/* A table of the format -------------------------------------------------------------- */

/* Functions' names are texts of their own, and lists of rows are not for flat tables. */
static bool is_left_out(const struct cch_column *column) {
    return column->domain == CCH_REFERENCE && (column->is_list || column->table == CCH_ENTITY);
}

static const char *column_name(enum cch_table table, const struct cch_column *column) {
    if (table == CCH_FLOW && !strcmp(column->name, "from"))
        return "src";
    return table == CCH_FLOW && !strcmp(column->name, "to") ? "dst" : column->name;
}

static void describe_table(struct columns *columns, enum cch_table table) {
    const struct cch_schema *schema = cch_schema(table);
    add_column(columns, CCH_COLUMN_INTEGER, false, "", "id");
    for (unsigned at = 0; at < schema->width; at++) {
        const struct cch_column *column = &schema->columns[at];
        const char *name = column_name(table, column);
        if (is_left_out(column))
            continue;
        if (column->domain == CCH_REFERENCE && column->table == CCH_SITE)
            add_site(columns, name);
        else if (column->domain == CCH_REFERENCE)
            add_column(columns, CCH_COLUMN_INTEGER, !column->required, "", name);
        else if (column->is_list)
            add_column(columns, CCH_COLUMN_LIST, false, "", name);
        else if (column->domain != CCH_NUMBER || cch_cell_meaning(table, at, 0))
            add_column(columns, CCH_COLUMN_TEXT, false, "", name);
        else
            add_column(columns, cch_cell_is_truth(table, at) ? CCH_COLUMN_BOOLEAN : CCH_COLUMN_INTEGER, false, "",
                       name);
    }
}

/* How many cells it took. */
static size_t fill_cell(struct tables *tables, enum cch_table table, unsigned at, uint32_t cell,
                        struct cch_cell *cells) {
    const struct cch_column *column = &cch_schema(table)->columns[at];
    const char *meaning = column->domain == CCH_NUMBER ? cch_cell_meaning(table, at, cell) : NULL;
    if (is_left_out(column))
        return 0;
    if (column->domain == CCH_REFERENCE && column->table == CCH_SITE) {
        site_cells(tables->graph, cell, cells);
        return CCH_SITE_WIDTH;
    }
    if (column->domain == CCH_REFERENCE)
        *cells = id_cell(hash_cell(tables, column, cell));
    else if (column->is_list)
        *cells = list_cell(tables, at, cell);
    else if (column->domain == CCH_STRING)
        *cells = cch_cell_text(cch_graph_text(tables->graph, cell, NULL));
    else if (column->domain == CCH_IDENTITY)
        *cells = cch_cell_text(cch_graph_identity(tables->graph, cell, NULL));
    else
        *cells = meaning                        ? cch_cell_text(meaning)
                 : cch_cell_is_truth(table, at) ? cch_cell_boolean(cell)
                                                : cch_cell_integer(cell);
    return 1;
}

static void describe_function(struct columns *columns) {
    add_column(columns, CCH_COLUMN_TEXT, false, "", "short_name");
    add_column(columns, CCH_COLUMN_TEXT, false, "", "full_name");
    add_column(columns, CCH_COLUMN_INTEGER, false, "", "written");
    add_column(columns, CCH_COLUMN_BOOLEAN, false, "", "shown");
    add_column(columns, CCH_COLUMN_BOOLEAN, false, "", "kernel");
    add_column(columns, CCH_COLUMN_BOOLEAN, false, "", "entry");
    add_site(columns, "site");
}

static size_t fill_function(struct tables *tables, uint32_t function, struct cch_cell *cells) {
    const cch_view *view = tables->view;
    const char *what;
    size_t count = 0;
    uint32_t flags = cch_graph_row(tables->graph, CCH_FUNCTION, function)[CCH_FUNCTION_FLAGS];
    cells[count++] = cch_cell_text(cch_labels_get(&tables->labels, CCH_NAMING_SHORT, function));
    cells[count++] = cch_cell_text(cch_labels_get(&tables->labels, CCH_NAMING_FULL, function));
    cells[count++] = id_cell(tables->ids[cch_written(view, function)]);
    cells[count++] = cch_cell_boolean(cch_view_shows(view, function));
    cells[count++] = cch_cell_boolean(flags & CCH_FLAG_KERNEL);
    cells[count++] = cch_cell_boolean(flags & CCH_FLAG_ENTRY);
    site_cells(tables->graph, cch_view_place(view, function, &what), cells + count);
    return count + CCH_SITE_WIDTH;
}

static int write_rows(struct tables *tables, enum cch_table table, cch_sheet *sheet) {
    const struct cch_schema *schema = cch_schema(table);
    struct cch_cell cells[COLUMNS_MAX];
    for (uint32_t row = 1; row <= cch_graph_count(tables->graph, table); row++) {
        const uint32_t *from = cch_graph_row(tables->graph, table, row);
        size_t count = 1;
        cells[0] = cch_cell_integer((int64_t)(table == CCH_FUNCTION ? tables->ids[row] : hash_row(tables, table, row)));
        for (unsigned at = 0; at < schema->width; at++) {
            count += fill_cell(tables, table, at, from[at], cells + count);
            if (cells[count - 1].kind == CCH_CELL_UNKNOWN)
                return CCH_ERROR_MEMORY;
        }
        if (table == CCH_FUNCTION) {
            if (cch_labels_next(&tables->labels))
                return CCH_ERROR_MEMORY;
            fill_function(tables, row, cells + count);
        }
        int code = cch_sheet_row(sheet, cells);
        if (code)
            return code;
    }
    return CCH_OK;
}

static int write_table(struct tables *tables, enum cch_table table, const char *name) {
    struct columns columns = {.count = 0};
    struct cch_listing listing = {.name = name};
    cch_sheet sheet;
    describe_table(&columns, table);
    if (table == CCH_FUNCTION)
        describe_function(&columns);
    int code = begin_file(tables, &sheet, &listing, &columns);
    if (code)
        return code;
    code = write_rows(tables, table, &sheet);
    int ended = end_file(tables, &sheet);
    return code ? out_of_memory(tables) : ended;
}

/* The program's edges --------------------------------------------------------------- */

static void describe_edges(struct columns *columns) {
    add_column(columns, CCH_COLUMN_INTEGER, false, "", "id");
    add_column(columns, CCH_COLUMN_INTEGER, false, "", "src");
    add_column(columns, CCH_COLUMN_INTEGER, false, "", "dst");
    add_column(columns, CCH_COLUMN_TEXT, false, "", "kind");
    add_column(columns, CCH_COLUMN_BOOLEAN, false, "", "certain");
    add_column(columns, CCH_COLUMN_LIST, false, "", "passes");
    add_column(columns, CCH_COLUMN_INTEGER, false, "", "count");
    add_site(columns, "site");
}

static void write_edge(struct tables *tables, const struct cch_view_edge *edge, cch_sheet *sheet) {
    const char *passes[CCH_PASS_KINDS_MAX];
    struct cch_cell cells[10];
    uint64_t key[] = {tables->ids[edge->caller], tables->ids[edge->callee], edge->kind};
    cells[0] = cch_cell_integer((int64_t)XXH3_64bits(key, sizeof key));
    cells[1] = cch_cell_integer((int64_t)key[0]);
    cells[2] = cch_cell_integer((int64_t)key[1]);
    cells[3] = cch_cell_text(cch_kind_name((enum cch_kind)edge->kind));
    cells[4] = cch_cell_boolean(edge->certain);
    cells[5] = cch_passes_cell(tables->view->program, edge->passes, passes);
    cells[6] = cch_cell_integer(edge->count);
    site_cells(tables->graph, edge->site, cells + 7);
    cch_sheet_row(sheet, cells);
}

static int write_edges(struct tables *tables) {
    struct columns columns = {.count = 0};
    struct cch_listing listing = {.name = "edges"};
    cch_sheet sheet;
    describe_edges(&columns);
    int code = begin_file(tables, &sheet, &listing, &columns);
    if (code)
        return code;
    for (size_t i = 0; i < tables->view->edge_count && !sheet.status; i++)
        write_edge(tables, &tables->view->edges[i], &sheet);
    return end_file(tables, &sheet);
}

/* The folder ------------------------------------------------------------------------- */

static const struct {
    enum cch_table table;
    const char *name;
} files[] = {
    {CCH_FUNCTION, "functions"}, {CCH_LAUNCH, "launches"},  {CCH_TEMPLATE_ARGUMENT, "template_arguments"},
    {CCH_GUARD, "guards"},       {CCH_BINDING, "bindings"}, {CCH_VALUE, "values"},
    {CCH_FLOW, "flows"},         {CCH_USE, "uses"},         {CCH_KERNEL, "kernels"},
    {CCH_CONSTANT, "constants"}, {CCH_PASS, "passes"},      {CCH_PROBLEM, "problems"},
};
_Static_assert(sizeof files / sizeof *files + 1 == FILES, "and the edges");

static int write_all(struct tables *tables) {
    int code = make_ids(tables);
    if (!code && cch_labels_make(&tables->labels, tables->graph))
        code = out_of_memory(tables);
    if (!code)
        code = write_edges(tables);
    for (size_t i = 0; i < sizeof files / sizeof *files && !code; i++)
        code = write_table(tables, files[i].table, files[i].name);
    return code;
}

/* The files get their names when all of them are complete. */
static int finish(struct tables *tables, int code) {
    for (size_t i = 0; i < tables->output_count; i++)
        if (code)
            cch_output_abort(tables->outputs[i]);
        else
            code = cch_output_commit(tables->outputs[i], 0, tables->error);
    return code;
}

static int write(const struct cch_interchange_request *request, struct cch_interchange_report *report,
                 cch_error *error) {
    const cch_view *view = request->question->view;
    struct tables tables = {.question = request->question,
                            .view = view,
                            .graph = view->program->graph,
                            .folder = request->output,
                            .error = error};
    if (cch_path_make_folder(request->output))
        return cch_fail(error, CCH_ERROR_SYSTEM, "cannot make the folder '%s': %s", request->output, strerror(errno));
    int code = finish(&tables, write_all(&tables));
    cch_labels_release(&tables.labels);
    free(tables.ids);
    for (size_t i = 0; i < CCH_WIDTH_MAX; i++)
        free(tables.lists[i].items);
    report->functions = cch_graph_count(tables.graph, CCH_FUNCTION);
    report->edges = view->edge_count;
    return code;
}

const struct cch_interchange cch_interchange_parquet = {
    .name = "parquet", .level = CCH_LEVEL_INSTANCE, .one_level = true, .write_file = write};
