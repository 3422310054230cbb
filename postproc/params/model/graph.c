#define _GNU_SOURCE /* qsort_r */
#include "params/model/graph.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/search.h"

/* Calls that no site stands for: a binding's, a method's and its overrider's. */
#define BINDING_CALL 0x80000000u
#define OVERRIDE_CALL 0xc0000000u

static const uint32_t *function_cells(const struct cch_flow_graph *graph, uint32_t function) {
    return cch_graph_row(graph->view->program->graph, CCH_FUNCTION, function);
}

static uint32_t as_written(const struct cch_flow_graph *graph, uint32_t function) {
    return function ? graph->view->program->source[function] : 0;
}

/* Regions --------------------------------------------------------------- */

struct placed {
    uint32_t file, first, last, function;
};

static bool place_of(const struct cch_flow_graph *graph, uint32_t function, struct placed *placed) {
    const uint32_t *cells = function_cells(graph, function);
    uint32_t site =
        cells[CCH_FUNCTION_DEFINITION] ? cells[CCH_FUNCTION_DEFINITION] : cells[CCH_FUNCTION_DEVICE_DEFINITION];
    const uint32_t *place = cch_graph_row(graph->view->program->graph, CCH_SITE, site);
    if (!place)
        return false;
    uint32_t line = place[CCH_SITE_LINE];
    uint32_t first = cells[CCH_FUNCTION_FIRST_LINE], last = cells[CCH_FUNCTION_LAST_LINE];
    *placed = (struct placed){place[CCH_SITE_FILE], first ? first : line, last ? last : line, function};
    return true;
}

static int compare_placed(const void *left, const void *right) {
    const struct placed *a = left, *b = right;
    if (a->file != b->file)
        return a->file < b->file ? -1 : 1;
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    return a->last > b->last ? -1 : a->last < b->last;
}

/* For each place the one that holds it, as index + 1. They are in order, so what
 * ended before a place begins is around none of the later ones. */
static uint32_t *holders_of(const struct placed *places, size_t count) {
    uint32_t *holders = calloc(count + 1, sizeof *holders);
    for (size_t i = 0; holders && i < count; i++) {
        size_t around = i;
        while (around && (places[around - 1].file != places[i].file || places[around - 1].last < places[i].first))
            around = places[around - 1].file == places[i].file ? holders[around - 1] : 0;
        holders[i] = (uint32_t)around;
    }
    return holders;
}

/* The innermost function that is no closure and whose lines hold this one. */
static uint32_t enclosing(const struct placed *places, const uint32_t *holders, size_t count,
                          const struct placed *inner) {
    size_t at;
    CCH_SEARCH(at, 0, count,
               places[at].file < inner->file || (places[at].file == inner->file && places[at].first <= inner->first));
    while (at && places[at - 1].file == inner->file && places[at - 1].last < inner->first)
        at = holders[at - 1];
    return at && places[at - 1].file == inner->file ? places[at - 1].function : inner->function;
}

static int find_regions(struct cch_flow_graph *graph) {
    uint32_t functions = graph->view->function_count;
    size_t count = 0;
    struct placed *places = malloc(((size_t)functions + 1) * sizeof *places);
    graph->region = calloc((size_t)functions + 1, sizeof *graph->region);
    if (!places || !graph->region) {
        free(places);
        return CCH_ERROR_MEMORY;
    }
    for (uint32_t f = 1; f <= functions; f++) {
        graph->region[f] = f;
        if (graph->view->program->source[f] == f && !(function_cells(graph, f)[CCH_FUNCTION_FLAGS] & CCH_FLAG_LAMBDA))
            count += place_of(graph, f, &places[count]);
    }
    if (count)
        qsort(places, count, sizeof *places, compare_placed);
    uint32_t *holders = holders_of(places, count);
    for (uint32_t f = 1; f <= functions && holders; f++) {
        struct placed placed;
        if ((function_cells(graph, f)[CCH_FUNCTION_FLAGS] & CCH_FLAG_LAMBDA) && place_of(graph, f, &placed))
            graph->region[f] = enclosing(places, holders, count, &placed);
    }
    free(places);
    int status = holders ? 0 : CCH_ERROR_MEMORY;
    free(holders);
    return status;
}

/* Is the site within the function's lines? */
static bool is_within(const struct cch_flow_graph *graph, uint32_t site, uint32_t function) {
    struct placed placed;
    const uint32_t *place = cch_graph_row(graph->view->program->graph, CCH_SITE, site);
    return place && place_of(graph, function, &placed) && place[CCH_SITE_FILE] == placed.file &&
           place[CCH_SITE_LINE] >= placed.first && place[CCH_SITE_LINE] <= placed.last;
}

/* Nodes ------------------------------------------------------------------- */

static int compare_values(const void *left, const void *right, void *context) {
    const struct cch_flow_graph *graph = context;
    const cch_graph *rows = graph->view->program->graph;
    const uint32_t *a = cch_graph_row(rows, CCH_VALUE, *(const uint32_t *)left);
    const uint32_t *b = cch_graph_row(rows, CCH_VALUE, *(const uint32_t *)right);
    uint32_t x = as_written(graph, a[CCH_VALUE_FUNCTION]), y = as_written(graph, b[CCH_VALUE_FUNCTION]);
    if (x != y)
        return x < y ? -1 : 1;
    for (int column = CCH_VALUE_KIND; column <= CCH_VALUE_INDEX; column++)
        if (a[column] != b[column])
            return a[column] < b[column] ? -1 : 1;
    return 0;
}

static int make_nodes(struct cch_flow_graph *graph) {
    const cch_graph *rows = graph->view->program->graph;
    uint32_t count = cch_graph_count(rows, CCH_VALUE);
    uint32_t *order = malloc(((size_t)count + 1) * sizeof *order);
    graph->node_of = calloc((size_t)count + 1, sizeof *graph->node_of);
    graph->nodes = calloc((size_t)count + 2, sizeof *graph->nodes);
    if (!order || !graph->node_of || !graph->nodes) {
        free(order);
        return CCH_ERROR_MEMORY;
    }
    for (uint32_t i = 0; i < count; i++)
        order[i] = i + 1;
    if (count)
        qsort_r(order, count, sizeof *order, compare_values, graph);
    for (uint32_t i = 0; i < count; i++) {
        if (!i || compare_values(&order[i - 1], &order[i], graph)) {
            const uint32_t *cells = cch_graph_row(rows, CCH_VALUE, order[i]);
            uint32_t function = as_written(graph, cells[CCH_VALUE_FUNCTION]);
            graph->nodes[++graph->node_count] = (struct cch_flow_node){
                .value = order[i],
                .function = function,
                .kind = (uint8_t)cells[CCH_VALUE_KIND],
                .lambda = function && function_cells(graph, function)[CCH_FUNCTION_FLAGS] & CCH_FLAG_LAMBDA,
            };
        }
        graph->node_of[order[i]] = graph->node_count;
    }
    free(order);
    return 0;
}

static const uint32_t *node_cells(const struct cch_flow_graph *graph, uint32_t node) {
    return cch_graph_row(graph->view->program->graph, CCH_VALUE, graph->nodes[node].value);
}

/* Nodes are in the order of their functions. */
static uint32_t first_node_of(const struct cch_flow_graph *graph, uint32_t function) {
    uint32_t node;
    CCH_SEARCH(node, 1, (size_t)graph->node_count + 1, graph->nodes[node].function < function);
    return node;
}

/* Edges ------------------------------------------------------------------- */

static int add_edge(struct cch_flow_graph *graph, struct cch_flow_edge edge) {
    if (edge.from == edge.to)
        return 0;
    if (cch_array_reserve(&graph->edges, &graph->edge_capacity, graph->edge_count + 1, sizeof *graph->edges))
        return CCH_ERROR_MEMORY;
    graph->edges[graph->edge_count++] = edge;
    return 0;
}

static int add_flows(struct cch_flow_graph *graph) {
    const cch_graph *rows = graph->view->program->graph;
    for (uint32_t row = 1; row <= cch_graph_count(rows, CCH_FLOW); row++) {
        const uint32_t *cells = cch_graph_row(rows, CCH_FLOW, row);
        if (!cells[CCH_FLOW_FROM])
            continue; /* a constant */
        struct cch_flow_edge edge = {
            .from = graph->node_of[cells[CCH_FLOW_FROM]],
            .to = graph->node_of[cells[CCH_FLOW_TO]],
            .text = cells[CCH_FLOW_TEXT],
            .site = cells[CCH_FLOW_SITE],
            .kind = (uint8_t)cells[CCH_FLOW_KIND],
            .carries = (uint8_t)cells[CCH_FLOW_CARRIES],
            .certain = cells[CCH_FLOW_CERTAIN],
        };
        const struct cch_flow_node *from = &graph->nodes[edge.from], *to = &graph->nodes[edge.to];
        edge.leaves = from->kind == CCH_VALUE_RESULT;
        edge.enters = to->kind == CCH_VALUE_TEMPLATE_PARAMETER ||
                      (to->kind == CCH_VALUE_PARAMETER &&
                       (edge.kind == CCH_FLOW_ARGUMENT || !is_within(graph, edge.site, to->function)));
        edge.call = edge.enters || edge.leaves ? edge.site : 0;
        if (add_edge(graph, edge))
            return CCH_ERROR_MEMORY;
    }
    return 0;
}

static bool is_parameter(const struct cch_flow_graph *graph, uint32_t node) {
    return graph->nodes[node].kind == CCH_VALUE_PARAMETER && !node_cells(graph, node)[CCH_VALUE_CLASS];
}

/* Nodes are in the order of functions, kinds (parameters first), classes and names. */
uint32_t cch_flow_parameter(const struct cch_flow_graph *graph, uint32_t function, uint32_t name) {
    uint32_t node;
    CCH_SEARCH(node, first_node_of(graph, function), first_node_of(graph, function + 1),
               is_parameter(graph, node) && node_cells(graph, node)[CCH_VALUE_NAME] < name);
    bool found = node <= graph->node_count && graph->nodes[node].function == function &&
                 graph->nodes[node].kind == CCH_VALUE_PARAMETER && node_cells(graph, node)[CCH_VALUE_NAME] == name;
    return found ? node : 0;
}

uint32_t cch_flow_parameter_called(const struct cch_flow_graph *graph, uint32_t function, const char *name) {
    const cch_graph *rows = graph->view->program->graph;
    for (uint32_t node = first_node_of(graph, function);
         node <= graph->node_count && graph->nodes[node].function == function; node++)
        if (graph->nodes[node].kind == CCH_VALUE_PARAMETER &&
            strcmp(cch_graph_text(rows, node_cells(graph, node)[CCH_VALUE_NAME], NULL), name) == 0)
            return node;
    return 0;
}

struct position {
    uint32_t index, node;
};

/* A function's parameters that have a node, by position. */
struct positions {
    struct position *items;
    size_t count;
};

static int compare_positions(const void *left, const void *right) {
    const struct position *a = left, *b = right;
    if (a->index != b->index)
        return a->index < b->index ? -1 : 1;
    return a->node < b->node ? -1 : a->node > b->node;
}

static int find_positions(const struct cch_flow_graph *graph, uint32_t function, struct positions *positions) {
    uint32_t begin = first_node_of(graph, function), end = first_node_of(graph, function + 1);
    *positions = (struct positions){malloc(((size_t)(end - begin) + 1) * sizeof *positions->items), 0};
    if (!positions->items)
        return CCH_ERROR_MEMORY;
    for (uint32_t node = begin; node < end; node++)
        if (graph->nodes[node].kind == CCH_VALUE_PARAMETER)
            positions->items[positions->count++] = (struct position){node_cells(graph, node)[CCH_VALUE_INDEX], node};
    if (positions->count)
        qsort(positions->items, positions->count, sizeof *positions->items, compare_positions);
    return 0;
}

static uint32_t node_at(const struct positions *positions, uint32_t index) {
    size_t at;
    CCH_SEARCH(at, 0, positions->count, positions->items[at].index < index);
    return at < positions->count && positions->items[at].index == index ? positions->items[at].node : 0;
}

/* Position from 1 of a keyword among a binding's parameters; 0: none. */
static uint32_t position_of(const cch_graph *rows, uint32_t list, const char *name) {
    size_t count;
    const uint32_t *items = cch_graph_items(rows, list, &count);
    for (size_t i = 0; i < count; i++) {
        const char *given = cch_graph_text(rows, items[i], NULL);
        size_t length = strcspn(given, "= ");
        if (strlen(name) == length && strncmp(given, name, length) == 0)
            return (uint32_t)i + 1;
    }
    return 0;
}

static bool is_result(const struct cch_flow_graph *graph, uint32_t node, uint32_t function, const char **name) {
    if (node > graph->node_count || graph->nodes[node].function != function)
        return false;
    *name = graph->nodes[node].kind == CCH_VALUE_RESULT
                ? cch_graph_text(graph->view->program->graph, node_cells(graph, node)[CCH_VALUE_NAME], NULL)
                : NULL;
    return true;
}

/* The results of `from` arrive as those of `to`: the whole as the whole, items
 * as items; what only one of the two takes apart goes into the other's whole
 * or comes out of it. */
static int join_results(struct cch_flow_graph *graph, uint32_t from, uint32_t to, uint32_t call, uint32_t site,
                        bool certain) {
    const char *name, *other;
    for (uint32_t a = first_node_of(graph, from); is_result(graph, a, from, &name); a++) {
        if (!name)
            continue;
        for (uint32_t b = first_node_of(graph, to); is_result(graph, b, to, &other); b++) {
            if (!other || (strcmp(name, other) != 0 && *name && *other))
                continue;
            struct cch_flow_edge edge = {.from = a,
                                         .to = b,
                                         .site = site,
                                         .call = call,
                                         .certain = certain,
                                         .carries = CCH_CARRIES_ALIKE,
                                         .kind = *other && !*name ? CCH_FLOW_ELEMENT : CCH_FLOW_RETURN,
                                         .leaves = true};
            if (add_edge(graph, edge))
                return CCH_ERROR_MEMORY;
        }
    }
    return 0;
}

static int join_parameters(struct cch_flow_graph *graph, uint32_t from, uint32_t to, uint32_t names, uint32_t call,
                           uint32_t site, bool certain) {
    const cch_graph *rows = graph->view->program->graph;
    struct positions positions;
    int status = find_positions(graph, to, &positions);
    for (uint32_t a = first_node_of(graph, from); a <= graph->node_count && graph->nodes[a].function == from && !status;
         a++) {
        if (graph->nodes[a].kind != CCH_VALUE_PARAMETER)
            continue;
        const uint32_t *cells = node_cells(graph, a);
        uint32_t index = cells[CCH_VALUE_INDEX];
        if (!index)
            index = position_of(rows, names, cch_graph_text(rows, cells[CCH_VALUE_NAME], NULL));
        uint32_t b = index ? node_at(&positions, index) : cch_flow_parameter(graph, to, cells[CCH_VALUE_NAME]);
        struct cch_flow_edge edge = {.from = a,
                                     .to = b,
                                     .site = site,
                                     .call = call,
                                     .certain = certain,
                                     .kind = CCH_FLOW_ARGUMENT,
                                     .carries = CCH_CARRIES_ALIKE,
                                     .enters = true};
        if (b)
            status = add_edge(graph, edge);
    }
    free(positions.items);
    return status;
}

static int add_bindings(struct cch_flow_graph *graph) {
    const cch_graph *rows = graph->view->program->graph;
    for (uint32_t row = 1; row <= cch_graph_count(rows, CCH_BINDING); row++) {
        const uint32_t *cells = cch_graph_row(rows, CCH_BINDING, row);
        uint32_t name = cells[CCH_BINDING_NAME], target = as_written(graph, cells[CCH_BINDING_TARGET]);
        enum cch_choice choice =
            cch_alternatives_choice(&graph->view->program->alternatives, name, cells[CCH_BINDING_TARGET]);
        bool certain = choice == CCH_CHOICE_NONE;
        if (!target || name == target || choice == CCH_CHOICE_EXCLUDED || choice == CCH_CHOICE_SHAPES)
            continue;
        /* an implementation's parameters stand at the places of the schema's, by whose names they are given */
        uint32_t names = cells[CCH_BINDING_KIND] == CCH_BINDING_TORCH_IMPL
                             ? cch_graph_row(rows, CCH_FUNCTION, cells[CCH_BINDING_NAME])[CCH_FUNCTION_PARAMETERS]
                             : cells[CCH_BINDING_PARAMETERS];
        if (join_parameters(graph, name, target, names, BINDING_CALL | row, cells[CCH_BINDING_SITE], certain) ||
            join_results(graph, target, name, BINDING_CALL | row, cells[CCH_BINDING_SITE], certain))
            return CCH_ERROR_MEMORY;
    }
    return 0;
}

static int add_overriders(struct cch_flow_graph *graph) {
    const cch_graph *rows = graph->view->program->graph;
    for (uint32_t row = 1; row <= cch_graph_count(rows, CCH_OVERRIDE); row++) {
        const uint32_t *cells = cch_graph_row(rows, CCH_OVERRIDE, row);
        uint32_t method = as_written(graph, cells[CCH_OVERRIDE_METHOD]);
        uint32_t overridden = as_written(graph, cells[CCH_OVERRIDE_OVERRIDDEN]);
        if (method == overridden)
            continue;
        if (join_parameters(graph, overridden, method, 0, OVERRIDE_CALL | row, 0, false) ||
            join_results(graph, method, overridden, OVERRIDE_CALL | row, 0, false))
            return CCH_ERROR_MEMORY;
    }
    return 0;
}

/* Who takes a tuple as a whole takes each item; who takes an item takes it out
 * of the whole. Items stay apart. */
static int add_items(struct cch_flow_graph *graph) {
    size_t count = graph->edge_count;
    for (size_t i = 0; i < count; i++) {
        struct cch_flow_edge edge = graph->edges[i];
        const char *name, *other;
        uint32_t function = graph->nodes[edge.from].function;
        if (!edge.leaves || !is_result(graph, edge.from, function, &name) || !name || (*name && *name != '['))
            continue;
        for (uint32_t node = first_node_of(graph, function); is_result(graph, node, function, &other); node++) {
            if (!other || !*other == !*name || (*other && *other != '['))
                continue;
            struct cch_flow_edge more = edge;
            more.from = node;
            if (*name && more.kind == CCH_FLOW_RETURN)
                more.kind = CCH_FLOW_ELEMENT;
            if (add_edge(graph, more))
                return CCH_ERROR_MEMORY;
        }
    }
    return 0;
}

/* How plain a flow is: the value itself first. */
static int rank(uint8_t kind) {
    static const uint8_t ranks[CCH_FLOW_COUNT] = {
        [CCH_FLOW_COPY] = 0,    [CCH_FLOW_ARGUMENT] = 1, [CCH_FLOW_RETURN] = 2,  [CCH_FLOW_ELEMENT] = 3,
        [CCH_FLOW_DERIVED] = 4, [CCH_FLOW_TEMPLATE] = 5, [CCH_FLOW_CONTROL] = 6,
    };
    return kind < CCH_FLOW_COUNT ? ranks[kind] : CCH_FLOW_COUNT;
}

static int compare_edges(const void *left, const void *right, void *context) {
    const struct cch_flow_graph *graph = context;
    const struct cch_flow_edge *a = left, *b = right;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (rank(a->kind) != rank(b->kind))
        return rank(a->kind) - rank(b->kind);
    int order = cch_site_compare(graph->view->program->graph, a->site, b->site);
    if (order)
        return order;
    if (a->to != b->to)
        return a->to < b->to ? -1 : 1;
    return a->call < b->call ? -1 : a->call > b->call;
}

static int index_edges(struct cch_flow_graph *graph) {
    graph->out = calloc((size_t)graph->node_count + 2, sizeof *graph->out);
    if (!graph->out)
        return CCH_ERROR_MEMORY;
    if (graph->edge_count)
        qsort_r(graph->edges, graph->edge_count, sizeof *graph->edges, compare_edges, graph);
    for (size_t i = 0; i < graph->edge_count; i++)
        graph->out[graph->edges[i].from + 1]++;
    for (uint32_t node = 1; node <= graph->node_count + 1; node++)
        graph->out[node] += graph->out[node - 1];
    return 0;
}

static int compare_leaving(const void *left, const void *right, void *context) {
    const struct cch_flow_graph *graph = context;
    size_t i = *(const size_t *)left, j = *(const size_t *)right;
    const struct cch_flow_edge *a = &graph->edges[i], *b = &graph->edges[j];
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->call != b->call)
        return a->call < b->call ? -1 : 1;
    return i < j ? -1 : i > j;
}

/* A function's result goes to everybody who calls it; a way back wants one of them. */
static int index_leaving(struct cch_flow_graph *graph) {
    size_t count = 0;
    graph->leaving = malloc((graph->edge_count + 1) * sizeof *graph->leaving);
    graph->leaves = calloc((size_t)graph->node_count + 2, sizeof *graph->leaves);
    if (!graph->leaving || !graph->leaves)
        return CCH_ERROR_MEMORY;
    for (size_t i = 0; i < graph->edge_count; i++)
        if (graph->edges[i].leaves) {
            graph->leaving[count++] = i;
            graph->leaves[graph->edges[i].from + 1]++;
        }
    for (uint32_t node = 1; node <= graph->node_count + 1; node++)
        graph->leaves[node] += graph->leaves[node - 1];
    if (count)
        qsort_r(graph->leaving, count, sizeof *graph->leaving, compare_leaving, graph);
    return 0;
}

size_t cch_flow_leaving(const struct cch_flow_graph *graph, uint32_t from, uint32_t call) {
    size_t at;
    CCH_SEARCH(at, graph->leaves[from], graph->leaves[from + 1], graph->edges[graph->leaving[at]].call < call);
    return at;
}

static int index_uses(struct cch_flow_graph *graph) {
    const cch_graph *rows = graph->view->program->graph;
    uint32_t count = cch_graph_count(rows, CCH_USE);
    size_t *fill = calloc((size_t)graph->node_count + 2, sizeof *fill);
    graph->uses = calloc((size_t)graph->node_count + 2, sizeof *graph->uses);
    graph->use_rows = malloc(((size_t)count + 1) * sizeof *graph->use_rows);
    if (!fill || !graph->uses || !graph->use_rows) {
        free(fill);
        return CCH_ERROR_MEMORY;
    }
    for (uint32_t row = 1; row <= count; row++)
        graph->uses[graph->node_of[cch_graph_row(rows, CCH_USE, row)[CCH_USE_VALUE]] + 1]++;
    for (uint32_t node = 1; node <= graph->node_count + 1; node++)
        graph->uses[node] += graph->uses[node - 1];
    memcpy(fill, graph->uses, ((size_t)graph->node_count + 2) * sizeof *fill);
    for (uint32_t row = 1; row <= count; row++)
        graph->use_rows[fill[graph->node_of[cch_graph_row(rows, CCH_USE, row)[CCH_USE_VALUE]]]++] = row;
    free(fill);
    return 0;
}

int cch_flow_graph_make(struct cch_flow_graph *graph, const cch_view *view) {
    *graph = (struct cch_flow_graph){.view = view};
    int status = find_regions(graph);
    if (!status)
        status = make_nodes(graph);
    if (!status)
        status = add_flows(graph);
    if (!status)
        status = add_bindings(graph);
    if (!status)
        status = add_overriders(graph);
    if (!status)
        status = add_items(graph);
    if (!status)
        status = index_edges(graph);
    if (!status)
        status = index_leaving(graph);
    if (!status)
        status = index_uses(graph);
    if (status)
        cch_flow_graph_release(graph);
    return status;
}

void cch_flow_graph_release(struct cch_flow_graph *graph) {
    free(graph->nodes);
    free(graph->node_of);
    free(graph->edges);
    free(graph->out);
    free(graph->leaving);
    free(graph->leaves);
    free(graph->uses);
    free(graph->use_rows);
    free(graph->region);
    *graph = (struct cch_flow_graph){0};
}
