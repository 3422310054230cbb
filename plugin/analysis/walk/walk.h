/* What is known of one compiler pass while it is analysed.
 *
 * A pass is walked by need: from what the unit itself defines and what the
 * compiler must emit (roots.c), through bodies (body.c), to everything that
 * these reach. Each function that is met becomes an entry; each reference an
 * edge; both are turned into a graph at the end (output.c).
 *
 * The whole analysis runs inside the compiler: it takes no locks, changes
 * nothing of clang's, keeps its own stack on the heap, and when memory runs
 * out it gives up its own work, not the compile.
 */
#ifndef CALLCHAIN_PLUGIN_WALK_H
#define CALLCHAIN_PLUGIN_WALK_H

#include "shim/shim.h"
#include "shim/parameters.h"
#include "graph_file/graph.h"
#include "containers/pointer_map.h"
#include "containers/text.h"
#include "containers/vector.h"

struct options {
    char *out;        /* folder for graph files */
    char *root;       /* project root, or NULL: found from the main file */
    bool scope_all;   /* also what nothing here uses */
    bool builtins;    /* also calls of __builtin_… */
    bool prefix;      /* a header that units share is precompiled: no graph, but what
                         is told of it is kept for them */
    bool tell;        /* problems also go to stderr: the replay reads them there */
    char *repairs;    /* a file that lists the repairs laid over this pass, or NULL */
};

/* A function that was met, or the synthetic initialiser of a variable. */
struct entry {
    shim_function function; /* NULL: an initialiser */
    shim_variable variable; /* of an initialiser */
    struct shim_function_facts facts;
    uint32_t row;  /* in the graph, once output has given it one */
    bool queued;   /* walked, or waiting to be */
};

struct raw_edge {
    uint32_t caller, callee; /* entries */
    uint32_t via;            /* string of the graph */
    uint32_t location;       /* the shim's */
    uint8_t kind;            /* enum cch_kind */
    bool certain;
};

struct pointer_call {
    uint32_t caller, signature, location;
    uint8_t kind;
};

struct address_taken {
    uint32_t entry, signature;
};

/* A value assigned to a variable, or to a member of one, in the body at hand. */
struct assignment {
    shim_variable variable;
    const char *member; /* "gridDim", "[1].val.clusterDim.x"; NULL: the variable itself; owned */
    shim_stmt value;
    uint32_t guard;
};

struct pending_launch {
    shim_stmt call;
    shim_stmt kernel;
    uint32_t location;
    const char *api; /* "<<<>>>" or the function's name; static */
    uint32_t guard;
    bool never; /* its code never runs */
};

struct launch {
    uint32_t caller, kernel; /* entries; kernel UINT32_MAX: unknown */
    uint32_t location, guard;
    uint32_t api, text[4]; /* strings of the graph */
    uint32_t extent[2][3], shared_memory, depends[3]; /* the same: grid and block; x, y and z */
    uint32_t attribute, attribute_count; /* of the walk's */
};

/* launch_attributes.c: the strings of a CCH_LAUNCH_ATTRIBUTE. */
struct launch_attribute {
    uint32_t name, value[3], when, depends;
};

/* guards.c: a branch taken, within `parent` (0: none). */
struct guard {
    uint32_t parent;
    shim_stmt branch, condition, part; /* part NULL: what follows a return */
    uint32_t outcome; /* string */
    uint32_t depth;   /* with those around it */
    uint32_t line, column, ordinal; /* of the condition; which of several of one place */
    uint32_t path;    /* string, when asked for */
    uint64_t hash;    /* of the way to it */
    uint8_t kind;     /* enum cch_condition */
};

/* An edge, launch or setting that stands in branches. */
struct guarded {
    uint32_t caller, callee; /* entries; callee UINT32_MAX: unknown */
    uint32_t location, guard; /* guard 0: in no branch */
    bool never;
};

/* values.c: a place that gives a member of a local variable a value. */
struct member_set {
    shim_variable variable;
    const char *member; /* clang's */
};

/* values.c: something that gives a local variable a value. */
struct value_fact {
    shim_stmt value; /* NULL: not by an expression of its own */
    uint32_t query;  /* string: what is asked of the device, or 0 */
    uint32_t next;   /* index + 1 of the variable's next; 0 none */
};

/* device.c: cudaFuncSetAttribute and its like; a question to the device. */
struct kernel_setting {
    uint32_t caller, kernel, location, guard; /* entries; kernel UINT32_MAX: unknown */
    uint32_t api, attribute, value;    /* strings */
};
struct device_query {
    uint32_t caller, location, name, text;
};

/* bindings.c: one `def` or `impl` that was met. */
struct registration {
    uint32_t enclosing;   /* entry of the function that it stands in */
    shim_stmt scope;      /* the module, class or library it is called on */
    shim_variable table;  /* Python's own interface: the PyMethodDef table */
    uint32_t name;        /* string: the name or schema given; 0: name_given */
    shim_stmt name_given; /* pybind11's, looked at when the walk has ended */
    shim_function target; /* NULL unknown, or target_given */
    shim_stmt target_given;
    uint32_t key;         /* string: torch's dispatch key, where one is named */
    uint32_t parameters;  /* list of strings, 0: the target's own */
    uint32_t location;
    uint8_t kind;         /* enum cch_binding */
};

/* A call of a function that may define things in a module: one that takes a
 * module, or a closure, which can have captured one. */
struct module_call {
    shim_function callee;
    uint32_t enclosing; /* entry of the function that it stands in */
    shim_stmt call;
    unsigned first, count; /* of its arguments; the first is the first parameter's */
};

/* A PyModuleDef: the module that a table of methods belongs to. */
struct method_table {
    shim_variable table;
    uint32_t module; /* string */
};

/* TORCH_LIBRARY's static object: which function fills which namespace. */
struct library {
    shim_function function;
    uint32_t name; /* string */
};

/* One place of a file that clang was given a mended copy of. */
struct repair {
    char *path;            /* absolute */
    uint32_t file;         /* string: as sites name it */
    uint32_t line, column; /* in the file as it is */
    char *rule, *before, *after;
};

struct work_item {
    shim_stmt stmt;
    uint32_t location; /* 0, or the place that stands for everything in here */
    bool external;     /* who made the object is not who destroys it */
    uint32_t guard;    /* the branch that it stands in */
    bool never;        /* decided by constants: it does not run */
};

struct walk {
    shim_unit *unit; /* set when the unit has been parsed */
    struct shim_unit_facts facts;
    struct options options;
    cch_graph *graph;

    VECTOR(shim_decl) declared;    /* in the order of clang's telling */
    VECTOR(shim_record) classes;   /* polymorphic, complete */

    VECTOR(struct entry) entries;
    struct pointer_map entry_of; /* function or variable handle -> entry */
    VECTOR(uint32_t) queue;      /* entries to walk */
    VECTOR(shim_variable) variables; /* globals whose initialisers to walk */
    struct pointer_map variable_seen;
    VECTOR(struct raw_edge) edges;
    VECTOR(struct pointer_call) pointer_calls;
    VECTOR(struct address_taken) addresses;
    VECTOR(struct launch) launches;
    VECTOR(struct launch_attribute) launch_attributes;

    /* the body at hand */
    uint32_t current; /* entry; UINT32_MAX: none yet (an initialiser that has shown no edge) */
    shim_variable current_variable;
    bool some_never;  /* parts of it never run */
    bool never;       /* the statement at hand is of these */
    VECTOR(struct work_item) stack;
    struct pointer_map shared_seen;
    VECTOR(struct assignment) assignments;
    VECTOR(struct pending_launch) pending_launches;

    /* classes.c */
    struct pointer_map virtual_called; /* methods called virtually */
    struct pointer_map vtables_used;   /* records */
    struct pointer_map class_identity; /* record -> string */

    /* bindings.c */
    VECTOR(struct registration) registrations;
    VECTOR(struct module_call) module_calls;
    VECTOR(struct library) libraries;
    VECTOR(struct method_table) method_tables;

    struct flow *flow; /* flow.c; NULL until there is something to know */

    /* guards.c, values.c, device.c */
    bool guards_on;     /* for the body at hand */
    uint32_t guard;     /* of the statement at hand; 0 none */
    VECTOR(struct guard) guards; /* the first is unused */
    VECTOR(struct guarded) guarded;
    struct pointer_map guard_places;     /* of the body at hand: line and column -> conditions there */
    struct pointer_map guard_conditions; /* of the body at hand: condition -> ordinal, + 1 */
    VECTOR(struct value_fact) values;
    VECTOR(struct member_set) member_sets;
    struct pointer_map value_of;      /* variable -> value fact, index + 1 */
    struct pointer_map value_scanned; /* functions */
    VECTOR(struct kernel_setting) settings;
    VECTOR(struct device_query) queries;
    VECTOR(struct pending_launch) pending_settings; /* of the body at hand */

    /* names.c, paths.c */
    struct pointer_map entity_of;      /* declaration or type key -> entity */
    struct pointer_map source_of;      /* pattern -> function row */
    struct pointer_map site_of;        /* location -> site */
    struct pointer_map path_of;        /* clang's file name -> string */
    bool defines_something;            /* roots.c: the unit has code of its own */
    struct pointer_map system_folders; /* system_files.c: hash of a folder -> is it the system's? */
    char *root;                        /* absolute, no slash at its end; "" none */
    char *unit_path;                   /* relative to the root if inside, else absolute */

    VECTOR(struct repair) repairs;     /* repairs.c: by file, line and column */
};

/* The entry of a function or of a variable's initialiser. */
uint32_t walk_entry(struct walk *walk, shim_function function);
uint32_t walk_initializer(struct walk *walk, shim_variable variable);

/* Can code of this function run on the side (host or device) of this pass? */
bool walk_runs_here(const struct walk *walk, const struct shim_function_facts *facts);

/* See to it that this function is walked if it is defined here. No edge. */
void walk_touch(struct walk *walk, shim_function function);

/* The same for a variable whose initialiser may call something. */
void walk_touch_variable(struct walk *walk, shim_variable variable);

/* An edge from the body at hand; the callee is touched. */
void walk_edge(struct walk *walk, shim_function callee, enum cch_kind kind, bool certain,
               uint32_t via, uint32_t location);

/* The entry of the body at hand, made now if it is an initialiser's. */
uint32_t walk_current(struct walk *walk);

/* Leaves the analysis when the graph has run out of memory: it adds nothing then, and says so only here. */
void walk_ask_graph(const struct walk *walk);

/* A string of the graph. */
uint32_t walk_string(struct walk *walk, const char *text);
uint32_t walk_text(struct walk *walk, struct text_buffer *text); /* releases the text */

/* Tells a reader of the graph, in one line, what is not in it. */
void walk_problem(struct walk *walk, const char *text, uint32_t location);

/* roots.c: queues what the unit defines and what must be emitted. */
void roots_find(struct walk *walk);

/* The same for a precompiled header: keeps in it what a unit that includes it
 * would have been told. */
void roots_keep(struct walk *walk);

/* closures.c: gives the unit's own closures their numbers in the order of the
 * source, on either side of a CUDA unit the same. */
void closures_number_function(struct walk *walk, shim_function function);
void closures_number(struct walk *walk, shim_stmt stmt);

/* body.c: walks until the queue is empty. */
void walk_bodies(struct walk *walk);
void walk_push(struct walk *walk, shim_stmt stmt, uint32_t location, bool external);

/* pointers.c: addresses taken and calls through pointers. */
void pointers_address_taken(struct walk *walk, shim_function function, uint32_t location);
void pointers_cast(struct walk *walk, shim_stmt operand, shim_type to);
void pointers_call(struct walk *walk, shim_stmt call, const struct shim_call *facts,
                   uint32_t location);
void pointers_launch(struct walk *walk, shim_type pointer, uint32_t location);
void pointers_callback_arguments(struct walk *walk, shim_stmt call, const struct shim_call *facts,
                                 uint32_t location);
void pointers_function_object_call(struct walk *walk, const struct shim_call *facts,
                                   uint32_t location);
void pointers_function_object_made(struct walk *walk, shim_stmt construct,
                                   shim_function constructor);

/* classes.c: virtual calls, hierarchies, vtables. */
void classes_virtual_call(struct walk *walk, shim_function method, shim_record object_class,
                          bool on_this, enum cch_kind direct_kind, uint32_t location);
void classes_virtual_address(struct walk *walk, shim_function method);
void classes_vtable(struct walk *walk, shim_record record);
bool classes_step(struct walk *walk); /* overriders of what was called; true: there was news */
void classes_write(struct walk *walk);
uint32_t classes_identity(struct walk *walk, shim_record record);

/* launches.c */
void launches_kernel_call(struct walk *walk, shim_stmt call, uint32_t location);
void launches_api_call(struct walk *walk, shim_stmt call, const struct shim_call *facts,
                       uint32_t location);
/* Remembers `left = right`, for kernels and configurations in variables. */
void launches_assignment(struct walk *walk, shim_stmt left, shim_stmt right);
void launches_finish_body(struct walk *walk);
/* The variable that `a[i].b.c` begins with; what follows, "[i].b.c", is put into `path`. NULL: none. */
shim_variable launches_place(struct walk *walk, shim_stmt expression, char *path, size_t size);
shim_stmt launches_peel(struct walk *walk, shim_stmt expression); /* without what changes no value */
void launches_write(struct walk *walk, uint32_t passes, uint32_t units); /* lists */
/* The kernels that an expression may name; false: others, too. */
typedef void launches_kernel_visitor(void *data, shim_function kernel);
bool launches_kernels(struct walk *walk, shim_stmt expression, launches_kernel_visitor *visit,
                      void *data);

/* launch_attributes.c: those that a cudaLaunchConfig_t (the argument of a launch) names, added to
 * the walk's; how many. The guard at hand is the launch's. */
uint32_t launch_attributes_find(struct walk *walk, shim_stmt argument);
uint32_t launch_attributes_text(struct walk *walk, const struct launch *launch); /* a string */
void launch_attributes_write(struct walk *walk, const struct launch *launch, uint32_t row);

/* guards.c: the branches that calls and launches stand in. */
void guards_begin_body(struct walk *walk);
/* Pushes the parts of a branch; false: the statement is none. */
bool guards_branch(struct walk *walk, shim_stmt stmt, uint32_t location, bool external);
/* Another branch within `outer`: its number. */
uint32_t guards_add(struct walk *walk, uint32_t outer, shim_stmt branch, shim_stmt condition,
                    const char *outcome, enum cch_condition kind);
/* Is the branch `guard` the same as `inner`, or around it? */
bool guards_is_around(const struct walk *walk, uint32_t guard, uint32_t inner);
void guards_edge(struct walk *walk, uint32_t caller, uint32_t callee, uint32_t location);
uint32_t guards_path(struct walk *walk, uint32_t guard); /* string: CCH_GUARD_PATH; 0 in no branch */
void guards_write(struct walk *walk, uint32_t passes); /* a list */

/* values.c: what gives a local variable its value. Strings of the graph. */
shim_stmt values_single(struct walk *walk, shim_variable variable); /* NULL: several, or not known */
/* How often the local variable is given a value, its declaration included; `last`: one that is no
 * constructor without arguments, or NULL. */
unsigned values_count(struct walk *walk, shim_variable variable, shim_stmt *last);
/* How often a local variable's member is given a value, in its function and
 * the closures written there. */
unsigned values_member_count(struct walk *walk, shim_variable variable, const char *member);
uint32_t values_folded(struct walk *walk, shim_stmt expression);
/* What the expressions (NULL: left out) read at run time, separated by line feeds. */
uint32_t values_depends(struct walk *walk, const shim_stmt *expressions, size_t count);

/* constants.c: what an expression is whenever it is evaluated: a number as a string of the graph, 0: it has no
 * one value; x, y and z of an object, where all three are known. */
uint32_t constants_text(struct walk *walk, shim_stmt expression);
bool constants_extent(struct walk *walk, shim_stmt expression, uint32_t *extent);

/* device.c: what is set for a kernel and asked of the device. */
void device_call(struct walk *walk, shim_stmt call, const struct shim_call *facts,
                 uint32_t location);
void device_member(struct walk *walk, shim_stmt member, uint32_t location);
void device_finish_body(struct walk *walk);
bool device_is_setting(const char *name);
/* The name of what the call asks ("cudaDevAttrMultiProcessorCount"), as a string; 0: it asks nothing. */
uint32_t device_query_name(struct walk *walk, shim_stmt call, const struct shim_call *facts);
void device_write(struct walk *walk, uint32_t passes);

/* traits.c: kernels' template arguments, attributes, and their classes' constants. */
void traits_write(struct walk *walk, uint32_t passes);


/* bindings.c */
void bindings_call(struct walk *walk, shim_stmt call, const struct shim_call *facts,
                   uint32_t location);
void bindings_variable(struct walk *walk, shim_variable variable);
void bindings_write(struct walk *walk, uint32_t passes); /* a list */

/* flow*.c: where values go. */
void flow_function(struct walk *walk, uint32_t entry); /* a body of a host pass */
void flow_launch(struct walk *walk, shim_stmt call, const shim_stmt *configuration, bool arguments,
                 const shim_function *kernels, unsigned count, uint32_t location);
void flow_device_read(struct walk *walk, shim_stmt expression); /* a device pass */
void flow_device_finish(struct walk *walk);
void flow_write(struct walk *walk, uint32_t passes); /* a list */
void flow_release(struct walk *walk);

/* names.c */
uint32_t names_function(struct walk *walk, uint32_t entry); /* its row, filled in */
uint32_t names_entity(struct walk *walk, const void *key);

/* paths.c */
void paths_begin(struct walk *walk);
/* `file` as an absolute path in `resolved` (PATH_MAX); links resolved if it exists. */
void paths_absolute(const struct walk *walk, const char *file, char *resolved);
uint32_t paths_file(struct walk *walk, const char *file); /* string: relative or absolute */
uint32_t paths_site(struct walk *walk, uint32_t location); /* row of CCH_SITE */
uint32_t paths_site_of(struct walk *walk, const struct shim_place *place);

/* system_files.c: is the file the toolchain's or a library's that comes with it, and not the project's? */
bool system_files_has(struct walk *walk, const char *file);

/* repairs.c: what the replay mended (postproc/build/repair.h) */
void repairs_read(struct walk *walk);
/* The column in the file as it is, of a column in what clang has read. */
uint32_t repairs_column(const struct walk *walk, uint32_t file, uint32_t line, uint32_t column);
void repairs_write(struct walk *walk, uint32_t passes, uint32_t units); /* lists */
void repairs_release(struct walk *walk);

/* output.c: everything into the graph, and the graph into its file. */
void output_write(struct walk *walk);

#endif
