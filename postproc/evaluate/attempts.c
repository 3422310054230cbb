/* Bodies whose exceptions are handled (machine_parts.h): C++'s try and Python's. */
#include <stdlib.h>
#include <string.h>

#include "evaluate/machine_parts.h"

static const struct cch_why whether = {"whether an exception is raised", NULL, ""};

/* What came of a body. */
struct attempt {
    const struct cch_try *what;
    size_t mark;
    struct cch_pending *throws;
    struct cch_way end; /* the body's end, or where it certainly threw */
    enum cch_going flow;
    const cch_datum *returned, *value; /* that was thrown */
    uint32_t returned_cell;
    const struct cch_decision *decisions;
    bool may_raise; /* something of which nobody knows, from anywhere */
    struct cch_write *writes;
    size_t write_count;
};

/* Which handlers may take it; true: it may as well be none. */
static bool reach(cch_machine *machine, const struct attempt *attempt, const cch_datum *value, bool *reached) {
    const struct cch_try *what = attempt->what;
    enum cch_going flow = machine->flow;
    machine->flow = CCH_GOES_NORMAL;
    bool goes_on = true;
    for (uint32_t i = 0; i < what->handler_count && goes_on; i++) {
        int takes_it = what->takes(machine, what->handlers[i], value);
        reached[i] |= takes_it != 0;
        goes_on = takes_it <= 0;
    }
    machine->flow = flow;
    return goes_on;
}

/* From where the handler may begin: the ways on which what it takes was thrown. */
static void go_to(cch_machine *machine, const struct attempt *attempt, const struct cch_way *ways, size_t count,
                  bool anywhere) {
    struct cch_store *store = &machine->store;
    cch_store_join(store, attempt->mark, ways, count, &whether);
    for (size_t i = 0; anywhere && i < attempt->write_count; i++) {
        struct cch_write write = attempt->writes[i];
        cch_store_set(store, write.cell,
                      cch_store_either(store, cch_store_get(store, write.cell), write.before, &whether));
    }
}

/* The ways that handler `index` may take, or (UINT32_MAX) none. */
static size_t ways_to(cch_machine *machine, const struct attempt *attempt, uint32_t index, struct cch_way *ways,
                      const cch_datum **value, bool *anywhere) {
    bool *reached = cch_arena_take(&machine->arena, 256);
    const struct cch_pending *pending = attempt->throws;
    bool is_end = attempt->flow == CCH_GOES_THROW;
    size_t count = 0;
    *value = NULL;
    *anywhere = false;
    while (is_end || pending) {
        const cch_datum *thrown = is_end ? attempt->value : pending->value;
        memset(reached, 0, 256);
        bool goes_on = reach(machine, attempt, thrown, reached);
        if (index == UINT32_MAX ? goes_on : reached[index]) {
            *value = count == 0 || (*value && thrown && *value == thrown) ? thrown : NULL;
            ways[count++] = is_end ? attempt->end : pending->way;
        }
        if (!is_end)
            pending = pending->next;
        is_end = false;
    }
    memset(reached, 0, 256);
    bool goes_on = attempt->may_raise && reach(machine, attempt, NULL, reached);
    if (attempt->may_raise && (index == UINT32_MAX ? goes_on : reached[index])) {
        *anywhere = true;
        *value = NULL;
        ways[count++] = attempt->end;
        ways[count++] = (struct cch_way){NULL, 0};
        for (pending = attempt->throws; pending; pending = pending->next)
            ways[count++] = pending->way;
    }
    return count;
}

/* Straight to the handler: that something is thrown is certain, and so is who takes it. False: it is not. */
static bool handle_certain(cch_machine *machine, const struct attempt *attempt) {
    const struct cch_try *what = attempt->what;
    if (attempt->flow != CCH_GOES_THROW || attempt->throws || attempt->may_raise)
        return false;
    machine->flow = CCH_GOES_NORMAL;
    for (uint32_t i = 0; i < what->handler_count; i++) {
        int takes_it = what->takes(machine, what->handlers[i], attempt->value);
        if (takes_it < 0)
            return false;
        if (takes_it) {
            go_to(machine, attempt, &attempt->end, 1, false);
            what->run(machine, what->handlers[i], attempt->value);
            return true;
        }
    }
    go_to(machine, attempt, &attempt->end, 1, false);
    cch_throw_value(machine, attempt->value);
    return true;
}

static void run_body_end(cch_machine *machine, const struct attempt *attempt) {
    go_to(machine, attempt, &attempt->end, 1, false);
    machine->flow = attempt->flow;
    machine->returned = attempt->returned;
    machine->returned_cell = attempt->returned_cell;
    machine->decisions = attempt->decisions;
    if (machine->flow == CCH_GOES_NORMAL && attempt->what->otherwise)
        cch_execute(machine, attempt->what->otherwise);
}

static void handle(cch_machine *machine, const struct attempt *attempt) {
    const struct cch_try *what = attempt->what;
    bool comes_out = attempt->flow != CCH_GOES_THROW && attempt->flow != CCH_GOES_DEAD, anywhere;
    const cch_datum *value, *why = cch_not_known(machine, "%s", whether.text);
    size_t most = 4;
    for (const struct cch_pending *p = attempt->throws; p; p = p->next)
        most += 2;
    struct cch_way *ways = calloc(most, sizeof *ways);
    struct cch_branches branches;
    if (!ways || what->handler_count > 255) {
        machine->arena.failed |= !ways;
        free(ways);
        cch_cut(machine, "too many handlers");
        return;
    }
    cch_branches_begin(machine, &branches, what->statement, "an exception", why);
    if (comes_out) {
        cch_branch_begin(machine, &branches, "none");
        run_body_end(machine, attempt);
        cch_branch_end(machine, &branches, NULL);
    }
    for (uint32_t i = 0; i <= what->handler_count; i++) {
        bool is_none = i == what->handler_count;
        size_t count = ways_to(machine, attempt, is_none ? UINT32_MAX : i, ways, &value, &anywhere);
        if (!count || (is_none && !machine->handler))
            continue;
        cch_branch_begin(machine, &branches, "raised");
        go_to(machine, attempt, ways, count, anywhere);
        if (is_none)
            cch_throw_value(machine, value);
        else
            what->run(machine, what->handlers[i], value);
        cch_branch_end(machine, &branches, NULL);
    }
    cch_branches_join(machine, &branches);
    free(ways);
}

/* The body's end is taken off the store: each way begins where the try did. */
static bool end_attempt(cch_machine *machine, struct attempt *attempt) {
    struct cch_store *store = &machine->store;
    attempt->write_count = cch_store_mark(store) - attempt->mark;
    attempt->writes = malloc((attempt->write_count + 1) * sizeof *attempt->writes);
    if (!attempt->writes) {
        machine->arena.failed = true;
        return false;
    }
    memcpy(attempt->writes, store->trail + attempt->mark, attempt->write_count * sizeof *attempt->writes);
    attempt->end = cch_store_capture(store, attempt->mark);
    cch_store_undo(store, attempt->mark);
    return true;
}

void cch_run_try(cch_machine *machine, const struct cch_try *what) {
    bool before = machine->may_raise;
    struct cch_handler handler = {.outer = machine->handler, .mark = cch_store_mark(&machine->store)};
    struct attempt attempt = {.what = what, .mark = handler.mark};
    machine->may_raise = false;
    if (what->handler_count)
        machine->handler = &handler;
    cch_execute(machine, what->body);
    if (what->handler_count)
        machine->handler = handler.outer;
    attempt.may_raise = machine->may_raise && what->handler_count;
    attempt.throws = handler.throws;
    attempt.flow = machine->flow;
    attempt.returned = machine->returned;
    attempt.returned_cell = machine->returned_cell;
    attempt.value = machine->thrown;
    attempt.decisions = machine->decisions;
    machine->may_raise = before || (machine->may_raise && !what->handler_count);
    bool is_quiet = !what->handler_count || !(attempt.flow == CCH_GOES_THROW || attempt.throws ||
                                              (attempt.may_raise && attempt.flow != CCH_GOES_DEAD));
    if (is_quiet) {
        if (machine->flow == CCH_GOES_NORMAL && what->otherwise)
            cch_execute(machine, what->otherwise);
    } else if (attempt.flow == CCH_GOES_CLOSE) {
        /* nobody goes on with it */
    } else if (end_attempt(machine, &attempt)) {
        if (!handle_certain(machine, &attempt))
            handle(machine, &attempt);
        free(attempt.end.changes);
    }
    free(attempt.writes);
    cch_drop_pending(&handler.throws, NULL);
}
