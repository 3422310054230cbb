/* CCH_VALUE, CCH_FLOW and CCH_USE of a solved program (value_rows.h). */
#include "python/values/passes.h"

#include <string.h>

/* Moves ---------------------------------------------------------------------------- */

static int shows_constants(uint32_t kind) {
    return kind == PY_LOCATION_PARAMETER || kind == PY_LOCATION_ATTRIBUTE || kind == PY_LOCATION_GLOBAL ||
           kind == PY_LOCATION_CLASS;
}

static void move_one(struct cch_py_value_rows *r, const struct cch_py_move *move, struct cch_py_origin_row from,
                     const struct cch_py_origin_row *to) {
    static const uint32_t kinds[] = {CCH_FLOW_COPY, CCH_FLOW_DERIVED, CCH_FLOW_ELEMENT, CCH_FLOW_CONTROL};
    struct cch_py_at at = {r->p->functions.items[move->function].module, move->line, move->column};
    const struct cch_py_location *target = &r->p->locations.items[move->to];
    uint32_t row = to->row, kind, text = from.text;
    if (!from.row && !shows_constants(target->kind))
        return;
    if (to->how == PY_HOW_DERIVED && from.how == PY_HOW_COPY) {
        from.how = PY_HOW_DERIVED;
        text = to->text;
    }
    kind = kinds[from.how];
    if (from.call && from.how == PY_HOW_CONTROL) {
        from.row = cch_py_value_held(r, &from);
    } else if (from.call) {
        at = cch_py_value_call_at(r, from.call - 1);
        kind = from.how == PY_HOW_COPY ? CCH_FLOW_RETURN : kind;
        if (from.how == PY_HOW_COPY && from.item && target->kind == PY_LOCATION_RETURNED && !target->b &&
            !r->p->locations.items[move->from].b)
            row = cch_py_value_result(r, cch_py_node(PY_NODE_FUNCTION, target->a), from.item);
    }
    if (from.callee && kind == CCH_FLOW_COPY)
        kind = CCH_FLOW_RETURN; /* a property's */
    cch_py_value_flow(r, &from, row, kind, text, at, to->certain);
}

static void emit_move(struct cch_py_value_rows *r, uint32_t number) {
    const struct cch_py_move move = r->p->moves.items[number];
    cch_py_origin_rows from = {0}, to = {0};
    cch_py_value_here(r, move.function, move.line);
    cch_py_value_into(r, move.to, &to);
    if (to.count)
        cch_py_value_from(r, move.from, move.how, move.carries, move.text, &from);
    for (uint32_t i = 0; i < from.count; i++)
        for (uint32_t k = 0; k < to.count; k++)
            move_one(r, &move, from.items[i], &to.items[k]);
    cch_py_arena_resize(r->arena, from.items, 0);
    cch_py_arena_resize(r->arena, to.items, 0);
}

/* Uses ------------------------------------------------------------------------------- */

/* Functions that a condition decides about; what is beyond is told. */
enum { TARGETS_MAX = 2000 };
struct targets {
    uint32_t first_call, call_count; /* of which these are the callees */
    cch_py_numbers rows;             /* of functions */
    struct cch_py_table seen;
};

static void add_use(struct cch_py_value_rows *r, const struct cch_py_use *use, uint32_t value, unsigned parts,
                    uint32_t target) {
    uint32_t cells[CCH_USE_WIDTH] = {0};
    cells[CCH_USE_VALUE] = value;
    cells[CCH_USE_KIND] = use->kind;
    cells[CCH_USE_FUNCTION] = cch_py_emit_node(r->e, cch_py_node(PY_NODE_FUNCTION, use->function));
    cells[CCH_USE_TARGET] = target;
    cells[CCH_USE_TEXT] = cch_py_emit_text(r->e, use->text);
    cells[CCH_USE_SITE] = cch_py_emit_site(r->e, r->p->functions.items[use->function].module, use->line, use->column);
    cells[CCH_USE_PARTS] = parts;
    cells[CCH_USE_PASSES] = r->e->python;
    cch_graph_insert(r->graph, CCH_USE, cells);
}

static void add_target(struct cch_py_value_rows *r, struct targets *to, uint32_t node) {
    int added;
    uint32_t row = cch_py_value_is_known(r, node) ? cch_py_emit_node(r->e, node) : 0;
    if (!row || cch_py_table_get(&to->seen, row))
        return;
    if (to->rows.count == TARGETS_MAX) {
        cch_py_program_cut(r->e->s->program, r->in_function, r->in_line, PY_CUT_TARGETS);
        return;
    }
    cch_py_table_put(r->arena, &to->seen, row, &added);
    PY_PUSH(r->arena, &to->rows, row);
}

static void forget_targets(struct cch_py_value_rows *r, struct targets *to) {
    cch_py_arena_resize(r->arena, to->rows.items, 0);
    cch_py_table_free(r->arena, &to->seen);
    memset(to, 0, sizeof *to);
}

/* The functions that the calls of a branch run. */
static void find_targets(struct cch_py_value_rows *r, const struct cch_py_use *use, struct targets *to) {
    if (to->first_call == use->first_call && to->call_count == use->call_count)
        return;
    forget_targets(r, to);
    to->first_call = use->first_call;
    to->call_count = use->call_count;
    for (uint32_t c = use->first_call; use->call_count != PY_USE_OF_CALL && c < use->first_call + use->call_count;
         c++) {
        uint32_t at = r->p->calls.items[c].instruction;
        for (uint32_t pass = at ? r->pass_of[at] : 0; pass; pass = r->next_pass[pass - 1])
            add_target(r, to, r->s->passes.items[pass - 1].callee);
    }
}

static int calls_program(const struct cch_py_value_rows *r, uint32_t call) {
    uint32_t at = r->p->calls.items[call].instruction;
    for (uint32_t pass = at ? r->pass_of[at] : 0; pass; pass = r->next_pass[pass - 1])
        if (r->s->passes.items[pass - 1].callee >> 30 != PY_NODE_EXTERNAL)
            return 1;
    return 0;
}

/* The parts of a value that become these of the location. */
static unsigned parts_of(unsigned carries, unsigned parts) {
    unsigned found = 0;
    for (enum cch_part from = 0; from < CCH_PARTS; from++)
        for (enum cch_part to = 0; to < CCH_PARTS; to++)
            if (parts >> to & 1 && cch_carries(carries, from, to))
                found |= 1u << from;
    return found;
}

static void emit_use(struct cch_py_value_rows *r, const struct cch_py_use *use, struct targets *targets) {
    cch_py_origin_rows from = {0};
    if (use->call_count == PY_USE_OF_CALL && use->first_call && calls_program(r, use->first_call - 1))
        return;
    cch_py_value_here(r, use->function, use->line);
    find_targets(r, use, targets);
    cch_py_value_from(r, use->location, PY_HOW_DERIVED, CCH_CARRIES_ALIKE, use->text, &from);
    for (uint32_t i = 0; i < from.count; i++) {
        uint32_t value = from.items[i].row ? cch_py_value_held(r, &from.items[i]) : 0;
        unsigned parts = parts_of(from.items[i].carries, use->parts);
        if (!value || !parts)
            continue;
        if (!targets->rows.count || use->kind != CCH_USE_CONDITION)
            add_use(r, use, value, parts, 0);
        for (uint32_t k = 0; use->kind == CCH_USE_CONDITION && k < targets->rows.count; k++)
            add_use(r, use, value, parts, targets->rows.items[k]);
    }
    cch_py_arena_resize(r->arena, from.items, 0);
}

/* A call of something unknown: its arguments are read, and may be in the object. */
static void emit_unknown(struct cch_py_value_rows *r, uint32_t number) {
    const struct cch_py_call call = r->p->calls.items[number];
    struct cch_py_use use = {
        .kind = CCH_USE_READ, .text = call.text, .function = call.function, .line = call.line, .column = call.column};
    cch_py_origin_rows to = {0};
    if (!(call.flags & (PY_CALL_DROPPED | PY_CALL_CHANGES)) || cch_py_value_call_is_known(r, &call))
        return;
    cch_py_value_here(r, call.function, call.line);
    if (call.flags & PY_CALL_CHANGES && call.written)
        cch_py_value_into(r, call.written, &to);
    for (uint32_t i = call.first; i < call.first + call.count; i++) {
        cch_py_origin_rows from = {0};
        if (!r->p->passed.items[i].location)
            continue;
        unsigned carries =
            cch_carries_then(r->p->passed.items[i].carries, to.count ? r->p->passed.items[i].on : CCH_CARRIES_ALL);
        cch_py_value_from(r, r->p->passed.items[i].location, PY_HOW_DERIVED, carries, call.text, &from);
        for (uint32_t k = 0; k < from.count; k++) {
            from.items[k].row = cch_py_value_held(r, &from.items[k]);
            for (uint32_t t = 0; t < to.count; t++)
                cch_py_value_flow(r, &from.items[k], to.items[t].row, CCH_FLOW_DERIVED, call.text,
                                  cch_py_value_call_at(r, number), to.items[t].certain);
            if (!to.count && from.items[k].row)
                add_use(r, &use, from.items[k].row, cch_carries_of(from.items[k].carries), 0);
        }
        cch_py_arena_resize(r->arena, from.items, 0);
    }
    cch_py_arena_resize(r->arena, to.items, 0);
}

/* Operators ---------------------------------------------------------------------------- */

/* torch.ops.ns.op runs its implementation. */
static void emit_operator(struct cch_py_value_rows *r, uint32_t name, uint32_t function) {
    const struct cch_py_whole_function *of = &r->p->functions.items[function];
    struct cch_py_at at = {of->module, of->is.line, of->is.column};
    struct cch_py_origin_row from = {.carries = CCH_CARRIES_ALIKE, .certain = 1};
    for (uint32_t i = 0; i < of->is.parameter_count; i++) {
        from.row = cch_py_value_outside(r, name, i, 0);
        if (from.row)
            cch_py_value_flow(r, &from, cch_py_value_parameter(r, function, i), CCH_FLOW_ARGUMENT, 0, at, 1);
    }
    const struct cch_py_result result = r->results[function];
    for (uint32_t i = 0; i <= result.items; i++) {
        if (!i && !result.whole)
            continue;
        from.row = cch_py_value_result(r, cch_py_node(PY_NODE_FUNCTION, function), i);
        cch_py_value_flow(r, &from, cch_py_value_result(r, cch_py_node(PY_NODE_EXTERNAL, name), i), CCH_FLOW_RETURN, 0,
                          at, 1);
    }
}

void cch_py_emit_values(struct cch_py_emitter *e) {
    struct cch_py_value_rows r;
    struct targets targets = {.first_call = UINT32_MAX};
    cch_py_value_rows_init(&r, e);
    for (uint32_t f = 1; f < r.p->functions.count; f++)
        for (uint32_t i = 0; i < r.p->functions.items[f].is.parameter_count; i++)
            cch_py_value_parameter(&r, f, i);
    cch_py_value_find_items(&r);
    for (uint32_t i = 0; i < r.p->moves.count && !cch_graph_status(r.graph); i++)
        emit_move(&r, i);
    cch_py_value_passes(&r);
    for (uint32_t i = 0; i < r.p->calls.count && !cch_graph_status(r.graph); i++)
        emit_unknown(&r, i);
    for (uint32_t i = 0; i < r.p->uses.count && !cch_graph_status(r.graph); i++)
        emit_use(&r, &r.p->uses.items[i], &targets);
    for (uint32_t i = 0; i < r.operators.capacity; i++)
        if (cch_py_slot_key(&r.operators.slots[i]))
            emit_operator(&r, (uint32_t)cch_py_slot_key(&r.operators.slots[i]), r.operators.slots[i].value);
}
