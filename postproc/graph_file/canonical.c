#define _GNU_SOURCE
/* The one canonical order of a graph.
 *
 * What nothing refers to (strings, lists, places, pieces of names) goes; the
 * rest is numbered by contents: strings and identities by bytes, places by
 * file, line and column, pieces of names level by level, so that parents and
 * arguments have their numbers first, and every other row by its key. Nothing
 * depends on the numbers that a graph came with.
 */
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "graph_file/renumber.h"
#include "graph_file/graph.h"
#include "graph_file/tables.h"

struct canonical {
    cch_graph *old;
    cch_graph *made;
    struct cch_renumber renumber; /* while marking, a map holds 1 for what is used */
};

/* --- What is used ------------------------------------------------------ */

struct marks {
    struct canonical *canonical;
    uint64_t *domains; /* for each list: a bit for each item domain it was marked in */
};

_Static_assert(CCH_ITEM_COUNT <= 64, "a bit for each item domain");

static void mark_item(struct canonical *canonical, int domain, uint32_t item) {
    if (domain == CCH_ITEM_STRING)
        canonical->renumber.strings[item] = 1;
    else if (domain != CCH_ITEM_NUMBER)
        canonical->renumber.rows[domain - CCH_ITEM_ROW][item] = 1;
}

static void mark_cell(struct marks *marks, const struct cch_column *column, uint32_t cell) {
    int domain = cch_item_domain(column);
    if (!column->is_list) {
        mark_item(marks->canonical, domain, cell);
        return;
    }
    if (marks->domains[cell] >> domain & 1)
        return;
    marks->domains[cell] |= (uint64_t)1 << domain;
    size_t count;
    const uint32_t *items = cch_graph_items(marks->canonical->old, cell, &count);
    for (size_t i = 0; i < count; i++)
        mark_item(marks->canonical, domain, items[i]);
}

/* From the last table to the first and from the last row to the first, so
 * that whatever refers to a place or a name comes before it. */
static int mark(struct canonical *canonical) {
    const cch_graph *old = canonical->old;
    struct marks marks = {canonical, calloc((size_t)old->lists.count + 1, sizeof *marks.domains)};
    if (!marks.domains)
        return -1;
    for (int table = CCH_TABLE_COUNT - 1; table >= 0; table--) {
        const struct cch_schema *schema = cch_schema(table);
        int by_need = table == CCH_SITE || table == CCH_ENTITY;
        for (uint32_t row = old->tables[table].count; row > 0; row--) {
            const uint32_t *cells = cch_rows_at(&old->tables[table], schema->width, row);
            if (by_need && !canonical->renumber.rows[table][row])
                continue;
            for (size_t i = 0; i < schema->width; i++) {
                if (schema->columns[i].domain != CCH_NUMBER && schema->columns[i].domain != CCH_IDENTITY)
                    mark_cell(&marks, &schema->columns[i], cells[i]);
            }
        }
    }
    /* "None" needs no place, and stays 0. */
    canonical->renumber.rows[CCH_SITE][0] = 0;
    canonical->renumber.rows[CCH_ENTITY][0] = 0;
    canonical->renumber.rows[CCH_LAUNCH][0] = 0;
    canonical->renumber.rows[CCH_VALUE][0] = 0;
    free(marks.domains);
    return 0;
}

/* The numbers 1 … count that are marked, in an array to be freed. */
static uint32_t *collect(const uint32_t *marks, uint32_t count, size_t *kept) {
    uint32_t *numbers = malloc(((size_t)count + 1) * sizeof *numbers);
    *kept = 0;
    for (uint32_t n = 1; numbers && n <= count; n++) {
        if (!marks || marks[n])
            numbers[(*kept)++] = n;
    }
    return numbers;
}

/* --- Pools ------------------------------------------------------------- */

/* Puts the marked strings (all, when `marks` is NULL) of `from` into `into` in
 * the order of their bytes, and their new numbers into `map`, which may be
 * `marks`. */
static int order_pool(const cch_pool *from, const uint32_t *marks, cch_pool *into, uint32_t *map) {
    size_t count, bytes = 0;
    uint32_t *numbers = collect(marks, from->count, &count);
    if (!numbers)
        return -1;
    int failed = cch_sort_strings(from, numbers, count);
    for (size_t i = 0; i < count; i++)
        bytes += cch_pool_length(from, numbers[i]) + 1;
    failed = failed || cch_pool_reserve(into, count, bytes);
    memset(map, 0, ((size_t)from->count + 1) * sizeof *map);
    for (size_t i = 0; i < count && !failed; i++) {
        size_t length = cch_pool_length(from, numbers[i]);
        char *to = cch_pool_append(into, length);
        failed = !to;
        if (to)
            memcpy(to, cch_pool_text(from, numbers[i]), length);
        map[numbers[i]] = into->count;
    }
    free(numbers);
    return failed;
}

/* --- Tables ------------------------------------------------------------ */

/* Appends the row to `into`'s table in the new numbers. */
static int carry_row(struct canonical *canonical, enum cch_table table, uint32_t row) {
    size_t width = cch_schema(table)->width;
    const uint32_t *from = cch_rows_at(&canonical->old->tables[table], width, row);
    uint32_t *to = cch_rows_append(&canonical->made->tables[table], width);
    return !to || cch_renumber_row(&canonical->renumber, table, from, to);
}

/* Puts the rows of a made table into the order of their keys. If `map` is
 * given, it holds for old rows the row they had before, and gets the new. */
static int order_table(struct cch_rows *rows, const struct cch_schema *schema, uint32_t *map, uint32_t map_count) {
    static const uint8_t columns[CCH_WIDTH_MAX] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11,
                                                   12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23};
    size_t width = schema->width, count;
    struct cch_rows sorted = {0};
    uint32_t *numbers = collect(NULL, rows->count, &count);
    uint32_t *places = malloc(((size_t)rows->count + 1) * sizeof *places);
    int failed = !numbers || !places || cch_sort_rows(numbers, count, rows->cells, width, columns, schema->keys) ||
                 cch_rows_reserve(&sorted, width, count);
    if (!failed) {
        places[0] = 0;
        for (size_t i = 0; i < count; i++) {
            memcpy(cch_rows_at(&sorted, width, (uint32_t)i + 1), cch_rows_at(rows, width, numbers[i]),
                   width * sizeof *sorted.cells);
            places[numbers[i]] = (uint32_t)i + 1;
        }
        for (uint32_t n = 1; map && n <= map_count; n++)
            map[n] = places[map[n]];
        free(rows->cells);
        rows->cells = sorted.cells;
        rows->capacity = sorted.capacity;
    } else {
        free(sorted.cells);
    }
    free(numbers);
    free(places);
    return failed;
}

static int make_sites(struct canonical *canonical) {
    uint32_t *map = canonical->renumber.rows[CCH_SITE];
    const struct cch_rows *old = &canonical->old->tables[CCH_SITE];
    for (uint32_t row = 1; row <= old->count; row++) {
        if (!map[row])
            continue;
        if (carry_row(canonical, CCH_SITE, row))
            return -1;
        map[row] = canonical->made->tables[CCH_SITE].count;
    }
    return order_table(&canonical->made->tables[CCH_SITE], cch_schema(CCH_SITE), map, old->count);
}

static int make_functions(struct canonical *canonical) {
    uint32_t *map = canonical->renumber.rows[CCH_FUNCTION];
    const cch_graph *old = canonical->old;
    cch_graph *made = canonical->made;
    if (order_pool(&old->identities, NULL, &made->identities, map) ||
        cch_rows_reserve(&made->tables[CCH_FUNCTION], CCH_FUNCTION_WIDTH, made->identities.count))
        return -1;
    made->tables[CCH_FUNCTION].count = made->identities.count;
    for (uint32_t row = 1; row <= old->identities.count; row++) {
        if (cch_renumber_row(&canonical->renumber, CCH_FUNCTION,
                             cch_rows_at(&old->tables[CCH_FUNCTION], CCH_FUNCTION_WIDTH, row),
                             cch_rows_at(&made->tables[CCH_FUNCTION], CCH_FUNCTION_WIDTH, map[row])))
            return -1;
    }
    return 0;
}

static int make_table(struct canonical *canonical, enum cch_table table) {
    const struct cch_rows *old = &canonical->old->tables[table];
    struct cch_rows *made = &canonical->made->tables[table];
    uint32_t *map = canonical->renumber.rows[table]; /* NULL: no cell refers to this table */
    if (!old->count)
        return 0;
    if (cch_rows_reserve(made, cch_schema(table)->width, old->count))
        return -1;
    for (uint32_t row = 1; row <= old->count; row++) {
        if (carry_row(canonical, table, row))
            return -1;
        if (map)
            map[row] = made->count;
    }
    return order_table(made, cch_schema(table), map, map ? old->count : 0);
}

/* --- Entities: level by level ------------------------------------------ */

/* An entity without parent and arguments is of level 1, any other one above
 * the highest of these. */
static uint32_t *levels_of(const cch_graph *graph, const uint32_t *marks, uint32_t *highest) {
    const struct cch_rows *rows = &graph->tables[CCH_ENTITY];
    uint32_t *levels = calloc((size_t)rows->count + 1, sizeof *levels);
    *highest = 0;
    for (uint32_t row = 1; levels && row <= rows->count; row++) {
        if (!marks[row])
            continue;
        const uint32_t *cells = cch_rows_at(rows, CCH_ENTITY_WIDTH, row);
        size_t count;
        const uint32_t *items = cch_graph_items(graph, cells[CCH_ENTITY_ARGUMENTS], &count);
        uint32_t level = levels[cells[CCH_ENTITY_PARENT]];
        for (size_t i = 0; i < count; i++) {
            if (levels[items[i]] > level)
                level = levels[items[i]];
        }
        levels[row] = level + 1;
        if (level + 1 > *highest)
            *highest = level + 1;
    }
    return levels;
}

/* The rows of the table, ordered by level. */
static uint32_t *rows_by_level(const uint32_t *levels, const uint32_t *marks, uint32_t row_count, size_t *count) {
    static const uint8_t first = 0;
    uint32_t *rows = collect(marks, row_count, count);
    if (rows && cch_sort_rows(rows, *count, levels, 1, &first, 1)) {
        free(rows);
        return NULL;
    }
    return rows;
}

struct argument_order {
    const struct cch_rows *rows;
    const struct cch_lists *lists;
};

static int compare_arguments(const void *a, const void *b, void *data) {
    const struct argument_order *order = data;
    const uint32_t *x = cch_rows_at(order->rows, CCH_ENTITY_WIDTH, *(const uint32_t *)a);
    const uint32_t *y = cch_rows_at(order->rows, CCH_ENTITY_WIDTH, *(const uint32_t *)b);
    return cch_lists_compare(order->lists, x[CCH_ENTITY_ARGUMENTS], y[CCH_ENTITY_ARGUMENTS]);
}

/* Orders rows of one level: by form, text and parent, whose numbers are final,
 * and then by the arguments one by one, since lists have no final numbers. */
static int order_level(const struct cch_rows *rows, const struct cch_lists *lists, uint32_t *numbers, size_t count) {
    static const uint8_t columns[] = {CCH_ENTITY_FORM, CCH_ENTITY_TEXT, CCH_ENTITY_PARENT};
    struct argument_order order = {rows, lists};
    if (cch_sort_rows(numbers, count, rows->cells, CCH_ENTITY_WIDTH, columns, sizeof columns))
        return -1;
    for (size_t start = 0, end; start < count; start = end) {
        const uint32_t *first = cch_rows_at(rows, CCH_ENTITY_WIDTH, numbers[start]);
        for (end = start + 1; end < count; end++) {
            const uint32_t *next = cch_rows_at(rows, CCH_ENTITY_WIDTH, numbers[end]);
            if (memcmp(first, next, sizeof columns * sizeof *first))
                break;
        }
        if (end - start > 1)
            qsort_r(numbers + start, end - start, sizeof *numbers, compare_arguments, &order);
    }
    return 0;
}

/* Carries one level over: `rows` are old rows, `loose` holds the new cells of
 * every level in the order of their coming. */
static int make_level(struct canonical *canonical, struct cch_rows *loose, const uint32_t *rows, size_t count) {
    struct cch_rows *made = &canonical->made->tables[CCH_ENTITY];
    uint32_t *map = canonical->renumber.rows[CCH_ENTITY], first = loose->count + 1;
    uint32_t *numbers = malloc((count ? count : 1) * sizeof *numbers);
    int failed = !numbers;
    for (size_t i = 0; i < count && !failed; i++) {
        uint32_t *to = cch_rows_append(loose, CCH_ENTITY_WIDTH);
        failed =
            !to || cch_renumber_row(&canonical->renumber, CCH_ENTITY,
                                    cch_rows_at(&canonical->old->tables[CCH_ENTITY], CCH_ENTITY_WIDTH, rows[i]), to);
        numbers[i] = first + (uint32_t)i;
    }
    failed = failed || order_level(loose, &canonical->made->lists, numbers, count);
    for (size_t i = 0; i < count && !failed; i++) {
        uint32_t *to = cch_rows_append(made, CCH_ENTITY_WIDTH);
        failed = !to;
        if (to)
            memcpy(to, cch_rows_at(loose, CCH_ENTITY_WIDTH, numbers[i]), CCH_ENTITY_WIDTH * sizeof *to);
        map[rows[numbers[i] - first]] = made->count;
    }
    free(numbers);
    return failed;
}

static int make_entities(struct canonical *canonical) {
    uint32_t *map = canonical->renumber.rows[CCH_ENTITY], highest;
    uint32_t row_count = canonical->old->tables[CCH_ENTITY].count;
    struct cch_rows loose = {0};
    uint32_t *levels = levels_of(canonical->old, map, &highest);
    size_t count = 0;
    uint32_t *rows = levels ? rows_by_level(levels, map, row_count, &count) : NULL;
    int failed = !rows || cch_rows_reserve(&loose, CCH_ENTITY_WIDTH, count) ||
                 cch_rows_reserve(&canonical->made->tables[CCH_ENTITY], CCH_ENTITY_WIDTH, count);
    for (size_t start = 0, end; start < count && !failed; start = end) {
        for (end = start + 1; end < count && levels[rows[end]] == levels[rows[start]];)
            end++;
        failed = make_level(canonical, &loose, rows + start, end - start);
    }
    free(levels);
    free(rows);
    free(loose.cells);
    return failed;
}

/* --- Lists ------------------------------------------------------------- */

static int compare_lists(const void *a, const void *b, void *lists) {
    return cch_lists_compare(lists, *(const uint32_t *)a, *(const uint32_t *)b);
}

/* The numbers of the lists in the order of their cells. The first two cells
 * nearly always decide, so they are sorted by counting. */
static int order_lists(struct cch_lists *lists, uint32_t *numbers) {
    static const uint8_t columns[] = {0, 1};
    uint32_t *heads = calloc((size_t)lists->count + 1, 2 * sizeof *heads);
    if (!heads)
        return -1;
    for (uint32_t n = 1; n <= lists->count; n++) {
        const uint32_t *cells = cch_lists_cells(lists, n);
        heads[2 * (size_t)n] = cells[0];
        /* A list of one cell comes before those that it begins. */
        if (cch_lists_length(lists, n) > 1)
            heads[2 * (size_t)n + 1] = cells[1] == UINT32_MAX ? UINT32_MAX : cells[1] + 1;
        numbers[n - 1] = n;
    }
    int failed = cch_sort_rows(numbers, lists->count, heads, 2, columns, 2);
    for (size_t start = 0, end; start < lists->count && !failed; start = end) {
        const uint32_t *first = heads + 2 * (size_t)numbers[start];
        for (end = start + 1; end < lists->count; end++) {
            const uint32_t *next = heads + 2 * (size_t)numbers[end];
            if (first[0] != next[0] || first[1] != next[1])
                break;
        }
        if (end - start > 1)
            qsort_r(numbers + start, end - start, sizeof *numbers, compare_lists, lists);
    }
    free(heads);
    return failed;
}

static void replace_lists(cch_graph *graph, const uint32_t *map) {
    for (int table = 0; table < CCH_TABLE_COUNT; table++) {
        const struct cch_schema *schema = cch_schema(table);
        struct cch_rows *rows = &graph->tables[table];
        for (size_t i = 0; i < schema->width; i++) {
            for (uint32_t row = 1; schema->columns[i].is_list && row <= rows->count; row++) {
                uint32_t *cell = cch_rows_at(rows, schema->width, row) + i;
                *cell = map[*cell];
            }
        }
    }
}

static int make_lists(cch_graph *made) {
    struct cch_lists sorted = {0}, *loose = &made->lists;
    uint32_t *numbers = malloc(((size_t)loose->count + 1) * sizeof *numbers);
    uint32_t *map = malloc(((size_t)loose->count + 1) * sizeof *map);
    int failed =
        !numbers || !map || order_lists(loose, numbers) || cch_lists_reserve(&sorted, loose->count, loose->used);
    for (uint32_t i = 0; !failed && i < loose->count; i++) {
        size_t length = cch_lists_length(loose, numbers[i]);
        uint32_t *to = cch_lists_append(&sorted, length);
        failed = !to;
        if (to)
            memcpy(to, cch_lists_cells(loose, numbers[i]), length * sizeof *to);
        map[numbers[i]] = i + 1;
    }
    if (failed) {
        cch_lists_release(&sorted);
    } else {
        map[0] = 0;
        replace_lists(made, map);
        cch_lists_release(loose);
        made->lists = sorted;
        made->lists_kept = sorted.used;
    }
    free(numbers);
    free(map);
    return failed;
}

/* Lists have had no final numbers when the rows that they are a key of were ordered. */
static int order_by_lists(cch_graph *made) {
    int failed = 0;
    for (int table = CCH_FUNCTION + 1; table < CCH_TABLE_COUNT && !failed; table++) {
        const struct cch_schema *schema = cch_schema(table);
        int listed = 0;
        for (size_t i = 0; i < schema->keys; i++)
            listed |= schema->columns[i].is_list;
        if (listed)
            failed = order_table(&made->tables[table], schema, NULL, 0);
    }
    return failed;
}

/* --- All together ------------------------------------------------------ */

static int make(struct canonical *canonical) {
    if (mark(canonical) ||
        order_pool(&canonical->old->strings, canonical->renumber.strings, &canonical->made->strings,
                   canonical->renumber.strings) ||
        make_sites(canonical) || make_entities(canonical) || make_functions(canonical))
        return -1;
    for (int table = CCH_FUNCTION + 1; table < CCH_TABLE_COUNT; table++) {
        if (make_table(canonical, table))
            return -1;
    }
    return make_lists(canonical->made) || order_by_lists(canonical->made);
}

/* Indexes are made again when something is added; two graphs at a time are
 * enough to hold. */
static void forget_indexes(cch_graph *graph) {
    for (int table = 0; table < CCH_TABLE_COUNT; table++)
        cch_rows_forget(&graph->tables[table]);
    cch_index_release(&graph->lists.index);
    graph->lists.indexed = 0;
}

int cch_graph_canonicalize(cch_graph *graph) {
    if (graph->status)
        return graph->status;
    forget_indexes(graph);
    struct canonical canonical = {.old = graph, .made = cch_graph_new()};
    int failed = !canonical.made || cch_renumber_start(&canonical.renumber, graph, &canonical.made->lists);
    if (!failed) {
        failed = make(&canonical);
        cch_renumber_release(&canonical.renumber);
    }
    if (failed) {
        cch_graph_out_of_memory(graph);
    } else {
        cch_graph swap = *graph;
        *graph = *canonical.made;
        *canonical.made = swap;
    }
    cch_graph_free(canonical.made);
    return graph->status;
}
