/* What the analysis needs of clang, as plain C in the manner of libclang:
 * opaque handles, accessor functions, visitor callbacks.
 *
 * The .cpp files here are the only ones that include clang's headers; they hold no
 * analysis. Everything here reads: nothing changes clang's syntax tree, and
 * no function throws or exits.
 *
 * Lifetime: handles belong to clang and live until the translation unit ends.
 * Strings that a function returns live until the next call that returns a
 * string through the same unit, unless said otherwise. A NULL handle means
 * "none"; functions take NULL only where they say so.
 *
 * Sources: clang's own headers (clang/AST, clang/Frontend), its code
 * generator's rules for what is emitted and destroyed (clang/lib/CodeGen),
 * and the Itanium C++ ABI.
 */
#ifndef CALLCHAIN_PLUGIN_SHIM_H
#define CALLCHAIN_PLUGIN_SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct shim_unit shim_unit;
typedef const struct shim_decl_opaque *shim_decl;         /* any declaration, as it stands */
typedef const struct shim_function_opaque *shim_function; /* a function's canonical declaration */
typedef const struct shim_record_opaque *shim_record;     /* a class's canonical declaration */
typedef const struct shim_variable_opaque *shim_variable; /* a variable, as it stands */
typedef const struct shim_stmt_opaque *shim_stmt;         /* a statement or expression */
typedef const void *shim_type;                            /* a type with qualifiers */

/* A place in the source. */
struct shim_place {
    const char *file;      /* as clang knows it (presumed name); lives with the unit */
    uint32_t line, column; /* from 1; 0 unknown */
};

/* The unit ---------------------------------------------------------------- */

struct shim_unit_facts {
    bool cxx, cuda, device; /* `device`: this is a device pass */
    const char *arch;       /* "sm_80" in a device pass, else "" */
    const char *triple;
    const char *main_file;   /* as clang was given it */
    const char *directory;   /* of the compilation, absolute */
    const char *resources;   /* the folder of the compiler's own headers; "" unknown */
    const char *system_root; /* --sysroot, or "" */
    const char *version;     /* "22.1.8" */
    const char *arguments;   /* the compiler's options that decide what is parsed, for hashing */
    unsigned errors;
};
/* Strings live as long as the unit. */
void shim_unit_facts(shim_unit *unit, struct shim_unit_facts *facts);

/* What the compiler refused, once for each place and text, in its order. */
struct shim_error {
    const char *text;
    struct shim_place place; /* line 0: unknown */
    uint32_t location;       /* as shim_stmt_location's; 0 unknown */
    shim_function within;    /* the function whose text or instantiation it was met in; NULL: not known, or none */
    unsigned count;
    bool fatal; /* nothing behind it was read */
};
bool shim_unit_error_at(shim_unit *unit, size_t index, struct shim_error *error); /* false: there are no more */

/* Keeps in the precompiled header that is being made what its consumer was told
 * of it, in this order: clang tells those that use the header of the few that
 * it must emit itself, and of no class. They are told of these in their place.
 * An error of clang's, so that there is no header, when one of the included files
 * does not guard itself against being read twice, or asks for the main file's name
 * (__BASE_FILE__), which is another in each unit. */
void shim_unit_keep(shim_unit *unit, const shim_decl *decls, size_t decl_count, const shim_record *classes,
                    size_t class_count);

/* A warning under clang's diagnostics is no change that a build may see; so
 * this goes to stderr as one plain line, once a process. */
void shim_unit_warn(shim_unit *unit, const char *text);
void shim_unit_error(shim_unit *unit, const char *text); /* makes the compile fail */

/* Has the unit read this file? An absolute path. */
bool shim_unit_has_file(shim_unit *unit, const char *path);

/* Places ------------------------------------------------------------------ */

/* In all of these a place inside a macro is the macro's expansion. */
bool shim_function_place(shim_unit *unit, shim_function function, struct shim_place *place);
/* First line (template head included) and last line of the definition; 0 unknown. */
void shim_function_lines(shim_unit *unit, shim_function function, uint32_t *first, uint32_t *last);
/* Does its definition, as written, hold this place? `*begin`: a number that is greater for what begins later. */
bool shim_function_holds(shim_unit *unit, shim_function function, uint32_t location, uint32_t *begin);
bool shim_variable_place(shim_unit *unit, shim_variable variable, struct shim_place *place);
/* A number that is equal for equal places, cheap to get; 0 unknown. */
uint32_t shim_stmt_location(shim_unit *unit, shim_stmt stmt);
uint32_t shim_variable_location(shim_unit *unit, shim_variable variable);
uint32_t shim_function_location(shim_unit *unit, shim_function function);
bool shim_location_place(shim_unit *unit, uint32_t location, struct shim_place *place);
/* The source text of an expression as written, white space folded; "" none. */
const char *shim_stmt_text(shim_unit *unit, shim_stmt stmt);

/* Declarations ------------------------------------------------------------ */

enum shim_decl_kind {
    SHIM_DECL_OTHER,
    SHIM_DECL_CONTEXT, /* namespace, extern "C" block: look inside */
    SHIM_DECL_RECORD,  /* class, struct, union: look inside */
    SHIM_DECL_FUNCTION,
    SHIM_DECL_FUNCTION_TEMPLATE,
    SHIM_DECL_CLASS_TEMPLATE,
    SHIM_DECL_VARIABLE,
    SHIM_DECL_VARIABLE_TEMPLATE
};
enum shim_decl_kind shim_decl_kind(shim_decl decl);
bool shim_decl_in_main_file(shim_unit *unit, shim_decl decl);
typedef void shim_decl_visitor(void *data, shim_decl decl);
/* What stands inside a context, a record or (its specializations) a template. */
void shim_decl_children(shim_decl decl, shim_decl_visitor *visit, void *data);
shim_function shim_decl_function(shim_decl decl); /* NULL if it is none */
shim_variable shim_decl_variable(shim_decl decl);

/* Functions --------------------------------------------------------------- */

struct shim_function_facts {
    bool defined;       /* has a body here, or an implicit one */
    bool dependent;     /* a template as written, or inside one */
    bool instantiation; /* a specialization that the compiler made */
    bool method, constructor, destructor, is_virtual, pure;
    bool implicit; /* not written by anyone */
    bool defaulted;
    bool trivial; /* a special member that does nothing */
    bool lambda_operator, lambda_invoker;
    bool kernel, device, host; /* where it can run; without CUDA: host */
    bool internal;             /* not visible outside the unit */
    bool is_constexpr;
    bool in_main_file, in_system; /* `in_system`: in a file that the consumer calls the system's */
    bool builtin;                 /* the compiler's own (__builtin_…), without a body */
    bool known;                   /* to the compiler by name: memcpy, std::move */
    bool unprototyped;            /* C: declared without a parameter list */
    bool program_entry;           /* called from outside: main, a Python module's PyInit_… */
};
void shim_function_facts(shim_unit *unit, shim_function function, struct shim_function_facts *facts);

/* Must this definition be emitted whatever refers to it? (clang's own rule) */
bool shim_function_must_emit(shim_unit *unit, shim_function function);

/* The mangled name; constructors and destructors as their complete-object
 * form, kernels as the kernel and not its stub. Falls back to the plain name
 * in C. NULL where clang's mangler cannot be trusted with this function. */
const char *shim_function_mangled(shim_unit *unit, shim_function function, size_t *length);

/* The mangled name that this function is another name of (alias) or that
 * chooses it when the program is loaded (ifunc); NULL: neither. */
const char *shim_function_alias(shim_unit *unit, shim_function function);

/* The template as written that this function is an instantiation of (or the
 * member of one), itself otherwise. */
shim_function shim_function_pattern(shim_function function);

/* Where the template (or the function) is first declared: the same in every unit. */
bool shim_function_first_place(shim_unit *unit, shim_function function, struct shim_place *place);
/* Tells apart functions that stand at one place, equal for all instantiations
 * of one of them: implicit members, say. */
uint32_t shim_function_tag(shim_function function);

unsigned shim_function_parameter_count(shim_function function);
/* As the definition or template is written: a parameter pack is one parameter. */
unsigned shim_function_written_parameter_count(shim_function function);
const char *shim_function_parameter_name(shim_function function, unsigned index);
shim_type shim_function_parameter_type(shim_function function, unsigned index);
/* The callee, not the caller, destroys this parameter. */
bool shim_parameter_destroyed_by_callee(shim_unit *unit, shim_function function, unsigned index);
shim_type shim_function_type(shim_function function);
/* The signature that an unprototyped function's definition gives it, its
 * parameters promoted; NULL if it has none. */
const char *shim_function_promoted_signature(shim_unit *unit, shim_function function, size_t *length);
const char *shim_function_signature(shim_unit *unit, shim_function function);   /* parameters as written */
const char *shim_function_simple_name(shim_unit *unit, shim_function function); /* "f", "operator()", "~A" */

/* Methods */
shim_record shim_method_record(shim_function method);
bool shim_function_is_instance_method(shim_function function); /* not static */
typedef void shim_function_visitor(void *data, shim_function function);
void shim_method_overridden(shim_function method, shim_function_visitor *visit, void *data);
/* The method that runs for `method` when the dynamic type is `record`. */
shim_function shim_method_in_class(shim_function method, shim_record record);
/* For a lambda's static invoker: the call operator that it forwards to. */
shim_function shim_lambda_invoker_target(shim_function invoker);
/* The function in which the closure that this is the call operator of is
 * written; NULL: it is no closure's, or in no function. */
shim_function shim_lambda_enclosing(shim_function call_operator);
/* A virtual destructor's operator delete, or NULL. */
shim_function shim_destructor_operator_delete(shim_function destructor);

/* Bodies */
shim_stmt shim_function_body(shim_function function);
unsigned shim_constructor_initializer_count(shim_function constructor);
shim_stmt shim_constructor_initializer(shim_function constructor, unsigned index);

/* Records ----------------------------------------------------------------- */

struct shim_record_facts {
    bool complete, dependent, polymorphic, in_main_file, in_system;
};
void shim_record_facts(shim_unit *unit, shim_record record, struct shim_record_facts *facts);
/* A stable identity: the mangled type name. `*internal`: not visible outside the unit. */
const char *shim_record_identity(shim_unit *unit, shim_record record, size_t *length, bool *internal);
typedef void shim_record_visitor(void *data, shim_record record);
void shim_record_bases(shim_record record, shim_record_visitor *visit, void *data);     /* direct, virtual too */
void shim_record_methods(shim_record record, shim_function_visitor *visit, void *data); /* its own */
/* Destructors that the destructor of `record` calls for members and bases. */
void shim_record_subobject_destructors(shim_unit *unit, shim_record record, shim_function_visitor *visit, void *data);
/* Closures without a number in the ABI get one in the order in which they are
 * first named; this names one. */
void shim_record_number(shim_unit *unit, shim_record record);
const char *shim_record_simple_name(shim_unit *unit, shim_record record);
/* Is this the class (template) with this qualified name, "std::function"? */
bool shim_record_is(shim_unit *unit, shim_record record, const char *qualified_name);

/* Variables --------------------------------------------------------------- */

struct shim_variable_facts {
    bool global; /* static storage, not local to a function */
    bool static_local;
    bool dependent, defined;
    bool internal, in_main_file, in_system;
    bool must_emit;
    bool is_const; /* const-qualified or constexpr */
    bool parameter;
    bool device, host;
    bool reference;
};
void shim_variable_facts(shim_unit *unit, shim_variable variable, struct shim_variable_facts *facts);
/* A quick look: false when a header's variable cannot be of the kind that must be emitted. */
bool shim_variable_may_be_emitted(shim_unit *unit, shim_variable variable);
/* The declaration that initialises or defines this variable, else its first. */
shim_variable shim_variable_defining(shim_variable variable);
shim_stmt shim_variable_initializer(shim_variable variable);    /* NULL none */
shim_function shim_parameter_function(shim_variable parameter); /* whose it is; NULL for another variable */
shim_type shim_variable_type(shim_variable variable);
const char *shim_variable_mangled(shim_unit *unit, shim_variable variable, size_t *length);
const char *shim_variable_name(shim_unit *unit, shim_variable variable);
shim_function shim_variable_cleanup(shim_variable variable); /* __attribute__((cleanup(f))) */
/* Holding variables of a structured binding. */
typedef void shim_variable_visitor(void *data, shim_variable variable);
void shim_variable_bindings(shim_variable variable, shim_variable_visitor *visit, void *data);
/* The template as written that this variable is a specialization of, or itself. */
shim_variable shim_variable_pattern(shim_variable variable);

/* Types ------------------------------------------------------------------- */

/* The destructor that ends the life of an object of this type (of its
 * elements, if it is an array); NULL when that does nothing. */
shim_function shim_type_destructor(shim_unit *unit, shim_type type);
/* The mangled signature of the function type that `type` is, or points or
 * refers to; a pointer to member gives that of the function with the class
 * in front. Exception specifications left out. NULL: not a function. */
const char *shim_type_signature(shim_unit *unit, shim_type type, size_t *length);
/* The size expressions of variable length arrays in this type. */
typedef void shim_stmt_visitor(void *data, shim_stmt stmt);
void shim_type_size_expressions(shim_type type, shim_stmt_visitor *visit, void *data);
/* The name of the struct, union or enum that the type (its elements, if it is an array) is; "" none. */
const char *shim_type_tag(shim_unit *unit, shim_type type);
shim_record shim_type_record(shim_type type); /* of the type, a reference or a pointer to it */

/* Names: what the readable name of a declaration or type is built of -------- */

enum shim_name_kind {
    SHIM_NAME_SCOPE, /* text in parent, with arguments */
    SHIM_NAME_TEXT   /* text with \x01 for each argument */
};
enum shim_item_kind { SHIM_ITEM_TEXT, SHIM_ITEM_DECL, SHIM_ITEM_TYPE };
/* One piece: either a text, or a key of something that has a name itself. */
struct shim_name_item {
    enum shim_item_kind kind;
    const char *text;
    size_t length;
    const void *key; /* SHIM_ITEM_DECL: pass to shim_decl_name; SHIM_ITEM_TYPE: to shim_type_name */
};
struct shim_name {
    enum shim_name_kind kind;
    const char *text; /* valid until the next call of either function */
    size_t length;
    const void *parent; /* SHIM_NAME_SCOPE: key of the enclosing scope, or NULL */
    bool has_arguments; /* a template specialization's */
    const struct shim_name_item *items;
    size_t item_count;
};
/* Keys: a shim_function or shim_record handle, or a parent or item key. */
void shim_decl_name(shim_unit *unit, const void *key, struct shim_name *name);
void shim_type_name(shim_unit *unit, const void *key, struct shim_name *name);
const void *shim_function_name_key(shim_function function);
/* The class, no closure, for which a specialization of a template of functions stands: that of the type argument
 * whose operator() the template's body calls. NULL: it is no such template, or that is not seen here. */
shim_record shim_function_operation(shim_function function);
const void *shim_variable_name_key(shim_variable variable);
const void *shim_record_name_key(shim_record record);

/* Statements and expressions ------------------------------------------------ */

enum shim_stmt_kind {
    SHIM_STMT_OTHER,       /* look at the children */
    SHIM_STMT_SKIP,        /* nothing in it is evaluated */
    SHIM_STMT_TRANSPARENT, /* a paren, no-op cast, cleanup scope, …: its one child is the same object */
    SHIM_STMT_CALL,
    SHIM_STMT_KERNEL_CALL, /* k<<<…>>>(…) */
    SHIM_STMT_CONSTRUCT,
    SHIM_STMT_INHERITED_CONSTRUCT, /* forwards to an inherited constructor */
    SHIM_STMT_BIND_TEMPORARY,
    SHIM_STMT_MATERIALIZE,
    SHIM_STMT_NEW,
    SHIM_STMT_DELETE,
    SHIM_STMT_REFERENCE, /* names a declaration */
    SHIM_STMT_MEMBER,    /* x.m; children: x */
    SHIM_STMT_ADDRESS_OF,
    SHIM_STMT_EXPLICIT_CAST,    /* or C's implicit one between function pointers */
    SHIM_STMT_INITIALIZER_LIST, /* each child initialises a part of the object */
    SHIM_STMT_CONDITIONAL,      /* children: condition, then the alternatives */
    SHIM_STMT_COMMA,
    SHIM_STMT_ASSIGN,      /* built-in = */
    SHIM_STMT_DECLARATION, /* declares variables */
    SHIM_STMT_RETURN,
    SHIM_STMT_THROW,
    SHIM_STMT_CATCH,
    SHIM_STMT_LAMBDA,
    SHIM_STMT_SHARED_VALUE /* a value that several expressions use; may be met again */
};
enum shim_stmt_kind shim_stmt_kind(shim_stmt stmt);
/* The parts that are evaluated, in no particular order; discarded branches,
 * unevaluated operands and unchosen alternatives left out. */
void shim_stmt_children(shim_unit *unit, shim_stmt stmt, shim_stmt_visitor *visit, void *data);
bool shim_stmt_is_expression(shim_stmt stmt);
shim_type shim_expression_type(shim_stmt expression);

/* SHIM_STMT_CALL */
struct shim_call {
    shim_function callee;        /* NULL: through a pointer, or no call at run time (pseudo-destructor) */
    shim_function devirtualized; /* the method that surely runs, when dispatch is decided here */
    bool is_virtual;             /* dispatched on the object's dynamic type */
    shim_record object_class;    /* the static class of the object of a method call */
    bool object_is_this;         /* called on `this` itself */
    shim_type pointer_type;      /* when through a pointer or pointer to member */
    shim_record member_pointer_class;
    shim_stmt callee_expression; /* when it must be visited: not a plain name */
    shim_stmt object;            /* the object expression of a method call, or NULL */
    unsigned argument_count;
    bool is_pseudo; /* nothing is called */
    bool unprototyped;
};
void shim_call_facts(shim_unit *unit, shim_stmt call, struct shim_call *facts);
shim_stmt shim_call_argument(shim_stmt call, unsigned index); /* calls, kernel calls and constructions */
/* The signature of a call through a pointer without a prototype, made of the promoted arguments. */
const char *shim_call_promoted_signature(shim_unit *unit, shim_stmt call, size_t *length);

/* SHIM_STMT_KERNEL_CALL: the four configuration arguments; NULL: defaulted. */
shim_stmt shim_kernel_call_configuration(shim_stmt call, unsigned index);

/* SHIM_STMT_CONSTRUCT, SHIM_STMT_INHERITED_CONSTRUCT */
shim_function shim_construct_constructor(shim_stmt construct);
bool shim_construct_is_elided(shim_unit *unit, shim_stmt construct);
unsigned shim_construct_argument_count(shim_stmt construct);

/* SHIM_STMT_BIND_TEMPORARY, SHIM_STMT_MATERIALIZE */
shim_function shim_temporary_destructor(shim_unit *unit, shim_stmt temporary);

/* SHIM_STMT_NEW, SHIM_STMT_DELETE */
shim_function shim_new_operator(shim_stmt expression);
shim_stmt shim_new_initializer(shim_stmt expression);         /* not among the children; NULL none */
shim_function shim_new_operator_delete(shim_stmt expression); /* for a constructor that throws */
struct shim_delete {
    shim_function operator_delete;
    shim_function destructor;
    shim_record object_class;
    bool is_virtual;
    shim_function devirtualized;
};
void shim_delete_facts(shim_unit *unit, shim_stmt expression, struct shim_delete *facts);

/* SHIM_STMT_REFERENCE, SHIM_STMT_MEMBER */
shim_function shim_reference_function(shim_stmt expression);
shim_variable shim_reference_variable(shim_stmt expression); /* of a member: a static one */
const char *shim_member_name(shim_unit *unit, shim_stmt expression);

/* SHIM_STMT_DECLARATION, SHIM_STMT_CATCH */
void shim_declared_variables(shim_stmt stmt, shim_variable_visitor *visit, void *data);
/* Size expressions of the types that a declaration statement names (typedef). */
void shim_declared_type_sizes(shim_stmt stmt, shim_stmt_visitor *visit, void *data);

/* SHIM_STMT_LAMBDA */
shim_function shim_lambda_operator(shim_stmt lambda);

/* Looking through an expression to what it is about */
shim_stmt shim_strip(shim_stmt expression); /* parens, casts, temporaries, one-argument copies */
/* std::forward<T>(x), std::move(x), which only cast: x; else NULL. */
shim_stmt shim_forwarded(shim_stmt expression);
bool shim_string_literal(shim_unit *unit, shim_stmt expression, const char **text, size_t *length);
bool shim_evaluate_integer(shim_unit *unit, shim_stmt expression, int64_t *value);
bool shim_is_default_argument(shim_stmt expression);
/* Functions among a call's explicit or deduced template arguments, or those of the function that an
 * expression names, and of its class. */
void shim_call_template_functions(shim_stmt expression, shim_function_visitor *visit, void *data);
shim_type shim_record_template_type(shim_record record, unsigned index); /* NULL none */
/* For each type argument (packs flattened) of the template that the record or function is an instance of. */
typedef void shim_type_visitor(void *data, shim_type type);
void shim_record_template_types(shim_record record, shim_type_visitor *visit, void *data);
void shim_function_template_types(shim_function function, shim_type_visitor *visit, void *data);
shim_function shim_record_call_operator(shim_record record); /* the only, non-template one */
/* The constructor of `record` that takes exactly these types (references and qualifiers aside). */
shim_function shim_record_constructor(shim_record record, const shim_type *types, size_t count);
/* ::operator new or delete with these argument types, as a __builtin_operator_new/_delete call names it. */
shim_function shim_builtin_operator(shim_unit *unit, shim_stmt call);

/* What never runs ----------------------------------------------------------- */

/* Finds the parts of the function's body that never run since the compiler's evaluation of constants
 * decides so in this specialization: branches, cases of a switch, loops, operands of && and ||, what
 * follows a return. False: there are none, or that is not known; all of it may run. */
bool shim_reach_begin(shim_unit *unit, shim_function function);
enum shim_reach {
    SHIM_REACH_AS_AROUND, /* as what it is a part of */
    SHIM_REACH_RUNS,
    SHIM_REACH_NEVER
};
/* Of the body that shim_reach_begin was last asked about. */
enum shim_reach shim_stmt_reach(shim_unit *unit, shim_stmt stmt);

/* The place of each of the statements, parts of the body, in the order in which it is written, from 1; 0: it can run
 * more often than once or stands elsewhere (a loop, a closure, a body with labels), so that the order tells nothing. */
void shim_order(shim_stmt body, const shim_stmt *stmts, size_t count, unsigned *order);
bool shim_is_null_pointer(shim_unit *unit, shim_stmt expression);

/* The consumer -------------------------------------------------------------- */

/* What the shim calls; implemented in C by plugin_main.c. */
struct shim_consumer {
    void (*declared)(void *data, shim_decl decl); /* top level, or an instantiation */
    void (*class_completed)(void *data, shim_record record);
    void (*end)(void *data, shim_unit *unit); /* the unit has been parsed */
    /* Does the file, as clang knows it, belong to the system? Asked once for each file, from `end` on. */
    bool (*is_system)(void *data, const char *file);
    void (*out_of_memory)(void *data, shim_unit *unit); /* at the unit's end, in place of the rest of these */
    void (*release)(void *data);
};
/* Leaves whichever of these (and of callchain_pass_begin) is running; the shim itself leaves it so, too. */
#ifdef __cplusplus
[[noreturn]]
#else
_Noreturn
#endif
void shim_out_of_memory(void);

/* Called once a compiler pass; `options`: the plugin's arguments. Returns
 * false when this pass is not to be analysed. */
bool callchain_pass_begin(const char *const *options, size_t count, struct shim_consumer *consumer, void **data);

#ifdef __cplusplus
}
#endif
#endif
