#include "graph/view/view.h"

#include "base/array.h"
#include "graph/merge/fold.h"
#include "graph/merge/follow.h"
#include "graph/view/edges.h"

#include <stdlib.h>
#include <string.h>

/* An edge before it is joined with others. */
struct piece {
    uint32_t callee, sites;
    uint64_t passes;
    uint8_t kind, certain, never;
};

struct builder {
    cch_view *view;
    size_t *first; /* the pieces of caller f: first[f] … first[f + 1] - 1 */
    struct piece *pieces;
    uint32_t *sites; /* scratch for unions */
    size_t site_capacity, edge_capacity;
};

bool cch_view_shows(const cch_view *view, uint32_t function) {
    if (view->node[function] != function)
        return false;
    if (!(view->flags[function] & CCH_FLAG_TEMPLATE))
        return true;
    /* A template that is only declared and has no specialization: some unit defines it, elsewhere. */
    return view->level == CCH_LEVEL_SOURCE
               ? (view->flags[function] & CCH_FLAG_DEFINED) || view->specializations[function]
               : view->touched[function];
}

uint32_t cch_view_place(const cch_view *view, uint32_t function, const char **what) {
    static const struct {
        int column;
        const char *what;
    } places[] = {{CCH_FUNCTION_DEFINITION, "definition"},
                  {CCH_FUNCTION_DEVICE_DEFINITION, "device definition"},
                  {CCH_FUNCTION_DECLARATION, "declaration"}};
    const uint32_t *cells = cch_graph_row(view->program->graph, CCH_FUNCTION, function);
    for (size_t i = 0; cells && i < sizeof places / sizeof *places; i++)
        if (cells[places[i].column]) {
            *what = places[i].what;
            return cells[places[i].column];
        }
    /* An instance has its place at its source function. */
    uint32_t source = view->program->source[function];
    if (function && source != function)
        return cch_view_place(view, source, what);
    *what = "";
    return 0;
}

/* Functions --------------------------------------------------------------- */

/* Flags of a specialization that say nothing of the function as written. */
#define OWN_FLAGS                                                                                                      \
    ((uint32_t)(CCH_FLAG_TEMPLATE | CCH_FLAG_INSTANTIATION | CCH_FLAG_IMPLICIT | CCH_FLAG_LAMBDA | CCH_FLAG_SYNTHETIC))

/* The function that each is shown at: a closure at its enclosing function if
 * that was asked for, an instance at its source function. */
static int map_functions(cch_view *view, unsigned flags) {
    const cch_program *program = view->program;
    size_t room = (size_t)view->function_count + 2;
    uint32_t *enclosing = NULL, *next = calloc(room, sizeof *next);
    int status = CCH_ERROR_MEMORY;
    view->node = calloc(room, sizeof(uint32_t));
    if (!next || !view->node || ((flags & CCH_VIEW_FOLD_LAMBDAS) && !(enclosing = cch_fold_lambdas(program))))
        goto out;
    for (uint32_t function = 1; function <= view->function_count; function++)
        next[function] = enclosing && enclosing[function]  ? enclosing[function]
                         : view->level == CCH_LEVEL_SOURCE ? program->source[function]
                                                           : program->same[function];
    status = cch_follow(next, view->node, view->function_count);
out:
    free(next);
    free(enclosing);
    return status;
}

static int join_functions(cch_view *view) {
    const cch_program *program = view->program;
    view->flags = calloc((size_t)view->function_count + 2, sizeof(uint32_t));
    view->specializations = calloc((size_t)view->function_count + 2, sizeof(uint32_t));
    if (!view->flags || !view->specializations)
        return CCH_ERROR_MEMORY;
    for (uint32_t function = 1; function <= view->function_count; function++) {
        uint32_t node = view->node[function];
        uint32_t own = cch_graph_row(program->graph, CCH_FUNCTION, function)[CCH_FUNCTION_FLAGS];
        bool specialization =
            program->source[function] == node && node != function && program->same[function] == function;
        view->flags[node] |= node == function ? own : specialization ? own & ~OWN_FLAGS : 0;
        view->specializations[node] += specialization;
    }
    return CCH_OK;
}

/* Edges ------------------------------------------------------------------- */

static void count_piece(void *data, const struct cch_program_edge *edge) {
    struct builder *builder = data;
    builder->first[builder->view->node[edge->caller] + 2]++;
}

static void place_piece(void *data, const struct cch_program_edge *edge) {
    struct builder *builder = data;
    const uint32_t *node = builder->view->node;
    builder->pieces[builder->first[node[edge->caller] + 1]++] =
        (struct piece){node[edge->callee], edge->sites, edge->passes, edge->kind, edge->certain, edge->never};
}

static int compare_pieces(const void *left, const void *right) {
    const struct piece *a = left, *b = right;
    if (a->callee != b->callee)
        return a->callee < b->callee ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return a->sites < b->sites ? -1 : a->sites > b->sites;
}

static int compare_numbers(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

/* The least site and the number of distinct ones in the lists of `count`
 * pieces. Rows of CCH_SITE are distinct places. */
static int join_sites(struct builder *builder, const struct piece *pieces, size_t count, struct cch_view_edge *edge) {
    const cch_graph *graph = builder->view->program->graph;
    size_t total = 0;
    for (size_t i = 0; i < count; i++) {
        size_t length;
        if (i && pieces[i].sites == pieces[i - 1].sites)
            continue;
        const uint32_t *items = cch_graph_items(graph, pieces[i].sites, &length);
        for (size_t j = 0; j < length; j++)
            if (cch_site_compare(graph, items[j], edge->site) < 0)
                edge->site = items[j];
        if (cch_array_reserve(&builder->sites, &builder->site_capacity, total + length + 1, sizeof *items))
            return CCH_ERROR_MEMORY;
        if (length)
            memcpy(builder->sites + total, items, length * sizeof *items);
        total += length;
    }
    qsort(builder->sites, total, sizeof *builder->sites, compare_numbers);
    for (size_t i = 0; i < total; i++)
        edge->count += builder->sites[i] && (!i || builder->sites[i] != builder->sites[i - 1]);
    return CCH_OK;
}

/* Joins the pieces of one caller into edges. */
static int join_caller(struct builder *builder, uint32_t caller) {
    cch_view *view = builder->view;
    struct piece *pieces = builder->pieces + builder->first[caller];
    size_t count = builder->first[caller + 1] - builder->first[caller];
    if (count > 1)
        qsort(pieces, count, sizeof *pieces, compare_pieces);
    for (size_t i = 0, end; i < count; i = end) {
        struct cch_view_edge edge = {.caller = caller, .callee = pieces[i].callee, .kind = pieces[i].kind, .never = 1};
        for (end = i; end < count && pieces[end].callee == edge.callee && pieces[end].kind == edge.kind; end++) {
            edge.passes |= pieces[end].passes;
            edge.certain |= pieces[end].certain;
            edge.never &= pieces[end].never;
        }
        if (view->edge_count >= UINT32_MAX - 1 || join_sites(builder, pieces + i, end - i, &edge) ||
            cch_array_reserve(&view->edges, &builder->edge_capacity, view->edge_count + 1, sizeof edge))
            return CCH_ERROR_MEMORY;
        view->edges[view->edge_count++] = edge;
    }
    return CCH_OK;
}

static int join_edges(cch_view *view, unsigned never) {
    struct builder builder = {.view = view};
    size_t room = (size_t)view->function_count + 3;
    int status = CCH_ERROR_MEMORY;
    builder.first = calloc(room, sizeof *builder.first);
    view->out = calloc(room, sizeof *view->out);
    if (!builder.first || !view->out)
        goto out;
    cch_program_each_edge(view->program, never, count_piece, &builder);
    for (size_t i = 1; i < room; i++)
        builder.first[i] += builder.first[i - 1];
    builder.pieces = malloc((builder.first[room - 1] + 1) * sizeof *builder.pieces);
    if (!builder.pieces)
        goto out;
    cch_program_each_edge(view->program, never | CCH_EDGES_PASSES, place_piece, &builder);
    status = CCH_OK;
    for (uint32_t caller = 1; caller <= view->function_count && !status; caller++) {
        view->out[caller] = view->edge_count;
        status = join_caller(&builder, caller);
    }
    view->out[view->function_count + 1] = view->edge_count;
out:
    free(builder.first);
    free(builder.pieces);
    free(builder.sites);
    return status;
}

static int index_callees(cch_view *view) {
    size_t room = (size_t)view->function_count + 3;
    view->in = calloc(room, sizeof *view->in);
    view->in_edges = malloc((view->edge_count + 1) * sizeof *view->in_edges);
    if (!view->in || !view->in_edges)
        return CCH_ERROR_MEMORY;
    for (size_t i = 0; i < view->edge_count; i++)
        view->in[view->edges[i].callee + 2]++;
    for (size_t i = 1; i < room; i++)
        view->in[i] += view->in[i - 1];
    for (size_t i = 0; i < view->edge_count; i++)
        view->in_edges[view->in[view->edges[i].callee + 1]++] = (uint32_t)i;
    return CCH_OK;
}

static void touch(void *data, const struct cch_program_edge *edge) {
    cch_view *view = data;
    view->touched[view->node[edge->caller]] = view->touched[view->node[edge->callee]] = 1;
}

static int note_touched(cch_view *view, unsigned never) {
    if (view->level == CCH_LEVEL_SOURCE)
        return CCH_OK;
    if (!(view->touched = calloc((size_t)view->function_count + 1, 1)))
        return CCH_ERROR_MEMORY;
    cch_program_each_edge(view->program, never, touch, view);
    return CCH_OK;
}

int cch_view_new(cch_view **result, const cch_program *program, enum cch_level level, unsigned flags,
                 cch_error *error) {
    *result = NULL;
    cch_view *view = calloc(1, sizeof *view);
    if (!view)
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot arrange the graph: out of memory");
    view->program = program;
    view->level = level;
    view->function_count = program->function_count;
    unsigned never = flags & CCH_VIEW_NEVER ? CCH_EDGES_NEVER : 0;
    if (map_functions(view, flags) || join_functions(view) || note_touched(view, never) ||
        (!(flags & CCH_VIEW_WITHOUT_EDGES) && (join_edges(view, never) || index_callees(view)))) {
        cch_view_free(view);
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot arrange the graph: out of memory");
    }
    *result = view;
    return CCH_OK;
}

void cch_view_free(cch_view *view) {
    if (!view)
        return;
    free(view->node);
    free(view->flags);
    free(view->specializations);
    free(view->touched);
    free(view->edges);
    free(view->out);
    free(view->in);
    free(view->in_edges);
    free(view);
}
