/* The model-parameter flow for people. */
#include "params/model/report.h"

#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "graph_file/carries.h"

/* What a step does, as text, "" for a copy. */
static const char *verb(int kind, unsigned carries) {
    static const char *const verbs[CCH_FLOW_COUNT] = {
        [CCH_FLOW_COPY] = "is",
        [CCH_FLOW_DERIVED] = "is computed from it",
        [CCH_FLOW_ELEMENT] = "is taken from it",
        [CCH_FLOW_ARGUMENT] = "is given it",
        [CCH_FLOW_RETURN] = "is returned it",
        [CCH_FLOW_CONTROL] = "depends on it",
        [CCH_FLOW_TEMPLATE] = "becomes a template argument",
    };
    bool computes = kind == CCH_FLOW_DERIVED || kind == CCH_FLOW_ELEMENT;
    if (computes && !cch_carries(carries, CCH_PART_DATA, CCH_PART_DATA)) {
        if (cch_carries(carries, CCH_PART_FORM, CCH_PART_DATA))
            return "is computed from its shape or type";
        return cch_carries(carries, CCH_PART_FORM, CCH_PART_FORM) ? "is shaped like it" : "is shaped by it";
    }
    return kind >= 0 && kind < CCH_FLOW_COUNT ? verbs[kind] : "";
}

/* A closure is shown as a part of the function that it is written in. */
static void print_function(FILE *stream, const cch_question *question, uint32_t function) {
    const char *name = cch_question_name(question, function), *closure = strstr(name, "::(lambda)");
    char *outer = closure && question->naming != CCH_NAMING_IDENTITY ? strndup(name, (size_t)(closure - name)) : NULL;
    cch_write_text(stream, outer ? outer : name);
    free(outer);
}

static void write_place(FILE *stream, const struct cch_model_place *place) {
    for (int part = 0; part < CCH_MODEL_PLACE_PARTS; part++)
        cch_write_text(stream, place->parts[part]);
}

static bool is_place(const char *text, const struct cch_model_place *place) {
    for (int part = 0; part < CCH_MODEL_PLACE_PARTS; part++) {
        size_t length = strlen(place->parts[part]);
        if (strncmp(text, place->parts[part], length) != 0)
            return false;
        text += length;
    }
    return !*text;
}

static void print_place(FILE *stream, const cch_question *question, const struct cch_model_step *step) {
    struct cch_model_place place;
    cch_model_place_of(question->program->graph, step->value, &place);
    write_place(stream, &place);
    if (step->function) {
        fputs("  in ", stream);
        print_function(stream, question, step->function);
    }
}

static void print_step(FILE *stream, const cch_question *question, const struct cch_model_step *step) {
    const cch_graph *graph = question->program->graph;
    const char *text = cch_graph_text(graph, step->text, NULL);
    fputs("      ", stream);
    print_place(stream, question, step);
    if (step->kind >= 0 && step->kind != CCH_FLOW_COPY && step->kind != CCH_FLOW_ARGUMENT)
        fprintf(stream, "  %s", verb(step->kind, step->carries));
    if (*text) {
        fputs(": ", stream);
        cch_write_text(stream, text);
    }
    if (!step->certain)
        fputs("  (possible)", stream);
    if (step->cut)
        fputs("  (steps through it left out: too many)", stream);
    fputs("  ", stream);
    cch_print_site(stream, graph, step->site);
    putc('\n', stream);
}

/* One line: how it ends, and where. */
static void print_end(FILE *stream, const cch_question *question, const struct cch_model_end *end) {
    const cch_graph *graph = question->program->graph;
    const char *text = cch_graph_text(graph, end->text, NULL);
    struct cch_model_place place;
    cch_model_place_of(graph, end->value, &place);
    fputs("    ", stream);
    write_place(stream, &place);
    if (end->target || end->use)
        fprintf(stream, "  %s", cch_model_use_name(graph, end));
    if (*text && !is_place(text, &place)) {
        fputs(": ", stream);
        cch_write_text(stream, text);
    }
    if (end->target) {
        fputs(" -> ", stream);
        print_function(stream, question, end->target);
    }
    fputs(end->certain ? "  " : "  (possible)  ", stream);
    cch_print_site(stream, graph, end->site);
    putc('\n', stream);
}

enum { STOPS_SHOWN = 8 };

/* The ends of each class, and the way to the first; to all, if asked. Of places
 * where it only stops the first ones. Returns false without memory. */
static bool print_ends(FILE *stream, const cch_question *question, const struct cch_model_parameter *parameter,
                       bool all) {
    uint32_t *steps = NULL;
    size_t capacity = 0, length = 0, i = 0;
    for (; i < parameter->end_count && length != SIZE_MAX; i++) {
        const struct cch_model_end *end = &parameter->ends[i];
        if (end->class == CCH_MODEL_STOPS && i >= STOPS_SHOWN && !all)
            break; /* it has no ends of another class */
        if (i && end[-1].class != end->class)
            fprintf(stream, "    also %s:\n", cch_model_class_name(end->class));
        print_end(stream, question, end);
        length = cch_model_way(parameter, end, &steps, &capacity);
        for (size_t j = 0; j < length && length != SIZE_MAX; j++)
            print_step(stream, question, &parameter->steps[steps[j]]);
    }
    if (i < parameter->end_count && length != SIZE_MAX)
        fprintf(stream, "    and at %zu more places (--steps shows them)\n", parameter->end_count - i);
    free(steps);
    return length != SIZE_MAX;
}

int cch_model_print_text(FILE *stream, const cch_question *question, const cch_model *model, bool all) {
    uint32_t entry = 0;
    bool good = true;
    for (size_t i = 0; i < model->count && !ferror(stream) && good; i++) {
        const struct cch_model_parameter *parameter = &model->parameters[i];
        if (parameter->entry != entry) {
            fprintf(stream, "%s", entry ? "\n" : "");
            entry = parameter->entry;
            cch_write_text(stream, cch_question_name(question, entry));
            putc('\n', stream);
        }
        fputs("  ", stream);
        cch_write_text(stream, parameter->name);
        if (parameter->given) {
            putc('=', stream);
            cch_write_text(stream, cch_graph_text(question->program->graph, parameter->given, NULL));
        }
        fprintf(stream, ": %s\n", cch_model_class_name(parameter->class));
        good = print_ends(stream, question, parameter, all);
    }
    return good ? 0 : CCH_ERROR_MEMORY;
}
