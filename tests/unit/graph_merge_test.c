/* The laws of merging: the result depends on the set of facts alone, not on
 * order, grouping or repetition, byte for byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "random_graph.h"

enum { FACTS_MAX = 60 };

static size_t choose_facts(struct random_state *random, uint32_t *facts) {
    size_t count = random_below(random, FACTS_MAX);
    for (size_t i = 0; i < count; i++)
        facts[i] = random_below(random, 400);
    return count;
}

static cch_graph *joined(cch_graph *a, cch_graph *b) {
    assert_int_equal(cch_graph_merge(a, b), CCH_OK);
    cch_graph_free(b);
    return a;
}

static void assert_same(cch_graph *a, cch_graph *b) {
    size_t a_size, b_size;
    char *a_bytes = canonical_bytes(a, &a_size), *b_bytes = canonical_bytes(b, &b_size);
    assert_non_null(a_bytes);
    assert_non_null(b_bytes);
    assert_int_equal(a_size, b_size);
    assert_memory_equal(a_bytes, b_bytes, a_size);
    free(a_bytes);
    free(b_bytes);
}

struct three {
    uint32_t facts[3][FACTS_MAX];
    size_t counts[3];
    uint32_t order;
};

static struct three choose_three(struct random_state *random) {
    struct three three;
    for (int i = 0; i < 3; i++)
        three.counts[i] = choose_facts(random, three.facts[i]);
    three.order = random_below(random, 100000);
    return three;
}

static cch_graph *part(struct three *three, int i) {
    cch_graph *graph = random_graph(three->facts[i], three->counts[i], three->order++);
    if (three->order % 3 == 0)
        cch_graph_canonicalize(graph);
    return graph;
}

static void order_of_adding_does_not_matter(void **state) {
    (void)state;
    struct random_state random = {1};
    for (int i = 0; i < 300; i++) {
        struct three t = choose_three(&random);
        assert_same(part(&t, 0), part(&t, 0));
    }
}

static void merge_is_commutative(void **state) {
    (void)state;
    struct random_state random = {2};
    for (int i = 0; i < 300; i++) {
        struct three t = choose_three(&random);
        assert_same(joined(part(&t, 0), part(&t, 1)), joined(part(&t, 1), part(&t, 0)));
    }
}

static void merge_is_associative(void **state) {
    (void)state;
    struct random_state random = {3};
    for (int i = 0; i < 300; i++) {
        struct three t = choose_three(&random);
        assert_same(joined(joined(part(&t, 0), part(&t, 1)), part(&t, 2)),
                    joined(part(&t, 0), joined(part(&t, 1), part(&t, 2))));
    }
}

static void merge_is_idempotent(void **state) {
    (void)state;
    struct random_state random = {4};
    for (int i = 0; i < 300; i++) {
        struct three t = choose_three(&random);
        assert_same(joined(part(&t, 0), part(&t, 0)), part(&t, 0));
        cch_graph *ab = joined(part(&t, 0), part(&t, 1)), *again = joined(part(&t, 0), part(&t, 1));
        assert_same(joined(ab, part(&t, 1)), again);
    }
}

static void merging_is_the_same_as_adding(void **state) {
    (void)state;
    struct random_state random = {5};
    for (int i = 0; i < 300; i++) {
        struct three t = choose_three(&random);
        uint32_t all[2 * FACTS_MAX];
        memcpy(all, t.facts[0], t.counts[0] * sizeof *all);
        memcpy(all + t.counts[0], t.facts[1], t.counts[1] * sizeof *all);
        assert_same(joined(part(&t, 0), part(&t, 1)), random_graph(all, t.counts[0] + t.counts[1], t.order));
    }
}

/* Each file is cut before it is joined, as `merge --shard` does it. */
static void shards_are_the_whole(void **state) {
    (void)state;
    struct random_state random = {14};
    for (int i = 0; i < 300; i++) {
        struct three t = choose_three(&random);
        uint32_t count = 1 + random_below(&random, 5);
        cch_graph *united = cch_graph_new();
        for (uint32_t shard = count; shard--;) {
            cch_graph *cut = cch_graph_new();
            for (int j = 0; j < 3; j++) {
                cch_graph *file = part(&t, j);
                assert_int_equal(cch_graph_merge_shard(cut, file, shard, count), CCH_OK);
                cch_graph_free(file);
            }
            if (shard % 2)
                cch_graph_canonicalize(cut);
            united = joined(united, cut);
        }
        assert_same(united, joined(joined(part(&t, 0), part(&t, 1)), part(&t, 2)));
    }
}

static void canonical_order_is_stable(void **state) {
    (void)state;
    struct random_state random = {6};
    for (int i = 0; i < 100; i++) {
        struct three t = choose_three(&random);
        cch_graph *twice = part(&t, 0);
        cch_graph_canonicalize(twice);
        assert_same(part(&t, 0), twice);
    }
}

static void content_hash_depends_on_facts_alone(void **state) {
    (void)state;
    struct random_state random = {7};
    char seen[50][33], digits[33];
    for (int i = 0; i < 50; i++) {
        struct three t = choose_three(&random);
        cch_graph *a = part(&t, 0), *b = part(&t, 0);
        cch_graph_content_hash(a, seen[i]);
        /* A pass is no fact, and its strings change every number. */
        uint32_t cells[CCH_PASS_WIDTH] = {cch_graph_string(b, "aaa", 3)};
        cch_graph_insert(b, CCH_PASS, cells);
        cch_graph_canonicalize(b);
        cch_graph_content_hash(b, digits);
        assert_string_equal(seen[i], digits);
        for (int j = 0; j < i && t.counts[0] > 10; j++)
            assert_string_not_equal(seen[j], seen[i]);
        cch_graph_free(a);
        cch_graph_free(b);
    }
}

static uint32_t a_site(cch_graph *graph, const char *file, uint32_t line) {
    uint32_t cells[] = {cch_graph_string(graph, file, strlen(file)), line, 1};
    return cch_graph_insert(graph, CCH_SITE, cells);
}

static cch_graph *one_function(int column, const char *file, uint32_t line, uint32_t first, uint32_t last) {
    cch_graph *graph = cch_graph_new();
    uint32_t cells[CCH_FUNCTION_WIDTH] = {cch_graph_function(graph, "f", 1)};
    cells[column] = a_site(graph, file, line);
    cells[CCH_FUNCTION_FIRST_LINE] = first;
    cells[CCH_FUNCTION_LAST_LINE] = last;
    cch_graph_insert(graph, CCH_FUNCTION, cells);
    return graph;
}

static void two_definitions_are_a_conflict(void **state) {
    (void)state;
    cch_graph *graph = one_function(CCH_FUNCTION_DEFINITION, "b.h", 10, 9, 30);
    joined(graph, one_function(CCH_FUNCTION_DEFINITION, "a.h", 200, 199, 201));
    const uint32_t *f = cch_graph_row(graph, CCH_FUNCTION, 1);
    assert_int_equal(cch_graph_count(graph, CCH_CONFLICT), 2);
    const uint32_t *site = cch_graph_row(graph, CCH_SITE, f[CCH_FUNCTION_DEFINITION]);
    assert_string_equal(cch_graph_text(graph, site[CCH_SITE_FILE], NULL), "a.h");
    assert_int_equal(f[CCH_FUNCTION_FIRST_LINE], 199);
    assert_int_equal(f[CCH_FUNCTION_LAST_LINE], 201);
    joined(graph, one_function(CCH_FUNCTION_DEFINITION, "c.h", 1, 1, 2));
    assert_int_equal(cch_graph_count(graph, CCH_CONFLICT), 3);
    cch_graph_free(graph);
}

static void host_and_device_definitions_are_none(void **state) {
    (void)state;
    cch_graph *graph = one_function(CCH_FUNCTION_DEVICE_DEFINITION, "a.h", 10, 9, 30);
    joined(graph, one_function(CCH_FUNCTION_DEFINITION, "b.h", 20, 19, 25));
    joined(graph, one_function(CCH_FUNCTION_DECLARATION, "a.h", 2, 0, 0));
    const uint32_t *f = cch_graph_row(graph, CCH_FUNCTION, 1);
    assert_int_equal(cch_graph_count(graph, CCH_CONFLICT), 0);
    assert_int_equal(f[CCH_FUNCTION_DECLARATION], 0);
    assert_int_equal(f[CCH_FUNCTION_FIRST_LINE], 19);
    assert_int_not_equal(f[CCH_FUNCTION_DEVICE_DEFINITION], 0);
    cch_graph_free(graph);
}

/* A thousand graphs each add a member to one set: the stages must not stay. */
static void sets_do_not_pile_up(void **state) {
    (void)state;
    cch_graph *whole = cch_graph_new();
    char text[32];
    for (int i = 0; i < 1000; i++) {
        cch_graph *graph = cch_graph_new();
        uint32_t items[8];
        for (int j = 0; j < 8; j++)
            items[j] = cch_graph_string(graph, text, (size_t)snprintf(text, sizeof text, "u%d.%d", i, j));
        uint32_t cells[CCH_LAUNCH_WIDTH] = {cch_graph_function(graph, "f", 1)};
        cells[CCH_LAUNCH_UNITS] = cch_graph_list(graph, items, 8);
        cch_graph_insert(graph, CCH_LAUNCH, cells);
        joined(whole, graph);
    }
    size_t count;
    cch_graph_items(whole, cch_graph_row(whole, CCH_LAUNCH, 1)[CCH_LAUNCH_UNITS], &count);
    assert_int_equal(count, 8000);
    cch_graph_free(whole);
}

/* A launch that differs in one key cell from another is another launch: all of
 * them survive, whatever is merged with what, and each attribute stays with its own. */
static cch_graph *launches(const uint32_t *which, size_t count) {
    cch_graph *graph = cch_graph_new();
    for (size_t i = 0; i < count; i++) {
        uint32_t cells[CCH_LAUNCH_WIDTH], key = cch_schema(CCH_LAUNCH)->keys, at = which[i] % key;
        char text[16];
        for (uint32_t column = CCH_LAUNCH_CALLER; column < CCH_LAUNCH_WIDTH; column++) {
            int length = snprintf(text, sizeof text, "%s", column == at ? "other" : "same");
            uint32_t string = cch_graph_string(graph, text, (size_t)length);
            uint32_t place[] = {string, 1, 1};
            cells[column] = column == CCH_LAUNCH_CALLER || column == CCH_LAUNCH_KERNEL
                                ? cch_graph_function(graph, text, (size_t)length)
                            : column == CCH_LAUNCH_SITE ? cch_graph_insert(graph, CCH_SITE, place)
                            : column < key              ? string
                                                        : cch_graph_list(graph, &string, 1);
        }
        uint32_t attribute[CCH_LAUNCH_ATTRIBUTE_WIDTH] = {0};
        attribute[CCH_LAUNCH_ATTRIBUTE_LAUNCH] = cch_graph_insert(graph, CCH_LAUNCH, cells);
        attribute[CCH_LAUNCH_ATTRIBUTE_NAME] =
            cch_graph_string(graph, text, (size_t)snprintf(text, sizeof text, "attribute %u", at));
        cch_graph_insert(graph, CCH_LAUNCH_ATTRIBUTE, attribute);
    }
    return graph;
}

static void launches_that_differ_survive(void **state) {
    (void)state;
    uint32_t keys = cch_schema(CCH_LAUNCH)->keys, all[CCH_WIDTH_MAX], other[CCH_WIDTH_MAX];
    for (uint32_t i = 0; i < keys; i++) {
        all[i] = i;
        other[i] = (i * 7 + 3) % keys;
    }
    cch_graph *merged = joined(joined(launches(other, keys / 2), launches(all + keys / 3, keys - keys / 3)),
                               joined(launches(all, keys / 2), launches(other + 1, 3)));
    assert_int_equal(cch_graph_canonicalize(merged), CCH_OK);
    assert_int_equal(cch_graph_count(merged, CCH_LAUNCH), keys);
    assert_int_equal(cch_graph_count(merged, CCH_LAUNCH_ATTRIBUTE), keys);
    for (uint32_t i = 1; i <= keys; i++) {
        const uint32_t *cells = cch_graph_row(merged, CCH_LAUNCH_ATTRIBUTE, i);
        const uint32_t *launch = cch_graph_row(merged, CCH_LAUNCH, cells[CCH_LAUNCH_ATTRIBUTE_LAUNCH]);
        uint32_t at =
            (uint32_t)atoi(cch_graph_text(merged, cells[CCH_LAUNCH_ATTRIBUTE_NAME], NULL) + strlen("attribute "));
        if (at > CCH_LAUNCH_SITE)
            assert_string_equal(cch_graph_text(merged, launch[at], NULL), "other");
    }
    assert_same(merged, launches(all, keys));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(launches_that_differ_survive),
        cmocka_unit_test(order_of_adding_does_not_matter),
        cmocka_unit_test(merge_is_commutative),
        cmocka_unit_test(merge_is_associative),
        cmocka_unit_test(merge_is_idempotent),
        cmocka_unit_test(merging_is_the_same_as_adding),
        cmocka_unit_test(shards_are_the_whole),
        cmocka_unit_test(canonical_order_is_stable),
        cmocka_unit_test(content_hash_depends_on_facts_alone),
        cmocka_unit_test(two_definitions_are_a_conflict),
        cmocka_unit_test(host_and_device_definitions_are_none),
        cmocka_unit_test(sets_do_not_pile_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
