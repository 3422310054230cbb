#define _GNU_SOURCE /* qsort_r */
#include "params/model/model.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/pattern.h"
#include "graph_file/range.h"
#include "params/model/ends.h"
#include "params/model/reach.h"

/* Entries ------------------------------------------------------------------ */

static bool is_entry(const cch_view *view, uint32_t function, bool python, const unsigned char *bound,
                     const unsigned char *reaching) {
    const uint32_t *cells = cch_graph_row(view->program->graph, CCH_FUNCTION, function);
    uint32_t flags = view->flags[function];
    if (flags & (CCH_FLAG_SYNTHETIC | CCH_FLAG_LAMBDA | CCH_FLAG_EXTERNAL | CCH_FLAG_BINDING | CCH_FLAG_KERNEL))
        return false;
    if (python)
        return cells[CCH_FUNCTION_LANGUAGE] == CCH_LANGUAGE_PYTHON && !(flags & CCH_FLAG_CLASS) && bound[function];
    return reaching[function] && flags & CCH_FLAG_DEFINED && view->in[function] == view->in[function + 1];
}

int cch_model_entries(const cch_view *view, uint32_t **entries, size_t *count, cch_error *error) {
    unsigned char *bound = cch_model_reaching(view, CCH_FLAG_BINDING);
    unsigned char *reaching = cch_model_reaching(view, CCH_FLAG_KERNEL);
    bool python = false;
    *entries = malloc(((size_t)view->function_count + 1) * sizeof **entries);
    *count = 0;
    int status = bound && reaching && *entries ? 0 : cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    for (uint32_t f = 1; f <= view->function_count && !status; f++)
        python = python || (cch_view_shows(view, f) && is_entry(view, f, true, bound, reaching));
    for (uint32_t f = 1; f <= view->function_count && !status; f++)
        if (cch_view_shows(view, f) && is_entry(view, f, python, bound, reaching))
            (*entries)[(*count)++] = f;
    free(bound);
    free(reaching);
    if (status) {
        free(*entries);
        *entries = NULL;
    }
    return status;
}

/* One parameter -------------------------------------------------------------- */

struct making {
    const cch_view *view;
    cch_view *instances;
    struct cch_flow_graph flows;
    struct cch_model_reach reach;
    struct cch_trace trace;
    struct cch_ending ending;
    const struct cch_model_request *request;
    cch_pattern *pattern; /* on names, or NULL */
    cch_model *model;
    size_t capacity;
    uint32_t
        *known; /* by node: 1 + the parameter whose ends are all that can be reached from it; NULL: none are kept */
};

static int compare_scopes(const void *left, const void *right, void *context) {
    const struct cch_model_scope *a = left, *b = right;
    (void)context;
    if (a->function != b->function)
        return a->function < b->function ? -1 : 1;
    if (a->name != b->name)
        return a->name < b->name ? -1 : 1;
    return a->certain > b->certain ? -1 : a->certain < b->certain;
}

static int add_scopes(const struct cch_trace *trace, struct cch_model_parameter *parameter) {
    const cch_graph *rows = trace->graph->view->program->graph;
    struct cch_model_scope *scopes = malloc((trace->count + 1) * sizeof *scopes);
    if (!scopes)
        return CCH_ERROR_MEMORY;
    size_t count = 0, unique = 0;
    for (size_t number = 1; number <= trace->count; number++) {
        const struct cch_flow_node *node = &trace->graph->nodes[trace->states[number].node];
        const uint32_t *cells = cch_graph_row(rows, CCH_VALUE, node->value);
        if (cells[CCH_VALUE_NAME])
            scopes[count++] =
                (struct cch_model_scope){node->function, cells[CCH_VALUE_NAME], trace->states[number].certain};
    }
    if (count)
        qsort_r(scopes, count, sizeof *scopes, compare_scopes, NULL);
    for (size_t i = 0; i < count; i++)
        if (!unique || scopes[unique - 1].function != scopes[i].function || scopes[unique - 1].name != scopes[i].name)
            scopes[unique++] = scopes[i];
    parameter->scopes = scopes;
    parameter->scope_count = unique;
    return 0;
}

/* Parameters whose ends are known --------------------------------------------- */

/* Functions that call each other have parameters in common with those that they call: what f is given and hands to g
 * ends as what g is given does. g's ends are f's if nothing was in the way that only g's callers could allow. Ways
 * and scopes would need the states themselves, and bounds would depend on what is known. */
static bool keeps_known(const struct cch_model_request *request) {
    return request->ways == CCH_MODEL_WAYS_NONE && !request->scopes && !request->ends_max && !request->work_max;
}

/* Adds the ends of known parameters that the last search came upon: those at which
 * something stops, or all others. */
static int join_known(struct making *making, struct cch_model_parameter *parameter, bool stops) {
    const struct cch_trace *trace = &making->trace;
    int status = 0;
    for (size_t i = trace->begin; i <= trace->count && !status && making->known; i++) {
        const struct cch_trace_state *state = &trace->states[i];
        if (!state->known || state->part != CCH_PART_DATA)
            continue;
        const struct cch_model_parameter *other = &making->model->parameters[making->known[state->node] - 1];
        if (other->end_count && (other->ends[0].class == CCH_MODEL_STOPS) == stops)
            status = cch_ends_join(&making->ending, parameter, (uint32_t)i, other);
    }
    return status;
}

/* Whether a parameter is a stop itself depends on where it was come from: it is kept if its data goes on. */
static void keep_known(struct making *making, const struct cch_model_parameter *parameter, uint32_t node) {
    const struct cch_trace *trace = &making->trace;
    if (!making->known || making->reach.refused || !making->reach.plain)
        return;
    for (size_t i = trace->begin + CCH_PARTS; i <= trace->count; i++)
        if (trace->states[i].before == trace->begin + CCH_PART_DATA) {
            making->known[node] = (uint32_t)(parameter - making->model->parameters) + 1;
            return;
        }
}

static int trace_parameter(struct making *making, struct cch_model_parameter *parameter) {
    const struct cch_model_request *request = making->request;
    uint32_t node = parameter->value ? making->flows.node_of[parameter->value] : 0;
    int status = 0;
    if (!node) {
        parameter->class = CCH_MODEL_UNUSED;
        return 0;
    }
    status = cch_trace_certain(&making->trace, node);
    if (!status)
        status = cch_ends_find(&making->ending, parameter);
    if (!status)
        status = join_known(making, parameter, false);
    if (!status && !request->certain)
        status = cch_trace_possible(&making->trace, node);
    if (!status && !request->certain)
        status = cch_ends_find(&making->ending, parameter);
    if (!status && !request->certain)
        status = join_known(making, parameter, false);
    if (!status && !parameter->end_count) {
        status = cch_ends_stops(&making->ending, parameter);
        if (!status)
            status = join_known(making, parameter, true);
        if (!status && !parameter->end_count)
            status = cch_ends_stops_in_circle(&making->ending, parameter);
    }
    if (!status)
        keep_known(making, parameter, node);
    if (!status && request->scopes)
        status = add_scopes(&making->trace, parameter);
    making->model->work += making->trace.count;
    return status ? status : cch_ends_finish(&making->ending, parameter, request);
}

/* The text of the constant that flows into a value as its default, or 0. */
static uint32_t default_of(const struct making *making, uint32_t value) {
    const cch_graph *rows = making->view->program->graph;
    struct cch_range range = cch_graph_range(rows, CCH_FLOW, 3, (const uint32_t[]){0, value, CCH_FLOW_COPY});
    return range.first < range.end ? cch_graph_row(rows, CCH_FLOW, range.first)[CCH_FLOW_TEXT] : 0;
}

/* One entry ------------------------------------------------------------------- */

static struct cch_model_parameter *add_parameter(struct making *making) {
    cch_model *model = making->model;
    if (cch_array_reserve(&model->parameters, &making->capacity, model->count + 1, sizeof *model->parameters))
        return NULL;
    model->parameters[model->count] = (struct cch_model_parameter){0};
    return &model->parameters[model->count++];
}

/* The value of the entry's parameter, or 0. In the signature its name has stars
 * in front where it takes the rest. */
static uint32_t find_value(const struct making *making, uint32_t entry, uint32_t written, const char *name) {
    const cch_graph *rows = making->view->program->graph;
    bool starred = cch_graph_text(rows, written, NULL) != name;
    uint32_t node = starred ? cch_flow_parameter_called(&making->flows, entry, name)
                            : cch_flow_parameter(&making->flows, entry, written);
    return node ? making->flows.nodes[node].value : 0;
}

/* Names that stand for the object in Python's methods. */
static bool is_receiver(const char *name) {
    return strcmp(name, "self") == 0 || strcmp(name, "cls") == 0 || strcmp(name, "ctx") == 0;
}

static size_t facts_of(const struct making *making) {
    return making->trace.summaries[0].count + making->trace.summaries[1].count;
}

/* `number`: of `entry` in the order in which they are made. */
static int make_entry(struct making *making, uint32_t entry, size_t number, uint32_t order) {
    const cch_graph *rows = making->view->program->graph;
    int status = cch_model_reach_from(&making->reach, number);
    size_t count;
    const uint32_t *names =
        cch_graph_items(rows, cch_graph_row(rows, CCH_FUNCTION, entry)[CCH_FUNCTION_PARAMETERS], &count);
    unsigned index = 0;
    cch_trace_forget(&making->trace);
    size_t summarized = facts_of(making);
    for (size_t i = 0; i < count && !status; i++) {
        const char *name = cch_graph_text(rows, names[i], NULL);
        while (*name == '*' || *name == '/')
            name++;
        uint32_t value = *name ? find_value(making, entry, names[i], name) : 0;
        if (!*name || (!i && !value && is_receiver(name)))
            continue;
        index++;
        if (making->pattern && !cch_pattern_matches(making->pattern, name))
            continue;
        struct cch_model_parameter *parameter = add_parameter(making);
        if (!parameter)
            return CCH_ERROR_MEMORY;
        parameter->entry = entry;
        parameter->order = order;
        parameter->value = value;
        parameter->name = name;
        parameter->index = index;
        parameter->given = value ? default_of(making, value) : 0;
        status = trace_parameter(making, parameter);
    }
    making->model->work += facts_of(making) - summarized;
    making->model->entry_count++;
    return making->reach.failed ? CCH_ERROR_MEMORY : status;
}

/* Called functions first: what is known of them need not be found again. `order`: by entry, numbers from 0. */
static int entries_in_order(const struct making *making, uint32_t *order) {
    const cch_view *view = making->view;
    const struct cch_model_request *request = making->request;
    size_t size = (size_t)view->function_count + 1, depth = 0, count = 0;
    uint32_t *entry_of = calloc(size, sizeof *entry_of), *next = calloc(request->entry_count + 1, sizeof *next);
    uint32_t *stack = malloc(size * sizeof *stack);
    size_t *edge = malloc(size * sizeof *edge);
    int status = entry_of && next && stack && edge ? 0 : CCH_ERROR_MEMORY;
    for (size_t i = request->entry_count; i > 0 && !status; i--) { /* entries of one function are a list */
        uint32_t node = view->node[request->entries[i - 1]];
        next[i] = entry_of[node];
        entry_of[node] = (uint32_t)i;
    }
    unsigned char *met = status ? NULL : calloc(size, 1);
    for (size_t i = 0; i < request->entry_count && met; i++) {
        uint32_t start = view->node[request->entries[i]];
        if (!met[start]) {
            met[start] = 1;
            edge[depth] = view->out[start];
            stack[depth++] = start;
        }
        while (depth) {
            uint32_t at = stack[depth - 1];
            if (edge[depth - 1] < view->out[at + 1]) {
                uint32_t callee = view->edges[edge[depth - 1]++].callee;
                if (!met[callee]) {
                    met[callee] = 1;
                    edge[depth] = view->out[callee];
                    stack[depth++] = callee;
                }
                continue;
            }
            for (uint32_t entry = entry_of[at]; entry; entry = next[entry])
                order[count++] = entry - 1;
            depth--;
        }
    }
    status = met ? 0 : CCH_ERROR_MEMORY;
    free(entry_of);
    free(next);
    free(stack);
    free(edge);
    free(met);
    return status;
}

static int compare_parameters(const void *left, const void *right) {
    const struct cch_model_parameter *a = left, *b = right;
    if (a->order != b->order)
        return a->order < b->order ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

static int make_entries(struct making *making) {
    const struct cch_model_request *request = making->request;
    cch_model *model = making->model;
    uint32_t *order = keeps_known(request) ? malloc((request->entry_count + 1) * sizeof *order) : NULL;
    uint32_t *entries = malloc((request->entry_count + 1) * sizeof *entries);
    int status = entries ? 0 : CCH_ERROR_MEMORY;
    if (keeps_known(request)) {
        making->trace.known = making->known = calloc((size_t)making->flows.node_count + 1, sizeof *making->known);
        status = order && making->known && !status ? entries_in_order(making, order) : CCH_ERROR_MEMORY;
    }
    for (uint32_t i = 0; i < request->entry_count && !status; i++) {
        uint32_t asked = request->entries[order ? order[i] : i];
        entries[i] = making->view->program->source[cch_model_constructor(making->view, asked)];
    }
    cch_model_reach_plan(&making->reach, entries, request->entry_count);
    for (uint32_t i = 0; i < request->entry_count && !status; i++) {
        if (request->work_max && model->work >= request->work_max)
            break;
        status = make_entry(making, entries[i], i, order ? order[i] : i);
    }
    if (model->count)
        qsort(model->parameters, model->count, sizeof *model->parameters, compare_parameters);
    free(making->known);
    free(entries);
    free(order);
    return status;
}

int cch_model_make(cch_model **model, const cch_view *view, const struct cch_model_request *request, cch_error *error) {
    struct making making = {.view = view, .request = request};
    unsigned char *reaching = cch_model_reaching(view, CCH_FLAG_KERNEL);
    int status = CCH_ERROR_MEMORY;
    making.ending = (struct cch_ending){.trace = &making.trace, .reaching = reaching};
    making.model = *model = calloc(1, sizeof **model);
    if (!*model || !reaching)
        goto out;
    if (request->parameter && (status = cch_pattern_new(&making.pattern, request->parameter, error)))
        goto failed;
    if ((status = cch_view_new(&making.instances, view->program, CCH_LEVEL_INSTANCE, 0, error)))
        goto failed;
    status = cch_flow_graph_make(&making.flows, view);
    if (!status)
        status = cch_model_reach_start(&making.reach, view, making.instances, request->without);
    if (!status)
        status = cch_trace_start(&making.trace, &making.flows, &making.reach);
    if (!status)
        status = make_entries(&making);
    if (!status && making.pattern && (status = cch_pattern_status(making.pattern, error)))
        goto failed;
out:
    if (status)
        cch_fail(error, status, "cannot follow the parameters: out of memory");
failed:
    cch_index_release(&making.ending.index);
    cch_trace_release(&making.trace);
    cch_model_reach_release(&making.reach);
    cch_flow_graph_release(&making.flows);
    cch_view_free(making.instances);
    cch_pattern_free(making.pattern);
    free(reaching);
    if (status) {
        cch_model_free(*model);
        *model = NULL;
    }
    return status;
}

size_t cch_model_way(const struct cch_model_parameter *parameter, const struct cch_model_end *end, uint32_t **way,
                     size_t *capacity) {
    size_t length = 0;
    for (uint32_t step = end->way; step; step = parameter->steps[step - 1].before)
        length++;
    if (cch_array_reserve(way, capacity, length, sizeof **way))
        return SIZE_MAX;
    size_t at = length;
    for (uint32_t step = end->way; step; step = parameter->steps[step - 1].before)
        (*way)[--at] = step - 1;
    return length;
}

void cch_model_free(cch_model *model) {
    if (!model)
        return;
    for (size_t i = 0; i < model->count; i++) {
        free(model->parameters[i].ends);
        free(model->parameters[i].steps);
        free(model->parameters[i].scopes);
    }
    free(model->parameters);
    free(model);
}
