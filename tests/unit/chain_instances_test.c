/* Chains of functions as written, against brute force: on thousands of small
 * random programs, functions have several specializations, some closures are
 * folded, edges are certain or not and of several kinds. All simple paths of
 * specializations are found one by one, projected, and of the words that come
 * of it those are chains from which no round trip can be left out (chains.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "graph/chains/chains.h"
#include "graph/chains/sets.h"
#include "graph/view/load.h"
#include "graph/view/reach.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INSTANCES_MAX = 10, SOURCES_MAX = 5, NODES_MAX = INSTANCES_MAX + SOURCES_MAX + 1, WORDS_MAX = 100000 };

static uint64_t random_state = 88172645463325252u;

static uint32_t below(uint32_t limit) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 11) % limit;
}

/* Programs -------------------------------------------------------------------- */

/* Functions 1 … sources are as written, the others specializations of one of
 * these, functions that stand for themselves, or closures. */
struct world {
    uint32_t sources, count;
    uint32_t source[NODES_MAX];  /* 0: it stands for itself */
    uint32_t closure[NODES_MAX]; /* of this function; 0: no closure */
    uint32_t flags[NODES_MAX];
    struct {
        uint32_t from, to, kind, certain;
    } edges[4 * NODES_MAX];
    uint32_t edge_count;
};

static void add_edge(struct world *world, uint32_t from, uint32_t to, bool plain) {
    static const uint32_t kinds[] = {CCH_KIND_CALL, CCH_KIND_CALL, CCH_KIND_LAUNCH, CCH_KIND_BIND, CCH_KIND_ADDRESS};
    if (world->closure[to])
        return; /* only its function calls it */
    world->edges[world->edge_count].from = from;
    world->edges[world->edge_count].to = to;
    world->edges[world->edge_count].kind = plain ? CCH_KIND_CALL : kinds[below(5)];
    world->edges[world->edge_count++].certain = plain || below(4);
}

/* One long way through all specializations, from a function that stands for
 * itself to another, or to two specializations of one. */
static void add_long_way(struct world *world) {
    uint32_t first = world->sources + 1, beside = 0;
    world->source[first] = world->source[world->count] = 0;
    if (below(2) && world->count > first + 2) {
        beside = world->count - 1;
        world->source[world->count] = world->source[beside] = 1;
        world->closure[beside] = 0;
        add_edge(world, first + below(beside - first), beside, true);
    }
    for (uint32_t f = first + 1, last = first; f <= world->count; f++)
        if (!world->closure[f] && f != beside) {
            add_edge(world, last, f, below(16));
            last = f;
        }
}

static void make_world(struct world *world, int round) {
    memset(world, 0, sizeof *world);
    bool is_long = round % 3 == 0;
    world->sources = 1 + below(is_long ? 3 : SOURCES_MAX);
    world->count = world->sources + 1 + below(round % 8 && !is_long ? 7 : INSTANCES_MAX - 1);
    for (uint32_t f = 1; f <= world->count; f++) {
        world->flags[f] = below(4) ? 0 : CCH_FLAG_KERNEL;
        if (f <= world->sources)
            continue;
        if (below(4))
            world->source[f] = 1 + below(world->sources);
        else if (below(3) && f > world->sources + 1 && (!is_long || f < world->count))
            world->closure[f] = world->sources + 1 + below(f - world->sources - 1);
        if (world->closure[f])
            world->edges[world->edge_count++].to = f; /* its call, filled below */
    }
    for (uint32_t i = 0; i < world->edge_count; i++) {
        world->edges[i].from = world->closure[world->edges[i].to];
        world->edges[i].kind = CCH_KIND_CALL;
        world->edges[i].certain = 1;
    }
    if (is_long)
        add_long_way(world);
    uint32_t edges = below(is_long ? 5 : (world->count - world->sources) * (2 + (uint32_t)round % 2) + 1);
    for (uint32_t i = 0; i < edges; i++) {
        uint32_t from = world->sources + 1 + below(world->count - world->sources);
        if (below(20) == 0) /* functions as written can have edges, too */
            from = 1 + below(world->count);
        add_edge(world, from, world->sources + 1 + below(world->count - world->sources), false);
    }
}

/* Random ends; of a long way, mostly its own. */
static void choose_ends(const struct world *world, int round, const uint32_t *node, unsigned char *from,
                        unsigned char *to) {
    bool is_long = round % 3 == 0 && below(4);
    for (uint32_t f = 1; f <= world->count; f++) {
        from[f] = node[f] == f && (is_long ? f == world->sources + 1 : below(3) == 0);
        to[f] = node[f] == f && (is_long ? f == node[world->count] : below(4) == 0);
    }
}

static uint32_t identity(cch_graph *graph, uint32_t f, char name[16]) {
    int length = snprintf(name, 16, "n%06u", f); /* canonical rows ascend by identity: f is the row */
    return cch_graph_function(graph, name, (size_t)length);
}

static cch_graph *graph_of(const struct world *world) {
    cch_graph *graph = cch_graph_new();
    uint32_t entity[NODES_MAX] = {0};
    char name[16];
    for (uint32_t f = 1; f <= world->count; f++) {
        uint32_t cells[CCH_FUNCTION_WIDTH] = {0};
        cells[CCH_FUNCTION_IDENTITY] = identity(graph, f, name);
        uint32_t scope[CCH_ENTITY_WIDTH] = {0};
        scope[CCH_ENTITY_TEXT] = cch_graph_string(graph, name, strlen(name));
        scope[CCH_ENTITY_PARENT] = world->closure[f] ? entity[world->closure[f]] : 0;
        entity[f] = cch_graph_insert(graph, CCH_ENTITY, scope);
        cells[CCH_FUNCTION_NAME] = entity[f];
        cells[CCH_FUNCTION_FLAGS] = world->flags[f] | (world->closure[f] ? CCH_FLAG_LAMBDA : 0);
        if (world->source[f])
            cells[CCH_FUNCTION_SOURCE] = identity(graph, world->source[f], name);
        cch_graph_insert(graph, CCH_FUNCTION, cells);
    }
    for (uint32_t i = 0; i < world->edge_count; i++) {
        uint32_t cells[CCH_EDGE_WIDTH] = {identity(graph, world->edges[i].from, name),
                                          identity(graph, world->edges[i].to, name),
                                          world->edges[i].kind,
                                          0,
                                          world->edges[i].certain,
                                          0,
                                          0};
        cch_graph_insert(graph, CCH_EDGE, cells);
    }
    assert_int_equal(cch_graph_canonicalize(graph), 0);
    return graph;
}

/* Brute force ------------------------------------------------------------------- */

struct word {
    uint32_t length;
    uint32_t letters[NODES_MAX];
};

struct words {
    struct word *items;
    size_t count;
};

struct asked {
    const struct world *world;
    bool folds;
    unsigned kinds;
    bool certain, outermost;
    const unsigned char *from, *to; /* by function as shown */
};

static uint32_t projected(const struct asked *asked, uint32_t f) {
    while (asked->folds && asked->world->closure[f])
        f = asked->world->closure[f];
    return asked->world->source[f] ? asked->world->source[f] : f;
}

static bool is_edge(const struct asked *asked, uint32_t from, uint32_t to) {
    for (uint32_t i = 0; i < asked->world->edge_count; i++)
        if (asked->world->edges[i].from == from && asked->world->edges[i].to == to &&
            asked->kinds >> asked->world->edges[i].kind & 1 && (asked->world->edges[i].certain || !asked->certain))
            return true;
    return false;
}

static bool is_target(const struct asked *asked, uint32_t f) { return asked->to[projected(asked, f)]; }

static bool is_start(const struct asked *asked, uint32_t f) {
    return asked->from[projected(asked, f)] && !is_target(asked, f) && !(asked->folds && asked->world->closure[f]);
}

static void spread(const struct asked *asked, uint32_t from, bool seen[NODES_MAX]) {
    for (uint32_t to = 1; to <= asked->world->count && !is_target(asked, from); to++)
        if (is_edge(asked, from, to) && !seen[to]) {
            seen[to] = true;
            spread(asked, to, seen);
        }
}

static bool leads(const struct asked *asked, uint32_t from, uint32_t to) {
    bool seen[NODES_MAX] = {false};
    spread(asked, from, seen);
    return seen[to];
}

static bool begins(const struct asked *asked, uint32_t f) {
    if (!is_start(asked, f))
        return false;
    for (uint32_t other = 1; other <= asked->world->count && asked->outermost; other++)
        if (is_start(asked, other) && projected(asked, other) != projected(asked, f) && leads(asked, other, f) &&
            !leads(asked, f, other))
            return false;
    return true;
}

static int compare_words(const void *left, const void *right) {
    const struct word *a = left, *b = right;
    if (a->length != b->length)
        return a->length < b->length ? -1 : 1;
    for (uint32_t i = 0; i < a->length; i++)
        if (a->letters[i] != b->letters[i])
            return a->letters[i] < b->letters[i] ? -1 : 1;
    return 0;
}

static void walk(const struct asked *asked, struct words *words, uint32_t at, bool on_path[NODES_MAX],
                 struct word word) {
    uint32_t letter = projected(asked, at);
    if (!word.length || word.letters[word.length - 1] != letter)
        word.letters[word.length++] = letter;
    if (is_target(asked, at)) {
        assert_true(words->count < WORDS_MAX);
        words->items[words->count++] = word;
        return;
    }
    on_path[at] = true;
    for (uint32_t to = 1; to <= asked->world->count; to++)
        if (!on_path[to] && is_edge(asked, at, to))
            walk(asked, words, to, on_path, word);
    on_path[at] = false;
}

/* What the simple paths of specializations project to, in order, each once. */
static void project_all(const struct asked *asked, struct words *words) {
    bool on_path[NODES_MAX] = {false};
    size_t unique = 0;
    words->count = 0;
    for (uint32_t f = 1; f <= asked->world->count; f++)
        if (begins(asked, f))
            walk(asked, words, f, on_path, (struct word){.length = 0});
    qsort(words->items, words->count, sizeof *words->items, compare_words);
    for (size_t i = 0; i < words->count; i++)
        if (!i || compare_words(&words->items[i], &words->items[i - 1]))
            words->items[unique++] = words->items[i];
    words->count = unique;
}

static bool has(const struct words *words, const struct word *word) {
    return words->count && bsearch(word, words->items, words->count, sizeof *word, compare_words);
}

/* Is there a word that comes of this one by leaving round trips out? */
static bool can_be_cut(const struct words *words, const struct word *word) {
    for (uint32_t i = 0; i < word->length; i++)
        for (uint32_t j = i + 1; j < word->length; j++) {
            if (word->letters[i] != word->letters[j])
                continue;
            struct word cut = {word->length - (j - i), {0}};
            memcpy(cut.letters, word->letters, i * sizeof(uint32_t));
            memcpy(cut.letters + i, word->letters + j, (word->length - j) * sizeof(uint32_t));
            if (has(words, &cut) || can_be_cut(words, &cut))
                return true;
        }
    return false;
}

static void keep_chains(const struct words *words, struct words *chains) {
    chains->count = 0;
    for (size_t i = 0; i < words->count; i++)
        if (!can_be_cut(words, &words->items[i]))
            chains->items[chains->count++] = words->items[i];
}

static void keep_shortest(const struct words *words, struct words *chains) {
    uint32_t least[NODES_MAX][NODES_MAX] = {{0}};
    chains->count = 0;
    for (size_t i = 0; i < words->count; i++) {
        const struct word *word = &words->items[i];
        uint32_t *length = &least[word->letters[0]][word->letters[word->length - 1]];
        if (!*length)
            *length = word->length;
        if (*length == word->length)
            chains->items[chains->count++] = *word;
    }
}

/* Held against it ----------------------------------------------------------------- */

static void compare_lists(const cch_chains *found, const struct words *chains, size_t limit) {
    char expected[32];
    snprintf(expected, sizeof expected, "%zu", chains->count);
    assert_string_equal(found->number, expected);
    assert_false(found->at_least);
    assert_false(found->stopped);
    assert_int_equal(found->count, chains->count < limit ? chains->count : limit);
    for (size_t i = 0; i < found->count; i++) {
        assert_int_equal(found->first[i + 1] - found->first[i], chains->items[i].length);
        assert_memory_equal(found->functions + found->first[i], chains->items[i].letters,
                            chains->items[i].length * sizeof(uint32_t));
    }
}

/* All steps are certain where some way is. */
static void compare_marks(const cch_chains *found, const struct words *certain) {
    for (size_t i = 0; i < found->count; i++) {
        struct word word = {(uint32_t)(found->first[i + 1] - found->first[i]), {0}};
        bool all = true;
        memcpy(word.letters, found->functions + found->first[i], word.length * sizeof(uint32_t));
        for (size_t j = found->first[i] + 1; j < found->first[i + 1]; j++) {
            all &= found->steps[j].certain;
            assert_true(found->steps[j].kinds);
        }
        assert_int_equal(all, has(certain, &word));
    }
}

static const size_t limits[] = {0, 1, 3, 17, CCH_CHAINS_LIST_MAX};

static void ask(const struct asked *asked, const cch_view *view, cch_names *names, struct words *words,
                struct words *chains, struct words *certain) {
    cch_chains *found;
    cch_error error;
    struct cch_chains_request request = {.from = asked->from,
                                         .to = asked->to,
                                         .kinds = asked->kinds,
                                         .certain = asked->certain,
                                         .outermost = asked->outermost};
    struct asked only_certain = *asked;
    project_all(asked, words);
    for (int shortest = 0; shortest < 2; shortest++) {
        request.shortest = shortest;
        if (shortest)
            keep_shortest(words, chains);
        else
            keep_chains(words, chains);
        for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
            request.limit = limits[i];
            request.marks = !shortest && i == 4 && !asked->outermost;
            assert_int_equal(cch_chains_find(&found, view, names, CCH_NAMING_IDENTITY, &request, &error), 0);
            compare_lists(found, chains, limits[i]);
            if (request.marks) {
                only_certain.certain = true;
                project_all(&only_certain, certain);
                compare_marks(found, certain);
            }
            cch_chains_free(found);
        }
    }
}

static void ask_kernels(const struct asked *asked, const cch_view *view) {
    static const unsigned char none[NODES_MAX];
    struct asked to_none = *asked;
    cch_instances *instances;
    to_none.to = none;
    assert_int_equal(cch_instances_new(&instances, view, asked->kinds, asked->certain), 0);
    for (uint32_t f = 1; f <= asked->world->count; f++) {
        bool reached[NODES_MAX] = {false}, kernels[NODES_MAX] = {false};
        struct cch_numbers numbers;
        size_t count = 0;
        cch_error error;
        if (view->node[f] != f)
            continue;
        for (uint32_t g = 1; g <= asked->world->count; g++)
            if (projected(asked, g) == f && !(asked->folds && asked->world->closure[g]))
                spread(&to_none, g, reached);
        for (uint32_t g = 1; g <= asked->world->count; g++)
            if (reached[g] && (view->flags[view->node[g]] & CCH_FLAG_KERNEL))
                kernels[view->node[g]] = true;
        assert_int_equal(cch_reach_kernels(instances, f, &numbers, &error), 0);
        for (size_t i = 0; i < numbers.count; i++)
            assert_true(kernels[numbers.items[i]]);
        for (uint32_t g = 1; g <= asked->world->count; g++)
            count += kernels[g];
        assert_int_equal(numbers.count, count);
        cch_numbers_release(&numbers);
    }
    cch_instances_free(instances);
}

struct room {
    struct words words, chains, certain;
};

static void take_room(struct room *room) {
    room->words.items = malloc(WORDS_MAX * sizeof(struct word));
    room->chains.items = malloc(WORDS_MAX * sizeof(struct word));
    room->certain.items = malloc(WORDS_MAX * sizeof(struct word));
}

static void give_room_back(struct room *room) {
    free(room->words.items);
    free(room->chains.items);
    free(room->certain.items);
}

static void test_random(void **state) {
    (void)state;
    struct room room;
    size_t with_repetition = 0;
    take_room(&room);
    for (int round = 0; round < 4000; round++) {
        struct world world;
        cch_program *program;
        cch_view *view;
        cch_error error;
        make_world(&world, round);
        cch_graph *graph = graph_of(&world);
        bool folds = below(2);
        unsigned char from[NODES_MAX] = {0}, to[NODES_MAX] = {0};
        assert_int_equal(cch_program_make(&program, graph, "test", &error), 0);
        assert_int_equal(cch_view_new(&view, program, CCH_LEVEL_SOURCE, folds ? CCH_VIEW_FOLD_LAMBDAS : 0, &error), 0);
        cch_names *names = cch_names_new(graph);
        struct asked asked = {.world = &world,
                              .folds = folds,
                              .kinds = below(3) ? CCH_CHAINS_KINDS : 1u << CCH_KIND_CALL | 1u << CCH_KIND_ADDRESS,
                              .certain = below(3) == 0,
                              .outermost = below(3) == 0,
                              .from = from,
                              .to = to};
        for (uint32_t f = 1; f <= world.count; f++)
            assert_int_equal(view->node[f], projected(&asked, f));
        choose_ends(&world, round, view->node, from, to);
        ask(&asked, view, names, &room.words, &room.chains, &room.certain);
        ask_kernels(&asked, view);
        keep_chains(&room.words, &room.chains);
        for (size_t i = 0; i < room.chains.count; i++)
            for (uint32_t j = 0; j < room.chains.items[i].length; j++)
                for (uint32_t k = 0; k < j; k++)
                    with_repetition += room.chains.items[i].letters[j] == room.chains.items[i].letters[k];
        cch_names_free(names);
        cch_view_free(view);
        cch_program_free(program);
    }
    assert_true(with_repetition > 100); /* the interesting ones were there */
    give_room_back(&room);
}

/* Words given, and two programs -------------------------------------------------- */

struct side {
    cch_program *program;
    cch_view *view;
    cch_names *names;
    struct cch_between *between;
    cch_chain_states states;
};

static void open_side(struct side *side, const struct asked *asked) {
    cch_error error;
    struct cch_chains_request request = {.from = asked->from, .to = asked->to, .kinds = asked->kinds};
    cch_graph *graph = graph_of(asked->world);
    assert_int_equal(cch_program_make(&side->program, graph, "test", &error), 0);
    assert_int_equal(cch_view_new(&side->view, side->program, CCH_LEVEL_SOURCE, 0, &error), 0);
    side->names = cch_names_new(graph);
    assert_int_equal(cch_between_new(&side->between, side->view, side->names, CCH_NAMING_IDENTITY, &request), 0);
    assert_int_equal(cch_chain_states_init(&side->states, side->between), 0);
}

static void close_side(struct side *side) {
    cch_chain_states_release(&side->states);
    cch_between_free(side->between);
    cch_names_free(side->names);
    cch_view_free(side->view);
    cch_program_free(side->program);
}

static uint32_t place_of(const struct cch_between *between, uint32_t function) {
    for (uint32_t p = 0; p < between->count; p++)
        if (between->function[p] == function)
            return p;
    return UINT32_MAX;
}

/* Each projected word is a way, and the chains among them are chains; with one
 * letter exchanged it is one if brute force found that, too. */
static void check_words(struct side *side, const struct words *words, const struct words *chains) {
    for (size_t i = 0; i < words->count; i++)
        for (int changed = 0; changed < 2; changed++) {
            struct word word = words->items[i];
            uint32_t places[NODES_MAX];
            bool accepted = false, known = true;
            if (changed)
                word.letters[below(word.length)] = words->items[below((uint32_t)words->count)].letters[0];
            for (uint32_t j = 0; j < word.length; j++) {
                places[j] = place_of(side->between, word.letters[j]);
                known &= places[j] != UINT32_MAX && (!j || places[j] != places[j - 1]);
            }
            if (!known)
                continue;
            assert_int_equal(cch_chain_states_accept(&side->states, places, word.length, true, &accepted), 0);
            assert_int_equal(accepted, has(chains, &word));
            assert_int_equal(cch_chain_states_accept(&side->states, places, word.length, false, &accepted), 0);
            assert_true(accepted || !has(words, &word));
        }
}

static void test_two_programs(void **state) {
    (void)state;
    struct room room;
    struct words others = {malloc(WORDS_MAX * sizeof(struct word)), 0};
    int equals = 0;
    take_room(&room);
    for (int round = 0; round < 2000; round++) {
        struct world world, other;
        unsigned char from[NODES_MAX] = {0}, to[NODES_MAX] = {0};
        uint32_t match[NODES_MAX];
        bool equal;
        make_world(&world, round);
        other = world;
        if (other.edge_count && round % 3) {
            uint32_t gone = below(other.edge_count);
            other.edges[gone] = other.edges[--other.edge_count];
        }
        struct asked asked = {.world = &world, .kinds = CCH_CHAINS_KINDS, .from = from, .to = to};
        struct asked asked_other = asked;
        struct side left, right;
        asked_other.world = &other;
        for (uint32_t f = 1; f <= world.count; f++)
            match[f] = projected(&asked, f);
        choose_ends(&world, round, match, from, to);
        open_side(&left, &asked);
        open_side(&right, &asked_other);
        project_all(&asked, &room.words);
        keep_chains(&room.words, &room.chains);
        check_words(&left, &room.words, &room.chains);
        project_all(&asked_other, &room.words);
        keep_chains(&room.words, &others);
        for (uint32_t p = 0; p < left.between->count; p++)
            match[p] = place_of(right.between, left.between->function[p]);
        assert_int_equal(cch_chain_states_equal(&left.states, &right.states, match, 1000000, &equal), 0);
        equals += equal && round % 3;
        assert_true(equal || round % 3);
        if (equal) {
            assert_int_equal(room.chains.count, others.count);
            for (size_t i = 0; i < others.count; i++)
                assert_int_equal(compare_words(&room.chains.items[i], &others.items[i]), 0);
        }
        close_side(&left);
        close_side(&right);
    }
    assert_true(equals > 100);
    free(others.items);
    give_room_back(&room);
}

/* Bounds --------------------------------------------------------------------------- */

/* Specialization j of the function `letter` at a layer; -1: as written. */
static uint32_t layered(cch_graph *graph, uint32_t layer, uint32_t letter, int j) {
    char name[32];
    int length = snprintf(name, sizeof name, "f%02u%c%02d", layer, letter ? 'b' : 'a', j + 1);
    return cch_graph_function(graph, name, (size_t)length);
}

static void call(cch_graph *graph, uint32_t from, uint32_t to) {
    uint32_t cells[CCH_EDGE_WIDTH] = {from, to, CCH_KIND_CALL, 0, 1, 0, 0};
    cch_graph_insert(graph, CCH_EDGE, cells);
}

/* Two functions at each of LAYERS layers; behind the second one of layer k its
 * specialization k is a dead end. So each beginning of a chain has a set of its
 * own: 2^LAYERS of them. */
static void test_too_many_sets(void **state) {
    (void)state;
    enum { LAYERS = 22 };
    cch_graph *graph = cch_graph_new();
    uint32_t start = cch_graph_function(graph, "begin", 5), end = cch_graph_function(graph, "end", 3);
    for (uint32_t k = 0; k < LAYERS; k++)
        for (uint32_t letter = 0; letter < 2; letter++)
            for (int j = 0; j <= LAYERS; j++) {
                uint32_t cells[CCH_FUNCTION_WIDTH] = {0}, at = layered(graph, k, letter, j);
                cells[CCH_FUNCTION_IDENTITY] = at;
                cells[CCH_FUNCTION_SOURCE] = layered(graph, k, letter, -1);
                cch_graph_insert(graph, CCH_FUNCTION, cells);
                if (!k)
                    call(graph, start, at);
                if (letter && j == (int)k)
                    continue;
                for (uint32_t next = 0; next < 2 && k + 1 < LAYERS; next++)
                    call(graph, at, layered(graph, k + 1, next, j));
                if (k + 1 == LAYERS)
                    call(graph, at, end);
            }
    assert_int_equal(cch_graph_canonicalize(graph), 0);
    cch_program *program;
    cch_view *view;
    cch_error error;
    cch_chains *chains;
    assert_int_equal(cch_program_make(&program, graph, "test", &error), 0);
    assert_int_equal(cch_view_new(&view, program, CCH_LEVEL_SOURCE, 0, &error), 0);
    cch_names *names = cch_names_new(graph);
    unsigned char *from = calloc(view->function_count + 1, 1), *to = calloc(view->function_count + 1, 1);
    from[cch_graph_find_function(graph, "begin", 5)] = 1;
    to[cch_graph_find_function(graph, "end", 3)] = 1;
    struct cch_chains_request request = {.from = from, .to = to, .kinds = CCH_CHAINS_KINDS, .limit = 1000};
    assert_int_equal(cch_chains_find(&chains, view, names, CCH_NAMING_IDENTITY, &request, &error), 0);
    assert_true(chains->at_least);
    assert_true(strlen(chains->number) <= 7); /* 2^22 are 4194304 */
    assert_int_equal(chains->count, 1000);
    assert_false(chains->stopped);
    for (size_t i = 0; i < chains->count; i++)
        assert_int_equal(chains->first[i + 1] - chains->first[i], LAYERS + 2);
    cch_chains_free(chains);
    cch_names_free(names);
    cch_view_free(view);
    cch_program_free(program);
    free(from);
    free(to);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random), cmocka_unit_test(test_two_programs),
                                       cmocka_unit_test(test_too_many_sets)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
