#include "graph/view/list.h"

#define LISTING(name, columns) {name, columns, sizeof columns / sizeof *columns}

/* Functions ----------------------------------------------------------------- */

int cch_list_functions(const cch_question *question, const struct cch_numbers *functions,
                       const struct cch_format *format, FILE *stream) {
    static const struct cch_heading columns[] = {
        {.name = "function", .type = CCH_COLUMN_FUNCTION},
        {.name = "language", .type = CCH_COLUMN_TEXT},
        {.name = "flags", .type = CCH_COLUMN_TEXT, .about = "kernel, device, entry, …"},
        {.name = "place", .type = CCH_COLUMN_SITE, .about = "where it is defined, or else declared"},
        {.name = "specializations", .type = CCH_COLUMN_INTEGER, .about = "how many are in the graph"},
    };
    static const struct cch_listing listing = LISTING("functions", columns);
    const cch_graph *graph = question->program->graph;
    cch_sheet sheet;
    cch_sheet_begin(&sheet, format, stream, &listing);
    for (size_t i = 0; i < functions->count && !ferror(stream) && !sheet.status; i++) {
        uint32_t function = functions->items[i];
        const char *what;
        char flags[256];
        cch_flag_names(question->view->flags[function], flags, sizeof flags);
        cch_sheet_row(
            &sheet,
            (const struct cch_cell[]){
                cch_function_cell(&sheet, question, function),
                cch_cell_text(cch_language_name(cch_graph_row(graph, CCH_FUNCTION, function)[CCH_FUNCTION_LANGUAGE])),
                cch_cell_text(flags),
                cch_site_cell(graph, cch_view_place(question->view, function, &what)),
                cch_cell_integer(question->view->specializations[function]),
            });
    }
    return cch_sheet_end(&sheet);
}

/* Edges ----------------------------------------------------------------------- */

int cch_list_edges(const cch_question *question, const struct cch_numbers *edges, const struct cch_format *format,
                   FILE *stream) {
    static const struct cch_heading columns[] = {
        {.name = "caller", .type = CCH_COLUMN_FUNCTION},
        {.name = "callee", .type = CCH_COLUMN_FUNCTION},
        {.name = "kind", .type = CCH_COLUMN_TEXT, .about = "call, launch, …"},
        {.name = "certainty", .type = CCH_COLUMN_TEXT, .shape = CCH_IN_FLAT, .about = "certain, possible or never"},
        {.name = "certain", .type = CCH_COLUMN_BOOLEAN, .shape = CCH_IN_NESTED},
        {.name = "never", .type = CCH_COLUMN_BOOLEAN, .shape = CCH_IN_NESTED, .optional = true},
        {.name = "passes", .type = CCH_COLUMN_LIST, .about = "of the compiler, in which it holds"},
        {.name = "site", .type = CCH_COLUMN_SITE, .about = "the least call site"},
        {.name = "count", .type = CCH_COLUMN_INTEGER, .about = "of distinct call sites"},
    };
    static const struct cch_listing listing = LISTING("edges", columns);
    const char *passes[CCH_PASS_KINDS_MAX];
    cch_sheet sheet;
    cch_sheet_begin(&sheet, format, stream, &listing);
    for (size_t i = 0; i < edges->count && !ferror(stream) && !sheet.status; i++) {
        const struct cch_view_edge *edge = &question->view->edges[edges->items[i]];
        cch_sheet_row(&sheet, (const struct cch_cell[]){
                                  cch_function_cell(&sheet, question, edge->caller),
                                  cch_function_cell(&sheet, question, edge->callee),
                                  cch_cell_text(cch_kind_name((enum cch_kind)edge->kind)),
                                  cch_cell_text(edge->certain ? "certain"
                                                : edge->never ? "never"
                                                              : "possible"),
                                  cch_cell_boolean(edge->certain),
                                  edge->never ? cch_cell_boolean(true) : cch_cell_empty(),
                                  cch_passes_cell(question->program, edge->passes, passes),
                                  cch_site_cell(question->program->graph, edge->site),
                                  cch_cell_integer(edge->count),
                              });
    }
    return cch_sheet_end(&sheet);
}

/* Launches ---------------------------------------------------------------------- */

static int list_launch(cch_sheet *sheet, const cch_question *question, const struct cch_view_launch *launch,
                       const struct cch_launch_texts *texts) {
    const cch_graph *graph = question->program->graph;
    const struct cch_configuration given = cch_configuration_read(graph, launch->row);
    const char *passes[CCH_PASS_KINDS_MAX];
    return cch_sheet_row(sheet, (const struct cch_cell[]){
                                    launch->kernel || sheet->format->nested
                                        ? cch_function_cell(sheet, question, launch->kernel)
                                        : cch_cell_text("(unknown)"),
                                    cch_cell_text(given.grid_text),
                                    cch_cell_text(given.block_text),
                                    cch_cell_text(given.shared_memory_text),
                                    cch_cell_text(given.stream),
                                    cch_cell_text(texts->grid),
                                    cch_cell_text(texts->block),
                                    cch_cell_text(texts->shared_memory),
                                    cch_cell_text(given.api),
                                    cch_cell_text(given.attributes),
                                    cch_cell_text(texts->when),
                                    cch_function_cell(sheet, question, launch->caller),
                                    cch_site_cell(graph, given.site),
                                    cch_passes_cell(question->program, launch->passes, passes),
                                });
}

int cch_list_launches(const cch_question *question, const struct cch_launches *launches,
                      const struct cch_format *format, FILE *stream) {
    static const struct cch_heading columns[] = {
        {.name = "kernel", .type = CCH_COLUMN_FUNCTION},
        {.name = "grid", .type = CCH_COLUMN_TEXT, .about = "as written; so the next three"},
        {.name = "block", .type = CCH_COLUMN_TEXT},
        {.name = "shared_memory", .type = CCH_COLUMN_TEXT},
        {.name = "stream", .type = CCH_COLUMN_TEXT},
        {.name = "grid_value", .type = CCH_COLUMN_TEXT, .about = "numbers, expressions, or why it is unknown"},
        {.name = "block_value", .type = CCH_COLUMN_TEXT},
        {.name = "shared_memory_value", .type = CCH_COLUMN_TEXT, .unit = "bytes"},
        {.name = "api", .type = CCH_COLUMN_TEXT, .about = "how it is launched"},
        {.name = "attributes", .type = CCH_COLUMN_TEXT},
        {.name = "when", .type = CCH_COLUMN_TEXT, .about = "the branches of the caller that it stands in"},
        {.name = "caller", .type = CCH_COLUMN_FUNCTION},
        {.name = "site", .type = CCH_COLUMN_SITE},
        {.name = "passes", .type = CCH_COLUMN_LIST},
    };
    static const struct cch_listing listing = LISTING("launches", columns);
    int status = 0;
    cch_sheet sheet;
    cch_sheet_begin(&sheet, format, stream, &listing);
    for (size_t i = 0; i < launches->count && !ferror(stream) && !status; i++) {
        struct cch_launch_texts texts;
        if ((status = cch_launch_texts_make(&texts, question->program->graph, launches->items[i].row)))
            break;
        status = list_launch(&sheet, question, &launches->items[i], &texts);
        cch_launch_texts_release(&texts);
    }
    int ended = cch_sheet_end(&sheet);
    return status ? status : ended;
}
