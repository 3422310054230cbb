/* The part of the clang shim (shim.h) that tells what a function does, statement by
 * statement and expression by expression, with what changes no value looked through:
 * parentheses, temporaries, casts that keep the value, what is substituted for
 * template parameters, default arguments. */
#ifndef CALLCHAIN_PLUGIN_SHIM_PROGRAM_H
#define CALLCHAIN_PLUGIN_SHIM_PROGRAM_H

#include "flow.h"

#ifdef __cplusplus
extern "C" {
#endif

enum shim_code_kind {
    SHIM_CODE_UNKNOWN, /* not told: `text` says what; the parts are evaluated */
    /* expressions */
    SHIM_CODE_INTEGER,  /* `text`: digits */
    SHIM_CODE_BOOLEAN,  /* `text`: "0" or "1" */
    SHIM_CODE_FLOATING, /* `text`: with a point or an exponent */
    SHIM_CODE_STRING,   /* `text`, `length` */
    SHIM_CODE_NULL,     /* nullptr, std::nullopt */
    SHIM_CODE_ZERO,     /* an object of `type` all of zeros */
    SHIM_CODE_VARIABLE, /* a local one: `declaration` */
    SHIM_CODE_GLOBAL,   /* `text`: its qualified name */
    SHIM_CODE_FUNCTION, /* `function` itself */
    SHIM_CODE_THIS,
    SHIM_CODE_MEMBER,      /* parts[0].text, or ->; `reference`: it is one */
    SHIM_CODE_ELEMENT,     /* parts[0][parts[1]] */
    SHIM_CODE_DEREFERENCE, /* *parts[0] */
    SHIM_CODE_ADDRESS,     /* &parts[0]; an array that becomes a pointer */
    SHIM_CODE_CALL,        /* of `function`; the object first, if it has one */
    SHIM_CODE_INDIRECT,    /* parts[0] is called; then the arguments */
    SHIM_CODE_CONSTRUCT,   /* an object of `type` by the constructor `function` */
    SHIM_CODE_COPY,        /* a memberwise copy of parts[0] */
    SHIM_CODE_FIELDS,      /* an aggregate of `type`: shim_code_field names what each part is for */
    SHIM_CODE_LIST,        /* the elements of an array or initializer_list */
    SHIM_CODE_CLOSURE,     /* `function`: its call operator, NULL: of a generic one; shim_code_capture for each part */
    SHIM_CODE_CHOICE,      /* parts[0] ? parts[1] : parts[2] */
    SHIM_CODE_AND,
    SHIM_CODE_OR,
    SHIM_CODE_NOT,
    SHIM_CODE_ASSIGN, /* parts[0] = parts[1] */
    SHIM_CODE_UPDATE, /* parts[0] `text`= parts[1], computed in `type` and stored as `stored` */
    SHIM_CODE_STEP,   /* `text`: "pre++", "post--" … */
    SHIM_CODE_BINARY, /* parts[0] `text` parts[1] in `type` */
    SHIM_CODE_NEGATE,
    SHIM_CODE_INVERT,
    SHIM_CODE_COMMA,
    SHIM_CODE_CAST,   /* parts[0] as `type`, which may change it */
    SHIM_CODE_NEW,    /* a pointer to a new object: parts[0], or of `type` */
    SHIM_CODE_DELETE, /* parts[0] with the destructor `function`, which matters; `is_virtual`; `reference`: an array */
    SHIM_CODE_TEMPORARY,  /* parts[0] until the end of its full expression, then the destructor `function`, which
                             matters; `reference`: it is that expression itself */
    SHIM_CODE_FULL,       /* parts[0], at whose end temporaries end */
    SHIM_CODE_THROW,      /* `text`: a type, or the function that does not return; parts[0] is thrown, `type` told;
                             `rethrows`: what is caught */
    SHIM_CODE_LAUNCH,     /* of parts[0] with grid, block, shared memory and stream (NULL: 0); then the arguments */
    SHIM_CODE_STATEMENTS, /* ({ … }); the last part is the value */
    /* statements */
    SHIM_CODE_BLOCK,
    SHIM_CODE_NOTHING,
    SHIM_CODE_DECLARATION, /* shim_declared_variables */
    SHIM_CODE_IF,          /* init, condition, then, else; NULL: none. `declaration`: the condition's variable */
    SHIM_CODE_WHILE,       /* condition, body; likewise */
    SHIM_CODE_DO,          /* condition, body */
    SHIM_CODE_FOR,         /* init, condition, body, step; likewise */
    SHIM_CODE_RANGE,       /* init, range, body; `declaration`: the element */
    SHIM_CODE_SWITCH,      /* init, condition, body; likewise */
    SHIM_CODE_CASE,        /* value, statement; a value NULL: default */
    SHIM_CODE_RETURN,      /* value or NULL */
    SHIM_CODE_BREAK,
    SHIM_CODE_CONTINUE,
    SHIM_CODE_TRY,     /* a block; then its handlers */
    SHIM_CODE_HANDLER, /* the block; `text`: the type, "" all; `declaration` */
    SHIM_CODE_WRITES,  /* `text` says what; it may write the parts and nothing else */
    SHIM_CODE_JUMP     /* `text` says what: control goes on elsewhere, or is not told */
};

enum { SHIM_CODE_PARTS = 5 };

struct shim_code {
    enum shim_code_kind kind;
    shim_stmt node;                   /* what is left when what changes nothing is looked through */
    shim_stmt parts[SHIM_CODE_PARTS]; /* those that fit; all others by shim_code_part */
    unsigned count;                   /* of parts */
    shim_type type, stored;
    const char *text; /* lives until the next string of the unit */
    size_t length;
    shim_function function;
    const void *declaration; /* of a variable: a key, and a shim_variable where something declares it */
    bool of_template;        /* a constant may be another one in another specialization */
    bool reference, is_virtual, rethrows, of_union;
};
void shim_code_describe(shim_unit *unit, shim_stmt stmt, struct shim_code *code);
/* The same of what stands as a statement: an object that an expression makes ends there. */
void shim_code_describe_alone(shim_unit *unit, shim_stmt stmt, struct shim_code *code);
shim_stmt shim_code_part(const struct shim_code *code, unsigned index);
bool shim_stmt_is_empty(shim_stmt stmt); /* ; */

/* SHIM_CODE_FIELDS: the name of the field that a part is for; "" a base's. Lives with the unit. */
const char *shim_code_field(const struct shim_code *code, unsigned index, bool *reference);

/* SHIM_CODE_CLOSURE */
enum shim_capture { SHIM_CAPTURE_COPY, SHIM_CAPTURE_REFERENCE, SHIM_CAPTURE_THIS };
enum shim_capture shim_code_capture(const struct shim_code *code, unsigned index);
/* Which capture of the closure a variable is in its call operator; -1: none. */
int shim_capture_number(shim_function call_operator, const void *declaration);

/* Can what is called write through this part: is it bound to a reference that is not const? */
bool shim_code_is_output(const struct shim_code *code, unsigned index);

/* SHIM_CODE_THROW with a type: the types of handlers that take what is thrown, its own and its public bases; "" alone:
 * nobody does (abort). */
typedef void shim_type_name_visitor(void *data, const char *text);
void shim_thrown_types(shim_unit *unit, const struct shim_code *code, shim_type_name_visitor *visit, void *data);

/* A condition as written; what macros put around it (!, casts, __builtin_expect) is left out or shown as "!(…)". */
const char *shim_condition_text(shim_unit *unit, shim_stmt condition);

/* Does the function's code come from a template, so that constants in it may be of its arguments? */
bool shim_function_of_template(shim_function function);
bool shim_function_returns_reference(shim_function function);

/* "b", "i32", "u64", "f32", "p", "?"; of a class its qualified name without template arguments. */
const char *shim_code_type(shim_unit *unit, shim_type type, bool *is_class);
/* The members of a class, those of its bases and of anonymous structs too; no references. */
typedef void shim_member_type_visitor(void *data, const char *name, shim_type type);
void shim_type_members(shim_type type, shim_member_type_visitor *visit, void *data);
/* "ns::Class::method"; no template arguments, no inline namespaces. */
const char *shim_function_qualified_name(shim_unit *unit, shim_function function);
bool shim_function_is_operator(shim_function function); /* also a conversion */

/* Template arguments that a call writes, and numbers that it deduces; `text`: a type, or digits. */
typedef void shim_call_argument_visitor(void *data, const char *text, bool is_number, bool of_template);
void shim_code_template_arguments(shim_unit *unit, const struct shim_code *call, shim_call_argument_visitor *visit,
                                  void *data);

/* Does a destructor do anything that somebody wrote, outside of the system's files? Of an implicit one its parts', of a
 * library's class those of what it may hold. */
bool shim_destructor_matters(shim_unit *unit, shim_function destructor);
/* What a destructor ends behind its body and whose end matters, the last first: members by `field`, bases (""); NULL: some
 * part that has no name, or one that only the whole object ends. */
typedef void shim_part_visitor(void *data, const char *field, shim_function destructor);
void shim_ending_parts(shim_unit *unit, shim_function destructor, shim_part_visitor *visit, void *data);
shim_function shim_mattering_destructor(shim_unit *unit, shim_type type); /* of an object of that type; or NULL */

/* SHIM_CODE_CONSTRUCT of a std::vector: the type of its elements; NULL: of something else. */
const char *shim_code_element_type(shim_unit *unit, const struct shim_code *construct);
bool shim_type_is_polymorphic(shim_type type); /* a class with virtual functions */

/* How a parameter is handed over: 'v' by value, 'r' a reference, 'c' one to const, '*' a pointer, 'q' one to const. */
char shim_type_handing(shim_type type);
shim_variable shim_function_parameter(shim_function function, unsigned index);
const char *shim_method_class_name(shim_unit *unit, shim_function method); /* qualified */

/* A variable that a body declares. */
struct shim_code_variable {
    shim_type type;
    shim_stmt initializer;    /* NULL none */
    bool none;                /* a constant that is folded wherever it is used, or declared elsewhere */
    bool alias;               /* a reference to what the initializer names */
    shim_function destructor; /* what ends it, if that matters (shim_destructor_matters) */
    bool is_static, is_const;
};
void shim_code_variable(shim_unit *unit, shim_variable variable, struct shim_code_variable *facts);

/* A constructor's initializers, in their order. */
struct shim_code_initializer {
    shim_stmt value;
    const char *field; /* "" a base or the constructor itself */
    bool reference;
    bool skipped; /* an anonymous union or the like, whose members have no name to set them by */
};
void shim_constructor_initializer_facts(shim_unit *unit, shim_function constructor, unsigned index,
                                        struct shim_code_initializer *facts);

#ifdef __cplusplus
}
#endif
#endif
