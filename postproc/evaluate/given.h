/* What a person says of a call: "causal=True", "q=fp16[2,384,8,64]", "params.num_splits=4",
 * "cudaDevAttrMultiProcessorCount=132".
 *
 *     VALUE = None | True | False | 12 | 0.5 | "text" or text | (VALUE, …) | [VALUE, …] | {KEY: VALUE, …}
 *           | DTYPE[SIZE,…] {:PROPERTY}      a tensor, contiguous and on the device if nothing else is said
 *           | ?                              not known
 *     SIZE = 12 | ?
 *     PROPERTY = strides(1,2,…) | requires_grad | cpu | cuda | fill(VALUE) | last(VALUE)
 *
 * A name with a dot is a field, forced wherever it is read, or, behind a parameter's name, that
 * parameter's field.
 */
#ifndef CCH_EVALUATE_GIVEN_H
#define CCH_EVALUATE_GIVEN_H

#include "base/error.h"
#include "evaluate/values.h"

enum cch_given_kind {
    CCH_GIVEN_UNKNOWN,
    CCH_GIVEN_NONE,
    CCH_GIVEN_BOOL,
    CCH_GIVEN_INTEGER,
    CCH_GIVEN_FLOAT,
    CCH_GIVEN_TEXT,
    CCH_GIVEN_TENSOR,
    CCH_GIVEN_TUPLE,
    CCH_GIVEN_LIST,
    CCH_GIVEN_DICT /* items: key, value, key, value … */
};

struct cch_given_value {
    enum cch_given_kind kind;
    cch_wide integer; /* BOOL, INTEGER; a TENSOR's dtype */
    double number;    /* FLOAT */
    const char *text; /* TEXT */
    size_t count;     /* of items; a TENSOR's sizes (INTEGER or UNKNOWN) */
    const struct cch_given_value **items;
    const struct cch_given_value **strides; /* of a TENSOR, or NULL */
    const struct cch_given_value *fill, *last;
    bool requires_grad, on_cpu;
};

struct cch_given_fact {
    const char *name, *text; /* the value as it was written */
    const struct cch_given_value *value;
    bool *is_used; /* somebody asked for it */
};

/* Zeros: nothing is given. */
struct cch_given {
    struct cch_given_fact *facts;
    size_t count, capacity;
    cch_arena arena;
};

/* Adds "NAME=VALUE". CCH_ERROR_USAGE "cannot read 'q=fp16[2,': …". A name that was given before is replaced. */
int cch_given_add(struct cch_given *given, const char *text, cch_error *error);
int cch_given_add_value(struct cch_given *given, const char *name, const char *value, cch_error *error);
/* Copies what `from` has. */
int cch_given_add_all(struct cch_given *given, const struct cch_given *from, cch_error *error);
const struct cch_given_fact *cch_given_find(const struct cch_given *given, const char *name);
void cch_given_release(struct cch_given *given);

#endif
