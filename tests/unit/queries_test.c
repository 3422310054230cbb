/* Every query on random graphs whose facts contradict one another as no
 * compiler's would: nothing may crash, and views must be consistent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "graph/chains/chains.h"
#include "graph/view/info.h"
#include "graph/view/launches.h"
#include "graph/view/load.h"
#include "graph/view/reach.h"
#include "graph/view/select.h"
#include "random_graph.h"

static void check_view(const cch_view *view) {
    size_t incoming = 0;
    for (uint32_t f = 1; f <= view->function_count; f++) {
        assert_int_equal(view->node[view->node[f]], view->node[f]);
        if (view->node[f] != f)
            assert_int_equal(view->out[f + 1] - view->out[f], 0);
        for (size_t i = view->out[f]; i < view->out[f + 1]; i++) {
            assert_int_equal(view->edges[i].caller, f);
            assert_int_equal(view->node[view->edges[i].callee], view->edges[i].callee);
            if (i > view->out[f])
                assert_true(view->edges[i - 1].callee < view->edges[i].callee ||
                            (view->edges[i - 1].callee == view->edges[i].callee &&
                             view->edges[i - 1].kind < view->edges[i].kind));
        }
        for (size_t i = view->in[f]; i < view->in[f + 1]; i++, incoming++)
            assert_int_equal(view->edges[view->in_edges[i]].callee, f);
    }
    assert_int_equal(incoming, view->edge_count);
}

static void ask_lists(const cch_view *view, cch_names *names, enum cch_naming naming) {
    struct cch_numbers numbers;
    struct cch_launches launches;
    cch_info info;
    cch_error error;
    const char *pattern = "s*";
    assert_int_equal(cch_functions_find(view, names, naming, NULL, 0, &numbers, &error), 0);
    cch_numbers_release(&numbers);
    assert_int_equal(cch_functions_find(view, names, naming, &pattern, 1, &numbers, &error), 0);
    cch_instances *instances[2];
    for (int certain = 0; certain < 2; certain++)
        assert_int_equal(cch_instances_new(&instances[certain], view, CCH_CHAINS_KINDS, certain), 0);
    for (size_t i = 0; i < numbers.count; i++) {
        struct cch_numbers kernels;
        assert_int_equal(cch_reach_kernels(instances[i & 1], numbers.items[i], &kernels, &error), 0);
        assert_int_equal(cch_functions_sort(view, names, naming, &kernels, &error), 0);
        cch_numbers_release(&kernels);
    }
    cch_instances_free(instances[0]);
    cch_instances_free(instances[1]);
    cch_numbers_release(&numbers);
    struct cch_edges_request request = {.kinds = (1u << CCH_KIND_COUNT) - 1};
    assert_int_equal(cch_edges_find(view, names, naming, &request, &numbers, &error), 0);
    assert_int_equal(numbers.count, view->edge_count);
    cch_numbers_release(&numbers);
    assert_int_equal(cch_launches_find(view, names, naming, CCH_LAUNCHES_BY_CALLER, NULL, 0, &launches, &error), 0);
    cch_launches_release(&launches);
    assert_int_equal(cch_info_make(&info, view, names, naming, &error), 0);
    assert_int_equal(info.edge_count, view->edge_count);
    cch_info_release(&info);
}

static void ask_chains(const cch_view *view, cch_names *names, enum cch_naming naming, struct random_state *random) {
    unsigned char *from = calloc(view->function_count + 1, 1), *to = calloc(view->function_count + 1, 1);
    cch_chains *chains;
    cch_error error;
    for (uint32_t f = 1; f <= view->function_count; f++) {
        from[f] = view->node[f] == f && random_below(random, 3) == 0;
        to[f] = view->node[f] == f && random_below(random, 3) == 0;
    }
    for (unsigned way = 0; way < 8; way++) {
        struct cch_chains_request request = {.from = from, .to = to, .kinds = CCH_CHAINS_KINDS, .limit = 5};
        request.certain = way & 1;
        request.shortest = way & 2;
        request.outermost = way & 4;
        assert_int_equal(cch_chains_find(&chains, view, names, naming, &request, &error), 0);
        for (size_t i = 0; i < chains->count; i++) {
            assert_true(from[chains->functions[chains->first[i]]]);
            assert_true(to[chains->functions[chains->first[i + 1] - 1]]);
        }
        cch_chains_free(chains);
    }
    free(from);
    free(to);
}

/* Flags join bit by bit, so closures, kernels and templates come by adding. */
static void add_flags(cch_graph *graph, struct random_state *random) {
    static const uint32_t flags[] = {CCH_FLAG_LAMBDA, CCH_FLAG_KERNEL, CCH_FLAG_TEMPLATE, CCH_FLAG_BINDING, 0};
    for (uint32_t row = 1, count = cch_graph_count(graph, CCH_FUNCTION); row <= count; row++) {
        uint32_t cells[CCH_FUNCTION_WIDTH] = {0};
        cells[CCH_FUNCTION_IDENTITY] = row;
        cells[CCH_FUNCTION_FLAGS] = flags[random_below(random, 5)];
        cch_graph_insert(graph, CCH_FUNCTION, cells);
    }
}

static void test_queries(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct random_state random = {seed};
        cch_program *program;
        cch_error error;
        uint32_t facts[200];
        for (uint32_t i = 0; i < 200; i++)
            facts[i] = (uint32_t)seed * 1000 + i;
        cch_graph *graph = random_graph(facts, 20 + seed % 181, 0);
        add_flags(graph, &random);
        assert_int_equal(cch_graph_canonicalize(graph), 0);
        assert_int_equal(cch_program_make(&program, graph, "test", &error), 0);
        cch_names *names = cch_names_new(graph);
        for (unsigned way = 0; way < 4; way++) {
            cch_view *view;
            enum cch_level level = way & 1 ? CCH_LEVEL_INSTANCE : CCH_LEVEL_SOURCE;
            enum cch_naming naming = way & 1 ? CCH_NAMING_FULL : CCH_NAMING_SHORT;
            unsigned flags = way & 2 ? CCH_VIEW_FOLD_LAMBDAS : 0;
            assert_int_equal(cch_view_new(&view, program, level, flags, &error), 0);
            check_view(view);
            ask_lists(view, names, naming);
            ask_chains(view, names, naming, &random);
            cch_view_free(view);
        }
        cch_names_free(names);
        cch_program_free(program);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_queries)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
