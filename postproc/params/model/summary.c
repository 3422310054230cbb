/* Summaries of functions, by tabulation: from each parameter that is asked
 * about, what it reaches within its function; a call within is passed over by
 * the callee's own summary, and whoever waits for one is told when it grows.
 * (Reps, Horwitz and Sagiv, "Precise interprocedural dataflow analysis via graph
 * reachability", POPL 1995.) */
#include "params/model/summary.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/hash.h"

static size_t key_of(uint32_t parameter, unsigned part) { return (size_t)parameter * CCH_PARTS + part; }

static uint32_t hash_of(const struct cch_flow_fact *fact) {
    return cch_hash_number((uint64_t)fact->parameter << 32 | fact->node) + fact->entered * 3u + fact->part;
}

/* Is it known, or one that was not decided? That reaches all that this would. */
static bool is_known(const struct cch_flow_summaries *made, const struct cch_flow_fact *fact) {
    for (const struct cch_slot *slot = cch_index_find(&made->index, hash_of(fact)); slot;
         slot = cch_index_again(&made->index, slot)) {
        const struct cch_flow_fact *other = &made->facts[slot->number];
        if (other->parameter == fact->parameter && other->node == fact->node && other->entered == fact->entered &&
            other->part == fact->part && other->decided <= fact->decided)
            return true;
    }
    return false;
}

/* With certain summaries only what is certainly carried. */
static bool carries(const struct cch_flow_summaries *made, const struct cch_flow_edge *edge, enum cch_part from,
                    enum cch_part to) {
    return made->certain ? cch_carries_certainly(edge->carries, from, to) : cch_carries(edge->carries, from, to);
}

static bool usable(struct cch_flow_summaries *made, const struct cch_flow_edge *edge) {
    const struct cch_flow_node *from = &made->graph->nodes[edge->from], *to = &made->graph->nodes[edge->to];
    if (!edge->certain && made->certain)
        return false;
    if (!to->function || to->function == from->function)
        return true;
    if (!cch_model_reach_allows(made->reach, to->function)) {
        made->loose = true;
        return false;
    }
    made->loose = made->loose || !made->reach || !cch_model_reach_implies(made->reach, from->function, to->function);
    return true;
}

/* An exit: the result, or a variable of the function around a closure. */
static bool is_exit(const struct cch_flow_graph *graph, uint32_t parameter, uint32_t node) {
    const struct cch_flow_node *from = &graph->nodes[parameter], *to = &graph->nodes[node];
    if (to->function == from->function)
        return to->kind == CCH_VALUE_RESULT;
    return from->lambda && !to->lambda && graph->region[from->function] == to->function;
}

static void add_fact(struct cch_flow_summaries *made, struct cch_flow_fact fact) {
    if (made->status || is_known(made, &fact))
        return;
    if (made->count >= UINT32_MAX - 2 ||
        cch_array_reserve(&made->facts, &made->capacity, made->count + 2, sizeof *made->facts) ||
        cch_index_reserve(&made->index, made->count + 2)) {
        made->status = CCH_ERROR_MEMORY;
        return;
    }
    made->facts[++made->count] = fact;
    cch_index_add(&made->index, hash_of(&fact), (uint32_t)made->count);
}

struct resumption {
    struct cch_flow_summaries *made;
    uint32_t fact;
    size_t edge;
};

/* What a waiting fact reaches now that the callee has this exit. */
static int resume(void *data, uint32_t node, enum cch_part part, uint32_t exit, size_t back) {
    const struct resumption *resumption = data;
    struct cch_flow_summaries *made = resumption->made;
    const struct cch_flow_graph *graph = made->graph;
    const struct cch_flow_fact waiting = made->facts[resumption->fact];
    const struct cch_flow_fact *through = &made->facts[exit];
    if (!graph->nodes[node].function)
        return made->status;
    bool decided = waiting.decided || through->decided || cch_flow_decides(graph->edges[resumption->edge].kind) ||
                   (back != SIZE_MAX && cch_flow_decides(graph->edges[back].kind));
    uint32_t length = cch_flow_length(waiting.length, cch_flow_length(through->length, 1 + (back != SIZE_MAX)));
    add_fact(made, (struct cch_flow_fact){.parameter = waiting.parameter,
                                          .entered = waiting.entered,
                                          .node = node,
                                          .part = (uint8_t)part,
                                          .decided = decided,
                                          .before = resumption->fact,
                                          .length = length,
                                          .edge = resumption->edge,
                                          .exit = exit,
                                          .back = back});
    return made->status;
}

static int back_from(const struct cch_flow_summaries *made, size_t edge, uint32_t exit, cch_flow_back_visitor *visit,
                     void *data) {
    const struct cch_flow_graph *graph = made->graph;
    uint32_t node = made->facts[exit].node;
    enum cch_part part = made->facts[exit].part;
    if (graph->nodes[node].kind != CCH_VALUE_RESULT)
        return visit(data, node, part, exit, SIZE_MAX);
    uint32_t call = graph->edges[edge].call;
    for (size_t i = cch_flow_leaving(graph, node, call); i < graph->leaves[node + 1]; i++) {
        const struct cch_flow_edge *back = &graph->edges[graph->leaving[i]];
        if (back->call != call)
            break;
        for (enum cch_part to = 0; to < CCH_PARTS && (back->certain || !made->certain); to++) {
            int status = carries(made, back, part, to) ? visit(data, back->to, to, exit, graph->leaving[i]) : 0;
            if (status)
                return status;
        }
    }
    return 0;
}

static int all_backs(const struct cch_flow_summaries *made, size_t edge, enum cch_part part,
                     cch_flow_back_visitor *visit, void *data) {
    /* Visiting may add facts, so nothing is kept by pointer. */
    for (uint32_t exit = made->exits[key_of(made->graph->edges[edge].to, part)]; exit; exit = made->facts[exit].next) {
        int status = back_from(made, edge, exit, visit, data);
        if (status)
            return status;
    }
    return 0;
}

static void ask(struct cch_flow_summaries *made, uint32_t parameter, enum cch_part part) {
    size_t key = key_of(parameter, part);
    if (made->asked[key])
        return;
    add_fact(made, (struct cch_flow_fact){.parameter = parameter,
                                          .entered = (uint8_t)part,
                                          .node = parameter,
                                          .part = (uint8_t)part,
                                          .back = SIZE_MAX});
    made->asked[key] = 1;
}

static void wait_for(struct cch_flow_summaries *made, uint32_t fact, size_t edge, enum cch_part part) {
    size_t key = key_of(made->graph->edges[edge].to, part);
    ask(made, made->graph->edges[edge].to, part);
    if (made->status ||
        cch_array_reserve(&made->waiting, &made->waiting_capacity, made->waiting_count + 2, sizeof *made->waiting)) {
        made->status = CCH_ERROR_MEMORY;
        return;
    }
    made->waiting[++made->waiting_count] = (struct cch_flow_waiting){fact, edge, made->waiting_of[key]};
    made->waiting_of[key] = made->waiting_count;
    struct resumption resumption = {made, fact, edge};
    all_backs(made, edge, part, resume, &resumption);
}

static void note_exit(struct cch_flow_summaries *made, uint32_t exit) {
    size_t key = key_of(made->facts[exit].parameter, made->facts[exit].entered);
    made->facts[exit].next = made->exits[key];
    made->exits[key] = exit;
    for (size_t i = made->waiting_of[key]; i; i = made->waiting[i].next) {
        struct resumption resumption = {made, made->waiting[i].fact, made->waiting[i].edge};
        back_from(made, resumption.edge, exit, resume, &resumption);
    }
}

/* The way on from one fact by one edge, what it carries becoming `part`. */
static void take(struct cch_flow_summaries *made, uint32_t number, size_t at, enum cch_part part) {
    const struct cch_flow_graph *graph = made->graph;
    const struct cch_flow_edge *edge = &graph->edges[at];
    const struct cch_flow_fact fact = made->facts[number];
    const struct cch_flow_node *from = &graph->nodes[fact.node], *to = &graph->nodes[edge->to];
    if (edge->enters) {
        if (to->kind == CCH_VALUE_PARAMETER)
            wait_for(made, number, at, part);
        return;
    }
    /* A field forgets which call it was; a result is left by the caller alone,
     * but for that of a closure that was reached from around it. */
    if (!to->function || (edge->leaves && (from->function == graph->nodes[fact.parameter].function || !from->lambda)))
        return;
    add_fact(made, (struct cch_flow_fact){.parameter = fact.parameter,
                                          .entered = fact.entered,
                                          .node = edge->to,
                                          .part = (uint8_t)part,
                                          .decided = fact.decided || cch_flow_decides(edge->kind),
                                          .before = number,
                                          .length = cch_flow_length(fact.length, 1),
                                          .edge = at,
                                          .back = SIZE_MAX});
}

static void spread(struct cch_flow_summaries *made, uint32_t number) {
    const struct cch_flow_graph *graph = made->graph;
    const struct cch_flow_fact fact = made->facts[number];
    const struct cch_flow_node *at = &graph->nodes[fact.node];
    if (is_exit(graph, fact.parameter, fact.node))
        note_exit(made, number);
    if (at->function != graph->nodes[fact.parameter].function && !at->lambda)
        return; /* out of a closure: its caller goes on from here */
    for (size_t i = graph->out[fact.node]; i < graph->out[fact.node + 1] && !made->status; i++)
        for (enum cch_part part = usable(made, &graph->edges[i]) ? 0 : CCH_PARTS; part < CCH_PARTS; part++)
            if (carries(made, &graph->edges[i], fact.part, part))
                take(made, number, i, part);
}

int cch_flow_backs(struct cch_flow_summaries *made, size_t edge, enum cch_part part, cch_flow_back_visitor *visit,
                   void *data) {
    ask(made, made->graph->edges[edge].to, part);
    while (made->spread < made->count && !made->status)
        spread(made, (uint32_t)++made->spread);
    return made->status ? made->status : all_backs(made, edge, part, visit, data);
}

int cch_flow_summaries_start(struct cch_flow_summaries *made, const struct cch_flow_graph *graph,
                             struct cch_model_reach *reach, bool certain) {
    size_t keys = ((size_t)graph->node_count + 1) * CCH_PARTS;
    *made = (struct cch_flow_summaries){.graph = graph, .reach = reach, .certain = certain};
    made->asked = calloc(keys, sizeof *made->asked);
    made->exits = calloc(keys, sizeof *made->exits);
    made->waiting_of = calloc(keys, sizeof *made->waiting_of);
    if (made->asked && made->exits && made->waiting_of)
        return 0;
    cch_flow_summaries_release(made);
    return CCH_ERROR_MEMORY;
}

/* Costs what there is to forget. */
void cch_flow_summaries_forget(struct cch_flow_summaries *made) {
    if (!made->loose)
        return;
    made->loose = false;
    for (size_t i = 1; i <= made->count; i++) {
        size_t key = key_of(made->facts[i].parameter, made->facts[i].entered);
        made->asked[key] = 0;
        made->exits[key] = 0;
        made->waiting_of[key] = 0;
    }
    made->count = made->spread = made->waiting_count = 0;
    cch_index_release(&made->index);
}

void cch_flow_summaries_release(struct cch_flow_summaries *made) {
    free(made->facts);
    free(made->asked);
    free(made->exits);
    free(made->waiting);
    free(made->waiting_of);
    cch_index_release(&made->index);
    *made = (struct cch_flow_summaries){0};
}
