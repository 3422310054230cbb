/* What a graph file says, as lines for the oracle: read through the library's
 * reader alone, so that every site and flag is there.
 *
 *   graph_facts FILE.ccg
 *
 * Tab-separated lines on stdout; functions are numbered:
 *   P  name  unit  kind  flags  errors  first error
 *   F  number  identity  flags  place|-  first line  last line  qualified name
 *      (place: its own, or that of the template it is a specialization of)
 *   E  caller  callee  kind  certain|possible|never  file:line:column  file:line:column …
 *   C  caller  signature      calls through a pointer to this function type
 *   T  function  signature    its address is taken
 * Exit code 1 with one line on stderr when the file cannot be read.
 */
#include <stdio.h>
#include <string.h>

#include "graph_file/graph.h"
#include "graph_file/graph_file.h"

static void print_site(const cch_graph *graph, uint32_t row) {
    const uint32_t *site = cch_graph_row(graph, CCH_SITE, row);
    if (site)
        printf("%s:%u", cch_graph_text(graph, site[CCH_SITE_FILE], NULL), site[CCH_SITE_LINE]);
    else
        printf("-");
}

/* Without any arguments: "cute::Layout::size". */
static void print_qualified(const cch_graph *graph, uint32_t row) {
    const uint32_t *entity = cch_graph_row(graph, CCH_ENTITY, row);
    if (!entity)
        return;
    if (entity[CCH_ENTITY_PARENT]) {
        print_qualified(graph, entity[CCH_ENTITY_PARENT]);
        printf("::");
    }
    printf("%s", cch_graph_text(graph, entity[CCH_ENTITY_TEXT], NULL));
}

static void print_passes(const cch_graph *graph) {
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_PASS); row++) {
        const uint32_t *pass = cch_graph_row(graph, CCH_PASS, row);
        printf("P\t%s\t%s\t%s\t%u\t%u\t%s\n", cch_graph_text(graph, pass[CCH_PASS_NAME], NULL),
               cch_graph_text(graph, pass[CCH_PASS_UNIT], NULL), cch_graph_text(graph, pass[CCH_PASS_KIND], NULL),
               pass[CCH_PASS_FLAGS], pass[CCH_PASS_ERRORS], cch_graph_text(graph, pass[CCH_PASS_FIRST_ERROR], NULL));
    }
}

static uint32_t place_of(const uint32_t *function) {
    if (function[CCH_FUNCTION_DEFINITION])
        return function[CCH_FUNCTION_DEFINITION];
    if (function[CCH_FUNCTION_DEVICE_DEFINITION])
        return function[CCH_FUNCTION_DEVICE_DEFINITION];
    return function[CCH_FUNCTION_DECLARATION];
}

static void print_functions(const cch_graph *graph) {
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_FUNCTION); row++) {
        const uint32_t *function = cch_graph_row(graph, CCH_FUNCTION, row);
        const uint32_t *source = cch_graph_row(graph, CCH_FUNCTION, function[CCH_FUNCTION_SOURCE]);
        uint32_t place = place_of(function);
        if (!place && source)
            place = place_of(source);
        printf("F\t%u\t%s\t%u\t", row, cch_graph_identity(graph, row, NULL), function[CCH_FUNCTION_FLAGS]);
        print_site(graph, place);
        printf("\t%u\t%u\t", function[CCH_FUNCTION_FIRST_LINE], function[CCH_FUNCTION_LAST_LINE]);
        print_qualified(graph, function[CCH_FUNCTION_NAME]);
        printf("\n");
    }
}

static int is_never(const cch_graph *graph, const uint32_t *edge) {
    return strcmp(cch_graph_text(graph, edge[CCH_EDGE_VIA], NULL), CCH_VIA_NEVER) == 0;
}

static void print_edges(const cch_graph *graph) {
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_EDGE); row++) {
        const uint32_t *edge = cch_graph_row(graph, CCH_EDGE, row);
        size_t count = 0;
        const uint32_t *sites = cch_graph_items(graph, edge[CCH_EDGE_SITES], &count);
        printf("E\t%u\t%u\t%s\t%s", edge[CCH_EDGE_CALLER], edge[CCH_EDGE_CALLEE],
               cch_kind_name((enum cch_kind)edge[CCH_EDGE_KIND]),
               edge[CCH_EDGE_CERTAIN]  ? "certain"
               : is_never(graph, edge) ? "never"
                                       : "possible");
        for (size_t i = 0; i < count; i++) {
            const uint32_t *site = cch_graph_row(graph, CCH_SITE, sites[i]);
            printf("\t%s:%u:%u", cch_graph_text(graph, site[CCH_SITE_FILE], NULL), site[CCH_SITE_LINE],
                   site[CCH_SITE_COLUMN]);
        }
        printf("\n");
    }
}

static void print_pointers(const cch_graph *graph) {
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_POINTER_CALL); row++) {
        const uint32_t *call = cch_graph_row(graph, CCH_POINTER_CALL, row);
        printf("C\t%u\t%s\n", call[CCH_POINTER_CALL_CALLER],
               cch_graph_text(graph, call[CCH_POINTER_CALL_SIGNATURE], NULL));
    }
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_ADDRESS_TAKEN); row++) {
        const uint32_t *taken = cch_graph_row(graph, CCH_ADDRESS_TAKEN, row);
        printf("T\t%u\t%s\n", taken[CCH_ADDRESS_TAKEN_FUNCTION],
               cch_graph_text(graph, taken[CCH_ADDRESS_TAKEN_SIGNATURE], NULL));
    }
}

int main(int argc, char **argv) {
    cch_graph *graph = NULL;
    cch_error error;
    if (argc != 2) {
        fprintf(stderr, "usage: graph_facts FILE.ccg\n");
        return 64;
    }
    if (cch_graph_read(&graph, argv[1], &error)) {
        fprintf(stderr, "graph_facts: %s\n", error.text);
        return 1;
    }
    print_passes(graph);
    print_functions(graph);
    print_edges(graph);
    print_pointers(graph);
    cch_graph_free(graph);
    return fflush(stdout) || ferror(stdout) ? 1 : 0;
}
