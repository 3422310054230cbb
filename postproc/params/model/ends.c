#define _GNU_SOURCE /* qsort_r */
#include "params/model/ends.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/hash.h"

static const cch_graph *rows_of(const struct cch_ending *ending) { return ending->trace->graph->view->program->graph; }

static uint32_t as_written(const struct cch_ending *ending, uint32_t function) {
    return function ? ending->trace->graph->view->program->source[function] : 0;
}

/* Is the kernel's own code known, so that what it reads is? */
static bool code_is_known(const struct cch_ending *ending, uint32_t kernel) {
    const uint32_t *cells = cch_graph_row(rows_of(ending), CCH_FUNCTION, as_written(ending, kernel));
    return cells && cells[CCH_FUNCTION_DEVICE_DEFINITION];
}

/* The class of an end by this use; CCH_MODEL_CLASS_COUNT: it is none. */
static enum cch_model_class class_of_use(const struct cch_ending *ending, const uint32_t *use,
                                         const struct cch_trace_state *state) {
    enum cch_model_class data = state->decided               ? CCH_MODEL_DATA_CHOICE
                                : state->of == CCH_PART_DATA ? CCH_MODEL_KERNEL_DATA
                                                             : CCH_MODEL_FORM;
    uint32_t function = use[CCH_USE_FUNCTION], target = use[CCH_USE_TARGET];
    if ((function && !cch_model_reach_allows(ending->trace->reach, function)) ||
        !(use[CCH_USE_PARTS] >> state->part & 1))
        return CCH_MODEL_CLASS_COUNT;
    switch ((enum cch_use)use[CCH_USE_KIND]) {
    case CCH_USE_DEVICE_READ:
        return data;
    case CCH_USE_KERNEL_ARGUMENT:
        return target && code_is_known(ending, target) ? CCH_MODEL_CLASS_COUNT : data;
    case CCH_USE_CONDITION:
        return target && ending->reaching[target] ? CCH_MODEL_KERNEL_CHOICE : CCH_MODEL_CLASS_COUNT;
    case CCH_USE_GRID:
    case CCH_USE_BLOCK:
    case CCH_USE_SHARED_MEMORY:
        return CCH_MODEL_LAUNCH;
    case CCH_USE_SHAPE:
        return CCH_MODEL_SHAPE;
    case CCH_USE_RETURN_FORM:
        return CCH_MODEL_RETURN_FORM;
    case CCH_USE_READ:
    case CCH_USE_COUNT:
        break;
    }
    return CCH_MODEL_CLASS_COUNT;
}

static uint32_t kind_of(const struct cch_ending *ending, uint32_t use) {
    return use ? cch_graph_row(rows_of(ending), CCH_USE, use)[CCH_USE_KIND] + 1 : 0;
}

static struct cch_model_end *find_end(const struct cch_ending *ending, const struct cch_model_parameter *parameter,
                                      enum cch_model_class class, uint32_t value, uint32_t kind, uint32_t *hash) {
    *hash = cch_hash_number((uint64_t)value << 8 | (uint64_t)class << 4 | kind);
    for (const struct cch_slot *slot = cch_index_find(&ending->index, *hash); slot;
         slot = cch_index_again(&ending->index, slot)) {
        struct cch_model_end *end = &parameter->ends[slot->number - 1];
        if (end->class == class && end->value == value && kind_of(ending, end->use) == kind)
            return end;
    }
    return NULL;
}

static size_t last_edge(const struct cch_ending *ending, const struct cch_trace_state *state) {
    if (!state->exit || state->back != SIZE_MAX)
        return state->exit ? state->back : state->edge;
    const struct cch_flow_fact *exit = &ending->trace->summaries[state->certain].facts[state->exit];
    return exit->exit && exit->back != SIZE_MAX ? exit->back : exit->edge;
}

static int keep_end(struct cch_ending *ending, struct cch_model_parameter *parameter, const struct cch_model_end *end,
                    uint32_t hash) {
    if (cch_array_reserve(&parameter->ends, &ending->capacity, parameter->end_count + 1, sizeof *parameter->ends) ||
        cch_index_reserve(&ending->index, parameter->end_count + 1))
        return CCH_ERROR_MEMORY;
    parameter->ends[parameter->end_count++] = *end;
    cch_index_add(&ending->index, hash, (uint32_t)parameter->end_count);
    return 0;
}

static int add_end(struct cch_ending *ending, struct cch_model_parameter *parameter, enum cch_model_class class,
                   uint32_t number, uint32_t use, uint32_t target) {
    const struct cch_trace_state *state = &ending->trace->states[number];
    uint32_t value = ending->trace->graph->nodes[state->node].value, hash;
    struct cch_model_end end = {.class = class,
                                .certain = state->certain,
                                .value = value,
                                .use = use,
                                .target = target,
                                .length = state->length,
                                .state = number};
    if (find_end(ending, parameter, class, value, kind_of(ending, use), &hash))
        return 0;
    const cch_graph *rows = rows_of(ending);
    const uint32_t *cells = cch_graph_row(rows, CCH_USE, use);
    size_t last = last_edge(ending, state);
    uint32_t site = last == SIZE_MAX ? 0 : ending->trace->graph->edges[last].site;
    end.text = cells ? cells[CCH_USE_TEXT] : 0;
    end.site = cells ? cells[CCH_USE_SITE] : site ? site : cch_graph_row(rows, CCH_VALUE, value)[CCH_VALUE_SITE];
    return keep_end(ending, parameter, &end, hash);
}

/* A template parameter of a kernel; or of a function that launches one, when
 * nothing more is seen of it: its specializations are written one by one. */
static bool chooses(const struct cch_ending *ending, const struct cch_trace_state *state) {
    const struct cch_flow_graph *graph = ending->trace->graph;
    const struct cch_flow_node *node = &graph->nodes[state->node];
    if (node->kind != CCH_VALUE_TEMPLATE_PARAMETER || state->part != CCH_PART_DATA || !node->function ||
        !ending->reaching[node->function])
        return false;
    return graph->view->flags[graph->view->node[node->function]] & CCH_FLAG_KERNEL ||
           graph->out[state->node] == graph->out[state->node + 1];
}

/* What is made like a tensor (empty_like) is shaped by it. */
static int find_likes(struct cch_ending *ending, struct cch_model_parameter *parameter, uint32_t number) {
    const struct cch_flow_graph *graph = ending->trace->graph;
    const struct cch_trace_state *state = &ending->trace->states[number];
    int status = 0;
    for (size_t i = graph->out[state->node]; i < graph->out[state->node + 1] && !status; i++) {
        const struct cch_flow_edge *edge = &graph->edges[i];
        uint32_t function = graph->nodes[edge->to].function;
        size_t before = parameter->end_count;
        if (state->part != CCH_PART_FORM || cch_carries(edge->carries, CCH_PART_DATA, CCH_PART_DATA) ||
            !(state->certain ? edge->certain && cch_carries_certainly(edge->carries, CCH_PART_FORM, CCH_PART_FORM)
                             : cch_carries(edge->carries, CCH_PART_FORM, CCH_PART_FORM)) ||
            (function && !cch_model_reach_allows(ending->trace->reach, function)) || edge->kind == CCH_FLOW_CONTROL)
            continue;
        status = add_end(ending, parameter, CCH_MODEL_SHAPE, number, 0, 0);
        if (parameter->end_count > before) {
            parameter->ends[before].text = edge->text;
            parameter->ends[before].site = edge->site;
        }
    }
    return status;
}

int cch_ends_find(struct cch_ending *ending, struct cch_model_parameter *parameter) {
    const struct cch_trace *trace = ending->trace;
    int status = 0;
    for (uint32_t number = (uint32_t)trace->begin; number <= trace->count && !status; number++) {
        const struct cch_trace_state *state = &trace->states[number];
        if (state->known)
            continue;
        status = find_likes(ending, parameter, number);
        if (!status && chooses(ending, state))
            status = add_end(ending, parameter, CCH_MODEL_KERNEL_CHOICE, number, 0,
                             trace->graph->nodes[state->node].function);
        for (size_t i = trace->graph->uses[state->node]; i < trace->graph->uses[state->node + 1] && !status; i++) {
            uint32_t row = trace->graph->use_rows[i];
            const uint32_t *use = cch_graph_row(rows_of(ending), CCH_USE, row);
            enum cch_model_class class = class_of_use(ending, use, state);
            if (class != CCH_MODEL_CLASS_COUNT)
                status = add_end(ending, parameter, class, number, row, as_written(ending, use[CCH_USE_TARGET]));
        }
    }
    return status;
}

static uint32_t last_use(const struct cch_ending *ending, uint32_t node) {
    const struct cch_flow_graph *graph = ending->trace->graph;
    for (size_t i = graph->uses[node]; i < graph->uses[node + 1]; i++) {
        const uint32_t *use = cch_graph_row(rows_of(ending), CCH_USE, graph->use_rows[i]);
        if (!use[CCH_USE_FUNCTION] || cch_model_reach_allows(ending->trace->reach, use[CCH_USE_FUNCTION]))
            return graph->use_rows[i];
    }
    return 0;
}

/* A result that is handed on to the caller, though not from this state: that it
 * comes back is part of the call's own step. */
static bool is_passed_over(const struct cch_trace *trace, const struct cch_trace_state *state) {
    const struct cch_flow_graph *graph = trace->graph;
    return graph->nodes[state->node].kind == CCH_VALUE_RESULT && state->mode != CCH_TRACE_FREE &&
           graph->out[state->node] != graph->out[state->node + 1];
}

/* Of values that only lead to each other the last that was come to counts: no state `followed` from it. */
static int find_stops(struct cch_ending *ending, struct cch_model_parameter *parameter, const unsigned char *followed) {
    const struct cch_trace *trace = ending->trace;
    int status = 0;
    for (size_t number = trace->begin; number <= trace->count && !status; number++) {
        const struct cch_trace_state *state = &trace->states[number];
        uint32_t use = last_use(ending, state->node);
        bool goes_on = followed ? followed[number] : state->goes_on;
        if (state->part != CCH_PART_DATA || state->known ||
            (!use && (goes_on || !state->before || is_passed_over(trace, state))))
            continue;
        status = add_end(ending, parameter, CCH_MODEL_STOPS, (uint32_t)number, use,
                         use ? as_written(ending, cch_graph_row(rows_of(ending), CCH_USE, use)[CCH_USE_TARGET]) : 0);
    }
    return status;
}

int cch_ends_stops(struct cch_ending *ending, struct cch_model_parameter *parameter) {
    return find_stops(ending, parameter, NULL);
}

int cch_ends_stops_in_circle(struct cch_ending *ending, struct cch_model_parameter *parameter) {
    const struct cch_trace *trace = ending->trace;
    unsigned char *followed = calloc(trace->count + 1, 1);
    if (!followed)
        return CCH_ERROR_MEMORY;
    for (size_t number = trace->begin; number <= trace->count; number++)
        followed[trace->states[number].before] = 1;
    int status = find_stops(ending, parameter, followed);
    free(followed);
    return status;
}

int cch_ends_join(struct cch_ending *ending, struct cch_model_parameter *parameter, uint32_t number,
                  const struct cch_model_parameter *other) {
    const struct cch_trace_state *state = &ending->trace->states[number];
    int status = 0;
    for (size_t i = 0; i < other->end_count && !status; i++) {
        struct cch_model_end end = other->ends[i];
        uint32_t hash;
        if (state->certain && !end.certain && end.class != CCH_MODEL_STOPS)
            continue; /* the search of all ways finds it */
        struct cch_model_end *known =
            find_end(ending, parameter, end.class, end.value, kind_of(ending, end.use), &hash);
        end.certain = end.certain && state->certain;
        end.length = cch_flow_length(end.length, state->length - 1);
        end.state = number;
        if (!known)
            status = keep_end(ending, parameter, &end, hash);
        else if (known->certain == end.certain && known->length > end.length)
            *known = end;
    }
    return status;
}

static int compare_ends(const void *left, const void *right, void *context) {
    const struct cch_model_end *a = left, *b = right;
    if (a->class != b->class)
        return a->class < b->class ? -1 : 1;
    if (a->certain != b->certain)
        return a->certain ? -1 : 1;
    if (a->length != b->length)
        return a->length < b->length ? -1 : 1;
    int order = cch_site_compare(context, a->site, b->site);
    if (order)
        return order;
    if (a->value != b->value)
        return a->value < b->value ? -1 : 1;
    return a->state < b->state ? -1 : a->state > b->state;
}

static int write_ways(const struct cch_ending *ending, struct cch_model_parameter *parameter,
                      enum cch_model_ways which) {
    struct cch_trace_ways ways = {.step_of = calloc(ending->trace->count + 1, sizeof *ways.step_of)};
    int status = ways.step_of ? 0 : CCH_ERROR_MEMORY;
    for (size_t i = 0; i < parameter->end_count && !status; i++) {
        struct cch_model_end *end = &parameter->ends[i];
        if (which == CCH_MODEL_WAYS_FIRST && i && end[-1].class == end->class)
            continue;
        status = cch_trace_way(ending->trace, end->state, &ways);
        end->way = ways.step_of[end->state];
    }
    free(ways.step_of);
    parameter->steps = ways.steps;
    parameter->step_count = ways.count;
    return status;
}

/* Where its data is read it says nothing that its form is, too. */
static void drop_forms(const struct cch_ending *ending, struct cch_model_parameter *parameter) {
    size_t kept = 0;
    for (size_t i = 0; i < parameter->end_count; i++) {
        struct cch_model_end *end = &parameter->ends[i];
        uint32_t hash;
        const struct cch_model_end *data =
            end->class == CCH_MODEL_FORM
                ? find_end(ending, parameter, CCH_MODEL_KERNEL_DATA, end->value, kind_of(ending, end->use), &hash)
                : NULL;
        end->state = data && data->certain >= end->certain ? 0 : end->state;
    }
    for (size_t i = 0; i < parameter->end_count; i++)
        if (parameter->ends[i].state)
            parameter->ends[kept++] = parameter->ends[i];
    parameter->end_count = kept;
}

/* Keeps the first ends of each class. */
static void keep_ends(struct cch_model_parameter *parameter, size_t most) {
    size_t kept = 0, of_class = 0;
    for (size_t i = 0; i < parameter->end_count; i++) {
        of_class = i && parameter->ends[i].class == parameter->ends[kept - 1].class ? of_class + 1 : 1;
        if (of_class <= most)
            parameter->ends[kept++] = parameter->ends[i];
    }
    parameter->ends_left_out = parameter->end_count - kept;
    parameter->end_count = kept;
}

int cch_ends_finish(struct cch_ending *ending, struct cch_model_parameter *parameter,
                    const struct cch_model_request *request) {
    drop_forms(ending, parameter);
    cch_index_release(&ending->index);
    ending->capacity = 0;
    if (parameter->end_count)
        qsort_r(parameter->ends, parameter->end_count, sizeof *parameter->ends, compare_ends, (void *)rows_of(ending));
    parameter->class = parameter->end_count ? parameter->ends[0].class : CCH_MODEL_UNUSED;
    if (request->ends_max)
        keep_ends(parameter, request->ends_max);
    return request->ways == CCH_MODEL_WAYS_NONE || !parameter->end_count ? 0
                                                                         : write_ways(ending, parameter, request->ways);
}
