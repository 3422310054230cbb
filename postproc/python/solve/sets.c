/* Values, and the sets of them that variables hold (solve.h). */
#include "python/solve/contexts.h"

#include <string.h>

/* A variable with more values tells functions apart by context no longer. */
enum { CONTEXTS_MAX = 64 };

/* So many objects a variable tells apart. What is done with more is done with all of their class. */
enum { SITES_MAX = 4 };

/* Where many values come together, a few at a time, all are kept, up to
 * PY_SET_MAX. Such a large set goes on whole over DISTANCE_MAX variables, so that
 * the functions of a table of tables are found where one is called; from there on only the first
 * SMALL_SET of them go on, or whatever is called with anything would be called
 * with everything. Containers cost little. What is cut is marked PY_CUT, and so is what comes of it.
 * The bounds look at a set and at where it comes from, never at how large the
 * program is: what is found of some files doesn't change with others. */
enum { SMALL_SET = 12, CONTAINERS_MAX = 64, DISTANCE_MAX = 2, FEW = 16 };

uint32_t cch_py_solver_name(struct cch_py_solver *s, const char *text) {
    return cch_py_name_z(s->arena, &s->program->names, text);
}

uint32_t cch_py_value(struct cch_py_solver *s, enum cch_py_value_kind kind, uint32_t a, uint32_t b) {
    int added;
    uint32_t *number = cch_py_table_put(s->arena, &s->value_numbers[kind], cch_py_pair(a + 1, b), &added);
    if (added) {
        *number = s->values.count;
        PY_PUSH(s->arena, &s->values, ((struct cch_py_value){kind, a, b}));
    }
    return *number;
}

void cch_py_reserve_variables(struct cch_py_solver *s, uint32_t count) {
    if (count <= s->variable_capacity)
        return;
    uint32_t capacity = count + count / 4 + 1024;
    s->variables = cch_py_arena_resize(s->arena, s->variables, (size_t)capacity * sizeof *s->variables);
    memset(s->variables + s->variable_capacity, 0, (size_t)(capacity - s->variable_capacity) * sizeof *s->variables);
    s->variable_capacity = capacity;
}

uint32_t cch_py_make_variable(struct cch_py_solver *s) {
    cch_py_reserve_variables(s, s->variable_count + 1);
    return s->variable_count++;
}

static void enqueue(struct cch_py_solver *s, uint32_t variable) {
    struct cch_py_variable *v = &s->variables[variable];
    if (v->marks & PY_QUEUED)
        return;
    v->marks |= PY_QUEUED;
    PY_PUSH(s->arena, &s->queue, variable);
}

/* Sets of more than FEW items have a table behind them: twice as many bytes as
 * there is room for items, each 0 or an item's place + 1. */
static uint32_t slot_of(uint32_t value, uint32_t slots) { return (value * 0x9e3779b1u >> 8) & (slots - 1); }

static uint8_t *table_of(const struct cch_py_variable *v) {
    return (uint8_t *)(v->items + ((size_t)1 << (v->room - 1)));
}

static void enter(const struct cch_py_variable *v, uint32_t place) {
    uint32_t slots = 2u << (v->room - 1), at = slot_of(v->items[place], slots);
    uint8_t *table = table_of(v);
    while (table[at])
        at = (at + 1) & (slots - 1);
    table[at] = (uint8_t)(place + 1);
}

static int is_member(const struct cch_py_variable *v, uint32_t value) {
    uint32_t capacity = v->room ? 1u << (v->room - 1) : 0;
    if (capacity > FEW) {
        const uint8_t *table = table_of(v);
        uint32_t at = slot_of(value, 2 * capacity);
        for (; table[at]; at = (at + 1) & (2 * capacity - 1))
            if (v->items[table[at] - 1] == value)
                return 1;
        return 0;
    }
    for (uint32_t i = 0; i < v->count; i++)
        if (v->items[i] == value)
            return 1;
    return 0;
}

static void make_room(struct cch_py_solver *s, struct cch_py_variable *v) {
    uint32_t capacity = v->room ? 2u << (v->room - 1) : 2;
    size_t size = capacity * sizeof *v->items + (capacity > FEW ? 2 * (size_t)capacity : 0);
    uint32_t *items = cch_py_arena_alloc(s->arena, size);
    if (v->count)
        memcpy(items, v->items, v->count * sizeof *items);
    v->items = items;
    v->room = v->room ? v->room + 1 : 2;
    for (uint32_t i = 0; capacity > FEW && i < v->count; i++)
        enter(v, i);
}

void cch_py_put(struct cch_py_solver *s, uint32_t variable, uint32_t value) {
    struct cch_py_variable *v = &s->variables[variable];
    uint32_t kind = s->values.items[value].kind;
    if (variable && v->count >= CONTEXTS_MAX) {
        uint32_t joined = cch_py_without_context(s, value);
        if (joined != value)
            cch_py_spill(s, value);
        value = joined;
    }
    if (!variable || !value || is_member(v, value))
        return;
    int is_site = cch_py_is_site(s->values.items[value]);
    if (is_site && v->sites >= SITES_MAX) {
        cch_py_put(s, variable, cch_py_without_context(s, value));
        return;
    }
    if (kind == PY_V_CONSTANT && v->constants >= PY_CONSTANTS_HELD) {
        cch_py_mark(s, variable, PY_STRINGS);
        return;
    }
    if (kind != PY_V_CONSTANT && v->count - v->constants >= PY_SET_MAX) {
        cch_py_mark(s, variable, PY_CUT | PY_OPEN);
        return;
    }
    if (v->count >= (v->room ? 1u << (v->room - 1) : 0))
        make_room(s, v);
    v->items[v->count++] = value;
    v->sites += is_site;
    v->callable += kind != PY_V_CONTAINER && kind != PY_V_CONSTANT;
    v->constants += kind == PY_V_CONSTANT;
    if (1u << (v->room - 1) > FEW)
        enter(v, v->count - 1u);
    enqueue(s, variable);
}

void cch_py_mark(struct cch_py_solver *s, uint32_t variable, uint8_t marks) {
    struct cch_py_variable *v = &s->variables[variable];
    if (!variable || (v->marks & marks) == marks)
        return;
    v->marks |= marks;
    enqueue(s, variable);
}

uint32_t cch_py_link_to(struct cch_py_solver *s, uint32_t to, uint32_t next) {
    if (!s->links.count)
        PY_PUSH(s->arena, &s->links, ((struct cch_py_link){0, 0}));
    PY_PUSH(s->arena, &s->links, ((struct cch_py_link){to, next}));
    return s->links.count - 1;
}

/* Whether so many are a large set: of nothing but containers, which can't be
 * called, there may be more. */
static int is_large(const struct cch_py_variable *v, uint32_t end) {
    uint32_t others = end > v->constants ? end - v->constants : 0;
    return others > SMALL_SET && (v->callable || others > CONTAINERS_MAX);
}

/* Gives `to` what came to `from`, from a place on: all of a small set. A large
 * one goes on whole over so many variables, then only its beginning. */
void cch_py_hand_on(struct cch_py_solver *s, uint32_t from, uint32_t to, uint32_t first, uint32_t end) {
    uint32_t limit = end;
    if (is_large(&s->variables[from], end)) {
        if (s->variables[from].distance >= DISTANCE_MAX) {
            limit = SMALL_SET + s->variables[from].constants;
            limit = limit < end ? limit : end;
            cch_py_mark(s, to, PY_CUT | PY_OPEN);
        } else if (s->variables[to].distance <= s->variables[from].distance) {
            s->variables[to].distance = (uint8_t)(s->variables[from].distance + 1);
        }
    }
    for (uint32_t i = first; i < limit; i++)
        cch_py_put(s, to, s->variables[from].items[i]);
}

void cch_py_connect(struct cch_py_solver *s, uint32_t from, uint32_t to) {
    if (!from || !to || from == to)
        return;
    s->variables[from].copies = cch_py_link_to(s, to, s->variables[from].copies);
    s->variables[to].only = UINT32_MAX;
    cch_py_hand_on(s, from, to, 0, s->variables[from].done);
    cch_py_mark(s, to, s->variables[from].marks_done & PY_SPREAD);
}
