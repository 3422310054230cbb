/* Prints what a graph file says functions do (CCH_PROGRAM), for tests.
 * Usage: dump_programs GRAPH [PREFIX]
 * A program is four lines: the function's identity, those of its references
 * and its constants ("-": none), the text; rows whose identity begins with
 * PREFIX, sorted as the file has them. Every text must be readable.
 */
#include <stdio.h>
#include <string.h>

#include "graph_file/graph_file.h"
#include "graph_file/program_text.h"

static int print_program(const cch_graph *graph, const uint32_t *row) {
    const char *message = "";
    size_t length, count;
    struct cch_program_tree tree = {0};
    const uint32_t *list = cch_graph_items(graph, row[CCH_PROGRAM_REFERENCES], &count);
    printf("%s\n  references:", cch_graph_identity(graph, row[CCH_PROGRAM_FUNCTION], NULL));
    for (size_t i = 0; i < count; i++)
        printf(" %s", cch_graph_identity(graph, list[i], NULL));
    list = cch_graph_items(graph, row[CCH_PROGRAM_CONSTANTS], &count);
    printf("\n  constants:");
    for (size_t i = 0; i < count; i++)
        printf(" %s", cch_graph_text(graph, list[i], NULL));
    const char *text = cch_graph_text(graph, row[CCH_PROGRAM_TEXT], &length);
    printf("\n  %s\n", text);
    int code = cch_program_read(&tree, text, length, &message);
    if (code)
        fprintf(stderr, "dump_programs: byte %zu: %s\n", tree.error, message);
    cch_program_tree_release(&tree);
    return code;
}

int main(int count, char **arguments) {
    cch_error error;
    cch_graph *graph;
    int failed = 0;
    if (count < 2 || cch_graph_read(&graph, arguments[1], &error)) {
        fprintf(stderr, "dump_programs: %s\n", count < 2 ? "usage: dump_programs GRAPH [PREFIX]" : error.text);
        return 1;
    }
    const char *prefix = count > 2 ? arguments[2] : "";
    for (uint32_t i = 1; i <= cch_graph_count(graph, CCH_PROGRAM); i++) {
        const uint32_t *row = cch_graph_row(graph, CCH_PROGRAM, i);
        if (!strncmp(cch_graph_identity(graph, row[CCH_PROGRAM_FUNCTION], NULL), prefix, strlen(prefix)))
            failed |= print_program(graph, row) != 0;
    }
    cch_graph_free(graph);
    return failed;
}
