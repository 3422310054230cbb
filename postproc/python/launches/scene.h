/* A function as far as a launch in it needs it: its text (PROGRAM.md) is walked
 * up to a place, with what is known of each variable there (terms.h).
 *
 * Both ways of a condition that is not known are taken, and a variable that
 * differs is a choice, or else its own name. What a loop assigns is its name.
 * Dicts and lists are followed as long as nobody else gets hold of them.
 */
#ifndef CCH_PYTHON_LAUNCH_SCENE_H
#define CCH_PYTHON_LAUNCH_SCENE_H

#include <string.h>

#include "graph_file/program_text.h"
#include "python/launches/terms.h"
#include "python/solve/program.h"

struct cch_py_reading { /* a code's tree, in the arena */
    struct cch_program_tree tree;
    const struct cch_py_code *code;
    uint32_t body; /* node; 0: it cannot be read */
};

struct cch_py_field_value {
    uint32_t name, function; /* which set it */
    cch_py_term *value;
};
struct cch_py_fields { /* of an object */
    PY_ARRAY(struct cch_py_field_value) items;
    cch_py_numbers executed; /* functions that have set fields */
    int is_made;             /* __init__ has run */
};

struct cch_py_scene {
    struct cch_py_arena *arena;
    struct cch_py_program *program;
    uint32_t *code_of;                /* function → index into codes + 1 */
    uint32_t *made_in;                /* function → the code that makes it: index + 1 */
    struct cch_py_reading **readings; /* by code */
    struct cch_py_frame **modules;    /* when their bodies have run */
    uint8_t *running;                 /* by module */
    uint32_t *first_code;             /* by module */
    struct cch_py_frame **classes;    /* with the names of their bodies */
    struct cch_py_table stable;       /* (module + 1, name) → 1: only the module's body assigns it; 2: no */
    PY_ARRAY(struct cch_py_fields) objects;
    uint32_t steps, depth, nesting; /* nodes looked at; functions, and nodes, that are being run */
};

struct cch_py_slot_value {
    uint32_t name; /* of a global */
    uint32_t version, is_named;
    cch_py_term *value; /* NULL: none yet */
};
struct cch_py_returned {
    cch_py_term *condition, *value; /* condition NULL: always */
};
struct cch_py_frame {
    struct cch_py_scene *scene;
    struct cch_py_reading *reading;
    uint32_t function, module;
    PY_ARRAY(struct cch_py_slot_value) slots; /* of a module by name, in the order in which they came */
    struct cch_py_table names;                /* name → slot + 1 */
    struct cch_py_frame *outer;               /* in which the function was made, */
    uint32_t made;                            /* and the node there */
    struct cch_py_frame *caller;              /* that this runs in the middle of; or NULL */
    int is_inlined;                           /* `outer` is as it is when this runs */
    uint8_t *on_path;                         /* by node: it holds the place that is walked to; or NULL */
    PY_ARRAY(struct cch_py_returned) returned;
    PY_ARRAY(cch_py_term *) conditions; /* under which the statement at hand runs; NULL for one that is not told */
    int is_raw;                         /* names stand for themselves: as it is written */
};

void cch_py_scene_init(struct cch_py_scene *scene, struct cch_py_arena *arena, struct cch_py_program *program);

/* The tree of a function's code; NULL: there is none. */
struct cch_py_reading *cch_py_scene_read(struct cch_py_scene *scene, uint32_t function);
/* Nodes of a tree. */
static inline uint32_t cch_py_child(const struct cch_py_reading *r, uint32_t node, uint32_t index) {
    uint32_t child = r->tree.nodes[node].kind == CCH_PROGRAM_LIST ? r->tree.nodes[node].first : 0;
    while (child && index--)
        child = r->tree.nodes[child].next;
    return child;
}
static inline uint32_t cch_py_next(const struct cch_py_reading *r, uint32_t node) { return r->tree.nodes[node].next; }
static inline int cch_py_is(const struct cch_py_reading *r, uint32_t node, const char *head) {
    return node && !strcmp(cch_program_head(&r->tree, node), head);
}
static inline const char *cch_py_word_of(const struct cch_py_reading *r, uint32_t node) {
    return node ? cch_program_text(&r->tree, node) : "";
}
uint32_t cch_py_number_of(const struct cch_py_reading *r, uint32_t node);

/* The function as it is before the node runs (0: at its end), with its parameters as they are named. */
struct cch_py_frame *cch_py_scene_before(struct cch_py_scene *scene, uint32_t function, uint32_t node);
/* The same as it is called in a frame, with these arguments; NULL: they cannot be told apart. */
struct cch_py_frame *cch_py_scene_called(struct cch_py_frame *caller, uint32_t function, uint32_t node,
                                         cch_py_term *const *arguments, uint32_t count);
/* The definition of a function: the frame when it is reached, and the node there. 0: it is not known. */
uint32_t cch_py_scene_definition(struct cch_py_scene *scene, uint32_t function, struct cch_py_frame **frame);

/* What an expression is in the frame. */
cch_py_term *cch_py_evaluate(struct cch_py_frame *frame, uint32_t node);
/* The same of a node that is a call. */
cch_py_term *cch_py_evaluate_call(struct cch_py_frame *frame, uint32_t node);
/* As it is written, the arena's; "" where it cannot be. */
const char *cch_py_written(struct cch_py_frame *frame, uint32_t node);
/* What a value gives when it is called; `arguments`: KEYWORD and STAR ones among them. */
cch_py_term *cch_py_call_term(struct cch_py_frame *frame, cch_py_term *callee, cch_py_term *const *arguments,
                              uint32_t count);
/* The arguments of a call (a node `py`) in the frame. */
typedef PY_ARRAY(cch_py_term *) cch_py_term_list;
void cch_py_arguments(struct cch_py_frame *frame, uint32_t call, cch_py_term_list *out);
/* The default of a parameter, by the definition (a node of the frame's); NULL: it has none. */
cch_py_term *cch_py_default(struct cch_py_frame *outer, uint32_t made, uint32_t index);
/* What the function is under its name: with what its decorators make of it. */
cch_py_term *cch_py_decorated(struct cch_py_scene *scene, uint32_t function);

/* Shared by frames.c, walk.c, evaluate.c and objects.c ------------------------------------------- */

enum { PY_SCENE_STEPS_MAX = 400000, PY_SCENE_DEPTH_MAX = 12, PY_SCENE_UNROLLED_MAX = 512, PY_SCENE_NESTING_MAX = 1500 };
int cch_py_is_spent(struct cch_py_scene *scene); /* counts a step */

struct cch_py_frame *cch_py_frame_new(struct cch_py_scene *scene, uint32_t function, struct cch_py_reading *reading);
uint32_t cch_py_frame_slot(struct cch_py_frame *frame, uint32_t name); /* of a global; made when new */
/* What the variable is called, as a term of its present value. */
cch_py_term *cch_py_slot_name(struct cch_py_frame *frame, uint32_t slot);
void cch_py_set_slot(struct cch_py_frame *frame, uint32_t slot, cch_py_term *value);
void cch_py_assign_term(struct cch_py_frame *frame, uint32_t target, cch_py_term *value);
/* What holds the term holds the other one from now on: a list or dict has changed. */
void cch_py_replace(struct cch_py_frame *frame, cch_py_term *was, cch_py_term *is);
/* The variable gets another value: what mentions it by name means the one before. */
void cch_py_retire(struct cch_py_frame *frame, uint32_t slot);
/* The target may be anything; all that the nodes assign may be. */
void cch_py_forget_target(struct cch_py_frame *frame, uint32_t target);
void cch_py_forget(struct cch_py_frame *frame, uint32_t node);
/* The parameters get the arguments; whether all found one. */
int cch_py_bind_arguments(struct cch_py_frame *called, cch_py_term *const *arguments, uint32_t count);
/* Runs a function's body; what it gives. */
cch_py_term *cch_py_run_body(struct cch_py_frame *frame);
cch_py_term *cch_py_global(struct cch_py_frame *frame, uint32_t name);
cch_py_term *cch_py_module_value(struct cch_py_scene *scene, uint32_t module, uint32_t name);
cch_py_term *cch_py_resolved(struct cch_py_scene *scene, cch_py_term *term); /* an IMPORT is looked at */
uint32_t cch_py_term_name(struct cch_py_scene *scene, const char *text);

/* objects.c */
cch_py_term *cch_py_object_new(struct cch_py_scene *scene, uint32_t class);
cch_py_term *cch_py_object_field(struct cch_py_frame *frame, cch_py_term *object, const char *name);
void cch_py_object_set(struct cch_py_scene *scene, cch_py_term *object, const char *name, cch_py_term *value,
                       uint32_t function);
cch_py_term *cch_py_class_attribute(struct cch_py_scene *scene, uint32_t class, uint32_t name);
uint32_t cch_py_class_method(const struct cch_py_scene *scene, uint32_t class, const char *name, uint32_t behind);
uint32_t cch_py_class_at(const struct cch_py_scene *scene, uint32_t module, const char *name, uint32_t line);

#endif
