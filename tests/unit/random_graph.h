/* Random graphs for the unit tests: small pools of strings, identities and
 * places, so that graphs overlap and every rule of joining is exercised. The
 * same facts are added in a different order for each `order`. */
#ifndef TESTS_UNIT_RANDOM_GRAPH_H
#define TESTS_UNIT_RANDOM_GRAPH_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "graph_file/graph_file.h"

struct random_state {
    uint64_t state;
};

static inline uint32_t random_below(struct random_state *random, uint32_t limit) {
    random->state = random->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random->state >> 33) % limit;
}

static inline uint32_t random_string(cch_graph *graph, struct random_state *random) {
    char text[32];
    uint32_t n = random_below(random, 12);
    return n ? cch_graph_string(graph, text, (size_t)snprintf(text, sizeof text, "s%u", n * 7919 % 97)) : 0;
}

static inline uint32_t random_function(cch_graph *graph, struct random_state *random) {
    char text[64];
    uint32_t n = random_below(random, 15) * 31337 % 1009;
    int length = snprintf(text, sizeof text, "_ZN7longish9namespaceE%uv", n);
    return cch_graph_function(graph, text, (size_t)length);
}

static inline uint32_t random_site(cch_graph *graph, struct random_state *random) {
    uint32_t file;
    do
        file = random_string(graph, random);
    while (!file);
    uint32_t cells[] = {file, random_below(random, 4), random_below(random, 3)};
    return random_below(random, 6) ? cch_graph_insert(graph, CCH_SITE, cells) : 0;
}

static inline uint32_t random_entity(cch_graph *graph, struct random_state *random, int depth) {
    uint32_t arguments[3], count = 0;
    if (random_below(random, 5) == 0)
        return 0;
    while (depth && count < 3 && random_below(random, 2)) {
        uint32_t entity = random_entity(graph, random, depth - 1);
        if (entity)
            arguments[count++] = entity;
    }
    uint32_t parent = depth && random_below(random, 2) ? random_entity(graph, random, depth - 1) : 0;
    uint32_t cells[] = {random_below(random, 3), random_string(graph, random), parent,
                        cch_graph_list(graph, arguments, count)};
    return cch_graph_insert(graph, CCH_ENTITY, cells);
}

/* One of a few launches that have all but a cell or two in common. */
static inline uint32_t random_launch(cch_graph *graph, struct random_state *random) {
    uint32_t cells[CCH_LAUNCH_WIDTH] = {0};
    cells[CCH_LAUNCH_CALLER] = random_function(graph, random);
    cells[CCH_LAUNCH_PATH] = random_string(graph, random);
    cells[CCH_LAUNCH_ATTRIBUTES] = random_string(graph, random);
    cells[CCH_LAUNCH_BLOCK_X + random_below(random, 3)] = random_string(graph, random);
    return cch_graph_insert(graph, CCH_LAUNCH, cells);
}

static inline uint32_t random_value(cch_graph *graph, struct random_state *random) {
    uint32_t cells[CCH_VALUE_WIDTH] = {0};
    cells[CCH_VALUE_FUNCTION] = random_below(random, 3) ? random_function(graph, random) : 0;
    cells[CCH_VALUE_KIND] = random_below(random, CCH_VALUE_COUNT);
    cells[CCH_VALUE_NAME] = random_string(graph, random);
    return cch_graph_insert(graph, CCH_VALUE, cells);
}

static inline uint32_t random_item(cch_graph *graph, struct random_state *random, const struct cch_column *column) {
    if (column->domain == CCH_STRING)
        return random_string(graph, random);
    if (column->domain == CCH_REFERENCE && column->table == CCH_SITE)
        return random_site(graph, random);
    if (column->domain == CCH_REFERENCE && column->table == CCH_ENTITY)
        return random_entity(graph, random, 3);
    if (column->domain == CCH_REFERENCE && column->table == CCH_LAUNCH)
        return random_launch(graph, random);
    if (column->domain == CCH_REFERENCE && column->table == CCH_VALUE)
        return random_value(graph, random);
    if (column->domain == CCH_REFERENCE || column->domain == CCH_IDENTITY)
        return random_function(graph, random);
    return random_below(random, column->limit ? column->limit + 1 : 5);
}

/* A cell of the column's kind; a list is unsorted and has repetitions. */
static inline uint32_t random_cell(cch_graph *graph, struct random_state *random, const struct cch_column *column) {
    if (!column->is_list) {
        uint32_t cell;
        do
            cell = random_item(graph, random, column);
        while (column->required && !cell);
        return cell;
    }
    uint32_t items[4], count = 0, wanted = random_below(random, 5);
    while (count < wanted) {
        items[count] = random_item(graph, random, column);
        if (items[count] || column->domain == CCH_STRING)
            count++;
    }
    return cch_graph_list(graph, items, count);
}

/* One random row of the table. */
static inline void random_row(cch_graph *graph, struct random_state *random, enum cch_table table) {
    const struct cch_schema *schema = cch_schema(table);
    uint32_t cells[CCH_WIDTH_MAX];
    for (int i = 0; i < schema->width; i++)
        cells[i] = random_below(random, 3) || i < schema->keys ? random_cell(graph, random, &schema->columns[i]) : 0;
    cch_graph_insert(graph, table, cells);
}

/* Adds fact number `fact` of the random world: always the same fact. */
static inline void random_fact(cch_graph *graph, uint32_t fact) {
    struct random_state random = {fact * 2654435761u + 12345};
    static const enum cch_table tables[] = {
        CCH_FUNCTION,         CCH_FUNCTION,         CCH_FUNCTION, CCH_EDGE,           CCH_EDGE,
        CCH_POINTER_CALL,     CCH_LAUNCH,           CCH_BINDING,  CCH_PASS,           CCH_PROBLEM,
        CCH_OVERRIDE,         CCH_CLASS_BASE,       CCH_EXPECTED, CCH_ADDRESS_TAKEN,  CCH_LAUNCH,
        CCH_LAUNCH_ATTRIBUTE, CCH_LAUNCH_ATTRIBUTE, CCH_GUARD,    CCH_KERNEL_SETTING, CCH_DIAGNOSTIC,
        CCH_COVERAGE};
    random_below(&random, 2);
    random_row(graph, &random, tables[random_below(&random, sizeof tables / sizeof *tables)]);
}

/* A graph of `count` facts from `facts`, added in the order that `order`
 * gives. */
static inline cch_graph *random_graph(const uint32_t *facts, size_t count, uint32_t order) {
    cch_graph *graph = cch_graph_new();
    uint32_t *copy = malloc((count + 1) * sizeof *copy);
    struct random_state random = {order * 977u + 1};
    for (size_t i = 0; i < count; i++)
        copy[i] = facts[i];
    for (size_t i = count; order && i > 1; i--) {
        size_t j = random_below(&random, (uint32_t)i);
        uint32_t swap = copy[i - 1];
        copy[i - 1] = copy[j];
        copy[j] = swap;
    }
    for (size_t i = 0; i < count; i++)
        random_fact(graph, copy[i]);
    free(copy);
    return graph;
}

/* The canonical bytes of a graph, to be freed; the graph is freed. */
static inline char *canonical_bytes(cch_graph *graph, size_t *size) {
    void *bytes = NULL;
    *size = 0;
    if (!cch_graph_canonicalize(graph))
        cch_graph_encode(graph, 1, &bytes, size);
    cch_graph_free(graph);
    return bytes;
}

#endif
