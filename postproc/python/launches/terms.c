/* Terms (terms.h): made, folded, printed. */
#include "python/launches/terms.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "python/read/files.h"

/* Made --------------------------------------------------------------------------- */

static struct cch_py_term *new_term(struct cch_py_arena *arena, enum cch_py_term_kind kind) {
    struct cch_py_term *term = cch_py_arena_alloc(arena, sizeof *term);
    term->kind = kind;
    term->size = 1;
    term->text = "";
    return term;
}

cch_py_term *cch_py_term_plain(struct cch_py_arena *arena, enum cch_py_term_kind kind, const char *text) {
    struct cch_py_term *term = new_term(arena, kind);
    term->text = text;
    return term;
}

cch_py_term *cch_py_term_unknown(struct cch_py_arena *arena, const char *why) {
    return cch_py_term_plain(arena, PY_TERM_UNKNOWN, why);
}

cch_py_term *cch_py_term_number(struct cch_py_arena *arena, int64_t number) {
    struct cch_py_term *term = new_term(arena, PY_TERM_NUMBER);
    term->number = number;
    return term;
}

cch_py_term *cch_py_term_truth(struct cch_py_arena *arena, int is_true) {
    struct cch_py_term *term = new_term(arena, PY_TERM_TRUTH);
    term->number = is_true != 0;
    return term;
}

static int holds_values(enum cch_py_term_kind kind) {
    return kind == PY_TERM_TUPLE || kind == PY_TERM_LIST || kind == PY_TERM_DICT || kind == PY_TERM_KERNEL ||
           kind == PY_TERM_TUNER || kind == PY_TERM_CONFIG || kind == PY_TERM_BOUND || kind == PY_TERM_KEYWORD ||
           kind == PY_TERM_STAR || kind == PY_TERM_CALL;
}

cch_py_term *cch_py_term_make(struct cch_py_arena *arena, enum cch_py_term_kind kind, const char *text,
                              cch_py_term *const *items, uint32_t count) {
    struct cch_py_term *term = new_term(arena, kind);
    term->text = text;
    term->count = count;
    term->items = cch_py_arena_alloc(arena, count * sizeof *term->items + 1);
    for (uint32_t i = 0; i < count; i++) {
        term->items[i] = items[i];
        term->size += items[i]->size;
        term->depth = items[i]->depth >= term->depth ? items[i]->depth + 1 : term->depth;
        if (term->size > PY_TERM_NODES_MAX || term->depth > PY_TERM_DEPTH_MAX)
            return cch_py_term_unknown(arena, "too large");
        if (items[i]->kind == PY_TERM_UNKNOWN && !holds_values(kind))
            return items[i];
    }
    return term;
}

/* Constants -------------------------------------------------------------------------- */

static int is_integer(cch_py_term *term) { return term->kind == PY_TERM_NUMBER || term->kind == PY_TERM_TRUTH; }

int cch_py_term_is_constant(cch_py_term *term) {
    if (term->kind >= PY_TERM_NAME || term->kind == PY_TERM_UNKNOWN)
        return term->kind == PY_TERM_REAL;
    for (uint32_t i = 0; i < term->count; i++)
        if (!cch_py_term_is_constant(term->items[i]))
            return 0;
    return 1;
}

int cch_py_term_equal(cch_py_term *a, cch_py_term *b) {
    if (a == b)
        return 1;
    if (a->kind != b->kind || a->count != b->count || a->number != b->number || a->size != b->size ||
        a->frame != b->frame || a->at != b->at || a->node != b->node || strcmp(a->text, b->text) != 0)
        return 0;
    for (uint32_t i = 0; i < a->count; i++)
        if (!cch_py_term_equal(a->items[i], b->items[i]))
            return 0;
    return 1;
}

int cch_py_term_truth_of(cch_py_term *term) {
    switch (term->kind) {
    case PY_TERM_NONE:
        return 0;
    case PY_TERM_TRUTH:
    case PY_TERM_NUMBER:
        return term->number != 0;
    case PY_TERM_TEXT:
        return term->text[0] != 0;
    case PY_TERM_TUPLE:
    case PY_TERM_LIST:
    case PY_TERM_DICT:
        return term->count != 0;
    case PY_TERM_FUNCTION:
    case PY_TERM_CLASS:
    case PY_TERM_MODULE:
    case PY_TERM_BOUND:
    case PY_TERM_KERNEL:
    case PY_TERM_CONFIG:
    case PY_TERM_TUNER:
        return 1;
    default:
        return -1;
    }
}

static int64_t floor_divide(int64_t a, int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

/* Whether the operation of two integers has a result that fits. */
static int compute(const char *op, int64_t a, int64_t b, int64_t *result) {
    if (!strcmp(op, "+"))
        return !__builtin_add_overflow(a, b, result);
    if (!strcmp(op, "-"))
        return !__builtin_sub_overflow(a, b, result);
    if (!strcmp(op, "*"))
        return !__builtin_mul_overflow(a, b, result);
    if ((!strcmp(op, "//") || !strcmp(op, "%")) && b && (a != INT64_MIN || b != -1)) {
        *result = op[0] == '%' ? a - b * floor_divide(a, b) : floor_divide(a, b);
        return 1;
    }
    if (!strcmp(op, "<<") && b >= 0 && b < 62 && a >= 0 && a <= INT64_MAX >> b)
        return *result = a << b, 1;
    if (!strcmp(op, ">>") && b >= 0 && b < 64)
        return *result = b == 63 ? (a < 0 ? -1 : 0) : floor_divide(a, (int64_t)1 << b), 1;
    if (!strcmp(op, "&"))
        return *result = a & b, 1;
    if (!strcmp(op, "|"))
        return *result = a | b, 1;
    if (!strcmp(op, "^"))
        return *result = a ^ b, 1;
    if (!strcmp(op, "**") && b >= 0 && b < 64) {
        *result = 1;
        for (int64_t i = 0; i < b; i++)
            if (__builtin_mul_overflow(*result, a, result))
                return 0;
        return 1;
    }
    return 0;
}

/* 1, 0, or -1: it is no comparison, or not known. */
static int compare(const char *op, cch_py_term *a, cch_py_term *b) {
    int both_constant = cch_py_term_is_constant(a) && cch_py_term_is_constant(b);
    int is_is = !strcmp(op, "is"), is_not = !strcmp(op, "isnot");
    if (is_is || is_not) { /* only None is asked for by `is`, and there is one True and one False */
        if (!both_constant || (a->kind != PY_TERM_NONE && b->kind != PY_TERM_NONE && a->kind != PY_TERM_TRUTH &&
                               b->kind != PY_TERM_TRUTH))
            return -1;
        return (a->kind == b->kind && a->number == b->number) == is_is;
    }
    if (is_integer(a) && is_integer(b)) {
        int64_t x = a->number, y = b->number;
        return !strcmp(op, "==")   ? x == y
               : !strcmp(op, "!=") ? x != y
               : !strcmp(op, "<")  ? x < y
               : !strcmp(op, "<=") ? x <= y
               : !strcmp(op, ">")  ? x > y
               : !strcmp(op, ">=") ? x >= y
                                   : -1;
    }
    int is_equal = !strcmp(op, "=="), is_in = !strcmp(op, "in");
    int plain = a->kind <= PY_TERM_DICT && b->kind <= PY_TERM_DICT && a->kind != PY_TERM_DICT;
    if (both_constant && plain && (is_equal || !strcmp(op, "!=")))
        return cch_py_term_equal(a, b) == is_equal;
    if (both_constant && plain && (is_in || !strcmp(op, "notin")) && b->count) {
        for (uint32_t i = 0; i < b->count; i += 1 + (b->kind == PY_TERM_DICT))
            if (cch_py_term_equal(a, b->items[i]))
                return is_in;
        return !is_in;
    }
    return -1;
}

static cch_py_term *join(struct cch_py_arena *arena, cch_py_term *a, cch_py_term *b) {
    PY_ARRAY(cch_py_term *) items = {0};
    for (uint32_t i = 0; i < a->count; i++)
        PY_PUSH(arena, &items, a->items[i]);
    for (uint32_t i = 0; i < b->count; i++)
        PY_PUSH(arena, &items, b->items[i]);
    cch_py_term *made = cch_py_term_make(arena, a->kind, "", items.items, items.count);
    cch_py_arena_resize(arena, items.items, 0);
    return made;
}

cch_py_term *cch_py_term_binary(struct cch_py_arena *arena, const char *op, cch_py_term *a, cch_py_term *b) {
    int64_t result;
    int holds = compare(op, a, b);
    if (holds >= 0)
        return cch_py_term_truth(arena, holds);
    if (is_integer(a) && is_integer(b) && compute(op, a->number, b->number, &result))
        return cch_py_term_number(arena, result);
    if (!strcmp(op, "+") && a->kind == b->kind && cch_py_term_is_sequence(a) && a->count + b->count < PY_TERM_ITEMS_MAX)
        return join(arena, a, b);
    if (!strcmp(op, "|") && a->kind == PY_TERM_DICT && b->kind == PY_TERM_DICT) {
        for (uint32_t i = 0; i + 1 < b->count; i += 2)
            a = cch_py_term_with(arena, a, b->items[i], b->items[i + 1]);
        return a;
    }
    if (!strcmp(op, "+") && a->kind == PY_TERM_TEXT && b->kind == PY_TERM_TEXT)
        return cch_py_term_plain(arena, PY_TERM_TEXT, cch_py_format(arena, "%.500s%.500s", a->text, b->text));
    /* x * 1, 1 * x, x + 0 */
    if ((!strcmp(op, "*") && b->kind == PY_TERM_NUMBER && b->number == 1) ||
        (!strcmp(op, "+") && b->kind == PY_TERM_NUMBER && b->number == 0))
        if (cch_py_term_is_expression(a))
            return a;
    if (!strcmp(op, "*") && a->kind == PY_TERM_NUMBER && a->number == 1 && cch_py_term_is_expression(b))
        return b;
    cch_py_term *items[] = {a, b};
    return cch_py_term_make(arena, PY_TERM_BINARY, op, items, 2);
}

cch_py_term *cch_py_term_unary(struct cch_py_arena *arena, const char *op, cch_py_term *a) {
    if (!strcmp(op, "not") && cch_py_term_truth_of(a) >= 0)
        return cch_py_term_truth(arena, !cch_py_term_truth_of(a));
    if (is_integer(a) && !strcmp(op, "neg") && a->number != INT64_MIN)
        return cch_py_term_number(arena, -a->number);
    if (is_integer(a) && !strcmp(op, "inv"))
        return cch_py_term_number(arena, ~a->number);
    if (!strcmp(op, "pos") && is_integer(a))
        return a;
    return cch_py_term_make(arena, PY_TERM_UNARY,
                            !strcmp(op, "not")   ? "not "
                            : !strcmp(op, "neg") ? "-"
                            : !strcmp(op, "inv") ? "~"
                                                 : "+",
                            &a, 1);
}

int cch_py_term_offers(cch_py_term *term) {
    if (term->kind == PY_TERM_CHOICE)
        return cch_py_term_offers(term->items[1]) || cch_py_term_offers(term->items[2]);
    return cch_py_term_is_sequence(term) && term->count && term->items[0]->kind == PY_TERM_CONFIG;
}

cch_py_term *cch_py_term_choice(struct cch_py_arena *arena, cch_py_term *condition, cch_py_term *a, cch_py_term *b) {
    int holds = cch_py_term_truth_of(condition);
    if (holds >= 0 || cch_py_term_equal(a, b))
        return holds != 0 ? a : b;
    if (cch_py_term_is_sequence(a) && a->kind == b->kind && a->count == b->count && a->count <= 3) {
        cch_py_term *items[3]; /* of each dimension by itself */
        for (uint32_t i = 0; i < a->count; i++)
            items[i] = cch_py_term_choice(arena, condition, a->items[i], b->items[i]);
        return cch_py_term_make(arena, a->kind, "", items, a->count);
    }
    cch_py_term *items[] = {condition, a, b};
    if (cch_py_term_offers(a) || cch_py_term_offers(b)) { /* what is known of it is told */
        struct cch_py_term *made = new_term(arena, PY_TERM_CHOICE);
        *made = *cch_py_term_make(arena, PY_TERM_TUPLE, "", items, 3);
        if (made->kind == PY_TERM_TUPLE)
            made->kind = PY_TERM_CHOICE;
        return made;
    }
    return cch_py_term_make(arena, PY_TERM_CHOICE, "", items, 3);
}

int cch_py_term_is_number(cch_py_term *term) {
    if (term->kind == PY_TERM_NUMBER || term->kind == PY_TERM_REAL || term->kind == PY_TERM_TRUTH)
        return 1;
    if (term->kind == PY_TERM_BINARY) /* sequences can be added, and multiplied by a number */
        return strchr("/-%<>&^", term->text[0]) != NULL ||
               (strchr("+*", term->text[0]) && cch_py_term_is_number(term->items[0]) &&
                cch_py_term_is_number(term->items[1]));
    if (term->kind == PY_TERM_ITEM) /* x.shape[0] */
        return term->items[0]->kind == PY_TERM_ATTRIBUTE && !strcmp(term->items[0]->text, "shape") &&
               term->items[1]->kind == PY_TERM_NUMBER;
    if (term->kind == PY_TERM_CHOICE)
        return cch_py_term_is_number(term->items[1]) && cch_py_term_is_number(term->items[2]);
    if (term->kind == PY_TERM_CALL &&
        (term->items[0]->kind == PY_TERM_OUTSIDE || term->items[0]->kind == PY_TERM_ATTRIBUTE)) {
        static const char *const names[] = {"cdiv", "ceil_div",        "len",   "int",
                                            "gcd",  "next_power_of_2", "numel", "size"};
        const char *name = strrchr(term->items[0]->text, '.');
        name = name ? name + 1 : term->items[0]->text;
        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            if (!strcmp(names[i], name))
                return 1;
    }
    return 0;
}

/* Items ---------------------------------------------------------------------------------- */

cch_py_term *cch_py_term_item(cch_py_term *of, cch_py_term *key) {
    if (of->kind == PY_TERM_DICT) {
        for (uint32_t i = 0; i + 1 < of->count; i += 2)
            if (cch_py_term_equal(of->items[i], key))
                return of->items[i + 1];
        return NULL;
    }
    if (!cch_py_term_is_sequence(of) || key->kind != PY_TERM_NUMBER)
        return NULL;
    int64_t at = key->number < 0 ? key->number + of->count : key->number;
    return at >= 0 && at < of->count ? of->items[at] : NULL;
}

cch_py_term *cch_py_term_of_key(cch_py_term *dict, const char *key) {
    for (uint32_t i = 0; dict->kind == PY_TERM_DICT && i + 1 < dict->count; i += 2)
        if (dict->items[i]->kind == PY_TERM_TEXT && !strcmp(dict->items[i]->text, key))
            return dict->items[i + 1];
    return NULL;
}

cch_py_term *cch_py_term_with(struct cch_py_arena *arena, cch_py_term *dict, cch_py_term *key, cch_py_term *value) {
    uint32_t at = 0;
    while (at + 1 < dict->count && !cch_py_term_equal(dict->items[at], key))
        at += 2;
    uint32_t count = at + 1 < dict->count ? dict->count : dict->count + 2;
    cch_py_term **items = cch_py_arena_resize(arena, NULL, count * sizeof *items);
    if (dict->count)
        memcpy(items, dict->items, dict->count * sizeof *items);
    items[at] = key;
    items[at + 1] = value;
    cch_py_term *made = cch_py_term_make(arena, PY_TERM_DICT, "", items, count);
    cch_py_arena_resize(arena, items, 0);
    return made;
}

/* Printed ---------------------------------------------------------------------------------- */

const char *cch_py_term_dotted(struct cch_py_arena *arena, cch_py_term *term) {
    if (term->kind == PY_TERM_OUTSIDE || term->kind == PY_TERM_NAME || term->kind == PY_TERM_MODULE)
        return term->text;
    if (term->kind != PY_TERM_ATTRIBUTE || term->size > 20)
        return NULL;
    const char *of = cch_py_term_dotted(arena, term->items[0]);
    return of ? cch_py_format(arena, "%s.%s", of, term->text) : NULL;
}

typedef PY_ARRAY(char) text_buffer;
static int print(struct cch_py_arena *arena, cch_py_term *term, int around, text_buffer *out);

static void put(struct cch_py_arena *arena, text_buffer *out, const char *text) {
    size_t length = strlen(text);
    PY_RESERVE(arena, out, length + 1);
    memcpy(out->items + out->count, text, length + 1);
    out->count += (uint32_t)length;
}

static int print_list(struct cch_py_arena *arena, cch_py_term *term, uint32_t from, text_buffer *out) {
    for (uint32_t i = from; i < term->count; i++) {
        if (i > from)
            put(arena, out, term->kind == PY_TERM_DICT && (i - from) % 2 ? ": " : ", ");
        if (!print(arena, term->items[i], 0, out))
            return 0;
    }
    return 1;
}

static int print_around(struct cch_py_arena *arena, cch_py_term *term, const char *before, uint32_t from,
                        const char *behind, text_buffer *out) {
    put(arena, out, before);
    if (!print_list(arena, term, from, out))
        return 0;
    if (term->kind == PY_TERM_TUPLE && term->count == 1)
        put(arena, out, ",");
    put(arena, out, behind);
    return 1;
}

/* How tightly an operator binds: https://docs.python.org/3/reference/expressions.html#operator-precedence */
enum {
    CHOOSES = 1,
    ORS,
    ANDS,
    NOTS,
    COMPARES,
    BIT_OR,
    BIT_XOR,
    BIT_AND,
    SHIFTS,
    ADDS,
    MULTIPLIES,
    SIGNS,
    POWERS,
    PRIMARY
};
static int tightness(const char *op) {
    static const struct {
        const char *op;
        int tightness;
    } rows[] = {{"or", ORS},       {"and", ANDS},      {"|", BIT_OR},     {"^", BIT_XOR},    {"&", BIT_AND},
                {"<<", SHIFTS},    {">>", SHIFTS},     {"+", ADDS},       {"-", ADDS},       {"*", MULTIPLIES},
                {"/", MULTIPLIES}, {"//", MULTIPLIES}, {"%", MULTIPLIES}, {"@", MULTIPLIES}, {"**", POWERS}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!strcmp(rows[i].op, op))
            return rows[i].tightness;
    return COMPARES;
}

static int print_binary(struct cch_py_arena *arena, cch_py_term *term, int around, text_buffer *out) {
    int mine = tightness(term->text);
    const char *op = !strcmp(term->text, "isnot") ? "is not" : !strcmp(term->text, "notin") ? "not in" : term->text;
    if (mine < around)
        put(arena, out, "(");
    if (!print(arena, term->items[0], mine + (mine == COMPARES || mine == POWERS), out))
        return 0;
    put(arena, out, " ");
    put(arena, out, op);
    put(arena, out, " ");
    if (!print(arena, term->items[1], mine + (mine != POWERS && mine != ORS && mine != ANDS), out))
        return 0;
    if (mine < around)
        put(arena, out, ")");
    return 1;
}

static int print_choice(struct cch_py_arena *arena, cch_py_term *term, int around, text_buffer *out) {
    if (around > 0)
        put(arena, out, "(");
    if (!print(arena, term->items[1], CHOOSES + 1, out))
        return 0;
    put(arena, out, " if ");
    if (!print(arena, term->items[0], CHOOSES + 1, out))
        return 0;
    put(arena, out, " else ");
    if (!print(arena, term->items[2], 0, out))
        return 0;
    if (around > 0)
        put(arena, out, ")");
    return 1;
}

static int print(struct cch_py_arena *arena, cch_py_term *term, int around, text_buffer *out) {
    switch (term->kind) {
    case PY_TERM_NONE:
        put(arena, out, "None");
        return 1;
    case PY_TERM_TRUTH:
        put(arena, out, term->number ? "True" : "False");
        return 1;
    case PY_TERM_NUMBER:
        put(arena, out, cch_py_format(arena, "%lld", (long long)term->number));
        return 1;
    case PY_TERM_TEXT:
        put(arena, out, cch_py_format(arena, "\"%.200s\"", term->text));
        return 1;
    case PY_TERM_TUPLE:
        return print_around(arena, term, "(", 0, ")", out);
    case PY_TERM_LIST:
        return print_around(arena, term, "[", 0, "]", out);
    case PY_TERM_DICT:
        return print_around(arena, term, "{", 0, "}", out);
    case PY_TERM_NAME:
    case PY_TERM_OUTSIDE:
    case PY_TERM_MODULE:
    case PY_TERM_REAL:
        put(arena, out, term->text);
        return term->text[0] != 0;
    case PY_TERM_FUNCTION:
    case PY_TERM_CLASS:
    case PY_TERM_OBJECT:
        put(arena, out, term->text);
        return term->text[0] != 0;
    case PY_TERM_ATTRIBUTE:
        if (!print(arena, term->items[0], PRIMARY, out))
            return 0;
        put(arena, out, ".");
        put(arena, out, term->text);
        return 1;
    case PY_TERM_ITEM:
        return print(arena, term->items[0], PRIMARY, out) && print_around(arena, term, "[", 1, "]", out);
    case PY_TERM_CALL:
        return print(arena, term->items[0], PRIMARY, out) && print_around(arena, term, "(", 1, ")", out);
    case PY_TERM_KEYWORD:
        put(arena, out, term->text[0] ? term->text : "**");
        put(arena, out, term->text[0] ? "=" : "");
        return print(arena, term->items[0], 0, out);
    case PY_TERM_STAR:
        put(arena, out, "*");
        return print(arena, term->items[0], BIT_OR, out);
    case PY_TERM_BINARY:
        return print_binary(arena, term, around, out);
    case PY_TERM_UNARY: {
        int mine = term->text[0] == 'n' ? NOTS : SIGNS;
        put(arena, out, mine < around ? "(" : "");
        put(arena, out, term->text);
        int done = print(arena, term->items[0], mine, out);
        put(arena, out, mine < around ? ")" : "");
        return done;
    }
    case PY_TERM_CHOICE:
        return print_choice(arena, term, around, out);
    default:
        return 0;
    }
}

int cch_py_term_is_printable(cch_py_term *term) {
    int named = term->kind == PY_TERM_FUNCTION || term->kind == PY_TERM_CLASS || term->kind == PY_TERM_OBJECT;
    if (named && !term->text[0])
        return 0;
    if (!named && (term->kind == PY_TERM_UNKNOWN || (term->kind > PY_TERM_OUTSIDE && term->kind < PY_TERM_NAME)))
        return 0;
    for (uint32_t i = 0; i < term->count; i++)
        if (!cch_py_term_is_printable(term->items[i]))
            return 0;
    return 1;
}

const char *cch_py_term_print(struct cch_py_arena *arena, cch_py_term *term) {
    text_buffer out = {0};
    if (term->size > 4 * PY_TERM_SIZE_MAX || !print(arena, term, 0, &out) || !out.count)
        return NULL;
    return out.items;
}

void cch_py_term_reads(struct cch_py_arena *arena, cch_py_term *term, cch_py_texts *names) {
    const char *text = term->kind == PY_TERM_NAME ? term->text : NULL;
    if (term->kind == PY_TERM_ATTRIBUTE && term->items[0]->kind == PY_TERM_NAME)
        text = cch_py_term_dotted(arena, term);
    for (uint32_t i = 0; text && i < names->count; i++)
        if (!strcmp(names->items[i], text))
            return;
    if (text)
        PY_PUSH(arena, names, text);
    /* a function's own name is nothing that is read */
    for (uint32_t i = term->kind == PY_TERM_CALL && term->items[0]->kind == PY_TERM_NAME; i < term->count && !text; i++)
        if (i || term->kind != PY_TERM_CALL || term->items[0]->kind != PY_TERM_ATTRIBUTE)
            cch_py_term_reads(arena, term->items[i], names);
        else
            cch_py_term_reads(arena, term->items[0]->items[0], names);
}
