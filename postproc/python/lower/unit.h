/* One Python file as a list of constraints: what a worker hands over.
 *
 * Lowering (lower.h) turns a syntax tree into this. Every value that could
 * ever be called flows between *variables*, numbered from 1 within the unit;
 * each *instruction* is a constraint on them, tied to the function in whose
 * body it stands and to its place. Tables refer to each other by index, so a
 * unit can be written to a pipe as it is (workers.c).
 */
#ifndef CCH_PYTHON_UNIT_H
#define CCH_PYTHON_UNIT_H

#include "python/lower/cuts.h"
#include "python/solve/memory.h"

/* An operand: a variable, or a constant that is known as written. */
enum cch_py_operand_tag { PY_VARIABLE, PY_TEXT, PY_INDEX, PY_UNUSED };
static inline uint32_t cch_py_operand(enum cch_py_operand_tag tag, uint32_t value) {
    return value << 2 | (uint32_t)tag;
}
static inline enum cch_py_operand_tag cch_py_operand_tag(uint32_t operand) {
    return (enum cch_py_operand_tag)(operand & 3);
}
static inline uint32_t cch_py_operand_value(uint32_t operand) { return operand >> 2; }

/* An index that counts from the end, as an operand: x[-1]. */
enum { PY_FROM_END = 1 << 29 };
static inline uint32_t cch_py_operand_from_end(uint32_t back) { return cch_py_operand(PY_INDEX, PY_FROM_END + back); }
/* How far from the end, 0: it counts from the beginning. */
static inline uint32_t cch_py_from_end(uint32_t operand) {
    return cch_py_operand_value(operand) >= PY_FROM_END ? cch_py_operand_value(operand) - PY_FROM_END : 0;
}

enum cch_py_container_kind { PY_IS_LIST, PY_IS_DICT, PY_IS_TUPLE, PY_IS_SET };

/* A slice in GET_ITEM's c: 1 + 2 * lower + 2 * 2^PY_SLICE_BITS * upper, each
 * none, not known, or PY_SLICE_ZERO + the bound as written. */
enum {
    PY_SLICE_BITS = 12,
    PY_SLICE_MASK = (1 << PY_SLICE_BITS) - 1,
    PY_SLICE_NONE = 0,
    PY_SLICE_UNKNOWN = 1,
    PY_SLICE_ZERO = 1 << (PY_SLICE_BITS - 1)
};

enum cch_py_opcode {
    PY_DO_NOTHING,
    PY_DO_COPY,       /* target ⊇ a */
    PY_DO_FUNCTION,   /* target ∋ function a */
    PY_DO_CLASS,      /* target ∋ class a */
    PY_DO_CALL,       /* target ⊇ a(operands b … b+2c): pairs of (argument kind, operand) */
    PY_DO_GET,        /* target ⊇ a.b (b: name) */
    PY_DO_SET,        /* a.b = c */
    PY_DO_GET_ITEM,   /* target ⊇ a[b] (b: operand; c: 0, or a slice's bounds: PY_SLICE_… below) */
    PY_DO_SET_ITEM,   /* a[b] = c (b: operand; flag SLICE: the items of c in place of some of a's) */
    PY_DO_ITERATE,    /* target ⊇ an item of a */
    PY_DO_ENTER,      /* target ⊇ a's __enter__(), and a's __exit__() runs */
    PY_DO_UNPACK,     /* target ⊇ item b of a (b: operand) */
    PY_DO_REST,       /* target ⊇ the list of items of a */
    PY_DO_BINARY,     /* target ⊇ a op b (c: enum cch_py_operator; flag IN_PLACE) */
    PY_DO_METHOD,     /* target ⊇ a.b() by the language, where a has a b (b: name) */
    PY_DO_CONTAINER,  /* target ∋ a new container (a: enum cch_py_container_kind; b: its length + 1, or 0) */
    PY_DO_MERGE,      /* the dicts in variable b get what a, a dict or pairs, holds */
    PY_DO_MOVE,       /* what stands in the lists of a may stand anywhere in them from now on */
    PY_DO_IMPORT,     /* target ∋ module a (name), or its first part (flag FIRST) */
    PY_DO_FROM,       /* target ⊇ module a's c; b: level of a relative import */
    PY_DO_STAR,       /* everything public of module a; b: level */
    PY_DO_NAME,       /* target ⊇ a global or builtin a (name) that the unit doesn't bind itself */
    PY_DO_SUPER,      /* target ∋ super of class a for the object in b */
    PY_DO_ANNOTATION, /* target may hold instances of the classes in a */
    PY_DO_OPEN,       /* target may hold anything */
    PY_DO_CONSTANT,   /* target ∋ the constant a (an operand) */
    PY_DO_FORMAT,     /* target ∋ the text of c operands from b on, one behind the other */
    PY_DO_GUARD,      /* the next b instructions run only where the parameter in a is given (c: 1), or None (0) */
    PY_DO_CUT,        /* a bound cut something here (b: enum cch_py_cut_kind) */
    PY_DO_BIND,       /* made by the solver only, from here on: target ⊇ a, bound to value b */
    PY_DO_FETCH,      /* target ⊇ a, read from value b at instruction c */
    PY_DO_FORWARD,    /* a's items are arguments of function b (c: enum bits, see calls.c) */
    PY_DO_COPY_OF,    /* target ∋ a list or tuple (c: enum cch_py_container_kind) of a's items; b: container */
    PY_DO_WRAP,       /* target ∋ value of kind b around each value of a (c: name) */
    PY_DO_WATCH,      /* a rule's handler b is told of each value of a (rules.h) */
    PY_OPCODE_COUNT
};

enum cch_py_instruction_flag {
    PY_FLAG_DECORATOR = 1,  /* CALL: written as a decorator */
    PY_FLAG_IMPLICIT = 2,   /* the language calls, nobody wrote it */
    PY_FLAG_IN_PLACE = 4,   /* BINARY */
    PY_FLAG_MAKES = 4,      /* CALL: of a class whose objects are told apart (by the solver) */
    PY_FLAG_FIRST = 8,      /* IMPORT */
    PY_FLAG_SLICE = 8,      /* SET_ITEM */
    PY_FLAG_ASYNC = 16,     /* ITERATE, ENTER: the asynchronous protocol */
    PY_FLAG_KERNEL = 16,    /* CALL: of what makes a kernel (reserved: its kind) */
    PY_FLAG_CONSTRUCT = 32, /* CALL, by the solver: __init__ of a new object */
    PY_FLAG_STANDARD = 32,  /* IMPORT, FROM, STAR: Python's own library has a module of the name */
    PY_FLAG_NAMED = 8,      /* GET, by the solver: the name is one of several; nothing where there is no such */
    PY_FLAG_CLASS_ONLY = 8, /* CALL: of a class, or nothing (`raise C`) */
    PY_FLAG_DISPATCH = 64,  /* CALL, by the solver: through a library's dispatch */
    PY_FLAG_POSSIBLE = 128  /* CALL, by the solver: never certain */
};

/* How a kernel is launched: kernel[grid](…), kernel(…).launch(grid=…), or kernel[grid, block](…). */
enum cch_py_kernel_kind { PY_KERNEL_NONE, PY_KERNEL_SUBSCRIPTED, PY_KERNEL_CALLED, PY_KERNEL_BLOCKS };

struct cch_py_instruction {
    uint8_t opcode, flags;
    uint16_t reserved;     /* CALL: enum cch_py_kernel_kind; else 0 */
    uint32_t function;     /* in whose body */
    uint32_t line, column; /* both from 1 */
    uint32_t target;       /* variable */
    uint32_t a, b, c;
};

/* The function that describes a library which is built when it is asked for (name, sources, flags), and the keyword
 * under which a call of it also has its sources: "a+b" of a.cu and b.cu. */
#define PY_LIBRARY_MAKER "gen_jit_spec"
#define PY_LIBRARY_SOURCES "<sources>"

/* An argument's kind in a CALL's operands: a keyword's name + 3, or these. */
enum { PY_POSITIONAL = 0, PY_STAR = 1, PY_DOUBLE_STAR = 2, PY_KEYWORD_BASE = 3 };

enum cch_py_function_flag {
    PY_FUNCTION_LAMBDA = 1,
    PY_FUNCTION_GENERATOR = 2,
    PY_FUNCTION_ASYNC = 4,
    PY_FUNCTION_MODULE = 8,
    PY_FUNCTION_METHOD = 16, /* stands directly in a class */
    PY_FUNCTION_STATIC = 32,
    PY_FUNCTION_CLASS = 64, /* by decorator, or by name: __new__ … */
    PY_FUNCTION_SETTER = 128
};

struct cch_py_function {
    uint32_t name;   /* with a suffix where the scope has another of the name */
    uint32_t parent; /* function + 1 whose locals hold this, 0: none, if no class does */
    uint32_t owner;  /* class + 1 in which it stands, 0: none */
    uint32_t flags;
    uint32_t line, column, first_line, last_line;
    uint32_t parameters, parameter_count; /* in cch_py_unit.parameters */
    uint32_t signature;                   /* name: the list as written */
    uint32_t result;                      /* variable: what it returns */
    uint32_t yields;                      /* variable: what it yields */
    uint32_t returned_lo, returned_hi;    /* bit i: parameter i may be returned as it came */
};

enum cch_py_parameter_kind { PY_BOTH, PY_POSITIONAL_ONLY, PY_KEYWORD_ONLY, PY_REST, PY_KEYWORDS };

struct cch_py_parameter {
    uint32_t name, variable, kind;
};

struct cch_py_class {
    uint32_t name, parent, owner; /* as in cch_py_function */
    uint32_t line, column, first_line, last_line;
    uint32_t function;            /* in whose body the class statement runs */
    uint32_t bases, base_count;   /* operands: variables */
    uint32_t metaclass;           /* variable or 0 */
    uint32_t names, name_count;   /* in cch_py_unit.bindings: the class's attributes */
    uint32_t fields, field_count; /* in cch_py_unit.bindings: annotated ones, in order */
    uint32_t flags;               /* 1: a dataclass, by its decorator */
};

struct cch_py_binding {
    uint32_t name, variable;
};

/* Where values are and how they move (values.h). A location is where a value can
 * be; location 0 is a constant. */
enum cch_py_location_kind {
    PY_LOCATION_CONSTANT,
    PY_LOCATION_PARAMETER, /* a: function; b: which, from 0; c: 1 as the caller passes it, 0 in the body */
    PY_LOCATION_LOCAL,     /* a: function; b: name; c: index into locals */
    PY_LOCATION_GLOBAL,    /* a: the module's body, a function; b: name; c: 1 when something assigns it */
    PY_LOCATION_IMPORT,    /* a: the module's body; b: name; c: index of the instruction that imports it */
    PY_LOCATION_ATTRIBUTE, /* a: the instruction that names the object (GET, SET, or a CALL of getattr);
                           b: name; c: the object's location, or 0 */
    PY_LOCATION_CLASS,     /* a: class; b: name: set in the class's body */
    PY_LOCATION_RESULT,    /* a: index into calls; b: item + 1, or 0 */
    PY_LOCATION_RETURNED,  /* a: function; b: item + 1, or 0 */
    PY_LOCATION_ITEM       /* a: location of a list, tuple or dict; b: name: "[0]", "['key']" */
};
struct cch_py_location {
    uint32_t kind, a, b, c;
};

enum cch_py_how { PY_HOW_COPY, PY_HOW_DERIVED, PY_HOW_ELEMENT, PY_HOW_CONTROL };

struct cch_py_local {
    uint32_t line, column; /* of the first assignment; 0: none */
};

struct cch_py_move {
    uint32_t from, to; /* locations */
    uint32_t how;      /* enum cch_py_how */
    uint32_t carries;  /* set of enum cch_carries */
    uint32_t text;     /* name: the expression, 0: the value itself */
    uint32_t function, line, column;
};

struct cch_py_passed { /* a value in an argument */
    uint32_t location, how, text;
    uint32_t carries;  /* what of it becomes what of the argument, */
    uint32_t on;       /* and what of that, if nothing of the program is called, what of the result */
    uint32_t kind;     /* PY_POSITIONAL … as in a CALL's operands */
    uint32_t position; /* which argument, from 0 */
};

enum cch_py_call_flag { PY_CALL_DROPPED = 1, PY_CALL_SHAPES = 2, PY_CALL_CHANGES = 4, PY_CALL_METHOD = 8 };
struct cch_py_call {       /* a call as written */
    uint32_t instruction;  /* index + 1; 0 when nothing callable was seen */
    uint32_t first, count; /* in passed */
    uint32_t object;       /* location: the callee itself (x.method), or 0 */
    uint32_t object_on;    /* what of it becomes what of the result */
    uint32_t written;      /* CHANGES: the location that is written to: the object, or an argument "out" */
    uint32_t flags, text;
    uint32_t shape_from, shape_to; /* SHAPES: these positional arguments */
    uint32_t function, line, column;
};

struct cch_py_use {
    uint32_t location, kind; /* enum cch_use */
    uint32_t parts;          /* set, 1 << enum cch_part */
    uint32_t text, function, line, column;
    uint32_t first_call, call_count; /* in calls: those that the condition decides; or the call + 1
                                        whose argument it is, and PY_USE_OF_CALL */
};
#define PY_USE_OF_CALL UINT32_MAX

/* What a function does, as text (program/program.h): of which function, and where its parts are. */
struct cch_py_code {
    uint32_t function;
    uint32_t text, length;                /* in code_text */
    uint32_t references, reference_count; /* in code_functions: functions */
    uint32_t modules, module_count;       /* in code_modules */
    uint32_t names, slot_count, captures; /* in code_names: of the locals, and behind them of the captures; 0 none */
};

/* A module that code imports: its name and the level of a relative import as written. */
enum { PY_MODULE_STANDARD = 1 << 30 }; /* in level: Python's own library has a module of the name */
struct cch_py_code_module {
    uint32_t name, level;
};

/* The sections of a unit: SECTION(type, name), the type an array's. Whatever has to
 * do with all of them (the unit itself, the pipe from a worker, letting go) asks here. */
#define PY_UNIT_SECTIONS(SECTION)                                                                                      \
    SECTION(PY_ARRAY(struct cch_py_instruction), instructions)                                                         \
    SECTION(cch_py_numbers, operands)                                                                                  \
    SECTION(PY_ARRAY(struct cch_py_function), functions) /* 0 is the module's body */                                  \
    SECTION(PY_ARRAY(struct cch_py_parameter), parameters)                                                             \
    SECTION(PY_ARRAY(struct cch_py_class), classes)                                                                    \
    SECTION(PY_ARRAY(struct cch_py_binding), bindings)                                                                 \
    SECTION(PY_ARRAY(struct cch_py_binding), globals)                                                                  \
    SECTION(cch_py_numbers, exported)                    /* names in __all__ */                                        \
    SECTION(PY_ARRAY(struct cch_py_location), locations) /* 0 is the constant */                                       \
    SECTION(PY_ARRAY(struct cch_py_local), locals)                                                                     \
    SECTION(PY_ARRAY(struct cch_py_move), moves)                                                                       \
    SECTION(PY_ARRAY(struct cch_py_passed), passed)                                                                    \
    SECTION(PY_ARRAY(struct cch_py_call), calls)                                                                       \
    SECTION(PY_ARRAY(struct cch_py_use), uses)                                                                         \
    SECTION(PY_ARRAY(struct cch_py_code), codes)                                                                       \
    SECTION(PY_ARRAY(char), code_text)                                                                                 \
    SECTION(cch_py_numbers, code_functions)                                                                            \
    SECTION(PY_ARRAY(struct cch_py_code_module), code_modules)                                                         \
    SECTION(cch_py_numbers, code_names)

struct cch_py_unit {
    struct cch_py_names names;
    uint32_t variable_count;
    uint32_t has_all;
#define SECTION(type, name) type name;
    PY_UNIT_SECTIONS(SECTION)
#undef SECTION
};

#endif
