/* What becomes of a build's command lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "build/commands/depfile.h"
#include "build/commands/shell_words.h"
#include "build/translate/translate.h"

/* The words of a list with a blank between them; to free(). */
static char *join(const cch_word_list *words) {
    char *text = calloc(1, 4096);
    for (size_t i = 0; i < words->count; i++)
        snprintf(text + strlen(text), 4096 - strlen(text), "%s%s", i ? " " : "", words->items[i]);
    return text;
}

static void assert_joined(const cch_word_list *words, const char *wanted) {
    char *text = join(words);
    assert_string_equal(text, wanted);
    free(text);
}

static int translate(cch_translation *translation, const char *file, const char *line) {
    char **words = NULL;
    cch_command command = {.directory = "/d", .file = file};
    assert_int_equal(cch_shell_words(line, &words, &command.argument_count, NULL), CCH_OK);
    command.arguments = (const char *const *)words;
    int result = cch_translate(translation, &command, NULL, NULL);
    free(words);
    return result;
}

static void outputs_are_taken_out(void **state) {
    (void)state;
    cch_translation to;
    assert_int_equal(translate(&to, "/d/a.cpp",
                               "g++ -O2 -Ifoo -I bar -DX -std=c++17 -MD -MT a.o -MF a.d -MMD -MP -c -o a.o "
                               "-Wp,-MMD,x -fmodules-ts -fmodule-mapper=m a.cpp"),
                     CCH_OK);
    assert_joined(&to.arguments, "-O2 -Ifoo -I bar -DX -std=c++17 a.cpp");
    assert_true(to.is_cxx);
    assert_false(to.is_cuda);
    assert_int_equal(to.options_end, to.arguments.count);
    cch_translation_release(&to);

    assert_int_equal(translate(&to, "/d/a.c", "/usr/bin/ccache gcc -oa.o -MFa.d -Wall -- a.c"), CCH_OK);
    assert_joined(&to.arguments, "-Wall -- a.c");
    assert_int_equal(to.options_end, 1);
    assert_false(to.is_cxx);
    cch_translation_release(&to);
}

static void values_that_look_like_options_stay(void **state) {
    (void)state;
    cch_translation to;
    assert_int_equal(translate(&to, "/d/a.c", "clang -include -c -Xclang -MD -D -o a.c"), CCH_OK);
    assert_joined(&to.arguments, "-include -c -Xclang -MD -D -o a.c");
    cch_translation_release(&to);
    assert_int_equal(translate(&to, "/d/a.c", "clang -I"), CCH_OK);
    cch_translation_release(&to);
}

static void cuda_by_clang(void **state) {
    (void)state;
    cch_translation to;
    assert_int_equal(translate(&to, "/d/a.cpp",
                               "clang++ -x cuda --cuda-gpu-arch=sm_80 --offload-arch=sm_90a --offload-arch=sm_70 "
                               "--no-offload-arch=sm_70 -c a.cpp"),
                     CCH_OK);
    assert_true(to.is_cuda && to.host && to.device);
    assert_joined(&to.architectures, "sm_80 sm_90a");
    assert_joined(&to.arguments, "--no-cuda-version-check -x cuda a.cpp");
    cch_translation_release(&to);
    assert_int_equal(translate(&to, "/d/a.cu", "clang++ --cuda-device-only -c a.cu"), CCH_OK);
    assert_true(to.is_cuda && !to.host && to.device);
    cch_translation_release(&to);
}

static void what_is_no_compile(void **state) {
    (void)state;
    cch_translation to;
    assert_int_equal(translate(&to, "/d/a.S", "gcc -c a.S"), CCH_ERROR_FORMAT);
    cch_translation_release(&to);
    assert_int_equal(translate(&to, "/d/a.c", "ccache"), CCH_OK);
    cch_translation_release(&to);
}

static void dependency_files(void **state) {
    (void)state;
    static const struct {
        const char *text, *wanted;
    } cases[] = {
        {"x: a.c b.h\n", "a.c b.h"},
        {"x: a.c \\\n  b.h \\\n  c.h\n\nb.h:\n", "a.c b.h c.h"},
        {"x: a\\ b.c $$d \\#e f\\\n", "a b.c $d #e f"},
        {"x: a\\b", "a\\b"},
        {"x: \n", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char path[] = "/tmp/callchain-dep-XXXXXX";
        int descriptor = mkstemp(path);
        assert_true(descriptor >= 0);
        assert_int_equal(write(descriptor, cases[i].text, strlen(cases[i].text)), (int)strlen(cases[i].text));
        close(descriptor);
        cch_word_list inputs = {0};
        assert_int_equal(cch_depfile_read(&inputs, path, NULL), CCH_OK);
        assert_joined(&inputs, cases[i].wanted);
        cch_word_list_release(&inputs);
        unlink(path);
    }
    cch_word_list inputs = {0};
    assert_int_equal(cch_depfile_read(&inputs, "/dev/null", NULL), CCH_ERROR_FORMAT);
    cch_word_list_release(&inputs);
}

static void lists_grow_and_take_in(void **state) {
    (void)state;
    cch_word_list words = {0}, more = {0};
    cch_word_list_add(&words, "a");
    cch_word_list_add(&words, "d");
    cch_word_list_add(&more, "b");
    cch_word_list_format(&more, "%s", "c");
    cch_word_list_insert_all(&words, 1, &more);
    assert_joined(&words, "a b c d");
    cch_word_list_insert_all(&words, 4, &more);
    assert_joined(&words, "a b c d b c");
    assert_null(words.items[6]);
    cch_word_list_release(&words);
    cch_word_list_release(&more);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outputs_are_taken_out), cmocka_unit_test(values_that_look_like_options_stay),
        cmocka_unit_test(cuda_by_clang),         cmocka_unit_test(what_is_no_compile),
        cmocka_unit_test(dependency_files),      cmocka_unit_test(lists_grow_and_take_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
