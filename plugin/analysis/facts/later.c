/* What a library that is compiled elsewhere calls later, because something was called now: rows of what is known. */
#include "shim/shim.h"
#include "walk/walk.h"

#include <string.h>

/* A static method of a class template, and what is called later of the class that is its argument. */
static const struct {
    const char *record, *method, *later[4];
} rows[] = {
    {"torch::autograd::Function", "apply", {"backward"}}, /* by the engine, where gradients are wanted */
};

struct search {
    struct walk *walk;
    const char *name;
    uint32_t location;
};

static void add_named(void *data, shim_function method) {
    const struct search *search = data;
    if (strcmp(shim_function_simple_name(search->walk->unit, method), search->name) == 0)
        walk_edge(search->walk, method, CCH_KIND_DISPATCH, false, 0, search->location);
}

static void call(struct walk *walk, void *state, shim_stmt call, const struct shim_call *facts, uint32_t location) {
    (void)state;
    (void)call;
    uint32_t callee = facts->callee && !walk->facts.device ? walk_entry(walk, facts->callee) : UINT32_MAX;
    if (callee == UINT32_MAX || !walk->entries.items[callee].facts.method)
        return;
    const char *name = shim_function_simple_name(walk->unit, facts->callee);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; ++i) {
        if (strcmp(name, rows[i].method) != 0)
            continue;
        shim_record record = shim_method_record(facts->callee);
        shim_type of =
            record && shim_record_is(walk->unit, record, rows[i].record) ? shim_record_template_type(record, 0) : NULL;
        for (size_t k = 0; of && shim_type_record(of) && k < sizeof rows[i].later / sizeof *rows[i].later; ++k) {
            struct search search = {walk, rows[i].later[k], location};
            if (search.name)
                shim_record_methods(shim_type_record(of), add_named, &search);
        }
    }
}

const struct analysis later_analysis = {.name = "later", .call = call};
