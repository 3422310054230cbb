/* What is known of one compiler pass while it is analysed.
 *
 * A pass is walked by need: from what the unit itself defines and what the
 * compiler must emit (roots.c), through bodies (body.c), to everything that
 * these reach. Each function that is met becomes an entry; each reference an
 * edge; both are turned into a graph at the end (output.c). What else is to be
 * known is the matter of analyses (analysis.h), each with a state of its own.
 *
 * The whole analysis runs inside the compiler: it takes no locks, changes
 * nothing of clang's, keeps its own stack on the heap, and when memory runs
 * out it gives up its own work, not the compile.
 */
#ifndef CALLCHAIN_PLUGIN_WALK_H
#define CALLCHAIN_PLUGIN_WALK_H

#include "know/files.h"
#include "know/repairs.h"
#include "know/strings.h"
#include "know/values.h"
#include "walk/analysis.h"

struct options {
    char *out;      /* folder for graph files */
    char *root;     /* project root, or NULL: found from the main file */
    bool scope_all; /* also what nothing here uses */
    bool builtins;  /* also calls of __builtin_… */
    bool prefix;    /* a header that units share is precompiled: no graph, but what
                         is told of it is kept for them */
    bool tell;      /* problems also go to stderr: the replay reads them there */
    char *repairs;  /* a file that lists the repairs laid over this pass, or NULL */
};

/* A function that was met, or the synthetic initialiser of a variable. */
struct entry {
    shim_function function; /* NULL: an initialiser */
    shim_variable variable; /* of an initialiser */
    struct shim_function_facts facts;
    uint32_t row; /* in the graph, once output has given it one */
    bool queued;  /* walked, or waiting to be */
};

struct raw_edge {
    uint32_t caller, callee; /* entries */
    uint32_t via;            /* string of the graph */
    uint32_t location;       /* the shim's */
    uint8_t kind;            /* enum cch_kind */
    bool certain;
};

struct walk {
    shim_unit *unit; /* set when the unit has been parsed */
    struct shim_unit_facts facts;
    struct options options;
    cch_graph *graph;
    struct analyses analyses;
    struct values values;
    struct repairs repairs;
    struct system_files system_files;

    VECTOR(shim_decl) declared;  /* in the order of clang's telling */
    VECTOR(shim_record) classes; /* polymorphic, complete */

    VECTOR(struct entry) entries;
    struct pointer_map entry_of;     /* function or variable handle -> entry */
    VECTOR(uint32_t) queue;          /* entries to walk */
    VECTOR(shim_variable) variables; /* globals whose initialisers to walk */
    struct pointer_map variable_seen;
    VECTOR(struct raw_edge) edges;
    bool defines_something; /* the unit has code of its own */

    /* the body at hand */
    uint32_t current; /* entry; UINT32_MAX: none yet (an initialiser that has shown no edge) */
    shim_variable current_variable;
    bool some_never; /* parts of it never run */
    bool never;      /* the statement at hand is of these */
    bool shadow;     /* it is only shown to one analysis (walk_show) */
    uint32_t guard;  /* the branch that the statement at hand stands in; 0 none */
    VECTOR(struct work_item) stack;
    struct pointer_map shared_seen;

    /* names.c, paths.c */
    struct pointer_map entity_of; /* declaration or type key -> entity */
    struct pointer_map source_of; /* pattern -> function row */
    struct pointer_map class_of;  /* record -> string, its identity */
    struct pointer_map site_of;   /* location -> site */
    struct pointer_map path_of;   /* clang's file name -> string */
    char *root;                   /* absolute, no slash at its end; "" none */
    char *unit_path;              /* relative to the root if inside, else absolute */

    const char *pass_name;  /* while it is written */
    uint32_t passes, units; /* the same: lists of this pass and of this unit */
};

/* The entry of a function or of a variable's initialiser. */
uint32_t walk_entry(struct walk *walk, shim_function function);
uint32_t walk_initializer(struct walk *walk, shim_variable variable);

/* Shows a single analysis the body of a function, of the device's side whatever the pass is of: its calls, statements
 * and edges. Nothing is touched, and no edge is kept. */
void walk_show(struct walk *walk, const struct analysis *analysis, void *state, uint32_t entry);

/* Can code of this function run on the side (host or device) of this pass? */
bool walk_runs_here(const struct walk *walk, const struct shim_function_facts *facts);

/* See to it that this function is walked if it is defined here. No edge. */
void walk_touch(struct walk *walk, shim_function function);

/* The same for a variable whose initialiser may call something. */
void walk_touch_variable(struct walk *walk, shim_variable variable);

/* An edge from the body at hand; the callee is touched. */
void walk_edge(struct walk *walk, shim_function callee, enum cch_kind kind, bool certain, uint32_t via,
               uint32_t location);

/* The entry of the body at hand, made now if it is an initialiser's. */
uint32_t walk_current(struct walk *walk);

/* A statement of the body at hand that is to be walked, in the branch at hand. */
void walk_push(struct walk *walk, shim_stmt stmt, uint32_t location, bool external);

/* The place of an edge that `stmt` causes; `location`: of what stands for everything in it, or 0. */
uint32_t walk_place(const struct walk *walk, shim_stmt stmt, uint32_t location);

/* The state of an analysis. */
void *walk_state(const struct walk *walk, const struct analysis *analysis);

/* Leaves the analysis when the graph has run out of memory: it adds nothing then, and says so only here. */
static inline void walk_ask_graph(const struct walk *walk) { strings_ask_graph(walk->graph); }

/* A string of the graph. */
static inline uint32_t walk_string(struct walk *walk, const char *text) { return strings_add(walk->graph, text); }
static inline uint32_t walk_text(struct walk *walk, struct text_buffer *text) { /* releases the text */
    return strings_add_text(walk->graph, text);
}

#endif
