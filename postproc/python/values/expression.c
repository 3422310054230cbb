/* What an expression's value comes from (values.h). */
#include "python/values/values.h"

#include <stdio.h>
#include <string.h>

#include "graph_file/schema.h"

enum { TEXT_MAX = 200 };

static size_t offset_of(const struct cch_py_lower *l, uint32_t line, uint32_t column) {
    if (line == 0 || line > l->line_starts.count)
        return l->source_size;
    size_t offset = (size_t)l->line_starts.items[line - 1] + column;
    return offset < l->source_size ? offset : l->source_size;
}

/* The expression as written, on one line, cut when it is long. */
uint32_t cch_py_values_text(struct cch_py_values *w, const struct cch_py_node *node) {
    char text[TEXT_MAX + 4];
    size_t length = 0, at = offset_of(w->l, node->line, node->column),
           end = offset_of(w->l, node->end_line, node->end_column);
    if (!node->end_line)
        return 0;
    for (; at < end && length < TEXT_MAX; at++) {
        char c = w->l->source[at];
        if (c == '#' && node->end_line > node->line && (length == 0 || text[length - 1] == ' ')) {
            while (at < end && w->l->source[at] != '\n')
                at++;
            c = ' ';
        }
        if (c == ' ' || (unsigned char)c < ' ' || c == 127) {
            if (length && text[length - 1] != ' ' && text[length - 1] != '(' && text[length - 1] != '[')
                text[length++] = ' ';
        } else {
            text[length++] = c;
        }
    }
    if (at < end) {
        /* no half of a character */
        if (((unsigned char)w->l->source[at] & 0xc0) == 0x80) {
            while (length && ((unsigned char)text[length - 1] & 0xc0) == 0x80)
                length--;
            length -= length > 0;
        }
        memcpy(text + length, "\xe2\x80\xa6", 3);
        length += 3;
    }
    return cch_py_name(w->arena, w->l->names, text, length);
}

uint32_t cch_py_values_location(struct cch_py_values *w, enum cch_py_location_kind kind, uint32_t a, uint32_t b,
                                uint32_t c) {
    PY_PUSH(w->arena, &w->unit->locations, ((struct cch_py_location){kind, a, b, c}));
    return w->unit->locations.count - 1;
}

static struct cch_py_symbol *symbol_of(struct cch_py_values *w, uint32_t name) {
    return cch_py_scope_find(w->scope, cch_py_mangle(w->arena, w->l->names, w->scope->mangle, name));
}

static uint32_t new_symbol_location(struct cch_py_values *w, const struct cch_py_symbol *symbol) {
    const struct cch_py_scope *scope = symbol->scope;
    if (scope->kind == PY_SCOPE_MODULE)
        return cch_py_values_location(w, PY_LOCATION_GLOBAL, 0, symbol->name, 0);
    if (scope->kind == PY_SCOPE_CLASS)
        return cch_py_values_location(w, PY_LOCATION_CLASS, scope->class_index, symbol->name, 0);
    while (scope->kind == PY_SCOPE_COMPREHENSION && scope->parent)
        scope = scope->parent;
    PY_ADD(w->arena, &w->unit->locals);
    return cch_py_values_location(w, PY_LOCATION_LOCAL,
                                  scope->kind == PY_SCOPE_FUNCTION ? scope->function : w->function, symbol->name,
                                  w->unit->locals.count - 1);
}

uint32_t cch_py_values_name(struct cch_py_values *w, uint32_t name, const struct cch_py_node *at) {
    struct cch_py_symbol *symbol = symbol_of(w, name);
    int added;
    if (!symbol)
        return 0;
    uint32_t *location = cch_py_table_put(w->arena, &w->symbols, (uintptr_t)symbol, &added);
    if (*location == UINT32_MAX)
        return 0;
    if (added)
        *location = new_symbol_location(w, symbol) + 1;
    struct cch_py_location *of = &w->unit->locations.items[*location - 1];
    if (at && of->kind == PY_LOCATION_GLOBAL)
        of->c = 1;
    if (at && of->kind == PY_LOCATION_LOCAL && !w->unit->locals.items[of->c].line)
        w->unit->locals.items[of->c] = (struct cch_py_local){at->line, at->column + 1};
    return *location - 1;
}

void cch_py_values_define(struct cch_py_values *w, uint32_t name, uint32_t location) {
    struct cch_py_symbol *symbol = symbol_of(w, name);
    int added;
    if (!symbol)
        return;
    uint32_t *of = cch_py_table_put(w->arena, &w->symbols, (uintptr_t)symbol, &added);
    if (added)
        *of = location ? location + 1 : UINT32_MAX;
}

unsigned cch_py_values_enter(struct cch_py_values *w, unsigned carries) {
    unsigned outer = w->way;
    w->way = cch_carries_then(carries, outer);
    return outer;
}

void cch_py_values_add(struct cch_py_values *w, cch_py_sources *out, uint32_t location, uint32_t how,
                       const struct cch_py_node *at) {
    unsigned carries = w->way;
    struct cch_py_symbol *symbol = at->kind == PY_NAME ? symbol_of(w, at->name) : NULL;
    if (symbol && cch_py_table_get(&w->numbers, (uintptr_t)symbol))
        carries = cch_carries_of_number(carries);
    if (location && carries)
        PY_PUSH(w->arena, out, ((struct cch_py_source){location, how, carries, 0, at->line, at->column + 1}));
}

int cch_py_values_is_constant(const struct cch_py_node *node) {
    if (!node)
        return 0;
    if (node->kind == PY_UNARY_OP)
        return node->slot[0] && node->slot[0]->kind == PY_CONSTANT;
    if (node->kind == PY_TUPLE || node->kind == PY_LIST) {
        for (const struct cch_py_node *item = node->slot[0]; item; item = item->next)
            if (item->kind == PY_TUPLE || item->kind == PY_LIST || !cch_py_values_is_constant(item))
                return 0;
        return 1;
    }
    return node->kind == PY_CONSTANT;
}

/* Items ------------------------------------------------------------------------ */

uint32_t cch_py_values_nth(struct cch_py_values *w, uint32_t base, uint32_t index) {
    char text[24];
    snprintf(text, sizeof text, "[%u]", index);
    return cch_py_values_location(w, PY_LOCATION_ITEM, base, cch_py_name_z(w->arena, w->l->names, text), 0);
}

/* A key that can be shown in a name. */
static int is_plain(const char *text) {
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] < ' ' || text[i] == 127 || text[i] == '\'')
            return 0;
    return length > 0 && length <= 64;
}

uint32_t cch_py_values_item(struct cch_py_values *w, uint32_t base, const struct cch_py_node *key) {
    char text[80];
    if (!key || key->kind != PY_CONSTANT)
        return 0;
    if (key->constant == PY_INTEGER)
        return cch_py_values_nth(w, base, (uint32_t)key->number);
    if (key->constant != PY_STRING || !is_plain(cch_py_text(w->l->names, key->name)))
        return 0;
    snprintf(text, sizeof text, "['%s']", cch_py_text(w->l->names, key->name));
    return cch_py_values_location(w, PY_LOCATION_ITEM, base, cch_py_name_z(w->arena, w->l->names, text), 0);
}

/* Expressions ------------------------------------------------------------------- */

static uint32_t deeper(uint32_t how, uint32_t step) {
    return how == PY_HOW_CONTROL || how == PY_HOW_DERIVED ? how : step == PY_HOW_COPY ? how : step;
}

static uint32_t attribute(struct cch_py_values *w, struct cch_py_node *node, cch_py_sources *out) {
    unsigned outer = cch_py_values_enter(w, cch_carries_attribute(cch_py_text(w->l->names, node->name)));
    uint32_t base = cch_py_values_base(w, node->slot[0], out);
    w->way = outer;
    return node->made ? cch_py_values_location(w, PY_LOCATION_ATTRIBUTE, node->made - 1,
                                               cch_py_mangle(w->arena, w->l->names, w->scope->mangle, node->name), base)
                      : base;
}

static void index_of(struct cch_py_values *w, struct cch_py_node *node, int uses, cch_py_sources *out);

uint32_t cch_py_values_base(struct cch_py_values *w, struct cch_py_node *node, cch_py_sources *out) {
    switch (node ? node->kind : PY_OTHER) {
    case PY_NAME:
        if (w->replaced && symbol_of(w, node->name) == w->replaced && w->by_depth < 4)
            break;
        return cch_py_values_name(w, node->name, NULL);
    case PY_ATTRIBUTE:
        return attribute(w, node, out);
    case PY_CALL:
        return cch_py_values_call(w, node, PY_HOW_DERIVED, out);
    case PY_SUBSCRIPT:
        index_of(w, node, 0, out);
        return cch_py_values_base(w, node->slot[0], out);
    default:
        break;
    }
    cch_py_values_of(w, node, PY_HOW_DERIVED, out);
    return 0;
}

/* A number chooses, bounds give a size, and a tensor of indices does both. */
static unsigned index_carries(const struct cch_py_node *part) {
    enum { SIZES = CCH_CARRIES_DATA_TO_DATA | CCH_CARRIES_DATA_TO_FORM };
    return part->kind == PY_SLICE ? (unsigned)SIZES
                                  : CCH_CARRIES_DATA_TO_DATA | cch_carries_perhaps(SIZES | CCH_CARRIES_FORM_TO_FORM);
}

/* What the index adds; x[:, :n] also shapes what comes out. */
static void index_of(struct cch_py_values *w, struct cch_py_node *node, int uses, cch_py_sources *out) {
    struct cch_py_node *index = node->slot[1];
    int is_tuple = index && index->kind == PY_TUPLE;
    for (struct cch_py_node *part = is_tuple ? index->slot[0] : index; part; part = is_tuple ? part->next : NULL) {
        cch_py_sources bounds = {0};
        unsigned outer = cch_py_values_enter(w, index_carries(part));
        cch_py_values_of(w, part, PY_HOW_DERIVED, &bounds);
        w->way = outer;
        if (part->kind == PY_SLICE && uses && is_tuple)
            cch_py_values_use(w, &bounds, CCH_USE_SHAPE, node, 0, 0);
        for (uint32_t i = 0; i < bounds.count; i++)
            PY_PUSH(w->arena, out, bounds.items[i]);
        cch_py_arena_resize(w->arena, bounds.items, 0);
    }
}

static void subscript(struct cch_py_values *w, struct cch_py_node *node, uint32_t how, cch_py_sources *out) {
    struct cch_py_node *object = node->slot[0];
    if (object && (object->kind == PY_NAME || object->kind == PY_ATTRIBUTE)) {
        uint32_t base = cch_py_values_base(w, object, out);
        uint32_t item = base ? cch_py_values_item(w, base, node->slot[1]) : 0;
        cch_py_values_add(w, out, item ? item : base, item ? how : deeper(how, PY_HOW_ELEMENT), node);
        if (item)
            return;
    } else {
        cch_py_values_of(w, object, deeper(how, PY_HOW_ELEMENT), out);
    }
    index_of(w, node, 1, out);
}

/* What decides which of two values there is decides all of it. */
static unsigned choice_carries(const struct cch_py_values *w, const struct cch_py_source *by) {
    return cch_carries_then(cch_carries_then(by->carries, CCH_CARRIES_DATA_TO_DATA | CCH_CARRIES_DATA_TO_FORM), w->way);
}

static void conditional(struct cch_py_values *w, struct cch_py_node *node, uint32_t how, cch_py_sources *out) {
    cch_py_values_open(w, node->slot[0]);
    const struct cch_py_condition by = w->conditions.items[w->conditions.count - 1];
    for (uint32_t i = 0; i < by.sources.count; i++)
        if (how != PY_HOW_DERIVED)
            PY_PUSH(w->arena, out,
                    ((struct cch_py_source){by.sources.items[i].location, PY_HOW_CONTROL,
                                            choice_carries(w, &by.sources.items[i]), by.text, by.line, by.column}));
        else
            PY_PUSH(w->arena, out,
                    ((struct cch_py_source){by.sources.items[i].location, PY_HOW_DERIVED,
                                            choice_carries(w, &by.sources.items[i]), by.sources.items[i].text, by.line,
                                            by.column}));
    cch_py_values_of(w, node->slot[1], how, out);
    cch_py_values_of(w, node->slot[2], how, out);
    cch_py_values_close(w);
}

void cch_py_values_generators(struct cch_py_values *w, struct cch_py_node *node) {
    for (struct cch_py_node *part = node->slot[2]; part; part = part->next) {
        cch_py_sources items = {0};
        unsigned outer = w->way;
        w->way = CCH_CARRIES_ALIKE;
        cch_py_values_of(w, part->slot[1], PY_HOW_ELEMENT, &items);
        w->scope = node->scope;
        cch_py_values_unpack(w, part->slot[0], part->slot[1], &items);
        for (struct cch_py_node *test = part->slot[2]; test; test = test->next) {
            cch_py_values_open(w, test);
            cch_py_values_close(w);
        }
        w->way = outer;
        cch_py_arena_resize(w->arena, items.items, 0);
    }
    w->scope = node->scope;
}

static void comprehension(struct cch_py_values *w, struct cch_py_node *node, cch_py_sources *out) {
    struct cch_py_scope *outside = w->scope;
    cch_py_values_generators(w, node);
    cch_py_values_of(w, node->slot[1], PY_HOW_DERIVED, out);
    cch_py_values_of(w, node->slot[0], PY_HOW_DERIVED, out);
    w->scope = outside;
}

static void all(struct cch_py_values *w, struct cch_py_node *list, uint32_t how, cch_py_sources *out) {
    for (; list; list = list->next)
        cch_py_values_of(w, list, how, out);
}

static void name(struct cch_py_values *w, struct cch_py_node *node, uint32_t how, cch_py_sources *out) {
    if (w->replaced && symbol_of(w, node->name) == w->replaced && w->by_depth < 4) {
        struct cch_py_node *by = w->by;
        struct cch_py_symbol *replaced = w->replaced;
        w->by_depth++;
        w->replaced = NULL;
        cch_py_values_of(w, by, how, out);
        w->replaced = replaced;
        w->by_depth--;
        return;
    }
    cch_py_values_add(w, out, cch_py_values_name(w, node->name, NULL), how, node);
}

static int is_known_number(struct cch_py_values *w, const struct cch_py_node *node) {
    struct cch_py_symbol *symbol = node && node->kind == PY_NAME ? symbol_of(w, node->name) : NULL;
    return (node && node->kind == PY_CONSTANT) || cch_py_values_is_constant(node) ||
           (symbol && cch_py_table_get(&w->numbers, (uintptr_t)symbol));
}

/* Something as large as a list or string is made of: n * [0] is n long. */
static int is_display(const struct cch_py_node *node) {
    return node && (node->kind == PY_LIST || node->kind == PY_TUPLE || node->kind == PY_JOINED_STR ||
                    (node->kind == PY_CONSTANT && node->constant == PY_STRING));
}

/* x * y: data from both, and the form of both, or of the one that is no number. */
static void operands(struct cch_py_values *w, struct cch_py_node *node, cch_py_sources *out) {
    struct cch_py_node *left = node->slot[0], *right = node->slot[1];
    unsigned one = CCH_CARRIES_DATA_TO_DATA | cch_carries_perhaps(CCH_CARRIES_FORM_TO_FORM), outer;
    if (!right || right->next || is_known_number(w, left) || is_known_number(w, right))
        one = CCH_CARRIES_ALIKE;
    if (node->kind == PY_COMPARE && right && right->kind == PY_CONSTANT && right->constant == PY_NONE)
        one = CCH_CARRIES_FORM_TO_DATA; /* whether it is given */
    else if (node->kind == PY_BIN_OP && (is_display(left) || is_display(right)))
        one = CCH_CARRIES_ALIKE | CCH_CARRIES_DATA_TO_FORM;
    outer = cch_py_values_enter(w, one);
    all(w, left, PY_HOW_DERIVED, out);
    all(w, right, PY_HOW_DERIVED, out);
    w->way = outer;
}

void cch_py_values_of(struct cch_py_values *w, struct cch_py_node *node, uint32_t how, cch_py_sources *out) {
    unsigned outer;
    if (!node)
        return;
    if (cch_py_values_is_constant(node)) {
        if (how == PY_HOW_COPY)
            PY_PUSH(w->arena, out,
                    ((struct cch_py_source){0, PY_HOW_COPY, CCH_CARRIES_ALIKE, cch_py_values_text(w, node), node->line,
                                            node->column + 1}));
        return;
    }
    switch (node->kind) {
    case PY_NAME:
        name(w, node, how, out);
        break;
    case PY_ATTRIBUTE:
        cch_py_values_add(w, out, attribute(w, node, out), how, node);
        break;
    case PY_SUBSCRIPT:
        subscript(w, node, how, out);
        break;
    case PY_CALL:
        cch_py_values_add(w, out, cch_py_values_call(w, node, how, out), how, node);
        break;
    case PY_IF_EXP:
        conditional(w, node, how, out);
        break;
    case PY_LAMBDA:
        cch_py_values_later(w, node);
        break;
    case PY_LIST_COMP:
    case PY_SET_COMP:
    case PY_DICT_COMP:
    case PY_GENERATOR_EXP:
        comprehension(w, node, out);
        break;
    case PY_AWAIT:
        cch_py_values_of(w, node->slot[0], how, out);
        break;
    case PY_YIELD:
    case PY_YIELD_FROM:
        cch_py_values_into(w, node->slot[0], cch_py_values_location(w, PY_LOCATION_RETURNED, w->function, 0, 0));
        break;
    case PY_NAMED_EXPR:
        outer = w->way;
        w->way = CCH_CARRIES_ALIKE;
        cch_py_values_assign(w, node->slot[0], node->slot[1]);
        w->way = outer;
        cch_py_values_of(w, node->slot[0], how, out);
        break;
    case PY_STARRED:
        cch_py_values_of(w, node->slot[0], deeper(how, PY_HOW_ELEMENT), out);
        break;
    case PY_BIN_OP:
    case PY_COMPARE:
        operands(w, node, out);
        break;
    case PY_DICT:
        all(w, node->slot[0], PY_HOW_DERIVED, out);
        all(w, node->slot[1], PY_HOW_DERIVED, out);
        break;
    case PY_BOOL_OP:
    case PY_UNARY_OP:
    case PY_TUPLE:
    case PY_LIST:
    case PY_SET:
    case PY_JOINED_STR:
    case PY_TEMPLATE_STR:
        all(w, node->slot[0], PY_HOW_DERIVED, out);
        break;
    case PY_FORMATTED_VALUE:
    case PY_INTERPOLATION:
        cch_py_values_of(w, node->slot[0], PY_HOW_DERIVED, out);
        cch_py_values_of(w, node->slot[1], PY_HOW_DERIVED, out);
        break;
    case PY_SLICE:
        for (int i = 0; i < 3; i++)
            cch_py_values_of(w, node->slot[i], PY_HOW_DERIVED, out);
        break;
    default:
        break;
    }
}
