/* Names of kernels as different tools print them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "params/hardware/kernel_name.h"

#include <stdlib.h>
#include <string.h>

static void test_plain(void **state) {
    static const struct {
        const char *name, *plain;
    } cases[] = {
        {"", ""},
        {"k", "k"},
        {"void k<(int)64, (bool)0, (bool)1>(P, int)", "k<64,false,true>"},
        {"void k<T<1> > (P)", "k<T<1>>"},
        {"k(unsigned int, void (*)(int))", "k"},
        {"k<unsigned int, 4u, 5UL, -3, (char)-3>", "k<unsigned int,4,5,-3,-3>"},
        {"void k<(n::E)2>()", "k<2>"},
        {"(anonymous namespace)::k(int)", "(anonymous namespace)::k"},
        {"k<float (*)(int)>", "k<float(*)(int)>"},
        {"k2_v3<x64>", "k2_v3<x64>"},
        {")", ")"},
        {"(", "("},
        {"(int)", ""},
        {"(bool)1", "true"},
        {"void ", ""},
        {"(((((1", "(((((1"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *plain = cch_kernel_name_plain(cases[i].name);
        assert_non_null(plain);
        assert_string_equal(plain, cases[i].plain);
        free(plain);
    }
}

static void test_is(void **state) {
    static const struct {
        const char *ours, *given;
        bool exact, loose;
    } cases[] = {
        {"a::k<b::T<1>>", "a::k<b::T<1>>", true, true},
        {"a::k<b::T<1>>", "k<T<1>>", false, true},
        {"a::k<b::T<1>>", "a::k<T<1>>", false, true},
        {"a::k<b::T<1>>", "k", false, true},
        {"a::k<b::T<1>>", "a::k", true, true},
        {"a::k<b::T<1>>", "a", false, false},
        {"a::k<b::T<1>>", "T<1>", false, false},
        {"a::k<b::T<1>>", "c::k<b::T<1>>", false, false},
        {"a::k<b::T<1>>", "a::k<b::T<2>>", false, false},
        {"a::k<b::T<1>>", "a::k<b::...", true, true},
        {"a::k<b::T<1>>", "k<T<\xe2\x80\xa6", false, true},
        {"a::k<b::T<1>>", "k<T<2...", false, false},
        {"k2", "k", false, false},
        {"k", "k2", false, false},
        {"a::k2", "k...", false, true},
        {"(anonymous namespace)::k", "k", false, true},
        {"a<x>::k<1>", "k<1>", false, true},
        {"a<x::y", "z", false, false},
        {"", "", true, true},
        {"k", "", false, false},
        {"k", "...", true, true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (cch_kernel_name_is(cases[i].ours, cases[i].given, false) != cases[i].exact ||
            cch_kernel_name_is(cases[i].ours, cases[i].given, true) != cases[i].loose)
            fail_msg("'%s' and '%s'", cases[i].ours, cases[i].given);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
