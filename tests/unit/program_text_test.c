/* The text of programs: what is written can be read, and what cannot is told with its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "graph_file/program_text.h"

/* Writes a node as it would be written again. */
static void write_node(struct cch_program_writer *writer, const struct cch_program_tree *tree, uint32_t node) {
    const struct cch_program_node *at = &tree->nodes[node];
    if (at->kind == CCH_PROGRAM_STRING)
        cch_program_string(writer, cch_program_text(tree, node), at->count);
    if (at->kind == CCH_PROGRAM_ATOM)
        cch_program_atom(writer, cch_program_text(tree, node));
    if (at->kind != CCH_PROGRAM_LIST)
        return;
    cch_program_open(writer, "");
    for (uint32_t child = at->first; child; child = tree->nodes[child].next)
        write_node(writer, tree, child);
    cch_program_close(writer);
}

static void assert_round(const char *text, size_t length) {
    struct cch_program_tree tree = {0};
    struct cch_program_writer writer = {0};
    assert_int_equal(cch_program_read(&tree, text, length, NULL), 0);
    write_node(&writer, &tree, 1);
    assert_string_equal(cch_program_finish(&writer), text);
    cch_program_tree_release(&tree);
    cch_program_release(&writer);
}

static void written(void **state) {
    (void)state;
    struct cch_program_writer writer = {0};
    cch_program_open(&writer, "if");
    cch_program_atom(&writer, "@3:5");
    cch_program_string(&writer, "a \"b\" \\ \n\t\x7f\0é", 14);
    cch_program_open(&writer, "");
    cch_program_integer(&writer, -12);
    cch_program_close(&writer);
    cch_program_piece(&writer, "(l 1)", 5);
    cch_program_close(&writer);
    const char *text = cch_program_finish(&writer);
    assert_string_equal(text, "(if @3:5 \"a \\\"b\\\" \\\\ \\n\\x09\\x7f\\x00é\" (-12) (l 1))");
    assert_round(text, strlen(text));
    struct cch_program_tree tree = {0};
    assert_int_equal(cch_program_read(&tree, text, strlen(text), NULL), 0);
    assert_string_equal(cch_program_head(&tree, 1), "if");
    assert_int_equal(tree.nodes[1].count, 5);
    uint32_t string = tree.nodes[tree.nodes[tree.nodes[1].first].next].next;
    assert_int_equal(tree.nodes[string].count, 14);
    assert_memory_equal(cch_program_text(&tree, string), "a \"b\" \\ \n\t\x7f\0é", 14);
    assert_string_equal(cch_program_head(&tree, string), "");
    cch_program_tree_release(&tree);
    cch_program_restart(&writer);
    cch_program_open(&writer, "x");
    cch_program_close(&writer);
    assert_string_equal(cch_program_finish(&writer), "(x)");
    cch_program_release(&writer);
}

static void bounds(void **state) {
    (void)state;
    struct cch_program_writer writer = {0};
    assert_string_equal(cch_program_finish(&writer), "(unread \"not written whole\")");
    cch_program_restart(&writer);
    for (int i = 0; i <= CCH_PROGRAM_DEPTH_MAX; i++)
        cch_program_open(&writer, "a");
    assert_string_equal(cch_program_finish(&writer), "(unread \"nested too deeply\")");
    cch_program_restart(&writer);
    for (int i = 0; i < CCH_PROGRAM_SIZE_MAX / 8; i++)
        cch_program_atom(&writer, "12345678");
    assert_string_equal(cch_program_finish(&writer), "(unread \"too large\")");
    cch_program_restart(&writer);
    cch_program_close(&writer);
    assert_string_equal(cch_program_finish(&writer), "(unread \"not written whole\")");
    cch_program_release(&writer);
}

static void assert_refused(const char *text, size_t at) {
    struct cch_program_tree tree = {0};
    const char *message = NULL;
    assert_int_equal(cch_program_read(&tree, text, strlen(text), &message), CCH_ERROR_FORMAT);
    assert_non_null(message);
    assert_int_equal(tree.error, at);
    cch_program_tree_release(&tree);
}

static void refused(void **state) {
    (void)state;
    assert_refused("", 0);
    assert_refused("a", 0);
    assert_refused("\"a\"", 0);
    assert_refused(")", 0);
    assert_refused("(a", 2);
    assert_refused("(a \"b)", 6);
    assert_refused("(a) b", 4);
    assert_refused("(a) (b)", 4);
    assert_refused("(a))", 3);
    assert_refused("(\"\\q\")", 4);
    assert_refused("(\"\\x4\")", 3);
    assert_refused("(\"\\", 3);
    assert_refused("(a\tb)", 2);
    char deep[CCH_PROGRAM_DEPTH_MAX + 2];
    memset(deep, '(', sizeof deep);
    deep[sizeof deep - 1] = 0;
    assert_refused(deep, CCH_PROGRAM_DEPTH_MAX);
}

/* Any bytes are read or refused; what is read can be written and read again. */
static void damaged(void **state) {
    (void)state;
    static const char text[] =
        "(fn ((p \"n\" v i32)) 2 (do (d 1 i32 (bin \"+\" i32 (l 0) (n 1))) (ret (u \"f\\x01\" (l 1)))))";
    static const char bytes[] = "()\" \\xa\n";
    uint64_t random = 1;
    struct cch_program_tree tree = {0};
    for (int round = 0; round < 20000; round++) {
        char changed[sizeof text];
        memcpy(changed, text, sizeof text);
        for (int i = 0; i < 1 + round % 4; i++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            changed[(random >> 33) % (sizeof text - 1)] = bytes[(random >> 20) % (sizeof bytes - 1)];
        }
        size_t length = sizeof text - 1 - (size_t)round % 3;
        char *exact = malloc(length); /* for sanitizers */
        assert_non_null(exact);
        memcpy(exact, changed, length);
        int status = cch_program_read(&tree, exact, length, NULL);
        free(exact);
        assert_true(status == 0 || (status == CCH_ERROR_FORMAT && tree.error <= length));
        if (status)
            continue;
        struct cch_program_writer writer = {0};
        write_node(&writer, &tree, 1);
        const char *again = cch_program_finish(&writer);
        assert_round(again, strlen(again));
        cch_program_release(&writer);
    }
    cch_program_tree_release(&tree);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(written),
        cmocka_unit_test(bounds),
        cmocka_unit_test(refused),
        cmocka_unit_test(damaged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
