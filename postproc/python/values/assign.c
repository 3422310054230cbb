/* Assignments and conditions (values.h). */
#include "python/values/values.h"

#include <stdio.h>
#include <string.h>

#include "graph_file/schema.h"

/* Conditions further out than so many are left out, which is told. A longer
 * display is one value. */
enum { LEVELS_MAX = 64, ITEMS_MAX = 32 };

/* Moves ------------------------------------------------------------------------ */

static void add_move(struct cch_py_values *w, uint32_t from, uint32_t to, uint32_t how, unsigned carries, uint32_t text,
                     uint32_t line, uint32_t column) {
    if (to && (from || text) && carries)
        PY_PUSH(w->arena, &w->unit->moves,
                ((struct cch_py_move){from, to, how, carries, text, w->function, line, column}));
}

/* What decides which value there is decides all of it. */
enum { CARRIES_CHOICE = CCH_CARRIES_DATA_TO_DATA | CCH_CARRIES_DATA_TO_FORM };

static void tell(struct cch_py_values *w, struct cch_py_condition *of) {
    struct cch_py_instruction *made = cch_py_emit(w->l, PY_DO_CUT, NULL, 0, 0, PY_CUT_CONDITIONS, 0);
    made->function = w->function;
    made->line = of->line;
    of->is_told = 1;
}

/* What gets a value under a condition depends on it. */
static void control(struct cch_py_values *w, uint32_t to) {
    int returned = w->unit->locations.items[to].kind == PY_LOCATION_RETURNED, added;
    uint32_t count = w->conditions.count, first = count > LEVELS_MAX ? count - LEVELS_MAX : 0;
    for (uint32_t i = first; i-- > 0 && !w->conditions.items[i].is_told;)
        tell(w, &w->conditions.items[i]);
    for (uint32_t i = first; i < count; i++) {
        const struct cch_py_condition *by = &w->conditions.items[i];
        if (by->is_exit && !returned)
            continue;
        for (uint32_t k = 0; k < by->sources.count; k++) {
            uint32_t from = by->sources.items[k].location;
            if (from == to)
                continue;
            uint64_t key = ((uint64_t)by->line * 0x9e3779b1u ^ by->column) << 32 ^ ((uint64_t)from * 0x85ebca6bu ^ to);
            cch_py_table_put(w->arena, &w->controlled, key + 1, &added);
            if (added)
                add_move(w, from, to, PY_HOW_CONTROL, cch_carries_then(by->sources.items[k].carries, CARRIES_CHOICE),
                         by->text, by->line, by->column);
        }
    }
}

void cch_py_values_move(struct cch_py_values *w, const cch_py_sources *sources, uint32_t to,
                        const struct cch_py_node *value) {
    uint32_t text = 0;
    if (!to)
        return;
    for (uint32_t i = 0; i < sources->count; i++) {
        const struct cch_py_source *of = &sources->items[i];
        if (of->how == PY_HOW_CONTROL) {
            if (of->location != to)
                add_move(w, of->location, to, of->how, of->carries, of->text, of->line, of->column);
            continue;
        }
        if (of->how != PY_HOW_COPY && !text)
            text = cch_py_values_text(w, value);
        add_move(w, of->location, to, of->how, of->carries,
                 of->text                 ? of->text
                 : of->how == PY_HOW_COPY ? 0
                                          : text,
                 value->line, value->column + 1);
    }
    control(w, to);
}

void cch_py_values_into(struct cch_py_values *w, struct cch_py_node *value, uint32_t to) {
    cch_py_sources sources = {0};
    if (!value)
        return;
    unsigned outer = w->way;
    w->way = CCH_CARRIES_ALIKE;
    cch_py_values_of(w, value, PY_HOW_COPY, &sources);
    cch_py_values_move(w, &sources, to, value);
    w->way = outer;
    cch_py_arena_resize(w->arena, sources.items, 0);
}

/* Conditions --------------------------------------------------------------------- */

void cch_py_values_use(struct cch_py_values *w, const cch_py_sources *sources, uint32_t kind,
                       const struct cch_py_node *text, uint32_t first_call, uint32_t call_count) {
    cch_py_values_use_of(w, sources, kind, CCH_CARRIES_ALL, text, first_call, call_count);
}

void cch_py_values_use_of(struct cch_py_values *w, const cch_py_sources *sources, uint32_t kind, unsigned on,
                          const struct cch_py_node *text, uint32_t first_call, uint32_t call_count) {
    uint32_t words = 0;
    for (uint32_t i = 0; i < sources->count; i++) {
        const struct cch_py_source *of = &sources->items[i];
        unsigned parts = cch_carries_of(cch_carries_then(of->carries, on));
        if (!of->location || !parts)
            continue;
        if (!words)
            words = cch_py_values_text(w, text);
        PY_PUSH(w->arena, &w->unit->uses,
                ((struct cch_py_use){of->location, kind, parts, words, w->function, text->line, text->column + 1,
                                     first_call, call_count}));
    }
}

/* A test reads the data of what it computes, and of what is there whether there
 * is any (a list's length). */
static void sources_of_test(struct cch_py_values *w, struct cch_py_node *test, cch_py_sources *out) {
    if (test->kind == PY_BOOL_OP || test->kind == PY_UNARY_OP) {
        for (struct cch_py_node *part = test->slot[0]; part; part = part->next)
            sources_of_test(w, part, out);
        return;
    }
    int is_name = test->kind == PY_NAME || test->kind == PY_ATTRIBUTE || test->kind == PY_SUBSCRIPT;
    w->way = CCH_CARRIES_DATA_TO_DATA | (is_name ? CCH_CARRIES_FORM_TO_DATA : 0);
    cch_py_values_of(w, test, PY_HOW_DERIVED, out);
}

void cch_py_values_open(struct cch_py_values *w, struct cch_py_node *test) {
    struct cch_py_condition made = {0};
    if (test) {
        unsigned outer = w->way;
        sources_of_test(w, test, &made.sources);
        w->way = outer;
        made.text = cch_py_values_text(w, test);
        made.line = test->line;
        made.column = test->column + 1;
    }
    made.first_call = w->unit->calls.count;
    PY_PUSH(w->arena, &w->conditions, made);
}

void cch_py_values_close(struct cch_py_values *w) {
    struct cch_py_condition *of = &w->conditions.items[--w->conditions.count];
    for (uint32_t i = 0; i < of->sources.count; i++)
        PY_PUSH(w->arena, &w->unit->uses,
                ((struct cch_py_use){of->sources.items[i].location, CCH_USE_CONDITION,
                                     cch_carries_of(cch_carries_to_number(of->sources.items[i].carries)), of->text,
                                     w->function, of->line, of->column, of->first_call,
                                     w->unit->calls.count - of->first_call}));
    cch_py_arena_resize(w->arena, of->sources.items, 0);
}

/* Targets ------------------------------------------------------------------------- */

static uint32_t length_of(const struct cch_py_node *list, int *has_star) {
    uint32_t count = 0;
    for (; list; list = list->next, count++)
        *has_star |= list->kind == PY_STARRED;
    return count;
}

/* d = {"key": value}, t = (a, b): each item by itself. */
static int assign_items(struct cch_py_values *w, uint32_t to, struct cch_py_node *value) {
    int is_dict = value->kind == PY_DICT, star = 0;
    uint32_t index = 0, count = length_of(value->slot[is_dict], &star);
    if ((!is_dict && value->kind != PY_TUPLE && value->kind != PY_LIST) || !count || count > ITEMS_MAX || star ||
        cch_py_values_is_constant(value))
        return 0;
    struct cch_py_node *key = is_dict ? value->slot[0] : NULL;
    for (struct cch_py_node *item = value->slot[is_dict]; item; item = item->next, index++) {
        uint32_t at = is_dict ? (key ? cch_py_values_item(w, to, key) : 0) : cch_py_values_nth(w, to, index);
        cch_py_sources sources = {0};
        cch_py_values_of(w, item, at ? PY_HOW_COPY : PY_HOW_DERIVED, &sources);
        for (uint32_t i = 0; i < sources.count; i++)
            if (sources.items[i].location == to) /* {**kwargs} into kwargs */
                sources.items[i] = (struct cch_py_source){0};
        cch_py_values_move(w, &sources, at ? at : to, item);
        cch_py_arena_resize(w->arena, sources.items, 0);
        key = key ? key->next : NULL;
    }
    return 1;
}

static void assign_to_name(struct cch_py_values *w, uint32_t to, struct cch_py_node *value) {
    if (!to || !value)
        return;
    if (value->kind == PY_IF_EXP) {
        cch_py_values_open(w, value->slot[0]);
        assign_to_name(w, to, value->slot[1]);
        assign_to_name(w, to, value->slot[2]);
        control(w, to);
        cch_py_values_close(w);
    } else if (!assign_items(w, to, value)) {
        cch_py_values_into(w, value, to);
    } else {
        control(w, to);
    }
}

/* Where an assignment to this target goes; `*how` is set when not itself. */
static uint32_t target_place(struct cch_py_values *w, struct cch_py_node *target, uint32_t *how) {
    cch_py_sources rest = {0};
    uint32_t to = 0, base;
    switch (target->kind) {
    case PY_NAME:
        to = cch_py_values_name(w, target->name, target);
        break;
    case PY_ATTRIBUTE:
        base = cch_py_values_base(w, target->slot[0], &rest);
        to = target->made
                 ? cch_py_values_location(w, PY_LOCATION_ATTRIBUTE, target->made - 1,
                                          cch_py_mangle(w->arena, w->l->names, w->scope->mangle, target->name), base)
                 : base;
        break;
    case PY_SUBSCRIPT:
        base = cch_py_values_base(w, target->slot[0], &rest);
        to = base && target->slot[0]->kind == PY_NAME ? cch_py_values_item(w, base, target->slot[1]) : 0;
        if (!to) {
            to = base;
            *how = PY_HOW_DERIVED;
        }
        if (target->slot[1] && !cch_py_values_is_constant(target->slot[1])) {
            cch_py_sources key = {0};
            cch_py_values_of(w, target->slot[1], PY_HOW_DERIVED, &key);
            cch_py_values_use(w, &key, CCH_USE_READ, target, 0, 0);
            cch_py_arena_resize(w->arena, key.items, 0);
        }
        break;
    default:
        break;
    }
    cch_py_arena_resize(w->arena, rest.items, 0);
    return to;
}

/* x[a:b], x[..., 0] */
static int is_slice(const struct cch_py_node *index) {
    for (const struct cch_py_node *part = index && index->kind == PY_TUPLE ? index->slot[0] : NULL; part;
         part = part->next)
        if (is_slice(part))
            return 1;
    return index && (index->kind == PY_SLICE || (index->kind == PY_CONSTANT && index->constant >= PY_OTHER_CONSTANT));
}

static void move_as(struct cch_py_values *w, struct cch_py_node *target, struct cch_py_node *value,
                    cch_py_sources *sources) {
    uint32_t how = PY_HOW_COPY, to = target_place(w, target, &how);
    /* What is written into a tensor leaves its shape as it is. */
    for (uint32_t i = 0; target->kind == PY_SUBSCRIPT && is_slice(target->slot[1]) && i < sources->count; i++)
        sources->items[i].carries = cch_carries_then(sources->items[i].carries, CARRIES_CHOICE & 1);
    for (uint32_t i = 0; how != PY_HOW_COPY && i < sources->count; i++)
        if (sources->items[i].how != PY_HOW_CONTROL && sources->items[i].location)
            sources->items[i].how = how;
    cch_py_values_move(w, sources, to, value);
}

/* q, k = [f(x) for x in (q, k)]: position by position. */
static int assign_mapped(struct cch_py_values *w, struct cch_py_node *target, uint32_t count,
                         struct cch_py_node *value) {
    struct cch_py_node *part = value->slot[2];
    int star = 0;
    if ((value->kind != PY_LIST_COMP && value->kind != PY_GENERATOR_EXP) || !part || part->next || part->slot[2] ||
        !part->slot[0] || part->slot[0]->kind != PY_NAME || !part->slot[1] ||
        (part->slot[1]->kind != PY_TUPLE && part->slot[1]->kind != PY_LIST) || w->replaced ||
        length_of(part->slot[1]->slot[0], &star) != count || star)
        return 0;
    struct cch_py_scope *outside = w->scope;
    struct cch_py_symbol *symbol = cch_py_scope_own(value->scope, part->slot[0]->name);
    struct cch_py_node *by = part->slot[1]->slot[0];
    if (!symbol)
        return 0;
    for (struct cch_py_node *item = target->slot[0]; item && by; item = item->next, by = by->next) {
        cch_py_sources sources = {0};
        w->scope = value->scope;
        w->replaced = symbol;
        w->by = by;
        cch_py_values_of(w, value->slot[0], PY_HOW_COPY, &sources);
        w->replaced = NULL;
        w->scope = outside;
        move_as(w, item, value->slot[0], &sources);
        cch_py_arena_resize(w->arena, sources.items, 0);
    }
    return 1;
}

static int is_saved_tensors(const struct cch_py_values *w, const struct cch_py_node *value) {
    return value->kind == PY_ATTRIBUTE && value->made &&
           !strcmp(cch_py_text(w->l->names, value->name), "saved_tensors");
}

/* The index-th item of what the sources are. */
static void take_item(struct cch_py_values *w, const struct cch_py_node *value, cch_py_sources *sources, int known,
                      uint32_t index) {
    for (uint32_t i = 0; i < sources->count; i++) {
        struct cch_py_source *of = &sources->items[i];
        if (!of->location || of->how == PY_HOW_CONTROL)
            continue;
        struct cch_py_location location = w->unit->locations.items[of->location];
        if (known && location.kind == PY_LOCATION_RESULT && of->how == PY_HOW_COPY) {
            of->location = cch_py_values_location(w, PY_LOCATION_RESULT, location.a, index + 1, 0);
            continue;
        }
        if (known && of->how == PY_HOW_COPY && is_saved_tensors(w, value)) {
            char name[40];
            snprintf(name, sizeof name, "saved_tensors[%u]", index);
            of->location = cch_py_values_location(w, PY_LOCATION_ATTRIBUTE, location.a,
                                                  cch_py_name_z(w->arena, w->l->names, name), location.c);
            continue;
        }
        if (known && of->how == PY_HOW_COPY && value->kind == PY_NAME)
            of->location = cch_py_values_nth(w, of->location, index);
        else if (of->how == PY_HOW_COPY)
            of->how = PY_HOW_ELEMENT;
    }
}

static void unpack(struct cch_py_values *w, struct cch_py_node *target, struct cch_py_node *value) {
    int star = 0, value_star = 0;
    uint32_t count = length_of(target->slot[0], &star);
    if (value->kind == PY_IF_EXP) {
        cch_py_values_open(w, value->slot[0]);
        unpack(w, target, value->slot[1]);
        unpack(w, target, value->slot[2]);
        cch_py_values_close(w);
        return;
    }
    if ((value->kind == PY_TUPLE || value->kind == PY_LIST) && !star &&
        length_of(value->slot[0], &value_star) == count && !value_star) {
        struct cch_py_node *part = value->slot[0];
        for (struct cch_py_node *item = target->slot[0]; item; item = item->next, part = part->next)
            cch_py_values_assign(w, item, part);
        return;
    }
    if (!star && assign_mapped(w, target, count, value))
        return;
    cch_py_sources sources = {0};
    cch_py_values_of(w, value, PY_HOW_COPY, &sources);
    cch_py_values_unpack(w, target, value, &sources);
    cch_py_arena_resize(w->arena, sources.items, 0);
}

void cch_py_values_unpack(struct cch_py_values *w, struct cch_py_node *target, struct cch_py_node *value,
                          const cch_py_sources *sources) {
    cch_py_sources own = {0};
    uint32_t index = 0;
    int known = 1, is_list = target && (target->kind == PY_TUPLE || target->kind == PY_LIST);
    for (struct cch_py_node *item = is_list ? target->slot[0] : target; item;
         item = is_list ? item->next : NULL, index++) {
        struct cch_py_node *to = item->kind == PY_STARRED ? item->slot[0] : item;
        known &= item->kind != PY_STARRED;
        own.count = 0;
        for (uint32_t i = 0; i < sources->count; i++)
            PY_PUSH(w->arena, &own, sources->items[i]);
        if (is_list)
            take_item(w, value, &own, known, index);
        if (to && (to->kind == PY_TUPLE || to->kind == PY_LIST)) {
            for (uint32_t i = 0; i < own.count; i++) /* an item of an item */
                if (own.items[i].how == PY_HOW_COPY)
                    own.items[i].how = PY_HOW_ELEMENT;
            cch_py_values_unpack(w, to, value, &own);
        } else if (to) {
            move_as(w, to, value, &own);
        }
    }
    cch_py_arena_resize(w->arena, own.items, 0);
}

void cch_py_values_assign(struct cch_py_values *w, struct cch_py_node *target, struct cch_py_node *value) {
    if (!target || !value)
        return;
    if (target->kind == PY_STARRED)
        target = target->slot[0];
    if (target->kind == PY_TUPLE || target->kind == PY_LIST) {
        unpack(w, target, value);
    } else if (target->kind == PY_NAME) {
        assign_to_name(w, cch_py_values_name(w, target->name, target), value);
    } else {
        cch_py_sources sources = {0};
        cch_py_values_of(w, value, PY_HOW_COPY, &sources);
        move_as(w, target, value, &sources);
        cch_py_arena_resize(w->arena, sources.items, 0);
    }
}
