/* Where objects end: with their block, their full expression, by delete (machine_parts.h). */
#include <string.h>

#include "evaluate/machine_parts.h"

/* An object whose life ends with the block. */
struct ending {
    uint32_t cell, function;
    bool is_part; /* the destructor is that of a part that has no name */
};

static const cch_datum *behind(const cch_machine *machine, const cch_datum *value) {
    for (int i = 0; i < 8 && value->kind == CCH_DATUM_POINTER; i++)
        value = cch_store_get(&machine->store, value->cell);
    return value;
}

/* What a destructor that is not known does: it may launch, and write to whatever it was given once. */
static void end_somehow(cch_machine *machine, uint32_t destructor, const char *why, const struct cch_argument *object) {
    bool may_raise = machine->may_raise; /* destructors do not */
    cch_give_up(machine, destructor, why, object, 1);
    machine->may_raise = may_raise;
}

static void destroy(cch_machine *machine, const cch_node *node, uint32_t destructor, bool is_virtual,
                    const struct cch_argument *object) {
    const struct cch_function_code *code = cch_evaluator_code(machine->evaluator, destructor);
    const cch_datum *value = behind(machine, object->value);
    struct cch_items items;
    if (!code->code) {
        end_somehow(machine, destructor, code->problem, object);
    } else if (value->kind == CCH_DATUM_OBJECT && cch_container_items(&machine->store, value->object, &items, NULL)) {
        for (uint32_t i = items.count; i > 0 && cch_machine_runs(machine); i--) { /* an array: the last one first */
            struct cch_argument one = {.value = cch_store_get(&machine->store, items.cells[i - 1]),
                                       .cell = items.cells[i - 1],
                                       .is_mutable = true};
            cch_call_function(machine, destructor, NULL, &one, 1);
        }
    } else if (is_virtual) {
        cch_call_virtual(machine, node, destructor, object, 1);
    } else {
        cch_call_function(machine, destructor, NULL, object, 1);
    }
    machine->returned_cell = 0;
}

static void end_life(cch_machine *machine, void *context) {
    const struct ending *ending = context;
    const cch_datum *value = cch_store_get(&machine->store, ending->cell);
    struct cch_argument object = {.value = value, .cell = ending->cell, .is_mutable = true};
    if (ending->is_part)
        end_somehow(machine, ending->function, "the destructor of a part", &object);
    else
        destroy(machine, NULL, ending->function, false, &object);
}

static void begin(cch_machine *machine, struct ending *ending) {
    struct cch_cleanup *cleanup = cch_arena_take(&machine->arena, sizeof *cleanup);
    if (machine->arena.failed)
        return;
    *cleanup = cch_cleanup_here(machine, end_life, ending);
    machine->cleanups = cleanup;
}

/* (tmp E R) */
const cch_datum *cch_begin_temporary(cch_machine *machine, const cch_node *expression) {
    const cch_datum *value = cch_evaluate(machine, expression->items[0]);
    struct ending *ending = cch_arena_take(&machine->arena, sizeof *ending);
    uint32_t destructor = cch_reference(machine, expression, 1);
    if (!cch_machine_runs(machine) || !destructor)
        return value;
    *ending = (struct ending){.cell = cch_store_add(&machine->store, value), .function = destructor};
    begin(machine, ending);
    return value;
}

/* (delete E R v|a) */
const cch_datum *cch_delete(cch_machine *machine, const cch_node *expression) {
    const cch_datum *pointer = cch_evaluate(machine, expression->items[0]);
    const cch_node *form = cch_item(expression, 2);
    uint32_t destructor = cch_reference(machine, expression, 1);
    struct cch_argument object = {.value = pointer};
    if (!cch_machine_runs(machine) || !destructor || pointer->kind == CCH_DATUM_NONE || pointer->kind == CCH_DATUM_ZERO)
        return &cch_none;
    const cch_datum *value = behind(machine, pointer);
    bool is_array = form && strcmp(form->text, "a") == 0, is_virtual = form && strcmp(form->text, "v") == 0;
    if (value->kind == CCH_DATUM_OBJECT && !is_array)
        destroy(machine, expression, destructor, is_virtual, &object);
    else if (is_virtual && !is_array)
        cch_call_virtual(machine, expression, destructor, &object, 1);
    else
        end_somehow(machine, destructor, "delete", &object);
    machine->returned_cell = 0;
    return &cch_none;
}

/* (destroy LV R) */
void cch_begin_life(cch_machine *machine, const cch_node *statement) {
    const cch_node *object = cch_item(statement, 0);
    struct ending *ending = cch_arena_take(&machine->arena, sizeof *ending);
    ending->function = cch_reference(machine, statement, 1);
    ending->is_part = object && object->head == CCH_HEAD_NONE;
    if (!object || !ending->function || machine->arena.failed)
        return;
    if (object->head != CCH_HEAD_THIS && !ending->is_part)
        ending->cell = cch_evaluate_cell(machine, object);
    else if (machine->frame->self && machine->frame->self->kind == CCH_DATUM_POINTER)
        ending->cell = machine->frame->self->cell;
    begin(machine, ending);
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
