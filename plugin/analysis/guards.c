/* The branches that calls and launches stand in: `if`s, `switch`es, `?:`,
 * `&&` and `||`, and returns before. While a body is walked, each statement
 * carries the innermost branch that it stands in; what is called there is
 * written with all of them. Only host code: there launches are decided. */
#include "collector.h"

#include <stdio.h>
#include <string.h>

enum { NESTED_MAX = 64 }; /* branches around one call; the outermost beyond it are left out */

void guards_begin_body(struct collector *collector) {
    collector->guard = 0;
    collector->guards_on = !collector->facts.device && collector->facts.cxx &&
                           (collector->current == UINT32_MAX ||
                            !collector->entries.items[collector->current].facts.in_system);
}

struct parts {
    struct collector *collector;
    shim_stmt branch;
    uint32_t location, outer;
    bool external;
    enum cch_condition kind;
};

static void visit_part(void *data, shim_stmt part, shim_stmt condition, const char *outcome) {
    struct parts *parts = data;
    struct collector *collector = parts->collector;
    collector->guard = parts->outer;
    if (condition) {
        if (!collector->guards.count)
            VECTOR_PUSH(&collector->guards, (struct guard){0});
        struct guard guard = {parts->outer, parts->branch, condition, part,
                              collector_string(collector, outcome), (uint8_t)parts->kind};
        VECTOR_PUSH(&collector->guards, guard);
        collector->guard = (uint32_t)collector->guards.count - 1;
    }
    if (!part)
        parts->outer = collector->guard; /* for all that follows */
    else
        body_push(collector, part, parts->location, parts->external);
}

bool guards_branch(struct collector *collector, shim_stmt stmt, uint32_t location, bool external) {
    static const enum cch_condition kinds[] = {
        [SHIM_BRANCH_IF] = CCH_CONDITION_IF,         [SHIM_BRANCH_IF_CONSTEXPR] = CCH_CONDITION_IF_CONSTEXPR,
        [SHIM_BRANCH_SWITCH] = CCH_CONDITION_SWITCH, [SHIM_BRANCH_CHOICE] = CCH_CONDITION_CHOICE,
        [SHIM_BRANCH_AND] = CCH_CONDITION_AND,       [SHIM_BRANCH_OR] = CCH_CONDITION_OR,
        [SHIM_BRANCH_RETURN] = CCH_CONDITION_RETURN,
    };
    enum shim_branch_kind kind = collector->guards_on ? shim_branch_kind(stmt) : SHIM_BRANCH_NONE;
    if (kind == SHIM_BRANCH_NONE)
        return false;
    struct parts parts = {collector, stmt, location, collector->guard, external, kinds[kind]};
    shim_branch_parts(collector->unit, stmt, visit_part, &parts);
    return true;
}

bool guards_is_around(const struct collector *collector, uint32_t guard, uint32_t inner) {
    while (inner && inner != guard)
        inner = collector->guards.items[inner].parent;
    return inner == guard;
}

void guards_edge(struct collector *collector, uint32_t caller, uint32_t callee, uint32_t location) {
    struct guarded guarded = {caller, callee, location, collector->guard, collector->never};
    if (collector->guard && collector->guards_on)
        VECTOR_PUSH(&collector->guarded, guarded);
}

/* Writing ------------------------------------------------------------------------ */

struct joined {
    char text[1024];
    size_t length;
};

static void join(void *data, const char *text) {
    struct joined *joined = data;
    size_t length = strlen(text);
    if (joined->length + length + 1 >= sizeof joined->text)
        return;
    if (joined->length)
        joined->text[joined->length++] = '\n';
    memcpy(joined->text + joined->length, text, length);
    joined->length += length;
}

/* A condition's cells, made once for each branch. */
struct condition {
    bool made;
    uint32_t cells[CCH_GUARD_WIDTH];
};

static void describe(struct collector *collector, const struct guard *guard, uint32_t *cells) {
    struct joined defines = {.length = 0};
    const char *text = shim_stmt_text(collector->unit, guard->condition);
    cells[CCH_GUARD_KIND] = guard->kind;
    cells[CCH_GUARD_TEXT] = collector_string(collector, text);
    if (!*text) /* put together by macros */
        cells[CCH_GUARD_TEXT] = collector_string(
            collector, shim_expression_folded(collector->unit, guard->condition, NULL, NULL));
    cells[CCH_GUARD_VALUE] = values_folded(collector, guard->condition);
    cells[CCH_GUARD_OUTCOME] = guard->outcome;
    cells[CCH_GUARD_DECIDED] = guard->kind == CCH_CONDITION_IF_CONSTEXPR ||
                               shim_expression_is_constant(collector->unit, guard->condition);
    cells[CCH_GUARD_MACRO] = collector_string(collector, shim_stmt_macro(collector->unit, guard->branch));
    if (guard->part)
        shim_branch_definitions(collector->unit, guard->part, join, &defines);
    cells[CCH_GUARD_DEFINES] = cch_graph_string(collector->graph, defines.text, defines.length);
    cells[CCH_GUARD_DEPENDS] = values_depends(collector, &guard->condition, 1);
    cells[CCH_GUARD_PLACE] = paths_site(collector, shim_stmt_location(collector->unit, guard->condition));
}

/* Tells this way to the call from others: the places and outcomes on it. */
static uint32_t path_of(struct collector *collector, const uint32_t *chain, size_t count) {
    char text[NESTED_MAX * 24];
    size_t length = 0;
    for (size_t i = 0; i < count; ++i) {
        const struct guard *guard = &collector->guards.items[chain[i]];
        struct shim_place place = {.line = 0};
        shim_location_place(collector->unit, shim_stmt_location(collector->unit, guard->condition), &place);
        int written = snprintf(text + length, sizeof text - length, "%s%u:%u:%.8s", i ? " " : "", place.line,
                               place.column, cch_graph_text(collector->graph, guard->outcome, NULL));
        if (written < 0 || (size_t)written >= sizeof text - length)
            break;
        length += (size_t)written;
    }
    return cch_graph_string(collector->graph, text, length);
}

static bool is_wanted(struct collector *collector, const struct guarded *guarded) {
    if (guarded->callee == UINT32_MAX)
        return !guarded->never;
    const struct entry *callee = &collector->entries.items[guarded->callee];
    if (callee->facts.builtin || !callee->function)
        return false;
    bool wanted = !callee->facts.in_system || callee->facts.kernel;
    return (wanted && !guarded->never) || /* a setting is shown with why it never applies */
           device_is_setting(shim_function_simple_name(collector->unit, callee->function));
}

/* Units that have nothing to do with devices or bindings need none of this. */
static bool is_wanted_here(const struct collector *collector) {
    return collector->facts.cuda || collector->registrations.count || collector->libraries.count ||
           collector->queries.count || collector->launches.count;
}

void guards_write(struct collector *collector, uint32_t passes) {
    if (!collector->guarded.count || !is_wanted_here(collector))
        return;
    struct condition *conditions = calloc(collector->guards.count, sizeof *conditions);
    for (size_t i = 0; conditions && i < collector->guarded.count; ++i) {
        struct guarded guarded = collector->guarded.items[i];
        uint32_t chain[NESTED_MAX], count = 0;
        if (!is_wanted(collector, &guarded))
            continue;
        for (uint32_t g = guarded.guard; g && count < NESTED_MAX; g = collector->guards.items[g].parent)
            chain[count++] = g;
        uint32_t path = path_of(collector, chain, count);
        for (uint32_t j = 0; j < count; ++j) {
            struct condition *condition = &conditions[chain[j]];
            if (!condition->made)
                describe(collector, &collector->guards.items[chain[j]], condition->cells);
            condition->made = true;
            uint32_t cells[CCH_GUARD_WIDTH];
            memcpy(cells, condition->cells, sizeof cells);
            cells[CCH_GUARD_CALLER] = names_function(collector, guarded.caller);
            cells[CCH_GUARD_CALLEE] = guarded.callee == UINT32_MAX ? 0 : names_function(collector, guarded.callee);
            cells[CCH_GUARD_SITE] = paths_site(collector, guarded.location);
            cells[CCH_GUARD_PATH] = path;
            cells[CCH_GUARD_INDEX] = count - j;
            cells[CCH_GUARD_PASSES] = passes;
            cch_graph_insert(collector->graph, CCH_GUARD, cells);
        }
    }
    free(conditions);
}
