/* What the analysis of value flow needs of clang: which declaration an
 * expression names, and how an expression's value comes from those of its
 * parts. Handles and lifetimes as in shim/shim.h.
 */
#ifndef CALLCHAIN_PLUGIN_SHIM_FLOW_H
#define CALLCHAIN_PLUGIN_SHIM_FLOW_H

#include "shim.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A declaration that can hold a value: a variable, a field, a name of a
 * structured binding, a template parameter, a typedef of a function. */
typedef const struct shim_named_opaque *shim_named;
typedef void shim_named_visitor(void *data, shim_named named);

enum shim_value_kind {
    SHIM_VALUE_NONE, /* none that is followed: a field of a system header's class, say */
    SHIM_VALUE_PARAMETER,
    SHIM_VALUE_LOCAL,
    SHIM_VALUE_FIELD,
    SHIM_VALUE_GLOBAL,
    SHIM_VALUE_TEMPLATE_PARAMETER,
    SHIM_VALUE_QUERY /* a property of the device: a field of cudaDeviceProp */
};

struct shim_value {
    enum shim_value_kind kind;
    shim_function function; /* whose parameter, local or template parameter it is: as it
                               stands, or the template as written */
    const char *name;       /* qualified: of a GLOBAL */
    const char *class_name; /* FIELD, and TEMPLATE_PARAMETER of a class; else "" */
    const char *type;       /* as written */
    uint32_t index;         /* PARAMETER, TEMPLATE_PARAMETER: from 1; LOCAL: its line */
    uint32_t location;
    bool leaves;   /* PARAMETER: what the function stores in it is seen by the caller */
    bool has_form; /* no number, and no pointer to one: it may be a tensor, a list, an optional */
};

/* A number for the place of an expression, equal for all specializations; 0: none. */
uint64_t shim_flow_place(shim_stmt expression);
/* The declaration that an expression names, NULL: none. */
shim_named shim_flow_named(shim_stmt expression);
/* A number that all specializations of one declaration share, within the unit; never 0. */
uint64_t shim_named_key(shim_named named);
/* Strings live until the next call. */
void shim_named_describe(shim_unit *unit, shim_named named, struct shim_value *value);
bool shim_function_returns_form(shim_function function); /* the same of what it returns */
bool shim_expression_has_form(shim_stmt expression);
shim_named shim_variable_named(shim_variable variable);

/* Is it dim3, cudaLaunchConfig_t or another of CUDA's classes that describe a
 * launch, in whatever header? NULL: no. */
bool shim_record_is_of_runtime(shim_record record);
shim_record shim_named_record(shim_named named); /* the class of its type (through references and pointers) */
bool shim_named_aliases(shim_named named);       /* a reference or pointer through which the other can be changed */
/* Does a reference or pointer with this initialiser lead to what the initialiser
 * names? (Not a pointer that a function returned.) */
bool shim_initializer_is_alias(shim_named named, shim_stmt initializer);
/* A parameter as its function is written; NULL for an index out of range. */
shim_named shim_function_parameter_named(shim_function function, unsigned index);
bool shim_named_is_parameter_of_kernel(shim_named named);
shim_record shim_field_record(shim_named field); /* the class as written that a field is declared in; NULL: no field */

/* As shim_named_key, of a function; 0: not written by anyone. */
uint64_t shim_flow_function_key(shim_function function);
bool shim_function_returns_nothing(shim_function function);
bool shim_method_is_const(shim_function function);
const char *shim_function_scope(shim_unit *unit, shim_function function); /* "at::Tensor", "std"; "" global */

/* Fields of a class, those of its bases first, in the order of an
 * initialiser list; nested classes of the project's are not entered. */
void shim_record_fields(shim_record record, shim_named_visitor *visit, void *data);
shim_record shim_record_pattern(shim_record record); /* the class template as written, or itself */
shim_record
shim_type_value_record(shim_type type); /* the class of an object (or array) of this type, not of a pointer */
bool shim_type_is_array(shim_type type);

enum shim_flow_kind {
    SHIM_FLOW_NOTHING,     /* no value that is followed */
    SHIM_FLOW_NAMED,       /* shim_flow_named */
    SHIM_FLOW_MEMBER,      /* x.f; shim_flow_named; children: x */
    SHIM_FLOW_SAME,        /* the value of its one child */
    SHIM_FLOW_ADDRESS,     /* &x: the same, and x can be changed through it */
    SHIM_FLOW_DERIVED,     /* computed from its children */
    SHIM_FLOW_ELEMENT,     /* x[i]; children: x, i */
    SHIM_FLOW_CONDITIONAL, /* children: condition, alternatives */
    SHIM_FLOW_LAST,        /* a comma: its last child's */
    SHIM_FLOW_CALL,
    SHIM_FLOW_KERNEL_CALL,
    SHIM_FLOW_CONSTRUCT,
    SHIM_FLOW_LIST, /* shim_flow_list */
    SHIM_FLOW_LAMBDA,
    SHIM_FLOW_ASSIGN, /* children: left, right */
    SHIM_FLOW_UPDATE, /* x += y, ++x; children: left, and right if there is one */
    /* statements */
    SHIM_FLOW_BRANCH, /* shim_branch_describe */
    SHIM_FLOW_COMPOUND,
    SHIM_FLOW_RETURN,
    SHIM_FLOW_DECLARATION,
    SHIM_FLOW_STATEMENT /* look at the children */
};
enum shim_flow_kind shim_flow_kind(shim_stmt stmt);
/* The parts of an expression or statement as listed above. */
void shim_flow_children(shim_unit *unit, shim_stmt stmt, shim_stmt_visitor *visit, void *data);

/* The initialisers of a list with what each initialises; `field` NULL: an
 * element of an array or a container. */
typedef void shim_list_visitor(void *data, shim_named field, shim_stmt initializer);
void shim_flow_list(shim_stmt list, shim_list_visitor *visit, void *data);
/* The braces of `{a, b}` behind what makes a container or tuple of them, or NULL. */
shim_stmt shim_flow_braces(shim_stmt expression);

/* The expression as clang prints it, for those that begin and end in different macros. */
const char *shim_flow_printed(shim_unit *unit, shim_stmt expression);

/* What a declaration statement declares. */
struct shim_declared {
    void (*variable)(void *data, shim_variable variable);
    void (*type)(void *data, shim_named name, shim_type type);
    void *data;
};
void shim_flow_declared(shim_stmt stmt, const struct shim_declared *declared);
/* The names of a structured binding, each with its field when the class is taken apart. */
typedef void shim_binding_visitor(void *data, shim_named name, shim_named field);
bool shim_flow_bindings(shim_variable variable, shim_binding_visitor *visit, void *data); /* false: it is none */

/* The expression of what a call or launch calls. */
shim_stmt shim_call_name(shim_stmt call);
/* Can the function store through this argument: is it &x, or taken by a reference that is not const? */
bool shim_argument_is_out(shim_function callee, unsigned index, shim_stmt argument);

/* A constructor's initialiser: the member, or NULL for a base. */
shim_named shim_constructor_member(shim_function constructor, unsigned index);
/* A lambda's captures that have an initialiser of their own. */
void shim_lambda_variables(shim_stmt lambda, shim_variable_visitor *visit, void *data);

/* The explicit template arguments of a name (a call's callee, a kernel whose
 * address is taken): for each value that one is written with, the template
 * parameter it becomes part of; `text`: as written, "" for the value itself.
 * These three return false where what is written is too large to be looked at as a whole. */
typedef void shim_template_visitor(void *data, shim_named parameter, shim_named source, const char *text);
bool shim_flow_template_arguments(shim_unit *unit, shim_stmt stmt, shim_template_visitor *visit, void *data);
/* The template parameters and local types in a type as written, or in the
 * qualifier of a name (Traits::kValue). */
bool shim_flow_type_names(shim_type type, shim_named_visitor *visit, void *data);
bool shim_flow_qualifier_names(shim_stmt expression, shim_named_visitor *visit, void *data);

#ifdef __cplusplus
}
#endif
#endif
