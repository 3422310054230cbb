/* Values of names along the paths of the code (lower.h). */
#include "python/lower/lower.h"

#include <string.h>

uint32_t cch_py_shared(struct cch_py_lower *l, struct cch_py_symbol *symbol) {
    if (!symbol->shared)
        symbol->shared = cch_py_new_variable(l);
    return symbol->shared;
}

static void set_current(struct cch_py_lower *l, struct cch_py_symbol *symbol, uint32_t variable) {
    if (symbol->current == variable)
        return;
    PY_PUSH(l->arena, &l->flow.trail, ((struct cch_py_change){symbol, symbol->current}));
    PY_PUSH(l->arena, &l->flow.log, ((struct cch_py_change){symbol, variable}));
    symbol->current = variable;
    if (symbol->flags & PY_SYMBOL_SHARED && !symbol->pending) {
        symbol->pending = 1;
        PY_PUSH(l->arena, &l->flow.pending, symbol);
    }
}

void cch_py_flush(struct cch_py_lower *l) {
    for (uint32_t i = 0; i < l->flow.pending.count; i++) {
        struct cch_py_symbol *symbol = l->flow.pending.items[i];
        cch_py_fresh_see(l, symbol->current);
        cch_py_copy(l, cch_py_shared(l, symbol), symbol->current);
        symbol->pending = 0;
    }
    l->flow.pending.count = 0;
}

static uint32_t read_outside(struct cch_py_lower *l, const struct cch_py_node *at, uint32_t name) {
    int added;
    uint32_t *variable = cch_py_table_put(l->arena, &l->builtins, name, &added);
    if (added) {
        uint32_t made = cch_py_new_variable(l);
        *variable = made;
        cch_py_emit(l, PY_DO_NAME, at, made, name, (uint32_t)l->python->is_builtin(cch_py_text(l->names, name)), 0);
        return made;
    }
    return *variable;
}

static uint32_t read_own(struct cch_py_lower *l, const struct cch_py_node *at, struct cch_py_symbol *symbol) {
    uint32_t current = symbol->current;
    if (!current && symbol->scope->kind == PY_SCOPE_CLASS) {
        struct cch_py_symbol *outer =
            symbol->scope->parent ? cch_py_scope_find(symbol->scope->parent, symbol->name) : NULL;
        if (outer && outer->scope->kind != PY_SCOPE_CLASS)
            return cch_py_shared(l, outer);
        return read_outside(l, at, symbol->name);
    }
    if (symbol->flags & PY_SYMBOL_WRITTEN) {
        if (!current)
            return cch_py_shared(l, symbol);
        uint32_t both = cch_py_new_variable(l);
        cch_py_copy(l, both, current);
        cch_py_copy(l, both, cch_py_shared(l, symbol));
        return both;
    }
    if (!current && symbol->scope->kind == PY_SCOPE_MODULE)
        return read_outside(l, at, symbol->name);
    return current;
}

uint32_t cch_py_read(struct cch_py_lower *l, const struct cch_py_node *at, uint32_t name) {
    name = cch_py_mangle(l->arena, l->names, l->scope->mangle, name);
    struct cch_py_symbol *symbol = cch_py_scope_find(l->scope, name);
    if (!symbol)
        return read_outside(l, at, name);
    if (cch_py_scope_same_code(l->scope, symbol->scope))
        return read_own(l, at, symbol);
    /* A class body or a module's top level runs as part of what is around it,
     * but its code is read in one go: the shared variable is right for both. */
    return cch_py_shared(l, symbol);
}

void cch_py_write(struct cch_py_lower *l, uint32_t name, uint32_t variable) {
    name = cch_py_mangle(l->arena, l->names, l->scope->mangle, name);
    struct cch_py_symbol *symbol = cch_py_scope_find(l->scope, name);
    if (!symbol)
        return;
    if (cch_py_scope_same_code(l->scope, symbol->scope))
        set_current(l, symbol, variable ? variable : cch_py_new_variable(l));
    else
        cch_py_copy(l, cch_py_shared(l, symbol), variable ? variable : cch_py_new_variable(l));
}

/* Forks: if, match, try, conditional expressions -------------------------- */

void cch_py_fork_begin(struct cch_py_lower *l, struct cch_py_fork *fork) {
    memset(fork, 0, sizeof *fork);
    l->flow.line++;
    fork->mark = l->flow.trail.count;
    fork->dead = l->flow.dead;
}

static void go_back(struct cch_py_lower *l, uint32_t mark) {
    while (l->flow.trail.count > mark) {
        struct cch_py_change *change = &l->flow.trail.items[--l->flow.trail.count];
        change->symbol->current = change->variable;
    }
}

/* An arm's end: what it assigned joins what other arms did, and the values of
 * before the fork hold again. */
void cch_py_fork_arm_end(struct cch_py_lower *l, struct cch_py_fork *fork) {
    cch_py_flush(l);
    l->flow.line++;
    if (!l->flow.dead) {
        /* An arm that doesn't assign what another does brings the old value;
         * `number` of arms seen so far is kept in `reached`. */
        fork->reached++;
        for (uint32_t i = fork->mark; i < l->flow.trail.count; i++) {
            struct cch_py_change *change = &l->flow.trail.items[i];
            PY_PUSH(l->arena, &fork->ends, ((struct cch_py_change){change->symbol, change->symbol->current}));
        }
        /* a separator: the arms' assignments are told apart in cch_py_fork_join */
        PY_PUSH(l->arena, &fork->ends, ((struct cch_py_change){NULL, 0}));
    }
    go_back(l, fork->mark);
    l->flow.dead = fork->dead;
}

struct joined {
    struct cch_py_symbol *symbol;
    uint32_t variable; /* 0: not made yet; the first arm's value then is `first` */
    uint32_t first;
    uint32_t arms, arm; /* arms that assign it, and the last one seen */
};

void cch_py_fork_join(struct cch_py_lower *l, struct cch_py_fork *fork) {
    struct cch_py_table places = {0};
    PY_ARRAY(struct joined) all = {0};
    uint32_t arm = 1;
    l->flow.dead = fork->dead || !fork->reached;
    for (uint32_t i = 0; i < fork->ends.count; i++) {
        struct cch_py_change *end = &fork->ends.items[i];
        if (!end->symbol) {
            arm++;
            continue;
        }
        int added;
        uint32_t *place = cch_py_table_put(l->arena, &places, (uintptr_t)end->symbol, &added);
        if (added) {
            *place = all.count;
            PY_PUSH(l->arena, &all, ((struct joined){end->symbol, 0, end->variable, 1, arm}));
            continue;
        }
        struct joined *join = &all.items[*place];
        if (join->arm == arm)
            continue;
        join->arm = arm;
        join->arms++;
        if (!join->variable && join->first != end->variable) {
            join->variable = cch_py_new_variable(l);
            cch_py_copy(l, join->variable, join->first);
        }
        if (join->variable)
            cch_py_copy(l, join->variable, end->variable);
    }
    for (uint32_t i = 0; i < all.count; i++) {
        struct joined *join = &all.items[i];
        uint32_t before = join->symbol->current, after = join->variable;
        if (join->arms < (uint32_t)fork->reached && before && before != join->first) {
            if (!after) {
                after = cch_py_new_variable(l);
                cch_py_copy(l, after, join->first);
            }
            cch_py_copy(l, after, before);
        }
        set_current(l, join->symbol, after ? after : join->first);
    }
    cch_py_table_free(l->arena, &places);
    cch_py_arena_resize(l->arena, all.items, 0);
    cch_py_arena_resize(l->arena, fork->ends.items, 0);
}

/* Loops -------------------------------------------------------------------- */

struct loop_names {
    struct cch_py_lower *l;
    struct cch_py_loop *loop;
    struct cch_py_table seen;
};

static void add_loop_name(void *context, uint32_t name) {
    struct loop_names *names = context;
    struct cch_py_lower *l = names->l;
    int added;
    name = cch_py_mangle(l->arena, l->names, l->scope->mangle, name);
    struct cch_py_symbol *symbol = cch_py_scope_own(l->scope, name);
    if (!symbol || symbol->flags & (PY_SYMBOL_GLOBAL | PY_SYMBOL_NONLOCAL) || !(symbol->flags & PY_SYMBOL_BOUND))
        return;
    cch_py_table_put(l->arena, &names->seen, name, &added);
    if (!added)
        return;
    uint32_t head = cch_py_new_variable(l), exit = cch_py_new_variable(l);
    cch_py_copy(l, head, symbol->current);
    PY_PUSH(l->arena, &names->loop->heads, ((struct cch_py_change){symbol, head}));
    PY_PUSH(l->arena, &names->loop->exits, ((struct cch_py_change){symbol, exit}));
}

void cch_py_loop_begin(struct cch_py_lower *l, struct cch_py_loop *loop, const struct cch_py_node *statement) {
    memset(loop, 0, sizeof *loop);
    l->flow.line++;
    struct loop_names names = {l, loop, {0}};
    cch_py_visit_bound_in(statement, add_loop_name, &names);
    cch_py_table_free(l->arena, &names.seen);
    for (uint32_t i = 0; i < loop->heads.count; i++)
        set_current(l, loop->heads.items[i].symbol, loop->heads.items[i].variable);
    loop->outer = l->flow.loop;
    l->flow.loop = loop;
}

static void carry(struct cch_py_lower *l, const cch_py_changes *to) {
    if (l->flow.dead)
        return;
    for (uint32_t i = 0; i < to->count; i++)
        if (to->items[i].symbol->current != to->items[i].variable)
            cch_py_copy(l, to->items[i].variable, to->items[i].symbol->current);
}

void cch_py_loop_repeat(struct cch_py_lower *l) {
    if (l->flow.loop)
        carry(l, &l->flow.loop->heads);
}

void cch_py_loop_break(struct cch_py_lower *l) {
    if (l->flow.loop)
        carry(l, &l->flow.loop->exits);
}

void cch_py_loop_end(struct cch_py_lower *l, struct cch_py_loop *loop) {
    cch_py_loop_repeat(l);
    cch_py_flush(l);
    l->flow.line++;
    l->flow.loop = loop->outer;
    l->flow.dead = 0;
    for (uint32_t i = 0; i < loop->heads.count; i++)
        set_current(l, loop->heads.items[i].symbol, loop->heads.items[i].variable);
}

void cch_py_loop_join(struct cch_py_lower *l, struct cch_py_loop *loop) {
    carry(l, &loop->exits);
    l->flow.dead = 0;
    for (uint32_t i = 0; i < loop->exits.count; i++)
        set_current(l, loop->exits.items[i].symbol, loop->exits.items[i].variable);
    cch_py_arena_resize(l->arena, loop->heads.items, 0);
    cch_py_arena_resize(l->arena, loop->exits.items, 0);
}

void cch_py_flow_widen(struct cch_py_lower *l, uint32_t from, uint32_t to) {
    struct cch_py_table places = {0};
    for (uint32_t i = from; i < to; i++) {
        struct cch_py_change change = l->flow.log.items[i];
        int added;
        uint32_t *variable = cch_py_table_put(l->arena, &places, (uintptr_t)change.symbol, &added);
        if (added) {
            uint32_t made = cch_py_new_variable(l);
            *variable = made;
            cch_py_copy(l, made, change.symbol->current);
            set_current(l, change.symbol, made);
        }
        uint32_t made = cch_py_table_get(&places, (uintptr_t)change.symbol);
        if (change.variable != made)
            cch_py_copy(l, made, change.variable);
    }
    cch_py_table_free(l->arena, &places);
}
