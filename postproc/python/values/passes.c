#include "python/values/passes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/search.h"

static const struct cch_py_function *function_of(const struct cch_py_value_rows *r, uint32_t function) {
    return &r->p->functions.items[function].is;
}

static const struct cch_py_parameter *parameter_of(const struct cch_py_value_rows *r, uint32_t function,
                                                   uint32_t index) {
    return &r->p->parameters.items[function_of(r, function)->parameters + index];
}

/* Flows --------------------------------------------------------------------------- */

void cch_py_value_flow(struct cch_py_value_rows *r, const struct cch_py_origin_row *from, uint32_t to, uint32_t kind,
                       uint32_t text, struct cch_py_at at, int certain) {
    uint32_t cells[CCH_FLOW_WIDTH] = {0};
    if (!to || from->row == to || !from->carries)
        return;
    cells[CCH_FLOW_FROM] = from->row;
    cells[CCH_FLOW_TO] = to;
    cells[CCH_FLOW_KIND] = kind;
    cells[CCH_FLOW_TEXT] = cch_py_emit_text(r->e, text);
    cells[CCH_FLOW_SITE] = cch_py_emit_site(r->e, at.module, at.line, at.column);
    cells[CCH_FLOW_CERTAIN] = certain && from->certain;
    cells[CCH_FLOW_CARRIES] = from->carries;
    cells[CCH_FLOW_PASSES] = r->e->python;
    cch_graph_insert(r->graph, CCH_FLOW, cells);
}

struct cch_py_at cch_py_value_call_at(const struct cch_py_value_rows *r, uint32_t call) {
    const struct cch_py_call *of = &r->p->calls.items[call];
    return (struct cch_py_at){r->p->functions.items[of->function].module, of->line, of->column};
}

uint32_t cch_py_value_held(struct cch_py_value_rows *r, const struct cch_py_origin_row *from) {
    if (!from->call)
        return from->row;
    const struct cch_py_call call = r->p->calls.items[from->call - 1];
    uint32_t node = from->callee, index = node & 0x3fffffffu;
    uint32_t name = node >> 30 == PY_NODE_FUNCTION ? function_of(r, index)->name : index;
    const char *words = cch_py_text(&r->p->names, name), *dot = strrchr(words, '.');
    char item[24] = "";
    if (from->item)
        snprintf(item, sizeof item, "[%u]", from->item - 1);
    uint32_t shown = cch_py_name_of(r->arena, &r->p->names, dot ? dot + 1 : words, "(\xe2\x80\xa6)", item);
    uint32_t local = cch_py_value_local(r, call.function, shown, call.line, call.column);
    struct cch_py_origin_row whole = *from;
    whole.carries = CCH_CARRIES_ALIKE;
    cch_py_value_flow(r, &whole, local, CCH_FLOW_RETURN, 0, cch_py_value_call_at(r, from->call - 1), 1);
    return local;
}

/* Targets -------------------------------------------------------------------------- */

static uint32_t positional_count(const struct cch_py_value_rows *r, uint32_t function) {
    const struct cch_py_function *f = function_of(r, function);
    uint32_t count = 0;
    while (count < f->parameter_count && parameter_of(r, function, count)->kind <= PY_POSITIONAL_ONLY)
        count++;
    return count;
}

static uint32_t parameter_of_kind(const struct cch_py_value_rows *r, uint32_t function, uint32_t kind) {
    const struct cch_py_function *f = function_of(r, function);
    for (uint32_t i = 0; i < f->parameter_count; i++)
        if (parameter_of(r, function, i)->kind == kind)
            return i + 1;
    return 0;
}

static uint32_t key_name(struct cch_py_value_rows *r, uint32_t keyword, uint32_t index) {
    char text[24];
    if (keyword)
        return cch_py_name_of(r->arena, &r->p->names, "['", cch_py_text(&r->p->names, keyword), "']");
    snprintf(text, sizeof text, "[%u]", index);
    return cch_py_name_z(r->arena, &r->p->names, text);
}

enum { ITEMS_MAX = 64 };
static uint32_t rest_item(struct cch_py_value_rows *r, uint32_t function, uint32_t keyword, uint32_t index) {
    uint32_t rest = parameter_of_kind(r, function, keyword ? PY_KEYWORDS : PY_REST);
    uint32_t row = rest ? cch_py_value_parameter(r, function, rest - 1) : 0;
    if (!keyword && index >= ITEMS_MAX)
        return row; /* f(*args, *args) in f would never end */
    return cch_py_value_item(r, row, row ? key_name(r, keyword, index) : 0);
}

static uint32_t class_field(struct cch_py_value_rows *r, uint32_t class, uint32_t position, uint32_t keyword) {
    const struct cch_py_class *of = &r->p->classes.items[class].is;
    for (uint32_t i = 0; i < of->field_count; i++) {
        uint32_t name = r->p->bindings.items[of->fields + i].name;
        if (keyword ? name == keyword : i == position)
            return cch_py_value_attribute(r, class, name);
    }
    return 0;
}

/* The parameter that a position (from 0) or a keyword means. */
static uint32_t target_of(struct cch_py_value_rows *r, uint32_t node, uint32_t position, uint32_t keyword) {
    uint32_t index = node & 0x3fffffffu;
    if (node >> 30 == PY_NODE_EXTERNAL)
        return cch_py_value_outside(r, index, position, keyword);
    if (node >> 30 == PY_NODE_CLASS)
        return class_field(r, index, position, keyword);
    if (!keyword) {
        uint32_t count = positional_count(r, index);
        return position < count ? cch_py_value_parameter(r, index, position) : rest_item(r, index, 0, position - count);
    }
    const struct cch_py_function *f = function_of(r, index);
    for (uint32_t i = 0; i < f->parameter_count; i++) {
        const struct cch_py_parameter *of = parameter_of(r, index, i);
        if (of->name == keyword && (of->kind == PY_BOTH || of->kind == PY_KEYWORD_ONLY))
            return cch_py_value_parameter(r, index, i);
    }
    return rest_item(r, index, keyword, 0);
}

/* One call --------------------------------------------------------------------------- */

struct passing {
    struct cch_py_value_rows *r;
    uint32_t node;       /* the callee */
    struct cch_py_at at; /* of the call */
    int certain, emits;
    cch_py_numbers taken; /* rows that an argument of their own goes to */
};

static void give(struct passing *to, const struct cch_py_origin_row *from, uint32_t target, uint32_t how, uint32_t text,
                 int certain) {
    static const uint32_t kinds[] = {CCH_FLOW_ARGUMENT, CCH_FLOW_DERIVED, CCH_FLOW_ELEMENT, CCH_FLOW_CONTROL};
    if (!target || !to->emits)
        return;
    struct cch_py_origin_row held = *from;
    held.row = from->row ? cch_py_value_held(to->r, from) : 0;
    cch_py_value_flow(to->r, &held, target, kinds[how], text, to->at, to->certain && certain);
}

/* f(*t), f(**d): known items by themselves, and the rest perhaps anywhere. */
static uint32_t give_spread(struct passing *to, const struct cch_py_origin_row *from, uint32_t index, int is_keywords) {
    struct cch_py_value_rows *r = to->r;
    uint32_t most = 0;
    for (uint32_t at = cch_py_table_get(&r->items_of, from->row); at; at = r->items.items[at - 1].next) {
        struct cch_py_origin_row item = *from;
        const char *key = cch_py_text(&r->p->names, r->items.items[at - 1].key);
        const char *word = strncmp(key, "['", 2) == 0 ? key + 2 : "";
        size_t length = strcspn(word, "'");
        item.row = r->items.items[at - 1].row;
        uint32_t position = *word ? 0 : (uint32_t)strtoul(key + 1, NULL, 10), keyword = 0;
        if (is_keywords == !length)
            continue;
        if (is_keywords)
            keyword = cch_py_name(r->arena, &r->p->names, word, length);
        if (!is_keywords && position >= most)
            most = position + 1;
        give(to, &item, target_of(r, to->node, index + position, keyword), PY_HOW_COPY, 0, 1);
    }
    return most;
}

static int is_taken(const struct passing *to, uint32_t row) {
    for (uint32_t i = 0; i < to->taken.count; i++)
        if (to->taken.items[i] == row)
            return 1;
    return 0;
}

/* A function's own **kwargs never holds what one of its other parameters takes. */
static int is_own_keyword(const struct cch_py_value_rows *r, uint32_t location, uint32_t name) {
    const struct cch_py_location *of = &r->p->locations.items[location];
    if (of->kind != PY_LOCATION_PARAMETER || parameter_of(r, of->a, of->b)->kind != PY_KEYWORDS)
        return 0;
    for (uint32_t i = 0; i < function_of(r, of->a)->parameter_count; i++) {
        const struct cch_py_parameter *own = parameter_of(r, of->a, i);
        if (own->name == name && (own->kind == PY_BOTH || own->kind == PY_KEYWORD_ONLY))
            return 1;
    }
    return 0;
}

static void give_rest(struct passing *to, const struct cch_py_origin_row *from, uint32_t index, int is_keywords,
                      uint32_t text, uint32_t location) {
    struct cch_py_value_rows *r = to->r;
    uint32_t function = to->node & 0x3fffffffu;
    if (to->node >> 30 != PY_NODE_FUNCTION || !to->emits)
        return;
    uint32_t count = is_keywords ? function_of(r, function)->parameter_count : positional_count(r, function);
    for (uint32_t i = is_keywords ? 0 : index; i < count; i++) {
        uint32_t kind = parameter_of(r, function, i)->kind, row = cch_py_value_parameter(r, function, i);
        if (is_keywords && is_own_keyword(r, location, parameter_of(r, function, i)->name))
            continue;
        if (!is_taken(to, row) &&
            (is_keywords ? kind == PY_BOTH || kind == PY_KEYWORD_ONLY : kind <= PY_POSITIONAL_ONLY))
            give(to, from, row, PY_HOW_ELEMENT, text, 0);
    }
    uint32_t rest = parameter_of_kind(r, function, is_keywords ? PY_KEYWORDS : PY_REST);
    if (rest)
        give(to, from, cch_py_value_parameter(r, function, rest - 1), PY_HOW_COPY, 0, 1);
}

/* Where a call's values of an argument begin: they are in order. */
static uint32_t first_at(const struct cch_py_value_rows *r, const struct cch_py_call *call, uint32_t position) {
    uint32_t at;
    CCH_SEARCH(at, call->first, call->first + call->count, r->p->passed.items[at].position < position);
    return at;
}

/* What one operand of the call passes, from the call `call` as written. */
static uint32_t pass_written(struct passing *to, uint32_t call, uint32_t position, uint32_t kind, uint32_t index,
                             int spreads) {
    struct cch_py_value_rows *r = to->r;
    const struct cch_py_call of = r->p->calls.items[call];
    uint32_t most = 0;
    int is_spread = kind == PY_STAR || kind == PY_DOUBLE_STAR;
    if (is_spread != spreads)
        return 0;
    uint32_t target =
        is_spread ? 0 : target_of(r, to->node, index, kind >= PY_KEYWORD_BASE ? kind - PY_KEYWORD_BASE : 0);
    if (target)
        PY_PUSH(r->arena, &to->taken, target);
    if (!is_spread && !to->emits)
        return 0;
    for (uint32_t i = first_at(r, &of, position); i < of.first + of.count; i++) {
        const struct cch_py_passed passed = r->p->passed.items[i];
        cch_py_origin_rows from = {0};
        if (passed.position != position)
            break;
        cch_py_value_from(r, passed.location, passed.how, passed.carries, passed.text, &from);
        for (uint32_t k = 0; k < from.count; k++) {
            const struct cch_py_origin_row row = from.items[k];
            if (!is_spread) {
                give(to, &row, target, row.how, row.text, 1);
                continue;
            }
            if (!row.row || row.how == PY_HOW_CONTROL)
                continue;
            uint32_t known = give_spread(to, &row, index, kind == PY_DOUBLE_STAR);
            most = known > most ? known : most;
            uint32_t name = cch_graph_row(r->graph, CCH_VALUE, row.row)[CCH_VALUE_NAME];
            if (row.how == PY_HOW_COPY || row.how == PY_HOW_ELEMENT)
                give_rest(to, &row, index, kind == PY_DOUBLE_STAR,
                          cch_py_name_of(r->arena, &r->p->names, kind == PY_STAR ? "*" : "**",
                                         cch_graph_text(r->graph, name, NULL), ""),
                          passed.location);
        }
        cch_py_arena_resize(r->arena, from.items, 0);
    }
    return most;
}

static uint32_t pass_operand(struct passing *to, uint32_t operand, uint32_t root, uint32_t call, uint32_t index,
                             int spreads) {
    struct cch_py_value_rows *r = to->r;
    const struct cch_py_instruction *written = &r->p->instructions.items[root];
    uint32_t kind = r->p->operands.items[operand], most = 0;
    uint32_t copy_of = cch_py_table_get(&r->s->operand_from, (uint64_t)operand + 1);
    uint32_t at = copy_of ? copy_of - 1 : operand;
    if (call && at >= written->b && at < written->b + 2 * written->c)
        return pass_written(to, call - 1, (at - written->b) / 2, kind, index, spreads);
    for (uint32_t other = r->call_of[at]; other; other = r->next_call[other - 1]) {
        uint32_t begin = r->p->instructions.items[r->p->calls.items[other - 1].instruction].b;
        uint32_t known = pass_written(to, other - 1, (at - begin) / 2, kind, index, spreads);
        most = known > most ? known : most;
    }
    return most;
}

static void pass_call(struct cch_py_value_rows *r, const struct cch_py_pass *pass, uint32_t root, uint32_t call,
                      int emits) {
    const struct cch_py_instruction i = r->p->instructions.items[pass->instruction];
    struct passing to = {.r = r,
                         .node = pass->callee,
                         .at = {r->p->functions.items[i.function].module, i.line, i.column},
                         .certain = emits && cch_py_emit_is_certain(r->e, pass->instruction),
                         .emits = emits};
    if (call)
        to.at = cch_py_value_call_at(r, call - 1);
    cch_py_value_here(r, i.function, i.line);
    for (int spreads = 0; spreads < 2; spreads++) {
        uint32_t index = pass->front;
        for (uint32_t k = 0; k < i.c; k++) {
            uint32_t kind = r->p->operands.items[i.b + 2 * k];
            uint32_t known = pass_operand(&to, i.b + 2 * k, root, call, index, spreads);
            index += kind == PY_POSITIONAL ? 1 : kind == PY_STAR ? known : 0;
        }
    }
    cch_py_arena_resize(r->arena, to.taken.items, 0);
}

/* Whether the call can put something into *args or **kwargs. */
static int has_items(const struct cch_py_value_rows *r, const struct cch_py_pass *pass) {
    const struct cch_py_instruction *i = &r->p->instructions.items[pass->instruction];
    uint32_t function = pass->callee & 0x3fffffffu;
    if (pass->callee >> 30 != PY_NODE_FUNCTION)
        return 0;
    return i->c && (parameter_of_kind(r, function, PY_REST) || parameter_of_kind(r, function, PY_KEYWORDS));
}

static void pass_all(struct cch_py_value_rows *r, int emits) {
    for (uint32_t p = 0; p < r->s->passes.count && !cch_graph_status(r->graph); p++) {
        const struct cch_py_pass pass = r->s->passes.items[p];
        uint32_t root = cch_py_value_as_written(r, pass.instruction), call = 0;
        if (!root || (!emits && !has_items(r, &pass)) || !cch_py_value_is_known(r, pass.callee))
            continue;
        const struct cch_py_instruction *written = &r->p->instructions.items[root];
        if (written->opcode == PY_DO_CALL && written->c)
            call = r->call_of[written->b];
        if (!call)
            pass_call(r, &pass, root, 0, emits);
        for (; call; call = r->next_call[call - 1])
            pass_call(r, &pass, root, call, emits);
    }
}

/* Items ------------------------------------------------------------------------------- */

/* What callers put into *args and **kwargs is there in the body, too. */
static void items_into_bodies(struct cch_py_value_rows *r, int emits) {
    for (uint32_t f = 1; f < r->p->functions.count; f++) {
        const struct cch_py_whole_function *of = &r->p->functions.items[f];
        for (uint32_t i = 0; i < of->is.parameter_count; i++) {
            struct cch_py_local by = r->reassigned[of->is.parameters + i];
            if (!by.line)
                continue;
            uint32_t outer = cch_py_value_parameter(r, f, i), inner = cch_py_value_body(r, f, i);
            struct cch_py_at at = {of->module, by.line, by.column};
            struct cch_py_origin_row from = {.row = outer, .carries = CCH_CARRIES_ALIKE, .certain = 1};
            if (!outer || outer == inner)
                continue;
            if (emits)
                cch_py_value_flow(r, &from, inner, CCH_FLOW_COPY, 0, at, 1);
            for (uint32_t k = cch_py_table_get(&r->items_of, outer); k; k = r->items.items[k - 1].next) {
                uint32_t item = cch_py_value_item(r, inner, r->items.items[k - 1].key);
                from.row = r->items.items[k - 1].row;
                if (emits)
                    cch_py_value_flow(r, &from, item, CCH_FLOW_COPY, 0, at, 1);
            }
        }
    }
}

void cch_py_value_find_items(struct cch_py_value_rows *r) {
    uint32_t before = UINT32_MAX;
    for (uint32_t i = 0; i < r->p->moves.count; i++) {
        cch_py_origin_rows rows = {0};
        if (r->p->locations.items[r->p->moves.items[i].to].kind == PY_LOCATION_ITEM)
            cch_py_value_into(r, r->p->moves.items[i].to, &rows);
        cch_py_arena_resize(r->arena, rows.items, 0);
    }
    for (unsigned round = 0; round < 6 && before != r->items.count; round++) {
        before = r->items.count;
        pass_all(r, 0);
        items_into_bodies(r, 0);
    }
}

void cch_py_value_passes(struct cch_py_value_rows *r) {
    items_into_bodies(r, 1);
    pass_all(r, 1);
}
