/* How two rows of one key become one: each role's rule, and the comparison of
 * contents that they need. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "graph_file/graph.h"
#include "graph_file/tables.h"

static int compare_numbers(uint32_t a, uint32_t b) { return (a > b) - (a < b); }

static int compare_strings(const cch_graph *graph, uint32_t a, uint32_t b) {
    if (!a || !b)
        return (a == 0) - (b == 0);
    return cch_pool_compare(&graph->strings, a, b);
}

static int compare_sites(const cch_graph *graph, uint32_t a, uint32_t b) {
    if (!a || !b)
        return (a == 0) - (b == 0);
    const uint32_t *x = cch_rows_at(&graph->tables[CCH_SITE], CCH_SITE_WIDTH, a);
    const uint32_t *y = cch_rows_at(&graph->tables[CCH_SITE], CCH_SITE_WIDTH, b);
    int order = compare_strings(graph, x[CCH_SITE_FILE], y[CCH_SITE_FILE]);
    if (!order)
        order = compare_numbers(x[CCH_SITE_LINE], y[CCH_SITE_LINE]);
    return order ? order : compare_numbers(x[CCH_SITE_COLUMN], y[CCH_SITE_COLUMN]);
}

/* Entities are interned, so two different rows differ in contents and the
 * first difference decides: following it down needs no recursion, and ends
 * because parents and arguments are earlier rows. */
static int compare_entities(const cch_graph *graph, uint32_t a, uint32_t b) {
    while (a != b) {
        if (!a || !b)
            return (a == 0) - (b == 0);
        const uint32_t *x = cch_rows_at(&graph->tables[CCH_ENTITY], CCH_ENTITY_WIDTH, a);
        const uint32_t *y = cch_rows_at(&graph->tables[CCH_ENTITY], CCH_ENTITY_WIDTH, b);
        if (x[CCH_ENTITY_FORM] != y[CCH_ENTITY_FORM])
            return compare_numbers(x[CCH_ENTITY_FORM], y[CCH_ENTITY_FORM]);
        if (x[CCH_ENTITY_TEXT] != y[CCH_ENTITY_TEXT])
            return compare_strings(graph, x[CCH_ENTITY_TEXT], y[CCH_ENTITY_TEXT]);
        if (x[CCH_ENTITY_PARENT] != y[CCH_ENTITY_PARENT]) {
            a = x[CCH_ENTITY_PARENT];
            b = y[CCH_ENTITY_PARENT];
            continue;
        }
        size_t n, m, i = 0;
        const uint32_t *s = cch_graph_items(graph, x[CCH_ENTITY_ARGUMENTS], &n);
        const uint32_t *t = cch_graph_items(graph, y[CCH_ENTITY_ARGUMENTS], &m);
        while (i < n && i < m && s[i] == t[i])
            i++;
        if (i == n || i == m)
            return (n > m) - (n < m);
        a = s[i];
        b = t[i];
    }
    return 0;
}

static int compare_items(const cch_graph *graph, const struct cch_column *column, uint32_t a, uint32_t b) {
    if (a == b)
        return 0;
    if (column->domain == CCH_STRING)
        return compare_strings(graph, a, b);
    if (column->domain == CCH_REFERENCE) {
        if (column->table == CCH_SITE)
            return compare_sites(graph, a, b);
        if (column->table == CCH_ENTITY)
            return compare_entities(graph, a, b);
        if (!a || !b)
            return (a == 0) - (b == 0);
        return cch_pool_compare(&graph->identities, a, b);
    }
    if (!a || !b)
        return (a == 0) - (b == 0);
    return compare_numbers(a, b);
}

static int compare_cells(const cch_graph *graph, const struct cch_column *column, uint32_t a, uint32_t b) {
    if (!column->is_list || a == b)
        return compare_items(graph, column, a, b);
    if (!a || !b)
        return (a == 0) - (b == 0);
    size_t n, m;
    const uint32_t *x = cch_graph_items(graph, a, &n), *y = cch_graph_items(graph, b, &m);
    for (size_t i = 0; i < n && i < m; i++) {
        int order = compare_items(graph, column, x[i], y[i]);
        if (order)
            return order;
    }
    return (n > m) - (n < m);
}

/* Both lists ascend by number, and so does the result. */
static uint32_t unite(cch_graph *graph, uint32_t a, uint32_t b) {
    if (!a || !b || a == b)
        return a ? a : b;
    size_t n, m, i = 0, j = 0, count = 0;
    const uint32_t *x = cch_graph_items(graph, a, &n), *y = cch_graph_items(graph, b, &m);
    uint32_t small[64];
    uint32_t *all = n + m <= 64 ? small : malloc((n + m) * sizeof *all);
    if (!all) {
        cch_graph_out_of_memory(graph);
        return a;
    }
    while (i < n || j < m) {
        if (j == m || (i < n && x[i] <= y[j])) {
            j += j < m && x[i] == y[j];
            all[count++] = x[i++];
        } else {
            all[count++] = y[j++];
        }
    }
    uint32_t list = count == n ? a : count == m ? b : cch_lists_add(&graph->lists, all, count);
    if (all != small)
        free(all);
    if (list == UINT32_MAX) {
        cch_graph_out_of_memory(graph);
        return a;
    }
    return list;
}

/* The best place of a function: a definition before a device definition
 * before a declaration before none, and the least of its kind. */
static int compare_places(const cch_graph *graph, const uint32_t *a, const uint32_t *b) {
    static const int columns[] = {CCH_FUNCTION_DEFINITION, CCH_FUNCTION_DEVICE_DEFINITION, CCH_FUNCTION_DECLARATION};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        if (a[columns[i]] || b[columns[i]])
            return compare_sites(graph, a[columns[i]], b[columns[i]]);
    }
    return 0;
}

/* A unit that only declares a template has the place of that declaration as the source of its specializations: one that
 * defines it knows better. */
static int compare_sources(const uint32_t *a, const uint32_t *b) {
    return (int)(b[CCH_FUNCTION_FLAGS] & CCH_FLAG_OF_SOURCE) - (int)(a[CCH_FUNCTION_FLAGS] & CCH_FLAG_OF_SOURCE);
}

static void note_conflict(cch_graph *graph, uint32_t function, uint32_t site, uint32_t other) {
    if (!site || !other || site == other)
        return;
    cch_graph_join_row(graph, CCH_CONFLICT, (uint32_t[]){function, site});
    cch_graph_join_row(graph, CCH_CONFLICT, (uint32_t[]){function, other});
}

void cch_graph_combine(cch_graph *graph, enum cch_table table, uint32_t *into, const uint32_t *from) {
    const struct cch_schema *schema = cch_schema(table);
    int places = table == CCH_FUNCTION ? compare_places(graph, into, from) : 0;
    int better_source = table == CCH_FUNCTION ? compare_sources(into, from) : 0; /* before flags are united */
    for (size_t i = schema->keys; i < schema->width; i++) {
        const struct cch_column *column = &schema->columns[i];
        uint32_t a = into[i], b = from[i];
        int take = 0;
        if (a == b)
            continue;
        switch ((enum cch_role)column->role) {
        case CCH_KEY:
            break;
        case CCH_MAX:
            into[i] = a > b ? a : b;
            break;
        case CCH_OR:
            into[i] = a | b;
            break;
        case CCH_UNION:
            into[i] = unite(graph, a, b);
            break;
        case CCH_PLACE:
            note_conflict(graph, into[CCH_FUNCTION_IDENTITY], a, b);
            take = compare_cells(graph, column, a, b) > 0;
            break;
        case CCH_WITH_PLACE:
            take = places > 0 || (!places && compare_cells(graph, column, a, b) > 0);
            break;
        case CCH_SOURCE:
            take = better_source > 0 || (!better_source && compare_cells(graph, column, a, b) > 0);
            break;
        case CCH_MIN:
            take = compare_cells(graph, column, a, b) > 0;
            break;
        }
        if (take)
            into[i] = b;
    }
    if (table == CCH_FUNCTION)
        cch_function_normalize(into);
}
