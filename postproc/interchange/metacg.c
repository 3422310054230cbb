/* MetaCG's file format, version 4.0, as its reader has it (VersionFourMCGReader.cpp of
 * https://github.com/tudasc/MetaCG): {"_MetaCG": …, "_CG": {"nodes": {ID: {"functionName",
 * "origin", "hasBody", "callees": {ID: {}}, "meta": {}}}, "meta": {}}}. A node's name is the
 * symbol's; functions with internal linkage have one name and different origins. Taking an
 * address is no call. */
#include <inttypes.h>
#include <string.h>

#include "base/json_writer.h"
#include "interchange/cells.h"
#include "interchange/interchange.h"

struct writer {
    cch_json json;
    const cch_view *view;
    struct cch_interchange_report *report;
};

/* An identity of internal linkage is the symbol, '@' and the unit. Python's names have no such end. */
static void write_symbol(struct writer *writer, uint32_t function) {
    size_t length;
    const char *identity = cch_graph_identity(writer->view->program->graph, function, &length);
    const char *end = strncmp(identity, "py:", 3) != 0 ? strchr(identity, '@') : NULL;
    char symbol[CCH_NAME_MAX + 1];
    if (!end || end == identity || (size_t)(end - identity) > CCH_NAME_MAX) {
        cch_json_text(&writer->json, "functionName", identity);
        return;
    }
    memcpy(symbol, identity, (size_t)(end - identity));
    symbol[end - identity] = '\0';
    cch_json_text(&writer->json, "functionName", symbol);
}

static void write_origin(struct writer *writer, uint32_t function) {
    const cch_graph *graph = writer->view->program->graph;
    const char *what;
    const uint32_t *site = cch_graph_row(graph, CCH_SITE, cch_view_place(writer->view, function, &what));
    if (site) /* an empty string would be a warning */
        cch_json_text(&writer->json, "origin", cch_graph_text(graph, site[CCH_SITE_FILE], NULL));
    else
        cch_json_null(&writer->json, "origin");
}

static void write_empty(struct writer *writer, const char *key) {
    cch_json_open(&writer->json, key, '{');
    cch_json_close(&writer->json, '}');
}

static void write_callees(struct writer *writer, uint32_t function) {
    const cch_view *view = writer->view;
    uint32_t last = 0;
    cch_json_open(&writer->json, "callees", '{');
    for (size_t i = view->out[function]; i < view->out[function + 1]; i++) {
        const struct cch_view_edge *edge = &view->edges[i];
        char id[16];
        if (edge->kind == CCH_KIND_ADDRESS || edge->callee == last)
            continue;
        last = edge->callee;
        snprintf(id, sizeof id, "%" PRIu32, last);
        write_empty(writer, id);
        writer->report->edges++;
    }
    cch_json_close(&writer->json, '}');
}

static void write_node(struct writer *writer, uint32_t function) {
    char id[16];
    snprintf(id, sizeof id, "%" PRIu32, function);
    cch_json_open(&writer->json, id, '{');
    write_symbol(writer, function);
    write_origin(writer, function);
    cch_json_bool(&writer->json, "hasBody", writer->view->flags[function] & CCH_FLAG_DEFINED);
    write_callees(writer, function);
    write_empty(writer, "meta");
    cch_json_close(&writer->json, '}');
    writer->report->functions++;
}

static void write_head(cch_json *json) {
    cch_json_open(json, "_MetaCG", '{');
    cch_json_text(json, "version", "4.0");
    cch_json_open(json, "generator", '{');
    cch_json_text(json, "name", "callchain");
    cch_json_text(json, "version", CALLCHAIN_VERSION);
    cch_json_text(json, "sha", "");
    cch_json_close(json, '}');
    cch_json_close(json, '}');
}

static int write(const struct cch_interchange_request *request, FILE *stream, struct cch_interchange_report *report,
                 cch_error *error) {
    struct writer writer = {.json = {.stream = stream}, .view = request->question->view, .report = report};
    cch_json *json = &writer.json;
    (void)error;
    cch_json_open(json, NULL, '{');
    write_head(json);
    cch_json_open(json, "_CG", '{');
    cch_json_open(json, "nodes", '{');
    for (uint32_t function = 1; function <= writer.view->function_count && !ferror(stream); function++)
        if (cch_view_shows(writer.view, function))
            write_node(&writer, function);
    cch_json_close(json, '}');
    write_empty(&writer, "meta");
    cch_json_close(json, '}');
    cch_json_close(json, '}');
    cch_json_end(json);
    return CCH_OK;
}

const struct cch_interchange cch_interchange_metacg = {.name = "metacg", .level = CCH_LEVEL_INSTANCE, .write = write};
