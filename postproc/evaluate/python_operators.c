/* Operators of Python, and the methods that classes give them (python.h). */
#include "evaluate/python_parts.h"

#include <math.h>
#include <string.h>

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
    const cch_datum **all = cch_arena_take(&machine->arena, (count * (size_t)times + 1) * sizeof *all);
    for (size_t i = 0; i < count * (size_t)times; i++)
        all[i] = values[i % count];
    if (what->kind != CCH_DATUM_STRING)
        return cch_python_container(machine, what->object->class_name, all, count * (size_t)times);
    cch_buffer text = {0};
    for (cch_wide i = 0; i < times; i++)
        machine->arena.failed |= cch_buffer_add(&text, what->text, what->count) != 0;
    const cch_datum *made = cch_string(&machine->arena, cch_buffer_text(&text), text.length);
    cch_buffer_release(&text);
    return made;
}

static const cch_datum *concatenate(cch_machine *machine, const cch_datum *a, const cch_datum *b) {
    const cch_datum **first, **second, *why;
    size_t count, more;
    if (a->kind == CCH_DATUM_STRING && b->kind == CCH_DATUM_STRING)
        return (size_t)a->count + b->count > CCH_TEXT_MAX
                   ? cch_not_known(machine, "a text of more than %d bytes", CCH_TEXT_MAX)
                   : cch_python_text(machine, cch_arena_print(&machine->arena, "%s%s", a->text, b->text));
    if (!cch_python_iterate(machine, a, &first, &count, &why) || !cch_python_iterate(machine, b, &second, &more, &why))
        return undecided(machine, why, why);
    if (count + more > CCH_CONTAINER_MAX)
        return cch_not_known(machine, "a list of more than %d items", CCH_CONTAINER_MAX);
    const cch_datum **all = cch_arena_take(&machine->arena, (count + more + 1) * sizeof *all);
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
        left = cch_python_plain(machine, left);
        right = cch_python_plain(machine, right);
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
    machine->may_raise = true;
    return cch_not_known(machine, "an operation on what is no number");
}
