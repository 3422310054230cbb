/* Where the walk begins: what the unit's main file defines, what the compiler
 * must emit, and with scope=all every definition that clang has made. */
#include "walk/paths.h"
#include "walk/steps.h"

static void see(void *data, shim_decl decl);

static void see_function(struct walk *walk, shim_decl decl) {
    shim_function function = shim_decl_function(decl);
    if (shim_decl_in_main_file(walk->unit, decl))
        closures_number_function(walk, function);
    bool here = shim_decl_in_main_file(walk->unit, decl), emitted = shim_function_must_emit(walk->unit, function);
    if (walk->options.scope_all || here || emitted)
        walk_touch(walk, function);
    if (walk->defines_something || (!here && !emitted))
        return;
    /* What a unit includes to be compiled in it counts (a.cpp of several, instantiations); the toolchain's does not. */
    uint32_t index = walk_entry(walk, function);
    const struct shim_function_facts *facts = index == UINT32_MAX ? NULL : &walk->entries.items[index].facts;
    walk->defines_something = facts && facts->defined && (here || !facts->in_system || facts->instantiation);
}

static void see_variable(struct walk *walk, shim_decl decl) {
    struct shim_variable_facts facts;
    shim_variable variable = shim_decl_variable(decl);
    /* Most variables of headers are constants; no need to look closer. */
    if (!walk->options.scope_all && !shim_decl_in_main_file(walk->unit, decl) &&
        !shim_variable_may_be_emitted(walk->unit, variable))
        return;
    shim_variable_facts(walk->unit, variable, &facts);
    if (facts.in_main_file && (facts.must_emit || shim_variable_initializer(variable)))
        walk->defines_something = true;
    if (facts.in_main_file && !facts.dependent)
        closures_number(walk, shim_variable_initializer(variable));
    if (walk->options.scope_all || facts.in_main_file || facts.must_emit)
        walk_touch_variable(walk, variable);
}

static void see(void *data, shim_decl decl) {
    struct walk *walk = data;
    bool here;
    switch (shim_decl_kind(decl)) {
    case SHIM_DECL_CONTEXT:
        shim_decl_children(decl, see, walk);
        break;
    case SHIM_DECL_FUNCTION:
        see_function(walk, decl);
        break;
    case SHIM_DECL_VARIABLE:
        see_variable(walk, decl);
        break;
    case SHIM_DECL_RECORD:
        /* A class in a header emits nothing of itself: its inline members
         * are emitted where they are used. */
        here = walk->options.scope_all || shim_decl_in_main_file(walk->unit, decl);
        if (here)
            shim_decl_children(decl, see, walk);
        break;
    case SHIM_DECL_FUNCTION_TEMPLATE:
    case SHIM_DECL_CLASS_TEMPLATE:
    case SHIM_DECL_VARIABLE_TEMPLATE:
        if (shim_decl_in_main_file(walk->unit, decl))
            walk->defines_something = true;
        here = walk->options.scope_all || shim_decl_in_main_file(walk->unit, decl);
        if (here)
            shim_decl_children(decl, see, walk);
        break;
    case SHIM_DECL_OTHER:
        break;
    }
}

/* Of a header only what must be emitted is a root, wherever it is included. */
struct keeping {
    struct walk *walk;
    VECTOR(shim_decl) decls;
};

static void keep(void *data, shim_decl decl) {
    struct keeping *keeping = data;
    struct shim_variable_facts facts;
    shim_unit *unit = keeping->walk->unit;
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

void roots_keep(struct walk *walk) {
    struct keeping keeping = {.walk = walk};
    for (size_t i = 0; i < walk->declared.count; ++i)
        keep(&keeping, walk->declared.items[i]);
    shim_unit_keep(walk->unit, keeping.decls.items, keeping.decls.count, walk->classes.items, walk->classes.count);
    VECTOR_RELEASE(&keeping.decls);
}

void roots_find(struct walk *walk) {
    for (size_t i = 0; i < walk->declared.count; ++i)
        see(walk, walk->declared.items[i]);
    if (!walk->defines_something && !walk->facts.errors)
        paths_problem(walk,
                      "the file defines no function or variable, and instantiates nothing: if it should, its code "
                      "stands behind a macro that was not defined when it was read",
                      0);
}
