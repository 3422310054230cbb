/* What a merge found to be wrong. */
#include "graph/merge/report.h"

#include "base/escape.h"

static void report_passes(FILE *stream, const cch_graph *graph, const struct cch_numbers *passes, size_t limit,
                          const char *what) {
    for (size_t i = 0; i < passes->count && i < limit; i++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_PASS, passes->items[i]);
        fprintf(stream, "%s: ", what);
        cch_write_text(stream, cch_graph_text(graph, cells[CCH_PASS_UNIT], NULL));
        fprintf(stream, " (%s)", cch_graph_text(graph, cells[CCH_PASS_KIND], NULL));
        if (cells[CCH_PASS_ERRORS])
            fprintf(stream, ": %u error%s", cells[CCH_PASS_ERRORS], cells[CCH_PASS_ERRORS] == 1 ? "" : "s");
        if (cells[CCH_PASS_FIRST_ERROR]) {
            fputs(", first ", stream);
            cch_write_text(stream, cch_graph_text(graph, cells[CCH_PASS_FIRST_ERROR], NULL));
        }
        putc('\n', stream);
    }
    if (passes->count > limit)
        fprintf(stream, "%s: %zu more (-v shows all)\n", what, passes->count - limit);
}

static void report_missing(FILE *stream, const cch_graph *graph, const struct cch_numbers *units, size_t limit) {
    for (size_t i = 0; i < units->count && i < limit; i++) {
        fputs("missing: ", stream);
        cch_write_text(stream, cch_graph_text(graph, units->items[i], NULL));
        putc('\n', stream);
    }
    if (units->count > limit)
        fprintf(stream, "missing: %zu more (-v shows all)\n", units->count - limit);
}

static void report_conflicts(FILE *stream, const cch_graph *graph, const struct cch_numbers *functions, size_t limit) {
    for (size_t i = 0; i < functions->count && i < limit; i++) {
        const char *comma = " ";
        fputs("conflict: ", stream);
        cch_write_text(stream, cch_graph_identity(graph, functions->items[i], NULL));
        fputs(" is defined at", stream);
        for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_CONFLICT); row++) {
            const uint32_t *cells = cch_graph_row(graph, CCH_CONFLICT, row);
            const uint32_t *site = cch_graph_row(graph, CCH_SITE, cells[CCH_CONFLICT_SITE]);
            if (cells[CCH_CONFLICT_FUNCTION] != functions->items[i] || !site)
                continue;
            fputs(comma, stream);
            cch_write_text(stream, cch_graph_text(graph, site[CCH_SITE_FILE], NULL));
            fprintf(stream, ":%u", site[CCH_SITE_LINE]);
            comma = ", ";
        }
        putc('\n', stream);
    }
    if (functions->count > limit)
        fprintf(stream, "conflict: %zu more (-v shows all)\n", functions->count - limit);
}

int cch_merge_findings_make(struct cch_merge_findings *findings, const cch_graph *graph, cch_error *error) {
    if (cch_missing_units(graph, &findings->missing) || cch_incomplete_passes(graph, &findings->incomplete) ||
        cch_disagreeing_passes(graph, &findings->disagreeing) || cch_conflicting_functions(graph, &findings->conflicts))
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot report on the graph: out of memory");
    return CCH_OK;
}

void cch_merge_findings_print(FILE *stream, const struct cch_merge_findings *findings, const cch_graph *graph,
                              size_t limit) {
    report_missing(stream, graph, &findings->missing, limit);
    report_passes(stream, graph, &findings->incomplete, limit, "incomplete");
    report_passes(stream, graph, &findings->disagreeing, limit, "read twice with different contents");
    report_conflicts(stream, graph, &findings->conflicts, limit);
}

void cch_merge_findings_release(struct cch_merge_findings *findings) {
    cch_numbers_release(&findings->missing);
    cch_numbers_release(&findings->incomplete);
    cch_numbers_release(&findings->disagreeing);
    cch_numbers_release(&findings->conflicts);
}
