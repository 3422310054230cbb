/* The values of all files as the program's (program.h). */
#include "python/solve/program.h"

#include <string.h>

struct base {
    const uint32_t *names;
    uint32_t function, class, instruction, location, local, call, passed;
};

static uint32_t moved(const struct base *at, uint32_t location) { return location ? location - 1 + at->location : 0; }

static struct cch_py_location move_location(struct cch_py_location location, const struct base *at) {
    if (location.kind != PY_LOCATION_PARAMETER && location.kind != PY_LOCATION_RESULT &&
        location.kind != PY_LOCATION_RETURNED)
        location.b = at->names[location.b];
    switch (location.kind) {
    case PY_LOCATION_ATTRIBUTE:
        location.a += at->instruction;
        location.c = moved(at, location.c);
        break;
    case PY_LOCATION_CLASS:
        location.a += at->class;
        break;
    case PY_LOCATION_RESULT:
        location.a += at->call;
        break;
    case PY_LOCATION_ITEM:
        location.a = moved(at, location.a);
        break;
    case PY_LOCATION_LOCAL:
        location.c += at->local;
        location.a += at->function;
        break;
    case PY_LOCATION_IMPORT:
        location.c += at->instruction;
        location.a += at->function;
        break;
    default:
        location.a += at->function;
        break;
    }
    return location;
}

static void add_calls(struct cch_py_program *p, const struct cch_py_unit *unit, const struct base *at) {
    PY_RESERVE(p->arena, &p->calls, unit->calls.count);
    for (uint32_t i = 0; i < unit->calls.count; i++) {
        struct cch_py_call call = unit->calls.items[i];
        call.object = moved(at, call.object);
        call.written = moved(at, call.written);
        call.text = at->names[call.text];
        call.function += at->function;
        call.first += at->passed;
        call.instruction = call.instruction ? call.instruction - 1 + at->instruction : 0;
        PY_PUSH(p->arena, &p->calls, call);
    }
    PY_RESERVE(p->arena, &p->passed, unit->passed.count);
    for (uint32_t i = 0; i < unit->passed.count; i++) {
        struct cch_py_passed passed = unit->passed.items[i];
        passed.location = moved(at, passed.location);
        passed.text = at->names[passed.text];
        if (passed.kind >= PY_KEYWORD_BASE)
            passed.kind = at->names[passed.kind - PY_KEYWORD_BASE] + PY_KEYWORD_BASE;
        PY_PUSH(p->arena, &p->passed, passed);
    }
}

void cch_py_program_add_values(struct cch_py_program *p, const struct cch_py_unit *unit, const uint32_t *names,
                               uint32_t function, uint32_t class, uint32_t instruction) {
    struct base at = {names,           function,       class,          instruction, p->locations.count,
                      p->locals.count, p->calls.count, p->passed.count};
    PY_RESERVE(p->arena, &p->locations, unit->locations.count);
    for (uint32_t i = 1; i < unit->locations.count; i++)
        PY_PUSH(p->arena, &p->locations, move_location(unit->locations.items[i], &at));
    PY_RESERVE(p->arena, &p->locals, unit->locals.count);
    for (uint32_t i = 0; i < unit->locals.count; i++)
        PY_PUSH(p->arena, &p->locals, unit->locals.items[i]);
    add_calls(p, unit, &at);
    PY_RESERVE(p->arena, &p->moves, unit->moves.count);
    for (uint32_t i = 0; i < unit->moves.count; i++) {
        struct cch_py_move move = unit->moves.items[i];
        move.from = moved(&at, move.from);
        move.to = moved(&at, move.to);
        move.text = names[move.text];
        move.function += function;
        PY_PUSH(p->arena, &p->moves, move);
    }
    PY_RESERVE(p->arena, &p->uses, unit->uses.count);
    for (uint32_t i = 0; i < unit->uses.count; i++) {
        struct cch_py_use use = unit->uses.items[i];
        use.location = moved(&at, use.location);
        use.text = names[use.text];
        use.function += function;
        use.first_call += at.call;
        PY_PUSH(p->arena, &p->uses, use);
    }
}
