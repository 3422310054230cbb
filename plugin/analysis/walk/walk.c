#include "walk/walk.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

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
    return walk->facts.device ? facts->device : facts->host;
}

static void enqueue(struct walk *walk, uint32_t index) {
    struct entry *entry = &walk->entries.items[index];
    if (entry->queued || !entry->facts.defined || entry->facts.dependent ||
        !walk_runs_here(walk, &entry->facts))
        return;
    entry->queued = true;
    VECTOR_PUSH(&walk->queue, index);
}

void walk_touch(struct walk *walk, shim_function function) {
    uint32_t index = function ? walk_entry(walk, function) : UINT32_MAX;
    if (index != UINT32_MAX)
        enqueue(walk, index);
}

void walk_touch_variable(struct walk *walk, shim_variable variable) {
    struct shim_variable_facts facts;
    bool is_new;
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

void walk_edge(struct walk *walk, shim_function callee, enum cch_kind kind, bool certain,
               uint32_t via, uint32_t location) {
    uint32_t index = callee ? walk_entry(walk, callee) : UINT32_MAX;
    if (index == UINT32_MAX)
        return;
    const struct shim_function_facts *facts = &walk->entries.items[index].facts;
    if (facts->dependent || (facts->builtin && !walk->options.builtins))
        return;
    /* A host device function may name what only the other side has; it is
     * never run from there. */
    if (kind != CCH_KIND_LAUNCH && kind != CCH_KIND_ADDRESS && kind != CCH_KIND_BIND &&
        !walk_runs_here(walk, facts))
        return;
    uint32_t caller = walk_current(walk);
    if (caller == UINT32_MAX)
        return;
    struct raw_edge edge = {caller, index, via, location, (uint8_t)kind, certain && !walk->never};
    if (walk->never)
        edge.via = walk_string(walk, CCH_VIA_NEVER);
    if (!walk->never || kind != CCH_KIND_VIRTUAL) /* whose VIA is the class: it calls nothing */
        VECTOR_PUSH(&walk->edges, edge);
    if (kind != CCH_KIND_ADDRESS)
        guards_edge(walk, caller, index, location);
    enqueue(walk, index);
}

void walk_ask_graph(const struct walk *walk) {
    if (cch_graph_status(walk->graph) != CCH_OK)
        shim_out_of_memory();
}

uint32_t walk_string(struct walk *walk, const char *text) {
    uint32_t string = cch_graph_string(walk->graph, text, strlen(text));
    if (!string && *text)
        walk_ask_graph(walk);
    return string;
}

uint32_t walk_text(struct walk *walk, struct text_buffer *text) {
    uint32_t string = cch_graph_string(walk->graph, text->length ? text->bytes : "", text->length);
    text_release(text);
    return string;
}

void walk_problem(struct walk *walk, const char *text, uint32_t location) {
    uint32_t cells[CCH_PROBLEM_WIDTH] = {0};
    cells[CCH_PROBLEM_UNIT] = walk_string(walk, walk->unit_path);
    cells[CCH_PROBLEM_TEXT] = walk_string(walk, text);
    cells[CCH_PROBLEM_SITE] = paths_site(walk, location);
    cch_graph_insert(walk->graph, CCH_PROBLEM, cells);
    char line[PATH_MAX + 1024];
    if (walk->options.tell && snprintf(line, sizeof line, "%s: %s", walk->unit_path, text) > 0)
        shim_unit_warn(walk->unit, line);
}
