#include "graph_file/bind.h"

#include "graph_file/graph.h"
#include "graph_file/tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of a dotted name; of modules in modules that functions may hand to each other, in a circle even. */
enum { PATH_SIZE = 1024, HANDED_MAX = 1 << 16 };

/* Rows ------------------------------------------------------------------------------ */

static uint32_t python_entity(cch_graph *graph, const char *path) {
    uint32_t entity = 0;
    while (*path) {
        size_t length = strcspn(path, ".");
        uint32_t cells[CCH_ENTITY_WIDTH] = {0};
        cells[CCH_ENTITY_FORM] = CCH_FORM_PYTHON;
        cells[CCH_ENTITY_TEXT] = cch_graph_string(graph, path, length);
        cells[CCH_ENTITY_PARENT] = entity;
        entity = cch_graph_insert(graph, CCH_ENTITY, cells);
        path += length + (path[length] == '.');
    }
    return entity;
}

static uint32_t python_node(cch_graph *graph, const struct cch_graph_binding *binding) {
    char identity[PATH_SIZE + 4];
    int length = snprintf(identity, sizeof identity, "py:%s", binding->path);
    if (length < 0 || (size_t)length >= sizeof identity)
        return 0;
    uint32_t cells[CCH_FUNCTION_WIDTH] = {0};
    uint32_t row = cch_graph_function(graph, identity, (size_t)length);
    cells[CCH_FUNCTION_IDENTITY] = row;
    cells[CCH_FUNCTION_LANGUAGE] = CCH_LANGUAGE_PYTHON;
    cells[CCH_FUNCTION_FLAGS] = CCH_FLAG_BINDING;
    cells[CCH_FUNCTION_NAME] = python_entity(graph, binding->path);
    /* an operator is what its schema says: the place of an implementation is nothing beside that */
    cells[CCH_FUNCTION_DECLARATION] = binding->kind == CCH_BINDING_TORCH_IMPL ? 0 : binding->site;
    cells[CCH_FUNCTION_PARAMETERS] = binding->parameters;
    cch_graph_insert(graph, CCH_FUNCTION, cells);
    return row;
}

static void add_edge(cch_graph *graph, uint32_t caller, const struct cch_graph_binding *binding, enum cch_kind kind) {
    uint32_t edge[CCH_EDGE_WIDTH] = {0};
    edge[CCH_EDGE_CALLER] = caller;
    edge[CCH_EDGE_CALLEE] = binding->target;
    edge[CCH_EDGE_KIND] = kind;
    edge[CCH_EDGE_VIA] = kind == CCH_KIND_VIRTUAL ? binding->via : 0;
    edge[CCH_EDGE_CERTAIN] = kind == CCH_KIND_BIND && binding->certain;
    edge[CCH_EDGE_PASSES] = binding->passes;
    edge[CCH_EDGE_SITES] = binding->site ? cch_graph_list(graph, &binding->site, 1) : 0;
    cch_graph_insert(graph, CCH_EDGE, edge);
}

void cch_graph_bind(cch_graph *graph, const struct cch_graph_binding *binding) {
    uint32_t cells[CCH_BINDING_WIDTH] = {0};
    cells[CCH_BINDING_NAME] = python_node(graph, binding);
    cells[CCH_BINDING_TARGET] = binding->target;
    cells[CCH_BINDING_KIND] = binding->kind;
    cells[CCH_BINDING_KEY] = binding->key;
    cells[CCH_BINDING_MODULE] = binding->module;
    cells[CCH_BINDING_SCHEMA] = binding->schema;
    cells[CCH_BINDING_PARAMETERS] = binding->parameters;
    cells[CCH_BINDING_SITE] = binding->site;
    cch_graph_insert(graph, CCH_BINDING, cells);
    if (!binding->target || !cells[CCH_BINDING_NAME])
        return;
    add_edge(graph, cells[CCH_BINDING_NAME], binding, CCH_KIND_BIND);
    if (binding->via)
        add_edge(graph, cells[CCH_BINDING_NAME], binding, CCH_KIND_VIRTUAL);
}

/* Handed modules --------------------------------------------------------------------- */

/* Rows by the function that they wait for. */
struct waiting {
    uint32_t *first, *next; /* by function; by row */
};

static bool collect(const cch_graph *graph, enum cch_table table, unsigned column, struct waiting *waiting) {
    uint32_t count = cch_graph_count(graph, table);
    waiting->first = calloc((size_t)cch_graph_count(graph, CCH_FUNCTION) + 1, sizeof *waiting->first);
    waiting->next = calloc((size_t)count + 1, sizeof *waiting->next);
    if (!waiting->first || !waiting->next)
        return false;
    for (uint32_t row = count; row; row--) {
        uint32_t function = cch_graph_row(graph, table, row)[column];
        waiting->next[row] = waiting->first[function];
        waiting->first[function] = row;
    }
    return true;
}

static bool append(char path[PATH_SIZE], const char *part) {
    size_t length = strlen(path), more = strlen(part);
    if (length + more + 2 > PATH_SIZE)
        return false;
    snprintf(path + length, PATH_SIZE - length, "%s%s", length && more ? "." : "", part);
    return true;
}

/* The path of a whole row, and `more` below it. */
static bool path_below(const cch_graph *graph, const uint32_t *handed, uint32_t more, char path[PATH_SIZE]) {
    path[0] = '\0';
    return append(path, cch_graph_text(graph, handed[CCH_MODULE_HANDED_PATH], NULL)) &&
           append(path, cch_graph_text(graph, more, NULL));
}

static const char LONG[] = "a name for Python of more than 1000 bytes is left out";

static void tell(cch_graph *graph, const char *text) {
    uint32_t cells[CCH_PROBLEM_WIDTH] = {0};
    cells[CCH_PROBLEM_TEXT] = cch_graph_string(graph, text, strlen(text));
    cch_graph_insert(graph, CCH_PROBLEM, cells);
}

/* A helper that was given the module gives it to another. */
static void hand_on(cch_graph *graph, const uint32_t *handed, uint32_t row) {
    uint32_t cells[CCH_MODULE_HANDED_WIDTH];
    char path[PATH_SIZE];
    memcpy(cells, cch_graph_row(graph, CCH_MODULE_HANDED, row), sizeof cells);
    if (cells[CCH_MODULE_HANDED_CALLER_PARAMETER] != handed[CCH_MODULE_HANDED_PARAMETER])
        return;
    if (!path_below(graph, handed, cells[CCH_MODULE_HANDED_PATH], path)) {
        tell(graph, LONG);
        return;
    }
    bool same = !cells[CCH_MODULE_HANDED_PATH];
    cells[CCH_MODULE_HANDED_CALLER] = cells[CCH_MODULE_HANDED_CALLER_PARAMETER] = 0;
    cells[CCH_MODULE_HANDED_PATH] = cch_graph_string(graph, path, strlen(path));
    cells[CCH_MODULE_HANDED_MODULE] = same ? handed[CCH_MODULE_HANDED_MODULE] : cells[CCH_MODULE_HANDED_PATH];
    cells[CCH_MODULE_HANDED_KEY] = handed[CCH_MODULE_HANDED_KEY];
    cch_graph_insert(graph, CCH_MODULE_HANDED, cells);
}

static void bind(cch_graph *graph, const uint32_t *handed, uint32_t row) {
    uint32_t cells[CCH_HELPER_BINDING_WIDTH];
    char path[PATH_SIZE];
    memcpy(cells, cch_graph_row(graph, CCH_HELPER_BINDING, row), sizeof cells);
    if (cells[CCH_HELPER_BINDING_PARAMETER] != handed[CCH_MODULE_HANDED_PARAMETER])
        return;
    if (!path_below(graph, handed, cells[CCH_HELPER_BINDING_NAME], path)) {
        tell(graph, LONG);
        return;
    }
    uint32_t key = cells[CCH_HELPER_BINDING_KEY];
    struct cch_graph_binding binding = {.path = path,
                                        .target = cells[CCH_HELPER_BINDING_TARGET],
                                        .kind = cells[CCH_HELPER_BINDING_KIND],
                                        .key = key ? key : handed[CCH_MODULE_HANDED_KEY],
                                        .module = handed[CCH_MODULE_HANDED_MODULE],
                                        .schema = cells[CCH_HELPER_BINDING_SCHEMA],
                                        .via = cells[CCH_HELPER_BINDING_VIA],
                                        .parameters = cells[CCH_HELPER_BINDING_PARAMETERS],
                                        .site = cells[CCH_HELPER_BINDING_SITE],
                                        .passes = cells[CCH_HELPER_BINDING_PASSES],
                                        .certain = cells[CCH_HELPER_BINDING_CERTAIN]};
    cch_graph_bind(graph, &binding);
}

void cch_graph_bind_handed(cch_graph *graph) {
    struct waiting modules = {0}, names = {0};
    uint32_t functions = cch_graph_count(graph, CCH_FUNCTION);
    if (!cch_graph_count(graph, CCH_MODULE_HANDED) || !cch_graph_count(graph, CCH_HELPER_BINDING))
        return;
    if (!collect(graph, CCH_MODULE_HANDED, CCH_MODULE_HANDED_CALLER, &modules) ||
        !collect(graph, CCH_HELPER_BINDING, CCH_HELPER_BINDING_HELPER, &names)) {
        graph->status = CCH_ERROR_MEMORY;
        goto out;
    }
    /* rows that are added stand at the end, so each is come to once */
    uint32_t last = cch_graph_count(graph, CCH_MODULE_HANDED) + HANDED_MAX;
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_MODULE_HANDED); row++) {
        if (row > last) {
            tell(graph, "functions hand modules to each other in too many ways: some names are not bound");
            break;
        }
        uint32_t handed[CCH_MODULE_HANDED_WIDTH];
        memcpy(handed, cch_graph_row(graph, CCH_MODULE_HANDED, row), sizeof handed);
        uint32_t helper = handed[CCH_MODULE_HANDED_HELPER];
        if (handed[CCH_MODULE_HANDED_CALLER] || helper > functions)
            continue;
        for (uint32_t at = modules.first[helper]; at; at = modules.next[at])
            hand_on(graph, handed, at);
        for (uint32_t at = names.first[helper]; at; at = names.next[at])
            bind(graph, handed, at);
    }
out:
    free(modules.first);
    free(modules.next);
    free(names.first);
    free(names.next);
}
