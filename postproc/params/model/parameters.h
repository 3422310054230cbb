/* Parameters of entries and where they go, and what is asked of them (model.h says what that means). */
#ifndef CCH_PARAMS_MODEL_PARAMETERS_H
#define CCH_PARAMS_MODEL_PARAMETERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What becomes of a parameter, in the order in which a parameter's class is
 * chosen among its ends: the first that it has. */
enum cch_model_class {
    CCH_MODEL_KERNEL_DATA,   /* its value, or one derived from it, is read by a kernel */
    CCH_MODEL_KERNEL_CHOICE, /* it decides which kernel runs, or whether */
    CCH_MODEL_LAUNCH,        /* it decides a launch configuration */
    CCH_MODEL_DATA_CHOICE,   /* a condition on it decides which data a kernel reads */
    CCH_MODEL_FORM,          /* its shape, type or device, and no data of it, is read by a kernel */
    CCH_MODEL_SHAPE,         /* it shapes a tensor: its value, or the shape of its own */
    CCH_MODEL_RETURN_FORM,   /* it only changes the form of what is returned */
    CCH_MODEL_STOPS,         /* it goes no further than this place */
    CCH_MODEL_UNUSED,        /* nothing reads it */
    CCH_MODEL_CLASS_COUNT
};
const char *cch_model_class_name(enum cch_model_class class); /* "kernel data", … */

struct cch_model_step {
    uint32_t before;   /* 1 + the step that it follows, which is in front of it; 0: it is the first */
    uint32_t value;    /* row of CCH_VALUE: where the value is now; the entry's parameter in the first step */
    uint32_t function; /* as written, in which it has this name; 0: a field, an attribute, a global */
    uint32_t name;     /* string: that name ("params.softcap" is "softcap" with its class in the value) */
    int kind;          /* enum cch_flow: how it came here; -1 in the first step, and for the step
                          from a binding's argument to the C++ parameter CCH_FLOW_ARGUMENT */
    uint32_t text;     /* string: the expression, "" for the value itself */
    uint32_t site;     /* of the step; of the parameter in the first */
    uint8_t carries;   /* set of enum cch_carries: what of the value before became what of this one */
    bool certain;
    bool cut; /* steps that follow it, through a function that it enters, are left out: too many */
};

struct cch_model_end {
    enum cch_model_class class;
    bool certain;
    uint32_t value;  /* row of CCH_VALUE that ends so */
    uint32_t use;    /* row of CCH_USE, or 0: the value itself is the end */
    uint32_t target; /* function: the kernel, or what a condition decides to call; or 0 */
    uint32_t text;   /* string: the expression or condition at the end, or "" */
    uint32_t site;   /* of the end */
    uint32_t length; /* steps from the parameter to the value */
    uint32_t way;    /* 1 + the last of them, of the parameter's steps; 0: it was not asked for */
    uint32_t state;  /* private */
};

/* A function that the parameter passes through, with its name there, or a
 * field, an attribute or a global that holds it. */
struct cch_model_scope {
    uint32_t function; /* 0: none */
    uint32_t name;     /* string */
    bool certain;
};

struct cch_model_parameter {
    uint32_t entry;   /* function as written */
    uint32_t value;   /* row of CCH_VALUE; 0: nothing is known but the name */
    const char *name; /* as in the entry's signature, without stars */
    unsigned index;   /* position from 1 */
    uint32_t given;   /* string: the default, "" for none */
    uint32_t order;   /* private */
    enum cch_model_class class;
    struct cch_model_end *ends;      /* by class, then certain ones, length, place */
    size_t end_count, ends_left_out; /* the latter: further ends, if the request bounds them */
    struct cch_model_step *steps;    /* the ways to the ends, which share what is the same in them */
    size_t step_count;
    struct cch_model_scope *scopes; /* all that it reaches, by function and name, each once, if asked for */
    size_t scope_count;
};

typedef struct cch_model {
    struct cch_model_parameter *parameters; /* by entry (in the order given), then position */
    size_t count;
    size_t entry_count; /* how many of the entries were followed: the first ones */
    uint64_t work;
} cch_model;

enum cch_model_ways {
    CCH_MODEL_WAYS_NONE,
    CCH_MODEL_WAYS_FIRST, /* to the first end of each class */
    CCH_MODEL_WAYS_ALL
};

struct cch_model_request {
    const uint32_t *entries; /* functions that the view shows */
    size_t entry_count;
    const char *parameter; /* a glob on names; NULL: all */
    bool certain;          /* leave possible steps out */
    enum cch_model_ways ways;
    size_t ends_max; /* of each class, the first ones; 0: all */
    bool scopes;
    uint64_t work_max;            /* 0: none; else no entry is begun once as many values and summaries were come to */
    const unsigned char *without; /* by function of the view: 1 for those that are taken to do
                                     nothing (another back end, say); NULL: none */
};

#endif
