/* Contexts: `with` (python.h). */
#include <stdlib.h>
#include <string.h>

#include "evaluate/python_parts.h"

struct within {
    const cch_node *statement;
    uint32_t which;
    const cch_node *target;
    const cch_datum *context;
    const cch_datum *before; /* whether gradients were on */
    /* of a generator's: how its block was left */
    bool is_entered, has_left;
    enum cch_going flow;
    const cch_datum *returned;
    struct cch_pending *returns, *breaks, *continues; /* ways that left early: their state is in the block's end */
};

static void run_items(cch_machine *machine, const cch_node *statement, uint32_t which);

static void enter_rest(cch_machine *machine, struct within *within, const cch_datum *entered) {
    cch_python_store(machine, within->target, entered);
    if (cch_machine_runs(machine))
        run_items(machine, within->statement, within->which + 1);
}

/* Of a generator (contextlib.contextmanager): its block runs where it yields ------------------ */

/* Ways that left the block early are joined with its end; how they leave is sorted out behind the generator. */
static struct cch_pending *take_early(cch_machine *machine, struct cch_pending **list, struct cch_pending *until,
                                      size_t mark) {
    static const struct cch_why early = {"the way in which a context's block is left", NULL, ""};
    struct cch_store *store = &machine->store;
    struct cch_pending *taken = *list == until ? NULL : *list;
    for (struct cch_pending *pending = *list; pending && pending != until; pending = pending->next) {
        size_t end = cch_store_mark(store);
        for (size_t i = mark; i < end; i++) { /* what this way has not written is as it was */
            struct cch_write write = store->trail[i];
            cch_store_set(store, write.cell,
                          cch_store_either(store, cch_store_get(store, write.cell), write.before, &early));
        }
        for (size_t i = 0; i < pending->way.count; i++) {
            uint32_t cell = pending->way.changes[i].cell;
            cch_store_set(store, cell,
                          cch_store_either(store, cch_store_get(store, cell), pending->way.changes[i].value, &early));
        }
        free(pending->way.changes);
        pending->way = (struct cch_way){0};
        if (pending->next == until)
            pending->next = NULL;
    }
    *list = until;
    return taken;
}

static void run_block(cch_machine *machine, void *context, const cch_datum *value) {
    struct within *within = context;
    struct cch_loop *loop = machine->loop, *around = loop;
    while (around && around->is_switch)
        around = around->outer;
    cch_frame *frame = machine->frame;
    struct cch_pending *returns = frame->returns, *breaks = loop ? loop->breaks : NULL;
    struct cch_pending *continues = around ? around->continues : NULL;
    if (within->is_entered) { /* RuntimeError: it did not stop */
        cch_python_raise(machine, "RuntimeError");
        return;
    }
    within->is_entered = true;
    enter_rest(machine, within, value);
    if (machine->flow == CCH_GOES_RETURN || machine->flow == CCH_GOES_BREAK || machine->flow == CCH_GOES_CONTINUE ||
        machine->flow == CCH_GOES_CLOSE) {
        within->has_left = true;
        within->flow = machine->flow;
        within->returned = machine->returned;
        machine->flow = CCH_GOES_NORMAL;
    }
    enum cch_going flow = machine->flow;
    within->returns = take_early(machine, &frame->returns, returns, frame->mark);
    if (loop)
        within->breaks = take_early(machine, &loop->breaks, breaks, loop->mark);
    if (around)
        within->continues = take_early(machine, &around->continues, continues, around->turn_mark);
    if (flow == CCH_GOES_DEAD && (within->returns || within->breaks || within->continues)) {
        within->has_left = true;
        within->flow = CCH_GOES_DEAD;
        machine->flow = CCH_GOES_NORMAL;
    }
}

static void leave_as(cch_machine *machine, struct cch_branches *branches, enum cch_going flow,
                     const cch_datum *returned) {
    cch_branch_begin(machine, branches, "");
    machine->flow = flow;
    machine->returned = returned ? returned : &cch_none;
    cch_branch_end(machine, branches, NULL);
}

static void leave_generator(cch_machine *machine, struct within *within) {
    if (!cch_machine_runs(machine))
        return;
    if (!within->returns && !within->breaks && !within->continues) {
        if (within->has_left) {
            machine->flow = within->flow;
            machine->returned = within->returned;
        }
        return;
    }
    struct cch_branches branches;
    cch_branches_begin(machine, &branches, NULL, "how a context's block is left",
                       cch_not_known(machine, "how a context's block is left"));
    if (!within->has_left || within->flow != CCH_GOES_DEAD)
        leave_as(machine, &branches, within->has_left ? within->flow : CCH_GOES_NORMAL, within->returned);
    for (const struct cch_pending *p = within->returns; p; p = p->next)
        leave_as(machine, &branches, CCH_GOES_RETURN, p->value);
    if (within->breaks)
        leave_as(machine, &branches, CCH_GOES_BREAK, NULL);
    if (within->continues)
        leave_as(machine, &branches, CCH_GOES_CONTINUE, NULL);
    cch_branches_join(machine, &branches);
}

static void run_generator(cch_machine *machine, struct within *within) {
    const cch_datum *generator = cch_python_field(machine, within->context, "generator");
    if (!generator || !cch_python_ask(machine, generator, run_block, within, true)) {
        cch_python_run_lazy(machine, generator ? generator : &cch_none);
        enter_rest(machine, within, cch_not_known(machine, "what a context gives"));
        return;
    }
    if (!within->is_entered && cch_machine_runs(machine)) {
        cch_python_raise(machine, "RuntimeError"); /* it did not yield */
        return;
    }
    leave_generator(machine, within);
}

/* Of an object with __enter__ and __exit__ ------------------------------------------------------- */

static const cch_datum *call_exit(cch_machine *machine, const struct within *within, const cch_datum *exception) {
    const cch_datum *exit =
        cch_python_class_find(machine, within->context->object->class_value, "__exit__", NULL, NULL);
    const cch_datum *arguments[4] = {within->context, &cch_none, &cch_none, &cch_none};
    if (exception) {
        const cch_datum *class_value = cch_python_exception_class(machine, exception);
        arguments[1] = class_value ? class_value : cch_not_known(machine, "an exception's class");
        arguments[2] = exception;
        arguments[3] = cch_not_known(machine, "a traceback");
    }
    return exit ? cch_python_call_simple(machine, exit, arguments, 4) : &cch_none;
}

static void leave_object(cch_machine *machine, void *context) { call_exit(machine, context, NULL); }

/* What was thrown comes here: does __exit__ say that all is well? */
static void pass_on(cch_machine *machine, const cch_datum *exception, const cch_datum *is_well) {
    const cch_datum *why;
    int truth = cch_python_truth(machine, is_well, &why);
    if (!cch_machine_runs(machine) || truth > 0)
        return;
    if (truth == 0) {
        cch_throw_value(machine, exception);
        return;
    }
    struct cch_branches branches;
    why = cch_is_undecided(why) ? why : cch_not_known(machine, "what __exit__ returns");
    cch_branches_begin(machine, &branches, NULL, "__exit__ returns true", why);
    cch_branch_begin(machine, &branches, "true");
    cch_branch_end(machine, &branches, NULL);
    cch_branch_begin(machine, &branches, "false");
    cch_throw_value(machine, exception);
    cch_branch_end(machine, &branches, NULL);
    cch_branches_join(machine, &branches);
}

/* contextlib.suppress: 1, 0, -1. */
static const cch_datum *is_suppressed(cch_machine *machine, const struct within *within, const cch_datum *exception) {
    int result = cch_python_is_exception_of(machine, exception, cch_python_field(machine, within->context, "types"));
    return result < 0 ? cch_not_known(machine, "which exception is raised") : cch_bool(result);
}

static void end_thrown(cch_machine *machine, const struct within *within, const cch_datum *exception) {
    const cch_datum *is_well =
        cch_python_is_instance(within->context)
            ? call_exit(machine, within, exception ? exception : cch_not_known(machine, "an exception"))
            : is_suppressed(machine, within, exception);
    if (cch_machine_runs(machine))
        pass_on(machine, exception, is_well);
}

static void run_object(cch_machine *machine, struct within *within) {
    bool is_instance = cch_python_is_instance(within->context), before = machine->may_raise;
    const cch_datum *entered = &cch_none;
    if (is_instance) {
        const cch_datum *enter =
            cch_python_class_find(machine, within->context->object->class_value, "__enter__", NULL, NULL);
        entered = enter ? cch_python_call_simple(machine, enter, &within->context, 1)
                        : cch_not_known(machine, "what a context gives");
    }
    if (!cch_machine_runs(machine))
        return;
    struct cch_cleanup cleanup = cch_cleanup_here(machine, leave_object, within);
    struct cch_handler handler = {.outer = machine->handler, .mark = cch_store_mark(&machine->store)};
    if (is_instance)
        machine->cleanups = &cleanup;
    machine->handler = &handler;
    machine->may_raise = false;
    enter_rest(machine, within, entered);
    machine->handler = handler.outer;
    machine->cleanups = cleanup.outer;
    bool may_raise = machine->may_raise, threw = machine->flow == CCH_GOES_THROW;
    machine->may_raise = before || may_raise;
    if (is_instance && !threw)
        cch_run_cleanup(machine, &cleanup);
    if (threw && !handler.throws) {
        machine->flow = CCH_GOES_NORMAL;
        end_thrown(machine, within, machine->thrown);
        return;
    }
    if (!threw && !handler.throws && (is_instance || !may_raise))
        return;
    /* one that is suppressed goes on behind the block, from wherever it was thrown */
    struct cch_branches branches;
    enum cch_going flow = machine->flow;
    const cch_datum *returned = machine->returned;
    cch_branches_begin(machine, &branches, within->statement, "an exception",
                       cch_not_known(machine, "whether an exception is raised"));
    if (!threw && flow != CCH_GOES_DEAD) {
        cch_branch_begin(machine, &branches, "none");
        machine->flow = flow;
        machine->returned = returned;
        cch_branch_end(machine, &branches, NULL);
    }
    cch_branch_begin(machine, &branches, "raised");
    take_early(machine, &handler.throws, NULL, handler.mark);
    end_thrown(machine, within, NULL);
    cch_branch_end(machine, &branches, NULL);
    cch_branches_join(machine, &branches);
}

/* with ------------------------------------------------------------------------------------------------- */

static void run_library(cch_machine *machine, struct within *within) {
    struct python_state *state = cch_python_state(machine);
    const cch_datum *entered = &cch_none;
    const char *of =
        cch_is_unknown(within->context) && within->context->reason->say ? within->context->reason->say : "";
    bool is_autocast = strstr(of, "autocast") != NULL;
    state->autocast += is_autocast;
    if (cch_python_is(within->context, "torch.grad_mode"))
        state->grad_enabled = cch_python_field(machine, within->context, "enabled");
    else if (cch_python_is(within->context, "nullcontext"))
        entered = cch_python_field(machine, within->context, "result");
    else
        entered = cch_not_known(machine, "what a context gives");
    enter_rest(machine, within, entered);
    state->autocast -= is_autocast;
    if (cch_python_is(within->context, "torch.grad_mode"))
        state->grad_enabled = within->before;
}

/* (with L ((E [LV])…) S) */
static void run_items(cch_machine *machine, const cch_node *statement, uint32_t which) {
    const cch_node *items = cch_item(statement, 1), *item = items ? cch_item(items, which) : NULL;
    if (!item) {
        if (cch_item(statement, 2))
            cch_execute(machine, statement->items[2]);
        return;
    }
    /* one without a target is read as a list with the expression's head, where that begins with a word */
    const cch_node *expression = item->head == CCH_HEAD_GROUP ? cch_item(item, 0) : item;
    struct within within = {.statement = statement, .which = which};
    within.target = item->head == CCH_HEAD_GROUP ? cch_item(item, 1) : NULL;
    within.context = expression ? cch_evaluate(machine, expression) : &cch_none;
    within.before = cch_python_state(machine)->grad_enabled;
    if (!cch_machine_runs(machine))
        return;
    if (cch_python_is(within.context, "generator.context"))
        run_generator(machine, &within);
    else if (cch_python_is_instance(within.context) || cch_python_is(within.context, "suppress"))
        run_object(machine, &within);
    else
        run_library(machine, &within);
}

void cch_python_with(cch_machine *machine, const cch_node *statement) { run_items(machine, statement, 0); }
