/* What leaves for a terminal, a table or a program is what a person can read,
 * whatever the names are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/escape.h"
#include "base/table_cell.h"

typedef void writer(FILE *stream, const char *text);

static void assert_written(writer *write, const char *text, const char *expected) {
    char *written = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&written, &size);
    write(stream, text);
    fclose(stream);
    assert_string_equal(written, expected);
    free(written);
}

static void lines_and_cells(void **state) {
    (void)state;
    assert_written(cch_write_text, "", "");
    assert_written(cch_write_text, "ns::f<int, 'é'>(Größe…) 核 😀", "ns::f<int, 'é'>(Größe…) 核 😀");
    assert_written(cch_write_text, "a\tb\nc\\d\r", "a\\tb\\nc\\\\d\\x0d");
    assert_written(cch_write_text, "\x1b[31m\a\b\x7f", "\\x1b[31m\\x07\\x08\\x7f");
    assert_written(cch_write_text,
                   "\xc2\x9b"
                   "31m\xc2\x80\xc2\xa0",
                   "\\u009b31m\\u0080\xc2\xa0");
    assert_written(cch_write_text,
                   "a\xe2\x80\xae"
                   "b\xe2\x81\xa6"
                   "c\xd8\x9c\xe2\x80\x8f\xe2\x80\xa8",
                   "a\\u202eb\\u2066c\\u061c\\u200f\\u2028");
    /* No UTF-8: alone, overlong, a surrogate, past the end, cut off. */
    assert_written(cch_write_text, "\xff\x80x\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80",
                   "\\xff\\x80x\\xc0\\xaf\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80");
    assert_written(cch_write_text, "\xe6\xa0", "\\xe6\\xa0");
    assert_written(cch_write_text, "\xe6\xa0x", "\\xe6\\xa0x");
    assert_written(cch_write_message, "C:\\x\n\x1b", "C:\\x\\n\\x1b");
    assert_written(cch_write_message, "C:\\x\\n\\x1b", "C:\\x\\n\\x1b"); /* not once more */
}

static void csv(void **state) {
    (void)state;
    assert_written(cch_write_csv_cell, "plain", "plain");
    assert_written(cch_write_csv_cell, "a,\"b\"\nc", "\"a,\"\"b\"\"\nc\"");
    assert_written(cch_write_csv_cell, "\x1b]0;t\a\r", "\"\\x1b]0;t\\x07\\x0d\"");
    static const char *const formulas[] = {"=cmd|' /C calc'!A0",
                                           "+1+1",
                                           "-x",
                                           "@f",
                                           "-",
                                           "--1",
                                           "-1e",
                                           "-.",
                                           "=1",
                                           "-0x10",
                                           "\xef\xbc\x9d"
                                           "1"};
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
        char expected[64];
        snprintf(expected, sizeof expected, "'%s", formulas[i]);
        assert_written(cch_write_csv_cell, formulas[i], expected);
    }
    assert_written(cch_write_csv_cell, "\t=1", "'\t=1");
    assert_written(cch_write_csv_cell, "=\"a\"", "\"'=\"\"a\"\"\"");
    static const char *const numbers[] = {"-1", "+2", "-0.5", "-.5", "-1.", "-1e-9", "+1E+5", "7"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        assert_written(cch_write_csv_cell, numbers[i], numbers[i]);
}

static void markdown(void **state) {
    (void)state;
    assert_written(cch_write_markdown_cell, "a|b\nc\td", "a\\|b c d");
    assert_written(cch_write_markdown_cell, "[x](y)<b>`*_~&amp;", "\\[x\\](y)\\<b>\\`\\*\\_\\~\\&amp;");
    assert_written(cch_write_markdown_cell, "\x1b\xe2\x80\xae\xff", "\\\\x1b\\\\u202e\\\\xff");
}

static void json(void **state) {
    (void)state;
    assert_written(cch_write_json, "{\n  \"a\\n\\\"\": \"é\\u001b\"\n}", "{\n  \"a\\n\\\"\": \"é\\u001b\"\n}");
    assert_written(cch_write_json, "\"\x7f\xc2\x9b\xe2\x80\xae\xff\xe6\xa0\"",
                   "\"\\u007f\\u009b\\u202e\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
}

static void messages_in_memory(void **state) {
    char text[8];
    cch_error error;
    (void)state;
    cch_escape_message(text, sizeof text, "ab\x1b\x1b");
    assert_string_equal(text, "ab\\x1b");
    cch_escape_message(text, sizeof text, "abcdefghi");
    assert_string_equal(text, "abcdefg");
    cch_escape_message(text, sizeof text, "abcdeé…");
    assert_string_equal(text, "abcdeé");
    cch_fail(&error, CCH_ERROR_FORMAT, "cannot read '%s'", "x\n\x1b[1m\xc2\x9b\xff\xe2\x80\xae.ccg");
    assert_string_equal(error.text, "cannot read 'x\\n\\x1b[1m\\u009b\\xff\\u202e.ccg'");
    cch_fail(&error, CCH_ERROR_FORMAT, "first: %s", error.text);
    assert_string_equal(error.text, "first: cannot read 'x\\n\\x1b[1m\\u009b\\xff\\u202e.ccg'");
}

/* In a child, whose streams these are. Characters may come in parts. */
static void guarded_streams(void **state) {
    (void)state;
    int ends[2];
    char got[512] = {0};
    static const char words[] = "né\tx\r\ny\r\x1b[2J\xc2\x9b\xff\xe2\x80\xae…\n";
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        dup2(ends[1], STDERR_FILENO);
        cch_guard_streams(false);
        fputs(words, stdout);
        fflush(stdout);
        for (const char *at = words; *at; at++)
            putc(*at, stderr);
        fputs("\xe6\xa0", stdout);
        _exit(fclose(stdout) ? 1 : 0);
    }
    close(ends[1]);
    for (size_t at = 0; at < sizeof got - 1;) {
        ssize_t count = read(ends[0], got + at, sizeof got - 1 - at);
        if (count <= 0)
            break;
        at += (size_t)count;
    }
    close(ends[0]);
#define SHOWN "né\tx\r\ny\\x0d\\x1b[2J\\u009b\\xff\\u202e…\n"
    assert_string_equal(got, SHOWN SHOWN "\\xe6\\xa0");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_and_cells),    cmocka_unit_test(csv),
        cmocka_unit_test(markdown),           cmocka_unit_test(json),
        cmocka_unit_test(messages_in_memory), cmocka_unit_test(guarded_streams),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
