/* Decorators, functools, dataclasses: rows (python.h). */
#include "evaluate/python_parts.h"

#include <string.h>

static const cch_datum *argument(const struct python_call *call, size_t index) {
    return cch_python_argument(call, index, NULL);
}

/* Decorators and functools --------------------------------------------------------------------------------- */

/* The function as it came; a decorator that takes arguments first gives this one back. */
static const cch_datum *unchanged(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *first = argument(call, 0);
    if (call->count == 1 && first && !call->arguments[0].keyword &&
        (first->kind == CCH_DATUM_CLOSURE || first->kind == CCH_DATUM_BOUND || first->kind == CCH_DATUM_OBJECT ||
         first->kind == CCH_DATUM_FUNCTION) &&
        !which)
        return first;
    return cch_symbol(&machine->arena, CCH_DATUM_LIBRARY, "functools.unchanged");
}

/* @lru_cache, @lru_cache(…), @cache */
static const cch_datum *cached(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *first = argument(call, 0);
    (void)which;
    if (!first ||
        (first->kind != CCH_DATUM_CLOSURE && first->kind != CCH_DATUM_BOUND && first->kind != CCH_DATUM_OBJECT))
        return cch_symbol(&machine->arena, CCH_DATUM_LIBRARY, "functools.cache");
    const cch_datum *made = cch_python_wrap(machine, "cached", "f", first);
    cch_object_set(&machine->store, made->object, "kept", cch_python_container(machine, "list", NULL, 0));
    return made;
}

static const cch_datum *dataclass(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *first = argument(call, 0);
    (void)which;
    if (!first || !cch_python_is_class(first))
        return cch_symbol(&machine->arena, CCH_DATUM_LIBRARY, "dataclasses.dataclass");
    cch_object_set(&machine->store, first->object, "$dataclass", &cch_true);
    return first;
}

static const cch_datum *dataclass_field(cch_machine *machine, const struct python_call *call, int which) {
    cch_object *object = cch_python_object(machine, "dataclasses.field");
    (void)which;
    for (size_t i = 0; i < call->count; i++)
        if (call->arguments[i].keyword)
            cch_object_set(&machine->store, object, call->arguments[i].keyword, call->arguments[i].value);
    return cch_object_value(&machine->arena, object);
}

/* object.__new__(cls) */
static const cch_datum *bare_object(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *class_value = argument(call, 0);
    (void)which;
    if (!class_value || !cch_python_is_class(class_value))
        return NULL;
    const char *name = cch_as_text(cch_python_field(machine, class_value, "__name__"));
    cch_object *object = cch_python_object(machine, name ? name : "");
    object->class_value = class_value;
    return cch_object_value(&machine->arena, object);
}

static const cch_datum *wrapping(cch_machine *machine, const struct python_call *call, int which) {
    static const char *const names[] = {"staticmethod", "classmethod", "property", "cached_property"};
    const cch_datum *function = cch_python_argument(call, 0, which == 2 ? "fget" : NULL);
    const cch_datum *set = which == 2 ? cch_python_argument(call, 1, "fset") : NULL;
    if (!function)
        return NULL;
    const cch_datum *made = cch_python_wrap(machine, names[which], "f", function);
    if (set && set->kind != CCH_DATUM_NONE)
        cch_object_set(&machine->store, made->object, "set", set);
    return made;
}

static const cch_datum *setter(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *self = call->self;
    (void)which;
    if (!self || !argument(call, 0))
        return NULL;
    const cch_datum *made = cch_python_wrap(machine, "property", "f", cch_python_field(machine, self, "f"));
    cch_object_set(&machine->store, made->object, "set", argument(call, 0));
    return made;
}

static const cch_datum *partial(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *values[64];
    size_t count = 0;
    (void)which;
    if (!argument(call, 0) || call->is_cut || call->count > 64)
        return NULL;
    const cch_datum *made = cch_python_wrap(machine, "partial", "func", argument(call, 0));
    const cch_datum *keywords = cch_python_container(machine, "dict", NULL, 0);
    for (size_t i = 0; i < call->count; i++) {
        if (call->arguments[i].keyword)
            cch_python_dict_set(machine, keywords, cch_python_text(machine, call->arguments[i].keyword),
                                call->arguments[i].value);
        else if (count || call->arguments[i].value != argument(call, 0))
            values[count++] = call->arguments[i].value;
        else
            values[count++] = NULL;
    }
    bool is_nested = cch_python_is(argument(call, 0), "partial"); /* Python shows one of what the inner one calls */
    cch_object_set(&machine->store, made->object, "$args", cch_python_tuple(machine, values + 1, count - 1));
    cch_object_set(&machine->store, made->object, "$keywords", keywords);
    cch_object_set(&machine->store, made->object, "args",
                   is_nested ? cch_not_known(machine, "the arguments of a partial")
                             : cch_python_tuple(machine, values + 1, count - 1));
    cch_object_set(&machine->store, made->object, "keywords",
                   is_nested ? cch_not_known(machine, "the arguments of a partial") : keywords);
    return made;
}

static const cch_datum *first_one(cch_machine *machine, const struct python_call *call, int which) {
    (void)machine, (void)which;
    return argument(call, 0);
}

const struct python_row cch_python_decorator_rows[] = {
    {"builtins.staticmethod", wrapping, 0},
    {"builtins.classmethod", wrapping, 1},
    {"builtins.property", wrapping, 2},
    {"property.setter", setter, 0},
    {"functools.cached_property", wrapping, 3},
    {"object.__new__", bare_object, 0},
    {"functools.partial", partial, 0},
    {"functools.lru_cache", cached, 0},
    {"functools.cache", cached, 0},
    {"functools.wraps", unchanged, 1},
    {"functools.unchanged", first_one, 0},
    {"typing.overload", unchanged, 0},
    {"dataclasses.dataclass", dataclass, 0},
    {"dataclasses.field", dataclass_field, 0},
    {NULL, NULL, 0},
};
