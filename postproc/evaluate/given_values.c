#include <stdlib.h>
#include <string.h>

#include "evaluate/machine_parts.h"
#include "evaluate/tensors.h"

static const cch_datum *to_value(cch_machine *machine, const struct cch_given_value *given, const char *name,
                                 bool is_python);

static const cch_datum *not_said(cch_machine *machine, const char *name) {
    const char *say = cch_arena_text(&machine->arena, name, strlen(name));
    return cch_unknown(&machine->arena, cch_arena_print(&machine->arena, "%s is not given", name), say, "");
}

static const cch_datum *to_tensor(cch_machine *machine, const struct cch_given_value *given, const char *name) {
    const cch_datum *sizes[CCH_RANK_MAX];
    for (size_t i = 0; i < given->count; i++)
        sizes[i] = given->items[i]->kind == CCH_GIVEN_UNKNOWN
                       ? not_said(machine, cch_arena_print(&machine->arena, "%s's size %zu", name, i))
                       : cch_integer(&machine->arena, given->items[i]->integer);
    const cch_datum *made = cch_tensor_new(machine, sizes, given->count, cch_integer(&machine->arena, given->integer));
    struct cch_tensor tensor = *made->tensor;
    for (size_t i = 0; given->strides && i < given->count; i++)
        tensor.strides[i] = given->strides[i]->kind == CCH_GIVEN_INTEGER
                                ? cch_integer(&machine->arena, given->strides[i]->integer)
                                : not_said(machine, cch_arena_print(&machine->arena, "%s's stride %zu", name, i));
    tensor.requires_grad = cch_bool(given->requires_grad);
    tensor.device = cch_integer(&machine->arena, given->on_cpu ? 0 : 1);
    tensor.fill = given->fill ? to_value(machine, given->fill, name, false) : NULL;
    tensor.last = given->last ? to_value(machine, given->last, name, false) : NULL;
    return cch_tensor_value(&machine->arena, &tensor);
}

static const cch_datum *to_container(cch_machine *machine, const struct cch_given_value *given, const char *name,
                                     bool is_python) {
    const cch_datum **values = cch_arena_take(&machine->arena, (given->count + 1) * sizeof *values);
    bool is_dict = given->kind == CCH_GIVEN_DICT;
    for (size_t i = 0; i < given->count; i++)
        values[i] = to_value(machine, given->items[i], name, is_python);
    if (is_dict)
        return cch_not_known(machine, "a dict that is given");
    cch_object *object = cch_container_new(&machine->store,
                                           given->kind == CCH_GIVEN_TUPLE ? (is_python ? "tuple" : "std::tuple")
                                           : is_python                    ? "list"
                                                                          : "std::vector",
                                           values, given->count);
    object->by_reference = is_python;
    object->is_immutable = is_python && given->kind == CCH_GIVEN_TUPLE;
    return cch_object_value(&machine->arena, object);
}

static const cch_datum *to_value(cch_machine *machine, const struct cch_given_value *given, const char *name,
                                 bool is_python) {
    switch (given->kind) {
    case CCH_GIVEN_UNKNOWN:
        return not_said(machine, name);
    case CCH_GIVEN_NONE:
        return &cch_none;
    case CCH_GIVEN_BOOL:
        return cch_bool(given->integer != 0);
    case CCH_GIVEN_INTEGER:
        return cch_integer(&machine->arena, given->integer);
    case CCH_GIVEN_FLOAT:
        return cch_number(&machine->arena, given->number);
    case CCH_GIVEN_TEXT:
        return cch_string(&machine->arena, given->text, strlen(given->text));
    case CCH_GIVEN_TENSOR:
        return to_tensor(machine, given, name);
    case CCH_GIVEN_TUPLE:
    case CCH_GIVEN_LIST:
    case CCH_GIVEN_DICT:
        return to_container(machine, given, name, is_python);
    }
    return not_said(machine, name);
}

const cch_datum *cch_given_to_value(cch_machine *machine, const struct cch_given_fact *fact, const cch_node *type) {
    *fact->is_used = true;
    bool is_python = machine->frame->function ? machine->frame->function->is_python : machine->entry_is_python;
    const cch_datum *value = to_value(machine, fact->value, fact->name, is_python);
    /* A type of elements by its name. */
    if (value->kind == CCH_DATUM_STRING && type) {
        const char *text = strncmp(value->text, "torch.", 6) == 0 ? value->text + 6 : value->text;
        int dtype = cch_dtype_find(text, strlen(text));
        if (dtype >= 0 && type->type != CCH_TYPE_PYTHON)
            return cch_integer(&machine->arena, dtype);
    }
    return value;
}

const cch_datum *cch_given_constant(cch_machine *machine, const char *text, size_t length) {
    const char *digits = text + (*text == '-');
    char *end;
    if (length == 1 && *text == '?')
        return cch_not_known(machine, "a constant of the template");
    if (*digits >= '0' && *digits <= '9' && strspn(digits, "0123456789") == strlen(digits) && length <= 38) {
        cch_wide integer = 0;
        for (; *digits; digits++)
            integer = integer * 10 + (*digits - '0');
        return cch_integer(&machine->arena, *text == '-' ? -integer : integer);
    }
    double number = strtod(text, &end);
    if (length && !*end && strpbrk(text, ".eE") && strspn(digits, "0123456789.eE+-") == strlen(digits))
        return cch_number(&machine->arena, number);
    return cch_string(&machine->arena, text, length);
}
