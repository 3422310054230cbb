#include "verify/expected.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "graph_file/range.h"
#include "params/model/model.h"
#include "prompt/blocks.h"

enum { ENDS_MAX = 512 };

static int is_tensor_type(const char *type) { return strstr(type, "Tensor") != NULL; }

/* "q" and "q_" */
static bool is_same_name(const char *name, const char *other) {
    size_t length = strlen(name);
    return strncmp(name, other, length) == 0 && (!other[length] || !strcmp(other + length, "_"));
}

static bool declares_tensor(const cch_graph *graph, uint32_t function, uint32_t name) {
    struct cch_range range = cch_graph_range(graph, CCH_VALUE, 1, &function);
    for (uint32_t row = range.first; row < range.end; row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_VALUE, row);
        if (cells[CCH_VALUE_NAME] == name && is_tensor_type(cch_graph_text(graph, cells[CCH_VALUE_TYPE], NULL)))
            return true;
    }
    return false;
}

/* A parameter is a tensor if C++ declares it so where it arrives unchanged, or
 * under its own name. */
static bool is_tensor(const cch_view *view, const struct cch_model_parameter *parameter) {
    const cch_graph *graph = view->program->graph;
    for (size_t i = 0; i < parameter->scope_count; i++)
        if (is_same_name(parameter->name, cch_graph_text(graph, parameter->scopes[i].name, NULL)) &&
            declares_tensor(graph, parameter->scopes[i].function, parameter->scopes[i].name))
            return true;
    unsigned char *unchanged = malloc(parameter->step_count + 1);
    bool found = false;
    for (size_t i = 0; i < parameter->step_count && unchanged && !found; i++) {
        const struct cch_model_step *step = &parameter->steps[i];
        const uint32_t *cells = cch_graph_row(graph, CCH_VALUE, step->value);
        unchanged[i] = (!step->before || unchanged[step->before - 1]) &&
                       (step->kind == -1 || step->kind == CCH_FLOW_COPY || step->kind == CCH_FLOW_ARGUMENT ||
                        step->kind == CCH_FLOW_RETURN);
        found = unchanged[i] && cells && is_tensor_type(cch_graph_text(graph, cells[CCH_VALUE_TYPE], NULL));
    }
    free(unchanged);
    return found;
}

/* Whether the value, or one derived from it, gets to a binding or a kernel,
 * whatever is known of what happens there. */
static bool reaches(const cch_view *view, const struct cch_model_parameter *parameter) {
    if (parameter->class <= CCH_MODEL_SHAPE)
        return true;
    for (size_t i = 0; i < parameter->end_count; i++) {
        const struct cch_model_end *end = &parameter->ends[i];
        const uint32_t *use = cch_graph_row(view->program->graph, CCH_USE, end->use);
        if (use && use[CCH_USE_KIND] == CCH_USE_KERNEL_ARGUMENT)
            return true;
    }
    for (size_t i = 0; i < parameter->step_count; i++)
        if (view->flags[parameter->steps[i].function] & CCH_FLAG_BINDING)
            return true;
    return false;
}

/* "kernel data, shape": each class once, in their order. */
static char *ends_of(const struct cch_model_parameter *parameter) {
    char text[ENDS_MAX] = "";
    snprintf(text, sizeof text, "%s", cch_model_class_name(parameter->class));
    for (int class = 0; class < CCH_MODEL_CLASS_COUNT; class++) {
        size_t i = 0;
        while (i < parameter->end_count && (int)parameter->ends[i].class != class)
            i++;
        if (i < parameter->end_count && class != (int)parameter->class)
            snprintf(text + strlen(text), sizeof text - strlen(text), ", %s",
                     cch_model_class_name((enum cch_model_class)class));
    }
    return strdup(text);
}

static int add_alias(struct cch_expected *expected, size_t *capacity, const char *name, uint32_t function) {
    const struct cch_alias *first = expected->aliases; /* of the others none comes twice: they are in order */
    if (!*name || (first && first->function == function && strcmp(first->name, name) == 0))
        return 0;
    if (cch_array_reserve(&expected->aliases, capacity, expected->alias_count + 1, sizeof *expected->aliases))
        return -1;
    expected->aliases[expected->alias_count++] = (struct cch_alias){name, function};
    return 0;
}

/* The names of its value in functions, and as members. */
static int add_aliases(struct cch_expected *expected, const cch_view *view,
                       const struct cch_model_parameter *parameter) {
    const cch_graph *graph = view->program->graph;
    size_t capacity = 0;
    int failed = add_alias(expected, &capacity, expected->name, view->node[parameter->entry]);
    for (size_t i = 0; i < parameter->scope_count && !failed; i++)
        failed = add_alias(expected, &capacity, cch_graph_text(graph, parameter->scopes[i].name, NULL),
                           view->node[parameter->scopes[i].function]);
    return failed;
}

static int take(cch_expected_list *list, const cch_view *view, const cch_model *model) {
    list->items = calloc(model->count + 1, sizeof *list->items);
    if (!list->items)
        return -1;
    for (size_t i = 0; i < model->count; i++) {
        const struct cch_model_parameter *parameter = &model->parameters[i];
        struct cch_expected *expected = &list->items[list->count++];
        bool arrives = reaches(view, parameter);
        *expected =
            (struct cch_expected){.name = strdup(parameter->name), .ends = ends_of(parameter), .reaches = arrives};
        expected->is_asked_for = arrives && parameter->class != CCH_MODEL_RETURN_FORM && !is_tensor(view, parameter);
        list->is_known |= parameter->value != 0;
        if (!expected->name || !expected->ends || add_aliases(expected, view, parameter))
            return -1;
    }
    return 0;
}

int cch_expected_make(cch_expected_list *list, const cch_view *view, uint32_t start, cch_error *error) {
    /* What a method works with was given to its class's constructor. */
    const uint32_t entries[] = {start, cch_constructor_beside(view, start)};
    struct cch_model_request request = {
        .entries = entries, .entry_count = entries[1] ? 2 : 1, .ways = CCH_MODEL_WAYS_ALL, .scopes = true};
    cch_model *model = NULL;
    *list = (cch_expected_list){0};
    int code = cch_model_make(&model, view, &request, error);
    if (!code && take(list, view, model))
        code = cch_fail(error, CCH_ERROR_MEMORY, "cannot follow parameters: out of memory");
    cch_model_free(model);
    if (!list->is_known)
        cch_expected_release(list);
    return code;
}

void cch_expected_release(cch_expected_list *list) {
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i].name);
        free(list->items[i].ends);
        free(list->items[i].aliases);
    }
    free(list->items);
    *list = (cch_expected_list){0};
}
