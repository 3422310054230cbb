/* Virtual calls, the hierarchy that they depend on, and vtables. */
#include "walk/names.h"

struct classes {
    struct pointer_map called;       /* methods called virtually */
    struct pointer_map vtables_used; /* records */
};

/* In a constructor or destructor the object is of that class and no other. */
static shim_function known_in_construction(struct walk *walk, shim_function method) {
    if (walk->current == UINT32_MAX)
        return NULL;
    const struct entry *entry = &walk->entries.items[walk->current];
    if (!entry->function || (!entry->facts.constructor && !entry->facts.destructor))
        return NULL;
    shim_function known = shim_method_in_class(method, shim_method_record(entry->function));
    uint32_t index = known ? walk_entry(walk, known) : UINT32_MAX;
    return index != UINT32_MAX && !walk->entries.items[index].facts.pure ? known : NULL;
}

static void remember_called(struct classes *classes, shim_function method) {
    bool is_new;
    pointer_map_at(&classes->called, (uintptr_t)method, &is_new);
}

static void virtual_call(struct walk *walk, struct classes *classes, shim_function method, shim_record object_class,
                         bool on_this, enum cch_kind direct_kind, uint32_t location) {
    shim_function known = on_this ? known_in_construction(walk, method) : NULL;
    if (known) {
        walk_edge(walk, known, direct_kind, true, 0, location);
        return;
    }
    if (!object_class)
        object_class = shim_method_record(method);
    walk_edge(walk, method, CCH_KIND_VIRTUAL, false, names_class(walk, object_class), location);
    remember_called(classes, method);
}

/* Vtables: emitted with what uses them, and with them their methods --------- */

static void touch_virtual(void *data, shim_function method) {
    struct walk *walk = data;
    uint32_t index = walk_entry(walk, method);
    if (index != UINT32_MAX && walk->entries.items[index].facts.is_virtual)
        walk_touch(walk, method);
}

static void use_vtable(struct walk *walk, struct classes *classes, shim_record record) {
    struct shim_record_facts facts;
    bool is_new;
    if (!record)
        return;
    pointer_map_at(&classes->vtables_used, (uintptr_t)record, &is_new);
    if (!is_new)
        return;
    shim_record_facts(walk->unit, record, &facts);
    if (!facts.polymorphic || facts.dependent)
        return;
    shim_record_methods(record, touch_virtual, walk);
}

/* Overriders of what is called virtually ------------------------------------ */

struct overrides {
    const struct classes *classes;
    shim_function method;
    bool found;
};

static void match_overridden(void *data, shim_function overridden) {
    struct overrides *search = data;
    if (!search->found && pointer_map_has(&search->classes->called, (uintptr_t)overridden))
        search->found = true;
    if (!search->found)
        shim_method_overridden(overridden, match_overridden, search);
}

struct step {
    struct walk *walk;
    const struct classes *classes;
    bool news;
};

static void step_method(void *data, shim_function method) {
    struct step *step = data;
    struct walk *walk = step->walk;
    struct overrides search = {step->classes, method, false};
    uint32_t index = walk_entry(walk, method);
    if (index == UINT32_MAX || !walk->entries.items[index].facts.is_virtual || walk->entries.items[index].queued)
        return;
    shim_method_overridden(method, match_overridden, &search);
    if (!search.found)
        return;
    size_t before = walk->queue.count;
    walk_touch(walk, method);
    step->news = step->news || walk->queue.count != before;
}

/* Overriders of what was called. */
static bool step(struct walk *walk, void *state) {
    const struct classes *classes = state;
    struct step step = {walk, classes, false};
    if (!classes->called.count)
        return false;
    for (size_t i = 0; i < walk->classes.count; ++i)
        shim_record_methods(walk->classes.items[i], step_method, &step);
    return step.news;
}

/* What the merge needs of the hierarchy -------------------------------------- */

struct writing {
    struct walk *walk;
    shim_function method;
    uint32_t class_identity;
    struct pointer_map written; /* records whose bases are in the graph */
};

static void write_overridden(void *data, shim_function overridden) {
    struct writing *writing = data;
    struct walk *walk = writing->walk;
    uint32_t method = walk_entry(walk, writing->method);
    uint32_t base = walk_entry(walk, overridden);
    if (method == UINT32_MAX || base == UINT32_MAX)
        return;
    uint32_t cells[CCH_OVERRIDE_WIDTH] = {0};
    cells[CCH_OVERRIDE_METHOD] = names_function(walk, method);
    cells[CCH_OVERRIDE_CLASS] = writing->class_identity;
    cells[CCH_OVERRIDE_OVERRIDDEN] = names_function(walk, base);
    cch_graph_insert(walk->graph, CCH_OVERRIDE, cells);
}

static void write_method(void *data, shim_function method) {
    struct writing *writing = data;
    writing->method = method;
    shim_method_overridden(method, write_overridden, writing);
}

static void write_bases(struct writing *writing, shim_record record);

static void write_base(void *data, shim_record base) {
    struct writing *writing = data;
    uint32_t cells[CCH_CLASS_BASE_WIDTH] = {0};
    cells[CCH_CLASS_BASE_CLASS] = writing->class_identity;
    cells[CCH_CLASS_BASE_BASE] = names_class(writing->walk, base);
    cch_graph_insert(writing->walk->graph, CCH_CLASS_BASE, cells);
    uint32_t saved = writing->class_identity;
    write_bases(writing, base);
    writing->class_identity = saved;
}

static void write_bases(struct writing *writing, shim_record record) {
    bool is_new;
    pointer_map_at(&writing->written, (uintptr_t)record, &is_new);
    if (!is_new)
        return;
    writing->class_identity = names_class(writing->walk, record);
    shim_record_bases(record, write_base, writing);
}

static void write_class(struct writing *writing, shim_record record) {
    write_bases(writing, record);
    writing->class_identity = names_class(writing->walk, record);
    shim_record_methods(record, write_method, writing);
}

struct relevance {
    const struct classes *classes;
    bool relevant;
};

static void look_for_called(void *data, shim_function method) {
    struct relevance *relevance = data;
    struct overrides search = {relevance->classes, method, false};
    if (!relevance->relevant)
        shim_method_overridden(method, match_overridden, &search);
    relevance->relevant = relevance->relevant || search.found;
}

/* The project's own classes always; those of system headers where their
 * vtable is used here, or where they override what is called here. */
static bool is_relevant(struct walk *walk, const struct classes *classes, shim_record record) {
    struct shim_record_facts facts;
    shim_record_facts(walk->unit, record, &facts);
    if (facts.dependent || !facts.polymorphic)
        return false;
    if (!facts.in_system || walk->options.scope_all || pointer_map_has(&classes->vtables_used, (uintptr_t)record))
        return true;
    struct relevance relevance = {classes, false};
    shim_record_methods(record, look_for_called, &relevance);
    return relevance.relevant;
}

static void write(struct walk *walk, void *state) {
    struct writing writing = {.walk = walk};
    for (size_t i = 0; i < walk->classes.count; ++i)
        if (is_relevant(walk, state, walk->classes.items[i]))
            write_class(&writing, walk->classes.items[i]);
    pointer_map_release(&writing.written);
}

/* The analysis ------------------------------------------------------------------ */

static void begin_body(struct walk *walk, void *state) {
    const struct entry *entry = walk->current == UINT32_MAX ? NULL : &walk->entries.items[walk->current];
    if (entry && (entry->facts.constructor || entry->facts.destructor || entry->facts.is_virtual))
        use_vtable(walk, state, shim_method_record(entry->function));
}

static void call(struct walk *walk, void *state, shim_stmt call, const struct shim_call *facts, uint32_t location) {
    (void)call;
    if (!facts->callee || !facts->is_virtual || facts->devirtualized)
        return;
    bool destroys = walk->entries.items[walk_entry(walk, facts->callee)].facts.destructor;
    virtual_call(walk, state, facts->callee, facts->object_class, facts->object_is_this,
                 destroys ? CCH_KIND_DESTROY : CCH_KIND_CALL, location);
}

static bool statement(struct walk *walk, void *state, enum shim_stmt_kind kind, const struct work_item *item) {
    struct shim_delete facts;
    (void)kind;
    shim_delete_facts(walk->unit, item->stmt, &facts);
    if (facts.is_virtual && !facts.devirtualized)
        virtual_call(walk, state, facts.destructor, facts.object_class, false, CCH_KIND_DESTROY,
                     walk_place(walk, item->stmt, item->location));
    return false;
}

/* A method whose address is taken may be called virtually. */
static void edge(struct walk *walk, void *state, const struct raw_edge *edge) {
    const struct entry *callee = &walk->entries.items[edge->callee];
    if (edge->kind == CCH_KIND_ADDRESS && callee->facts.is_virtual)
        remember_called(state, callee->function);
}

static void release(void *state) {
    struct classes *classes = state;
    pointer_map_release(&classes->called);
    pointer_map_release(&classes->vtables_used);
}

const struct analysis classes_analysis = {
    .name = "classes",
    .state_size = sizeof(struct classes),
    .statements = STATEMENT(DELETE),
    .begin_body = begin_body,
    .call = call,
    .statement = statement,
    .edge = edge,
    .step = step,
    .write = write,
    .release = release,
};
