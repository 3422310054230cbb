/* Lists, tuples, dicts, sets: what goes in and comes out (solve.h). */
#include "python/solve/rules/rules.h"

#include <string.h>

uint32_t cch_py_make_container(struct cch_py_solver *s, enum cch_py_container_kind kind) {
    uint32_t number = s->containers.count, all = cch_py_make_variable(s), unknown = cch_py_make_variable(s),
             keys = cch_py_make_variable(s);
    struct cch_py_container *made = PY_ADD(s->arena, &s->containers);
    made->kind = (uint8_t)kind;
    made->all = all;
    made->unknown = unknown;
    made->keys = keys;
    cch_py_connect(s, unknown, all);
    return number;
}

uint32_t cch_py_container_value(struct cch_py_solver *s, uint32_t key, int kind) {
    int added;
    uint32_t *number = cch_py_table_put(s->arena, &s->container_numbers, (uint64_t)key + 1, &added);
    if (added)
        *number = cch_py_make_container(s, (enum cch_py_container_kind)kind);
    return cch_py_value(s, PY_V_CONTAINER, *number, 0);
}

enum { ITEMS_MAX = 256 }; /* further constant places are kept as unknown ones */

static uint32_t item(struct cch_py_solver *s, uint32_t container, uint32_t key) {
    struct cch_py_container *c = &s->containers.items[container];
    for (uint32_t i = 0; i < c->items.count; i++)
        if (c->items.items[i].key == key)
            return c->items.items[i].variable;
    if (c->items.count >= ITEMS_MAX)
        return c->unknown;
    uint32_t variable = cch_py_make_variable(s);
    PY_PUSH(s->arena, &c->items, ((struct cch_py_container_item){key, variable}));
    cch_py_connect(s, variable, c->all);
    if (c->moved)
        cch_py_connect(s, variable, c->unknown);
    for (uint32_t i = 0; i < s->containers.items[container].spreads.count; i++) {
        struct cch_py_spread spread = s->containers.items[container].spreads.items[i];
        cch_py_spread_into(s, &spread, key, variable);
    }
    for (uint32_t i = 0; i < s->containers.items[container].derived.count; i++) {
        struct cch_py_derived to = s->containers.items[container].derived.items[i];
        cch_py_derive_item(s, &to, key, variable);
    }
    return variable;
}

/* The variable in which what is at a place is kept. */
static uint32_t kept(struct cch_py_solver *s, uint32_t container, uint32_t key) {
    const struct cch_py_container *c = &s->containers.items[container];
    int tag = (int)cch_py_operand_tag(key);
    if (c->kind == PY_IS_SET || (tag != PY_TEXT && tag != PY_INDEX))
        return c->unknown;
    if (c->kind != PY_IS_DICT && tag == PY_INDEX && cch_py_from_end(key))
        return c->unknown;
    if (c->exact && tag == PY_INDEX && cch_py_operand_value(key) >= c->length)
        return c->tail;
    return item(s, container, key);
}

void cch_py_container_set(struct cch_py_solver *s, uint32_t container, uint32_t key, uint32_t source) {
    if (cch_py_operand_tag(key) == PY_VARIABLE)
        cch_py_connect(s, cch_py_operand_value(key), s->containers.items[container].keys);
    cch_py_connect(s, source, kept(s, container, key));
}

/* target ⊇ an item of any place: of the container, a value. */
static void get_any(struct cch_py_solver *s, uint32_t instruction, uint32_t container) {
    cch_py_connect(s, s->containers.items[container].all, s->program->instructions.items[instruction].target);
}

/* A constant has come to the key of container c. */
static void get_named(struct cch_py_solver *s, uint32_t watch, uint32_t value) {
    uint32_t instruction = cch_py_origin_of(s, watch);
    if (cch_py_value_of(s, value)->kind == PY_V_CONSTANT)
        cch_py_container_get(s, s->program->instructions.items[watch].c, cch_py_value_of(s, value)->a,
                             s->program->instructions.items[instruction].target);
}

/* By a key that may be known: where it is a constant for sure, its item alone. */
static void get_by(struct cch_py_solver *s, uint32_t instruction, uint32_t container, uint32_t key) {
    const struct cch_py_container *c = &s->containers.items[container];
    if (c->kind == PY_IS_SET || c->all == 0) {
        get_any(s, instruction, container);
        return;
    }
    cch_py_watch(s, instruction, key, get_named, container);
    cch_py_unless_exact(s, key, instruction, container, get_any);
}

void cch_py_container_get(struct cch_py_solver *s, uint32_t container, uint32_t key, uint32_t target) {
    const struct cch_py_container *c = &s->containers.items[container];
    if (c->kind != PY_IS_DICT && cch_py_operand_tag(key) == PY_INDEX && cch_py_from_end(key)) {
        int32_t place = cch_py_place_from_end(c, key);
        if (place < 0) {
            cch_py_connect(s, c->all, target);
            return;
        }
        PY_PUSH(s->arena, &s->containers.items[container].from_end, target);
        key = cch_py_operand(PY_INDEX, (uint32_t)place);
    } else if (cch_py_operand_tag(key) != PY_TEXT && cch_py_operand_tag(key) != PY_INDEX) {
        cch_py_connect(s, c->all, target);
        return;
    }
    cch_py_connect(s, kept(s, container, key), target);
    cch_py_connect(s, s->containers.items[container].unknown, target);
}

void cch_py_container_spread(struct cch_py_solver *s, uint32_t container, struct cch_py_spread spread) {
    struct cch_py_container *c = &s->containers.items[container];
    for (uint32_t i = 0; i < c->spreads.count; i++)
        if (!memcmp(&c->spreads.items[i], &spread, sizeof spread))
            return;
    PY_PUSH(s->arena, &c->spreads, spread);
    for (uint32_t i = 0; i < s->containers.items[container].items.count; i++) {
        struct cch_py_container_item of = s->containers.items[container].items.items[i];
        cch_py_spread_into(s, &spread, of.key, of.variable);
    }
    cch_py_spread_into(s, &spread, cch_py_operand(PY_UNUSED, 0), s->containers.items[container].unknown);
    if (s->containers.items[container].exact && !spread.is_keywords) {
        uint32_t tail = s->containers.items[container].tail;
        spread.offset += s->containers.items[container].length;
        cch_py_spread_into(s, &spread, cch_py_operand(PY_UNUSED, 0), tail);
    }
}

uint32_t cch_py_elements(struct cch_py_solver *s, uint32_t instance) {
    return cch_py_attribute(s, instance, cch_py_solver_name(s, "<elements>"));
}

static void store_element(struct cch_py_solver *s, uint32_t instance, uint32_t source) {
    cch_py_store(s, instance, cch_py_solver_name(s, "<elements>"), source);
}

static int keeps_elements(const struct cch_py_solver *s, uint32_t value) {
    return s->program->classes.items[cch_py_value_of(s, value)->a].traits & PY_TRAIT_CONTAINER;
}

/* The class whose fields are the items of a NamedTuple's object, or 0. */
static uint32_t fields_of(const struct cch_py_solver *s, uint32_t value) {
    const struct cch_py_whole_class *of = &s->program->classes.items[cch_py_value_of(s, value)->a];
    int is_tuple = of->traits & PY_TRAIT_FIELDS;
    for (uint32_t i = 0; is_tuple && i < of->order.count; i++)
        if (s->program->classes.items[of->order.items[i]].is.field_count)
            return of->order.items[i];
    return 0;
}

static void get_field(struct cch_py_solver *s, uint32_t value, uint32_t key, uint32_t target) {
    uint32_t class = fields_of(s, value);
    const struct cch_py_class of = s->program->classes.items[class].is;
    uint32_t back = cch_py_operand_tag(key) == PY_INDEX ? cch_py_from_end(key) : 0, at = cch_py_operand_value(key);
    for (uint32_t k = 0; class && k < of.field_count; k++)
        if (cch_py_operand_tag(key) != PY_INDEX || (back ? back + k == of.field_count : k == at))
            cch_py_connect(s, cch_py_attribute(s, value, s->program->bindings.items[of.fields + k].name), target);
}

static void add_all(struct cch_py_solver *s, uint32_t instruction, uint32_t container, uint32_t source);

/* Reading and writing items -------------------------------------------------------- */

void cch_py_react_get_item(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    const struct cch_py_value of = *cch_py_value_of(s, value);
    switch (of.kind) {
    case PY_V_CONTAINER:
        if (i.c)
            cch_py_put(s, i.target, cch_py_slice(s, instruction, of.a, i.c));
        else if (cch_py_operand_tag(i.b) == PY_VARIABLE)
            get_by(s, instruction, of.a, cch_py_operand_value(i.b));
        else
            cch_py_container_get(s, of.a, i.b, i.target);
        break;
    case PY_V_INSTANCE:
        if (cch_py_call_method(s, instruction, i.a, value, "__getitem__", i.target,
                               cch_py_argument(s, PY_POSITIONAL, i.b), 1))
            break;
        if (keeps_elements(s, value))
            cch_py_connect(s, cch_py_elements(s, value), i.target);
        if (!i.c)
            get_field(s, value, i.b, i.target);
        break;
    case PY_V_CLASS:
        if (!cch_py_call_method(s, instruction, i.a, value, "__class_getitem__", i.target, 0, 0))
            cch_py_put(s, i.target, value);
        break;
    case PY_V_KERNEL:
        if (of.b == PY_KERNEL_SUBSCRIPTED || of.b == PY_KERNEL_BLOCKS)
            cch_py_put(s, i.target, cch_py_value(s, PY_V_LAUNCH, of.a, 0));
        break;
    case PY_V_EXTERNAL:
        if (!cch_py_module_item(s, instruction, of.a))
            cch_py_put(s, i.target, cch_py_value(s, PY_V_EXTERNAL, of.a, 1));
        break;
    case PY_V_OBJECT:
        cch_py_call_object(s, instruction, value);
        break;
    default:
        break;
    }
}

void cch_py_react_set_item(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    const struct cch_py_value of = *cch_py_value_of(s, value);
    if (of.kind == PY_V_CONTAINER && i.flags & PY_FLAG_SLICE) {
        add_all(s, instruction, of.a, i.c);
        cch_py_container_move(s, of.a);
    } else if (of.kind == PY_V_CONTAINER) {
        cch_py_container_set(s, of.a, i.b, i.c);
    } else if (of.kind == PY_V_INSTANCE) {
        uint32_t operands = cch_py_argument(s, PY_POSITIONAL, i.b);
        cch_py_argument(s, PY_POSITIONAL, i.c ? cch_py_operand(PY_VARIABLE, i.c) : cch_py_operand(PY_UNUSED, 0));
        if (!cch_py_call_method(s, instruction, i.a, value, "__setitem__", 0, operands, 2) &&
            keeps_elements(s, value) && i.c)
            store_element(s, value, i.c);
    }
}

/* Iterating ------------------------------------------------------------------------- */

void cch_py_iterate_into(struct cch_py_solver *s, uint32_t instruction, uint32_t value, uint32_t target) {
    const struct cch_py_value of = *cch_py_value_of(s, value);
    int async = s->program->instructions.items[instruction].flags & PY_FLAG_ASYNC;
    uint32_t receiver = s->program->instructions.items[instruction].a;
    switch (of.kind) {
    case PY_V_CONTAINER:
        cch_py_connect(s,
                       s->containers.items[of.a].kind == PY_IS_DICT ? s->containers.items[of.a].keys
                                                                    : s->containers.items[of.a].all,
                       target);
        break;
    case PY_V_GENERATOR:
        cch_py_connect(s, s->program->functions.items[of.a].is.yields, target);
        break;
    case PY_V_INSTANCE: {
        uint32_t iterator = cch_py_make_variable(s);
        if (cch_py_call_method(s, instruction, receiver, value, async ? "__aiter__" : "__iter__", iterator, 0, 0)) {
            /* the steps: what __iter__ gave is iterated again, by its __next__ */
            cch_py_make_instruction(s, PY_DO_ITERATE, (uint8_t)(async | PY_FLAG_IN_PLACE), instruction, receiver,
                                    target, iterator, 0, 0);
        } else if (keeps_elements(s, value)) {
            cch_py_connect(s, cch_py_elements(s, value), target);
        } else if (fields_of(s, value)) {
            get_field(s, value, cch_py_operand(PY_UNUSED, 0), target);
        } else {
            cch_py_call_method(s, instruction, receiver, value, "__getitem__", target,
                               cch_py_argument(s, PY_POSITIONAL, cch_py_operand(PY_UNUSED, 0)), 1);
        }
        break;
    }
    case PY_V_CLASS:
        if (s->program->classes.items[of.a].traits & PY_TRAIT_ENUM)
            cch_py_put(s, target, cch_py_value(s, PY_V_INSTANCE, of.a, 0));
        break;
    case PY_V_EXTERNAL:
        cch_py_mark(s, target, PY_FOREIGN);
        break;
    default:
        break;
    }
}

void cch_py_react_iterate(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    if (i.flags & PY_FLAG_IN_PLACE && cch_py_value_of(s, value)->kind == PY_V_INSTANCE) {
        /* an iterator: its next method runs */
        cch_py_call_method(s, instruction, i.a, value, i.flags & PY_FLAG_ASYNC ? "__anext__" : "__next__", i.target, 0,
                           0);
        return;
    }
    cch_py_iterate_into(s, instruction, value, i.target);
}

void cch_py_react_unpack(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    const struct cch_py_value of = *cch_py_value_of(s, value);
    if (i.opcode == PY_DO_REST) {
        uint32_t rest = cch_py_container_value(s, 0x40000000u | cch_py_origin_of(s, instruction), 0);
        uint32_t items = cch_py_make_variable(s);
        cch_py_iterate_into(s, instruction, value, items);
        cch_py_container_set(s, cch_py_value_of(s, rest)->a, cch_py_operand(PY_UNUSED, 0), items);
        cch_py_put(s, i.target, rest);
    } else if (of.kind == PY_V_CONTAINER && s->containers.items[of.a].kind != PY_IS_DICT) {
        cch_py_container_get(s, of.a, i.b, i.target);
    } else if (of.kind == PY_V_INSTANCE && fields_of(s, value)) {
        get_field(s, value, i.b, i.target);
    } else {
        cch_py_iterate_into(s, instruction, value, i.target);
    }
}

/* Methods of builtin containers -------------------------------------------------------- */

static int is_one_of(const char *name, const char *const *list, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!strcmp(name, list[i]))
            return 1;
    return 0;
}
#define IS_ONE_OF(name, ...)                                                                                           \
    is_one_of(name, (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static uint32_t variable_of(uint32_t operand) {
    return cch_py_operand_tag(operand) == PY_VARIABLE ? cch_py_operand_value(operand) : 0;
}

/* A view of pairs: (key, item). */
static uint32_t pairs_of(struct cch_py_solver *s, uint32_t container) {
    uint32_t view = cch_py_container_value(s, 0x20000000u | container * 2, 0);
    uint32_t pair = cch_py_container_value(s, 0x20000000u | (container * 2 + 1), 0);
    if (cch_py_first_time(s, UINT32_MAX, view)) {
        uint32_t holder = cch_py_make_variable(s);
        cch_py_container_set(s, cch_py_value_of(s, pair)->a, cch_py_operand(PY_INDEX, 0),
                             s->containers.items[container].keys);
        cch_py_container_set(s, cch_py_value_of(s, pair)->a, cch_py_operand(PY_INDEX, 1),
                             s->containers.items[container].all);
        cch_py_put(s, holder, pair);
        cch_py_container_set(s, cch_py_value_of(s, view)->a, cch_py_operand(PY_UNUSED, 0), holder);
    }
    return view;
}

static uint32_t items_of(struct cch_py_solver *s, uint32_t instruction, uint32_t source) {
    uint32_t items = cch_py_make_variable(s);
    if (source)
        cch_py_make_instruction(s, PY_DO_ITERATE, PY_FLAG_IMPLICIT, instruction, 0, items, source, 0, 0);
    return items;
}

/* The items of `source`, at places that are not known. */
static void add_all(struct cch_py_solver *s, uint32_t instruction, uint32_t container, uint32_t source) {
    cch_py_container_set(s, container, cch_py_operand(PY_UNUSED, 0), items_of(s, instruction, source));
}

static void dictionary_method(struct cch_py_solver *s, uint32_t instruction, uint32_t container, const char *name) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t first = cch_py_positional(s, &i, 0), second = cch_py_positional(s, &i, 1);
    if (IS_ONE_OF(name, "get", "pop", "setdefault", "__getitem__")) {
        if (!strcmp(name, "setdefault") && variable_of(second))
            cch_py_container_set(s, container, first, variable_of(second));
        cch_py_container_get(s, container, first, i.target);
        cch_py_connect(s, variable_of(second), i.target);
    } else if (!strcmp(name, "items")) {
        cch_py_put(s, i.target, pairs_of(s, container));
    } else if (!strcmp(name, "values")) {
        uint32_t view = cch_py_container_value(s, 0x10000000u | container, 0);
        cch_py_container_set(s, cch_py_value_of(s, view)->a, cch_py_operand(PY_UNUSED, 0),
                             s->containers.items[container].all);
        cch_py_put(s, i.target, view);
    } else if (!strcmp(name, "update") || !strcmp(name, "__ior__")) {
        uint32_t holder = cch_py_make_variable(s);
        cch_py_put(s, holder, cch_py_value(s, PY_V_CONTAINER, container, 0));
        if (variable_of(first))
            cch_py_make_instruction(s, PY_DO_MERGE, PY_FLAG_IMPLICIT, instruction, 0, 0, variable_of(first), holder, 0);
        for (uint32_t k = 0; k < i.c; k++) {
            uint32_t kind = s->program->operands.items[i.b + 2 * k];
            uint32_t operand = s->program->operands.items[i.b + 2 * k + 1];
            if (kind >= PY_KEYWORD_BASE && variable_of(operand))
                cch_py_container_set(s, container, cch_py_operand(PY_TEXT, kind - PY_KEYWORD_BASE),
                                     variable_of(operand));
        }
    } else if (!strcmp(name, "popitem")) {
        cch_py_connect(s, s->containers.items[container].all, i.target);
    }
}

/* Sets, and what of lists does as sets do. */
static int combines(struct cch_py_solver *s, uint32_t instruction, uint32_t container, const char *name) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    if (!IS_ONE_OF(name, "union", "difference", "intersection", "symmetric_difference"))
        return 0;
    uint32_t made = cch_py_copy_of(s, instruction, container, PY_IS_SET);
    for (uint32_t k = 0; k < i.c; k++)
        add_all(s, instruction, cch_py_value_of(s, made)->a, variable_of(s->program->operands.items[i.b + 2 * k + 1]));
    cch_py_put(s, i.target, made);
    return 1;
}

/* Methods after which items aren't where they were. */
static int moves(const char *name) {
    return IS_ONE_OF(name, "insert", "appendleft", "extendleft", "pop", "popleft", "remove", "clear", "sort", "reverse",
                     "rotate", "__delitem__", "__setitem__", "__imul__");
}

static void list_method(struct cch_py_solver *s, uint32_t instruction, uint32_t container, const char *name) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t first = variable_of(cch_py_positional(s, &i, 0)), unused = cch_py_operand(PY_UNUSED, 0);
    int is_list = s->containers.items[container].kind == PY_IS_LIST;
    if (moves(name))
        cch_py_container_move(s, container);
    if (is_list && !strcmp(name, "append")) {
        cch_py_container_grow(s, container, first);
    } else if (IS_ONE_OF(name, "append", "add", "appendleft", "put", "push")) {
        cch_py_container_set(s, container, unused, first);
    } else if (IS_ONE_OF(name, "insert", "__setitem__")) {
        cch_py_container_set(s, container, unused, variable_of(cch_py_positional(s, &i, 1)));
    } else if (is_list && IS_ONE_OF(name, "extend", "__iadd__")) {
        cch_py_container_grow(s, container, items_of(s, instruction, first));
    } else if (IS_ONE_OF(name, "extend", "update", "extendleft", "__iadd__", "symmetric_difference_update")) {
        add_all(s, instruction, container, first);
    } else if (IS_ONE_OF(name, "pop", "popleft", "__getitem__", "get")) {
        cch_py_connect(s, s->containers.items[container].all, i.target);
    } else if (!strcmp(name, "sort")) {
        uint32_t key = variable_of(cch_py_keyword(s, &i, "key"));
        if (key)
            cch_py_call_back(s, instruction, key, 0, 0, 0, 0);
    }
}

int cch_py_container_method(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_value method = *cch_py_value_of(s, value), of = *cch_py_value_of(s, method.a);
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    const char *name = cch_py_solver_text(s, method.b);
    if (of.kind == PY_V_GENERATOR) {
        if (IS_ONE_OF(name, "send", "__next__", "__anext__", "asend"))
            cch_py_connect(s, s->program->functions.items[of.a].is.yields, i.target);
        return 1;
    }
    if (of.kind != PY_V_CONTAINER)
        return 0;
    enum cch_py_container_kind kind = s->containers.items[of.a].kind;
    if (IS_ONE_OF(name, "copy", "__copy__"))
        cch_py_put(s, i.target, cch_py_copy_of(s, instruction, of.a, kind));
    else if (IS_ONE_OF(name, "keys", "__iter__"))
        cch_py_put(s, i.target, method.a);
    if (kind == PY_IS_DICT)
        dictionary_method(s, instruction, of.a, name);
    else if (!combines(s, instruction, of.a, name))
        list_method(s, instruction, of.a, name);
    return 1;
}
