/* What an expression of a launch comes to, as far as reading tells: numbers,
 * texts, tuples, lists and dicts where it is constant; else an expression over
 * names that a reader knows (parameters, variables, what a library gives).
 *
 * Terms are never changed once they are made; all memory is the arena's.
 */
#ifndef CCH_PYTHON_LAUNCH_TERMS_H
#define CCH_PYTHON_LAUNCH_TERMS_H

#include "python/lower/scope.h"

enum cch_py_term_kind {
    PY_TERM_UNKNOWN, /* text: why */
    PY_TERM_NONE,
    PY_TERM_TRUTH,
    PY_TERM_NUMBER,
    PY_TERM_TEXT,
    PY_TERM_TUPLE,
    PY_TERM_LIST,
    PY_TERM_DICT,     /* items: key, value, key, value … */
    PY_TERM_FUNCTION, /* number: function; frame: where it was made; node: its definition there; at: 1: without its
                         decorators */
    PY_TERM_CLASS,    /* number: class */
    PY_TERM_OBJECT,   /* of the program's class `number`, with fields; at: index into the fields' sets */
    PY_TERM_MODULE,   /* number: module index; text: dotted name */
    PY_TERM_OUTSIDE,  /* text: dotted name of something outside the program */
    PY_TERM_IMPORT, /* text: what a module (number: index + 1, or 0; at: its dotted name) has of this name; not looked at yet */
    PY_TERM_BOUND,  /* items: a function, an object */
    PY_TERM_TUNER,  /* text: "autotune" or "heuristics"; items: the arguments: what makes a kernel of a kernel */
    PY_TERM_CONFIG, /* items: two dicts, of meta-parameters and of options (num_warps …) */
    PY_TERM_KERNEL, /* items: a function or kernel, and the tuner that made this of it */
    PY_TERM_NAME,   /* from here on expressions. text; frame, at: of which variable, so that it shows when it changes */
    PY_TERM_REAL,   /* text: a number with a point */
    PY_TERM_ATTRIBUTE, /* items: of what; text */
    PY_TERM_ITEM,      /* items: of what, which */
    PY_TERM_CALL,      /* items: the callee, the arguments */
    PY_TERM_KEYWORD,   /* argument. text: its name, "" for **; items: value */
    PY_TERM_STAR,      /* argument: items of a sequence that is not known */
    PY_TERM_BINARY,    /* text: "+"; items: two */
    PY_TERM_UNARY,     /* text: "-", "not " … */
    PY_TERM_CHOICE     /* items: the condition, if it holds, if not */
};

struct cch_py_frame;
struct cch_py_term {
    enum cch_py_term_kind kind;
    uint32_t count; /* of items */
    uint32_t size;  /* nodes in all */
    uint32_t depth; /* levels of items in it */
    uint32_t at, node;
    int64_t number;
    const char *text;
    const struct cch_py_term **items;
    struct cch_py_frame *frame;
};
typedef const struct cch_py_term cch_py_term;

enum {
    PY_TERM_SIZE_MAX = 60,       /* nodes of an expression that is shown */
    PY_TERM_NODES_MAX = 1 << 16, /* nodes and levels of any: what is larger is unknown */
    PY_TERM_DEPTH_MAX = 200,
    PY_TERM_ITEMS_MAX = 4096 /* of a list */
};

cch_py_term *cch_py_term_unknown(struct cch_py_arena *arena, const char *why);
cch_py_term *cch_py_term_number(struct cch_py_arena *arena, int64_t number);
cch_py_term *cch_py_term_truth(struct cch_py_arena *arena, int is_true);
cch_py_term *cch_py_term_plain(struct cch_py_arena *arena, enum cch_py_term_kind kind, const char *text);
/* With `count` items, copied. An expression with an unknown item is unknown, and so is what is too large. */
cch_py_term *cch_py_term_make(struct cch_py_arena *arena, enum cch_py_term_kind kind, const char *text,
                              cch_py_term *const *items, uint32_t count);
/* Folded where both are constant; `op` as PROGRAM.md writes it. */
cch_py_term *cch_py_term_binary(struct cch_py_arena *arena, const char *op, cch_py_term *a, cch_py_term *b);
cch_py_term *cch_py_term_unary(struct cch_py_arena *arena, const char *op, cch_py_term *a);
cch_py_term *cch_py_term_choice(struct cch_py_arena *arena, cch_py_term *condition, cch_py_term *a, cch_py_term *b);

/* A list of configurations, or one of two things of which one is such a list; the other may be unknown. */
int cch_py_term_offers(cch_py_term *term);

int cch_py_term_equal(cch_py_term *a, cch_py_term *b);
/* 1, 0, or -1: not known. */
int cch_py_term_truth_of(cch_py_term *term);
static inline int cch_py_term_is_expression(cch_py_term *term) { return term->kind >= PY_TERM_NAME; }
static inline int cch_py_term_is_sequence(cch_py_term *term) {
    return term->kind == PY_TERM_TUPLE || term->kind == PY_TERM_LIST;
}
/* A value that is all known: no expression in it. */
int cch_py_term_is_constant(cch_py_term *term);

/* Whether it is a number by the operation that made it. */
int cch_py_term_is_number(cch_py_term *term);

/* The item of a sequence (from the end, if less than 0) or of a dict; NULL: not known, or none. */
cch_py_term *cch_py_term_item(cch_py_term *of, cch_py_term *key);
cch_py_term *cch_py_term_of_key(cch_py_term *dict, const char *key);
/* The dict with this item, too. */
cch_py_term *cch_py_term_with(struct cch_py_arena *arena, cch_py_term *dict, cch_py_term *key, cch_py_term *value);

/* "triton.cdiv" of names and attributes; NULL: it is no such thing. */
const char *cch_py_term_dotted(struct cch_py_arena *arena, cch_py_term *term);
/* As Python writes it, the arena's; NULL: it is unknown, or too large. */
const char *cch_py_term_print(struct cch_py_arena *arena, cch_py_term *term);
/* Whether it can be, but for its size. */
int cch_py_term_is_printable(cch_py_term *term);
/* Adds the names that the term reads, each once. */
typedef PY_ARRAY(const char *) cch_py_texts;
void cch_py_term_reads(struct cch_py_arena *arena, cch_py_term *term, cch_py_texts *names);

#endif
