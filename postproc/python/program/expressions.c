/* Expressions, a row of `WRITERS` a node kind (writer.h). */
#include "python/program/writer.h"

#include <stdio.h>
#include <string.h>

const char *cch_py_operator_word(unsigned op) {
    static const char *const words[PY_OP_COUNT] = {
        [PY_OP_ADD] = "+",     [PY_OP_SUB] = "-",        [PY_OP_MULT] = "*",      [PY_OP_MATMULT] = "@",
        [PY_OP_DIV] = "/",     [PY_OP_MOD] = "%",        [PY_OP_POW] = "**",      [PY_OP_LSHIFT] = "<<",
        [PY_OP_RSHIFT] = ">>", [PY_OP_OR] = "|",         [PY_OP_XOR] = "^",       [PY_OP_AND] = "&",
        [PY_OP_EQ] = "==",     [PY_OP_FLOORDIV] = "//",  [PY_OP_NE] = "!=",       [PY_OP_LT] = "<",
        [PY_OP_LE] = "<=",     [PY_OP_GT] = ">",         [PY_OP_GE] = ">=",       [PY_OP_IS] = "is",
        [PY_OP_IN] = "in",     [PY_OP_IS_NOT] = "isnot", [PY_OP_NOT_IN] = "notin"};
    return op < PY_OP_COUNT && words[op] ? words[op] : "?";
}

static void begin_operation(struct cch_py_writer *w, unsigned op) {
    cch_py_open(w, "bin");
    cch_py_string_z(w, cch_py_operator_word(op));
    cch_py_word(w, "py");
}

void cch_py_write_list(struct cch_py_writer *w, struct cch_py_node *list) {
    for (; list; list = list->next)
        cch_py_write_expression(w, list);
}

static void constant(struct cch_py_writer *w, struct cch_py_node *node) {
    const char *text = cch_py_text(w->l->names, node->name);
    switch (node->constant) {
    case PY_STRING:
        cch_py_open(w, "s");
        cch_py_string_z(w, text);
        break;
    case PY_INTEGER:
        cch_py_open(w, "n");
        cch_py_count(w, (uint32_t)node->number);
        break;
    case PY_NUMBER:
        cch_py_open(w, strpbrk(text, ".en") ? "x" : "n");
        cch_py_word(w, text);
        break;
    case PY_BOOLEAN:
        cch_py_open(w, "b");
        cch_py_count(w, node->number != 0);
        break;
    case PY_NONE:
        cch_py_open(w, "none");
        break;
    case PY_ELLIPSIS:
        cch_py_open(w, "ellipsis");
        break;
    default:
        cch_py_open(w, "unk");
        cch_py_string_z(w, "a constant that the graph doesn't hold");
    }
    cch_py_close(w);
}

static void name(struct cch_py_writer *w, struct cch_py_node *node) {
    const char *text = cch_py_text(w->l->names, node->name);
    if (!strcmp(text, "__class__") && w->scope->kind != PY_SCOPE_MODULE && !cch_py_scope_find(w->scope, node->name)) {
        cch_py_open(w, "class");
        cch_py_close(w);
        return;
    }
    cch_py_write_name(w, node->name, 0);
}

static void attribute(struct cch_py_writer *w, struct cch_py_node *node) {
    cch_py_open(w, "m");
    cch_py_write_expression(w, node->slot[0]);
    cch_py_string_z(w, cch_py_mangled_text(w, node->name));
    cch_py_close(w);
}

static void subscript(struct cch_py_writer *w, struct cch_py_node *node) {
    cch_py_open(w, "i");
    cch_py_write_expression(w, node->slot[0]);
    cch_py_write_expression(w, node->slot[1]);
    cch_py_close(w);
}

static void slice(struct cch_py_writer *w, struct cch_py_node *node) {
    cch_py_open(w, "slice");
    for (int i = 0; i < 3; i++)
        cch_py_write_expression(w, node->slot[i]);
    cch_py_close(w);
}

void cch_py_write_arguments(struct cch_py_writer *w, struct cch_py_node *arguments, struct cch_py_node *keywords) {
    cch_py_write_list(w, arguments);
    for (struct cch_py_node *keyword = keywords; keyword; keyword = keyword->next) {
        cch_py_open(w, keyword->name ? "kw" : "dstar");
        if (keyword->name)
            cch_py_string_z(w, cch_py_text(w->l->names, keyword->name));
        cch_py_write_expression(w, keyword->slot[0]);
        cch_py_close(w);
    }
}

static int is_plain_super(struct cch_py_writer *w, const struct cch_py_node *node) {
    const struct cch_py_node *callee = node->slot[0];
    return callee && callee->kind == PY_NAME && !node->slot[1] && !node->slot[2] &&
           !strcmp(cch_py_text(w->l->names, callee->name), "super") && !cch_py_scope_find(w->scope, callee->name);
}

static void call(struct cch_py_writer *w, struct cch_py_node *node) {
    if (is_plain_super(w, node)) {
        cch_py_open(w, "super");
    } else {
        cch_py_open(w, "py");
        cch_py_place(w, node);
        cch_py_write_expression(w, node->slot[0]);
        cch_py_write_arguments(w, node->slot[1], node->slot[2]);
    }
    cch_py_close(w);
}

static void starred(struct cch_py_writer *w, struct cch_py_node *node) {
    cch_py_open(w, "star");
    cch_py_write_expression(w, node->slot[0]);
    cch_py_close(w);
}

static void binary(struct cch_py_writer *w, struct cch_py_node *node) {
    begin_operation(w, node->op);
    cch_py_write_expression(w, node->slot[0]);
    cch_py_write_expression(w, node->slot[1]);
    cch_py_close(w);
}

/* `and` and `or` of many are of two each, so that a long one nests on the right. */
static void boolean_from(struct cch_py_writer *w, struct cch_py_node *node, const char *word) {
    if (!node->next) {
        cch_py_write_expression(w, node);
        return;
    }
    cch_py_open(w, word);
    cch_py_write_expression(w, node);
    boolean_from(w, node->next, word);
    cch_py_close(w);
}

static void boolean(struct cch_py_writer *w, struct cch_py_node *node) {
    if (node->slot[0])
        boolean_from(w, node->slot[0], node->op == PY_OP_OR ? "or" : "and");
    else
        cch_py_unknown(w, "a condition without operands");
}

static void unary(struct cch_py_writer *w, struct cch_py_node *node) {
    cch_py_open(w, node->op == PY_OP_NOT      ? "not"
                   : node->op == PY_OP_INVERT ? "inv"
                   : node->op == PY_OP_UADD   ? "pos"
                                              : "neg");
    if (node->op != PY_OP_NOT)
        cch_py_word(w, "py");
    cch_py_write_expression(w, node->slot[0]);
    cch_py_close(w);
}

/* a < b < c is a < b and b < c, with b evaluated once: it is kept in a slot. */
static void comparison_from(struct cch_py_writer *w, struct cch_py_node *left, uint32_t left_slot,
                            struct cch_py_node *right, const char *letters, unsigned op) {
    uint32_t slot = 0;
    if (right->next) {
        cch_py_open(w, "and");
        slot = cch_py_new_slot(w);
    }
    begin_operation(w, op);
    if (left)
        cch_py_write_expression(w, left);
    else
        cch_py_slot(w, left_slot);
    if (right->next) {
        cch_py_open(w, "=");
        cch_py_slot(w, slot);
    }
    cch_py_write_expression(w, right);
    if (right->next)
        cch_py_close(w);
    cch_py_close(w);
    if (right->next) {
        comparison_from(w, NULL, slot, right->next, letters[0] ? letters + 1 : letters,
                        letters[0] ? (unsigned)(letters[0] - PY_OP_LETTER) : 0);
        cch_py_close(w);
    }
}

static void comparison(struct cch_py_writer *w, struct cch_py_node *node) {
    const char *letters = cch_py_text(w->l->names, node->name);
    if (!node->slot[1] || (node->slot[1]->next && !letters[0]))
        cch_py_unknown(w, "a comparison of too many");
    else
        comparison_from(w, node->slot[0], 0, node->slot[1], letters[0] ? letters + 1 : letters, node->op);
}

static void conditional(struct cch_py_writer *w, struct cch_py_node *node) {
    cch_py_open(w, "?");
    cch_py_place(w, node);
    cch_py_as_written(w, node->slot[0]);
    for (int i = 0; i < 3; i++)
        cch_py_write_expression(w, node->slot[i]);
    cch_py_close(w);
}

static void display(struct cch_py_writer *w, struct cch_py_node *node) {
    cch_py_open(w, node->kind == PY_LIST ? "list" : node->kind == PY_SET ? "set" : "tuple");
    cch_py_write_list(w, node->slot[0]);
    cch_py_close(w);
}

static void dictionary(struct cch_py_writer *w, struct cch_py_node *node) {
    struct cch_py_node *key = node->slot[0];
    cch_py_open(w, "dict");
    for (struct cch_py_node *value = node->slot[1]; value && key; value = value->next, key = key->next) {
        cch_py_open(w, key->kind == PY_OTHER ? "dstar" : "");
        if (key->kind != PY_OTHER)
            cch_py_write_expression(w, key);
        cch_py_write_expression(w, value);
        cch_py_close(w);
    }
    cch_py_close(w);
}

static void element(struct cch_py_writer *w, struct cch_py_node *node) {
    if (node->kind == PY_DICT_COMP) {
        cch_py_open(w, "tuple");
        cch_py_write_expression(w, node->slot[1]);
    }
    cch_py_write_expression(w, node->slot[0]);
    if (node->kind == PY_DICT_COMP)
        cch_py_close(w);
}

static void comprehension(struct cch_py_writer *w, struct cch_py_node *node) {
    struct cch_py_scope *outside = w->scope;
    cch_py_open(w, "comp");
    cch_py_word(w, node->kind == PY_LIST_COMP   ? "list"
                   : node->kind == PY_SET_COMP  ? "set"
                   : node->kind == PY_DICT_COMP ? "dict"
                                                : "gen");
    w->scope = node->scope;
    element(w, node);
    for (struct cch_py_node *part = node->slot[2]; part; part = part->next) {
        cch_py_open(w, "for");
        cch_py_write_target(w, part->slot[0]);
        w->scope = part == node->slot[2] ? outside : node->scope; /* the first one's items are of the scope around */
        cch_py_write_expression(w, part->slot[1]);
        w->scope = node->scope;
        cch_py_write_list(w, part->slot[2]);
        cch_py_close(w);
    }
    w->scope = outside;
    cch_py_close(w);
}

static void formatted(struct cch_py_writer *w, struct cch_py_node *node) {
    char conversion[2] = {node->number > ' ' && node->number < 127 ? (char)node->number : '\0', 0};
    cch_py_open(w, "fmt");
    cch_py_write_expression(w, node->slot[0]);
    cch_py_string_z(w, conversion);
    if (node->slot[1])
        cch_py_write_expression(w, node->slot[1]);
    cch_py_close(w);
}

static void joined(struct cch_py_writer *w, struct cch_py_node *node) {
    cch_py_open(w, "fstr");
    cch_py_write_list(w, node->slot[0]);
    cch_py_close(w);
}

static void named(struct cch_py_writer *w, struct cch_py_node *node) {
    cch_py_open(w, "=");
    cch_py_write_target(w, node->slot[0]);
    cch_py_write_expression(w, node->slot[1]);
    cch_py_close(w);
}

static void suspended(struct cch_py_writer *w, struct cch_py_node *node) {
    cch_py_open(w, node->kind == PY_AWAIT ? "await" : node->kind == PY_YIELD ? "yield" : "yieldfrom");
    if (node->slot[0])
        cch_py_write_expression(w, node->slot[0]);
    cch_py_close(w);
}

static void (*const WRITERS[PY_KIND_COUNT])(struct cch_py_writer *w, struct cch_py_node *node) = {
    [PY_CONSTANT] = constant,
    [PY_NAME] = name,
    [PY_ATTRIBUTE] = attribute,
    [PY_SUBSCRIPT] = subscript,
    [PY_SLICE] = slice,
    [PY_CALL] = call,
    [PY_STARRED] = starred,
    [PY_BIN_OP] = binary,
    [PY_BOOL_OP] = boolean,
    [PY_UNARY_OP] = unary,
    [PY_COMPARE] = comparison,
    [PY_IF_EXP] = conditional,
    [PY_LIST] = display,
    [PY_TUPLE] = display,
    [PY_SET] = display,
    [PY_DICT] = dictionary,
    [PY_LIST_COMP] = comprehension,
    [PY_SET_COMP] = comprehension,
    [PY_DICT_COMP] = comprehension,
    [PY_GENERATOR_EXP] = comprehension,
    [PY_JOINED_STR] = joined,
    [PY_FORMATTED_VALUE] = formatted,
    [PY_NAMED_EXPR] = named,
    [PY_LAMBDA] = cch_py_write_lambda,
    [PY_AWAIT] = suspended,
    [PY_YIELD] = suspended,
    [PY_YIELD_FROM] = suspended,
};

void cch_py_write_expression(struct cch_py_writer *w, struct cch_py_node *node) {
    if (cch_py_is_lost(w))
        return;
    if (!node) {
        cch_py_open(w, "none");
        cch_py_close(w);
    } else if (node->kind < PY_KIND_COUNT && WRITERS[node->kind]) {
        WRITERS[node->kind](w, node);
    } else {
        cch_py_unknown(w, "an expression that is not known");
    }
}

void cch_py_write_target(struct cch_py_writer *w, struct cch_py_node *target) {
    if (!target) {
        cch_py_write_expression(w, NULL);
        return;
    }
    switch (target->kind) {
    case PY_NAME:
        cch_py_write_name(w, target->name, 1);
        break;
    case PY_LIST:
    case PY_TUPLE:
        cch_py_open(w, "tuple");
        for (struct cch_py_node *item = target->slot[0]; item; item = item->next)
            cch_py_write_target(w, item);
        cch_py_close(w);
        break;
    case PY_STARRED:
        cch_py_open(w, "star");
        cch_py_write_target(w, target->slot[0]);
        cch_py_close(w);
        break;
    default:
        cch_py_write_expression(w, target);
    }
}
