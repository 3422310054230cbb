/* The points-to analysis: which functions, classes, objects … each variable
 * may hold, to a fixed point, and the calls that follow from it.
 *
 * It follows the order of statements only as lowering does (lower.h), and
 * does not tell apart the callers of a function, with two exceptions: what a
 * function returns of its own parameters goes to each caller by itself, and
 * what it returns of functions made in it (contexts.h).
 * Objects of a class are one abstract object; `self` in a method of C is "a C
 * or something that inherits from it", and looks up accordingly. Objects of
 * small classes are told apart by the place where they are made (objects.c).
 *
 * A variable is also marked *open* when something outside the program may
 * have put a value in it (a parameter), and *foreign* when what it holds
 * comes from a library. A call is certain when its callee's variable holds
 * one target and neither mark. Where a set of values was cut, it is marked so,
 * which goes on as well: what is called there isn't all that may be.
 *
 * Constants are values, too: they name attributes, operators and keys. Not all
 * that is text is followed, so what a variable names is known for sure only
 * where it is *exact*: one constant, and a way to it that has no other (constants.c).
 */
#ifndef CCH_PYTHON_SOLVE_H
#define CCH_PYTHON_SOLVE_H

#include "python/solve/program.h"

enum cch_py_value_kind {
    PY_V_NONE,
    PY_V_FUNCTION,         /* a: function; b: the context that made it (contexts.h), or 0 */
    PY_V_CLASS,            /* a: class */
    PY_V_INSTANCE,         /* a: class; b: enum cch_py_which_object */
    PY_V_BOUND,            /* a: value that is called with b: value, in front */
    PY_V_MODULE,           /* a: module index */
    PY_V_CONSTANT,         /* a: an operand, TEXT or INDEX */
    PY_V_EXTERNAL,         /* a: dotted name outside the program; b: 1: an item of it */
    PY_V_EXTERNAL_OBJECT,  /* a: dotted name of its class, outside the program */
    PY_V_CONTAINER,        /* a: index into containers */
    PY_V_CONTAINER_METHOD, /* a: container's value; b: name */
    PY_V_SUPER,            /* a: class; b: value, the object */
    PY_V_PROPERTY,         /* a: instruction that made it */
    PY_V_PROPERTY_PART,    /* a: property's value; b: 0 getter, 1 setter, 2 deleter */
    PY_V_STATIC,           /* a: value in a staticmethod */
    PY_V_CLASS_METHOD,     /* a: value in a classmethod */
    PY_V_PARTIAL,          /* a: instruction that made it (b: of its value) */
    PY_V_GENERATOR,        /* a: function */
    PY_V_OPERATOR,         /* a: value; b: name "torch.ops.ns.op": a custom_op */
    PY_V_KERNEL,           /* a: value, compiled for a GPU (kernels.c); b: enum cch_py_kernel_kind */
    PY_V_LAUNCH,           /* a: value, with its grid: a kernel about to be launched */
    PY_V_OBJECT            /* what a rule made (rules.h); a: a pair's value; b: its model */
};

struct cch_py_value {
    uint32_t kind, a, b;
};

/* Which objects of a class a PY_V_INSTANCE stands for. */
enum cch_py_which_object {
    PY_EXACTLY,  /* those of the class itself */
    PY_OR_BELOW, /* and of classes that inherit from it */
    PY_AS_SELF,  /* the same, as a method's `self` where objects are told apart: those that are not */
    PY_MADE_AT   /* + index of a site: those made there */
};
static inline int cch_py_is_below(struct cch_py_value of) { return of.b == PY_OR_BELOW || of.b == PY_AS_SELF; }
static inline int cch_py_is_site(struct cch_py_value of) { return of.kind == PY_V_INSTANCE && of.b >= PY_MADE_AT; }

/* A rule's handler that is told of a variable's values (rules/rules.h). */
struct cch_py_solver;
typedef void cch_py_watcher(struct cch_py_solver *s, uint32_t number, uint32_t value);

enum { PY_OPEN = 1, PY_FOREIGN = 2, PY_QUEUED = 4, PY_CUT = 16, PY_STRINGS = 32 };
enum { PY_SPREAD = PY_OPEN | PY_FOREIGN | PY_CUT | PY_STRINGS }; /* marks that go on with the values */

struct cch_py_variable {
    uint32_t *items;           /* values, in the order in which they came; behind them, if there
                                  are more than a few, a hash table of their places (solve.c) */
    uint32_t copies, watchers; /* heads of chains */
    uint32_t only;             /* where all that it holds comes from (constants.c) */
    uint8_t count, done;
    uint8_t marks, marks_done, room; /* room: log2 of the items' capacity + 1, 0: none */
    uint8_t distance;                /* how many large sets it was copied by way of */
    uint8_t callable;                /* how many of the values are neither containers nor constants */
    uint8_t constants;               /* how many are constants */
    uint8_t sites;                   /* how many are objects told apart */
};

struct cch_py_link {
    uint32_t to, next; /* a variable or an instruction */
};

struct cch_py_container_item {
    uint32_t key, variable; /* key: an operand, TEXT or INDEX */
};
struct cch_py_spread {
    uint32_t function; /* value: a PY_V_FUNCTION */
    uint32_t offset, is_keywords;
};
/* What gets the items of a container: a dict that has them all by their keys,
 * or a sequence with those of some places, each so many places further. */
struct cch_py_derived {
    uint32_t container, lower, upper, shift, keyed;
};
struct cch_py_container {
    uint32_t all;     /* variable: every item */
    uint32_t unknown; /* variable: items whose place is not known */
    uint32_t keys;    /* variable: keys that are no constants */
    uint32_t tail;    /* variable: items behind the first `length` (exact) */
    uint32_t length;
    uint8_t kind;   /* enum cch_py_container_kind */
    uint8_t exact;  /* the first `length` items are known by their places */
    uint8_t placed; /* a display, *args, or made of such: parts of it keep places */
    uint8_t grown;  /* there may be more than `length` or fewer */
    uint8_t moved;  /* each item may be anywhere */
    uint8_t runs;   /* a call of it calls its items */
    uint8_t depth;  /* how many containers it was derived by way of */
    PY_ARRAY(struct cch_py_container_item) items;
    PY_ARRAY(struct cch_py_spread) spreads; /* calls that it is spread into: f(*c) */
    PY_ARRAY(struct cch_py_derived) derived;
    cch_py_numbers from_end; /* variables that were read by places from the end: all once it has grown */
    cch_py_numbers shifts;   /* containers in which something stands behind its last item */
};

/* A load of an attribute from instances, waiting for fields of the name. */
struct cch_py_load {
    uint32_t class, below, variable, value, next;
};
struct cch_py_field {
    uint32_t owner; /* value: an instance or a class */
    uint32_t variable, next;
};

/* Nodes of the graph: what calls and is called. */
enum cch_py_node_kind { PY_NODE_FUNCTION, PY_NODE_CLASS, PY_NODE_EXTERNAL };
static inline uint32_t cch_py_node(enum cch_py_node_kind kind, uint32_t index) { return (uint32_t)kind << 30 | index; }

struct cch_py_call_edge {
    uint32_t caller, callee; /* nodes */
    uint32_t instruction;    /* where */
    uint8_t kind;            /* enum cch_kind */
    uint8_t possible;        /* never certain, whatever the call says */
    uint8_t plain;           /* the callee may run in no context */
    uint32_t key;            /* name: the dispatch key of a torch operator's, or 0 */
};

/* A context that an edge's callee runs in. */
struct cch_py_edge_context {
    uint32_t edge, context;
};

/* A call of a function whose parameters are known, a class that only has
 * fields, or a name outside the program. */
struct cch_py_pass {
    uint32_t instruction; /* its operands go, behind */
    uint32_t front;       /* so many objects (self), */
    uint32_t callee;      /* to this node */
};

/* Where an instruction that the solver made comes from. */
struct cch_py_origin {
    uint32_t instruction; /* the one as written */
    uint32_t receiver;    /* variable on whose certainty this one depends, or 0 */
    uint32_t depth;       /* how many made instructions lie between */
    uint32_t context;     /* contexts.h, or 0 */
};

/* Functions seen from one call (contexts.h). */
struct cch_py_context {
    uint32_t function;
    uint32_t parent; /* the context around the function: of its value */
    uint32_t caller; /* the context of the call */
    uint32_t depth;
    uint32_t first_variable; /* those of the shape's, in its order */
    uint8_t is_spilled, of_object;
};
struct cch_py_context_shape {    /* of a function */
    cch_py_numbers functions;    /* it, and those in it */
    cch_py_numbers instructions; /* theirs, as far as they say something new in a context */
    cch_py_numbers variables;    /* their own, in order */
    cch_py_numbers defaults;     /* the instructions that give its parameters' defaults */
    uint32_t made;               /* the instruction that makes it */
    uint32_t work;               /* instructions made for contexts so far */
    uint8_t relation, state, is_crowded, has_class;
};
struct cch_py_contexts {
    uint32_t *first, *of_function; /* function → its instructions */
    uint32_t *definitions;         /* variable → how many instructions assign it */
    uint32_t *written;             /* variable → the name that it is written as: the last part */
    uint32_t written_count;
    uint32_t *child, *sibling;            /* function → the first in it, the next beside it */
    struct cch_py_context_shape *shapes;  /* by function */
    PY_ARRAY(struct cch_py_context) list; /* 0 unused */
    cch_py_numbers spills;                /* contexts to be joined */
    struct cch_py_table of_objects;       /* (PY_V_FUNCTION, object) → context + 1; 1: it is to have none */
};

/* Where statements store attributes (existence.c). */
struct cch_py_existence {
    struct cch_py_table own;      /* (class, name): by `self` of its methods */
    struct cch_py_table anywhere; /* name: by anything else */
    struct cch_py_table dynamic;  /* class: names that the program works out */
};
enum cch_py_presence { PY_ABSENT, PY_PERHAPS, PY_PRESENT };

/* A place where objects are made that are told apart (objects.c). */
struct cch_py_site {
    uint32_t instruction, class;
};

struct cch_py_unsettled { /* constants.c */
    uint32_t variable, instruction, data;
    void (*then)(struct cch_py_solver *s, uint32_t instruction, uint32_t data);
};

struct cch_py_solver {
    struct cch_py_program *program;
    struct cch_py_arena *arena;
    struct cch_py_variable *variables;
    uint32_t variable_count, variable_capacity;
    PY_ARRAY(struct cch_py_value) values;
    struct cch_py_table value_numbers[32]; /* by kind: (a, b) → value */
    PY_ARRAY(struct cch_py_link) links;
    PY_ARRAY(struct cch_py_container) containers;
    struct cch_py_table container_numbers; /* instruction or function → index + 1 */
    struct cch_py_table fields;            /* (value, name) → variable */
    struct cch_py_table gets;              /* (value, name) → variable that holds value.name */
    PY_ARRAY(struct cch_py_load) loads;
    struct cch_py_table loads_of; /* (name, whether of objects told apart) → last load + 1 */
    PY_ARRAY(struct cch_py_field) field_list;
    struct cch_py_table fields_of; /* the same → last field + 1 */
    struct cch_py_table done;      /* (instruction, value): already treated */
    PY_ARRAY(struct cch_py_call_edge) edges;
    struct cch_py_table edge_numbers; /* (instruction, callee) → edge + 1 */
    PY_ARRAY(struct cch_py_edge_context) edge_contexts;
    struct cch_py_table edge_context_numbers; /* (edge + 1, context) → 1 */
    PY_ARRAY(struct cch_py_pass) passes;
    struct cch_py_table pass_numbers; /* (instruction, callee) → 1 */
    struct cch_py_table operand_from; /* operand that is a copy → the one as written + 1 */
    uint32_t first_made;              /* the first instruction that the solver made */
    PY_ARRAY(struct cch_py_origin) origins;
    PY_ARRAY(uint32_t) queue;
    uint32_t queue_head;
    struct cch_py_table texts_of_kernels; /* name of a kernel that is text → the instruction that asks for it << 2 |
                                             enum cch_py_text_kernel */
    struct cch_py_table operators;        /* torch.ops name → 1: implemented in Python */
    struct cch_py_table stored;           /* names that some statement stores as an attribute → 1 */
    uint32_t *got;                        /* variable → the GET as written that fills it, or 0 */
    struct cch_py_existence existence;
    struct cch_py_contexts contexts;
    cch_py_numbers crowded;       /* functions whose further calls are not told apart */
    struct cch_py_table rules[6]; /* by when they apply: name → which (rules.c) */
    PY_ARRAY(const struct cch_py_model *) models;
    PY_ARRAY(cch_py_watcher *) watchers;
    uint32_t returned;             /* the variable of what really returns to the call that a rule is asked about */
    uint32_t callee;               /* the value that the rule at hand is asked about, */
    int is_guess;                  /* and whether a name that it is given is one of several */
    struct cch_py_table constants; /* operand → the variable that holds it */
    PY_ARRAY(struct cch_py_unsettled) unsettled;
    cch_py_numbers named; /* calls of getattr whose name is no constant as written */
    PY_ARRAY(struct cch_py_site) sites;
    struct cch_py_table site_numbers; /* (instruction, class) → index + 1 */
    uint64_t steps;
    int hierarchy_only; /* only names and imports are followed, not calls */
};

/* How a kernel that is text is launched. */
enum cch_py_text_kernel {
    PY_TEXT_BLOCKS,   /* kernel(grid, block, arguments) */
    PY_TEXT_ELEMENTS, /* kernel(arguments): the library knows how many threads */
    PY_TEXT_KEYWORDS  /* kernel(arguments…, grid=, block=) */
};

/* So many values a variable holds at most, and so many constants besides: it
 * counts them in a byte. */
enum { PY_SET_MAX = 160, PY_CONSTANTS_HELD = 48 };

/* A bound on the work, far above what real projects need. */
#define PY_STEPS_MAX 400000000u

void cch_py_solve(struct cch_py_arena *arena, struct cch_py_program *program, struct cch_py_solver *solver);
/* Lets the large tables go, once the graph has what they say. */
void cch_py_solver_release(struct cch_py_solver *solver);

/* sets.c -------------------------------------------------------------------- */
uint32_t cch_py_value(struct cch_py_solver *s, enum cch_py_value_kind kind, uint32_t a, uint32_t b);
uint32_t cch_py_make_variable(struct cch_py_solver *s);
void cch_py_put(struct cch_py_solver *s, uint32_t variable, uint32_t value);
void cch_py_mark(struct cch_py_solver *s, uint32_t variable, uint8_t marks);
void cch_py_connect(struct cch_py_solver *s, uint32_t from, uint32_t to); /* to ⊇ from, from now on */
/* There are so many variables at least. */
void cch_py_reserve_variables(struct cch_py_solver *s, uint32_t count);
/* Gives `to` what came to `from`, from a place on: all of a small set, of a large one as far as bounds allow. */
void cch_py_hand_on(struct cch_py_solver *s, uint32_t from, uint32_t to, uint32_t first, uint32_t end);
/* A link in front of the chain `next`. */
uint32_t cch_py_link_to(struct cch_py_solver *s, uint32_t to, uint32_t next);

/* solve.c ------------------------------------------------------------------- */
/* A new instruction at the place of `origin`; it watches its operand a. */
uint32_t cch_py_make_instruction(struct cch_py_solver *s, enum cch_py_opcode opcode, uint8_t flags, uint32_t origin,
                                 uint32_t receiver, uint32_t target, uint32_t a, uint32_t b, uint32_t c);
/* Whether this is the first time for (instruction, value). */
int cch_py_first_time(struct cch_py_solver *s, uint32_t instruction, uint32_t value);
uint32_t cch_py_origin_of(const struct cch_py_solver *s, uint32_t instruction);
/* Follows an instruction from now on. */
void cch_py_begin_instruction(struct cch_py_solver *s, uint32_t instruction);
static inline uint32_t cch_py_context_of(const struct cch_py_solver *s, uint32_t instruction) {
    return instruction >= s->first_made ? s->origins.items[instruction - s->first_made].context : 0;
}
static inline const struct cch_py_value *cch_py_value_of(const struct cch_py_solver *s, uint32_t value) {
    return &s->values.items[value];
}
static inline const char *cch_py_solver_text(const struct cch_py_solver *s, uint32_t name) {
    return cch_py_text(&s->program->names, name);
}
uint32_t cch_py_solver_name(struct cch_py_solver *s, const char *text);

/* attributes.c ---------------------------------------------------------------- */
/* The variable that holds `value.name`; 0 when nothing can be said. */
uint32_t cch_py_attribute(struct cch_py_solver *s, uint32_t value, uint32_t name);
/* Whether objects of a class (and, `below`, of those that inherit) have a
 * class attribute of this name in the program. */
int cch_py_class_has(const struct cch_py_solver *s, uint32_t class, uint32_t name, int below);
/* The variable of a class's attribute by its resolution order, or 0. */
uint32_t cch_py_class_find(const struct cch_py_solver *s, uint32_t class, uint32_t name, uint32_t skip_to);
/* A global of a module, star imports included; 0 when it has none. */
uint32_t cch_py_module_global(struct cch_py_solver *s, uint32_t module, uint32_t name);
/* The variable of a module's __getattr__ when the module has nothing else of the name, or 0. */
uint32_t cch_py_missing_from_module(struct cch_py_solver *s, uint32_t module, uint32_t name);
void cch_py_react_get(struct cch_py_solver *s, uint32_t instruction, uint32_t value);
void cch_py_react_set(struct cch_py_solver *s, uint32_t instruction, uint32_t value);
void cch_py_react_bind(struct cch_py_solver *s, uint32_t instruction, uint32_t value);
void cch_py_react_fetch(struct cch_py_solver *s, uint32_t instruction, uint32_t value);
void cch_py_react_super(struct cch_py_solver *s, uint32_t instruction, uint32_t value);
/* Puts `source` where object.name is kept. */
void cch_py_store(struct cch_py_solver *s, uint32_t object, uint32_t name, uint32_t source);
uint32_t cch_py_field(struct cch_py_solver *s, uint32_t owner, uint32_t name);
/* The value as it comes out when read from `receiver`: functions get bound. */
uint32_t cch_py_bound(struct cch_py_solver *s, uint32_t value, uint32_t receiver);

/* objects.c -------------------------------------------------------------------- */
/* Chooses the classes whose objects are told apart. Names are followed, and classes are in order. */
void cch_py_objects_choose(struct cch_py_solver *s);
/* The object of the class that a call makes. */
uint32_t cch_py_new_object(struct cch_py_solver *s, uint32_t instruction, uint32_t class);
/* What `self` is in a method of the class that callers call whom nobody sees. */
uint32_t cch_py_self_of(struct cch_py_solver *s, uint32_t class, uint32_t function);
/* The context in which the function, a value, runs as a method of what stands in front; 0: in none. */
uint32_t cch_py_object_context(struct cch_py_solver *s, uint32_t function, uint32_t front);
/* C.method(x, …) where objects of C are told apart: calls the method on each that x holds. Returns whether it does. */
int cch_py_call_unbound(struct cch_py_solver *s, uint32_t instruction, uint32_t function);

/* existence.c ------------------------------------------------------------------ */
void cch_py_existence_begin(struct cch_py_solver *s);
/* Whether it is a field of a dataclass, which __init__ takes from whoever makes an object. */
int cch_py_is_field(const struct cch_py_solver *s, uint32_t class, uint32_t name);
/* Whether objects of the class (and, `below`, of those that inherit) have the attribute. */
enum cch_py_presence cch_py_presence_of(const struct cch_py_solver *s, uint32_t class, uint32_t name, int below);

/* constants.c ---------------------------------------------------------------------- */
/* A variable that holds this one constant (an operand). */
uint32_t cch_py_constant_variable(struct cch_py_solver *s, uint32_t operand);
/* The variable that stands for an argument: the constant's, if it is one. */
uint32_t cch_py_argument_variable(struct cch_py_solver *s, uint32_t operand);
/* cch_py_connect of a copy or an argument: all that `to` holds, if nothing else comes. */
void cch_py_hand_over(struct cch_py_solver *s, uint32_t from, uint32_t to);
/* The constant that the variable holds, and nothing else; or PY_UNUSED. */
uint32_t cch_py_exact(const struct cch_py_solver *s, uint32_t variable);
/* The FORMAT instruction that alone fills the variable, or 0. */
uint32_t cch_py_format_of(const struct cch_py_solver *s, uint32_t variable);
/* `then` once it is known that the variable is not exact: of (instruction, data). */
void cch_py_unless_exact(struct cch_py_solver *s, uint32_t variable, uint32_t instruction, uint32_t data,
                         void (*then)(struct cch_py_solver *s, uint32_t instruction, uint32_t data));
/* The same, but not before nothing else is left to do. */
void cch_py_when_settled(struct cch_py_solver *s, uint32_t variable, uint32_t instruction, uint32_t data,
                         void (*then)(struct cch_py_solver *s, uint32_t instruction, uint32_t data));
/* Calls those; returns whether there were any. */
int cch_py_settle(struct cch_py_solver *s);
void cch_py_react_format(struct cch_py_solver *s, uint32_t instruction);

/* imports.c ------------------------------------------------------------------- */
void cch_py_do_import(struct cch_py_solver *s, const struct cch_py_instruction *i);
void cch_py_do_from(struct cch_py_solver *s, const struct cch_py_instruction *i);
/* `from module import name` of a name that only the module's __getattr__ gives. */
void cch_py_call_from_hook(struct cch_py_solver *s, uint32_t instruction);
void cch_py_do_star(struct cch_py_solver *s, const struct cch_py_instruction *i);
/* The module of an item of sys.modules; whether the name is that. */
int cch_py_module_item(struct cch_py_solver *s, uint32_t instruction, uint32_t name);
/* What `from module import *` of modules outside the program may give, one of them; whether there are. */
int cch_py_star_gives(struct cch_py_solver *s, uint32_t module, uint32_t name, uint32_t target);
void cch_py_do_name(struct cch_py_solver *s, const struct cch_py_instruction *i);
void cch_py_import_into(struct cch_py_solver *s, uint32_t module, uint32_t target, uint32_t name, int is_standard);
uint32_t cch_py_from_module(struct cch_py_solver *s, uint32_t from, uint32_t target, uint32_t name);

/* containers.c ---------------------------------------------------------------- */
uint32_t cch_py_make_container(struct cch_py_solver *s, enum cch_py_container_kind kind);
/* The value of the one container of a key (an instruction, say). */
uint32_t cch_py_container_value(struct cch_py_solver *s, uint32_t key, int kind);
void cch_py_container_set(struct cch_py_solver *s, uint32_t container, uint32_t key, uint32_t source);
/* The variable of one item as it may be read. */
void cch_py_container_get(struct cch_py_solver *s, uint32_t container, uint32_t key, uint32_t target);
void cch_py_container_spread(struct cch_py_solver *s, uint32_t container, struct cch_py_spread spread);
void cch_py_react_get_item(struct cch_py_solver *s, uint32_t instruction, uint32_t value);
void cch_py_react_set_item(struct cch_py_solver *s, uint32_t instruction, uint32_t value);
void cch_py_react_iterate(struct cch_py_solver *s, uint32_t instruction, uint32_t value);
void cch_py_react_unpack(struct cch_py_solver *s, uint32_t instruction, uint32_t value);
void cch_py_iterate_into(struct cch_py_solver *s, uint32_t instruction, uint32_t value, uint32_t target);
int cch_py_container_method(struct cch_py_solver *s, uint32_t instruction, uint32_t value);
/* The variable with the items of an object whose class is a container's. */
uint32_t cch_py_elements(struct cch_py_solver *s, uint32_t instance);

/* sequences.c --------------------------------------------------------------------- */
/* A container as written, of `length` - 1 items when that is known. */
uint32_t cch_py_display(struct cch_py_solver *s, uint32_t instruction, enum cch_py_container_kind kind,
                        uint32_t length);
/* More items come behind the last one. */
void cch_py_container_grow(struct cch_py_solver *s, uint32_t container, uint32_t source);
/* What is in it may be at any place. */
void cch_py_container_move(struct cch_py_solver *s, uint32_t container);
/* The place that a key from the end means, or less than 0. */
int32_t cch_py_place_from_end(const struct cch_py_container *c, uint32_t key);
void cch_py_derive_item(struct cch_py_solver *s, const struct cch_py_derived *to, uint32_t key, uint32_t variable);
/* The value of a slice, of a copy. */
uint32_t cch_py_slice(struct cch_py_solver *s, uint32_t instruction, uint32_t container, uint32_t code);
uint32_t cch_py_copy_of(struct cch_py_solver *s, uint32_t instruction, uint32_t container,
                        enum cch_py_container_kind kind);
/* The dict gets everything that the other holds. */
void cch_py_merge(struct cch_py_solver *s, uint32_t from, uint32_t into);
void cch_py_react_merge(struct cch_py_solver *s, uint32_t instruction, uint32_t value);
void cch_py_react_copy_of(struct cch_py_solver *s, uint32_t instruction, uint32_t value);
void cch_py_react_move(struct cch_py_solver *s, uint32_t value);
void cch_py_binary_container(struct cch_py_solver *s, uint32_t instruction, uint32_t value);
void cch_py_join_unknown(struct cch_py_solver *s, uint32_t instruction);

/* arguments.c ------------------------------------------------------------------- */
void cch_py_spread_into(struct cch_py_solver *s, const struct cch_py_spread *spread, uint32_t key, uint32_t source);
/* The operand of a call's positional argument, or PY_UNUSED. */
uint32_t cch_py_positional(const struct cch_py_solver *s, const struct cch_py_instruction *call, uint32_t index);
uint32_t cch_py_keyword(const struct cch_py_solver *s, const struct cch_py_instruction *call, const char *name);
/* Adds two operands (one argument) to the program's and returns where. */
uint32_t cch_py_argument(struct cch_py_solver *s, uint32_t kind, uint32_t operand);
/* Adds copies of a call's operands, `count` pairs from `from` on. */
void cch_py_copy_arguments(struct cch_py_solver *s, uint32_t from, uint32_t count);

/* calls.c ----------------------------------------------------------------------- */
void cch_py_react_call(struct cch_py_solver *s, uint32_t instruction, uint32_t value);
/* object.name(…) by the language: calls it where the object has it. Returns
 * whether it has. `b` and `c` are the operands, as in PY_DO_CALL. */
int cch_py_call_method(struct cch_py_solver *s, uint32_t origin, uint32_t receiver_variable, uint32_t object,
                       const char *name, uint32_t target, uint32_t b, uint32_t c);
/* A call of what runs in no context. */
void cch_py_edge(struct cch_py_solver *s, uint32_t instruction, uint32_t callee, uint8_t kind, int possible);
/* The callee runs in this context, or in none (0). */
void cch_py_edge_from(struct cch_py_solver *s, uint32_t caller, uint32_t instruction, uint32_t callee, uint8_t kind,
                      int possible, uint32_t context);
void cch_py_react_binary(struct cch_py_solver *s, uint32_t instruction, uint32_t value);
void cch_py_react_method(struct cch_py_solver *s, uint32_t instruction, uint32_t value);
void cch_py_react_wrap(struct cch_py_solver *s, uint32_t instruction, uint32_t value);
void cch_py_react_enter(struct cch_py_solver *s, uint32_t instruction, uint32_t value);
/* What a class statement calls. */
void cch_py_call_init_subclass(struct cch_py_solver *s, uint32_t instruction, uint32_t class);
/* Calls what `callee` holds, at the place of `origin`, because a library does. */
void cch_py_call_back(struct cch_py_solver *s, uint32_t origin, uint32_t callee, uint32_t target, uint32_t b,
                      uint32_t c, int possible);

/* rules.c ------------------------------------------------------------------------- */
/* A call of a name outside the program: what it gives, and what it calls back. */
void cch_py_call_library(struct cch_py_solver *s, uint32_t instruction, uint32_t name);
/* .method(…) of something that is not known. */
void cch_py_call_hook(struct cch_py_solver *s, uint32_t instruction, uint32_t method);
/* A PY_V_OBJECT is called, or subscripted; x.method(…) of what rules know. */
void cch_py_call_object(struct cch_py_solver *s, uint32_t instruction, uint32_t value);
void cch_py_call_object_method(struct cch_py_solver *s, uint32_t instruction, uint32_t value);

#endif
