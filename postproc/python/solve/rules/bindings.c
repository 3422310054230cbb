/* Ways into compiled code that no import names: libraries that are loaded by
 * ctypes or cffi, modules and global functions of TVM-FFI, and extensions that
 * PyTorch builds when they are asked for (rules.h).
 *
 * https://docs.python.org/3/library/ctypes.html,
 * https://cffi.readthedocs.io/en/stable/overview.html,
 * https://tvm.apache.org/ffi/,
 * https://pytorch.org/docs/stable/cpp_extension.html.
 *
 * A function of such a library is the name `library.function`; of one whose
 * file is not known, `ctypes.CDLL.function` and the like. Where it is a C
 * function, the name is bound to the one that is linked under its name.
 */
#include "python/solve/rules/rules.h"

#include <string.h>

/* "build/libfoo.so.1" is libfoo. */
static uint32_t library_name(struct cch_py_solver *s, uint32_t operand) {
    if (cch_py_operand_tag(operand) != PY_TEXT)
        return 0;
    const char *text = cch_py_solver_text(s, cch_py_operand_value(operand)), *slash = strrchr(text, '/');
    text = slash ? slash + 1 : text;
    size_t length = strcspn(text, ".");
    return length ? cch_py_name(s->arena, &s->program->names, text, length) : 0;
}

static uint32_t function_value(struct cch_py_solver *s, struct cch_py_object of, uint32_t name) {
    int added;
    uint32_t joined = cch_py_program_join(s->program, of.name, name);
    *cch_py_table_put(s->arena, &s->program->native, joined, &added) = of.number ? 1 : name + 1;
    return cch_py_value(s, PY_V_EXTERNAL, joined, 0);
}

static void library_attribute(struct cch_py_solver *s, uint32_t value, struct cch_py_object of, uint32_t name,
                              uint32_t variable) {
    static const char *const own[] = {"_name", "_handle", "_FuncPtr"};
    (void)value;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (!strcmp(cch_py_solver_text(s, name), own[i]))
            return;
    cch_py_put(s, variable, function_value(s, of, name));
}

/* lib["name"] */
static void library_item(struct cch_py_solver *s, uint32_t instruction, struct cch_py_object of) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    struct cch_py_constants names;
    cch_py_constants_of(s, instruction, i.b, &names);
    for (uint32_t k = 0; k < names.count; k++)
        if (cch_py_operand_tag(names.items[k]) == PY_TEXT)
            cch_py_put(s, i.target, function_value(s, of, cch_py_operand_value(names.items[k])));
    if (!names.exact)
        cch_py_mark(s, i.target, PY_OPEN);
}
/* `number`: 0 for C functions, 1 for others */
static const struct cch_py_model library = {.attribute = library_attribute, .item = library_item};

enum { OF_C, OF_OTHERS };

/* The library of the file in the first argument; it is `keyword` when the file is not known. */
static void load_library(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t unknown = cch_py_solver_name(s, rule->keyword);
    struct cch_py_constants files;
    cch_py_constants_of(s, instruction, cch_py_positional(s, &i, 0), &files);
    for (uint32_t k = 0; k < files.count; k++) {
        uint32_t name = rule->which == OF_C ? library_name(s, files.items[k]) : 0;
        cch_py_put(s, i.target, cch_py_object_value(s, &library, name ? name : unknown, (uint32_t)rule->which));
    }
    if (!files.count)
        cch_py_put(s, i.target, cch_py_object_value(s, &library, unknown, (uint32_t)rule->which));
}

/* An extension is a module of the name that it is built under (TORCH_EXTENSION_NAME). */
static void load_extension(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    struct cch_py_constants names;
    cch_py_constants_of(s, instruction, cch_py_argument_of(s, &i, 0, "name"), &names);
    for (uint32_t k = 0; k < names.count; k++)
        if (cch_py_operand_tag(names.items[k]) == PY_TEXT)
            cch_py_put(s, i.target, cch_py_object_value(s, &library, cch_py_operand_value(names.items[k]), OF_OTHERS));
    if (!names.count)
        cch_py_put(s, i.target, cch_py_object_value(s, &library, cch_py_solver_name(s, rule->keyword), OF_OTHERS));
}

/* A function by its whole name: `keyword.name`. */
static void find_function(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    const struct cch_py_object registry = {cch_py_solver_name(s, rule->keyword), OF_OTHERS};
    struct cch_py_constants names;
    cch_py_constants_of(s, instruction, cch_py_argument_of(s, &i, 0, "name"), &names);
    for (uint32_t k = 0; k < names.count; k++)
        if (cch_py_operand_tag(names.items[k]) == PY_TEXT)
            cch_py_put(s, i.target, function_value(s, registry, cch_py_operand_value(names.items[k])));
    if (!names.exact)
        cch_py_mark(s, i.target, PY_OPEN);
}

/* ffi.set_source("package._module", …): the module's `lib` has C functions. */
static void set_source(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    struct cch_py_constants names;
    int added;
    (void)rule;
    cch_py_constants_of(s, instruction, cch_py_argument_of(s, &i, 0, "module_name"), &names);
    for (uint32_t k = 0; k < names.count; k++)
        if (cch_py_operand_tag(names.items[k]) == PY_TEXT)
            *cch_py_table_put(
                s->arena, &s->program->native_modules,
                cch_py_program_join(s->program, cch_py_operand_value(names.items[k]), cch_py_solver_name(s, "lib")),
                &added) = 1;
}

/* The result is an object of the class that is called, whatever its name looks like. */
static void make_object(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    uint32_t class = cch_py_solver_name(s, rule->keyword);
    cch_py_put(s, s->program->instructions.items[instruction].target, cch_py_value(s, PY_V_EXTERNAL_OBJECT, class, 0));
}

/* A description of a library: what it builds and loads has the functions of its sources, whatever else the program's
 * own class does about it. `number`: the variable of what was really returned. */
static void react_description(struct cch_py_solver *s, uint32_t watch, uint32_t value) {
    const struct cch_py_instruction at = s->program->instructions.items[watch];
    uint32_t call = cch_py_origin_of(s, watch);
    const struct cch_py_instruction i = s->program->instructions.items[call];
    cch_py_call_method(s, call, at.a, value, cch_py_solver_text(s, at.c), 0, i.b, i.c);
}

static void description_method(struct cch_py_solver *s, uint32_t instruction, struct cch_py_object of,
                               const char *name) {
    static const char *const loads[] = {"build_and_load", "load"};
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    int is_load = 0;
    for (size_t k = 0; k < sizeof loads / sizeof *loads; k++)
        is_load |= !strcmp(name, loads[k]);
    if (is_load)
        cch_py_put(s, i.target, cch_py_object_value(s, &library, of.name, OF_OTHERS));
    else
        cch_py_mark(s, i.target, PY_OPEN);
    cch_py_watch(s, instruction, of.number, react_description, cch_py_solver_name(s, name));
}

static const struct cch_py_model description = {.method = description_method};

static void describe_library(struct cch_py_solver *s, uint32_t instruction, const struct cch_py_rule *rule) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t sources = cch_py_keyword(s, &i, PY_LIBRARY_SOURCES), name = cch_py_solver_name(s, rule->keyword);
    if (cch_py_operand_tag(sources) == PY_TEXT)
        name = cch_py_program_join(s->program, name, cch_py_operand_value(sources));
    cch_py_put(s, i.target, cch_py_object_value(s, &description, name, s->returned));
}

static const struct cch_py_rule rows[] = {
    {PY_ON_DEFINED, PY_LIBRARY_MAKER, describe_library, 0, "tvm_ffi.Module", 0},
    {PY_ON_CALL, "*." PY_LIBRARY_MAKER, describe_library, 0, "tvm_ffi.Module", 0},
    {PY_ON_CALL, "cffi.FFI", make_object, 0, "cffi.FFI", 0},
    {PY_ON_CALL, "cffi.api.FFI", make_object, 0, "cffi.FFI", 0},
    {PY_ON_CALL, "ctypes.CDLL", load_library, OF_C, "ctypes.CDLL", 0},
    {PY_ON_CALL, "ctypes.PyDLL", load_library, OF_C, "ctypes.PyDLL", 0},
    {PY_ON_CALL, "ctypes.WinDLL", load_library, OF_C, "ctypes.WinDLL", 0},
    {PY_ON_CALL, "ctypes.*dll.LoadLibrary", load_library, OF_C, "ctypes.CDLL", 0},
    {PY_ON_CALL, "numpy.ctypeslib.load_library", load_library, OF_C, "ctypes.CDLL", 0},
    {PY_ON_CALL, "cffi.FFI.dlopen", load_library, OF_C, "cffi.FFI", 0},
    {PY_ON_CALL, "cffi.FFI.set_source", set_source, 0, NULL, 0},
    {PY_ON_CALL, "tvm_ffi.load_module", load_library, OF_OTHERS, "tvm_ffi.Module", 0},
    {PY_ON_CALL, "tvm_ffi.cpp.load_inline", load_library, OF_OTHERS, "tvm_ffi.Module", 0},
    {PY_ON_CALL, "tvm_ffi.cpp.load", load_library, OF_OTHERS, "tvm_ffi.Module", 0},
    {PY_ON_CALL, "tvm_ffi.get_global_func", find_function, 0, "tvm_ffi.get_global_func", 0},
    {PY_ON_CALL, "torch.utils.cpp_extension.load", load_extension, 0, "torch.utils.cpp_extension.load", 0},
    {PY_ON_CALL, "torch.utils.cpp_extension.load_inline", load_extension, 0, "torch.utils.cpp_extension.load", 0},
    {PY_ON_NAMING, "CDLL", NULL, 0, NULL, 0},
    {PY_ON_NAMING, "LoadLibrary", NULL, 0, NULL, 0},
    {PY_ON_NAMING, "dlopen", NULL, 0, NULL, 0},
};
PY_RULES(cch_py_binding_rules, rows);
