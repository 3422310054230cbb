#include "evaluate/values.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Memory ------------------------------------------------------------------------ */

struct cch_arena_block {
    struct cch_arena_block *before;
    size_t size;
    _Alignas(max_align_t) unsigned char bytes[];
};

enum { BLOCK = 1 << 20 };

/* What is handed out without memory; whoever gets it asks `failed` before it trusts anything. */
static _Alignas(max_align_t) unsigned char spare[CCH_ARENA_LARGEST];

void *cch_arena_take(cch_arena *arena, size_t size) {
    size = (size + sizeof(max_align_t) - 1) & ~(sizeof(max_align_t) - 1);
    if (size > CCH_ARENA_LARGEST)
        arena->failed = true;
    if (arena->failed)
        return memset(spare, 0, sizeof spare);
    if (!arena->blocks || arena->used + size > arena->blocks->size) {
        struct cch_arena_block *block = malloc(sizeof *block + BLOCK);
        if (!block) {
            arena->failed = true;
            return memset(spare, 0, sizeof spare);
        }
        block->before = arena->blocks;
        arena->taken += BLOCK;
        block->size = BLOCK;
        arena->blocks = block;
        arena->used = 0;
    }
    void *taken = arena->blocks->bytes + arena->used;
    arena->used += size;
    return memset(taken, 0, size);
}

/* In a block of its own, behind the one that others are taken of. */
static char *take_text(cch_arena *arena, size_t size) {
    char *text = cch_arena_take(arena, size < CCH_ARENA_LARGEST ? size : 1);
    struct cch_arena_block *block;
    if (size < CCH_ARENA_LARGEST || arena->failed)
        return text;
    if (!(block = malloc(sizeof *block + size))) {
        arena->failed = true;
        return text;
    }
    *block = (struct cch_arena_block){.before = arena->blocks->before, .size = size};
    arena->blocks->before = block;
    arena->taken += size;
    return (char *)block->bytes;
}

char *cch_arena_text(cch_arena *arena, const char *bytes, size_t length) {
    char *text = take_text(arena, length + 1);
    if (arena->failed)
        return text;
    memcpy(text, bytes, length);
    text[length] = '\0';
    return text;
}

char *cch_arena_print(cch_arena *arena, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = take_text(arena, length < 0 ? 1 : (size_t)length + 1);
    if (length >= 0 && !arena->failed)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

void cch_arena_clear(cch_arena *arena) {
    while (arena->blocks && arena->blocks->before) {
        struct cch_arena_block *before = arena->blocks->before;
        size_t size = arena->blocks->size;
        free(arena->blocks);
        arena->blocks = before;
        arena->taken -= size;
    }
    arena->used = 0;
    arena->failed = false;
}

void cch_arena_release(cch_arena *arena) {
    cch_arena_clear(arena);
    free(arena->blocks);
    *arena = (cch_arena){0};
}

/* Making ------------------------------------------------------------------------ */

const cch_datum cch_absent = {.kind = CCH_DATUM_ABSENT};
const cch_datum cch_zero = {.kind = CCH_DATUM_ZERO};
const cch_datum cch_none = {.kind = CCH_DATUM_NONE};
const cch_datum cch_true = {.kind = CCH_DATUM_BOOL, .truth = true};
const cch_datum cch_false = {.kind = CCH_DATUM_BOOL};

static cch_datum *make(cch_arena *arena, enum cch_datum_kind kind) {
    cch_datum *value = cch_arena_take(arena, sizeof *value);
    value->kind = kind;
    return value;
}

const cch_datum *cch_integer(cch_arena *arena, cch_wide integer) {
    cch_datum *value = make(arena, CCH_DATUM_INTEGER);
    value->integer = integer;
    return value;
}

const cch_datum *cch_number(cch_arena *arena, double number) {
    cch_datum *value = make(arena, CCH_DATUM_FLOAT);
    value->number = number;
    return value;
}

const cch_datum *cch_string(cch_arena *arena, const char *bytes, size_t length) {
    cch_datum *value = make(arena, CCH_DATUM_STRING);
    value->text = cch_arena_text(arena, bytes, length);
    value->count = (uint32_t)length;
    return value;
}

const cch_datum *cch_symbol(cch_arena *arena, enum cch_datum_kind kind, const char *symbol) {
    cch_datum *value = make(arena, kind);
    value->symbol = symbol;
    return value;
}

const cch_datum *cch_function_value(cch_arena *arena, uint32_t function) {
    cch_datum *value = make(arena, CCH_DATUM_FUNCTION);
    value->function = function;
    return value;
}

const cch_datum *cch_pointer(cch_arena *arena, uint32_t cell) {
    cch_datum *value = make(arena, CCH_DATUM_POINTER);
    value->cell = cell;
    return value;
}

const cch_datum *cch_object_value(cch_arena *arena, struct cch_object *object) {
    cch_datum *value = make(arena, CCH_DATUM_OBJECT);
    value->object = object;
    return value;
}

const cch_datum *cch_bound(cch_arena *arena, const cch_datum *callee, const cch_datum *self) {
    cch_datum *value = make(arena, CCH_DATUM_BOUND);
    value->bound.callee = callee;
    value->bound.self = self;
    return value;
}

const cch_datum *cch_tensor_value(cch_arena *arena, const struct cch_tensor *tensor) {
    struct cch_tensor *copy = cch_arena_take(arena, sizeof *copy);
    *copy = *tensor;
    cch_datum *value = make(arena, CCH_DATUM_TENSOR);
    value->tensor = copy;
    return value;
}

static const cch_datum *unknown_for(cch_arena *arena, const struct cch_why *reason) {
    cch_datum *value = make(arena, CCH_DATUM_UNKNOWN);
    value->reason = reason;
    return value;
}

const cch_datum *cch_unknown(cch_arena *arena, const char *text, const char *say, const char *place) {
    struct cch_why *reason = cch_arena_take(arena, sizeof *reason);
    *reason = (struct cch_why){text, say, place ? place : ""};
    return unknown_for(arena, reason);
}

const cch_datum *cch_unknown_like(cch_arena *arena, const cch_datum *other) {
    return other->kind == CCH_DATUM_UNKNOWN ? other : unknown_for(arena, other->reason);
}

/* Reading ----------------------------------------------------------------------- */

bool cch_as_integer(const cch_datum *value, cch_wide *number) {
    if (value->kind == CCH_DATUM_INTEGER)
        *number = value->integer;
    else if (value->kind == CCH_DATUM_BOOL || value->kind == CCH_DATUM_ZERO)
        *number = value->truth;
    else
        return false;
    return true;
}

bool cch_as_number(const cch_datum *value, double *number) {
    cch_wide integer;
    if (value->kind == CCH_DATUM_FLOAT)
        *number = value->number;
    else if (cch_as_integer(value, &integer))
        *number = (double)integer;
    else
        return false;
    return true;
}

static int truth_of_choice(const cch_datum *value) {
    int truth = cch_truth(value->items[0]);
    for (uint32_t i = 1; i < value->count; i++)
        if (cch_truth(value->items[i]) != truth)
            return -1;
    return truth;
}

int cch_truth(const cch_datum *value) {
    switch (value->kind) {
    case CCH_DATUM_ZERO:
    case CCH_DATUM_NONE:
        return 0;
    case CCH_DATUM_BOOL:
        return value->truth;
    case CCH_DATUM_INTEGER:
        return value->integer != 0;
    case CCH_DATUM_FLOAT:
        return value->number != 0;
    case CCH_DATUM_STRING:
        return value->count != 0;
    case CCH_DATUM_POINTER:
    case CCH_DATUM_FUNCTION:
    case CCH_DATUM_CLOSURE:
    case CCH_DATUM_BOUND:
    case CCH_DATUM_CLASS:
    case CCH_DATUM_MODULE:
        return 1;
    case CCH_DATUM_CHOICE:
        return truth_of_choice(value);
    case CCH_DATUM_ABSENT:
    case CCH_DATUM_UNKNOWN:
    case CCH_DATUM_TENSOR:
    case CCH_DATUM_OBJECT:
    case CCH_DATUM_LIBRARY:
    case CCH_DATUM_ITEMS:
        break;
    }
    return -1;
}

static bool is_scalar(const cch_datum *value) {
    return value->kind >= CCH_DATUM_ZERO && value->kind <= CCH_DATUM_STRING;
}

static bool choices_equal(const cch_datum *a, const cch_datum *b) {
    if (a->count != b->count || a->reason != b->reason)
        return false;
    for (uint32_t i = 0; i < a->count; i++)
        if (!cch_datum_equal(a->items[i], b->items[i]))
            return false;
    return true;
}

static bool tensors_equal(const struct cch_tensor *a, const struct cch_tensor *b) {
    bool equal = cch_datum_equal(a->is_defined, b->is_defined) && cch_datum_equal(a->dtype, b->dtype) &&
                 cch_datum_equal(a->device, b->device) && cch_datum_equal(a->requires_grad, b->requires_grad) &&
                 !a->unranked && !b->unranked && a->rank == b->rank && a->storage == b->storage && a->fill == b->fill &&
                 a->last == b->last;
    for (unsigned i = 0; equal && i < a->rank; i++)
        equal = cch_datum_equal(a->sizes[i], b->sizes[i]) && cch_datum_equal(a->strides[i], b->strides[i]);
    return equal;
}

/* Also of what is no number; 0 and -0 are two. */
static bool same_bits(double a, double b) {
    uint64_t left, right;
    memcpy(&left, &a, sizeof left);
    memcpy(&right, &b, sizeof right);
    return left == right;
}

bool cch_datum_equal(const cch_datum *a, const cch_datum *b) {
    if (a == b)
        return true;
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case CCH_DATUM_ABSENT:
    case CCH_DATUM_ZERO:
    case CCH_DATUM_NONE:
        return true;
    case CCH_DATUM_UNKNOWN:
        return a->reason == b->reason;
    case CCH_DATUM_CHOICE:
        return choices_equal(a, b);
    case CCH_DATUM_BOOL:
        return a->truth == b->truth;
    case CCH_DATUM_INTEGER:
        return a->integer == b->integer;
    case CCH_DATUM_FLOAT:
        return same_bits(a->number, b->number);
    case CCH_DATUM_STRING:
        return a->count == b->count && memcmp(a->text, b->text, a->count) == 0;
    case CCH_DATUM_TENSOR:
        return a->tensor == b->tensor || tensors_equal(a->tensor, b->tensor);
    case CCH_DATUM_OBJECT:
        return a->object == b->object;
    case CCH_DATUM_POINTER:
        return a->cell == b->cell;
    case CCH_DATUM_FUNCTION:
        return a->function == b->function;
    case CCH_DATUM_CLOSURE:
        return a->closure == b->closure;
    case CCH_DATUM_BOUND:
        return cch_datum_equal(a->bound.callee, b->bound.callee) && cch_datum_equal(a->bound.self, b->bound.self);
    case CCH_DATUM_CLASS:
    case CCH_DATUM_MODULE:
    case CCH_DATUM_LIBRARY:
        return strcmp(a->symbol, b->symbol) == 0;
    case CCH_DATUM_ITEMS:
        return a->count == b->count && memcmp(a->cells, b->cells, a->count * sizeof *a->cells) == 0;
    }
    return false;
}

/* Joining ----------------------------------------------------------------------- */

const cch_datum *cch_choice(cch_arena *arena, const cch_datum *const *values, size_t count,
                            const struct cch_why *reason) {
    const cch_datum *kept[CCH_CHOICE_MAX];
    uint32_t kept_count = 0;
    for (size_t i = 0; i < count; i++) {
        bool is_there = false;
        for (uint32_t j = 0; j < kept_count; j++)
            is_there |= cch_datum_equal(kept[j], values[i]);
        if (is_there)
            continue;
        if (kept_count == CCH_CHOICE_MAX || !is_scalar(values[i]))
            return cch_is_unknown(values[i]) ? values[i] : unknown_for(arena, reason);
        kept[kept_count++] = values[i];
    }
    if (kept_count == 1)
        return kept[0];
    cch_datum *value = make(arena, CCH_DATUM_CHOICE);
    const cch_datum **items = cch_arena_take(arena, kept_count * sizeof(cch_datum *));
    memcpy(items, kept, kept_count * sizeof(cch_datum *));
    value->items = items;
    value->count = kept_count;
    value->reason = reason;
    return value;
}

static size_t add_options(const cch_datum **options, size_t count, const cch_datum *value) {
    if (value->kind != CCH_DATUM_CHOICE) {
        options[count++] = value;
        return count;
    }
    for (uint32_t i = 0; i < value->count; i++)
        options[count++] = value->items[i];
    return count;
}

static const cch_datum *join_tensors(cch_arena *arena, const struct cch_tensor *a, const struct cch_tensor *b,
                                     const struct cch_why *reason) {
    struct cch_tensor joined = *a;
    joined.is_defined = cch_datum_join(arena, a->is_defined, b->is_defined, reason);
    joined.dtype = cch_datum_join(arena, a->dtype, b->dtype, reason);
    joined.device = cch_datum_join(arena, a->device, b->device, reason);
    joined.requires_grad = cch_datum_join(arena, a->requires_grad, b->requires_grad, reason);
    if (a->unranked || b->unranked || a->rank != b->rank)
        joined.unranked = a->unranked ? a->unranked : b->unranked ? b->unranked : unknown_for(arena, reason);
    for (unsigned i = 0; i < joined.rank && !joined.unranked; i++) {
        joined.sizes[i] = cch_datum_join(arena, a->sizes[i], b->sizes[i], reason);
        joined.strides[i] = cch_datum_join(arena, a->strides[i], b->strides[i], reason);
    }
    joined.fill = a->fill && b->fill ? cch_datum_join(arena, a->fill, b->fill, reason) : NULL;
    joined.last = a->last && b->last ? cch_datum_join(arena, a->last, b->last, reason) : NULL;
    joined.storage = a->storage == b->storage ? a->storage : 0;
    return cch_tensor_value(arena, &joined);
}

const cch_datum *cch_datum_join(cch_arena *arena, const cch_datum *a, const cch_datum *b,
                                const struct cch_why *reason) {
    if (cch_datum_equal(a, b))
        return a;
    if (cch_is_unknown(a))
        return a;
    if (cch_is_unknown(b))
        return b;
    if (a->kind == CCH_DATUM_TENSOR && b->kind == CCH_DATUM_TENSOR)
        return join_tensors(arena, a->tensor, b->tensor, reason);
    if ((is_scalar(a) || a->kind == CCH_DATUM_CHOICE) && (is_scalar(b) || b->kind == CCH_DATUM_CHOICE)) {
        const cch_datum *options[2 * CCH_CHOICE_MAX];
        size_t count = add_options(options, add_options(options, 0, a), b);
        return cch_choice(arena, options, count, reason);
    }
    return unknown_for(arena, reason);
}

/* Types of elements --------------------------------------------------------------- */

static const struct dtype {
    const char *names[4];
    int number;
    unsigned bytes;
    enum cch_dtype_kind kind;
} dtypes[] = {
    {{"fp16", "float16", "half"}, CCH_DTYPE_FP16, 2, CCH_DTYPE_IS_FLOATING},
    {{"bf16", "bfloat16", NULL}, CCH_DTYPE_BF16, 2, CCH_DTYPE_IS_FLOATING},
    {{"fp32", "float32", "float"}, CCH_DTYPE_FP32, 4, CCH_DTYPE_IS_FLOATING},
    {{"fp64", "float64", "double"}, CCH_DTYPE_FP64, 8, CCH_DTYPE_IS_FLOATING},
    {{"fp8_e4m3", "float8_e4m3fn", "fp8_e4m3fn", "fp8"}, CCH_DTYPE_FP8_E4M3, 1, CCH_DTYPE_IS_FLOATING},
    {{"fp8_e5m2", "float8_e5m2", NULL}, CCH_DTYPE_FP8_E5M2, 1, CCH_DTYPE_IS_FLOATING},
    {{"fp8_e4m3fnuz", "float8_e4m3fnuz", NULL}, CCH_DTYPE_FP8_E4M3_FNUZ, 1, CCH_DTYPE_IS_FLOATING},
    {{"fp8_e5m2fnuz", "float8_e5m2fnuz", NULL}, CCH_DTYPE_FP8_E5M2_FNUZ, 1, CCH_DTYPE_IS_FLOATING},
    {{"fp8_e8m0", "float8_e8m0fnu", NULL}, CCH_DTYPE_FP8_E8M0, 1, CCH_DTYPE_IS_FLOATING},
    {{"fp4_e2m1_x2", "float4_e2m1fn_x2", NULL}, CCH_DTYPE_FP4_E2M1_X2, 1, CCH_DTYPE_IS_FLOATING},
    {{"int32", "int", "i32"}, CCH_DTYPE_INT32, 4, CCH_DTYPE_IS_INTEGER},
    {{"int64", "long", "i64"}, CCH_DTYPE_INT64, 8, CCH_DTYPE_IS_INTEGER},
    {{"int16", "short", "i16"}, CCH_DTYPE_INT16, 2, CCH_DTYPE_IS_INTEGER},
    {{"int8", "i8", NULL}, CCH_DTYPE_INT8, 1, CCH_DTYPE_IS_INTEGER},
    {{"uint8", "byte", "u8"}, CCH_DTYPE_UINT8, 1, CCH_DTYPE_IS_INTEGER},
    {{"uint16", "u16", NULL}, CCH_DTYPE_UINT16, 2, CCH_DTYPE_IS_INTEGER},
    {{"uint32", "u32", NULL}, CCH_DTYPE_UINT32, 4, CCH_DTYPE_IS_INTEGER},
    {{"uint64", "u64", NULL}, CCH_DTYPE_UINT64, 8, CCH_DTYPE_IS_INTEGER},
    {{"bool", NULL, NULL}, CCH_DTYPE_BOOL, 1, CCH_DTYPE_IS_BOOL},
    {{"complex64", "cfloat", NULL}, CCH_DTYPE_COMPLEX64, 8, CCH_DTYPE_IS_COMPLEX},
    {{"complex128", "cdouble", NULL}, CCH_DTYPE_COMPLEX128, 16, CCH_DTYPE_IS_COMPLEX},
    {{"complex32", "chalf", NULL}, CCH_DTYPE_COMPLEX32, 4, CCH_DTYPE_IS_COMPLEX},
};
enum { DTYPES = sizeof dtypes / sizeof *dtypes };

const char *cch_dtype_name(int dtype) {
    for (size_t i = 0; i < DTYPES; i++)
        if (dtypes[i].number == dtype)
            return dtypes[i].names[0];
    return NULL;
}

int cch_dtype_find(const char *name, size_t length) {
    for (size_t i = 0; i < DTYPES; i++)
        for (size_t j = 0; j < 4 && dtypes[i].names[j]; j++)
            if (strlen(dtypes[i].names[j]) == length && memcmp(dtypes[i].names[j], name, length) == 0)
                return dtypes[i].number;
    return -1;
}

unsigned cch_dtype_bytes(int dtype) {
    for (size_t i = 0; i < DTYPES; i++)
        if (dtypes[i].number == dtype)
            return dtypes[i].bytes;
    return 0;
}

int cch_dtype_kind(const cch_datum *dtype) {
    cch_wide number;
    bool is_known = cch_as_integer(dtype, &number);
    for (size_t i = 0; is_known && i < DTYPES; i++)
        if (dtypes[i].number == number)
            return (int)dtypes[i].kind;
    return -1;
}

bool cch_dtype_has_gradient(const cch_datum *dtype) {
    int kind = cch_dtype_kind(dtype);
    return kind != CCH_DTYPE_IS_BOOL && kind != CCH_DTYPE_IS_INTEGER;
}

/* Printing ------------------------------------------------------------------------ */

static int put(cch_buffer *buffer, const char *text) { return cch_buffer_add(buffer, text, strlen(text)); }

static int print_integer(cch_buffer *buffer, cch_wide integer) {
    char digits[48], *at = digits + sizeof digits;
    cch_wide_unsigned left = integer < 0 ? -(cch_wide_unsigned)integer : (cch_wide_unsigned)integer;
    *--at = 0;
    do
        *--at = (char)('0' + (int)(left % 10));
    while (left /= 10);
    if (integer < 0)
        *--at = '-';
    return put(buffer, at);
}

static int print_number(cch_buffer *buffer, double number) {
    char text[40];
    snprintf(text, sizeof text, "%.9g", number);
    if (strspn(text, "-0123456789") == strlen(text))
        strcat(text, ".0");
    return put(buffer, text);
}

static int print_tensor(cch_buffer *buffer, const struct cch_tensor *tensor) {
    cch_wide dtype;
    if (cch_truth(tensor->is_defined) == 0)
        return put(buffer, "an undefined tensor");
    const char *name = cch_as_integer(tensor->dtype, &dtype) ? cch_dtype_name((int)dtype) : NULL;
    if (put(buffer, name ? name : "tensor") || put(buffer, "["))
        return -1;
    if (tensor->unranked)
        return put(buffer, "…]");
    for (unsigned i = 0; i < tensor->rank; i++) {
        const cch_datum *size = tensor->sizes[i];
        if ((i && put(buffer, ",")) || (cch_is_unknown(size) ? put(buffer, "?") : cch_datum_print(buffer, size)))
            return -1;
    }
    return put(buffer, "]");
}

static int print_choice(cch_buffer *buffer, const cch_datum *value) {
    for (uint32_t i = 0; i < value->count; i++)
        if ((i && put(buffer, " or ")) || cch_datum_print(buffer, value->items[i]))
            return -1;
    return 0;
}

int cch_datum_print(cch_buffer *buffer, const cch_datum *value) {
    switch (value->kind) {
    case CCH_DATUM_ABSENT:
        return put(buffer, "not written");
    case CCH_DATUM_UNKNOWN:
        return put(buffer, "unknown (") || put(buffer, value->reason ? value->reason->text : "") || put(buffer, ")")
                   ? -1
                   : 0;
    case CCH_DATUM_CHOICE:
        return print_choice(buffer, value);
    case CCH_DATUM_ZERO:
        return put(buffer, "0");
    case CCH_DATUM_NONE:
        return put(buffer, "none");
    case CCH_DATUM_BOOL:
        return put(buffer, value->truth ? "true" : "false");
    case CCH_DATUM_INTEGER:
        return print_integer(buffer, value->integer);
    case CCH_DATUM_FLOAT:
        return print_number(buffer, value->number);
    case CCH_DATUM_STRING:
        return put(buffer, "\"") || put(buffer, value->text) || put(buffer, "\"") ? -1 : 0;
    case CCH_DATUM_TENSOR:
        return print_tensor(buffer, value->tensor);
    case CCH_DATUM_OBJECT:
        return put(buffer, "an object");
    case CCH_DATUM_POINTER:
        return put(buffer, "a pointer");
    case CCH_DATUM_FUNCTION:
    case CCH_DATUM_CLOSURE:
    case CCH_DATUM_BOUND:
        return put(buffer, "a function");
    case CCH_DATUM_CLASS:
    case CCH_DATUM_MODULE:
    case CCH_DATUM_LIBRARY:
        return put(buffer, value->symbol);
    case CCH_DATUM_ITEMS:
        break;
    }
    return 0;
}
