#define _GNU_SOURCE /* qsort_r */
#include "params/model.h"

#include <stdlib.h>
#include <string.h>

#include "graph/pattern.h"
#include "params/model_ends.h"
#include "params/model_reach.h"

const char *cch_model_class_name(enum cch_model_class class)
{
    static const char *const names[CCH_MODEL_CLASS_COUNT] = {
        [CCH_MODEL_KERNEL_DATA] = "reaches the kernel as data",
        [CCH_MODEL_KERNEL_CHOICE] = "decides which kernel runs",
        [CCH_MODEL_LAUNCH] = "decides a launch configuration",
        [CCH_MODEL_DATA_CHOICE] = "decides which data the kernel reads",
        [CCH_MODEL_SHAPE] = "shapes a tensor",
        [CCH_MODEL_RETURN_FORM] = "only changes the form of what is returned",
        [CCH_MODEL_STOPS] = "stops",
        [CCH_MODEL_UNUSED] = "unused",
    };
    return (unsigned)class < CCH_MODEL_CLASS_COUNT ? names[class] : "unknown";
}

/* Entries ------------------------------------------------------------------ */

static bool is_entry(const cch_view *view, uint32_t function, bool python, const unsigned char *bound,
                     const unsigned char *reaching)
{
    const uint32_t *cells = cch_graph_row(view->program->graph, CCH_FUNCTION, function);
    uint32_t flags = view->flags[function];
    if (flags & (CCH_FLAG_SYNTHETIC | CCH_FLAG_LAMBDA | CCH_FLAG_EXTERNAL | CCH_FLAG_BINDING | CCH_FLAG_KERNEL))
        return false;
    if (python)
        return cells[CCH_FUNCTION_LANGUAGE] == CCH_LANGUAGE_PYTHON && !(flags & CCH_FLAG_CLASS) && bound[function];
    return reaching[function] && flags & CCH_FLAG_DEFINED && view->in[function] == view->in[function + 1];
}

int cch_model_entries(const cch_view *view, uint32_t **entries, size_t *count, cch_error *error)
{
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
    const unsigned char *reaching;
    const struct cch_model_request *request;
    cch_pattern *pattern; /* on names, or NULL */
    cch_model *model;
    size_t capacity;
};


static int compare_scopes(const void *left, const void *right, void *context)
{
    const struct cch_model_scope *a = left, *b = right;
    (void)context;
    if (a->function != b->function)
        return a->function < b->function ? -1 : 1;
    if (a->name != b->name)
        return a->name < b->name ? -1 : 1;
    return a->certain > b->certain ? -1 : a->certain < b->certain;
}

static int add_scopes(const struct cch_trace *trace, struct cch_model_parameter *parameter)
{
    const cch_graph *rows = trace->graph->view->program->graph;
    struct cch_model_scope *grown =
        realloc(parameter->scopes, (parameter->scope_count + trace->count + 1) * sizeof *grown);
    if (!grown)
        return CCH_ERROR_MEMORY;
    parameter->scopes = grown;
    for (uint32_t number = 1; number <= trace->count; number++) {
        const struct cch_flow_node *node = &trace->graph->nodes[trace->states[number].node];
        const uint32_t *cells = cch_graph_row(rows, CCH_VALUE, node->value);
        if (node->function && cells[CCH_VALUE_NAME])
            grown[parameter->scope_count++] =
                (struct cch_model_scope){node->function, cells[CCH_VALUE_NAME], trace->states[number].certain};
    }
    size_t unique = 0;
    if (parameter->scope_count)
        qsort_r(grown, parameter->scope_count, sizeof *grown, compare_scopes, NULL);
    for (size_t i = 0; i < parameter->scope_count; i++)
        if (!unique || grown[unique - 1].function != grown[i].function || grown[unique - 1].name != grown[i].name)
            grown[unique++] = grown[i];
    parameter->scope_count = unique;
    return 0;
}

static int trace_parameter(struct making *making, struct cch_trace *trace, struct cch_model_parameter *parameter)
{
    struct cch_ending ending = {trace, making->reaching, parameter->entry};
    uint32_t node = parameter->value ? making->flows.node_of[parameter->value] : 0;
    int status = 0;
    for (int pass = 0; pass < 2 - making->request->certain && node && !status; pass++) {
        status = cch_trace_follow(trace, node, pass == 0);
        if (!status)
            status = cch_ends_find(&ending, parameter);
        if (!status)
            status = add_scopes(trace, parameter);
    }
    if (node && !status && !parameter->end_count)
        status = cch_ends_stops(&ending, parameter);
    if (!status)
        cch_ends_finish(&ending, parameter);
    return status;
}

/* The text of the constant that flows into a value as its default, or 0. */
static uint32_t default_of(const struct making *making, uint32_t value)
{
    const cch_graph *rows = making->view->program->graph;
    for (uint32_t row = 1; row <= cch_graph_count(rows, CCH_FLOW); row++) {
        const uint32_t *cells = cch_graph_row(rows, CCH_FLOW, row);
        if (cells[CCH_FLOW_FROM])
            break; /* constants come first: rows are in the order of their keys */
        if (cells[CCH_FLOW_TO] == value && cells[CCH_FLOW_KIND] == CCH_FLOW_COPY)
            return cells[CCH_FLOW_TEXT];
    }
    return 0;
}

/* One entry ------------------------------------------------------------------- */

static struct cch_model_parameter *add_parameter(struct making *making)
{
    cch_model *model = making->model;
    if (model->count == making->capacity) {
        size_t capacity = making->capacity ? making->capacity * 2 : 32;
        struct cch_model_parameter *grown = realloc(model->parameters, capacity * sizeof *grown);
        if (!grown)
            return NULL;
        model->parameters = grown;
        making->capacity = capacity;
    }
    model->parameters[model->count] = (struct cch_model_parameter){0};
    return &model->parameters[model->count++];
}

/* The value of the entry's parameter with this name, or 0. */
static uint32_t find_value(const struct making *making, uint32_t entry, const char *name)
{
    const cch_graph *rows = making->view->program->graph;
    for (uint32_t row = 1; row <= cch_graph_count(rows, CCH_VALUE); row++) {
        const uint32_t *cells = cch_graph_row(rows, CCH_VALUE, row);
        if (cells[CCH_VALUE_KIND] == CCH_VALUE_PARAMETER &&
            making->view->program->source[cells[CCH_VALUE_FUNCTION]] == entry &&
            strcmp(cch_graph_text(rows, cells[CCH_VALUE_NAME], NULL), name) == 0)
            return row;
    }
    return 0;
}

/* Names that stand for the object in Python's methods. */
static bool is_receiver(const char *name)
{
    return strcmp(name, "self") == 0 || strcmp(name, "cls") == 0 || strcmp(name, "ctx") == 0;
}

static int make_entry(struct making *making, uint32_t asked)
{
    const cch_graph *rows = making->view->program->graph;
    uint32_t entry = making->view->program->source[cch_model_constructor(making->view, asked)];
    unsigned char *allowed = cch_model_allowed(making->view, making->instances, entry, making->request->without);
    struct cch_trace trace = {0};
    int status = allowed ? cch_trace_start(&trace, &making->flows, allowed, making->request->certain)
                         : CCH_ERROR_MEMORY;
    size_t count;
    const uint32_t *names = cch_graph_items(rows, cch_graph_row(rows, CCH_FUNCTION, entry)[CCH_FUNCTION_PARAMETERS], &count);
    unsigned index = 0;
    for (size_t i = 0; i < count && !status; i++) {
        const char *name = cch_graph_text(rows, names[i], NULL);
        while (*name == '*' || *name == '/')
            name++;
        uint32_t value = *name ? find_value(making, entry, name) : 0;
        if (!*name || (!i && !value && is_receiver(name)))
            continue;
        index++;
        if (making->pattern && !cch_pattern_matches(making->pattern, name))
            continue;
        struct cch_model_parameter *parameter = add_parameter(making);
        if (!parameter) {
            status = CCH_ERROR_MEMORY;
            break;
        }
        parameter->entry = entry;
        parameter->value = value;
        parameter->name = name;
        parameter->index = index;
        parameter->given = value ? default_of(making, value) : 0;
        status = trace_parameter(making, &trace, parameter);
    }
    if (allowed)
        cch_trace_release(&trace);
    free(allowed);
    return status;
}

int cch_model_make(cch_model **model, const cch_view *view, const struct cch_model_request *request, cch_error *error)
{
    struct making making = {.view = view, .request = request};
    unsigned char *reaching = cch_model_reaching(view, CCH_FLAG_KERNEL);
    int status = CCH_ERROR_MEMORY;
    making.reaching = reaching;
    making.model = *model = calloc(1, sizeof **model);
    if (!*model || !reaching)
        goto out;
    if (request->parameter && (status = cch_pattern_new(&making.pattern, request->parameter, error)))
        goto failed;
    if ((status = cch_view_new(&making.instances, view->program, CCH_LEVEL_INSTANCE, 0, error)))
        goto failed;
    status = cch_flow_graph_make(&making.flows, view);
    for (size_t i = 0; i < request->entry_count && !status; i++)
        status = make_entry(&making, request->entries[i]);
out:
    if (status)
        cch_fail(error, status, "cannot follow the parameters: out of memory");
failed:
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

void cch_model_free(cch_model *model)
{
    if (!model)
        return;
    for (size_t i = 0; i < model->count; i++) {
        for (size_t j = 0; j < model->parameters[i].end_count; j++)
            free(model->parameters[i].ends[j].steps);
        free(model->parameters[i].ends);
        free(model->parameters[i].scopes);
    }
    free(model->parameters);
    free(model);
}
