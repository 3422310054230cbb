/* Counts of small vocabularies, worked out by hand from the rules that
 * tokenizer.h tells; and vocabularies that make no sense. In a vocabulary's
 * texts Ġ is the space, Ċ the newline. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "tokens/tokenizer.h"

static void add_words(json_object *array, const char *words) {
    while (*words) {
        size_t length = strcspn(words, "\n");
        json_object_array_add(array, json_object_new_string_len(words, (int)length));
        words += length + (words[length] == '\n');
    }
}

/* `normal` and `special` tokens and `merges`, each on a line. */
static json_object *info_of(const char *pre, const char *normal, const char *special, const char *merges) {
    json_object *info = json_object_new_object(), *tokens = json_object_new_array();
    json_object *types = json_object_new_array(), *merged = json_object_new_array();
    add_words(tokens, normal);
    while (json_object_array_length(types) < json_object_array_length(tokens))
        json_object_array_add(types, json_object_new_int(1));
    add_words(tokens, special);
    while (json_object_array_length(types) < json_object_array_length(tokens))
        json_object_array_add(types, json_object_new_int(3));
    add_words(merged, merges);
    json_object_object_add(info, "tokenizer.ggml.model", json_object_new_string("gpt2"));
    json_object_object_add(info, "tokenizer.ggml.pre", json_object_new_string(pre));
    json_object_object_add(info, "tokenizer.ggml.tokens", tokens);
    json_object_object_add(info, "tokenizer.ggml.token_type", types);
    json_object_object_add(info, "tokenizer.ggml.merges", merged);
    return info;
}

static cch_tokenizer *make(const char *pre, const char *normal, const char *special, const char *merges) {
    cch_tokenizer *tokenizer;
    cch_error error = {.text = ""};
    json_object *info = info_of(pre, normal, special, merges);
    int code = cch_tokenizer_new(&tokenizer, info, &error);
    json_object_put(info);
    assert_string_equal(error.text, "");
    assert_int_equal(code, CCH_OK);
    return tokenizer;
}

static void check_bytes(const cch_tokenizer *tokenizer, const char *text, size_t length, uint64_t expected) {
    uint64_t tokens = 0;
    cch_error error;
    assert_int_equal(cch_tokenizer_count(tokenizer, text, length, &tokens, &error), CCH_OK);
    if (tokens != expected)
        print_error("%s: '%s'\n", cch_tokenizer_name(tokenizer), text);
    assert_int_equal(tokens, expected);
}

static void check(const cch_tokenizer *tokenizer, const char *text, uint64_t expected) {
    check_bytes(tokenizer, text, strlen(text), expected);
}

static void test_merging(void **state) {
    (void)state;
    cch_tokenizer *tokenizer =
        make("gpt-2", "a\nb\nc\nĠ\nab\nbc\nabc\naa\nĠa\nĠab", "<|x|>", "a b\nab c\nb c\na a\nĠ a\nĠ ab");
    check(tokenizer, "", 0);
    check(tokenizer, "abc", 1);   /* ab, then abc */
    check(tokenizer, "abcbc", 2); /* abc bc */
    check(tokenizer, "cba", 3);
    check(tokenizer, "aaa", 2);  /* aa a: the leftmost pair first */
    check(tokenizer, "aaab", 2); /* ab has the lower rank: a a ab, then aa ab */
    check(tokenizer, " ab", 1);  /* ab, then Ġab */
    check(tokenizer, " aab", 2); /* Ġ a ab: (a, ab) is no merge, Ġa ab */
    check(tokenizer, "ab ab", 2);
    cch_tokenizer_free(tokenizer);

    /* The rank decides, not the place: bc first, and then nothing merges. */
    tokenizer = make("gpt-2", "a\nb\nc\nab\nbc\nabc", "<|x|>", "b c\na b\nab c");
    check(tokenizer, "abc", 2);
    cch_tokenizer_free(tokenizer);

    /* Of equal pairs the leftmost: aa ab; the other way round were a aa b. */
    tokenizer = make("gpt-2", "a\nb\naa\nab", "<|x|>", "a a\na b");
    check(tokenizer, "aaab", 2);
    /* A merge that is told twice has its first rank. */
    cch_tokenizer_free(tokenizer);
    tokenizer = make("gpt-2", "a\nb\nc\nab\nbc", "<|x|>", "b c\na b\nb c");
    check(tokenizer, "abc", 2);
    cch_tokenizer_free(tokenizer);
}

static void test_long_word(void **state) {
    (void)state;
    enum { LENGTH = 100002 };
    cch_tokenizer *tokenizer = make("gpt-2", "a\naa\naaaa", "<|x|>", "a a\naa aa");
    char *text = malloc(LENGTH);
    assert_non_null(text);
    memset(text, 'a', LENGTH);
    check_bytes(tokenizer, text, LENGTH, LENGTH / 4 + 1); /* 25,000 of four, and one of two */
    free(text);
    cch_tokenizer_free(tokenizer);
}

/* The same text in the words of each pre-tokenizer. */
static void test_words(void **state) {
    (void)state;
    static const char tokens[] =
        "a\nb\n'\ns\nS\n1\n2\n3\n4\nĠ\nĊ\n!\n.\nx\ny\nz\n's\n'S\n12\n123\n1234\n12341\nĠĠ\nĠĠĠ\n"
        "ĠĊ\nĠĊĊ\n!Ċ\n.a\nab\nab!\nĠ1\nĠ!\nxyz";
    static const char merges[] = "' s\n' S\n1 2\n12 3\n123 4\n1234 1\nĠ Ġ\nĠĠ Ġ\nĠ Ċ\nĠĊ Ċ\n! Ċ\n. a\na b\nab !\n"
                                 "Ġ 1\nĠ !";
    static const struct {
        const char *text;
        unsigned gpt2, smollm, qwen2, llama; /* tokens with each */
    } cases[] = {
        {"a's", 2, 2, 2, 2},                           /* a 's */
        {"a'S", 3, 3, 2, 2},                           /* a ' S: gpt-2 knows small letters only; a 'S */
        {"12341", 1, 5, 5, 3},                         /* all of them; each digit; three at most: 123, and 4 1 */
        {"123", 1, 3, 3, 1},     {"a  1", 3, 3, 4, 4}, /* a Ġ Ġ1; smollm cuts out digits first: a ĠĠ 1; a Ġ Ġ 1 */
        {"a   b", 4, 4, 4, 4},                         /* a ĠĠ Ġ b: the last space is b's, and does not merge with it */
        {"a   ", 2, 2, 2, 2},                          /* a ĠĠĠ: at the end white space is one word */
        {"a \n\nb", 4, 4, 3, 3},                       /* a ĠĊ Ċ b; but a ĠĊĊ b: newlines end a word of white space */
        {"!\na", 3, 3, 2, 2},                          /* ! Ċ a; !Ċ a: newlines belong to signs before them */
        {".a", 2, 2, 1, 1},                            /* . a; .a: a sign before letters belongs to them */
        {"ab!", 2, 2, 2, 2},                           /* ab !: nothing merges across words */
        {"a !", 2, 2, 2, 2},                           /* a Ġ! */
        {"xyz", 3, 3, 3, 1},                           /* x y z: no merges; as a whole it is a token */
    };
    static const char *const pres[] = {"gpt-2", "smollm", "qwen2", "llama-bpe"};
    for (size_t k = 0; k < 4; k++) {
        cch_tokenizer *tokenizer = make(pres[k], tokens, "<|x|>", merges);
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            const unsigned counts[] = {cases[i].gpt2, cases[i].smollm, cases[i].qwen2, cases[i].llama};
            check(tokenizer, cases[i].text, counts[k]);
        }
        cch_tokenizer_free(tokenizer);
    }
}

static void test_characters(void **state) {
    (void)state;
    /* The bytes E1 A0 8E of U+180E are áłİ, EF BF BD of U+FFFD are ï¿½, E3 80
     * 80 of U+3000 are ãĢĢ, C3 A9 of é are Ã©. */
    cch_tokenizer *tokenizer = make("gpt-2", "a\n!\ná\nł\nİ\nï\n¿\n½\nã\nĢ\nÃ\n©\n!á\nï¿\nï¿½\n!ã\nÃ©\naÃ", "<|x|>",
                                    "! á\nï ¿\nï¿ ½\n! ã\nÃ ©\na Ã");
    check(tokenizer, "\xc3\xa9", 1);
    check(tokenizer, "a\xc3\xa9", 2);     /* a letter: one word; the merge of Ã © has the lower rank */
    check(tokenizer, "!\xe1\xa0\x8e", 3); /* no white space: one word, !á ł İ */
    check(tokenizer, "!\xe3\x80\x80", 4); /* white space: ! ã Ģ Ģ */
    check(tokenizer, "a\xff", 2);         /* as a U+FFFD */
    check_bytes(tokenizer, "a\0a", 3, 3);
    check(tokenizer, "a\xc3", 2);
    check(tokenizer, "aza", 2); /* there is no z: no token for it */
    cch_tokenizer_free(tokenizer);
}

static void test_special_tokens(void **state) {
    (void)state;
    static const char normal[] = "a\nb\n<\n|\nn\n>\n<|n|>\nab\nĠ\nĠa\n<|im_end|>";
    cch_tokenizer *tokenizer = make("qwen2", normal, "<|x|>\n<|x|><|x|>\nx", "a b\nĠ a");
    check(tokenizer, "<|x|>", 1);
    check(tokenizer, "a<|x|>b", 3); /* a and b no longer meet */
    check(tokenizer, "ab", 1);
    check(tokenizer, "<|x|><|x|><|x|>", 2);    /* the longest first */
    check(tokenizer, "a<|x|><|x|>a<|x|>a", 5); /* a xx a x a */
    check(tokenizer, "<|n|>", 5);              /* a normal token is not cut out: < | n | > */
    check(tokenizer, "axb", 3);
    check(tokenizer, "a<|im_end|> a", 3); /* ends an answer, whatever its type */
    assert_int_equal(cch_tokenizer_added(tokenizer), 0);
    assert_string_equal(cch_tokenizer_name(tokenizer), "gpt2/qwen2");
    cch_tokenizer_free(tokenizer);
}

static void test_added(void **state) {
    (void)state;
    static const struct {
        const char *pre;
        int begins, ends; /* -1: not told */
        unsigned added;
    } cases[] = {{"llama-bpe", -1, -1, 1}, {"llama-bpe", 0, -1, 0}, {"gpt-2", -1, -1, 0},
                 {"gpt-2", 1, 1, 2},       {"dbrx", -1, -1, 0},     {"starcoder", 1, 0, 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cch_tokenizer *tokenizer;
        json_object *info = info_of(cases[i].pre, "a\nb\nab", "<|x|>", "a b");
        if (cases[i].begins >= 0)
            json_object_object_add(info, "tokenizer.ggml.add_bos_token", json_object_new_boolean(cases[i].begins));
        if (cases[i].ends >= 0)
            json_object_object_add(info, "tokenizer.ggml.add_eos_token", json_object_new_boolean(cases[i].ends));
        assert_int_equal(cch_tokenizer_new(&tokenizer, info, NULL), CCH_OK);
        assert_int_equal(cch_tokenizer_added(tokenizer), cases[i].added);
        cch_tokenizer_free(tokenizer);
        json_object_put(info);
    }
}

/* What makes no sense -------------------------------------------------------- */

#define TOKENS "\"tokenizer.ggml.tokens\": [\"a\", \"b\", \"ab\"]"
#define TYPES "\"tokenizer.ggml.token_type\": [1, 1, 1]"
#define MERGES "\"tokenizer.ggml.merges\": [\"a b\"]"
#define KIND "\"tokenizer.ggml.model\": \"gpt2\", \"tokenizer.ggml.pre\": \"qwen2\""

static void test_nonsense(void **state) {
    (void)state;
    static const struct {
        const char *info;
        int code;
        const char *reason;
    } cases[] = {
        {"{" KIND ", " TOKENS ", " TYPES ", " MERGES "}", CCH_OK, ""},
        {"[]", CCH_ERROR_FORMAT, "nothing is told of its vocabulary"},
        {"{}", CCH_ERROR_FORMAT, "nothing is told of its vocabulary"},
        {"{\"tokenizer.ggml.model\": 7}", CCH_ERROR_FORMAT, "nothing is told of its vocabulary"},
        {"{\"tokenizer.ggml.model\": \"llama\"}", CCH_ERROR_VERSION,
         "its vocabulary is of the kind 'llama', not of byte-level BPE"},
        {"{\"tokenizer.ggml.model\": \"gpt2\"}", CCH_ERROR_VERSION, "its pre-tokenizer is not told"},
        {"{\"tokenizer.ggml.model\": \"gpt2\", \"tokenizer.ggml.pre\": \"tekken\"}", CCH_ERROR_VERSION,
         "its pre-tokenizer 'tekken' is not known"},
        {"{\"tokenizer.ggml.model\": \"gpt2\", \"tokenizer.ggml.pre\": \"qwen\"}", CCH_ERROR_VERSION,
         "its pre-tokenizer 'qwen' is not known"},
        {"{\"tokenizer.ggml.model\": \"gpt2\", \"tokenizer.ggml.pre\": \"kormo megrez\"}", CCH_ERROR_VERSION,
         "its pre-tokenizer 'kormo megrez' is not known"},
        {"{" KIND "}", CCH_ERROR_FORMAT, "its vocabulary lacks tokenizer.ggml.tokens"},
        {"{" KIND ", " TOKENS "}", CCH_ERROR_FORMAT, "its vocabulary lacks tokenizer.ggml.token_type"},
        {"{" KIND ", " TOKENS ", " TYPES "}", CCH_ERROR_FORMAT, "its vocabulary lacks tokenizer.ggml.merges"},
        {"{" KIND ", " TYPES ", " MERGES ", \"tokenizer.ggml.tokens\": {\"a\": 1}}", CCH_ERROR_FORMAT,
         "its vocabulary lacks tokenizer.ggml.tokens"},
        {"{" KIND ", " TYPES ", " MERGES ", \"tokenizer.ggml.tokens\": []}", CCH_ERROR_FORMAT,
         "its vocabulary lacks tokenizer.ggml.tokens"},
        {"{" KIND ", " TYPES ", " MERGES ", \"tokenizer.ggml.tokens\": [\"a\", 3, \"ab\"]}", CCH_ERROR_FORMAT,
         "its vocabulary's token 1 is no text"},
        {"{" KIND ", " TYPES ", " MERGES ", \"tokenizer.ggml.tokens\": [\"a\", null, \"ab\"]}", CCH_ERROR_FORMAT,
         "its vocabulary's token 1 is no text"},
        {"{" KIND ", " TYPES ", " MERGES ", \"tokenizer.ggml.tokens\": [\"a\\u0000\", \"b\", \"ab\"]}",
         CCH_ERROR_FORMAT, "its vocabulary's token 0 is no text"},
        {"{" KIND ", " TYPES ", " MERGES ", \"tokenizer.ggml.tokens\": [\"a\", \"b\", \"a\"]}", CCH_ERROR_FORMAT,
         "its vocabulary has the token 'a' twice"},
        {"{" KIND ", " TOKENS ", " MERGES ", \"tokenizer.ggml.token_type\": [1, 1]}", CCH_ERROR_FORMAT,
         "its vocabulary has 3 tokens, but the types of 2"},
        {"{" KIND ", " TOKENS ", " MERGES ", \"tokenizer.ggml.token_type\": [1, \"1\", 1]}", CCH_ERROR_FORMAT,
         "its vocabulary's token 1 is of no type"},
        {"{" KIND ", " TOKENS ", " TYPES ", \"tokenizer.ggml.merges\": [\"ab\"]}", CCH_ERROR_FORMAT,
         "its vocabulary's merge 0 ('ab') is not of two tokens into one"},
        {"{" KIND ", " TOKENS ", " TYPES ", \"tokenizer.ggml.merges\": [\"a b\", \"a c\"]}", CCH_ERROR_FORMAT,
         "its vocabulary's merge 1 ('a c') is not of two tokens into one"},
        {"{" KIND ", " TOKENS ", " TYPES ", \"tokenizer.ggml.merges\": [\"b a\"]}", CCH_ERROR_FORMAT,
         "its vocabulary's merge 0 ('b a') is not of two tokens into one"},
        {"{" KIND ", " TOKENS ", " TYPES ", \"tokenizer.ggml.merges\": [[\"a\", \"b\"]]}", CCH_ERROR_FORMAT,
         "its vocabulary's merge 0 is no text"},
        {"{" KIND ", " TOKENS ", " TYPES ", \"tokenizer.ggml.merges\": [\"\", \" \"]}", CCH_ERROR_FORMAT,
         "its vocabulary's merge 0 ('') is not of two tokens into one"},
        {"{" KIND ", " TOKENS ", " TYPES ", \"tokenizer.ggml.merges\": [\"a \"]}", CCH_ERROR_FORMAT,
         "its vocabulary's merge 0 ('a ') is not of two tokens into one"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cch_tokenizer *tokenizer;
        cch_error error = {.text = ""};
        json_object *info = json_tokener_parse(cases[i].info);
        assert_non_null(info);
        assert_int_equal(cch_tokenizer_new(&tokenizer, info, &error), cases[i].code);
        assert_string_equal(error.text, cases[i].reason);
        assert_int_equal(tokenizer == NULL, cases[i].code != CCH_OK);
        cch_tokenizer_free(tokenizer);
        json_object_put(info);
    }
}

/* More of them than any model has. */
static void test_too_many(void **state) {
    (void)state;
    enum { SPECIALS = (1 << 14) + 1, MOST = 1 << 22 };
    static const char *const arrays[] = {"tokenizer.ggml.tokens", "tokenizer.ggml.token_type", "tokenizer.ggml.merges"};
    cch_tokenizer *tokenizer;
    cch_error error;
    char text[64];
    for (size_t i = 0; i < 3; i++) {
        json_object *info = info_of("gpt-2", "a\nb\nab", "<|x|>", "a b");
        json_object_array_put_idx(json_object_object_get(info, arrays[i]), MOST, json_object_new_int(1));
        assert_int_equal(cch_tokenizer_new(&tokenizer, info, &error), CCH_ERROR_FORMAT);
        snprintf(text, sizeof text, "its vocabulary has too many %s", arrays[i]);
        assert_string_equal(error.text, text);
        json_object_put(info);
    }
    json_object *info = info_of("gpt-2", "a\nb\nab", "", "a b");
    for (unsigned i = 0; i < SPECIALS; i++) {
        snprintf(text, sizeof text, "<|%u|>", i);
        json_object_array_add(json_object_object_get(info, arrays[0]), json_object_new_string(text));
        json_object_array_add(json_object_object_get(info, arrays[1]), json_object_new_int(3));
    }
    assert_int_equal(cch_tokenizer_new(&tokenizer, info, &error), CCH_ERROR_FORMAT);
    assert_string_equal(error.text, "its vocabulary has too many special tokens");
    json_object_put(info);
}

/* A next number, the same ones in each run. */
static unsigned next(unsigned *seed) {
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 16;
}

/* Vocabularies of random pieces, in which a part may be missing: whatever can
 * be made of them counts whatever text without a fault. */
static void test_random(void **state) {
    (void)state;
    static const char *const pieces[] = {"a", "b", "aa", "ab", "Ġ", "Ġa", "Ċ", "<", "<<", "é", "", "1", "Ã", "©", "Ã©"};
    static const char *const pres[] = {"gpt-2", "smollm", "qwen2", "llama-bpe", "dbrx"};
    enum { PIECES = sizeof pieces / sizeof *pieces };
    unsigned seed = 7, made = 0;
    for (unsigned round = 0; round < 3000; round++) {
        json_object *info = info_of(pres[next(&seed) % 5], "", "", "");
        json_object *tokens = json_object_object_get(info, "tokenizer.ggml.tokens");
        json_object *types = json_object_object_get(info, "tokenizer.ggml.token_type");
        json_object *merges = json_object_object_get(info, "tokenizer.ggml.merges");
        char merge[32], text[64];
        for (unsigned i = 0; i < PIECES; i++)
            if (next(&seed) % 16) {
                json_object_array_add(tokens, json_object_new_string(pieces[i]));
                json_object_array_add(types, json_object_new_int((int)(next(&seed) % 8 ? 1 : next(&seed) % 6)));
            }
        for (unsigned i = next(&seed) % 3 + 1; i; i--) {
            snprintf(merge, sizeof merge, "%s %s", pieces[next(&seed) % 2], pieces[next(&seed) % 2]);
            json_object_array_add(merges, json_object_new_string(next(&seed) % 4 ? "a b" : merge));
        }
        cch_tokenizer *tokenizer;
        cch_error error;
        for (unsigned i = 0; i < sizeof text; i++)
            text[i] = next(&seed) % 3 ? "ab <1\n\xc3\xa9"[next(&seed) % 8] : (char)next(&seed);
        if (cch_tokenizer_new(&tokenizer, info, &error) == CCH_OK) {
            uint64_t count;
            made++;
            assert_int_equal(cch_tokenizer_count(tokenizer, text, sizeof text, &count, &error), CCH_OK);
            assert_true(count <= 3 * sizeof text); /* no byte is more than a U+FFFD of three */
            cch_tokenizer_free(tokenizer);
        }
        json_object_put(info);
    }
    assert_true(made > 100);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_merging),    cmocka_unit_test(test_long_word),      cmocka_unit_test(test_words),
        cmocka_unit_test(test_characters), cmocka_unit_test(test_special_tokens), cmocka_unit_test(test_added),
        cmocka_unit_test(test_nonsense),   cmocka_unit_test(test_too_many),       cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
