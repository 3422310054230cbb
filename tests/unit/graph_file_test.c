/* Graph files: what is written is read back; whatever is wrong with a file,
 * reading it gives one line and no graph. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "assemble_file.h"
#include "random_graph.h"

static cch_graph *some_graph(uint32_t seed, uint32_t count) {
    uint32_t facts[200];
    for (uint32_t i = 0; i < count; i++)
        facts[i] = seed * 37 + i * 11;
    return random_graph(facts, count, seed);
}

static void assert_equal_graphs(const cch_graph *a, const cch_graph *b) {
    for (int table = 0; table < CCH_TABLE_COUNT; table++) {
        assert_int_equal(cch_graph_count(a, table), cch_graph_count(b, table));
        for (uint32_t row = 1; row <= cch_graph_count(a, table); row++)
            assert_memory_equal(cch_graph_row(a, table, row), cch_graph_row(b, table, row),
                                cch_schema(table)->width * sizeof(uint32_t));
    }
    for (uint32_t row = 1; row <= cch_graph_count(a, CCH_FUNCTION); row++) {
        assert_string_equal(cch_graph_identity(a, row, NULL), cch_graph_identity(b, row, NULL));
        const char *identity = cch_graph_identity(a, row, NULL);
        assert_int_equal(cch_graph_find_function(b, identity, strlen(identity)), row);
    }
    char a_digits[33], b_digits[33];
    cch_graph_content_hash(a, a_digits);
    cch_graph_content_hash(b, b_digits);
    assert_string_equal(a_digits, b_digits);
}

static char *temporary_path(char *path) {
    strcpy(path, "/tmp/callchain-test-XXXXXX");
    close(mkstemp(path));
    return path;
}

static void round_trip(void **state) {
    (void)state;
    char path[64];
    temporary_path(path);
    for (uint32_t seed = 0; seed < 100; seed++) {
        cch_graph *graph = some_graph(seed, seed), *back;
        cch_error error;
        if (seed % 2)
            cch_graph_canonicalize(graph);
        assert_int_equal(cch_graph_write(graph, path, (int)(seed % 19), &error), CCH_OK);
        assert_int_equal(cch_graph_read(&back, path, &error), CCH_OK);
        assert_equal_graphs(graph, back);
        /* What was read can be added to. */
        random_fact(back, 5000);
        random_fact(graph, 5000);
        assert_equal_graphs(graph, back);
        cch_graph_free(graph);
        cch_graph_free(back);
    }
    unlink(path);
}

/* A decode that must fail with a line that begins "cannot read 'x.ccg': ". */
static void assert_refused(const void *bytes, size_t size, int code) {
    /* Its own allocation, so that reading past the end is noticed. */
    void *copy = malloc(size ? size : 1);
    memcpy(copy, bytes, size);
    cch_graph *graph = (cch_graph *)copy;
    cch_error error = {0};
    int result = cch_graph_decode(&graph, copy, size, "x.ccg", &error);
    assert_int_not_equal(result, CCH_OK);
    if (code)
        assert_int_equal(result, code);
    assert_int_equal(result, error.code);
    assert_null(graph);
    assert_memory_equal(error.text, "cannot read 'x.ccg': ", 21);
    assert_null(strchr(error.text, '\n'));
    free(copy);
}

static void cut_short_anywhere(void **state) {
    (void)state;
    size_t size;
    char *bytes = canonical_bytes(some_graph(3, 40), &size);
    for (size_t length = 0; length < size; length++)
        assert_refused(bytes, length, CCH_ERROR_FORMAT);
    free(bytes);
}

static void any_bit_flipped(void **state) {
    (void)state;
    size_t size;
    char *bytes = canonical_bytes(some_graph(4, 20), &size);
    for (size_t bit = 0; bit < 8 * size; bit++) {
        bytes[bit / 8] ^= (char)(1 << bit % 8);
        assert_refused(bytes, size, 0);
        bytes[bit / 8] ^= (char)(1 << bit % 8);
    }
    free(bytes);
}

static void empty_foreign_future(void **state) {
    (void)state;
    size_t size;
    char *bytes = canonical_bytes(some_graph(5, 20), &size);
    char longer[4096] = {0};
    assert_refused("", 0, CCH_ERROR_FORMAT);
    assert_refused("\x7f"
                   "ELF\x02\x01\x01 and more than thirty-two bytes of it",
                   40, CCH_ERROR_FORMAT);
    assert_refused("{\"json\": 1}", 11, CCH_ERROR_FORMAT);
    assert_true(size < sizeof longer);
    memcpy(longer, bytes, size);
    assert_refused(longer, size + 1, CCH_ERROR_FORMAT);
    bytes[8] = CCH_FILE_VERSION + 1;
    assert_refused(bytes, size, CCH_ERROR_VERSION);
    cch_graph *graph;
    cch_error error;
    cch_graph_decode(&graph, bytes, size, "x.ccg", &error);
    assert_string_equal(error.text,
                        "cannot read 'x.ccg': written by a newer callchain (format version 3, this one reads up to 2)");
    free(bytes);
}

/* Plain contents of chunks, byte by byte; see FORMAT.md. */
#define BYTES(...) (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}), 0
#define TWO_STRINGS {"STRS", 0, BYTES(0, 2, 2, 1, 1, 'a', 'b')}
#define TWO_FUNCTIONS                                                                                                  \
    {"IDEN", 0, BYTES(0, 2, 2, 1, 1, 'f', 'g')}, {                                                                     \
        "FUNC", 0, BYTES(2, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)                      \
    }

static int decode(uint32_t version, const struct assembled_chunk *chunks, uint32_t count, cch_graph **graph,
                  char *text) {
    size_t size;
    uint8_t *file = assemble_file(version, chunks, count, &size);
    cch_error error = {0};
    int code = cch_graph_decode(graph, file, size, "x.ccg", &error);
    strcpy(text, error.text);
    free(file);
    return code;
}

#define ASSERT_CHUNKS(expected, ...) ASSERT_VERSION(CCH_FILE_VERSION, expected, __VA_ARGS__)
#define ASSERT_VERSION(version, expected, ...)                                                                         \
    do {                                                                                                               \
        const struct assembled_chunk chunks_[] = {__VA_ARGS__};                                                        \
        char text_[1024];                                                                                              \
        cch_graph *graph_;                                                                                             \
        decode(version, chunks_, sizeof chunks_ / sizeof *chunks_, &graph_, text_);                                    \
        assert_string_equal(text_, expected);                                                                          \
        cch_graph_free(graph_);                                                                                        \
    } while (0)
#define DAMAGED(reason) "cannot read 'x.ccg': damaged graph file (" reason ")"
#define NEWER(reason) "cannot read 'x.ccg': written by a newer callchain (" reason ")"

static void cells_are_checked(void **state) {
    (void)state;
    ASSERT_CHUNKS("", TWO_STRINGS, TWO_FUNCTIONS);
    ASSERT_CHUNKS("", TWO_STRINGS, {"SITE", 0, BYTES(1, 3, 4, 0, 0)});
    ASSERT_CHUNKS(DAMAGED("a cell is out of range"), TWO_STRINGS, {"SITE", 0, BYTES(1, 3, 6, 0, 0)});
    ASSERT_CHUNKS(DAMAGED("a number is out of range"), TWO_STRINGS, {"SITE", 0, BYTES(1, 3, 5, 0, 0)});
    ASSERT_CHUNKS(DAMAGED("a cell is empty that must not be"), TWO_STRINGS, {"SITE", 0, BYTES(1, 3, 0, 0, 0)});
    ASSERT_CHUNKS(DAMAGED("two rows with one key"), TWO_STRINGS, {"SITE", 0, BYTES(3, 3, 2, 2, 1, 0, 0, 0, 0, 0, 0)});
    ASSERT_CHUNKS(DAMAGED("a table of another width"), TWO_STRINGS, {"SITE", 0, BYTES(1, 2, 2, 0)});
    ASSERT_CHUNKS(DAMAGED("not as many functions as identities"), {"IDEN", 0, BYTES(0, 1, 1, 1, 'f')});
    ASSERT_CHUNKS(DAMAGED("a chunk is longer than its contents"), TWO_STRINGS, {"SITE", 0, BYTES(1, 3, 2, 0, 0, 0)});
    ASSERT_CHUNKS(DAMAGED("a column is cut short"), TWO_STRINGS, {"SITE", 0, BYTES(1, 3, 2, 0x80, 0x80)});
    ASSERT_CHUNKS(DAMAGED("a chunk is there twice"), TWO_STRINGS, TWO_STRINGS);
    /* An edge of kind 9; an edge whose caller is nobody. */
    ASSERT_CHUNKS(NEWER("a number that has no meaning here"), TWO_FUNCTIONS,
                  {"EDGE", 0, BYTES(1, 7, 2, 4, 18, 0, 0, 0, 0)});
    ASSERT_CHUNKS(DAMAGED("a cell is empty that must not be"), TWO_FUNCTIONS,
                  {"EDGE", 0, BYTES(1, 7, 0, 4, 0, 0, 0, 0, 0)});
    ASSERT_CHUNKS("", TWO_FUNCTIONS, {"EDGE", 0, BYTES(1, 7, 2, 4, 0, 0, 0, 0, 0)});
}

static void entities_have_no_cycles(void **state) {
    (void)state;
    ASSERT_CHUNKS("", {"ENTY", 0, BYTES(2, 4, 0, 2, 0, 0, 0, 2, 0, 0)});
    ASSERT_CHUNKS(DAMAGED("a cell is out of range"), {"ENTY", 0, BYTES(1, 4, 0, 0, 2, 0)});
    ASSERT_CHUNKS(DAMAGED("a cell is out of range"), {"ENTY", 0, BYTES(1, 4, 0, 0, 0, 2)},
                  {"LIST", 0, BYTES(1, 1, 1, 2)});
    ASSERT_CHUNKS(DAMAGED("a list refers to nothing"), {"ENTY", 0, BYTES(1, 4, 0, 0, 0, 2)},
                  {"LIST", 0, BYTES(1, 1, 1, 0)});
}

static void lists_and_sets_are_checked(void **state) {
    (void)state;
    /* Passes of an edge: strings 1 and 2 ascending, then descending, then twice the same. */
    ASSERT_CHUNKS("", TWO_STRINGS, TWO_FUNCTIONS, {"LIST", 0, BYTES(1, 2, 2, 2, 2)},
                  {"EDGE", 0, BYTES(1, 7, 2, 4, 0, 0, 0, 2, 0)});
    ASSERT_CHUNKS(DAMAGED("a set is not in order"), TWO_STRINGS, TWO_FUNCTIONS, {"LIST", 0, BYTES(1, 2, 2, 4, 1)},
                  {"EDGE", 0, BYTES(1, 7, 2, 4, 0, 0, 0, 2, 0)});
    ASSERT_CHUNKS(DAMAGED("a set is not in order"), TWO_STRINGS, TWO_FUNCTIONS, {"LIST", 0, BYTES(1, 2, 2, 2, 0)},
                  {"EDGE", 0, BYTES(1, 7, 2, 4, 0, 0, 0, 2, 0)});
    ASSERT_CHUNKS(DAMAGED("a reference to a list that is not there"), TWO_STRINGS, TWO_FUNCTIONS,
                  {"EDGE", 0, BYTES(1, 7, 2, 4, 0, 0, 0, 2, 0)});
    ASSERT_CHUNKS(DAMAGED("a list is empty or there twice"), {"LIST", 0, BYTES(1, 0, 0)});
    ASSERT_CHUNKS(DAMAGED("a list is empty or there twice"), {"LIST", 0, BYTES(2, 2, 1, 1, 2, 0)});
    ASSERT_CHUNKS(DAMAGED("the lists are inconsistent"), {"LIST", 0, BYTES(1, 1, 2, 2)});
}

static void pools_are_checked(void **state) {
    (void)state;
    ASSERT_CHUNKS(DAMAGED("a string is empty or there twice"), {"STRS", 0, BYTES(0, 2, 2, 1, 1, 'a', 'a')});
    ASSERT_CHUNKS(DAMAGED("a string is empty or there twice"), {"STRS", 0, BYTES(0, 2, 1, 1, 0, 'a')});
    ASSERT_CHUNKS(DAMAGED("a string with a NUL in it"), {"STRS", 0, BYTES(0, 1, 1, 1, 0)});
    ASSERT_CHUNKS(DAMAGED("a pool is inconsistent"), {"STRS", 0, BYTES(1, 1, 1, 1, 0, 'a')});
    ASSERT_CHUNKS("", {"STRS", 0, BYTES(1, 2, 3, 0, 1, 1, 1, 'a', 'b')});
    ASSERT_CHUNKS(NEWER("a pool in an unknown coding"), {"STRS", 0, BYTES(2, 1, 1, 1, 'a')});
}

static void bombs_are_refused(void **state) {
    (void)state;
    /* A pool that says it unpacks to 2^40 bytes; a chunk that says 2^40. */
    ASSERT_CHUNKS(DAMAGED("a pool claims to be too large"),
                  {"STRS", 0, BYTES(1, 1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20, 0, 1, 'a')});
    const uint8_t zeros[16] = {0};
    ASSERT_CHUNKS(DAMAGED("a chunk claims to be too large"), {"STRS", 1, zeros, sizeof zeros, (uint64_t)1 << 40});
    ASSERT_CHUNKS(DAMAGED("a chunk does not unpack"), {"STRS", 1, zeros, sizeof zeros, 100});
    ASSERT_CHUNKS(NEWER("a chunk in an unknown coding"), {"STRS", 7, zeros, sizeof zeros, 16});
    ASSERT_CHUNKS(DAMAGED("a table claims to be too large"),
                  {"SITE", 0, BYTES(0xff, 0xff, 0xff, 0xff, 0xf, 3, 0, 0, 0)});
}

/* What compresses too well to be unpacked again must be stored otherwise. */
static void what_compresses_too_well_is_still_readable(void **state) {
    (void)state;
    char path[64], *text = malloc(3000000);
    cch_graph *graph = cch_graph_new(), *back;
    cch_error error = {0};
    temporary_path(path);
    memset(text, 'a', 3000000);
    for (size_t i = 0; i < 20; i++)
        cch_graph_function(graph, text, 3000000 - i);
    for (uint32_t i = 1; i < 400000; i++)
        cch_graph_insert(graph, CCH_EDGE, (uint32_t[CCH_EDGE_WIDTH]){1 + i % 20, 1, i / 100000, 0});
    for (int canonical = 0; canonical < 2; canonical++) {
        assert_int_equal(cch_graph_write(graph, path, 19, &error), CCH_OK);
        assert_int_equal(cch_graph_read(&back, path, &error), CCH_OK);
        assert_equal_graphs(graph, back);
        cch_graph_free(back);
        cch_graph_canonicalize(graph);
    }
    cch_graph_free(graph);
    free(text);
    unlink(path);
}

static void unknown_chunks_are_skipped(void **state) {
    (void)state;
    ASSERT_CHUNKS("", {"NEW!", 0, BYTES(1, 2, 3)}, TWO_STRINGS, {"NEW2", 9, BYTES(1)});
}

/* The only problem that a graph of these chunks tells of, or "". */
static const char *told(uint32_t version, const struct assembled_chunk *chunks, uint32_t count, cch_graph **graph) {
    static char text[1024];
    assert_int_equal(decode(version, chunks, count, graph, text), CCH_OK);
    const uint32_t *cells = cch_graph_row(*graph, CCH_PROBLEM, 1);
    assert_null(cch_graph_row(*graph, CCH_PROBLEM, 2));
    return cells ? cch_graph_text(*graph, cells[CCH_PROBLEM_UNIT], NULL) : "";
}

/* What a newer callchain adds where an older one can do without: a column at the
 * end, a table. What it cannot do without is in the header. */
static void what_is_new_is_left_out_and_told(void **state) {
    (void)state;
    const struct assembled_chunk column[] = {
        TWO_FUNCTIONS, {"EDGE", 0, BYTES(2, 8, 2, 0, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x81, 0x7f, 0)}};
    const struct assembled_chunk table[] = {TWO_STRINGS, {"NEW!", 0, BYTES(1, 2, 3)}};
    cch_graph *graph;
    assert_string_equal(told(2, column, 3, &graph), "newer graphs");
    assert_int_equal(cch_graph_count(graph, CCH_EDGE), 2);
    assert_int_equal(cch_graph_row(graph, CCH_EDGE, 2)[CCH_EDGE_CALLEE], 2);
    cch_graph_free(graph);
    assert_string_equal(told(2, table, 2, &graph), "newer graphs");
    cch_graph_free(graph);
    assert_string_equal(told(2, table, 1, &graph), "");
    cch_graph_free(graph);
    ASSERT_CHUNKS(DAMAGED("a column is cut short"), TWO_STRINGS, {"SITE", 0, BYTES(1, 4, 2, 0, 0, 0x80)});
    ASSERT_CHUNKS(DAMAGED("a table claims to be too large"), TWO_STRINGS, {"SITE", 0, BYTES(2, 4, 2, 0, 0, 0)});
    ASSERT_VERSION(3, NEWER("format version 3, this one reads up to 2"), TWO_STRINGS);
    ASSERT_VERSION(0x10002, NEWER("it takes what this one does not know to read it rightly"), TWO_STRINGS);
    ASSERT_VERSION(0, DAMAGED("a version that there never was"), TWO_STRINGS);
}

/* A flow and a use without the columns that tell what of a value is carried. */
static void missing_columns_say_that_all_is_possible(void **state) {
    (void)state;
    const struct assembled_chunk chunks[] = {TWO_STRINGS,
                                             {"VALU", 0, BYTES(2, 7, 0, 0, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 0, 0)},
                                             {"FLOW", 0, BYTES(1, 7, 2, 4, 0, 0, 0, 2, 0)},
                                             {"USES", 0, BYTES(1, 7, 2, 0, 0, 0, 0, 0, 0)}};
    cch_graph *graph;
    for (uint32_t version = 1; version <= 2; version++) {
        assert_string_equal(told(version, chunks, 4, &graph), version == 1 ? "older graphs" : "");
        assert_int_equal(cch_graph_row(graph, CCH_FLOW, 1)[CCH_FLOW_CARRIES], CCH_CARRIES_ALL << CCH_CARRIES_PERHAPS);
        assert_int_equal(cch_graph_row(graph, CCH_USE, 1)[CCH_USE_PARTS], 3);
        assert_int_equal(cch_graph_is_older(graph), version == 1);
        cch_graph_free(graph);
    }
}

/* Tables of version 1 are as well guarded. */
static void older_tables_are_checked(void **state) {
    (void)state;
    ASSERT_VERSION(1, "", TWO_STRINGS, TWO_FUNCTIONS, {"LNCH", 0, BYTES(1, 13, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)});
    ASSERT_VERSION(1, DAMAGED("a cell is out of range"), TWO_STRINGS, TWO_FUNCTIONS,
                   {"LNCH", 0, BYTES(1, 13, 2, 4, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0)});
    ASSERT_VERSION(1, DAMAGED("a cell is out of range"), TWO_FUNCTIONS, {"KRNL", 0, BYTES(1, 4, 6, 0, 0, 0)});
    ASSERT_VERSION(1, DAMAGED("two rows with one key"), TWO_FUNCTIONS,
                   {"LDET", 0, BYTES(2, 10, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)});
    ASSERT_VERSION(1, DAMAGED("a table of another width"), TWO_FUNCTIONS, {"LATT", 0, BYTES(1, 6, 2, 0, 0, 0, 0, 0)});
    ASSERT_VERSION(2, DAMAGED("a table of another width"), TWO_STRINGS, TWO_FUNCTIONS,
                   {"LNCH", 0, BYTES(1, 13, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)});
}

static void rows_that_lack_something_are_not_added(void **state) {
    (void)state;
    cch_graph *graph = cch_graph_new();
    uint32_t f = cch_graph_function(graph, "f", 1);
    assert_int_equal(cch_graph_insert(graph, CCH_EDGE, (uint32_t[CCH_EDGE_WIDTH]){f, 0}), 0);
    assert_int_equal(cch_graph_count(graph, CCH_EDGE), 0);
    assert_int_equal(cch_graph_status(graph), CCH_OK);
    assert_null(cch_graph_row(graph, CCH_FUNCTION, 0));
    assert_null(cch_graph_row(graph, CCH_FUNCTION, 2));
    assert_string_equal(cch_graph_text(graph, 77, NULL), "");
    assert_int_equal(cch_graph_find_function(graph, "g", 1), 0);
    cch_graph_free(graph);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trip),
        cmocka_unit_test(cut_short_anywhere),
        cmocka_unit_test(any_bit_flipped),
        cmocka_unit_test(empty_foreign_future),
        cmocka_unit_test(cells_are_checked),
        cmocka_unit_test(entities_have_no_cycles),
        cmocka_unit_test(lists_and_sets_are_checked),
        cmocka_unit_test(pools_are_checked),
        cmocka_unit_test(bombs_are_refused),
        cmocka_unit_test(what_compresses_too_well_is_still_readable),
        cmocka_unit_test(unknown_chunks_are_skipped),
        cmocka_unit_test(what_is_new_is_left_out_and_told),
        cmocka_unit_test(missing_columns_say_that_all_is_possible),
        cmocka_unit_test(older_tables_are_checked),
        cmocka_unit_test(rows_that_lack_something_are_not_added),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
