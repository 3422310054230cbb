/* The sum of a graph as one table. */
#include "graph/view/info_report.h"

static const struct cch_heading columns[] = {
    {.name = "what", .type = CCH_COLUMN_TEXT, .about = "units, kernels, incomplete passes, …"},
    {.name = "name", .type = CCH_COLUMN_TEXT, .about = "of one of them; empty: all"},
    {.name = "detail", .type = CCH_COLUMN_TEXT},
    {.name = "number", .type = CCH_COLUMN_INTEGER},
    {.name = "site", .type = CCH_COLUMN_SITE},
};
static const struct cch_listing listing = {"info", columns, sizeof columns / sizeof *columns};

static void add_number(cch_sheet *sheet, const char *what, const char *name, const char *detail, uint64_t number) {
    cch_sheet_row(sheet, (const struct cch_cell[]){cch_cell_text(what), cch_cell_text(name), cch_cell_text(detail),
                                                   cch_cell_integer((int64_t)number), cch_cell_empty()});
}

static void add_named(cch_sheet *sheet, const char *what, const char *name, const char *detail, struct cch_cell site) {
    cch_sheet_row(sheet, (const struct cch_cell[]){cch_cell_text(what), cch_cell_text(name), cch_cell_text(detail),
                                                   cch_cell_empty(), site});
}

static void add_functions(cch_sheet *sheet, const cch_question *question, const char *what,
                          const struct cch_numbers *functions) {
    const char *place_is;
    for (size_t i = 0; i < functions->count; i++)
        add_named(
            sheet, what, cch_question_name(question, functions->items[i]), "",
            cch_site_cell(question->program->graph, cch_view_place(question->view, functions->items[i], &place_is)));
}

static void add_pass(cch_sheet *sheet, const cch_question *question, const char *what, uint32_t row) {
    const cch_graph *graph = question->program->graph;
    const uint32_t *cells = cch_graph_row(graph, CCH_PASS, row);
    add_number(sheet, what, cch_graph_text(graph, cells[CCH_PASS_UNIT], NULL),
               cch_graph_text(graph, cells[CCH_PASS_KIND], NULL), cells[CCH_PASS_ERRORS]);
}

static void add_errors(cch_sheet *sheet, const cch_question *question, const cch_errors *errors) {
    const cch_graph *graph = question->program->graph;
    for (size_t i = 0; i < errors->pass_count; i++)
        add_pass(sheet, question, "incomplete pass", errors->passes[i].pass);
    for (size_t i = 0; i < errors->kind_count; i++) {
        const struct cch_error_kind *kind = &errors->kinds[i];
        const uint32_t *example = cch_graph_row(graph, CCH_DIAGNOSTIC, kind->example);
        cch_sheet_row(
            sheet, (const struct cch_cell[]){cch_cell_text("errors of a kind"), cch_cell_text(kind->kind),
                                             cch_cell_text(cch_graph_text(graph, example[CCH_DIAGNOSTIC_TEXT], NULL)),
                                             cch_cell_integer((int64_t)kind->errors),
                                             cch_site_cell(graph, example[CCH_DIAGNOSTIC_SITE])});
    }
    if (errors->kind_count) {
        add_number(sheet, "functions as written", "", "", errors->functions);
        add_number(sheet, "functions as written", "", "with errors", errors->touched);
    }
}

static void add_counts(cch_sheet *sheet, const cch_question *question, const cch_info *info, uint64_t bytes) {
    add_number(sheet, "units", "", "", info->units);
    add_number(sheet, "incomplete units", "", "", info->incomplete_units);
    add_number(sheet, "passes", "", "", info->pass_count);
    for (size_t i = 0; i < info->pass_kind_count; i++)
        add_number(sheet, "passes", info->pass_kinds[i], "", info->passes[i]);
    add_number(sheet, "functions", "", "", info->function_count);
    add_number(sheet, "functions", "", "defined", info->defined);
    for (unsigned i = 0; i < CCH_LANGUAGE_COUNT; i++)
        if (info->functions[i])
            add_number(sheet, "functions", cch_language_name(i), "", info->functions[i]);
    if (question->view->level == CCH_LEVEL_SOURCE)
        add_number(sheet, "specializations", "", "", info->specializations);
    add_number(sheet, "entry points", "", "", info->entry_points.count);
    add_number(sheet, "kernels", "", "", info->kernels.count);
    add_number(sheet, "launches", "", "", info->launches);
    add_number(sheet, "bindings", "", "", info->bindings.count);
    add_number(sheet, "edges", "", "", info->edge_count);
    for (unsigned kind = 0; kind < CCH_KIND_COUNT; kind++)
        if (info->certain[kind] || info->possible[kind]) {
            add_number(sheet, "edges", cch_kind_name((enum cch_kind)kind), "certain", info->certain[kind]);
            add_number(sheet, "edges", cch_kind_name((enum cch_kind)kind), "possible", info->possible[kind]);
        }
    if (bytes)
        add_number(sheet, "file bytes", "", "", bytes);
}

static void add_problems(cch_sheet *sheet, const cch_question *question) {
    const cch_graph *graph = question->program->graph;
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_REPAIR); row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_REPAIR, row);
        add_named(sheet, "repair", cch_graph_text(graph, cells[CCH_REPAIR_RULE], NULL),
                  cch_graph_text(graph, cells[CCH_REPAIR_AFTER], NULL), cch_site_cell(graph, cells[CCH_REPAIR_SITE]));
    }
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_PROBLEM); row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_PROBLEM, row);
        add_named(sheet, "problem", cch_graph_text(graph, cells[CCH_PROBLEM_UNIT], NULL),
                  cch_graph_text(graph, cells[CCH_PROBLEM_TEXT], NULL), cch_site_cell(graph, cells[CCH_PROBLEM_SITE]));
    }
}

int cch_info_print_table(FILE *stream, const cch_question *question, const cch_info *info, uint64_t bytes,
                         const struct cch_format *format) {
    cch_sheet sheet;
    cch_sheet_begin(&sheet, format, stream, &listing);
    add_counts(&sheet, question, info, bytes);
    add_functions(&sheet, question, "entry point", &info->entry_points);
    add_functions(&sheet, question, "kernel", &info->kernels);
    add_functions(&sheet, question, "binding", &info->bindings);
    for (size_t i = 0; i < info->missing.count; i++)
        add_named(&sheet, "missing unit", cch_graph_text(question->program->graph, info->missing.items[i], NULL), "",
                  cch_cell_empty());
    add_errors(&sheet, question, &info->errors);
    for (size_t i = 0; i < info->disagreeing.count; i++)
        add_pass(&sheet, question, "disagreeing pass", info->disagreeing.items[i]);
    add_functions(&sheet, question, "conflict", &info->conflicts);
    add_functions(&sheet, question, "undefined binding", &info->undefined_bindings);
    add_functions(&sheet, question, "unused binding", &info->unused_bindings);
    add_problems(&sheet, question);
    return cch_sheet_end(&sheet);
}
