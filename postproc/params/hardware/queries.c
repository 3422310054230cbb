/* What is asked of the device, and what the answer decides: by the program's
 * flows, from the variable that takes it through results, parameters and
 * fields to conditions and parts of launch configurations. */
#include "params/hardware/parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/hash.h"
#include "params/hardware/spread.h"

enum { DECIDES_BRANCH = 1, DECIDES_GRID = 2, DECIDES_BLOCK = 4, DECIDES_SHARED_MEMORY = 8, DECIDES_ANYTHING = 15 };

/* What of a place an answer decides, and in which specializations. */
struct decision {
    uint32_t site;
    unsigned char what;
    struct cch_instance_set in;
};

struct query {
    uint32_t function; /* as written, that asks */
    uint32_t name, text, site;
    struct cch_instance_set asking; /* its specializations that do */
    size_t asking_capacity;
    unsigned char *callers; /* by function: 1 for those that these are called from, themselves included */
    unsigned char *decides; /* by site: what of it, anywhere */
    struct decision *decisions;
    size_t decision_count, decision_capacity;
};

struct cch_hardware_queries {
    struct query *items;
    size_t count;
    cch_index index;     /* of the items, while they are found */
    uint32_t *launching; /* a queue of functions */
    unsigned char *seen;
    /* While they are made: */
    struct cch_trace trace;
    cch_spread *spread;
    unsigned char *reached, *branch; /* by node: cch_spread_find; reached only as what a branch decides */
    uint32_t *seeds;
};

/* Finding ------------------------------------------------------------------------ */

static bool is_call(const struct cch_view_edge *edge) {
    return edge->kind != CCH_KIND_ADDRESS && edge->kind != CCH_KIND_BIND && edge->kind != CCH_KIND_DISPATCH;
}

/* Everything from which one of the first `count` functions of the queue is
 * called is put behind them. */
static size_t add_callers(const cch_view *view, uint32_t *queue, size_t count, unsigned char *seen) {
    for (size_t at = 0; at < count; at++)
        for (size_t i = view->in [queue[at]]; i < view->in[queue[at] + 1]; i++) {
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

static const uint32_t *place_of(const cch_graph *graph, uint32_t site) { return cch_graph_row(graph, CCH_SITE, site); }

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
static int add_uses(const struct cch_flow_graph *flows, uint32_t node, uint32_t only, unsigned char kinds,
                    const struct cch_instance_set *in, struct query *query) {
    const cch_program *program = flows->view->program;
    for (size_t i = flows->uses[node]; i < flows->uses[node + 1]; i++) {
        const uint32_t *use = cch_graph_row(program->graph, CCH_USE, flows->use_rows[i]);
        uint32_t function = use[CCH_USE_FUNCTION] ? flows->region[program->source[use[CCH_USE_FUNCTION]]] : 0;
        unsigned char what = kind_of_use(use[CCH_USE_KIND]) & kinds;
        if (!what || (only && function != only))
            continue;
        struct decision decision = {.site = use[CCH_USE_SITE],
                                    .what = what,
                                    .in = {malloc(in->count * sizeof *in->items + 1), in->count, in->any}};
        if (!decision.in.items || cch_array_reserve(&query->decisions, &query->decision_capacity,
                                                    query->decision_count + 1, sizeof decision)) {
            free(decision.in.items);
            return CCH_ERROR_MEMORY;
        }
        if (in->count)
            memcpy(decision.in.items, in->items, in->count * sizeof *in->items);
        query->decisions[query->decision_count++] = decision;
        query->decides[use[CCH_USE_SITE]] |= what;
    }
    return 0;
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

/* Marks what the answers reach. */
static int reach(struct cch_hardware_queries *queries, const struct query *query, size_t *seed_count) {
    struct cch_trace *trace = &queries->trace;
    const struct cch_flow_graph *flows = trace->graph;
    int status = 0;
    memset(queries->reached, 0, (size_t)flows->node_count + 1);
    memset(queries->branch, 1, (size_t)flows->node_count + 1);
    for (size_t i = 0; i < flows->edge_count && !status; i++) {
        if (!answers(flows, &flows->edges[i], query))
            continue;
        if (!queries->reached[flows->edges[i].to])
            queries->seeds[(*seed_count)++] = flows->edges[i].to;
        queries->reached[flows->edges[i].to] |= CCH_SPREAD_REACHED;
        status = cch_trace_spread(trace, flows->edges[i].to);
        for (size_t n = trace->begin; n <= trace->count && !status; n++) {
            const struct cch_trace_state *state = &trace->states[n];
            bool leaves =
                state->mode == CCH_TRACE_FREE || (state->mode == CCH_TRACE_BOUND && flows->nodes[state->node].lambda);
            queries->reached[state->node] |= leaves ? CCH_SPREAD_REACHED | CCH_SPREAD_LEAVES : CCH_SPREAD_REACHED;
            queries->branch[state->node] &= is_of_branch(flows, state);
        }
    }
    return status;
}

static int follow(struct cch_hardware_queries *queries, struct query *query) {
    const struct cch_flow_graph *flows = queries->trace.graph;
    const cch_graph *graph = flows->view->program->graph;
    size_t seeds = 0;
    int status = reach(queries, query, &seeds);
    if (!status && seeds)
        status = cch_spread_find(queries->spread, &query->asking, queries->seeds, seeds, queries->reached);
    for (uint32_t node = 1; node <= flows->node_count && !status; node++) {
        if (queries->reached[node])
            status = add_uses(flows, node, 0, queries->branch[node] ? DECIDES_BRANCH : DECIDES_ANYTHING,
                              cch_spread_at(queries->spread, node), query);
        if (!status && flows->nodes[node].kind == CCH_VALUE_QUERY && /* used where it is asked for */
            cch_graph_row(graph, CCH_VALUE, flows->nodes[node].value)[CCH_VALUE_NAME] == query->name)
            status = add_uses(flows, node, flows->region[query->function], DECIDES_ANYTHING, &query->asking, query);
    }
    return status;
}

/* One query as written is asked in each specialization: they make one. */
static struct query *find_query(struct cch_hardware_queries *queries, const struct query *query) {
    const uint32_t key[] = {query->function, query->name, query->text, query->site};
    uint32_t hash = cch_hash_bytes(key, sizeof key);
    for (const struct cch_slot *slot = cch_index_find(&queries->index, hash); slot;
         slot = cch_index_again(&queries->index, slot)) {
        const struct query *other = &queries->items[slot->number - 1];
        if (other->function == query->function && other->name == query->name && other->text == query->text &&
            other->site == query->site)
            return &queries->items[slot->number - 1];
    }
    if (cch_index_reserve(&queries->index, queries->count + 1))
        return NULL;
    queries->items[queries->count++] = *query;
    cch_index_add(&queries->index, hash, (uint32_t)queries->count);
    return &queries->items[queries->count - 1];
}

static int compare_numbers(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

static int note_asking(struct query *query, uint32_t function) {
    struct cch_instance_set *asking = query ? &query->asking : NULL;
    if (!query ||
        cch_array_reserve(&asking->items, &query->asking_capacity, (size_t)asking->count + 1, sizeof *asking->items))
        return CCH_ERROR_MEMORY;
    asking->items[asking->count++] = function;
    return 0;
}

static int follow_query(const struct cch_hardware *hardware, struct query *query) {
    struct cch_hardware_queries *queries = hardware->queries;
    const cch_view *view = hardware->view;
    size_t count = 0;
    query->callers = calloc((size_t)view->function_count + 1, 1);
    query->decides = calloc((size_t)cch_graph_count(hardware->graph, CCH_SITE) + 1, 1);
    if (!query->callers || !query->decides)
        return CCH_ERROR_MEMORY;
    qsort(query->asking.items, query->asking.count, sizeof *query->asking.items, compare_numbers);
    for (uint32_t i = 0; i < query->asking.count; i++)
        if (!query->callers[query->asking.items[i]]) {
            query->callers[query->asking.items[i]] = 1;
            queries->launching[count++] = query->asking.items[i];
        }
    add_callers(view, queries->launching, count, query->callers);
    return follow(queries, query);
}

/* The queries, and where they are asked. */
static int find_queries(struct cch_hardware *hardware) {
    const cch_graph *graph = hardware->graph;
    int status = 0;
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_DEVICE_QUERY) && !status; row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_DEVICE_QUERY, row);
        struct query query = {.function = hardware->program->source[cells[CCH_DEVICE_QUERY_FUNCTION]],
                              .name = cells[CCH_DEVICE_QUERY_NAME],
                              .text = cells[CCH_DEVICE_QUERY_TEXT],
                              .site = cells[CCH_DEVICE_QUERY_SITE]};
        status = note_asking(find_query(hardware->queries, &query),
                             hardware->program->same[cells[CCH_DEVICE_QUERY_FUNCTION]]);
    }
    return status;
}

int cch_hardware_queries_make(struct cch_hardware *hardware) {
    const cch_graph *graph = hardware->graph;
    size_t functions = (size_t)hardware->view->function_count + 1, rows = cch_graph_count(graph, CCH_DEVICE_QUERY);
    struct cch_hardware_queries *queries = hardware->queries = calloc(1, sizeof *queries);
    struct cch_flow_graph flows = {0};
    int status = CCH_ERROR_MEMORY;
    if (!queries)
        goto out;
    queries->items = calloc(rows + 1, sizeof *queries->items);
    queries->launching = malloc(functions * sizeof *queries->launching);
    queries->seen = malloc(functions);
    if (!queries->items || !queries->launching || !queries->seen)
        goto out;
    if (!rows) {
        status = 0;
        goto out;
    }
    if (cch_flow_graph_make(&flows, hardware->source) || cch_trace_start(&queries->trace, &flows, NULL) ||
        !(queries->spread = cch_spread_new(hardware->view, &queries->trace)))
        goto out;
    queries->reached = malloc((size_t)flows.node_count + 1);
    queries->branch = malloc((size_t)flows.node_count + 1);
    queries->seeds = malloc(((size_t)flows.node_count + 1) * sizeof *queries->seeds);
    if (!queries->reached || !queries->branch || !queries->seeds)
        goto out;
    status = find_queries(hardware);
    for (size_t i = 0; i < queries->count && !status; i++)
        status = follow_query(hardware, &queries->items[i]);
out:
    if (queries) {
        cch_spread_free(queries->spread);
        cch_trace_release(&queries->trace);
        free(queries->reached);
        free(queries->branch);
        free(queries->seeds);
    }
    cch_flow_graph_release(&flows);
    return status;
}

void cch_hardware_queries_free(struct cch_hardware_queries *queries) {
    if (!queries)
        return;
    for (size_t i = 0; i < queries->count; i++) {
        for (size_t j = 0; j < queries->items[i].decision_count; j++)
            free(queries->items[i].decisions[j].in.items);
        free(queries->items[i].decisions);
        free(queries->items[i].asking.items);
        free(queries->items[i].callers);
        free(queries->items[i].decides);
    }
    free(queries->items);
    cch_index_release(&queries->index);
    free(queries->launching);
    free(queries->seen);
    free(queries);
}

/* Rows --------------------------------------------------------------------------- */

/* Does the answer decide this of the site in a specialization that leads to a
 * launch? Those that do are marked in `seen`. */
static bool decides(const struct cch_hardware_queries *queries, const struct query *query, uint32_t site,
                    unsigned char what) {
    if (!(query->decides[site] & what))
        return false;
    for (size_t i = 0; i < query->decision_count; i++) {
        const struct decision *decision = &query->decisions[i];
        if (decision->site != site || !(decision->what & what))
            continue;
        if (decision->in.any)
            return true;
        for (uint32_t j = 0; j < decision->in.count; j++)
            if (queries->seen[decision->in.items[j]])
                return true;
    }
    return false;
}

static void add_decisions(const struct cch_hardware *hardware, const struct query *query, const uint32_t *launches,
                          size_t count, const struct cch_ways *ways, json_object *array) {
    static const char *const parts[] = {"grid", "block", "shared_memory_bytes"};
    const cch_graph *graph = hardware->graph;
    for (size_t i = 0; i < ways->count; i++)
        for (size_t j = 0; j < ways->items[i].count; j++) {
            const uint32_t *guard = cch_graph_row(graph, CCH_GUARD, ways->items[i].steps[j].guard);
            if (decides(hardware->queries, query, guard[CCH_GUARD_PLACE], DECIDES_BRANCH))
                cch_hardware_add_unique(array,
                                        json_object_new_string(cch_graph_text(graph, guard[CCH_GUARD_TEXT], NULL)));
        }
    for (unsigned part = 0; part < sizeof parts / sizeof *parts; part++)
        for (size_t i = 0; i < count; i++) {
            uint32_t site = cch_graph_row(graph, CCH_LAUNCH, launches[i])[CCH_LAUNCH_SITE];
            if (decides(hardware->queries, query, site, (unsigned char)(DECIDES_GRID << part))) {
                json_object_array_add(array, json_object_new_string(parts[part]));
                break;
            }
        }
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
        json_object_object_add(
            made, "function",
            json_object_new_string(cch_names_function(hardware->names, CCH_NAMING_SHORT, query->function)));
        json_object_object_add(made, "site", cch_hardware_site(graph, query->site));
        json_object_object_add(made, "decides", decides);
        json_object_array_add(array, made);
    }
    json_object_object_add(row, "queries", array);
}
