#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/glob.h"
#include "base/pattern.h"

#include <stdlib.h>
#include <string.h>

static void test_globs(void **state) {
    static const struct {
        const char *glob, *name;
        bool matches;
    } cases[] = {
        {"", "", true},
        {"", "a", false},
        {"*", "", true},
        {"*", "flash::mha_fwd", true},
        {"a", "a", true},
        {"a", "", false},
        {"a*", "abc", true},
        {"*c", "abc", true},
        {"a*c", "abcbc", true},
        {"a*d", "abcbc", false},
        {"a*b*c", "axxbyyc", true},
        {"**a**", "bab", true},
        {"run_*_fwd", "run_flash_fwd", true},
        {"flash::*", "flash::a::b", true},
        {"?", "a", true},
        {"?", "\xc3\xa9", true}, /* one character of two bytes */
        {"?", "ab", false},
        {"[abc]x", "bx", true},
        {"[!abc]x", "bx", false},
        {"[a-c]", "b", true},
        {"[a-c]", "d", false},
        {"[]]", "]", true},
        {"operator[]", "operator[]", true}, /* a bracket that is not closed is itself */
        {"a[b", "a[b", true},
        {"a\\*", "a*", true},
        {"a\\*", "ab", false},
        {"operator\\*", "operator*", true},
        {"*\\", "a\\", true},
        {"[", "[", true},
        {"*[b]", "ab", true},
        {"[a", "", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (cch_glob_matches(cases[i].glob, cases[i].name) != cases[i].matches)
            fail_msg("glob '%s' and name '%s'", cases[i].glob, cases[i].name);
}

static void test_long_glob(void **state) {
    /* Exponential for a matcher that tries every star everywhere. */
    (void)state;
    enum { STARS = 200, LENGTH = 20000 };
    char *glob = malloc(2 * STARS + 2), *name = malloc(LENGTH + 1);
    for (int i = 0; i < STARS; i++)
        memcpy(glob + 2 * i, "*a", 2);
    strcpy(glob + 2 * STARS, "b");
    memset(name, 'a', LENGTH);
    name[LENGTH] = '\0';
    assert_false(cch_glob_matches(glob, name));
    free(glob);
    free(name);
}

static bool matches(const char *text, const char *name, bool tail) {
    cch_pattern *pattern;
    cch_error error;
    assert_int_equal(cch_pattern_new(&pattern, text, &error), 0);
    bool result = tail ? cch_pattern_matches_tail(pattern, name) : cch_pattern_matches(pattern, name);
    cch_pattern_free(pattern);
    return result;
}

static void test_tails(void **state) {
    (void)state;
    assert_false(matches("mha_fwd", "flash::mha_fwd", false));
    assert_true(matches("mha_fwd", "flash::mha_fwd", true));
    assert_false(matches("ha_fwd", "flash::mha_fwd", true));
    assert_true(matches("b::c", "a::b::c", true));
    assert_true(matches("flash_attn_func", "flash_attn.flash_attn_interface.flash_attn_func", true));
    assert_false(matches("::mha_fwd", "flash::mha_fwd", true));
    assert_true(matches("::flash::mha_fwd", "flash::mha_fwd", false));
    assert_false(matches("B", "f<A::B", true)); /* inside arguments */
    assert_true(matches("g", "A<x::y>::g", true));
    assert_true(matches("operator<", "A::operator<", true));
    assert_true(matches("h", "A::operator<(int)::h", true));
    assert_true(matches("k", "A::operator->::k", true));
    assert_false(matches("T>", "my_operator<std::T>", true));
}

static void test_expressions(void **state) {
    cch_pattern *pattern;
    cch_error error;
    (void)state;
    assert_true(matches("re:mha_(fwd|bwd)", "mha_fwd", false));
    assert_false(matches("re:mha_(fwd|bwd)", "mha_fwdx", false));
    assert_true(matches("re:mha_.*", "flash::mha_bwd", true));
    assert_false(matches("re:a|b", "ax", false));
    assert_int_equal(cch_pattern_new(&pattern, "re:(", &error), CCH_ERROR_USAGE);
    assert_non_null(strstr(error.text, "re:("));
    assert_int_equal(cch_pattern_new(&pattern, "re:a)(b", &error), CCH_ERROR_USAGE);
    /* What POSIX's extended expressions have. */
    assert_true(matches("re:[[:alpha:]_]+[0-9]{2,3}", "sm_80", false));
    assert_false(matches("re:[[:alpha:]_]+[0-9]{2,3}", "sm_8", false));
    assert_true(matches("re:operator\\(\\)", "operator()", false));
    assert_true(matches("re:a.b", "a\nb", false));
    assert_false(matches("re:ab", "ab\n", false));
    assert_true(matches("re:^a|b$", "b", false));
    assert_true(matches("re:.*", "\xff\xfe", false)); /* names are bytes */
    assert_true(matches("re:(a|ab)(c|bcd)", "abcd", false));
}

/* Steps that grow exponentially end, and it is told. */
static void test_bounded(void **state) {
    static const char *const hostile[] = {"re:(a|a)*[bc]", "re:((a*)*)*[bc]", "re:(.*a){12}[bc]", "re:(?:(a+)+)+[bc]"};
    char name[3000];
    (void)state;
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        cch_pattern *pattern;
        cch_error error;
        assert_int_equal(cch_pattern_new(&pattern, hostile[i], &error), 0);
        for (int names = 0; names < 10000; names++)
            assert_false(cch_pattern_matches(pattern, name));
        assert_int_equal(cch_pattern_status(pattern, &error), CCH_ERROR_USAGE);
        assert_non_null(strstr(error.text, "it takes too many steps"));
        cch_pattern_free(pattern);
    }
    cch_pattern *pattern;
    cch_error error;
    static const char *const honest[] = {"re:.*kernel.*half.*gemm", "re:([a-z]|[0-9_])*[xy]", "re:(a(b|c)?|x)+y"};
    for (size_t i = 0; i < sizeof honest / sizeof *honest; i++) {
        assert_int_equal(cch_pattern_new(&pattern, honest[i], &error), 0);
        assert_false(cch_pattern_matches(pattern, name));
        assert_int_equal(cch_pattern_status(pattern, &error), 0);
        cch_pattern_free(pattern);
    }
    assert_int_equal(cch_pattern_new(&pattern, "re:((a{1,1000}){1,1000}){1,1000}", &error), CCH_ERROR_USAGE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_globs),       cmocka_unit_test(test_long_glob), cmocka_unit_test(test_tails),
        cmocka_unit_test(test_expressions), cmocka_unit_test(test_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
