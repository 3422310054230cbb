/* Classes: the method resolution order, and what inherits from what. */
#include "python/solve/program.h"

#include <string.h>

/* Whether `class` stands in the tail of one of the lists. */
static int in_a_tail(const cch_py_numbers *lists, const uint32_t *at, uint32_t count, uint32_t class) {
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = at[i] + 1; k < lists[i].count; k++)
            if (lists[i].items[k] == class)
                return 1;
    return 0;
}

/* A recursion so deep (Python itself has none), bases and ancestors so many: told. */
enum { BASES_MAX = 64, INHERITANCE_DEPTH_MAX = 1000, ORDER_MAX = 5000 };

/* C3's merge. Where no order exists (Python would raise TypeError), the first
 * head is taken, so that every class has some order. Returns whether it is whole. */
static int merge(struct cch_py_program *p, cch_py_numbers *order, const cch_py_numbers *lists, uint32_t count) {
    uint32_t at[BASES_MAX + 1] = {0};
    for (;;) {
        uint32_t next = 0, first = 0;
        for (uint32_t i = 0; i < count && !next; i++) {
            if (at[i] >= lists[i].count)
                continue;
            uint32_t head = lists[i].items[at[i]];
            if (!first)
                first = head;
            if (!in_a_tail(lists, at, count, head))
                next = head;
        }
        if (!first || order->count >= ORDER_MAX)
            return !first;
        if (!next)
            next = first;
        PY_PUSH(p->arena, order, next);
        for (uint32_t i = 0; i < count; i++) {
            /* also past later places of it, when the order was forced */
            while (at[i] < lists[i].count && lists[i].items[at[i]] == next)
                at[i]++;
        }
    }
}

static void inherit_outside(struct cch_py_program *p, struct cch_py_whole_class *class,
                            const struct cch_py_whole_class *base) {
    class->has_unknown |= base->has_unknown;
    for (uint32_t i = 0; i < base->outside.count; i++)
        PY_PUSH(p->arena, &class->outside, base->outside.items[i]);
}

static void order_class(struct cch_py_program *p, uint32_t number, unsigned depth) {
    struct cch_py_whole_class *class = &p->classes.items[number];
    if (class->order.count || class->visiting)
        return;
    class->visiting = 1;
    cch_py_numbers lists[BASES_MAX + 1];
    uint32_t count = 0;
    for (uint32_t i = 0; i < class->bases.count && count < BASES_MAX; i++) {
        struct cch_py_whole_class *base = &p->classes.items[class->bases.items[i]];
        if (depth < INHERITANCE_DEPTH_MAX)
            order_class(p, class->bases.items[i], depth + 1);
        if (base->order.count) {
            class->multiple |= base->multiple || class->bases.count > 1;
            lists[count++] = base->order;
            inherit_outside(p, class, base);
        }
    }
    PY_PUSH(p->arena, &class->order, number);
    cch_py_numbers direct = class->bases;
    if (direct.count > BASES_MAX)
        direct.count = BASES_MAX;
    lists[count++] = direct;
    if (!merge(p, &class->order, lists, count) || class->bases.count > BASES_MAX || depth >= INHERITANCE_DEPTH_MAX)
        cch_py_program_cut(p, class->is.function, class->is.line, PY_CUT_BASES);
    class->visiting = 0;
}

void cch_py_program_order_classes(struct cch_py_program *p) {
    for (uint32_t i = 1; i < p->classes.count; i++)
        order_class(p, i, 0);
    for (uint32_t i = 1; i < p->classes.count; i++) {
        struct cch_py_whole_class *class = &p->classes.items[i];
        for (uint32_t k = 0; k < class->order.count; k++) {
            int added;
            *cch_py_table_put(p->arena, &p->ancestry, cch_py_pair(i, class->order.items[k]), &added) = 1;
            if (k)
                PY_PUSH(p->arena, &p->classes.items[class->order.items[k]].below, i);
        }
    }
}

const cch_py_numbers *cch_py_program_beside(struct cch_py_program *p, uint32_t number) {
    struct cch_py_whole_class *class = &p->classes.items[number];
    if (class->has_beside)
        return &class->beside;
    class->has_beside = 1;
    for (uint32_t i = 0; i < class->below.count; i++) {
        const struct cch_py_whole_class *below = &p->classes.items[class->below.items[i]];
        for (uint32_t k = 0; below->multiple && k < below->order.count; k++) {
            uint32_t other = below->order.items[k];
            int added;
            if (cch_py_program_inherits(p, other, number) || cch_py_program_inherits(p, number, other))
                continue;
            *cch_py_table_put(p->arena, &p->meetings, cch_py_pair(number, other), &added) = 1;
            if (added)
                PY_PUSH(p->arena, &class->beside, other);
        }
    }
    return &class->beside;
}

int cch_py_program_inherits(const struct cch_py_program *p, uint32_t class, uint32_t ancestor) {
    return class == ancestor || cch_py_table_get(&p->ancestry, cch_py_pair(class, ancestor));
}
