#include "graph/merge/arithmetic.h"

#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { NESTED_MAX = 64 };

struct reader {
    const char *at;
    unsigned depth;
    bool failed;
};

static void skip_space(struct reader *reader) { reader->at += strspn(reader->at, " "); }

static bool take(struct reader *reader, const char *text) {
    size_t length = strlen(text);
    skip_space(reader);
    if (strncmp(reader->at, text, length) != 0)
        return false;
    reader->at += length;
    return true;
}

static uint64_t fail(struct reader *reader) {
    reader->failed = true;
    return 0;
}

static uint64_t checked(struct reader *reader, uint64_t value) { return value <= INT32_MAX ? value : fail(reader); }

static uint64_t conditional(struct reader *reader);

static bool is_word(char byte) { return isalnum((unsigned char)byte) || byte == '_'; }

/* "unsigned int", "size_t", "const std::uint32_t" … up to `end`, which is taken, too. */
static bool take_type(struct reader *reader, char end) {
    static const char *const words[] = {"unsigned", "signed",  "int",      "long",     "short", "const", "size_t",
                                        "int32_t",  "int64_t", "uint32_t", "uint64_t", "std",   "uint",  "index_t"};
    const char *at = reader->at;
    bool any = false;
    for (;;) {
        at += strspn(at, " :");
        size_t length = 0, i = 0;
        while (is_word(at[length]))
            length++;
        if (!length)
            break;
        while (i < sizeof words / sizeof *words && (strlen(words[i]) != length || strncmp(words[i], at, length) != 0))
            i++;
        if (i == sizeof words / sizeof *words)
            return false;
        any = true;
        at += length;
    }
    if (!any || *at != end)
        return false;
    reader->at = at + 1;
    return true;
}

static uint64_t number(struct reader *reader) {
    char *end;
    uint64_t value = strtoull(reader->at, &end, 0);
    end += strspn(end, "uUlL");
    if (end == reader->at || is_word(*end) || *end == '.')
        return fail(reader);
    reader->at = end;
    return checked(reader, value);
}

static uint64_t primary(struct reader *reader) {
    skip_space(reader);
    if (isdigit((unsigned char)*reader->at))
        return number(reader);
    if (strncmp(reader->at, "true", 4) == 0 && !is_word(reader->at[4])) {
        reader->at += 4;
        return 1;
    }
    if (strncmp(reader->at, "false", 5) == 0 && !is_word(reader->at[5])) {
        reader->at += 5;
        return 0;
    }
    bool cast = take(reader, "static_cast<");
    if (cast && !take_type(reader, '>'))
        return fail(reader);
    if (!cast && isalpha((unsigned char)*reader->at)) { /* unsigned(n) */
        if (!take_type(reader, '('))
            return fail(reader);
    } else if (!take(reader, "(")) {
        return fail(reader);
    }
    uint64_t value = conditional(reader);
    return take(reader, ")") ? value : fail(reader);
}

static uint64_t unary(struct reader *reader) {
    if (++reader->depth > NESTED_MAX)
        return fail(reader);
    uint64_t value;
    const char *before = reader->at;
    if (take(reader, "!")) {
        value = !unary(reader);
    } else if (take(reader, "+")) {
        value = unary(reader);
    } else if (take(reader, "(") && take_type(reader, ')')) { /* a cast */
        value = unary(reader);
    } else {
        reader->at = before;
        value = primary(reader);
    }
    reader->depth--;
    return value;
}

/* Binary operators, the one that binds least first; those of one strength together. */
static const struct {
    const char *text;
    int strength;
} operators[] = {{"||", 1}, {"&&", 2}, {"|", 3}, {"^", 4}, {"&", 5}, {"==", 6}, {"!=", 6}, {"<=", 7}, {">=", 7},
                 {"<<", 8}, {">>", 8}, {"<", 7}, {">", 7}, {"+", 9}, {"-", 9},  {"*", 10}, {"/", 10}, {"%", 10}};

enum { STRONGEST = 10 };

static uint64_t apply(struct reader *reader, const char *text, uint64_t left, uint64_t right) {
    switch (text[0]) {
    case '|':
        return text[1] ? left || right : left | right;
    case '&':
        return text[1] ? left && right : left & right;
    case '^':
        return left ^ right;
    case '=':
        return left == right;
    case '!':
        return left != right;
    case '<':
        if (text[1] == '<')
            return right < 31 ? checked(reader, left << right) : fail(reader);
        return text[1] ? left <= right : left < right;
    case '>':
        if (text[1] == '>')
            return right < 31 ? left >> right : fail(reader);
        return text[1] ? left >= right : left > right;
    case '+':
        return checked(reader, left + right);
    case '-':
        return left >= right ? left - right : fail(reader);
    case '*':
        return checked(reader, left * right);
    default:
        return !right ? fail(reader) : *text == '/' ? left / right : left % right;
    }
}

static const char *take_operator(struct reader *reader, int strength) {
    skip_space(reader);
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) { /* the longer ones come first */
        size_t length = strlen(operators[i].text);
        if (strncmp(reader->at, operators[i].text, length) != 0)
            continue;
        if (operators[i].strength != strength)
            return NULL;
        reader->at += length;
        return operators[i].text;
    }
    return NULL;
}

static uint64_t binary(struct reader *reader, int strength) {
    if (strength > STRONGEST)
        return unary(reader);
    uint64_t value = binary(reader, strength + 1);
    const char *text;
    while (!reader->failed && (text = take_operator(reader, strength)) != NULL) {
        uint64_t right = binary(reader, strength + 1);
        value = apply(reader, text, value, right);
    }
    return value;
}

static uint64_t conditional(struct reader *reader) {
    if (++reader->depth > NESTED_MAX)
        return fail(reader);
    uint64_t value = binary(reader, 1);
    if (!reader->failed && take(reader, "?")) {
        uint64_t yes = conditional(reader);
        if (!take(reader, ":"))
            return fail(reader);
        uint64_t no = conditional(reader);
        value = value ? yes : no;
    }
    reader->depth--;
    return value;
}

bool cch_arithmetic(const char *text, uint32_t *value) {
    struct reader reader = {text, 0, false};
    uint64_t found = conditional(&reader);
    skip_space(&reader);
    *value = (uint32_t)found;
    return !reader.failed && !*reader.at;
}
