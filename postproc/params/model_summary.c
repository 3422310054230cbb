/* Summaries of functions, by tabulation: from each parameter, what it reaches
 * within its function; a call within is passed over by the callee's own
 * summary, and whoever waits for one is told when it grows. (Reps, Horwitz and
 * Sagiv, "Precise interprocedural dataflow analysis via graph reachability",
 * POPL 1995.) */
#include "params/model_graph.h"

#include <stdlib.h>

#include "base/array.h"

struct tabulation {
    struct cch_flow_summaries *made;
    const struct cch_flow_graph *graph;
    const unsigned char *allowed;
    bool certain;
    int status;
};

static uint32_t hash_of(uint32_t parameter, uint32_t node)
{
    uint64_t key = ((uint64_t)parameter << 32 | node) * 0x9e3779b97f4a7c15u;
    return (uint32_t)(key >> 32);
}

static bool is_known(const struct cch_flow_summaries *made, uint32_t parameter, uint32_t node)
{
    uint32_t hash = hash_of(parameter, node);
    if (!made->index.size)
        return false;
    for (struct cch_slot *slot = cch_index_first(&made->index, hash); slot->number;
         slot = cch_index_next(&made->index, slot))
        if (slot->hash == hash && made->facts[slot->number].parameter == parameter &&
            made->facts[slot->number].node == node)
            return true;
    return false;
}

static bool usable(const struct tabulation *tabulation, const struct cch_flow_edge *edge)
{
    const struct cch_flow_node *to = &tabulation->graph->nodes[edge->to];
    return (edge->certain || !tabulation->certain) && (!to->function || tabulation->allowed[to->function]);
}

/* An exit: the result, or a variable of the function around a closure. */
static bool is_exit(const struct cch_flow_graph *graph, uint32_t parameter, uint32_t node)
{
    const struct cch_flow_node *from = &graph->nodes[parameter], *to = &graph->nodes[node];
    if (to->function == from->function)
        return to->kind == CCH_VALUE_RESULT;
    return from->lambda && !to->lambda && graph->region[from->function] == to->function;
}

static void add_fact(struct tabulation *tabulation, struct cch_flow_fact fact)
{
    struct cch_flow_summaries *made = tabulation->made;
    if (tabulation->status || is_known(made, fact.parameter, fact.node))
        return;
    if (cch_array_reserve(&made->facts, &made->capacity, made->count + 2, sizeof *made->facts) ||
        cch_index_reserve(&made->index, made->count + 2)) {
        tabulation->status = CCH_ERROR_MEMORY;
        return;
    }
    made->facts[++made->count] = fact;
    cch_index_add(&made->index, hash_of(fact.parameter, fact.node), (uint32_t)made->count);
}

struct resumption {
    struct tabulation *tabulation;
    uint32_t fact;
    size_t edge;
};

/* What a waiting fact reaches now that the callee has this exit. */
static int resume(void *data, uint32_t node, uint32_t exit, size_t back)
{
    struct resumption *resumption = data;
    struct tabulation *tabulation = resumption->tabulation;
    uint32_t parameter = tabulation->made->facts[resumption->fact].parameter;
    const struct cch_flow_node *to = &tabulation->graph->nodes[node];
    if (to->function)
        add_fact(tabulation, (struct cch_flow_fact){.parameter = parameter, .node = node,
                                                    .before = resumption->fact, .edge = resumption->edge,
                                                    .exit = exit, .back = back});
    return tabulation->status;
}

static int back_from(const struct cch_flow_summaries *summaries, const struct cch_flow_graph *graph, size_t edge,
                     uint32_t exit, bool certain, cch_flow_back_visitor *visit, void *data)
{
    uint32_t node = summaries->facts[exit].node;
    if (graph->nodes[node].kind != CCH_VALUE_RESULT)
        return visit(data, node, exit, SIZE_MAX);
    for (size_t i = graph->out[node]; i < graph->out[node + 1]; i++) {
        const struct cch_flow_edge *back = &graph->edges[i];
        int status = back->leaves && back->call == graph->edges[edge].call && (back->certain || !certain)
                         ? visit(data, back->to, exit, i)
                         : 0;
        if (status)
            return status;
    }
    return 0;
}

int cch_flow_backs(const struct cch_flow_summaries *summaries, const struct cch_flow_graph *graph, size_t edge,
                   bool certain, cch_flow_back_visitor *visit, void *data)
{
    /* Visiting may add facts, so nothing is kept by pointer. */
    for (uint32_t exit = summaries->exits[graph->edges[edge].to]; exit; exit = summaries->facts[exit].next) {
        int status = back_from(summaries, graph, edge, exit, certain, visit, data);
        if (status)
            return status;
    }
    return 0;
}

static void wait_for(struct tabulation *tabulation, uint32_t fact, size_t edge)
{
    struct cch_flow_summaries *made = tabulation->made;
    uint32_t parameter = tabulation->graph->edges[edge].to;
    if (cch_array_reserve(&made->waiting, &made->waiting_capacity, made->waiting_count + 2, sizeof *made->waiting)) {
        tabulation->status = CCH_ERROR_MEMORY;
        return;
    }
    made->waiting[++made->waiting_count] = (struct cch_flow_waiting){fact, edge, made->waiting_of[parameter]};
    made->waiting_of[parameter] = made->waiting_count;
    struct resumption resumption = {tabulation, fact, edge};
    cch_flow_backs(made, tabulation->graph, edge, tabulation->certain, resume, &resumption);
}

static void note_exit(struct tabulation *tabulation, uint32_t exit)
{
    struct cch_flow_summaries *made = tabulation->made;
    uint32_t parameter = made->facts[exit].parameter;
    made->facts[exit].next = made->exits[parameter];
    made->exits[parameter] = exit;
    for (size_t i = made->waiting_of[parameter]; i; i = made->waiting[i].next) {
        struct resumption resumption = {tabulation, made->waiting[i].fact, made->waiting[i].edge};
        back_from(made, tabulation->graph, resumption.edge, exit, tabulation->certain, resume, &resumption);
    }
}

/* The ways on from one fact. */
static void spread(struct tabulation *tabulation, uint32_t number)
{
    const struct cch_flow_graph *graph = tabulation->graph;
    struct cch_flow_fact fact = tabulation->made->facts[number];
    const struct cch_flow_node *at = &graph->nodes[fact.node], *start = &graph->nodes[fact.parameter];
    if (is_exit(graph, fact.parameter, fact.node))
        note_exit(tabulation, number);
    if (at->function != start->function && !at->lambda)
        return; /* out of a closure: its caller goes on from here */
    for (size_t i = graph->out[fact.node]; i < graph->out[fact.node + 1] && !tabulation->status; i++) {
        const struct cch_flow_edge *edge = &graph->edges[i];
        const struct cch_flow_node *to = &graph->nodes[edge->to];
        if (!usable(tabulation, edge))
            continue;
        if (edge->enters) {
            if (to->kind == CCH_VALUE_PARAMETER)
                wait_for(tabulation, number, i);
            continue;
        }
        /* A field forgets which call it was; a result is left by the caller
         * alone, but for that of a closure that was reached from around it. */
        if (!to->function || (edge->leaves && (at->function == start->function || !at->lambda)))
            continue;
        add_fact(tabulation, (struct cch_flow_fact){.parameter = fact.parameter, .node = edge->to,
                                                    .before = number, .edge = i, .back = SIZE_MAX});
    }
}

int cch_flow_summaries_make(struct cch_flow_summaries *summaries, const struct cch_flow_graph *graph,
                            const unsigned char *allowed, bool certain)
{
    struct tabulation tabulation = {summaries, graph, allowed, certain, 0};
    *summaries = (struct cch_flow_summaries){0};
    summaries->exits = calloc((size_t)graph->node_count + 1, sizeof *summaries->exits);
    summaries->waiting_of = calloc((size_t)graph->node_count + 1, sizeof *summaries->waiting_of);
    if (!summaries->exits || !summaries->waiting_of)
        tabulation.status = CCH_ERROR_MEMORY;
    for (uint32_t node = 1; node <= graph->node_count; node++)
        if (graph->nodes[node].kind == CCH_VALUE_PARAMETER && allowed[graph->nodes[node].function])
            add_fact(&tabulation, (struct cch_flow_fact){.parameter = node, .node = node, .back = SIZE_MAX});
    for (uint32_t number = 1; number <= summaries->count && !tabulation.status; number++)
        spread(&tabulation, number);
    if (tabulation.status)
        cch_flow_summaries_release(summaries);
    return tabulation.status;
}

void cch_flow_summaries_release(struct cch_flow_summaries *summaries)
{
    free(summaries->facts);
    free(summaries->exits);
    free(summaries->waiting);
    free(summaries->waiting_of);
    cch_index_release(&summaries->index);
    *summaries = (struct cch_flow_summaries){0};
}
