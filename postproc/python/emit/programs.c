/* What functions do (rows.h): the text that workers wrote, with its functions and modules by row.
 *
 * Only what may decide a launch is kept: functions that lead to compiled code, an operator or a kernel, all that
 * these call, functions made in these, and the bodies of the modules that they stand in or import. A function that
 * is left out is one without a program: what it gives is unknown to the evaluator. Device code is no program.
 */
#include "python/emit/rows.h"

#include <string.h>

enum { LEADS = 1, KEPT = 2 };

struct keeping {
    struct cch_py_emitter *e;
    struct cch_py_program *p;
    uint8_t *marks[3]; /* by enum cch_py_node_kind and number */
    int changed;
};

static uint8_t *marks_of(struct keeping *k, uint32_t node) { return &k->marks[node >> 30][node & 0x3fffffffu]; }

static void mark(struct keeping *k, uint32_t node, uint8_t marks) {
    uint8_t *held = marks_of(k, node);
    k->changed |= (*held | marks) != *held;
    *held |= marks;
}

/* The name by which an imported module has its `<module>`; whether it is of the program. */
static uint32_t module_of(struct keeping *k, uint32_t importer, const struct cch_py_code_module *of, uint32_t *name) {
    uint32_t level = of->level & ~(uint32_t)PY_MODULE_STANDARD;
    *name = cch_py_program_absolute(k->p, importer, of->name, level);
    uint32_t module = cch_py_program_module(k->p, importer, *name, (of->level & PY_MODULE_STANDARD) != 0);
    if (module)
        *name = k->p->modules.items[module - 1].name;
    return module;
}

static int is_target(struct keeping *k, const struct cch_py_call_edge *edge) {
    if (edge->kind == CCH_KIND_LAUNCH)
        return 1;
    if (edge->callee >> 30 != PY_NODE_EXTERNAL)
        return 0;
    const uint32_t *row = cch_graph_row(k->e->graph, CCH_FUNCTION, cch_py_emit_node(k->e, edge->callee));
    return row && row[CCH_FUNCTION_FLAGS] & CCH_FLAG_BINDING;
}

static void follow_edges(struct keeping *k) {
    const struct cch_py_solver *s = k->e->s;
    for (uint32_t i = 0; i < s->edges.count; i++) {
        const struct cch_py_call_edge *edge = &s->edges.items[i];
        if (*marks_of(k, edge->callee) & LEADS)
            mark(k, edge->caller, LEADS | KEPT);
        if (*marks_of(k, edge->caller) & KEPT)
            mark(k, edge->callee, KEPT);
    }
}

static uint32_t function_node(uint32_t function) { return cch_py_node(PY_NODE_FUNCTION, function); }

/* What kept code makes and imports, and the module in which it stands. */
static void follow_codes(struct keeping *k) {
    for (uint32_t i = 0; i < k->p->codes.count; i++) {
        const struct cch_py_code *code = &k->p->codes.items[i];
        uint32_t module = k->p->functions.items[code->function].module, name;
        if (!(*marks_of(k, function_node(code->function)) & KEPT))
            continue;
        mark(k, function_node(k->p->modules.items[module].body), KEPT);
        for (uint32_t f = code->references; f < code->references + code->reference_count; f++)
            if (k->p->functions.items[k->p->code_functions.items[f]].is.parent)
                mark(k, function_node(k->p->code_functions.items[f]), KEPT);
        for (uint32_t m = code->modules; m < code->modules + code->module_count; m++) {
            uint32_t other = module_of(k, module, &k->p->code_modules.items[m], &name);
            if (other)
                mark(k, function_node(k->p->modules.items[other - 1].body), KEPT);
        }
    }
}

static void choose(struct keeping *k) {
    const struct cch_py_solver *s = k->e->s;
    k->marks[PY_NODE_FUNCTION] = cch_py_arena_alloc(s->arena, k->p->functions.count);
    k->marks[PY_NODE_CLASS] = cch_py_arena_alloc(s->arena, k->p->classes.count);
    k->marks[PY_NODE_EXTERNAL] = cch_py_arena_alloc(s->arena, k->p->names.text.count);
    for (uint32_t i = 0; i < s->edges.count; i++)
        if (is_target(k, &s->edges.items[i]))
            mark(k, s->edges.items[i].callee, LEADS | KEPT);
    do {
        k->changed = 0;
        follow_edges(k);
        follow_codes(k);
    } while (k->changed);
}

static void emit_program(struct keeping *k, const struct cch_py_code *code) {
    struct cch_py_emitter *e = k->e;
    const struct cch_py_whole_function *function = &k->p->functions.items[code->function];
    uint32_t cells[CCH_PROGRAM_WIDTH] = {0}, name;
    cch_py_numbers list = {0};
    if (!(*marks_of(k, function_node(code->function)) & KEPT) || function->marks & (PY_MARK_DEVICE | PY_MARK_KERNEL))
        return;
    cells[CCH_PROGRAM_FUNCTION] = cch_py_emit_node(e, function_node(code->function));
    cells[CCH_PROGRAM_TEXT] =
        cch_graph_string(e->graph, k->p->modules.items[function->module].code_text + code->text, code->length);
    for (uint32_t i = code->references; i < code->references + code->reference_count; i++)
        PY_PUSH(e->arena, &list, cch_py_emit_node(e, function_node(k->p->code_functions.items[i])));
    cells[CCH_PROGRAM_REFERENCES] = cch_graph_list(e->graph, list.items, list.count);
    list.count = 0;
    for (uint32_t i = code->modules; i < code->modules + code->module_count; i++) {
        module_of(k, function->module, &k->p->code_modules.items[i], &name);
        PY_PUSH(e->arena, &list, cch_py_emit_text(e, name));
    }
    cells[CCH_PROGRAM_CONSTANTS] = cch_graph_list(e->graph, list.items, list.count);
    cells[CCH_PROGRAM_PASSES] = e->python;
    cch_graph_insert(e->graph, CCH_PROGRAM, cells);
    cch_py_arena_resize(e->arena, list.items, 0);
}

void cch_py_emit_programs(struct cch_py_emitter *e) {
    struct keeping k = {.e = e, .p = e->s->program};
    choose(&k);
    for (uint32_t i = 0; i < k.p->codes.count && !cch_graph_status(e->graph); i++)
        emit_program(&k, &k.p->codes.items[i]);
}
