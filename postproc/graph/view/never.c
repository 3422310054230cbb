#include "graph/view/never.h"

#include <stdlib.h>
#include <string.h>

bool cch_edge_is_never(const cch_graph *graph, const uint32_t *cells) {
    return cells[CCH_EDGE_VIA] && !cells[CCH_EDGE_CERTAIN] && cells[CCH_EDGE_KIND] != CCH_KIND_VIRTUAL &&
           strcmp(cch_graph_text(graph, cells[CCH_EDGE_VIA], NULL), CCH_VIA_NEVER) == 0;
}

static bool has_never(const cch_graph *graph) {
    uint32_t last = 0;
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_EDGE); row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_EDGE, row);
        if (!cells[CCH_EDGE_VIA] || cells[CCH_EDGE_VIA] == last)
            continue;
        last = cells[CCH_EDGE_CERTAIN] ? 0 : cells[CCH_EDGE_VIA];
        if (cch_edge_is_never(graph, cells))
            return true;
    }
    return false;
}

struct target {
    uint32_t callee;
    bool never;
};

struct search {
    const cch_program *program;
    size_t *first; /* the targets of function f: first[f] … first[f + 1] - 1 */
    struct target *targets;
    unsigned char *called, *runs, *seen;
    uint32_t *waiting;
};

static void each_edge(struct search *search,
                      void (*visit)(struct search *, uint32_t caller, uint32_t callee, uint32_t kind, bool never)) {
    const cch_graph *graph = search->program->graph;
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_EDGE); row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_EDGE, row);
        if (cells[CCH_EDGE_CALLER] && cells[CCH_EDGE_CALLEE])
            visit(search, cells[CCH_EDGE_CALLER], cells[CCH_EDGE_CALLEE], cells[CCH_EDGE_KIND],
                  cch_edge_is_never(graph, cells));
    }
    for (size_t i = 0; i < search->program->derived_count; i++) {
        const struct cch_derived *edge = &search->program->derived[i];
        visit(search, edge->caller, edge->callee, edge->kind, false);
    }
}

static void count_target(struct search *search, uint32_t caller, uint32_t callee, uint32_t kind, bool never) {
    (void)never;
    search->first[caller + 2]++;
    if (caller != callee && kind != CCH_KIND_BIND && kind != CCH_KIND_DISPATCH)
        search->called[callee] = 1;
}

static void place_target(struct search *search, uint32_t caller, uint32_t callee, uint32_t kind, bool never) {
    (void)kind;
    search->targets[search->first[caller + 1]++] = (struct target){callee, never};
}

/* Marks what can be reached from the function, itself included. */
static void follow(struct search *search, uint32_t function, unsigned char *reached, bool all) {
    size_t count = 0;
    if (reached[function])
        return;
    reached[function] = 1;
    search->waiting[count++] = function;
    while (count) {
        uint32_t caller = search->waiting[--count];
        for (size_t i = search->first[caller]; i < search->first[caller + 1]; i++) {
            const struct target *target = &search->targets[i];
            if (reached[target->callee] || (target->never && !all))
                continue;
            reached[target->callee] = 1;
            search->waiting[count++] = target->callee;
        }
    }
}

/* A name that another language gives, and an entry that its producer knows, are called from outside. */
static bool is_entry(const struct search *search, uint32_t function) {
    uint32_t flags = cch_graph_row(search->program->graph, CCH_FUNCTION, function)[CCH_FUNCTION_FLAGS];
    return !search->called[function] || (flags & CCH_FLAG_ENTRY);
}

static void mark_running(struct search *search) {
    uint32_t count = search->program->function_count;
    for (uint32_t function = 1; function <= count; function++)
        if (is_entry(search, function)) {
            follow(search, function, search->runs, false);
            follow(search, function, search->seen, true);
        }
    for (uint32_t function = 1; function <= count; function++)
        if (!search->seen[function]) { /* in a circle that nothing leads to */
            follow(search, function, search->runs, false);
            follow(search, function, search->seen, true);
        }
}

int cch_never_find(const cch_program *program, unsigned char **never) {
    struct search search = {.program = program};
    size_t room = (size_t)program->function_count + 3;
    int status = CCH_ERROR_MEMORY;
    *never = NULL;
    if (!has_never(program->graph))
        return 0;
    search.first = calloc(room, sizeof *search.first);
    search.called = calloc(room, 1);
    search.runs = calloc(room, 1);
    search.seen = calloc(room, 1);
    search.waiting = malloc(room * sizeof *search.waiting);
    if (!search.first || !search.called || !search.runs || !search.seen || !search.waiting)
        goto out;
    each_edge(&search, count_target);
    for (size_t i = 1; i < room; i++)
        search.first[i] += search.first[i - 1];
    if (!(search.targets = malloc((search.first[room - 1] + 1) * sizeof *search.targets)))
        goto out;
    each_edge(&search, place_target);
    mark_running(&search);
    for (size_t i = 0; i < room; i++)
        search.runs[i] = !search.runs[i];
    *never = search.runs;
    search.runs = NULL;
    status = 0;
out:
    free(search.first);
    free(search.targets);
    free(search.called);
    free(search.runs);
    free(search.seen);
    free(search.waiting);
    return status;
}
