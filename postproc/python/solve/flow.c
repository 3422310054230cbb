/* Values of names along the paths of the code (lower.h). */
#include "python/lower/lower.h"

#include <string.h>

uint32_t py_shared(struct py_lower *l, struct py_symbol *symbol) {
    if (!symbol->shared)
        symbol->shared = py_new_variable(l);
    return symbol->shared;
}

static void set_current(struct py_lower *l, struct py_symbol *symbol, uint32_t variable) {
    if (symbol->current == variable)
        return;
    PY_PUSH(l->pool, &l->flow.trail, ((struct py_change){symbol, symbol->current}));
    PY_PUSH(l->pool, &l->flow.log, ((struct py_change){symbol, variable}));
    symbol->current = variable;
    if (symbol->flags & PY_SYMBOL_SHARED && !symbol->pending) {
        symbol->pending = 1;
        PY_PUSH(l->pool, &l->flow.pending, symbol);
    }
}

void py_flush(struct py_lower *l) {
    for (uint32_t i = 0; i < l->flow.pending.count; i++) {
        struct py_symbol *symbol = l->flow.pending.items[i];
        py_fresh_see(l, symbol->current);
        py_copy(l, py_shared(l, symbol), symbol->current);
        symbol->pending = 0;
    }
    l->flow.pending.count = 0;
}

static uint32_t read_outside(struct py_lower *l, const struct py_node *at, uint32_t name) {
    int added;
    uint32_t *variable = py_table_put(l->pool, &l->builtins, name, &added);
    if (added) {
        uint32_t made = py_new_variable(l);
        *variable = made;
        py_emit(l, PY_DO_NAME, at, made, name, (uint32_t)l->python->is_builtin(py_text(l->names, name)), 0);
        return made;
    }
    return *variable;
}

static uint32_t read_own(struct py_lower *l, const struct py_node *at, struct py_symbol *symbol) {
    uint32_t current = symbol->current;
    if (!current && symbol->scope->kind == PY_SCOPE_CLASS) {
        struct py_symbol *outer = symbol->scope->parent ? py_scope_find(symbol->scope->parent, symbol->name) : NULL;
        if (outer && outer->scope->kind != PY_SCOPE_CLASS)
            return py_shared(l, outer);
        return read_outside(l, at, symbol->name);
    }
    if (symbol->flags & PY_SYMBOL_WRITTEN) {
        if (!current)
            return py_shared(l, symbol);
        uint32_t both = py_new_variable(l);
        py_copy(l, both, current);
        py_copy(l, both, py_shared(l, symbol));
        return both;
    }
    if (!current && symbol->scope->kind == PY_SCOPE_MODULE)
        return read_outside(l, at, symbol->name);
    return current;
}

uint32_t py_read(struct py_lower *l, const struct py_node *at, uint32_t name) {
    name = py_mangle(l->pool, l->names, l->scope->mangle, name);
    struct py_symbol *symbol = py_scope_find(l->scope, name);
    if (!symbol)
        return read_outside(l, at, name);
    if (py_scope_same_code(l->scope, symbol->scope))
        return read_own(l, at, symbol);
    /* A class body or a module's top level runs as part of what is around it,
     * but its code is read in one go: the shared variable is right for both. */
    return py_shared(l, symbol);
}

void py_write(struct py_lower *l, uint32_t name, uint32_t variable) {
    name = py_mangle(l->pool, l->names, l->scope->mangle, name);
    struct py_symbol *symbol = py_scope_find(l->scope, name);
    if (!symbol)
        return;
    if (py_scope_same_code(l->scope, symbol->scope))
        set_current(l, symbol, variable ? variable : py_new_variable(l));
    else
        py_copy(l, py_shared(l, symbol), variable ? variable : py_new_variable(l));
}

/* Forks: if, match, try, conditional expressions -------------------------- */

void py_fork_begin(struct py_lower *l, struct py_fork *fork) {
    memset(fork, 0, sizeof *fork);
    l->flow.line++;
    fork->mark = l->flow.trail.count;
    fork->dead = l->flow.dead;
}

static void go_back(struct py_lower *l, uint32_t mark) {
    while (l->flow.trail.count > mark) {
        struct py_change *change = &l->flow.trail.items[--l->flow.trail.count];
        change->symbol->current = change->variable;
    }
}

/* An arm's end: what it assigned joins what other arms did, and the values of
 * before the fork hold again. */
void py_fork_arm_end(struct py_lower *l, struct py_fork *fork) {
    py_flush(l);
    l->flow.line++;
    if (!l->flow.dead) {
        /* An arm that doesn't assign what another does brings the old value;
         * `number` of arms seen so far is kept in `reached`. */
        fork->reached++;
        for (uint32_t i = fork->mark; i < l->flow.trail.count; i++) {
            struct py_change *change = &l->flow.trail.items[i];
            PY_PUSH(l->pool, &fork->ends, ((struct py_change){change->symbol, change->symbol->current}));
        }
        /* a separator: the arms' assignments are told apart in py_fork_join */
        PY_PUSH(l->pool, &fork->ends, ((struct py_change){NULL, 0}));
    }
    go_back(l, fork->mark);
    l->flow.dead = fork->dead;
}

struct joined {
    struct py_symbol *symbol;
    uint32_t variable; /* 0: not made yet; the first arm's value then is `first` */
    uint32_t first;
    uint32_t arms, arm; /* arms that assign it, and the last one seen */
};

void py_fork_join(struct py_lower *l, struct py_fork *fork) {
    struct py_table places = {0};
    PY_ARRAY(struct joined) all = {0};
    uint32_t arm = 1;
    l->flow.dead = fork->dead || !fork->reached;
    for (uint32_t i = 0; i < fork->ends.count; i++) {
        struct py_change *end = &fork->ends.items[i];
        if (!end->symbol) {
            arm++;
            continue;
        }
        int added;
        uint32_t *place = py_table_put(l->pool, &places, (uintptr_t)end->symbol, &added);
        if (added) {
            *place = all.count;
            PY_PUSH(l->pool, &all, ((struct joined){end->symbol, 0, end->variable, 1, arm}));
            continue;
        }
        struct joined *join = &all.items[*place];
        if (join->arm == arm)
            continue;
        join->arm = arm;
        join->arms++;
        if (!join->variable && join->first != end->variable) {
            join->variable = py_new_variable(l);
            py_copy(l, join->variable, join->first);
        }
        if (join->variable)
            py_copy(l, join->variable, end->variable);
    }
    for (uint32_t i = 0; i < all.count; i++) {
        struct joined *join = &all.items[i];
        uint32_t before = join->symbol->current, after = join->variable;
        if (join->arms < (uint32_t)fork->reached && before && before != join->first) {
            if (!after) {
                after = py_new_variable(l);
                py_copy(l, after, join->first);
            }
            py_copy(l, after, before);
        }
        set_current(l, join->symbol, after ? after : join->first);
    }
    py_table_free(l->pool, &places);
    py_pool_resize(l->pool, all.items, 0);
    py_pool_resize(l->pool, fork->ends.items, 0);
}

/* Loops -------------------------------------------------------------------- */

struct loop_names {
    struct py_lower *l;
    struct py_loop *loop;
    struct py_table seen;
};

static void add_loop_name(void *context, uint32_t name) {
    struct loop_names *names = context;
    struct py_lower *l = names->l;
    int added;
    name = py_mangle(l->pool, l->names, l->scope->mangle, name);
    struct py_symbol *symbol = py_scope_own(l->scope, name);
    if (!symbol || symbol->flags & (PY_SYMBOL_GLOBAL | PY_SYMBOL_NONLOCAL) || !(symbol->flags & PY_SYMBOL_BOUND))
        return;
    py_table_put(l->pool, &names->seen, name, &added);
    if (!added)
        return;
    uint32_t head = py_new_variable(l), exit = py_new_variable(l);
    py_copy(l, head, symbol->current);
    PY_PUSH(l->pool, &names->loop->heads, ((struct py_change){symbol, head}));
    PY_PUSH(l->pool, &names->loop->exits, ((struct py_change){symbol, exit}));
}

void py_loop_begin(struct py_lower *l, struct py_loop *loop, const struct py_node *statement) {
    memset(loop, 0, sizeof *loop);
    l->flow.line++;
    struct loop_names names = {l, loop, {0}};
    py_visit_bound_in(statement, add_loop_name, &names);
    py_table_free(l->pool, &names.seen);
    for (uint32_t i = 0; i < loop->heads.count; i++)
        set_current(l, loop->heads.items[i].symbol, loop->heads.items[i].variable);
    loop->outer = l->flow.loop;
    l->flow.loop = loop;
}

static void carry(struct py_lower *l, const py_changes *to) {
    if (l->flow.dead)
        return;
    for (uint32_t i = 0; i < to->count; i++)
        if (to->items[i].symbol->current != to->items[i].variable)
            py_copy(l, to->items[i].variable, to->items[i].symbol->current);
}

void py_loop_repeat(struct py_lower *l) {
    if (l->flow.loop)
        carry(l, &l->flow.loop->heads);
}

void py_loop_break(struct py_lower *l) {
    if (l->flow.loop)
        carry(l, &l->flow.loop->exits);
}

void py_loop_end(struct py_lower *l, struct py_loop *loop) {
    py_loop_repeat(l);
    py_flush(l);
    l->flow.line++;
    l->flow.loop = loop->outer;
    l->flow.dead = 0;
    for (uint32_t i = 0; i < loop->heads.count; i++)
        set_current(l, loop->heads.items[i].symbol, loop->heads.items[i].variable);
}

void py_loop_join(struct py_lower *l, struct py_loop *loop) {
    carry(l, &loop->exits);
    l->flow.dead = 0;
    for (uint32_t i = 0; i < loop->exits.count; i++)
        set_current(l, loop->exits.items[i].symbol, loop->exits.items[i].variable);
    py_pool_resize(l->pool, loop->heads.items, 0);
    py_pool_resize(l->pool, loop->exits.items, 0);
}

void py_flow_widen(struct py_lower *l, uint32_t from, uint32_t to) {
    struct py_table places = {0};
    for (uint32_t i = from; i < to; i++) {
        struct py_change change = l->flow.log.items[i];
        int added;
        uint32_t *variable = py_table_put(l->pool, &places, (uintptr_t)change.symbol, &added);
        if (added) {
            uint32_t made = py_new_variable(l);
            *variable = made;
            py_copy(l, made, change.symbol->current);
            set_current(l, change.symbol, made);
        }
        uint32_t made = py_table_get(&places, (uintptr_t)change.symbol);
        if (change.variable != made)
            py_copy(l, made, change.variable);
    }
    py_table_free(l->pool, &places);
}
