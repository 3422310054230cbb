/* What is known of libraries: rules, a row each.
 *
 * A row says which names outside the program it is about, when it applies, and
 * what happens then: a handler, with what it is told by the row. Rules of a
 * library are a file of this folder, which rules.c lists. What no rule tells
 * of calls nothing back, and gives something that is not known; an unknown
 * decorator gives back what it is put on.
 */
#ifndef CCH_PYTHON_RULES_H
#define CCH_PYTHON_RULES_H

#include "python/solve/solve.h"

enum cch_py_rule_on {
    PY_ON_CALL,    /* a name outside the program is called, or put on something */
    PY_ON_METHOD,  /* .name(…) of something that is not known is called */
    PY_ON_BASE,    /* a class inherits from it: it has the traits `flags` */
    PY_ON_WORDS,   /* a decorator is written so, wherever the words come from */
    PY_ON_NAMING,  /* what is written so is given the name of something (in contexts) */
    PY_ON_DEFINED, /* a function of the program of this name is called; the handler makes its result */
    PY_ON_COUNT
};

/* What objects of a class have of a base outside the program. */
enum cch_py_trait {
    PY_TRAIT_PLAIN = 1,     /* nothing that calls `forward` */
    PY_TRAIT_SEEN = 2,      /* no attributes but what Python's own objects have */
    PY_TRAIT_CONTAINER = 4, /* items, as a list or dict has */
    PY_TRAIT_ENUM = 8,
    PY_TRAIT_AUTOGRAD = 16,  /* a torch.autograd.Function: `apply` */
    PY_TRAIT_ELSEWHERE = 32, /* attributes that only its own __getattr__ finds */
    PY_TRAIT_FIELDS = 64,    /* items that are its fields: a NamedTuple */
    PY_TRAIT_FORWARD = 128   /* some base is not plain: a call runs `forward` */
};

enum cch_py_rule_flag {
    PY_RULE_LATER = 1,      /* the call back is only possible */
    PY_RULE_GIVES = 2,      /* and its result is the call's */
    PY_RULE_PASSES = 4,     /* the arguments behind the callee go to it */
    PY_RULE_CONFIGURED = 8, /* its arguments are no functions but where it decorates */
    PY_RULE_REGISTERS = 32, /* NAMING: and puts something there */
    PY_RULE_ALONE = 16      /* applies to a call with this one argument */
};

/* What PY_ON_WORDS says, as `which`. */
enum cch_py_words {
    PY_WORDS_NOTHING,
    PY_WORDS_FIELDS /* of the class, in __init__ */,
    PY_WORDS_KERNEL /* + its kind */
};

struct cch_py_rule {
    enum cch_py_rule_on on;
    const char *name; /* dotted; `*` stands for any text */
    void (*call)(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule);
    int which;           /* an argument, from 0; or the handler's own */
    const char *keyword; /* its name; or the handler's own */
    unsigned flags;      /* enum cch_py_rule_flag, enum cch_py_trait; or the handler's own */
};
struct cch_py_rules { /* of one file */
    const struct cch_py_rule *rows;
    size_t count;
};
#define PY_RULES(name, rows) const struct cch_py_rules name = {rows, sizeof(rows) / sizeof *(rows)}

/* The first rule about a name, or NULL. */
const struct cch_py_rule *cch_py_rule_for(struct cch_py_solver *s, enum cch_py_rule_on on, uint32_t name);
/* The rule about a decorator's words ("triton.jit"), or NULL. */
const struct cch_py_rule *cch_py_rule_for_words(const char *words);
/* Fills the traits of every class; its bases are known. */
void cch_py_rules_classify(struct cch_py_solver *s);

/* Objects that a library makes and rules know more of: a value of such a model
 * has a name and a number of its own. */
struct cch_py_object {
    uint32_t name, number;
};
struct cch_py_model {
    /* each may be NULL */
    void (*attribute)(struct cch_py_solver *s, uint32_t value, struct cch_py_object of, uint32_t name,
                      uint32_t variable);
    void (*call)(struct cch_py_solver *s, uint32_t instruction, struct cch_py_object of);
    void (*method)(struct cch_py_solver *s, uint32_t instruction, struct cch_py_object of, const char *name);
    void (*item)(struct cch_py_solver *s, uint32_t instruction, struct cch_py_object of); /* object[key] */
    int stands_for_class; /* `number` is a class: who exports the object exports that */
};
uint32_t cch_py_object_value(struct cch_py_solver *s, const struct cch_py_model *model, uint32_t name, uint32_t number);
const struct cch_py_model *cch_py_object_of(const struct cch_py_solver *s, uint32_t value,
                                            struct cch_py_object *object);

/* `handler` is called for each value that comes to the variable: `number` is the
 * instruction that watches, at the place of `instruction`; its c is `data`. */
void cch_py_watch(struct cch_py_solver *s, uint32_t instruction, uint32_t variable, cch_py_watcher *handler,
                  uint32_t data);

/* Applies the rules about a callee, a value, to a call. */
void cch_py_ask_rule(struct cch_py_solver *s, uint32_t instruction, uint32_t callee);

/* Constants (operands, TEXT or INDEX) that an operand may be. Where it is a
 * variable, the rule is asked again when more come to it. */
enum { PY_CONSTANTS_MAX = 64 };
struct cch_py_constants {
    uint32_t items[PY_CONSTANTS_MAX], count;
    int exact; /* there is one, and nothing else */
};
void cch_py_constants_of(struct cch_py_solver *s, uint32_t instruction, uint32_t operand, struct cch_py_constants *out);

/* Handlers that several files use -------------------------------------------------- */

/* The result is argument `which`; without one, or CONFIGURED, a decorator. */
void cch_py_rule_give_back(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule);
/* The result gives back what it is put on. */
void cch_py_rule_make_decorator(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule);
/* Calls argument `which`, or `keyword`, by the flags. */
void cch_py_rule_call_back(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule);

/* What handlers share. */
uint32_t cch_py_variable_of(uint32_t operand); /* 0: a constant, or none */
/* The operand of an argument by its name or its place. */
uint32_t cch_py_argument_of(const struct cch_py_solver *s, const struct cch_py_instruction *call, uint32_t place,
                            const char *keyword);
uint32_t cch_py_items_of(struct cch_py_solver *s, uint32_t instruction, uint32_t source);
/* The target's new container. */
uint32_t cch_py_fresh_container(struct cch_py_solver *s, uint32_t instruction, int kind);
/* A decorator that gives back what it is put on. */
uint32_t cch_py_plain_decorator(struct cch_py_solver *s);

/* pytorch.c: the variable of every function that the torch operator of this name may run. */
uint32_t cch_py_implementations(struct cch_py_solver *s, uint32_t name);
/* The same of what runs beside those: gradients, shapes. */
uint32_t cch_py_beside_implementations(struct cch_py_solver *s, uint32_t name);
/* A call of a container: one of modules that run in turn runs them. */
void cch_py_call_in_turn(struct cch_py_solver *s, uint32_t instruction, uint32_t container);
/* x.method(…) of what custom_op gave. */
void cch_py_operator_method(struct cch_py_solver *s, uint32_t instruction, uint32_t name, const char *method);
/* What a call of an object runs that a library's own __call__ passes on, or 0. */
uint32_t cch_py_forward_of(struct cch_py_solver *s, uint32_t value);
uint32_t cch_py_forward_below(struct cch_py_solver *s, uint32_t value);
/* Class.name that a base outside gives, or 0. */
uint32_t cch_py_inherited_attribute(struct cch_py_solver *s, uint32_t class, uint32_t name);
/* Whether a function's first parameter is a library's context. */
int cch_py_takes_context(const struct cch_py_solver *s, uint32_t function);

/* kernels.c */
void cch_py_find_kernel_makers(struct cch_py_solver *s);
/* kernel.forall(…) of a PY_V_KERNEL; whether a kernel of the kind has such a method. */
void cch_py_kernel_method(struct cch_py_solver *s, uint32_t instruction, uint32_t kernel, const char *name);
int cch_py_has_kernel_method(uint32_t kind, const char *name);
/* A call that is flagged as one of a kernel's decorator, to begin with. */
void cch_py_begin_kernel_maker(struct cch_py_solver *s, uint32_t instruction);

/* dispatch.c: f.register(…) of a functools.singledispatch, the call's callee being `value`. */
void cch_py_register_dispatch(struct cch_py_solver *s, uint32_t instruction, uint32_t value);

#endif
