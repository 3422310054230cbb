/* Where items of lists and tuples are: places that are known, and what makes
 * them unknown (solve.h).
 *
 * A display's items are at the places where they are written, until something
 * may have moved them: then each may be anywhere. Items that come behind the
 * last one (append) leave those in front alone, but reads from the end
 * (`x[-1]`) aren't told then. The order of statements counts for nothing here:
 * what is moved anywhere is moved everywhere (lower/items.c knows better about
 * objects that nobody else has seen yet).
 *
 * What a slice, a sum or a copy makes is a container of its own, whose items
 * are connected with those that it comes from.
 */
#include "python/solve/rules/rules.h"

#include "python/read/syntax.h"

#include <string.h>

/* So many slices of slices are told apart; what comes behind is mixed. */
enum { DERIVED_DEPTH_MAX = 3, PAIRS_MAX = 4 };

static int is_sequence(const struct cch_py_container *c) { return c->kind == PY_IS_LIST || c->kind == PY_IS_TUPLE; }

/* Reads from the end get everything from now on, in what was made of it, too. */
static void forget_length(struct cch_py_solver *s, uint32_t container) {
    if (s->containers.items[container].grown)
        return;
    s->containers.items[container].grown = 1;
    for (uint32_t i = 0; i < s->containers.items[container].from_end.count; i++)
        cch_py_connect(s, s->containers.items[container].all, s->containers.items[container].from_end.items[i]);
    for (uint32_t i = 0; i < s->containers.items[container].derived.count; i++)
        forget_length(s, s->containers.items[container].derived.items[i].container);
    for (uint32_t i = 0; i < s->containers.items[container].shifts.count; i++)
        cch_py_container_move(s, s->containers.items[container].shifts.items[i]);
}

void cch_py_container_grow(struct cch_py_solver *s, uint32_t container, uint32_t source) {
    const struct cch_py_container *c = &s->containers.items[container];
    uint32_t to = c->exact ? c->tail : c->unknown;
    forget_length(s, container);
    cch_py_connect(s, source, to);
}

void cch_py_container_move(struct cch_py_solver *s, uint32_t container) {
    if (s->containers.items[container].moved || s->containers.items[container].kind == PY_IS_DICT)
        return;
    s->containers.items[container].moved = 1;
    for (uint32_t i = 0; i < s->containers.items[container].items.count; i++)
        cch_py_connect(s, s->containers.items[container].items.items[i].variable,
                       s->containers.items[container].unknown);
    cch_py_connect(s, s->containers.items[container].tail, s->containers.items[container].unknown);
    forget_length(s, container);
}

int32_t cch_py_place_from_end(const struct cch_py_container *c, uint32_t key) {
    return c->exact && !c->grown && !c->moved ? (int32_t)c->length - (int32_t)cch_py_from_end(key) : -1;
}

/* What is made of others -------------------------------------------------------- */

static int in_range(const struct cch_py_derived *d, uint32_t index) { return index >= d->lower && index < d->upper; }

void cch_py_derive_item(struct cch_py_solver *s, const struct cch_py_derived *to, uint32_t key, uint32_t variable) {
    if (to->keyed)
        cch_py_container_set(s, to->container, key, variable);
    else if (cch_py_operand_tag(key) == PY_INDEX && !cch_py_from_end(key) && in_range(to, cch_py_operand_value(key)))
        cch_py_container_set(s, to->container,
                             cch_py_operand(PY_INDEX, cch_py_operand_value(key) - to->lower + to->shift), variable);
}

/* From now on, `to` has the container's items. */
static void derive(struct cch_py_solver *s, uint32_t container, struct cch_py_derived to) {
    const struct cch_py_container from = s->containers.items[container];
    PY_PUSH(s->arena, &s->containers.items[container].derived, to);
    for (uint32_t i = 0; i < from.items.count; i++)
        cch_py_derive_item(s, &to, s->containers.items[container].items.items[i].key,
                           s->containers.items[container].items.items[i].variable);
    cch_py_connect(s, from.unknown, s->containers.items[to.container].unknown);
    if (to.keyed)
        cch_py_connect(s, from.keys, s->containers.items[to.container].keys);
    else if (from.exact && to.upper > from.length)
        cch_py_connect(s, from.tail,
                       s->containers.items[to.container].exact ? s->containers.items[to.container].tail
                                                               : s->containers.items[to.container].unknown);
    if (from.grown)
        forget_length(s, to.container);
}

/* Whether slices of it keep places: those of displays and *args, and of what
 * was made of them. */
static int keeps_places(const struct cch_py_container *c) {
    return is_sequence(c) && c->placed && !c->moved && c->depth < DERIVED_DEPTH_MAX;
}

static uint64_t derived_key(struct cch_py_solver *s, uint32_t instruction, uint32_t of, uint32_t with) {
    return cch_py_pair(instruction | 0x80000000u, cch_py_value(s, PY_V_NONE, of, with));
}

/* A container of its own for (instruction, containers): `*added` when new. */
static uint32_t derived_container(struct cch_py_solver *s, uint32_t instruction, uint32_t of, uint32_t with,
                                  enum cch_py_container_kind kind, int *added) {
    uint64_t key = derived_key(s, instruction, of, with);
    uint32_t *number = cch_py_table_put(s->arena, &s->container_numbers, key, added);
    if (*added) {
        uint32_t made = cch_py_make_container(s, kind);
        s->containers.items[made].placed = 1;
        s->containers.items[made].depth = (uint8_t)(s->containers.items[of].depth + 1);
        number = cch_py_table_put(s->arena, &s->container_numbers, key, added);
        *number = made;
        *added = 1;
    }
    return *number;
}

static void make_exact(struct cch_py_solver *s, uint32_t container, uint32_t length) {
    uint32_t tail = cch_py_make_variable(s);
    struct cch_py_container *c = &s->containers.items[container];
    c->exact = 1;
    c->length = length;
    c->tail = tail;
    cch_py_connect(s, tail, c->all);
}

uint32_t cch_py_display(struct cch_py_solver *s, uint32_t instruction, enum cch_py_container_kind kind,
                        uint32_t length) {
    uint32_t value = cch_py_container_value(s, instruction, kind), container = cch_py_value_of(s, value)->a;
    if (length && !s->containers.items[container].exact) {
        s->containers.items[container].placed = 1;
        make_exact(s, container, length - 1);
    }
    return value;
}

/* The items from `lower` on, before `upper`. */
static uint32_t part_of(struct cch_py_solver *s, uint32_t instruction, uint32_t container, uint32_t lower,
                        uint32_t upper, enum cch_py_container_kind kind) {
    int added;
    uint32_t part = derived_container(s, instruction, container, 0, kind, &added);
    if (added) {
        const struct cch_py_container of = s->containers.items[container];
        uint32_t end = upper < of.length ? upper : of.length;
        if (of.exact)
            make_exact(s, part, end > lower ? end - lower : 0);
        derive(s, container, (struct cch_py_derived){part, lower, upper, 0, 0});
    }
    return cch_py_value(s, PY_V_CONTAINER, part, 0);
}

/* All items at no place that is known. */
static uint32_t mixture(struct cch_py_solver *s, uint32_t instruction, uint32_t container,
                        enum cch_py_container_kind kind) {
    uint32_t value = cch_py_container_value(s, instruction, kind);
    uint32_t made = cch_py_value_of(s, value)->a;
    if (made != container && cch_py_first_time(s, instruction, 0x40000000u | container))
        cch_py_connect(s, s->containers.items[container].all, s->containers.items[made].unknown);
    return value;
}

/* A bound of a slice as lowering tells it (PY_SLICE_…); UINT32_MAX: not known. */
static uint32_t bound(const struct cch_py_container *of, uint32_t code, uint32_t none) {
    int32_t at = (int32_t)code - PY_SLICE_ZERO;
    if (code == PY_SLICE_NONE)
        return none;
    if (code == PY_SLICE_UNKNOWN)
        return UINT32_MAX;
    if (at >= 0)
        return (uint32_t)at;
    if (!of->exact || of->grown)
        return UINT32_MAX;
    at += (int32_t)of->length;
    return at < 0 ? 0 : (uint32_t)at;
}

uint32_t cch_py_slice(struct cch_py_solver *s, uint32_t instruction, uint32_t container, uint32_t code) {
    const struct cch_py_container of = s->containers.items[container];
    uint32_t lower = bound(&of, code >> 1 & PY_SLICE_MASK, 0);
    uint32_t upper = bound(&of, code >> (1 + PY_SLICE_BITS) & PY_SLICE_MASK, UINT32_MAX - 1);
    if (!keeps_places(&of) || lower == UINT32_MAX || upper == UINT32_MAX)
        return mixture(s, instruction, container, of.kind);
    uint32_t part = part_of(s, instruction, container, lower, upper, of.kind);
    /* A bound that counts from the end moves with the end. */
    if (((code >> 1 & PY_SLICE_MASK) > PY_SLICE_UNKNOWN && (code >> 1 & PY_SLICE_MASK) < PY_SLICE_ZERO) ||
        ((code >> (1 + PY_SLICE_BITS) & PY_SLICE_MASK) > PY_SLICE_UNKNOWN &&
         (code >> (1 + PY_SLICE_BITS) & PY_SLICE_MASK) < PY_SLICE_ZERO))
        PY_PUSH(s->arena, &s->containers.items[container].from_end,
                s->containers.items[cch_py_value_of(s, part)->a].unknown);
    return part;
}

/* list(x), tuple(x), x.copy() of one that came to the instruction. */
uint32_t cch_py_copy_of(struct cch_py_solver *s, uint32_t instruction, uint32_t container,
                        enum cch_py_container_kind kind) {
    const struct cch_py_container *of = &s->containers.items[container];
    if (keeps_places(of))
        return part_of(s, instruction, container, 0, UINT32_MAX - 1, kind);
    if (of->kind == PY_IS_DICT && kind == PY_IS_DICT) {
        uint32_t value = cch_py_container_value(s, instruction, kind);
        cch_py_merge(s, container, cch_py_value_of(s, value)->a);
        return value;
    }
    return mixture(s, instruction, container, kind);
}

void cch_py_merge(struct cch_py_solver *s, uint32_t from, uint32_t into) {
    if (from != into && cch_py_first_time(s, 0x80000000u | from, into))
        derive(s, from, (struct cch_py_derived){into, 0, 0, 0, 1});
}

/* What a container is put into as dict.update does: another dict, or pairs. */
void cch_py_react_merge(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    for (uint32_t k = 0; k < s->variables[i.b].count; k++) {
        const struct cch_py_value into = *cch_py_value_of(s, s->variables[i.b].items[k]);
        const struct cch_py_value of = *cch_py_value_of(s, value);
        if (into.kind != PY_V_CONTAINER)
            continue;
        if (of.kind == PY_V_CONTAINER && s->containers.items[of.a].kind == PY_IS_DICT) {
            cch_py_merge(s, of.a, into.a);
            continue;
        }
        uint32_t pair = cch_py_make_variable(s), key = cch_py_make_variable(s), item = cch_py_make_variable(s);
        cch_py_iterate_into(s, instruction, value, pair);
        cch_py_make_instruction(s, PY_DO_UNPACK, PY_FLAG_IMPLICIT, instruction, 0, key, pair,
                                cch_py_operand(PY_INDEX, 0), 0);
        cch_py_make_instruction(s, PY_DO_UNPACK, PY_FLAG_IMPLICIT, instruction, 0, item, pair,
                                cch_py_operand(PY_INDEX, 1), 0);
        cch_py_connect(s, key, s->containers.items[into.a].keys);
        cch_py_connect(s, item, s->containers.items[into.a].unknown);
        if (of.kind == PY_V_INSTANCE && s->program->classes.items[of.a].traits & PY_TRAIT_CONTAINER)
            cch_py_connect(s, cch_py_elements(s, value), s->containers.items[into.a].unknown);
    }
}

/* A copy of each list or tuple that comes, its items where they were; what else
 * comes is put into container b. */
void cch_py_react_copy_of(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    const struct cch_py_value of = *cch_py_value_of(s, value);
    if (of.kind == PY_V_CONTAINER && keeps_places(&s->containers.items[of.a]))
        cch_py_put(s, i.target, part_of(s, instruction, of.a, 0, UINT32_MAX - 1, (enum cch_py_container_kind)i.c));
    else
        cch_py_iterate_into(s, instruction, value, s->containers.items[i.b].unknown);
}

/* Operators ----------------------------------------------------------------------- */

static int holds(const struct cch_py_solver *s, uint32_t variable, uint32_t value) {
    for (uint32_t k = 0; variable && k < s->variables[variable].count; k++)
        if (s->variables[variable].items[k] == value)
            return 1;
    return 0;
}

/* x + y, both with places: y's follow. */
static void join_pair(struct cch_py_solver *s, uint32_t instruction, uint32_t left, uint32_t right) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    const struct cch_py_container first = s->containers.items[left], second = s->containers.items[right];
    int added;
    uint32_t made = derived_container(s, instruction, left, right + 1, first.kind, &added);
    if (added) {
        if (second.depth >= s->containers.items[made].depth)
            s->containers.items[made].depth = (uint8_t)(second.depth + 1);
        make_exact(s, made, first.length + second.length);
        derive(s, left, (struct cch_py_derived){made, 0, first.length, 0, 0});
        derive(s, right, (struct cch_py_derived){made, 0, UINT32_MAX - 1, first.length, 0});
        if (first.grown || first.moved) /* what is behind its items shifts the others */
            cch_py_container_move(s, made);
    }
    PY_PUSH(s->arena, &s->containers.items[left].shifts, made);
    cch_py_connect(s, first.tail, s->containers.items[made].unknown);
    cch_py_put(s, i.target, cch_py_value(s, PY_V_CONTAINER, made, 0));
}

/* x + y: x's items keep their places, y's stand somewhere behind. */
static void join_left(struct cch_py_solver *s, uint32_t instruction, uint32_t left) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    const struct cch_py_container first = s->containers.items[left];
    int added;
    uint32_t made = derived_container(s, instruction, left, 0, first.kind, &added);
    if (added) {
        make_exact(s, made, first.length);
        derive(s, left, (struct cch_py_derived){made, 0, UINT32_MAX - 1, 0, 0});
        forget_length(s, made);
        if (i.b)
            cch_py_make_instruction(s, PY_DO_ITERATE, PY_FLAG_IMPLICIT, instruction, 0, s->containers.items[made].tail,
                                    i.b, 0, 0);
    }
    cch_py_put(s, i.target, cch_py_value(s, PY_V_CONTAINER, made, 0));
}

static int can_join(const struct cch_py_container *c) { return keeps_places(c) && c->exact; }

static void add_left(struct cch_py_solver *s, uint32_t instruction, uint32_t left) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t pairs = 0;
    if (!can_join(&s->containers.items[left])) {
        cch_py_put(s, i.target, mixture(s, instruction, left, s->containers.items[left].kind));
        return;
    }
    for (uint32_t k = 0; i.b && k < s->variables[i.b].count; k++) {
        const struct cch_py_value of = *cch_py_value_of(s, s->variables[i.b].items[k]);
        if (of.kind != PY_V_CONTAINER || !can_join(&s->containers.items[of.a]) || s->containers.items[left].grown ||
            ++pairs > PAIRS_MAX) {
            pairs = 0;
            break;
        }
    }
    if (!pairs || (s->variables[i.b].marks & (PY_OPEN | PY_FOREIGN))) {
        join_left(s, instruction, left);
        return;
    }
    for (uint32_t k = 0; k < s->variables[i.b].count && k < PAIRS_MAX; k++)
        join_pair(s, instruction, left, cch_py_value_of(s, s->variables[i.b].items[k])->a);
}

/* What is not known stands in front: y's items are anywhere. */
void cch_py_join_unknown(struct cch_py_solver *s, uint32_t instruction) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    for (uint32_t k = 0; i.c == PY_OP_ADD && i.b && k < s->variables[i.b].count; k++) {
        const struct cch_py_value of = *cch_py_value_of(s, s->variables[i.b].items[k]);
        if (of.kind == PY_V_CONTAINER && is_sequence(&s->containers.items[of.a]))
            cch_py_put(s, i.target, mixture(s, instruction, of.a, s->containers.items[of.a].kind));
    }
}

/* What comes to the right side behind lists that are there already. */
static void add_right(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    const struct cch_py_value right = *cch_py_value_of(s, value);
    if (i.a && s->variables[i.a].marks & (PY_OPEN | PY_FOREIGN))
        cch_py_join_unknown(s, instruction);
    for (uint32_t k = 0; i.a && k < s->variables[i.a].count; k++) {
        const struct cch_py_value left = *cch_py_value_of(s, s->variables[i.a].items[k]);
        if (left.kind != PY_V_CONTAINER || !is_sequence(&s->containers.items[left.a]))
            continue;
        if (!can_join(&s->containers.items[left.a])) {
            uint32_t mixed = mixture(s, instruction, left.a, s->containers.items[left.a].kind);
            cch_py_iterate_into(s, instruction, value, s->containers.items[cch_py_value_of(s, mixed)->a].unknown);
        } else if (cch_py_table_get(&s->container_numbers, derived_key(s, instruction, left.a, 0))) {
            continue; /* join_left's has all of the right side */
        } else if (right.kind == PY_V_CONTAINER && can_join(&s->containers.items[right.a]) &&
                   !s->containers.items[left.a].grown) {
            join_pair(s, instruction, left.a, right.a);
        } else {
            join_left(s, instruction, left.a);
        }
    }
}

static uint32_t items_of(struct cch_py_solver *s, uint32_t instruction, uint32_t source) {
    uint32_t items = cch_py_make_variable(s);
    if (source)
        cch_py_make_instruction(s, PY_DO_ITERATE, PY_FLAG_IMPLICIT, instruction, 0, items, source, 0, 0);
    return items;
}

/* x += y changes a list, set or dict itself. */
static void change_in_place(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t container = cch_py_value_of(s, value)->a;
    enum cch_py_container_kind kind = s->containers.items[container].kind;
    if (kind == PY_IS_DICT) {
        uint32_t holder = cch_py_make_variable(s);
        cch_py_put(s, holder, value);
        if (i.b)
            cch_py_make_instruction(s, PY_DO_MERGE, PY_FLAG_IMPLICIT, instruction, 0, 0, i.b, holder, 0);
    } else if (i.c == PY_OP_MULT) {
        cch_py_container_grow(s, container, s->containers.items[container].all);
    } else if (kind == PY_IS_LIST) {
        cch_py_container_grow(s, container, items_of(s, instruction, i.b));
    } else {
        cch_py_connect(s, items_of(s, instruction, i.b), s->containers.items[container].unknown);
    }
    cch_py_put(s, i.target, value);
}

void cch_py_binary_container(struct cch_py_solver *s, uint32_t instruction, uint32_t value) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    const struct cch_py_value of = *cch_py_value_of(s, value);
    int left = holds(s, i.a, value), right = holds(s, i.b, value);
    if (of.kind != PY_V_CONTAINER) {
        if (i.c == PY_OP_ADD && right && !(i.flags & PY_FLAG_IN_PLACE))
            add_right(s, instruction, value);
        return;
    }
    enum cch_py_container_kind kind = s->containers.items[of.a].kind;
    if (i.c == PY_OP_ADD && kind != PY_IS_LIST && kind != PY_IS_TUPLE)
        return;
    if (i.c != PY_OP_ADD && i.c != PY_OP_MULT && i.c != PY_OP_OR && i.c != PY_OP_AND && i.c != PY_OP_SUB &&
        i.c != PY_OP_XOR)
        return;
    if (left && i.flags & PY_FLAG_IN_PLACE && kind != PY_IS_TUPLE) {
        change_in_place(s, instruction, value);
        return;
    }
    if (i.c == PY_OP_ADD) {
        if (left)
            add_left(s, instruction, of.a);
        if (right && (!(i.flags & PY_FLAG_IN_PLACE) || kind == PY_IS_TUPLE))
            add_right(s, instruction, value);
    } else if (i.flags & PY_FLAG_IN_PLACE) {
        return; /* the right side: change_in_place has it */
    } else if (kind == PY_IS_DICT) {
        uint32_t both = cch_py_container_value(s, instruction, kind);
        cch_py_merge(s, of.a, cch_py_value_of(s, both)->a);
        cch_py_put(s, i.target, both);
    } else {
        cch_py_put(s, i.target, mixture(s, instruction, of.a, kind));
    }
}

/* PY_DO_MOVE: what stands in the lists of a is anywhere in them. */
void cch_py_react_move(struct cch_py_solver *s, uint32_t value) {
    if (cch_py_value_of(s, value)->kind == PY_V_CONTAINER)
        cch_py_container_move(s, cch_py_value_of(s, value)->a);
}
