#include "graph/merge/extension_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

enum { NAME_MAX_BYTES = 16384 }; /* of a name that is looked at */

struct search {
    const cch_graph *graph;
    unsigned char *bound; /* by function: is it a name that an extension module binds? */
};

/* The Python name of a function; NULL when it has none. */
static const char *python_name(const cch_graph *graph, uint32_t function) {
    size_t length;
    const char *identity = cch_graph_identity(graph, function, &length);
    return length > 3 && length < NAME_MAX_BYTES && !strncmp(identity, "py:", 3) ? identity + 3 : NULL;
}

/* The function of the name's first `length` bytes and what is behind; 0 for none. */
static uint32_t find(const cch_graph *graph, const char *name, size_t length, const char *behind) {
    char identity[NAME_MAX_BYTES + 32];
    int size = snprintf(identity, sizeof identity, "py:%.*s%s", (int)length, name, behind);
    return size < (int)sizeof identity ? cch_graph_find_function(graph, identity, (size_t)size) : 0;
}

/* The function that is bound by this name, or that a call of a class of this name runs. */
static uint32_t find_bound(const struct search *search, const char *name) {
    uint32_t found = find(search->graph, name, strlen(name), "");
    if (!search->bound[found])
        found = find(search->graph, name, strlen(name), ".__init__");
    return search->bound[found] ? found : 0;
}

/* Is what the name's first `length` bytes name a Python module of the program? */
static int is_python_module(const cch_graph *graph, const char *name, size_t length) {
    return find(graph, name, length, ".<module>") != 0;
}

/* A function of a library of TVM-FFI that is built from the files a and b, tvm_ffi.Module.a+b.f: the one that is
 * exported in one of these. */
static uint32_t find_exported(const struct search *search, const char *name) {
    static const char library[] = "tvm_ffi.Module.";
    const char *stems = name + sizeof library - 1, *function = strrchr(name, '.');
    char one[NAME_MAX_BYTES];
    if (strncmp(name, library, sizeof library - 1) != 0 || function <= stems)
        return 0;
    while (stems < function) {
        size_t length = strcspn(stems, "+.");
        int size = snprintf(one, sizeof one, "%s%.*s%s", library, (int)length, stems, function);
        uint32_t found = size < (int)sizeof one ? find_bound(search, one) : 0;
        if (found)
            return found;
        stems += length + 1;
    }
    if (function[-1] != '+') /* all files are named */
        return 0;
    snprintf(one, sizeof one, "%s%s", library, function + 1);
    return find_bound(search, one);
}

static uint32_t find_same(const struct search *search, const char *name) {
    uint32_t found = find_bound(search, name);
    found = found ? found : find_exported(search, name);
    size_t package = strcspn(name, ".");
    if (found || !name[package] || !is_python_module(search->graph, name, package))
        return found;
    for (const char *part = name + package; part && !found; part = strchr(part + 1, '.')) {
        size_t module = (size_t)(part + 1 - name) + strcspn(part + 1, ".");
        found = find_bound(search, part + 1);
        if (found && is_python_module(search->graph, name, module))
            return 0;
    }
    return found;
}

/* torch::class_: calling the class runs what init() gave. */
static int is_custom_class(const cch_graph *graph, uint32_t function) {
    static const char prefix[] = "torch.classes.";
    const char *name = python_name(graph, function);
    return name && !strncmp(name, prefix, sizeof prefix - 1);
}

int cch_extension_names(const cch_graph *graph, uint32_t *same) {
    uint32_t count = cch_graph_count(graph, CCH_FUNCTION), bindings = cch_graph_count(graph, CCH_BINDING);
    struct search search = {graph, bindings ? calloc((size_t)count + 1, 1) : NULL};
    if (!bindings)
        return CCH_OK;
    if (!search.bound)
        return CCH_ERROR_MEMORY;
    for (uint32_t row = 1; row <= bindings; row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_BINDING, row);
        uint32_t kind = cells[CCH_BINDING_KIND], name = cells[CCH_BINDING_NAME];
        if (name && (kind == CCH_BINDING_PYBIND || kind == CCH_BINDING_NANOBIND || kind == CCH_BINDING_TVM_FFI ||
                     kind == CCH_BINDING_PYTHON_API || is_custom_class(graph, name)))
            search.bound[name] = 1;
    }
    for (uint32_t f = 1; f <= count; f++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_FUNCTION, f);
        if (cells[CCH_FUNCTION_LANGUAGE] != CCH_LANGUAGE_PYTHON || cells[CCH_FUNCTION_FLAGS] & CCH_FLAG_DEFINED)
            continue;
        const char *name = python_name(graph, f);
        uint32_t found = name ? find_same(&search, name) : 0;
        if (found)
            same[f] = found;
    }
    free(search.bound);
    return CCH_OK;
}
