#include "python/emit/emit.h"

#include <string.h>

#include "python/emit/beside.h"
#include "python/emit/instances.h"
#include "python/emit/rows.h"
#include "python/solve/rules/rules.h"

/* Edges ----------------------------------------------------------------------------- */

static void emit_edge(struct cch_py_emitter *e, uint32_t number) {
    const struct cch_py_call_edge *edge = &e->s->edges.items[number];
    const struct cch_py_instruction *i = &e->p->instructions.items[edge->instruction];
    if (!cch_py_emit_node(e, edge->caller) || !cch_py_emit_node(e, edge->callee))
        return;
    int registered = edge->caller >> 30 == PY_NODE_EXTERNAL;
    if (registered && (!edge->possible || edge->key))
        cch_py_emit_binding(e, edge,
                            cch_py_emit_site(e, e->p->functions.items[i->function].module, i->line, i->column));
    cch_py_instances_edge(e, number, !edge->possible && (registered || cch_py_emit_is_certain(e, edge->instruction)));
}

/* Entry points ---------------------------------------------------------------------- */

static void mark_exported_value(struct cch_py_emitter *e, uint32_t value) {
    struct cch_py_value of = *cch_py_value_of(e->s, value);
    while (of.kind == PY_V_OPERATOR || of.kind == PY_V_KERNEL || of.kind == PY_V_BOUND)
        of = *cch_py_value_of(e->s, of.a);
    struct cch_py_program *p = e->s->program;
    if (of.kind == PY_V_FUNCTION || of.kind == PY_V_GENERATOR) {
        p->functions.items[of.a].marks |= PY_MARK_EXPORTED;
    }
    struct cch_py_object object;
    const struct cch_py_model *model = of.kind == PY_V_OBJECT ? cch_py_object_of(e->s, value, &object) : NULL;
    if (model && model->stands_for_class)
        of = (struct cch_py_value){PY_V_CLASS, object.number, 0};
    if (of.kind != PY_V_CLASS)
        return;
    const struct cch_py_whole_class *class = &p->classes.items[of.a];
    const struct cch_py_module *module = &p->modules.items[class->module];
    for (uint32_t f = module->first_function; f < module->first_function + module->function_count; f++) {
        const char *name = cch_py_text(&p->names, p->functions.items[f].is.name);
        if (p->functions.items[f].is.owner == of.a &&
            (name[0] != '_' || !strcmp(name, "__init__") || !strcmp(name, "__call__")))
            p->functions.items[f].marks |= PY_MARK_EXPORTED;
    }
}

/* A package exports what its __init__.py binds without an underscore, and any
 * module what its __all__ lists. */
static void mark_exported(struct cch_py_emitter *e) {
    for (uint32_t m = 0; m < e->p->modules.count; m++) {
        const struct cch_py_module *module = &e->p->modules.items[m];
        const cch_py_numbers *names = module->has_all ? &module->exported : &module->own;
        if (!module->has_all && !module->file->is_package)
            continue;
        for (uint32_t i = 0; i < names->count; i++) {
            uint32_t variable = cch_py_module_global(e->s, m, names->items[i]);
            if (!module->has_all && cch_py_text(&e->p->names, names->items[i])[0] == '_')
                continue;
            for (uint32_t k = 0; variable && k < e->s->variables[variable].count; k++)
                mark_exported_value(e, e->s->variables[variable].items[k]);
        }
    }
}

void cch_py_emit_graph(struct cch_py_solver *s, struct cch_py_bindings *bindings, cch_graph *graph, int is_parallel) {
    struct cch_py_emitter e = {.s = s, .p = s->program, .bindings = bindings, .graph = graph, .arena = s->arena};
    struct cch_py_beside beside = {0};
    cch_py_emit_begin(&e);
    e.called = cch_py_arena_alloc(s->arena, s->program->functions.count);
    for (uint32_t i = 0; i < s->edges.count; i++) {
        const struct cch_py_call_edge *edge = &s->edges.items[i];
        if (edge->callee >> 30 == PY_NODE_FUNCTION && edge->caller >> 30 == PY_NODE_FUNCTION &&
            edge->caller != edge->callee)
            e.called[edge->callee & 0x3fffffffu] = 1;
    }
    mark_exported(&e);
    if (is_parallel)
        cch_py_beside_start(&e, &beside);
    for (uint32_t f = 1; f < s->program->functions.count; f++)
        cch_py_emit_node(&e, cch_py_node(PY_NODE_FUNCTION, f));
    cch_py_instances_find(&e);
    for (uint32_t i = 0; i < s->edges.count && !cch_graph_status(graph); i++)
        emit_edge(&e, i);
    cch_py_instances_end(&e);
    cch_py_emit_launches(&e);
    cch_py_emit_programs(&e);
    if (!cch_py_beside_end(&e, &beside))
        cch_py_emit_values(&e);
}
