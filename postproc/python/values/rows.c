#include "python/values/rows.h"

#include "python/solve/rules/rules.h"

#include <stdio.h>
#include <string.h>

static const char *text_of(const struct cch_py_value_rows *r, uint32_t name) { return cch_py_text(&r->p->names, name); }

static const struct cch_py_function *function_of(const struct cch_py_value_rows *r, uint32_t function) {
    return &r->p->functions.items[function].is;
}

/* Rows ------------------------------------------------------------------------------ */

static uint32_t add_value(struct cch_py_value_rows *r, uint32_t node, enum cch_value kind, uint32_t class,
                          const char *name, uint32_t index, uint32_t site) {
    uint32_t cells[CCH_VALUE_WIDTH] = {0};
    cells[CCH_VALUE_FUNCTION] = node ? cch_py_emit_node(r->e, node) : 0;
    cells[CCH_VALUE_KIND] = kind;
    cells[CCH_VALUE_CLASS] = class;
    cells[CCH_VALUE_NAME] = cch_graph_string(r->graph, name, strlen(name));
    cells[CCH_VALUE_INDEX] = index;
    cells[CCH_VALUE_SITE] = site;
    return cch_graph_insert(r->graph, CCH_VALUE, cells);
}

uint32_t cch_py_value_hidden(const struct cch_py_value_rows *r, uint32_t function) {
    const struct cch_py_function *f = function_of(r, function);
    if (!f->owner || !f->parameter_count)
        return 0;
    if (f->flags & PY_FUNCTION_METHOD && !(f->flags & PY_FUNCTION_STATIC))
        return 1;
    return !strcmp(text_of(r, f->name), "__new__") || cch_py_takes_context(r->s, function);
}

uint32_t cch_py_value_parameter(struct cch_py_value_rows *r, uint32_t function, uint32_t index) {
    const struct cch_py_whole_function *of = &r->p->functions.items[function];
    uint32_t hidden = cch_py_value_hidden(r, function);
    if (index < hidden || index >= of->is.parameter_count)
        return 0;
    uint32_t *row = &r->parameter_rows[of->is.parameters + index];
    if (!*row)
        *row = add_value(r, cch_py_node(PY_NODE_FUNCTION, function), CCH_VALUE_PARAMETER, 0,
                         text_of(r, r->p->parameters.items[of->is.parameters + index].name), index - hidden + 1,
                         cch_py_emit_site(r->e, of->module, of->is.line, of->is.column)) +
               1;
    return *row - 1;
}

uint32_t cch_py_value_local(struct cch_py_value_rows *r, uint32_t function, uint32_t name, uint32_t line,
                            uint32_t column) {
    return add_value(r, cch_py_node(PY_NODE_FUNCTION, function), CCH_VALUE_LOCAL, 0, text_of(r, name), line,
                     cch_py_emit_site(r->e, r->p->functions.items[function].module, line, column));
}

uint32_t cch_py_value_body(struct cch_py_value_rows *r, uint32_t function, uint32_t index) {
    const struct cch_py_function *f = function_of(r, function);
    struct cch_py_local by = {0};
    if (index < f->parameter_count)
        by = r->reassigned[f->parameters + index];
    if (!by.line || index < cch_py_value_hidden(r, function))
        return cch_py_value_parameter(r, function, index);
    return cch_py_value_local(r, function, r->p->parameters.items[f->parameters + index].name, by.line, by.column);
}

uint32_t cch_py_value_attribute(struct cch_py_value_rows *r, uint32_t class, uint32_t name) {
    int added;
    uint32_t *row = cch_py_table_put(r->arena, &r->attribute_rows, cch_py_pair(class, name), &added);
    if (!added)
        return *row;
    if (!r->class_names[class]) {
        const char *path = cch_py_emit_class_path(r->e, class);
        r->class_names[class] = cch_graph_string(r->graph, path, strlen(path));
    }
    return *row = add_value(r, 0, CCH_VALUE_ATTRIBUTE, r->class_names[class], text_of(r, name), 0, 0);
}

static uint32_t global_row(struct cch_py_value_rows *r, uint32_t module, uint32_t name) {
    uint32_t whole =
        cch_py_name_of(r->arena, &r->p->names, text_of(r, r->p->modules.items[module].name), ".", text_of(r, name));
    return add_value(r, 0, CCH_VALUE_GLOBAL, 0, text_of(r, whole), 0, 0);
}

uint32_t cch_py_value_result(struct cch_py_value_rows *r, uint32_t node, uint32_t item) {
    char text[24] = "";
    int added;
    uint32_t *row = cch_py_table_put(r->arena, &r->result_rows, cch_py_pair(item + 1, node), &added);
    if (!added)
        return *row;
    if (item)
        snprintf(text, sizeof text, "[%u]", item - 1);
    for (uint32_t k = 1, other;
         node >> 30 == PY_NODE_EXTERNAL && (other = cch_py_table_get(&r->outside, cch_py_pair(k, node & 0x3fffffffu)));
         k++)
        add_value(r, cch_py_node(PY_NODE_EXTERNAL, other), CCH_VALUE_RESULT, 0, text, 0, 0);
    return *row = add_value(r, node, CCH_VALUE_RESULT, 0, text, 0, 0);
}

static uint32_t add_outside_parameter(struct cch_py_value_rows *r, uint32_t name, uint32_t position, uint32_t keyword) {
    uint32_t node = cch_py_node(PY_NODE_EXTERNAL, name);
    return keyword ? add_value(r, node, CCH_VALUE_PARAMETER, 0, text_of(r, keyword), 0, 0)
                   : add_value(r, node, CCH_VALUE_PARAMETER, 0, "", position + 1, 0);
}

uint32_t cch_py_value_outside(struct cch_py_value_rows *r, uint32_t name, uint32_t position, uint32_t keyword) {
    uint32_t node = cch_py_node(PY_NODE_EXTERNAL, name), function = cch_py_table_get(&r->operators, name);
    /* What an extension binds, and implements an operator, is given what the operator is: a program joins the two. */
    for (uint32_t k = 1, other; (other = cch_py_table_get(&r->outside, cch_py_pair(k, name))); k++)
        add_outside_parameter(r, other, position, keyword);
    if (!function)
        return add_outside_parameter(r, name, position, keyword);
    const struct cch_py_function *f = function_of(r, function);
    for (uint32_t i = 0; i < f->parameter_count; i++) {
        uint32_t of = r->p->parameters.items[f->parameters + i].name;
        if (keyword ? of == keyword : i == position)
            return add_value(r, node, CCH_VALUE_PARAMETER, 0, text_of(r, of), i + 1, 0);
    }
    return 0;
}

uint32_t cch_py_value_item(struct cch_py_value_rows *r, uint32_t row, uint32_t key) {
    int added;
    if (!row || !key)
        return 0;
    uint32_t cells[CCH_VALUE_WIDTH], *last;
    char text[400];
    memcpy(cells, cch_graph_row(r->graph, CCH_VALUE, row), sizeof cells);
    if (snprintf(text, sizeof text, "%s%s", cch_graph_text(r->graph, cells[CCH_VALUE_NAME], NULL), text_of(r, key)) >=
        (int)sizeof text)
        return row; /* items of items of …, or a key that nobody writes: it is taken as a whole */
    uint32_t *number = cch_py_table_put(r->arena, &r->item_numbers, cch_py_pair(row, key), &added);
    if (!added)
        return r->items.items[*number - 1].row;
    cells[CCH_VALUE_NAME] = cch_graph_string(r->graph, text, strlen(text));
    *number = r->items.count + 1;
    last = cch_py_table_put(r->arena, &r->items_of, row, &added);
    PY_PUSH(r->arena, &r->items, ((struct cch_py_item_row){0, key, *last}));
    *last = r->items.count;
    uint32_t index = r->items.count - 1;
    return r->items.items[index].row = cch_graph_insert(r->graph, CCH_VALUE, cells);
}

int cch_py_value_is_known(const struct cch_py_value_rows *r, uint32_t node) {
    uint32_t index = node & 0x3fffffffu;
    if (node >> 30 != PY_NODE_EXTERNAL)
        return 1;
    return cch_py_is_binding(r->e->bindings, r->p, index) || cch_py_table_get(&r->operators, index) ||
           cch_py_table_get(&r->s->operators, index);
}

int cch_py_value_call_is_known(const struct cch_py_value_rows *r, const struct cch_py_call *call) {
    uint32_t pass = call->instruction ? r->pass_of[call->instruction] : 0;
    for (; pass; pass = r->next_pass[pass - 1])
        if (cch_py_value_is_known(r, r->s->passes.items[pass - 1].callee))
            return 1;
    return 0;
}

/* Attributes ------------------------------------------------------------------------ */

/* An attribute of an attribute … so many deep, so many locations that a value may
 * come from or go to, and so much work to find them; what is further is told. */
enum { DEPTH_MAX = 200, ROWS_MAX = 1000, STEPS_MAX = 20000 };

static void tell(struct cch_py_value_rows *r) {
    cch_py_program_cut(r->e->s->program, r->in_function, r->in_line, PY_CUT_ORIGINS);
}

static void add_owner(struct cch_py_owners *owners, uint32_t class, uint32_t below) {
    for (uint32_t i = 0; i < owners->count; i++)
        if (owners->class[i] == class)
            return;
    if (owners->count < PY_OWNERS_MAX) {
        owners->class[owners->count] = class;
        owners->below[owners->count++] = below;
    }
}

static uint32_t object_of(const struct cch_py_value_rows *r, uint32_t instruction) {
    const struct cch_py_instruction *i = &r->p->instructions.items[instruction];
    if (i->opcode != PY_DO_CALL)
        return i->a;
    uint32_t first = cch_py_positional(r->s, i, 0);
    return cch_py_operand_tag(first) == PY_VARIABLE ? cch_py_operand_value(first) : 0;
}

/* The classes, or the module, that the object of an attribute may be. */
void cch_py_value_owners(const struct cch_py_value_rows *r, const struct cch_py_location *location,
                         struct cch_py_owners *owners) {
    const struct cch_py_location *base = &r->p->locations.items[location->c];
    owners->count = owners->module = 0;
    if (base->kind == PY_LOCATION_PARAMETER && base->b < cch_py_value_hidden(r, base->a)) {
        const struct cch_py_function *f = function_of(r, base->a);
        if (f->flags & PY_FUNCTION_STATIC) { /* ctx */
            add_owner(owners, f->owner, 0);
            return;
        }
    }
    uint32_t variable = object_of(r, location->a);
    for (uint32_t i = 0; variable && i < r->s->variables[variable].count; i++) {
        const struct cch_py_value *of = cch_py_value_of(r->s, r->s->variables[variable].items[i]);
        if (of->kind == PY_V_INSTANCE || of->kind == PY_V_CLASS || of->kind == PY_V_SUPER)
            add_owner(owners, of->a, of->kind == PY_V_INSTANCE && cch_py_is_below(*of));
        else if (of->kind == PY_V_MODULE)
            owners->module = of->a + 1;
    }
}

/* The topmost class that stores the attribute. */
static uint32_t declaring(const struct cch_py_value_rows *r, uint32_t class, uint32_t name) {
    const cch_py_numbers *order = &r->p->classes.items[class].order;
    for (uint32_t i = order->count; i-- > 0;)
        if (cch_py_table_get(&r->declared, cch_py_pair(order->items[i], name)))
            return order->items[i];
    return cch_py_table_get(&r->declared, cch_py_pair(class, name)) ? class : 0;
}

static void push(struct cch_py_value_rows *r, cch_py_origin_rows *out, struct cch_py_origin_row row) {
    if (!row.row || !row.carries)
        return;
    for (uint32_t i = 0; i < out->count; i++)
        if (out->items[i].row == row.row && out->items[i].how == row.how && out->items[i].call == row.call) {
            out->items[i].certain |= row.certain;
            out->items[i].carries |= row.carries;
            return;
        }
    if (out->count < ROWS_MAX)
        PY_PUSH(r->arena, out, row);
    else
        tell(r);
}

static void attribute_of_class(struct cch_py_value_rows *r, uint32_t class, int below, uint32_t name,
                               struct cch_py_origin_row row, cch_py_origin_rows *out) {
    uint32_t found = declaring(r, class, name);
    if (found) {
        row.row = cch_py_value_attribute(r, found, name);
        push(r, out, row);
        return;
    }
    if (cch_py_class_find(r->s, class, name, 0)) /* a method, or a property (below) */
        return;
    uint32_t before = out->count;
    if (row.stored && !below)
        return;
    const cch_py_numbers *under = &r->p->classes.items[class].below;
    for (uint32_t i = 0; below && i < under->count; i++) {
        if (!cch_py_table_get(&r->declared, cch_py_pair(under->items[i], name)))
            continue;
        row.certain = 0;
        row.row = cch_py_value_attribute(r, under->items[i], name);
        push(r, out, row);
    }
    if (out->count == before && !row.stored) {
        row.row = cch_py_value_attribute(r, class, name);
        push(r, out, row);
    }
}

static void module_global(struct cch_py_value_rows *r, uint32_t module, uint32_t name, struct cch_py_origin_row row,
                          cch_py_origin_rows *out, unsigned depth);

static void imported(struct cch_py_value_rows *r, const struct cch_py_location *location, struct cch_py_origin_row row,
                     cch_py_origin_rows *out, unsigned depth) {
    const struct cch_py_instruction i = r->p->instructions.items[location->c];
    uint32_t importer = r->p->functions.items[location->a].module;
    if (depth > DEPTH_MAX)
        tell(r);
    if (i.opcode != PY_DO_FROM || depth > DEPTH_MAX)
        return;
    uint32_t name = cch_py_program_absolute(r->p, importer, i.a, i.b);
    uint32_t module = cch_py_program_module(r->p, importer, name, i.flags & PY_FLAG_STANDARD);
    if (module && module - 1 != importer)
        module_global(r, module - 1, i.c, row, out, depth + 1);
}

static void module_global(struct cch_py_value_rows *r, uint32_t module, uint32_t name, struct cch_py_origin_row row,
                          cch_py_origin_rows *out, unsigned depth) {
    uint32_t at = cch_py_table_get(&r->globals, cch_py_pair(module + 1, name));
    if (!at)
        return;
    const struct cch_py_location location = r->p->locations.items[at];
    if (location.kind == PY_LOCATION_IMPORT) {
        imported(r, &location, row, out, depth);
        return;
    }
    row.row = global_row(r, module, name);
    push(r, out, row);
}

static void results_from(struct cch_py_value_rows *r, uint32_t instruction, uint32_t call, uint32_t item,
                         struct cch_py_origin_row row, cch_py_origin_rows *out);

static void from(struct cch_py_value_rows *r, uint32_t location, struct cch_py_origin_row row, cch_py_origin_rows *out,
                 unsigned depth);

/* "x.attribute", "x[0]" for the step from an object to its part. */
static uint32_t part_text(struct cch_py_value_rows *r, const struct cch_py_location *location, unsigned depth) {
    char text[300];
    const struct cch_py_location *of = location;
    uint32_t base = location->kind == PY_LOCATION_ATTRIBUTE ? location->c : location->a, head = 0;
    const struct cch_py_location *object = &r->p->locations.items[base];
    if (depth > 8)
        return 0;
    if (object->kind == PY_LOCATION_ATTRIBUTE || object->kind == PY_LOCATION_ITEM)
        head = part_text(r, object, depth + 1);
    else if (object->kind == PY_LOCATION_PARAMETER)
        head = r->p->parameters.items[function_of(r, object->a)->parameters + object->b].name;
    else if (object->kind == PY_LOCATION_RESULT)
        head = r->p->calls.items[object->a].text;
    else if (object->kind != PY_LOCATION_CONSTANT && object->kind != PY_LOCATION_RETURNED)
        head = object->b;
    snprintf(text, sizeof text, of->kind == PY_LOCATION_ITEM ? "%.200s%.90s" : "%.200s.%.90s", text_of(r, head),
             text_of(r, of->b));
    return cch_py_name_z(r->arena, &r->p->names, text);
}

/* A part of what is known only as a whole. */
static void from_whole(struct cch_py_value_rows *r, const struct cch_py_location *location, uint32_t base,
                       struct cch_py_origin_row row, cch_py_origin_rows *out, unsigned depth) {
    if (row.how == PY_HOW_COPY) {
        row.how = PY_HOW_ELEMENT;
        row.text = part_text(r, location, 0);
    }
    if (location->kind == PY_LOCATION_ATTRIBUTE)
        row.carries = cch_carries_then(cch_carries_attribute(text_of(r, location->b)), row.carries);
    from(r, base, row, out, depth + 1);
}

/* Whether what an attribute's read gives can only be called. */
static int holds_code(const struct cch_py_value_rows *r, uint32_t instruction) {
    const struct cch_py_instruction *i = &r->p->instructions.items[instruction];
    if (i->opcode != PY_DO_GET || !i->target)
        return 0;
    const struct cch_py_variable *v = &r->s->variables[i->target];
    for (uint32_t k = 0; k < v->count; k++) {
        uint32_t kind = cch_py_value_of(r->s, v->items[k])->kind;
        if (kind == PY_V_FUNCTION || kind == PY_V_BOUND || kind == PY_V_OBJECT || kind == PY_V_EXTERNAL)
            return 1;
    }
    return 0;
}

/* Whether the object is a parameter whose annotation doesn't say what it is:
 * the classes that come from callers here are not all that it may be. */
static int is_handed_over(const struct cch_py_value_rows *r, const struct cch_py_location *location) {
    const struct cch_py_location *base = &r->p->locations.items[location->c];
    if (base->kind != PY_LOCATION_PARAMETER || base->b < cch_py_value_hidden(r, base->a))
        return 0;
    uint32_t variable = r->p->parameters.items[function_of(r, base->a)->parameters + base->b].variable;
    return r->s->variables[variable].marks & PY_OPEN && !cch_py_table_get(&r->annotated, (uint64_t)variable + 1);
}

static void from_attribute(struct cch_py_value_rows *r, const struct cch_py_location *location,
                           struct cch_py_origin_row row, cch_py_origin_rows *out, unsigned depth) {
    struct cch_py_owners owners;
    uint32_t before = out->count;
    cch_py_value_owners(r, location, &owners);
    int known = owners.count || owners.module;
    if (owners.module)
        module_global(r, owners.module - 1, location->b, row, out, depth);
    struct cch_py_origin_row own = row;
    own.certain &= owners.count <= 1;
    own.stored |= holds_code(r, location->a);
    for (uint32_t i = 0; i < owners.count; i++)
        attribute_of_class(r, owners.class[i], (int)owners.below[i], location->b, own, out);
    if (out->count == before && r->pass_of[location->a] && r->p->instructions.items[location->a].opcode == PY_DO_GET)
        results_from(r, location->a, 0, 0, row, out); /* a property */
    if (known && is_handed_over(r, location))
        row.certain = known = 0;
    if (!known && location->c)
        from_whole(r, location, location->c, row, out, depth);
}

/* Results ------------------------------------------------------------------------------ */

static void result_of(struct cch_py_value_rows *r, uint32_t node, uint32_t item, struct cch_py_origin_row row,
                      cch_py_origin_rows *out) {
    uint32_t function =
        node >> 30 == PY_NODE_FUNCTION ? node & 0x3fffffffu : cch_py_table_get(&r->operators, node & 0x3fffffffu);
    struct cch_py_result of = function ? r->results[function] : (struct cch_py_result){item, 1};
    row.callee = node;
    if (item && (item <= of.items)) {
        row.row = cch_py_value_result(r, node, item);
        row.item = item;
        push(r, out, row);
        row.item = 0;
    }
    if (item && of.whole && function) {
        if (row.how == PY_HOW_COPY) {
            char text[40];
            snprintf(text, sizeof text, "[%u]", item - 1);
            row.how = PY_HOW_ELEMENT;
            row.text = cch_py_name_z(r->arena, &r->p->names, text);
        }
        row.row = cch_py_value_result(r, node, 0);
        push(r, out, row);
    }
    if (item)
        return;
    if (of.whole || !of.items) {
        row.row = cch_py_value_result(r, node, 0);
        push(r, out, row);
    }
    for (uint32_t i = 1; function && i <= of.items; i++) {
        row.row = cch_py_value_result(r, node, i);
        row.item = i;
        push(r, out, row);
    }
}

/* What the callees at an instruction give to its target. */
static void results_from(struct cch_py_value_rows *r, uint32_t instruction, uint32_t call, uint32_t item,
                         struct cch_py_origin_row row, cch_py_origin_rows *out) {
    uint32_t target = r->p->instructions.items[instruction].target;
    int certain = row.certain;
    for (uint32_t pass = r->pass_of[instruction]; pass; pass = r->next_pass[pass - 1]) {
        const struct cch_py_pass *of = &r->s->passes.items[pass - 1];
        if (!cch_py_value_is_known(r, of->callee) || of->callee >> 30 == PY_NODE_CLASS ||
            r->p->instructions.items[of->instruction].target != target)
            continue;
        row.call = call;
        row.certain = certain && cch_py_emit_is_certain(r->e, of->instruction);
        result_of(r, of->callee, item, row, out);
    }
}

static void from_call(struct cch_py_value_rows *r, const struct cch_py_location *location, struct cch_py_origin_row row,
                      cch_py_origin_rows *out, unsigned depth) {
    const struct cch_py_call call = r->p->calls.items[location->a];
    if (cch_py_value_call_is_known(r, &call)) {
        results_from(r, call.instruction, location->a + 1, location->b, row, out);
        return;
    }
    if (row.how != PY_HOW_CONTROL) {
        if (row.how != PY_HOW_DERIVED || !row.text)
            row.text = call.text;
        row.how = PY_HOW_DERIVED;
    }
    unsigned way = row.carries;
    for (uint32_t i = call.first; i < call.first + call.count; i++) {
        const struct cch_py_passed *passed = &r->p->passed.items[i];
        row.carries = cch_carries_then(cch_carries_then(passed->carries, passed->on), way);
        if (passed->how != PY_HOW_CONTROL && passed->location && row.carries)
            from(r, passed->location, row, out, depth + 1);
    }
    row.stored = 1;
    row.carries = cch_carries_then(call.object_on, way);
    if (call.object && row.carries)
        from(r, call.object, row, out, depth + 1);
}

/* Places ----------------------------------------------------------------------------------- */

/* The one row of a location that has one. */
static uint32_t simple_row(struct cch_py_value_rows *r, uint32_t number) {
    if (r->location_rows[number])
        return r->location_rows[number] - 1;
    const struct cch_py_location location = r->p->locations.items[number];
    uint32_t row = 0;
    switch (location.kind) {
    case PY_LOCATION_PARAMETER:
        row = location.c ? cch_py_value_parameter(r, location.a, location.b)
                         : cch_py_value_body(r, location.a, location.b);
        break;
    case PY_LOCATION_LOCAL:
        if (r->p->locals.items[location.c].line)
            row = cch_py_value_local(r, location.a, location.b, r->p->locals.items[location.c].line,
                                     r->p->locals.items[location.c].column);
        break;
    case PY_LOCATION_GLOBAL:
        if (location.c)
            row = global_row(r, r->p->functions.items[location.a].module, location.b);
        break;
    case PY_LOCATION_CLASS: {
        uint32_t class = declaring(r, location.a, location.b);
        row = class ? cch_py_value_attribute(r, class, location.b) : 0;
        break;
    }
    case PY_LOCATION_RETURNED:
        row = cch_py_value_result(r, cch_py_node(PY_NODE_FUNCTION, location.a), location.b);
        break;
    default:
        return 0;
    }
    r->location_rows[number] = row + 1;
    return row;
}

static void from(struct cch_py_value_rows *r, uint32_t number, struct cch_py_origin_row row, cch_py_origin_rows *out,
                 unsigned depth) {
    const struct cch_py_location location = r->p->locations.items[number];
    if (depth > DEPTH_MAX || r->steps >= STEPS_MAX) {
        tell(r);
        return;
    }
    r->steps++;
    switch (location.kind) {
    case PY_LOCATION_CONSTANT:
        if (row.text && row.how == PY_HOW_COPY)
            PY_PUSH(r->arena, out, row);
        return;
    case PY_LOCATION_ATTRIBUTE:
        from_attribute(r, &location, row, out, depth);
        return;
    case PY_LOCATION_RESULT:
        from_call(r, &location, row, out, depth);
        return;
    case PY_LOCATION_IMPORT:
        imported(r, &location, row, out, depth);
        return;
    case PY_LOCATION_ITEM: {
        cch_py_origin_rows bases = {0};
        uint32_t found = 0;
        from(r, location.a, (struct cch_py_origin_row){.how = PY_HOW_COPY, .carries = CCH_CARRIES_ALIKE, .certain = 1},
             &bases, depth + 1);
        for (uint32_t i = 0; i < bases.count; i++) /* x.shape[0] is no item of x */
            found |= !cch_carries(bases.items[i].carries, CCH_PART_DATA, CCH_PART_DATA)
                         ? 0
                         : cch_py_table_get(&r->item_numbers, cch_py_pair(bases.items[i].row, location.b));
        if (found) {
            row.row = r->items.items[found - 1].row;
            push(r, out, row);
            row.row = bases.items[0].row; /* and what else is in it */
            if (row.how == PY_HOW_COPY) {
                row.how = PY_HOW_ELEMENT;
                row.text = part_text(r, &location, 0);
            }
            push(r, out, row);
        } else {
            from_whole(r, &location, location.a, row, out, depth);
        }
        cch_py_arena_resize(r->arena, bases.items, 0);
        return;
    }
    default:
        break;
    }
    row.row = simple_row(r, number);
    push(r, out, row);
    if (!row.row)
        return;
    for (uint32_t at = cch_py_table_get(&r->items_of, row.row); at; at = r->items.items[at - 1].next) {
        struct cch_py_origin_row item = row;
        item.row = r->items.items[at - 1].row;
        if (item.how == PY_HOW_COPY && location.kind != PY_LOCATION_RETURNED) {
            item.how = PY_HOW_DERIVED;
            item.text = location.kind == PY_LOCATION_PARAMETER
                            ? r->p->parameters.items[function_of(r, location.a)->parameters + location.b].name
                            : location.b;
        }
        push(r, out, item);
    }
}

void cch_py_value_from(struct cch_py_value_rows *r, uint32_t location, uint32_t how, uint32_t carries, uint32_t text,
                       cch_py_origin_rows *out) {
    r->steps = 0;
    from(r, location, (struct cch_py_origin_row){.how = how, .carries = carries, .text = text, .certain = 1}, out, 0);
}

static void into(struct cch_py_value_rows *r, uint32_t number, cch_py_origin_rows *out, unsigned depth) {
    const struct cch_py_location location = r->p->locations.items[number];
    struct cch_py_origin_row row = {.how = PY_HOW_COPY, .carries = CCH_CARRIES_ALIKE, .certain = 1};
    struct cch_py_owners owners;
    if (depth > DEPTH_MAX) {
        tell(r);
        return;
    }
    switch (location.kind) {
    case PY_LOCATION_ATTRIBUTE:
        cch_py_value_owners(r, &location, &owners);
        if (owners.module)
            module_global(r, owners.module - 1, location.b, row, out, 0);
        row.certain = owners.count <= 1;
        for (uint32_t i = 0; i < owners.count; i++)
            attribute_of_class(r, owners.class[i], 0, location.b, row, out);
        if (!owners.count && !owners.module && location.c) {
            uint32_t before = out->count;
            into(r, location.c, out, depth + 1);
            for (uint32_t i = before; i < out->count; i++) {
                out->items[i].how = PY_HOW_DERIVED;
                out->items[i].text = part_text(r, &location, 0);
            }
        }
        break;
    case PY_LOCATION_ITEM: {
        uint32_t before = out->count;
        into(r, location.a, out, depth + 1);
        for (uint32_t i = before; i < out->count; i++)
            out->items[i].row = cch_py_value_item(r, out->items[i].row, location.b);
        break;
    }
    case PY_LOCATION_CONSTANT:
    case PY_LOCATION_RESULT:
    case PY_LOCATION_IMPORT:
        break;
    default:
        row.row = simple_row(r, number);
        push(r, out, row);
        break;
    }
}

void cch_py_value_into(struct cch_py_value_rows *r, uint32_t location, cch_py_origin_rows *out) {
    into(r, location, out, 0);
}
