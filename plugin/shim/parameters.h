/* The part of the clang shim (shim/shim.h) that tells what decides a launch:
 * template arguments, constants of classes, kernels' attributes, and
 * expressions with their constants folded. The same rules hold, but for one:
 * shim_record_nested, and shim_record_constants with `force`, may make clang
 * instantiate a nested class or the initialiser of a static member, silently,
 * and only where nothing is compiled (-fsyntax-only).
 *
 * Texts given to a visitor live as long as its call.
 */
#ifndef CALLCHAIN_PLUGIN_SHIM_PARAMETERS_H
#define CALLCHAIN_PLUGIN_SHIM_PARAMETERS_H

#include "shim.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Template arguments, packs item by item ------------------------------------ */

struct shim_template_argument {
    const char *name;   /* the parameter's; "" without one */
    const char *value;  /* "64", "true", "ns::half_t" */
    shim_record record; /* of a type argument that is a class, or NULL */
};
typedef void shim_template_argument_visitor(void *data, const struct shim_template_argument *argument);
void shim_function_template_arguments(shim_unit *unit, shim_function function, shim_template_argument_visitor *visit,
                                      void *data);
void shim_record_template_arguments(shim_unit *unit, shim_record record, shim_template_argument_visitor *visit,
                                    void *data);

/* Classes -------------------------------------------------------------------- */

uint32_t shim_record_location(shim_unit *unit, shim_record record); /* of the definition as written */
/* The classes inside of it; those that nothing needs as shim_record_constants says. */
void shim_record_nested(shim_unit *unit, shim_record record, shim_record_visitor *visit, void *data);

struct shim_constant {
    const char *name;
    const char *value; /* "" where the reason tells why it has none */
    const char *reason;
    bool instantiated; /* the program needs its value, so the compiler has it */
    uint32_t location;
};
typedef void shim_constant_visitor(void *data, const struct shim_constant *constant);
/* Static constants, enumerators and short type names that the class itself declares. `force`:
 * also evaluate those whose value nothing in this unit needs. */
void shim_record_constants(shim_unit *unit, shim_record record, bool force, shim_constant_visitor *visit, void *data);

/* Kernels ---------------------------------------------------------------------- */

struct shim_kernel {
    int64_t launch_bounds[3];           /* threads a block, blocks a multiprocessor, blocks a cluster; -1 not given */
    int64_t cluster[3];                 /* __cluster_dims__; -1 not given */
    bool bounds_unread, cluster_unread; /* written, and this clang does not read them */
};
void shim_kernel_facts(shim_unit *unit, shim_function kernel, struct shim_kernel *facts);

/* A variable in a block's shared memory. */
struct shim_shared {
    bool dynamic;   /* extern: its size is the launch's */
    uint64_t bytes; /* of one that is not dynamic */
    uint32_t alignment;
};
bool shim_variable_shared(shim_unit *unit, shim_variable variable, struct shim_shared *facts); /* false: it is none */
/* Are there directives of the preprocessor within the function as written, so that a pass for another side may read
 * another body? */
bool shim_function_is_conditional(shim_unit *unit, shim_function function);

/* Expressions ---------------------------------------------------------------------- */

/* The expression to show in place of a variable, or NULL for its name. `variable` NULL: what stands at a place (a row of
 * a table that is chosen), or NULL. */
typedef shim_stmt shim_substitution(void *data, shim_variable variable, shim_stmt place);
/* The expression with constants folded and variables replaced; "" none. */
const char *shim_expression_folded(shim_unit *unit, shim_stmt expression, shim_substitution *substitute, void *data);
/* The same, and `name` is asked what to call each variable and member; NULL: as it is called. */
typedef const char *shim_naming(void *data, shim_stmt expression);
const char *shim_expression_named(shim_unit *unit, shim_stmt expression, shim_substitution *substitute,
                                  shim_naming *name, void *data);
bool shim_expression_is_constant(shim_unit *unit, shim_stmt expression); /* by the rules of the language */
/* An integer, or the member `name` of an object, that the expression is whenever it is evaluated: "64",
 * "18446744073709551615", "true"; NULL: it has no one value, or none is found. Looks beyond the language's
 * constants: local variables that nothing changes, members of such objects, functions and constructors
 * whose body is declarations and a return. `substitute` (NULL: none) is asked for the single value of a
 * local variable that has no initializer. */
const char *shim_constant_text(shim_unit *unit, shim_stmt expression, shim_substitution *substitute, void *data);
/* Can the variable have another value than the one it is initialised with? True where that is not known. */
bool shim_variable_changes(shim_unit *unit, shim_variable variable);
/* Can a local variable be changed by more than assignments to it or its members, through a pointer, say? */
bool shim_variable_aliased(shim_unit *unit, shim_variable variable);
/* The same of a part of it ("a.b"), which may be named by a reference in the same function. */
bool shim_field_aliased(shim_unit *unit, shim_variable variable, const char *path);
/* The member `x.a` that a local reference, `T &r = x.a;`, names for good; NULL: it is no such reference. */
shim_stmt shim_reference_names(shim_variable variable);
const char *shim_constant_member(shim_unit *unit, shim_stmt expression, const char *name, shim_substitution *substitute,
                                 void *data);

/* What the value of an expression is read from at run time. */
enum shim_leaf { SHIM_LEAF_VARIABLE, SHIM_LEAF_FIELD, SHIM_LEAF_CALL };
struct shim_leaf_facts {
    enum shim_leaf kind;
    const char *text;       /* "n", "params.seqlen_q", "get_num_sm(device)" */
    shim_variable variable; /* SHIM_LEAF_VARIABLE: of a structured binding, what is bound */
    shim_function callee;   /* SHIM_LEAF_CALL; NULL unknown */
    shim_stmt stmt;
};
typedef void shim_leaf_visitor(void *data, const struct shim_leaf_facts *leaf);
void shim_expression_leaves(shim_unit *unit, shim_stmt expression, shim_leaf_visitor *visit, void *data);

/* What a call surely returns, in the callee's own terms: its body is declarations and one return, branches decided by
 * constants aside; `changes`: or other statements, the last of which is the only return. NULL: not known. */
shim_stmt shim_returned(shim_unit *unit, shim_stmt call, bool changes);
/* The function that a call surely runs, defined here; NULL: not known. */
shim_function shim_called(shim_stmt call);
/* What a construction initialises the field of this name with, in the constructor's own terms. `inner`: it is the
 * construction of a base, or one delegated to, which initialises the field. NULL: not known. */
shim_stmt shim_constructed_field(shim_unit *unit, shim_stmt construct, const char *field, bool *inner);
bool shim_is_this(shim_stmt expression); /* `this` or `*this` */
/* May the method change this field of its object, itself or by what it calls? True where that is not known. */
bool shim_method_changes(shim_unit *unit, shim_function method, const char *field);
bool shim_type_is_read_only(shim_type type); /* a pointer or reference to what is const */

bool shim_type_is_integer(shim_type type); /* or an enumeration, or a reference to one of these */
bool shim_type_is_pointer(shim_type type); /* or a reference to one */
/* A function, or what can point or refer to one: also a pointer to void. */
bool shim_type_is_code(shim_type type);
/* Which of its function's parameters it is, from 1; 0: it is none. */
unsigned shim_parameter_number(shim_variable variable);
/* The function that a local variable belongs to; NULL for others and parameters. */
shim_function shim_variable_owner(shim_variable variable);
/* Does this statement give a variable a value (`v = e`, `v += e`, `++v`)?
 * `value` becomes NULL where it is not an expression of its own. */
bool shim_sets_variable(shim_stmt stmt, shim_variable *variable, shim_stmt *value);
/* The same of a member of an object in a variable (`v.m = e`, `v.m += e`,
 * `++v.m`). */
bool shim_sets_member(shim_stmt stmt, shim_variable *variable, const char **member);
/* A parameter through which a call may change its argument: a reference to what is not const. */
bool shim_parameter_is_output(shim_function function, unsigned index);
/* `&v` (casts aside): v; else NULL. */
shim_variable shim_address_of_variable(shim_stmt expression);
/* SHIM_STMT_MEMBER: the name of the class that declares the member. */
const char *shim_member_class_name(shim_unit *unit, shim_stmt expression);

/* Names -------------------------------------------------------------------------------- */

/* Each identifier in the text of the function as written, as often as it stands there. */
typedef void shim_identifier_visitor(void *data, const char *identifier);
void shim_function_identifiers(shim_unit *unit, shim_function function, shim_identifier_visitor *visit, void *data);
/* Each type and constant that the class as written declares, and the identifiers in its declaration. */
typedef void shim_member_visitor(void *data, const char *member, const char *identifier);
void shim_record_member_identifiers(shim_unit *unit, shim_record record, shim_member_visitor *visit, void *data);

#ifdef __cplusplus
}
#endif
#endif
