#include "trace/way.h"

#include <stdlib.h>
#include <string.h>

#include "graph/chains/chains.h"

struct cch_way_search {
    const cch_view *view;
    uint32_t *towards; /* by function: the next one on the way to the kernel; 0: not seen */
    uint32_t *queue;
    unsigned char *perhaps; /* the edge to it is only possible */
};

cch_way_search *cch_way_search_new(const cch_view *view) {
    cch_way_search *made = calloc(1, sizeof *made);
    size_t count = (size_t)view->function_count + 1;
    if (!made)
        return NULL;
    made->view = view;
    made->towards = malloc(count * sizeof *made->towards);
    made->queue = malloc(count * sizeof *made->queue);
    made->perhaps = malloc(count);
    if (!made->towards || !made->queue || !made->perhaps) {
        cch_way_search_free(made);
        return NULL;
    }
    return made;
}

void cch_way_search_free(cch_way_search *search) {
    if (!search)
        return;
    free(search->towards);
    free(search->queue);
    free(search->perhaps);
    free(search);
}

static bool is_python(const cch_view *view, uint32_t function) {
    return cch_graph_row(view->program->graph, CCH_FUNCTION, function)[CCH_FUNCTION_LANGUAGE] == CCH_LANGUAGE_PYTHON;
}

/* Is this the operator "ns::name": what Python calls so, or a Python function of the name? */
static bool is_op(const cch_view *view, uint32_t function, const char *op) {
    const cch_graph *graph = view->program->graph;
    uint32_t source = cch_graph_row(graph, CCH_FUNCTION, function)[CCH_FUNCTION_SOURCE];
    const char *identity = cch_graph_identity(graph, source ? source : function, NULL), *last;
    const char *scope = strstr(op, "::"), *name = scope ? scope + 2 : op;
    if (!is_python(view, function) || !(last = strrchr(identity, '.')) || strcmp(last + 1, name) != 0)
        return false;
    if (!scope || !(view->flags[function] & CCH_FLAG_BINDING))
        return true;
    /* of a binding its namespace, too */
    size_t length = (size_t)(scope - op);
    return (size_t)(last - identity) > length && strncmp(last - length, op, length) == 0;
}

static bool is_called(const cch_view *view, uint32_t function) {
    for (size_t i = view->in[function]; i < view->in[function + 1]; i++) {
        const struct cch_view_edge *edge = &view->edges[view->in_edges[i]];
        if ((CCH_CHAINS_KINDS >> edge->kind & 1) && !edge->never && edge->caller != function)
            return true;
    }
    return false;
}

/* Goes back from `from` to the nearest function that ends the search: of the operator's name, or an entry or what
 * nobody calls, Python's before others. 0: there is none. */
static uint32_t go_back(cch_way_search *search, uint32_t from, const char *op, bool certain) {
    const cch_view *view = search->view;
    size_t count = 0;
    uint32_t other = 0;
    memset(search->towards, 0, ((size_t)view->function_count + 1) * sizeof *search->towards);
    search->queue[count++] = from;
    search->towards[from] = from;
    for (size_t at = 0; at < count; at++) {
        uint32_t function = search->queue[at];
        bool wanted = op ? is_op(view, function, op) : false;
        if (!op && (!is_called(view, function) || (view->flags[function] & CCH_FLAG_ENTRY))) {
            wanted = is_python(view, function);
            other = other ? other : function;
        }
        if (wanted)
            return function;
        for (size_t i = view->in[function]; i < view->in[function + 1]; i++) {
            const struct cch_view_edge *edge = &view->edges[view->in_edges[i]];
            if (!(CCH_CHAINS_KINDS >> edge->kind & 1) || edge->never || search->towards[edge->caller] ||
                (certain && !edge->certain))
                continue;
            search->towards[edge->caller] = function;
            search->perhaps[edge->caller] = !edge->certain;
            search->queue[count++] = edge->caller;
        }
    }
    return op ? 0 : other;
}

/* Puts the way from `start` to where the last search began behind what is there. */
static int add_way(cch_way_search *search, uint32_t start, struct cch_trace_way *way, size_t *capacity) {
    for (uint32_t at = start;; at = search->towards[at]) {
        if (cch_array_reserve(&way->functions, capacity, way->count + 1, sizeof *way->functions))
            return CCH_ERROR_MEMORY;
        way->functions[way->count++] = at;
        if (search->view->flags[at] & CCH_FLAG_BINDING)
            way->op = at;
        if (search->towards[at] == at)
            return 0;
        way->possible = way->possible || search->perhaps[at];
    }
}

int cch_way_find(cch_way_search *search, uint32_t kernel, const char *op, struct cch_trace_way *way) {
    size_t capacity = 0;
    *way = (struct cch_trace_way){0};
    uint32_t through = op ? go_back(search, kernel, op, false) : 0;
    int status = 0;
    if (through) { /* the way from the operator is kept aside */
        struct cch_trace_way rest = {0};
        size_t rest_capacity = 0;
        status = add_way(search, through, &rest, &rest_capacity);
        uint32_t start = status ? 0 : go_back(search, through, NULL, true);
        start = start || status ? start : go_back(search, through, NULL, false);
        if (!status && start)
            status = add_way(search, start, way, &capacity);
        size_t from = way->count ? 1 : 0; /* the operator is on both */
        if (!status && cch_array_reserve(&way->functions, &capacity, way->count + rest.count, sizeof *way->functions))
            status = CCH_ERROR_MEMORY;
        for (size_t i = from; i < rest.count && !status; i++)
            way->functions[way->count++] = rest.functions[i];
        way->op = rest.op ? rest.op : way->op;
        way->possible = way->possible || rest.possible;
        way->told = true;
        free(rest.functions);
    } else {
        uint32_t start = go_back(search, kernel, NULL, true);
        if (!start || !is_python(search->view, start)) {
            uint32_t any = go_back(search, kernel, NULL, false);
            if (!start || (any && is_python(search->view, any)))
                start = any;
            else
                go_back(search, kernel, NULL, true);
        }
        if (start)
            status = add_way(search, start, way, &capacity);
    }
    if (status) {
        free(way->functions);
        *way = (struct cch_trace_way){0};
    }
    return status;
}
