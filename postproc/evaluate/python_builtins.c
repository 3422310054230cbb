/* What Python itself brings along: rows of builtins, contexts, math, os (python.h). */
#include "evaluate/python_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct python_row *cch_python_find_row(const char *name) {
    static const struct python_row *const tables[] = {
        cch_python_builtin_rows, cch_python_decorator_rows, cch_python_container_rows, cch_python_string_rows,
        cch_python_torch_rows,   cch_python_tensor_rows,    cch_python_ctypes_rows,    cch_python_reduction_rows,
        cch_python_nn_rows,      cch_python_einops_rows};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        for (const struct python_row *row = tables[i]; row->name; row++)
            if (strcmp(row->name, name) == 0)
                return row;
    return NULL;
}

const cch_datum *cch_python_unknown_of(cch_machine *machine, const struct python_call *call) {
    for (size_t i = 0; i < call->count; i++)
        if (cch_is_undecided(call->arguments[i].value))
            return cch_unknown_like(&machine->arena, call->arguments[i].value);
    return cch_not_known(machine, "what %s returns", call->name);
}

static const cch_datum *argument(const struct python_call *call, size_t index) {
    return cch_python_argument(call, index, NULL);
}

/* Numbers ------------------------------------------------------------------------------ */

enum { TO_INT, TO_FLOAT, TO_BOOL, TO_STR, TO_REPR };

static const cch_datum *convert(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *value = argument(call, 0), *why;
    double number;
    cch_wide integer;
    char *end;
    if (!value)
        return which == TO_STR    ? cch_python_text(machine, "")
               : which == TO_BOOL ? &cch_false
                                  : cch_integer(&machine->arena, 0);
    if (which == TO_STR || which == TO_REPR)
        return cch_python_str(machine, value, "", which == TO_REPR);
    if (which == TO_BOOL) {
        int truth = cch_python_truth(machine, value, &why);
        return truth >= 0              ? cch_bool(truth)
               : cch_is_undecided(why) ? cch_unknown_like(&machine->arena, why)
                                       : cch_python_unknown_of(machine, call);
    }
    if (cch_as_text(value) && call->count == 1) {
        number = strtod(value->text, &end);
        if (!value->count || *end || (which == TO_INT && strpbrk(value->text, ".eExXnN"))) {
            cch_python_raise(machine, "ValueError");
            return cch_python_unknown_of(machine, call);
        }
        return which == TO_INT ? cch_integer(&machine->arena, strtoll(value->text, NULL, 10))
                               : cch_number(&machine->arena, number);
    }
    if (value->kind == CCH_DATUM_TENSOR && value->tensor->fill && value->tensor->rank == 0)
        value = value->tensor->fill;
    if (which == TO_INT && cch_as_integer(value, &integer) && value->kind != CCH_DATUM_NONE)
        return cch_integer(&machine->arena, integer);
    if (!cch_as_number(value, &number) || value->kind == CCH_DATUM_NONE)
        return cch_python_unknown_of(machine, call);
    if (which == TO_FLOAT)
        return cch_number(&machine->arena, number);
    return number > -1e30 && number < 1e30 ? cch_integer(&machine->arena, (cch_wide)number)
                                           : cch_python_unknown_of(machine, call);
}

enum { LEAST, MOST, SUM };

static const cch_datum *extreme(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *first = argument(call, 0), **values = NULL, *why = NULL, *best = NULL;
    size_t count = 0;
    if (!first || call->is_cut || cch_python_argument(call, SIZE_MAX, "key"))
        return cch_python_unknown_of(machine, call);
    if (argument(call, 1) && which != SUM) {
        values = cch_arena_take(&machine->arena, (call->count + 1) * sizeof *values);
        for (size_t i = 0; i < call->count; i++)
            if (!call->arguments[i].keyword)
                values[count++] = call->arguments[i].value;
    } else if (!cch_python_iterate(machine, first, &values, &count, &why)) {
        return cch_is_undecided(why) ? cch_unknown_like(&machine->arena, why) : cch_python_unknown_of(machine, call);
    }
    if (which == SUM)
        best = argument(call, 1) ? argument(call, 1) : cch_integer(&machine->arena, 0);
    else if (!count)
        return cch_python_argument(call, SIZE_MAX, "default") ? cch_python_argument(call, SIZE_MAX, "default")
                                                              : cch_python_unknown_of(machine, call);
    for (size_t i = 0; i < count && cch_machine_runs(machine); i++) {
        if (which == SUM) {
            best = cch_python_operate(machine, CCH_OPERATOR_ADD, best, values[i]);
            continue;
        }
        if (!best) {
            best = values[i];
            continue;
        }
        const cch_datum *better =
            cch_python_operate(machine, which == LEAST ? CCH_OPERATOR_LESS : CCH_OPERATOR_GREATER, values[i], best);
        int truth = cch_truth(better);
        if (truth < 0) { /* either */
            static const struct cch_why reason = {"which of several is the least or the most", NULL, ""};
            best =
                cch_store_either(&machine->store, best, values[i], cch_is_undecided(better) ? better->reason : &reason);
            if (best->kind == CCH_DATUM_CHOICE && best->count > 2)
                return cch_unknown_like(&machine->arena, best);
        } else if (truth) {
            best = values[i];
        }
    }
    return best;
}

static const cch_datum *absolute(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *value = argument(call, 0);
    cch_wide integer;
    double number;
    (void)which;
    if (!value || value->kind == CCH_DATUM_TENSOR)
        return value;
    if (value->kind == CCH_DATUM_INTEGER && cch_as_integer(value, &integer))
        return cch_integer(&machine->arena, integer < 0 ? -integer : integer);
    return cch_as_number(value, &number) ? cch_number(&machine->arena, fabs(number))
                                         : cch_python_unknown_of(machine, call);
}

static const cch_datum *rounded(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *value = argument(call, 0);
    double number;
    (void)which;
    if (!value || argument(call, 1) || !cch_as_number(value, &number) || fabs(number) > 1e15)
        return cch_python_unknown_of(machine, call);
    return cch_integer(&machine->arena, (cch_wide)rint(number));
}

enum { SQRT, CEIL, FLOOR, LOG, LOG2, EXP, POW, GCD, PROD, LOG10 };

static const cch_datum *math_function(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *first = argument(call, 0), *second = argument(call, 1), **values, *why;
    double x, y = 0;
    cch_wide a, b;
    size_t count;
    if (which == PROD && first && cch_python_iterate(machine, first, &values, &count, &why)) {
        const cch_datum *product = cch_integer(&machine->arena, 1);
        for (size_t i = 0; i < count; i++)
            product = cch_python_operate(machine, CCH_OPERATOR_MULTIPLY, product, values[i]);
        return product;
    }
    if (which == GCD && first && second && cch_as_integer(first, &a) && cch_as_integer(second, &b)) {
        for (a = a < 0 ? -a : a, b = b < 0 ? -b : b; b;) {
            cch_wide rest = a % b;
            a = b;
            b = rest;
        }
        return cch_integer(&machine->arena, a);
    }
    if (!first || !cch_as_number(first, &x) || (second && !cch_as_number(second, &y)))
        return cch_python_unknown_of(machine, call);
    if ((which == CEIL || which == FLOOR) && first->kind == CCH_DATUM_INTEGER)
        return first;
    switch (which) {
    case SQRT:
        return cch_number(&machine->arena, sqrt(x));
    case CEIL:
    case FLOOR:
        return fabs(x) < 1e30 ? cch_integer(&machine->arena, (cch_wide)(which == CEIL ? ceil(x) : floor(x)))
                              : cch_python_unknown_of(machine, call);
    case LOG:
        return cch_number(&machine->arena, second ? log(x) / log(y) : log(x));
    case LOG2:
        return cch_number(&machine->arena, log2(x));
    case LOG10:
        return cch_number(&machine->arena, log10(x));
    case EXP:
        return cch_number(&machine->arena, exp(x));
    case POW:
        return cch_number(&machine->arena, pow(x, y));
    default:
        return cch_python_unknown_of(machine, call);
    }
}

static const cch_datum *power_of(cch_machine *machine, const struct python_call *call, int which) {
    (void)which;
    return argument(call, 0) && argument(call, 1) && !argument(call, 2)
               ? cch_python_operate(machine, CCH_OPERATOR_POWER, argument(call, 0), argument(call, 1))
               : cch_python_unknown_of(machine, call);
}

/* Iterables ------------------------------------------------------------------------------- */

static const cch_datum *length(cch_machine *machine, const struct python_call *call, int which) {
    (void)which;
    return argument(call, 0) ? cch_python_length(machine, argument(call, 0)) : NULL;
}

static const cch_datum *range(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *first = argument(call, 0), *second = argument(call, 1), *third = argument(call, 2);
    const cch_datum *zero = cch_integer(&machine->arena, 0), *one = cch_integer(&machine->arena, 1);
    (void)which;
    const cch_datum *bounds[3] = {second ? first : zero, second ? second : first, third ? third : one};
    return first && !call->is_cut ? cch_python_container(machine, "range", bounds, 3) : NULL;
}

enum { LIST, TUPLE, SET, SORTED, REVERSED, ITER };

static const cch_datum *sequence(cch_machine *machine, const struct python_call *call, int which) {
    static const char *const names[] = {"list", "tuple", "set", "list", "iterator", "iterator"};
    const cch_datum **values = NULL, *why;
    size_t count = 0;
    const cch_datum *first = argument(call, 0);
    if (first && which == ITER && (cch_python_is(first, "iterator") || cch_python_is(first, "lazy")))
        return first;
    if (first && which == ITER && cch_python_is_instance(first)) {
        const cch_datum *method = cch_python_class_find(machine, first->object->class_value, "__iter__", NULL, NULL);
        return method ? cch_python_call_simple(machine, method, &first, 1) : NULL;
    }
    if (first && !cch_python_iterate(machine, first, &values, &count, &why)) {
        const cch_datum *made = cch_python_container(machine, names[which], NULL, 0);
        cch_container_forget(&machine->store, made->object,
                             cch_is_undecided(why) ? cch_unknown_like(&machine->arena, why)
                                                   : cch_python_unknown_of(machine, call));
        return made;
    }
    if (which == REVERSED || which == SORTED) {
        const cch_datum **copy = cch_arena_take(&machine->arena, (count + 1) * sizeof *copy);
        for (size_t i = 0; i < count; i++)
            copy[i] = values[which == REVERSED ? count - 1 - i : i];
        for (size_t i = 1; which == SORTED && i < count; i++)
            for (size_t k = i; k > 0; k--) {
                int less = cch_truth(cch_python_operate(machine, CCH_OPERATOR_LESS, copy[k], copy[k - 1]));
                if (less < 0 || call->count > 1)
                    return cch_python_unknown_of(machine, call);
                if (!less)
                    break;
                const cch_datum *kept = copy[k];
                copy[k] = copy[k - 1];
                copy[k - 1] = kept;
            }
        values = copy;
    }
    return cch_python_container(machine, names[which], values, count);
}

static const cch_datum *enumerate(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum **values, *why, *first = argument(call, 0), *start = cch_python_argument(call, 1, "start");
    size_t count;
    cch_wide begin = 0;
    (void)which;
    if (!first || !cch_python_iterate(machine, first, &values, &count, &why) ||
        (start && !cch_as_integer(start, &begin)))
        return first && cch_is_undecided(why) ? cch_unknown_like(&machine->arena, why)
                                              : cch_python_unknown_of(machine, call);
    const cch_datum **pairs = cch_arena_take(&machine->arena, (count + 1) * sizeof *pairs);
    for (size_t i = 0; i < count; i++) {
        const cch_datum *pair[2] = {cch_integer(&machine->arena, begin + (cch_wide)i), values[i]};
        pairs[i] = cch_python_tuple(machine, pair, 2);
    }
    return cch_python_container(machine, "iterator", pairs, count);
}

static const cch_datum *zip(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum ***values, *why, **rows, **row;
    size_t count = SIZE_MAX, one, columns = 0;
    (void)which;
    values = cch_arena_take(&machine->arena, (call->count + 1) * sizeof *values);
    row = cch_arena_take(&machine->arena, (call->count + 1) * sizeof *row);
    for (size_t i = 0; i < call->count && !machine->arena.failed; i++) {
        if (call->arguments[i].keyword)
            continue;
        if (!cch_python_iterate(machine, call->arguments[i].value, &values[columns++], &one, &why))
            return cch_is_undecided(why) ? cch_unknown_like(&machine->arena, why)
                                         : cch_python_unknown_of(machine, call);
        count = one < count ? one : count;
    }
    if (!columns || call->is_cut)
        return cch_python_unknown_of(machine, call);
    rows = cch_arena_take(&machine->arena, (count + 1) * sizeof *rows);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < columns; k++)
            row[k] = values[k][i];
        rows[i] = cch_python_tuple(machine, row, columns);
    }
    return cch_python_container(machine, "iterator", rows, count);
}

enum { ANY, ALL };

static const cch_datum *any_or_all(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum **values, *why, *first = argument(call, 0), *open = NULL;
    size_t count;
    if (first && cch_python_is(first, "lazy"))
        return cch_python_search(machine, first, which == ANY);
    if (!first || !cch_python_iterate(machine, first, &values, &count, &why))
        return first && cch_is_undecided(why) ? cch_unknown_like(&machine->arena, why)
                                              : cch_python_unknown_of(machine, call);
    for (size_t i = 0; i < count; i++) {
        int truth = cch_python_truth(machine, values[i], &why);
        if (truth == (which == ANY))
            return cch_bool(which == ANY);
        if (truth < 0)
            open = cch_is_undecided(why) ? why : cch_not_known(machine, "a truth");
    }
    return open ? cch_unknown_like(&machine->arena, open) : cch_bool(which == ALL);
}

static const cch_datum *map(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *function = argument(call, 0), *over = argument(call, 1);
    (void)which;
    return function && over && !argument(call, 2) && !call->is_cut ? cch_python_make_map(machine, function, over)
                                                                   : NULL;
}

/* Classes and attributes ----------------------------------------------------------------------- */

static int is_of(cch_machine *machine, const cch_datum *value, const cch_datum *class_value) {
    const cch_datum **several, *why;
    size_t count;
    if (cch_is_undecided(class_value))
        return -1;
    if (class_value->kind == CCH_DATUM_OBJECT && class_value->object->items) {
        int result = 0;
        if (!cch_python_iterate(machine, class_value, &several, &count, &why))
            return -1;
        for (size_t i = 0; i < count; i++) {
            int one = is_of(machine, value, several[i]);
            if (one > 0)
                return 1;
            result = one < 0 ? -1 : result;
        }
        return result;
    }
    if (cch_is_undecided(value))
        return -1;
    if (!cch_python_is_instance(value) && cch_python_exception_class(machine, value))
        return cch_python_is_exception_of(machine, value, class_value);
    if (cch_python_is_class(class_value))
        return cch_python_is_instance(value) ? cch_python_is_below(machine, value->object->class_value, class_value)
               : value->kind == CCH_DATUM_LIBRARY ? -1
                                                  : 0;
    const char *name =
        class_value->kind == CCH_DATUM_CLASS || class_value->kind == CCH_DATUM_LIBRARY ? class_value->symbol : NULL;
    if (!name)
        return -1;
    static const struct {
        const char *name;
        enum cch_datum_kind kind;
    } kinds[] = {{"int", CCH_DATUM_INTEGER},
                 {"bool", CCH_DATUM_BOOL},
                 {"float", CCH_DATUM_FLOAT},
                 {"str", CCH_DATUM_STRING},
                 {"torch.Tensor", CCH_DATUM_TENSOR}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(name, kinds[i].name) == 0)
            return value->kind == kinds[i].kind || (i == 0 && value->kind == CCH_DATUM_BOOL);
    static const char *const containers[] = {"list", "tuple", "dict", "set"};
    for (size_t i = 0; i < sizeof containers / sizeof *containers; i++)
        if (strcmp(name, containers[i]) == 0)
            return cch_python_is(value, name);
    if (value->kind <= CCH_DATUM_TENSOR && value->kind != CCH_DATUM_CHOICE)
        return strncmp(name, "torch.", 6) == 0 && strstr(name, "arameter") ? -1 : 0;
    if (cch_python_is_instance(value))
        return cch_python_inherits(machine, value->object->class_value, name);
    return -1;
}

static const cch_datum *is_instance(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *value = argument(call, 0), *class_value = argument(call, 1);
    int truth = value && class_value ? is_of(machine, value, class_value) : -1;
    (void)which;
    return truth >= 0 ? cch_bool(truth) : cch_python_unknown_of(machine, call);
}

static const cch_datum *is_subclass(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *a = argument(call, 0), *b = argument(call, 1);
    (void)which;
    if (a && b && cch_python_is_class(a) && cch_python_is_class(b))
        return cch_bool(cch_python_is_below(machine, a, b));
    return cch_python_unknown_of(machine, call);
}

static const cch_datum *type_of(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *value = argument(call, 0);
    static const char *const names[] = {[CCH_DATUM_BOOL] = "bool",
                                        [CCH_DATUM_INTEGER] = "int",
                                        [CCH_DATUM_FLOAT] = "float",
                                        [CCH_DATUM_STRING] = "str",
                                        [CCH_DATUM_NONE] = "NoneType"};
    (void)which;
    if (!value || call->count != 1)
        return NULL;
    if (cch_python_is_instance(value))
        return value->object->class_value;
    if (cch_python_exception_class(machine, value))
        return cch_python_exception_class(machine, value);
    if (value->kind == CCH_DATUM_TENSOR)
        return cch_symbol(&machine->arena, CCH_DATUM_LIBRARY, "torch.Tensor");
    if (value->kind == CCH_DATUM_OBJECT && value->object->items)
        return cch_symbol(&machine->arena, CCH_DATUM_CLASS, value->object->class_name);
    if ((size_t)value->kind < sizeof names / sizeof *names && names[value->kind])
        return cch_symbol(&machine->arena, CCH_DATUM_CLASS, names[value->kind]);
    return cch_python_unknown_of(machine, call);
}

enum { GET, HAS, SET_ATTRIBUTE };

/* NULL: there is none, or what makes it raises AttributeError. */
static const cch_datum *try_attribute(cch_machine *machine, const cch_datum *object, const char *name, bool *is_open) {
    static const cch_datum type = {.kind = CCH_DATUM_CLASS, .symbol = "AttributeError"};
    struct cch_handler handler = {.outer = machine->handler, .mark = cch_store_mark(&machine->store)};
    bool before = machine->may_raise;
    machine->may_raise = false;
    machine->handler = &handler;
    const cch_datum *value = cch_python_find_attribute(machine, object, name);
    machine->handler = handler.outer;
    *is_open = handler.throws != NULL || machine->may_raise;
    machine->may_raise |= before;
    cch_drop_pending(&handler.throws, NULL);
    if (machine->flow != CCH_GOES_THROW)
        return value;
    int is_missing = cch_python_is_exception_of(machine, machine->thrown, &type);
    machine->flow = CCH_GOES_NORMAL;
    *is_open |= is_missing < 0;
    if (!is_missing)
        cch_throw_value(machine, machine->thrown);
    return NULL;
}

static const cch_datum *attribute(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *object = argument(call, 0), *name = argument(call, 1), *third = argument(call, 2);
    const char *text = name ? cch_as_text(name) : NULL;
    if (!object || !text)
        return which == SET_ATTRIBUTE ? NULL : cch_python_unknown_of(machine, call);
    if (which == SET_ATTRIBUTE) {
        if (third)
            cch_python_set_attribute(machine, object, text, third);
        return &cch_none;
    }
    bool is_open = false;
    const cch_datum *value = which == GET && !third ? cch_python_find_attribute(machine, object, text)
                                                    : try_attribute(machine, object, text, &is_open);
    if (!cch_machine_runs(machine) || is_open)
        return cch_not_known(machine, "whether there is %s", text);
    const cch_datum *library = value && value->kind == CCH_DATUM_BOUND ? value->bound.callee : value;
    if (which == GET && !third)
        return value ? value : cch_python_attribute(machine, object, text);
    if (value && cch_is_undecided(value) && cch_is_undecided(object))
        return cch_python_unknown_of(machine, call);
    if (library && library->kind == CCH_DATUM_LIBRARY && cch_python_is(object, "ctypes.CDLL"))
        cch_note(machine, "%s is taken to be in its library", library->symbol);
    else if (library && library->kind == CCH_DATUM_LIBRARY && !cch_python_find_row(library->symbol))
        return cch_not_known(machine, "whether there is %s", library->symbol); /* a library's */
    if (which == GET)
        return value ? value : third;
    return cch_bool(value != NULL);
}

static const cch_datum *callable(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *value = argument(call, 0);
    (void)which;
    if (!value || cch_is_undecided(value) || value->kind == CCH_DATUM_LIBRARY)
        return cch_python_unknown_of(machine, call);
    if (value->kind == CCH_DATUM_OBJECT)
        return cch_python_is_class(value) ? &cch_true
               : value->object->items     ? &cch_false
                                          : cch_python_unknown_of(machine, call);
    return cch_bool(value->kind > CCH_DATUM_TENSOR && value->kind != CCH_DATUM_MODULE);
}

static const cch_datum *identity_of(cch_machine *machine, const struct python_call *call, int which) {
    (void)call, (void)which;
    return cch_not_known(machine, "an object's number");
}

/* Contexts ------------------------------------------------------------------------------------------ */

enum { MANAGER, SUPPRESS, NO_CONTEXT };

static const cch_datum *context(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *values[64];
    size_t count = 0;
    if (call->is_cut || call->count > 64)
        return NULL;
    if (which == MANAGER)
        return argument(call, 0) ? cch_python_wrap(machine, "contextmanager", "f", argument(call, 0)) : NULL;
    if (which == NO_CONTEXT)
        return cch_python_wrap(
            machine, "nullcontext", "result",
            cch_python_argument(call, 0, "enter_result") ? cch_python_argument(call, 0, "enter_result") : &cch_none);
    for (size_t i = 0; i < call->count; i++)
        values[count++] = call->arguments[i].value;
    return cch_python_wrap(machine, "suppress", "types", cch_python_tuple(machine, values, count));
}

static const cch_datum *run_coroutine(cch_machine *machine, const struct python_call *call, int which) {
    (void)which;
    return argument(call, 0) ? cch_python_await(machine, argument(call, 0)) : NULL;
}

/* object.__setattr__(o, "name", value) */
static const cch_datum *set_plainly(cch_machine *machine, const struct python_call *call, int which) {
    size_t at = call->self ? 0 : 1;
    const cch_datum *object = at ? argument(call, 0) : call->self, *name = argument(call, at),
                    *value = argument(call, at + 1);
    (void)which;
    if (!object || object->kind != CCH_DATUM_OBJECT || !name || !cch_as_text(name) || !value)
        return NULL;
    cch_object_set(&machine->store, object->object, name->text, value);
    return &cch_none;
}

/* The environment: nothing is set unless it is given. */
static const cch_datum *environment(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *name = argument(call, 0), *otherwise = argument(call, 1);
    const char *text = name ? cch_as_text(name) : NULL;
    (void)which;
    if (!text)
        return cch_python_unknown_of(machine, call);
    const struct cch_given_fact *fact = cch_given_find(machine->given, text);
    if (fact) {
        *fact->is_used = true;
        return cch_python_text(machine, cch_arena_text(&machine->arena, fact->text, strlen(fact->text)));
    }
    cch_note(machine, "the environment variable %s is taken to be unset", text);
    return otherwise ? otherwise : &cch_none;
}

static const cch_datum *nothing(cch_machine *machine, const struct python_call *call, int which) {
    (void)machine, (void)call, (void)which;
    return &cch_none;
}

const struct python_row cch_python_builtin_rows[] = {
    {"builtins.int", convert, TO_INT},
    {"builtins.float", convert, TO_FLOAT},
    {"builtins.bool", convert, TO_BOOL},
    {"builtins.str", convert, TO_STR},
    {"builtins.repr", convert, TO_REPR},
    {"builtins.min", extreme, LEAST},
    {"builtins.max", extreme, MOST},
    {"builtins.sum", extreme, SUM},
    {"builtins.abs", absolute, 0},
    {"builtins.round", rounded, 0},
    {"builtins.pow", power_of, 0},
    {"builtins.len", length, 0},
    {"builtins.range", range, 0},
    {"builtins.list", sequence, LIST},
    {"builtins.tuple", sequence, TUPLE},
    {"builtins.set", sequence, SET},
    {"builtins.frozenset", sequence, SET},
    {"builtins.sorted", sequence, SORTED},
    {"builtins.reversed", sequence, REVERSED},
    {"builtins.iter", sequence, ITER},
    {"builtins.enumerate", enumerate, 0},
    {"builtins.zip", zip, 0},
    {"builtins.any", any_or_all, ANY},
    {"builtins.all", any_or_all, ALL},
    {"builtins.map", map, 0},
    {"builtins.next", cch_python_next, 0},
    {"contextlib.contextmanager", context, MANAGER},
    {"contextlib.suppress", context, SUPPRESS},
    {"contextlib.nullcontext", context, NO_CONTEXT},
    {"asyncio.run", run_coroutine, 0},
    {"object.__setattr__", set_plainly, 0},
    {"builtins.isinstance", is_instance, 0},
    {"builtins.issubclass", is_subclass, 0},
    {"builtins.type", type_of, 0},
    {"builtins.getattr", attribute, GET},
    {"builtins.hasattr", attribute, HAS},
    {"builtins.setattr", attribute, SET_ATTRIBUTE},
    {"builtins.callable", callable, 0},
    {"builtins.id", identity_of, 0},
    {"builtins.print", nothing, 0},
    {"object.__init__", nothing, 0},
    {"warnings.warn", nothing, 0},
    {"os.getenv", environment, 0},
    {"os.environ.get", environment, 0},
    {"math.sqrt", math_function, SQRT},
    {"math.ceil", math_function, CEIL},
    {"math.floor", math_function, FLOOR},
    {"math.log", math_function, LOG},
    {"math.log2", math_function, LOG2},
    {"math.log10", math_function, LOG10},
    {"math.exp", math_function, EXP},
    {"math.pow", math_function, POW},
    {"math.gcd", math_function, GCD},
    {"math.prod", math_function, PROD},
    {NULL, NULL, 0},
};
