#include "ollama/answer.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buffer.h"
#include "base/json.h"
#include "base/read_file.h"
#include "base/utf8.h"
#include "ollama/value.h"

enum { FILE_MAX = 64 << 20 };

static void parameter_release(cch_answer_parameter *parameter) {
    for (size_t i = 0; i < parameter->scope_count; i++)
        free(parameter->scopes[i]);
    free(parameter->scopes);
    free(parameter->name);
    free(parameter->role);
    free(parameter->description);
}

void cch_answer_release(cch_answer *answer) {
    for (size_t i = 0; i < answer->count; i++)
        parameter_release(&answer->parameters[i]);
    free(answer->parameters);
    *answer = (cch_answer){0};
}

/* A copy without spaces around it, cut at a sane length, valid UTF-8. */
static char *clean(const char *text, size_t length) {
    size_t result_length;
    while (length && isspace((unsigned char)text[length - 1]))
        length--;
    while (length && isspace((unsigned char)*text))
        text++, length--;
    if (length > CCH_ANSWER_TEXT_MAX)
        length = CCH_ANSWER_TEXT_MAX;
    return cch_utf8_repair(text, length, &result_length);
}

static char *clean_member(json_object *object, const char *name) {
    json_object *value = NULL;
    if (!json_object_is_type(object, json_type_object) || !json_object_object_get_ex(object, name, &value) || !value ||
        json_object_is_type(value, json_type_object) || json_object_is_type(value, json_type_array))
        return strdup("");
    const char *text = json_object_get_string(value);
    return clean(text, strlen(text));
}

static int add_scope(cch_answer_parameter *parameter, size_t *capacity, const char *text, size_t length) {
    char *scope = clean(text, length);
    if (!scope)
        return -1;
    if (!*scope) {
        free(scope);
        return 0;
    }
    if (cch_array_reserve(&parameter->scopes, capacity, parameter->scope_count + 1, sizeof *parameter->scopes) != 0) {
        free(scope);
        return -1;
    }
    parameter->scopes[parameter->scope_count++] = scope;
    return 0;
}

/* "a, b<int, 2>, c": commas inside brackets separate nothing. */
static int add_scopes(cch_answer_parameter *parameter, size_t *capacity, const char *text, size_t length) {
    int depth = 0;
    size_t begun = 0;
    for (size_t i = 0; i <= length; i++) {
        if (i < length && strchr("<([{", text[i]) && text[i])
            depth++;
        else if (i < length && strchr(">)]}", text[i]) && text[i] && depth)
            depth--;
        else if (i == length || (text[i] == ',' && !depth)) {
            if (add_scope(parameter, capacity, text + begun, i - begun) != 0)
                return -1;
            begun = i + 1;
        }
    }
    return 0;
}

static int take_scopes(cch_answer_parameter *parameter, json_object *object) {
    json_object *scopes = NULL;
    size_t capacity = 0;
    if (!json_object_object_get_ex(object, "scopes", &scopes) && !json_object_object_get_ex(object, "scope", &scopes))
        return 0;
    if (json_object_is_type(scopes, json_type_string)) {
        const char *text = json_object_get_string(scopes);
        return add_scopes(parameter, &capacity, text, strlen(text));
    }
    if (!json_object_is_type(scopes, json_type_array))
        return 0;
    for (size_t i = 0; i < json_object_array_length(scopes) && i <= CCH_ANSWER_PARAMETERS_MAX; i++) {
        json_object *scope = json_object_array_get_idx(scopes, i);
        if (!json_object_is_type(scope, json_type_string))
            continue;
        const char *text = json_object_get_string(scope);
        if (add_scope(parameter, &capacity, text, strlen(text)) != 0)
            return -1;
    }
    return 0;
}

/* "[scope, scope] description". */
static int take_reference_text(cch_answer_parameter *parameter, const char *text) {
    size_t capacity = 0;
    while (isspace((unsigned char)*text))
        text++;
    if (*text == '[') {
        int depth = 0;
        const char *end = text;
        for (; *end; end++) {
            depth += *end == '[' ? 1 : *end == ']' ? -1 : 0;
            if (depth == 0)
                break;
        }
        if (*end) {
            if (add_scopes(parameter, &capacity, text + 1, (size_t)(end - text - 1)) != 0)
                return -1;
            text = end + 1;
            text += strspn(text, " \t:-");
        }
    }
    parameter->description = clean(text, strlen(text));
    return parameter->description ? 0 : -1;
}

/* One parameter, from a value of any kind; `name` is NULL when the value holds it. */
static int take_parameter(cch_answer *answer, const char *name, json_object *value) {
    cch_answer_parameter parameter = {0};
    bool is_object = json_object_is_type(value, json_type_object);
    int failed = 0;
    parameter.name = name        ? clean(name, strlen(name))
                     : is_object ? clean_member(value, "name")
                                 : clean_member(NULL, "");
    parameter.role = clean_member(value, "role");
    if (is_object) {
        parameter.description = clean_member(value, "description");
        failed = take_scopes(&parameter, value);
    } else if (json_object_is_type(value, json_type_string)) {
        if (name) {
            failed = take_reference_text(&parameter, json_object_get_string(value));
        } else { /* a list of bare names */
            free(parameter.name);
            parameter.name = clean(json_object_get_string(value), strlen(json_object_get_string(value)));
        }
    }
    if (!parameter.description && !is_object && !failed)
        parameter.description = strdup("");
    failed = failed || !parameter.name || !parameter.role || !parameter.description;
    answer->cut =
        answer->cut || answer->count == CCH_ANSWER_PARAMETERS_MAX || parameter.scope_count > CCH_ANSWER_PARAMETERS_MAX;
    if (!failed && *parameter.name && !answer->cut) {
        failed = cch_array_reserve(&answer->parameters, &answer->capacity, answer->count + 1, sizeof parameter);
        if (!failed) {
            answer->parameters[answer->count++] = parameter;
            return 0;
        }
    }
    parameter_release(&parameter);
    return failed ? -1 : 0;
}

static bool is_complete(json_object *value) {
    return json_object_is_type(value, json_type_object) && json_object_object_get_ex(value, "name", NULL) &&
           json_object_object_get_ex(value, "scopes", NULL) && json_object_object_get_ex(value, "description", NULL);
}

static int take_list(cch_answer *answer, json_object *list) {
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        json_object *item = json_object_array_get_idx(list, i);
        answer->bound = answer->bound && is_complete(item);
        if (take_parameter(answer, NULL, item) != 0)
            return -1;
    }
    return 0;
}

static int take_members(cch_answer *answer, json_object *object) {
    answer->bound = false;
    struct json_object_iterator at = json_object_iter_begin(object), end = json_object_iter_end(object);
    for (; !json_object_iter_equal(&at, &end); json_object_iter_next(&at))
        if (take_parameter(answer, json_object_iter_peek_name(&at), json_object_iter_peek_value(&at)) != 0)
            return -1;
    return 0;
}

static int take_value(cch_answer *answer, json_object *value) {
    json_object *parameters = NULL;
    answer->bound = true;
    if (json_object_is_type(value, json_type_array)) {
        answer->bound = false;
        return take_list(answer, value);
    }
    if (!json_object_object_get_ex(value, "parameters", &parameters))
        return take_members(answer, value);
    if (json_object_is_type(parameters, json_type_array))
        return take_list(answer, parameters);
    if (json_object_is_type(parameters, json_type_object))
        return take_members(answer, parameters);
    return take_members(answer, value);
}

/* The first object or array in the text that can be parsed, and what stands
 * around it is no JSON: a fence, an introduction. */
static json_object *find_value(const char *text, size_t length, bool *whole) {
    json_object *value = cch_value_parse(text, length);
    *whole = value != NULL;
    for (size_t at = 0, tries = 0; !value && at < length && tries < 64; at++) {
        if (text[at] != '{' && text[at] != '[')
            continue;
        struct json_tokener *tokener = json_tokener_new_ex(CCH_VALUE_NESTING);
        if (!tokener)
            return NULL;
        value = json_tokener_parse_ex(tokener, text + at, (int)(length - at));
        json_tokener_free(tokener);
        tries++;
    }
    return value;
}

int cch_answer_parse(cch_answer *answer, const char *text, size_t length, cch_error *error) {
    *answer = (cch_answer){0};
    if (length > FILE_MAX)
        return cch_fail(error, CCH_ERROR_FORMAT, "the answer is too long");
    json_object *value = find_value(text, length, &answer->whole);
    int code = CCH_OK;
    if (!json_object_is_type(value, json_type_object) && !json_object_is_type(value, json_type_array))
        code = cch_fail(error, CCH_ERROR_FORMAT, length ? "the answer holds no JSON object" : "the answer is empty");
    else if (take_value(answer, value) != 0)
        code = CCH_ERROR_MEMORY;
    else if (answer->cut)
        code = cch_fail(error, CCH_ERROR_FORMAT, "the answer has more than %d parameters, or scopes of one",
                        CCH_ANSWER_PARAMETERS_MAX);
    if (code == CCH_ERROR_MEMORY || cch_memory_failed()) {
        cch_memory_note_failure(); /* what seems to be no answer may be one */
        code = cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    }
    json_object_put(value);
    if (code != CCH_OK)
        cch_answer_release(answer);
    return code;
}

char *cch_answer_json(const cch_answer *answer) {
    json_object *top = json_object_new_object(), *list = json_object_new_array();
    for (size_t i = 0; i < answer->count; i++) {
        const cch_answer_parameter *parameter = &answer->parameters[i];
        json_object *item = json_object_new_object(), *scopes = json_object_new_array();
        for (size_t j = 0; j < parameter->scope_count; j++)
            json_object_array_add(scopes, json_object_new_string(parameter->scopes[j]));
        cch_value_set_text(item, "name", parameter->name);
        json_object_object_add(item, "scopes", scopes);
        cch_value_set_text(item, "role", parameter->role);
        cch_value_set_text(item, "description", parameter->description);
        json_object_array_add(list, item);
    }
    json_object_object_add(top, "parameters", list);
    cch_buffer text = {0};
    const char *json = json_object_to_json_string_ext(top, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
                                                               JSON_C_TO_STRING_NOSLASHESCAPE);
    if (cch_memory_failed() || cch_buffer_add(&text, json, strlen(json)) != 0 || cch_buffer_add(&text, "\n", 1) != 0)
        cch_buffer_release(&text);
    json_object_put(top);
    return text.bytes;
}

int cch_answer_read(cch_answer *answer, const char *path, cch_error *error) {
    char *text;
    size_t length;
    cch_error reason;
    *answer = (cch_answer){0};
    int code = cch_read_file(&text, &length, path, FILE_MAX, 0, error);
    if (code != CCH_OK)
        return code;
    if ((code = cch_answer_parse(answer, text, length, &reason)) != CCH_OK)
        cch_fail(error, code, "cannot read '%s': %s", path, reason.text);
    free(text);
    return code;
}
