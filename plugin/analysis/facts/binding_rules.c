#include "facts/binding_rules.h"

#include "graph_file/schema.h"

#include <string.h>

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static const struct binding_scope_rule scopes[] = {
    {"pybind11::module_", BINDING_MODULE, CCH_BINDING_PYBIND, NULL},
    {"pybind11::module", BINDING_MODULE, CCH_BINDING_PYBIND, NULL},
    {"pybind11::class_", BINDING_CLASS, CCH_BINDING_PYBIND, NULL},
    {"pybind11::enum_", BINDING_CLASS, CCH_BINDING_PYBIND, NULL},
    {"nanobind::module_", BINDING_MODULE, CCH_BINDING_NANOBIND, NULL},
    {"nanobind::class_", BINDING_CLASS, CCH_BINDING_NANOBIND, NULL},
    {"nanobind::enum_", BINDING_CLASS, CCH_BINDING_NANOBIND, NULL},
    {"torch::class_", BINDING_CLASS, CCH_BINDING_TORCH_DEF, NULL},
    {"torch::Library", BINDING_LIBRARY, CCH_BINDING_TORCH_DEF, NULL},
    {"c10::RegisterOperators", BINDING_OPERATORS, CCH_BINDING_TORCH_DEF, "torch.ops"},
    {"c10::RegisterOperators::Options", BINDING_OPTIONS, CCH_BINDING_TORCH_DEF, NULL},
    {"torch::stable::detail::StableLibrary", BINDING_LIBRARY, CCH_BINDING_TORCH_DEF, NULL},
    {"tvm::ffi::reflection::GlobalDef", BINDING_REGISTRY, CCH_BINDING_TVM_FFI, "tvm_ffi.get_global_func"},
};

/* A method's name may end with "*": it begins so. */
static const struct {
    enum binding_scope scope;
    const char *method;
    enum binding_act act;
} acts[] = {
    {BINDING_MODULE, "def", BINDING_DEFINES},          {BINDING_MODULE, "add_object", BINDING_OBJECT},
    {BINDING_CLASS, "def", BINDING_DEFINES},           {BINDING_CLASS, "def_static", BINDING_DEFINES},
    {BINDING_CLASS, "def_prop*", BINDING_PROPERTY}, /* def_property…, def_prop_rw… */
    {BINDING_LIBRARY, "def", BINDING_SCHEMA},          {BINDING_LIBRARY, "impl", BINDING_IMPLEMENTS},
    {BINDING_OPERATORS, "op", BINDING_SCHEMA},         {BINDING_OPTIONS, "schema", BINDING_SCHEMA},
    {BINDING_OPTIONS, "kernel", BINDING_IMPLEMENTS},   {BINDING_OPTIONS, "catchAllKernel", BINDING_IMPLEMENTS},
    {BINDING_REGISTRY, "def", BINDING_DEFINES},        {BINDING_REGISTRY, "def_packed", BINDING_DEFINES},
    {BINDING_REGISTRY, "def_method", BINDING_DEFINES},
};

static const char *const function_objects[] = {"pybind11::cpp_function"};
static const char *const attributes[] = {"pybind11::detail::accessor", "nanobind::detail::accessor"};
static const char *const parameter_names[] = {"pybind11::arg",   "pybind11::arg_v",      "nanobind::arg",
                                              "nanobind::arg_v", "nanobind::arg_locked", "nanobind::arg_locked_v"};
static const char *const custom_classes[] = {"torch::class_"};
static const char *const boxers[] = {"torch::stable::detail::boxer"};

static const struct {
    const char *record; /* the last part of its name */
    enum binding_initializer is;
    unsigned skipped; /* of its template arguments, before the types that a constructor takes */
} initializers[] = {
    {"constructor", BINDING_CONSTRUCTOR, 0}, /* pybind11's */
    {"alias_constructor", BINDING_CONSTRUCTOR, 0},
    {"factory", BINDING_FACTORY, 0},
    {"init", BINDING_CONSTRUCTOR, 0}, /* nanobind's */
    {"init_implicit", BINDING_CONSTRUCTOR, 0},
    {"new_", BINDING_FACTORY, 0},
    {"types", BINDING_CONSTRUCTOR, 1}, /* torch's: types<void, A, B> */
    {"InitLambda", BINDING_FACTORY, 0},
};

static const struct binding_library_rule libraries[] = {
    {"torch::detail::TorchLibraryInit", 1, 2, 0},
    {"torch::stable::detail::StableTorchLibraryInit", 1, 2, 3},
};

static const char *const module_bodies[] = {"pybind11_init_", "nanobind_init_"};
static const struct {
    const char *prefix, *module;
    uint8_t kind;
} exports[] = {{"__tvm_ffi_", "tvm_ffi.Module", CCH_BINDING_TVM_FFI}};
static const struct {
    const char *function;
    unsigned argument;
} unpackers[] = {{"unpack_call", 2}};
static const char *const text_wrappers[] = {"schema", "parseSchema", "parseSchemaOrName"};

static bool is_one_of(struct walk *walk, shim_record record, const char *const *names, size_t count) {
    for (size_t i = 0; record && i < count; ++i)
        if (shim_record_is(walk->unit, record, names[i]))
            return true;
    return false;
}

const struct binding_scope_rule *binding_scope_of(struct walk *walk, shim_record record) {
    for (size_t i = 0; record && i < COUNT(scopes); ++i)
        if (shim_record_is(walk->unit, record, scopes[i].record))
            return &scopes[i];
    return NULL;
}

static bool is_named(const char *name, const char *pattern) {
    size_t length = strcspn(pattern, "*");
    return strncmp(name, pattern, length) == 0 && (pattern[length] || !name[length]);
}

enum binding_act binding_act_of(enum binding_scope scope, const char *method) {
    for (size_t i = 0; i < COUNT(acts); ++i)
        if (acts[i].scope == scope && is_named(method, acts[i].method))
            return acts[i].act;
    return BINDING_NOTHING;
}

bool binding_is_function_object(struct walk *walk, shim_record record) {
    return is_one_of(walk, record, function_objects, COUNT(function_objects));
}

bool binding_is_attribute(struct walk *walk, shim_record record) {
    return is_one_of(walk, record, attributes, COUNT(attributes));
}

bool binding_is_parameter_name(struct walk *walk, shim_record record) {
    return is_one_of(walk, record, parameter_names, COUNT(parameter_names));
}

bool binding_is_custom_class(struct walk *walk, shim_record record) {
    return is_one_of(walk, record, custom_classes, COUNT(custom_classes));
}

bool binding_is_boxer(struct walk *walk, shim_record record) { return is_one_of(walk, record, boxers, COUNT(boxers)); }

enum binding_initializer binding_initializer_of(struct walk *walk, shim_record record, unsigned *skipped) {
    const char *name = record ? shim_record_simple_name(walk->unit, record) : "";
    for (size_t i = 0; i < COUNT(initializers); ++i)
        if (strcmp(name, initializers[i].record) == 0) {
            *skipped = initializers[i].skipped;
            return initializers[i].is;
        }
    *skipped = 0;
    return BINDING_NO_INITIALIZER;
}

const struct binding_library_rule *binding_library_of(struct walk *walk, shim_record record) {
    for (size_t i = 0; record && i < COUNT(libraries); ++i)
        if (shim_record_is(walk->unit, record, libraries[i].record))
            return &libraries[i];
    return NULL;
}

/* What is behind the prefix. */
static const char *behind(const char *name, const char *prefix) {
    size_t length = strlen(prefix);
    return strncmp(name, prefix, length) == 0 && name[length] ? name + length : NULL;
}

const char *binding_module_of(const char *function) {
    const char *module = NULL;
    for (size_t i = 0; i < COUNT(module_bodies) && !module; ++i)
        module = behind(function, module_bodies[i]);
    return module;
}

bool binding_exported(const char *function, struct binding_exported *exported) {
    for (size_t i = 0; i < COUNT(exports); ++i) {
        const char *name = behind(function, exports[i].prefix);
        *exported = (struct binding_exported){name, exports[i].module, exports[i].kind};
        if (name)
            return true;
    }
    return false;
}

bool binding_unpacks(const char *function, unsigned *argument) {
    for (size_t i = 0; i < COUNT(unpackers); ++i)
        if (strcmp(function, unpackers[i].function) == 0) {
            *argument = unpackers[i].argument;
            return true;
        }
    return false;
}

bool binding_is_own(const char *scope) {
    static const char *const own[] = {"pybind11", "nanobind", "torch", "tvm"};
    for (size_t i = 0; i < COUNT(own); ++i) {
        size_t length = strlen(own[i]);
        if (strncmp(scope, own[i], length) == 0 && (!scope[length] || scope[length] == ':'))
            return true;
    }
    return false;
}

bool binding_is_text_wrapper(const char *function) {
    for (size_t i = 0; i < COUNT(text_wrappers); ++i)
        if (strcmp(function, text_wrappers[i]) == 0)
            return true;
    return false;
}
