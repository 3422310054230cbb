/* Reading compilation databases: both forms of a command, quoting, paths,
 * repeated entries, and input that is wrong in every way that came to mind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "build/commands/compile_commands.h"
#include "build/commands/shell_words.h"

static cch_compile_commands *decode(const char *text) {
    cch_error error = {0};
    cch_compile_commands *commands = NULL;
    int result = cch_compile_commands_decode(&commands, text, strlen(text), "db.json", "/build", &error);
    if (result != CCH_OK)
        fail_msg("%s", error.text);
    return commands;
}

static void assert_refused(const char *text, size_t size, const char *reason) {
    cch_error error = {0};
    cch_compile_commands *commands = NULL;
    int result = cch_compile_commands_decode(&commands, text, size, "db.json", "/build", &error);
    assert_int_equal(result, CCH_ERROR_FORMAT);
    assert_null(commands);
    assert_ptr_equal(strstr(error.text, "cannot read 'db.json': "), error.text);
    if (!strstr(error.text, reason))
        fail_msg("\"%s\" does not say \"%s\"", error.text, reason);
    assert_null(strchr(error.text, '\n'));
}

static void reads_both_forms(void **state) {
    (void)state;
    cch_compile_commands *commands =
        decode("[{\"directory\": \"/d\", \"file\": \"a.c\", \"command\": \"cc -DX='a b' -c a.c\", \"output\": \"a.o\"},"
               " {\"directory\": \"sub\", \"file\": \"../b.c\", \"arguments\": [\"cc\", \"-DY=a b\", \"../b.c\"]}]");
    assert_int_equal(cch_compile_commands_count(commands), 2);
    const cch_command *a = cch_compile_commands_entry(commands, 0), *b = cch_compile_commands_entry(commands, 1);
    assert_string_equal(a->directory, "/d");
    assert_string_equal(a->file, "/d/a.c");
    assert_string_equal(a->output, "a.o");
    assert_int_equal(a->argument_count, 4);
    assert_string_equal(a->arguments[1], "-DX=a b");
    assert_null(a->arguments[4]);
    assert_string_equal(b->directory, "/build/sub");
    assert_string_equal(b->file, "/build/b.c");
    assert_null(b->output);
    assert_string_equal(b->arguments[1], "-DY=a b");
    assert_null(cch_compile_commands_entry(commands, 2));
    assert_string_equal(cch_compile_commands_path(commands), "/build/db.json");
    assert_string_equal(cch_compile_commands_root(commands), "/");
    cch_compile_commands_free(commands);
}

static void repeated_entries_appear_once(void **state) {
    (void)state;
    cch_compile_commands *commands =
        decode("[{\"directory\": \"/d\", \"file\": \"a.c\", \"command\": \"cc -c a.c\"},"
               "{\"directory\": \"/d\", \"file\": \"/d/./a.c\", \"arguments\": [\"cc\", \"-c\", \"a.c\"]},"
               "{\"directory\": \"/d\", \"file\": \"a.c\", \"command\": \"cc -DX -c a.c\"}]");
    assert_int_equal(cch_compile_commands_count(commands), 2);
    cch_compile_commands_free(commands);
}

static void empty_ones_are_fine(void **state) {
    (void)state;
    cch_compile_commands_free(decode("[]"));
    cch_compile_commands_free(decode(" [ \n ] \n"));
}

static void hostile_input_is_refused(void **state) {
    (void)state;
    static const struct {
        const char *text, *reason;
    } cases[] = {
        {"", "JSON array"},
        {"{}", "JSON array"},
        {"[", "entry 1"},
        {"[1]", "entry 1: not an object"},
        {"[null]", "entry 1: not an object"},
        {"[{}]", "no \"file\""},
        {"[{\"file\": \"a.c\", \"command\": \"cc\"}]", "no \"directory\""},
        {"[{\"directory\": 1, \"file\": \"a.c\"}]", "\"directory\" is not a string"},
        {"[{\"directory\": \"/\", \"file\": \"a.c\"}]", "neither"},
        {"[{\"directory\": \"/\", \"file\": \"a.c\", \"command\": \"  \"}]", "it holds no command"},
        {"[{\"directory\": \"/\", \"file\": \"a.c\", \"command\": \"cc 'x\"}]", "a quote is never closed"},
        {"[{\"directory\": \"/\", \"file\": \"a.c\", \"command\": \"cc \\\\\"}]", "backslash"},
        {"[{\"directory\": \"/\", \"file\": \"a.c\", \"arguments\": {}}]", "\"arguments\" is not an array"},
        {"[{\"directory\": \"/\", \"file\": \"a.c\", \"arguments\": [1]}]", "not a string"},
        {"[{\"directory\": \"/\", \"file\": \"a\\u0000b\", \"command\": \"cc\"}]", "NUL"},
        {"[{\"directory\": \"/\", \"file\": \"a.c\", \"arguments\": [\"a\\u0000b\"]}]", "NUL"},
        {"[{\"directory\": \"/\", \"file\": \"a.c\", \"command\": \"cc\"}", "ends inside the array"},
        {"[{\"directory\": \"/\", \"file\": \"a.c\", \"command\": \"cc\"} {}]", "missing between"},
        {"[{\"directory\": \"/\", \"file\": \"a.c\", \"command\": \"cc\"}] x", "text behind"},
        {"[{\"directory\": \"/\", \"file\": \"a.c\", \"comm", "ends inside it"},
        {"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "entry 1"},
        {"[{\"a\": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "entry 1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_refused(cases[i].text, strlen(cases[i].text), cases[i].reason);
    assert_refused("\0\0\0", 3, "JSON array");
    assert_refused("[\0]", 3, "entry 1");
}

static void files_that_cannot_be_read(void **state) {
    (void)state;
    cch_error error = {0};
    cch_compile_commands *commands = NULL;
    assert_int_equal(cch_compile_commands_read(&commands, "/nonexistent/x.json", &error), CCH_ERROR_SYSTEM);
    assert_non_null(strstr(error.text, "cannot read '/nonexistent/x.json': No such file"));
    assert_int_equal(cch_compile_commands_read(&commands, "/dev/null", &error), CCH_ERROR_FORMAT);
    assert_non_null(strstr(error.text, "not a regular file"));
    assert_null(commands);
}

static void words_are_split_as_by_a_shell(void **state) {
    (void)state;
    static const struct {
        const char *text, *words[6];
    } cases[] = {
        {"", {NULL}},
        {"  a\tb\nc ", {"a", "b", "c"}},
        {"a\\ b \\\"", {"a b", "\""}},
        {"'a \"$x' \"b '\\\"\\$\\x\"", {"a \"$x", "b '\"$\\x"}},
        {"-DX=\\\"y\\\" ''", {"-DX=\"y\"", ""}},
        {"a\\\nb \\\n c", {"ab", "c"}},
        {"$(touch x) `y`; a && b", {"$(touch", "x)", "`y`;", "a", "&&", "b"}},
        {"'a'\"b\"c", {"abc"}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char **words = NULL;
        size_t count = 0;
        assert_int_equal(cch_shell_words(cases[i].text, &words, &count, NULL), CCH_OK);
        for (size_t k = 0; k < count; k++)
            assert_string_equal(words[k], cases[i].words[k]);
        assert_true(count == 6 || cases[i].words[count] == NULL);
        assert_null(words[count]);
        free(words);
    }
}

static void names_of_units(void **state) {
    (void)state;
    assert_string_equal(cch_unit_name("/a/b/c.c", "/a"), "b/c.c");
    assert_string_equal(cch_unit_name("/ab/c.c", "/a"), "/ab/c.c");
    assert_string_equal(cch_unit_name("/ab/c.c", "/"), "ab/c.c");
}

/* The outermost .git decides; without one, what the units share. */
static void root_of_a_project(void **state) {
    (void)state;
    char folder[] = "/tmp/callchain-root-XXXXXX", text[512], path[128], wanted[128];
    assert_non_null(mkdtemp(folder));
    snprintf(text, sizeof text,
             "[{\"directory\": \"%s/p/sub\", \"file\": \"a.c\", \"command\": \"cc a.c\"},"
             "{\"directory\": \"%s/p/subway\", \"file\": \"b.c\", \"command\": \"cc b.c\"}]",
             folder, folder);
    cch_compile_commands *commands = decode(text);
    snprintf(wanted, sizeof wanted, "%s/p", folder);
    assert_string_equal(cch_compile_commands_root(commands), wanted);
    cch_compile_commands_free(commands);

    snprintf(path, sizeof path, "%s/.git", folder);
    assert_int_equal(mkdir(path, 0777), 0);
    commands = decode(text);
    assert_string_equal(cch_compile_commands_root(commands), folder);
    cch_compile_commands_free(commands);
    rmdir(path);
    rmdir(folder);
}

static long peak_kilobytes(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/* 100,000 entries of 1.6 KB: the file is 160 MB, and what is kept must be a
 * fraction of that. */
static void a_huge_database_stays_small(void **state) {
    (void)state;
    enum { ENTRIES = 100000, OPTIONS = 50 };
    char path[] = "/tmp/callchain-huge-XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    FILE *file = fdopen(descriptor, "w");
    fputs("[\n", file);
    for (int i = 0; i < ENTRIES; i++) {
        fprintf(file, "%s{\"directory\": \"/build/module-%d\", \"command\": \"g++", i ? ",\n" : "", i % 500);
        for (int k = 0; k < OPTIONS; k++)
            fprintf(file, " -I/project/source/library-%d/include", (i + k) % 1000);
        fprintf(file, " -o unit-%d.o -c unit-%d.cpp\", \"file\": \"unit-%d.cpp\"}", i, i, i);
    }
    fputs("]\n", file);
    fclose(file);
    struct stat status;
    stat(path, &status);
    cch_error error = {0};
    cch_compile_commands *commands = NULL;
    long before = peak_kilobytes();
    if (cch_compile_commands_read(&commands, path, &error) != CCH_OK)
        fail_msg("%s", error.text);
    long grown = peak_kilobytes() - before;
    unlink(path);
    print_message("%d entries, %ld MB: peak memory grew by %ld MB\n", ENTRIES, (long)status.st_size >> 20, grown >> 10);
    assert_int_equal(cch_compile_commands_count(commands), ENTRIES);
    assert_string_equal(cch_compile_commands_entry(commands, ENTRIES - 1)->file, "/build/module-499/unit-99999.cpp");
#ifndef __SANITIZE_ADDRESS__
    assert_true(grown < status.st_size / 1024);
#endif
    cch_compile_commands_free(commands);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_both_forms),
        cmocka_unit_test(repeated_entries_appear_once),
        cmocka_unit_test(empty_ones_are_fine),
        cmocka_unit_test(hostile_input_is_refused),
        cmocka_unit_test(files_that_cannot_be_read),
        cmocka_unit_test(words_are_split_as_by_a_shell),
        cmocka_unit_test(names_of_units),
        cmocka_unit_test(root_of_a_project),
        cmocka_unit_test(a_huge_database_stays_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
