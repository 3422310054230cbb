/* Containers, iteration, subscripts and comparison of Python (python.h). */
#include "evaluate/python_parts.h"

#include <math.h>
#include <string.h>

const cch_datum *cch_python_text(cch_machine *machine, const char *text) {
    return cch_string(&machine->arena, text, strlen(text));
}

/* What a set has of these; *is_open: it is not known whether some are equal. */
static const cch_datum *const *each_once(cch_machine *machine, const cch_datum *const *values, size_t *count,
                                         bool *is_open) {
    const cch_datum **kept = cch_arena_take(&machine->arena, (*count + 1) * sizeof *kept);
    size_t found = 0;
    for (size_t i = 0; i < *count && !machine->arena.failed; i++) {
        int same = 0;
        for (size_t k = 0; k < found && same <= 0; k++) {
            int one = cch_python_equal(machine, kept[k], values[i]);
            same = one ? one : same;
        }
        *is_open |= same < 0;
        if (same <= 0)
            kept[found++] = values[i];
    }
    *count = found;
    return kept;
}

const cch_datum *cch_python_container(cch_machine *machine, const char *class_name, const cch_datum *const *values,
                                      size_t count) {
    static const char *const immutable[] = {"tuple", "slice", "range"};
    bool is_set = strcmp(class_name, "set") == 0, is_open = false;
    if (is_set && count)
        values = each_once(machine, values, &count, &is_open);
    cch_object *object = cch_container_new(&machine->store, class_name, values, count);
    if (is_open)
        cch_container_forget(&machine->store, object, cch_not_known(machine, "which items of a set are equal"));
    object->by_reference = true;
    for (size_t i = 0; i < sizeof immutable / sizeof *immutable; i++)
        object->is_immutable |= strcmp(class_name, immutable[i]) == 0;
    return cch_object_value(&machine->arena, object);
}

/* Iteration --------------------------------------------------------------------------- */

static const cch_datum **take_values(cch_machine *machine, size_t count) {
    return cch_arena_take(&machine->arena, (count + 1) * sizeof(cch_datum *));
}

static bool iterate_text(cch_machine *machine, const cch_datum *text, const cch_datum ***values, size_t *count,
                         const cch_datum **why) {
    *values = take_values(machine, text->count < CCH_CONTAINER_MAX ? text->count : CCH_CONTAINER_MAX);
    *count = 0;
    for (uint32_t i = 0; i < text->count && *count < CCH_CONTAINER_MAX;) {
        uint32_t length = 1;
        while (i + length < text->count && ((unsigned char)text->text[i + length] & 0xc0) == 0x80)
            length++;
        (*values)[(*count)++] = cch_string(&machine->arena, text->text + i, length);
        i += length;
    }
    if (text->count > CCH_CONTAINER_MAX)
        *why = cch_not_known(machine, "the characters of a text of more than %d bytes", CCH_CONTAINER_MAX);
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
        return iterate_text(machine, value, values, count, why);
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
    if (value->kind >= CCH_DATUM_NONE && value->kind <= CCH_DATUM_FLOAT)
        cch_python_raise(machine, "TypeError");
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
const cch_datum *cch_python_plain(cch_machine *machine, const cch_datum *value) {
    const cch_datum *number = cch_python_is_instance(value) ? cch_python_field(machine, value, "$number") : NULL;
    return number ? number : value;
}

int cch_python_equal(cch_machine *machine, const cch_datum *a, const cch_datum *b) {
    double x, y;
    cch_wide i, j;
    a = cch_python_plain(machine, a);
    b = cch_python_plain(machine, b);
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
