/* The model-parameter flow as a table: a row for each end, and for a parameter without one. */
#include "params/model/report.h"

#include <stdlib.h>

const char *cch_model_kind_name(int kind) {
    static const char *const names[CCH_FLOW_COUNT] = {
        [CCH_FLOW_COPY] = "copy",
        [CCH_FLOW_DERIVED] = "derived",
        [CCH_FLOW_ELEMENT] = "element",
        [CCH_FLOW_ARGUMENT] = "argument",
        [CCH_FLOW_RETURN] = "return",
        [CCH_FLOW_CONTROL] = "control",
        [CCH_FLOW_TEMPLATE] = "template argument",
    };
    return kind >= 0 && kind < CCH_FLOW_COUNT ? names[kind] : "parameter";
}

const char *cch_model_use_name(const cch_graph *graph, const struct cch_model_end *end) {
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
    return cells                           ? names[cells[CCH_USE_KIND]]
           : end->target                   ? "template argument"
           : end->class == CCH_MODEL_STOPS ? "no further"
                                           : "shape";
}

void cch_model_place_of(const cch_graph *graph, uint32_t value, struct cch_model_place *place) {
    const uint32_t *cells = cch_graph_row(graph, CCH_VALUE, value);
    const char *class = cch_graph_text(graph, cells[CCH_VALUE_CLASS], NULL);
    const char *name = cch_graph_text(graph, cells[CCH_VALUE_NAME], NULL);
    snprintf(place->digits, sizeof place->digits, "%u", cells[CCH_VALUE_INDEX]);
    place->parts[0] = place->parts[1] = "";
    place->parts[2] = name;
    if (cells[CCH_VALUE_KIND] == CCH_VALUE_RESULT) {
        place->parts[0] = "result";
        place->parts[1] = *name && *name != '[' ? " " : "";
    } else if (!*name) { /* of a binding: it has positions alone */
        place->parts[0] = "argument ";
        place->parts[2] = place->digits;
    } else if (*class) {
        place->parts[0] = class;
        place->parts[1] = ".";
    }
}

/* "scale > alpha > …" with the functions that they are in left out. NULL without memory. */
static char *way(const cch_question *question, const struct cch_model_parameter *parameter,
                 const struct cch_model_end *end) {
    char *text = NULL;
    uint32_t *steps = NULL;
    size_t size = 0, capacity = 0, length = cch_model_way(parameter, end, &steps, &capacity);
    FILE *stream = length == SIZE_MAX ? NULL : open_memstream(&text, &size);
    for (size_t i = 0; stream && i < length; i++) {
        struct cch_model_place place;
        cch_model_place_of(question->program->graph, parameter->steps[steps[i]].value, &place);
        fputs(i ? " > " : "", stream);
        for (int part = 0; part < CCH_MODEL_PLACE_PARTS; part++)
            fputs(place.parts[part], stream);
        fputs(parameter->steps[steps[i]].cut ? " > \xe2\x80\xa6" : "", stream);
    }
    free(steps);
    if (stream && fclose(stream)) {
        free(text);
        text = NULL;
    }
    return text;
}

enum { ENDS = 4, STEPS = 10 }; /* places of columns */

static int add_row(cch_sheet *sheet, const cch_question *question, const struct cch_model_parameter *parameter,
                   const struct cch_model_end *end) {
    const cch_graph *graph = question->program->graph;
    char *steps = end ? way(question, parameter, end) : NULL;
    if (end && !steps)
        return CCH_ERROR_MEMORY;
    struct cch_cell cells[] = {
        cch_cell_text(cch_question_name(question, parameter->entry)),
        cch_cell_text(parameter->name),
        cch_cell_text(cch_graph_text(graph, parameter->given, NULL)),
        cch_cell_text(cch_model_class_name(parameter->class)),
        [ENDS] = cch_cell_empty(),
        [STEPS] = cch_cell_empty(),
    };
    if (end) {
        cells[ENDS] = cch_cell_text(cch_model_class_name(end->class));
        cells[ENDS + 1] = cch_cell_text(cch_model_use_name(graph, end));
        cells[ENDS + 2] = cch_cell_text(end->certain ? "certain" : "possible");
        cells[ENDS + 3] = cch_cell_text(cch_graph_text(graph, end->text, NULL));
        cells[ENDS + 4] = cch_function_cell(sheet, question, end->target);
        cells[ENDS + 5] = cch_site_cell(graph, end->site);
        cells[STEPS] = cch_cell_text(steps);
    }
    int status = cch_sheet_row(sheet, cells);
    free(steps);
    return status;
}

int cch_model_print_table(FILE *stream, const cch_question *question, const cch_model *model,
                          const struct cch_format *format) {
    static const struct cch_heading columns[] = {
        {.name = "entry", .type = CCH_COLUMN_FUNCTION},
        {.name = "parameter", .type = CCH_COLUMN_TEXT},
        {.name = "default", .type = CCH_COLUMN_TEXT},
        {.name = "class", .type = CCH_COLUMN_TEXT, .about = "what it decides most directly"},
        [ENDS] = {.name = "end", .type = CCH_COLUMN_TEXT, .about = "the class of this end"},
        {.name = "use", .type = CCH_COLUMN_TEXT},
        {.name = "certainty", .type = CCH_COLUMN_TEXT, .about = "certain or possible"},
        {.name = "expression", .type = CCH_COLUMN_TEXT},
        {.name = "target", .type = CCH_COLUMN_FUNCTION},
        {.name = "site", .type = CCH_COLUMN_SITE},
        [STEPS] = {.name = "steps", .type = CCH_COLUMN_TEXT, .about = "the values on the way"},
    };
    static const struct cch_listing listing = {"parameters", columns, sizeof columns / sizeof *columns};
    int status = 0;
    cch_sheet sheet;
    cch_sheet_begin(&sheet, format, stream, &listing);
    for (size_t i = 0; i < model->count && !ferror(stream) && !status; i++) {
        const struct cch_model_parameter *parameter = &model->parameters[i];
        for (size_t j = 0; j < parameter->end_count && !status; j++)
            status = add_row(&sheet, question, parameter, &parameter->ends[j]);
        if (!parameter->end_count)
            status = add_row(&sheet, question, parameter, NULL);
    }
    int ended = cch_sheet_end(&sheet);
    return status ? status : ended;
}
