/* The values of all files as the program's (program.h). */
#include "python/solve/program.h"

#include <string.h>

struct base {
    const uint32_t *names;
    uint32_t function, class, instruction, place, local, call, passed;
};

static uint32_t moved(const struct base *at, uint32_t place) { return place ? place - 1 + at->place : 0; }

static struct cch_py_place move_place(struct cch_py_place place, const struct base *at) {
    if (place.kind != PY_PLACE_PARAMETER && place.kind != PY_PLACE_RESULT && place.kind != PY_PLACE_RETURNED)
        place.b = at->names[place.b];
    switch (place.kind) {
    case PY_PLACE_ATTRIBUTE:
        place.a += at->instruction;
        place.c = moved(at, place.c);
        break;
    case PY_PLACE_CLASS:
        place.a += at->class;
        break;
    case PY_PLACE_RESULT:
        place.a += at->call;
        break;
    case PY_PLACE_ITEM:
        place.a = moved(at, place.a);
        break;
    case PY_PLACE_LOCAL:
        place.c += at->local;
        place.a += at->function;
        break;
    case PY_PLACE_IMPORT:
        place.c += at->instruction;
        place.a += at->function;
        break;
    default:
        place.a += at->function;
        break;
    }
    return place;
}

static void add_calls(struct cch_py_program *p, const struct cch_py_unit *unit, const struct base *at) {
    PY_RESERVE(p->pool, &p->calls, unit->calls.count);
    for (uint32_t i = 0; i < unit->calls.count; i++) {
        struct cch_py_call call = unit->calls.items[i];
        call.object = moved(at, call.object);
        call.written = moved(at, call.written);
        call.text = at->names[call.text];
        call.function += at->function;
        call.first += at->passed;
        call.instruction = call.instruction ? call.instruction - 1 + at->instruction : 0;
        PY_PUSH(p->pool, &p->calls, call);
    }
    PY_RESERVE(p->pool, &p->passed, unit->passed.count);
    for (uint32_t i = 0; i < unit->passed.count; i++) {
        struct cch_py_passed passed = unit->passed.items[i];
        passed.place = moved(at, passed.place);
        passed.text = at->names[passed.text];
        if (passed.kind >= PY_KEYWORD_BASE)
            passed.kind = at->names[passed.kind - PY_KEYWORD_BASE] + PY_KEYWORD_BASE;
        PY_PUSH(p->pool, &p->passed, passed);
    }
}

void cch_py_program_add_values(struct cch_py_program *p, const struct cch_py_unit *unit, const uint32_t *names,
                               uint32_t function, uint32_t class, uint32_t instruction) {
    struct base at = {names,           function,        class,          instruction,
                      p->places.count, p->locals.count, p->calls.count, p->passed.count};
    PY_RESERVE(p->pool, &p->places, unit->places.count);
    for (uint32_t i = 1; i < unit->places.count; i++)
        PY_PUSH(p->pool, &p->places, move_place(unit->places.items[i], &at));
    PY_RESERVE(p->pool, &p->locals, unit->locals.count);
    for (uint32_t i = 0; i < unit->locals.count; i++)
        PY_PUSH(p->pool, &p->locals, unit->locals.items[i]);
    add_calls(p, unit, &at);
    PY_RESERVE(p->pool, &p->moves, unit->moves.count);
    for (uint32_t i = 0; i < unit->moves.count; i++) {
        struct cch_py_move move = unit->moves.items[i];
        move.from = moved(&at, move.from);
        move.to = moved(&at, move.to);
        move.text = names[move.text];
        move.function += function;
        PY_PUSH(p->pool, &p->moves, move);
    }
    PY_RESERVE(p->pool, &p->uses, unit->uses.count);
    for (uint32_t i = 0; i < unit->uses.count; i++) {
        struct cch_py_use use = unit->uses.items[i];
        use.place = moved(&at, use.place);
        use.text = names[use.text];
        use.function += function;
        use.first_call += at.call;
        PY_PUSH(p->pool, &p->uses, use);
    }
}
