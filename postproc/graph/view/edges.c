#include "graph/view/edges.h"

#include "graph/view/never.h"

static bool is_void(const cch_graph *graph, const uint32_t *cells) {
    return cells[CCH_EDGE_KIND] == CCH_KIND_INDIRECT && cells[CCH_EDGE_VIA] && cells[CCH_EDGE_CALLER] &&
           cch_graph_row(graph, CCH_FUNCTION, cells[CCH_EDGE_CALLER])[CCH_FUNCTION_FLAGS] & CCH_FLAG_DEFINED;
}

void cch_program_each_edge(const cch_program *program, unsigned flags,
                           void (*visit)(void *data, const struct cch_program_edge *edge), void *data) {
    const unsigned char *never = flags & CCH_EDGES_NEVER ? NULL : program->never;
    uint32_t rows = cch_graph_count(program->graph, CCH_EDGE);
    for (uint32_t row = 1; row <= rows; row++) {
        const uint32_t *cells = cch_graph_row(program->graph, CCH_EDGE, row);
        struct cch_program_edge edge = {
            cells[CCH_EDGE_CALLER],
            cells[CCH_EDGE_CALLEE],
            cells[CCH_EDGE_SITES],
            flags & CCH_EDGES_PASSES ? cch_program_passes(program, cells[CCH_EDGE_PASSES]) : 0,
            (uint8_t)cells[CCH_EDGE_KIND],
            cells[CCH_EDGE_CERTAIN] != 0,
            program->never && cch_edge_is_never(program->graph, cells),
        };
        if (!edge.caller || !edge.callee || cells[CCH_EDGE_KIND] >= CCH_KIND_COUNT || is_void(program->graph, cells) ||
            (program->replaced.edges && program->replaced.edges[row]) || (never && (edge.never || never[edge.caller])))
            continue;
        if (edge.kind == CCH_KIND_BIND || edge.kind == CCH_KIND_DISPATCH) {
            const cch_alternatives *among = &program->alternatives;
            enum cch_choice choice = cch_alternatives_choice(among, edge.caller, edge.callee);
            if (choice == CCH_CHOICE_EXCLUDED || cch_alternatives_excludes(among, edge.callee))
                continue;
            edge.certain &= choice == CCH_CHOICE_NONE;
        }
        visit(data, &edge);
    }
    for (size_t i = 0; i < program->derived_count; i++) {
        const struct cch_derived *derived = &program->derived[i];
        struct cch_program_edge edge = {derived->caller,
                                        derived->callee,
                                        derived->sites,
                                        derived->passes,
                                        (uint8_t)derived->kind,
                                        derived->certain != 0,
                                        0};
        if (!never || !never[edge.caller])
            visit(data, &edge);
    }
}
