#include "evaluate/given.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

enum { DEPTH_MAX = 32, ITEMS_MAX = 1024 };

struct reading {
    cch_arena *arena;
    const char *at;
    unsigned depth;
    const char *problem;
};

typedef struct cch_given_value given_value;

static given_value *fail(struct reading *reading, const char *problem) {
    if (!reading->problem)
        reading->problem = problem;
    return NULL;
}

static given_value *make(struct reading *reading, enum cch_given_kind kind) {
    given_value *value = cch_arena_take(reading->arena, sizeof *value);
    value->kind = kind;
    return value;
}

static void skip_blanks(struct reading *reading) {
    while (*reading->at == ' ' || *reading->at == '\t')
        reading->at++;
}

static bool take(struct reading *reading, char c) {
    skip_blanks(reading);
    if (*reading->at != c)
        return false;
    reading->at++;
    return true;
}

static given_value *read_value(struct reading *reading);

/* Items up to the closing bracket. */
static bool read_items(struct reading *reading, char close, given_value *value, bool is_dict) {
    const given_value *items[ITEMS_MAX];
    size_t count = 0;
    bool first = true;
    while (!take(reading, close)) {
        if (!first && (!take(reading, ',') || take(reading, close))) {
            if (reading->at[-1] == close && count)
                break; /* a comma before the end */
            fail(reading, "a comma or a bracket is missing");
            return false;
        }
        first = false;
        if (count + 2 > ITEMS_MAX) {
            fail(reading, "more than 1024 items");
            return false;
        }
        if (!(items[count++] = read_value(reading)))
            return false;
        if (!is_dict)
            continue;
        if (!take(reading, ':')) {
            fail(reading, "a colon is missing behind a key");
            return false;
        }
        if (!(items[count++] = read_value(reading)))
            return false;
    }
    const given_value **kept = cch_arena_take(reading->arena, (count + 1) * sizeof *kept);
    memcpy(kept, items, count * sizeof *kept);
    value->items = kept;
    value->count = count;
    return true;
}

static given_value *read_quoted(struct reading *reading) {
    char quote = *reading->at++, text[1024];
    size_t length = 0;
    for (; *reading->at && *reading->at != quote; reading->at++) {
        if (*reading->at == '\\' && reading->at[1])
            reading->at++;
        if (length + 1 >= sizeof text)
            return fail(reading, "a text of more than 1023 bytes");
        text[length++] = *reading->at;
    }
    if (*reading->at != quote)
        return fail(reading, "a text does not end");
    reading->at++;
    given_value *value = make(reading, CCH_GIVEN_TEXT);
    value->text = cch_arena_text(reading->arena, text, length);
    return value;
}

static given_value *read_number(struct reading *reading) {
    const char *start = reading->at;
    size_t digits = strspn(start + (*start == '-' || *start == '+'), "0123456789");
    const char *end = start + (*start == '-' || *start == '+') + digits;
    if (digits && !strchr(".eE", *end ? *end : ' ')) {
        if (digits > 38)
            return fail(reading, "a number of more than 38 digits");
        given_value *value = make(reading, CCH_GIVEN_INTEGER);
        for (const char *p = end - digits; p < end; p++)
            value->integer = value->integer * 10 + (*p - '0');
        if (*start == '-')
            value->integer = -value->integer;
        reading->at = end;
        return value;
    }
    char *behind;
    double number = strtod(start, &behind);
    if (behind == start || isalpha((unsigned char)*behind))
        return fail(reading, "no number");
    given_value *value = make(reading, CCH_GIVEN_FLOAT);
    value->number = number;
    reading->at = behind;
    return value;
}

/* Tensors ------------------------------------------------------------------------- */

static bool is_size(const given_value *size) {
    return size->kind == CCH_GIVEN_UNKNOWN ||
           (size->kind == CCH_GIVEN_INTEGER && size->integer >= 0 && size->integer <= INT64_MAX);
}

static bool read_property(struct reading *reading, given_value *tensor) {
    const char *start = reading->at;
    size_t length = strspn(start, "abcdefghijklmnopqrstuvwxyz_");
    reading->at += length;
    if (length == 13 && memcmp(start, "requires_grad", 13) == 0)
        return tensor->requires_grad = true;
    if (length == 3 && memcmp(start, "cpu", 3) == 0)
        return tensor->on_cpu = true;
    if (length == 4 && memcmp(start, "cuda", 4) == 0)
        return true;
    if (take(reading, '(')) {
        given_value list = {0};
        if (!read_items(reading, ')', &list, false))
            return false;
        if (length == 7 && memcmp(start, "strides", 7) == 0) {
            if (list.count != tensor->count) {
                fail(reading, "not as many strides as sizes");
                return false;
            }
            tensor->strides = list.items;
            return true;
        }
        if (length == 4 && list.count == 1 && (memcmp(start, "fill", 4) == 0 || memcmp(start, "last", 4) == 0)) {
            *(*start == 'f' ? &tensor->fill : &tensor->last) = list.items[0];
            return true;
        }
    }
    fail(reading, "no property of a tensor (strides(…), requires_grad, cpu, cuda, fill(…), last(…))");
    return false;
}

static given_value *read_tensor(struct reading *reading, int dtype) {
    given_value *tensor = make(reading, CCH_GIVEN_TENSOR);
    tensor->integer = dtype;
    reading->at++;
    if (!read_items(reading, ']', tensor, false))
        return NULL;
    if (tensor->count > CCH_RANK_MAX)
        return fail(reading, "a tensor of more than 16 dimensions");
    for (size_t i = 0; i < tensor->count; i++)
        if (!is_size(tensor->items[i]))
            return fail(reading, "a size that is no number from 0 on");
    while (*reading->at == ':') {
        reading->at++;
        if (!read_property(reading, tensor))
            return NULL;
    }
    return tensor;
}

static bool is_word(const char *start, size_t length, const char *const *words) {
    for (; *words; words++)
        if (strlen(*words) == length && memcmp(*words, start, length) == 0)
            return true;
    return false;
}

static given_value *read_word(struct reading *reading) {
    static const char *const nones[] = {"None", "none", "null", "nullptr", "nullopt", NULL};
    static const char *const truths[] = {"True", "true", NULL}, *const falsehoods[] = {"False", "false", NULL};
    const char *start = reading->at;
    size_t length = 0;
    while (isalnum((unsigned char)start[length]) || strchr("_.:/-", start[length] ? start[length] : ' '))
        length++;
    if (!length)
        return fail(reading, "no value");
    const char *name = length > 6 && memcmp(start, "torch.", 6) == 0 ? start + 6 : start;
    int dtype = cch_dtype_find(name, (size_t)(start + length - name));
    reading->at += length;
    if (start[length] == '[')
        return dtype >= 0 ? read_tensor(reading, dtype) : fail(reading, "no type of elements that is known");
    if (is_word(start, length, nones))
        return make(reading, CCH_GIVEN_NONE);
    if (is_word(start, length, truths) || is_word(start, length, falsehoods)) {
        given_value *value = make(reading, CCH_GIVEN_BOOL);
        value->integer = *start == 'T' || *start == 't';
        return value;
    }
    given_value *value = make(reading, CCH_GIVEN_TEXT);
    value->text = cch_arena_text(reading->arena, start, length);
    return value;
}

static given_value *read_value(struct reading *reading) {
    skip_blanks(reading);
    if (reading->depth >= DEPTH_MAX)
        return fail(reading, "nested too deeply");
    reading->depth++;
    given_value *value = NULL;
    char c = *reading->at;
    if (c == '(' || c == '[' || c == '{') {
        reading->at++;
        value = make(reading, c == '(' ? CCH_GIVEN_TUPLE : c == '[' ? CCH_GIVEN_LIST : CCH_GIVEN_DICT);
        if (!read_items(reading, c == '(' ? ')' : c == '[' ? ']' : '}', value, c == '{'))
            value = NULL;
    } else if (c == '\'' || c == '"') {
        value = read_quoted(reading);
    } else if (c == '?') {
        reading->at++;
        value = make(reading, CCH_GIVEN_UNKNOWN);
    } else if (isdigit((unsigned char)c) || c == '-' || c == '+' || c == '.') {
        value = read_number(reading);
    } else {
        value = read_word(reading);
    }
    reading->depth--;
    return value;
}

/* Facts ------------------------------------------------------------------------------ */

const struct cch_given_fact *cch_given_find(const struct cch_given *given, const char *name) {
    for (size_t i = given ? given->count : 0; i-- > 0;)
        if (strcmp(given->facts[i].name, name) == 0) {
            *given->facts[i].is_used = true;
            return &given->facts[i];
        }
    return NULL;
}

static int add(struct cch_given *given, struct cch_given_fact fact, cch_error *error) {
    size_t at = 0;
    while (at < given->count && strcmp(given->facts[at].name, fact.name) != 0)
        at++;
    if (at == given->count &&
        cch_array_reserve(&given->facts, &given->capacity, given->count + 1, sizeof *given->facts))
        return cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    fact.is_used = cch_arena_take(&given->arena, sizeof *fact.is_used);
    if (given->arena.failed)
        return cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    given->facts[at] = fact;
    given->count += at == given->count;
    return 0;
}

int cch_given_add_value(struct cch_given *given, const char *name, const char *value, cch_error *error) {
    struct reading reading = {.arena = &given->arena, .at = value};
    if (!*name || strlen(name) > 256 || strpbrk(name, " \t=()[]{}\"'"))
        return cch_fail(error, CCH_ERROR_USAGE, "cannot read '%s=%s': no name in front of =", name, value);
    if (strlen(value) >= CCH_ARENA_LARGEST)
        return cch_fail(error, CCH_ERROR_USAGE, "cannot read '%s=…': a value of more than 64 KB", name);
    const given_value *read = read_value(&reading);
    skip_blanks(&reading);
    if (given->arena.failed) /* before what that made unreadable */
        return cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    if (read && *reading.at)
        read = fail(&reading, "something behind the value");
    if (!read)
        return cch_fail(error, CCH_ERROR_USAGE, "cannot read '%s=%s': %s", name, value, reading.problem);
    struct cch_given_fact fact = {cch_arena_text(&given->arena, name, strlen(name)),
                                  cch_arena_text(&given->arena, value, strlen(value)), read, NULL};
    return add(given, fact, error);
}

int cch_given_add(struct cch_given *given, const char *text, cch_error *error) {
    const char *equals = strchr(text, '=');
    char name[300];
    if (!equals || equals == text || (size_t)(equals - text) >= sizeof name)
        return cch_fail(error, CCH_ERROR_USAGE, "cannot read '%s': NAME=VALUE is wanted", text);
    memcpy(name, text, (size_t)(equals - text));
    name[equals - text] = 0;
    return cch_given_add_value(given, name, equals + 1, error);
}

int cch_given_add_all(struct cch_given *given, const struct cch_given *from, cch_error *error) {
    int status = 0;
    for (size_t i = 0; i < from->count && !status; i++)
        status = cch_given_add_value(given, from->facts[i].name, from->facts[i].text, error);
    return status;
}

void cch_given_release(struct cch_given *given) {
    free(given->facts);
    cch_arena_release(&given->arena);
    *given = (struct cch_given){0};
}
