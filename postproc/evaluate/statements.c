#include <stdlib.h>
#include <string.h>

#include "evaluate/machine_parts.h"
#include "evaluate/python.h"

static bool is_python(const cch_machine *machine) {
    return machine->frame->function && machine->frame->function->is_python;
}

/* A statement's items behind its place. */
static uint32_t behind_place(const cch_node *statement) { return cch_code_place(statement) ? 1 : 0; }

static const char *text_of(const cch_node *node) {
    return node && (node->head == CCH_HEAD_TEXT || node->head == CCH_HEAD_WORD) ? node->text : "";
}

static uint32_t slot_of(const cch_machine *machine, const cch_node *statement) {
    const cch_node *slot = cch_item(statement, 0);
    return slot && slot->number >= 0 && machine->frame->code && (uint32_t)slot->number < machine->frame->code->locals
               ? (uint32_t)slot->number
               : UINT32_MAX;
}

int cch_condition(cch_machine *machine, const cch_node *expression, const cch_datum **why) {
    const cch_datum *value = cch_evaluate(machine, expression);
    *why = value;
    if (!cch_machine_runs(machine))
        return 0;
    if (is_python(machine)) {
        int truth = cch_python_truth(machine, value, why);
        if (truth < 0 && !cch_is_undecided(*why))
            *why = cch_not_known(machine, "the truth of a value");
        return truth;
    }
    int truth = cch_truth(value);
    if (truth < 0 && !cch_is_undecided(value))
        *why = cch_not_known(machine, "the truth of a value");
    return truth;
}

/* if ------------------------------------------------------------------------------ */

/* Does a statement never come out at its end, as it is written? */
static bool leaves(const cch_node *statement) {
    if (!statement)
        return false;
    switch (statement->head) {
    case CCH_HEAD_RETURN:
    case CCH_HEAD_BREAK:
    case CCH_HEAD_CONTINUE:
        return true;
    case CCH_HEAD_DO:
        return statement->count && leaves(statement->items[statement->count - 1]);
    default:
        return false;
    }
}

static bool leaves_loop(const cch_node *statement) {
    while (statement->head == CCH_HEAD_DO && statement->count)
        statement = statement->items[statement->count - 1];
    return statement->head != CCH_HEAD_RETURN;
}

static bool only_throws(const cch_node *statement) {
    while (statement && statement->head == CCH_HEAD_DO && statement->count == 1)
        statement = statement->items[0];
    return statement && statement->head == CCH_HEAD_THROW;
}

/* The newest decision holds until the end of the loop only. */
static void of_loop(cch_machine *machine) {
    struct cch_decision *copy = cch_arena_take(&machine->arena, sizeof *copy);
    *copy = *machine->decisions;
    copy->is_of_loop = true;
    machine->decisions = copy;
}

static void run_decided(cch_machine *machine, const cch_node *statement, const char *text, const cch_node *condition,
                        const cch_datum *value, bool truth, const cch_node *taken, const cch_node *other) {
    const struct cch_decision *before = machine->decisions;
    if (taken || !only_throws(other))
        cch_decide(machine, statement, text, value, condition, truth ? "true" : "false");
    if (taken)
        cch_execute(machine, taken);
    /* What comes next runs only because the other way, which would have left, was not taken. */
    if (!leaves(other) || machine->flow != CCH_GOES_NORMAL)
        machine->decisions = before;
    else if (leaves_loop(other) && machine->decisions != before)
        of_loop(machine);
}

static void run_if(cch_machine *machine, const cch_node *statement) {
    uint32_t at = behind_place(statement);
    const cch_node *text = cch_item(statement, at), *condition = cch_item(statement, at + 1);
    const cch_node *then = cch_item(statement, at + 2), *otherwise = cch_item(statement, at + 3);
    if (!condition || !then)
        return;
    machine->place = cch_place_of(machine, statement);
    const cch_datum *why;
    int truth = cch_condition(machine, condition, &why);
    if (!cch_machine_runs(machine))
        return;
    if (truth >= 0) {
        run_decided(machine, statement, text_of(text), condition, why, truth, truth ? then : otherwise,
                    truth ? otherwise : then);
        return;
    }
    /* A check that fails launches nothing: what is asked of the call holds, or there is nothing to ask. */
    if (!machine->handler && only_throws(then) && !otherwise) {
        cch_refine(machine, condition, false);
        return;
    }
    struct cch_branches branches;
    cch_branches_begin(machine, &branches, statement, text_of(text), why);
    for (int way = 1; way >= 0; way--) {
        const cch_node *taken = way ? then : otherwise;
        cch_branch_begin(machine, &branches, way ? "true" : "false");
        cch_refine(machine, condition, way);
        if (taken)
            cch_execute(machine, taken);
        cch_branch_end(machine, &branches, NULL);
    }
    cch_branches_join(machine, &branches);
}

/* Loops --------------------------------------------------------------------------- */

void cch_loop_begin(cch_machine *machine, struct cch_loop *loop) {
    size_t mark = cch_store_mark(&machine->store);
    *loop = (struct cch_loop){.outer = machine->loop, .mark = mark, .turn_mark = mark};
    machine->loop = loop;
}

/* Is it one of those that the loop has kept? One condition that was open in each turn is told once. */
static bool is_kept(const struct cch_decision *decision, const struct cch_decision *kept,
                    const struct cch_decision *before) {
    for (; kept && kept != before; kept = kept->before)
        if (kept->node == decision->node && kept->undecided && strcmp(kept->outcome, decision->outcome) == 0 &&
            strcmp(kept->undecided->text, decision->undecided->text) == 0)
            return true;
    return false;
}

void cch_loop_decisions(cch_machine *machine, const struct cch_decision *before, const struct cch_decision *turn,
                        bool only_open) {
    const struct cch_decision *d = machine->decisions, *kept = turn, **last = &kept;
    for (; d && d != turn; d = d->before) {
        if (d->is_of_loop || (only_open && !d->undecided) || (d->undecided && is_kept(d, turn, before)))
            continue;
        struct cch_decision *copy = cch_arena_take(&machine->arena, sizeof *copy);
        *copy = *d;
        copy->before = turn;
        *last = copy;
        last = &copy->before;
    }
    machine->decisions = kept;
}

bool cch_loop_turned(cch_machine *machine, struct cch_loop *loop) {
    if (machine->flow == CCH_GOES_CONTINUE)
        machine->flow = CCH_GOES_NORMAL;
    if (loop->continues)
        cch_join_pending(machine, &loop->continues, loop->turn_mark, NULL);
    return cch_machine_runs(machine);
}

/* Has a turn changed what was there before the loop? */
static bool is_settled(const cch_machine *machine, const struct cch_way *way, const cch_datum **before, size_t cells) {
    const struct cch_store *store = &machine->store;
    for (size_t i = 0; i < way->count; i++) {
        uint32_t cell = way->changes[i].cell;
        if (store->cells[cell].birth < cells && !cch_datum_equal(before[i], store->cells[cell].value))
            return false;
    }
    return true;
}

static bool merge_turn(cch_machine *machine, size_t mark, size_t cells, const cch_datum *why, unsigned round) {
    struct cch_store *store = &machine->store;
    struct cch_way way = cch_store_capture(store, mark);
    cch_store_undo(store, mark);
    const cch_datum **before = calloc(way.count + 1, sizeof *before);
    if (!before) {
        machine->arena.failed = true;
        free(way.changes);
        return true;
    }
    for (size_t i = 0; i < way.count; i++)
        before[i] = store->cells[way.changes[i].cell].value;
    struct cch_way ways[2] = {way, {0}};
    cch_store_join(store, mark, ways, 2, why->reason);
    bool settled = is_settled(machine, &way, before, cells);
    if (!settled && round + 4 >= CCH_MACHINE_ROUNDS) /* what still changes will never stop: it is anything */
        for (size_t i = 0; i < way.count; i++) {
            uint32_t cell = way.changes[i].cell;
            if (store->cells[cell].birth < cells && !cch_datum_equal(before[i], store->cells[cell].value)) {
                cch_store_escape(store, store->cells[cell].value);
                cch_store_set(store, cell, cch_unknown_like(&machine->arena, why));
            }
        }
    free(before);
    free(way.changes);
    return settled;
}

void cch_loop_unknown(cch_machine *machine, struct cch_loop *loop, const cch_node *node, const char *text,
                      const cch_datum *why, cch_turn *turn, void *context) {
    const cch_datum *undecided = cch_unknown_like(&machine->arena, why);
    const struct cch_decision *before = machine->decisions;
    struct cch_pending *breaks = loop->breaks, *returns = machine->frame->returns;
    struct cch_pending *throws = machine->handler ? machine->handler->throws : NULL;
    size_t launches = machine->launch_count, alternatives = machine->alternative_count;
    machine->unsettled++;
    for (unsigned round = 0; round < CCH_MACHINE_ROUNDS && !machine->arena.failed; round++) {
        size_t mark = cch_store_mark(&machine->store), cells = machine->store.count;
        size_t outer_mark = loop->turn_mark;
        cch_drop_pending(&loop->breaks, breaks);
        cch_drop_pending(&machine->frame->returns, returns);
        if (machine->handler)
            cch_drop_pending(&machine->handler->throws, throws);
        machine->launch_count = launches;
        machine->alternative_count = alternatives;
        struct cch_branches branches;
        cch_branches_begin(machine, &branches, node, text, undecided);
        cch_branch_begin(machine, &branches, "true");
        loop->turn_mark = cch_store_mark(&machine->store);
        turn(machine, context);
        cch_loop_turned(machine, loop);
        cch_branch_end(machine, &branches, NULL);
        cch_branch_begin(machine, &branches, "false");
        cch_branch_end(machine, &branches, NULL);
        cch_branches_join(machine, &branches);
        loop->turn_mark = outer_mark;
        if (merge_turn(machine, mark, cells, undecided, round))
            break;
        if (round + 1 == CCH_MACHINE_ROUNDS)
            cch_note(machine, "%s: a loop whose values do not settle: they may be others", cch_place_of(machine, node));
    }
    machine->unsettled--;
    if (machine->decisions != before)
        cch_loop_decisions(machine, before, before, false);
    machine->flow = machine->flow == CCH_GOES_DEAD ? CCH_GOES_NORMAL : machine->flow;
}

void cch_loop_end(cch_machine *machine, struct cch_loop *loop) {
    if (machine->flow == CCH_GOES_BREAK || (machine->flow == CCH_GOES_CONTINUE && !loop->is_switch))
        machine->flow = CCH_GOES_NORMAL;
    if (loop->breaks)
        cch_join_pending(machine, &loop->breaks, loop->mark, NULL);
    machine->loop = loop->outer;
}

struct turn {
    const cch_node *body, *step;
};

static void run_turn(cch_machine *machine, void *context) {
    const struct turn *turn = context;
    cch_execute(machine, turn->body);
    if (machine->flow == CCH_GOES_CONTINUE)
        machine->flow = CCH_GOES_NORMAL;
    if (machine->loop->continues)
        cch_join_pending(machine, &machine->loop->continues, machine->loop->turn_mark, NULL);
    if (turn->step && cch_machine_runs(machine))
        cch_evaluate(machine, turn->step);
}

/* The step may be an expression or a statement. */
static const cch_node *step_of(const cch_node *step) {
    return step && step->head == CCH_HEAD_EVALUATE ? cch_item(step, 0) : step;
}

static void run_while(cch_machine *machine, const cch_node *statement, bool first_runs) {
    uint32_t at = behind_place(statement);
    const cch_node *text = cch_item(statement, at), *condition = cch_item(statement, at + 1);
    struct turn turn = {cch_item(statement, at + 2), step_of(cch_item(statement, at + 3))};
    if (!condition || !turn.body)
        return;
    const struct cch_decision *before = machine->decisions;
    struct cch_loop loop;
    machine->place = cch_place_of(machine, statement);
    cch_loop_begin(machine, &loop);
    for (unsigned turns = 0; cch_machine_runs(machine); turns++) {
        const struct cch_decision *since = machine->decisions;
        const cch_datum *why = NULL;
        int truth = first_runs && !turns ? 1 : cch_condition(machine, condition, &why);
        if (!cch_machine_runs(machine) || truth == 0)
            break;
        if (truth > 0 && turns >= CCH_MACHINE_TURNS) {
            cch_note(machine, "%s: a loop of more than %d turns: the rest of it is not followed", machine->place,
                     CCH_MACHINE_TURNS);
            why = cch_not_known(machine, "a loop of more than %d turns", CCH_MACHINE_TURNS);
            truth = -1;
        }
        if (truth < 0) {
            cch_loop_unknown(machine, &loop, statement, text_of(text), why, run_turn, &turn);
            if (cch_machine_runs(machine))
                cch_refine(machine, condition, false);
            break;
        }
        if (condition->head != CCH_HEAD_BOOL && turns < 64) {
            cch_decide(machine, statement, text_of(text), NULL, condition, "true");
            of_loop(machine);
        }
        run_turn(machine, &turn);
        if (!cch_loop_turned(machine, &loop))
            break;
        cch_loop_decisions(machine, before, since, turns >= 64);
    }
    cch_loop_end(machine, &loop);
    cch_loop_decisions(machine, before, before, true);
}

/* The range-based for of C++: (for L K E S); K is (l SLOT), a copy, or (r (l SLOT)), a reference. */
struct range_turn {
    const cch_node *variable, *body;
    uint32_t cell; /* of the element */
};

static void bind_element(cch_machine *machine, const cch_node *variable, uint32_t cell) {
    bool is_reference = variable->head == CCH_HEAD_REFERENCE && variable->count;
    uint32_t slot = slot_of(machine, is_reference ? variable->items[0] : variable);
    if (slot == UINT32_MAX)
        return;
    if (is_reference)
        machine->frame->slots[slot] = cell;
    else
        machine->frame->slots[slot] =
            cch_store_add(&machine->store, cch_datum_copy(&machine->store, cch_store_get(&machine->store, cell)));
}

static void run_range_turn(cch_machine *machine, void *context) {
    const struct range_turn *turn = context;
    bind_element(machine, turn->variable, turn->cell);
    cch_execute(machine, turn->body);
}

static void run_range_for(cch_machine *machine, const cch_node *statement) {
    uint32_t at = behind_place(statement);
    struct range_turn turn = {cch_item(statement, at), cch_item(statement, at + 2), 0};
    const cch_node *range = cch_item(statement, at + 1);
    if (!turn.variable || !range || !turn.body)
        return;
    machine->place = cch_place_of(machine, statement);
    const cch_datum *value = cch_evaluate(machine, range), *why = NULL;
    if (!cch_machine_runs(machine))
        return;
    if (value->kind == CCH_DATUM_POINTER)
        value = cch_store_get(&machine->store, value->cell);
    struct cch_items items = {0};
    const struct cch_decision *before = machine->decisions;
    struct cch_loop loop;
    cch_loop_begin(machine, &loop);
    if (value->kind == CCH_DATUM_OBJECT && cch_container_items(&machine->store, value->object, &items, &why)) {
        for (uint32_t i = 0; i < items.count && cch_machine_runs(machine); i++) {
            const struct cch_decision *since = machine->decisions;
            turn.cell = items.cells[i];
            run_range_turn(machine, &turn);
            if (!cch_loop_turned(machine, &loop))
                break;
            cch_loop_decisions(machine, before, since, i >= 64);
        }
    } else {
        why = why ? why : cch_is_undecided(value) ? value : cch_not_known(machine, "what a loop runs over");
        turn.cell = cch_store_add(&machine->store, cch_unknown_like(&machine->arena, why));
        machine->store.cells[turn.cell].is_foreign = true;
        cch_store_escape(&machine->store, value);
        cch_loop_unknown(machine, &loop, statement, "for", why, run_range_turn, &turn);
    }
    cch_loop_end(machine, &loop);
    cch_loop_decisions(machine, before, before, true);
}

/* switch ------------------------------------------------------------------------------- */

static bool is_arm(const cch_node *arm) { return arm->head == CCH_HEAD_CASE || arm->head == CCH_HEAD_DEFAULT; }

/* From this arm on, as they fall through. */
static void run_arms(cch_machine *machine, const cch_node *statement, uint32_t arm) {
    for (; arm < statement->count && cch_machine_runs(machine); arm++) {
        const cch_node *one = statement->items[arm];
        for (uint32_t i = one->head == CCH_HEAD_CASE ? 1 : 0; i < one->count && cch_machine_runs(machine); i++)
            cch_execute(machine, one->items[i]);
    }
}

/* Does an arm take the value: 1, 0, -1 not known. */
static int arm_takes(cch_machine *machine, const cch_node *arm, const cch_datum *value) {
    const cch_node *labels = cch_item(arm, 0);
    int taken = 0;
    for (uint32_t i = 0; labels && i < labels->count; i++) {
        const cch_datum *label = cch_evaluate(machine, labels->items[i]);
        int truth = cch_truth(cch_operate(machine, CCH_OPERATOR_EQUAL, CCH_TYPE_OTHER, value, label));
        if (truth > 0)
            return 1;
        if (truth < 0)
            taken = -1;
    }
    return taken;
}

static const char *arm_text(cch_machine *machine, const cch_node *arm) {
    const cch_node *labels = cch_item(arm, 0);
    if (arm->head == CCH_HEAD_DEFAULT || !labels || !labels->count)
        return "default";
    return cch_arena_print(&machine->arena, "case %s", cch_shown(machine, cch_evaluate(machine, labels->items[0])));
}

bool cch_is_arm_of(cch_machine *machine, const struct cch_decision *decision, const cch_node *arm) {
    enum cch_going flow = machine->flow;
    machine->flow = CCH_GOES_NORMAL;
    bool is_it = strcmp(arm_text(machine, arm), decision->outcome) == 0;
    machine->flow = flow;
    return is_it;
}

static void run_switch_arms(cch_machine *machine, const cch_node *statement, uint32_t first, const char *text,
                            const cch_datum *value) {
    struct cch_branches branches;
    bool is_open = false, may_be_none = true;
    uint32_t otherwise = 0;
    for (uint32_t i = first; i < statement->count; i++) {
        if (!is_arm(statement->items[i]))
            continue;
        if (statement->items[i]->head == CCH_HEAD_DEFAULT) {
            otherwise = i;
            continue;
        }
        int taken = arm_takes(machine, statement->items[i], value);
        if (!cch_machine_runs(machine))
            return;
        const char *outcome = taken ? arm_text(machine, statement->items[i]) : "";
        if (taken > 0 && !is_open) {
            const struct cch_decision *before = machine->decisions;
            cch_decide(machine, statement, text, value, NULL, outcome);
            run_arms(machine, statement, i);
            machine->decisions = before;
            return;
        }
        if (!taken)
            continue;
        if (!is_open)
            cch_branches_begin(machine, &branches, statement, text, value);
        is_open = true;
        cch_branch_begin(machine, &branches, outcome);
        run_arms(machine, statement, i);
        if (machine->flow == CCH_GOES_BREAK)
            machine->flow = CCH_GOES_NORMAL;
        cch_branch_end(machine, &branches, NULL);
        may_be_none = taken < 0;
        if (!may_be_none)
            break;
    }
    if (!is_open) {
        const struct cch_decision *before = machine->decisions;
        cch_decide(machine, statement, text, value, NULL, "default");
        if (otherwise)
            run_arms(machine, statement, otherwise);
        machine->decisions = before;
        return;
    }
    if (may_be_none) {
        cch_branch_begin(machine, &branches, "default");
        if (otherwise)
            run_arms(machine, statement, otherwise);
        if (machine->flow == CCH_GOES_BREAK)
            machine->flow = CCH_GOES_NORMAL;
        cch_branch_end(machine, &branches, NULL);
    }
    cch_branches_join(machine, &branches);
}

static void run_switch(cch_machine *machine, const cch_node *statement) {
    uint32_t at = behind_place(statement);
    const cch_node *text = cch_item(statement, at), *expression = cch_item(statement, at + 1);
    if (!expression)
        return;
    machine->place = cch_place_of(machine, statement);
    const cch_datum *value = cch_evaluate(machine, expression);
    if (!cch_machine_runs(machine))
        return;
    if (!cch_is_undecided(value) && value->kind >= CCH_DATUM_TENSOR)
        value = cch_not_known(machine, "a switch on what is no number");
    struct cch_loop loop;
    cch_loop_begin(machine, &loop);
    loop.is_switch = true;
    run_switch_arms(machine, statement, at + 2, text_of(text), value);
    cch_loop_end(machine, &loop);
}

/* The others -------------------------------------------------------------------------------- */

static const char *name_of_slot(const cch_machine *machine, uint32_t slot) {
    const char *name = machine->frame->code->names ? machine->frame->code->names[slot] : NULL;
    return name ? name : "a local";
}

static void declare(cch_machine *machine, const cch_node *statement) {
    uint32_t slot = slot_of(machine, statement);
    const cch_node *type = cch_item(statement, 1), *expression = cch_item(statement, 2);
    if (slot == UINT32_MAX)
        return;
    const cch_datum *value = &cch_absent;
    if (expression) {
        expression = cch_static_initializer(machine, slot, expression);
        value = cch_evaluate(machine, expression);
        if (!cch_machine_runs(machine))
            return;
        if (cch_names_cell(expression))
            value = cch_datum_copy(&machine->store, value);
    } else if (type && type->head == CCH_HEAD_TEXT) {
        value = cch_object_value(&machine->arena, cch_object_new(&machine->store, type->text, &cch_absent));
    }
    machine->frame->slots[slot] = cch_store_add(&machine->store, value);
    if (machine->explained && machine->frame->code->names[slot] && expression)
        cch_explain(machine, "%s = %s", name_of_slot(machine, slot), cch_shown(machine, value));
}

static void declare_reference(cch_machine *machine, const cch_node *statement) {
    uint32_t slot = slot_of(machine, statement);
    const cch_node *expression = cch_item(statement, 1);
    if (slot == UINT32_MAX || !expression)
        return;
    uint32_t cell = cch_evaluate_cell(machine, expression);
    if (cch_machine_runs(machine))
        machine->frame->slots[slot] = cell;
}

static void run_return(cch_machine *machine, const cch_node *statement) {
    const cch_node *expression = cch_item(statement, 0);
    const cch_datum *value = &cch_none;
    uint32_t cell = 0;
    if (expression && expression->head == CCH_HEAD_REFERENCE) {
        cell = cch_evaluate_cell(machine, expression);
        value = cch_store_get(&machine->store, cell);
    } else if (expression) {
        value = cch_evaluate(machine, expression);
    }
    if (!cch_machine_runs(machine))
        return;
    machine->returned = value;
    machine->returned_cell = cell;
    machine->flow = CCH_GOES_RETURN;
}

/* (launch L KERNEL GRID BLOCK SMEM STREAM (ARG…)) */
static void run_launch(cch_machine *machine, const cch_node *statement) {
    uint32_t at = behind_place(statement);
    const cch_node *kernel = cch_item(statement, at);
    struct cch_launched launched = {.api = "<<<>>>"};
    machine->place = cch_place_of(machine, statement);
    const cch_datum *values[4] = {NULL};
    for (uint32_t i = 0; i < 4; i++) {
        const cch_node *item = cch_item(statement, at + 1 + i);
        values[i] = item ? cch_evaluate(machine, item) : &cch_zero;
    }
    const cch_datum *which = kernel ? cch_evaluate(machine, kernel) : &cch_absent;
    const cch_node *arguments = cch_item(statement, at + 5);
    for (uint32_t i = 0; arguments && arguments->head == CCH_HEAD_GROUP && i < arguments->count; i++)
        cch_evaluate(machine, arguments->items[i]);
    if (!cch_machine_runs(machine))
        return;
    launched.kernel = cch_kernel_of(machine, which);
    if (!launched.kernel)
        launched.kernel_why = cch_is_undecided(which) && which->reason ? which->reason->text : "which kernel";
    cch_extent_of(machine, values[0], launched.grid);
    cch_extent_of(machine, values[1], launched.block);
    launched.shared_memory = values[2]->kind == CCH_DATUM_ABSENT ? &cch_zero : values[2];
    cch_launch(machine, &launched);
}

/* (unread "reason" LVALUE…): these, or with * everything, are no longer known. */
static void run_unread(cch_machine *machine, const cch_node *statement) {
    const cch_node *reason = cch_item(statement, 0);
    const cch_datum *unknown = cch_not_known(machine, "%s", *text_of(reason) ? text_of(reason) : "not read");
    for (uint32_t i = 1; i < statement->count && cch_machine_runs(machine); i++) {
        const cch_node *item = statement->items[i];
        if (item->head == CCH_HEAD_WORD) {
            for (uint32_t cell = 1; cell < machine->store.count; cell++) {
                const cch_datum *held = cch_store_get(&machine->store, cell);
                if (held->kind != CCH_DATUM_ABSENT && !(held->kind == CCH_DATUM_OBJECT && !held->object->by_reference))
                    cch_store_set(&machine->store, cell, unknown);
            }
            continue;
        }
        uint32_t cell = cch_evaluate_cell(machine, item);
        const cch_datum *held = cch_store_get(&machine->store, cell);
        cch_store_forget(&machine->store, held, unknown);
        if (held->kind != CCH_DATUM_OBJECT || held->object->by_reference)
            cch_store_set(&machine->store, cell, unknown);
    }
}

static void run_block(cch_machine *machine, const cch_node *block) {
    struct cch_cleanup *cleanups = machine->cleanups;
    for (uint32_t i = 0; i < block->count && cch_machine_runs(machine); i++)
        cch_execute(machine, block->items[i]);
    cch_end_lives(machine, cleanups);
}

/* What both languages have. */
static bool run_common(cch_machine *machine, const cch_node *statement) {
    switch (statement->head) {
    case CCH_HEAD_DO:
        run_block(machine, statement);
        return true;
    case CCH_HEAD_EVALUATE:
        if (statement->count)
            cch_evaluate(machine, statement->items[0]);
        return true;
    case CCH_HEAD_IF:
        run_if(machine, statement);
        return true;
    case CCH_HEAD_WHILE:
        run_while(machine, statement, false);
        return true;
    case CCH_HEAD_RETURN:
        run_return(machine, statement);
        return true;
    case CCH_HEAD_BREAK:
        machine->flow = CCH_GOES_BREAK;
        return true;
    case CCH_HEAD_CONTINUE:
        machine->flow = CCH_GOES_CONTINUE;
        return true;
    case CCH_HEAD_THROW:
        if (is_python(machine))
            cch_python_raise_statement(machine, statement);
        else
            cch_throw_statement(machine, statement);
        return true;
    case CCH_HEAD_UNREAD:
        run_unread(machine, statement);
        return true;
    default:
        return false;
    }
}

static void run_own(cch_machine *machine, const cch_node *statement) {
    switch (statement->head) {
    case CCH_HEAD_DECLARE:
        declare(machine, statement);
        return;
    case CCH_HEAD_DECLARE_REFERENCE:
        declare_reference(machine, statement);
        return;
    case CCH_HEAD_DO_WHILE:
        run_while(machine, statement, true);
        return;
    case CCH_HEAD_SWITCH:
        run_switch(machine, statement);
        return;
    case CCH_HEAD_TRY:
        cch_try(machine, statement);
        return;
    case CCH_HEAD_LAUNCH:
        run_launch(machine, statement);
        return;
    case CCH_HEAD_FOR:
        run_range_for(machine, statement);
        return;
    case CCH_HEAD_DESTROY:
        cch_begin_life(machine, statement);
        return;
    default:
        cch_evaluate(machine, statement);
        return; /* an expression stands for its effect */
    }
}

void cch_execute(cch_machine *machine, const cch_node *statement) {
    if (!cch_step(machine))
        return;
    if (++machine->depth > CCH_MACHINE_DEPTH) {
        cch_cut(machine, "nested too deeply");
    } else if (!run_common(machine, statement)) {
        if (!is_python(machine))
            run_own(machine, statement);
        else if (!cch_python_execute(machine, statement))
            cch_evaluate(machine, statement);
    }
    machine->depth--;
}
