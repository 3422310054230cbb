/* Numbers: <cmath>, <numeric>, C's functions, and the compiler's of bits. What works in float is computed in float. */
#include <math.h>

#include "evaluate/models.h"

typedef const struct cch_model_call call_t;

static const cch_datum *divisor(call_t *call, bool multiple) {
    cch_wide a, b, product;
    if (!cch_model_integer(call, 0, &a) || !cch_model_integer(call, 1, &b))
        return NULL;
    a = a < 0 ? -a : a;
    b = b < 0 ? -b : b;
    if (__builtin_mul_overflow(a, b, &product))
        return NULL;
    while (b) {
        cch_wide rest = a % b;
        a = b;
        b = rest;
    }
    return cch_integer(cch_model_arena(call), multiple ? (a ? product / a : 0) : a);
}
static const cch_datum *greatest_divisor(call_t *call) { return divisor(call, false); }
static const cch_datum *least_multiple(call_t *call) { return divisor(call, true); }

static const cch_datum *absolute(call_t *call) {
    cch_wide integer;
    double number;
    if (cch_model_integer(call, 0, &integer))
        return cch_integer(cch_model_arena(call), integer < 0 ? -integer : integer);
    return cch_as_number(cch_model_value(call, 0), &number) ? cch_number(cch_model_arena(call), fabs(number)) : NULL;
}

/* fmin and fmax: in the type of both, which is an integer's where both are. */
static const cch_datum *extreme(call_t *call, bool greater) {
    double a, b;
    if (call->count != 2 || !cch_as_number(cch_model_value(call, 0), &a) ||
        !cch_as_number(cch_model_value(call, 1), &b))
        return NULL;
    return cch_number(cch_model_arena(call), greater ? fmax(a, b) : fmin(a, b));
}
static const cch_datum *lesser(call_t *call) { return extreme(call, false); }
static const cch_datum *greater(call_t *call) { return extreme(call, true); }

/* A function of one or two numbers, in double and in float. */
#define ONE(name, function)                                                                                            \
    static const cch_datum *name(call_t *call) {                                                                       \
        double x;                                                                                                      \
        return cch_as_number(cch_model_value(call, 0), &x) ? cch_number(cch_model_arena(call), function(x)) : NULL;    \
    }                                                                                                                  \
    static const cch_datum *name##_float(call_t *call) {                                                               \
        double x;                                                                                                      \
        return cch_as_number(cch_model_value(call, 0), &x)                                                             \
                   ? cch_number(cch_model_arena(call), (double)function##f((float)x))                                  \
                   : NULL;                                                                                             \
    }
#define TWO(name, function)                                                                                            \
    static const cch_datum *name(call_t *call) {                                                                       \
        double x, y;                                                                                                   \
        return cch_as_number(cch_model_value(call, 0), &x) && cch_as_number(cch_model_value(call, 1), &y)              \
                   ? cch_number(cch_model_arena(call), function(x, y))                                                 \
                   : NULL;                                                                                             \
    }                                                                                                                  \
    static const cch_datum *name##_float(call_t *call) {                                                               \
        double x, y;                                                                                                   \
        return cch_as_number(cch_model_value(call, 0), &x) && cch_as_number(cch_model_value(call, 1), &y)              \
                   ? cch_number(cch_model_arena(call), (double)function##f((float)x, (float)y))                        \
                   : NULL;                                                                                             \
    }
ONE(ceiling, ceil)
ONE(floor_of, floor)
ONE(round_of, round)
ONE(truncated, trunc)
ONE(nearest, rint)
ONE(square_root, sqrt)
ONE(logarithm2, log2)
ONE(logarithm10, log10)
ONE(logarithm, log)
ONE(exponential, exp)
ONE(exponential2, exp2)
TWO(power, pow)
TWO(rest, fmod)

/* To an integer: lround, llround. */
static const cch_datum *rounded(call_t *call) {
    double x;
    if (!cch_as_number(cch_model_value(call, 0), &x) || !(fabs(x) < 9e15))
        return NULL;
    return cch_integer(cch_model_arena(call), llround(x));
}

/* Bits of an unsigned number of `bits`; of 0 there is no answer. */
static bool bits_of(call_t *call, unsigned bits, unsigned long long *value) {
    cch_wide number;
    if (!cch_model_integer(call, 0, &number) || number < -((cch_wide)1 << (bits - 1)) || number >= (cch_wide)1 << bits)
        return false;
    *value = (unsigned long long)number & (bits == 64 ? ~0ull : (1ull << bits) - 1);
    return true;
}

static const cch_datum *zeros(call_t *call, unsigned bits, bool leading) {
    unsigned long long value;
    if (!bits_of(call, bits, &value) || !value)
        return NULL;
    int count = leading ? __builtin_clzll(value) - (int)(64 - bits) : __builtin_ctzll(value);
    return cch_integer(cch_model_arena(call), count);
}
static const cch_datum *leading(call_t *call) { return zeros(call, 32, true); }
static const cch_datum *leading_long(call_t *call) { return zeros(call, 64, true); }
static const cch_datum *trailing(call_t *call) { return zeros(call, 32, false); }
static const cch_datum *trailing_long(call_t *call) { return zeros(call, 64, false); }

static const cch_datum *ones(call_t *call, unsigned bits) {
    unsigned long long value;
    return bits_of(call, bits, &value) ? cch_integer(cch_model_arena(call), __builtin_popcountll(value)) : NULL;
}
static const cch_datum *population(call_t *call) { return ones(call, 32); }
static const cch_datum *population_long(call_t *call) { return ones(call, 64); }

#define BOTH(text, name)                                                                                               \
    {"std::" text, name}, { text, name }
#define FLOAT(text, name)                                                                                              \
    {"std::" text "f", name##_float}, { text "f", name##_float }
static const struct cch_model rows[] = {
    {"std::gcd", greatest_divisor},
    {"std::lcm", least_multiple},
    BOTH("abs", absolute),
    BOTH("labs", absolute),
    BOTH("llabs", absolute),
    BOTH("fabs", absolute),
    BOTH("fabsf", absolute),
    BOTH("fmin", lesser),
    BOTH("fminf", lesser),
    BOTH("fmax", greater),
    BOTH("fmaxf", greater),
    BOTH("ceil", ceiling),
    FLOAT("ceil", ceiling),
    BOTH("floor", floor_of),
    FLOAT("floor", floor_of),
    BOTH("round", round_of),
    FLOAT("round", round_of),
    BOTH("trunc", truncated),
    FLOAT("trunc", truncated),
    BOTH("rint", nearest),
    FLOAT("rint", nearest),
    BOTH("nearbyint", nearest),
    BOTH("sqrt", square_root),
    FLOAT("sqrt", square_root),
    BOTH("log2", logarithm2),
    FLOAT("log2", logarithm2),
    BOTH("log10", logarithm10),
    FLOAT("log10", logarithm10),
    BOTH("log", logarithm),
    FLOAT("log", logarithm),
    BOTH("exp", exponential),
    FLOAT("exp", exponential),
    BOTH("exp2", exponential2),
    FLOAT("exp2", exponential2),
    BOTH("pow", power),
    FLOAT("pow", power),
    BOTH("fmod", rest),
    FLOAT("fmod", rest),
    BOTH("lround", rounded),
    BOTH("llround", rounded),
    {"__builtin_clz", leading},
    {"__builtin_clzl", leading_long},
    {"__builtin_clzll", leading_long},
    {"__builtin_ctz", trailing},
    {"__builtin_ctzl", trailing_long},
    {"__builtin_ctzll", trailing_long},
    {"__builtin_popcount", population},
    {"__builtin_popcountl", population_long},
    {"__builtin_popcountll", population_long},
};
const struct cch_models cch_models_math = {rows, sizeof rows / sizeof *rows};
