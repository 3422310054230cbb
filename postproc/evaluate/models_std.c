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

static bool is_container(call_t *call, size_t index) {
    struct cch_items items;
    return cch_model_items(call, index, &items);
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
    if (!object || call->count != 2 || !cch_model_items(call, 0, &items)) /* emplace_back(a, b) makes an object */
        return NULL;
    memcpy(cells, items.cells, items.count * sizeof *cells);
    cells[items.count] = cch_store_add(cch_model_store(call), copy(call, call->arguments[1].value));
    uint32_t added = cells[items.count];
    cch_container_set(cch_model_store(call), object, cells, items.count + 1);
    return cch_model_cell(call, added);
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

static const cch_datum *resize(call_t *call) {
    uint32_t cells[CCH_CONTAINER_MAX];
    struct cch_items items;
    cch_wide wanted;
    cch_object *object = cch_model_object(call, 0);
    if (!object || !cch_model_items(call, 0, &items) || !cch_model_integer(call, 1, &wanted) || wanted < 0 ||
        wanted > CCH_CONTAINER_MAX)
        return NULL;
    for (uint32_t i = 0; i < wanted; i++)
        cells[i] = i < items.count ? items.cells[i]
                                   : cch_store_add(cch_model_store(call),
                                                   call->count > 2 ? copy(call, call->arguments[2].value) : &cch_zero);
    cch_container_set(cch_model_store(call), object, cells, (uint32_t)wanted);
    return &cch_none;
}

static bool is_allocator(const cch_datum *value) {
    return value->kind == CCH_DATUM_OBJECT && strstr(value->object->class_name, "llocator");
}

/* std::vector and its like: (), (n), (n, value), ({a, b}), a copy. */
static const cch_datum *make_vector(call_t *call) {
    cch_wide count;
    if (!call->count)
        return container(call, "std::vector", NULL, 0);
    if (is_container(call, 0))
        return copy(call, call->arguments[0].value);
    if (!cch_model_integer(call, 0, &count) || count < 0 || count > CCH_CONTAINER_MAX || call->count > 3)
        return NULL;
    const cch_datum *values[CCH_CONTAINER_MAX];
    bool filled = call->count > 1 && !is_allocator(call->arguments[1].value);
    for (size_t i = 0; i < (size_t)count; i++) /* each has an object of its own */
        values[i] = filled ? copy(call, call->arguments[1].value) : &cch_zero;
    return container(call, "std::vector", values, (size_t)count);
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
    return cch_bool(value->kind != CCH_DATUM_NONE && value->kind != CCH_DATUM_ABSENT);
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
    if (cch_store_get(cch_model_store(call), cell)->kind == CCH_DATUM_NONE) {
        cch_throw(call->machine);
        return &cch_none;
    }
    return cch_model_cell(call, cell);
}

static const cch_datum *value_or(call_t *call) {
    cch_object *object = optional_at(call, 0);
    if (!object || call->count < 2)
        return NULL;
    const cch_datum *value = cch_object_get(cch_model_store(call), object, "value");
    if (cch_is_unknown(value))
        return value;
    return copy(call, value->kind == CCH_DATUM_NONE ? call->arguments[1].value : value);
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

static const cch_datum *make_string(call_t *call) {
    if (!call->count)
        return cch_string(cch_model_arena(call), "", 0);
    return cch_model_value(call, 0)->kind == CCH_DATUM_STRING ? cch_model_value(call, 0) : NULL;
}

static const cch_datum *string_size(call_t *call) {
    const cch_datum *value = cch_model_value(call, 0);
    return value->kind == CCH_DATUM_STRING ? cch_integer(cch_model_arena(call), value->count) : size(call);
}

static const cch_datum *string_compare(call_t *call) {
    const char *a = cch_as_text(cch_model_value(call, 0)), *b = cch_as_text(cch_model_value(call, 1));
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
    int truth = same(call, call->arguments[0].value, call->arguments[1].value, &why, 0);
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
    if (!text)
        return NULL;
    long number = strtol(text, &end, 10);
    return end != text ? cch_integer(cch_model_arena(call), number) : cch_integer(cch_model_arena(call), 0);
}

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
    {"std::vector::emplace_back", push_back},
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
