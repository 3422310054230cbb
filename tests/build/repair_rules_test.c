/* Which mends follow from clang's messages, and what they do to columns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "build/replay/repair.h"

static const char source[] =
    "line one\n"
    "  use<Traits::Type>(x); use<Traits::Type>(y);\n"
    "struct A { void A::f(); };\n"
    "  make(x)\n"
    "    .get <T, (2 > 1)>(y); x->f<T>::g<1>(z); T::f<1>(z); B<1>::C<2>::f<3\n"
    "  >(z); free<1>(z); x.less < 3; x.more<3> (4);\n"
    "k << <1, 2 >> >(p); k<<< 1, 2 >> 1 >>   > (p); a << < b; c >> > d; e < < <f; g<< <<h; A<B<C>> >(i);\n";

static bool target(void *context, const char *name, cch_mend_target *found) {
    if (strcmp(name, "x.h") != 0)
        return false;
    *found = (cch_mend_target){context, source};
    return true;
}

static int find(cch_mends *mends, const char *messages, int seen, int born) {
    return cch_mends_find(messages, seen, born, target, mends);
}

static void test_places(void **state) {
    (void)state;
    cch_mends mends = {0};
    size_t size = sizeof source - 1;
    assert_int_equal(find(&mends,
                          "x.h:2:7: error: missing 'typename' prior to dependent type name 'N::T<'a'>::Type'\n"
                          "a.cu:1:1: note: in instantiation of …\n",
                          -1, 1),
                     1);
    assert_int_equal(mends.items[0].line, 2);
    assert_int_equal(mends.items[0].column, 7);
    assert_string_equal(mends.items[0].rule, "missing-typename");
    /* A copy with the first: column 38 of the copy is 29 of the file. */
    assert_int_equal(find(&mends,
                          "x.h:2:38: error: missing 'typename' prior to dependent type name 'T::Type' (aka "
                          "'int')\n",
                          1, 2),
                     1);
    assert_int_equal(mends.items[1].column, 29);
    char *mended = cch_mends_apply(&mends, source, &size);
    assert_non_null(mended);
    assert_int_equal(size, sizeof source - 1 + 18);
    assert_memory_equal(mended + 9, "  use<typename Traits::Type>(x); use<typename Traits::Type>(y);\n", 63);
    free(mended);
    /* Column by column of the copy that holds both. */
    assert_int_equal(cch_mends_column(&mends, 2, 6, 2), 6);
    assert_int_equal(cch_mends_column(&mends, 2, 7, 2), 7);
    assert_int_equal(cch_mends_column(&mends, 2, 15, 2), 7);
    assert_int_equal(cch_mends_column(&mends, 2, 16, 2), 7);
    assert_int_equal(cch_mends_column(&mends, 2, 17, 2), 8);
    assert_int_equal(cch_mends_column(&mends, 2, 17, -1), 17);
    assert_int_equal(cch_mends_column(&mends, 3, 17, 2), 17);
    cch_mends_release(&mends);
}

static void test_what_one_has_not_seen_is_new(void **state) {
    (void)state;
    static const char message[] = "x.h:2:7: error: missing 'typename' prior to dependent type name 'T::Type'\n";
    cch_mends mends = {0};
    assert_int_equal(find(&mends, message, -1, 1), 1);
    assert_int_equal(find(&mends, message, -1, 2), 1); /* ran beside the first, without the mend */
    assert_int_equal(find(&mends, message, 1, 3), 0);  /* ran with it */
    assert_int_equal(mends.count, 1);
    cch_mends_release(&mends);
}

static void test_macros_and_fix_its(void **state) {
    (void)state;
    cch_mends mends = {0};
    assert_int_equal(find(&mends,
                          "x.h:1:1: error: missing 'typename' prior to dependent type name 'T::Type'\n"
                          "x.h:2:7: note: expanded from macro 'USE'\n",
                          -1, 1),
                     1);
    assert_int_equal(find(&mends,
                          "x.h:3:20: error: extra qualification on member 'f'\n"
                          "fix-it:\"x.h\":{3:17-3:20}:\"\"\n",
                          -1, 2),
                     1);
    assert_int_equal(mends.count, 2);
    assert_string_equal(mends.items[1].before, "A::");
    assert_string_equal(mends.items[1].after, "");
    cch_mends_release(&mends);
}

/* Where `template ` goes in front of a member that the message does not name, or
 * that ends a chain of names which begins at the place. */
static void test_members(void **state) {
    (void)state;
    static const char must[] = "reference to non-static member function must be called",
                      overloaded[] = "reference to overloaded function could not be resolved; did you mean to call it?",
                      named[] = "missing 'template' keyword prior to dependent template name 'f'";
    static const struct {
        const char *message;
        unsigned line, column, mended; /* 0: not */
    } rows[] = {
        {must, 5, 6, 6},    {overloaded, 5, 6, 6},   {must, 5, 30, 36},     {overloaded, 5, 45, 48},
        {named, 5, 45, 48}, {overloaded, 5, 57, 69}, {overloaded, 6, 9, 0}, {must, 6, 23, 0},
        {must, 6, 35, 35},  {must, 4, 3, 0},         {must, 5, 1, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cch_mends mends = {0};
        char message[256];
        snprintf(message, sizeof message, "x.h:%u:%u: error: %s\n", rows[i].line, rows[i].column, rows[i].message);
        assert_int_equal(find(&mends, message, -1, 1), rows[i].mended != 0);
        if (rows[i].mended) {
            assert_int_equal(mends.items[0].column, rows[i].mended);
            assert_string_equal(mends.items[0].after, "template ");
        }
        cch_mends_release(&mends);
    }
}

/* What nvcc takes for a launch, written apart. */
static void test_brackets(void **state) {
    (void)state;
    static const struct {
        unsigned column, mended; /* 0: not */
        const char *before, *after;
    } rows[] = {
        {6, 3, "<< <", "<<<"},   {15, 12, ">> >", ">>>"}, {41, 36, ">>   >", ">>>"}, {53, 50, "<< <", "<<<"},
        {63, 0, NULL, NULL},     {74, 0, NULL, NULL},     {82, 0, NULL, NULL},       {83, 0, NULL, NULL},
        {95, 92, ">> >", ">>>"}, {4, 0, NULL, NULL},      {1, 0, NULL, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cch_mends mends = {0};
        char message[256];
        snprintf(message, sizeof message, "x.h:7:%u: error: expected expression\n", rows[i].column);
        assert_int_equal(find(&mends, message, -1, 1), rows[i].mended != 0);
        if (rows[i].mended) {
            assert_int_equal(mends.items[0].column, rows[i].mended);
            assert_string_equal(mends.items[0].before, rows[i].before);
            assert_string_equal(mends.items[0].after, rows[i].after);
        }
        cch_mends_release(&mends);
    }
}

static void test_what_does_not_fit(void **state) {
    (void)state;
    static const char *const messages[] = {
        "",
        "\n\n",
        "error: ",
        ": error: ",
        "x.h: error: missing 'typename' prior to dependent type name '",
        "x.h:2:7: error: missing 'typename' prior to dependent type name 'T::Other'\n",
        "x.h:2:8000: error: missing 'typename' prior to dependent type name 'T::Type'\n",
        "x.h:0:0: error: missing 'typename' prior to dependent type name 'T::Type'\n",
        "x.h:99999999999:7: error: missing 'typename' prior to dependent type name 'T::Type'\n",
        "y.h:2:7: error: missing 'typename' prior to dependent type name 'T::Type'\n",
        "x.h:2:7: error: missing 'typename' prior to dependent type name 'T<>>>>>'\n",
        "x.h:2:7: warning: missing 'typename' prior to dependent type name 'T::Type'\n",
        "x.h:1:5: error: declaration of 'T' shadows template parameter\n",
        "x.h:3:20: error: extra qualification on member 'f'\nfix-it:\"x.h\":{3:17-4:20}:\"\"\n",
        "x.h:3:20: error: extra qualification on member 'f'\nfix-it:\"x.h\":{3:17-3:900}:\"\"\n",
        "x.h:3:20: error: extra qualification on member 'f'\nfix-it:\"x.h",
    };
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
        cch_mends mends = {0};
        assert_int_equal(find(&mends, messages[i], -1, 1), 0);
        assert_int_equal(mends.count, 0);
        cch_mends_release(&mends);
    }
    assert_int_equal(cch_mends_count_errors("a:1:1: error: x\nnote: y\nfatal error: z"), 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_what_one_has_not_seen_is_new),
        cmocka_unit_test(test_macros_and_fix_its),
        cmocka_unit_test(test_members),
        cmocka_unit_test(test_brackets),
        cmocka_unit_test(test_what_does_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
