#include "walk/walk.h"

uint32_t walk_entry(struct walk *walk, shim_function function) {
    bool is_new;
    uint32_t *at = pointer_map_at(&walk->entry_of, (uintptr_t)function, &is_new);
    if (is_new) {
        *at = (uint32_t)walk->entries.count;
        struct entry entry = {.function = function};
        shim_function_facts(walk->unit, function, &entry.facts);
        VECTOR_PUSH(&walk->entries, entry);
    }
    return *at;
}

uint32_t walk_initializer(struct walk *walk, shim_variable variable) {
    bool is_new;
    uint32_t *at = pointer_map_at(&walk->entry_of, (uintptr_t)variable ^ 1, &is_new);
    if (is_new) {
        *at = (uint32_t)walk->entries.count;
        struct entry entry = {.variable = variable, .queued = true};
        VECTOR_PUSH(&walk->entries, entry);
    }
    return *at;
}

bool walk_runs_here(const struct walk *walk, const struct shim_function_facts *facts) {
    if (!walk->facts.cuda)
        return true;
    return walk->facts.device || walk->shadow ? facts->device : facts->host;
}

static void enqueue(struct walk *walk, uint32_t index) {
    struct entry *entry = &walk->entries.items[index];
    if (entry->queued || !entry->facts.defined || entry->facts.dependent || !walk_runs_here(walk, &entry->facts))
        return;
    entry->queued = true;
    VECTOR_PUSH(&walk->queue, index);
}

void walk_touch(struct walk *walk, shim_function function) {
    uint32_t index = function && !walk->shadow ? walk_entry(walk, function) : UINT32_MAX;
    if (index != UINT32_MAX)
        enqueue(walk, index);
}

void walk_touch_variable(struct walk *walk, shim_variable variable) {
    struct shim_variable_facts facts;
    bool is_new;
    if (walk->shadow)
        return;
    variable = shim_variable_defining(variable);
    pointer_map_at(&walk->variable_seen, (uintptr_t)variable, &is_new);
    if (!is_new)
        return;
    shim_variable_facts(walk->unit, variable, &facts);
    if (!facts.global || facts.dependent)
        return;
    if (walk->facts.device && !facts.device)
        return; /* a host variable: its initialiser runs on the host */
    VECTOR_PUSH(&walk->variables, variable);
}

uint32_t walk_current(struct walk *walk) {
    if (walk->current == UINT32_MAX && walk->current_variable)
        walk->current = walk_initializer(walk, walk->current_variable);
    return walk->current;
}

void walk_edge(struct walk *walk, shim_function callee, enum cch_kind kind, bool certain, uint32_t via,
               uint32_t location) {
    uint32_t index = callee ? walk_entry(walk, callee) : UINT32_MAX;
    if (index == UINT32_MAX)
        return;
    const struct shim_function_facts *facts = &walk->entries.items[index].facts;
    if (facts->dependent || (facts->builtin && !walk->options.builtins))
        return;
    /* A host device function may name what only the other side has; it is
     * never run from there. */
    if (kind != CCH_KIND_LAUNCH && kind != CCH_KIND_ADDRESS && kind != CCH_KIND_BIND && !walk_runs_here(walk, facts))
        return;
    uint32_t caller = walk_current(walk);
    if (caller == UINT32_MAX)
        return;
    struct raw_edge edge = {caller, index, via, location, (uint8_t)kind, certain && !walk->never};
    if (walk->never)
        edge.via = walk_string(walk, CCH_VIA_NEVER);
    if (!walk->shadow && (!walk->never || kind != CCH_KIND_VIRTUAL)) /* whose VIA is the class: it calls nothing */
        VECTOR_PUSH(&walk->edges, edge);
    for (uint32_t rows = walk->analyses.on_edge; rows; rows &= rows - 1) {
        unsigned row = analyses_first(rows);
        walk->analyses.rows[row]->edge(walk, walk->analyses.states[row], &edge);
    }
    if (!walk->shadow)
        enqueue(walk, index);
}

void walk_push(struct walk *walk, shim_stmt stmt, uint32_t location, bool external) {
    if (!stmt)
        return;
    enum shim_reach reach = walk->some_never ? shim_stmt_reach(walk->unit, stmt) : SHIM_REACH_AS_AROUND;
    bool never = reach == SHIM_REACH_AS_AROUND ? walk->never : reach == SHIM_REACH_NEVER;
    VECTOR_PUSH(&walk->stack, (struct work_item){stmt, location, external, walk->guard, never});
}

uint32_t walk_place(const struct walk *walk, shim_stmt stmt, uint32_t location) {
    return location ? location : shim_stmt_location(walk->unit, stmt);
}

void *walk_state(const struct walk *walk, const struct analysis *analysis) {
    unsigned row = 0;
    while (walk->analyses.rows[row] != analysis)
        ++row;
    return walk->analyses.states[row];
}
