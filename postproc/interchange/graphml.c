/* GraphML (http://graphml.graphdrawing.org), for networkx, Gephi, yEd and igraph: the
 * functions and edges of the view. Nodes and edges are in the order of their numbers. */
#include <inttypes.h>

#include "base/escape.h"
#include "interchange/cells.h"
#include "interchange/interchange.h"

struct key {
    const char *id, *of, *name, *type;
};

static const struct key keys[] = {
    {"name", "node", "label", "string"},        {"id", "node", "identity", "string"},
    {"lang", "node", "language", "string"},     {"flags", "node", "flags", "string"},
    {"kernel", "node", "kernel", "boolean"},    {"entry", "node", "entry", "boolean"},
    {"file", "node", "file", "string"},         {"line", "node", "line", "int"},
    {"spec", "node", "specializations", "int"}, {"kind", "edge", "kind", "string"},
    {"certain", "edge", "certain", "boolean"},  {"passes", "edge", "passes", "string"},
    {"efile", "edge", "file", "string"},        {"eline", "edge", "line", "int"},
    {"count", "edge", "count", "int"},
};

static void write_head(FILE *stream) {
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
          "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n",
          stream);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        fprintf(stream, "<key id=\"%s\" for=\"%s\" attr.name=\"%s\" attr.type=\"%s\"/>\n", keys[i].id, keys[i].of,
                keys[i].name, keys[i].type);
    fputs("<graph id=\"callchain\" edgedefault=\"directed\">\n", stream);
}

static void write_text(FILE *stream, const char *key, const char *text) {
    if (!*text)
        return;
    fprintf(stream, "<data key=\"%s\">", key);
    cch_write_xml(stream, text);
    fputs("</data>", stream);
}

static void write_number(FILE *stream, const char *key, uint32_t number) {
    fprintf(stream, "<data key=\"%s\">%" PRIu32 "</data>", key, number);
}

static void write_truth(FILE *stream, const char *key, bool truth) {
    fprintf(stream, "<data key=\"%s\">%s</data>", key, truth ? "true" : "false");
}

static void write_site(FILE *stream, const cch_graph *graph, const char *file_key, const char *line_key,
                       uint32_t site) {
    const uint32_t *cells = cch_graph_row(graph, CCH_SITE, site);
    if (!cells)
        return;
    write_text(stream, file_key, cch_graph_text(graph, cells[CCH_SITE_FILE], NULL));
    write_number(stream, line_key, cells[CCH_SITE_LINE]);
}

static void write_node(FILE *stream, const cch_question *question, cch_labels *labels, uint32_t function) {
    const cch_view *view = question->view;
    const cch_graph *graph = view->program->graph;
    const char *what;
    char flags[512];
    cch_flag_names(view->flags[function], flags, sizeof flags);
    fprintf(stream, "<node id=\"n%" PRIu32 "\">", function);
    write_text(stream, "name", cch_labels_get(labels, question->naming, function));
    write_text(stream, "id", cch_graph_identity(graph, function, NULL));
    write_text(stream, "lang", cch_language_name(cch_graph_row(graph, CCH_FUNCTION, function)[CCH_FUNCTION_LANGUAGE]));
    write_text(stream, "flags", flags);
    write_truth(stream, "kernel", view->flags[function] & CCH_FLAG_KERNEL);
    write_truth(stream, "entry", view->flags[function] & CCH_FLAG_ENTRY);
    write_site(stream, graph, "file", "line", cch_view_place(view, function, &what));
    write_number(stream, "spec", view->specializations[function]);
    fputs("</node>\n", stream);
}

static void write_passes(FILE *stream, const cch_program *program, uint64_t passes) {
    const char *comma = "";
    fputs("<data key=\"passes\">", stream);
    for (size_t i = 0; i < program->pass_kind_count; i++)
        if (passes >> i & 1) {
            fputs(comma, stream);
            cch_write_xml(stream, program->pass_kinds[i]);
            comma = ",";
        }
    fputs("</data>", stream);
}

static void write_edge(FILE *stream, const cch_view *view, size_t number) {
    const struct cch_view_edge *edge = &view->edges[number];
    fprintf(stream, "<edge id=\"e%zu\" source=\"n%" PRIu32 "\" target=\"n%" PRIu32 "\">", number, edge->caller,
            edge->callee);
    write_text(stream, "kind", cch_kind_name((enum cch_kind)edge->kind));
    write_truth(stream, "certain", edge->certain);
    write_passes(stream, view->program, edge->passes);
    write_site(stream, view->program->graph, "efile", "eline", edge->site);
    write_number(stream, "count", edge->count);
    fputs("</edge>\n", stream);
}

static int write(const struct cch_interchange_request *request, FILE *stream, struct cch_interchange_report *report,
                 cch_error *error) {
    const cch_question *question = request->question;
    const cch_view *view = question->view;
    cch_labels labels;
    int code = cch_labels_make(&labels, view->program->graph);
    if (!code)
        write_head(stream);
    for (uint32_t function = 1; function <= view->function_count && !code && !ferror(stream); function++)
        if (cch_view_shows(view, function) && !(code = cch_labels_next(&labels))) {
            write_node(stream, question, &labels, function);
            report->functions++;
        }
    for (size_t i = 0; i < view->edge_count && !code && !ferror(stream); i++)
        write_edge(stream, view, i);
    fputs("</graph>\n</graphml>\n", stream);
    cch_labels_release(&labels);
    report->edges = view->edge_count;
    return code ? cch_fail(error, code, "cannot export: out of memory") : CCH_OK;
}

const struct cch_interchange cch_interchange_graphml = {.name = "graphml", .level = CCH_LEVEL_SOURCE, .write = write};
