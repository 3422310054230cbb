/* Containers, iteration, comparison and operators of Python (python.h). */
#include "evaluate/python_parts.h"

#include <math.h>
#include <string.h>

const cch_datum *cch_python_text(cch_machine *machine, const char *text) {
    return cch_string(&machine->arena, text, strlen(text));
}

const cch_datum *cch_python_container(cch_machine *machine, const char *class_name, const cch_datum *const *values,
                                      size_t count) {
    static const char *const immutable[] = {"tuple", "slice", "range"};
    cch_object *object = cch_container_new(&machine->store, class_name, values, count);
    object->by_reference = true;
    for (size_t i = 0; i < sizeof immutable / sizeof *immutable; i++)
        object->is_immutable |= strcmp(class_name, immutable[i]) == 0;
    return cch_object_value(&machine->arena, object);
}

/* Iteration --------------------------------------------------------------------------- */

static const cch_datum **take_values(cch_machine *machine, size_t count) {
    return cch_arena_take(&machine->arena, (count + 1) * sizeof(cch_datum *));
}

static bool iterate_text(cch_machine *machine, const cch_datum *text, const cch_datum ***values, size_t *count) {
    *values = take_values(machine, text->count < CCH_CONTAINER_MAX ? text->count : CCH_CONTAINER_MAX);
    *count = 0;
    for (uint32_t i = 0; i < text->count && *count < CCH_CONTAINER_MAX;) {
        uint32_t length = 1;
        while (i + length < text->count && ((unsigned char)text->text[i + length] & 0xc0) == 0x80)
            length++;
        (*values)[(*count)++] = cch_string(&machine->arena, text->text + i, length);
        i += length;
    }
    return text->count <= CCH_CONTAINER_MAX;
}

static bool iterate_range(cch_machine *machine, const cch_datum *range, const cch_datum ***values, size_t *count,
                          const cch_datum **why) {
    struct cch_items items;
    cch_wide bounds[3], number = 0;
    if (!cch_container_items(&machine->store, range->object, &items, why) || items.count != 3)
        return false;
    for (int i = 0; i < 3; i++) {
        const cch_datum *bound = cch_store_get(&machine->store, items.cells[i]);
        if (!cch_as_integer(bound, &bounds[i])) {
            *why = cch_is_undecided(bound) ? bound : cch_not_known(machine, "a bound of a range");
            return false;
        }
    }
    if (bounds[2] > 0 && bounds[1] > bounds[0])
        number = (bounds[1] - bounds[0] + bounds[2] - 1) / bounds[2];
    else if (bounds[2] < 0 && bounds[1] < bounds[0])
        number = (bounds[0] - bounds[1] - bounds[2] - 1) / -bounds[2];
    if (number > CCH_CONTAINER_MAX) {
        *why = cch_not_known(machine, "a range of more than %d", CCH_CONTAINER_MAX);
        return false;
    }
    *values = take_values(machine, (size_t)number);
    *count = (size_t)number;
    for (cch_wide i = 0; i < number; i++)
        (*values)[i] = cch_integer(&machine->arena, bounds[0] + i * bounds[2]);
    return true;
}

static bool iterate_tensor(cch_machine *machine, const cch_datum *tensor, const cch_datum ***values, size_t *count,
                           const cch_datum **why) {
    cch_wide number;
    if (tensor->tensor->unranked || !tensor->tensor->rank || !cch_as_integer(tensor->tensor->sizes[0], &number) ||
        number < 0 || number > 256) {
        *why = cch_not_known(machine, "how many rows a tensor has");
        return false;
    }
    *count = (size_t)number;
    *values = take_values(machine, *count);
    for (size_t i = 0; i < *count; i++)
        (*values)[i] = cch_python_tensor_subscript(machine, tensor, cch_integer(&machine->arena, (cch_wide)i));
    return true;
}

bool cch_python_iterate(cch_machine *machine, const cch_datum *value, const cch_datum ***values, size_t *count,
                        const cch_datum **why) {
    *values = NULL;
    *count = 0;
    *why = value;
    if (value->kind == CCH_DATUM_STRING)
        return iterate_text(machine, value, values, count);
    if (value->kind == CCH_DATUM_TENSOR)
        return iterate_tensor(machine, value, values, count, why);
    if (cch_is_undecided(value))
        return false;
    const cch_datum *method = cch_python_is_instance(value)
                                  ? cch_python_class_find(machine, value->object->class_value, "__iter__", NULL, NULL)
                                  : NULL;
    if (method) {
        const cch_datum *iterator = cch_python_call_simple(machine, method, &value, 1);
        if (cch_machine_runs(machine) && iterator != value && !cch_python_is_instance(iterator))
            return cch_python_iterate(machine, iterator, values, count, why);
    }
    if (cch_python_is(value, "lazy")) {
        value = cch_python_collect(machine, value, why);
        if (!value)
            return false;
    }
    if (value->kind == CCH_DATUM_OBJECT && value->object->items) {
        if (cch_python_is(value, "range"))
            return iterate_range(machine, value, values, count, why);
        struct cch_items items;
        unsigned by = cch_python_is(value, "dict") ? 2 : 1;
        if (!cch_container_items(&machine->store, value->object, &items, why)) {
            if (!cch_is_undecided(*why))
                *why = cch_not_known(machine, "how many items there are");
            return false;
        }
        *values = take_values(machine, items.count / by);
        for (uint32_t i = 0; i < items.count; i += by)
            (*values)[(*count)++] = cch_store_get(&machine->store, items.cells[i]);
        if (cch_python_is(value, "iterator") && items.count)
            cch_container_set(&machine->store, value->object, NULL, 0);
        return true;
    }
    *why = cch_not_known(machine, "what iterating gives");
    return false;
}

const cch_datum *cch_python_length(cch_machine *machine, const cch_datum *value) {
    struct cch_items items;
    const cch_datum **values, *why = value, *method;
    size_t count;
    if (value->kind == CCH_DATUM_TENSOR)
        return value->tensor->unranked || !value->tensor->rank ? cch_not_known(machine, "a tensor's length")
                                                               : value->tensor->sizes[0];
    if (value->kind == CCH_DATUM_OBJECT && value->object->items && !cch_python_is(value, "range")) {
        if (cch_container_items(&machine->store, value->object, &items, &why))
            return cch_integer(&machine->arena, items.count / (cch_python_is(value, "dict") ? 2 : 1));
        return cch_is_undecided(why) ? cch_unknown_like(&machine->arena, why) : cch_not_known(machine, "a length");
    }
    if (cch_python_is_instance(value) && (method = cch_python_find_attribute(machine, value, "__len__")) != NULL)
        return cch_python_call_simple(machine, method, NULL, 0);
    if (cch_python_iterate(machine, value, &values, &count, &why))
        return cch_integer(&machine->arena, (cch_wide)count);
    return cch_is_undecided(why) ? cch_unknown_like(&machine->arena, why) : cch_not_known(machine, "a length");
}

/* Subscripts ------------------------------------------------------------------------------ */

static bool bound_of(const cch_machine *machine, const struct cch_items *items, uint32_t index, cch_wide *bound,
                     bool *is_given) {
    const cch_datum *value = cch_store_get(&machine->store, items->cells[index]);
    *is_given = value->kind != CCH_DATUM_NONE;
    return !*is_given || cch_as_integer(value, bound);
}

static cch_wide clamp(cch_wide bound, cch_wide length, cch_wide least, cch_wide most) {
    if (bound < 0)
        bound += length;
    return bound < least ? least : bound > most ? most : bound;
}

bool cch_python_slice(const cch_machine *machine, const cch_datum *slice, cch_wide length, cch_wide *first,
                      cch_wide *step, cch_wide *count) {
    struct cch_items items;
    cch_wide begin = 0, end = 0;
    bool has_begin, has_end, has_step;
    *step = 1;
    if (!cch_container_items(&machine->store, slice->object, &items, NULL) || items.count != 3 ||
        !bound_of(machine, &items, 0, &begin, &has_begin) || !bound_of(machine, &items, 1, &end, &has_end) ||
        !bound_of(machine, &items, 2, step, &has_step) || *step == 0)
        return false;
    if (*step > 0) {
        begin = has_begin ? clamp(begin, length, 0, length) : 0;
        end = has_end ? clamp(end, length, 0, length) : length;
        *count = end > begin ? (end - begin + *step - 1) / *step : 0;
    } else {
        begin = has_begin ? clamp(begin, length, -1, length - 1) : length - 1;
        end = has_end ? clamp(end, length, -1, length - 1) : -1;
        *count = begin > end ? (begin - end - *step - 1) / -*step : 0;
    }
    *first = begin;
    return true;
}

const cch_datum *cch_python_dict_get(cch_machine *machine, const cch_datum *dict, const cch_datum *key) {
    struct cch_items items;
    const cch_datum *why = NULL;
    bool unsure = false;
    if (!cch_container_items(&machine->store, dict->object, &items, &why))
        return why && cch_is_undecided(why) ? why : cch_not_known(machine, "what a dict holds");
    for (uint32_t i = 0; i + 1 < items.count; i += 2) {
        int same = cch_python_equal(machine, cch_store_get(&machine->store, items.cells[i]), key);
        if (same > 0 && !unsure)
            return cch_store_get(&machine->store, items.cells[i + 1]);
        unsure |= same != 0;
    }
    if (!unsure)
        return NULL;
    return cch_is_undecided(key) ? cch_unknown_like(&machine->arena, key) : cch_not_known(machine, "a key of a dict");
}

void cch_python_dict_set(cch_machine *machine, const cch_datum *dict, const cch_datum *key, const cch_datum *value) {
    struct cch_items items;
    if (!cch_container_items(&machine->store, dict->object, &items, NULL))
        return;
    for (uint32_t i = 0; i + 1 < items.count; i += 2) {
        int same = cch_python_equal(machine, cch_store_get(&machine->store, items.cells[i]), key);
        if (same > 0) {
            cch_store_set(&machine->store, items.cells[i + 1], value);
            return;
        }
        if (same < 0) {
            cch_container_forget(&machine->store, dict->object, cch_not_known(machine, "a dict after a store"));
            return;
        }
    }
    if (items.count + 2 > CCH_CONTAINER_MAX || cch_is_undecided(key)) {
        cch_container_forget(&machine->store, dict->object, cch_not_known(machine, "a dict after a store"));
        return;
    }
    uint32_t *cells = cch_arena_take(&machine->arena, (items.count + 2) * sizeof *cells);
    if (items.count)
        memcpy(cells, items.cells, items.count * sizeof *cells);
    cells[items.count] = cch_store_add(&machine->store, key);
    cells[items.count + 1] = cch_store_add(&machine->store, value);
    cch_container_set(&machine->store, dict->object, cells, items.count + 2);
}

static const cch_datum *sliced(cch_machine *machine, const cch_datum *object, const cch_datum *slice) {
    const cch_datum **values, *why;
    size_t count;
    cch_wide first, step, number;
    if (!cch_python_iterate(machine, object, &values, &count, &why))
        return cch_unknown_like(&machine->arena, cch_is_undecided(why) ? why : cch_not_known(machine, "a slice"));
    if (!cch_python_slice(machine, slice, (cch_wide)count, &first, &step, &number))
        return cch_not_known(machine, "a slice whose bounds are not known");
    if (object->kind == CCH_DATUM_STRING) {
        cch_buffer text = {0};
        for (cch_wide i = 0; i < number; i++)
            cch_buffer_add(&text, values[first + i * step]->text, values[first + i * step]->count);
        const cch_datum *made = cch_string(&machine->arena, cch_buffer_text(&text), text.length);
        cch_buffer_release(&text);
        return made;
    }
    const cch_datum **taken = take_values(machine, (size_t)number);
    for (cch_wide i = 0; i < number; i++)
        taken[i] = values[first + i * step];
    return cch_python_container(machine, object->object->is_immutable ? "tuple" : "list", taken, (size_t)number);
}

static const cch_datum *element(cch_machine *machine, const cch_datum *object, const cch_datum *index) {
    const cch_datum **values, *why;
    size_t count;
    cch_wide number;
    if (!cch_python_iterate(machine, object, &values, &count, &why))
        return cch_unknown_like(&machine->arena, cch_is_undecided(why) ? why : cch_not_known(machine, "an item"));
    if (cch_as_integer(index, &number)) {
        if (number < 0)
            number += (cch_wide)count;
        if (number >= 0 && number < (cch_wide)count)
            return values[number];
        cch_python_raise(machine, "IndexError");
        return cch_not_known(machine, "an index out of range");
    }
    if (!cch_is_undecided(index) || !count)
        return cch_not_known(machine, "an item");
    const cch_datum *any = values[0];
    for (size_t i = 1; i < count; i++)
        any = cch_store_either(&machine->store, any, values[i], index->reason);
    return any;
}

const cch_datum *cch_python_subscript(cch_machine *machine, const cch_datum *object, const cch_datum *index) {
    const cch_datum *found;
    if (cch_is_undecided(object))
        return cch_unknown_like(&machine->arena, object);
    if (object->kind == CCH_DATUM_TENSOR)
        return cch_python_tensor_subscript(machine, object, index);
    if (cch_python_is(object, "dict")) {
        found = cch_python_dict_get(machine, object, index);
        if (!found)
            cch_python_raise(machine, "KeyError");
        return found ? found : cch_not_known(machine, "a key that a dict has not");
    }
    if (cch_python_is_instance(object)) {
        found = cch_python_find_attribute(machine, object, "__getitem__");
        return found ? cch_python_call_simple(machine, found, &index, 1) : cch_not_known(machine, "an item");
    }
    if (cch_python_is(object, "triton.kernel")) { /* kernel[grid] */
        cch_object *launcher = cch_python_object(machine, "triton.launcher");
        cch_object_set(&machine->store, launcher, "kernel", object);
        cch_object_set(&machine->store, launcher, "grid", index);
        return cch_object_value(&machine->arena, launcher);
    }
    if (cch_python_is_class(object) && (found = cch_python_member_of(machine, object, index, true)) != NULL)
        return found;
    if (object->kind == CCH_DATUM_CLASS || object->kind == CCH_DATUM_LIBRARY || cch_python_is_class(object))
        return object->kind == CCH_DATUM_LIBRARY && strncmp(object->symbol, "typing", 6) != 0
                   ? cch_not_known(machine, "an item of %s", object->symbol)
                   : object;
    if (cch_python_is(index, "slice"))
        return sliced(machine, object, index);
    return element(machine, object, index);
}

void cch_python_set_item(cch_machine *machine, const cch_datum *object, const cch_datum *index,
                         const cch_datum *value) {
    struct cch_items items;
    cch_wide number;
    struct python_call written = {"torch.Tensor.[]=", object, NULL, 0, false};
    if (object->kind == CCH_DATUM_TENSOR) {
        cch_python_tensor_in_place(machine, &written);
        return;
    }
    if (cch_is_undecided(object)) {
        cch_store_forget_escaped(&machine->store, cch_unknown_like(&machine->arena, object));
    } else if (cch_python_is(object, "dict")) {
        cch_python_dict_set(machine, object, index, value);
    } else if (cch_python_is_instance(object)) {
        const cch_datum *method = cch_python_find_attribute(machine, object, "__setitem__");
        const cch_datum *arguments[2] = {index, value};
        if (method)
            cch_python_call_simple(machine, method, arguments, 2);
    } else if (object->kind == CCH_DATUM_OBJECT && object->object->items) {
        if (cch_container_items(&machine->store, object->object, &items, NULL) && cch_as_integer(index, &number)) {
            number += number < 0 ? items.count : 0;
            if (number >= 0 && number < items.count)
                cch_store_set(&machine->store, items.cells[number], value);
            else
                cch_python_raise(machine, "IndexError");
        } else {
            cch_container_forget(&machine->store, object->object, cch_not_known(machine, "a list after a store"));
        }
    }
}

/* Comparison ----------------------------------------------------------------------------------- */

/* Does it compare by more than by being the same object? */
static bool has_own_equal(cch_machine *machine, const cch_datum *value) {
    const cch_datum *outside = NULL, *class_value = value->object->class_value;
    if (!class_value || cch_python_field(machine, class_value, "$members"))
        return false;
    return cch_python_class_find(machine, class_value, "__eq__", NULL, &outside) || outside ||
           cch_python_class_find(machine, class_value, "$dataclass", NULL, NULL);
}

/* A member of an enumeration that is a number as well. */
static const cch_datum *plain(cch_machine *machine, const cch_datum *value) {
    const cch_datum *number = cch_python_is_instance(value) ? cch_python_field(machine, value, "$number") : NULL;
    return number ? number : value;
}

int cch_python_equal(cch_machine *machine, const cch_datum *a, const cch_datum *b) {
    double x, y;
    cch_wide i, j;
    a = plain(machine, a);
    b = plain(machine, b);
    if (cch_is_undecided(a) || cch_is_undecided(b)) {
        const cch_datum *choice = a->kind == CCH_DATUM_CHOICE ? a : b, *other = choice == a ? b : a;
        if (choice->kind != CCH_DATUM_CHOICE || cch_is_undecided(other))
            return -1;
        int result = cch_python_equal(machine, choice->items[0], other);
        for (uint32_t k = 1; k < choice->count && result >= 0; k++)
            if (cch_python_equal(machine, choice->items[k], other) != result)
                result = -1;
        return result;
    }
    if (a->kind == CCH_DATUM_TENSOR || b->kind == CCH_DATUM_TENSOR)
        return a->kind == b->kind ? -1 : a->kind == CCH_DATUM_NONE || b->kind == CCH_DATUM_NONE ? 0 : -1;
    if (a->kind == CCH_DATUM_NONE || b->kind == CCH_DATUM_NONE)
        return a->kind == b->kind;
    if (cch_as_integer(a, &i) && cch_as_integer(b, &j))
        return i == j;
    if (cch_as_number(a, &x) && cch_as_number(b, &y))
        return x == y;
    if (a->kind == CCH_DATUM_STRING || b->kind == CCH_DATUM_STRING)
        return a->kind == b->kind && a->count == b->count && memcmp(a->text, b->text, a->count) == 0;
    if ((a->kind == CCH_DATUM_CLASS || a->kind == CCH_DATUM_LIBRARY || a->kind == CCH_DATUM_MODULE) &&
        a->kind == b->kind)
        return strcmp(a->symbol, b->symbol) == 0 ? 1 : a->kind == CCH_DATUM_LIBRARY ? -1 : 0;
    if (a->kind != CCH_DATUM_OBJECT || b->kind != CCH_DATUM_OBJECT)
        return cch_datum_equal(a, b) ? 1 : a->kind == CCH_DATUM_LIBRARY || b->kind == CCH_DATUM_LIBRARY ? -1 : 0;
    if (a->object == b->object)
        return 1;
    bool of_python = a->object->by_reference && b->object->by_reference;
    if (of_python && a->object->items && b->object->items && strcmp(a->object->class_name, b->object->class_name) != 0)
        return cch_python_is(a, "generator") || cch_python_is(b, "generator") ? -1 : 0;
    if (a->object->items && b->object->items) {
        const cch_datum **first, **second, *why;
        size_t count, others;
        int result = 1;
        if (!cch_python_iterate(machine, a, &first, &count, &why) ||
            !cch_python_iterate(machine, b, &second, &others, &why) || cch_python_is(a, "dict") ||
            cch_python_is(a, "set"))
            return -1;
        if (count != others)
            return 0;
        for (size_t k = 0; k < count; k++) {
            int same = cch_python_equal(machine, first[k], second[k]);
            if (same == 0)
                return 0;
            result = same < 0 ? -1 : result;
        }
        return result;
    }
    if (cch_python_is(a, "torch.device") && cch_python_is(b, "torch.device")) {
        const cch_datum *x_type = cch_python_field(machine, a, "type"), *y_type = cch_python_field(machine, b, "type");
        int same = x_type && y_type ? cch_python_equal(machine, x_type, y_type) : -1;
        return same > 0 ? -1 : same; /* which one of the type is not known */
    }
    if (has_own_equal(machine, a) || has_own_equal(machine, b))
        return -1;
    return cch_python_is_class(a) || cch_python_is_class(b) ? 0 : a->object->is_guess || b->object->is_guess ? -1 : 0;
}

int cch_python_contains(cch_machine *machine, const cch_datum *container, const cch_datum *value) {
    const cch_datum **values, *why;
    size_t count;
    int result = 0;
    if (container->kind == CCH_DATUM_STRING)
        return value->kind == CCH_DATUM_STRING ? strstr(container->text, value->text) != NULL : -1;
    if (container->kind == CCH_DATUM_TENSOR || !cch_python_iterate(machine, container, &values, &count, &why))
        return -1;
    for (size_t i = 0; i < count; i++) {
        int same = cch_python_equal(machine, values[i], value);
        if (same > 0)
            return 1;
        result = same < 0 ? -1 : result;
    }
    return result;
}

/* Operators ---------------------------------------------------------------------------------------- */

static const cch_datum *undecided(cch_machine *machine, const cch_datum *a, const cch_datum *b) {
    if (cch_is_undecided(a))
        return cch_unknown_like(&machine->arena, a);
    if (cch_is_undecided(b))
        return cch_unknown_like(&machine->arena, b);
    return cch_not_known(machine, "an operation");
}

static const cch_datum *truth_of(cch_machine *machine, int truth, const cch_datum *a, const cch_datum *b) {
    return truth >= 0 ? cch_bool(truth) : undecided(machine, a, b);
}

static int is_same(cch_machine *machine, const cch_datum *a, const cch_datum *b) {
    if (cch_is_undecided(a) || cch_is_undecided(b))
        return a->kind == CCH_DATUM_CHOICE || b->kind == CCH_DATUM_CHOICE ? cch_python_equal(machine, a, b) : -1;
    if (a->kind == CCH_DATUM_OBJECT && b->kind == CCH_DATUM_OBJECT)
        return a->object == b->object;
    if (a->kind == CCH_DATUM_NONE || b->kind == CCH_DATUM_NONE || a->kind == CCH_DATUM_BOOL ||
        b->kind == CCH_DATUM_BOOL)
        return a->kind == b->kind && (a->kind == CCH_DATUM_NONE || a->truth == b->truth);
    if (a->kind == CCH_DATUM_TENSOR && b->kind == CCH_DATUM_TENSOR)
        return a->tensor == b->tensor ? 1 : -1;
    return a->kind != b->kind ? 0 : cch_python_equal(machine, a, b);
}

static const cch_datum *repeat(cch_machine *machine, const cch_datum *what, cch_wide times) {
    const cch_datum **values, *why;
    size_t count;
    if (!cch_python_iterate(machine, what, &values, &count, &why))
        return undecided(machine, why, why);
    if (times < 0)
        times = 0;
    if ((cch_wide)count * times > CCH_CONTAINER_MAX)
        return cch_not_known(machine, "a list of more than %d items", CCH_CONTAINER_MAX);
    const cch_datum **all = take_values(machine, count * (size_t)times);
    for (size_t i = 0; i < count * (size_t)times; i++)
        all[i] = values[i % count];
    if (what->kind != CCH_DATUM_STRING)
        return cch_python_container(machine, what->object->class_name, all, count * (size_t)times);
    cch_buffer text = {0};
    for (cch_wide i = 0; i < times; i++)
        cch_buffer_add(&text, what->text, what->count);
    const cch_datum *made = cch_string(&machine->arena, cch_buffer_text(&text), text.length);
    cch_buffer_release(&text);
    return made;
}

static const cch_datum *concatenate(cch_machine *machine, const cch_datum *a, const cch_datum *b) {
    const cch_datum **first, **second, *why;
    size_t count, more;
    if (a->kind == CCH_DATUM_STRING && b->kind == CCH_DATUM_STRING)
        return cch_python_text(machine, cch_arena_print(&machine->arena, "%s%s", a->text, b->text));
    if (!cch_python_iterate(machine, a, &first, &count, &why) || !cch_python_iterate(machine, b, &second, &more, &why))
        return undecided(machine, why, why);
    if (count + more > CCH_CONTAINER_MAX)
        return cch_not_known(machine, "a list of more than %d items", CCH_CONTAINER_MAX);
    const cch_datum **all = take_values(machine, count + more);
    memcpy(all, first, count * sizeof *all);
    memcpy(all + count, second, more * sizeof *all);
    return cch_python_container(machine, a->object->is_immutable ? "tuple" : "list", all, count + more);
}

static cch_wide floor_divide(cch_wide a, cch_wide b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

static const cch_datum *power(cch_machine *machine, cch_wide base, cch_wide exponent) {
    cch_wide result = 1;
    if (exponent < 0)
        return base ? cch_number(&machine->arena, pow((double)base, (double)exponent))
                    : cch_not_known(machine, "0 ** -1");
    for (cch_wide i = 0; i < exponent; i++)
        if (i > 126 || __builtin_mul_overflow(result, base, &result))
            return cch_not_known(machine, "a large power");
    return cch_integer(&machine->arena, result);
}

static const cch_datum *of_integers(cch_machine *machine, enum cch_operator operator_, cch_wide a, cch_wide b) {
    cch_wide result;
    bool overflow = false;
    switch (operator_) {
    case CCH_OPERATOR_ADD:
        overflow = __builtin_add_overflow(a, b, &result);
        break;
    case CCH_OPERATOR_SUBTRACT:
        overflow = __builtin_sub_overflow(a, b, &result);
        break;
    case CCH_OPERATOR_MULTIPLY:
        overflow = __builtin_mul_overflow(a, b, &result);
        break;
    case CCH_OPERATOR_FLOOR_DIVIDE:
    case CCH_OPERATOR_MODULO:
    case CCH_OPERATOR_DIVIDE:
        if (!b) {
            cch_python_raise(machine, "ZeroDivisionError");
            return cch_not_known(machine, "a division by zero");
        }
        if (operator_ == CCH_OPERATOR_DIVIDE)
            return cch_number(&machine->arena, (double)a / (double)b);
        result = operator_ == CCH_OPERATOR_MODULO ? a - floor_divide(a, b) * b : floor_divide(a, b);
        break;
    case CCH_OPERATOR_POWER:
        return power(machine, a, b);
    case CCH_OPERATOR_SHIFT_LEFT:
        overflow = b < 0 || b > 100 || __builtin_mul_overflow(a, (cch_wide)1 << (b & 127), &result);
        break;
    case CCH_OPERATOR_SHIFT_RIGHT:
        overflow = b < 0;
        result = b > 126 ? (a < 0 ? -1 : 0) : a >> (b & 127);
        break;
    case CCH_OPERATOR_AND:
        result = a & b;
        break;
    case CCH_OPERATOR_OR:
        result = a | b;
        break;
    case CCH_OPERATOR_XOR:
        result = a ^ b;
        break;
    default:
        return cch_not_known(machine, "an operation on integers");
    }
    return overflow ? cch_not_known(machine, "an integer that is too large") : cch_integer(&machine->arena, result);
}

static const cch_datum *of_numbers(cch_machine *machine, enum cch_operator operator_, double a, double b) {
    switch (operator_) {
    case CCH_OPERATOR_ADD:
        return cch_number(&machine->arena, a + b);
    case CCH_OPERATOR_SUBTRACT:
        return cch_number(&machine->arena, a - b);
    case CCH_OPERATOR_MULTIPLY:
        return cch_number(&machine->arena, a * b);
    case CCH_OPERATOR_DIVIDE:
    case CCH_OPERATOR_FLOOR_DIVIDE:
    case CCH_OPERATOR_MODULO:
        if (b == 0) {
            cch_python_raise(machine, "ZeroDivisionError");
            return cch_not_known(machine, "a division by zero");
        }
        return cch_number(&machine->arena, operator_ == CCH_OPERATOR_DIVIDE         ? a / b
                                           : operator_ == CCH_OPERATOR_FLOOR_DIVIDE ? floor(a / b)
                                                                                    : a - floor(a / b) * b);
    case CCH_OPERATOR_POWER:
        return a < 0 && b != floor(b) ? cch_not_known(machine, "a complex number")
                                      : cch_number(&machine->arena, pow(a, b));
    default:
        return cch_not_known(machine, "an operation on numbers");
    }
}

static int compare(enum cch_operator operator_, int order) {
    switch (operator_) {
    case CCH_OPERATOR_LESS:
        return order < 0;
    case CCH_OPERATOR_LESS_EQUAL:
        return order <= 0;
    case CCH_OPERATOR_GREATER:
        return order > 0;
    default:
        return order >= 0;
    }
}

/* -1, 0, 1; 2: not known. */
static int order(cch_machine *machine, const cch_datum *a, const cch_datum *b) {
    cch_wide i, j;
    double x, y;
    if (cch_as_integer(a, &i) && cch_as_integer(b, &j))
        return i < j ? -1 : i > j;
    if (cch_as_number(a, &x) && cch_as_number(b, &y))
        return x < y ? -1 : x > y ? 1 : x == y ? 0 : 2;
    if (a->kind == CCH_DATUM_STRING && b->kind == CCH_DATUM_STRING) {
        int difference = strcmp(a->text, b->text);
        return difference < 0 ? -1 : difference > 0;
    }
    const cch_datum **first, **second, *why;
    size_t count, others;
    if (a->kind != CCH_DATUM_OBJECT || b->kind != CCH_DATUM_OBJECT || !a->object->items || !b->object->items ||
        !cch_python_iterate(machine, a, &first, &count, &why) ||
        !cch_python_iterate(machine, b, &second, &others, &why))
        return 2;
    for (size_t k = 0; k < count && k < others; k++) {
        int part = order(machine, first[k], second[k]);
        if (part)
            return part;
    }
    return count < others ? -1 : count > others;
}

/* A library's version is taken to be newer than whatever the code compares it with. */
static bool is_version(const cch_datum *value) {
    size_t length = value->kind == CCH_DATUM_LIBRARY ? strlen(value->symbol) : 0;
    return length > 11 && strcmp(value->symbol + length - 11, "__version__") == 0;
}

static const cch_datum *of_versions(cch_machine *machine, enum cch_operator operator_, const cch_datum *left,
                                    const cch_datum *right) {
    const cch_datum *version = is_version(left) ? left : right;
    cch_note(machine, "%s is taken to be newer than any that the code names", version->symbol);
    return cch_bool(compare(operator_, version == left ? 1 : -1));
}

/* Each of a choice's values. */
static const cch_datum *of_choice(cch_machine *machine, enum cch_operator operator_, const cch_datum *left,
                                  const cch_datum *right) {
    const cch_datum *choice = left->kind == CCH_DATUM_CHOICE ? left : right, *values[CCH_CHOICE_MAX];
    if (choice->count > CCH_CHOICE_MAX || (choice == left && cch_is_undecided(right)) ||
        (choice == right && cch_is_undecided(left)))
        return undecided(machine, left, right);
    for (uint32_t i = 0; i < choice->count; i++) {
        values[i] = choice == left ? cch_python_operate(machine, operator_, choice->items[i], right)
                                   : cch_python_operate(machine, operator_, left, choice->items[i]);
        if (!cch_machine_runs(machine) || cch_is_undecided(values[i]) || values[i]->kind > CCH_DATUM_STRING)
            return undecided(machine, left, right);
    }
    return cch_choice(&machine->arena, values, choice->count, choice->reason);
}

static bool is_unimplemented(const cch_datum *value) {
    return value->kind == CCH_DATUM_LIBRARY && strcmp(value->symbol, "NotImplemented") == 0;
}

/* __add__ and its like of an object of the program; where it has none, or says so, the other's __radd__. */
static const cch_datum *by_method(cch_machine *machine, enum cch_operator operator_, const cch_datum *left,
                                  const cch_datum *right) {
    static const char *const names[][2] = {[CCH_OPERATOR_ADD] = {"__add__", "__radd__"},
                                           [CCH_OPERATOR_SUBTRACT] = {"__sub__", "__rsub__"},
                                           [CCH_OPERATOR_MULTIPLY] = {"__mul__", "__rmul__"},
                                           [CCH_OPERATOR_DIVIDE] = {"__truediv__", "__rtruediv__"},
                                           [CCH_OPERATOR_FLOOR_DIVIDE] = {"__floordiv__", "__rfloordiv__"},
                                           [CCH_OPERATOR_MODULO] = {"__mod__", "__rmod__"},
                                           [CCH_OPERATOR_POWER] = {"__pow__", "__rpow__"},
                                           [CCH_OPERATOR_MATRIX_MULTIPLY] = {"__matmul__", "__rmatmul__"},
                                           [CCH_OPERATOR_SHIFT_LEFT] = {"__lshift__", "__rlshift__"},
                                           [CCH_OPERATOR_SHIFT_RIGHT] = {"__rshift__", "__rrshift__"},
                                           [CCH_OPERATOR_XOR] = {"__xor__", "__rxor__"},
                                           [CCH_OPERATOR_EQUAL] = {"__eq__", "__eq__"},
                                           [CCH_OPERATOR_NOT_EQUAL] = {"__ne__", "__ne__"},
                                           [CCH_OPERATOR_LESS] = {"__lt__", "__gt__"},
                                           [CCH_OPERATOR_GREATER] = {"__gt__", "__lt__"},
                                           [CCH_OPERATOR_LESS_EQUAL] = {"__le__", "__ge__"},
                                           [CCH_OPERATOR_GREATER_EQUAL] = {"__ge__", "__le__"},
                                           [CCH_OPERATOR_OR] = {"__or__", "__ror__"},
                                           [CCH_OPERATOR_AND] = {"__and__", "__rand__"}};
    const char *const *of = (size_t)operator_ < sizeof names / sizeof *names ? names[operator_] : NULL;
    for (int side = 0; of && of[0] && side < 2; side++) {
        const cch_datum *object = side ? right : left;
        const cch_datum *arguments[2] = {object, side ? left : right};
        const cch_datum *method =
            cch_python_is_instance(object)
                ? cch_python_class_find(machine, object->object->class_value, of[side], NULL, NULL)
                : NULL;
        const cch_datum *value = method ? cch_python_call_simple(machine, method, arguments, 2) : NULL;
        if (value && !is_unimplemented(value))
            return value;
    }
    if (operator_ != CCH_OPERATOR_NOT_EQUAL || !(cch_python_is_instance(left) || cch_python_is_instance(right)))
        return NULL;
    const cch_datum *same = by_method(machine, CCH_OPERATOR_EQUAL, left, right); /* != is not == */
    int truth = same ? cch_truth(same) : -1;
    return !same ? NULL : truth >= 0 ? cch_bool(!truth) : cch_not_known(machine, "whether two objects differ");
}

const cch_datum *cch_python_operate(cch_machine *machine, enum cch_operator operator_, const cch_datum *left,
                                    const cch_datum *right) {
    cch_wide i, j;
    double x, y;
    int found;
    if (operator_ != CCH_OPERATOR_IS && operator_ != CCH_OPERATOR_IS_NOT) {
        left = plain(machine, left);
        right = plain(machine, right);
    }
    const cch_datum *by = by_method(machine, operator_, left, right);
    if (by)
        return by;
    switch (operator_) {
    case CCH_OPERATOR_IS:
        return truth_of(machine, is_same(machine, left, right), left, right);
    case CCH_OPERATOR_IS_NOT:
        found = is_same(machine, left, right);
        return truth_of(machine, found < 0 ? found : !found, left, right);
    case CCH_OPERATOR_IN:
    case CCH_OPERATOR_NOT_IN:
        by = cch_python_is_instance(right)
                 ? cch_python_class_find(machine, right->object->class_value, "__contains__", NULL, NULL)
                 : NULL;
        if (by) {
            const cch_datum *arguments[2] = {right, left}, *why;
            by = cch_python_call_simple(machine, by, arguments, 2);
            found = cch_machine_runs(machine) ? cch_python_truth(machine, by, &why) : -1;
        } else {
            found = cch_is_undecided(right) ? -1 : cch_python_contains(machine, right, left);
        }
        return truth_of(machine, found < 0 || operator_ == CCH_OPERATOR_IN ? found : !found, left, right);
    default:
        break;
    }
    if (left->kind == CCH_DATUM_TENSOR || right->kind == CCH_DATUM_TENSOR) {
        struct cch_argument both[2] = {{.value = left}, {.value = right}};
        struct python_call call = {"torch.operator", NULL, both, 2, false};
        if (left->kind != CCH_DATUM_NONE && right->kind != CCH_DATUM_NONE)
            return cch_python_result_grad(machine, &call, cch_python_tensor_operate(machine, operator_, left, right));
    }
    if (operator_ == CCH_OPERATOR_EQUAL || operator_ == CCH_OPERATOR_NOT_EQUAL) {
        found = cch_python_equal(machine, left, right);
        return truth_of(machine, found < 0 || operator_ == CCH_OPERATOR_EQUAL ? found : !found, left, right);
    }
    if (left->kind == CCH_DATUM_CHOICE || right->kind == CCH_DATUM_CHOICE)
        return of_choice(machine, operator_, left, right);
    if (cch_is_undecided(left) || cch_is_undecided(right))
        return undecided(machine, left, right);
    bool is_order = operator_ >= CCH_OPERATOR_LESS && operator_ <= CCH_OPERATOR_GREATER_EQUAL;
    if (is_order && (is_version(left) || is_version(right)))
        return of_versions(machine, operator_, left, right);
    if (is_order) {
        found = order(machine, left, right);
        return found == 2 ? undecided(machine, left, right) : cch_bool(compare(operator_, found));
    }
    if (left->kind != CCH_DATUM_NONE && right->kind != CCH_DATUM_NONE && cch_as_integer(left, &i) &&
        cch_as_integer(right, &j)) {
        bool is_truth =
            left->kind == CCH_DATUM_BOOL && right->kind == CCH_DATUM_BOOL &&
            (operator_ == CCH_OPERATOR_AND || operator_ == CCH_OPERATOR_OR || operator_ == CCH_OPERATOR_XOR);
        const cch_datum *value = of_integers(machine, operator_, i, j);
        return is_truth && cch_as_integer(value, &i) ? cch_bool(i != 0) : value;
    }
    if (cch_as_number(left, &x) && cch_as_number(right, &y))
        return of_numbers(machine, operator_, x, y);
    if (operator_ == CCH_OPERATOR_ADD && (left->kind == CCH_DATUM_STRING || left->kind == CCH_DATUM_OBJECT))
        return concatenate(machine, left, right);
    if (operator_ == CCH_OPERATOR_MULTIPLY && cch_as_integer(right, &j))
        return repeat(machine, left, j);
    if (operator_ == CCH_OPERATOR_MULTIPLY && cch_as_integer(left, &i))
        return repeat(machine, right, i);
    cch_python_state(machine)->may_raise = true;
    return cch_not_known(machine, "an operation on what is no number");
}
