/* What the files of Python's half (python.h) have among themselves.
 *
 * Values: tuples, lists, sets and dicts (keys and values in turn) are containers by
 * reference; a class is an object "type" whose fields are its namespace, an instance one
 * whose class_value is that; a function is a closure; a module of the program or outside
 * of it is a MODULE or LIBRARY by its dotted name.
 */
#ifndef CCH_EVALUATE_PYTHON_PARTS_H
#define CCH_EVALUATE_PYTHON_PARTS_H

#include "evaluate/machine_parts.h"
#include "evaluate/python.h"

struct python_star {
    struct python_star *next;
    const char *module;
};

/* A name that is being looked for in a module. */
struct python_search {
    const char *name;
    struct python_search *outer;
};

struct python_module {
    struct python_module *next;
    const char *name;
    const cch_datum *value;
    cch_object *globals;
    uint32_t body;             /* function */
    struct python_star *stars; /* the newest first */
    bool is_run;
    struct python_search *searches; /* the innermost first */
    bool is_partial;                /* its body did not come to its end: it may have other globals */
};

/* What a closure of Python has besides its code: cch_closure.module. */
struct python_function {
    struct python_module *module;
    const cch_datum *owner; /* the class in whose body it stands, or NULL */
    const char *name;
};

/* cch_frame.python */
struct python_frame {
    struct python_module *module;
    const cch_datum *owner;
    cch_object *class_body;                 /* of the class statement that runs, or NULL */
    const struct python_consumer *consumer; /* of a generator: who asks; or NULL */
};

/* An autograd function that was applied. */
struct python_applied {
    struct python_applied *next;
    const cch_datum *backward, *context, *result;
    const struct cch_decision *decisions;
};

struct python_operator {
    struct python_operator *next;
    const char *name; /* "ns::op" */
    const cch_datum *implementation;
    const cch_datum *backward, *setup; /* register_autograd's; or NULL */
};

struct python_state {
    struct python_module *modules;
    struct python_applied *applied; /* the newest first */
    struct python_operator *operators;
    const cch_datum *grad_enabled;
    const cch_node *call_node; /* the call that runs */
    const cch_datum *handled;  /* the exception whose handler runs; NULL: none, or not known */
    struct python_lazy *lazies;
    unsigned autocast; /* contexts of torch.autocast around */
};
struct python_state *cch_python_state(cch_machine *machine);

/* Of the function that runs; never NULL. */
struct python_frame *cch_python_frame(cch_machine *machine);

/* Names and modules: python_modules.c -------------------------------------------------- */
struct python_module *cch_python_module(cch_machine *machine, const char *name); /* NULL: none of the program */
/* A global of a module that has run; NULL: it has none. */
const cch_datum *cch_python_global(cch_machine *machine, struct python_module *module, const char *name);
/* The same of one that it has not itself: by its __getattr__, or unknown where its body was not run to the end. */
const cch_datum *cch_python_missing_global(cch_machine *machine, struct python_module *module, const char *name);
const cch_datum *cch_python_load_global(cch_machine *machine, const char *name);
const cch_datum *cch_python_import(cch_machine *machine, const char *name);
/* Statements. */
void cch_python_import_statement(cch_machine *machine, const cch_node *statement);
/* The function of the graph "py:NAME"; 0: none. */
uint32_t cch_python_find(cch_machine *machine, const char *name);
const cch_datum *cch_python_builtin(cch_machine *machine, const char *name);

/* Attributes and classes: python_objects.c ------------------------------------------------ */
const cch_datum *cch_python_attribute(cch_machine *machine, const cch_datum *object, const char *name);
/* NULL: there is certainly none. */
const cch_datum *cch_python_find_attribute(cch_machine *machine, const cch_datum *object, const char *name);
void cch_python_set_attribute(cch_machine *machine, const cch_datum *object, const char *name, const cch_datum *value);
bool cch_python_is_class(const cch_datum *value);
bool cch_python_is_instance(const cch_datum *value); /* of a class of the program */
/* Looks along the bases; NULL: no class of the program on the way has it. *outside: a library's class is one. */
const cch_datum *cch_python_class_find(cch_machine *machine, const cch_datum *class_value, const char *name,
                                       const cch_datum *behind, const cch_datum **outside);
/* Does the class, or one of its bases, have this name of a library: 1, 0, -1 not known. */
int cch_python_inherits(cch_machine *machine, const cch_datum *class_value, const char *library);
/* The order in which it and its bases are asked; how many. Of more an unknown one is the last. */
enum { CCH_PYTHON_ORDER_MAX = 256 };
size_t cch_python_order(cch_machine *machine, const cch_datum *class_value,
                        const cch_datum *order[CCH_PYTHON_ORDER_MAX]);
/* The member of an enumeration of this value, or name; NULL: it is none. */
const cch_datum *cch_python_member_of(cch_machine *machine, const cch_datum *class_value, const cch_datum *value,
                                      bool by_name);
/* Its bases that are of no program, in the order in which they are asked; how many. */
size_t cch_python_outside(cch_machine *machine, const cch_datum *class_value,
                          const cch_datum *outside[CCH_PYTHON_ORDER_MAX]);
bool cch_python_is_below(cch_machine *machine, const cch_datum *class_value, const cch_datum *base);
cch_object *cch_python_object(cch_machine *machine, const char *class_name);
const cch_datum *cch_python_wrap(cch_machine *machine, const char *class_name, const char *field,
                                 const cch_datum *value); /* an object with one field */
const cch_datum *cch_python_field(cch_machine *machine, const cch_datum *object, const char *field); /* or NULL */
bool cch_python_is(const cch_datum *value, const char *class_name); /* an object so named */
void cch_python_define_class(cch_machine *machine, const cch_node *statement);

/* Containers and strings: python_containers.c, python_strings.c ----------------------------- */
const cch_datum *cch_python_container(cch_machine *machine, const char *class_name, const cch_datum *const *values,
                                      size_t count);
static inline const cch_datum *cch_python_tuple(cch_machine *machine, const cch_datum *const *values, size_t count) {
    return cch_python_container(machine, "tuple", values, count);
}
const cch_datum *cch_python_text(cch_machine *machine, const char *text);
/* What iterating gives, the arena's; false, with *why: it is not known how many there are. */
bool cch_python_iterate(cch_machine *machine, const cch_datum *value, const cch_datum ***values, size_t *count,
                        const cch_datum **why);
const cch_datum *cch_python_subscript(cch_machine *machine, const cch_datum *object, const cch_datum *index);
void cch_python_set_item(cch_machine *machine, const cch_datum *object, const cch_datum *index, const cch_datum *value);
const cch_datum *cch_python_length(cch_machine *machine, const cch_datum *value);
int cch_python_equal(cch_machine *machine, const cch_datum *a, const cch_datum *b); /* 1, 0, -1 */
/* What operators see: of a member of an enumeration that is a number as well its value. */
const cch_datum *cch_python_plain(cch_machine *machine, const cch_datum *value);
int cch_python_contains(cch_machine *machine, const cch_datum *container, const cch_datum *value);
const cch_datum *cch_python_operate(cch_machine *machine, enum cch_operator operator_, const cch_datum *left,
                                    const cch_datum *right);
/* A slice's part of `length` items: false: not known. */
bool cch_python_slice(const cch_machine *machine, const cch_datum *slice, cch_wide length, cch_wide *first,
                      cch_wide *step, cch_wide *count);
const cch_datum *cch_python_str(cch_machine *machine, const cch_datum *value, const char *format, bool is_repr);
/* dict[key]; NULL: it has none; unknown where that is not known. */
const cch_datum *cch_python_dict_get(cch_machine *machine, const cch_datum *dict, const cch_datum *key);
void cch_python_dict_set(cch_machine *machine, const cch_datum *dict, const cch_datum *key, const cch_datum *value);

/* Calls: python_calls.c ----------------------------------------------------------------------- */

/* The frame in which a function of Python's runs, without its arguments; NULL without memory. */
cch_frame *cch_python_new_frame(cch_machine *machine, const struct cch_closure *closure,
                                const struct cch_function_code *code);
struct python_call {
    const char *name;                     /* the library's name that is called */
    const cch_datum *self;                /* a method's object, or NULL */
    const struct cch_argument *arguments; /* without the object; nothing is spread any more */
    size_t count;
    bool is_cut; /* there are more that are not known */
};
const cch_datum *cch_python_call_node(cch_machine *machine, const cch_node *call);
const cch_datum *cch_python_call_simple(cch_machine *machine, const cch_datum *callee, const cch_datum *const *values,
                                        size_t count);
const cch_datum *cch_python_closure(cch_machine *machine, const cch_node *definition, uint32_t reference_item,
                                    uint32_t defaults_item, const char *name);
void cch_python_define(cch_machine *machine, const cch_node *statement);
/* The argument at this place or of this keyword; NULL: it is not given. */
const cch_datum *cch_python_argument(const struct python_call *call, size_t index, const char *keyword);
/* What a function returns that is not known: for the reason of an argument, if one is not. */
const cch_datum *cch_python_unknown_of(cch_machine *machine, const struct python_call *call);
/* Of what is not modelled. */
const cch_datum *cch_python_call_not_modelled(cch_machine *machine, const struct python_call *call);

/* Library models: tables of rows ----------------------------------------------------------------- */
typedef const cch_datum *python_model(cch_machine *machine, const struct python_call *call, int which);
struct python_row {
    const char *name;
    python_model *model;
    int which;
};
/* The rows end with one without a name. */
extern const struct python_row cch_python_builtin_rows[], cch_python_container_rows[], cch_python_string_rows[],
    cch_python_torch_rows[], cch_python_tensor_rows[], cch_python_decorator_rows[], cch_python_nn_rows[],
    cch_python_einops_rows[], cch_python_math_rows[], cch_python_reduction_rows[], cch_python_ctypes_rows[];

/* Is it a function of the graph that is a name for compiled code? 0: it is none. */
bool cch_python_is_binding(const cch_machine *machine, uint32_t name);

/* The tensor of t.f(…) and of torch.f(t, …), or NULL; *call becomes what is given beside it, held by *rest. */
const cch_datum *cch_python_tensor_first(const struct python_call **call, struct python_call *rest);

/* A function of a library that ctypes loaded, if the graph has it bound. */
const cch_datum *cch_python_library_symbol(cch_machine *machine, const cch_datum *library, const char *name);
const struct python_row *cch_python_find_row(const char *name);
/* A library's value by its dotted name, where it is a constant: torch.float16; NULL: it is none. */
const cch_datum *cch_python_constant(cch_machine *machine, const char *name);

/* Tensors: python_tensors.c ------------------------------------------------------------------------ */
const cch_datum *cch_python_tensor_attribute(cch_machine *machine, const cch_datum *tensor, const char *name);
const cch_datum *cch_python_tensor_subscript(cch_machine *machine, const cch_datum *tensor, const cch_datum *index);
const cch_datum *cch_python_tensor_operate(cch_machine *machine, enum cch_operator operator_, const cch_datum *left,
                                           const cch_datum *right);
void cch_python_make_contiguous(cch_machine *machine, struct cch_tensor *tensor);
/* torch.matmul(a, b), a.matmul(b), a @ b */
const cch_datum *cch_python_matmul(cch_machine *machine, const struct python_call *call, int which);
/* A method that writes its elements; the tensor itself. */
const cch_datum *cch_python_tensor_in_place(cch_machine *machine, const struct python_call *call);
/* What a function of torch made, with whether it requires a gradient. */
const cch_datum *cch_python_result_grad(cch_machine *machine, const struct python_call *call, const cch_datum *value);

/* Autograd, operators, bindings, kernels: python_dispatch.c ------------------------------------------- */
const cch_datum *cch_python_apply(cch_machine *machine, const struct python_call *call, int which);
const cch_datum *cch_python_call_operator(cch_machine *machine, const char *name, const struct python_call *call);
/* A name outside the program that the graph has as a binding: NULL: it has none. */
const cch_datum *cch_python_call_binding(cch_machine *machine, const struct python_call *call);
void cch_python_register(cch_machine *machine, const char *name, const cch_datum *implementation);
/* The operator's backward, and what sets its context up (or NULL). */
void cch_python_register_autograd(cch_machine *machine, const char *name, const cch_datum *backward,
                                  const cch_datum *setup);
const cch_datum *cch_python_launch(cch_machine *machine, const cch_datum *kernel, const cch_datum *grid,
                                   const struct python_call *call);

/* Exceptions: python_exceptions.c ------------------------------------------------------------------ */
/* An object of a class of Python's own, by its name; and raised. */
const cch_datum *cch_python_exception(cch_machine *machine, const char *name, const cch_datum *const *values,
                                      size_t count);
void cch_python_raise(cch_machine *machine, const char *name);
const cch_datum *cch_python_exception_class(cch_machine *machine, const cch_datum *exception); /* NULL: not known */
bool cch_python_is_exception_name(const char *name);
/* Is it of the class, or of one of a tuple of them: 1, 0, -1 not known. NULL: an exception that is not known. */
int cch_python_is_exception_of(cch_machine *machine, const cch_datum *exception, const cch_datum *type);
void cch_python_try(cch_machine *machine, const cch_node *statement);
void cch_python_with(cch_machine *machine, const cch_node *statement); /* python_contexts.c */

/* Generators and coroutines: python_generators.c --------------------------------------------------- */
/* What is done with an item; it may leave a loop that stands around the asking with `break`. */
typedef void python_take(cch_machine *machine, void *context, const cch_datum *item);
/* `values`: by parameter. */
const cch_datum *cch_python_make_generator(cch_machine *machine, const cch_datum *closure,
                                           const cch_datum *const *values, size_t count, bool is_coroutine);
const cch_datum *cch_python_make_expression(cch_machine *machine, const cch_node *node);
const cch_datum *cch_python_make_map(cch_machine *machine, const cch_datum *function, const cch_datum *iterated);
/* Runs a generator that nobody has asked yet; false: it is none, and nothing has run. */
bool cch_python_ask(cch_machine *machine, const cch_datum *generator, python_take *take, void *context,
                    bool is_context);
/* Each item as it comes, whatever is iterated; false, with *why: it is not known how many there are, and none was
 * given. */
bool cch_python_stream(cch_machine *machine, const cch_datum *iterable, python_take *take, void *context,
                       const cch_datum **why);
/* All items at once, a list; NULL, with *why. */
const cch_datum *cch_python_collect(cch_machine *machine, const cch_datum *generator, const cch_datum **why);
const cch_datum *cch_python_next(cch_machine *machine, const struct python_call *call, int which);
/* any (wanted), all (not wanted). */
const cch_datum *cch_python_search(cch_machine *machine, const cch_datum *generator, bool wanted);
const cch_datum *cch_python_yield(cch_machine *machine, const cch_node *node);
const cch_datum *cch_python_await(cch_machine *machine, const cch_datum *awaited);

/* Statements and expressions: python.c */
void cch_python_store(cch_machine *machine, const cch_node *target, const cch_datum *value);

#endif
