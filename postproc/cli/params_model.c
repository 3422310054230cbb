/* Prints the model-parameter flow. */
#include "cli/params_model.h"

#include <stdlib.h>
#include <string.h>

#include "base/table_cell.h"
#include "graph_file/carries.h"
#include "graph/view/select.h"

/* What a step does, as text, "" for a copy. */
static const char *verb(int kind, unsigned carries) {
    static const char *const verbs[CCH_FLOW_COUNT] = {
        [CCH_FLOW_COPY] = "is",          [CCH_FLOW_DERIVED] = "is computed from it",
        [CCH_FLOW_ELEMENT] = "is taken from it", [CCH_FLOW_ARGUMENT] = "is given it",
        [CCH_FLOW_RETURN] = "is returned it",    [CCH_FLOW_CONTROL] = "depends on it",
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

const char *cch_params_kind(int kind) {
    static const char *const names[CCH_FLOW_COUNT] = {
        [CCH_FLOW_COPY] = "copy",         [CCH_FLOW_DERIVED] = "derived", [CCH_FLOW_ELEMENT] = "element",
        [CCH_FLOW_ARGUMENT] = "argument", [CCH_FLOW_RETURN] = "return",   [CCH_FLOW_CONTROL] = "control",
        [CCH_FLOW_TEMPLATE] = "template argument",
    };
    return kind >= 0 && kind < CCH_FLOW_COUNT ? names[kind] : "parameter";
}

const char *cch_params_use(const cch_graph *graph, const struct cch_model_end *end) {
    static const char *const names[CCH_USE_COUNT] = {
        [CCH_USE_READ] = "read",
        [CCH_USE_CONDITION] = "condition",
        [CCH_USE_GRID] = "grid",
        [CCH_USE_BLOCK] = "block",
        [CCH_USE_SHARED_MEMORY] = "dynamic shared memory",
        [CCH_USE_KERNEL_ARGUMENT] = "passed to the kernel",
        [CCH_USE_DEVICE_READ] = "read on the device",
        [CCH_USE_SHAPE] = "shape",
        [CCH_USE_RETURN_FORM] = "return form",
    };
    const uint32_t *cells = cch_graph_row(graph, CCH_USE, end->use);
    return cells ? names[cells[CCH_USE_KIND]] 
           : end->target                  ? "template argument"
           : end->class == CCH_MODEL_STOPS ? "no further"
                                           : "shape";
}

void cch_params_place(const cch_graph *graph, uint32_t value, char *text, size_t size) {
    const uint32_t *cells = cch_graph_row(graph, CCH_VALUE, value);
    const char *class = cch_graph_text(graph, cells[CCH_VALUE_CLASS], NULL);
    const char *name = cch_graph_text(graph, cells[CCH_VALUE_NAME], NULL);
    if (cells[CCH_VALUE_KIND] == CCH_VALUE_RESULT)
        snprintf(text, size, "result%s%s", *name && *name != '[' ? " " : "", name);
    else if (!*name) /* of a binding: it has positions alone */
        snprintf(text, size, "argument %u", cells[CCH_VALUE_INDEX]);
    else if (*class)
        snprintf(text, size, "%s.%s", class, name);
    else
        snprintf(text, size, "%s", name);
}

/* A closure is shown as a part of the function that it is written in. */
static void print_function(FILE *stream, const cch_question *question, uint32_t function) {
    const char *name = cch_question_name(question, function), *closure = strstr(name, "::(lambda)");
    char *outer = closure && question->naming != CCH_NAMING_IDENTITY ? strndup(name, (size_t)(closure - name)) : NULL;
    cch_print_escaped(stream, outer ? outer : name);
    free(outer);
}

static void print_place(FILE *stream, const cch_question *question, const struct cch_model_step *step) {
    char name[512];
    cch_params_place(question->program->graph, step->value, name, sizeof name);
    cch_print_escaped(stream, name);
    if (step->function) {
        fputs("  in ", stream);
        print_function(stream, question, step->function);
    }
}

/* Text ---------------------------------------------------------------------- */

static void print_step(const cch_question *question, const struct cch_model_step *step) {
    const cch_graph *graph = question->program->graph;
    const char *text = cch_graph_text(graph, step->text, NULL);
    fputs("      ", stdout);
    print_place(stdout, question, step);
    if (step->kind >= 0 && step->kind != CCH_FLOW_COPY && step->kind != CCH_FLOW_ARGUMENT)
        printf("  %s", verb(step->kind, step->carries));
    if (*text) {
        fputs(": ", stdout);
        cch_print_escaped(stdout, text);
    }
    if (!step->certain)
        fputs("  (possible)", stdout);
    if (step->cut)
        fputs("  (steps through it left out: too many)", stdout);
    fputs("  ", stdout);
    cch_print_site(stdout, graph, step->site);
    putchar('\n');
}

/* One line: how it ends, and where. */
static void print_end(const cch_question *question, const struct cch_model_end *end) {
    const cch_graph *graph = question->program->graph;
    const char *text = cch_graph_text(graph, end->text, NULL);
    char name[512];
    cch_params_place(graph, end->value, name, sizeof name);
    fputs("    ", stdout);
    cch_print_escaped(stdout, name);
    if (end->target || end->use)
        printf("  %s", cch_params_use(graph, end));
    if (*text && strcmp(text, name) != 0) {
        fputs(": ", stdout);
        cch_print_escaped(stdout, text);
    }
    if (end->target) {
        fputs(" -> ", stdout);
        print_function(stdout, question, end->target);
    }
    fputs(end->certain ? "  " : "  (possible)  ", stdout);
    cch_print_site(stdout, graph, end->site);
    putchar('\n');
}

enum { STOPS_SHOWN = 8 };

/* The ends of each class, and the way to the first; to all, if asked. Of places
 * where it only stops the first ones. Returns false without memory. */
static bool print_ends(const cch_question *question, const struct cch_model_parameter *parameter, bool all) {
    uint32_t *steps = NULL;
    size_t capacity = 0, length = 0, i = 0;
    for (; i < parameter->end_count && length != SIZE_MAX; i++) {
        const struct cch_model_end *end = &parameter->ends[i];
        if (end->class == CCH_MODEL_STOPS && i >= STOPS_SHOWN && !all)
            break; /* it has no ends of another class */
        if (i && end[-1].class != end->class)
            printf("    also %s:\n", cch_model_class_name(end->class));
        print_end(question, end);
        length = cch_model_way(parameter, end, &steps, &capacity);
        for (size_t j = 0; j < length && length != SIZE_MAX; j++)
            print_step(question, &parameter->steps[steps[j]]);
    }
    if (i < parameter->end_count && length != SIZE_MAX)
        printf("    and at %zu more places (--steps shows them)\n", parameter->end_count - i);
    free(steps);
    return length != SIZE_MAX;
}

static bool print_text(const cch_question *question, const cch_model *model, bool all) {
    uint32_t entry = 0;
    bool good = true;
    for (size_t i = 0; i < model->count && !ferror(stdout) && good; i++) {
        const struct cch_model_parameter *parameter = &model->parameters[i];
        if (parameter->entry != entry) {
            printf("%s", entry ? "\n" : "");
            entry = parameter->entry;
            cch_print_escaped(stdout, cch_question_name(question, entry));
            putchar('\n');
        }
        fputs("  ", stdout);
        cch_print_escaped(stdout, parameter->name);
        if (parameter->given) {
            putchar('=');
            cch_print_escaped(stdout, cch_graph_text(question->program->graph, parameter->given, NULL));
        }
        printf(": %s\n", cch_model_class_name(parameter->class));
        good = print_ends(question, parameter, all);
    }
    return good;
}

/* Tables: a line for each end -------------------------------------------------- */

typedef void print_cell(FILE *stream, const char *text);

static void cell(print_cell *print, const char *text, bool markdown, bool last) {
    if (markdown)
        fputs(" ", stdout);
    print(stdout, text);
    fputs(markdown ? " |" : last ? "" : ",", stdout);
}

static void site_text(const cch_graph *graph, uint32_t site, char *text, size_t size) {
    const uint32_t *cells = cch_graph_row(graph, CCH_SITE, site);
    if (cells)
        snprintf(text, size, "%s:%u", cch_graph_text(graph, cells[CCH_SITE_FILE], NULL), cells[CCH_SITE_LINE]);
    else
        *text = '\0';
}

/* "causal > is_causal > …" with the functions that they are in left out. NULL without memory. */
static char *way(const cch_question *question, const struct cch_model_parameter *parameter,
                 const struct cch_model_end *end) {
    char *text = NULL;
    uint32_t *steps = NULL;
    size_t size = 0, capacity = 0, length = cch_model_way(parameter, end, &steps, &capacity);
    FILE *stream = length == SIZE_MAX ? NULL : open_memstream(&text, &size);
    for (size_t i = 0; stream && i < length; i++) {
        char name[512];
        cch_params_place(question->program->graph, parameter->steps[steps[i]].value, name, sizeof name);
        fprintf(stream, "%s%s%s", i ? " > " : "", name, parameter->steps[steps[i]].cut ? " > \xe2\x80\xa6" : "");
    }
    free(steps);
    if (stream && fclose(stream)) {
        free(text);
        text = NULL;
    }
    return text;
}

static bool print_row(const cch_question *question, const struct cch_model_parameter *parameter,
                      const struct cch_model_end *end, bool markdown) {
    const cch_graph *graph = question->program->graph;
    print_cell *print = markdown ? cch_write_markdown_cell : cch_write_csv_cell;
    char place[1024] = "";
    char *steps = end ? way(question, parameter, end) : NULL;
    if (end && !steps)
        return false;
    if (end)
        site_text(graph, end->site, place, sizeof place);
    if (markdown)
        putchar('|');
    cell(print, cch_question_name(question, parameter->entry), markdown, false);
    cell(print, parameter->name, markdown, false);
    cell(print, cch_graph_text(graph, parameter->given, NULL), markdown, false);
    cell(print, cch_model_class_name(parameter->class), markdown, false);
    cell(print, end ? cch_model_class_name(end->class) : "", markdown, false);
    cell(print, end ? cch_params_use(graph, end) : "", markdown, false);
    cell(print, end ? (end->certain ? "certain" : "possible") : "", markdown, false);
    cell(print, end ? cch_graph_text(graph, end->text, NULL) : "", markdown, false);
    cell(print, end && end->target ? cch_question_name(question, end->target) : "", markdown, false);
    cell(print, place, markdown, false);
    cell(print, steps ? steps : "", markdown, true);
    putchar('\n');
    free(steps);
    return true;
}

static bool print_table(const cch_question *question, const cch_model *model, bool markdown) {
    static const char *const heads[] = {"entry", "parameter", "default", "class",  "end",  "use",
                                        "certainty", "expression", "target", "site", "steps"};
    enum { COLUMNS = sizeof heads / sizeof *heads };
    for (size_t i = 0; i < COLUMNS; i++)
        printf(markdown ? "%s%s " : "%s%s", markdown ? "| " : i ? "," : "", heads[i]);
    puts(markdown ? "|" : "");
    for (size_t i = 0; markdown && i < COLUMNS; i++)
        fputs(i + 1 < COLUMNS ? "|---" : "|---|\n", stdout);
    for (size_t i = 0; i < model->count && !ferror(stdout); i++) {
        const struct cch_model_parameter *parameter = &model->parameters[i];
        for (size_t j = 0; j < parameter->end_count; j++)
            if (!print_row(question, parameter, &parameter->ends[j], markdown))
                return false;
        if (!parameter->end_count)
            print_row(question, parameter, NULL, markdown);
    }
    return true;
}

/* All ------------------------------------------------------------------------------ */

static size_t marked(const cch_view *view, const unsigned char *set) {
    size_t count = 0;
    for (uint32_t f = 1; f <= view->function_count; f++)
        count += set[f];
    return count;
}

/* Marks what a pattern means in `set`, which is empty; of a Python class that
 * nothing makes, its constructor. */
static int select_entry(const cch_question *question, const char *pattern, unsigned char *set,
                        cch_error *error) {
    char constructor[1024];
    const char *more = constructor;
    snprintf(constructor, sizeof constructor, "%s.__init__", pattern);
    int status = cch_select(question->view, question->names, &pattern, 1, set, NULL, error);
    if (!status && !marked(question->view, set))
        status = cch_select(question->view, question->names, &more, 1, set, NULL, error);
    return status || marked(question->view, set) ? status
                                                 : cch_fail(error, CCH_ERROR_USAGE, "no function matches '%s'", pattern);
}

/* The functions that --entry names, in the order of their numbers. */
static int named_entries(const cch_question *question, const struct cch_params_options *options, uint32_t **entries,
                         size_t *count, cch_error *error) {
    const cch_view *view = question->view;
    unsigned char *set = calloc((size_t)view->function_count + 1, 1);
    unsigned char *all = calloc((size_t)view->function_count + 1, 1);
    *entries = malloc(((size_t)view->function_count + 1) * sizeof **entries);
    int status = set && all && *entries ? 0 : cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    for (size_t i = 0; i < options->entries.count && !status; i++) {
        memset(set, 0, (size_t)view->function_count + 1);
        status = select_entry(question, options->entries.items[i], set, error);
        for (uint32_t f = 1; f <= view->function_count && !status; f++)
            all[f] |= set[f];
    }
    for (uint32_t f = 1; f <= view->function_count && !status; f++)
        if (all[f])
            (*entries)[(*count)++] = f;
    free(set);
    free(all);
    return status;
}

int cch_params_model(const struct cch_subcommand *self, const cch_question *question,
                     const struct cch_params_options *options) {
    uint32_t *entries = NULL;
    size_t count = 0;
    cch_model *model = NULL;
    cch_error error;
    int status = options->entries.count ? named_entries(question, options, &entries, &count, &error)
                                        : cch_model_entries(question->view, &entries, &count, &error);
    bool is_json = options->format == CCH_PARAMS_JSON, is_text = options->format == CCH_PARAMS_TEXT;
    struct cch_model_request request = {.entries = entries, .entry_count = count, .parameter = options->parameter,
                                        .certain = options->ask.certain, .scopes = is_json && options->steps,
                                        .ways = options->steps ? CCH_MODEL_WAYS_ALL
                                                : is_text      ? CCH_MODEL_WAYS_FIRST
                                                : is_json      ? CCH_MODEL_WAYS_NONE
                                                               : CCH_MODEL_WAYS_ALL};
    unsigned char *without = calloc((size_t)question->view->function_count + 1, 1);
    if (!status && !without)
        status = cch_fail(&error, CCH_ERROR_MEMORY, "out of memory");
    if (!status && options->without.count)
        status = cch_select(question->view, question->names, options->without.items, options->without.count, without,
                            NULL, &error);
    request.without = without;
    if (!status)
        status = cch_model_make(&model, question->view, &request, &error);
    bool printed = status || (is_json   ? !cch_params_model_json(question, model, options->steps)
                              : is_text ? print_text(question, model, options->steps)
                                        : print_table(question, model, options->format == CCH_PARAMS_MARKDOWN));
    if (!printed)
        status = cch_fail(&error, CCH_ERROR_MEMORY, "cannot print the parameters: out of memory");
    if (status)
        status = cch_report(self, &error);
    cch_model_free(model);
    free(without);
    free(entries);
    return status;
}
