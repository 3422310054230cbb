/* Rows by the beginning of their keys and by other columns: on random tables the
 * same as looking at every row, whatever order the facts came in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/search.h"
#include "graph/view/load.h"
#include "graph/view/program.h"
#include "graph_file/range.h"
#include "random_graph.h"

/* A graph of random rows of every table, not in order. */
static cch_graph *random_tables(uint32_t seed) {
    struct random_state random = {seed};
    cch_graph *graph = cch_graph_new();
    for (int i = 0; i < 600; i++)
        random_row(graph, &random, (enum cch_table)(i % CCH_TABLE_COUNT));
    assert_int_equal(cch_graph_status(graph), CCH_OK);
    return graph;
}

static int has_cells(const uint32_t *cells, const uint8_t *columns, size_t count, const uint32_t *key) {
    for (size_t i = 0; i < count; i++)
        if (cells[columns ? columns[i] : i] != key[i])
            return 0;
    return 1;
}

/* Keys of rows that there are, and some changed so that there are none. */
static void check_range(const cch_graph *graph, enum cch_table table, struct random_state *random) {
    uint32_t count = cch_graph_count(graph, table), key[CCH_WIDTH_MAX];
    const struct cch_schema *schema = cch_schema(table);
    for (uint32_t row = 1; row <= count; row++) {
        size_t columns = 1 + random_below(random, schema->keys);
        memcpy(key, cch_graph_row(graph, table, row), columns * sizeof *key);
        key[columns - 1] += random_below(random, 4) ? 0 : random_below(random, 3) - 1;
        struct cch_range range = cch_graph_range(graph, table, columns, key);
        assert_true(range.first >= 1 && range.first <= range.end && range.end <= count + 1);
        for (uint32_t other = 1; other <= count; other++)
            assert_int_equal(has_cells(cch_graph_row(graph, table, other), NULL, columns, key),
                             other >= range.first && other < range.end);
    }
}

static void check_order(const cch_graph *graph, enum cch_table table, struct random_state *random) {
    uint32_t count = cch_graph_count(graph, table), key[CCH_WIDTH_MAX];
    uint8_t columns[CCH_WIDTH_MAX];
    size_t width = cch_schema(table)->width, used = 1 + random_below(random, (uint32_t)width);
    cch_order order;
    for (size_t i = 0; i < used; i++)
        columns[i] = (uint8_t)random_below(random, (uint32_t)width);
    assert_int_equal(cch_order_make(&order, graph, table, columns, used), 0);
    assert_int_equal(order.count, count);
    for (uint32_t row = 1; row <= count; row++) {
        size_t asked = 1 + random_below(random, (uint32_t)used), found = 0;
        for (size_t i = 0; i < asked; i++)
            key[i] = cch_graph_row(graph, table, row)[columns[i]];
        struct cch_range range = cch_order_range(&order, asked, key);
        for (uint32_t at = range.first; at < range.end; at++) {
            assert_true(has_cells(cch_graph_row(graph, table, order.rows[at]), columns, asked, key));
            assert_true(at == range.first || asked < used || order.rows[at - 1] < order.rows[at]);
        }
        for (uint32_t other = 1; other <= count; other++)
            found += (size_t)has_cells(cch_graph_row(graph, table, other), columns, asked, key);
        assert_int_equal(found, range.end - range.first);
    }
    cch_order_release(&order);
}

static void test_ranges(void **state) {
    (void)state;
    for (uint32_t seed = 1; seed <= 40; seed++) {
        struct random_state random = {seed * 7919};
        cch_graph *graph = random_tables(seed);
        assert_int_equal(cch_graph_canonicalize(graph), 0);
        assert_true(cch_graph_is_ordered(graph));
        for (int table = 0; table < CCH_TABLE_COUNT; table++) {
            if (table != CCH_ENTITY) /* by level, not by key */
                check_range(graph, (enum cch_table)table, &random);
            check_order(graph, (enum cch_table)table, &random);
        }
        cch_graph_free(graph);
    }
}

static void test_empty(void **state) {
    (void)state;
    cch_graph *graph = cch_graph_new();
    cch_order order;
    uint32_t key = 1;
    struct cch_range range = cch_graph_range(graph, CCH_EDGE, 1, &key);
    assert_int_equal(range.first, range.end);
    assert_int_equal(cch_order_make(&order, graph, CCH_EDGE, (const uint8_t[]){CCH_EDGE_CALLEE}, 1), 0);
    range = cch_order_range(&order, 1, &key);
    assert_int_equal(range.first, range.end);
    cch_order_release(&order);
    cch_order_release(&order);
    cch_graph_free(graph);
}

/* What a compiler pass writes is in the order in which it was met. */
static void test_program_is_ordered(void **state) {
    (void)state;
    for (uint32_t seed = 1; seed <= 20; seed++) {
        cch_graph *graph = random_tables(seed), *read;
        cch_program *program;
        cch_error error;
        void *bytes;
        size_t size;
        assert_int_equal(cch_graph_encode(graph, 1, &bytes, &size), CCH_OK);
        assert_int_equal(cch_graph_decode(&read, bytes, size, "random", &error), CCH_OK);
        assert_false(cch_graph_is_ordered(read));
        assert_int_equal(cch_program_make(&program, read, "random", &error), 0);
        assert_true(cch_graph_is_ordered(program->graph));
        struct random_state random = {seed};
        check_range(program->graph, CCH_GUARD, &random);
        check_range(program->graph, CCH_FLOW, &random);
        cch_program_free(program);
        cch_graph_free(graph);
        free(bytes);
    }
}

static void test_search(void **state) {
    (void)state;
    struct random_state random = {5};
    for (size_t count = 0; count < 70; count++) {
        uint32_t items[70];
        for (size_t i = 0; i < count; i++)
            items[i] = (i ? items[i - 1] : 0) + random_below(&random, 3);
        for (uint32_t key = 0; key < 150; key++) {
            size_t at, expected = 0;
            while (expected < count && items[expected] < key)
                expected++;
            CCH_SEARCH(at, 0, count, items[at] < key);
            assert_int_equal(at, expected);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_program_is_ordered),
        cmocka_unit_test(test_search),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
