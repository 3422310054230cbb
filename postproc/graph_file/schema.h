/* The tables of the call-chain graph, as data.
 *
 * FORMAT.md says what each table means and how it is stored; schema.c has
 * the descriptions themselves.
 */
#ifndef CCH_GRAPH_FILE_SCHEMA_H
#define CCH_GRAPH_FILE_SCHEMA_H

#include <stdint.h>

/* The tables. The order is the order of their dependence: a cell refers to
 * its own table (an earlier row, in CCH_ENTITY) or to an earlier one, but for
 * CCH_FUNCTION_SOURCE, which refers to any function. */
enum cch_table {
    CCH_SITE,              /* a place in a source file */
    CCH_ENTITY,            /* a piece of a readable name: a scope, a type, a value */
    CCH_FUNCTION,          /* a node */
    CCH_EDGE,              /* a fact "caller → callee" */
    CCH_POINTER_CALL,      /* a call or launch through a pointer, by signature */
    CCH_ADDRESS_TAKEN,     /* a function whose address is taken, by signature */
    CCH_CLASS_BASE,        /* a class and one direct base */
    CCH_OVERRIDE,          /* a virtual method, its class, one method it overrides */
    CCH_LAUNCH,            /* a kernel launch and its configuration */
    CCH_BINDING,           /* a Python-visible name and what it stands for */
    CCH_VALUE,             /* a place that a value can be in: a parameter, a field, … */
    CCH_FLOW,              /* a value goes from one place to another */
    CCH_USE,               /* what a value decides or ends in */
    CCH_CLASS,             /* a class that a kernel's template arguments name, or one of its */
    CCH_CLASS_LINK,        /* such a class, and its base or a class inside of it */
    CCH_TEMPLATE_ARGUMENT, /* of a kernel or of such a class */
    CCH_CONSTANT,          /* a static constant, enumerator or type name of such a class */
    CCH_KERNEL,            /* what a kernel's attributes say */
    CCH_GUARD,             /* a call or launch, and one of the branches that it stands in */
    CCH_KERNEL_SETTING,    /* cudaFuncSetAttribute and its like, for a kernel */
    CCH_DEVICE_QUERY,      /* what is asked of the device or the runtime */
    CCH_MENTION,           /* a name of a constant or type that code uses */
    CCH_PASS,              /* one compiler pass (or one Python package) that was read */
    CCH_EXPECTED,          /* a unit that the build names */
    CCH_CONFLICT,          /* one identity defined at more than one place */
    CCH_PROBLEM,           /* anything else that a reader must know */
    CCH_REPAIR,            /* a place that was mended in a copy, to be read at all */
    CCH_LAUNCH_ATTRIBUTE,  /* an attribute of a launch: clusters, cooperative, … */
    CCH_DIAGNOSTIC,        /* what a compiler refused */
    CCH_COVERAGE,          /* a pass with errors, and how much it holds in all */
    CCH_LAUNCH_PARAMETER,  /* a cell of a launch that the caller of its function gives */
    CCH_HANDED,            /* what a call gives to a function that launches with it */
    CCH_PROGRAM,           /* what a function does, as far as launches need it */
    CCH_STUB,              /* a function whose body does nothing on some device */
    CCH_SHARED,            /* a kernel's static shared memory */
    CCH_MODULE_HANDED,     /* a module or library that a function is given, to define names in */
    CCH_HELPER_BINDING,    /* a name that a function defines in a module that it is given */
    CCH_TABLE_COUNT
};

/* What a cell is. */
enum cch_domain {
    CCH_NUMBER,    /* an unsigned number */
    CCH_STRING,    /* a string's number */
    CCH_REFERENCE, /* a row of cch_column.table */
    CCH_IDENTITY   /* CCH_FUNCTION's key: the row's own number */
};

/* How the cells of a column combine when two rows with equal keys meet. */
enum cch_role {
    CCH_KEY,       /* part of the key */
    CCH_MIN,       /* the least by content: strings by bytes, sites by (file, line,
                  column), entities by structure, functions by identity, lists
                  item by item. Empty (0) counts as greatest, within a list too
                  (so that named parameters win over unnamed ones) */
    CCH_SOURCE,    /* CCH_MIN, but that of a row with CCH_FLAG_OF_SOURCE before others' (only in
                  CCH_FUNCTION) */
    CCH_MAX,       /* the greatest number */
    CCH_OR,        /* bit by bit */
    CCH_UNION,     /* lists as sets: sorted by number, each item once; in a
                  canonical graph numbers ascend with contents */
    CCH_PLACE,     /* CCH_MIN, and two different non-empty values put both into
                  CCH_CONFLICT (only in CCH_FUNCTION) */
    CCH_WITH_PLACE /* goes with the function's place (DEFINITION, or else
                  DEVICE_DEFINITION, or else DECLARATION): the value of the
                  row with the better place, and CCH_MIN where the places are
                  equal. So a definition's lines and parameter names stay
                  together (only in CCH_FUNCTION) */
};

struct cch_column {
    const char *name;
    uint8_t domain;   /* enum cch_domain: of the cell, or of the list's items */
    uint8_t role;     /* enum cch_role */
    uint8_t table;    /* enum cch_table, for CCH_REFERENCE */
    uint8_t is_list;  /* 1: the cell is a list's number */
    uint8_t required; /* 1: never 0; cch_graph_insert adds no such row, and a
                         file that has one is refused */
    uint32_t limit;   /* CCH_NUMBER: the greatest value; 0: any. A file with a
                        greater one is of a newer callchain */
    uint32_t absent;  /* what the cell is where an older file has no such column */
    uint8_t later;    /* 1: there are such files. Only the last columns, and no key */
};

struct cch_schema {
    const char *name; /* "edge" */
    char tag[5];      /* the chunk's tag in a file, "EDGE" */
    uint8_t width;    /* columns, at most CCH_WIDTH_MAX */
    uint8_t keys;     /* so many of them, the first ones, are the key */
    const struct cch_column *columns;
};

#define CCH_WIDTH_MAX 24

const struct cch_schema *cch_schema(enum cch_table table);

/* CCH_SITE ------------------------------------------------------------- */
enum {
    CCH_SITE_FILE,   /* string: relative to the project root, or absolute */
    CCH_SITE_LINE,   /* from 1 */
    CCH_SITE_COLUMN, /* from 1, in bytes; 0 unknown */
    CCH_SITE_WIDTH
};

/* CCH_ENTITY: readable names, built of shared pieces --------------------- */
enum {
    CCH_ENTITY_FORM,      /* enum cch_form, with CCH_FORM_ARGUMENTS or'ed in */
    CCH_ENTITY_TEXT,      /* string */
    CCH_ENTITY_PARENT,    /* entity: the enclosing scope, 0 for none */
    CCH_ENTITY_ARGUMENTS, /* list of entities */
    CCH_ENTITY_WIDTH
};
enum cch_form {
    CCH_FORM_CXX = 0,    /* parent::text */
    CCH_FORM_PYTHON = 1, /* parent.text */
    CCH_FORM_TEXT = 2,   /* text, each byte \x01 in it standing for the next
                              argument ("\x01 const &" with [int]) */
    CCH_FORM_MASK = 0xf,
    CCH_FORM_ARGUMENTS = 0x10 /* with CXX: the arguments are a template's, shown
                                 as <…> in a full name, even when empty */
};

/* CCH_FUNCTION --------------------------------------------------------- */
enum {
    CCH_FUNCTION_IDENTITY,          /* key */
    CCH_FUNCTION_LANGUAGE,          /* enum cch_language */
    CCH_FUNCTION_FLAGS,             /* enum cch_function_flag, or'ed */
    CCH_FUNCTION_NAME,              /* entity */
    CCH_FUNCTION_SOURCE,            /* function: the template this is a specialization
                                of; 0 where the function is as written */
    CCH_FUNCTION_DEFINITION,        /* site: of the name, where it is defined, in a
                                host pass or in Python */
    CCH_FUNCTION_DEVICE_DEFINITION, /* site: the same in a device pass */
    CCH_FUNCTION_DECLARATION,       /* site: where it is declared; always 0 when
                                either definition is there */
    CCH_FUNCTION_FIRST_LINE,        /* of the whole definition, template head and
                                decorators included; 0 unknown */
    CCH_FUNCTION_LAST_LINE,         /* of the body; 0 unknown */
    CCH_FUNCTION_PARAMETERS,        /* list of strings: names in order; "" unnamed;
                                Python: "*", "/", "*args", "**kw" as written */
    CCH_FUNCTION_SIGNATURE,         /* string: the parameter list as written, or "" */
    CCH_FUNCTION_WIDTH
};
enum cch_language { CCH_LANGUAGE_UNKNOWN, CCH_LANGUAGE_C, CCH_LANGUAGE_CXX, CCH_LANGUAGE_CUDA, CCH_LANGUAGE_PYTHON };
enum cch_function_flag {
    CCH_FLAG_KERNEL = 1 << 0,
    CCH_FLAG_DEVICE = 1 << 1,
    CCH_FLAG_HOST = 1 << 2,
    CCH_FLAG_VIRTUAL = 1 << 3,
    CCH_FLAG_IMPLICIT = 1 << 4, /* written by the compiler */
    CCH_FLAG_LAMBDA = 1 << 5,   /* a closure's call operator; a Python lambda */
    CCH_FLAG_INSTANTIATION = 1 << 6,
    CCH_FLAG_DEFINED = 1 << 7,    /* not set: declared only */
    CCH_FLAG_ENTRY = 1 << 8,      /* an entry point that its producer knows */
    CCH_FLAG_TEMPLATE = 1 << 9,   /* the template as written: has no edges itself */
    CCH_FLAG_SYNTHETIC = 1 << 10, /* a global's initialiser, a module's body */
    CCH_FLAG_INTERNAL = 1 << 11,  /* internal linkage */
    CCH_FLAG_CONSTRUCTOR = 1 << 12,
    CCH_FLAG_DESTRUCTOR = 1 << 13,
    CCH_FLAG_BINDING = 1 << 14,   /* a Python-visible name given by C++ */
    CCH_FLAG_PURE = 1 << 15,      /* a pure virtual method */
    CCH_FLAG_MAIN_FILE = 1 << 16, /* defined in a unit's main file */
    CCH_FLAG_SYSTEM = 1 << 17,    /* defined in a header of the toolchain, PyTorch or Python (README) */
    CCH_FLAG_CLASS = 1 << 18,     /* Python: the class object itself, when called */
    CCH_FLAG_EXTERNAL = 1 << 19,  /* Python: a name outside the analysed code */
    CCH_FLAG_CONSTEXPR = 1 << 20, /* constexpr or consteval */
    CCH_FLAG_TRIVIAL = 1 << 21,   /* a special member that does nothing */
    CCH_FLAG_BUILTIN = 1 << 22,   /* known to the compiler: memcpy, std::move */
    CCH_FLAG_OF_SOURCE = 1 << 23  /* a specialization that is made of its source's definition, not of a
                                     declaration */
};

/* CCH_EDGE ------------------------------------------------------------- */
enum {
    CCH_EDGE_CALLER,  /* function */
    CCH_EDGE_CALLEE,  /* function */
    CCH_EDGE_KIND,    /* enum cch_kind */
    CCH_EDGE_VIA,     /* string: CCH_KIND_VIRTUAL: identity of the static class
                        of the object; CCH_VIA_NEVER, CCH_VIA_UNDEFINED_CALLER; else "" */
    CCH_EDGE_CERTAIN, /* 1 certain, 0 possible */
    CCH_EDGE_PASSES,  /* set of strings: "host", "sm_80", "python" */
    CCH_EDGE_SITES,   /* set of sites */
    CCH_EDGE_WIDTH
};
/* CCH_KIND_VIRTUAL and CCH_KIND_INDIRECT: an EDGE row of kind VIRTUAL names
 * the method of the static type; the overriders that the hierarchy allows are
 * derived when a program is loaded, from CCH_OVERRIDE and CCH_CLASS_BASE.
 * Edges through pointers are derived from CCH_POINTER_CALL and
 * CCH_ADDRESS_TAKEN; an INDIRECT row is stored only where no signature is
 * needed to know the callee (a std::function's content, say). */
enum cch_kind {
    CCH_KIND_CALL,
    CCH_KIND_CONSTRUCT,
    CCH_KIND_DESTROY,
    CCH_KIND_VIRTUAL,
    CCH_KIND_INDIRECT,
    CCH_KIND_ADDRESS,
    CCH_KIND_LAUNCH,
    CCH_KIND_BIND,
    CCH_KIND_DISPATCH,
    CCH_KIND_COUNT
};
const char *cch_kind_name(enum cch_kind kind); /* "call", … */

/* CCH_EDGE_VIA of an INDIRECT edge that holds only as long as the program has
 * no definition of the caller: a function that was passed to it may be called
 * by it (qsort's comparison). Once the caller is defined, its own facts tell. */
#define CCH_VIA_UNDEFINED_CALLER "undefined-caller"

/* CCH_EDGE_VIA of a call that stands in code which never runs: the compiler's
 * evaluation of constants decides against it, in this specialization. Never
 * certain. The same call where it runs is another row. */
#define CCH_VIA_NEVER "never"

/* CCH_POINTER_CALL ------------------------------------------------------ */
enum {
    CCH_POINTER_CALL_CALLER,    /* function */
    CCH_POINTER_CALL_SIGNATURE, /* string: the mangled function type */
    CCH_POINTER_CALL_KIND,      /* CCH_KIND_INDIRECT or CCH_KIND_LAUNCH */
    CCH_POINTER_CALL_PASSES,    /* set of strings */
    CCH_POINTER_CALL_SITES,     /* set of sites */
    CCH_POINTER_CALL_WIDTH
};

/* CCH_ADDRESS_TAKEN ----------------------------------------------------- */
enum {
    CCH_ADDRESS_TAKEN_FUNCTION,
    CCH_ADDRESS_TAKEN_SIGNATURE, /* string, as in CCH_POINTER_CALL */
    CCH_ADDRESS_TAKEN_PASSES,    /* set of strings */
    CCH_ADDRESS_TAKEN_WIDTH
};

/* CCH_CLASS_BASE -------------------------------------------------------- */
enum {
    CCH_CLASS_BASE_CLASS, /* string: mangled type name; "@unit" behind it when
                             the type is not visible outside the unit */
    CCH_CLASS_BASE_BASE,  /* string */
    CCH_CLASS_BASE_WIDTH
};

/* CCH_OVERRIDE ---------------------------------------------------------- */
enum {
    CCH_OVERRIDE_METHOD,     /* function */
    CCH_OVERRIDE_CLASS,      /* string: the method's class */
    CCH_OVERRIDE_OVERRIDDEN, /* function: overridden directly */
    CCH_OVERRIDE_WIDTH
};

/* CCH_LAUNCH ------------------------------------------------------------ */
/* A row for each kernel, place, way to it through the caller's branches, and
 * configuration: what tells two launches apart is all in the key. */
enum {
    CCH_LAUNCH_CALLER, /* function */
    CCH_LAUNCH_KERNEL, /* function; 0 when not known */
    CCH_LAUNCH_SITE,   /* site */
    CCH_LAUNCH_PATH,   /* string: CCH_GUARD_PATH of the branches that it stands in; "" for none */
    CCH_LAUNCH_API,    /* string: "<<<>>>", "cudaLaunchKernel", … */
    CCH_LAUNCH_GRID,   /* strings: the expressions as written */
    CCH_LAUNCH_BLOCK,
    CCH_LAUNCH_SHARED_MEMORY,
    CCH_LAUNCH_STREAM,
    CCH_LAUNCH_ATTRIBUTES, /* string: those of CCH_LAUNCH_ATTRIBUTE, for reading; "" for none */
    CCH_LAUNCH_GRID_X,     /* strings: variables replaced by what gives them their one value, constants */
    CCH_LAUNCH_GRID_Y,     /* folded. Y and Z "": X is an expression for all three, or nothing is known */
    CCH_LAUNCH_GRID_Z,
    CCH_LAUNCH_BLOCK_X, /* the same */
    CCH_LAUNCH_BLOCK_Y,
    CCH_LAUNCH_BLOCK_Z,
    CCH_LAUNCH_SHARED_MEMORY_VALUE, /* string: bytes, or the expression */
    CCH_LAUNCH_GRID_DEPENDS,        /* lists: what the values read at run time */
    CCH_LAUNCH_BLOCK_DEPENDS,
    CCH_LAUNCH_SHARED_MEMORY_DEPENDS,
    CCH_LAUNCH_PASSES, /* set of strings */
    CCH_LAUNCH_UNITS,  /* set of strings: units in which this launch stands */
    CCH_LAUNCH_WIDTH
};

/* CCH_BINDING ----------------------------------------------------------- */
enum {
    CCH_BINDING_NAME,       /* function: the Python-visible name, "py:module.name" */
    CCH_BINDING_TARGET,     /* function; 0 for a schema without a function */
    CCH_BINDING_KIND,       /* enum cch_binding */
    CCH_BINDING_KEY,        /* string: dispatch key ("CUDA"), or "" */
    CCH_BINDING_MODULE,     /* string: module or namespace */
    CCH_BINDING_SCHEMA,     /* string: as written, or "" */
    CCH_BINDING_PARAMETERS, /* list of strings, positional order */
    CCH_BINDING_SITE,       /* site */
    CCH_BINDING_WIDTH
};
enum cch_binding {
    CCH_BINDING_PYBIND,
    CCH_BINDING_TORCH_DEF,
    CCH_BINDING_TORCH_IMPL,
    CCH_BINDING_PYTHON_API,
    CCH_BINDING_SYMBOL,   /* a C function by its name in a shared library: ctypes, cffi */
    CCH_BINDING_NANOBIND, /* as PYBIND */
    CCH_BINDING_TVM_FFI,  /* exported from a library of TVM-FFI, or one of its global functions */
    CCH_BINDING_KIND_COUNT
};

/* CCH_VALUE -------------------------------------------------------------- */
/* Insensitive to the order of statements and, in C++, at the level of the
 * source: the values of a template's specializations are one. */
enum {
    CCH_VALUE_FUNCTION, /* function as written (a specialization's source) whose
                           parameter, local, result or template parameter it is;
                           0 for fields, attributes and globals */
    CCH_VALUE_KIND,     /* enum cch_value */
    CCH_VALUE_CLASS,    /* string: FIELD and ATTRIBUTE: the class that declares it, as
                           people write it ("ns::Params"), template
                           arguments left out; else "" */
    CCH_VALUE_NAME,     /* string: "scale"; RESULT: "" or "[1]" for an item
                           of a tuple; QUERY: "multiProcessorCount" */
    CCH_VALUE_INDEX,    /* PARAMETER and TEMPLATE_PARAMETER: position from 1, a method's
                           object not counted; LOCAL: the line of its declaration,
                           so that two of one name are two; else 0 */
    CCH_VALUE_TYPE,     /* string: as written, or "" */
    CCH_VALUE_SITE,     /* site: of the declaration */
    CCH_VALUE_WIDTH
};
enum cch_value {
    CCH_VALUE_PARAMETER,
    CCH_VALUE_LOCAL,
    CCH_VALUE_FIELD,     /* C, C++: of any object of the class */
    CCH_VALUE_ATTRIBUTE, /* Python: self.x, ctx.x of any object of the class */
    CCH_VALUE_GLOBAL,
    CCH_VALUE_RESULT, /* what a function returns */
    CCH_VALUE_TEMPLATE_PARAMETER,
    CCH_VALUE_QUERY, /* asked of the device or the runtime */
    CCH_VALUE_COUNT
};

/* CCH_FLOW --------------------------------------------------------------- */
enum {
    CCH_FLOW_FROM,    /* value; 0: a constant, which TEXT gives */
    CCH_FLOW_TO,      /* value */
    CCH_FLOW_KIND,    /* enum cch_flow */
    CCH_FLOW_TEXT,    /* string: the expression as written, white space folded; "" for
                      the value itself */
    CCH_FLOW_SITE,    /* site */
    CCH_FLOW_CERTAIN, /* 1 certain, 0 possible */
    CCH_FLOW_PASSES,  /* set of strings */
    CCH_FLOW_CARRIES, /* set of enum cch_carries: what of FROM becomes what of TO */
    CCH_FLOW_WIDTH
};
/* A value's data, and its form: a tensor's shape, element type and device, a
 * list's length, whether an optional is given. */
enum cch_part { CCH_PART_DATA, CCH_PART_FORM, CCH_PARTS };
enum cch_carries {
    CCH_CARRIES_DATA_TO_DATA = 1, /* y = x, x * 2 */
    CCH_CARRIES_DATA_TO_FORM = 2, /* empty(n), x.view(n, m) */
    CCH_CARRIES_FORM_TO_DATA = 4, /* x.size(0), len(x) */
    CCH_CARRIES_FORM_TO_FORM = 8, /* y = x, empty_like(x) */
    CCH_CARRIES_ALIKE = 9,
    CCH_CARRIES_ALL = 15,
    CCH_CARRIES_PERHAPS = 4, /* bits by which these are shifted where it is only possible:
                                in x * y one of the two may be a number, which has no form */
    CCH_CARRIES_LIMIT = 255
};
enum cch_flow {
    CCH_FLOW_COPY,     /* the value itself */
    CCH_FLOW_DERIVED,  /* computed from it */
    CCH_FLOW_ELEMENT,  /* an item or attribute of it: window[0], x.shape */
    CCH_FLOW_ARGUMENT, /* passed to a parameter, itself; derived ones come by a DERIVED
                          flow into the parameter */
    CCH_FLOW_RETURN,   /* a result's value arrives at the caller */
    CCH_FLOW_CONTROL,  /* a condition on it decides which value TO gets */
    CCH_FLOW_TEMPLATE, /* becomes a template argument */
    CCH_FLOW_COUNT
};

/* CCH_USE ---------------------------------------------------------------- */
enum {
    CCH_USE_VALUE,    /* value */
    CCH_USE_KIND,     /* enum cch_use */
    CCH_USE_FUNCTION, /* function as written in which it is used so */
    CCH_USE_TARGET,   /* function: the kernel launched, the function whose call the
                         condition decides; or 0 */
    CCH_USE_TEXT,     /* string: the expression or condition as written */
    CCH_USE_SITE,     /* site */
    CCH_USE_PASSES,   /* set of strings */
    CCH_USE_PARTS,    /* set, 1 << enum cch_part: what of VALUE is used */
    CCH_USE_WIDTH
};
enum cch_use {
    CCH_USE_READ,      /* read and nothing more is known */
    CCH_USE_CONDITION, /* decides a branch; TARGET: a call in that branch */
    CCH_USE_GRID,      /* part of a launch configuration */
    CCH_USE_BLOCK,
    CCH_USE_SHARED_MEMORY,
    CCH_USE_KERNEL_ARGUMENT, /* passed to the kernel TARGET, itself or as a field of what is */
    CCH_USE_DEVICE_READ,     /* read by device code */
    CCH_USE_SHAPE,           /* shapes a tensor */
    CCH_USE_RETURN_FORM,     /* only decides what is returned, and how many */
    CCH_USE_COUNT
};

/* CCH_CLASS, CCH_CLASS_LINK ---------------------------------------------- */
/* Classes are named by their identity, as in CCH_CLASS_BASE. In this and the
 * following tables a list is a string, its items separated by line feeds. */
enum {
    CCH_CLASS_IDENTITY, /* string */
    CCH_CLASS_NAME,     /* entity */
    CCH_CLASS_SITE,     /* site: of the definition, a template's as written */
    CCH_CLASS_WIDTH
};
enum {
    CCH_CLASS_LINK_CLASS, /* string: a class */
    CCH_CLASS_LINK_KIND,  /* enum cch_class_link */
    CCH_CLASS_LINK_OTHER, /* string: a class */
    CCH_CLASS_LINK_WIDTH
};
enum cch_class_link { CCH_CLASS_LINK_DIRECT_BASE, CCH_CLASS_LINK_NESTED, CCH_CLASS_LINK_COUNT };

/* CCH_TEMPLATE_ARGUMENT --------------------------------------------------- */
enum {
    CCH_TEMPLATE_ARGUMENT_FUNCTION, /* function, or 0 */
    CCH_TEMPLATE_ARGUMENT_CLASS,    /* string: a class, or "": one of the two */
    CCH_TEMPLATE_ARGUMENT_INDEX,    /* from 1, packs counted item by item */
    CCH_TEMPLATE_ARGUMENT_NAME,     /* string: the parameter's, "is_even" */
    CCH_TEMPLATE_ARGUMENT_VALUE,    /* string: "64", "true", "ns::half_t" */
    CCH_TEMPLATE_ARGUMENT_TYPE,     /* string: the class that a type argument is, or "" */
    CCH_TEMPLATE_ARGUMENT_WIDTH
};

/* CCH_CONSTANT ------------------------------------------------------------- */
enum {
    CCH_CONSTANT_CLASS,  /* string: the class that declares it */
    CCH_CONSTANT_NAME,   /* string: "kRows"; of a named enumeration's enumerator "Mode::fast" */
    CCH_CONSTANT_VALUE,  /* string: "128", "true", "float"; "" where REASON tells why it has none */
    CCH_CONSTANT_REASON, /* string, or "" */
    CCH_CONSTANT_SITE,   /* site */
    CCH_CONSTANT_PASSES, /* set of strings: in which it has this value */
    CCH_CONSTANT_WIDTH
};

/* CCH_KERNEL ---------------------------------------------------------------- */
enum {
    CCH_KERNEL_FUNCTION,
    CCH_KERNEL_MAX_THREADS, /* strings: "256", as __launch_bounds__ has them, evaluated; "" not given */
    CCH_KERNEL_MIN_BLOCKS,
    CCH_KERNEL_MAX_BLOCKS,
    CCH_KERNEL_CLUSTER_X, /* strings: of __cluster_dims__ */
    CCH_KERNEL_CLUSTER_Y,
    CCH_KERNEL_CLUSTER_Z,
    CCH_KERNEL_BOUNDS_UNREAD,  /* enum cch_reason: why the compiler does not know the bounds that are written; or 0 */
    CCH_KERNEL_CLUSTER_UNREAD, /* the same */
    CCH_KERNEL_PASSES,
    CCH_KERNEL_WIDTH
};

/* Why a value is not known, or can be none. */
enum cch_reason {
    CCH_REASON_NONE,
    CCH_REASON_OLD_BOUNDS, /* in files: the compiler is too old for what is written */
    CCH_REASON_OLD_CLUSTER,
    CCH_REASON_OLDER_GRAPH,  /* the file's version does not tell */
    CCH_REASON_STORED_COUNT, /* no file has the following: a reader finds them */
    CCH_REASON_NOT_UNDERSTOOD = CCH_REASON_STORED_COUNT,
    CCH_REASON_NO_VALUE, /* an overflow, a division by 0 */
    CCH_REASON_ZERO,
    CCH_REASON_NEGATIVE,
    CCH_REASON_TOO_MANY,
    CCH_REASON_ATTRIBUTES_ELSEWHERE,
    CCH_REASON_ATTRIBUTE_ELSEWHERE,
    CCH_REASON_SEVERAL,
    CCH_REASON_POINTER,   /* of a kernel */
    CCH_REASON_PARAMETER, /* the same */
    CCH_REASON_BODY,      /* of static shared memory */
    CCH_REASON_COMPILER,  /* of shared memory */
    CCH_REASON_COUNT
};
const char *cch_reason_text(enum cch_reason reason); /* for reading; "" for none */
const char *cch_reason_name(enum cch_reason reason); /* for programs: "zero" */

/* The text of a value that is unknown is this and the reason's name; no
 * expression begins so. CCH_REASON_NONE: the text is no such thing. */
#define CCH_UNKNOWN_PREFIX "?"
enum cch_reason cch_reason_of_value(const char *text);
#define CCH_UNKNOWN_OLDER_GRAPH CCH_UNKNOWN_PREFIX "older-graph"

/* CCH_GUARD ------------------------------------------------------------------ */
enum {
    CCH_GUARD_CALLER,  /* function */
    CCH_GUARD_CALLEE,  /* function; 0: a launch of an unknown kernel */
    CCH_GUARD_SITE,    /* site of the call or launch */
    CCH_GUARD_PATH,    /* string: equal for all rows of one way to it, different for others: a line for each
                          branch, the outermost first, with its place and outcome; of a way through very
                          many a hash. "": it stands there in no branch, too (by a macro that names it
                          twice), which a row with INDEX 0 and nothing else tells */
    CCH_GUARD_INDEX,   /* from 1: the outermost branch first */
    CCH_GUARD_KIND,    /* enum cch_condition */
    CCH_GUARD_TEXT,    /* string: the condition as written */
    CCH_GUARD_VALUE,   /* string: variables replaced by what gives them their one value and
                          constants folded, in this specialization */
    CCH_GUARD_OUTCOME, /* string: "true", "false", "case 64", "default" */
    CCH_GUARD_DECIDED, /* 1: by the compiler, not at run time */
    CCH_GUARD_MACRO,   /* string: the macro whose body has the branch, "BOOL_SWITCH"; or "" */
    CCH_GUARD_DEFINES, /* list: constants and types that the branch begins with, "is_even = true" */
    CCH_GUARD_DEPENDS, /* list: what VALUE reads at run time */
    CCH_GUARD_PLACE,   /* site of the condition */
    CCH_GUARD_PASSES,  /* set of strings */
    CCH_GUARD_WIDTH
};
enum cch_condition {
    CCH_CONDITION_IF,
    CCH_CONDITION_IF_CONSTEXPR,
    CCH_CONDITION_SWITCH,
    CCH_CONDITION_CHOICE, /* ?: */
    CCH_CONDITION_AND,
    CCH_CONDITION_OR,
    CCH_CONDITION_RETURN, /* the function did not return there: OUTCOME is "false" */
    CCH_CONDITION_CUT,    /* so many branches that TEXT says how many: they are not kept */
    CCH_CONDITION_COUNT
};
const char *cch_condition_name(enum cch_condition kind); /* "if", "if constexpr", … */

/* CCH_LAUNCH_ATTRIBUTE -------------------------------------------------------- */
enum {                              /* what cudaLaunchKernelEx and its like are given in cudaLaunchConfig_t::attrs */
       CCH_LAUNCH_ATTRIBUTE_LAUNCH, /* row of CCH_LAUNCH */
       CCH_LAUNCH_ATTRIBUTE_NAME, /* string: "cudaLaunchAttributeCooperative"; "": some that are not known; of a kernel
                                     in Python a constant or option that it is compiled with, "num_warps" */
       CCH_LAUNCH_ATTRIBUTE_X,    /* strings: "1", or three as CCH_LAUNCH_GRID_X; "" not set, or not known */
       CCH_LAUNCH_ATTRIBUTE_Y,
       CCH_LAUNCH_ATTRIBUTE_Z,
       CCH_LAUNCH_ATTRIBUTE_WHEN,    /* string: "use_cluster: true", the branches within the caller that it
                                     is set in and the launch is not, joined by " and "; "": always */
       CCH_LAUNCH_ATTRIBUTE_DEPENDS, /* list: what the value and the branches read at run time */
       CCH_LAUNCH_ATTRIBUTE_WIDTH
};

/* CCH_LAUNCH_PARAMETER, CCH_HANDED --------------------------------------------- */
/* A function can launch what its caller gives: a kernel or a part of the configuration that is a parameter of it, a
 * field of one or computed from them. A place says which: "2", the second parameter; "2.grid", a field of it; with "@"
 * and the identity of the function whose parameter it is behind it, in a closure, which is handed what it captures.
 * In a text the places stand between the bytes 1 and 2. */
enum {
    CCH_LAUNCH_PARAMETER_LAUNCH,    /* row of CCH_LAUNCH */
    CCH_LAUNCH_PARAMETER_ATTRIBUTE, /* string: the launch's own, or the CCH_LAUNCH_ATTRIBUTE_NAME of an attribute */
    CCH_LAUNCH_PARAMETER_COLUMN, /* of CCH_LAUNCH (KERNEL; GRID_X … SHARED_MEMORY_VALUE) or of CCH_LAUNCH_ATTRIBUTE */
    CCH_LAUNCH_PARAMETER_TEXT,   /* string: what the cell is, with places. An x of one place alone with an empty y
                                       is all three dimensions of a dim3 */
    CCH_LAUNCH_PARAMETER_WIDTH
};
enum {
    CCH_HANDED_CALLER, /* function */
    CCH_HANDED_CALLEE, /* function */
    CCH_HANDED_SITE,   /* site of the call */
    CCH_HANDED_PATH,   /* string: CCH_GUARD_PATH of the branches that it stands in */
    CCH_HANDED_PLACE,  /* string: of the callee */
    CCH_HANDED_KERNEL, /* function: a kernel that is given; 0 for other values */
    CCH_HANDED_WAY,    /* string: PATH, or that of the branches in which this kernel is chosen */
    CCH_HANDED_X,      /* strings: the value, with places of the caller; a dim3 that is made here has three. */
    CCH_HANDED_Y,      /* Without X and KERNEL: something else may be given */
    CCH_HANDED_Z,
    CCH_HANDED_DEPENDS, /* list: what it reads at run time */
    CCH_HANDED_TOLD,    /* 1: on this way it is surely this */
    CCH_HANDED_PASSES,  /* set of strings */
    CCH_HANDED_WIDTH
};

/* CCH_PROGRAM ------------------------------------------------------------------ */
enum {                         /* several rows of a function: its definitions in several passes differ */
       CCH_PROGRAM_FUNCTION,   /* function */
       CCH_PROGRAM_TEXT,       /* string: PROGRAM.md; the same for all specializations of a template */
       CCH_PROGRAM_REFERENCES, /* list of functions, (… R) in the text, from 0 */
       CCH_PROGRAM_CONSTANTS,  /* list of strings, (k J) in the text, from 0 */
       CCH_PROGRAM_PASSES,     /* set of strings */
       CCH_PROGRAM_WIDTH
};

/* CCH_STUB --------------------------------------------------------------------- */
enum {                    /* kernels; other functions only where the preprocessor's conditions leave such a body */
       CCH_STUB_FUNCTION, /* function */
       CCH_STUB_PASSES,   /* set of strings: in which its body has no statement, or only tells so and stops */
       CCH_STUB_WIDTH
};

/* CCH_SHARED ------------------------------------------------------------------- */
/* A kernel that was read has a row, whatever it uses. */
enum {
    CCH_SHARED_FUNCTION,  /* function: the kernel */
    CCH_SHARED_BYTES,     /* of variables that surely are its own or of functions that it calls */
    CCH_SHARED_POSSIBLE,  /* the same with those of functions that it possibly calls */
    CCH_SHARED_ALIGNMENT, /* the greatest of these variables; 0: there are none */
    CCH_SHARED_DYNAMIC,   /* the greatest alignment of dynamic shared memory that something in the unit uses; both
                             numbers of bytes are multiples of it, and of 16. 0: nothing does */
    CCH_SHARED_OPEN,      /* enum cch_shared_open, or'ed: what more there may be */
    CCH_SHARED_VARIABLES, /* list: "name 320", "name 16 (possibly)" */
    CCH_SHARED_PASSES,    /* set of strings */
    CCH_SHARED_WIDTH
};
enum cch_shared_open {
    CCH_SHARED_POINTER = 1,    /* it calls through pointers, or virtually */
    CCH_SHARED_ELSEWHERE = 2,  /* it calls device functions of other units */
    CCH_SHARED_CONDITIONAL = 4 /* the preprocessor may give the device other bodies than the host's pass, which this is
                                  read from */
};

/* CCH_MODULE_HANDED -------------------------------------------------------------- */
/* Where HELPER is defined in another unit. A merge joins these with CCH_HELPER_BINDING (cch_graph_bind_handed). */
enum {
    CCH_MODULE_HANDED_HELPER,           /* function */
    CCH_MODULE_HANDED_PARAMETER,        /* its number, from 0 */
    CCH_MODULE_HANDED_CALLER,           /* function that hands on what it was given itself; 0: PATH is whole */
    CCH_MODULE_HANDED_CALLER_PARAMETER, /* that parameter's number, from 0 */
    CCH_MODULE_HANDED_PATH,             /* string: "torch.ops.name", "module.part"; behind the caller's, or "" */
    CCH_MODULE_HANDED_MODULE,           /* string: as in CCH_BINDING */
    CCH_MODULE_HANDED_KEY,              /* string: the library's dispatch key, or "" */
    CCH_MODULE_HANDED_PASSES,           /* set of strings */
    CCH_MODULE_HANDED_WIDTH
};

/* CCH_HELPER_BINDING ------------------------------------------------------------- */
enum {
    CCH_HELPER_BINDING_HELPER,    /* function */
    CCH_HELPER_BINDING_PARAMETER, /* which of its parameters is the module, from 0 */
    CCH_HELPER_BINDING_NAME,      /* string: below the module, "name", "Class.name" */
    CCH_HELPER_BINDING_TARGET,    /* these as in CCH_BINDING; KEY "": the library's */
    CCH_HELPER_BINDING_KIND,
    CCH_HELPER_BINDING_KEY,
    CCH_HELPER_BINDING_SCHEMA,
    CCH_HELPER_BINDING_VIA, /* string: the class of a virtual TARGET, or "" */
    CCH_HELPER_BINDING_PARAMETERS,
    CCH_HELPER_BINDING_SITE,
    CCH_HELPER_BINDING_CERTAIN, /* 1: TARGET is the only one */
    CCH_HELPER_BINDING_PASSES,  /* set of strings */
    CCH_HELPER_BINDING_WIDTH
};

/* CCH_KERNEL_SETTING ----------------------------------------------------------- */
enum {                               /* its conditions: the CCH_GUARD rows of CALLER, SITE and PATH */
       CCH_KERNEL_SETTING_CALLER,    /* function */
       CCH_KERNEL_SETTING_KERNEL,    /* function, or 0 unknown */
       CCH_KERNEL_SETTING_SITE,      /* site */
       CCH_KERNEL_SETTING_PATH,      /* string, as in CCH_LAUNCH */
       CCH_KERNEL_SETTING_API,       /* string: "cudaFuncSetAttribute" */
       CCH_KERNEL_SETTING_ATTRIBUTE, /* string: as written */
       CCH_KERNEL_SETTING_VALUE,     /* string: a number, or the expression */
       CCH_KERNEL_SETTING_PASSES,    /* set of strings */
       CCH_KERNEL_SETTING_PLACE,     /* string: what callers give as the kernel, as in CCH_LAUNCH_PARAMETER; 0 */
       CCH_KERNEL_SETTING_GIVEN,     /* string: the value with places of parameters in it; 0: it has none */
       CCH_KERNEL_SETTING_WIDTH
};

/* CCH_DEVICE_QUERY --------------------------------------------------------------- */
enum {
    CCH_DEVICE_QUERY_FUNCTION, /* function that asks */
    CCH_DEVICE_QUERY_NAME,     /* string: "multiProcessorCount", "cudaDevAttrComputeCapabilityMajor" */
    CCH_DEVICE_QUERY_TEXT,     /* string: as written */
    CCH_DEVICE_QUERY_SITE,     /* site */
    CCH_DEVICE_QUERY_PASSES,   /* set of strings */
    CCH_DEVICE_QUERY_WIDTH
};

/* CCH_MENTION -------------------------------------------------------------------- */
enum {                       /* NAME stands in the text of FUNCTION, or of the member MEMBER of a class */
       CCH_MENTION_FUNCTION, /* function as written, or 0 */
       CCH_MENTION_MEMBER,   /* string: a type or constant, or "" */
       CCH_MENTION_NAME,     /* string: of a constant or type */
       CCH_MENTION_WIDTH
};

/* CCH_PASS -------------------------------------------------------------- */
enum {
    CCH_PASS_NAME,        /* string, key: the stem of the graph file's name */
    CCH_PASS_UNIT,        /* string: main file, relative to the root if inside */
    CCH_PASS_KIND,        /* string: "host", "sm_80", "python" */
    CCH_PASS_TRIPLE,      /* string */
    CCH_PASS_LANGUAGE,    /* enum cch_language */
    CCH_PASS_PRODUCER,    /* string: "clang 22.1.8, callchain 0.1" */
    CCH_PASS_FLAGS,       /* enum cch_pass_flag */
    CCH_PASS_ERRORS,      /* number of errors that the compiler reported */
    CCH_PASS_FIRST_ERROR, /* string: "file:line:col: text" */
    CCH_PASS_CONTENTS,    /* set of strings: hash of the producer's facts; more
                          than one: two graphs of one pass disagree */
    CCH_PASS_WIDTH
};
enum cch_pass_flag { CCH_PASS_INCOMPLETE = 1, CCH_PASS_SCOPE_ALL = 2 };

/* CCH_EXPECTED, CCH_CONFLICT, CCH_PROBLEM, CCH_REPAIR --------------------- */
enum { CCH_EXPECTED_UNIT, CCH_EXPECTED_WIDTH };
enum { CCH_CONFLICT_FUNCTION, CCH_CONFLICT_SITE, CCH_CONFLICT_WIDTH };
/* How the text of a problem begins that tells of names that are worked out: the
 * module, or nothing where that is not known, ends the one text, and stands
 * before "," in the other. */
#define CCH_PROBLEM_COMPUTED_BINDING "a name that is worked out is bound in "
#define CCH_PROBLEM_COMPUTED_ATTRIBUTE "getattr("
/* The same of a name, which ends the text, whose module its unit does not tell: a function of another unit gives it. */
#define CCH_PROBLEM_UNNAMED_MODULE "in a module that its unit does not name is bound "
#define CCH_OLDER_UNIT "older graphs" /* CCH_PROBLEM_UNIT of what files of an earlier version do not tell */
#define CCH_NEWER_UNIT "newer graphs" /* the same of what this build does not know */
enum {
    CCH_PROBLEM_UNIT, /* string: unit or file */
    CCH_PROBLEM_TEXT, /* string: one line */
    CCH_PROBLEM_SITE, /* site or 0 */
    CCH_PROBLEM_WIDTH
};
enum {
    CCH_REPAIR_SITE,   /* site: as the user's file has it, as all sites */
    CCH_REPAIR_RULE,   /* string: the rule's name */
    CCH_REPAIR_BEFORE, /* string: the text there that was replaced; "" for none */
    CCH_REPAIR_AFTER,  /* string: what the copy has in its place */
    CCH_REPAIR_PASSES, /* set of strings */
    CCH_REPAIR_UNITS,  /* set of strings: units that were read so */
    CCH_REPAIR_WIDTH
};

/* CCH_DIAGNOSTIC, CCH_COVERAGE: of passes with errors --------------------- */
enum {
    CCH_DIAGNOSTIC_PASS,   /* string: CCH_PASS_NAME */
    CCH_DIAGNOSTIC_SITE,   /* site or 0 */
    CCH_DIAGNOSTIC_TEXT,   /* string: the compiler's words */
    CCH_DIAGNOSTIC_COUNT,  /* how often: in so many instantiations, say */
    CCH_DIAGNOSTIC_FATAL,  /* 1: nothing behind it was read */
    CCH_DIAGNOSTIC_WITHIN, /* site: definition, as written, of the function that it stands in; 0 in none */
    CCH_DIAGNOSTIC_WIDTH
};
enum {
    CCH_COVERAGE_PASS,      /* string: CCH_PASS_NAME */
    CCH_COVERAGE_FUNCTIONS, /* number of functions as written, system headers' left out, that the pass defines or
                               has errors in */
    CCH_COVERAGE_WIDTH
};

#endif
