/* The tables of parameters over graphs that are readable and say nonsense.
 *
 * damage GRAPH FIRST COUNT: for each of COUNT seeds from FIRST on, cells of the
 * tables that the hardware table and the model-parameter flow are made of are
 * changed to something else that a file may hold there; what the reader
 * accepts is made into both tables and printed to nowhere. Nothing is expected
 * but an end: run it with sanitizers. */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graph_file/graph_file.h"
#include "graph/view/load.h"
#include "params/hardware/hardware.h"
#include "params/hardware/report.h"
#include "params/model/model.h"

static const enum cch_table damaged[] = {CCH_VALUE,
                                         CCH_FLOW,
                                         CCH_USE,
                                         CCH_CLASS,
                                         CCH_CLASS_LINK,
                                         CCH_TEMPLATE_ARGUMENT,
                                         CCH_CONSTANT,
                                         CCH_KERNEL,
                                         CCH_GUARD,
                                         CCH_LAUNCH,
                                         CCH_LAUNCH_ATTRIBUTE,
                                         CCH_KERNEL_SETTING,
                                         CCH_DEVICE_QUERY,
                                         CCH_MENTION,
                                         CCH_BINDING,
                                         CCH_OVERRIDE,
                                         CCH_SITE,
                                         CCH_FUNCTION};

static uint64_t state;

static uint32_t next(uint32_t below) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return below ? (uint32_t)(state >> 33) % below : 0;
}

static uint32_t other_cell(const cch_graph *graph, const struct cch_column *column, enum cch_table table, int at) {
    uint32_t rows = cch_graph_count(graph, table);
    switch (column->is_list ? CCH_STRING : column->domain) {
    case CCH_REFERENCE:
        return next(cch_graph_count(graph, column->table) + 1);
    case CCH_NUMBER:
        return column->limit ? next(column->limit + 1) : next(4) ? next(200) : UINT32_MAX;
    case CCH_IDENTITY:
        break;
    default: /* a string or list that another row has there */
        return next(8) ? cch_graph_row(graph, table, 1 + next(rows))[at] : 0;
    }
    return cch_graph_row(graph, table, 1 + next(rows))[at];
}

static void damage(cch_graph *graph) {
    for (uint32_t changes = 1 + next(40); changes; changes--) {
        enum cch_table table = damaged[next(sizeof damaged / sizeof *damaged)];
        const struct cch_schema *schema = cch_schema(table);
        int at = (int)next(schema->width);
        uint32_t rows = cch_graph_count(graph, table);
        if (rows && schema->columns[at].domain != CCH_IDENTITY) {
            uint32_t *cells = (uint32_t *)cch_graph_row(graph, table, 1 + next(rows));
            cells[at] = other_cell(graph, &schema->columns[at], table, at);
        }
    }
}

static void make_tables(const cch_program *program, FILE *nowhere) {
    cch_names *names = cch_names_new(program->graph);
    const struct cch_hardware_request all = {0};
    struct json_object *table = NULL;
    cch_view *view = NULL;
    cch_model *model = NULL;
    uint32_t *entries = NULL;
    size_t count = 0;
    if (names && !cch_hardware_table(program, names, &all, &table, NULL)) {
        for (int format = CCH_AS_TEXT; format < CCH_FORMAT_COUNT; format++) {
            struct cch_hardware_layout layout = {.format = cch_format_at(format), .width = format ? 0 : 60};
            cch_hardware_print(nowhere, table, &layout, NULL);
            layout.pivot = "varying";
            cch_hardware_print(nowhere, table, &layout, NULL);
        }
        json_object_put(table);
    }
    if (!cch_view_new(&view, program, CCH_LEVEL_SOURCE, 0, NULL) && !cch_model_entries(view, &entries, &count, NULL)) {
        const struct cch_model_request request = {.entries = entries, .entry_count = count};
        if (!cch_model_make(&model, view, &request, NULL))
            cch_model_free(model);
    }
    free(entries);
    cch_view_free(view);
    cch_names_free(names);
}

int main(int count, char **words) {
    FILE *nowhere = fopen("/dev/null", "w");
    unsigned long first = count > 3 ? strtoul(words[2], NULL, 10) : 0;
    unsigned long seeds = count > 3 ? strtoul(words[3], NULL, 10) : 0;
    unsigned long readable = 0;
    if (count != 4 || !nowhere)
        return 64;
    for (unsigned long seed = first; seed < first + seeds; seed++) {
        cch_graph *graph, *again = NULL;
        cch_program *program;
        void *bytes = NULL;
        size_t size = 0;
        cch_error error = {0};
        state = seed * 2654435761u + 1;
        if (cch_graph_read(&graph, words[1], &error)) {
            fprintf(stderr, "damage: %s\n", error.text);
            return 1;
        }
        damage(graph);
        if (!cch_graph_encode(graph, 1, &bytes, &size) && !cch_graph_decode(&again, bytes, size, "damaged", NULL) &&
            !cch_program_make(&program, again, "damaged", NULL)) {
            readable++;
            make_tables(program, nowhere);
            cch_program_free(program);
        }
        free(bytes);
        cch_graph_free(graph);
    }
    fclose(nowhere);
    printf("%lu graphs, %lu of them readable\n", seeds, readable);
    return readable || !seeds ? 0 : 1;
}
