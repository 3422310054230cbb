#include "graph_file/check.h"

#include <stdlib.h>
#include <string.h>

#include "graph_file/sets.h"
#include "graph_file/graph.h"
#include "graph_file/tables.h"

/* What there is to know of each list, so that a cell is checked in constant
 * time however often its list is used. */
struct list_facts {
    uint32_t least;
    uint32_t greatest;
    uint32_t is_set;
};

static struct list_facts *facts_of(const struct cch_lists *lists) {
    struct list_facts *facts = calloc((size_t)lists->count + 1, sizeof *facts);
    if (!facts)
        return NULL;
    facts[0].is_set = 1;
    for (uint32_t n = 1; n <= lists->count; n++) {
        const uint32_t *cells = cch_lists_cells(lists, n);
        size_t count = cch_lists_length(lists, n);
        facts[n].is_set = (uint32_t)cch_set_is_sorted(cells, count);
        facts[n].least = UINT32_MAX;
        for (size_t i = 0; i < count; i++) {
            if (cells[i] < facts[n].least)
                facts[n].least = cells[i];
            if (cells[i] > facts[n].greatest)
                facts[n].greatest = cells[i];
        }
    }
    return facts;
}

/* The greatest value that a cell (or a list's item) of this column may have in
 * this row. */
static uint32_t limit_of(const cch_graph *graph, const struct cch_schema *schema, const struct cch_column *column,
                         uint32_t row) {
    switch ((enum cch_domain)column->domain) {
    case CCH_NUMBER:
        return column->limit ? column->limit : UINT32_MAX;
    case CCH_STRING:
        return graph->strings.count;
    case CCH_REFERENCE:
        return column->table == CCH_ENTITY && schema == cch_schema(CCH_ENTITY) ? row - 1
                                                                               : graph->tables[column->table].count;
    case CCH_IDENTITY:
        return graph->identities.count;
    }
    return 0;
}

static const char unknown_number[] = "a number that has no meaning here";

static const char *check_column(const cch_graph *graph, const struct list_facts *facts, const struct cch_rows *rows,
                                const struct cch_schema *schema, size_t index) {
    const struct cch_column *column = &schema->columns[index];
    for (uint32_t row = 1; row <= rows->count; row++) {
        uint32_t cell = cch_rows_at(rows, schema->width, row)[index];
        uint32_t greatest = cell;
        if (column->required && !cell)
            return "a cell is empty that must not be";
        if (column->is_list) {
            if (cell > graph->lists.count)
                return "a reference to a list that is not there";
            if (column->role == CCH_UNION && !facts[cell].is_set)
                return "a set is not in order";
            if (column->domain == CCH_REFERENCE && cell && !facts[cell].least)
                return "a list refers to nothing";
            greatest = facts[cell].greatest;
        }
        if (greatest > limit_of(graph, schema, column, row))
            return column->domain == CCH_NUMBER ? unknown_number : "a cell is out of range";
    }
    return NULL;
}

/* Rows in the order of their keys have no two alike; others are indexed. */
static int check_keys(struct cch_rows *rows, const struct cch_schema *schema, const char **problem) {
    for (uint32_t row = 2; row <= rows->count; row++) {
        const uint32_t *before = cch_rows_at(rows, schema->width, row - 1);
        const uint32_t *cells = before + schema->width;
        size_t i = 0;
        while (i < schema->keys && before[i] == cells[i])
            i++;
        if (i < schema->keys && before[i] < cells[i])
            continue;
        switch (cch_rows_index(rows, schema)) {
        case 0:
            return CCH_OK;
        case 1:
            *problem = "two rows with one key";
            return CCH_ERROR_FORMAT;
        default:
            return CCH_ERROR_MEMORY;
        }
    }
    return CCH_OK;
}

static void normalize_functions(cch_graph *graph) {
    for (uint32_t row = 1; row <= graph->tables[CCH_FUNCTION].count; row++)
        cch_function_normalize(cch_rows_at(&graph->tables[CCH_FUNCTION], CCH_FUNCTION_WIDTH, row));
}

static int check_table(const cch_graph *graph, const struct list_facts *facts, struct cch_rows *rows,
                       const struct cch_schema *schema, const char **problem) {
    for (size_t i = 0; i < schema->width && !*problem; i++)
        *problem = check_column(graph, facts, rows, schema, i);
    if (*problem == unknown_number)
        return CCH_ERROR_VERSION;
    if (*problem)
        return CCH_ERROR_FORMAT;
    return schema == cch_schema(CCH_FUNCTION) ? CCH_OK : check_keys(rows, schema, problem);
}

int cch_graph_check(cch_graph *graph, struct cch_older *older, const char **problem) {
    int code = CCH_OK;
    *problem = NULL;
    if (graph->tables[CCH_FUNCTION].count != graph->identities.count) {
        *problem = "not as many functions as identities";
        return CCH_ERROR_FORMAT;
    }
    struct list_facts *facts = facts_of(&graph->lists);
    if (!facts)
        return CCH_ERROR_MEMORY;
    for (int table = 0; table < CCH_TABLE_COUNT && !code; table++)
        code = check_table(graph, facts, &graph->tables[table], cch_schema(table), problem);
    for (int table = 0; table < CCH_OLDER_TABLES && !code; table++)
        code = check_table(graph, facts, &older->tables[table], cch_older_schema(table), problem);
    free(facts);
    if (!code)
        normalize_functions(graph);
    return code;
}
