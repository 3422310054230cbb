/* The parts of the client that need no server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/json.h"
#include "base/utf8.h"
#include "ollama/answer.h"
#include "ollama/chat.h"
#include "ollama/endpoint.h"
#include "ollama/model_options.h"
#include "ollama/stability.h"
#include "ollama/store.h"
#include "ollama/tokens.h"

static void test_endpoints(void **state) {
    static const struct {
        const char *text, *url;
        bool warning;
    } cases[] = {
        {NULL, "http://127.0.0.1:11434", false},
        {"", "http://127.0.0.1:11434", false},
        {"  ", "http://127.0.0.1:11434", false},
        {"example.org", "http://example.org:11434", false},
        {"1.2.3.4", "http://1.2.3.4:11434", false},
        {"1.2.3.4:", "http://1.2.3.4:11434", true},
        {"1.2.3.4:80", "http://1.2.3.4:80", false},
        {":1234", "http://127.0.0.1:1234", false},
        {"0.0.0.0", "http://0.0.0.0:11434", false},
        {"0.0.0.0:5000", "http://0.0.0.0:5000", false},
        {"http://example.org", "http://example.org:80", false},
        {"http://example.org:8080", "http://example.org:8080", false},
        {"https://example.org", "https://example.org:443", false},
        {"HTTPS://example.org", "https://example.org:443", false},
        {"https://example.org/", "https://example.org:443", false},
        {"https://example.org:8443/sub", "https://example.org:8443/sub", false},
        {"example.org:8080/sub/ollama/", "http://example.org:8080/sub/ollama", false},
        {"example.org/sub", "http://example.org:11434/sub", false},
        {"::1", "http://[::1]:11434", false},
        {"[::1]", "http://[::1]:11434", false},
        {"[::1]:5000", "http://[::1]:5000", false},
        {"::", "http://[::]:11434", false},
        {"[::]:5000", "http://[::]:5000", false},
        {"http://[::1]", "http://[::1]:80", false},
        {"fe80::1%eth0", "http://[fe80::1%25eth0]:11434", false},
        {"\"example.org:1\"", "http://example.org:1", false},
        {"'example.org'", "http://example.org:11434", false},
        {" \" example.org \" ", "http://example.org:11434", false},
        {"example.org:99999", "http://example.org:11434", true},
        {"example.org:-1", "http://example.org:11434", true},
        {"example.org:x", "http://example.org:11434", true},
        {"http://example.org:x", "http://example.org:80", true},
        {"https://example.org:70000", "https://example.org:443", true},
        {"example.org:0", "http://example.org:0", false},
        {"example.org:65535", "http://example.org:65535", false},
        {"ftp://example.org", NULL, false},
        {"://example.org", NULL, false},
        {"exa mple.org", NULL, false},
        {"example.org\n:80", NULL, false},
        {"user:secret@example.org", NULL, false},
        {"http://user@example.org", NULL, false},
        {"1:2:3", NULL, false},
        {"[::1", NULL, false},
        {"[::1]x", NULL, false},
        {"example.org?x=1", NULL, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cch_endpoint endpoint;
        cch_error error;
        int code = cch_endpoint_parse(&endpoint, cases[i].text, &error);
        if (!cases[i].url) {
            assert_int_equal(code, CCH_ERROR_USAGE);
            assert_non_null(strstr(error.text, "cannot use OLLAMA_HOST '"));
            assert_null(strchr(error.text, '\n'));
            continue;
        }
        assert_int_equal(code, CCH_OK);
        assert_string_equal(endpoint.url, cases[i].url);
        assert_int_equal(endpoint.warning != NULL, cases[i].warning);
        assert_int_equal(endpoint.tls, strncmp(cases[i].url, "https", 5) == 0);
        cch_endpoint_release(&endpoint);
    }
}

static void test_loopback(void **state) {
    static const struct {
        const char *text;
        bool loopback;
    } cases[] = {{"", true},       {"localhost", true}, {"127.5.5.5", true},    {"0.0.0.0", true}, {"::1", true},
                 {"[::]:1", true}, {"10.0.0.1", false}, {"example.org", false}, {"2001::1", false}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cch_endpoint endpoint;
        assert_int_equal(cch_endpoint_parse(&endpoint, cases[i].text, NULL), CCH_OK);
        assert_int_equal(endpoint.loopback, cases[i].loopback);
        cch_endpoint_release(&endpoint);
    }
}

static void test_utf8(void **state) {
    static const struct {
        const char *bytes;
        size_t length;
        const char *repaired;
    } cases[] = {
        {"", 0, ""},
        {"a\xc3\xa9z", 4, "a\xc3\xa9z"},
        {"\xff", 1, "\xef\xbf\xbd"},
        {"a\0b", 3,
         "a\xef\xbf\xbd"
         "b"},
        {"\xc3", 1, "\xef\xbf\xbd"},                                 /* cut off */
        {"\xc0\x80", 2, "\xef\xbf\xbd\xef\xbf\xbd"},                 /* longer than it need be */
        {"\xed\xa0\x80", 3, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"}, /* half of a pair */
        {"\xf0\x9f\x98\x80", 4, "\xf0\x9f\x98\x80"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t length;
        char *text = cch_utf8_repair(cases[i].bytes, cases[i].length, &length);
        assert_string_equal(text, cases[i].repaired);
        assert_int_equal(length, strlen(text));
        free(text);
    }
}

static void test_contexts(void **state) {
    (void)state;
    assert_int_equal(cch_context_step(1, 0), 2048);
    assert_int_equal(cch_context_step(2048, 0), 2048);
    assert_int_equal(cch_context_step(2049, 0), 4096);
    assert_int_equal(cch_context_step(5000, 8192), 8192);
    assert_int_equal(cch_context_step(5000, 6000), 6000);
    assert_int_equal(cch_context_step(6001, 6000), 0);
    assert_int_equal(cch_context_step(100, 1024), 1024);
}

static void test_token_scale(void **state) {
    cch_token_scale scale = {0};
    (void)state;
    /* Nothing known: a token for each 2.5 bytes and 64 more; at least one for each 10. */
    assert_int_equal(cch_tokens_at_most(&scale, 10000), 4064);
    assert_int_equal(cch_tokens_at_least(&scale, 10000), 1000);
    cch_token_scale_add(&scale, 1000, 250);
    cch_token_scale_add(&scale, 0, 250); /* says nothing */
    cch_token_scale_add(&scale, 1000, 500);
    /* Between 0.25 and 0.5 a byte: 15 % more than the most, 60 % of the least. */
    assert_int_equal(cch_tokens_at_most(&scale, 10000), 5814);
    assert_int_equal(cch_tokens_at_least(&scale, 10000), 1500);
}

static void test_model_options(void **state) {
    cch_ollama_options options;
    cch_error error;
    (void)state;
    assert_int_equal(cch_ollama_options_init(&options, &error), CCH_OK);
    assert_int_equal(cch_ollama_options_integer(&options, "num_predict", 0), 2048);
    assert_false(cch_ollama_options_has(&options, "num_ctx"));
    static const char *const good[] = {"temperature=0",    "top_k=-0",         "num_ctx=512",
                                       "stop=###",         "use_mmap=false",   "top_p=.5",
                                       "mirostat_tau=5e0", "repeat_last_n=-1", "penalize_newline=1"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_int_equal(cch_ollama_options_set(&options, good[i], &error), CCH_OK);
    assert_int_equal(cch_ollama_options_integer(&options, "num_ctx", 0), 512);
    static const char *const bad[] = {"temperature",
                                      "temperature=",
                                      "temperature=warm",
                                      "temperature=1e999",
                                      "temperature=nan",
                                      "temperature=0x10",
                                      "top_k=1.5",
                                      "top_k= 1",
                                      "nothing=1",
                                      "=1",
                                      "num_predict=0",
                                      "use_mmap=maybe",
                                      "num_ctx=99999999999999999999"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(cch_ollama_options_set(&options, bad[i], &error), CCH_ERROR_USAGE);
    cch_ollama_options_release(&options);
}

static void parse(cch_answer *answer, const char *text) {
    assert_int_equal(cch_answer_parse(answer, text, strlen(text), NULL), CCH_OK);
}

static void test_answers(void **state) {
    static const struct {
        const char *text;
        bool whole, bound;
        size_t count;
        const char *name, *scope, *description; /* of the first; NULL: none */
    } cases[] = {
        {"{\"parameters\":[{\"name\":\"a\",\"scopes\":[\"s\"],\"role\":\"r\",\"description\":\"d\"}]}", true, true, 1,
         "a", "s", "d"},
        {"{\"parameters\":[]}", true, true, 0, NULL, NULL, NULL},
        {"{}", true, false, 0, NULL, NULL, NULL},
        {"```json\n{\"a\": \"[s] d\"}\n```", false, false, 1, "a", "s", "d"},
        {"{\"a\": \"[ s , t]: d\"}", true, false, 1, "a", "s", "d"},
        {"{\"a\": \"[s<int[2], 3>] d\"}", true, false, 1, "a", "s<int[2], 3>", "d"},
        {"{\"a\": \"no scope\"}", true, false, 1, "a", NULL, "no scope"},
        {"{\"a\": \"[not closed\"}", true, false, 1, "a", NULL, "[not closed"},
        {"{\"a\": 3}", true, false, 1, "a", NULL, ""},
        {"[\"a\", \"b\", \"\"]", true, false, 2, "a", NULL, ""},
        {"{\"parameters\":[{\"scopes\":[\"s\"]},{\"name\":\"  \"},{\"name\":7},null,[]]}", true, false, 1, "7", NULL,
         ""},
        {"{\"parameters\":[{\"name\":\"a\",\"scopes\":[1,null,\"s\"],\"description\":{}}]}", true, true, 1, "a", "s",
         ""},
        {"It is {unclear}: {\"a\": \"d\"} I think.", false, false, 1, "a", NULL, "d"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cch_answer answer;
        parse(&answer, cases[i].text);
        assert_int_equal(answer.whole, cases[i].whole);
        assert_int_equal(answer.bound, cases[i].bound);
        assert_int_equal(answer.count, cases[i].count);
        if (cases[i].name) {
            assert_string_equal(answer.parameters[0].name, cases[i].name);
            assert_string_equal(answer.parameters[0].description, cases[i].description);
            assert_int_equal(answer.parameters[0].scope_count > 0, cases[i].scope != NULL);
            if (cases[i].scope)
                assert_string_equal(answer.parameters[0].scopes[0], cases[i].scope);
        }
        /* What is written is read back the same, now in the one form. */
        char *text = cch_answer_json(&answer);
        cch_answer again;
        parse(&again, text);
        assert_true(again.whole && again.bound);
        assert_int_equal(again.count, answer.count);
        free(text);
        cch_answer_release(&again);
        cch_answer_release(&answer);
    }
    static const char *const bad[] = {"", "null", "7", "\"text\"", "{", "{\"a\": ", "no", "[1, 2"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cch_answer answer;
        assert_int_equal(cch_answer_parse(&answer, bad[i], strlen(bad[i]), NULL), CCH_ERROR_FORMAT);
    }
}

static void test_stability(void **state) {
    cch_answer answers[3];
    (void)state;
    parse(&answers[0], "[\"a\", \"b\", \"b\"]");
    parse(&answers[1], "[\"b\", \"c\"]");
    parse(&answers[2], "[]");
    assert_true(cch_answer_agreement(&answers[0], &answers[0]) == 1);
    assert_true(cch_answer_agreement(&answers[0], &answers[1]) == 1.0 / 3);
    assert_true(cch_answer_agreement(&answers[1], &answers[2]) == 0);
    assert_true(cch_answer_agreement(&answers[2], &answers[2]) == 1);
    assert_true(cch_answers_stability(answers, 1) == -1);
    assert_true(cch_answers_stability(answers, 2) == 1.0 / 3);
    assert_true(cch_answers_stability(answers, 3) == 1.0 / 9);
    for (size_t i = 0; i < 3; i++)
        cch_answer_release(&answers[i]);
}

static void test_reply_lines(void **state) {
    static const struct {
        const char *line;
        enum cch_failure_kind kind; /* NONE: it goes on */
    } cases[] = {
        {"{\"message\":{\"content\":\"x\"},\"done\":false}", CCH_FAILURE_NONE},
        {"{\"message\":{\"content\":\"\",\"thinking\":\"hm\"},\"done\":false}", CCH_FAILURE_NONE},
        {"{\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":3}", CCH_FAILURE_NONE},
        {"{\"done\":\"true\"}", CCH_FAILURE_NONE}, /* a text is no end */
        {"{\"error\":\"the input length exceeds the context length\"}", CCH_FAILURE_TOO_LONG},
        {"{\"error\":\"it died\"}", CCH_FAILURE_RUNNER},
        {"{\"error\":null}", CCH_FAILURE_RUNNER},
        {"{\"message\":{\"content\":[1]}}", CCH_FAILURE_MALFORMED},
        {"[1]", CCH_FAILURE_MALFORMED},
        {"null", CCH_FAILURE_MALFORMED},
        {"{} {}", CCH_FAILURE_MALFORMED},
        {"data: {}", CCH_FAILURE_MALFORMED},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cch_chat_reply reply = {0};
        int stopped = cch_chat_take_line(&reply, cases[i].line, strlen(cases[i].line));
        assert_int_equal(stopped != 0, cases[i].kind != CCH_FAILURE_NONE);
        assert_int_equal(reply.failure.kind, cases[i].kind);
        assert_int_equal(reply.done, i == 2);
        cch_chat_reply_release(&reply);
    }
}

/* What the callchain before kept of an answer is taken, and the answer's own file made from it again. */
static void test_earlier_answers(void **state) {
    static const char kept[] = "{\"version\": 1, \"prompt\": \"prompt_f_1\", \"prompt_hash\": \"5f\", \"run\": 1,"
                               " \"key\": \"0f3a\", \"state\": \"answered\", \"client\": \"callchain 0.1.0\","
                               " \"attempts\": [], \"valid_json\": true, \"answer\": {\"chain\": [\"f\", \"g\"]}}\n";
    char folder[] = "/tmp/callchain-answers-XXXXXX", notes[64], note[96], answer[96], command[96];
    cch_store *store;
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(notes, sizeof notes, "%s/.callchain", folder);
    snprintf(note, sizeof note, "%s/output_prompt_f_1.json", notes);
    snprintf(answer, sizeof answer, "%s/output_prompt_f_1", folder);
    assert_int_equal(mkdir(notes, 0777), 0);
    FILE *file = fopen(note, "w");
    assert_non_null(file);
    fputs(kept, file);
    fclose(file);
    assert_int_equal(cch_store_open(&store, folder, true, NULL), CCH_OK);
    assert_null(cch_store_find(store, "output_prompt_f_1", "of other settings"));
    struct json_object *found = cch_store_find(store, "output_prompt_f_1", "0f3a");
    assert_non_null(found);
    assert_int_equal(access(answer, R_OK), 0);
    json_object_put(found);
    cch_store_close(store);
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_endpoints),   cmocka_unit_test(test_loopback),
        cmocka_unit_test(test_utf8),        cmocka_unit_test(test_contexts),
        cmocka_unit_test(test_token_scale), cmocka_unit_test(test_model_options),
        cmocka_unit_test(test_answers),     cmocka_unit_test(test_stability),
        cmocka_unit_test(test_reply_lines), cmocka_unit_test(test_earlier_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
