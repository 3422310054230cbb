/* The branches that calls and launches stand in: `if`s, `switch`es, `?:`,
 * `&&` and `||`, and returns before. While a body is walked, each statement
 * carries the innermost branch that it stands in; what is called there is
 * written with all of them. Only host code: there launches are decided. */
#include "facts/guards.h"

#include "facts/handed_places.h"

#include "know/cuda.h"
#include "shim/branches.h"
#include "shim/parameters.h"
#include "walk/names.h"
#include "walk/paths.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Branches around one call: as many as clang takes braces in one another
 * (-fbracket-depth), so that only a chain of `else if`s or returns has more.
 * Each call in such a chain would have rows for all before it. */
enum { NESTED_MAX = 256 };

/* An edge, launch or setting that stands in branches. */
struct guarded {
    uint32_t caller, callee;  /* entries; callee UINT32_MAX: unknown */
    uint32_t location, guard; /* guard 0: in no branch */
    bool never;
};

struct guards {
    VECTOR(struct guard) all; /* the first is unused */
    VECTOR(struct guarded) guarded;
    struct pointer_map places;     /* of the body at hand: line and column -> conditions there */
    struct pointer_map conditions; /* of the body at hand: condition -> ordinal, + 1 */
    bool wanted;
};

extern const struct analysis guards_analysis;

static struct guards *guards_of(const struct walk *walk) { return walk_state(walk, &guards_analysis); }

bool guards_are_on(const struct walk *walk) {
    return !walk->facts.device && walk->facts.cxx &&
           (walk->current == UINT32_MAX || !walk->entries.items[walk->current].facts.in_system);
}

void guards_keep(struct walk *walk) { guards_of(walk)->wanted = true; }

const struct guard *guards_at(const struct walk *walk, uint32_t guard) { return &guards_of(walk)->all.items[guard]; }

static void begin_body(struct walk *walk, void *state) {
    struct guards *guards = state;
    walk->guard = 0;
    if (guards->places.mask > 4095) { /* clearing takes as long as it is large */
        pointer_map_release(&guards->places);
        pointer_map_release(&guards->conditions);
    }
    pointer_map_clear(&guards->places);
    pointer_map_clear(&guards->conditions);
}

struct parts {
    struct walk *walk;
    shim_stmt branch, condition;
    uint32_t location, outer;
    bool external;
    enum cch_condition kind;
};

/* Which of the conditions in this body that have one place this one is, in
 * the order of the walk: a macro gives its own place to all that it makes. */
static uint32_t ordinal_of(struct guards *guards, const struct guard *guard) {
    bool is_new;
    uint32_t *known = pointer_map_at(&guards->conditions, (uintptr_t)guard->condition, &is_new);
    if (!is_new)
        return *known;
    uint32_t *here = pointer_map_at(&guards->places, ((uint64_t)guard->line << 32 | guard->column) + 1, &is_new);
    *known = here ? (*here)++ : 0;
    return *known;
}

/* "7:3:case 64", what tells this branch from others around a call. */
static void add_step(struct text_buffer *text, const cch_graph *graph, const struct guard *guard) {
    char place[64];
    size_t length;
    const char *outcome = cch_graph_text(graph, guard->outcome, &length);
    snprintf(place, sizeof place, guard->ordinal ? "%" PRIu32 ":%" PRIu32 ".%" PRIu32 ":" : "%" PRIu32 ":%" PRIu32 ":",
             guard->line, guard->column, guard->ordinal);
    text_add(text, place);
    text_add_bytes(text, outcome, length);
}

/* Its number. */
static uint32_t insert(struct walk *walk, struct guard guard) {
    struct guards *guards = guards_of(walk);
    struct shim_place place = {.line = 0};
    struct text_buffer step = {0};
    if (!guards->all.count)
        VECTOR_PUSH(&guards->all, (struct guard){0});
    shim_location_place(walk->unit, shim_stmt_location(walk->unit, guard.condition), &place);
    guard.line = place.line;
    guard.column = place.column;
    guard.ordinal = ordinal_of(guards, &guard);
    guard.depth = guards->all.items[guard.parent].depth + 1;
    add_step(&step, walk->graph, &guard);
    guard.hash = XXH3_64bits_withSeed(step.bytes, step.length, guards->all.items[guard.parent].hash);
    text_release(&step);
    VECTOR_PUSH(&guards->all, guard);
    return (uint32_t)guards->all.count - 1;
}

uint32_t guards_add(struct walk *walk, uint32_t outer, shim_stmt branch, shim_stmt condition, const char *outcome,
                    enum cch_condition kind) {
    return insert(walk, (struct guard){.parent = outer,
                                       .branch = branch,
                                       .condition = condition,
                                       .outcome = walk_string(walk, outcome),
                                       .kind = (uint8_t)kind});
}

/* What follows is in the branch, and in what is around it. */
static void enter(struct parts *parts, shim_stmt part, shim_stmt condition, const char *outcome) {
    struct walk *walk = parts->walk;
    walk->guard = insert(walk, (struct guard){.parent = parts->outer,
                                              .branch = parts->branch,
                                              .condition = condition,
                                              .part = part,
                                              .outcome = walk_string(walk, outcome),
                                              .kind = (uint8_t)parts->kind});
}

/* A part; `condition` NULL: it runs in any case. */
static void push_part(struct parts *parts, shim_stmt part, shim_stmt condition, const char *outcome) {
    struct walk *walk = parts->walk;
    walk->guard = parts->outer;
    if (part && condition)
        enter(parts, part, condition, outcome);
    walk_push(walk, part, parts->location, parts->external);
}

static void push_case(void *data, shim_stmt part, const char *outcome) {
    struct parts *parts = data;
    push_part(parts, part, parts->condition, outcome);
}

/* A statement of a block: what follows `if (c) return;` runs under !c. */
static void push_in_block(void *data, shim_stmt child) {
    struct parts *parts = data;
    struct shim_branch branch;
    push_part(parts, child, NULL, "");
    if (!shim_branch_returns(child))
        return;
    shim_branch_describe(parts->walk->unit, child, &branch);
    enter(parts, NULL, branch.condition, branch.outcomes[1]);
    parts->outer = parts->walk->guard;
}

static void push_branch(struct parts *parts) {
    struct shim_branch branch;
    shim_branch_describe(parts->walk->unit, parts->branch, &branch);
    parts->condition = branch.condition;
    push_part(parts, branch.before[0], NULL, "");
    push_part(parts, branch.before[1], NULL, "");
    if (parts->kind != CCH_CONDITION_IF_CONSTEXPR)
        push_part(parts, branch.condition, NULL, "");
    if (parts->kind == CCH_CONDITION_SWITCH) {
        shim_branch_cases(parts->walk->unit, parts->branch, push_case, parts);
        return;
    }
    for (int i = 0; i < 2; ++i)
        push_part(parts, branch.parts[i], branch.condition, branch.outcomes[i]);
}

/* Pushes the parts of a branch. */
static bool statement(struct walk *walk, void *state, enum shim_stmt_kind stmt_kind, const struct work_item *item) {
    static const enum cch_condition kinds[] = {
        [SHIM_BRANCH_IF] = CCH_CONDITION_IF,         [SHIM_BRANCH_IF_CONSTEXPR] = CCH_CONDITION_IF_CONSTEXPR,
        [SHIM_BRANCH_SWITCH] = CCH_CONDITION_SWITCH, [SHIM_BRANCH_CHOICE] = CCH_CONDITION_CHOICE,
        [SHIM_BRANCH_AND] = CCH_CONDITION_AND,       [SHIM_BRANCH_OR] = CCH_CONDITION_OR,
        [SHIM_BRANCH_RETURN] = CCH_CONDITION_RETURN,
    };
    enum shim_branch_kind kind = guards_are_on(walk) ? shim_branch_kind(item->stmt) : SHIM_BRANCH_NONE;
    (void)state;
    if (kind == SHIM_BRANCH_NONE)
        return false;
    struct parts parts = {walk,           item->stmt,  NULL,
                          item->location, walk->guard, item->external && stmt_kind == SHIM_STMT_CONDITIONAL,
                          kinds[kind]};
    if (kind == SHIM_BRANCH_RETURN)
        shim_stmt_children(walk->unit, item->stmt, push_in_block, &parts);
    else
        push_branch(&parts);
    return true;
}

bool guards_is_around(const struct walk *walk, uint32_t guard, uint32_t inner) {
    const struct guards *guards = guards_of(walk);
    while (inner && inner != guard)
        inner = guards->all.items[inner].parent;
    return inner == guard;
}

static void add_guarded(const struct walk *walk, struct guards *guards, uint32_t caller, uint32_t callee,
                        uint32_t location) {
    struct guarded guarded = {caller, callee, location, walk->guard, walk->never};
    if (guards_are_on(walk))
        VECTOR_PUSH(&guards->guarded, guarded);
}

static void edge(struct walk *walk, void *state, const struct raw_edge *edge) {
    if (edge->kind != CCH_KIND_ADDRESS)
        add_guarded(walk, state, edge->caller, edge->callee, edge->location);
}

void guards_unknown_edge(struct walk *walk, uint32_t caller, uint32_t location) {
    add_guarded(walk, guards_of(walk), caller, UINT32_MAX, location);
}

void guards_call(struct walk *walk, uint32_t caller, uint32_t callee, uint32_t location, uint32_t guard) {
    struct guarded guarded = {caller, callee, location, guard, false};
    VECTOR_PUSH(&guards_of(walk)->guarded, guarded);
}

/* Writing ------------------------------------------------------------------------ */

/* The branches around a call, the outermost first: all that are kept. */
struct chain {
    uint32_t guards[NESTED_MAX];
    uint32_t count, depth;
};

static struct chain chain_of(const struct guards *guards, uint32_t guard) {
    struct chain chain = {.depth = guard ? guards->all.items[guard].depth : 0};
    chain.count = chain.depth < NESTED_MAX ? chain.depth : NESTED_MAX;
    for (uint32_t i = chain.count; i > 0; --i, guard = guards->all.items[guard].parent)
        chain.guards[i - 1] = guard;
    return chain;
}

uint32_t guards_path(struct walk *walk, uint32_t guard) {
    struct guards *guards = guards_of(walk);
    struct text_buffer text = {0};
    if (!guard || guards->all.items[guard].path)
        return guard ? guards->all.items[guard].path : 0;
    struct chain chain = chain_of(guards, guard);
    for (uint32_t i = 0; i < chain.count && chain.depth == chain.count; ++i) {
        text_add(&text, i ? "\n" : "");
        add_step(&text, walk->graph, &guards->all.items[chain.guards[i]]);
    }
    if (chain.depth > chain.count) {
        char digits[32];
        snprintf(digits, sizeof digits, "#%016" PRIx64, guards->all.items[guard].hash);
        text_add(&text, digits);
    }
    uint32_t path = walk_text(walk, &text);
    guards->all.items[guard].path = path;
    return path;
}

static void join(void *data, const char *text) { text_add_item(data, "\n", text); }

/* A condition's cells, made once for each branch. */
struct condition {
    bool made;
    uint32_t cells[CCH_GUARD_WIDTH];
};

static void describe(struct walk *walk, const struct guard *guard, uint32_t *cells) {
    struct text_buffer defines = {0};
    const char *text = shim_stmt_text(walk->unit, guard->condition);
    cells[CCH_GUARD_KIND] = guard->kind;
    cells[CCH_GUARD_TEXT] = walk_string(walk, text);
    if (!*text) /* put together by macros */
        cells[CCH_GUARD_TEXT] = walk_string(walk, shim_expression_folded(walk->unit, guard->condition, NULL, NULL));
    cells[CCH_GUARD_VALUE] = values_folded(&walk->values, guard->condition);
    cells[CCH_GUARD_OUTCOME] = guard->outcome;
    cells[CCH_GUARD_DECIDED] =
        guard->kind == CCH_CONDITION_IF_CONSTEXPR || shim_expression_is_constant(walk->unit, guard->condition);
    cells[CCH_GUARD_MACRO] = walk_string(walk, shim_stmt_macro(walk->unit, guard->branch));
    if (guard->part)
        shim_branch_definitions(walk->unit, guard->part, join, &defines);
    cells[CCH_GUARD_DEFINES] = walk_text(walk, &defines);
    cells[CCH_GUARD_DEPENDS] = values_depends(&walk->values, &guard->condition, 1);
    cells[CCH_GUARD_PLACE] = paths_site(walk, shim_stmt_location(walk->unit, guard->condition));
}

static bool is_wanted(struct walk *walk, const struct guarded *guarded) {
    if (guarded->callee == UINT32_MAX)
        return !guarded->never;
    const struct entry *callee = &walk->entries.items[guarded->callee];
    if (!callee->function)
        return callee->facts.kernel && !guarded->never; /* of a module */
    if (callee->facts.builtin)
        return false;
    bool wanted = !callee->facts.in_system || callee->facts.kernel || handed_leads(walk, guarded->callee);
    return (wanted && !guarded->never) || /* a setting is shown with why it never applies */
           cuda_is_setting(shim_function_simple_name(walk->unit, callee->function));
}

/* What is written for one call or launch. */
struct writing {
    struct walk *walk;
    struct guards *guards;
    struct condition *conditions;   /* by guard */
    uint32_t call[CCH_GUARD_WIDTH]; /* caller, callee, site and passes */
    bool cut;
};

/* The outermost branches of very many, in one row. */
static void write_cut(struct writing *writing, const struct chain *chain) {
    struct walk *walk = writing->walk;
    const struct guards *guards = writing->guards;
    const struct guard *first = &guards->all.items[chain->guards[0]];
    char text[64];
    uint32_t cells[CCH_GUARD_WIDTH];
    snprintf(text, sizeof text, "%" PRIu32 " more branches around it", chain->depth - chain->count);
    memcpy(cells, writing->call, sizeof cells);
    cells[CCH_GUARD_INDEX] = 1;
    cells[CCH_GUARD_KIND] = CCH_CONDITION_CUT;
    cells[CCH_GUARD_TEXT] = walk_string(walk, text);
    cells[CCH_GUARD_OUTCOME] = walk_string(walk, "not kept");
    cells[CCH_GUARD_PLACE] = paths_site(walk, shim_stmt_location(walk->unit, first->condition));
    cch_graph_insert(walk->graph, CCH_GUARD, cells);
    if (!writing->cut)
        paths_problem(walk, "more than 256 branches around a call: of such calls only the innermost are kept",
                      shim_stmt_location(walk->unit, first->condition));
    writing->cut = true;
}

static void write_way(struct writing *writing, uint32_t guard) {
    struct walk *walk = writing->walk;
    const struct guards *guards = writing->guards;
    struct chain chain = chain_of(guards, guard);
    writing->call[CCH_GUARD_PATH] = guards_path(walk, guard);
    if (chain.depth > chain.count)
        write_cut(writing, &chain);
    for (uint32_t i = 0; i < chain.count; ++i) {
        struct condition *condition = &writing->conditions[chain.guards[i]];
        if (!condition->made)
            describe(walk, &guards->all.items[chain.guards[i]], condition->cells);
        condition->made = true;
        uint32_t cells[CCH_GUARD_WIDTH];
        memcpy(cells, condition->cells, sizeof cells);
        for (int column = CCH_GUARD_CALLER; column <= CCH_GUARD_PATH; ++column)
            cells[column] = writing->call[column];
        cells[CCH_GUARD_INDEX] = i + 1 + (chain.depth > chain.count);
        cells[CCH_GUARD_PASSES] = writing->call[CCH_GUARD_PASSES];
        cch_graph_insert(walk->graph, CCH_GUARD, cells);
    }
    if (!guard)
        cch_graph_insert(walk->graph, CCH_GUARD, writing->call);
}

static int compare_guarded(const void *left, const void *right) {
    const struct guarded *a = left, *b = right;
    if (a->caller != b->caller)
        return a->caller < b->caller ? -1 : 1;
    if (a->callee != b->callee)
        return a->callee < b->callee ? -1 : 1;
    if (a->location != b->location)
        return a->location < b->location ? -1 : 1;
    return a->guard < b->guard ? -1 : a->guard > b->guard;
}

/* The wanted ones with sites in place of locations, of which several can be one, in order. */
static void sort_guarded(struct walk *walk, struct guards *guards) {
    size_t kept = 0;
    for (size_t i = 0; i < guards->guarded.count; ++i) {
        struct guarded guarded = guards->guarded.items[i];
        if (!is_wanted(walk, &guarded))
            continue;
        guarded.location = paths_site(walk, guarded.location);
        guards->guarded.items[kept++] = guarded;
    }
    guards->guarded.count = kept;
    if (kept)
        qsort(guards->guarded.items, kept, sizeof *guards->guarded.items, compare_guarded);
}

/* The ways to one site; the one without a branch comes first, and is written
 * only where there are others. */
static size_t write_site(struct writing *writing, size_t first) {
    struct walk *walk = writing->walk;
    const struct guards *guards = writing->guards;
    const struct guarded *all = guards->guarded.items, *call = &all[first];
    size_t end = first + 1;
    while (end < guards->guarded.count && all[end].caller == call->caller && all[end].callee == call->callee &&
           all[end].location == call->location)
        ++end;
    if (!all[end - 1].guard)
        return end;
    writing->call[CCH_GUARD_CALLER] = names_function(walk, call->caller);
    writing->call[CCH_GUARD_CALLEE] = call->callee == UINT32_MAX ? 0 : names_function(walk, call->callee);
    writing->call[CCH_GUARD_SITE] = call->location;
    for (size_t i = first; i < end; ++i)
        if (i == first || all[i].guard != all[i - 1].guard)
            write_way(writing, all[i].guard);
    return end;
}

/* Units that have nothing to do with devices or bindings need none of this. */
static void write(struct walk *walk, void *state) {
    struct guards *guards = state;
    if (!guards->all.count || !guards->guarded.count || !(walk->facts.cuda || guards->wanted))
        return;
    struct writing writing = {.walk = walk, .guards = guards};
    writing.conditions = memory_zeroed(guards->all.count, sizeof *writing.conditions);
    writing.call[CCH_GUARD_PASSES] = walk->passes;
    sort_guarded(walk, guards);
    for (size_t i = 0; i < guards->guarded.count;)
        i = write_site(&writing, i);
    free(writing.conditions);
}

static void release(void *state) {
    struct guards *guards = state;
    VECTOR_RELEASE(&guards->all);
    VECTOR_RELEASE(&guards->guarded);
    pointer_map_release(&guards->places);
    pointer_map_release(&guards->conditions);
}

const struct analysis guards_analysis = {
    .name = "guards",
    .state_size = sizeof(struct guards),
    .statements = STATEMENT(OTHER) | STATEMENT(CONDITIONAL),
    .begin_body = begin_body,
    .statement = statement,
    .edge = edge,
    .write = write,
    .release = release,
};
