/* Static shared memory: the __shared__ variables of each kernel and of what it calls, as nvcc lays them out. A host
 * pass, which walks no body of a kernel, is shown them for this alone. */
#include "shim/parameters.h"
#include "walk/names.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

extern const struct analysis shared_memory_analysis;

/* A variable, and a function that uses it. */
struct use {
    uint32_t user; /* entry */
    shim_variable variable;
    uint64_t bytes;
    uint32_t alignment, location;
};

/* Who calls whom on the device. */
struct device_call {
    uint32_t caller, callee; /* entries */
    bool certain;
};

/* A function whose address is taken, or (`entry` is the caller) a call through a pointer. */
struct by_pointer {
    uint32_t entry;
    uint64_t signature; /* a hash */
};

/* A variable that a kernel has. */
struct held {
    uint32_t kernel, location; /* entry; of the variable */
    uint32_t use;              /* its number in the uses */
    shim_variable variable;
    bool certain;
};

/* What a kernel may have beyond that, of a function. */
struct opening {
    uint32_t function; /* entry */
    uint32_t open;     /* enum cch_shared_open */
};

struct shared_memory {
    VECTOR(struct use) uses;
    VECTOR(struct opening) openings;
    VECTOR(struct by_pointer) taken, pointer_calls;
    VECTOR(struct device_call) calls; /* of a host pass */
    VECTOR(uint32_t) waiting;         /* entries to be shown: the same */
    struct pointer_map met;           /* entries + 1: the same */
    uint32_t dynamic;                 /* alignment of what is dynamic; 0: nothing is */
};

static bool is_on(const struct walk *walk) {
    return walk->facts.cuda && (walk->facts.device || walk->shadow) && !walk->never;
}

/* Uses ------------------------------------------------------------------------------- */

/* A variable that nothing names in this specialization is dropped by nvcc. */
static void add_variable(struct walk *walk, struct shared_memory *state, shim_variable variable, bool declared) {
    struct shim_shared facts;
    uint32_t user = walk_current(walk);
    if (user == UINT32_MAX || !shim_variable_shared(walk->unit, variable, &facts))
        return;
    if (facts.dynamic && facts.alignment > state->dynamic)
        state->dynamic = facts.alignment;
    if (facts.dynamic || declared)
        return;
    struct use use = {user, shim_variable_defining(variable), facts.bytes, facts.alignment,
                      shim_variable_location(walk->unit, variable)};
    VECTOR_PUSH(&state->uses, use);
}

struct visited {
    struct walk *walk;
    struct shared_memory *state;
};

static void visit_declared(void *data, shim_variable variable) {
    const struct visited *visited = data;
    add_variable(visited->walk, visited->state, variable, true);
}

/* A body that a host pass is to be shown. */
static void show(struct shared_memory *state, uint32_t entry) {
    bool is_new;
    pointer_map_at(&state->met, (uint64_t)entry + 1, &is_new);
    if (is_new)
        VECTOR_PUSH(&state->waiting, entry);
}

static uint64_t signature_of(struct walk *walk, shim_type type) {
    size_t length;
    const char *signature = type ? shim_type_signature(walk->unit, type, &length) : NULL;
    return signature ? XXH3_64bits(signature, length) : 0;
}

static void add_taken(struct walk *walk, struct shared_memory *state, shim_function function) {
    struct by_pointer taken = {walk_entry(walk, function), 0};
    const struct shim_function_facts *facts = &walk->entries.items[taken.entry].facts;
    if (facts->device && !facts->kernel && !facts->dependent && !facts->builtin)
        taken.signature = signature_of(walk, shim_function_type(function));
    if (!taken.signature)
        return;
    VECTOR_PUSH(&state->taken, taken);
    if (walk->shadow && facts->defined)
        show(state, taken.entry);
}

static bool statement(struct walk *walk, void *state, enum shim_stmt_kind kind, const struct work_item *item) {
    struct visited visited = {walk, state};
    if (!is_on(walk))
        return false;
    if (kind == SHIM_STMT_DECLARATION) {
        shim_declared_variables(item->stmt, visit_declared, &visited);
    } else {
        shim_variable variable = shim_reference_variable(item->stmt);
        shim_function function = variable ? NULL : shim_reference_function(item->stmt);
        if (variable)
            add_variable(walk, state, variable, false);
        else if (function)
            add_taken(walk, state, function);
    }
    return false;
}

static void add_opening(struct shared_memory *state, uint32_t function, uint32_t open) {
    struct opening *last = state->openings.count ? &state->openings.items[state->openings.count - 1] : NULL;
    if (last && last->function == function)
        last->open |= open;
    else
        VECTOR_PUSH(&state->openings, (struct opening){function, open});
}

static void call(struct walk *walk, void *data, shim_stmt stmt, const struct shim_call *facts, uint32_t location) {
    struct shared_memory *state = data;
    (void)stmt, (void)location;
    if (!is_on(walk) || walk_current(walk) == UINT32_MAX)
        return;
    if (facts->callee ? facts->is_virtual && !facts->devirtualized : facts->member_pointer_class != NULL)
        add_opening(state, walk->current, CCH_SHARED_POINTER);
    else if (!facts->callee)
        VECTOR_PUSH(&state->pointer_calls, (struct by_pointer){walk->current, signature_of(walk, facts->pointer_type)});
}

/* Host passes ------------------------------------------------------------------------- */

static bool is_call(uint8_t kind) {
    return kind == CCH_KIND_CALL || kind == CCH_KIND_CONSTRUCT || kind == CCH_KIND_DESTROY ||
           kind == CCH_KIND_VIRTUAL || kind == CCH_KIND_INDIRECT;
}

static void edge(struct walk *walk, void *data, const struct raw_edge *edge) {
    struct shared_memory *state = data;
    if (!walk->shadow || walk->never || !is_call(edge->kind))
        return;
    VECTOR_PUSH(&state->calls, (struct device_call){edge->caller, edge->callee, edge->certain});
    const struct shim_function_facts *facts = &walk->entries.items[edge->callee].facts;
    if (facts->defined && !facts->dependent && facts->device)
        show(state, edge->callee);
}

static bool is_kernel(const struct entry *entry) {
    return entry->function && entry->facts.kernel && entry->facts.defined && !entry->facts.dependent;
}

/* The kernels' bodies, and those of what they call. */
static void show_kernels(struct walk *walk, struct shared_memory *state) {
    for (size_t i = 0; i < walk->entries.count; ++i)
        if (is_kernel(&walk->entries.items[i]))
            show(state, (uint32_t)i);
    while (state->waiting.count) {
        uint32_t entry = state->waiting.items[--state->waiting.count];
        if (shim_function_is_conditional(walk->unit, walk->entries.items[entry].function))
            add_opening(state, entry, CCH_SHARED_CONDITIONAL);
        walk_show(walk, &shared_memory_analysis, state, entry);
    }
}

/* Who reaches what ---------------------------------------------------------------------- */

/* The calls by callee, and what has been reached backwards from one function. */
struct callers {
    const struct device_call *calls;
    size_t count;
    uint32_t *first, *next; /* by entry, by call: + 1 */
    uint32_t *seen;         /* by entry: in which search */
    uint32_t search;
    VECTOR(uint32_t) waiting;
};

static void copy_calls(const struct walk *walk, struct shared_memory *state) {
    for (size_t i = 0; i < walk->edges.count && walk->facts.device; ++i) {
        const struct raw_edge *edge = &walk->edges.items[i];
        if (is_call(edge->kind) && !edge->via)
            VECTOR_PUSH(&state->calls, (struct device_call){edge->caller, edge->callee, edge->certain});
        else if (edge->kind == CCH_KIND_VIRTUAL)
            VECTOR_PUSH(&state->calls, (struct device_call){edge->caller, edge->callee, false});
    }
}

static int compare_by_pointer(const void *left, const void *right) {
    const struct by_pointer *a = left, *b = right;
    return a->signature != b->signature ? (a->signature < b->signature ? -1 : 1)
                                        : (a->entry > b->entry) - (a->entry < b->entry);
}

/* A call through a pointer may call each function of its type whose address is taken; else it is not known what. */
static void resolve_pointers(struct shared_memory *state) {
    struct by_pointer *taken = state->taken.items, *calls = state->pointer_calls.items;
    size_t first = 0;
    if (state->taken.count)
        qsort(taken, state->taken.count, sizeof *taken, compare_by_pointer);
    if (state->pointer_calls.count)
        qsort(calls, state->pointer_calls.count, sizeof *calls, compare_by_pointer);
    for (size_t i = 0; i < state->pointer_calls.count; ++i) {
        if (i && compare_by_pointer(&calls[i - 1], &calls[i]) == 0)
            continue;
        while (first < state->taken.count && taken[first].signature < calls[i].signature)
            ++first;
        if (!calls[i].signature || first == state->taken.count || taken[first].signature != calls[i].signature)
            add_opening(state, calls[i].entry, CCH_SHARED_POINTER);
        for (size_t at = first; at < state->taken.count && taken[at].signature == calls[i].signature; ++at)
            if (at == first || taken[at].entry != taken[at - 1].entry)
                VECTOR_PUSH(&state->calls, (struct device_call){calls[i].entry, taken[at].entry, false});
    }
}

static struct callers callers_of(const struct walk *walk, const struct shared_memory *state) {
    struct callers callers = {.calls = state->calls.items, .count = state->calls.count};
    callers.first = memory_zeroed(walk->entries.count + 1, sizeof *callers.first);
    callers.seen = memory_zeroed(walk->entries.count + 1, sizeof *callers.seen);
    callers.next = memory_zeroed(callers.count + 1, sizeof *callers.next);
    for (size_t i = 0; i < callers.count; ++i) {
        callers.next[i] = callers.first[callers.calls[i].callee];
        callers.first[callers.calls[i].callee] = (uint32_t)i + 1;
    }
    return callers;
}

static void callers_release(struct callers *callers) {
    free(callers->first);
    free(callers->next);
    free(callers->seen);
    VECTOR_RELEASE(&callers->waiting);
}

typedef void reached(void *data, uint32_t entry);

/* Visits the function and all that reach it, each once. */
static void search(struct callers *callers, uint32_t from, bool certain, reached *visit, void *data) {
    callers->seen[from] = ++callers->search;
    VECTOR_PUSH(&callers->waiting, from);
    while (callers->waiting.count) {
        uint32_t entry = callers->waiting.items[--callers->waiting.count];
        visit(data, entry);
        for (uint32_t at = callers->first[entry]; at; at = callers->next[at - 1]) {
            const struct device_call *one = &callers->calls[at - 1];
            if ((certain && !one->certain) || callers->seen[one->caller] == callers->search)
                continue;
            callers->seen[one->caller] = callers->search;
            VECTOR_PUSH(&callers->waiting, one->caller);
        }
    }
}

/* What kernels have ------------------------------------------------------------------------ */

struct finding {
    const struct walk *walk;
    const struct use *uses;
    VECTOR(struct held) held;
    uint32_t *open;            /* by entry */
    uint32_t first, end, bits; /* uses; enum cch_shared_open */
    bool certain;
};

static void hold(void *data, uint32_t entry) {
    struct finding *finding = data;
    if (is_kernel(&finding->walk->entries.items[entry]))
        for (uint32_t use = finding->first; use < finding->end; ++use)
            VECTOR_PUSH(&finding->held, (struct held){entry, finding->uses[use].location, use,
                                                      finding->uses[use].variable, finding->certain});
}

static void leave_open(void *data, uint32_t entry) {
    struct finding *finding = data;
    finding->open[entry] |= finding->bits;
}

static int compare_uses(const void *left, const void *right) {
    const struct use *a = left, *b = right;
    return a->user != b->user ? (a->user < b->user ? -1 : 1)
                              : (a->location > b->location) - (a->location < b->location);
}

static void find_held(struct callers *callers, struct finding *finding, const struct shared_memory *state) {
    for (uint32_t end; finding->first < state->uses.count; finding->first = end) {
        const struct use *use = &state->uses.items[finding->first];
        for (end = finding->first + 1; end < state->uses.count && use->user == state->uses.items[end].user; ++end)
            ;
        finding->end = end;
        for (int certain = 0; certain < 2; ++certain) {
            finding->certain = certain;
            search(callers, use->user, certain, hold, finding);
        }
    }
}

static void find_open(struct callers *callers, struct finding *finding, const struct shared_memory *state) {
    const struct walk *walk = finding->walk;
    for (size_t i = 0; i < state->openings.count; ++i) {
        finding->bits = state->openings.items[i].open;
        if (finding->bits & ~finding->open[state->openings.items[i].function])
            search(callers, state->openings.items[i].function, false, leave_open, finding);
    }
    finding->bits = CCH_SHARED_ELSEWHERE;
    for (size_t i = 0; i < walk->entries.count; ++i) {
        const struct shim_function_facts *facts = &walk->entries.items[i].facts;
        if (callers->first[i] && facts->device && !facts->defined && !facts->in_system && !facts->builtin &&
            !facts->known && !facts->pure && !facts->implicit)
            search(callers, (uint32_t)i, false, leave_open, finding);
    }
}

/* Rows --------------------------------------------------------------------------------------- */

static int compare_held(const void *left, const void *right) {
    const struct held *a = left, *b = right;
    if (a->kernel != b->kernel)
        return a->kernel < b->kernel ? -1 : 1;
    if (a->location != b->location)
        return a->location < b->location ? -1 : 1;
    if (a->variable != b->variable)
        return (uintptr_t)a->variable < (uintptr_t)b->variable ? -1 : 1;
    return b->certain - a->certain; /* the certain one first */
}

static uint32_t rounded(uint64_t bytes, uint32_t dynamic) {
    uint64_t multiple = dynamic > 16 ? dynamic : 16;
    if (dynamic)
        bytes = (bytes + multiple - 1) / multiple * multiple;
    return bytes < UINT32_MAX ? (uint32_t)bytes : UINT32_MAX;
}

static void place(uint64_t *bytes, const struct use *use) {
    uint64_t alignment = use->alignment ? use->alignment : 1;
    *bytes = (*bytes + alignment - 1) / alignment * alignment + use->bytes;
}

static void write_kernel(struct walk *walk, const struct shared_memory *state, uint32_t entry, uint32_t open,
                         const struct held *held, size_t count) {
    uint32_t cells[CCH_SHARED_WIDTH] = {0};
    uint64_t certain = 0, possible = 0;
    struct text_buffer text = {0};
    for (size_t i = 0; i < count; ++i) {
        const struct use *use = &state->uses.items[held[i].use];
        char bytes[48];
        if (i && held[i - 1].variable == held[i].variable)
            continue;
        if (held[i].certain)
            place(&certain, use);
        place(&possible, use);
        if (use->alignment > cells[CCH_SHARED_ALIGNMENT])
            cells[CCH_SHARED_ALIGNMENT] = use->alignment;
        text_add_item(&text, "\n", shim_variable_name(walk->unit, use->variable));
        snprintf(bytes, sizeof bytes, " %" PRIu64 "%s", use->bytes, held[i].certain ? "" : " (possibly)");
        text_add(&text, bytes);
    }
    cells[CCH_SHARED_FUNCTION] = names_function(walk, entry);
    cells[CCH_SHARED_BYTES] = rounded(certain, state->dynamic);
    cells[CCH_SHARED_POSSIBLE] = rounded(possible, state->dynamic);
    cells[CCH_SHARED_DYNAMIC] = state->dynamic;
    cells[CCH_SHARED_OPEN] = open;
    cells[CCH_SHARED_VARIABLES] = walk_text(walk, &text);
    cells[CCH_SHARED_PASSES] = walk->passes;
    cch_graph_insert(walk->graph, CCH_SHARED, cells);
}

static void write_kernels(struct walk *walk, struct shared_memory *state, struct finding *finding) {
    size_t at = 0, entries = walk->entries.count;
    if (finding->held.count)
        qsort(finding->held.items, finding->held.count, sizeof *finding->held.items, compare_held);
    for (size_t i = 0; i < entries; ++i) {
        size_t first = at;
        while (at < finding->held.count && finding->held.items[at].kernel == i)
            ++at;
        /* A kernel that a body on the device launches is not known to a host pass else. */
        if (is_kernel(&walk->entries.items[i]) && (walk->facts.device ? walk->entries.items[i].queued : true))
            write_kernel(walk, state, (uint32_t)i, finding->open[i], finding->held.items + first, at - first);
    }
}

static void write(struct walk *walk, void *data) {
    struct shared_memory *state = data;
    if (!walk->facts.cuda)
        return;
    if (!walk->facts.device)
        show_kernels(walk, state);
    copy_calls(walk, state);
    resolve_pointers(state);
    struct callers callers = callers_of(walk, state);
    struct finding finding = {.walk = walk};
    finding.open = memory_zeroed(walk->entries.count + 1, sizeof *finding.open);
    if (state->uses.count)
        qsort(state->uses.items, state->uses.count, sizeof *state->uses.items, compare_uses);
    finding.uses = state->uses.items;
    find_held(&callers, &finding, state);
    find_open(&callers, &finding, state);
    write_kernels(walk, state, &finding);
    VECTOR_RELEASE(&finding.held);
    free(finding.open);
    callers_release(&callers);
}

static void release(void *data) {
    struct shared_memory *state = data;
    VECTOR_RELEASE(&state->uses);
    VECTOR_RELEASE(&state->openings);
    VECTOR_RELEASE(&state->taken);
    VECTOR_RELEASE(&state->pointer_calls);
    VECTOR_RELEASE(&state->calls);
    VECTOR_RELEASE(&state->waiting);
    pointer_map_release(&state->met);
}

const struct analysis shared_memory_analysis = {
    .name = "shared_memory",
    .state_size = sizeof(struct shared_memory),
    .statements = STATEMENT(DECLARATION) | STATEMENT(REFERENCE),
    .call = call,
    .statement = statement,
    .edge = edge,
    .write = write,
    .release = release,
};
