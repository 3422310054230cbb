/* The ways to a function of random small programs, with recursion, against
 * all walks: for each function the sets of branches that some walk from an
 * entry takes are gathered until there are no new ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "params/hardware/ways.h"
#include "graph/view/load.h"
#include "random_graph.h"

enum { FUNCTIONS_MAX = 7, CONDITIONS = 6, STEPS = 2 * CONDITIONS, MASKS = 1 << STEPS, CALLS_MAX = 16, WAYS_MAX = 3 };

/* A call: its alternatives, each a set of steps. Step 2c + o: condition c comes to its outcome o. */
struct call {
    uint32_t caller, callee, count;
    uint32_t ways[WAYS_MAX];
};

struct world {
    uint32_t functions, calls;
    struct call call[CALLS_MAX];
    bool entry[FUNCTIONS_MAX];
    const char *outcomes[2];
};

static struct world random_world(struct random_state *random, bool opposites) {
    struct world world = {.functions = 2 + random_below(random, FUNCTIONS_MAX - 1),
                          .calls = random_below(random, CALLS_MAX),
                          .outcomes = {opposites ? "true" : "case at::kHalf", opposites ? "false" : "case at::kFloat"}};
    for (uint32_t i = 0; i < world.calls; i++) {
        struct call *call = &world.call[i];
        call->caller = random_below(random, world.functions);
        call->callee = random_below(random, world.functions);
        call->count = random_below(random, WAYS_MAX + 1); /* 0: in no branch */
        for (uint32_t j = 0; j < call->count; j++)
            for (uint32_t steps = 1 + random_below(random, 2); steps; steps--)
                call->ways[j] |= 1u << (2 * random_below(random, CONDITIONS) + random_below(random, 2));
    }
    if (random_below(random, 3) == 0)
        world.entry[random_below(random, world.functions)] = true;
    return world;
}

/* The program ------------------------------------------------------------------------ */

static uint32_t string(cch_graph *graph, const char *format, uint32_t number) {
    char text[32];
    return cch_graph_string(graph, text, (size_t)snprintf(text, sizeof text, format, number));
}

static uint32_t site(cch_graph *graph, uint32_t line) {
    uint32_t cells[] = {string(graph, "a.cu", 0), line, 1};
    return cch_graph_insert(graph, CCH_SITE, cells);
}

static uint32_t function(cch_graph *graph, uint32_t number) {
    char text[32];
    return cch_graph_function(graph, text, (size_t)snprintf(text, sizeof text, "f%u", number));
}

static void add_way(cch_graph *graph, const struct world *world, const struct call *call, uint32_t place, uint32_t way,
                    uint32_t passes) {
    uint32_t index = 0;
    for (uint32_t step = 0; step < STEPS; step++) {
        if (!(way >> step & 1))
            continue;
        uint32_t cells[CCH_GUARD_WIDTH] = {0};
        cells[CCH_GUARD_CALLER] = function(graph, call->caller);
        cells[CCH_GUARD_CALLEE] = function(graph, call->callee);
        cells[CCH_GUARD_SITE] = place;
        cells[CCH_GUARD_PATH] = string(graph, "path %u", way);
        cells[CCH_GUARD_INDEX] = ++index;
        cells[CCH_GUARD_TEXT] = cells[CCH_GUARD_VALUE] = string(graph, "c%u", step / 2);
        cells[CCH_GUARD_OUTCOME] = string(graph, world->outcomes[step % 2], 0);
        cells[CCH_GUARD_PLACE] = site(graph, 1000 + step / 2);
        cells[CCH_GUARD_PASSES] = passes;
        cch_graph_insert(graph, CCH_GUARD, cells);
    }
}

static bool is_in_branches(const struct world *world, const struct call *call) {
    for (uint32_t i = 0; i < world->calls; i++)
        if (world->call[i].caller == call->caller && world->call[i].callee == call->callee && world->call[i].count)
            return true;
    return false;
}

static cch_view *make_view(const struct world *world, cch_program **program) {
    cch_graph *graph = cch_graph_new();
    uint32_t pass = string(graph, "host", 0), passes = cch_graph_list(graph, &pass, 1);
    cch_view *view;
    cch_error error;
    for (uint32_t f = 0; f < world->functions; f++) {
        uint32_t cells[CCH_FUNCTION_WIDTH] = {0};
        cells[CCH_FUNCTION_IDENTITY] = function(graph, f);
        cells[CCH_FUNCTION_FLAGS] = CCH_FLAG_DEFINED | (world->entry[f] ? CCH_FLAG_ENTRY : 0);
        cch_graph_insert(graph, CCH_FUNCTION, cells);
    }
    for (uint32_t i = 0; i < world->calls; i++) {
        const struct call *call = &world->call[i];
        uint32_t place = site(graph, i + 1), cells[CCH_EDGE_WIDTH] = {0};
        cells[CCH_EDGE_CALLER] = function(graph, call->caller);
        cells[CCH_EDGE_CALLEE] = function(graph, call->callee);
        cells[CCH_EDGE_CERTAIN] = 1;
        cells[CCH_EDGE_PASSES] = passes;
        if (i % 2 || is_in_branches(world, call)) /* a call without a known place is one, too */
            cells[CCH_EDGE_SITES] = cch_graph_list(graph, &place, 1);
        cch_graph_insert(graph, CCH_EDGE, cells);
        for (uint32_t j = 0; j < call->count; j++)
            add_way(graph, world, call, place, call->ways[j], passes);
    }
    assert_int_equal(cch_program_make(program, graph, "test", &error), 0);
    assert_int_equal(cch_view_new(&view, *program, CCH_LEVEL_INSTANCE, 0, &error), 0);
    return view;
}

/* All walks -------------------------------------------------------------------------- */

/* A function is entered if it is an entry, or if nothing reaches its circle from outside. */
static void find_entered(const struct world *world, bool *entered) {
    bool reaches[FUNCTIONS_MAX][FUNCTIONS_MAX] = {{false}};
    for (uint32_t i = 0; i < world->calls; i++)
        if (!world->entry[world->call[i].callee])
            reaches[world->call[i].caller][world->call[i].callee] = true;
    for (uint32_t k = 0; k < world->functions; k++)
        for (uint32_t i = 0; i < world->functions; i++)
            for (uint32_t j = 0; j < world->functions; j++)
                reaches[i][j] = reaches[i][j] || (reaches[i][k] && reaches[k][j]);
    for (uint32_t f = 0; f < world->functions; f++) {
        entered[f] = true;
        for (uint32_t i = 0; i < world->functions; i++)
            if (i != f && reaches[i][f] && !reaches[f][i])
                entered[f] = false;
        entered[f] = entered[f] || world->entry[f];
    }
}

static unsigned char walked[FUNCTIONS_MAX][MASKS];

static void walk(const struct world *world) {
    bool entered[FUNCTIONS_MAX], news = true;
    memset(walked, 0, sizeof walked);
    find_entered(world, entered);
    for (uint32_t f = 0; f < world->functions; f++)
        walked[f][0] = entered[f];
    while (news) {
        news = false;
        for (uint32_t i = 0; i < world->calls; i++) {
            const struct call *call = &world->call[i];
            for (uint32_t mask = 0; mask < MASKS; mask++)
                for (uint32_t j = 0; j < (call->count ? call->count : 1) && walked[call->caller][mask]; j++) {
                    uint32_t reached = call->count ? mask | call->ways[j] : mask;
                    news = news || !walked[call->callee][reached];
                    walked[call->callee][reached] = 1;
                }
        }
    }
}

static bool is_least(uint32_t f, uint32_t mask) {
    for (uint32_t other = (mask - 1) & mask; mask; other = (other - 1) & mask) {
        if (walked[f][other])
            return false;
        if (!other)
            break;
    }
    return walked[f][mask];
}

/* Can some walk to it take place when condition c comes to bit c of `outcomes`? */
static bool happens(const unsigned char *masks, uint32_t outcomes) {
    uint32_t holds = 0;
    for (uint32_t c = 0; c < CONDITIONS; c++)
        holds |= 1u << (2 * c + (outcomes >> c & 1));
    for (uint32_t mask = 0; mask < MASKS; mask++)
        if (masks[mask] && !(mask & ~holds))
            return true;
    return false;
}

/* Comparing -------------------------------------------------------------------------- */

static uint32_t mask_of(const cch_graph *graph, const struct world *world, const struct cch_way *way) {
    uint32_t mask = 0;
    for (size_t i = 0; i < way->count; i++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_GUARD, way->steps[i].guard);
        uint32_t condition = (uint32_t)atoi(cch_graph_text(graph, cells[CCH_GUARD_TEXT], NULL) + 1);
        bool second = strcmp(cch_graph_text(graph, way->steps[i].outcome, NULL), world->outcomes[1]) == 0;
        mask |= 1u << (2 * condition + second);
    }
    return mask;
}

static void ask(cch_way_finder *finder, const cch_view *view, const struct world *world, uint32_t f,
                unsigned char *masks) {
    char identity[32];
    const cch_graph *graph = view->program->graph;
    int length = snprintf(identity, sizeof identity, "f%u", f);
    struct cch_occurrence occurrence = {.caller = cch_graph_find_function(graph, identity, (size_t)length)};
    struct cch_ways ways = {0};
    assert_int_equal(cch_ways_to_site(finder, &occurrence, &ways), 0);
    assert_false(ways.more);
    memset(masks, 0, MASKS);
    for (size_t i = 0; i < ways.count; i++)
        masks[mask_of(graph, world, &ways.items[i])] = 1;
    cch_ways_release(&ways);
}

static void check_world(struct random_state *random, bool opposites) {
    static unsigned char found[MASKS], again[MASKS];
    struct world world = random_world(random, opposites);
    cch_program *program;
    cch_view *view = make_view(&world, &program);
    cch_way_finder *forwards = cch_way_finder_new(view), *backwards = cch_way_finder_new(view);
    assert_non_null(forwards);
    assert_non_null(backwards);
    for (uint32_t f = world.functions; f-- > 0;) /* the order of asking makes no difference */
        ask(backwards, view, &world, f, again);
    walk(&world);
    for (uint32_t f = 0; f < world.functions; f++) {
        ask(forwards, view, &world, f, found);
        ask(backwards, view, &world, f, again);
        assert_memory_equal(found, again, MASKS);
        for (uint32_t mask = 0; mask < MASKS && !opposites; mask++)
            assert_int_equal(found[mask], is_least(f, mask));
        for (uint32_t outcomes = 0; outcomes < 1u << CONDITIONS && opposites; outcomes++)
            assert_int_equal(happens(found, outcomes), happens(walked[f], outcomes));
    }
    cch_way_finder_free(forwards);
    cch_way_finder_free(backwards);
    cch_view_free(view);
    cch_program_free(program);
}

static void least_ways_are_those_of_all_walks(void **state) {
    (void)state;
    struct random_state random = {4};
    for (int i = 0; i < 1500; i++)
        check_world(&random, false);
}

/* Where only a condition's outcome tells two ways apart they become one: then it is the same function of the
 * conditions. */
static void opposite_outcomes_join_without_loss(void **state) {
    (void)state;
    struct random_state random = {8};
    for (int i = 0; i < 1500; i++)
        check_world(&random, true);
}

/* A chain longer than any stack, each call in a branch: what is kept of its conditions is told to be a part. */
static void a_long_chain_needs_no_stack(void **state) {
    (void)state;
    enum { LENGTH = 20000 };
    cch_graph *graph = cch_graph_new();
    struct world world = {.outcomes = {"true", "false"}};
    uint32_t pass = string(graph, "host", 0), passes = cch_graph_list(graph, &pass, 1);
    for (uint32_t f = 0; f < LENGTH; f++) {
        uint32_t place = site(graph, f + 1), cells[CCH_EDGE_WIDTH] = {0};
        struct call call = {.caller = f, .callee = f + 1};
        cells[CCH_EDGE_CALLER] = function(graph, f);
        cells[CCH_EDGE_CALLEE] = function(graph, f + 1);
        cells[CCH_EDGE_CERTAIN] = 1;
        cells[CCH_EDGE_PASSES] = passes;
        cells[CCH_EDGE_SITES] = cch_graph_list(graph, &place, 1);
        cch_graph_insert(graph, CCH_EDGE, cells);
        if (f < 3)
            add_way(graph, &world, &call, place, 1u << 2 * f, passes);
    }
    cch_program *program;
    cch_view *view;
    cch_error error;
    char last[32];
    assert_int_equal(cch_program_make(&program, graph, "test", &error), 0);
    assert_int_equal(cch_view_new(&view, program, CCH_LEVEL_INSTANCE, 0, &error), 0);
    cch_way_finder *finder = cch_way_finder_new(view);
    int length = snprintf(last, sizeof last, "f%d", LENGTH);
    struct cch_occurrence occurrence = {.caller = cch_graph_find_function(graph, last, (size_t)length)};
    struct cch_ways ways = {0};
    assert_int_equal(cch_ways_to_site(finder, &occurrence, &ways), 0);
    assert_int_equal(ways.count, 1);
    assert_int_equal(ways.items[0].count, 3);
    assert_false(ways.more || ways.recursive);
    cch_ways_release(&ways);
    cch_way_finder_free(finder);
    cch_view_free(view);
    cch_program_free(program);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(least_ways_are_those_of_all_walks),
        cmocka_unit_test(opposite_outcomes_join_without_loss),
        cmocka_unit_test(a_long_chain_needs_no_stack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
