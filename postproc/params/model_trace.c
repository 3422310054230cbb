/* Breadth first from a parameter: a state is a value and how it was come by. */
#include "params/model_trace.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

enum { VARIANTS = CCH_TRACE_MODES * 2, DEPTH_MAX = 64, STEPS_MAX = 4096 };

static size_t slot(uint32_t node, uint8_t mode, bool decided)
{
    return (size_t)node * VARIANTS + mode * 2u + decided;
}

int cch_trace_start(struct cch_trace *trace, const struct cch_flow_graph *graph, const unsigned char *allowed,
                    bool only_certain)
{
    *trace = (struct cch_trace){.graph = graph, .allowed = allowed};
    trace->state_of = calloc(((size_t)graph->node_count + 1) * VARIANTS, sizeof *trace->state_of);
    int status = trace->state_of ? 0 : CCH_ERROR_MEMORY;
    if (!status)
        status = cch_flow_summaries_make(&trace->summaries[1], graph, allowed, true);
    if (!status && !only_certain)
        status = cch_flow_summaries_make(&trace->summaries[0], graph, allowed, false);
    if (status)
        cch_trace_release(trace);
    return status;
}

void cch_trace_release(struct cch_trace *trace)
{
    cch_flow_summaries_release(&trace->summaries[0]);
    cch_flow_summaries_release(&trace->summaries[1]);
    free(trace->states);
    free(trace->state_of);
    *trace = (struct cch_trace){0};
}

struct walk {
    struct cch_trace *trace;
    bool certain;
    uint32_t at; /* state */
    size_t edge;
};

static bool decides(uint8_t kind) { return kind == CCH_FLOW_CONTROL || kind == CCH_FLOW_TEMPLATE; }

static int reach(const struct walk *walk, uint32_t node, uint8_t mode, bool decided, uint32_t exit, size_t back)
{
    struct cch_trace *trace = walk->trace;
    const struct cch_flow_node *to = &trace->graph->nodes[node];
    if (to->function && !trace->allowed[to->function])
        return 0;
    if (!to->function)
        mode = CCH_TRACE_FREE;
    /* What is free, or not decided, reaches all that the other would. */
    if (trace->state_of[slot(node, mode, decided)] || trace->state_of[slot(node, mode, false)] ||
        trace->state_of[slot(node, CCH_TRACE_FREE, decided)] || trace->state_of[slot(node, CCH_TRACE_FREE, false)])
        return 0;
    if (cch_array_reserve(&trace->states, &trace->capacity, trace->count + 2, sizeof *trace->states))
        return CCH_ERROR_MEMORY;
    trace->states[++trace->count] = (struct cch_trace_state){
        .node = node, .mode = mode, .decided = decided, .certain = walk->certain, .before = walk->at,
        .edge = walk->edge, .exit = exit, .back = back};
    trace->state_of[slot(node, mode, decided)] = (uint32_t)trace->count;
    return 0;
}

/* Is there a decision on the way that a summary stands for? */
static bool summary_decides(const struct cch_flow_summaries *summaries, const struct cch_flow_graph *graph,
                            uint32_t fact, int depth)
{
    for (; fact && summaries->facts[fact].before; fact = summaries->facts[fact].before) {
        const struct cch_flow_fact *at = &summaries->facts[fact];
        if (decides(graph->edges[at->edge].kind) ||
            (at->exit && depth < DEPTH_MAX && summary_decides(summaries, graph, at->exit, depth + 1)))
            return true;
    }
    return false;
}

static int come_back(void *data, uint32_t node, uint32_t exit, size_t back)
{
    const struct walk *walk = data;
    const struct cch_trace *trace = walk->trace;
    const struct cch_trace_state *at = &trace->states[walk->at];
    const struct cch_flow_graph *graph = trace->graph;
    bool decided = at->decided || decides(graph->edges[walk->edge].kind) ||
                   (back != SIZE_MAX && decides(graph->edges[back].kind)) ||
                   summary_decides(&trace->summaries[walk->certain], graph, exit, 0);
    return reach(walk, node, at->mode, decided, exit, back);
}

static bool may_leave(const struct cch_trace_state *at, const struct cch_flow_node *result)
{
    return at->mode == CCH_TRACE_FREE || (at->mode == CCH_TRACE_BOUND && result->lambda);
}

static int step(struct walk *walk)
{
    const struct cch_trace *trace = walk->trace;
    const struct cch_flow_graph *graph = trace->graph;
    const struct cch_flow_edge *edge = &graph->edges[walk->edge];
    const struct cch_trace_state at = trace->states[walk->at];
    const struct cch_flow_node *from = &graph->nodes[at.node], *to = &graph->nodes[edge->to];
    bool decided = at.decided || decides(edge->kind);
    if (walk->certain && !edge->certain)
        return 0;
    if (edge->leaves && !may_leave(&at, from))
        return 0;
    if (!edge->enters)
        return reach(walk, edge->to, at.mode, decided, 0, SIZE_MAX);
    int status = reach(walk, edge->to, to->lambda ? CCH_TRACE_CLOSURE : CCH_TRACE_BOUND, decided, 0, SIZE_MAX);
    if (!status && to->kind == CCH_VALUE_PARAMETER)
        status = cch_flow_backs(&trace->summaries[walk->certain], graph, walk->edge, walk->certain, come_back, walk);
    return status;
}

static int follow(struct cch_trace *trace, uint32_t node, enum cch_trace_mode mode, bool only_certain)
{
    const struct cch_flow_graph *graph = trace->graph;
    struct walk walk = {trace, only_certain, 0, SIZE_MAX};
    memset(trace->state_of, 0, ((size_t)graph->node_count + 1) * VARIANTS * sizeof *trace->state_of);
    trace->count = 0;
    int status = reach(&walk, node, (uint8_t)mode, false, 0, SIZE_MAX);
    for (walk.at = 1; walk.at <= trace->count && !status; walk.at++) {
        uint32_t at = trace->states[walk.at].node;
        for (walk.edge = graph->out[at]; walk.edge < graph->out[at + 1] && !status; walk.edge++)
            status = step(&walk);
    }
    return status;
}

int cch_trace_follow(struct cch_trace *trace, uint32_t node, bool only_certain)
{
    return follow(trace, node, CCH_TRACE_BOUND, only_certain);
}

int cch_trace_spread(struct cch_trace *trace, uint32_t node)
{
    return follow(trace, node, CCH_TRACE_FREE, false);
}

/* Steps -------------------------------------------------------------------- */

struct steps {
    const struct cch_trace *trace;
    const struct cch_flow_summaries *summaries;
    struct cch_model_step *items;
    size_t count, capacity;
    int status;
};

static void add_step(struct steps *steps, uint32_t node, size_t edge)
{
    const struct cch_flow_graph *graph = steps->trace->graph;
    const cch_graph *rows = graph->view->program->graph;
    const uint32_t *cells = cch_graph_row(rows, CCH_VALUE, graph->nodes[node].value);
    if (steps->status || steps->count >= STEPS_MAX)
        return;
    if (cch_array_reserve(&steps->items, &steps->capacity, steps->count + 1, sizeof *steps->items)) {
        steps->status = CCH_ERROR_MEMORY;
        return;
    }
    struct cch_model_step step = {.value = graph->nodes[node].value, .function = graph->nodes[node].function,
                                  .name = cells[CCH_VALUE_NAME], .kind = -1, .site = cells[CCH_VALUE_SITE],
                                  .certain = true};
    if (edge != SIZE_MAX) {
        const struct cch_flow_edge *taken = &graph->edges[edge];
        step.kind = taken->kind;
        step.text = taken->text;
        step.site = taken->site ? taken->site : step.site;
        step.certain = taken->certain;
    }
    steps->items[steps->count++] = step;
}

/* The facts that lead to `fact`, nearest to the parameter first. */
static void add_summary(struct steps *steps, uint32_t fact, int depth)
{
    const struct cch_flow_fact *at = &steps->summaries->facts[fact];
    const struct cch_flow_graph *graph = steps->trace->graph;
    size_t length = 0;
    for (uint32_t i = fact; steps->summaries->facts[i].before; i = steps->summaries->facts[i].before)
        length++;
    uint32_t *way = malloc((length + 1) * sizeof *way);
    if (!way || depth > DEPTH_MAX) {
        steps->status = way ? steps->status : CCH_ERROR_MEMORY;
        free(way);
        return;
    }
    for (size_t i = length; i > 0; i--, fact = steps->summaries->facts[fact].before)
        way[i - 1] = fact;
    for (size_t i = 0; i < length; i++) {
        at = &steps->summaries->facts[way[i]];
        add_step(steps, graph->edges[at->edge].to, at->edge);
        if (!at->exit)
            continue;
        add_summary(steps, at->exit, depth + 1);
        if (at->back != SIZE_MAX)
            add_step(steps, at->node, at->back);
    }
    free(way);
}

int cch_trace_steps(const struct cch_trace *trace, uint32_t state, struct cch_model_step **result, size_t *count)
{
    struct steps steps = {.trace = trace, .summaries = &trace->summaries[trace->states[state].certain]};
    size_t length = 0;
    for (uint32_t i = state; i; i = trace->states[i].before)
        length++;
    uint32_t *way = malloc((length + 1) * sizeof *way);
    if (!way)
        return CCH_ERROR_MEMORY;
    for (size_t i = length; i > 0; i--, state = trace->states[state].before)
        way[i - 1] = state;
    for (size_t i = 0; i < length; i++) {
        const struct cch_trace_state *at = &trace->states[way[i]];
        add_step(&steps, at->edge == SIZE_MAX ? at->node : trace->graph->edges[at->edge].to, at->edge);
        if (!at->exit)
            continue;
        add_summary(&steps, at->exit, 0);
        if (at->back != SIZE_MAX)
            add_step(&steps, at->node, at->back);
    }
    free(way);
    *result = steps.items;
    *count = steps.count;
    if (steps.status)
        free(steps.items);
    return steps.status;
}
