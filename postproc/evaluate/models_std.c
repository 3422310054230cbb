/* The C++ standard library. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate/models.h"

typedef const struct cch_model_call call_t;

static const cch_datum *first(call_t *call) {
    if (!call->count)
        return NULL;
    return call->arguments[0].cell ? cch_model_cell(call, call->arguments[0].cell) : call->arguments[0].value;
}

static const cch_datum *none(call_t *call) {
    (void)call;
    return &cch_none;
}

static const cch_datum *address_of(call_t *call) {
    return call->count && call->arguments[0].cell ? cch_pointer(cch_model_arena(call), call->arguments[0].cell) : NULL;
}

static const cch_datum *copy(call_t *call, const cch_datum *value) {
    return cch_datum_copy(cch_model_store(call), value);
}

/* Containers ------------------------------------------------------------------------- */

static const cch_datum *container(call_t *call, const char *class_name, const cch_datum *const *values, size_t count) {
    return cch_object_value(cch_model_arena(call), cch_container_new(cch_model_store(call), class_name, values, count));
}

static const cch_datum *make_tuple(call_t *call) {
    const cch_datum *values[64];
    if (call->count > 64)
        return NULL;
    for (size_t i = 0; i < call->count; i++)
        values[i] = copy(call, call->arguments[i].value);
    return container(call, "std::tuple", values, call->count);
}

/* A tuple of references: its elements are the cells themselves. */
static const cch_datum *tie(call_t *call) {
    uint32_t cells[64];
    if (call->count > 64)
        return NULL;
    cch_object *object = cch_object_new(cch_model_store(call), "std::tie", &cch_absent);
    for (size_t i = 0; i < call->count; i++)
        cells[i] = call->arguments[i].cell ? call->arguments[i].cell
                                           : cch_store_add(cch_model_store(call), call->arguments[i].value);
    cch_container_set(cch_model_store(call), object, cells, (uint32_t)call->count);
    return cch_object_value(cch_model_arena(call), object);
}

static const cch_datum *tuple_from(call_t *call) {
    /* A copy, a conversion, or from its elements. */
    struct cch_items items;
    if (call->count == 1 && cch_model_items(call, 0, &items))
        return copy(call, call->arguments[0].value);
    return make_tuple(call);
}

static const cch_datum *assign(call_t *call) {
    struct cch_items to, from;
    const cch_object *object = cch_model_object(call, 0);
    if (object && cch_model_items(call, 0, &to) && cch_model_items(call, 1, &from) && to.count == from.count &&
        (strcmp(object->class_name, "std::tie") == 0 || strcmp(object->class_name, "std::tuple") == 0)) {
        for (uint32_t i = 0; i < to.count; i++)
            cch_store_assign(cch_model_store(call), to.cells[i], cch_store_get(cch_model_store(call), from.cells[i]));
        return first(call);
    }
    uint32_t cell = cch_model_target(call, 0);
    if (!cell || call->count < 2)
        return NULL;
    if (object && strcmp(object->class_name, "std::tie") == 0) { /* from what is not known */
        for (uint32_t i = 0; cch_model_items(call, 0, &to) && i < to.count; i++)
            cch_store_assign(cch_model_store(call), to.cells[i],
                             cch_is_undecided(call->arguments[1].value)
                                 ? call->arguments[1].value
                                 : cch_not_known(call->machine, "an element of a tuple"));
        return first(call);
    }
    cch_store_assign(cch_model_store(call), cell, call->arguments[1].value);
    return cch_model_cell(call, cell);
}

static const cch_datum *get(call_t *call) {
    cch_wide index;
    struct cch_items items;
    if (!cch_model_number(call, 0, &index) && !(call->count > 1 && cch_model_integer(call, 1, &index)))
        return NULL;
    if (!cch_model_items(call, 0, &items) || index < 0 || index >= items.count)
        return NULL;
    return cch_model_cell(call, items.cells[index]);
}

static const cch_datum *size(call_t *call) {
    struct cch_items items;
    return cch_model_items(call, 0, &items) ? cch_integer(cch_model_arena(call), items.count) : NULL;
}

static const cch_datum *empty(call_t *call) {
    struct cch_items items;
    return cch_model_items(call, 0, &items) ? cch_bool(!items.count) : NULL;
}

static const cch_datum *element(call_t *call) {
    cch_wide index;
    struct cch_items items;
    if (!cch_model_items(call, 0, &items))
        return NULL;
    if (cch_model_integer(call, 1, &index))
        return index >= 0 && index < items.count ? cch_model_cell(call, items.cells[index]) : NULL;
    return NULL;
}

static const cch_datum *front(call_t *call) {
    struct cch_items items;
    return cch_model_items(call, 0, &items) && items.count ? cch_model_cell(call, items.cells[0]) : NULL;
}

static const cch_datum *back(call_t *call) {
    struct cch_items items;
    return cch_model_items(call, 0, &items) && items.count ? cch_model_cell(call, items.cells[items.count - 1]) : NULL;
}

static const cch_datum *push_back(call_t *call) {
    uint32_t cells[CCH_CONTAINER_MAX + 1];
    struct cch_items items;
    cch_object *object = cch_model_object(call, 0);
    if (!object || call->count < 2 || !cch_model_items(call, 0, &items) || items.count >= CCH_CONTAINER_MAX)
        return NULL;
    memcpy(cells, items.cells, items.count * sizeof *cells);
    cells[items.count] = cch_store_add(cch_model_store(call), copy(call, call->arguments[1].value));
    uint32_t added = cells[items.count];
    cch_container_set(cch_model_store(call), object, cells, items.count + 1);
    return cch_model_cell(call, added);
}

/* An element may be of another type than what it is made of: a number that each type holds stays what it is, a tensor,
 * and an object of the class that the others are of. */
static const cch_datum *emplace_back(call_t *call) {
    cch_wide number;
    struct cch_items items;
    const cch_datum *value = cch_model_value(call, 1);
    bool is_same = cch_as_integer(value, &number) ? number >= 0 && number < 128 : value->kind == CCH_DATUM_TENSOR;
    if (value->kind == CCH_DATUM_OBJECT && cch_model_items(call, 0, &items) && items.count) {
        const cch_datum *other = cch_store_get(cch_model_store(call), items.cells[0]);
        is_same = other->kind == CCH_DATUM_OBJECT && strcmp(other->object->class_name, value->object->class_name) == 0;
    }
    return call->count == 2 && is_same ? push_back(call) : NULL;
}

static const cch_datum *pop_back(call_t *call) {
    struct cch_items items;
    cch_object *object = cch_model_object(call, 0);
    if (!object || !cch_model_items(call, 0, &items) || !items.count)
        return NULL;
    cch_container_set(cch_model_store(call), object, items.cells, items.count - 1);
    return &cch_none;
}

static const cch_datum *clear(call_t *call) {
    cch_object *object = cch_model_object(call, 0);
    if (!object)
        return NULL;
    cch_container_set(cch_model_store(call), object, NULL, 0);
    return &cch_none;
}

/* What an element is that nothing is said of: of a number 0; a class's constructor may make anything. */
static const cch_datum *new_element(call_t *call, const cch_object *object) {
    const cch_datum *rest = cch_store_get(cch_model_store(call), object->rest);
    return rest->kind == CCH_DATUM_ABSENT ? cch_not_known(call->machine, "an element that a constructor made") : rest;
}

static const cch_datum *resize(call_t *call) {
    uint32_t cells[CCH_CONTAINER_MAX];
    struct cch_items items;
    cch_wide wanted;
    cch_object *object = cch_model_object(call, 0);
    if (!object || !cch_model_items(call, 0, &items) || !cch_model_integer(call, 1, &wanted) || wanted < 0 ||
        wanted > CCH_CONTAINER_MAX)
        return NULL;
    for (uint32_t i = 0; i < wanted; i++)
        cells[i] = i < items.count
                       ? items.cells[i]
                       : cch_store_add(cch_model_store(call), call->count > 2 ? copy(call, call->arguments[2].value)
                                                                              : new_element(call, object));
    cch_container_set(cch_model_store(call), object, cells, (uint32_t)wanted);
    return &cch_none;
}

static bool is_allocator(const cch_datum *value) {
    return value->kind == CCH_DATUM_NONE ||
           (value->kind == CCH_DATUM_OBJECT && strstr(value->object->class_name, "llocator"));
}

/* A vector, and what its elements are if nothing is said of them. */
static const cch_datum *vector_of(call_t *call, const cch_datum *const *values, size_t count) {
    static const char *const numbers[] = {"bool",  "char",   "short",    "int",   "long",
                                          "float", "double", "unsigned", "signed"};
    const char *type = cch_model_type(call, 0);
    cch_object *object = cch_container_new(cch_model_store(call), "std::vector", values, count);
    bool is_number = type && type[strlen(type) - (*type != 0)] == '*';
    for (size_t i = 0; type && i < sizeof numbers / sizeof *numbers; i++)
        is_number |= strncmp(type, numbers[i], strcspn(type, " ")) == 0;
    if (is_number)
        cch_store_set(cch_model_store(call), object->rest, &cch_zero);
    return cch_object_value(cch_model_arena(call), object);
}

/* std::vector and its like: (), (n), (n, value), ({a, b}), a copy. An allocator, the last, is none. */
static const cch_datum *make_vector(call_t *call) {
    cch_wide number;
    size_t count = call->count;
    const cch_datum *values[CCH_CONTAINER_MAX];
    struct cch_items items;
    if (count > 2 && is_allocator(call->arguments[count - 1].value))
        count--;
    if (!count)
        return vector_of(call, NULL, 0);
    if (cch_model_items(call, 0, &items) && count == 1 && !cch_model_type(call, 0))
        return copy(call, call->arguments[0].value);
    if (cch_model_items(call, 0, &items) && (count == 1 || (count == 2 && is_allocator(call->arguments[1].value)))) {
        for (uint32_t i = 0; i < items.count; i++)
            values[i] = copy(call, cch_store_get(cch_model_store(call), items.cells[i]));
        return vector_of(call, values, items.count);
    }
    if (!cch_model_integer(call, 0, &number) || number < 0 || number > CCH_CONTAINER_MAX || count > 2)
        return NULL;
    const cch_datum *made = vector_of(call, NULL, 0);
    const cch_datum *value = count > 1 ? call->arguments[1].value : &cch_none;
    for (size_t i = 0; i < (size_t)number; i++)
        values[i] = is_allocator(value) ? new_element(call, made->object) : copy(call, value);
    return vector_of(call, values, (size_t)number);
}

static const cch_datum *make_array(call_t *call) {
    struct cch_items items;
    return call->count == 1 && cch_model_items(call, 0, &items) ? copy(call, call->arguments[0].value)
                                                                : make_tuple(call);
}

/* Optional: an object with the field "value", none when there is none. ------------------- */

static const cch_datum *optional_of(call_t *call, const cch_datum *value) {
    cch_object *object = cch_object_new(cch_model_store(call), "std::optional", &cch_absent);
    cch_object_set(cch_model_store(call), object, "value", value);
    return cch_object_value(cch_model_arena(call), object);
}

static cch_object *optional_at(call_t *call, size_t index) {
    cch_object *object = cch_model_object(call, index);
    return object && strcmp(object->class_name, "std::optional") == 0 ? object : NULL;
}

static bool is_optional(call_t *call, size_t index) { return optional_at(call, index) != NULL; }

static const cch_datum *make_optional(call_t *call) {
    if (!call->count)
        return optional_of(call, &cch_none);
    if (is_optional(call, 0))
        return copy(call, call->arguments[0].value);
    return optional_of(call, copy(call, call->arguments[0].value));
}

static const cch_datum *has_value(call_t *call) {
    cch_object *object = optional_at(call, 0);
    if (!object)
        return NULL;
    const cch_datum *value = cch_object_get(cch_model_store(call), object, "value");
    if (cch_is_unknown(value))
        return value;
    const cch_datum *each[CCH_CHOICE_MAX];
    if (value->kind != CCH_DATUM_CHOICE)
        return cch_bool(value->kind != CCH_DATUM_NONE && value->kind != CCH_DATUM_ABSENT);
    for (uint32_t i = 0; i < value->count; i++)
        each[i] = cch_bool(value->items[i]->kind != CCH_DATUM_NONE);
    return cch_choice(cch_model_arena(call), each, value->count, value->reason);
}

/* What is behind it; of one that has none the call ends. */
static const cch_datum *optional_value(call_t *call) {
    cch_object *object = optional_at(call, 0);
    if (!object) {
        /* *pointer, *iterator */
        uint32_t cell =
            call->count && call->arguments[0].value->kind == CCH_DATUM_POINTER ? call->arguments[0].value->cell : 0;
        return cell ? cch_model_cell(call, cell) : NULL;
    }
    uint32_t cell = cch_object_field(cch_model_store(call), object, "value");
    const cch_datum *value = cch_store_get(cch_model_store(call), cell), *kept[CCH_CHOICE_MAX];
    size_t count = 0;
    if (value->kind == CCH_DATUM_NONE) {
        cch_throw(call->machine);
        return &cch_none;
    }
    call->machine->may_raise |= cch_is_undecided(value);
    for (uint32_t i = 0; value->kind == CCH_DATUM_CHOICE && i < value->count; i++)
        if (value->items[i]->kind != CCH_DATUM_NONE)
            kept[count++] = value->items[i];
    if (count && count < value->count) /* there is one, or this way ends */
        cch_store_set(cch_model_store(call), cell, cch_choice(cch_model_arena(call), kept, count, value->reason));
    return cch_model_cell(call, cell);
}

static const cch_datum *value_or(call_t *call) {
    cch_object *object = optional_at(call, 0);
    if (!object || call->count < 2)
        return NULL;
    const cch_datum *value = cch_object_get(cch_model_store(call), object, "value");
    const cch_datum *instead = call->arguments[1].value, *result = NULL;
    if (cch_is_unknown(value))
        return value;
    if (value->kind != CCH_DATUM_CHOICE)
        return copy(call, value->kind == CCH_DATUM_NONE ? instead : value);
    for (uint32_t i = 0; i < value->count; i++) {
        const cch_datum *one = value->items[i]->kind == CCH_DATUM_NONE ? instead : value->items[i];
        result = result ? cch_store_either(cch_model_store(call), result, one, value->reason) : one;
    }
    return result;
}

static const cch_datum *reset(call_t *call) {
    cch_object *object = optional_at(call, 0);
    if (!object)
        return NULL;
    cch_object_set(cch_model_store(call), object, "value", &cch_none);
    return &cch_none;
}

static const cch_datum *emplace(call_t *call) {
    cch_object *object = optional_at(call, 0);
    if (!object || call->count != 2)
        return NULL;
    uint32_t cell = cch_object_field(cch_model_store(call), object, "value");
    cch_store_set(cch_model_store(call), cell, copy(call, call->arguments[1].value));
    return cch_model_cell(call, cell);
}

static const cch_datum *assign_optional(call_t *call) {
    cch_object *object = optional_at(call, 0);
    if (!object || call->count < 2)
        return NULL;
    const cch_datum *value = call->arguments[1].value;
    if (is_optional(call, 1))
        value = cch_object_get(cch_model_store(call), optional_at(call, 1), "value");
    cch_object_set(cch_model_store(call), object, "value", copy(call, value));
    return first(call);
}

static const cch_datum *optional_arrow(call_t *call) {
    const cch_datum *value = optional_value(call);
    uint32_t cell = call->machine->returned_cell;
    call->machine->returned_cell = 0;
    return value && cell ? cch_pointer(cch_model_arena(call), cell) : value;
}

static const cch_datum *to_bool(call_t *call) {
    if (is_optional(call, 0))
        return has_value(call);
    int truth = call->count ? cch_truth(call->arguments[0].value) : -1;
    return truth >= 0 ? cch_bool(truth) : NULL;
}

/* Numbers --------------------------------------------------------------------------------- */

static const cch_datum *extreme(call_t *call, enum cch_operator operator_) {
    struct cch_items items;
    const cch_datum *best = NULL;
    uint32_t place = 0;
    if (call->count > 2 || (call->count == 2 && cch_model_value(call, 1)->kind >= CCH_DATUM_OBJECT))
        return NULL;                                            /* what is less, somebody else says */
    if (call->count == 1 && cch_model_items(call, 0, &items)) { /* min({a, b}) */
        for (uint32_t i = 0; i < items.count; i++) {
            const cch_datum *value = cch_store_get(cch_model_store(call), items.cells[i]);
            const cch_datum *less =
                best ? cch_operate(call->machine, operator_, CCH_TYPE_OTHER, value, best) : &cch_true;
            if (cch_truth(less) < 0)
                return cch_is_undecided(less) ? cch_unknown_like(cch_model_arena(call), less) : NULL;
            best = cch_truth(less) ? value : best;
        }
        return best;
    }
    for (size_t i = 0; i < call->count && i < 2; i++) {
        const cch_datum *value = call->arguments[i].value;
        const cch_datum *less = best ? cch_operate(call->machine, operator_, CCH_TYPE_OTHER, value, best) : &cch_true;
        int truth = cch_truth(less);
        if (truth < 0 && cch_is_undecided(less)) /* either of them */
            return cch_datum_join(cch_model_arena(call), best, value, less->reason);
        if (truth < 0)
            return NULL;
        if (truth) {
            best = value;
            place = call->arguments[i].cell;
        }
    }
    return place && best ? cch_model_cell(call, place) : best;
}

static const cch_datum *minimum(call_t *call) { return extreme(call, CCH_OPERATOR_LESS); }
static const cch_datum *maximum(call_t *call) { return extreme(call, CCH_OPERATOR_GREATER); }

static const cch_datum *clamped(call_t *call) {
    const cch_datum *value = cch_model_value(call, 0), *low = cch_model_value(call, 1),
                    *high = cch_model_value(call, 2);
    int below, above;
    if (call->count != 3)
        return NULL;
    below = cch_truth(cch_operate(call->machine, CCH_OPERATOR_LESS, CCH_TYPE_OTHER, value, low));
    above = cch_truth(cch_operate(call->machine, CCH_OPERATOR_LESS, CCH_TYPE_OTHER, high, value));
    return below < 0 || above < 0 ? NULL : below ? low : above ? high : value;
}

static const cch_datum *infinity(call_t *call) { return cch_number(cch_model_arena(call), INFINITY); }

/* Strings and comparisons ------------------------------------------------------------------- */

/* The string that an argument is, or leads to. */
static const cch_datum *string_at(call_t *call, size_t index) {
    const cch_datum *value = cch_model_value(call, index);
    for (int i = 0; i < 8 && value->kind == CCH_DATUM_POINTER; i++)
        value = cch_store_get(cch_model_store(call), value->cell);
    return value->kind == CCH_DATUM_STRING || cch_is_undecided(value) ? value : &cch_absent;
}

static const cch_datum *make_string(call_t *call) {
    if (!call->count)
        return cch_string(cch_model_arena(call), "", 0);
    bool is_whole = call->count == 1 || (call->count == 2 && cch_model_value(call, 1)->kind == CCH_DATUM_NONE);
    const cch_datum *value = string_at(call, 0);
    return is_whole && value->kind != CCH_DATUM_ABSENT ? value : NULL;
}

static const cch_datum *string_size(call_t *call) {
    const cch_datum *value = string_at(call, 0);
    return value->kind == CCH_DATUM_STRING ? cch_integer(cch_model_arena(call), value->count) : size(call);
}

static const cch_datum *string_empty(call_t *call) {
    const cch_datum *value = string_at(call, 0);
    return value->kind == CCH_DATUM_STRING ? cch_bool(!value->count) : NULL;
}

/* The same characters. */
static const cch_datum *characters(call_t *call) {
    return string_at(call, 0)->kind == CCH_DATUM_STRING ? string_at(call, 0) : NULL;
}

static const cch_datum *joined(call_t *call, const cch_datum *left, const cch_datum *right) {
    if (left->kind != CCH_DATUM_STRING || right->kind != CCH_DATUM_STRING || left->count > 4096 || right->count > 4096)
        return NULL;
    char *text = cch_arena_take(cch_model_arena(call), left->count + right->count + 1);
    if (cch_model_arena(call)->failed)
        return NULL;
    memcpy(text, left->text, left->count);
    memcpy(text + left->count, right->text, right->count);
    return cch_string(cch_model_arena(call), text, left->count + right->count);
}

static const cch_datum *string_sum(call_t *call) {
    return call->count == 2 ? joined(call, string_at(call, 0), string_at(call, 1)) : NULL;
}

static const cch_datum *string_append(call_t *call) {
    const cch_datum *sum = string_sum(call);
    uint32_t cell = cch_model_target(call, 0);
    if (!sum || !cell)
        return NULL;
    cch_store_set(cch_model_store(call), cell, sum);
    return cch_model_cell(call, cell);
}

static const cch_datum *string_compare(call_t *call) {
    if (call->count != 2)
        return NULL;
    const char *a = cch_as_text(string_at(call, 0)), *b = cch_as_text(string_at(call, 1));
    return a && b ? cch_integer(cch_model_arena(call), strcmp(a, b)) : NULL;
}

/* Equal element by element: 1, 0, or -1 with *why. */
static int same(call_t *call, const cch_datum *a, const cch_datum *b, const cch_datum **why, unsigned depth) {
    struct cch_store *store = cch_model_store(call);
    struct cch_items left, right;
    if (a->kind == CCH_DATUM_OBJECT && b->kind == CCH_DATUM_OBJECT && depth < 8 &&
        cch_container_items(store, a->object, &left, NULL) && cch_container_items(store, b->object, &right, NULL)) {
        int all = left.count == right.count;
        for (uint32_t i = 0; all && i < left.count; i++) {
            int one =
                same(call, cch_store_get(store, left.cells[i]), cch_store_get(store, right.cells[i]), why, depth + 1);
            all = one == 0 ? 0 : one < 0 ? -1 : all;
        }
        return all;
    }
    bool left_optional = a->kind == CCH_DATUM_OBJECT && strcmp(a->object->class_name, "std::optional") == 0;
    bool right_optional = b->kind == CCH_DATUM_OBJECT && strcmp(b->object->class_name, "std::optional") == 0;
    if ((left_optional || right_optional) && depth < 8)
        return same(call, left_optional ? cch_object_get(store, a->object, "value") : a,
                    right_optional ? cch_object_get(store, b->object, "value") : b, why, depth + 1);
    if ((a->kind == CCH_DATUM_NONE) != (b->kind == CCH_DATUM_NONE) && !cch_is_undecided(a) && !cch_is_undecided(b))
        return 0;
    if (a->kind == CCH_DATUM_NONE && b->kind == CCH_DATUM_NONE)
        return 1;
    const cch_datum *equal = cch_operate(call->machine, CCH_OPERATOR_EQUAL, CCH_TYPE_OTHER, a, b);
    if (cch_truth(equal) < 0)
        *why = equal;
    return cch_truth(equal);
}

static const cch_datum *equal(call_t *call) {
    const cch_datum *why = NULL;
    if (call->count < 2)
        return NULL;
    const cch_datum *left = string_at(call, 0), *right = string_at(call, 1);
    bool is_text = left->kind == CCH_DATUM_STRING && right->kind == CCH_DATUM_STRING;
    int truth =
        same(call, is_text ? left : call->arguments[0].value, is_text ? right : call->arguments[1].value, &why, 0);
    return truth >= 0                     ? cch_bool(truth)
           : why && cch_is_undecided(why) ? cch_unknown_like(cch_model_arena(call), why)
                                          : NULL;
}

static const cch_datum *not_equal(call_t *call) {
    const cch_datum *value = equal(call);
    int truth = value ? cch_truth(value) : -1;
    return truth >= 0 ? cch_bool(!truth) : value;
}

static const cch_datum *compared(call_t *call, enum cch_operator operator_) {
    return call->count == 2 ? cch_operate(call->machine, operator_, CCH_TYPE_OTHER, call->arguments[0].value,
                                          call->arguments[1].value)
                            : NULL;
}
static const cch_datum *less(call_t *call) { return compared(call, CCH_OPERATOR_LESS); }
static const cch_datum *greater(call_t *call) { return compared(call, CCH_OPERATOR_GREATER); }
static const cch_datum *less_equal(call_t *call) { return compared(call, CCH_OPERATOR_LESS_EQUAL); }
static const cch_datum *greater_equal(call_t *call) { return compared(call, CCH_OPERATOR_GREATER_EQUAL); }

static const cch_datum *swap(call_t *call) {
    uint32_t a = cch_model_target(call, 0), b = cch_model_target(call, 1);
    if (!a || !b)
        return NULL;
    const cch_datum *left = cch_store_get(cch_model_store(call), a), *right = cch_store_get(cch_model_store(call), b);
    cch_store_set(cch_model_store(call), a, right);
    cch_store_set(cch_model_store(call), b, left);
    return &cch_none;
}

static const cch_datum *call_operator(call_t *call) {
    if (!call->count ||
        (call->arguments[0].value->kind != CCH_DATUM_CLOSURE && call->arguments[0].value->kind != CCH_DATUM_FUNCTION))
        return NULL;
    return cch_call_value(call->machine, call->arguments[0].value, call->arguments + 1, call->count - 1);
}

static const cch_datum *environment(call_t *call) {
    const char *name = cch_as_text(cch_model_value(call, 0));
    if (!name)
        return NULL;
    const struct cch_given_fact *fact = cch_given_find(call->machine->given, name);
    if (!fact) {
        cch_note(call->machine, "the environment variable %s is taken to be unset", name);
        return &cch_none;
    }
    return fact->value->kind == CCH_GIVEN_NONE ? &cch_none
                                               : cch_string(cch_model_arena(call), fact->text, strlen(fact->text));
}

static const cch_datum *to_integer(call_t *call) {
    const char *text = cch_as_text(cch_model_value(call, 0));
    char *end;
    cch_wide base = 10;
    if (call->count == 3 && cch_model_value(call, 1)->kind == CCH_DATUM_NONE && !cch_model_integer(call, 2, &base))
        return NULL;
    if (!text || base != 10 || (call->count != 1 && call->count != 3) ||
        (call->count == 3 && cch_model_value(call, 1)->kind != CCH_DATUM_NONE))
        return NULL;
    long number = strtol(text, &end, 10);
    if (end == text && strncmp(call->name, "std::sto", 8) == 0) {
        cch_throw(call->machine);
        return &cch_none;
    }
    return cch_integer(cch_model_arena(call), end != text ? number : 0);
}

/* An exception: what it is called is all that matters. */
static const cch_datum *exception(call_t *call) {
    cch_object *object =
        cch_object_new(cch_model_store(call), call->name, cch_not_known(call->machine, "a member of %s", call->name));
    return cch_object_value(cch_model_arena(call), object);
}

static const cch_datum *message(call_t *call) { return cch_not_known(call->machine, "what an exception says"); }

static const struct cch_model rows[] = {
    {"std::move", first},
    {"std::forward", first},
    {"std::as_const", first},
    {"std::ref", first},
    {"std::cref", first},
    {"std::addressof", address_of},
    {"std::swap", swap},
    {"std::min", minimum},
    {"std::max", maximum},
    {"std::clamp", clamped},
    {"std::numeric_limits::infinity", infinity},
    {"std::make_tuple", make_tuple},
    {"std::make_pair", make_tuple},
    {"std::forward_as_tuple", tie},
    {"std::tie", tie},
    {"std::tuple", tuple_from},
    {"std::pair", tuple_from},
    {"std::get", get},
    {"std::array", make_array},
    {"std::initializer_list", make_array},
    {"std::vector", make_vector},
    {"c10::SmallVector", make_vector},
    {"std::vector::size", size},
    {"c10::ArrayRef::size", size},
    {"c10::ArrayRef::empty", empty},
    {"c10::ArrayRef::front", front},
    {"c10::ArrayRef::back", back},
    {"c10::ArrayRef::at", element},
    {"c10::ArrayRef::equals", equal},
    {"std::array::size", size},
    {"std::initializer_list::size", size},
    {"std::size", size},
    {"std::vector::empty", empty},
    {"std::vector::push_back", push_back},
    {"std::vector::emplace_back", emplace_back},
    {"std::vector::pop_back", pop_back},
    {"std::vector::clear", clear},
    {"std::vector::resize", resize},
    {"std::vector::reserve", none},
    {"std::vector::front", front},
    {"std::vector::back", back},
    {"std::vector::at", element},
    {"std::array::at", element},
    {"std::vector::operator[]", element},
    {"std::array::operator[]", element},
    {"std::optional", make_optional},
    {"std::make_optional", make_optional},
    {"std::optional::has_value", has_value},
    {"std::optional::operator bool", has_value},
    {"std::optional::value", optional_value},
    {"std::optional::operator*", optional_value},
    {"std::optional::operator->", optional_arrow},
    {"std::optional::value_or", value_or},
    {"std::optional::reset", reset},
    {"std::optional::emplace", emplace},
    {"std::optional::operator=", assign_optional},
    {"std::tuple::operator=", assign},
    {"std::pair::operator=", assign},
    {"std::string", make_string},
    {"std::basic_string", make_string},
    {"std::string_view", make_string},
    {"std::basic_string_view", make_string},
    {"std::basic_string::size", string_size},
    {"std::basic_string::length", string_size},
    {"std::basic_string::compare", string_compare},
    {"std::basic_string::empty", string_empty},
    {"std::basic_string_view::empty", string_empty},
    {"std::basic_string_view::size", string_size},
    {"std::basic_string::c_str", characters},
    {"std::basic_string::data", characters},
    {"std::basic_string::operator+=", string_append},
    {"std::basic_string::append", string_append},
    {"std::operator+", string_sum},
    {"std::exception", exception},
    {"std::runtime_error", exception},
    {"std::logic_error", exception},
    {"std::invalid_argument", exception},
    {"std::out_of_range", exception},
    {"std::domain_error", exception},
    {"std::length_error", exception},
    {"std::range_error", exception},
    {"std::overflow_error", exception},
    {"std::underflow_error", exception},
    {"std::exception::what", message},
    {"std::runtime_error::what", message},
    {"std::logic_error::what", message},
    {"strcmp", string_compare},
    {"std::strcmp", string_compare},
    {"std::function", first},
    {"std::function::operator()", call_operator},
    {"std::getenv", environment},
    {"getenv", environment},
    {"atoi", to_integer},
    {"std::stoi", to_integer},
    {"std::mutex", none},
    {"std::lock_guard", none},
    {"std::unique_lock", none},
    {"std::scoped_lock", none},
    {"printf", none},
    {"fprintf", none},
    {"fflush", none},
    {"operator==", equal},
    {"operator!=", not_equal},
    {"operator<", less},
    {"operator>", greater},
    {"operator<=", less_equal},
    {"operator>=", greater_equal},
    {"operator[]", element},
    {"operator()", call_operator},
    {"operator bool", to_bool},
    {"operator*", optional_value},
    {"operator->", optional_arrow},
};

const struct cch_models cch_models_std = {rows, sizeof rows / sizeof *rows};
