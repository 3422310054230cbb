/* The abstract machine: runs programs of functions (code.h) on values that may be
 * unknown (values.h) in a memory that can be two ways at once (store.h).
 *
 * One evaluator serves a program; one machine at a time runs a case with it. What is
 * not known takes both ways; which launches were met, under which conditions, is what
 * remains (answer.h).
 *
 * Python's half (attributes, calls with keywords, classes, modules) is python.h's.
 */
#ifndef CCH_EVALUATE_MACHINE_H
#define CCH_EVALUATE_MACHINE_H

#include "base/buffer.h"
#include "evaluate/code.h"
#include "evaluate/given.h"
#include "evaluate/store.h"
#include "graph/view/name.h"
#include "graph/view/program.h"
#include "graph/view/view.h"
#include "params/devices.h"

typedef struct cch_machine cch_machine;

/* A program's functions ------------------------------------------------------------- */

struct cch_function_code {
    uint32_t function;
    const struct cch_code_unit *code; /* NULL: there is none, and `problem` says why */
    const char *problem;
    const struct cch_code_unit *unread; /* then its parameters, if they are told; or NULL */
    const uint32_t *references, *constants;
    size_t reference_count, constant_count;
    const char *file; /* of its definition */
    bool is_python;
};

typedef struct cch_evaluator {
    const cch_program *program;
    const cch_graph *graph;
    cch_names *names;
    cch_arena code_arena; /* failed: some code could not be read for want of memory, and no answer holds */
    struct cch_function_code **functions; /* by function */
    struct cch_code_unit **units;         /* by string: texts that were read */
    cch_view *view;                       /* by specialization, made when first needed */
    uint32_t *given_up;                   /* by function: the last launch of it as unread + 1, or UINT32_MAX: none */
    uint32_t *contexts;                   /* by function: cch_evaluator_contexts() */
    unsigned char *launching;             /* by function: 1: calls that are written out lead to a launch; made when
                                             first needed */
    unsigned char *passing;               /* the same by all calls but virtual ones */
    void *python;                         /* python.h's own, for all cases */
    void (*release_python)(void *python);
} cch_evaluator;

/* Errors: CCH_ERROR_MEMORY. The program must outlive it. */
int cch_evaluator_new(cch_evaluator **evaluator, const cch_program *program, cch_error *error);
void cch_evaluator_free(cch_evaluator *evaluator); /* NULL is fine */
/* Never NULL (its `code` may be). */
const struct cch_function_code *cch_evaluator_code(cch_evaluator *evaluator, uint32_t function);
const cch_view *cch_evaluator_view(cch_evaluator *evaluator); /* NULL without memory */
/* By function: of a Python function as written the first row for a context of it, of that the next; 0: there is none.
 * NULL without memory. */
const uint32_t *cch_evaluator_contexts(cch_evaluator *evaluator);
/* Marks whatever leads to the `count` functions in `waiting` (room for all, marked already) by edges of these kinds
 * (bits 1 << enum cch_kind), of a Python function's contexts the function as written, too. */
void cch_mark_callers(const cch_view *view, unsigned kinds, unsigned char *marks, uint32_t *waiting, size_t count);

/* A case that runs -------------------------------------------------------------------- */

enum cch_going {
    CCH_GOES_NORMAL,
    CCH_GOES_BREAK,
    CCH_GOES_CONTINUE,
    CCH_GOES_RETURN,
    CCH_GOES_THROW,
    CCH_GOES_CLOSE, /* out of a generator that nobody asks any more; then as cch_machine.leaving says */
    CCH_GOES_DEAD
};

/* A way that left early and comes out at the end of a function, a loop or a try. */
struct cch_pending {
    struct cch_pending *next;
    struct cch_way way;
    const cch_datum *value; /* that was returned, or thrown (NULL: not known what) */
};

/* A condition on the way to here. Lists share their beginnings and never change. */
struct cch_decision {
    const struct cch_decision *before;
    const cch_node *node;            /* IF, SWITCH, WHILE …; NULL: what follows from `text` alone */
    const char *text;                /* as written */
    const char *place;               /* "file:line" */
    const char *outcome;             /* "true", "false", "case 3" */
    const char *values;              /* the condition with the values that it had, or "" */
    const struct cch_why *undecided; /* why both ways are taken; NULL: it is known */
    const struct cch_function_code *function;
    bool is_of_loop; /* holds until the end of the loop only */
};

typedef struct cch_frame {
    struct cch_frame *caller;
    const struct cch_function_code *function; /* NULL: the outermost */
    const struct cch_code_unit *code;
    const char *call_place; /* in the caller, "file:line" or "" */
    uint32_t *slots;        /* cells; 0: not declared */
    const struct cch_closure *closure;
    const cch_datum *self; /* C++: what `this` is; or NULL */
    void *python;          /* python.h's own */
    size_t mark;
    struct cch_pending *returns;
    const struct cch_decision *decisions; /* on the way to the call */
} cch_frame;

struct cch_loop {
    struct cch_loop *outer;
    size_t mark;      /* where it began: what breaks off comes out there */
    size_t turn_mark; /* the same; of a turn that may or may not be, where that began: there it goes on */
    bool is_switch;
    struct cch_pending *breaks, *continues;
};

struct cch_handler {
    struct cch_handler *outer;
    size_t mark;
    struct cch_pending *throws;
    bool is_thrown;
};

/* What a way does on leaving early: a `finally`, the end of a context. */
struct cch_cleanup {
    struct cch_cleanup *outer;
    struct cch_frame *frame; /* where it stands, as are the loop and the handler */
    struct cch_loop *loop;
    struct cch_handler *handler;
    bool outlives_turn; /* `continue` of that loop does not leave it */
    void (*run)(cch_machine *machine, void *context);
    void *context;
};

/* Where a generator was asked from, and how that is left. */
struct cch_leaving {
    struct cch_frame *frame;
    struct cch_loop *loop;
    struct cch_handler *handler;
    struct cch_cleanup *cleanups;
    enum cch_going flow;
    const struct cch_leaving *before; /* where the flow is CCH_GOES_CLOSE again */
};

/* A launch that was met. */
struct cch_launched {
    uint32_t kernel;                                                  /* function; 0: not known which */
    const char *kernel_why;                                           /* then why */
    const cch_datum *grid[3], *block[3], *shared_memory, *cluster[3]; /* cluster[0] NULL: none */
    const char *place, *api;
    const cch_frame *frame;
    const struct cch_decision *decisions;
    bool is_repeated; /* in a loop whose end is not known */
    bool is_unread;   /* it can be reached from what could not be evaluated */
    bool is_backward;
    uint32_t unread_of; /* the function that could not be evaluated; 0: none */
};

struct cch_machine {
    cch_evaluator *evaluator;
    cch_arena arena;
    cch_store store;
    const struct cch_given *given;
    const struct cch_device *device; /* NULL: not said */
    cch_frame *frame;
    struct cch_loop *loop;
    struct cch_handler *handler;
    struct cch_cleanup *cleanups;
    struct cch_leaving leaving; /* while the flow is CCH_GOES_CLOSE */
    enum cch_going flow;
    const cch_datum *returned;
    const cch_datum *thrown; /* NULL: not known what */
    uint32_t returned_cell;  /* the cell that a reference was returned to; 0: a value */
    const struct cch_decision *decisions;
    uint64_t steps, steps_most;
    unsigned depth, calls;
    unsigned unsettled;      /* loops whose end is not known, around */
    const cch_datum *caught; /* C++: what the innermost handler takes; or NULL */
    bool may_raise;          /* something ran of which it is not known whether it throws */
    bool is_cut;             /* some way was not followed to its end */
    bool is_incomplete;      /* something was called of which the graph has nothing */
    const char *place;       /* of the newest statement that has one */
    struct cch_launched *launches;
    size_t launch_count, launch_capacity;
    size_t launch_first; /* those from here on are of this part (the backward's): what is unread is told once of each */
    const char **notes;  /* what was cut, and what was assumed */
    size_t note_count, note_capacity;
    const struct cch_decision **alternatives; /* for --why-not: decisions in their order */
    size_t alternative_count, alternative_capacity;
    bool wants_alternatives;
    bool entry_is_python;
    uint32_t evaluated;    /* the entry */
    cch_buffer *explained; /* NULL: nobody asks */
    uint32_t next_storage;
    struct cch_global *globals; /* C++'s, by name */
    void *python;               /* python.h's own, of the case: the arena's */
};

enum {
    CCH_MACHINE_STEPS = 5000000,    /* of a case: expressions, statements, writes that are joined */
    CCH_MACHINE_MEMORY = 512 << 20, /* bytes of its values */
    CCH_MACHINE_CELLS = 8 << 20,    /* of its store, and writes that could be undone */
    CCH_MACHINE_DEPTH = 6000,       /* of expressions within each other, through calls */
    CCH_MACHINE_CALLS = 200,
    CCH_MACHINE_TURNS = 100000, /* of one loop whose condition is known */
    CCH_MACHINE_ROUNDS = 12     /* of one whose condition is not, until nothing changes */
};

void cch_machine_begin(cch_machine *machine, cch_evaluator *evaluator, const struct cch_given *given,
                       const struct cch_device *device);
void cch_machine_release(cch_machine *machine); /* zeros are fine */

/* Is this way still to be followed? Ask after each value that was evaluated. */
static inline bool cch_machine_runs(const cch_machine *machine) {
    return machine->flow == CCH_GOES_NORMAL && !machine->arena.failed;
}

/* Running: interpreter.c's parts ------------------------------------------------------------ */

/* An expression's value; never NULL. Whatever when the way ended. */
const cch_datum *cch_evaluate(cch_machine *machine, const cch_node *expression);
/* The cell that it names, made for what has none: never 0, but without memory. */
uint32_t cch_evaluate_cell(cch_machine *machine, const cch_node *expression);
void cch_execute(cch_machine *machine, const cch_node *statement);

/* An argument: `cell` is its place, 0 for what has none. */
struct cch_argument {
    const cch_datum *value;
    uint32_t cell;
    bool is_mutable;     /* bound to a mutable reference */
    const char *keyword; /* Python: name=; "*", "**" for what is spread */
};

/* Calls a C++ function of the graph with a program or without one; `place`: of the call. For methods arguments[0] is
 * the object. Python's go through python.h. */
const cch_datum *cch_call_function(cch_machine *machine, uint32_t function, const struct cch_closure *closure,
                                   const struct cch_argument *arguments, size_t count);
/* Calls whatever the value is. */
const cch_datum *cch_call_value(cch_machine *machine, const cch_datum *callee, const struct cch_argument *arguments,
                                size_t count);
/* Runs a body: the frame's function, code, slots, closure, self and python are the caller's to fill. */
const cch_datum *cch_run_frame(cch_machine *machine, const cch_frame *filled);
/* What may run of a function that cannot be evaluated: every launch that it reaches. The arguments' mutable parts
 * become unknown. Returns the unknown value. */
const cch_datum *cch_give_up(cch_machine *machine, uint32_t function, const char *why,
                             const struct cch_argument *arguments, size_t count);
/* A call of what is not modelled: arguments' mutable parts become unknown, functions among them may run. */
const cch_datum *cch_call_unknown(cch_machine *machine, const char *why, const char *say,
                                  const struct cch_argument *arguments, size_t count);

/* Several ways ------------------------------------------------------------------------------- */

/* For an undecided condition (`why`: its value), each way between branch_begin and branch_end; the last one ends
 * with branches_join:
 *
 *     struct cch_branches branches = {0};
 *     cch_branches_begin(machine, &branches, node, text, why);
 *     cch_branch_begin(machine, &branches, "true");
 *     … run …
 *     cch_branch_end(machine, &branches, value);   value: of an expression, or NULL
 *     …
 *     value = cch_branches_join(machine, &branches);
 */
struct cch_branches {
    struct cch_fork fork;
    const cch_node *node;
    const char *text, *values;
    const cch_datum *why;
    const struct cch_decision *before;
    const char *outcomes[2]; /* of the ways that came out; the last two */
    const cch_datum *value[64];
    size_t count; /* ways that came out */
    size_t ended; /* ways that returned, or left a loop */
    bool left_loop;
    const char *outcome;
};
void cch_branches_begin(cch_machine *machine, struct cch_branches *branches, const cch_node *node, const char *text,
                        const cch_datum *why);
void cch_branch_begin(cch_machine *machine, struct cch_branches *branches, const char *outcome);
void cch_branch_end(cch_machine *machine, struct cch_branches *branches, const cch_datum *value);
const cch_datum *cch_branches_join(cch_machine *machine, struct cch_branches *branches);

/* Notes a condition that is known, for as long as what it leads to runs: put machine->decisions back afterwards. */
void cch_decide(cch_machine *machine, const cch_node *node, const char *text, const cch_datum *value,
                const cch_node *condition, const char *outcome);

/* In the course of it --------------------------------------------------------------------------- */

/* The way ends here: of what is thrown nothing is known. */
void cch_throw(cch_machine *machine);
/* The same with a value. */
void cch_throw_value(cch_machine *machine, const cch_datum *value);
/* One that stands where the machine is; it holds once it is the first of machine->cleanups. */
struct cch_cleanup cch_cleanup_here(const cch_machine *machine, void (*run)(cch_machine *machine, void *context),
                                    void *context);
/* Does what is to be done on leaving as the flow has it. */
void cch_run_cleanup(cch_machine *machine, const struct cch_cleanup *cleanup);
/* One more step; false: no more are to be made (too many, or no memory), and the way has ended. */
bool cch_step(cch_machine *machine);
/* "file:line" of the node's place (its first item) in the running function; the newest place for one without. */
const char *cch_place_of(cch_machine *machine, const cch_node *node);
const cch_datum *cch_not_known(cch_machine *machine, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The way ends here, and what would have run is not known. */
const cch_datum *cch_cut(cch_machine *machine, const char *why);
/* Something was cut or assumed: said once. */
void cch_note(cch_machine *machine, const char *format, ...) __attribute__((format(printf, 2, 3)));
void cch_explain(cch_machine *machine, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Adds a launch; the machine fills in place, frame and decisions. */
void cch_launch(cch_machine *machine, const struct cch_launched *launched);
/* The extent of a dim3 or an integer. */
void cch_extent_of(cch_machine *machine, const cch_datum *value, const cch_datum *extent[3]);
/* Which kernel a function value is; 0: not known. */
uint32_t cch_kernel_of(cch_machine *machine, const cch_datum *value);

/* Operators (operators.c): the types' arithmetic; for CCH_TYPE_PYTHON see python.h. */
const cch_datum *cch_operate(cch_machine *machine, enum cch_operator operator_, enum cch_type type,
                             const cch_datum *left, const cch_datum *right);
const cch_datum *cch_convert(cch_machine *machine, enum cch_type type, const cch_datum *value);
const cch_datum *cch_negate(cch_machine *machine, enum cch_type type, const cch_datum *value);
const cch_datum *cch_invert(cch_machine *machine, enum cch_type type, const cch_datum *value);

#endif
