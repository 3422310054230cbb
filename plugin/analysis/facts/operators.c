/* Operators of torch that C++ looks up by their name: an edge to the name that Python has for it, where its
 * implementations are bound. What is looked up is called on some way (a handle is kept in a static, say): possible,
 * unless the function that takes the name calls it. */
#include "shim/shim.h"
#include "walk/walk.h"

#include <stdio.h>
#include <string.h>

enum { NAME_SIZE = 512 };

static const struct {
    const char *record, *function; /* record NULL: no method */
    bool calls;
} rows[] = {
    {"c10::Dispatcher", "findSchemaOrThrow", false}, /* "ns::op", "overload" */
    {"c10::Dispatcher", "findSchema", false},        /* {"ns::op", "overload"} */
    {"c10::Dispatcher", "findOp", false},
    {NULL, "aoti_torch_call_dispatcher", true}, /* "ns::op", "overload", stack */
    {NULL, "torch_call_dispatcher", true},
};

/* The entry of torch.ops.ns.name. */
static uint32_t operator_entry(struct walk *walk, const char *path) {
    char identity[NAME_SIZE + 32];
    bool is_new;
    snprintf(identity, sizeof identity, "py:%s", path);
    uint32_t name = walk_string(walk, identity);
    uint32_t *at = pointer_map_at(&walk->entry_of, (uint64_t)name << 1 | 1, &is_new);
    if (!is_new)
        return *at;
    *at = (uint32_t)walk->entries.count;
    struct entry entry = {.facts = {.host = true}};
    uint32_t cells[CCH_FUNCTION_WIDTH] = {0}, entity = 0;
    entry.row = cells[CCH_FUNCTION_IDENTITY] = cch_graph_function(walk->graph, identity, strlen(identity));
    cells[CCH_FUNCTION_LANGUAGE] = CCH_LANGUAGE_PYTHON;
    cells[CCH_FUNCTION_FLAGS] = CCH_FLAG_EXTERNAL;
    for (const char *part = path; *part;) {
        size_t length = strcspn(part, ".");
        uint32_t of[CCH_ENTITY_WIDTH] = {0};
        of[CCH_ENTITY_FORM] = CCH_FORM_PYTHON;
        of[CCH_ENTITY_TEXT] = cch_graph_string(walk->graph, part, length);
        of[CCH_ENTITY_PARENT] = entity;
        entity = cch_graph_insert(walk->graph, CCH_ENTITY, of);
        part += length + (part[length] == '.');
    }
    cells[CCH_FUNCTION_NAME] = entity;
    cch_graph_insert(walk->graph, CCH_FUNCTION, cells);
    VECTOR_PUSH(&walk->entries, entry);
    return (uint32_t)walk->entries.count - 1;
}

/* "ns::op" as a literal, or the first of what makes an operator's name. */
static bool operator_named(struct walk *walk, shim_stmt argument, char path[NAME_SIZE]) {
    const char *text;
    size_t length;
    shim_stmt made = shim_strip(argument);
    if (made && shim_stmt_kind(made) == SHIM_STMT_CONSTRUCT && shim_construct_argument_count(made))
        argument = shim_call_argument(made, 0);
    if (!shim_string_literal(walk->unit, argument, &text, &length))
        return false;
    const char *colons = memchr(text, ':', length);
    size_t space = colons ? (size_t)(colons - text) : 0;
    if (!space || space + 2 >= length || colons[1] != ':' || length + sizeof "torch.ops." > NAME_SIZE ||
        memchr(text, '\0', length))
        return false;
    size_t name = strcspn(colons + 2, ".(");
    if (name > length - space - 2)
        name = length - space - 2;
    return snprintf(path, NAME_SIZE, "torch.ops.%.*s.%.*s", (int)space, text, (int)name, colons + 2) > 0;
}

static void call(struct walk *walk, void *state, shim_stmt call, const struct shim_call *facts, uint32_t location) {
    char path[NAME_SIZE];
    (void)state;
    uint32_t callee = facts->callee && !walk->facts.device ? walk_entry(walk, facts->callee) : UINT32_MAX;
    uint32_t caller = walk_current(walk);
    if (callee == UINT32_MAX || caller == UINT32_MAX || walk->never || walk->shadow || !facts->argument_count ||
        walk->entries.items[caller].facts.in_system)
        return;
    const char *name = shim_function_simple_name(walk->unit, facts->callee);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; ++i) {
        if (strcmp(name, rows[i].function) != 0)
            continue;
        shim_record record = walk->entries.items[callee].facts.method ? shim_method_record(facts->callee) : NULL;
        bool same = rows[i].record ? record && shim_record_is(walk->unit, record, rows[i].record) : !record;
        if (same && operator_named(walk, shim_call_argument(call, 0), path)) {
            struct raw_edge edge = {caller, operator_entry(walk, path), 0, location, CCH_KIND_DISPATCH, rows[i].calls};
            VECTOR_PUSH(&walk->edges, edge);
        }
        return;
    }
}

const struct analysis operators_analysis = {.name = "operators", .call = call};
