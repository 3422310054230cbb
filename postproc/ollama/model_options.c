#define _GNU_SOURCE /* mempcpy */
#include "ollama/model_options.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

enum type { INTEGER, REAL, TRUTH, TEXT };

static const struct known {
    const char *name;
    enum type type;
    double least, most;
    const char *preset;
} known[] = {
    {"temperature", REAL, 0, 100, "0.2"},
    {"top_k", INTEGER, 0, 1e9, "40"},
    {"top_p", REAL, 0, 1, "0.8"},
    {"min_p", REAL, 0, 1, "0.4"},
    {"repeat_last_n", INTEGER, -1, 1e9, "128"},
    {"repeat_penalty", REAL, -100, 100, "1.2"},
    {"mirostat", INTEGER, 0, 2, "0"},
    {"num_keep", INTEGER, -1, 1e9, "5"},
    {"num_predict", INTEGER, 1, 1e7, "2048"},
    {"num_ctx", INTEGER, 16, 1e9, NULL},
    {"seed", INTEGER, 0, 2147483647, NULL},
    {"typical_p", REAL, 0, 1, NULL},
    {"presence_penalty", REAL, -100, 100, NULL},
    {"frequency_penalty", REAL, -100, 100, NULL},
    {"mirostat_tau", REAL, 0, 1e6, NULL},
    {"mirostat_eta", REAL, 0, 1e6, NULL},
    {"penalize_newline", TRUTH, 0, 0, NULL},
    {"stop", TEXT, 0, 0, NULL},
    {"num_batch", INTEGER, 1, 1e9, NULL},
    {"num_gpu", INTEGER, -1, 1e6, NULL},
    {"main_gpu", INTEGER, 0, 1e6, NULL},
    {"num_thread", INTEGER, 0, 1e6, NULL},
    {"use_mmap", TRUTH, 0, 0, NULL},
    {"numa", TRUTH, 0, 0, NULL},
    {"low_vram", TRUTH, 0, 0, NULL},
};
enum { KNOWN_COUNT = sizeof known / sizeof *known };

static const struct known *find(const char *name, size_t length) {
    for (size_t i = 0; i < KNOWN_COUNT; i++)
        if (strlen(known[i].name) == length && memcmp(known[i].name, name, length) == 0)
            return &known[i];
    return NULL;
}

/* NULL when the text is no value of this type. */
static json_object *make_value(const struct known *option, const char *text) {
    char *end;
    errno = 0;
    if (option->type == TEXT) {
        json_object *list = json_object_new_array();
        json_object_array_add(list, json_object_new_string(text));
        return list;
    }
    if (option->type == TRUTH) {
        bool yes = strcmp(text, "true") == 0 || strcmp(text, "1") == 0;
        return yes || strcmp(text, "false") == 0 || strcmp(text, "0") == 0 ? json_object_new_boolean(yes) : NULL;
    }
    if (!*text || strspn(text, "0123456789.eE+-") != strlen(text))
        return NULL;
    if (option->type == INTEGER) {
        long long number = strtoll(text, &end, 10);
        bool good = !errno && !*end && (double)number >= option->least && (double)number <= option->most;
        return good ? json_object_new_int64(number) : NULL;
    }
    double number = strtod(text, &end);
    if (errno || *end || !isfinite(number) || number < option->least || number > option->most)
        return NULL;
    char digits[40];
    snprintf(digits, sizeof digits, "%.9g", number);
    return json_object_new_double_s(number, digits);
}

int cch_ollama_options_init(cch_ollama_options *options, cch_error *error) {
    options->values = json_object_new_object();
    for (size_t i = 0; i < KNOWN_COUNT && options->values; i++)
        if (known[i].preset)
            json_object_object_add(options->values, known[i].name, make_value(&known[i], known[i].preset));
    return options->values ? CCH_OK : cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
}

int cch_ollama_options_copy(cch_ollama_options *copy, const cch_ollama_options *options, cch_error *error) {
    copy->values = json_tokener_parse(json_object_to_json_string_ext(options->values, JSON_C_TO_STRING_PLAIN));
    return copy->values ? CCH_OK : cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
}

void cch_ollama_options_release(cch_ollama_options *options) {
    json_object_put(options->values);
    options->values = NULL;
}

int cch_ollama_options_set(cch_ollama_options *options, const char *assignment, cch_error *error) {
    const char *equals = strchr(assignment, '=');
    if (!equals)
        return cch_fail(error, CCH_ERROR_USAGE, "an option for the model is NAME=VALUE, not '%s'", assignment);
    size_t length = (size_t)(equals - assignment);
    const struct known *option = find(assignment, length);
    if (!option)
        return cch_fail(error, CCH_ERROR_USAGE, "no option for a model is called '%.*s'", (int)length, assignment);
    json_object *value = make_value(option, equals + 1);
    if (!value && option->type == TRUTH)
        return cch_fail(error, CCH_ERROR_USAGE, "%s is true or false, not '%s'", option->name, equals + 1);
    if (!value)
        return cch_fail(error, CCH_ERROR_USAGE, "%s is %s from %g to %g, not '%s'", option->name,
                        option->type == INTEGER ? "a whole number" : "a number", option->least, option->most,
                        equals + 1);
    json_object_object_add(options->values, option->name, value);
    return CCH_OK;
}

bool cch_ollama_options_has(const cch_ollama_options *options, const char *name) {
    return json_object_object_get_ex(options->values, name, NULL);
}

int64_t cch_ollama_options_integer(const cch_ollama_options *options, const char *name, int64_t otherwise) {
    json_object *value;
    return json_object_object_get_ex(options->values, name, &value) ? json_object_get_int64(value) : otherwise;
}

void cch_ollama_options_set_integer(cch_ollama_options *options, const char *name, int64_t value) {
    json_object_object_add(options->values, name, json_object_new_int64(value));
}

void cch_ollama_options_remove(cch_ollama_options *options, const char *name) {
    json_object_object_del(options->values, name);
}

/* Could the options be set so, and is each setting another one? */
static int check_sweep(const cch_ollama_options *options, const char *const *settings, size_t count, cch_error *error) {
    for (size_t i = 0; i < count; i++) {
        cch_ollama_options trial = {0};
        int code = cch_ollama_options_copy(&trial, options, error);
        if (code == CCH_OK)
            code = cch_ollama_options_set(&trial, settings[i], error);
        cch_ollama_options_release(&trial);
        if (code != CCH_OK)
            return code;
        for (size_t j = 0; j < i; j++)
            if (strcmp(settings[i], settings[j]) == 0)
                return cch_fail(error, CCH_ERROR_USAGE, "--sweep names '%s' twice", settings[i]);
    }
    return CCH_OK;
}

int cch_ollama_options_sweep(const cch_ollama_options *options, const char *text, const char **settings, size_t most,
                             size_t *count, char **texts, cch_error *error) {
    const char *equals = strchr(text, '=');
    if (!equals || equals == text || !equals[1])
        return cch_fail(error, CCH_ERROR_USAGE, "--sweep wants NAME=VALUE,VALUE,…, not '%s'", text);
    size_t name = (size_t)(equals - text) + 1;
    char *at = *texts = calloc((strlen(text) + 2) * most, 1);
    if (!at)
        return cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    *count = 0;
    for (const char *value = equals + 1;; value++) {
        size_t length = strcspn(value, ",");
        if (length == 0 || memchr(value, '/', length) || *count == most)
            return cch_fail(error, CCH_ERROR_USAGE, "--sweep wants up to %zu values, none empty, not '%s'", most, text);
        settings[(*count)++] = at;
        at = (char *)mempcpy(mempcpy(at, text, name), value, length) + 1;
        value += length;
        if (!*value)
            break;
    }
    return check_sweep(options, settings, *count, error);
}
