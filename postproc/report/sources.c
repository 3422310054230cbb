/* Sources: the files that functions are defined in, as far as they can be read. */
#include "report/parts.h"

/* A file of which more is not shown. */
#define TEXT_MAX ((size_t)4 << 20)

static int write_text(struct cch_report *report, const cch_source *source, size_t number, cch_error *error) {
    cch_piece piece;
    char name[40];
    int status = cch_piece_begin(&piece, error);
    if (status)
        return status;
    cch_json_open(&piece.json, NULL, '{');
    cch_json_text(&piece.json, "text", source->text);
    cch_json_close(&piece.json, '}');
    snprintf(name, sizeof name, "source-%zu", number);
    return cch_piece_end(&piece, report->folder, name, &report->summary->bytes, error);
}

int cch_report_sources(struct cch_report *report, cch_error *error) {
    const cch_graph *graph = report->question->program->graph;
    cch_json *overview = &report->overview.json;
    cch_piece piece;
    int status = cch_piece_begin(&piece, error);
    if (status)
        return status;
    cch_json_open(&piece.json, NULL, '[');
    for (size_t i = 0; i < report->files.count && !status; i++) {
        const char *file = cch_graph_text(graph, report->files.items[i], NULL), *problem = NULL;
        const cch_source *source = report->request->sources ? cch_sources_get(report->request->sources, file) : NULL;
        if (report->request->sources && !source)
            status = cch_fail(error, CCH_ERROR_MEMORY, "cannot make the report: out of memory");
        else if (!source)
            problem = "no folder of sources was given";
        else if (!source->text)
            problem = source->problem;
        else if (source->size > TEXT_MAX)
            problem = "too large to be shown";
        else
            status = write_text(report, source, i, error);
        cch_json_open(&piece.json, NULL, '{');
        cch_json_text(&piece.json, "name", file);
        if (problem)
            cch_json_text(&piece.json, "problem", problem);
        cch_json_close(&piece.json, '}');
        report->summary->missing_sources += problem != NULL;
    }
    report->summary->sources = report->files.count;
    cch_json_close(&piece.json, ']');
    cch_json_number(overview, "file_count", report->files.count);
    cch_json_number(overview, "missing_sources", report->summary->missing_sources);
    if (!status)
        return cch_piece_end(&piece, report->folder, "files", &report->summary->bytes, error);
    cch_piece_drop(&piece);
    return status;
}
