/* Differences of two programs: chains against all chains found one by one on
 * small random graphs, numbers of chains that no list can hold, and a graph
 * against itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "graph/diff/diff.h"
#include "graph/view/functions.h"
#include "graph/view/load.h"
#include "random_graph.h"

struct side {
    cch_program *program;
    cch_view *view;
    cch_names *names;
    unsigned char *from, *to;
};

static uint32_t node(cch_graph *graph, uint32_t number) {
    char name[16];
    return cch_graph_function(graph, name, (size_t)snprintf(name, sizeof name, "n%03u", number));
}

static void add_call(cch_graph *graph, uint32_t caller, uint32_t callee) {
    uint32_t cells[CCH_EDGE_WIDTH] = {node(graph, caller), node(graph, callee), CCH_KIND_CALL, 0, 1};
    cch_graph_insert(graph, CCH_EDGE, cells);
}

static void mark(const struct side *side, unsigned char *set, const char *name) {
    uint32_t function = cch_graph_find_function(side->program->graph, name, strlen(name));
    if (function)
        set[function] = 1;
}

static void open_side(struct side *side, cch_graph *graph, const char *from, const char *to) {
    assert_int_equal(cch_graph_canonicalize(graph), 0);
    assert_int_equal(cch_program_make(&side->program, graph, "test", NULL), 0);
    assert_int_equal(cch_view_new(&side->view, side->program, CCH_LEVEL_SOURCE, 0, NULL), 0);
    assert_non_null(side->names = cch_names_new(side->program->graph));
    assert_non_null(side->from = calloc((size_t)side->view->function_count + 1, 1));
    assert_non_null(side->to = calloc((size_t)side->view->function_count + 1, 1));
    mark(side, side->from, from);
    mark(side, side->to, to);
}

static void close_side(struct side *side) {
    free(side->from);
    free(side->to);
    cch_names_free(side->names);
    cch_view_free(side->view);
    cch_program_free(side->program);
}

static cch_diff *compare(const struct side sides[CCH_SIDES], size_t limit) {
    struct cch_diff_request request = {.naming = CCH_NAMING_SHORT, .kinds = CCH_CHAINS_KINDS, .limit = limit};
    cch_diff *diff;
    for (int side = 0; side < CCH_SIDES; side++) {
        request.view[side] = request.chain_view[side] = sides[side].view;
        request.names[side] = sides[side].names;
        request.from[side] = sides[side].from;
        request.to[side] = sides[side].to;
    }
    assert_int_equal(cch_diff_make(&diff, &request, NULL), 0);
    return diff;
}

/* All simple paths of two graphs of NODES functions, by a bit for each edge - */

enum { NODES = 6, PATHS_MAX = 200 };

struct path {
    char text[NODES + 1];
};

struct paths {
    struct path items[PATHS_MAX];
    size_t count;
};

static void find_paths(const bool edges[NODES][NODES], char *text, size_t length, struct paths *paths) {
    unsigned last = (unsigned)(text[length - 1] - '0');
    if (last == NODES - 1) {
        text[length] = '\0';
        strcpy(paths->items[paths->count++].text, text);
        return;
    }
    for (unsigned next = 0; next < NODES; next++)
        if (edges[last][next] && !memchr(text, (int)('0' + next), length)) {
            text[length] = (char)('0' + next);
            find_paths(edges, text, length + 1, paths);
        }
}

static size_t count_lone(const struct paths *paths, const struct paths *others) {
    size_t lone = 0;
    for (size_t i = 0; i < paths->count; i++) {
        bool found = false;
        for (size_t j = 0; j < others->count && !found; j++)
            found = !strcmp(paths->items[i].text, others->items[j].text);
        lone += !found;
    }
    return lone;
}

static void check_pair(const bool edges[CCH_SIDES][NODES][NODES], size_t limit) {
    struct side sides[CCH_SIDES];
    static struct paths paths[CCH_SIDES];
    for (int side = 0; side < CCH_SIDES; side++) {
        cch_graph *graph = cch_graph_new();
        char text[NODES + 1] = "0";
        for (uint32_t i = 0; i < NODES * NODES; i++)
            if (edges[side][i / NODES][i % NODES])
                add_call(graph, i / NODES, i % NODES);
        paths[side].count = 0;
        find_paths(edges[side], text, 1, &paths[side]);
        open_side(&sides[side], graph, "n000", "n005");
    }
    size_t added = count_lone(&paths[CCH_NEW], &paths[CCH_OLD]);
    size_t removed = count_lone(&paths[CCH_OLD], &paths[CCH_NEW]);
    cch_diff *diff = compare(sides, limit);
    size_t found_added = diff->lists[CCH_DIFF_CHAIN][CCH_ADDED].count;
    size_t found_removed = diff->lists[CCH_DIFF_CHAIN][CCH_REMOVED].count;
    /* What is found is there; what is said to be the same is; and with all
     * chains listed nothing is missing. */
    assert_true(found_added <= added && found_removed <= removed);
    if (added + removed)
        assert_int_not_equal(diff->verdict, CCH_DIFF_SAME);
    else
        assert_int_not_equal(diff->verdict, CCH_DIFF_DIFFERENT);
    if (limit >= PATHS_MAX) {
        assert_int_equal(found_added, added);
        assert_int_equal(found_removed, removed);
        assert_int_equal(diff->verdict, added + removed ? CCH_DIFF_DIFFERENT : CCH_DIFF_SAME);
    }
    cch_diff_free(diff);
    close_side(&sides[CCH_OLD]);
    close_side(&sides[CCH_NEW]);
}

static void test_small_graphs(void **state) {
    (void)state;
    struct random_state random = {42};
    for (int round = 0; round < 1500; round++) {
        bool edges[CCH_SIDES][NODES][NODES];
        for (int i = 0; i < NODES * NODES; i++)
            edges[CCH_OLD][i / NODES][i % NODES] = random_below(&random, 10) < 4;
        memcpy(edges[CCH_NEW], edges[CCH_OLD], sizeof edges[CCH_NEW]);
        for (uint32_t n = random_below(&random, 4); n > 0; n--) {
            uint32_t i = random_below(&random, NODES * NODES);
            edges[CCH_NEW][i / NODES][i % NODES] ^= 1;
        }
        check_pair((const bool (*)[NODES][NODES])edges, PATHS_MAX);
        check_pair((const bool (*)[NODES][NODES])edges, 1);
    }
}

/* 2 to the power of LAYERS chains: layer i has the functions 2i + 1, 2i + 2. */
enum { LAYERS = 200 };

static cch_graph *make_layers(bool detour) {
    cch_graph *graph = cch_graph_new();
    for (uint32_t layer = 0; layer <= LAYERS; layer++)
        for (uint32_t i = 0; i < 4; i++)
            add_call(graph, layer ? 2 * layer - 1 + i / 2 : 0, layer == LAYERS ? 999 : 2 * layer + 1 + i % 2);
    if (detour) { /* behind layer 99, and the longest of all chains */
        add_call(graph, 199, 998);
        add_call(graph, 998, 201);
    }
    return graph;
}

static void test_astronomical(void **state) {
    (void)state;
    struct side sides[CCH_SIDES];
    open_side(&sides[CCH_OLD], make_layers(false), "n000", "n999");
    open_side(&sides[CCH_NEW], make_layers(false), "n000", "n999");
    cch_diff *diff = compare(sides, 100);
    assert_int_equal(diff->verdict, CCH_DIFF_SAME);
    assert_string_equal(diff->number[CCH_OLD], "1606938044258990275541962092341162602522202993782792835301376");
    cch_diff_free(diff);
    close_side(&sides[CCH_NEW]);
    open_side(&sides[CCH_NEW], make_layers(true), "n000", "n999");
    diff = compare(sides, 100);
    assert_int_equal(diff->verdict, CCH_DIFF_DIFFERENT);
    assert_false(diff->compared_all[CCH_NEW]);
    assert_true(diff->example[CCH_ADDED]);
    assert_int_equal(diff->lists[CCH_DIFF_CHAIN][CCH_REMOVED].count, 0);
    /* Both steps of the detour give the same chain. */
    assert_int_equal(diff->lists[CCH_DIFF_CHAIN][CCH_ADDED].count, 1);
    assert_int_equal(diff->lists[CCH_DIFF_CHAIN][CCH_ADDED].items[0].count[CCH_NEW], LAYERS + 3);
    cch_diff_free(diff);
    close_side(&sides[CCH_OLD]);
    close_side(&sides[CCH_NEW]);
}

/* Facts that contradict one another: nothing crashes, nothing differs from
 * itself, and what one way calls added is removed the other way. */
static void test_random_facts(void **state) {
    (void)state;
    for (uint32_t seed = 1; seed <= 200; seed++) {
        struct side sides[CCH_SIDES], same[CCH_SIDES];
        cch_diff *diff, *back;
        for (uint32_t side = 0; side < CCH_SIDES; side++) {
            uint32_t facts[60];
            for (uint32_t i = 0; i < 60; i++)
                facts[i] = seed * 50 + i + side * 15;
            open_side(&sides[side], random_graph(facts, 60, 0), "none", "none");
        }
        diff = compare(sides, 10);
        same[CCH_OLD] = sides[CCH_NEW];
        same[CCH_NEW] = sides[CCH_OLD];
        back = compare(same, 10);
        for (int what = 0; what < CCH_DIFF_COUNT; what++) {
            assert_int_equal(diff->lists[what][CCH_ADDED].count, back->lists[what][CCH_REMOVED].count);
            assert_int_equal(diff->lists[what][CCH_CHANGED].count, back->lists[what][CCH_CHANGED].count);
        }
        cch_diff_free(diff);
        cch_diff_free(back);
        same[CCH_NEW] = same[CCH_OLD];
        diff = compare(same, 10);
        for (int what = 0; what < CCH_DIFF_COUNT; what++)
            for (int change = 0; change < CCH_CHANGE_COUNT; change++)
                assert_int_equal(diff->lists[what][change].count, 0);
        cch_diff_free(diff);
        close_side(&sides[CCH_OLD]);
        close_side(&sides[CCH_NEW]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small_graphs),
        cmocka_unit_test(test_astronomical),
        cmocka_unit_test(test_random_facts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
