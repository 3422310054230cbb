/* What host functions do on the way to a launch: a row of CCH_PROGRAM for each.
 *
 * Which: those that reach a launch, a call of what another unit defines, a virtual
 * call or one through a pointer; and what these call, since it may decide, with what
 * overrides it. */
#include "facts/program_code.h"

#include "know/cuda.h"
#include "walk/names.h"

struct program {
    struct pointer_map seeds; /* entries + 1 that launch or call what is not known here */
    struct program_code code;
};

static bool is_on(const struct walk *walk) { return walk->facts.cxx && !walk->facts.device; }

static void seed(struct walk *walk, struct program *program) {
    bool is_new;
    if (is_on(walk) && !walk->never && walk->current != UINT32_MAX &&
        !walk->entries.items[walk->current].facts.in_system)
        pointer_map_at(&program->seeds, (uint64_t)walk->current + 1, &is_new);
}

static void call(struct walk *walk, void *state, shim_stmt call, const struct shim_call *facts, uint32_t location) {
    (void)call;
    (void)location;
    if (!facts->callee)
        seed(walk, state);
}

static bool statement(struct walk *walk, void *state, enum shim_stmt_kind kind, const struct work_item *item) {
    (void)kind;
    (void)item;
    seed(walk, state);
    return false;
}

/* Which entries have a program. */
enum { LEADS = 1, NEEDED = 2, LAUNCHER = 4, NO_LAUNCHER = 8, CALLED_VIRTUALLY = 16 };

struct choice {
    struct walk *walk;
    uint8_t *marks;      /* of entries */
    uint32_t *first;     /* edges by caller: first[n] … first[n + 1] of `order` */
    uint32_t *order;     /* callees */
    uint32_t *callers;   /* the same by callee */
    uint32_t *of_callee; /* first of them */
    VECTOR(uint32_t) queue;
};

static bool is_candidate(const struct walk *walk, uint32_t entry) {
    const struct entry *it = &walk->entries.items[entry];
    return it->function && it->queued && it->facts.defined && !program_is_outside(&it->facts) && !it->facts.kernel &&
           !it->facts.builtin && !it->facts.lambda_invoker && walk_runs_here(walk, &it->facts);
}

/* A function of the runtime that launches. */
static bool is_launcher(struct choice *choice, uint32_t entry) {
    uint8_t *mark = &choice->marks[entry];
    if (!(*mark & (LAUNCHER | NO_LAUNCHER))) {
        const struct entry *it = &choice->walk->entries.items[entry];
        bool launches = it->function && it->facts.in_system &&
                        cuda_launch_named(shim_function_simple_name(choice->walk->unit, it->function));
        *mark |= launches ? LAUNCHER : NO_LAUNCHER;
    }
    return *mark & LAUNCHER;
}

static bool is_seed(struct choice *choice, const struct raw_edge *edge) {
    const struct entry *callee = &choice->walk->entries.items[edge->callee];
    return edge->kind == CCH_KIND_LAUNCH || edge->kind == CCH_KIND_VIRTUAL ||
           (!callee->facts.defined && !callee->facts.in_system && !callee->facts.builtin) ||
           is_launcher(choice, edge->callee);
}

static void mark(struct choice *choice, uint32_t entry, uint8_t bit) {
    if ((choice->marks[entry] & bit) || !is_candidate(choice->walk, entry))
        return;
    choice->marks[entry] |= bit;
    VECTOR_PUSH(&choice->queue, entry);
}

/* Counting sort of the edges by one end. */
static void order_edges(const struct walk *walk, bool by_callee, uint32_t **first, uint32_t **order) {
    size_t count = walk->entries.count;
    *first = memory_zeroed(count + 2, sizeof **first);
    *order = memory_zeroed(walk->edges.count + 1, sizeof **order);
    for (size_t i = 0; i < walk->edges.count; ++i) {
        const struct raw_edge *edge = &walk->edges.items[i];
        ++(*first)[(by_callee ? edge->callee : edge->caller) + 2];
    }
    for (size_t i = 1; i < count + 2; ++i)
        (*first)[i] += (*first)[i - 1];
    for (size_t i = 0; i < walk->edges.count; ++i) {
        const struct raw_edge *edge = &walk->edges.items[i];
        uint32_t end = by_callee ? edge->callee : edge->caller;
        (*order)[(*first)[end + 1]++] = by_callee ? edge->caller : edge->callee;
    }
}

static void spread(struct choice *choice, const uint32_t *first, const uint32_t *order, uint8_t bit) {
    while (choice->queue.count) {
        uint32_t entry = choice->queue.items[--choice->queue.count];
        for (uint32_t i = first[entry]; i < first[entry + 1]; ++i)
            mark(choice, order[i], bit);
    }
}

struct overriding {
    struct choice *choice;
    bool found;
};

static void match_called(void *data, shim_function overridden) {
    struct overriding *overriding = data;
    struct choice *choice = overriding->choice;
    uint32_t count = (uint32_t)choice->walk->entries.count, base = walk_entry(choice->walk, overridden);
    overriding->found |= base < count && (choice->marks[base] & CALLED_VIRTUALLY);
    if (!overriding->found)
        shim_method_overridden(overridden, match_called, overriding);
}

/* What may run instead of a method that is called virtually. */
static void mark_overriders(struct choice *choice) {
    struct walk *walk = choice->walk;
    uint32_t count = (uint32_t)walk->entries.count;
    for (size_t i = 0; i < walk->edges.count; ++i) {
        const struct raw_edge *edge = &walk->edges.items[i];
        if (edge->kind == CCH_KIND_VIRTUAL && (choice->marks[edge->caller] & NEEDED))
            choice->marks[edge->callee] |= CALLED_VIRTUALLY;
    }
    for (uint32_t entry = 0; entry < count; ++entry) {
        struct overriding overriding = {choice, false};
        if ((choice->marks[entry] & NEEDED) || !walk->entries.items[entry].facts.method || !is_candidate(walk, entry))
            continue;
        shim_method_overridden(walk->entries.items[entry].function, match_called, &overriding);
        if (overriding.found)
            mark(choice, entry, NEEDED);
    }
}

static void choose(struct choice *choice, const struct program *program) {
    struct walk *walk = choice->walk;
    choice->marks = memory_zeroed(walk->entries.count, 1);
    for (size_t i = 0; i < walk->edges.count; ++i)
        if (is_seed(choice, &walk->edges.items[i]))
            mark(choice, walk->edges.items[i].caller, LEADS);
    for (uint32_t i = 0; program->seeds.slots && i <= program->seeds.mask; ++i)
        if (program->seeds.slots[i].key)
            mark(choice, (uint32_t)(program->seeds.slots[i].key - 1), LEADS);
    if (!choice->queue.count)
        return;
    order_edges(walk, true, &choice->of_callee, &choice->callers);
    spread(choice, choice->of_callee, choice->callers, LEADS);
    for (uint32_t entry = 0; entry < walk->entries.count; ++entry)
        if (choice->marks[entry] & LEADS)
            mark(choice, entry, NEEDED);
    order_edges(walk, false, &choice->first, &choice->order);
    do {
        spread(choice, choice->first, choice->order, NEEDED);
        mark_overriders(choice);
    } while (choice->queue.count);
}

static void release_choice(struct choice *choice) {
    free(choice->marks);
    free(choice->first);
    free(choice->order);
    free(choice->callers);
    free(choice->of_callee);
    VECTOR_RELEASE(&choice->queue);
}

static void write_program(struct walk *walk, struct program_code *code, uint32_t entry) {
    uint32_t cells[CCH_PROGRAM_WIDTH] = {0};
    const char *text = program_code_make(code, walk, walk->entries.items[entry].function);
    cells[CCH_PROGRAM_FUNCTION] = names_function(walk, entry);
    cells[CCH_PROGRAM_TEXT] = walk_string(walk, text);
    cells[CCH_PROGRAM_REFERENCES] = cch_graph_list(walk->graph, code->references.items, code->references.count);
    cells[CCH_PROGRAM_CONSTANTS] = cch_graph_list(walk->graph, code->constants.items, code->constants.count);
    cells[CCH_PROGRAM_PASSES] = walk->passes;
    cch_graph_insert(walk->graph, CCH_PROGRAM, cells);
}

static void write(struct walk *walk, void *state) {
    struct program *program = state;
    struct choice choice = {.walk = walk};
    if (!is_on(walk))
        return;
    choose(&choice, program);
    uint32_t count = (uint32_t)walk->entries.count; /* writing may add some */
    for (uint32_t entry = 0; entry < count; ++entry)
        if (choice.marks[entry] & NEEDED)
            write_program(walk, &program->code, entry);
    release_choice(&choice);
}

static void release(void *state) {
    struct program *program = state;
    pointer_map_release(&program->seeds);
    program_code_release(&program->code);
}

const struct analysis program_analysis = {
    .name = "program",
    .state_size = sizeof(struct program),
    .statements = STATEMENT(KERNEL_CALL),
    .call = call,
    .statement = statement,
    .write = write,
    .release = release,
};
