/* What callers hand to functions that launch: what calls give for the places (handed_places.h) of their callees is
 * looked for once the walk has ended, from the launches to the callers, as far as these hand on what they are given
 * themselves; a row of CCH_HANDED each. */
#include <stdio.h>
#include <string.h>

#include "facts/assignments.h"
#include "facts/fields.h"
#include "facts/guards.h"
#include "facts/handed_places.h"
#include "facts/kernel_choice.h"
#include "facts/launches.h"
#include "know/expressions.h"
#include "shim/flow.h"
#include "shim/parameters.h"
#include "walk/names.h"
#include "walk/paths.h"

extern const struct analysis handed_analysis;

/* A kernel that an argument names. */
struct choice {
    uint32_t argument; /* from 1 */
    uint32_t kernel;   /* entry; UINT32_MAX: what is given for the place, or another one, too */
    uint32_t place;    /* string */
    uint32_t guard;
    bool told;
};

struct call {
    shim_stmt stmt;
    uint32_t caller, callee, location, guard; /* entries */
    uint32_t next;                            /* + 1: of the same callee */
    uint32_t body;                            /* + 1; 0: nothing is assigned there */
    uint32_t choice, choice_count;
    bool useful; /* one of its rows is */
};

/* The assignments of a body with calls. */
struct body {
    struct assignment *items; /* owned, and the members' names */
    size_t count;
};

/* A row of CCH_HANDED before it is known to be of use. */
struct row {
    uint32_t call, place, kernel, guard, text[3], depends; /* kernel: entry or UINT32_MAX */
    bool told, useful;
};

/* The state. */
struct handed {
    VECTOR(struct call) calls;
    size_t body_calls; /* the first of the body at hand */
    VECTOR(struct choice) choices;
    VECTOR(struct body) bodies;
    VECTOR(struct row) rows;
    uint32_t *first; /* by entry: the first call of it, + 1 */
};

static struct handed *state(const struct walk *walk) { return walk_state(walk, &handed_analysis); }

/* Calls ------------------------------------------------------------------------------ */

static void call(struct walk *walk, void *state, shim_stmt stmt, const struct shim_call *facts, uint32_t location) {
    struct handed *handed = state;
    uint32_t caller = walk_current(walk);
    if (!facts->callee || walk->facts.device || !walk->facts.cuda || walk->never || caller == UINT32_MAX)
        return;
    uint32_t callee = walk_entry(walk, facts->devirtualized ? facts->devirtualized : facts->callee);
    if (walk->entries.items[callee].facts.builtin)
        return;
    VECTOR_PUSH(
        &handed->calls,
        (struct call){.stmt = stmt, .caller = caller, .callee = callee, .location = location, .guard = walk->guard});
}

/* The argument for a parameter, from 1; NULL: none. Of an operator that is a member the object is no parameter. */
static shim_stmt argument_of(struct walk *walk, const struct call *call, unsigned number) {
    struct shim_call facts;
    shim_function callee = walk->entries.items[call->callee].function;
    shim_call_facts(walk->unit, call->stmt, &facts);
    unsigned skipped = shim_function_is_instance_method(callee) && !facts.object ? 1 : 0;
    return number && number - 1 + skipped < facts.argument_count ? shim_call_argument(call->stmt, number - 1 + skipped)
                                                                 : NULL;
}

/* May the argument name a kernel? Quickly. */
static bool may_be_kernel(struct walk *walk, shim_stmt argument) {
    size_t length;
    shim_stmt operand = shim_strip(argument);
    if (!operand)
        return false;
    switch (shim_stmt_kind(operand)) {
    case SHIM_STMT_REFERENCE:
        if (shim_reference_variable(operand))
            return !shim_parameter_number(shim_reference_variable(operand)) &&
                   shim_type_is_code(shim_variable_type(shim_reference_variable(operand)));
        return shim_reference_function(operand) != NULL;
    case SHIM_STMT_CONDITIONAL:
        return shim_type_is_code(shim_expression_type(operand));
    default:
        return shim_flow_kind(operand) == SHIM_FLOW_ELEMENT &&
               shim_type_signature(walk->unit, shim_expression_type(operand), &length);
    }
}

/* The kernels among an argument's functions, and what the caller is given itself, each on its way. */
static void find_kernels(struct walk *walk, struct handed *handed, const struct call *call, unsigned number,
                         shim_stmt argument) {
    struct kernel_choices choices = {.unknown = false};
    bool some = false;
    walk->guard = call->guard;
    kernel_choices_find(walk, argument, call->stmt, &choices);
    for (size_t i = 0; i < choices.items.count; ++i) {
        const struct kernel_choice *choice = &choices.items.items[i];
        uint32_t kernel = walk_entry(walk, choice->kernel);
        if (!walk->entries.items[kernel].facts.kernel)
            continue;
        some = true;
        VECTOR_PUSH(&handed->choices, (struct choice){number, kernel, 0, choice->guard, choice->told});
    }
    for (size_t i = 0; i < choices.given.count; ++i) {
        const struct kernel_given *given = &choices.given.items[i];
        some = true;
        VECTOR_PUSH(&handed->choices, (struct choice){number, UINT32_MAX, given->place, given->guard, given->told});
    }
    if (some && choices.unknown)
        VECTOR_PUSH(&handed->choices, (struct choice){number, UINT32_MAX, 0, call->guard, false});
    kernel_choices_release(&choices);
}

/* A copy of what the body has assigned: its + 1. */
static uint32_t keep_assignments(struct walk *walk, struct handed *handed) {
    const struct assignments *assignments = assignments_of(walk);
    if (!assignments->list.count)
        return 0;
    VECTOR_PUSH(&handed->bodies, (struct body){0});
    struct body *body = &handed->bodies.items[handed->bodies.count - 1];
    body->items = memory_zeroed(assignments->list.count, sizeof *body->items);
    for (; body->count < assignments->list.count; ++body->count) {
        struct assignment assignment = assignments->list.items[body->count];
        assignment.member = assignment.member ? memory_text(assignment.member) : NULL;
        body->items[body->count] = assignment;
    }
    return (uint32_t)handed->bodies.count;
}

/* The kernels that arguments name are found here, in the branches of the body at hand. */
static void end_body(struct walk *walk, void *state) {
    struct handed *handed = state;
    uint32_t guard = walk->guard;
    if (handed->body_calls == handed->calls.count)
        return;
    uint32_t body = keep_assignments(walk, handed);
    for (; handed->body_calls < handed->calls.count; ++handed->body_calls) {
        struct call call = handed->calls.items[handed->body_calls];
        struct shim_call facts;
        shim_call_facts(walk->unit, call.stmt, &facts);
        call.body = body;
        call.choice = (uint32_t)handed->choices.count;
        for (unsigned number = 1; number <= facts.argument_count; ++number) {
            shim_stmt argument = argument_of(walk, &call, number);
            if (argument && may_be_kernel(walk, argument))
                find_kernels(walk, handed, &call, number, argument);
        }
        call.choice_count = (uint32_t)handed->choices.count - call.choice;
        handed->calls.items[handed->body_calls] = call;
    }
    walk->guard = guard;
}

/* What a call gives -------------------------------------------------------------------- */

static void add_row(struct walk *walk, struct row row) { VECTOR_PUSH(&state(walk)->rows, row); }

/* The kernels of the argument; false: none are known. */
static bool hand_kernels(struct walk *walk, uint32_t index, uint32_t place, unsigned number) {
    struct handed *handed = state(walk);
    const struct call call = handed->calls.items[index];
    bool any = false;
    for (uint32_t i = call.choice; i < call.choice + call.choice_count; ++i) {
        const struct choice *choice = &handed->choices.items[i];
        if (choice->argument != number)
            continue;
        any = true;
        add_row(walk, (struct row){.call = index,
                                   .place = place,
                                   .kernel = choice->kernel,
                                   .guard = choice->guard,
                                   .text = {choice->place},
                                   .told = choice->told});
    }
    return any;
}

/* The value of a place that is no kernel. */
static void hand_value(struct walk *walk, uint32_t index, uint32_t place, shim_stmt value) {
    struct row row = {.call = index, .place = place, .kernel = UINT32_MAX, .guard = walk->guard, .told = true};
    bool handed;
    if (handed_is_extent(walk, shim_expression_type(value)))
        launches_extent(walk, value, row.text, &row.depends);
    else if (shim_type_is_integer(shim_expression_type(value)))
        row.text[0] = handed_text(walk, value, &handed);
    if (!row.depends && !row.text[1])
        row.depends = values_depends(&walk->values, &value, 1);
    if (row.text[0])
        add_row(walk, row);
}

/* What the caller is given itself, or a closure's enclosing function is. */
static void hand_on(struct walk *walk, uint32_t index, const struct need *need, uint32_t owner, uint32_t path) {
    const struct call call = state(walk)->calls.items[index];
    uint32_t place = handed_add_need(walk, call.caller, owner, path, need->kernel);
    add_row(walk, (struct row){.call = index,
                               .place = need->place,
                               .kernel = UINT32_MAX,
                               .guard = call.guard,
                               .text = {handed_marked(walk, place, "")},
                               .told = true});
}

/* The object that a method is called on; NULL: none. */
static shim_stmt object_of(struct walk *walk, const struct call *call) {
    struct shim_call facts;
    shim_call_facts(walk->unit, call->stmt, &facts);
    if (facts.object)
        return facts.object;
    return shim_function_is_instance_method(walk->entries.items[call->callee].function) && facts.argument_count
               ? shim_call_argument(call->stmt, 0)
               : NULL;
}

static void hand_found(struct walk *walk, uint32_t index, const struct need *need, shim_stmt value) {
    if (!need->kernel) {
        hand_value(walk, index, need->place, value);
        return;
    }
    struct kernel_choices choices = {.unknown = false};
    uint32_t text = handed_place(walk, value);
    struct row row = {.call = index, .place = need->place, .kernel = UINT32_MAX, .guard = walk->guard, .told = true};
    if (text) {
        row.text[0] = text;
        add_row(walk, row);
        return;
    }
    kernel_choices_find(walk, value, NULL, &choices);
    for (size_t i = 0; i < choices.items.count; ++i) {
        row.kernel = walk_entry(walk, choices.items.items[i].kernel);
        row.guard = choices.items.items[i].guard;
        row.told = choices.items.items[i].told;
        if (walk->entries.items[row.kernel].facts.kernel)
            add_row(walk, row);
    }
    if (choices.items.count && choices.unknown)
        add_row(walk, (struct row){.call = index, .place = need->place, .kernel = UINT32_MAX, .guard = walk->guard});
    kernel_choices_release(&choices);
}

/* A field (".grid") of an object: of one that the caller is given itself, of its own object, or of one made here. */
static void hand_field(struct walk *walk, uint32_t index, const struct need *need, shim_stmt object, const char *path) {
    const struct call call = state(walk)->calls.items[index];
    char inner[LVALUE_SIZE], own[2048], whole[HANDED_PATH_SIZE];
    shim_variable variable = lvalue_of(walk->unit, object, inner);
    if (strlen(path) + sizeof inner + sizeof whole >= sizeof own || strcspn(path + 1, ".") >= sizeof inner)
        return; /* longer than anyone writes: nothing is known */
    uint32_t owner = UINT32_MAX;
    shim_function method = walk->entries.items[call.caller].function;
    if (shim_is_this(object)) {
        for (shim_function outer = method; outer; outer = shim_lambda_enclosing(outer))
            method = outer;
        snprintf(own, sizeof own, "0%s", path);
        snprintf(inner, sizeof inner, "%.*s", (int)strcspn(path + 1, "."), path + 1);
        owner = method && !shim_method_changes(walk->unit, method, inner) ? walk_entry(walk, method) : UINT32_MAX;
    } else if (!variable && (owner = handed_this(walk, object, whole)) != UINT32_MAX) {
        snprintf(own, sizeof own, "%s%s", whole, path);
    } else if (variable && shim_parameter_number(variable) && !strchr(inner, '[') &&
               handed_is_kept(walk, variable, true)) {
        owner = walk_entry(walk, shim_parameter_function(variable));
        snprintf(own, sizeof own, *inner ? "%u.%s%s" : "%u%s%s", shim_parameter_number(variable), inner, path);
    }
    if (owner != UINT32_MAX) {
        hand_on(walk, index, need, owner, walk_string(walk, own));
        return;
    }
    size_t bound = walk->values.bound.count;
    snprintf(own, sizeof own, *inner ? "%s%s" : "%s%s", inner, *inner ? path : path + 1);
    shim_stmt value = variable && shim_parameter_number(variable) ? NULL
                      : variable && strchr(inner, '[')            ? NULL
                      : variable                                  ? fields_of_variable(walk, variable, own)
                                                                  : fields_find(walk, object, path + 1);
    if (value)
        hand_found(walk, index, need, value);
    values_unbind(&walk->values, bound);
}

static void hand_argument(struct walk *walk, uint32_t index, const struct need *need) {
    const struct call call = state(walk)->calls.items[index];
    const char *path = cch_graph_text(walk->graph, need->path, NULL);
    unsigned number = (unsigned)strtoul(path, NULL, 10);
    shim_stmt argument = number ? argument_of(walk, &call, number) : object_of(walk, &call);
    if (!argument || (number && need->kernel && hand_kernels(walk, index, need->place, number)))
        return;
    path = strchr(path, '.');
    if (path) {
        char *copy = memory_text(path); /* strings of the graph may move */
        hand_field(walk, index, need, argument, copy);
        free(copy);
        return;
    }
    if (!need->kernel) {
        hand_value(walk, index, need->place, argument);
        return;
    }
    uint32_t text = handed_place(walk, argument);
    if (text)
        add_row(walk, (struct row){.call = index,
                                   .place = need->place,
                                   .kernel = UINT32_MAX,
                                   .guard = call.guard,
                                   .text = {text},
                                   .told = true});
}

/* With the call's body as the one at hand. */
static void hand(struct walk *walk, uint32_t index, const struct need *need) {
    const struct call call = state(walk)->calls.items[index];
    struct assignments *assignments = walk_state(walk, &assignments_analysis);
    size_t bound = walk->values.bound.count;
    walk->current = call.caller;
    walk->guard = call.guard;
    for (size_t i = 0; call.body && i < state(walk)->bodies.items[call.body - 1].count; ++i)
        VECTOR_PUSH(&assignments->list, state(walk)->bodies.items[call.body - 1].items[i]);
    if (need->owner != UINT32_MAX) /* to a closure, what the function that it is written in is given */
        hand_on(walk, index, need, need->owner, need->path);
    else
        hand_argument(walk, index, need);
    values_unbind(&walk->values, bound);
    assignments->list.count = 0; /* they are the body's */
}

/* A function that is not defined here may launch: what it is given counts if there is a kernel, a dim3 or a number. */
static void hand_to_other(struct walk *walk, uint32_t index) {
    const struct call call = state(walk)->calls.items[index];
    shim_function callee = walk->entries.items[call.callee].function;
    struct shim_call facts;
    shim_call_facts(walk->unit, call.stmt, &facts);
    bool of_use = call.choice_count;
    unsigned count = shim_function_parameter_count(callee);
    for (unsigned i = 0; i < count && !of_use; ++i)
        of_use = handed_is_extent(walk, shim_function_parameter_type(callee, i));
    for (unsigned i = 0; i < count && of_use; ++i) {
        char digits[16];
        shim_type type = shim_function_parameter_type(callee, i);
        bool kernel = shim_type_is_code(type);
        if (!kernel && !shim_type_is_integer(type) && !handed_is_extent(walk, type))
            continue;
        snprintf(digits, sizeof digits, "%u", i + 1);
        uint32_t place = walk_string(walk, digits);
        hand(
            walk, index,
            &(struct need){.entry = call.callee, .owner = UINT32_MAX, .path = place, .place = place, .kernel = kernel});
    }
}

/* What is of use --------------------------------------------------------------------------- */

/* Other units may give it, too. */
static bool is_open(struct walk *walk, const struct need *need) {
    return need->owner == UINT32_MAX && !strchr(cch_graph_text(walk->graph, need->path, NULL), '.') &&
           !walk->entries.items[need->entry].facts.internal;
}

static bool is_informative(struct walk *walk, const struct row *row) {
    const char *text = cch_graph_text(walk->graph, row->text[0], NULL);
    if (row->kernel != UINT32_MAX || row->text[1])
        return true;
    return *text && (!text[strspn(text, "0123456789")] ||
                     handed_has_given(walk, state(walk)->calls.items[row->call].caller, row->text[0]));
}

/* From what is given to what is given on. */
static void spread(struct walk *walk) {
    struct handed *handed = state(walk);
    struct handed_needs *needs = handed_needs(walk);
    for (size_t i = 0; i < needs->list.count; ++i)
        needs->list.items[i].given = is_open(walk, &needs->list.items[i]);
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < handed->rows.count; ++i) {
            struct row *row = &handed->rows.items[i];
            if (row->useful || !is_informative(walk, row))
                continue;
            struct call *call = &handed->calls.items[row->call];
            struct need *need = handed_need(walk, call->callee, row->place);
            row->useful = call->useful = more = true;
            if (need)
                need->given = true;
        }
    }
}

static void find(struct walk *walk) {
    struct handed *handed = state(walk);
    const struct handed_needs *needs = handed_needs(walk);
    size_t entries = walk->entries.count;
    handed->first = memory_zeroed(entries + 1, sizeof *handed->first);
    for (size_t i = handed->calls.count; i-- > 0;) {
        struct call *call = &handed->calls.items[i];
        call->next = handed->first[call->callee];
        handed->first[call->callee] = (uint32_t)i + 1;
    }
    for (size_t i = 0; i < needs->list.count; ++i) {
        const struct need need = needs->list.items[i];
        for (uint32_t at = need.entry < entries ? handed->first[need.entry] : 0; at;
             at = handed->calls.items[at - 1].next)
            hand(walk, at - 1, &need);
    }
    size_t first = needs->list.count;
    for (size_t i = 0; i < handed->calls.count; ++i) {
        const struct shim_function_facts *callee = &walk->entries.items[handed->calls.items[i].callee].facts;
        if (!callee->defined && !callee->in_system)
            hand_to_other(walk, (uint32_t)i);
    }
    for (size_t i = first; i < needs->list.count; ++i) { /* of those that call these */
        const struct need need = needs->list.items[i];
        for (uint32_t at = need.entry < entries ? handed->first[need.entry] : 0; at;
             at = handed->calls.items[at - 1].next)
            hand(walk, at - 1, &need);
    }
    walk->guard = 0;
    spread(walk);
}

/* Writing ---------------------------------------------------------------------------------- */

static void write_row(struct walk *walk, const struct row *row) {
    const struct call *call = &state(walk)->calls.items[row->call];
    uint32_t cells[CCH_HANDED_WIDTH] = {0};
    bool kernel = row->kernel != UINT32_MAX;
    cells[CCH_HANDED_CALLER] = names_function(walk, call->caller);
    cells[CCH_HANDED_CALLEE] = names_function(walk, call->callee);
    cells[CCH_HANDED_SITE] = paths_site(walk, call->location);
    cells[CCH_HANDED_PATH] = guards_path(walk, call->guard);
    cells[CCH_HANDED_PLACE] = row->place;
    cells[CCH_HANDED_KERNEL] = kernel ? names_function(walk, row->kernel) : 0;
    cells[CCH_HANDED_WAY] = guards_path(walk, row->guard);
    for (int i = 0; i < 3; ++i)
        cells[CCH_HANDED_X + i] = row->text[i];
    cells[CCH_HANDED_DEPENDS] = row->depends;
    cells[CCH_HANDED_TOLD] = row->told;
    cells[CCH_HANDED_PASSES] = walk->passes;
    cch_graph_insert(walk->graph, CCH_HANDED, cells);
    if (row->guard != call->guard)
        guards_call(walk, call->caller, call->callee, call->location, row->guard);
}

static void write(struct walk *walk, void *state) {
    struct handed *handed = state;
    find(walk);
    for (size_t i = 0; i < handed->rows.count; ++i) {
        const struct row row = handed->rows.items[i];
        if (handed->calls.items[row.call].useful)
            write_row(walk, &row);
    }
}

static void release(void *state) {
    struct handed *handed = state;
    for (size_t i = 0; i < handed->bodies.count; ++i) {
        for (size_t j = 0; j < handed->bodies.items[i].count; ++j)
            free(handed->bodies.items[i].items[j].member);
        free(handed->bodies.items[i].items);
    }
    VECTOR_RELEASE(&handed->calls);
    VECTOR_RELEASE(&handed->choices);
    VECTOR_RELEASE(&handed->bodies);
    VECTOR_RELEASE(&handed->rows);
    free(handed->first);
}

const struct analysis handed_analysis = {
    .name = "handed",
    .state_size = sizeof(struct handed),
    .call = call,
    .end_body = end_body,
    .write = write,
    .release = release,
};
