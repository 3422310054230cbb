/* Breadth first from a parameter: a state is a value and how it was come by. */
#include "params/model/trace.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"

enum {
    VARIANTS = CCH_TRACE_MODES * 8,
    STEPS_MAX = 1 << 20 /* of one parameter's ways: two calls in each function of a row double them */
};

static unsigned variant(unsigned mode, unsigned decided, unsigned of, unsigned part) {
    return ((mode * 2u + decided) * CCH_PARTS + of) * CCH_PARTS + part;
}

int cch_trace_start(struct cch_trace *trace, const struct cch_flow_graph *graph, struct cch_model_reach *reach) {
    _Static_assert(VARIANTS <= 32, "the variants of a node are a set in 32 bits");
    *trace = (struct cch_trace){.graph = graph, .reach = reach};
    trace->reached = calloc((size_t)graph->node_count + 1, sizeof *trace->reached);
    int status = trace->reached ? 0 : CCH_ERROR_MEMORY;
    for (int certain = 0; certain < 2 && !status; certain++)
        status = cch_flow_summaries_start(&trace->summaries[certain], graph, reach, certain);
    if (status)
        cch_trace_release(trace);
    return status;
}

void cch_trace_release(struct cch_trace *trace) {
    cch_flow_summaries_release(&trace->summaries[0]);
    cch_flow_summaries_release(&trace->summaries[1]);
    free(trace->states);
    free(trace->reached);
    *trace = (struct cch_trace){0};
}

static void clear(struct cch_trace *trace) {
    for (size_t i = trace->begin; i <= trace->count && i; i++)
        trace->reached[trace->states[i].node] = 0;
}

static void begin(struct cch_trace *trace) {
    clear(trace);
    trace->count = trace->begin = 0;
}

void cch_trace_forget(struct cch_trace *trace) {
    begin(trace);
    cch_flow_summaries_forget(&trace->summaries[0]);
    cch_flow_summaries_forget(&trace->summaries[1]);
}

struct walk {
    struct cch_trace *trace;
    bool certain;
    uint32_t at; /* state */
    size_t edge;
};

/* What is free, not decided, or of the data reaches all that the other would. */
static bool is_reached(const struct cch_trace *trace, const struct cch_trace_state *state) {
    uint32_t reached = trace->reached[state->node];
    for (unsigned less = 0; less < 8 && reached; less++) {
        unsigned mode = less & 1 ? (unsigned)CCH_TRACE_FREE : state->mode;
        unsigned decided = less & 2 ? 0 : state->decided, of = less & 4 ? (unsigned)CCH_PART_DATA : state->of;
        if (reached >> variant(mode, decided, of, state->part) & 1)
            return true;
    }
    return false;
}

static int reach(const struct walk *walk, struct cch_trace_state state) {
    struct cch_trace *trace = walk->trace;
    const struct cch_flow_node *to = &trace->graph->nodes[state.node];
    if (to->function && !cch_model_reach_allows(trace->reach, to->function))
        return 0;
    if (!to->function)
        state.mode = CCH_TRACE_FREE;
    if (walk->at)
        trace->states[walk->at].goes_on = true;
    if (is_reached(trace, &state))
        return 0;
    if (trace->count >= UINT32_MAX - 2 ||
        cch_array_reserve(&trace->states, &trace->capacity, trace->count + 2, sizeof *trace->states))
        return CCH_ERROR_MEMORY;
    state.certain = walk->certain;
    state.before = walk->at;
    state.edge = walk->edge;
    trace->states[++trace->count] = state;
    trace->reached[state.node] |= 1u << variant(state.mode, state.decided, state.of, state.part);
    return 0;
}

static int come_back(void *data, uint32_t node, enum cch_part part, uint32_t exit, size_t back) {
    const struct walk *walk = data;
    const struct cch_flow_graph *graph = walk->trace->graph;
    const struct cch_flow_fact *through = &walk->trace->summaries[walk->certain].facts[exit];
    struct cch_trace_state state = walk->trace->states[walk->at];
    state.goes_on = false;
    state.node = node;
    state.part = (uint8_t)part;
    state.decided |= through->decided || cch_flow_decides(graph->edges[walk->edge].kind) ||
                     (back != SIZE_MAX && cch_flow_decides(graph->edges[back].kind));
    state.length = cch_flow_length(state.length, cch_flow_length(through->length, 1 + (back != SIZE_MAX)));
    state.exit = exit;
    state.back = back;
    return reach(walk, state);
}

static bool may_leave(const struct cch_trace_state *at, const struct cch_flow_node *result) {
    return at->mode == CCH_TRACE_FREE || (at->mode == CCH_TRACE_BOUND && result->lambda);
}

/* By the edge at hand, what it carries becoming `part`. */
static int step(struct walk *walk, enum cch_part part) {
    struct cch_trace *trace = walk->trace;
    const struct cch_flow_graph *graph = trace->graph;
    const struct cch_flow_edge *edge = &graph->edges[walk->edge];
    struct cch_trace_state state = trace->states[walk->at];
    const struct cch_flow_node *from = &graph->nodes[state.node], *to = &graph->nodes[edge->to];
    if (edge->leaves && !may_leave(&state, from))
        return 0;
    state.goes_on = false;
    state.node = edge->to;
    state.part = (uint8_t)part;
    state.decided |= cch_flow_decides(edge->kind);
    state.length = cch_flow_length(state.length, 1);
    state.exit = 0;
    state.back = SIZE_MAX;
    if (!edge->enters)
        return reach(walk, state);
    state.mode = to->lambda ? CCH_TRACE_CLOSURE : CCH_TRACE_BOUND;
    int status = reach(walk, state);
    if (!status && to->kind == CCH_VALUE_PARAMETER && cch_model_reach_allows(trace->reach, to->function))
        status = cch_flow_backs(&trace->summaries[walk->certain], walk->edge, part, come_back, walk);
    return status;
}

/* Was the value come by as an entry's parameter is, data and form? Then all that follows is known. */
static bool is_known(const struct cch_trace *trace, const struct cch_trace_state *state) {
    uint32_t start = 0;
    if (!trace->known || !trace->known[state->node] || !state->before || state->mode != CCH_TRACE_BOUND ||
        state->decided || state->of != state->part)
        return false;
    for (unsigned part = 0; part < CCH_PARTS; part++)
        start |= 1u << variant(CCH_TRACE_BOUND, 0, part, part);
    return (trace->reached[state->node] & start) == start;
}

static int search(struct cch_trace *trace, uint32_t node, enum cch_trace_mode mode, unsigned parts, bool certain) {
    const struct cch_flow_graph *graph = trace->graph;
    struct walk walk = {trace, certain, 0, SIZE_MAX};
    clear(trace);
    trace->begin = trace->count + 1;
    int status = 0;
    for (enum cch_part part = 0; part < (enum cch_part)parts && !status; part++)
        status = reach(&walk, (struct cch_trace_state){.node = node,
                                                       .mode = (uint8_t)mode,
                                                       .of = (uint8_t)part,
                                                       .part = (uint8_t)part,
                                                       .length = 1,
                                                       .back = SIZE_MAX});
    for (walk.at = (uint32_t)trace->begin; walk.at <= trace->count && !status; walk.at++) {
        trace->states[walk.at].known = is_known(trace, &trace->states[walk.at]);
        const struct cch_trace_state at = trace->states[walk.at];
        if (at.known)
            continue;
        for (walk.edge = graph->out[at.node]; walk.edge < graph->out[at.node + 1] && !status; walk.edge++)
            for (enum cch_part part = 0; part < CCH_PARTS && !status; part++)
                if (certain ? graph->edges[walk.edge].certain &&
                                  cch_carries_certainly(graph->edges[walk.edge].carries, at.part, part)
                            : cch_carries(graph->edges[walk.edge].carries, at.part, part))
                    status = step(&walk, part);
    }
    return status;
}

int cch_trace_certain(struct cch_trace *trace, uint32_t node) {
    begin(trace);
    return search(trace, node, CCH_TRACE_BOUND, CCH_PARTS, true);
}

int cch_trace_possible(struct cch_trace *trace, uint32_t node) {
    return search(trace, node, CCH_TRACE_BOUND, CCH_PARTS, false);
}

int cch_trace_spread(struct cch_trace *trace, uint32_t node) {
    begin(trace);
    return search(trace, node, CCH_TRACE_FREE, 1, false);
}

/* Ways ----------------------------------------------------------------------- */

static int add_step(const struct cch_trace *trace, struct cch_trace_ways *ways, uint32_t before, uint32_t node,
                    size_t edge) {
    const struct cch_flow_graph *graph = trace->graph;
    const uint32_t *cells = cch_graph_row(graph->view->program->graph, CCH_VALUE, graph->nodes[node].value);
    if (cch_array_reserve(&ways->steps, &ways->capacity, ways->count + 1, sizeof *ways->steps))
        return CCH_ERROR_MEMORY;
    struct cch_model_step step = {.before = before,
                                  .value = graph->nodes[node].value,
                                  .function = graph->nodes[node].function,
                                  .name = cells[CCH_VALUE_NAME],
                                  .kind = -1,
                                  .site = cells[CCH_VALUE_SITE],
                                  .certain = true,
                                  .carries = CCH_CARRIES_ALIKE};
    if (edge != SIZE_MAX) {
        const struct cch_flow_edge *taken = &graph->edges[edge];
        step.kind = taken->kind;
        step.text = taken->text;
        step.site = taken->site ? taken->site : step.site;
        step.certain = taken->certain;
        step.carries = taken->carries;
    }
    ways->steps[ways->count++] = step;
    return 0;
}

/* A list of things to do, the last first: go to a fact, or take an edge to a node. */
struct task {
    uint32_t fact, node;
    size_t edge;
};

struct tasks {
    struct task *items;
    size_t count, capacity;
};

static int add_task(struct tasks *tasks, struct task task) {
    if (cch_array_reserve(&tasks->items, &tasks->capacity, tasks->count + 1, sizeof *tasks->items))
        return CCH_ERROR_MEMORY;
    tasks->items[tasks->count++] = task;
    return 0;
}

/* What leads to the fact from the one before it: an edge, and perhaps the way
 * through a callee and back. */
static int add_tasks(const struct cch_trace *trace, const struct cch_flow_fact *fact, struct tasks *tasks) {
    uint32_t entered = trace->graph->edges[fact->edge].to;
    int status = 0;
    if (fact->exit && fact->back != SIZE_MAX)
        status = add_task(tasks, (struct task){.node = fact->node, .edge = fact->back});
    if (fact->exit && !status)
        status = add_task(tasks, (struct task){.fact = fact->exit});
    if (!status)
        status = add_task(tasks, (struct task){.node = entered, .edge = fact->edge});
    if (fact->before && !status)
        status = add_task(tasks, (struct task){.fact = fact->before});
    return status;
}

/* The way through a callee, from its parameter to the exit. */
static int add_through(const struct cch_trace *trace, bool certain, uint32_t exit, struct cch_trace_ways *ways) {
    const struct cch_flow_fact *facts = trace->summaries[certain].facts;
    struct tasks tasks = {0};
    if (facts[exit].length > STEPS_MAX || ways->count + facts[exit].length > STEPS_MAX) {
        ways->steps[ways->count - 1].cut = true;
        return 0;
    }
    int status = add_task(&tasks, (struct task){.fact = exit});
    while (tasks.count && !status) {
        struct task task = tasks.items[--tasks.count];
        if (!task.fact)
            status = add_step(trace, ways, (uint32_t)ways->count, task.node, task.edge);
        else if (facts[task.fact].before)
            status = add_tasks(trace, &facts[task.fact], &tasks);
    }
    free(tasks.items);
    return status;
}

int cch_trace_way(const struct cch_trace *trace, uint32_t state, struct cch_trace_ways *ways) {
    size_t length = 0;
    for (uint32_t i = state; i && !ways->step_of[i]; i = trace->states[i].before)
        length++;
    uint32_t *way = malloc((length + 1) * sizeof *way);
    int status = way ? 0 : CCH_ERROR_MEMORY;
    for (size_t i = length; i > 0 && way; i--, state = trace->states[state].before)
        way[i - 1] = state;
    uint32_t before = state && !status ? ways->step_of[state] : 0;
    for (size_t i = 0; i < length && !status; i++) {
        const struct cch_trace_state *at = &trace->states[way[i]];
        bool starts = at->edge == SIZE_MAX;
        status = add_step(trace, ways, before, starts ? at->node : trace->graph->edges[at->edge].to, at->edge);
        if (at->exit && !status)
            status = add_through(trace, at->certain, at->exit, ways);
        if (at->exit && at->back != SIZE_MAX && !status)
            status = add_step(trace, ways, (uint32_t)ways->count, at->node, at->back);
        before = ways->step_of[way[i]] = (uint32_t)ways->count;
    }
    free(way);
    return status;
}
