#include <math.h>
#include <string.h>

#include "evaluate/machine.h"

struct integer_type {
    unsigned bits;
    bool is_signed;
};

static struct integer_type integer_type(enum cch_type type) {
    switch (type) {
    case CCH_TYPE_BOOL:
        return (struct integer_type){1, false};
    case CCH_TYPE_I8:
        return (struct integer_type){8, true};
    case CCH_TYPE_U8:
        return (struct integer_type){8, false};
    case CCH_TYPE_I16:
        return (struct integer_type){16, true};
    case CCH_TYPE_U16:
        return (struct integer_type){16, false};
    case CCH_TYPE_I32:
        return (struct integer_type){32, true};
    case CCH_TYPE_U32:
        return (struct integer_type){32, false};
    case CCH_TYPE_I64:
        return (struct integer_type){64, true};
    case CCH_TYPE_U64:
        return (struct integer_type){64, false};
    default:
        return (struct integer_type){0, true};
    }
}

static bool is_floating(enum cch_type type) {
    return type == CCH_TYPE_F16 || type == CCH_TYPE_F32 || type == CCH_TYPE_F64;
}

static double rounded(enum cch_type type, double number) {
    return type == CCH_TYPE_F64 ? number : (double)(float)number;
}

/* Two's complement of so many bits. */
static cch_wide wrapped(struct integer_type type, cch_wide integer) {
    if (!type.bits || type.bits > 64)
        return integer;
    cch_wide_unsigned mask = ((cch_wide_unsigned)1 << type.bits) - 1, low = (cch_wide_unsigned)integer & mask;
    if (type.is_signed && low >> (type.bits - 1))
        return (cch_wide)low - ((cch_wide)1 << type.bits);
    return (cch_wide)low;
}

static bool fits(struct integer_type type, cch_wide integer) { return wrapped(type, integer) == integer; }

/* Conversions --------------------------------------------------------------------------- */

static const cch_datum *convert_one(cch_machine *machine, enum cch_type type, const cch_datum *value) {
    struct integer_type integer = integer_type(type);
    cch_wide number;
    double real;
    if (value->kind == CCH_DATUM_ABSENT)
        return cch_not_known(machine, "not initialized");
    if (type == CCH_TYPE_BOOL) {
        int truth = cch_truth(value);
        return truth >= 0 ? cch_bool(truth) : cch_not_known(machine, "the truth of a value");
    }
    if (integer.bits && cch_as_integer(value, &number))
        return fits(integer, number) && value->kind == CCH_DATUM_INTEGER
                   ? value
                   : cch_integer(&machine->arena, wrapped(integer, number));
    if (integer.bits && value->kind == CCH_DATUM_NONE)
        return cch_integer(&machine->arena, 0);
    if (integer.bits && value->kind == CCH_DATUM_FLOAT) {
        if (!isfinite(value->number) || fabs(value->number) >= 0x1p100 || !fits(integer, (cch_wide)value->number))
            return cch_not_known(machine, "a conversion of what does not fit");
        return cch_integer(&machine->arena, (cch_wide)value->number);
    }
    if (is_floating(type) && cch_as_number(value, &real)) {
        if (type == CCH_TYPE_F16 && (real != trunc(real) || fabs(real) > 2048))
            return cch_not_known(machine, "a rounding to 16 bits");
        return cch_number(&machine->arena, rounded(type, real));
    }
    if (integer.bits || is_floating(type)) {
        cch_store_escape(&machine->store, value); /* a pointer's address */
        return cch_not_known(machine, "a conversion to a number");
    }
    return value;
}

/* Whatever is a choice: for each of them. */
static const cch_datum *each(cch_machine *machine, const cch_datum *value,
                             const cch_datum *(*one)(cch_machine *, enum cch_type, const cch_datum *),
                             enum cch_type type) {
    if (value->kind != CCH_DATUM_CHOICE)
        return cch_is_unknown(value) ? value : one(machine, type, value);
    const cch_datum *results[CCH_CHOICE_MAX];
    for (uint32_t i = 0; i < value->count; i++)
        results[i] = one(machine, type, value->items[i]);
    return cch_choice(&machine->arena, results, value->count, value->reason);
}

const cch_datum *cch_convert(cch_machine *machine, enum cch_type type, const cch_datum *value) {
    return each(machine, value, convert_one, type);
}

static const cch_datum *negate_one(cch_machine *machine, enum cch_type type, const cch_datum *value) {
    cch_wide number;
    double real;
    struct integer_type integer = integer_type(type);
    if (value->kind == CCH_DATUM_FLOAT || is_floating(type))
        return cch_as_number(value, &real) ? cch_number(&machine->arena, -real) : cch_not_known(machine, "-");
    if (!cch_as_integer(value, &number))
        return cch_not_known(machine, "-");
    if (integer.is_signed && integer.bits && !fits(integer, -number))
        return cch_not_known(machine, "an overflow");
    return cch_integer(&machine->arena, wrapped(integer, -number));
}

const cch_datum *cch_negate(cch_machine *machine, enum cch_type type, const cch_datum *value) {
    return each(machine, value, negate_one, type);
}

static const cch_datum *invert_one(cch_machine *machine, enum cch_type type, const cch_datum *value) {
    cch_wide number;
    return cch_as_integer(value, &number) ? cch_integer(&machine->arena, wrapped(integer_type(type), ~number))
                                          : cch_not_known(machine, "~");
}

const cch_datum *cch_invert(cch_machine *machine, enum cch_type type, const cch_datum *value) {
    return each(machine, value, invert_one, type);
}

/* Two operands --------------------------------------------------------------------------- */

static const cch_datum *compare(enum cch_operator operator_, int order) {
    switch (operator_) {
    case CCH_OPERATOR_LESS:
        return cch_bool(order < 0);
    case CCH_OPERATOR_LESS_EQUAL:
        return cch_bool(order <= 0);
    case CCH_OPERATOR_GREATER:
        return cch_bool(order > 0);
    case CCH_OPERATOR_GREATER_EQUAL:
        return cch_bool(order >= 0);
    case CCH_OPERATOR_EQUAL:
        return cch_bool(order == 0);
    case CCH_OPERATOR_NOT_EQUAL:
        return cch_bool(order != 0);
    default:
        return NULL;
    }
}

static const cch_datum *operate_reals(cch_machine *machine, enum cch_operator operator_, enum cch_type type,
                                      double left, double right) {
    double result;
    if (operator_ >= CCH_OPERATOR_LESS && operator_ <= CCH_OPERATOR_NOT_EQUAL) {
        if (isnan(left) || isnan(right))
            return cch_bool(operator_ == CCH_OPERATOR_NOT_EQUAL);
        return compare(operator_, left < right ? -1 : left > right);
    }
    switch (operator_) {
    case CCH_OPERATOR_ADD:
        result = left + right;
        break;
    case CCH_OPERATOR_SUBTRACT:
        result = left - right;
        break;
    case CCH_OPERATOR_MULTIPLY:
        result = left * right;
        break;
    case CCH_OPERATOR_DIVIDE:
        result = left / right;
        break;
    default:
        return cch_not_known(machine, "an operator of real numbers");
    }
    return cch_number(&machine->arena, rounded(type == CCH_TYPE_OTHER ? CCH_TYPE_F64 : type, result));
}

/* Within 128 bits, or not known. */
static const cch_datum *operate_integers(cch_machine *machine, enum cch_operator operator_, enum cch_type type,
                                         cch_wide left, cch_wide right) {
    struct integer_type integer = integer_type(type);
    cch_wide result = 0;
    bool overflow = false;
    const cch_datum *compared = compare(operator_, left < right ? -1 : left > right);
    if (compared)
        return compared;
    switch (operator_) {
    case CCH_OPERATOR_ADD:
        overflow = __builtin_add_overflow(left, right, &result);
        break;
    case CCH_OPERATOR_SUBTRACT:
        overflow = __builtin_sub_overflow(left, right, &result);
        break;
    case CCH_OPERATOR_MULTIPLY:
        overflow = __builtin_mul_overflow(left, right, &result);
        break;
    case CCH_OPERATOR_DIVIDE:
    case CCH_OPERATOR_MODULO:
        if (!right) {
            cch_note(machine, "%s: a division by 0 ends the call", machine->place);
            machine->flow = CCH_GOES_DEAD;
            return &cch_none;
        }
        result = operator_ == CCH_OPERATOR_DIVIDE ? left / right : left % right;
        break;
    case CCH_OPERATOR_SHIFT_LEFT:
    case CCH_OPERATOR_SHIFT_RIGHT:
        if (right < 0 || right >= (integer.bits ? integer.bits : 64))
            return cch_not_known(machine, "a shift by %d", (int)right);
        result = operator_ == CCH_OPERATOR_SHIFT_LEFT ? (cch_wide)((cch_wide_unsigned)left << right) : left >> right;
        result = integer.is_signed && operator_ == CCH_OPERATOR_SHIFT_LEFT ? wrapped(integer, result) : result;
        break;
    case CCH_OPERATOR_AND:
        result = left & right;
        break;
    case CCH_OPERATOR_OR:
        result = left | right;
        break;
    case CCH_OPERATOR_XOR:
        result = left ^ right;
        break;
    default:
        return cch_not_known(machine, "an operator of integers");
    }
    if (overflow || (integer.bits && integer.is_signed && !fits(integer, result)))
        return cch_not_known(machine, "an overflow");
    return cch_integer(&machine->arena, wrapped(integer, result));
}

static bool is_null(const cch_datum *value) {
    return value->kind == CCH_DATUM_NONE || value->kind == CCH_DATUM_ZERO ||
           (value->kind == CCH_DATUM_INTEGER && value->integer == 0);
}

/* Are two cells certainly at different addresses? An object's first part, or an array's first element, is where it is. */
static bool are_apart(const cch_machine *machine, uint32_t left, uint32_t right) {
    const cch_datum *a = cch_store_get(&machine->store, left), *b = cch_store_get(&machine->store, right);
    if (machine->store.cells[left].is_foreign || machine->store.cells[right].is_foreign)
        return false;
    if (a->kind != CCH_DATUM_OBJECT && b->kind != CCH_DATUM_OBJECT)
        return true;
    return a->kind == b->kind && *a->object->class_name && !a->object->items && !b->object->items &&
           strcmp(a->object->class_name, b->object->class_name) == 0;
}

/* 1 equal, 0 not, -1 not known. */
static int same_address(const cch_machine *machine, const cch_datum *left, const cch_datum *right) {
    bool left_is_null = is_null(left), right_is_null = is_null(right);
    if (left_is_null || right_is_null)
        return left_is_null == right_is_null ? 1 : cch_truth(left_is_null ? right : left) == 1 ? 0 : -1;
    if (left->kind != right->kind || left->kind < CCH_DATUM_OBJECT)
        return -1;
    if (cch_datum_equal(left, right))
        return 1;
    if (left->kind == CCH_DATUM_POINTER)
        return are_apart(machine, left->cell, right->cell) ? 0 : -1;
    return left->kind == CCH_DATUM_FUNCTION ? 0 : -1;
}

static const cch_datum *operate_one(cch_machine *machine, enum cch_operator operator_, enum cch_type type,
                                    const cch_datum *left, const cch_datum *right) {
    cch_wide left_integer, right_integer;
    double left_real, right_real;
    if (!is_floating(type) && cch_as_integer(left, &left_integer) && cch_as_integer(right, &right_integer))
        return operate_integers(machine, operator_, type, left_integer, right_integer);
    if (cch_as_number(left, &left_real) && cch_as_number(right, &right_real))
        return operate_reals(machine, operator_, type, left_real, right_real);
    if (left->kind == CCH_DATUM_STRING && right->kind == CCH_DATUM_STRING) {
        size_t common = left->count < right->count ? left->count : right->count;
        int order = memcmp(left->text, right->text, common);
        const cch_datum *compared = compare(operator_, order                        ? order
                                                       : left->count < right->count ? -1
                                                                                    : left->count > right->count);
        if (compared)
            return compared;
    }
    if (operator_ == CCH_OPERATOR_EQUAL || operator_ == CCH_OPERATOR_NOT_EQUAL) {
        int same = same_address(machine, left, right);
        if (same >= 0)
            return cch_bool(same == (operator_ == CCH_OPERATOR_EQUAL));
    } else { /* what is made of a pointer may lead to where it led, or beside it */
        cch_store_escape(&machine->store, left);
        cch_store_escape(&machine->store, right);
    }
    return cch_not_known(machine, "an operator of what is no number");
}

const cch_datum *cch_operate(cch_machine *machine, enum cch_operator operator_, enum cch_type type,
                             const cch_datum *left, const cch_datum *right) {
    if (left->kind == CCH_DATUM_ABSENT || right->kind == CCH_DATUM_ABSENT)
        return cch_not_known(machine, "not initialized");
    if (cch_is_unknown(left))
        return left;
    if (cch_is_unknown(right))
        return right;
    if (left->kind != CCH_DATUM_CHOICE && right->kind != CCH_DATUM_CHOICE)
        return operate_one(machine, operator_, type, left, right);
    const cch_datum *results[CCH_CHOICE_MAX * CCH_CHOICE_MAX];
    size_t count = 0;
    enum cch_going flow = machine->flow;
    for (uint32_t i = 0; i < (left->kind == CCH_DATUM_CHOICE ? left->count : 1); i++)
        for (uint32_t j = 0; j < (right->kind == CCH_DATUM_CHOICE ? right->count : 1); j++) {
            const cch_datum *result =
                operate_one(machine, operator_, type, left->kind == CCH_DATUM_CHOICE ? left->items[i] : left,
                            right->kind == CCH_DATUM_CHOICE ? right->items[j] : right);
            if (machine->flow == flow) /* one that divides by 0 is none */
                results[count++] = result;
            machine->flow = flow;
        }
    const struct cch_why *reason = left->kind == CCH_DATUM_CHOICE ? left->reason : right->reason;
    if (count)
        return cch_choice(&machine->arena, results, count, reason);
    machine->flow = CCH_GOES_DEAD;
    return &cch_none;
}
