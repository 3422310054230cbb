#include "evaluate/machine.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "evaluate/machine_parts.h"

void cch_machine_begin(cch_machine *machine, cch_evaluator *evaluator, const struct cch_given *given,
                       const struct cch_device *device) {
    cch_arena_clear(&machine->arena);
    struct cch_store store = machine->store;
    cch_arena arena = machine->arena;
    struct cch_launched *launches = machine->launches;
    const char **notes = machine->notes;
    const struct cch_decision **alternatives = machine->alternatives;
    size_t capacities[] = {machine->launch_capacity, machine->note_capacity, machine->alternative_capacity};
    *machine = (cch_machine){.evaluator = evaluator,
                             .arena = arena,
                             .store = store,
                             .given = given,
                             .device = device,
                             .returned = &cch_none,
                             .steps_most = CCH_MACHINE_STEPS,
                             .place = "",
                             .launches = launches,
                             .launch_capacity = capacities[0],
                             .notes = notes,
                             .note_capacity = capacities[1],
                             .alternatives = alternatives,
                             .alternative_capacity = capacities[2]};
    cch_store_begin(&machine->store, &machine->arena);
    machine->frame = cch_arena_take(&machine->arena, sizeof *machine->frame);
    machine->frame->call_place = "";
}

void cch_machine_release(cch_machine *machine) {
    cch_store_release(&machine->store);
    free(machine->launches);
    free(machine->notes);
    free(machine->alternatives);
    cch_arena_release(&machine->arena);
    *machine = (cch_machine){0};
}

/* In the course of it ------------------------------------------------------------- */

bool cch_step(cch_machine *machine) {
    if (machine->flow != CCH_GOES_NORMAL || machine->arena.failed)
        return false;
    machine->steps++;
    bool is_full = machine->arena.taken > CCH_MACHINE_MEMORY || machine->store.count > CCH_MACHINE_CELLS ||
                   machine->store.trail_count > CCH_MACHINE_CELLS;
    if (machine->steps <= machine->steps_most && !is_full)
        return true;
    cch_cut(machine, is_full ? "stopped: too much memory" : "stopped: too many steps");
    return false;
}

const cch_datum *cch_cut(cch_machine *machine, const char *why) {
    if (!machine->is_cut || strncmp(why, "stopped", 7) != 0) /* once it stops, it does so everywhere */
        cch_note(machine, "%s: %s; what would run from here on is not known", machine->place, why);
    machine->is_cut = true;
    machine->flow = CCH_GOES_DEAD;
    return &cch_none;
}

void cch_throw_value(cch_machine *machine, const cch_datum *value) {
    if (machine->flow != CCH_GOES_NORMAL)
        return;
    machine->flow = machine->handler ? CCH_GOES_THROW : CCH_GOES_DEAD;
    machine->thrown = value;
}

void cch_throw(cch_machine *machine) { cch_throw_value(machine, NULL); }

const char *cch_place_of(cch_machine *machine, const cch_node *node) {
    const char *place = node ? cch_code_place(node) : NULL;
    if (!place)
        return machine->place;
    size_t length = strcspn(place, ":");
    const char *file = machine->frame->function ? machine->frame->function->file : "";
    if (strspn(place, "0123456789") == length) /* line:column; another file's name would be in front */
        return cch_arena_print(&machine->arena, "%s:%.*s", file, (int)length, place);
    const char *column = strrchr(place, ':');
    return cch_arena_text(&machine->arena, place, column ? (size_t)(column - place) : strlen(place));
}

const cch_datum *cch_not_known(cch_machine *machine, const char *format, ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return cch_unknown(&machine->arena, cch_arena_text(&machine->arena, text, strlen(text)), NULL, machine->place);
}

void cch_note(cch_machine *machine, const char *format, ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    for (size_t i = 0; i < machine->note_count; i++)
        if (strcmp(machine->notes[i], text) == 0)
            return;
    if (cch_array_reserve(&machine->notes, &machine->note_capacity, machine->note_count + 1, sizeof *machine->notes))
        machine->arena.failed = true;
    else
        machine->notes[machine->note_count++] = cch_arena_text(&machine->arena, text, strlen(text));
}

void cch_explain(cch_machine *machine, const char *format, ...) {
    enum { STEPS_MAX = 64 << 20 };
    if (!machine->explained)
        return;
    if (machine->explained->length > STEPS_MAX) {
        cch_note(machine, "steps are told up to %d bytes", STEPS_MAX);
        return;
    }
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    char *text = length < 0 ? NULL : malloc((size_t)length + 1);
    if (text)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    va_end(arguments);
    bool failed = !text;
    for (unsigned i = 0; i < machine->calls; i++)
        failed |= cch_buffer_add(machine->explained, "  ", 2) != 0;
    if (failed || cch_buffer_add(machine->explained, text, (size_t)length) ||
        cch_buffer_add(machine->explained, "\n", 1))
        machine->arena.failed = true;
    free(text);
}

/* Launches ---------------------------------------------------------------------------- */

void cch_launch(cch_machine *machine, const struct cch_launched *launched) {
    if (cch_array_reserve(&machine->launches, &machine->launch_capacity, machine->launch_count + 1,
                          sizeof *machine->launches)) {
        machine->arena.failed = true;
        return;
    }
    struct cch_launched *added = &machine->launches[machine->launch_count++];
    *added = *launched;
    added->place = machine->place;
    added->frame = machine->frame;
    added->decisions = machine->decisions;
    added->is_repeated = machine->unsettled != 0;
    cch_explain(machine, "%s: launches %s", machine->place,
                cch_names_function(machine->evaluator->names, CCH_NAMING_SHORT, added->kernel));
}

static const cch_datum *field_or_one(cch_machine *machine, const cch_object *object, const char *name) {
    const cch_datum *value = cch_object_get(&machine->store, object, name);
    if (value->kind == CCH_DATUM_ABSENT)
        return cch_integer(&machine->arena, 1);
    return value;
}

void cch_extent_of(cch_machine *machine, const cch_datum *value, const cch_datum *extent[3]) {
    const cch_datum *one = cch_integer(&machine->arena, 1);
    if (value->kind == CCH_DATUM_POINTER)
        value = cch_store_get(&machine->store, value->cell);
    extent[1] = extent[2] = one;
    if (value->kind == CCH_DATUM_OBJECT) {
        struct cch_items items;
        if (cch_container_items(&machine->store, value->object, &items, NULL)) {
            for (uint32_t i = 0; i < 3; i++)
                extent[i] = i < items.count ? cch_store_get(&machine->store, items.cells[i]) : one;
            return;
        }
        static const char *const names[] = {"x", "y", "z"};
        for (int i = 0; i < 3; i++)
            extent[i] = field_or_one(machine, value->object, names[i]);
    } else if (value->kind == CCH_DATUM_UNKNOWN || value->kind == CCH_DATUM_ABSENT) {
        extent[0] = extent[1] = extent[2] =
            value->kind == CCH_DATUM_UNKNOWN ? value : cch_not_known(machine, "not initialized");
    } else {
        extent[0] = value;
    }
}

uint32_t cch_kernel_of(cch_machine *machine, const cch_datum *value) {
    for (int i = 0; i < 8; i++) {
        if (value->kind == CCH_DATUM_FUNCTION)
            return value->function;
        if (value->kind != CCH_DATUM_POINTER)
            return 0;
        value = cch_store_get(&machine->store, value->cell);
    }
    return 0;
}

/* Several ways ---------------------------------------------------------------------------- */

static void add_decision(cch_machine *machine, const struct cch_decision *decision) {
    struct cch_decision *added = cch_arena_take(&machine->arena, sizeof *added);
    *added = *decision;
    added->before = machine->decisions;
    added->function = machine->frame->function;
    machine->decisions = added;
    if (!machine->wants_alternatives)
        return;
    if (cch_array_reserve(&machine->alternatives, &machine->alternative_capacity, machine->alternative_count + 1,
                          sizeof *machine->alternatives))
        machine->arena.failed = true;
    else
        machine->alternatives[machine->alternative_count++] = added;
}

/* A condition with the values that it had: "4 > 1". */
static void print_values(cch_machine *machine, const cch_node *node, cch_buffer *buffer);

const char *cch_shown(cch_machine *machine, const cch_datum *value) {
    cch_buffer buffer = {0};
    if (cch_datum_print(&buffer, value))
        machine->arena.failed = true;
    const char *text =
        cch_arena_text(&machine->arena, cch_buffer_text(&buffer), buffer.length > 200 ? 200 : buffer.length);
    cch_buffer_release(&buffer);
    return text;
}

void cch_decide(cch_machine *machine, const cch_node *node, const char *text, const cch_datum *value,
                const cch_node *condition, const char *outcome) {
    struct cch_decision decision = {
        .node = node, .text = text, .place = cch_place_of(machine, node), .outcome = outcome, .values = ""};
    if (condition) {
        cch_buffer buffer = {0};
        print_values(machine, condition, &buffer);
        decision.values =
            cch_arena_text(&machine->arena, cch_buffer_text(&buffer), buffer.length > 400 ? 400 : buffer.length);
        cch_buffer_release(&buffer);
    } else if (value) {
        decision.values = cch_shown(machine, value);
    }
    add_decision(machine, &decision);
    cch_explain(machine, "%s: %s: %s%s%s%s", decision.place, text, outcome, *decision.values ? " (" : "",
                decision.values, *decision.values ? ")" : "");
}

static void drop_pending(struct cch_pending *pending, const struct cch_pending *until) {
    for (; pending && pending != until; pending = pending->next) {
        free(pending->way.changes);
        pending->way = (struct cch_way){0};
    }
}

static void add_pending(cch_machine *machine, struct cch_pending **list, size_t mark, const cch_datum *value) {
    struct cch_pending *pending = cch_arena_take(&machine->arena, sizeof *pending);
    if (machine->arena.failed)
        return;
    pending->way = cch_store_capture(&machine->store, mark);
    pending->value = value;
    pending->next = *list;
    *list = pending;
}

void cch_branches_begin(cch_machine *machine, struct cch_branches *branches, const cch_node *node, const char *text,
                        const cch_datum *why) {
    *branches = (struct cch_branches){
        .node = node, .text = text, .values = "", .why = why, .before = machine->decisions, .outcome = ""};
    cch_fork_begin(&machine->store, &branches->fork);
    cch_explain(machine, "%s: %s: both ways (%s)", cch_place_of(machine, node), text,
                why->reason ? why->reason->text : "");
}

static void decide_undecided(cch_machine *machine, const struct cch_branches *branches, const char *outcome,
                             bool is_of_loop) {
    struct cch_decision decision = {.node = branches->node,
                                    .text = branches->text,
                                    .place = cch_place_of(machine, branches->node),
                                    .outcome = outcome,
                                    .values = branches->values,
                                    .undecided = branches->why->reason,
                                    .is_of_loop = is_of_loop};
    add_decision(machine, &decision);
}

void cch_branch_begin(cch_machine *machine, struct cch_branches *branches, const char *outcome) {
    machine->decisions = branches->before;
    machine->flow = CCH_GOES_NORMAL;
    branches->outcome = outcome;
    decide_undecided(machine, branches, outcome, false);
}

static struct cch_loop *loop_of(cch_machine *machine, bool is_continue) {
    struct cch_loop *loop = machine->loop;
    while (loop && is_continue && loop->is_switch)
        loop = loop->outer;
    return loop;
}

/* Cleanups ------------------------------------------------------------------------------------ */

static bool leave_early(cch_machine *machine);

/* Does the flow lead out of where this stands? */
static bool is_crossed(cch_machine *machine, const struct cch_cleanup *cleanup) {
    const struct cch_loop *loop = cleanup->loop, *left;
    switch (machine->flow) {
    case CCH_GOES_RETURN:
        return cleanup->frame == machine->frame;
    case CCH_GOES_BREAK:
    case CCH_GOES_CONTINUE:
        left = loop_of(machine, machine->flow == CCH_GOES_CONTINUE);
        if (machine->flow == CCH_GOES_CONTINUE && cleanup->outlives_turn && loop == left)
            return false;
        while (loop && loop != left)
            loop = loop->outer;
        return cleanup->frame == machine->frame && loop;
    case CCH_GOES_THROW:
        return machine->handler && cleanup->handler == machine->handler;
    case CCH_GOES_CLOSE:
        return cleanup != machine->leaving.cleanups;
    default:
        return false;
    }
}

struct cch_cleanup cch_cleanup_here(const cch_machine *machine, void (*run)(cch_machine *machine, void *context),
                                    void *context) {
    return (struct cch_cleanup){.outer = machine->cleanups,
                                .frame = machine->frame,
                                .loop = machine->loop,
                                .handler = machine->handler,
                                .run = run,
                                .context = context};
}

void cch_run_cleanup(cch_machine *machine, const struct cch_cleanup *cleanup) {
    cch_frame *frame = machine->frame;
    struct cch_loop *loop = machine->loop;
    struct cch_handler *handler = machine->handler;
    struct cch_leaving leaving = machine->leaving;
    enum cch_going flow = machine->flow;
    const cch_datum *returned = machine->returned, *thrown = machine->thrown;
    uint32_t returned_cell = machine->returned_cell;
    if (machine->arena.failed || flow == CCH_GOES_DEAD)
        return;
    machine->cleanups = cleanup->outer;
    machine->frame = cleanup->frame;
    machine->loop = cleanup->loop;
    machine->handler = cleanup->handler;
    machine->flow = CCH_GOES_NORMAL;
    cleanup->run(machine, cleanup->context);
    if (machine->flow == CCH_GOES_NORMAL) {
        machine->flow = flow;
        machine->leaving = leaving;
        machine->returned = returned;
        machine->returned_cell = returned_cell;
        machine->thrown = thrown;
    } else if (frame != cleanup->frame) { /* it leaves elsewhere, from there */
        leave_early(machine);
        machine->flow = CCH_GOES_DEAD;
    }
    machine->frame = frame;
    machine->loop = loop;
    machine->handler = handler;
}

/* What leaves early is kept for where it comes out; false: nowhere. */
static bool leave_early(cch_machine *machine) {
    struct cch_loop *loop;
    struct cch_cleanup *cleanups = machine->cleanups;
    bool comes_out;
    while (machine->cleanups && is_crossed(machine, machine->cleanups))
        cch_run_cleanup(machine, machine->cleanups);
    if (machine->flow == CCH_GOES_CLOSE) { /* it goes on where the generator was asked */
        struct cch_leaving before = {machine->frame, machine->loop, machine->handler, cleanups, CCH_GOES_NORMAL, NULL};
        struct cch_leaving to = machine->leaving;
        if (to.before)
            machine->leaving = *to.before;
        machine->frame = to.frame;
        machine->loop = to.loop;
        machine->handler = to.handler;
        machine->cleanups = to.cleanups;
        machine->flow = to.flow;
        comes_out = leave_early(machine);
        machine->frame = before.frame;
        machine->loop = before.loop;
        machine->handler = before.handler;
        machine->cleanups = cleanups;
        return comes_out;
    }
    machine->cleanups = cleanups;
    switch (machine->flow) {
    case CCH_GOES_RETURN:
        if (machine->returned_cell) /* one of several places: whoever writes there writes to any */
            cch_store_escape(&machine->store, cch_pointer(&machine->arena, machine->returned_cell));
        add_pending(machine, &machine->frame->returns, machine->frame->mark, machine->returned);
        return true;
    case CCH_GOES_BREAK:
    case CCH_GOES_CONTINUE:
        loop = loop_of(machine, machine->flow == CCH_GOES_CONTINUE);
        if (loop)
            add_pending(machine, machine->flow == CCH_GOES_BREAK ? &loop->breaks : &loop->continues,
                        machine->flow == CCH_GOES_BREAK ? loop->mark : loop->turn_mark, NULL);
        return true;
    case CCH_GOES_THROW:
        if (!machine->handler)
            return false;
        add_pending(machine, &machine->handler->throws, machine->handler->mark, machine->thrown);
        return true;
    default:
        return false;
    }
}

void cch_branch_end(cch_machine *machine, struct cch_branches *branches, const cch_datum *value) {
    machine->steps += cch_store_mark(&machine->store) - branches->fork.mark; /* joining costs what was written */
    if (machine->flow == CCH_GOES_NORMAL) {
        if (branches->count < sizeof branches->value / sizeof *branches->value)
            branches->value[branches->count] = value;
        branches->outcomes[1] = branches->outcomes[0];
        branches->outcomes[0] = branches->outcome;
        branches->count++;
        cch_fork_keep(&machine->store, &branches->fork);
        return;
    }
    branches->ended += leave_early(machine);
    branches->left_loop |= machine->flow == CCH_GOES_BREAK || machine->flow == CCH_GOES_CONTINUE;
    cch_fork_drop(&machine->store, &branches->fork);
    machine->flow = CCH_GOES_NORMAL;
}

const cch_datum *cch_branches_join(cch_machine *machine, struct cch_branches *branches) {
    size_t came_out = cch_fork_join(&machine->store, &branches->fork, branches->why->reason);
    const cch_datum *value = &cch_none;
    machine->decisions = branches->before;
    machine->flow = came_out ? CCH_GOES_NORMAL : CCH_GOES_DEAD;
    for (size_t i = 0; i < came_out && i < sizeof branches->value / sizeof *branches->value; i++)
        if (branches->value[i])
            value = i ? cch_store_either(&machine->store, value, branches->value[i], branches->why->reason)
                      : branches->value[0];
    if (came_out > sizeof branches->value / sizeof *branches->value)
        value = branches->why;
    /* What comes next runs only where the others did not leave. */
    if (came_out == 1 && branches->ended)
        decide_undecided(machine, branches, branches->outcomes[0], branches->left_loop);
    return value;
}

/* Joins what left early with what is here, if that still runs. The value is either's. */
static const cch_datum *join_pending(cch_machine *machine, struct cch_pending **list, size_t mark,
                                     const struct cch_why *reason, const cch_datum *value) {
    struct cch_fork fork = {.mark = mark};
    const cch_datum *few[2 * 64], **values = few;
    size_t count = 0, most = 1;
    for (struct cch_pending *pending = *list; pending; pending = pending->next)
        most++;
    if (most > sizeof few / sizeof *few && !(values = malloc(most * sizeof *values))) {
        machine->arena.failed = true;
        return &cch_none;
    }
    if (machine->flow == CCH_GOES_NORMAL) {
        values[count++] = value;
        cch_fork_keep(&machine->store, &fork);
    } else {
        leave_early(machine); /* it goes on to somewhere else */
        cch_fork_drop(&machine->store, &fork);
    }
    for (struct cch_pending *pending = *list; pending; pending = pending->next) {
        if (cch_array_reserve(&fork.ways, &fork.capacity, fork.count + 1, sizeof *fork.ways)) {
            machine->arena.failed = true;
            break;
        }
        fork.ways[fork.count++] = pending->way;
        pending->way = (struct cch_way){0};
        values[count++] = pending->value;
    }
    size_t ways = cch_fork_join(&machine->store, &fork, reason);
    *list = NULL;
    if (ways)
        machine->flow = CCH_GOES_NORMAL;
    const cch_datum *joined = NULL;
    for (size_t i = 0; i < count; i++)
        if (values[i])
            joined = joined ? cch_store_either(&machine->store, joined, values[i], reason) : values[i];
    if (values != few)
        free(values);
    return joined ? joined : &cch_none;
}

const cch_datum *cch_join_pending(cch_machine *machine, struct cch_pending **list, size_t mark,
                                  const cch_datum *value) {
    static const struct cch_why early = {"several ways lead here", NULL, ""};
    const struct cch_why *reason = &early;
    /* The newest condition that is open says it best. */
    for (const struct cch_decision *d = machine->decisions; d; d = d->before)
        if (d->undecided) {
            reason = d->undecided;
            break;
        }
    return *list ? join_pending(machine, list, mark, reason, value) : value;
}

void cch_drop_pending(struct cch_pending **list, struct cch_pending *until) {
    drop_pending(*list, until);
    *list = until;
}

/* Values in a condition --------------------------------------------------------------------- */

static void put(cch_machine *machine, cch_buffer *buffer, const char *text) {
    if (cch_buffer_add(buffer, text, strlen(text)))
        machine->arena.failed = true;
}

/* What a leaf is worth now, without running anything; NULL: it would have to run. */
static const cch_datum *peek(cch_machine *machine, const cch_node *node) {
    if (node->value)
        return node->value;
    if (node->head == CCH_HEAD_THIS)
        return machine->frame->self;
    uint32_t cell = cch_find_cell(machine, node);
    if (cell)
        return cch_store_get(&machine->store, cell);
    return (node->head == CCH_HEAD_CAST || node->head == CCH_HEAD_REFERENCE) && node->count
               ? peek(machine, node->items[node->count - 1])
               : NULL;
}

static void print_values(cch_machine *machine, const cch_node *node, cch_buffer *buffer) {
    const cch_datum *value;
    if (buffer->length > 400)
        return;
    switch (node->head) {
    case CCH_HEAD_AND:
    case CCH_HEAD_OR:
        if (node->count < 2)
            return;
        print_values(machine, node->items[0], buffer);
        put(machine, buffer, node->head == CCH_HEAD_AND ? " and " : " or ");
        print_values(machine, node->items[1], buffer);
        return;
    case CCH_HEAD_NOT:
        put(machine, buffer, "not ");
        if (node->count)
            print_values(machine, node->items[0], buffer);
        return;
    case CCH_HEAD_BINARY:
        if (node->count < 4)
            return;
        print_values(machine, node->items[2], buffer);
        put(machine, buffer, " ");
        put(machine, buffer, node->items[0]->text);
        put(machine, buffer, " ");
        print_values(machine, node->items[3], buffer);
        return;
    default:
        value = peek(machine, node);
        if ((node->head == CCH_HEAD_CAST || node->head == CCH_HEAD_REFERENCE) && !value && node->count) {
            print_values(machine, node->items[node->count - 1], buffer);
            return;
        }
        put(machine, buffer, !value ? "…" : cch_is_unknown(value) ? "?" : cch_shown(machine, value));
    }
}
