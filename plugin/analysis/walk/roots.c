/* Where the walk begins: what the unit's main file defines, what the compiler
 * must emit, and with scope=all every definition that clang has made. */
#include "walk/collector.h"

static void see(void *data, shim_decl decl);

static void see_function(struct collector *collector, shim_decl decl) {
    shim_function function = shim_decl_function(decl);
    if (shim_decl_in_main_file(collector->unit, decl))
        closures_number_function(collector, function);
    bool here = shim_decl_in_main_file(collector->unit, decl), emitted = shim_function_must_emit(collector->unit, function);
    if (collector->options.scope_all || here || emitted)
        collector_touch(collector, function);
    if (collector->defines_something || (!here && !emitted))
        return;
    /* What a unit includes to be compiled in it counts (a.cpp of several, instantiations); the toolchain's does not. */
    uint32_t index = collector_function(collector, function);
    const struct shim_function_facts *facts = index == UINT32_MAX ? NULL : &collector->entries.items[index].facts;
    collector->defines_something = facts && facts->defined && (here || !facts->in_system || facts->instantiation);
}

static void see_variable(struct collector *collector, shim_decl decl) {
    struct shim_variable_facts facts;
    shim_variable variable = shim_decl_variable(decl);
    /* Most variables of headers are constants; no need to look closer. */
    if (!collector->options.scope_all && !shim_decl_in_main_file(collector->unit, decl) &&
        !shim_variable_may_be_emitted(collector->unit, variable))
        return;
    shim_variable_facts(collector->unit, variable, &facts);
    if (facts.in_main_file && (facts.must_emit || shim_variable_initializer(variable)))
        collector->defines_something = true;
    if (facts.in_main_file && !facts.dependent)
        closures_number(collector, shim_variable_initializer(variable));
    if (collector->options.scope_all || facts.in_main_file || facts.must_emit)
        collector_touch_variable(collector, variable);
}

static void see(void *data, shim_decl decl) {
    struct collector *collector = data;
    bool here;
    switch (shim_decl_kind(decl)) {
    case SHIM_DECL_CONTEXT:
        shim_decl_children(decl, see, collector);
        break;
    case SHIM_DECL_FUNCTION:
        see_function(collector, decl);
        break;
    case SHIM_DECL_VARIABLE:
        see_variable(collector, decl);
        break;
    case SHIM_DECL_RECORD:
        /* A class in a header emits nothing of itself: its inline members
         * are emitted where they are used. */
        here = collector->options.scope_all || shim_decl_in_main_file(collector->unit, decl);
        if (here)
            shim_decl_children(decl, see, collector);
        break;
    case SHIM_DECL_FUNCTION_TEMPLATE:
    case SHIM_DECL_CLASS_TEMPLATE:
    case SHIM_DECL_VARIABLE_TEMPLATE:
        if (shim_decl_in_main_file(collector->unit, decl))
            collector->defines_something = true;
        here = collector->options.scope_all || shim_decl_in_main_file(collector->unit, decl);
        if (here)
            shim_decl_children(decl, see, collector);
        break;
    case SHIM_DECL_OTHER:
        break;
    }
}

/* Of a header only what must be emitted is a root, wherever it is included. */
struct keeping {
    struct collector *collector;
    VECTOR(shim_decl) decls;
};

static void keep(void *data, shim_decl decl) {
    struct keeping *keeping = data;
    struct shim_variable_facts facts;
    shim_unit *unit = keeping->collector->unit;
    switch (shim_decl_kind(decl)) {
    case SHIM_DECL_CONTEXT:
        shim_decl_children(decl, keep, keeping);
        break;
    case SHIM_DECL_FUNCTION:
        if (shim_function_must_emit(unit, shim_decl_function(decl)))
            VECTOR_PUSH(&keeping->decls, decl);
        break;
    case SHIM_DECL_VARIABLE:
        if (!shim_variable_may_be_emitted(unit, shim_decl_variable(decl)))
            break;
        shim_variable_facts(unit, shim_decl_variable(decl), &facts);
        if (facts.must_emit)
            VECTOR_PUSH(&keeping->decls, decl);
        break;
    default:
        break;
    }
}

void collector_keep_roots(struct collector *collector) {
    struct keeping keeping = {.collector = collector};
    for (size_t i = 0; i < collector->declared.count; ++i)
        keep(&keeping, collector->declared.items[i]);
    shim_unit_keep(collector->unit, keeping.decls.items, keeping.decls.count, collector->classes.items,
                   collector->classes.count);
    VECTOR_RELEASE(&keeping.decls);
}

void collector_find_roots(struct collector *collector) {
    for (size_t i = 0; i < collector->declared.count; ++i)
        see(collector, collector->declared.items[i]);
    if (!collector->defines_something && !collector->facts.errors)
        collector_problem(collector,
                          "the file defines no function or variable, and instantiates nothing: if it should, its code "
                          "stands behind a macro that was not defined when it was read", 0);
}
