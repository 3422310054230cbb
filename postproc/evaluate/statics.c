/* Static locals (machine_parts.h): what the first call made of them, which may have been an earlier one. */
#include <string.h>

#include "evaluate/machine_parts.h"

static bool mentions_local(const cch_node *node) {
    if (node->head == CCH_HEAD_LOCAL || node->head == CCH_HEAD_CAPTURE || node->head == CCH_HEAD_THIS ||
        node->head == CCH_HEAD_CAUGHT)
        return true;
    for (uint32_t i = 0; i < node->count; i++)
        if (mentions_local(node->items[i]))
            return true;
    return false;
}

/* Did evaluating do more than make a value: write to what was there, launch, leave? */
static bool had_effect(const cch_machine *machine, size_t mark, size_t cells, size_t launches) {
    if (machine->flow != CCH_GOES_NORMAL || machine->launch_count != launches)
        return true;
    for (size_t i = mark; i < machine->store.trail_count; i++)
        if (machine->store.cells[machine->store.trail[i].cell].birth < cells)
            return true;
    return false;
}

/* (once E) */
const cch_datum *cch_evaluate_once(cch_machine *machine, const cch_node *expression) {
    struct cch_store *store = &machine->store;
    size_t mark = cch_store_mark(store), cells = store->count, launches = machine->launch_count;
    size_t alternatives = machine->alternative_count;
    struct cch_pending *throws = machine->handler ? machine->handler->throws : NULL;
    const cch_datum *earlier = cch_not_known(machine, "a static variable, whose function may have been called before");
    const cch_datum *value = cch_evaluate(machine, expression);
    if (machine->arena.failed || machine->flow == CCH_GOES_DEAD)
        return value;
    bool varies = mentions_local(expression);
    if (!had_effect(machine, mark, cells, launches))
        return varies && !expression->value ? earlier : value;
    /* Again, as what may or may not happen. */
    cch_store_undo(store, mark);
    machine->launch_count = launches;
    machine->alternative_count = alternatives;
    machine->flow = CCH_GOES_NORMAL;
    if (machine->handler)
        cch_drop_pending(&machine->handler->throws, throws);
    struct cch_branches branches;
    cch_branches_begin(machine, &branches, NULL, "the first call", earlier);
    cch_branch_begin(machine, &branches, "true");
    value = cch_evaluate(machine, expression);
    cch_branch_end(machine, &branches, value);
    cch_branch_begin(machine, &branches, "false");
    cch_branch_end(machine, &branches, earlier);
    return cch_branches_join(machine, &branches);
}

/* Is it the variable, or a part of it? */
static bool is_of(const cch_node *place, uint32_t slot) {
    while ((place->head == CCH_HEAD_MEMBER || place->head == CCH_HEAD_SUBSCRIPT) && place->count)
        place = place->items[0];
    const cch_node *number = cch_item(place, 0);
    return place->head == CCH_HEAD_LOCAL && number && number->number >= 0 && (uint32_t)number->number == slot;
}

static bool only_reads(const cch_node *node) {
    switch (node->head) {
    case CCH_HEAD_BINARY:
    case CCH_HEAD_CAST:
    case CCH_HEAD_NOT:
    case CCH_HEAD_AND:
    case CCH_HEAD_OR:
    case CCH_HEAD_NEGATE:
    case CCH_HEAD_INVERT:
    case CCH_HEAD_CHOOSE:
    case CCH_HEAD_IF:
    case CCH_HEAD_WHILE:
    case CCH_HEAD_DO_WHILE:
    case CCH_HEAD_SWITCH:
    case CCH_HEAD_RETURN:
    case CCH_HEAD_LAUNCH:
    case CCH_HEAD_DEREFERENCE:
    case CCH_HEAD_COPY:
        return true;
    case CCH_HEAD_GROUP: /* a launch's arguments are copies; a closure's captures are within one */
        return true;
    default:
        return false;
    }
}

/* Could something in the function write to the local? A closure might, for it names no static variable. */
static bool may_write(const cch_node *node, uint32_t slot) {
    if (node->head == CCH_HEAD_CLOSURE || node->head == CCH_HEAD_UNREAD)
        return true;
    for (uint32_t i = 0; i < node->count; i++) {
        const cch_node *item = node->items[i];
        if (is_of(item, slot)
                ? !(only_reads(node) || (node->head == CCH_HEAD_DECLARE && i == 2) ||
                    ((node->head == CCH_HEAD_ASSIGN || node->head == CCH_HEAD_ASSIGN_OPERATOR) && i + 1 == node->count))
                : may_write(item, slot))
            return true;
    }
    return false;
}

/* (unk "…" (once E)) of a local that nothing changes is (once E). */
const cch_node *cch_static_initializer(cch_machine *machine, uint32_t slot, const cch_node *initializer) {
    const cch_node *once = cch_item(initializer, 1);
    bool is_static = initializer->head == CCH_HEAD_NOT_MODELLED && once && once->head == CCH_HEAD_ONCE;
    return is_static && !may_write(machine->frame->code->body, slot) ? once : initializer;
}
