/* Expressions as constraints (lower.h). */
#include "python/lower/lower.h"

#include <string.h>

uint32_t cch_py_new_variable(struct cch_py_lower *l) { return ++l->unit->variable_count; }

struct cch_py_instruction *cch_py_emit(struct cch_py_lower *l, enum cch_py_opcode opcode, const struct cch_py_node *at,
                                       uint32_t target, uint32_t a, uint32_t b, uint32_t c) {
    struct cch_py_instruction *made = PY_ADD(l->arena, &l->unit->instructions);
    made->opcode = (uint8_t)opcode;
    made->function = l->function;
    made->line = at ? at->line : 0;
    made->column = at ? at->column + 1 : 0;
    made->target = target;
    made->a = a;
    made->b = b;
    made->c = c;
    return made;
}

uint32_t cch_py_emit_new(struct cch_py_lower *l, enum cch_py_opcode opcode, const struct cch_py_node *at, uint32_t a,
                         uint32_t b, uint32_t c) {
    uint32_t target = cch_py_new_variable(l);
    cch_py_emit(l, opcode, at, target, a, b, c);
    return target;
}

void cch_py_copy(struct cch_py_lower *l, uint32_t target, uint32_t from) {
    if (from && target && from != target)
        cch_py_emit(l, PY_DO_COPY, NULL, target, from, 0, 0);
}

void cch_py_expressions(struct cch_py_lower *l, struct cch_py_node *list) {
    for (; list; list = list->next)
        cch_py_expression(l, list);
}

/* A constant as an operand, or PY_UNUSED. */
uint32_t cch_py_constant_operand(const struct cch_py_node *node) {
    if (node->kind == PY_CONSTANT && node->constant == PY_STRING && node->name)
        return cch_py_operand(PY_TEXT, node->name);
    if (node->kind == PY_CONSTANT && node->constant == PY_INTEGER)
        return cch_py_operand(PY_INDEX, (uint32_t)node->number);
    return cch_py_operand(PY_UNUSED, 0);
}

/* Text that may name something: "adam", "ns::op", "lib.so", "c{}_fp32"'s parts. */
int cch_py_is_name_like(const char *text) {
    size_t length = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:/-");
    return length && !text[length] && length < 100;
}

/* A string or small number that a name stands for. */
static uint32_t constant_value(struct cch_py_lower *l, const struct cch_py_node *node) {
    int added;
    uint32_t operand = cch_py_constant_operand(node);
    if (cch_py_operand_tag(operand) == PY_UNUSED)
        return 0;
    uint32_t variable = cch_py_new_variable(l);
    if (cch_py_operand_tag(operand) == PY_INDEX) {
        *cch_py_table_put(l->arena, &l->integers, variable, &added) = cch_py_operand_value(operand) + 1;
        return variable;
    }
    *cch_py_table_put(l->arena, &l->texts, variable, &added) = cch_py_operand_value(operand) + 1;
    if (cch_py_is_name_like(cch_py_text(l->names, node->name)))
        cch_py_emit(l, PY_DO_CONSTANT, node, variable, operand, 0, 0);
    return variable;
}

static uint32_t conditional(struct cch_py_lower *l, struct cch_py_node *node,
                            uint32_t (*of)(struct cch_py_lower *, struct cch_py_node *));

uint32_t cch_py_kept(struct cch_py_lower *l, struct cch_py_node *node) {
    uint32_t result, text;
    if (!node)
        return 0;
    switch (node->kind) {
    case PY_CONSTANT:
        return constant_value(l, node);
    case PY_IF_EXP:
        return conditional(l, node, cch_py_kept);
    case PY_JOINED_STR:
        cch_py_expression(l, node); /* what it calls */
        return cch_py_text_of_parts(l, node, 0);
    case PY_BIN_OP:
    case PY_CALL:
        result = cch_py_expression(l, node);
        text = cch_py_has_text(l, node) ? cch_py_text_of_parts(l, node, result) : 0;
        return text ? text : result;
    default:
        return cch_py_expression(l, node);
    }
}

uint32_t cch_py_operand_of(struct cch_py_lower *l, struct cch_py_node *node) {
    if (!node)
        return cch_py_operand(PY_UNUSED, 0);
    if (node->kind == PY_CONSTANT)
        return cch_py_constant_operand(node);
    if (node->kind == PY_UNARY_OP && node->op == PY_OP_USUB && node->slot[0] && node->slot[0]->kind == PY_CONSTANT &&
        node->slot[0]->constant == PY_INTEGER)
        return cch_py_operand_from_end((uint32_t)node->slot[0]->number);
    uint32_t variable = cch_py_kept(l, node);
    if (!variable)
        return cch_py_operand(PY_UNUSED, 0);
    uint32_t known = cch_py_table_get(&l->texts, variable);
    if (known)
        return cch_py_operand(PY_TEXT, known - 1);
    known = cch_py_table_get(&l->integers, variable);
    return known ? cch_py_operand(PY_INDEX, known - 1) : cch_py_operand(PY_VARIABLE, variable);
}

static int is_name(const struct cch_py_lower *l, const struct cch_py_node *node, const char *text) {
    return node && node->kind == PY_NAME && !strcmp(cch_py_text(l->names, node->name), text);
}

/* super(), and super(C, self) that says the same. */
static int is_own_super(struct cch_py_lower *l, const struct cch_py_node *call) {
    if (!l->method_class || !is_name(l, call->slot[0], "super") || call->slot[2])
        return 0;
    const struct cch_py_node *of = call->slot[1];
    if (!of)
        return 1;
    const struct cch_py_class *own = &l->unit->classes.items[l->method_class - 1];
    return of->kind == PY_NAME && of->name == own->name && of->next && of->next->kind == PY_NAME && !of->next->next;
}

struct arguments {
    cch_py_numbers pairs;
};

static void add_argument(struct cch_py_lower *l, struct arguments *to, uint32_t kind, uint32_t operand) {
    PY_PUSH(l->arena, &to->pairs, kind);
    PY_PUSH(l->arena, &to->pairs, operand);
}

static int is_library_maker(const struct cch_py_lower *l, const struct cch_py_node *callee) {
    return (callee->kind == PY_NAME || callee->kind == PY_ATTRIBUTE) && callee->name &&
           !strcmp(cch_py_text(l->names, callee->name), PY_LIBRARY_MAKER);
}

static uint32_t call(struct cch_py_lower *l, struct cch_py_node *node) {
    if (is_own_super(l, node))
        return cch_py_emit_new(l, PY_DO_SUPER, node, l->method_class - 1, l->method_self, 0);
    uint32_t callee = cch_py_expression(l, node->slot[0]);
    struct arguments arguments = {{0}};
    for (struct cch_py_node *arg = node->slot[1]; arg; arg = arg->next) {
        if (arg->kind == PY_STARRED)
            add_argument(l, &arguments, PY_STAR, cch_py_operand_of(l, arg->slot[0]));
        else
            add_argument(l, &arguments, PY_POSITIONAL, cch_py_operand_of(l, arg));
    }
    for (struct cch_py_node *keyword = node->slot[2]; keyword; keyword = keyword->next)
        add_argument(l, &arguments, keyword->name ? keyword->name + PY_KEYWORD_BASE : PY_DOUBLE_STAR,
                     cch_py_operand_of(l, keyword->slot[0]));
    uint32_t sources = is_library_maker(l, node->slot[0]) ? cch_py_sources_before(l, node) : 0;
    if (sources)
        add_argument(l, &arguments,
                     cch_py_name(l->arena, l->names, PY_LIBRARY_SOURCES, strlen(PY_LIBRARY_SOURCES)) + PY_KEYWORD_BASE,
                     cch_py_operand(PY_TEXT, sources));
    cch_py_flush(l);
    uint32_t target = 0;
    if (callee) {
        uint32_t start = l->unit->operands.count;
        for (uint32_t i = 0; i < arguments.pairs.count; i++)
            PY_PUSH(l->arena, &l->unit->operands, arguments.pairs.items[i]);
        target = cch_py_emit_new(l, PY_DO_CALL, node, callee, start, arguments.pairs.count / 2);
        node->made = l->unit->instructions.count;
    }
    cch_py_arena_resize(l->arena, arguments.pairs.items, 0);
    return target;
}

/* Items of a display, from `list`; stars are spread out. */
static uint32_t container(struct cch_py_lower *l, struct cch_py_node *node, enum cch_py_container_kind kind) {
    uint32_t made = cch_py_emit_new(l, PY_DO_CONTAINER, node, kind, 0, 0), index = 0;
    uint32_t at = l->unit->instructions.count - 1;
    int ordered = kind != PY_IS_SET;
    for (struct cch_py_node *item = node->slot[0]; item; item = item->next, index++) {
        uint32_t value;
        if (item->kind == PY_STARRED) {
            value = cch_py_expression(l, item->slot[0]);
            if (value)
                value = cch_py_emit_new(l, PY_DO_ITERATE, item, value, 0, 0);
            ordered = 0;
        } else {
            value = cch_py_kept(l, item);
        }
        if (value)
            cch_py_emit(l, PY_DO_SET_ITEM, item, 0, made,
                        ordered ? cch_py_operand(PY_INDEX, index) : cch_py_operand(PY_UNUSED, 0), value);
    }
    if (ordered)
        l->unit->instructions.items[at].b = index + 1;
    return made;
}

/* Of a key that is written twice, what was stored first is gone. `value` is
 * stored by the next instruction; 0: by none. */
static void replace_store(struct cch_py_lower *l, struct cch_py_table *stores, uint32_t key, uint32_t value) {
    int added;
    if (cch_py_operand_tag(key) != PY_TEXT && cch_py_operand_tag(key) != PY_INDEX)
        return;
    uint32_t before = cch_py_table_get(stores, (uint64_t)key + 1);
    if (before)
        l->unit->instructions.items[before - 1].opcode = PY_DO_NOTHING;
    if (value)
        *cch_py_table_put(l->arena, stores, (uint64_t)key + 1, &added) = l->unit->instructions.count + 1;
}

static uint32_t dictionary(struct cch_py_lower *l, struct cch_py_node *node) {
    struct cch_py_table stores = {0}; /* key → the instruction that stores it + 1 */
    uint32_t made = cch_py_emit_new(l, PY_DO_CONTAINER, node, PY_IS_DICT, 0, 0);
    struct cch_py_node *key = node->slot[0];
    for (struct cch_py_node *item = node->slot[1]; item; item = item->next) {
        uint32_t at = key && key->kind != PY_OTHER ? cch_py_operand_of(l, key) : cch_py_operand(PY_UNUSED, 0);
        uint32_t value = cch_py_kept(l, item);
        if (key && key->kind == PY_OTHER) {
            if (value)
                cch_py_emit(l, PY_DO_MERGE, item, 0, value, made, 0);
        } else {
            replace_store(l, &stores, at, value);
            if (value || cch_py_operand_tag(at) == PY_VARIABLE)
                cch_py_emit(l, PY_DO_SET_ITEM, item, 0, made, at, value);
        }
        key = key ? key->next : NULL;
    }
    cch_py_table_free(l->arena, &stores);
    return made;
}

static uint32_t comprehension(struct cch_py_lower *l, struct cch_py_node *node) {
    struct cch_py_scope *outside = l->scope;
    uint32_t made = cch_py_emit_new(l, PY_DO_CONTAINER, node,
                                    node->kind == PY_DICT_COMP  ? PY_IS_DICT
                                    : node->kind == PY_SET_COMP ? PY_IS_SET
                                                                : PY_IS_LIST,
                                    0, 0);
    for (struct cch_py_node *part = node->slot[2]; part; part = part->next) {
        uint32_t source = cch_py_expression(l, part->slot[1]);
        uint32_t item = source ? cch_py_emit_new(l, PY_DO_ITERATE, part->slot[1], source, 0, 0) : 0;
        l->scope = node->scope;
        cch_py_assign(l, part->slot[0], item);
        cch_py_expressions(l, part->slot[2]);
    }
    l->scope = node->scope;
    uint32_t key = cch_py_operand_of(l, node->slot[1]);
    uint32_t value = cch_py_expression(l, node->slot[0]);
    if (value || cch_py_operand_tag(key) == PY_VARIABLE)
        cch_py_emit(l, PY_DO_SET_ITEM, node, 0, made,
                    cch_py_operand_tag(key) == PY_VARIABLE ? key : cch_py_operand(PY_UNUSED, 0), value);
    cch_py_flush(l);
    l->scope = outside;
    return made;
}

static uint32_t name_of(struct cch_py_lower *l, const char *text) { return cch_py_name_z(l->arena, l->names, text); }

static uint32_t unary(struct cch_py_lower *l, struct cch_py_node *node) {
    static const char *const methods[] = {"__invert__", "__bool__", "__pos__", "__neg__"};
    uint32_t value = cch_py_expression(l, node->slot[0]);
    if (!value || node->op < PY_OP_INVERT || node->op > PY_OP_USUB)
        return 0;
    cch_py_flush(l);
    uint32_t result = cch_py_emit_new(l, PY_DO_METHOD, node, value, name_of(l, methods[node->op - PY_OP_INVERT]), 0);
    return node->op == PY_OP_NOT ? 0 : result;
}

static uint32_t binary(struct cch_py_lower *l, struct cch_py_node *node) {
    uint32_t left = cch_py_expression(l, node->slot[0]);
    uint32_t right = cch_py_expression(l, node->slot[1]);
    if (!left && !right)
        return 0;
    cch_py_flush(l);
    return cch_py_emit_new(l, PY_DO_BINARY, node, left, right, node->op);
}

static uint32_t compare(struct cch_py_lower *l, struct cch_py_node *node) {
    uint32_t left = cch_py_expression(l, node->slot[0]), result = 0;
    for (struct cch_py_node *other = node->slot[1]; other; other = other->next) {
        uint32_t right = cch_py_expression(l, other);
        if ((left || right) && node->op != PY_OP_IS && node->op != PY_OP_IS_NOT)
            result = cch_py_emit_new(l, PY_DO_BINARY, node, left, right, node->op);
        left = right;
    }
    return result;
}

/* `a or b` is a or b; `a and b` is b, or an a that counts as false, which
 * nothing callable does. */
static uint32_t boolean(struct cch_py_lower *l, struct cch_py_node *node) {
    uint32_t result = node->op == PY_OP_OR ? cch_py_new_variable(l) : 0, last = 0;
    for (struct cch_py_node *value = node->slot[0]; value; value = value->next) {
        last = cch_py_kept(l, value);
        if (node->op == PY_OP_OR)
            cch_py_copy(l, result, last);
    }
    return node->op == PY_OP_OR ? result : last;
}

/* Guards: `f is None`, `not f`, `f`, `callable(f)` of a parameter that is optional. */
void cch_py_guard_of(struct cch_py_lower *l, const struct cch_py_node *test, struct cch_py_guard *guard) {
    *guard = (struct cch_py_guard){.given = 1};
    while (test && test->kind == PY_UNARY_OP && test->op == PY_OP_NOT) {
        guard->given = !guard->given;
        test = test->slot[0];
    }
    if (test && test->kind == PY_COMPARE && (test->op == PY_OP_IS || test->op == PY_OP_IS_NOT) && test->slot[1] &&
        !test->slot[1]->next && test->slot[1]->kind == PY_CONSTANT && test->slot[1]->constant == PY_NONE) {
        guard->given ^= test->op == PY_OP_IS;
        test = test->slot[0];
    } else if (test && test->kind == PY_CALL && is_name(l, test->slot[0], "callable") && !test->slot[2]) {
        test = test->slot[1];
    }
    struct cch_py_symbol *symbol =
        test && test->kind == PY_NAME && !test->next ? cch_py_scope_own(l->scope, test->name) : NULL;
    if (symbol && cch_py_table_get(&l->optional, symbol->current) && !(symbol->flags & PY_SYMBOL_WRITTEN))
        guard->parameter = symbol->current;
}

void cch_py_guard_begin(struct cch_py_lower *l, struct cch_py_guard *guard, int holds) {
    if (!guard->parameter)
        return;
    cch_py_flush(l);
    guard->at = l->unit->instructions.count;
    cch_py_emit(l, PY_DO_GUARD, NULL, 0, guard->parameter, 0, (uint32_t)(guard->given == holds));
}

void cch_py_guard_end(struct cch_py_lower *l, const struct cch_py_guard *guard) {
    if (!guard->parameter)
        return;
    cch_py_flush(l);
    l->unit->instructions.items[guard->at].b = l->unit->instructions.count - guard->at - 1;
}

static uint32_t conditional(struct cch_py_lower *l, struct cch_py_node *node,
                            uint32_t (*of)(struct cch_py_lower *, struct cch_py_node *)) {
    uint32_t result = cch_py_new_variable(l);
    struct cch_py_guard guard;
    cch_py_expression(l, node->slot[0]);
    cch_py_guard_of(l, node->slot[0], &guard);
    for (int holds = 1; holds >= 0; holds--) {
        cch_py_guard_begin(l, &guard, holds);
        cch_py_copy(l, result, of(l, node->slot[holds ? 1 : 2]));
        cch_py_guard_end(l, &guard);
    }
    return result;
}

static uint32_t yield(struct cch_py_lower *l, struct cch_py_node *node) {
    uint32_t value = cch_py_expression(l, node->slot[0]);
    struct cch_py_function *function = &l->unit->functions.items[l->function];
    if (value && node->kind == PY_YIELD_FROM) {
        uint32_t item = cch_py_emit_new(l, PY_DO_ITERATE, node, value, 0, 0);
        function = &l->unit->functions.items[l->function];
        cch_py_copy(l, function->yields, item);
        return 0;
    }
    cch_py_copy(l, function->yields, value);
    return cch_py_emit_new(l, PY_DO_OPEN, node, 0, 0, 0);
}

static uint32_t await(struct cch_py_lower *l, struct cch_py_node *node) {
    uint32_t value = cch_py_expression(l, node->slot[0]);
    if (!value)
        return 0;
    uint32_t result = cch_py_emit_new(l, PY_DO_METHOD, node, value, name_of(l, "__await__"), 0);
    cch_py_copy(l, result, value);
    return result;
}

static void formatted(struct cch_py_lower *l, struct cch_py_node *node) {
    for (struct cch_py_node *part = node->slot[0]; part; part = part->next) {
        if (part->kind != PY_FORMATTED_VALUE && part->kind != PY_INTERPOLATION)
            continue;
        uint32_t value = cch_py_expression(l, part->slot[0]);
        if (part->slot[1])
            cch_py_expression(l, part->slot[1]);
        if (value && part->kind == PY_FORMATTED_VALUE)
            cch_py_emit(l, PY_DO_METHOD, part, 0, value, name_of(l, "__format__"), 0);
    }
}

/* A slice's bound, as GET_ITEM's c has it. */
static uint32_t slice_bound(const struct cch_py_node *node) {
    int negative = node && node->kind == PY_UNARY_OP && node->op == PY_OP_USUB;
    if (!node || (node->kind == PY_CONSTANT && node->constant == PY_NONE))
        return PY_SLICE_NONE;
    if (negative)
        node = node->slot[0];
    if (!node || node->kind != PY_CONSTANT || node->constant != PY_INTEGER || node->number >= PY_SLICE_ZERO - 2)
        return PY_SLICE_UNKNOWN;
    return (uint32_t)(PY_SLICE_ZERO + (negative ? -node->number : node->number));
}

static uint32_t slice(const struct cch_py_node *node) {
    const struct cch_py_node *step = node->slot[2];
    uint32_t lower = slice_bound(node->slot[0]), upper = slice_bound(node->slot[1]);
    if (slice_bound(step) != PY_SLICE_NONE && slice_bound(step) != PY_SLICE_ZERO + 1)
        lower = PY_SLICE_UNKNOWN;
    return 1 | lower << 1 | upper << (1 + PY_SLICE_BITS);
}

/* What is subscripted: a name is looked at, but not yet used. */
static uint32_t subscripted(struct cch_py_lower *l, struct cch_py_node *node) {
    return node && node->kind == PY_NAME ? cch_py_read(l, node, node->name) : cch_py_expression(l, node);
}

static uint32_t subscript(struct cch_py_lower *l, struct cch_py_node *node) {
    uint32_t value = subscripted(l, node->slot[0]), known;
    uint32_t key = cch_py_operand_of(l, node->slot[1]);
    if (!value)
        return 0;
    if (cch_py_fresh_get(l, value, key, &known))
        return known;
    cch_py_flush(l);
    if (node->slot[1] && node->slot[1]->kind == PY_SLICE) {
        /* a part of a list holds the same things, and an object's __getitem__ runs */
        return cch_py_emit_new(l, PY_DO_GET_ITEM, node, value, cch_py_operand(PY_UNUSED, 0), slice(node->slot[1]));
    }
    return cch_py_emit_new(l, PY_DO_GET_ITEM, node, value, key, 0);
}

uint32_t cch_py_expression(struct cch_py_lower *l, struct cch_py_node *node) {
    uint32_t value;
    if (!node)
        return 0;
    switch (node->kind) {
    case PY_NAME:
        value = cch_py_read(l, node, node->name);
        cch_py_fresh_see(l, value);
        return value;
    case PY_ATTRIBUTE:
        value = cch_py_expression(l, node->slot[0]);
        if (!value)
            return 0;
        cch_py_flush(l);
        value = cch_py_emit_new(l, PY_DO_GET, node, value,
                                cch_py_mangle(l->arena, l->names, l->scope->mangle, node->name), 0);
        node->made = l->unit->instructions.count;
        return value;
    case PY_CALL:
        return call(l, node);
    case PY_BIN_OP:
        return binary(l, node);
    case PY_BOOL_OP:
        return boolean(l, node);
    case PY_UNARY_OP:
        return unary(l, node);
    case PY_COMPARE:
        return compare(l, node);
    case PY_LAMBDA:
        return cch_py_define_function(l, node);
    case PY_IF_EXP:
        return conditional(l, node, cch_py_expression);
    case PY_DICT:
        return dictionary(l, node);
    case PY_LIST:
        return container(l, node, PY_IS_LIST);
    case PY_TUPLE:
        return container(l, node, PY_IS_TUPLE);
    case PY_SET:
        return container(l, node, PY_IS_SET);
    case PY_LIST_COMP:
    case PY_SET_COMP:
    case PY_DICT_COMP:
    case PY_GENERATOR_EXP:
        return comprehension(l, node);
    case PY_AWAIT:
        return await(l, node);
    case PY_YIELD:
    case PY_YIELD_FROM:
        return yield(l, node);
    case PY_JOINED_STR:
    case PY_TEMPLATE_STR:
        formatted(l, node);
        return 0;
    case PY_SUBSCRIPT:
        return subscript(l, node);
    case PY_STARRED:
        return cch_py_expression(l, node->slot[0]);
    case PY_NAMED_EXPR:
        value = cch_py_expression(l, node->slot[1]);
        cch_py_assign(l, node->slot[0], value);
        return value;
    case PY_SLICE:
        cch_py_expression(l, node->slot[0]);
        cch_py_expression(l, node->slot[1]);
        cch_py_expression(l, node->slot[2]);
        return 0;
    default:
        return 0;
    }
}

static void unpack(struct cch_py_lower *l, struct cch_py_node *target, uint32_t value) {
    uint32_t index = 0, left = 0;
    int after_star = 0;
    for (struct cch_py_node *item = target->slot[0]; item; item = item->next)
        left++;
    for (struct cch_py_node *item = target->slot[0]; item; item = item->next, index++, left--) {
        uint32_t part = 0;
        if (value && item->kind == PY_STARRED)
            part = cch_py_emit_new(l, PY_DO_REST, item, value, 0, 0);
        else if (value)
            part = cch_py_emit_new(l, PY_DO_UNPACK, item, value,
                                   after_star ? cch_py_operand_from_end(left) : cch_py_operand(PY_INDEX, index), 0);
        after_star |= item->kind == PY_STARRED;
        cch_py_assign(l, item->kind == PY_STARRED ? item->slot[0] : item, part);
    }
}

void cch_py_assign(struct cch_py_lower *l, struct cch_py_node *target, uint32_t value) {
    if (!target)
        return;
    uint32_t object;
    switch (target->kind) {
    case PY_NAME:
        cch_py_write(l, target->name, value);
        break;
    case PY_TUPLE:
    case PY_LIST:
        unpack(l, target, value);
        break;
    case PY_STARRED:
        cch_py_assign(l, target->slot[0], value);
        break;
    case PY_ATTRIBUTE:
        object = cch_py_expression(l, target->slot[0]);
        cch_py_flush(l);
        if (object) {
            cch_py_emit(l, PY_DO_SET, target, 0, object,
                        cch_py_mangle(l->arena, l->names, l->scope->mangle, target->name), value);
            target->made = l->unit->instructions.count;
        }
        break;
    case PY_SUBSCRIPT: {
        object = subscripted(l, target->slot[0]);
        uint32_t key = cch_py_operand_of(l, target->slot[1]);
        if (cch_py_fresh_set(l, target, object, key, value))
            break;
        cch_py_flush(l);
        if (object) {
            int is_slice = target->slot[1] && target->slot[1]->kind == PY_SLICE;
            cch_py_emit(l, PY_DO_SET_ITEM, target, 0, object, key, value)->flags = is_slice ? PY_FLAG_SLICE : 0;
        }
        break;
    }
    default:
        break;
    }
}
