/* Values, flows and uses: each kept once, and written into the graph. */
#include "flow/flow.h"

#include "walk/names.h"
#include "walk/paths.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_MAX = 200 };

static const uint8_t value_kinds[] = {
    [SHIM_VALUE_PARAMETER] = CCH_VALUE_PARAMETER,
    [SHIM_VALUE_LOCAL] = CCH_VALUE_LOCAL,
    [SHIM_VALUE_FIELD] = CCH_VALUE_FIELD,
    [SHIM_VALUE_GLOBAL] = CCH_VALUE_GLOBAL,
    [SHIM_VALUE_TEMPLATE_PARAMETER] = CCH_VALUE_TEMPLATE_PARAMETER,
    [SHIM_VALUE_QUERY] = CCH_VALUE_QUERY,
};

static uint32_t add_value(struct flow *flow, const struct flow_value *value) {
    VECTOR_PUSH(&flow->values, *value);
    return (uint32_t)flow->values.count;
}

uint32_t flow_value(struct flow *flow, shim_named named) {
    bool is_new;
    uint32_t *at = named ? pointer_map_at(&flow->value_of, shim_named_key(named), &is_new) : NULL;
    if (!at || !is_new)
        return at ? *at : 0;
    struct shim_value described;
    shim_named_describe(flow->walk->unit, named, &described);
    if (described.kind == SHIM_VALUE_NONE)
        return 0;
    struct flow_value value = {
        .function = described.function,
        .class_name = walk_string(flow->walk, described.class_name),
        .name = walk_string(flow->walk, described.name),
        .type = walk_string(flow->walk, described.type),
        .index = described.index,
        .location = described.location,
        .kind = value_kinds[described.kind],
        .leaves = described.leaves,
        .has_form = described.has_form,
    };
    if (value.kind == CCH_VALUE_QUERY)
        value.location = 0; /* the same in every header */
    if (value.kind == CCH_VALUE_PARAMETER && flow_is_boxed(flow, value.function))
        value.index = 0; /* the stack's items have the positions */
    return *at = add_value(flow, &value);
}

uint32_t flow_made_value(struct flow *flow, uint64_t key, uint64_t salt, const struct flow_value *value) {
    bool is_new;
    uint64_t mixed = (key ^ (salt + 1) * 0x9e3779b97f4a7c15u) | (uint64_t)1 << 63;
    uint32_t *at = pointer_map_at(&flow->value_of, mixed, &is_new);
    if (is_new)
        *at = add_value(flow, value);
    return *at;
}

uint32_t flow_result(struct flow *flow, shim_function function, int item) {
    uint64_t key = shim_flow_function_key(function);
    char name[16] = "";
    if (!key)
        return 0;
    if (item >= 0)
        snprintf(name, sizeof name, "[%d]", item);
    struct flow_value value = {
        .function = function,
        .name = walk_string(flow->walk, name),
        .location = shim_function_location(flow->walk->unit, function),
        .kind = CCH_VALUE_RESULT,
        .has_form = shim_function_returns_form(function),
    };
    return flow_made_value(flow, key, (uint64_t)item + 1, &value);
}

uint32_t flow_left(struct flow *flow, uint32_t parameter) {
    if (!parameter || !flow->values.items[parameter - 1].leaves)
        return 0;
    if (!flow->values.items[parameter - 1].left) {
        struct flow_value value = flow->values.items[parameter - 1];
        value.kind = CCH_VALUE_RESULT;
        value.index = 0;
        value.leaves = false;
        uint32_t number = value.name ? add_value(flow, &value) : 0;
        flow->values.items[parameter - 1].left = number;
    }
    return flow->values.items[parameter - 1].left;
}

static bool has_order(const struct flow *flow, uint32_t value) {
    const struct flow_value *about = &flow->values.items[value - 1];
    return (about->kind == CCH_VALUE_LOCAL || about->kind == CCH_VALUE_PARAMETER) && about->function && about->name;
}

static bool is_own(const struct flow *flow, uint32_t value) {
    return shim_flow_function_key(flow->values.items[value - 1].function) == shim_flow_function_key(flow->function);
}

uint32_t flow_read(struct flow *flow, uint32_t value) {
    bool is_new;
    if (!value || !has_order(flow, value) || !pointer_map_has(&flow->later_of, value))
        return value;
    /* A closure may run at any time: what it captured is read as it is last. */
    if (is_own(flow, value) && !flow->afterwards &&
        (!pointer_map_has(&flow->stored, value) || *pointer_map_at(&flow->stored, value, &is_new) < 2))
        return value;
    return *pointer_map_at(&flow->later_of, value, &is_new);
}

uint32_t flow_stored(struct flow *flow, uint32_t value, uint32_t location) {
    bool is_new;
    if (!value || !has_order(flow, value))
        return value;
    if (!is_own(flow, value))
        return flow_read(flow, value);
    uint32_t *times = pointer_map_at(&flow->stored, value, &is_new);
    bool first = is_new && flow->values.items[value - 1].kind == CCH_VALUE_LOCAL;
    *times = first ? 1 : 2;
    if (first)
        return value;
    uint32_t *later = pointer_map_at(&flow->later_of, value, &is_new);
    if (!is_new)
        return *later;
    struct flow_value made = flow->values.items[value - 1];
    struct shim_place place = {"", 0, 0};
    shim_location_place(flow->walk->unit, location, &place);
    made.kind = CCH_VALUE_LOCAL;
    made.index = place.line;
    made.location = location;
    made.leaves = false;
    made.left = 0;
    uint32_t number = add_value(flow, &made);
    *pointer_map_at(&flow->later_of, value, &is_new) = number;
    flow_add(flow, value, number, CCH_FLOW_COPY, 0, location, true);
    return number;
}

uint32_t flow_passing(struct flow *flow, shim_function callee, uint32_t location) {
    struct shim_place place = {"", 0, 0};
    struct text_buffer name = {0};
    if (!shim_location_place(flow->walk->unit, location, &place))
        return 0;
    text_add(&name, shim_function_simple_name(flow->walk->unit, callee));
    text_add(&name, "(…)");
    struct flow_value value = {
        .function = flow->function,
        .name = walk_text(flow->walk, &name),
        .index = place.line,
        .location = location,
        .kind = CCH_VALUE_LOCAL,
        .has_form = shim_function_returns_form(callee),
    };
    return flow->function ? flow_made_value(flow, shim_flow_function_key(callee), (uint64_t)location << 8 | 5, &value)
                          : 0;
}

uint32_t flow_query(struct flow *flow, const char *name) {
    struct flow_value value = {.name = walk_string(flow->walk, name), .kind = CCH_VALUE_QUERY};
    return flow_made_value(flow, (uint64_t)value.name << 8 | 6, 6, &value);
}

uint32_t flow_text(struct flow *flow, shim_stmt expression) {
    const char *text = shim_stmt_text(flow->walk->unit, expression);
    if (!*text && shim_stmt_is_expression(expression))
        text = shim_flow_printed(flow->walk->unit, expression);
    size_t length = strlen(text);
    char cut[TEXT_MAX + 8];
    if (length <= TEXT_MAX)
        return cch_graph_string(flow->walk->graph, text, length);
    length = TEXT_MAX;
    while (length && ((unsigned char)text[length] & 0xc0) == 0x80) /* not within a character */
        --length;
    memcpy(cut, text, length);
    memcpy(cut + length, "…", sizeof "…");
    return walk_string(flow->walk, cut);
}

static bool first_time(struct flow *flow, uint64_t a, uint64_t b, uint64_t c) {
    bool is_new;
    uint64_t key = a * 0x9e3779b97f4a7c15u;
    key = (key ^ key >> 29 ^ b) * 0xbf58476d1ce4e5b9u;
    key = (key ^ key >> 32 ^ c) * 0x94d049bb133111ebu;
    key ^= key >> 31;
    pointer_map_at(&flow->seen, key ? key : 1, &is_new);
    return is_new;
}

void flow_carry(struct flow *flow, uint32_t from, uint32_t to, enum cch_flow kind, unsigned carries, uint32_t text,
                uint32_t location, bool certain) {
    if (!from || !to || from == to) /* x += 1: nothing goes anywhere */
        return;
    if (!flow->values.items[from - 1].has_form)
        carries = cch_carries_of_number(carries);
    if (!flow->values.items[to - 1].has_form)
        carries = cch_carries_to_number(carries);
    if (!carries || !first_time(flow, (uint64_t)from << 32 | to, (uint64_t)text << 32 | location,
                                kind | (uint64_t)certain << 8 | (uint64_t)carries << 16))
        return;
    struct flow_fact fact = {.from = from,
                             .to = to,
                             .text = text,
                             .location = location,
                             .kind = (uint8_t)kind,
                             .carries = (uint8_t)carries,
                             .certain = certain};
    VECTOR_PUSH(&flow->flows, fact);
}

void flow_add(struct flow *flow, uint32_t from, uint32_t to, enum cch_flow kind, uint32_t text, uint32_t location,
              bool certain) {
    flow_carry(flow, from, to, kind, CCH_CARRIES_ALIKE, text, location, certain);
}

void flow_use(struct flow *flow, uint32_t value, enum cch_use kind, unsigned parts, shim_function target, uint32_t text,
              uint32_t location) {
    if (value && !flow->values.items[value - 1].has_form)
        parts &= 1u << CCH_PART_DATA;
    if (!parts)
        return;
    uint32_t entry = target ? walk_entry(flow->walk, target) : UINT32_MAX;
    uint64_t target_key = target ? shim_flow_function_key(target) : 0;
    if (!value || (target && entry == UINT32_MAX))
        return;
    if (!first_time(flow, (uint64_t)value << 32 | location, target_key ? target_key : entry,
                    0x100 | kind | (uint64_t)parts << 16))
        return;
    struct flow_fact fact = {.from = value,
                             .to = target ? entry + 1 : 0,
                             .text = text,
                             .location = location,
                             .function = flow->entry,
                             .kind = (uint8_t)kind,
                             .carries = (uint8_t)parts};
    VECTOR_PUSH(&flow->uses, fact);
}

/* Writing ------------------------------------------------------------------- */

/* The function as written of a row. */
static uint32_t written(const struct flow *flow, uint32_t row) {
    const uint32_t *cells = cch_graph_row(flow->walk->graph, CCH_FUNCTION, row);
    return cells && cells[CCH_FUNCTION_SOURCE] ? cells[CCH_FUNCTION_SOURCE] : row;
}

/* The row of a value's function: a template as written has one once one of
 * its specializations was named. */
static uint32_t function_row(struct flow *flow, shim_function function) {
    uint32_t row = names_template(flow->walk, function);
    if (row)
        return row;
    struct shim_function_facts facts;
    shim_function_facts(flow->walk->unit, function, &facts);
    uint32_t entry = facts.dependent ? UINT32_MAX : walk_entry(flow->walk, function);
    return entry == UINT32_MAX ? 0 : written(flow, names_function(flow->walk, entry));
}

static uint32_t write_value(struct flow *flow, const struct flow_value *value) {
    uint32_t cells[CCH_VALUE_WIDTH] = {0};
    if (value->function && !(cells[CCH_VALUE_FUNCTION] = function_row(flow, value->function)))
        return 0;
    cells[CCH_VALUE_KIND] = value->kind;
    cells[CCH_VALUE_CLASS] = value->class_name;
    cells[CCH_VALUE_NAME] = value->name;
    cells[CCH_VALUE_INDEX] = value->index;
    cells[CCH_VALUE_TYPE] = value->type;
    cells[CCH_VALUE_SITE] = paths_site(flow->walk, value->location);
    return cch_graph_insert(flow->walk->graph, CCH_VALUE, cells);
}

void flow_write(struct flow *flow) {
    if (!flow->values.count)
        return;
    uint32_t *rows = memory_zeroed(flow->values.count + 1, sizeof *rows);
    /* Functions first: a template's row is known once a specialization has one. */
    for (size_t i = 0; i < flow->uses.count; ++i)
        if (flow->uses.items[i].to)
            names_function(flow->walk, flow->uses.items[i].to - 1);
    for (size_t i = 0; i < flow->flows.count; ++i) {
        const struct flow_fact *fact = &flow->flows.items[i];
        uint32_t cells[CCH_FLOW_WIDTH] = {0};
        for (int end = 0; end < 2; ++end) {
            uint32_t number = end ? fact->to : fact->from;
            if (!rows[number])
                rows[number] = write_value(flow, &flow->values.items[number - 1]);
        }
        cells[CCH_FLOW_FROM] = rows[fact->from];
        cells[CCH_FLOW_TO] = rows[fact->to];
        cells[CCH_FLOW_KIND] = fact->kind;
        cells[CCH_FLOW_TEXT] = fact->text;
        cells[CCH_FLOW_SITE] = paths_site(flow->walk, fact->location);
        cells[CCH_FLOW_CERTAIN] = fact->certain;
        cells[CCH_FLOW_CARRIES] = fact->carries;
        cells[CCH_FLOW_PASSES] = flow->walk->passes;
        if (cells[CCH_FLOW_FROM] && cells[CCH_FLOW_TO] && cells[CCH_FLOW_FROM] != cells[CCH_FLOW_TO])
            cch_graph_insert(flow->walk->graph, CCH_FLOW, cells);
    }
    for (size_t i = 0; i < flow->uses.count; ++i) {
        const struct flow_fact *fact = &flow->uses.items[i];
        uint32_t cells[CCH_USE_WIDTH] = {0};
        if (!rows[fact->from])
            rows[fact->from] = write_value(flow, &flow->values.items[fact->from - 1]);
        cells[CCH_USE_VALUE] = rows[fact->from];
        cells[CCH_USE_KIND] = fact->kind;
        cells[CCH_USE_FUNCTION] = written(flow, names_function(flow->walk, fact->function));
        cells[CCH_USE_TARGET] = fact->to ? written(flow, names_function(flow->walk, fact->to - 1)) : 0;
        cells[CCH_USE_TEXT] = fact->text;
        cells[CCH_USE_SITE] = paths_site(flow->walk, fact->location);
        cells[CCH_USE_PARTS] = fact->carries;
        cells[CCH_USE_PASSES] = flow->walk->passes;
        if (cells[CCH_USE_VALUE])
            cch_graph_insert(flow->walk->graph, CCH_USE, cells);
    }
    free(rows);
}
