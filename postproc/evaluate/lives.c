/* Objects whose destructors run at the end of their block (machine_parts.h). */
#include "evaluate/machine_parts.h"

/* An object whose life ends with the block. */
struct ending {
    uint32_t cell, function;
    bool is_part; /* the destructor is that of some part of the object */
};

static void end_life(cch_machine *machine, void *context) {
    const struct ending *ending = context;
    const cch_datum *value = cch_store_get(&machine->store, ending->cell);
    struct cch_argument object = {.value = value, .cell = ending->cell, .is_mutable = true};
    if (ending->is_part)
        cch_give_up(machine, ending->function, "the destructor of a part", &object, 1);
    else
        cch_call_function(machine, ending->function, NULL, &object, 1);
    machine->returned_cell = 0;
}

/* (destroy LV R) */
void cch_begin_life(cch_machine *machine, const cch_node *statement) {
    const cch_node *object = cch_item(statement, 0);
    struct cch_cleanup *cleanup = cch_arena_take(&machine->arena, sizeof *cleanup);
    struct ending *ending = cch_arena_take(&machine->arena, sizeof *ending);
    ending->function = cch_reference(machine, statement, 1);
    ending->is_part = object && object->head == CCH_HEAD_THIS;
    if (!object || !ending->function || machine->arena.failed)
        return;
    if (!ending->is_part)
        ending->cell = cch_evaluate_cell(machine, object);
    else if (machine->frame->self && machine->frame->self->kind == CCH_DATUM_POINTER)
        ending->cell = machine->frame->self->cell;
    *cleanup = cch_cleanup_here(machine, end_life, ending);
    machine->cleanups = cleanup;
}

/* A local that is returned lives on. */
static bool is_returned(const cch_machine *machine, const struct cch_cleanup *cleanup) {
    const struct ending *ending = cleanup->context;
    const cch_datum *value = cleanup->run == end_life ? cch_store_get(&machine->store, ending->cell) : &cch_none;
    return machine->flow == CCH_GOES_RETURN && value->kind == CCH_DATUM_OBJECT &&
           machine->returned->kind == CCH_DATUM_OBJECT && machine->returned->object == value->object;
}

void cch_end_lives(cch_machine *machine, struct cch_cleanup *until) {
    while (machine->cleanups != until && machine->cleanups && machine->flow != CCH_GOES_DEAD &&
           !machine->arena.failed) {
        const struct cch_cleanup *cleanup = machine->cleanups;
        if (is_returned(machine, cleanup))
            machine->cleanups = cleanup->outer;
        else
            cch_run_cleanup(machine, cleanup);
    }
    machine->cleanups = until;
}
