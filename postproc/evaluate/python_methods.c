/* Methods of lists, sets and dicts: rows (python.h). */
#include "evaluate/python_parts.h"

#include <string.h>

static const cch_datum *argument(const struct python_call *call, size_t index) {
    return cch_python_argument(call, index, NULL);
}

/* Containers' methods -------------------------------------------------------------------------------- */

enum { APPEND, EXTEND, POP, INDEX, CLEAR, COPY, INSERT, LIST_COUNT, ADD };

static const cch_datum *list_method(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *self = call->self, *first = argument(call, 0), **values, *why, **more = NULL;
    size_t count, others = 0;
    if (!self || self->kind != CCH_DATUM_OBJECT)
        return NULL;
    if (!cch_python_iterate(machine, self, &values, &count, &why))
        return which == APPEND || which == EXTEND || which == ADD ? &cch_none : cch_python_unknown_of(machine, call);
    if (which == EXTEND && (!first || !cch_python_iterate(machine, first, &more, &others, &why)))
        return NULL;
    struct cch_items items = {0, NULL};
    cch_container_items(&machine->store, self->object, &items, NULL);
    uint32_t *cells = cch_arena_take(&machine->arena, (items.count + others + 2) * sizeof *cells);
    if (items.count)
        memcpy(cells, items.cells, items.count * sizeof *cells);
    cch_wide at;
    switch (which) {
    case ADD:
        if (!first || cch_python_contains(machine, self, first) > 0)
            return &cch_none;
        cells[items.count] = cch_store_add(&machine->store, first);
        cch_container_set(&machine->store, self->object, cells, items.count + 1);
        return &cch_none;
    case APPEND:
        if (!first)
            return NULL;
        cells[items.count] = cch_store_add(&machine->store, first);
        cch_container_set(&machine->store, self->object, cells, items.count + 1);
        return &cch_none;
    case EXTEND:
        for (size_t i = 0; i < others; i++)
            cells[items.count + i] = cch_store_add(&machine->store, more[i]);
        cch_container_set(&machine->store, self->object, cells, items.count + (uint32_t)others);
        return &cch_none;
    case POP:
        at = items.count - 1;
        if ((first && !cch_as_integer(first, &at)) || !items.count)
            return NULL;
        at += at < 0 ? items.count : 0;
        if (at < 0 || at >= items.count)
            return NULL;
        memmove(cells + at, cells + at + 1, (size_t)(items.count - 1 - at) * sizeof *cells);
        cch_container_set(&machine->store, self->object, cells, items.count - 1);
        return values[at];
    case INDEX:
        for (size_t i = 0; first && i < count; i++) {
            int same = cch_python_equal(machine, values[i], first);
            if (same > 0)
                return cch_integer(&machine->arena, (cch_wide)i);
            if (same < 0)
                break;
        }
        return cch_python_unknown_of(machine, call);
    case CLEAR:
        cch_container_set(&machine->store, self->object, cells, 0);
        return &cch_none;
    case COPY:
        return cch_python_container(machine, "list", values, count);
    default:
        return NULL;
    }
}

enum { DICT_GET, ITEMS, KEYS, VALUES, DICT_POP, SET_DEFAULT, UPDATE, DICT_COPY };

static const cch_datum *dict_method(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *self = call->self, *first = argument(call, 0), *second = argument(call, 1), *found;
    struct cch_items items;
    const cch_datum *why = NULL;
    if (!self || !cch_python_is(self, "dict"))
        return NULL;
    if (which == DICT_GET || which == SET_DEFAULT || which == DICT_POP) {
        found = first ? cch_python_dict_get(machine, self, first) : cch_python_unknown_of(machine, call);
        if (found && which == DICT_POP)
            cch_container_forget(&machine->store, self->object, cch_not_known(machine, "a dict after pop"));
        if (!found && which == SET_DEFAULT)
            cch_python_dict_set(machine, self, first, second ? second : &cch_none);
        return found ? found : second ? second : &cch_none;
    }
    if (!cch_container_items(&machine->store, self->object, &items, &why))
        return cch_python_unknown_of(machine, call);
    if (which == UPDATE) {
        struct cch_items other = {0, NULL};
        if (first &&
            (!cch_python_is(first, "dict") || !cch_container_items(&machine->store, first->object, &other, NULL)))
            return NULL;
        for (uint32_t i = 0; i + 1 < other.count; i += 2)
            cch_python_dict_set(machine, self, cch_store_get(&machine->store, other.cells[i]),
                                cch_store_get(&machine->store, other.cells[i + 1]));
        for (size_t i = 0; i < call->count; i++)
            if (call->arguments[i].keyword)
                cch_python_dict_set(machine, self, cch_python_text(machine, call->arguments[i].keyword),
                                    call->arguments[i].value);
        return &cch_none;
    }
    const cch_datum **values = cch_arena_take(&machine->arena, (items.count + 1) * sizeof *values);
    size_t count = 0;
    for (uint32_t i = 0; i + 1 < items.count; i += 2) {
        const cch_datum *pair[2] = {cch_store_get(&machine->store, items.cells[i]),
                                    cch_store_get(&machine->store, items.cells[i + 1])};
        if (which == DICT_COPY)
            values[count++] = pair[0], values[count++] = pair[1];
        else
            values[count++] = which == ITEMS ? cch_python_tuple(machine, pair, 2) : pair[which == VALUES];
    }
    return cch_python_container(machine, which == DICT_COPY ? "dict" : "list", values, count);
}

static const cch_datum *make_dict(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *made = cch_python_container(machine, "dict", NULL, 0);
    struct python_call update = *call;
    (void)which;
    update.self = made;
    if (!dict_method(machine, &update, UPDATE) || call->is_cut)
        cch_container_forget(&machine->store, made->object, cch_python_unknown_of(machine, call));
    return made;
}

const struct python_row cch_python_container_rows[] = {
    {"list.append", list_method, APPEND},
    {"list.extend", list_method, EXTEND},
    {"list.pop", list_method, POP},
    {"list.index", list_method, INDEX},
    {"list.clear", list_method, CLEAR},
    {"list.copy", list_method, COPY},
    {"tuple.index", list_method, INDEX},
    {"set.add", list_method, ADD},
    {"dict.get", dict_method, DICT_GET},
    {"dict.items", dict_method, ITEMS},
    {"dict.keys", dict_method, KEYS},
    {"dict.values", dict_method, VALUES},
    {"dict.pop", dict_method, DICT_POP},
    {"dict.update", dict_method, UPDATE},
    {"dict.setdefault", dict_method, SET_DEFAULT},
    {"dict.copy", dict_method, DICT_COPY},
    {"builtins.dict", make_dict, 0},
    {NULL, NULL, 0},
};
