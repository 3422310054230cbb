/* Items of lists and dicts that nobody else has seen yet (lower.h).
 *
 * `d = {"k": f}; d["k"] = g` leaves g alone. That is so as long as the display
 * has only ever been subscripted with constants, by the code that wrote it, in
 * one line of statements: no branch, loop or exception in between. Then a store
 * replaces the one before, which is taken back, and a read is what was stored.
 * Whatever else is done with it, or other code that may run and can see it,
 * ends that: from there on all that is stored may be there.
 */
#include "python/lower/lower.h"

static struct cch_py_fresh *find(struct cch_py_lower *l, uint32_t variable) {
    for (uint32_t i = l->flow.fresh.count; variable && i-- > 0;)
        if (l->flow.fresh.items[i].variable == variable && l->flow.fresh.items[i].line == l->flow.line)
            return &l->flow.fresh.items[i];
    return NULL;
}

static struct cch_py_fresh_item *item_of(struct cch_py_fresh *of, uint32_t key) {
    for (uint32_t i = 0; i < of->items.count; i++)
        if (of->items.items[i].key == key)
            return &of->items.items[i];
    return NULL;
}

static int is_constant_key(uint32_t key) {
    return cch_py_operand_tag(key) == PY_TEXT || (cch_py_operand_tag(key) == PY_INDEX && !cch_py_from_end(key));
}

void cch_py_fresh_see(struct cch_py_lower *l, uint32_t variable) {
    struct cch_py_fresh *of = find(l, variable);
    if (of)
        of->variable = 0;
}

void cch_py_fresh_begin(struct cch_py_lower *l, uint32_t variable, uint32_t display, uint32_t first) {
    struct cch_py_fresh made = {.variable = variable, .line = l->flow.line};
    const struct cch_py_instruction *end = l->unit->instructions.items + l->unit->instructions.count;
    if (!variable || l->flow.trying || first >= l->unit->instructions.count)
        return;
    for (const struct cch_py_instruction *i = l->unit->instructions.items + first; i < end; i++) {
        if (i->opcode == PY_DO_MERGE && i->b == display)
            return;
        if (i->opcode != PY_DO_SET_ITEM || i->a != display)
            continue;
        if (!is_constant_key(i->b) || item_of(&made, i->b))
            return;
        PY_PUSH(l->arena, &made.items,
                ((struct cch_py_fresh_item){i->b, i->c, (uint32_t)(i - l->unit->instructions.items) + 1}));
    }
    PY_PUSH(l->arena, &l->flow.fresh, made);
}

int cch_py_fresh_get(struct cch_py_lower *l, uint32_t variable, uint32_t key, uint32_t *value) {
    struct cch_py_fresh *of = find(l, variable);
    struct cch_py_fresh_item *item = of && is_constant_key(key) ? item_of(of, key) : NULL;
    if (item)
        *value = item->value;
    else
        cch_py_fresh_see(l, variable);
    return item != NULL;
}

int cch_py_fresh_set(struct cch_py_lower *l, const struct cch_py_node *at, uint32_t variable, uint32_t key,
                     uint32_t value) {
    struct cch_py_fresh *of = find(l, variable);
    if (!of || !is_constant_key(key)) {
        cch_py_fresh_see(l, variable);
        return 0;
    }
    struct cch_py_fresh_item *item = item_of(of, key);
    if (item && item->store)
        l->unit->instructions.items[item->store - 1].opcode = PY_DO_NOTHING;
    cch_py_emit(l, PY_DO_SET_ITEM, at, 0, variable, key, value);
    struct cch_py_fresh_item now = {key, value, l->unit->instructions.count};
    if (item)
        *item = now;
    else
        PY_PUSH(l->arena, &of->items, now);
    return 1;
}
