/* JSON Lines (https://jsonlines.org): a line for each row of each table of the format,
 * as schema.h describes them, with "table" and the row's number "id" in front. What
 * refers to a row is its number, or null; strings stand where they are used.
 *
 *   {"table": "graph", "functions": 7, …}   first: how many rows each table has
 *   {"table": "edge", "id": 1, "caller": 3, "callee": 5, "kind": "call", …}
 *
 * Functions also have their readable names, "short_name" and "full_name". Behind the
 * format's tables come lines of "program_edge": the edges of the whole program between
 * specializations, with those that follow from its facts.
 */
#include "base/json_writer.h"
#include "interchange/cells.h"
#include "interchange/interchange.h"

struct writer {
    cch_json json;
    const cch_graph *graph;
    cch_labels labels;
};

static void write_list(struct writer *writer, const struct cch_column *about, uint32_t list) {
    size_t count;
    const uint32_t *items = cch_graph_items(writer->graph, list, &count);
    cch_json_open(&writer->json, about->name, '[');
    for (size_t i = 0; i < count; i++)
        if (about->domain == CCH_STRING)
            cch_json_text(&writer->json, NULL, cch_graph_text(writer->graph, items[i], NULL));
        else
            cch_json_number(&writer->json, NULL, items[i]);
    cch_json_close(&writer->json, ']');
}

static void write_cell(struct writer *writer, enum cch_table table, unsigned column, uint32_t cell) {
    const struct cch_column *about = &cch_schema(table)->columns[column];
    const char *meaning = about->domain == CCH_NUMBER ? cch_cell_meaning(table, column, cell) : NULL;
    cch_json *json = &writer->json;
    if (about->is_list)
        write_list(writer, about, cell);
    else if (about->domain == CCH_STRING)
        cch_json_text(json, about->name, cch_graph_text(writer->graph, cell, NULL));
    else if (about->domain == CCH_IDENTITY)
        cch_json_text(json, about->name, cch_graph_identity(writer->graph, cell, NULL));
    else if (meaning)
        cch_json_text(json, about->name, meaning);
    else if (cch_cell_is_truth(table, column))
        cch_json_bool(json, about->name, cell != 0);
    else if (about->domain == CCH_REFERENCE && !cell)
        cch_json_null(json, about->name);
    else
        cch_json_number(json, about->name, cell);
}

static void begin_row(struct writer *writer, const char *table, uint32_t row) {
    cch_json_open(&writer->json, NULL, '{');
    cch_json_text(&writer->json, "table", table);
    if (row)
        cch_json_number(&writer->json, "id", row);
}

static void end_row(struct writer *writer) {
    cch_json_close(&writer->json, '}');
    cch_json_end(&writer->json);
}

static int write_table(struct writer *writer, enum cch_table table) {
    const struct cch_schema *schema = cch_schema(table);
    for (uint32_t row = 1; row <= cch_graph_count(writer->graph, table) && !ferror(writer->json.stream); row++) {
        const uint32_t *cells = cch_graph_row(writer->graph, table, row);
        begin_row(writer, schema->name, row);
        for (unsigned column = 0; column < schema->width; column++)
            write_cell(writer, table, column, cells[column]);
        if (table == CCH_FUNCTION) {
            if (cch_labels_next(&writer->labels))
                return CCH_ERROR_MEMORY;
            cch_json_text(&writer->json, "short_name", cch_labels_get(&writer->labels, CCH_NAMING_SHORT, row));
            cch_json_text(&writer->json, "full_name", cch_labels_get(&writer->labels, CCH_NAMING_FULL, row));
        }
        end_row(writer);
    }
    return CCH_OK;
}

static void write_counts(struct writer *writer, const cch_view *view) {
    begin_row(writer, "graph", 0);
    for (int table = 0; table < CCH_TABLE_COUNT; table++)
        cch_json_number(&writer->json, cch_schema((enum cch_table)table)->name,
                        cch_graph_count(writer->graph, (enum cch_table)table));
    cch_json_number(&writer->json, "program_edge", view->edge_count);
    end_row(writer);
}

static void write_program_edges(struct writer *writer, const cch_view *view) {
    for (size_t i = 0; i < view->edge_count && !ferror(writer->json.stream); i++) {
        const struct cch_view_edge *edge = &view->edges[i];
        begin_row(writer, "program_edge", (uint32_t)i + 1);
        cch_json_number(&writer->json, "caller", edge->caller);
        cch_json_number(&writer->json, "callee", edge->callee);
        cch_json_text(&writer->json, "kind", cch_kind_name((enum cch_kind)edge->kind));
        cch_json_bool(&writer->json, "certain", edge->certain);
        cch_json_passes(&writer->json, "passes", view->program, edge->passes);
        if (edge->site)
            cch_json_number(&writer->json, "site", edge->site);
        else
            cch_json_null(&writer->json, "site");
        cch_json_number(&writer->json, "count", edge->count);
        end_row(writer);
    }
}

static int write(const struct cch_interchange_request *request, FILE *stream, struct cch_interchange_report *report,
                 cch_error *error) {
    const cch_view *view = request->question->view;
    struct writer writer = {.json = {.stream = stream, .lines = true}, .graph = view->program->graph};
    int code = cch_labels_make(&writer.labels, writer.graph);
    if (!code)
        write_counts(&writer, view);
    for (int table = 0; table < CCH_TABLE_COUNT && !code; table++)
        code = write_table(&writer, (enum cch_table)table);
    if (!code)
        write_program_edges(&writer, view);
    cch_labels_release(&writer.labels);
    report->functions = cch_graph_count(writer.graph, CCH_FUNCTION);
    report->edges = view->edge_count;
    return code ? cch_fail(error, code, "cannot export: out of memory") : CCH_OK;
}

const struct cch_interchange cch_interchange_json = {
    .name = "json", .level = CCH_LEVEL_INSTANCE, .one_level = true, .write = write};
