#include "graph/view/program.h"

#include <stdlib.h>
#include <string.h>

uint64_t cch_program_passes(const cch_program *program, uint32_t list) {
    size_t count;
    uint64_t mask = 0;
    const uint32_t *items = cch_graph_items(program->graph, list, &count);
    for (size_t i = 0; i < count; i++)
        for (size_t bit = 0; bit < program->pass_kind_count; bit++)
            if (program->pass_kind_strings[bit] == items[i]) {
                mask |= (uint64_t)1 << bit;
                break;
            }
    return mask;
}

int cch_site_compare(const cch_graph *graph, uint32_t left, uint32_t right) {
    if (left == right)
        return 0;
    if (!left || !right)
        return left ? -1 : 1;
    const uint32_t *a = cch_graph_row(graph, CCH_SITE, left), *b = cch_graph_row(graph, CCH_SITE, right);
    if (a[CCH_SITE_FILE] != b[CCH_SITE_FILE]) {
        int order =
            strcmp(cch_graph_text(graph, a[CCH_SITE_FILE], NULL), cch_graph_text(graph, b[CCH_SITE_FILE], NULL));
        if (order)
            return order;
    }
    if (a[CCH_SITE_LINE] != b[CCH_SITE_LINE])
        return a[CCH_SITE_LINE] < b[CCH_SITE_LINE] ? -1 : 1;
    return a[CCH_SITE_COLUMN] < b[CCH_SITE_COLUMN] ? -1 : a[CCH_SITE_COLUMN] > b[CCH_SITE_COLUMN];
}

int cch_program_for_device(cch_program *program, const char *device, cch_error *error) {
    cch_alternatives left;
    if (cch_alternatives_find(program->graph, device, &left))
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot choose what runs on '%s': out of memory", device);
    cch_alternatives_release(&program->alternatives);
    program->alternatives = left;
    return CCH_OK;
}

void cch_program_free(cch_program *program) {
    if (!program)
        return;
    cch_graph_free(program->graph);
    cch_alternatives_release(&program->alternatives);
    free(program->source);
    free(program->same);
    free(program->derived);
    free(program->never);
    free(program->replaced.launches);
    free(program->replaced.edges);
    free(program->replaced.pointers);
    free(program->replaced.settings);
    free(program);
}
