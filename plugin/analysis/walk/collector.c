#include "walk/collector.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

uint32_t collector_function(struct collector *collector, shim_function function) {
    bool is_new;
    uint32_t *at = pointer_map_at(&collector->entry_of, (uintptr_t)function, &is_new);
    if (is_new) {
        *at = (uint32_t)collector->entries.count;
        struct entry entry = {.function = function};
        shim_function_facts(collector->unit, function, &entry.facts);
        VECTOR_PUSH(&collector->entries, entry);
    }
    return *at;
}

uint32_t collector_initializer(struct collector *collector, shim_variable variable) {
    bool is_new;
    uint32_t *at = pointer_map_at(&collector->entry_of, (uintptr_t)variable ^ 1, &is_new);
    if (is_new) {
        *at = (uint32_t)collector->entries.count;
        struct entry entry = {.variable = variable, .queued = true};
        VECTOR_PUSH(&collector->entries, entry);
    }
    return *at;
}

bool collector_runs_here(const struct collector *collector, const struct shim_function_facts *facts) {
    if (!collector->facts.cuda)
        return true;
    return collector->facts.device ? facts->device : facts->host;
}

static void enqueue(struct collector *collector, uint32_t index) {
    struct entry *entry = &collector->entries.items[index];
    if (entry->queued || !entry->facts.defined || entry->facts.dependent ||
        !collector_runs_here(collector, &entry->facts))
        return;
    entry->queued = true;
    VECTOR_PUSH(&collector->queue, index);
}

void collector_touch(struct collector *collector, shim_function function) {
    uint32_t index = function ? collector_function(collector, function) : UINT32_MAX;
    if (index != UINT32_MAX)
        enqueue(collector, index);
}

void collector_touch_variable(struct collector *collector, shim_variable variable) {
    struct shim_variable_facts facts;
    bool is_new;
    variable = shim_variable_defining(variable);
    pointer_map_at(&collector->variable_seen, (uintptr_t)variable, &is_new);
    if (!is_new)
        return;
    shim_variable_facts(collector->unit, variable, &facts);
    if (!facts.global || facts.dependent)
        return;
    if (collector->facts.device && !facts.device)
        return; /* a host variable: its initialiser runs on the host */
    VECTOR_PUSH(&collector->variables, variable);
}

uint32_t collector_current(struct collector *collector) {
    if (collector->current == UINT32_MAX && collector->current_variable)
        collector->current = collector_initializer(collector, collector->current_variable);
    return collector->current;
}

void collector_edge(struct collector *collector, shim_function callee, enum cch_kind kind, bool certain,
                    uint32_t via, uint32_t location) {
    uint32_t index = callee ? collector_function(collector, callee) : UINT32_MAX;
    if (index == UINT32_MAX)
        return;
    const struct shim_function_facts *facts = &collector->entries.items[index].facts;
    if (facts->dependent || (facts->builtin && !collector->options.builtins))
        return;
    /* A host device function may name what only the other side has; it is
     * never run from there. */
    if (kind != CCH_KIND_LAUNCH && kind != CCH_KIND_ADDRESS && kind != CCH_KIND_BIND &&
        !collector_runs_here(collector, facts))
        return;
    uint32_t caller = collector_current(collector);
    if (caller == UINT32_MAX)
        return;
    struct raw_edge edge = {caller, index, via, location, (uint8_t)kind, certain && !collector->never};
    if (collector->never)
        edge.via = collector_string(collector, CCH_VIA_NEVER);
    if (!collector->never || kind != CCH_KIND_VIRTUAL) /* whose VIA is the class: it calls nothing */
        VECTOR_PUSH(&collector->edges, edge);
    if (kind != CCH_KIND_ADDRESS)
        guards_edge(collector, caller, index, location);
    enqueue(collector, index);
}

void collector_ask_graph(const struct collector *collector) {
    if (cch_graph_status(collector->graph) != CCH_OK)
        shim_out_of_memory();
}

uint32_t collector_string(struct collector *collector, const char *text) {
    uint32_t string = cch_graph_string(collector->graph, text, strlen(text));
    if (!string && *text)
        collector_ask_graph(collector);
    return string;
}

uint32_t collector_text(struct collector *collector, struct text_buffer *text) {
    uint32_t string = cch_graph_string(collector->graph, text->length ? text->bytes : "", text->length);
    text_release(text);
    return string;
}

void collector_problem(struct collector *collector, const char *text, uint32_t location) {
    uint32_t cells[CCH_PROBLEM_WIDTH] = {0};
    cells[CCH_PROBLEM_UNIT] = collector_string(collector, collector->unit_path);
    cells[CCH_PROBLEM_TEXT] = collector_string(collector, text);
    cells[CCH_PROBLEM_SITE] = paths_site(collector, location);
    cch_graph_insert(collector->graph, CCH_PROBLEM, cells);
    char line[PATH_MAX + 1024];
    if (collector->options.tell && snprintf(line, sizeof line, "%s: %s", collector->unit_path, text) > 0)
        shim_unit_warn(collector->unit, line);
}
