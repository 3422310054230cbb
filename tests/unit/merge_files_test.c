/* Merging files: the result is the same, byte for byte, for any order,
 * grouping and number of threads; bad inputs are named; what is missing or in
 * conflict is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <sys/stat.h>

#include "graph/merge/merge.h"
#include "random_graph.h"

enum { FILES = 9 };

static char folder[64];

static char *in_folder(const char *name) {
    char *path = malloc(256);
    snprintf(path, 256, "%s/%s", folder, name);
    return path;
}

static void write_random(const char *name, uint32_t seed) {
    char *path = in_folder(name);
    uint32_t facts[80];
    cch_error error;
    struct random_state random = {seed};
    for (size_t i = 0; i < 80; i++)
        facts[i] = random_below(&random, 1000);
    cch_graph *graph = random_graph(facts, 80, seed);
    if (seed % 2)
        cch_graph_canonicalize(graph);
    assert_int_equal(cch_graph_write(graph, path, 1, &error), CCH_OK);
    cch_graph_free(graph);
    free(path);
}

static int setup(void **state) {
    (void)state;
    char command[256];
    strcpy(folder, "/tmp/callchain-test-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(command, sizeof command, "%s/sub", folder);
    if (mkdir(command, 0700))
        return -1;
    for (uint32_t i = 0; i < FILES; i++) {
        char name[32];
        snprintf(name, sizeof name, i % 3 ? "%u.ccg" : "sub/%u.ccg", i);
        write_random(name, i + 1);
    }
    return 0;
}

static int teardown(void **state) {
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    return system(command);
}

static cch_graph *merged(const char *const *paths, size_t count, unsigned threads) {
    cch_graph *graph;
    cch_error error = {0};
    struct cch_merge_options options = {.threads = threads};
    int code = cch_merge_files(paths, count, &options, &graph, NULL, &error);
    assert_string_equal(error.text, "");
    assert_int_equal(code, CCH_OK);
    return graph;
}

static void assert_bytes(cch_graph *graph, const char *expected, size_t expected_size) {
    size_t size;
    char *bytes = canonical_bytes(graph, &size);
    assert_int_equal(size, expected_size);
    assert_memory_equal(bytes, expected, size);
    free(bytes);
}

static void order_grouping_and_threads_do_not_show(void **state) {
    (void)state;
    const char *whole[] = {folder};
    size_t size;
    char *expected = canonical_bytes(merged(whole, 1, 1), &size);
    char *paths[FILES + 1];
    struct random_state random = {77};
    for (unsigned threads = 1; threads <= 12; threads++)
        assert_bytes(merged(whole, 1, threads), expected, size);
    for (int round = 0; round < 20; round++) {
        for (uint32_t i = 0; i < FILES; i++) {
            char name[32];
            snprintf(name, sizeof name, i % 3 ? "%u.ccg" : "sub/%u.ccg", i);
            paths[i] = in_folder(name);
        }
        for (uint32_t i = FILES; i > 1; i--) {
            uint32_t j = random_below(&random, i);
            char *swap = paths[i - 1];
            paths[i - 1] = paths[j];
            paths[j] = swap;
        }
        /* A part of them beforehand, and one of them twice. */
        cch_error error;
        cch_graph *part = merged((const char *const *)paths, 1 + random_below(&random, FILES), 2);
        paths[FILES] = in_folder("part.out");
        assert_int_equal(cch_graph_write(part, paths[FILES], 1, &error), CCH_OK);
        cch_graph_free(part);
        cch_graph *whole_again = merged((const char *const *)paths, FILES + 1, 1 + random_below(&random, 4));
        assert_bytes(whole_again, expected, size);
        for (int i = 0; i <= FILES; i++)
            free(paths[i]);
    }
    free(expected);
}

static void put_garbage(const char *name) {
    char *path = in_folder(name);
    FILE *file = fopen(path, "w");
    fputs("garbage", file);
    fclose(file);
    free(path);
}

static void a_bad_input_is_named(void **state) {
    (void)state;
    const char *whole[] = {folder};
    cch_graph *graph;
    cch_error error = {0};
    put_garbage("bad1.ccg");
    put_garbage("bad2.ccg");
    for (unsigned threads = 1; threads < 5; threads++) {
        struct cch_merge_options options = {.threads = threads};
        assert_int_equal(cch_merge_files(whole, 1, &options, &graph, NULL, &error), CCH_ERROR_FORMAT);
        assert_null(graph);
        assert_non_null(strstr(error.text, "bad1.ccg': not a call-chain graph"));
    }
}

static void keeping_going_leaves_bad_inputs_out(void **state) {
    (void)state;
    const char *whole[] = {folder};
    cch_graph *graph;
    cch_error error = {0};
    struct cch_merge_report report;
    struct cch_merge_options options = {.threads = 2, .keep_going = 1};
    size_t size;
    char *expected = canonical_bytes(merged(whole, 1, 1), &size);
    put_garbage("bad1.ccg");
    put_garbage("sub/bad2.ccg");
    assert_int_equal(cch_merge_files(whole, 1, &options, &graph, &report, &error), CCH_OK);
    assert_int_equal(report.files, FILES + 2);
    assert_int_equal(report.failed, 2);
    assert_non_null(strstr(report.failures[0].text, "/bad1.ccg'"));
    assert_non_null(strstr(report.failures[1].text, "/sub/bad2.ccg'"));
    cch_merge_report_release(&report);
    assert_bytes(graph, expected, size);
    char *path = in_folder("bad1.ccg");
    const char *bad[] = {path, path};
    assert_int_equal(cch_merge_files(bad, 2, &options, &graph, &report, &error), CCH_ERROR_FORMAT);
    assert_int_equal(report.failed, 2);
    cch_merge_report_release(&report);
    free(path);
    free(expected);
}

static void nothing_to_merge_is_an_error(void **state) {
    (void)state;
    char *path = in_folder("empty"), *missing = in_folder("missing.ccg");
    cch_graph *graph;
    cch_error error = {0};
    mkdir(path, 0700);
    const char *empty[] = {path}, *absent[] = {missing};
    assert_int_equal(cch_merge_files(empty, 1, NULL, &graph, NULL, &error), CCH_ERROR_USAGE);
    assert_non_null(strstr(error.text, "no graph file (*.ccg) below it"));
    assert_int_equal(cch_merge_files(NULL, 0, NULL, &graph, NULL, &error), CCH_ERROR_USAGE);
    assert_int_equal(cch_merge_files(absent, 1, NULL, &graph, NULL, &error), CCH_ERROR_SYSTEM);
    assert_non_null(strstr(error.text, "No such file or directory"));
    free(path);
    free(missing);
}

/* The output of the run before does not become an input by lying there. */
static void the_output_is_no_input(void **state) {
    (void)state;
    const char *whole[] = {folder};
    char *output = in_folder("old-whole.ccg");
    size_t size;
    char *expected = canonical_bytes(merged(whole, 1, 1), &size);
    write_random("old-whole.ccg", 1234);
    struct cch_merge_options options = {.threads = 1, .exclude = output};
    cch_graph *graph;
    assert_int_equal(cch_merge_files(whole, 1, &options, &graph, NULL, NULL), CCH_OK);
    assert_bytes(graph, expected, size);
    free(expected);
    free(output);
}

static void add_pass(cch_graph *graph, const char *name, const char *unit, uint32_t errors, const char *content) {
    uint32_t cells[CCH_PASS_WIDTH] = {0};
    uint32_t hash = cch_graph_string(graph, content, strlen(content));
    cells[CCH_PASS_NAME] = cch_graph_string(graph, name, strlen(name));
    cells[CCH_PASS_UNIT] = cch_graph_string(graph, unit, strlen(unit));
    cells[CCH_PASS_ERRORS] = errors;
    cells[CCH_PASS_CONTENTS] = cch_graph_list(graph, &hash, 1);
    cch_graph_insert(graph, CCH_PASS, cells);
}

static void findings_are_told(void **state) {
    (void)state;
    cch_graph *graph = cch_graph_new();
    const char *units[] = {"b.cu", "a.cu", "z.cpp", "a.cu"};
    struct cch_numbers numbers;
    add_pass(graph, "a.host", "a.cu", 0, "1");
    add_pass(graph, "a.host", "a.cu", 0, "2");
    add_pass(graph, "a.sm_80", "a.cu", 3, "3");
    assert_int_equal(cch_add_expected_units(graph, units, 4), CCH_OK);
    uint32_t file = cch_graph_string(graph, "x.h", 3);
    for (uint32_t line = 1; line < 3; line++) {
        uint32_t cells[CCH_FUNCTION_WIDTH] = {cch_graph_function(graph, "f", 1)};
        cells[CCH_FUNCTION_DEFINITION] = cch_graph_insert(graph, CCH_SITE, (uint32_t[]){file, line, 1});
        cch_graph_insert(graph, CCH_FUNCTION, cells);
    }
    cch_graph_canonicalize(graph);

    assert_int_equal(cch_missing_units(graph, &numbers), CCH_OK);
    assert_int_equal(numbers.count, 2);
    assert_string_equal(cch_graph_text(graph, numbers.items[0], NULL), "b.cu");
    assert_string_equal(cch_graph_text(graph, numbers.items[1], NULL), "z.cpp");
    cch_numbers_release(&numbers);

    assert_int_equal(cch_incomplete_passes(graph, &numbers), CCH_OK);
    assert_int_equal(numbers.count, 1);
    cch_numbers_release(&numbers);

    assert_int_equal(cch_disagreeing_passes(graph, &numbers), CCH_OK);
    assert_int_equal(numbers.count, 1);
    cch_numbers_release(&numbers);

    assert_int_equal(cch_conflicting_functions(graph, &numbers), CCH_OK);
    assert_int_equal(numbers.count, 1);
    assert_string_equal(cch_graph_identity(graph, numbers.items[0], NULL), "f");
    cch_numbers_release(&numbers);
    cch_graph_free(graph);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_FOLDER(order_grouping_and_threads_do_not_show),
        IN_FOLDER(a_bad_input_is_named),
        IN_FOLDER(keeping_going_leaves_bad_inputs_out),
        IN_FOLDER(nothing_to_merge_is_an_error),
        IN_FOLDER(the_output_is_no_input),
        cmocka_unit_test(findings_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
