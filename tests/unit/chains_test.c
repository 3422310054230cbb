/* Chains, against all simple paths found one by one on small random graphs
 * with cycles, and on shapes whose number of chains is known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "graph/chains/chains.h"
#include "graph/view/load.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NODES_MAX = 12, PATHS_MAX = 200000 };

struct fixture {
    cch_program *program;
    cch_view *view;
    cch_names *names;
    uint32_t count;
    unsigned char *from, *to;
};

static uint64_t next_random(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* Function number i is called "n<i>", three digits. */
static uint32_t add_node(cch_graph *graph, uint32_t i) {
    char name[16];
    int length = snprintf(name, sizeof name, "n%06u", i);
    return cch_graph_function(graph, name, (size_t)length);
}

static void add_call(cch_graph *graph, uint32_t from, uint32_t to, uint32_t kind) {
    uint32_t cells[CCH_EDGE_WIDTH] = {add_node(graph, from), add_node(graph, to), kind, 0, 1, 0, 0};
    cch_graph_insert(graph, CCH_EDGE, cells);
}

static void open_fixture(struct fixture *fixture, cch_graph *graph, uint32_t count) {
    cch_error error;
    for (uint32_t i = 0; i < count; i++)
        add_node(graph, i);
    assert_int_equal(cch_graph_canonicalize(graph), 0);
    assert_int_equal(cch_program_make(&fixture->program, graph, "test", &error), 0);
    assert_int_equal(cch_view_new(&fixture->view, fixture->program, CCH_LEVEL_INSTANCE, 0, &error), 0);
    fixture->names = cch_names_new(graph);
    fixture->count = count;
    fixture->from = calloc(count + 1, 1);
    fixture->to = calloc(count + 1, 1);
}

static void close_fixture(struct fixture *fixture) {
    cch_names_free(fixture->names);
    cch_view_free(fixture->view);
    cch_program_free(fixture->program);
    free(fixture->from);
    free(fixture->to);
}

static cch_chains *find(const struct fixture *fixture, struct cch_chains_request request) {
    cch_chains *chains;
    cch_error error;
    request.from = fixture->from;
    request.to = fixture->to;
    request.kinds = request.kinds ? request.kinds : CCH_CHAINS_KINDS;
    assert_int_equal(cch_chains_find(&chains, fixture->view, fixture->names, CCH_NAMING_SHORT, &request, &error), 0);
    return chains;
}

/* By hand ------------------------------------------------------------------ */

struct path {
    uint32_t length;
    uint32_t nodes[NODES_MAX];
};

struct search {
    const struct fixture *fixture;
    struct path *paths;
    size_t count;
    struct path path;
};

static void walk(struct search *search, uint32_t at) {
    const cch_view *view = search->fixture->view;
    search->path.nodes[search->path.length++] = at;
    if (search->fixture->to[at]) {
        assert_true(search->count < PATHS_MAX);
        search->paths[search->count++] = search->path;
    } else {
        uint32_t last = 0;
        for (size_t i = view->out[at]; i < view->out[at + 1]; i++) {
            uint32_t to = view->edges[i].callee;
            bool seen = to == last || view->edges[i].kind == CCH_KIND_ADDRESS;
            for (uint32_t j = 0; j < search->path.length && !seen; j++)
                seen = search->path.nodes[j] == to;
            if (!seen)
                walk(search, last = to);
        }
    }
    search->path.length--;
}

static int compare_paths(const void *left, const void *right) {
    const struct path *a = left, *b = right;
    if (a->length != b->length)
        return a->length < b->length ? -1 : 1;
    for (uint32_t i = 0; i < a->length; i++) /* canonical rows ascend by identity */
        if (a->nodes[i] != b->nodes[i])
            return a->nodes[i] < b->nodes[i] ? -1 : 1;
    return 0;
}

static void search_all(struct search *search, const struct fixture *fixture) {
    search->fixture = fixture;
    search->count = 0;
    search->path.length = 0;
    for (uint32_t f = 1; f <= fixture->count; f++)
        if (fixture->from[f] && !fixture->to[f])
            walk(search, f);
    qsort(search->paths, search->count, sizeof *search->paths, compare_paths);
}

/* Of each pair the shortest; paths are in order, so the first has the least length. */
static void keep_shortest(struct search *search) {
    uint32_t least[NODES_MAX + 1][NODES_MAX + 1] = {{0}};
    size_t kept = 0;
    for (size_t i = 0; i < search->count; i++) {
        const struct path *path = &search->paths[i];
        uint32_t *length = &least[path->nodes[0]][path->nodes[path->length - 1]];
        if (!*length)
            *length = path->length;
        if (*length == path->length)
            search->paths[kept++] = *path;
    }
    search->count = kept;
}

static void compare(const cch_chains *chains, const struct search *search, size_t limit) {
    char expected[32];
    snprintf(expected, sizeof expected, "%zu", search->count);
    assert_string_equal(chains->number, expected);
    assert_false(chains->at_least);
    assert_false(chains->stopped);
    assert_int_equal(chains->count, search->count < limit ? search->count : limit);
    for (size_t i = 0; i < chains->count; i++) {
        assert_int_equal(chains->first[i + 1] - chains->first[i], search->paths[i].length);
        assert_memory_equal(chains->functions + chains->first[i], search->paths[i].nodes,
                            search->paths[i].length * sizeof(uint32_t));
    }
}

static void test_random(void **state) {
    (void)state;
    uint64_t random = 88172645463325252u;
    struct search search = {.paths = malloc(PATHS_MAX * sizeof(struct path))};
    for (int round = 0; round < 1500; round++) {
        struct fixture fixture;
        cch_graph *graph = cch_graph_new();
        uint32_t count = 2 + (uint32_t)(next_random(&random) % (round % 10 ? 7 : 8));
        uint32_t edges = (uint32_t)(next_random(&random) % (count * (2 + round % 3)));
        for (uint32_t i = 0; i < edges; i++)
            add_call(graph, (uint32_t)(next_random(&random) % count), (uint32_t)(next_random(&random) % count),
                     (uint32_t)(next_random(&random) % CCH_KIND_COUNT));
        open_fixture(&fixture, graph, count);
        for (uint32_t f = 1; f <= count; f++) {
            fixture.from[f] = next_random(&random) % 3 == 0;
            fixture.to[f] = next_random(&random) % 3 == 0;
        }
        search_all(&search, &fixture);
        const size_t limits[] = {0, 1, 3, 20, CCH_CHAINS_LIST_MAX};
        for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
            cch_chains *chains = find(&fixture, (struct cch_chains_request){.limit = limits[i]});
            compare(chains, &search, limits[i]);
            cch_chains_free(chains);
        }
        keep_shortest(&search);
        for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
            cch_chains *chains = find(&fixture, (struct cch_chains_request){.limit = limits[i], .shortest = true});
            compare(chains, &search, limits[i]);
            cch_chains_free(chains);
        }
        close_fixture(&fixture);
    }
    free(search.paths);
}

/* Known shapes --------------------------------------------------------------- */

static void test_diamonds(void **state) {
    /* 200 diamonds in a row: 2^200 chains. */
    (void)state;
    struct fixture fixture;
    cch_graph *graph = cch_graph_new();
    for (uint32_t i = 0; i < 200; i++) {
        add_call(graph, 3 * i, 3 * i + 1, CCH_KIND_CALL);
        add_call(graph, 3 * i, 3 * i + 2, CCH_KIND_CALL);
        add_call(graph, 3 * i + 1, 3 * i + 3, CCH_KIND_CALL);
        add_call(graph, 3 * i + 2, 3 * i + 3, CCH_KIND_CALL);
    }
    open_fixture(&fixture, graph, 601);
    fixture.from[1] = 1;
    fixture.to[601] = 1;
    for (int shortest = 0; shortest < 2; shortest++) {
        cch_chains *chains = find(&fixture, (struct cch_chains_request){.limit = 1000, .shortest = shortest});
        assert_string_equal(chains->number, "1606938044258990275541962092341162602522202993782792835301376");
        assert_false(chains->at_least);
        assert_int_equal(chains->count, 1000);
        cch_chains_free(chains);
    }
    close_fixture(&fixture);
}

/* A start, `size` functions that all call one another, a target; all of them
 * are called by the start and call the target. */
static void open_clique(struct fixture *fixture, uint32_t size) {
    cch_graph *graph = cch_graph_new();
    for (uint32_t i = 1; i <= size; i++) {
        add_call(graph, 0, i, CCH_KIND_CALL);
        add_call(graph, i, size + 1, CCH_KIND_CALL);
        for (uint32_t j = 1; j <= size; j++)
            add_call(graph, i, j, CCH_KIND_CALL);
    }
    open_fixture(fixture, graph, size + 2);
    fixture->from[1] = 1;
    fixture->to[size + 2] = 1;
}

static void test_small_clique(void **state) {
    /* Ordered choices of 1 … 16 out of 16: floor(16! e) - 1. */
    (void)state;
    struct fixture fixture;
    open_clique(&fixture, 16);
    cch_chains *chains = find(&fixture, (struct cch_chains_request){.limit = 17, .count_work = 100000000});
    assert_string_equal(chains->number, "56874039553216");
    assert_false(chains->at_least);
    assert_int_equal(chains->count, 17);
    assert_int_equal(chains->first[1], 3); /* start, one, target: the first 16 */
    assert_int_equal(chains->first[17] - chains->first[16], 4);
    cch_chains_free(chains);
    close_fixture(&fixture);
}

static void test_large_clique(void **state) {
    /* Beyond any counting: a lower bound, soon, and a list all the same. */
    (void)state;
    struct fixture fixture;
    open_clique(&fixture, 60);
    cch_chains *chains = find(&fixture, (struct cch_chains_request){.limit = 61, .count_work = 1000000});
    assert_true(chains->at_least);
    assert_true(strlen(chains->number) >= 5);
    assert_int_equal(chains->count, 61);
    assert_false(chains->stopped);
    cch_chains_free(chains);
    chains = find(&fixture, (struct cch_chains_request){.limit = 10000, .count_work = 1000, .list_work = 10000});
    assert_true(chains->stopped);
    assert_true(chains->count > 0 && chains->count < 10000);
    cch_chains_free(chains);
    close_fixture(&fixture);
}

static void test_many_small_cliques(void **state) {
    /* 3,000 cliques of 16 in a row: more than there is work for, so a bound,
     * and soon. */
    (void)state;
    enum { CLIQUES = 3000, SIZE = 16 };
    struct fixture fixture;
    cch_graph *graph = cch_graph_new();
    for (uint32_t c = 0; c < CLIQUES; c++)
        for (uint32_t i = 0; i < SIZE; i++) {
            add_call(graph, c * SIZE + i, (c + 1) * SIZE, CCH_KIND_CALL);
            for (uint32_t j = 0; j < SIZE; j++)
                add_call(graph, c * SIZE + i, c * SIZE + j, CCH_KIND_CALL);
        }
    open_fixture(&fixture, graph, CLIQUES * SIZE + 1);
    fixture.from[1] = 1;
    fixture.to[CLIQUES * SIZE + 1] = 1;
    cch_chains *chains = find(&fixture, (struct cch_chains_request){.limit = 2, .count_work = 1000000});
    assert_true(chains->at_least);
    assert_int_equal(chains->count, 2);
    assert_int_equal(chains->first[1], CLIQUES + 1);
    cch_chains_free(chains);
    close_fixture(&fixture);
}

static void test_outermost(void **state) {
    /* 0 → 1 → 2 → 4, 3 → 2, and 0 and 5 call each other. */
    (void)state;
    struct fixture fixture;
    cch_graph *graph = cch_graph_new();
    add_call(graph, 0, 1, CCH_KIND_CALL);
    add_call(graph, 1, 2, CCH_KIND_CALL);
    add_call(graph, 2, 4, CCH_KIND_CALL);
    add_call(graph, 3, 2, CCH_KIND_CALL);
    add_call(graph, 0, 5, CCH_KIND_CALL);
    add_call(graph, 5, 0, CCH_KIND_CALL);
    open_fixture(&fixture, graph, 6);
    fixture.from[1] = fixture.from[2] = fixture.from[3] = fixture.from[6] = 1;
    fixture.to[5] = 1;
    cch_chains *chains = find(&fixture, (struct cch_chains_request){.limit = 10});
    assert_string_equal(chains->number, "4");
    cch_chains_free(chains);
    chains = find(&fixture, (struct cch_chains_request){.limit = 10, .outermost = true});
    assert_string_equal(chains->number, "2");
    assert_int_equal(chains->functions[0], 1);
    assert_int_equal(chains->functions[4], 6);
    cch_chains_free(chains);
    close_fixture(&fixture);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_diamonds),
        cmocka_unit_test(test_small_clique),
        cmocka_unit_test(test_large_clique),
        cmocka_unit_test(test_many_small_cliques),
        cmocka_unit_test(test_outermost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
