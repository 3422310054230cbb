/* What an expression can be worth to the evaluator.
 *
 * A value never changes and lives in an arena until the case is over; what changes
 * are cells (store.h), which objects are made of. Unknown is a value like another: it
 * has a reason, and whatever is computed from it has the same one, so that an answer
 * can say which fact is missing.
 */
#ifndef CCH_EVALUATE_VALUES_H
#define CCH_EVALUATE_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* An integer of 128 bits: what is computed with is exact. */
__extension__ typedef __int128 cch_wide;
__extension__ typedef unsigned __int128 cch_wide_unsigned;

/* Memory ------------------------------------------------------------------------ */

/* Memory that is given back all at once. Without memory it notes that, and hands out
 * the same spare bytes again and again: who evaluates asks `failed` at each step. */
typedef struct cch_arena {
    struct cch_arena_block *blocks;
    size_t used;  /* of the newest block */
    size_t taken; /* bytes of all blocks */
    bool failed;
} cch_arena;

enum { CCH_ARENA_LARGEST = 1 << 16 }; /* bytes that can be asked for at once */

void *cch_arena_take(cch_arena *arena, size_t size); /* zeros, never NULL; more than the largest: fails */
char *cch_arena_text(cch_arena *arena, const char *bytes, size_t length); /* of any length */
char *cch_arena_print(cch_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
void cch_arena_clear(cch_arena *arena);   /* keeps one block */
void cch_arena_release(cch_arena *arena); /* zeros are fine */

/* Values ------------------------------------------------------------------------ */

enum cch_datum_kind {
    CCH_DATUM_ABSENT,   /* of a cell alone: nothing was written there yet */
    CCH_DATUM_UNKNOWN,  /* `reason` */
    CCH_DATUM_CHOICE,   /* one of `items`, scalars that differ; which one depends on `reason` */
    CCH_DATUM_ZERO,     /* what value initialization left: 0, false, null, an object of these */
    CCH_DATUM_NONE,     /* None, nullptr, std::nullopt */
    CCH_DATUM_BOOL,     /* `truth` */
    CCH_DATUM_INTEGER,  /* `integer`, exact */
    CCH_DATUM_FLOAT,    /* `number` */
    CCH_DATUM_STRING,   /* `text`, `count` bytes */
    CCH_DATUM_TENSOR,   /* `tensor` */
    CCH_DATUM_OBJECT,   /* `object`: a struct, a container, an instance; cells of its own */
    CCH_DATUM_POINTER,  /* `cell` */
    CCH_DATUM_FUNCTION, /* `function`: of the graph */
    CCH_DATUM_CLOSURE,  /* `closure` */
    CCH_DATUM_BOUND,    /* `bound`: a method with its object */
    CCH_DATUM_CLASS,    /* `symbol`: Python, or the name of a library's class */
    CCH_DATUM_MODULE,   /* `symbol` */
    CCH_DATUM_LIBRARY,  /* `symbol`: a library's function or value by its name ("torch.empty") */
    CCH_DATUM_ITEMS     /* of a container's cell alone (store.h): `cells` of `count` elements */
};

/* Why something is not known. */
struct cch_why {
    const char *text;  /* "seqlen_k is not given", "at::foo is not modelled" */
    const char *say;   /* what a person could say to settle it ("seqlen_k"); NULL: nothing */
    const char *place; /* "file:line", or "" */
};

typedef struct cch_datum cch_datum;

enum cch_scalar_type { /* c10::ScalarType's numbers */
                       CCH_DTYPE_UINT8 = 0,
                       CCH_DTYPE_INT8 = 1,
                       CCH_DTYPE_INT16 = 2,
                       CCH_DTYPE_INT32 = 3,
                       CCH_DTYPE_INT64 = 4,
                       CCH_DTYPE_FP16 = 5,
                       CCH_DTYPE_FP32 = 6,
                       CCH_DTYPE_FP64 = 7,
                       CCH_DTYPE_COMPLEX32 = 8,
                       CCH_DTYPE_COMPLEX64 = 9,
                       CCH_DTYPE_COMPLEX128 = 10,
                       CCH_DTYPE_BOOL = 11,
                       CCH_DTYPE_BF16 = 15,
                       CCH_DTYPE_FP8_E5M2 = 23,
                       CCH_DTYPE_FP8_E4M3 = 24,
                       CCH_DTYPE_FP8_E5M2_FNUZ = 25,
                       CCH_DTYPE_FP8_E4M3_FNUZ = 26,
                       CCH_DTYPE_UINT16 = 27,
                       CCH_DTYPE_UINT32 = 28,
                       CCH_DTYPE_UINT64 = 29,
                       CCH_DTYPE_FP8_E8M0 = 44,
                       CCH_DTYPE_FP4_E2M1_X2 = 45
};

enum cch_dtype_kind { CCH_DTYPE_IS_BOOL, CCH_DTYPE_IS_INTEGER, CCH_DTYPE_IS_FLOATING, CCH_DTYPE_IS_COMPLEX };

enum { CCH_RANK_MAX = 16, CCH_CONTENTS_MAX = 4096, CCH_TEXT_MAX = 1 << 20 };

/* A tensor's head; each value in it may be unknown. */
struct cch_tensor {
    const cch_datum *is_defined; /* BOOL */
    const cch_datum *dtype;      /* INTEGER: enum cch_scalar_type */
    const cch_datum *device;     /* INTEGER: c10::DeviceType, 0 CPU, 1 CUDA */
    const cch_datum *requires_grad;
    const cch_datum *unranked; /* not NULL: the number of dimensions is unknown, and why */
    unsigned rank;
    const cch_datum *sizes[CCH_RANK_MAX];
    const cch_datum *strides[CCH_RANK_MAX];
    const cch_datum *fill; /* what every element is; NULL: not known */
    const cch_datum *last; /* the last element of a vector, where it alone is known; or NULL */
    uint32_t storage;      /* tensors with the same number share memory; 0: not known */
};

struct cch_closure {
    uint32_t function;                /* its call operator, of the graph */
    const void *code;                 /* Python: the program of what has no node of its own; or NULL */
    uint32_t count;                   /* captures */
    const uint32_t *captures;         /* cells */
    const bool *own;                  /* by capture: the closure's own, by value; or NULL: none is */
    const cch_datum *self;            /* what `this` is inside; or NULL */
    const cch_datum *const *defaults; /* Python: by parameter; or NULL */
    const void *module;               /* Python's own */
};

struct cch_datum {
    enum cch_datum_kind kind;
    bool truth;
    uint32_t count; /* of items, bytes */
    union {
        cch_wide integer;
        double number;
        const char *text;
        const struct cch_why *reason; /* of a CHOICE, too */
        const struct cch_tensor *tensor;
        struct cch_object *object;
        uint32_t cell;
        uint32_t function;
        const struct cch_closure *closure;
        const char *symbol;
        const uint32_t *cells;
        struct {
            const cch_datum *callee, *self;
        } bound;
    };
    const cch_datum *const *items; /* of a CHOICE */
};

enum { CCH_CHOICE_MAX = 8 };

/* Constants that need no arena. */
extern const cch_datum cch_absent, cch_zero, cch_none, cch_true, cch_false;

static inline const cch_datum *cch_bool(bool truth) { return truth ? &cch_true : &cch_false; }
const cch_datum *cch_integer(cch_arena *arena, cch_wide integer);
const cch_datum *cch_number(cch_arena *arena, double number);
const cch_datum *cch_string(cch_arena *arena, const char *bytes, size_t length);
const cch_datum *cch_symbol(cch_arena *arena, enum cch_datum_kind kind,
                            const char *symbol); /* CLASS, MODULE, LIBRARY */
const cch_datum *cch_function_value(cch_arena *arena, uint32_t function);
const cch_datum *cch_pointer(cch_arena *arena, uint32_t cell);
const cch_datum *cch_object_value(cch_arena *arena, struct cch_object *object);
const cch_datum *cch_bound(cch_arena *arena, const cch_datum *callee, const cch_datum *self);
const cch_datum *cch_tensor_value(cch_arena *arena, const struct cch_tensor *tensor); /* copies it */
/* `text`, `say` (may be NULL) and `place` are kept, not copied. */
const cch_datum *cch_unknown(cch_arena *arena, const char *text, const char *say, const char *place);
const cch_datum *cch_unknown_like(cch_arena *arena,
                                  const cch_datum *other); /* other's reason; other unknown or a choice */

static inline bool cch_is_unknown(const cch_datum *value) { return value->kind == CCH_DATUM_UNKNOWN; }
static inline bool cch_is_undecided(const cch_datum *value) {
    return value->kind == CCH_DATUM_UNKNOWN || value->kind == CCH_DATUM_CHOICE;
}
/* Bools, integers, zeros: into *number. */
bool cch_as_integer(const cch_datum *value, cch_wide *number);
/* The same, and floats. */
bool cch_as_number(const cch_datum *value, double *number);
/* A string's text, or NULL. */
static inline const char *cch_as_text(const cch_datum *value) {
    return value->kind == CCH_DATUM_STRING ? value->text : NULL;
}
/* 1, 0; -1: not known. */
int cch_truth(const cch_datum *value);

/* Certainly the same? Scalars by value, others by identity. */
bool cch_datum_equal(const cch_datum *a, const cch_datum *b);

/* Either of them: the same, a choice of scalars, a tensor with what both have, or unknown for `reason`. Objects and
 * pointers that differ become unknown; the store (store.h) sees to what they lead to. */
const cch_datum *cch_datum_join(cch_arena *arena, const cch_datum *a, const cch_datum *b, const struct cch_why *reason);

/* One of those; equal ones once. More than CCH_CHOICE_MAX: unknown. */
const cch_datum *cch_choice(cch_arena *arena, const cch_datum *const *values, size_t count,
                            const struct cch_why *reason);

/* Adds how a person reads it: "4", "0.5", "fp16[2,384,4,32]", "unknown (q)", "1 or 2". 0, or -1 without memory. */
int cch_datum_print(cch_buffer *buffer, const cch_datum *value);

/* "fp16" …; NULL: no such type. And back: -1. Both names of PyTorch ("float16", "half") are known. */
const char *cch_dtype_name(int dtype);
int cch_dtype_find(const char *name, size_t length);
/* A cch_dtype_kind; -1: the type is not known. */
int cch_dtype_kind(const cch_datum *dtype);
/* Can a tensor of these elements require a gradient? Also where the type is not known. */
bool cch_dtype_has_gradient(const cch_datum *dtype);
unsigned cch_dtype_bytes(int dtype);

#endif
