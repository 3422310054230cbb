#include "python/emit/instances.h"
#include "python/emit/unions.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* So many calls an instance's name looks ahead. */
enum { ROUNDS = 12 };

struct instance {
    uint32_t function, context, row;
    uint32_t next; /* of the same function, + 1 */
    XXH128_hash_t hash, later;
};

struct item { /* what a hash is of */
    uint32_t line, column, kind, certain;
    XXH128_hash_t callee;
};

struct arc { /* an edge of an instance; or a call of which nothing is known in the context */
    uint32_t instance, edge, unknown;
    int is_settled;        /* some callee has no context: */
    XXH128_hash_t settled; /* its item's */
    struct item item;      /* of the others, but for the callee */
};

struct cch_py_instances {
    PY_ARRAY(struct instance) list;
    struct cch_py_table numbers; /* (function, context) → place in the list + 1 */
    PY_ARRAY(struct arc) arcs;
    uint32_t *of_function;        /* the first of the function's + 1 */
    uint8_t *split;               /* by function: it has instances */
    uint32_t *contexts, *further; /* by edge, its record of a context + 1; by record, the next one + 1 */
    uint32_t *of_root;            /* by edge, the next at the same instruction as written, + 1 */
    struct cch_py_table roots;    /* instruction as written + 1 → the first edge there + 1 */
    cch_py_numbers rows;          /* scratch: callees of an edge */
    uint8_t *led;                 /* by function: some edge leads to the function as written */
    cch_py_numbers waiting;       /* edges of functions as written that wait for one */
    int stable;                   /* instances of one name lead to the same */
};

static const struct cch_py_call_edge *edge_of(const struct cch_py_emitter *e, uint32_t edge) {
    return &e->s->edges.items[edge];
}

static uint32_t root_of(const struct cch_py_emitter *e, uint32_t instruction) {
    while (instruction >= e->s->first_made)
        instruction = cch_py_origin_of(e->s, instruction);
    return instruction;
}

static int is_function(uint32_t node) { return node >> 30 == PY_NODE_FUNCTION; }

/* The function of the edge's caller where the call stands in it, or 0. */
static uint32_t own_caller(const struct cch_py_emitter *e, const struct cch_py_call_edge *edge) {
    uint32_t function = e->p->instructions.items[edge->instruction].function;
    return edge->caller == cch_py_node(PY_NODE_FUNCTION, function) ? function : 0;
}

static uint32_t context_of(const struct cch_py_emitter *e, const struct cch_py_call_edge *edge) {
    return own_caller(e, edge) ? cch_py_context_of(e->s, edge->instruction) : 0;
}

/* Contexts -------------------------------------------------------------------------- */

static uint32_t instance(struct cch_py_emitter *e, uint32_t function, uint32_t context) {
    struct cch_py_instances *all = e->instances;
    int added;
    uint32_t *number = cch_py_table_put(e->arena, &all->numbers, cch_py_pair(function, context), &added);
    if (added) {
        struct instance made = {.function = function, .context = context, .next = all->of_function[function]};
        PY_PUSH(e->arena, &all->list, made);
        all->of_function[function] = *number = all->list.count;
    }
    return *number - 1;
}

static void gather_edges(struct cch_py_emitter *e) {
    struct cch_py_instances *all = e->instances;
    for (uint32_t k = 0; k < e->s->edge_contexts.count; k++) {
        const struct cch_py_edge_context *of = &e->s->edge_contexts.items[k];
        instance(e, edge_of(e, of->edge)->callee & 0x3fffffffu, of->context);
        all->further[k] = all->contexts[of->edge];
        all->contexts[of->edge] = k + 1;
    }
    for (uint32_t k = 0; k < e->s->edges.count; k++) {
        const struct cch_py_call_edge *edge = edge_of(e, k);
        uint32_t context = context_of(e, edge);
        if (context)
            PY_PUSH(e->arena, &all->arcs,
                    ((struct arc){.instance = instance(e, own_caller(e, edge), context), .edge = k}));
    }
}

/* The edges of functions with contexts by where they are written. */
static void gather_roots(struct cch_py_emitter *e) {
    struct cch_py_instances *all = e->instances;
    for (uint32_t k = 0; k < e->s->edges.count; k++) {
        const struct cch_py_call_edge *edge = edge_of(e, k);
        int added;
        if (!own_caller(e, edge) || !all->of_function[own_caller(e, edge)])
            continue;
        uint32_t *first = cch_py_table_put(e->arena, &all->roots, (uint64_t)root_of(e, edge->instruction) + 1, &added);
        all->of_root[k] = *first;
        *first = k + 1;
    }
}

/* Calls of which nothing is known in a context, but elsewhere. */
static void gather_unknown(struct cch_py_emitter *e) {
    struct cch_py_instances *all = e->instances;
    for (uint32_t n = e->s->first_made; n < e->p->instructions.count; n++) {
        const struct cch_py_instruction *of = &e->p->instructions.items[n];
        uint32_t context = cch_py_context_of(e->s, n), origin = cch_py_origin_of(e->s, n);
        if (!context || origin >= e->s->first_made || of->opcode != PY_DO_CALL ||
            e->s->variables[of->a].count > e->s->variables[of->a].constants ||
            !cch_py_table_get(&all->roots, (uint64_t)origin + 1))
            continue;
        uint32_t number = cch_py_table_get(&all->numbers, cch_py_pair(of->function, context));
        if (number)
            PY_PUSH(e->arena, &all->arcs, ((struct arc){.instance = number - 1, .unknown = origin}));
    }
}

static int compare_arcs(const void *left, const void *right) {
    const struct arc *a = left, *b = right;
    if (a->instance != b->instance)
        return a->instance < b->instance ? -1 : 1;
    if (a->edge != b->edge)
        return a->edge < b->edge ? -1 : 1;
    return a->unknown < b->unknown ? -1 : a->unknown > b->unknown;
}

/* What they lead to ------------------------------------------------------------------- */

typedef PY_ARRAY(XXH128_hash_t) hashes;

static XXH128_hash_t hash_of_row(const struct cch_py_emitter *e, uint32_t row) {
    size_t length;
    const char *text = cch_graph_identity(e->graph, row, &length);
    return XXH3_128bits(text, length);
}

static int compare_hashes(const void *left, const void *right) { return XXH128_cmp(left, right); }

/* What stays the same however far is looked. */
static void begin_arc(struct cch_py_emitter *e, struct arc *arc) {
    const struct cch_py_call_edge *edge = edge_of(e, arc->edge);
    uint32_t number = arc->unknown ? arc->unknown : edge->instruction;
    const struct cch_py_instruction *i = &e->p->instructions.items[number];
    arc->item.line = i->line - e->p->functions.items[i->function].is.line;
    arc->item.column = i->column;
    arc->item.kind = arc->unknown ? UINT32_MAX : edge->kind;
    arc->item.certain = !arc->unknown && !edge->possible && cch_py_emit_is_certain_in_context(e, edge->instruction);
    if (arc->unknown || edge->plain || !is_function(edge->callee)) {
        struct item item = arc->item;
        uint32_t row = arc->unknown ? 0 : cch_py_emit_node(e, edge->callee);
        if (row)
            item.callee = hash_of_row(e, row);
        arc->is_settled = row || arc->unknown;
        arc->settled = XXH3_128bits(&item, sizeof item);
    }
}

static void add_items(struct cch_py_emitter *e, hashes *items, const struct arc *arc) {
    const struct cch_py_instances *all = e->instances;
    struct item item = arc->item;
    if (arc->is_settled)
        PY_PUSH(e->arena, items, arc->settled);
    for (uint32_t k = arc->unknown ? 0 : all->contexts[arc->edge]; k; k = all->further[k - 1]) {
        uint32_t context = e->s->edge_contexts.items[k - 1].context;
        uint32_t function = edge_of(e, arc->edge)->callee & 0x3fffffffu;
        item.callee = all->list.items[cch_py_table_get(&all->numbers, cch_py_pair(function, context)) - 1].hash;
        PY_PUSH(e->arena, items, XXH3_128bits(&item, sizeof item));
    }
}

static XXH128_hash_t hash_of_items(XXH128_hash_t own, hashes *items) {
    XXH3_state_t state;
    XXH3_128bits_reset(&state);
    XXH3_128bits_update(&state, &own, sizeof own);
    if (items->count)
        qsort(items->items, items->count, sizeof *items->items, compare_hashes);
    for (uint32_t k = 0; k < items->count; k++)
        if (!k || !XXH128_isEqual(items->items[k], items->items[k - 1]))
            XXH3_128bits_update(&state, &items->items[k], sizeof *items->items);
    return XXH3_128bits_digest(&state);
}

static void look_further(struct cch_py_emitter *e, hashes *items) {
    struct cch_py_instances *all = e->instances;
    for (uint32_t n = 0, at = 0; n < all->list.count; n++) {
        for (items->count = 0; at < all->arcs.count && all->arcs.items[at].instance == n; at++)
            add_items(e, items, &all->arcs.items[at]);
        all->list.items[n].later = hash_of_items(all->list.items[n].hash, items);
    }
    for (uint32_t n = 0; n < all->list.count; n++)
        all->list.items[n].hash = all->list.items[n].later;
}

static uint32_t count_distinct(struct cch_py_emitter *e, hashes *scratch) {
    const struct cch_py_instances *all = e->instances;
    uint32_t count = 0;
    scratch->count = 0;
    for (uint32_t n = 0; n < all->list.count; n++)
        PY_PUSH(e->arena, scratch, all->list.items[n].hash);
    if (scratch->count)
        qsort(scratch->items, scratch->count, sizeof *scratch->items, compare_hashes);
    for (uint32_t k = 0; k < scratch->count; k++)
        count += !k || !XXH128_isEqual(scratch->items[k], scratch->items[k - 1]);
    return count;
}

static void tell_apart(struct cch_py_emitter *e) {
    struct cch_py_instances *all = e->instances;
    hashes items = {0};
    for (uint32_t n = 0; n < all->list.count; n++) {
        struct instance *of = &all->list.items[n];
        of->hash = hash_of_row(e, e->functions[of->function]);
    }
    uint32_t before = 0;
    for (unsigned round = 0; round < ROUNDS; round++) {
        before = round + 1 == ROUNDS ? count_distinct(e, &items) : 0;
        look_further(e, &items);
    }
    all->stable = count_distinct(e, &items) == before;
    for (uint32_t n = 0; n < all->list.count; n++) {
        const struct instance *of = &all->list.items[n];
        const struct instance *first = &all->list.items[all->of_function[of->function] - 1];
        all->split[of->function] |= !XXH128_isEqual(of->hash, first->hash);
    }
    cch_py_arena_resize(e->arena, items.items, 0);
}

/* What calls instances in a context is one, too: as written, it would lead to what any may do. */
static void split_callers(struct cch_py_emitter *e) {
    struct cch_py_instances *all = e->instances;
    for (int changed = 1; changed;) {
        changed = 0;
        for (uint32_t k = 0; k < all->arcs.count; k++) {
            const struct arc *arc = &all->arcs.items[k];
            uint8_t *split = &all->split[all->list.items[arc->instance].function];
            if (*split || arc->unknown || !all->contexts[arc->edge] ||
                !all->split[edge_of(e, arc->edge)->callee & 0x3fffffffu])
                continue;
            *split = 1;
            changed = 1;
        }
    }
}

void cch_py_instances_find(struct cch_py_emitter *e) {
    struct cch_py_instances *all = e->instances = cch_py_arena_alloc(e->arena, sizeof *all);
    uint32_t edges = e->s->edges.count;
    all->split = cch_py_arena_alloc(e->arena, e->p->functions.count + 1);
    if (!e->s->edge_contexts.count || e->s->steps >= PY_STEPS_MAX)
        return;
    all->of_function = cch_py_arena_alloc(e->arena, (e->p->functions.count + 1) * sizeof *all->of_function);
    all->led = cch_py_arena_alloc(e->arena, e->p->functions.count + 1);
    all->contexts = cch_py_arena_alloc(e->arena, (edges + 1) * sizeof *all->contexts);
    all->of_root = cch_py_arena_alloc(e->arena, (edges + 1) * sizeof *all->of_root);
    all->further = cch_py_arena_alloc(e->arena, (e->s->edge_contexts.count + 1) * sizeof *all->further);
    gather_edges(e);
    gather_roots(e);
    gather_unknown(e);
    if (all->arcs.count)
        qsort(all->arcs.items, all->arcs.count, sizeof *all->arcs.items, compare_arcs);
    for (uint32_t k = 0; k < all->arcs.count; k++)
        begin_arc(e, &all->arcs.items[k]);
    tell_apart(e);
    split_callers(e);
}

/* Rows ----------------------------------------------------------------------------------- */

static uint32_t make_row(struct cch_py_emitter *e, const struct instance *of) {
    size_t length;
    uint32_t cells[CCH_FUNCTION_WIDTH] = {0}, source = e->functions[of->function];
    const char *name = cch_graph_identity(e->graph, source, &length);
    char *text = cch_py_arena_alloc(e->arena, length + 64);
    memcpy(text, name, length);
    length +=
        (size_t)snprintf(text + length, 64, "@context:%016" PRIx64 "%016" PRIx64, of->hash.high64, of->hash.low64);
    const uint32_t *own = cch_graph_row(e->graph, CCH_FUNCTION, source);
    cells[CCH_FUNCTION_LANGUAGE] = own[CCH_FUNCTION_LANGUAGE];
    cells[CCH_FUNCTION_FLAGS] = (own[CCH_FUNCTION_FLAGS] | CCH_FLAG_INSTANTIATION) & ~(uint32_t)CCH_FLAG_ENTRY;
    cells[CCH_FUNCTION_NAME] = own[CCH_FUNCTION_NAME];
    cells[CCH_FUNCTION_SOURCE] = source;
    cells[CCH_FUNCTION_IDENTITY] = cch_graph_function(e->graph, text, length);
    return cch_graph_insert(e->graph, CCH_FUNCTION, cells);
}

/* What stands for the function in the context. */
static uint32_t row_of(struct cch_py_emitter *e, uint32_t function, uint32_t context) {
    struct cch_py_instances *all = e->instances;
    uint32_t number = all->split[function] ? cch_py_table_get(&all->numbers, cch_py_pair(function, context)) : 0;
    if (!number)
        return e->functions[function];
    struct instance *of = &all->list.items[number - 1];
    return of->row ? of->row : (of->row = make_row(e, of));
}

static void add_callee(struct cch_py_emitter *e, uint32_t row) {
    cch_py_numbers *rows = &e->instances->rows;
    for (uint32_t k = 0; k < rows->count; k++)
        if (rows->items[k] == row)
            return;
    PY_PUSH(e->arena, rows, row);
}

static void insert(struct cch_py_emitter *e, const uint32_t *cells, uint32_t caller, uint32_t callee, int certain) {
    uint32_t row[CCH_EDGE_WIDTH];
    memcpy(row, cells, sizeof row);
    row[CCH_EDGE_CALLER] = caller;
    row[CCH_EDGE_CALLEE] = callee;
    row[CCH_EDGE_CERTAIN] = certain != 0;
    if (caller && callee)
        cch_graph_insert(e->graph, CCH_EDGE, row);
}

/* To the callee as written. */
static void insert_plain(struct cch_py_emitter *e, const uint32_t *cells, uint32_t caller, uint32_t callee,
                         int certain) {
    if (is_function(callee) && e->instances->led)
        e->instances->led[callee & 0x3fffffffu] = 1;
    insert(e, cells, caller, cch_py_emit_node(e, callee), certain);
}

/* From the caller's row to those of what is called. Which of several instances it is isn't known; that it is one of
 * them may be. */
static void insert_from(struct cch_py_emitter *e, uint32_t number, const uint32_t *cells, uint32_t caller,
                        int certain) {
    struct cch_py_instances *all = e->instances;
    const struct cch_py_call_edge *edge = edge_of(e, number);
    uint32_t function = edge->callee & 0x3fffffffu;
    if (!is_function(edge->callee) || !all->split[function]) {
        insert_plain(e, cells, caller, edge->callee, certain);
        return;
    }
    all->rows.count = 0;
    for (uint32_t k = all->contexts[number]; k; k = all->further[k - 1])
        add_callee(e, row_of(e, function, e->s->edge_contexts.items[k - 1].context));
    int is_one = all->rows.count + edge->plain == 1;
    if (certain && !is_one && !edge->plain) {
        insert(e, cells, caller, cch_py_union_of(e, e->functions[function], all->rows.items, all->rows.count), 1);
        return;
    }
    if (edge->plain || (certain && !is_one))
        insert_plain(e, cells, caller, edge->callee, certain);
    for (uint32_t k = 0; k < all->rows.count && (is_one || !certain); k++)
        insert(e, cells, caller, all->rows.items[k], certain);
}

/* What no context has its own of: imports, and what another function makes this one call. */
static int is_everywhere(const struct cch_py_emitter *e, const struct cch_py_call_edge *edge) {
    uint8_t opcode = e->p->instructions.items[root_of(e, edge->instruction)].opcode;
    return !own_caller(e, edge) || opcode == PY_DO_NAME || opcode == PY_DO_IMPORT || opcode == PY_DO_FROM ||
           opcode == PY_DO_STAR;
}

/* The edge as the function as written has it, which stands for all its contexts. */
static void insert_written(struct cch_py_emitter *e, uint32_t number, int certain) {
    const struct cch_py_call_edge *edge = edge_of(e, number);
    uint32_t cells[CCH_EDGE_WIDTH], caller = cch_py_emit_node(e, edge->caller);
    cch_py_emit_edge_cells(e, edge, cells);
    if (context_of(e, edge))
        insert_plain(e, cells, caller, edge->callee, 0);
    else
        insert_from(e, number, cells, caller, certain);
}

/* Nothing but a call that leads to it runs the function: it has no name outside of another. */
static int is_local(const struct cch_py_emitter *e, uint32_t function) {
    return strstr(cch_graph_identity(e->graph, e->functions[function], NULL), "<locals>") != NULL;
}

void cch_py_instances_edge(struct cch_py_emitter *e, uint32_t number, int certain) {
    struct cch_py_instances *all = e->instances;
    const struct cch_py_call_edge *edge = edge_of(e, number);
    uint32_t cells[CCH_EDGE_WIDTH], context = context_of(e, edge), function = edge->caller & 0x3fffffffu;
    cch_py_emit_edge_cells(e, edge, cells);
    if (!is_function(edge->caller) || !all->split[function]) {
        insert_from(e, number, cells, cch_py_emit_node(e, edge->caller), certain && !context);
        return;
    }
    if (is_local(e, function))
        PY_PUSH(e->arena, &all->waiting, number << 1 | (certain != 0));
    else
        insert_written(e, number, certain);
    if (context) {
        certain = all->stable && !edge->possible && cch_py_emit_is_certain_in_context(e, edge->instruction);
        insert_from(e, number, cells, row_of(e, function, context), certain);
    }
    for (uint32_t n = !context && is_everywhere(e, edge) ? all->of_function[function] : 0; n;
         n = all->list.items[n - 1].next)
        insert_from(e, number, cells, row_of(e, function, all->list.items[n - 1].context), certain);
}

/* Where a context does not tell what it calls, that is what the function calls in any. */
static void insert_unknown(struct cch_py_emitter *e) {
    struct cch_py_instances *all = e->instances;
    for (uint32_t k = 0; k < all->arcs.count; k++) {
        uint32_t root = all->arcs.items[k].unknown, cells[CCH_EDGE_WIDTH];
        const struct instance of = all->list.items[all->arcs.items[k].instance];
        if (!root || !all->split[of.function])
            continue;
        uint32_t caller = row_of(e, of.function, of.context);
        for (uint32_t n = cch_py_table_get(&all->roots, (uint64_t)root + 1); n; n = all->of_root[n - 1]) {
            cch_py_emit_edge_cells(e, edge_of(e, n - 1), cells);
            insert_plain(e, cells, caller, edge_of(e, n - 1)->callee, 0);
        }
    }
}

/* Whether an instance has the edge, too. */
static int is_shown(const struct cch_py_emitter *e, uint32_t number) {
    const struct cch_py_instances *all = e->instances;
    const struct cch_py_call_edge *edge = edge_of(e, number);
    if (context_of(e, edge) || is_everywhere(e, edge))
        return 1;
    for (uint32_t n = cch_py_table_get(&all->roots, (uint64_t)root_of(e, edge->instruction) + 1); n;
         n = all->of_root[n - 1]) {
        const struct cch_py_call_edge *other = edge_of(e, n - 1);
        if (context_of(e, other) && other->callee == edge->callee && other->kind == edge->kind)
            return 1;
    }
    return 0;
}

void cch_py_instances_end(struct cch_py_emitter *e) {
    struct cch_py_instances *all = e->instances;
    insert_unknown(e);
    for (uint32_t before = UINT32_MAX; before != all->waiting.count;) {
        uint32_t count = 0;
        before = all->waiting.count;
        for (uint32_t k = 0; k < before; k++) {
            uint32_t number = all->waiting.items[k] >> 1;
            if (all->led[edge_of(e, number)->caller & 0x3fffffffu])
                insert_written(e, number, all->waiting.items[k] & 1);
            else
                all->waiting.items[count++] = all->waiting.items[k];
        }
        all->waiting.count = count;
    }
    for (uint32_t k = 0; k < all->waiting.count; k++)
        if (!is_shown(e, all->waiting.items[k] >> 1))
            insert_written(e, all->waiting.items[k] >> 1, all->waiting.items[k] & 1);
    cch_py_unions_end(e);
}

unsigned cch_py_instances_callers(struct cch_py_emitter *e, uint32_t number, uint32_t callers[2]) {
    const struct cch_py_instances *all = e->instances;
    const struct cch_py_call_edge *edge = edge_of(e, number);
    uint32_t context = context_of(e, edge), function = edge->caller & 0x3fffffffu;
    unsigned count = 0;
    int splits = is_function(edge->caller) && all->split[function];
    if (!splits || !context || !is_local(e, function) || all->led[function])
        callers[count++] = cch_py_emit_node(e, edge->caller);
    if (splits && context)
        callers[count++] = row_of(e, function, context);
    return count;
}
