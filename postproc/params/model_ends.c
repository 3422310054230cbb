#define _GNU_SOURCE /* qsort_r */
#include "params/model_ends.h"

#include <stdlib.h>

enum { STOPS_MAX = 8 };

static const cch_graph *rows_of(const struct cch_ending *ending)
{
    return ending->trace->graph->view->program->graph;
}

static uint32_t as_written(const struct cch_ending *ending, uint32_t function)
{
    return function ? ending->trace->graph->view->program->source[function] : 0;
}

/* Is the kernel's own code known, so that what it reads is? */
static bool code_is_known(const struct cch_ending *ending, uint32_t kernel)
{
    const uint32_t *cells = cch_graph_row(rows_of(ending), CCH_FUNCTION, as_written(ending, kernel));
    return cells && cells[CCH_FUNCTION_DEVICE_DEFINITION];
}

/* The class of an end by this use; CCH_MODEL_CLASS_COUNT: it is none. */
static enum cch_model_class class_of_use(const struct cch_ending *ending, const uint32_t *use,
                                         const struct cch_trace_state *state)
{
    enum cch_model_class data = state->decided ? CCH_MODEL_DATA_CHOICE : CCH_MODEL_KERNEL_DATA;
    uint32_t function = use[CCH_USE_FUNCTION], target = use[CCH_USE_TARGET];
    if (function && !ending->trace->allowed[function])
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

static bool has_end(const struct cch_ending *ending, const struct cch_model_parameter *parameter,
                    enum cch_model_class class, uint32_t value, uint32_t use)
{
    const cch_graph *rows = rows_of(ending);
    for (size_t i = 0; i < parameter->end_count; i++) {
        const struct cch_model_end *end = &parameter->ends[i];
        if (end->class != class || end->steps[end->step_count - 1].value != value || !end->use != !use)
            continue;
        if (!use || cch_graph_row(rows, CCH_USE, end->use)[CCH_USE_KIND] ==
                        cch_graph_row(rows, CCH_USE, use)[CCH_USE_KIND])
            return true;
    }
    return false;
}

static int add_end(const struct cch_ending *ending, struct cch_model_parameter *parameter, enum cch_model_class class,
                   uint32_t number, uint32_t use, uint32_t target)
{
    const struct cch_trace_state *state = &ending->trace->states[number];
    uint32_t value = ending->trace->graph->nodes[state->node].value;
    struct cch_model_end end = {.class = class, .certain = state->certain, .use = use, .target = target};
    if (has_end(ending, parameter, class, value, use))
        return 0;
    struct cch_model_end *grown = realloc(parameter->ends, (parameter->end_count + 1) * sizeof *grown);
    if (!grown)
        return CCH_ERROR_MEMORY;
    parameter->ends = grown;
    int status = cch_trace_steps(ending->trace, number, &end.steps, &end.step_count);
    if (status)
        return status;
    const uint32_t *cells = cch_graph_row(rows_of(ending), CCH_USE, use);
    end.text = cells ? cells[CCH_USE_TEXT] : 0;
    end.site = cells ? cells[CCH_USE_SITE] : end.steps[end.step_count - 1].site;
    parameter->ends[parameter->end_count++] = end;
    return 0;
}

/* A template parameter of a kernel; or of a function that launches one, when
 * nothing more is seen of it: its specializations are written one by one. */
static bool chooses(const struct cch_ending *ending, const struct cch_trace_state *state)
{
    const struct cch_flow_graph *graph = ending->trace->graph;
    const struct cch_flow_node *node = &graph->nodes[state->node];
    if (node->kind != CCH_VALUE_TEMPLATE_PARAMETER || !node->function || !ending->reaching[node->function])
        return false;
    return graph->view->flags[graph->view->node[node->function]] & CCH_FLAG_KERNEL ||
           graph->out[state->node] == graph->out[state->node + 1];
}

int cch_ends_find(const struct cch_ending *ending, struct cch_model_parameter *parameter)
{
    const struct cch_trace *trace = ending->trace;
    int status = 0;
    for (uint32_t number = 1; number <= trace->count && !status; number++) {
        const struct cch_trace_state *state = &trace->states[number];
        if (chooses(ending, state))
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

/* Did some state follow from this one? */
static unsigned char *continued(const struct cch_trace *trace)
{
    unsigned char *set = calloc((size_t)trace->count + 1, 1);
    for (uint32_t number = 1; set && number <= trace->count; number++)
        set[trace->states[number].before] = 1;
    return set;
}

static uint32_t last_use(const struct cch_ending *ending, uint32_t node)
{
    const struct cch_flow_graph *graph = ending->trace->graph;
    for (size_t i = graph->uses[node]; i < graph->uses[node + 1]; i++) {
        const uint32_t *use = cch_graph_row(rows_of(ending), CCH_USE, graph->use_rows[i]);
        if (!use[CCH_USE_FUNCTION] || ending->trace->allowed[use[CCH_USE_FUNCTION]])
            return graph->use_rows[i];
    }
    return 0;
}

int cch_ends_stops(const struct cch_ending *ending, struct cch_model_parameter *parameter)
{
    const struct cch_trace *trace = ending->trace;
    unsigned char *goes_on = continued(trace);
    int status = goes_on ? 0 : CCH_ERROR_MEMORY;
    size_t before = parameter->end_count;
    for (uint32_t number = 1; number <= trace->count && !status && parameter->end_count < before + STOPS_MAX; number++) {
        const struct cch_trace_state *state = &trace->states[number];
        uint32_t use = last_use(ending, state->node);
        if (!use && (goes_on[number] || trace->count == 1))
            continue;
        status = add_end(ending, parameter, CCH_MODEL_STOPS, number, use,
                         use ? as_written(ending, cch_graph_row(rows_of(ending), CCH_USE, use)[CCH_USE_TARGET]) : 0);
    }
    free(goes_on);
    return status;
}

static int compare_ends(const void *left, const void *right, void *context)
{
    const struct cch_model_end *a = left, *b = right;
    if (a->class != b->class)
        return a->class < b->class ? -1 : 1;
    if (a->certain != b->certain)
        return a->certain ? -1 : 1;
    if (a->step_count != b->step_count)
        return a->step_count < b->step_count ? -1 : 1;
    int order = cch_site_compare(context, a->site, b->site);
    if (order)
        return order;
    uint32_t x = a->steps[a->step_count - 1].value, y = b->steps[b->step_count - 1].value;
    return x < y ? -1 : x > y;
}

void cch_ends_finish(const struct cch_ending *ending, struct cch_model_parameter *parameter)
{
    if (parameter->end_count)
        qsort_r(parameter->ends, parameter->end_count, sizeof *parameter->ends, compare_ends,
                (void *)rows_of(ending));
    parameter->class = parameter->end_count ? parameter->ends[0].class : CCH_MODEL_UNUSED;
}
