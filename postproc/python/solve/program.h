/* All files of a project as one program: names, functions, classes,
 * instructions and variables numbered across files, modules by dotted name.
 *
 * Functions and classes count from 1. Variable 0 is "nothing".
 */
#ifndef CCH_PYTHON_PROGRAM_H
#define CCH_PYTHON_PROGRAM_H

#include "python/read/files.h"
#include "python/lower/unit.h"
#include "python/read/workers.h"

struct cch_py_module {
    uint32_t name; /* dotted */
    const struct cch_py_file *file;
    uint32_t body; /* function */
    uint32_t first_function, function_count, first_class, class_count;
    uint32_t package;        /* what `from .` means here: a name */
    uint32_t folder;         /* dotted name of a folder that is no package, for modules beside */
    cch_py_numbers stars;    /* values: modules that `import *` names */
    cch_py_numbers outside;  /* names of modules outside the program that `import *` names */
    cch_py_numbers exported; /* names in __all__ */
    cch_py_numbers own;      /* names that the module binds */
    uint32_t has_all;
    uint32_t searched; /* by which search for a name (imports.c) */
    char *code_text;   /* what the codes' offsets mean */
};

struct cch_py_whole_function {
    struct cch_py_function is; /* names, variables and indices are the program's */
    uint32_t module;           /* index into modules */
    uint32_t marks;            /* enum cch_py_mark; BLOCKS: a kernel whose launch has its block beside the grid;
                                  REMEMBERS: a second call may give what the first one made;
                                  OBJECTS: a method that may differ by the object */
};
enum cch_py_mark {
    PY_MARK_DEVICE = 1,
    PY_MARK_KERNEL = 2,
    PY_MARK_CALLED = 4,
    PY_MARK_EXPORTED = 8,
    PY_MARK_BLOCKS = 16,
    PY_MARK_REMEMBERS = 32,
    PY_MARK_OBJECTS = 64
};

struct cch_py_whole_class {
    struct cch_py_class is;
    uint32_t module;
    uint32_t marks;
    cch_py_numbers bases;         /* classes, as far as the project has them */
    cch_py_numbers outside;       /* names of bases outside, own and inherited */
    uint32_t has_unknown;         /* some base could not be told */
    cch_py_numbers order;         /* method resolution order, itself first */
    cch_py_numbers below;         /* every class that inherits from it */
    cch_py_numbers beside;        /* see cch_py_program_beside */
    uint8_t has_beside, multiple; /* `beside` is worked out; it or an ancestor has several bases */
    uint32_t traits;              /* enum cch_py_trait (rules/rules.h) */
    uint32_t unseen_base;         /* the first base outside that may have attributes of its own */
    uint8_t visiting;
    uint8_t told;    /* its objects are told apart (solve/objects.c), */
    uint8_t tells;   /* or those of some class below */
    uint32_t places; /* where such are made, so far */
};

struct cch_py_cut { /* lower/cuts.h */
    uint32_t function, line, kind;
};

struct cch_py_program {
    struct cch_py_arena *arena;
    struct cch_py_names names;
    PY_ARRAY(struct cch_py_module) modules;           /* from 0 */
    struct cch_py_table module_names;                 /* dotted name → index + 1 */
    struct cch_py_table module_aliases;               /* the same by cch_py_file.alias; UINT32_MAX: more than one */
    struct cch_py_table globals;                      /* (module index + 1, name) → variable */
    struct cch_py_table class_names;                  /* (class, name) → variable */
    struct cch_py_table ancestry;                     /* (class, ancestor or itself) → 1 */
    struct cch_py_table meetings;                     /* (class, class beside it) → 1 */
    PY_ARRAY(struct cch_py_whole_function) functions; /* 0 unused */
    PY_ARRAY(struct cch_py_parameter) parameters;
    PY_ARRAY(struct cch_py_whole_class) classes; /* 0 unused */
    PY_ARRAY(struct cch_py_binding) bindings;
    PY_ARRAY(struct cch_py_instruction) instructions; /* 0 unused */
    cch_py_numbers operands;
    uint32_t variable_count;
    /* As in a unit, with the program's numbers. */
    PY_ARRAY(struct cch_py_location) locations;
    PY_ARRAY(struct cch_py_local) locals;
    PY_ARRAY(struct cch_py_move) moves;
    PY_ARRAY(struct cch_py_passed) passed;
    PY_ARRAY(struct cch_py_call) calls;
    PY_ARRAY(struct cch_py_use) uses;
    PY_ARRAY(struct cch_py_cut) cuts;
    PY_ARRAY(struct cch_py_code) codes;
    cch_py_numbers code_functions;
    PY_ARRAY(struct cch_py_code_module) code_modules;
    cch_py_numbers code_names;
    struct cch_py_table native;         /* name outside → 1: compiled code gives it; C symbol + 1: this one */
    struct cch_py_table native_modules; /* name outside → 1: its attributes are C functions */
    uint32_t searches;                  /* of modules for a name */
};

/* The C function that a name outside the program stands for, or 0. */
uint32_t cch_py_program_symbol(const struct cch_py_program *program, uint32_t name);

/* Notes that a bound cut something in a function's line. */
void cch_py_program_cut(struct cch_py_program *program, uint32_t function, uint32_t line, enum cch_py_cut_kind kind);

/* Takes the units over; each is let go once its contents are the program's. */
void cch_py_program_link(struct cch_py_arena *arena, struct cch_py_program *program, const struct cch_py_files *files,
                         struct cch_py_read *results);

/* Takes over a unit's values; `names` are the program's for the unit's, and
 * the other numbers where the unit's functions, classes and instructions
 * begin. */
void cch_py_program_add_values(struct cch_py_program *program, const struct cch_py_unit *unit, const uint32_t *names,
                               uint32_t function, uint32_t class, uint32_t instruction);

/* The module of this dotted name as the importing module means it; index + 1,
 * or 0. */
uint32_t cch_py_program_module(const struct cch_py_program *program, uint32_t importer, uint32_t name, int is_standard);
/* The dotted name that `from <level dots><name>` means in a module. */
uint32_t cch_py_program_absolute(struct cch_py_program *program, uint32_t importer, uint32_t name, uint32_t level);
uint32_t cch_py_program_join(struct cch_py_program *program, uint32_t prefix, uint32_t name);

/* Once classes know their bases (`bases`, `outside`, `has_unknown`): works out
 * the method resolution order by C3 (https://www.python.org/download/releases/2.3/mro/)
 * and what lies below each class. */
void cch_py_program_order_classes(struct cch_py_program *program);

int cch_py_program_inherits(const struct cch_py_program *program, uint32_t class, uint32_t ancestor);

/* The classes that neither inherit from `class` nor it from them, but from
 * both of which some class does: what objects of a mixin have besides. */
const cch_py_numbers *cch_py_program_beside(struct cch_py_program *program, uint32_t class);

#endif
