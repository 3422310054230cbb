/* make_large FUNCTIONS EDGES OUT.ccg: a synthetic program of any size, always the same: layers of functions that call
 * into the next layers, a few kernels at the bottom. For figures on exports; no test runs it. */
#include "graph_file/graph_file.h"

#include <stdio.h>
#include <stdlib.h>

enum { LAYERS = 20, KERNEL_SHARE = 100, FILES = 1000 };

static uint64_t state = 1;

static uint32_t below(uint32_t limit) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((state >> 33) % limit);
}

static uint32_t add_function(cch_graph *graph, uint32_t number, uint32_t layer) {
    char text[64];
    uint32_t entity[CCH_ENTITY_WIDTH] = {CCH_FORM_CXX}, cells[CCH_FUNCTION_WIDTH] = {0}, site[CCH_SITE_WIDTH];
    int length = snprintf(text, sizeof text, "function_%u_of_layer_%u", number, layer);
    entity[CCH_ENTITY_TEXT] = cch_graph_string(graph, text, (size_t)length);
    length = snprintf(text, sizeof text, "_Z%dfunction_%u_of_layer_%uv", length, number, layer);
    cells[CCH_FUNCTION_IDENTITY] = cch_graph_function(graph, text, (size_t)length);
    length = snprintf(text, sizeof text, "src/file%u.cu", number % FILES);
    site[CCH_SITE_FILE] = cch_graph_string(graph, text, (size_t)length);
    site[CCH_SITE_LINE] = number / FILES * 10 + 1;
    site[CCH_SITE_COLUMN] = 1;
    cells[CCH_FUNCTION_LANGUAGE] = CCH_LANGUAGE_CUDA;
    cells[CCH_FUNCTION_FLAGS] = CCH_FLAG_DEFINED;
    if (layer + 1 == LAYERS && number % KERNEL_SHARE == 0)
        cells[CCH_FUNCTION_FLAGS] |= CCH_FLAG_KERNEL;
    cells[CCH_FUNCTION_NAME] = cch_graph_insert(graph, CCH_ENTITY, entity);
    cells[CCH_FUNCTION_DEFINITION] = cch_graph_insert(graph, CCH_SITE, site);
    return cch_graph_insert(graph, CCH_FUNCTION, cells);
}

int main(int argc, char **argv) {
    cch_graph *graph = cch_graph_new();
    uint32_t functions = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 0;
    uint32_t edges = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 0;
    cch_error error;
    if (!graph || argc != 4 || functions < 2 * LAYERS)
        return 64;
    for (uint32_t i = 0; i < functions; i++)
        add_function(graph, i, i / (functions / LAYERS + 1));
    uint32_t host = cch_graph_string(graph, "host", 4), passes = cch_graph_list(graph, &host, 1);
    for (uint32_t i = 0; i < edges; i++) {
        uint32_t cells[CCH_EDGE_WIDTH] = {0}, span = functions / LAYERS, site = 1 + below(functions);
        uint32_t caller = below(functions - span - 1), callee = caller + 1 + below(span);
        cells[CCH_EDGE_CALLER] = caller + 1;
        cells[CCH_EDGE_CALLEE] = callee + 1;
        cells[CCH_EDGE_KIND] = CCH_KIND_CALL;
        cells[CCH_EDGE_CERTAIN] = 1;
        cells[CCH_EDGE_PASSES] = passes;
        cells[CCH_EDGE_SITES] = cch_graph_list(graph, &site, 1);
        cch_graph_insert(graph, CCH_EDGE, cells);
    }
    if (cch_graph_canonicalize(graph) || cch_graph_write(graph, argv[3], 3, &error)) {
        fprintf(stderr, "make_large: cannot write %s\n", argv[3]);
        return 1;
    }
    cch_graph_free(graph);
    return 0;
}
