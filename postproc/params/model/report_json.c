/* The model-parameter flow as JSON. */
#define _GNU_SOURCE /* qsort_r */
#include "params/model/report.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/index.h"

static void step(cch_json *json, const cch_question *question, const struct cch_model_step *step) {
    const cch_graph *graph = question->program->graph;
    struct cch_model_place place;
    cch_model_place_of(graph, step->value, &place);
    cch_json_open(json, NULL, '{');
    if (step->before)
        cch_json_number(json, "before", step->before - 1);
    else
        cch_json_null(json, "before");
    cch_json_parts(json, "name", place.parts, CCH_MODEL_PLACE_PARTS);
    cch_json_function(json, "function", question, step->function);
    cch_json_text(json, "kind", cch_model_kind_name(step->kind));
    cch_json_text(json, "expression", cch_graph_text(graph, step->text, NULL));
    cch_json_site(json, "site", graph, step->site);
    cch_json_bool(json, "certain", step->certain);
    if (step->cut)
        cch_json_bool(json, "cut", true);
    cch_json_close(json, '}');
}

static void begin_end(cch_json *json, const cch_question *question, const struct cch_model_end *end) {
    const cch_graph *graph = question->program->graph;
    cch_json_open(json, NULL, '{');
    cch_json_text(json, "class", cch_model_class_name(end->class));
    cch_json_text(json, "use", cch_model_use_name(graph, end));
    cch_json_bool(json, "certain", end->certain);
    cch_json_function(json, "target", question, end->target);
    cch_json_text(json, "expression", cch_graph_text(graph, end->text, NULL));
    cch_json_site(json, "site", graph, end->site);
}

static void print_steps(cch_json *json, const cch_question *question, const struct cch_model_parameter *parameter) {
    cch_json_open(json, "ends", '[');
    for (size_t i = 0; i < parameter->end_count; i++) {
        const struct cch_model_end *end = &parameter->ends[i];
        struct cch_model_place place;
        cch_model_place_of(question->program->graph, end->value, &place);
        begin_end(json, question, end);
        cch_json_parts(json, "value", place.parts, CCH_MODEL_PLACE_PARTS);
        cch_json_number(json, "step", end->way - 1);
        cch_json_close(json, '}');
    }
    cch_json_close(json, ']');
    cch_json_open(json, "steps", '[');
    for (size_t i = 0; i < parameter->step_count; i++)
        step(json, question, &parameter->steps[i]);
    cch_json_close(json, ']');
}

static void print_scopes(cch_json *json, const cch_question *question, const struct cch_model_parameter *parameter) {
    cch_json_open(json, "scopes", '[');
    for (size_t i = 0; i < parameter->scope_count; i++) {
        cch_json_open(json, NULL, '{');
        cch_json_function(json, "function", question, parameter->scopes[i].function);
        cch_json_text(json, "name", cch_graph_text(question->program->graph, parameter->scopes[i].name, NULL));
        cch_json_bool(json, "certain", parameter->scopes[i].certain);
        cch_json_close(json, '}');
    }
    cch_json_close(json, ']');
}

/* Rows: ends that differ in the value and the place alone are one ------------- */

struct rows {
    const cch_question *question;
    const struct cch_model_parameter *parameter;
    size_t *order;  /* ends, those of one row together, the nearest first */
    size_t *begins; /* where in that each row begins, nearest first */
    size_t count;
};

static int compare_kinds(const struct rows *rows, size_t left, size_t right) {
    const cch_graph *graph = rows->question->program->graph;
    const struct cch_model_end *a = &rows->parameter->ends[left], *b = &rows->parameter->ends[right];
    uint32_t a_use = a->use ? cch_graph_row(graph, CCH_USE, a->use)[CCH_USE_KIND] + 1 : 0;
    uint32_t b_use = b->use ? cch_graph_row(graph, CCH_USE, b->use)[CCH_USE_KIND] + 1 : 0;
    if (a->class != b->class)
        return a->class < b->class ? -1 : 1;
    if (a->certain != b->certain)
        return a->certain ? -1 : 1;
    if (a_use != b_use)
        return a_use < b_use ? -1 : 1;
    return a->target < b->target ? -1 : a->target > b->target;
}

static int compare_ends(const void *left, const void *right, void *context) {
    size_t a = *(const size_t *)left, b = *(const size_t *)right;
    int order = compare_kinds(context, a, b);
    return order ? order : a < b ? -1 : a > b;
}

static int compare_rows(const void *left, const void *right, void *context) {
    const struct rows *rows = context;
    size_t a = rows->order[*(const size_t *)left], b = rows->order[*(const size_t *)right];
    return a < b ? -1 : a > b;
}

static int make_rows(struct rows *rows) {
    size_t count = rows->parameter->end_count;
    rows->order = malloc((count + 1) * sizeof *rows->order);
    rows->begins = malloc((count + 1) * sizeof *rows->begins);
    if (!rows->order || !rows->begins)
        return CCH_ERROR_MEMORY;
    for (size_t i = 0; i < count; i++)
        rows->order[i] = i;
    if (count)
        qsort_r(rows->order, count, sizeof *rows->order, compare_ends, rows);
    for (size_t i = 0; i < count; i++)
        if (!i || compare_kinds(rows, rows->order[i - 1], rows->order[i]))
            rows->begins[rows->count++] = i;
    if (rows->count)
        qsort_r(rows->begins, rows->count, sizeof *rows->begins, compare_rows, rows);
    return 0;
}

/* Are they shown by the same name? */
static bool is_same_name(const uint32_t *a, const uint32_t *b) {
    return a[CCH_VALUE_CLASS] == b[CCH_VALUE_CLASS] && a[CCH_VALUE_NAME] == b[CCH_VALUE_NAME] &&
           (a[CCH_VALUE_KIND] == CCH_VALUE_RESULT) == (b[CCH_VALUE_KIND] == CCH_VALUE_RESULT) &&
           (a[CCH_VALUE_NAME] || a[CCH_VALUE_INDEX] == b[CCH_VALUE_INDEX]);
}

/* The names of the values that end so, each once. */
static int print_values(cch_json *json, const struct rows *rows, size_t begin, size_t *end) {
    const cch_graph *graph = rows->question->program->graph;
    cch_index names = {0};
    uint32_t *kept = NULL; /* rows of CCH_VALUE */
    size_t at = begin, count = 0, capacity = 0;
    int status = 0;
    cch_json_open(json, "values", '[');
    for (; at < rows->parameter->end_count && !status && !compare_kinds(rows, rows->order[begin], rows->order[at]);
         at++) {
        uint32_t value = rows->parameter->ends[rows->order[at]].value;
        const uint32_t *cells = cch_graph_row(graph, CCH_VALUE, value);
        uint64_t key = (uint64_t)cells[CCH_VALUE_CLASS] << 32 |
                       (cells[CCH_VALUE_NAME] ? cells[CCH_VALUE_NAME] : ~cells[CCH_VALUE_INDEX]);
        uint32_t hash = (uint32_t)(key * 0x9e3779b97f4a7c15u >> 32);
        bool known = false;
        status = cch_index_reserve(&names, count + 1) || cch_array_reserve(&kept, &capacity, count + 1, sizeof *kept)
                     ? CCH_ERROR_MEMORY
                     : 0;
        for (struct cch_slot *slot = status ? NULL : cch_index_first(&names, hash); slot && slot->number && !known;
             slot = cch_index_next(&names, slot)) {
            const uint32_t *other = cch_graph_row(graph, CCH_VALUE, kept[slot->number - 1]);
            known = slot->hash == hash && is_same_name(cells, other);
        }
        if (known || status)
            continue;
        struct cch_model_place place;
        cch_model_place_of(graph, value, &place);
        cch_json_parts(json, NULL, place.parts, CCH_MODEL_PLACE_PARTS);
        kept[count++] = value;
        cch_index_add(&names, hash, (uint32_t)count);
    }
    cch_json_close(json, ']');
    cch_index_release(&names);
    free(kept);
    *end = at;
    return status;
}

static int print_rows(cch_json *json, const cch_question *question, const struct cch_model_parameter *parameter) {
    struct rows rows = {.question = question, .parameter = parameter};
    int status = make_rows(&rows);
    cch_json_open(json, "ends", '[');
    for (size_t i = 0; i < rows.count && !status; i++) {
        size_t begin = rows.begins[i], end = begin;
        begin_end(json, question, &parameter->ends[rows.order[begin]]);
        status = print_values(json, &rows, begin, &end);
        cch_json_number(json, "places", end - begin);
        cch_json_close(json, '}');
    }
    cch_json_close(json, ']');
    free(rows.order);
    free(rows.begins);
    return status;
}

int cch_model_print_json(FILE *stream, const cch_question *question, const cch_model *model, bool steps) {
    cch_json json = {.stream = stream};
    int status = 0;
    cch_json_open(&json, NULL, '[');
    for (size_t i = 0; i < model->count && !ferror(stream) && !status; i++) {
        const struct cch_model_parameter *parameter = &model->parameters[i];
        cch_json_open(&json, NULL, '{');
        cch_json_function(&json, "entry", question, parameter->entry);
        cch_json_text(&json, "parameter", parameter->name);
        cch_json_number(&json, "index", parameter->index);
        cch_json_text(&json, "default", cch_graph_text(question->program->graph, parameter->given, NULL));
        cch_json_text(&json, "class", cch_model_class_name(parameter->class));
        if (parameter->ends_left_out)
            cch_json_number(&json, "ends_left_out", parameter->ends_left_out);
        if (steps) {
            print_steps(&json, question, parameter);
            print_scopes(&json, question, parameter);
        } else {
            status = print_rows(&json, question, parameter);
        }
        cch_json_close(&json, '}');
    }
    cch_json_close(&json, ']');
    cch_json_end(&json);
    return status;
}
