/* An SQLite database: a table for each of the format's, described by schema.h, and views
 * that people ask (sqlite_views.sql). SQLITE.md has the whole, with queries.
 *
 * A row's number is its "id"; what refers to a row is that number or NULL. Strings stand
 * where they are used, lists of strings as JSON arrays. A list of rows is a number, by
 * which its items stand in a table of their own ("edge_sites"), each list once. */
#include <sqlite3.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/output_file.h"
#include "base/utf8.h"
#include "interchange/cells.h"
#include "interchange/interchange.h"
#include "interchange/sqlite_views.h"

/* The format that is written, for "PRAGMA user_version". */
#define DATABASE_VERSION 1

struct database {
    sqlite3 *connection;
    const cch_view *view;
    const cch_graph *graph;
    const char *path; /* for messages */
    cch_labels labels;
    cch_buffer text; /* scratch */
    cch_error *error;
};

/* SQLite -------------------------------------------------------------------- */

static int fail(struct database *database) {
    int code = sqlite3_errcode(database->connection);
    if ((code & 0xff) == SQLITE_NOMEM)
        return cch_fail(database->error, CCH_ERROR_MEMORY, "cannot write '%s': out of memory", database->path);
    return cch_fail(database->error, CCH_ERROR_SYSTEM, "cannot write '%s': %s", database->path,
                    sqlite3_errmsg(database->connection));
}

static int out_of_memory(struct database *database) {
    return cch_fail(database->error, CCH_ERROR_MEMORY, "cannot write '%s': out of memory", database->path);
}

/* Statements have only the schema's own names in them. */
static int execute(struct database *database, const char *statement) {
    return sqlite3_exec(database->connection, statement, NULL, NULL, NULL) ? fail(database) : CCH_OK;
}

static int add_text(cch_buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
static int add_text(cch_buffer *buffer, const char *format, ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return length < 0 || (size_t)length >= sizeof text || cch_buffer_add(buffer, text, (size_t)length);
}

static int execute_text(struct database *database, int failed) {
    return failed ? out_of_memory(database) : execute(database, cch_buffer_text(&database->text));
}

static sqlite3_stmt *prepare(struct database *database, int failed) {
    sqlite3_stmt *statement = NULL;
    if (failed)
        out_of_memory(database);
    else if (sqlite3_prepare_v2(database->connection, cch_buffer_text(&database->text), -1, &statement, NULL))
        fail(database);
    return statement;
}

static int step(struct database *database, sqlite3_stmt *statement) {
    int result = sqlite3_step(statement);
    sqlite3_reset(statement);
    return result == SQLITE_DONE ? CCH_OK : fail(database);
}

/* A text that is not ASCII may be no UTF-8, which no reader of the database would expect. `kept`: as it is until the
 * row is inserted (SQLITE_STATIC), or not. */
static int bind_text(sqlite3_stmt *statement, int at, const char *text, size_t length, sqlite3_destructor_type kept) {
    size_t plain = 0;
    while (plain < length && (unsigned char)text[plain] < 0x80)
        plain++;
    if (plain == length)
        return sqlite3_bind_text64(statement, at, text, length, kept, SQLITE_UTF8);
    char *repaired = cch_utf8_repair(text, length, &length);
    return repaired ? sqlite3_bind_text64(statement, at, repaired, length, free, SQLITE_UTF8) : SQLITE_NOMEM;
}

/* Tables -------------------------------------------------------------------- */

static bool is_row_list(const struct cch_column *column) { return column->is_list && column->domain == CCH_REFERENCE; }

static int describe_column(cch_buffer *buffer, enum cch_table table, unsigned at) {
    const struct cch_column *column = &cch_schema(table)->columns[at];
    const char *type = column->is_list && column->domain == CCH_REFERENCE               ? "INTEGER"
                       : column->domain == CCH_STRING || column->domain == CCH_IDENTITY ? "TEXT"
                       : column->domain == CCH_NUMBER && cch_cell_meaning(table, at, 0) ? "TEXT"
                                                                                        : "INTEGER";
    bool nullable = is_row_list(column) || (column->domain == CCH_REFERENCE && !column->required);
    if (add_text(buffer, ", \"%s\" %s%s", column->name, type, nullable ? "" : " NOT NULL"))
        return -1;
    if (column->domain == CCH_REFERENCE && !column->is_list)
        return add_text(buffer, " REFERENCES \"%s\"(id)", cch_schema((enum cch_table)column->table)->name);
    return 0;
}

static int create_table(struct database *database, enum cch_table table) {
    const struct cch_schema *schema = cch_schema(table);
    cch_buffer *text = &database->text;
    cch_buffer_clear(text);
    int failed = add_text(text, "CREATE TABLE \"%s\" (id INTEGER PRIMARY KEY", schema->name);
    for (unsigned at = 0; at < schema->width && !failed; at++)
        failed = describe_column(text, table, at);
    if (table == CCH_FUNCTION && !failed)
        failed = add_text(text, ", short_name TEXT NOT NULL, full_name TEXT NOT NULL, "
                                "written INTEGER NOT NULL REFERENCES \"function\"(id), shown INTEGER NOT NULL");
    return execute_text(database, failed || add_text(text, ")"));
}

/* The lists of one column, each once: what is at which place. */
static int create_list_table(struct database *database, const struct cch_schema *schema,
                             const struct cch_column *column) {
    cch_buffer_clear(&database->text);
    return execute_text(database,
                        add_text(&database->text,
                                 "CREATE TABLE \"%s_%s\" (list INTEGER NOT NULL, position INTEGER NOT NULL, "
                                 "item INTEGER NOT NULL REFERENCES \"%s\"(id), "
                                 "PRIMARY KEY (list, position))", /* with row ids: DuckDB reads no others */
                                 schema->name, column->name, cch_schema((enum cch_table)column->table)->name));
}

static const char program_edge_table[] =
    "CREATE TABLE program_edge (id INTEGER PRIMARY KEY, caller INTEGER NOT NULL REFERENCES \"function\"(id), "
    "callee INTEGER NOT NULL REFERENCES \"function\"(id), kind TEXT NOT NULL, certain INTEGER NOT NULL, "
    "passes TEXT NOT NULL, site INTEGER REFERENCES site(id), count INTEGER NOT NULL)";

/* Rows ---------------------------------------------------------------------- */

static int add_json_string(cch_buffer *buffer, const char *text) {
    int failed = cch_buffer_add(buffer, "\"", 1);
    for (; *text && !failed; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte == '"' || byte == '\\')
            failed = add_text(buffer, "\\%c", byte);
        else if (byte < 0x20)
            failed = add_text(buffer, "\\u%04x", byte);
        else
            failed = cch_buffer_add(buffer, text, 1);
    }
    return failed || cch_buffer_add(buffer, "\"", 1);
}

/* ["host","sm_80"], which json_each takes apart. */
static int bind_string_list(struct database *database, sqlite3_stmt *statement, int at, uint32_t list) {
    size_t count;
    const uint32_t *items = cch_graph_items(database->graph, list, &count);
    cch_buffer *text = &database->text;
    cch_buffer_clear(text);
    int failed = cch_buffer_add(text, "[", 1);
    for (size_t i = 0; i < count && !failed; i++)
        failed = (i && cch_buffer_add(text, ",", 1)) ||
                 add_json_string(text, cch_graph_text(database->graph, items[i], NULL));
    if (failed || cch_buffer_add(text, "]", 1))
        return SQLITE_NOMEM;
    return bind_text(statement, at, text->bytes, text->length, SQLITE_TRANSIENT); /* the next list takes `text` */
}

static int bind_passes(struct database *database, sqlite3_stmt *statement, int at, uint64_t passes) {
    const cch_program *program = database->view->program;
    cch_buffer *text = &database->text;
    cch_buffer_clear(text);
    int failed = cch_buffer_add(text, "[", 1);
    for (size_t i = 0; i < program->pass_kind_count && !failed; i++)
        if (passes >> i & 1)
            failed =
                (text->length > 1 && cch_buffer_add(text, ",", 1)) || add_json_string(text, program->pass_kinds[i]);
    if (failed || cch_buffer_add(text, "]", 1))
        return SQLITE_NOMEM;
    return bind_text(statement, at, text->bytes, text->length, SQLITE_TRANSIENT);
}

static int bind_cell(struct database *database, sqlite3_stmt *statement, enum cch_table table, unsigned column,
                     uint32_t cell) {
    const struct cch_column *about = &cch_schema(table)->columns[column];
    const char *meaning = about->domain == CCH_NUMBER ? cch_cell_meaning(table, column, cell) : NULL;
    int at = (int)column + 2;
    size_t length;
    const char *text;
    if (about->is_list && about->domain == CCH_STRING)
        return bind_string_list(database, statement, at, cell);
    switch (about->domain) {
    case CCH_STRING:
        text = cch_graph_text(database->graph, cell, &length);
        return bind_text(statement, at, text, length, SQLITE_STATIC);
    case CCH_IDENTITY:
        text = cch_graph_identity(database->graph, cell, &length);
        return bind_text(statement, at, text, length, SQLITE_STATIC);
    case CCH_REFERENCE:
        return cell ? sqlite3_bind_int64(statement, at, cell) : sqlite3_bind_null(statement, at);
    default:
        return meaning ? sqlite3_bind_text(statement, at, meaning, -1, SQLITE_STATIC)
                       : sqlite3_bind_int64(statement, at, cell);
    }
}

static int bind_names(struct database *database, sqlite3_stmt *statement, uint32_t function) {
    int at = CCH_FUNCTION_WIDTH + 2;
    if (cch_labels_next(&database->labels))
        return SQLITE_NOMEM;
    for (enum cch_naming naming = CCH_NAMING_SHORT; naming <= CCH_NAMING_FULL; naming++, at++) {
        const char *name = cch_labels_get(&database->labels, naming, function);
        int result = bind_text(statement, at, name, strlen(name), SQLITE_STATIC);
        if (result)
            return result;
    }
    int result = sqlite3_bind_int64(statement, at, cch_written(database->view, function));
    return result ? result : sqlite3_bind_int(statement, at + 1, cch_view_shows(database->view, function));
}

/* "INSERT INTO t VALUES (?,?,…)" with `count` values. */
static sqlite3_stmt *prepare_insert(struct database *database, const char *table, const char *column, unsigned count) {
    cch_buffer *text = &database->text;
    cch_buffer_clear(text);
    int failed = add_text(text, "INSERT INTO \"%s%s%s\" VALUES (?", table, *column ? "_" : "", column);
    for (unsigned i = 1; i < count && !failed; i++)
        failed = add_text(text, ",?");
    return prepare(database, failed || add_text(text, ")"));
}

static int fill_table(struct database *database, enum cch_table table) {
    const struct cch_schema *schema = cch_schema(table);
    unsigned count = schema->width + 1u + (table == CCH_FUNCTION ? 4u : 0u);
    sqlite3_stmt *insert = prepare_insert(database, schema->name, "", count);
    int code = insert ? CCH_OK : database->error->code;
    for (uint32_t row = 1; row <= cch_graph_count(database->graph, table) && !code; row++) {
        const uint32_t *cells = cch_graph_row(database->graph, table, row);
        int result = sqlite3_bind_int64(insert, 1, row);
        for (unsigned column = 0; column < schema->width && !result; column++)
            result = bind_cell(database, insert, table, column, cells[column]);
        if (table == CCH_FUNCTION && !result)
            result = bind_names(database, insert, row);
        code = result == SQLITE_NOMEM ? out_of_memory(database) : result ? fail(database) : step(database, insert);
    }
    sqlite3_finalize(insert);
    return code;
}

static int insert_items(struct database *database, sqlite3_stmt *insert, uint32_t list) {
    size_t count;
    const uint32_t *items = cch_graph_items(database->graph, list, &count);
    int code = CCH_OK;
    for (size_t i = 0; i < count && !code; i++)
        code = sqlite3_bind_int64(insert, 1, list) || sqlite3_bind_int64(insert, 2, (sqlite3_int64)i + 1) ||
                       sqlite3_bind_int64(insert, 3, items[i])
                   ? fail(database)
                   : step(database, insert);
    return code;
}

static int compare_numbers(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

/* The lists of one column, each once, in order. */
static int fill_lists(struct database *database, enum cch_table table, unsigned column) {
    const struct cch_schema *schema = cch_schema(table);
    uint32_t rows = cch_graph_count(database->graph, table);
    uint32_t *lists = malloc(((size_t)rows + 1) * sizeof *lists);
    sqlite3_stmt *insert = lists ? prepare_insert(database, schema->name, schema->columns[column].name, 3) : NULL;
    int code = !lists ? out_of_memory(database) : insert ? CCH_OK : database->error->code;
    for (uint32_t row = 1; row <= rows && !code; row++)
        lists[row - 1] = cch_graph_row(database->graph, table, row)[column];
    if (!code)
        qsort(lists, rows, sizeof *lists, compare_numbers);
    for (uint32_t i = 0; i < rows && !code; i++)
        if (lists[i] && (!i || lists[i] != lists[i - 1]))
            code = insert_items(database, insert, lists[i]);
    sqlite3_finalize(insert);
    free(lists);
    return code;
}

static int fill_program_edges(struct database *database) {
    const cch_view *view = database->view;
    sqlite3_stmt *insert = prepare_insert(database, "program_edge", "", 8);
    int code = insert ? CCH_OK : database->error->code;
    for (size_t i = 0; i < view->edge_count && !code; i++) {
        const struct cch_view_edge *edge = &view->edges[i];
        int failed = sqlite3_bind_int64(insert, 1, (sqlite3_int64)i + 1) ||
                     sqlite3_bind_int64(insert, 2, edge->caller) || sqlite3_bind_int64(insert, 3, edge->callee) ||
                     sqlite3_bind_text(insert, 4, cch_kind_name((enum cch_kind)edge->kind), -1, SQLITE_STATIC) ||
                     sqlite3_bind_int(insert, 5, edge->certain) || bind_passes(database, insert, 6, edge->passes) ||
                     (edge->site ? sqlite3_bind_int64(insert, 7, edge->site) : sqlite3_bind_null(insert, 7)) ||
                     sqlite3_bind_int64(insert, 8, edge->count);
        code = failed ? out_of_memory(database) : step(database, insert);
    }
    sqlite3_finalize(insert);
    return code;
}

/* Indexes: what refers to functions, launches and values, and names. */
static int create_indexes(struct database *database, enum cch_table table) {
    const struct cch_schema *schema = cch_schema(table);
    int code = CCH_OK;
    for (unsigned at = 0; at < schema->width && !code; at++) {
        const struct cch_column *column = &schema->columns[at];
        bool wanted = column->domain == CCH_REFERENCE && !column->is_list &&
                      (column->table == CCH_FUNCTION || column->table == CCH_LAUNCH || column->table == CCH_VALUE);
        if (!wanted)
            continue;
        cch_buffer_clear(&database->text);
        code = execute_text(database,
                            add_text(&database->text, "CREATE INDEX \"%s_by_%s\" ON \"%s\"(\"%s\")%s%s%s", schema->name,
                                     column->name, schema->name, column->name, column->required ? "" : " WHERE \"",
                                     column->required ? "" : column->name, column->required ? "" : "\" IS NOT NULL"));
    }
    return code;
}

static int fill(struct database *database) {
    int code = execute(database, program_edge_table);
    for (int table = 0; table < CCH_TABLE_COUNT && !code; table++)
        code = create_table(database, (enum cch_table)table);
    for (int table = 0; table < CCH_TABLE_COUNT && !code; table++) {
        const struct cch_schema *schema = cch_schema((enum cch_table)table);
        code = fill_table(database, (enum cch_table)table);
        for (unsigned at = 0; at < schema->width && !code; at++)
            if (is_row_list(&schema->columns[at]) &&
                !(code = create_list_table(database, schema, &schema->columns[at])))
                code = fill_lists(database, (enum cch_table)table, at);
    }
    if (!code)
        code = fill_program_edges(database);
    for (int table = 0; table < CCH_TABLE_COUNT && !code; table++)
        code = create_indexes(database, (enum cch_table)table);
    if (!code)
        code = execute(database, "CREATE INDEX program_edge_by_caller ON program_edge(caller);"
                                 "CREATE INDEX program_edge_by_callee ON program_edge(callee);"
                                 "CREATE INDEX function_by_name ON \"function\"(short_name);");
    return code ? code : execute(database, (const char *)cch_sqlite_views);
}

static int write_database(struct database *database, const char *temporary) {
    char settings[128];
    snprintf(settings, sizeof settings,
             "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA user_version = %d;", DATABASE_VERSION);
    if (sqlite3_open_v2(temporary, &database->connection, SQLITE_OPEN_READWRITE, NULL))
        return database->connection ? fail(database) : out_of_memory(database);
    int code = execute(database, settings);
    if (!code)
        code = execute(database, "BEGIN");
    if (!code)
        code = fill(database);
    return code ? code : execute(database, "COMMIT");
}

static int write(const struct cch_interchange_request *request, struct cch_interchange_report *report,
                 cch_error *error) {
    const cch_view *view = request->question->view;
    struct database database = {.view = view, .graph = view->program->graph, .path = request->output, .error = error};
    cch_output *output;
    const char *temporary;
    int code = cch_output_open_named(&output, request->output, &temporary, error);
    if (code)
        return code;
    code = cch_labels_make(&database.labels, database.graph) ? out_of_memory(&database)
                                                             : write_database(&database, temporary);
    if (sqlite3_close(database.connection) && !code)
        code = fail(&database);
    cch_labels_release(&database.labels);
    cch_buffer_release(&database.text);
    report->functions = cch_graph_count(database.graph, CCH_FUNCTION);
    report->edges = view->edge_count;
    if (!code)
        return cch_output_commit(output, 0, error);
    cch_output_abort(output);
    return code;
}

const struct cch_interchange cch_interchange_sqlite = {
    .name = "sqlite", .level = CCH_LEVEL_INSTANCE, .one_level = true, .write_file = write};
