/* What is asked of the device, and what the answer decides: by the program's
 * flows, from the variable that takes it through results, parameters and
 * fields to conditions and parts of launch configurations. */
#include "params/hardware_parts.h"

#include <stdlib.h>
#include <string.h>

#include "params/model_trace.h"

enum { DECIDES_BRANCH = 1, DECIDES_GRID = 2, DECIDES_BLOCK = 4, DECIDES_SHARED_MEMORY = 8, DECIDES_ANYTHING = 15 };

struct query {
    uint32_t function;      /* as written, that asks */
    uint32_t name, text, site;
    unsigned char *callers; /* by function: 1 for those that it is called from, itself included */
    unsigned char *decides; /* by site: what of it */
};

struct cch_hardware_queries {
    struct query *items;
    size_t count;
    uint32_t *launching; /* a queue of functions */
    unsigned char *seen;
};

/* Finding ------------------------------------------------------------------------ */

static bool is_call(const struct cch_view_edge *edge) {
    return edge->kind != CCH_KIND_ADDRESS && edge->kind != CCH_KIND_BIND && edge->kind != CCH_KIND_DISPATCH;
}

/* Everything from which one of the first `count` functions of the queue is
 * called is put behind them. */
static size_t add_callers(const cch_view *view, uint32_t *queue, size_t count, unsigned char *seen) {
    for (size_t at = 0; at < count; at++)
        for (size_t i = view->in[queue[at]]; i < view->in[queue[at] + 1]; i++) {
            const struct cch_view_edge *edge = &view->edges[view->in_edges[i]];
            if (!is_call(edge) || seen[edge->caller])
                continue;
            seen[edge->caller] = 1;
            queue[count++] = edge->caller;
        }
    return count;
}

static unsigned char kind_of_use(uint32_t kind) {
    switch ((enum cch_use)kind) {
    case CCH_USE_CONDITION:
        return DECIDES_BRANCH;
    case CCH_USE_GRID:
        return DECIDES_GRID;
    case CCH_USE_BLOCK:
        return DECIDES_BLOCK;
    case CCH_USE_SHARED_MEMORY:
        return DECIDES_SHARED_MEMORY;
    default:
        return 0;
    }
}

static const uint32_t *place_of(const cch_graph *graph, uint32_t site) {
    return cch_graph_row(graph, CCH_SITE, site);
}

/* A variable that exists in a branch alone is not what it is because of the
 * branch's condition: was none of its name there before the condition? */
static bool is_of_branch(const struct cch_flow_graph *flows, const struct cch_trace_state *state) {
    const cch_graph *graph = flows->view->program->graph;
    const struct cch_flow_node *node = &flows->nodes[state->node];
    if (state->edge == SIZE_MAX || flows->edges[state->edge].kind != CCH_FLOW_CONTROL || node->kind != CCH_VALUE_LOCAL)
        return false;
    const uint32_t *condition = place_of(graph, flows->edges[state->edge].site);
    uint32_t name = cch_graph_row(graph, CCH_VALUE, node->value)[CCH_VALUE_NAME];
    for (uint32_t at = state->node; condition && at && flows->nodes[at].function == node->function; at--) {
        const uint32_t *cells = cch_graph_row(graph, CCH_VALUE, flows->nodes[at].value);
        const uint32_t *place = place_of(graph, cells[CCH_VALUE_SITE]);
        if (cells[CCH_VALUE_NAME] == name && place && place[CCH_SITE_LINE] < condition[CCH_SITE_LINE])
            return false;
    }
    return condition != NULL;
}

/* `only`: uses in this function, 0 in any; `kinds`: of these kinds. */
static void add_uses(const struct cch_flow_graph *flows, uint32_t node, uint32_t only, unsigned char kinds,
                     struct query *query) {
    const cch_program *program = flows->view->program;
    for (size_t i = flows->uses[node]; i < flows->uses[node + 1]; i++) {
        const uint32_t *use = cch_graph_row(program->graph, CCH_USE, flows->use_rows[i]);
        uint32_t function = use[CCH_USE_FUNCTION] ? flows->region[program->source[use[CCH_USE_FUNCTION]]] : 0;
        if (!only || function == only)
            query->decides[use[CCH_USE_SITE]] |= kind_of_use(use[CCH_USE_KIND]) & kinds;
    }
}

static int follow_from(struct cch_trace *trace, uint32_t node, struct query *query) {
    int status = cch_trace_spread(trace, node);
    for (uint32_t state = 1; state <= trace->count && !status; state++)
        add_uses(trace->graph, trace->states[state].node, 0,
                 is_of_branch(trace->graph, &trace->states[state]) ? DECIDES_BRANCH : DECIDES_ANYTHING, query);
    return status;
}

/* Does the edge take the answer to where it is asked for? It comes from the
 * query, or out of the call when the function asked is one of the program's. */
static bool answers(const struct cch_flow_graph *flows, const struct cch_flow_edge *edge, const struct query *query) {
    const struct cch_flow_node *from = &flows->nodes[edge->from], *to = &flows->nodes[edge->to];
    if (from->kind != CCH_VALUE_QUERY)
        return edge->leaves && edge->site == query->site && to->function == query->function;
    if (cch_graph_row(flows->view->program->graph, CCH_VALUE, from->value)[CCH_VALUE_NAME] != query->name)
        return false;
    return to->function ? flows->region[to->function] == flows->region[query->function] : edge->site == query->site;
}

static int follow(struct cch_trace *trace, struct query *query) {
    const struct cch_flow_graph *flows = trace->graph;
    const cch_graph *graph = flows->view->program->graph;
    int status = 0;
    for (size_t i = 0; i < flows->edge_count && !status; i++)
        if (answers(flows, &flows->edges[i], query))
            status = follow_from(trace, flows->edges[i].to, query);
    for (uint32_t node = 1; node <= flows->node_count; node++) /* used where it is asked for */
        if (flows->nodes[node].kind == CCH_VALUE_QUERY &&
            cch_graph_row(graph, CCH_VALUE, flows->nodes[node].value)[CCH_VALUE_NAME] == query->name)
            add_uses(flows, node, flows->region[query->function], DECIDES_ANYTHING, query);
    return status;
}

/* One query as written is asked in each specialization. */
static bool is_known(const struct cch_hardware_queries *queries, const struct query *query) {
    for (size_t i = 0; i < queries->count; i++) {
        const struct query *other = &queries->items[i];
        if (other->function == query->function && other->name == query->name && other->text == query->text &&
            other->site == query->site)
            return true;
    }
    return false;
}

static int add_query(const struct cch_hardware *hardware, struct cch_trace *trace, struct query query) {
    struct cch_hardware_queries *queries = hardware->queries;
    const cch_view *view = hardware->view;
    size_t count = 0;
    query.callers = calloc((size_t)view->function_count + 1, 1);
    query.decides = calloc((size_t)cch_graph_count(hardware->graph, CCH_SITE) + 1, 1);
    queries->items[queries->count++] = query;
    if (!query.callers || !query.decides)
        return CCH_ERROR_MEMORY;
    for (uint32_t f = 1; f <= view->function_count; f++)
        if (hardware->program->source[f] == query.function) {
            query.callers[f] = 1;
            queries->launching[count++] = f;
        }
    add_callers(view, queries->launching, count, query.callers);
    return follow(trace, &query);
}

int cch_hardware_queries_make(struct cch_hardware *hardware) {
    const cch_graph *graph = hardware->graph;
    size_t functions = (size_t)hardware->view->function_count + 1, rows = cch_graph_count(graph, CCH_DEVICE_QUERY);
    struct cch_hardware_queries *queries = hardware->queries = calloc(1, sizeof *queries);
    struct cch_flow_graph flows = {0};
    struct cch_trace trace = {0};
    unsigned char *allowed = malloc(functions);
    int status = CCH_ERROR_MEMORY;
    if (!queries || !allowed)
        goto out;
    memset(allowed, 1, functions);
    queries->items = calloc(rows + 1, sizeof *queries->items);
    queries->launching = malloc(functions * sizeof *queries->launching);
    queries->seen = malloc(functions);
    if (!queries->items || !queries->launching || !queries->seen)
        goto out;
    status = 0;
    if (rows && !(status = cch_flow_graph_make(&flows, hardware->source)))
        status = cch_trace_start(&trace, &flows, allowed);
    for (uint32_t row = 1; row <= rows && !status; row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_DEVICE_QUERY, row);
        struct query query = {.function = hardware->program->source[cells[CCH_DEVICE_QUERY_FUNCTION]],
                              .name = cells[CCH_DEVICE_QUERY_NAME],
                              .text = cells[CCH_DEVICE_QUERY_TEXT],
                              .site = cells[CCH_DEVICE_QUERY_SITE]};
        if (!is_known(queries, &query))
            status = add_query(hardware, &trace, query);
    }
out:
    free(allowed);
    cch_trace_release(&trace);
    cch_flow_graph_release(&flows);
    return status;
}

void cch_hardware_queries_free(struct cch_hardware_queries *queries) {
    if (!queries)
        return;
    for (size_t i = 0; i < queries->count; i++) {
        free(queries->items[i].callers);
        free(queries->items[i].decides);
    }
    free(queries->items);
    free(queries->launching);
    free(queries->seen);
    free(queries);
}

/* Rows --------------------------------------------------------------------------- */

static void add_decisions(const struct cch_hardware *hardware, const struct query *query, const uint32_t *launches,
                          size_t count, const struct cch_ways *ways, json_object *decides) {
    static const char *const parts[] = {"grid", "block", "shared_memory_bytes"};
    const cch_graph *graph = hardware->graph;
    unsigned char found = 0;
    for (size_t i = 0; i < ways->count; i++)
        for (size_t j = 0; j < ways->items[i].count; j++) {
            const uint32_t *guard = cch_graph_row(graph, CCH_GUARD, ways->items[i].steps[j].guard);
            if (query->decides[guard[CCH_GUARD_PLACE]] & DECIDES_BRANCH)
                cch_hardware_add_unique(decides,
                                        json_object_new_string(cch_graph_text(graph, guard[CCH_GUARD_TEXT], NULL)));
        }
    for (size_t i = 0; i < count; i++)
        found |= query->decides[cch_graph_row(graph, CCH_LAUNCH, launches[i])[CCH_LAUNCH_SITE]];
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (found & DECIDES_GRID << i)
            json_object_array_add(decides, json_object_new_string(parts[i]));
}

static bool meets(const struct query *query, const uint32_t *functions, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (query->callers[functions[i]])
            return true;
    return false;
}

void cch_hardware_add_queries(struct cch_hardware *hardware, json_object *row, const uint32_t *launches, size_t count,
                              const struct cch_ways *ways) {
    const cch_graph *graph = hardware->graph;
    struct cch_hardware_queries *queries = hardware->queries;
    json_object *array = json_object_new_array();
    size_t callers = 0;
    memset(queries->seen, 0, (size_t)hardware->view->function_count + 1);
    for (size_t i = 0; i < count; i++) {
        uint32_t caller = cch_graph_row(graph, CCH_LAUNCH, launches[i])[CCH_LAUNCH_CALLER];
        if (!queries->seen[caller])
            queries->launching[callers++] = caller;
        queries->seen[caller] = 1;
    }
    callers = add_callers(hardware->view, queries->launching, callers, queries->seen);
    for (size_t i = 0; i < queries->count; i++) {
        const struct query *query = &queries->items[i];
        json_object *decides = json_object_new_array(), *made;
        if (meets(query, queries->launching, callers))
            add_decisions(hardware, query, launches, count, ways, decides);
        if (!json_object_array_length(decides)) {
            json_object_put(decides);
            continue;
        }
        made = json_object_new_object();
        json_object_object_add(made, "name", json_object_new_string(cch_graph_text(graph, query->name, NULL)));
        json_object_object_add(made, "text", json_object_new_string(cch_graph_text(graph, query->text, NULL)));
        json_object_object_add(made, "function", json_object_new_string(cch_names_function(
                                                     hardware->names, CCH_NAMING_SHORT, query->function)));
        json_object_object_add(made, "site", cch_hardware_site(graph, query->site));
        json_object_object_add(made, "decides", decides);
        json_object_array_add(array, made);
    }
    json_object_object_add(row, "queries", array);
}
