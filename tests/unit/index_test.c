/* The hash table and the pools upon it against looking at everything. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/hash.h"
#include "base/pairs.h"
#include "base/pool.h"
#include "random_graph.h"

static void test_pairs(void **state) {
    (void)state;
    struct random_state random = {3};
    cch_pairs pairs = {0};
    static uint32_t expected[80][80];
    assert_int_equal(cch_pairs_find(&pairs, 1, 2), 0);
    for (int i = 0; i < 20000; i++) {
        uint32_t left = random_below(&random, 80), right = random_below(&random, 80), before = pairs.count;
        assert_int_equal(cch_pairs_find(&pairs, left, right), expected[left][right]);
        if (random_below(&random, 2))
            continue;
        uint32_t number = cch_pairs_add(&pairs, left, right);
        assert_int_equal(number, expected[left][right] ? expected[left][right] : before + 1);
        expected[left][right] = number;
        assert_int_equal(pairs.items[number - 1].left, left);
        assert_int_equal(pairs.items[number - 1].right, right);
    }
    assert_true(cch_pairs_add(&pairs, UINT32_MAX, 0) != cch_pairs_add(&pairs, 0, UINT32_MAX));
    cch_pairs_release(&pairs);
    assert_int_equal(cch_pairs_find(&pairs, 1, 2), 0);
}

/* Every number of a hash is met once, however many share it. */
static void test_same_hash(void **state) {
    (void)state;
    struct random_state random = {7};
    cch_index index = {0};
    enum { NUMBERS = 3000, HASHES = 40 };
    static uint32_t hash_of[NUMBERS + 1];
    assert_null(cch_index_find(&index, 5));
    for (uint32_t number = 1; number <= NUMBERS; number++) {
        hash_of[number] = random_below(&random, HASHES) * 0x10001u; /* many slots in a row, some hashes alike below */
        assert_int_equal(cch_index_reserve(&index, number), 0);
        cch_index_add(&index, hash_of[number], number);
    }
    for (uint32_t hash = 0; hash < HASHES + 5; hash++) {
        static unsigned char met[NUMBERS + 1];
        size_t found = 0, expected = 0;
        memset(met, 0, sizeof met);
        for (const struct cch_slot *slot = cch_index_find(&index, hash * 0x10001u); slot;
             slot = cch_index_again(&index, slot)) {
            assert_int_equal(hash_of[slot->number], hash * 0x10001u);
            assert_int_equal(met[slot->number]++, 0);
            found++;
        }
        for (uint32_t number = 1; number <= NUMBERS; number++)
            expected += hash_of[number] == hash * 0x10001u;
        assert_int_equal(found, expected);
    }
    cch_index_release(&index);
}

static void test_pool(void **state) {
    (void)state;
    struct random_state random = {11};
    cch_pool pool = {0};
    char text[16];
    static uint32_t expected[500];
    for (int i = 0; i < 5000; i++) {
        uint32_t n = random_below(&random, 500), before = pool.count;
        size_t length = (size_t)snprintf(text, sizeof text, "%u", n);
        assert_int_equal(cch_pool_find(&pool, text, length), expected[n]);
        uint32_t number = cch_pool_add(&pool, text, length);
        assert_int_equal(number, expected[n] ? expected[n] : before + 1);
        expected[n] = number;
        assert_string_equal(cch_pool_text(&pool, number), text);
    }
    cch_pool_release(&pool);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_same_hash),
        cmocka_unit_test(test_pool),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
