/* SARIF 2.1.0 (OASIS), for code hosts and editors: what is wrong with the graph, as `callchain
 * info -v` names it. Paths are relative to the project's root, SRCROOT. Columns are left out:
 * ours count bytes, which SARIF does not know. */
#include <string.h>

#include "base/buffer.h"
#include "base/json_writer.h"
#include "graph/view/info.h"
#include "interchange/interchange.h"

enum rule { RULE_ERROR, RULE_MISSING, RULE_DISAGREEING, RULE_CONFLICT, RULE_UNDEFINED, RULE_PROBLEM, RULE_REPAIR };

static const struct {
    const char *id, *level, *text;
} rules[] = {
    [RULE_ERROR] = {"compiler-error", "error",
                    "The compiler refused something, and what it refused is not in the graph."},
    [RULE_MISSING] = {"missing-unit", "error", "A unit that the build names is not in the graph."},
    [RULE_DISAGREEING] = {"disagreeing-pass", "warning", "Two graphs of one compiler pass have different contents."},
    [RULE_CONFLICT] = {"defined-twice", "warning", "A function is defined at more than one place."},
    [RULE_UNDEFINED] = {"undefined-binding", "warning", "Python calls a compiled function that nothing binds."},
    [RULE_PROBLEM] = {"incomplete", "warning", "Something is not in the graph, or only as possible."},
    [RULE_REPAIR] = {"repaired", "note", "A place was mended in a copy, for the compiler to read it at all."},
};

struct writer {
    cch_json json;
    const cch_question *question;
    const cch_graph *graph;
    cch_buffer text;
    int failed;
};

/* A path as a URI reference (RFC 3986). */
static void write_uri(struct writer *writer, const char *path) {
    static const char kept[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    bool absolute = *path == '/';
    cch_buffer_clear(&writer->text);
    if (absolute)
        writer->failed |= cch_buffer_add(&writer->text, "file://", 7);
    for (; *path; path++) {
        char byte[4];
        snprintf(byte, sizeof byte, strchr(kept, *path) ? "%c" : "%%%02X", (unsigned char)*path);
        writer->failed |= cch_buffer_add(&writer->text, byte, strlen(byte));
    }
    cch_json_text(&writer->json, "uri", cch_buffer_text(&writer->text));
    if (!absolute)
        cch_json_text(&writer->json, "uriBaseId", "SRCROOT");
}

static void write_location(struct writer *writer, const char *file, uint32_t line) {
    cch_json *json = &writer->json;
    cch_json_open(json, "locations", '[');
    cch_json_open(json, NULL, '{');
    cch_json_open(json, "physicalLocation", '{');
    cch_json_open(json, "artifactLocation", '{');
    write_uri(writer, file);
    cch_json_close(json, '}');
    if (line) {
        cch_json_open(json, "region", '{');
        cch_json_number(json, "startLine", line);
        cch_json_close(json, '}');
    }
    cch_json_close(json, '}');
    cch_json_close(json, '}');
    cch_json_close(json, ']');
}

/* `file` NULL: no place. */
static void write_result(struct writer *writer, enum rule rule, const char *text, const char *file, uint32_t line) {
    cch_json *json = &writer->json;
    cch_json_open(json, NULL, '{');
    cch_json_text(json, "ruleId", rules[rule].id);
    cch_json_number(json, "ruleIndex", (uint64_t)rule);
    cch_json_text(json, "level", rules[rule].level);
    cch_json_open(json, "message", '{');
    cch_json_text(json, "text", text);
    cch_json_close(json, '}');
    if (file && *file)
        write_location(writer, file, line);
    cch_json_close(json, '}');
}

static void write_at(struct writer *writer, enum rule rule, const char *text, uint32_t site) {
    const uint32_t *cells = cch_graph_row(writer->graph, CCH_SITE, site);
    write_result(writer, rule, text, cells ? cch_graph_text(writer->graph, cells[CCH_SITE_FILE], NULL) : NULL,
                 cells ? cells[CCH_SITE_LINE] : 0);
}

/* The parts, one behind the other; lives until the next. */
static const char *join(struct writer *writer, const char *const *parts) {
    cch_buffer_clear(&writer->text);
    for (; *parts; parts++)
        writer->failed |= cch_buffer_add(&writer->text, *parts, strlen(*parts));
    return cch_buffer_text(&writer->text);
}

#define JOIN(writer, ...) join(writer, (const char *const[]){__VA_ARGS__, NULL})

/* The text, which is in `text`, is written before the place, which takes `text`, too. */
static void write_tables(struct writer *writer) {
    const cch_graph *graph = writer->graph;
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_DIAGNOSTIC); row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_DIAGNOSTIC, row);
        write_at(writer, RULE_ERROR, cch_graph_text(graph, cells[CCH_DIAGNOSTIC_TEXT], NULL),
                 cells[CCH_DIAGNOSTIC_SITE]);
    }
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_CONFLICT); row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_CONFLICT, row);
        write_at(writer, RULE_CONFLICT,
                 JOIN(writer, cch_question_name(writer->question, cells[CCH_CONFLICT_FUNCTION]),
                      " is defined here and elsewhere"),
                 cells[CCH_CONFLICT_SITE]);
    }
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_PROBLEM); row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_PROBLEM, row);
        write_at(writer, RULE_PROBLEM,
                 JOIN(writer, cch_graph_text(graph, cells[CCH_PROBLEM_UNIT], NULL), ": ",
                      cch_graph_text(graph, cells[CCH_PROBLEM_TEXT], NULL)),
                 cells[CCH_PROBLEM_SITE]);
    }
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_REPAIR); row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_REPAIR, row);
        write_at(writer, RULE_REPAIR,
                 JOIN(writer, cch_graph_text(graph, cells[CCH_REPAIR_RULE], NULL), ": '",
                      cch_graph_text(graph, cells[CCH_REPAIR_BEFORE], NULL), "' was read as '",
                      cch_graph_text(graph, cells[CCH_REPAIR_AFTER], NULL), "'"),
                 cells[CCH_REPAIR_SITE]);
    }
}

/* What an older plugin tells of a pass with errors is the first one alone. */
static void write_pass(struct writer *writer, const struct cch_pass_errors *errors) {
    const cch_graph *graph = writer->graph;
    const uint32_t *pass = cch_graph_row(graph, CCH_PASS, errors->pass);
    if (!errors->known)
        write_result(writer, RULE_ERROR, cch_graph_text(graph, pass[CCH_PASS_FIRST_ERROR], NULL),
                     cch_graph_text(graph, pass[CCH_PASS_UNIT], NULL), 0);
}

static void write_info(struct writer *writer, const cch_info *info) {
    const cch_graph *graph = writer->graph;
    for (size_t i = 0; i < info->errors.pass_count; i++)
        write_pass(writer, &info->errors.passes[i]);
    for (size_t i = 0; i < info->missing.count; i++) {
        const char *unit = cch_graph_text(graph, info->missing.items[i], NULL);
        write_result(writer, RULE_MISSING, JOIN(writer, unit, " is not in the graph"), unit, 0);
    }
    for (size_t i = 0; i < info->disagreeing.count; i++) {
        const uint32_t *pass = cch_graph_row(graph, CCH_PASS, info->disagreeing.items[i]);
        write_result(writer, RULE_DISAGREEING,
                     JOIN(writer, cch_graph_text(graph, pass[CCH_PASS_NAME], NULL),
                          " was read more than once, with different contents"),
                     cch_graph_text(graph, pass[CCH_PASS_UNIT], NULL), 0);
    }
    for (size_t i = 0; i < info->undefined_bindings.count; i++)
        write_result(writer, RULE_UNDEFINED,
                     JOIN(writer, cch_question_name(writer->question, info->undefined_bindings.items[i]),
                          " is called from Python and bound nowhere"),
                     NULL, 0);
}

static void write_rules(cch_json *json) {
    cch_json_open(json, "tool", '{');
    cch_json_open(json, "driver", '{');
    cch_json_text(json, "name", "callchain");
    cch_json_text(json, "version", CALLCHAIN_VERSION);
    cch_json_open(json, "rules", '[');
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        cch_json_open(json, NULL, '{');
        cch_json_text(json, "id", rules[i].id);
        cch_json_open(json, "shortDescription", '{');
        cch_json_text(json, "text", rules[i].text);
        cch_json_close(json, '}');
        cch_json_close(json, '}');
    }
    cch_json_close(json, ']');
    cch_json_close(json, '}');
    cch_json_close(json, '}');
}

static void write_log(struct writer *writer, const cch_info *info) {
    cch_json *json = &writer->json;
    cch_json_open(json, NULL, '{');
    cch_json_text(json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    cch_json_text(json, "version", "2.1.0");
    cch_json_open(json, "runs", '[');
    cch_json_open(json, NULL, '{');
    write_rules(json);
    cch_json_open(json, "originalUriBaseIds", '{');
    cch_json_open(json, "SRCROOT", '{');
    cch_json_open(json, "description", '{');
    cch_json_text(json, "text", "The project's root.");
    cch_json_close(json, '}');
    cch_json_close(json, '}');
    cch_json_close(json, '}');
    cch_json_open(json, "results", '[');
    write_tables(writer);
    write_info(writer, info);
    cch_json_close(json, ']');
    cch_json_close(json, '}');
    cch_json_close(json, ']');
    cch_json_close(json, '}');
    cch_json_end(json);
}

static int write(const struct cch_interchange_request *request, FILE *stream, struct cch_interchange_report *report,
                 cch_error *error) {
    const cch_question *question = request->question;
    struct writer writer = {.json = {.stream = stream}, .question = question, .graph = question->program->graph};
    cch_info info = {0};
    (void)report;
    int code = cch_info_make(&info, question->view, question->names, question->naming, error);
    if (!code)
        write_log(&writer, &info);
    if (!code && writer.failed)
        code = cch_fail(error, CCH_ERROR_MEMORY, "cannot export: out of memory");
    cch_info_release(&info);
    cch_buffer_release(&writer.text);
    return code;
}

const struct cch_interchange cch_interchange_sarif = {.name = "sarif", .level = CCH_LEVEL_SOURCE, .write = write};
