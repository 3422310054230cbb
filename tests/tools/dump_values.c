/* Prints the values, flows and uses of a graph file, one a line, for tests.
 * Usage: dump_values [--names] GRAPH
 * Functions are shown by their identities, or with --names by short names.
 *
 * A value is shown as FUNCTION:NAME (a parameter), FUNCTION/NAME (a local),
 * CLASS#NAME (a field or attribute), =NAME (a global), FUNCTION() (a result),
 * FUNCTION<NAME> (a template parameter), ?NAME (a query); a parameter without
 * a name by its position. Columns are separated by tabs:
 *   value  VALUE                index  file:line:column
 *   flow   FROM  kind           TO     file:line:column  certain|possible  text
 *   use    VALUE kind           FUNCTION  file:line:column  TARGET  text
 */
#include <stdio.h>
#include <string.h>

#include "graph/view/name.h"
#include "graph_file/graph_file.h"

static const char *const flow_names[] = {"copy", "derived", "element", "argument", "return", "control", "template"};
static const char *const use_names[] = {
    "read", "condition", "grid", "block", "shared-memory", "kernel-argument", "device-read", "shape", "return-form"};

static cch_names *names; /* NULL: identities */

static void print_function(const cch_graph *graph, uint32_t row) {
    if (names) {
        printf("%s", cch_names_function(names, CCH_NAMING_SHORT, row));
        return;
    }
    const char *identity = cch_graph_identity(graph, row, NULL);
    printf("%s", strncmp(identity, "py:", 3) ? identity : identity + 3);
}

static void print_site(const cch_graph *graph, uint32_t row) {
    const uint32_t *site = cch_graph_row(graph, CCH_SITE, row);
    if (site)
        printf("%s:%u:%u", cch_graph_text(graph, site[CCH_SITE_FILE], NULL), site[CCH_SITE_LINE],
               site[CCH_SITE_COLUMN]);
    else
        putchar('-');
}

static void print_value(const cch_graph *graph, uint32_t row) {
    const uint32_t *of = cch_graph_row(graph, CCH_VALUE, row);
    if (!of) {
        printf("constant");
        return;
    }
    const char *name = cch_graph_text(graph, of[CCH_VALUE_NAME], NULL);
    print_function(graph, of[CCH_VALUE_FUNCTION]);
    switch (of[CCH_VALUE_KIND]) {
    case CCH_VALUE_PARAMETER:
        putchar(':');
        if (*name)
            printf("%s", name);
        else
            printf("%u", of[CCH_VALUE_INDEX]);
        break;
    case CCH_VALUE_LOCAL:
        printf("/%s", name);
        break;
    case CCH_VALUE_FIELD:
    case CCH_VALUE_ATTRIBUTE:
        printf("%s#%s", cch_graph_text(graph, of[CCH_VALUE_CLASS], NULL), name);
        break;
    case CCH_VALUE_GLOBAL:
        printf("=%s", name);
        break;
    case CCH_VALUE_RESULT:
        printf("()%s", name);
        break;
    case CCH_VALUE_TEMPLATE_PARAMETER:
        printf("<%s>", name);
        break;
    default:
        printf("?%s", name);
    }
}

static void print_rows(const cch_graph *graph) {
    for (uint32_t i = 1; i <= cch_graph_count(graph, CCH_VALUE); i++) {
        const uint32_t *of = cch_graph_row(graph, CCH_VALUE, i);
        printf("value\t");
        print_value(graph, i);
        printf("\t%u\t", of[CCH_VALUE_INDEX]);
        print_site(graph, of[CCH_VALUE_SITE]);
        putchar('\n');
    }
    for (uint32_t i = 1; i <= cch_graph_count(graph, CCH_FLOW); i++) {
        const uint32_t *of = cch_graph_row(graph, CCH_FLOW, i);
        printf("flow\t");
        print_value(graph, of[CCH_FLOW_FROM]);
        printf("\t%s\t", flow_names[of[CCH_FLOW_KIND]]);
        print_value(graph, of[CCH_FLOW_TO]);
        putchar('\t');
        print_site(graph, of[CCH_FLOW_SITE]);
        printf("\t%s\t%s\n", of[CCH_FLOW_CERTAIN] ? "certain" : "possible",
               cch_graph_text(graph, of[CCH_FLOW_TEXT], NULL));
    }
    for (uint32_t i = 1; i <= cch_graph_count(graph, CCH_USE); i++) {
        const uint32_t *of = cch_graph_row(graph, CCH_USE, i);
        printf("use\t");
        print_value(graph, of[CCH_USE_VALUE]);
        printf("\t%s\t", use_names[of[CCH_USE_KIND]]);
        print_function(graph, of[CCH_USE_FUNCTION]);
        putchar('\t');
        print_site(graph, of[CCH_USE_SITE]);
        putchar('\t');
        if (of[CCH_USE_TARGET])
            print_function(graph, of[CCH_USE_TARGET]);
        else
            putchar('-');
        printf("\t%s\n", cch_graph_text(graph, of[CCH_USE_TEXT], NULL));
    }
}

int main(int argc, char **argv) {
    cch_error error;
    cch_graph *graph;
    int readable = argc > 1 && strcmp(argv[1], "--names") == 0;
    if (argc != 2 + readable || cch_graph_read(&graph, argv[1 + readable], &error)) {
        fprintf(stderr, "dump_values: %s\n", argc != 2 + readable ? "one graph file" : error.text);
        return 1;
    }
    if (readable)
        names = cch_names_new(graph);
    print_rows(graph);
    cch_names_free(names);
    cch_graph_free(graph);
    return 0;
}
