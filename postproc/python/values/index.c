/* What rows of values depend on, gathered before any is made (value_rows.h). */
#include "python/values/rows.h"

#include <string.h>

static void declare(struct cch_py_value_rows *r, uint32_t class, uint32_t name) {
    int added;
    *cch_py_table_put(r->arena, &r->declared, cch_py_pair(class, name), &added) = 1;
}

static void reassign(struct cch_py_value_rows *r, const struct cch_py_location *parameter, uint32_t line,
                     uint32_t column) {
    struct cch_py_local *by = &r->reassigned[r->p->functions.items[parameter->a].is.parameters + parameter->b];
    if (!by->line || by->line > line)
        *by = (struct cch_py_local){line, column};
}

/* A method of a parameter's that puts arguments into it changes it. */
static void scan_calls(struct cch_py_value_rows *r) {
    for (uint32_t i = 0; i < r->p->calls.count; i++) {
        const struct cch_py_call *call = &r->p->calls.items[i];
        const struct cch_py_location *location = &r->p->locations.items[call->written];
        struct cch_py_owners owners;
        for (unsigned depth = 0; depth < 8 && location->kind == PY_LOCATION_ATTRIBUTE; depth++) {
            cch_py_value_owners(r, location, &owners);
            location = &r->p->locations.items[owners.count || owners.module ? 0 : location->c];
        }
        if (call->flags & PY_CALL_CHANGES && location->kind == PY_LOCATION_PARAMETER &&
            !cch_py_value_call_is_known(r, call))
            reassign(r, location, call->line, call->column);
    }
}

/* A dataclass's fields and a NamedTuple's: what constructs an object stores them. */
static void scan_fields(struct cch_py_value_rows *r) {
    for (uint32_t c = 1; c < r->p->classes.count; c++) {
        const struct cch_py_class *of = &r->p->classes.items[c].is;
        for (uint32_t i = 0; i < of->field_count; i++)
            declare(r, c, r->p->bindings.items[of->fields + i].name);
    }
}

/* What the moves tell of classes, parameters, globals and results. */
static void scan_moves(struct cch_py_value_rows *r) {
    for (uint32_t i = 0; i < r->p->moves.count; i++) {
        const struct cch_py_move *move = &r->p->moves.items[i];
        uint32_t to = move->to;
        while (r->p->locations.items[to].kind == PY_LOCATION_ITEM)
            to = r->p->locations.items[to].a;
        const struct cch_py_location *location = &r->p->locations.items[to];
        if (location->kind == PY_LOCATION_CLASS) {
            declare(r, location->a, location->b);
        } else if (location->kind == PY_LOCATION_PARAMETER && !location->c) {
            reassign(r, location, move->line, move->column);
        } else if (location->kind == PY_LOCATION_ATTRIBUTE) {
            struct cch_py_owners owners;
            cch_py_value_owners(r, location, &owners);
            for (uint32_t k = 0; k < owners.count; k++)
                declare(r, owners.class[k], location->b);
        } else if (location->kind == PY_LOCATION_RETURNED && move->how != PY_HOW_CONTROL) {
            struct cch_py_result *result = &r->results[location->a];
            if (location->b > result->items)
                result->items = location->b;
            const struct cch_py_location *from_location = &r->p->locations.items[move->from];
            if (!location->b &&
                !(from_location->kind == PY_LOCATION_RESULT && !from_location->b && move->how == PY_HOW_COPY &&
                  cch_py_value_call_is_known(r, &r->p->calls.items[from_location->a])))
                result->whole = 1;
        }
    }
}

/* return f(…): what f returns, as it returns it. */
static void spread_results(struct cch_py_value_rows *r) {
    int changed = 1;
    for (unsigned round = 0; changed && round < 16; round++) {
        changed = 0;
        for (uint32_t i = 0; i < r->p->moves.count; i++) {
            const struct cch_py_move *move = &r->p->moves.items[i];
            const struct cch_py_location *to = &r->p->locations.items[move->to],
                                         *of = &r->p->locations.items[move->from];
            if (to->kind != PY_LOCATION_RETURNED || to->b || of->kind != PY_LOCATION_RESULT || of->b ||
                move->how != PY_HOW_COPY)
                continue;
            struct cch_py_result *mine = &r->results[to->a];
            uint32_t instruction = r->p->calls.items[of->a].instruction;
            for (uint32_t pass = instruction ? r->pass_of[instruction] : 0; pass; pass = r->next_pass[pass - 1]) {
                uint32_t node = r->s->passes.items[pass - 1].callee, index = node & 0x3fffffffu;
                struct cch_py_result theirs = {0, 1};
                if (r->p->instructions.items[r->s->passes.items[pass - 1].instruction].target !=
                    r->p->instructions.items[instruction].target)
                    continue; /* runs, but returns nothing to here */
                if (node >> 30 == PY_NODE_EXTERNAL)
                    index = cch_py_table_get(&r->operators, index);
                if (index && node >> 30 != PY_NODE_CLASS)
                    theirs = r->results[index];
                if (theirs.items > mine->items || (theirs.whole && !mine->whole)) {
                    mine->items = theirs.items > mine->items ? theirs.items : mine->items;
                    mine->whole |= theirs.whole;
                    changed = 1;
                }
            }
        }
    }
}

uint32_t cch_py_value_as_written(const struct cch_py_value_rows *r, uint32_t instruction) {
    for (unsigned depth = 0; instruction >= r->s->first_made && depth < 64; depth++)
        instruction = r->s->origins.items[instruction - r->s->first_made].instruction;
    return instruction < r->s->first_made ? instruction : 0;
}

static void index_calls(struct cch_py_value_rows *r) {
    struct cch_py_program *p = r->p;
    for (uint32_t i = r->s->passes.count; i-- > 0;) {
        uint32_t at = cch_py_value_as_written(r, r->s->passes.items[i].instruction);
        r->next_pass[i] = r->pass_of[at];
        r->pass_of[at] = i + 1;
    }
    r->pass_of[0] = 0;
    for (uint32_t i = p->calls.count; i-- > 0;) {
        const struct cch_py_instruction *at = &p->instructions.items[p->calls.items[i].instruction];
        if (!p->calls.items[i].instruction || at->opcode != PY_DO_CALL || !at->c)
            continue;
        r->next_call[i] = r->call_of[at->b];
        for (uint32_t k = 0; k < at->c; k++)
            r->call_of[at->b + 2 * k] = i + 1;
    }
    for (uint32_t i = 1; i < p->locations.count; i++) {
        const struct cch_py_location *location = &p->locations.items[i];
        int added;
        if ((location->kind != PY_LOCATION_GLOBAL || !location->c) && location->kind != PY_LOCATION_IMPORT)
            continue;
        uint32_t *of = cch_py_table_put(r->arena, &r->globals,
                                        cch_py_pair(p->functions.items[location->a].module + 1, location->b), &added);
        if (added || location->kind == PY_LOCATION_GLOBAL)
            *of = i;
    }
}

static void add_outside(struct cch_py_value_rows *r, uint32_t name, uint32_t implementation) {
    uint32_t *of;
    int added = 0;
    for (uint32_t k = 0; !added; k++) {
        of = cch_py_table_put(r->arena, &r->outside, cch_py_pair(k + 1, name), &added);
        if (!added && *of == implementation)
            return;
    }
    *of = implementation;
}

static void find_operators(struct cch_py_value_rows *r) {
    for (uint32_t i = 0; i < r->s->edges.count; i++) {
        const struct cch_py_call_edge *edge = &r->s->edges.items[i];
        int added;
        if (edge->caller >> 30 == PY_NODE_EXTERNAL && edge->callee >> 30 == PY_NODE_FUNCTION && !edge->possible) {
            uint32_t *of = cch_py_table_put(r->arena, &r->operators, edge->caller & 0x3fffffffu, &added);
            if (added)
                *of = edge->callee & 0x3fffffffu;
        }
        if (edge->caller >> 30 == PY_NODE_EXTERNAL && edge->callee >> 30 == PY_NODE_EXTERNAL && !edge->possible)
            add_outside(r, edge->caller & 0x3fffffffu, edge->callee & 0x3fffffffu);
    }
}

void cch_py_value_rows_init(struct cch_py_value_rows *r, struct cch_py_emitter *e) {
    struct cch_py_program *p = e->s->program;
    memset(r, 0, sizeof *r);
    r->e = e;
    r->s = e->s;
    r->p = p;
    r->graph = e->graph;
    r->arena = e->arena;
    r->location_rows = cch_py_arena_alloc(r->arena, (p->locations.count + 1) * sizeof(uint32_t));
    r->reassigned = cch_py_arena_alloc(r->arena, (p->parameters.count + 1) * sizeof *r->reassigned);
    r->pass_of = cch_py_arena_alloc(r->arena, (p->instructions.count + 1) * sizeof(uint32_t));
    r->next_pass = cch_py_arena_alloc(r->arena, (r->s->passes.count + 1) * sizeof(uint32_t));
    r->call_of = cch_py_arena_alloc(r->arena, (p->operands.count + 1) * sizeof(uint32_t));
    r->next_call = cch_py_arena_alloc(r->arena, (p->calls.count + 1) * sizeof(uint32_t));
    r->results = cch_py_arena_alloc(r->arena, p->functions.count * sizeof *r->results);
    r->parameter_rows = cch_py_arena_alloc(r->arena, (p->parameters.count + 1) * sizeof(uint32_t));
    r->class_names = cch_py_arena_alloc(r->arena, p->classes.count * sizeof(uint32_t));
    for (uint32_t i = 1; i < r->s->first_made; i++) {
        int added;
        if (p->instructions.items[i].opcode == PY_DO_ANNOTATION)
            *cch_py_table_put(r->arena, &r->annotated, (uint64_t)p->instructions.items[i].target + 1, &added) = 1;
    }
    find_operators(r);
    index_calls(r);
    scan_fields(r);
    scan_moves(r);
    scan_calls(r);
    spread_results(r);
}
