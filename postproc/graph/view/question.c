#include "graph/view/question.h"

#include "base/escape.h"

const char *cch_question_name(const cch_question *question, uint32_t function) {
    return cch_names_function(question->names, question->naming, function);
}

/* The name that an object has beside the identity. */
static const char *name_beside(const cch_question *question, uint32_t function) {
    enum cch_naming naming = question->naming == CCH_NAMING_IDENTITY ? CCH_NAMING_SHORT : question->naming;
    return cch_names_function(question->names, naming, function);
}

struct cch_cell cch_function_cell(const cch_sheet *sheet, const cch_question *question, uint32_t function) {
    if (!function)
        return cch_cell_empty();
    return sheet->format->nested ? cch_cell_function(name_beside(question, function),
                                                     cch_names_function(question->names, CCH_NAMING_IDENTITY, function))
                                 : cch_cell_text(cch_question_name(question, function));
}

struct cch_cell cch_site_cell(const cch_graph *graph, uint32_t site) {
    const uint32_t *cells = cch_graph_row(graph, CCH_SITE, site);
    return cells ? cch_cell_site(cch_graph_text(graph, cells[CCH_SITE_FILE], NULL), cells[CCH_SITE_LINE],
                                 cells[CCH_SITE_COLUMN])
                 : cch_cell_empty();
}

struct cch_cell cch_passes_cell(const cch_program *program, uint64_t passes, const char **items) {
    size_t count = 0;
    for (size_t i = 0; i < program->pass_kind_count; i++)
        if (passes >> i & 1)
            items[count++] = program->pass_kinds[i];
    return cch_cell_list(items, count);
}

void cch_print_site(FILE *stream, const cch_graph *graph, uint32_t site) {
    const uint32_t *cells = cch_graph_row(graph, CCH_SITE, site);
    if (!cells)
        return;
    cch_write_text(stream, cch_graph_text(graph, cells[CCH_SITE_FILE], NULL));
    fprintf(stream, ":%u", cells[CCH_SITE_LINE]);
}

void cch_print_passes(FILE *stream, const cch_program *program, uint64_t passes) {
    const char *comma = "";
    for (size_t i = 0; i < program->pass_kind_count; i++)
        if (passes >> i & 1) {
            fputs(comma, stream);
            cch_write_text(stream, program->pass_kinds[i]);
            comma = ",";
        }
}

void cch_json_site(cch_json *json, const char *key, const cch_graph *graph, uint32_t site) {
    const uint32_t *cells = cch_graph_row(graph, CCH_SITE, site);
    if (!cells) {
        cch_json_null(json, key);
        return;
    }
    cch_json_open(json, key, '{');
    cch_json_text(json, "file", cch_graph_text(graph, cells[CCH_SITE_FILE], NULL));
    cch_json_number(json, "line", cells[CCH_SITE_LINE]);
    cch_json_number(json, "column", cells[CCH_SITE_COLUMN]);
    cch_json_close(json, '}');
}

void cch_json_passes(cch_json *json, const char *key, const cch_program *program, uint64_t passes) {
    cch_json_open(json, key, '[');
    for (size_t i = 0; i < program->pass_kind_count; i++)
        if (passes >> i & 1)
            cch_json_text(json, NULL, program->pass_kinds[i]);
    cch_json_close(json, ']');
}

void cch_json_function(cch_json *json, const char *key, const cch_question *question, uint32_t function) {
    if (!function) {
        cch_json_null(json, key);
        return;
    }
    cch_json_open(json, key, '{');
    cch_json_text(json, "name", name_beside(question, function));
    cch_json_text(json, "id", cch_names_function(question->names, CCH_NAMING_IDENTITY, function));
    cch_json_close(json, '}');
}
