/* What is on this machine for a project to be compiled against. */
#define _GNU_SOURCE
#include "build/project/parts.h"

#include <errno.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/paths.h"
#include "base/read_file.h"

enum { HEADER_SIZE_MAX = 1 << 20 };

/* The newest folder `prefix…` of callchain's cache that has `inside`; to free(), or NULL. */
static char *find_cached(const char *prefix, const char *inside) {
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    char *folder = cache && *cache ? cch_project_format("%s/callchain", cache)
                   : home          ? cch_project_format("%s/.cache/callchain", home)
                                   : NULL;
    struct dirent **items = NULL;
    errno = 0;
    int count = folder ? scandir(folder, &items, NULL, versionsort) : -1;
    if (count < 0 && errno == ENOMEM)
        cch_memory_note_failure();
    char *found = NULL;
    for (int i = count; i-- > 0;) {
        if (!found && !strncmp(items[i]->d_name, prefix, strlen(prefix)) &&
            cch_path_is_readable("%s/%s/%s", folder, items[i]->d_name, inside))
            found = cch_project_format("%s/%s", folder, items[i]->d_name);
        free(items[i]);
    }
    free(items);
    free(folder);
    return found;
}

/* torch/version.h's TORCH_VERSION_MAJOR and MINOR, or those of the wheel's version.py. */
static unsigned read_torch_version(const char *home) {
    static const char *const names[] = {"include/torch/csrc/api/include/torch/version.h",
                                        "include/torch/headeronly/version.h"};
    unsigned major = 0, minor = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names && !major; i++) {
        char *path = cch_project_format("%s/%s", home, names[i]), *text = NULL;
        if (path && !cch_read_file(&text, NULL, path, HEADER_SIZE_MAX, 0, NULL)) {
            const char *one = strstr(text, "TORCH_VERSION_MAJOR "), *other = strstr(text, "TORCH_VERSION_MINOR ");
            major = one ? (unsigned)strtoul(one + 20, NULL, 10) % 100 : 0;
            minor = other ? (unsigned)strtoul(other + 20, NULL, 10) % 100 : 0;
        }
        free(text);
        free(path);
    }
    return major * 100 + minor;
}

/* A folder that has include/torch/extension.h, given that folder, its include or what is above it. */
static char *torch_home(const char *given) {
    static const char *const below[] = {"", "/torch", "/.."};
    for (size_t i = 0; given && i < sizeof below / sizeof *below; i++)
        if (cch_path_is_readable("%s%s/include/torch/extension.h", given, below[i])) {
            char *path = cch_project_format("%s%s", given, below[i]);
            char *clean = path ? cch_path_absolute("/", path) : NULL;
            free(path);
            return clean;
        }
    return NULL;
}

static void find_torch(struct work *work, const char *installed) {
    const char *given = work->options->torch;
    if (given) {
        work->torch = torch_home(given);
        if (!work->torch)
            cch_project_lacks(work, "--torch '%s' has no include/torch/extension.h", given);
    }
    if (!work->torch && !given)
        work->torch = torch_home(installed);
    if (!work->torch && !given)
        work->torch = find_cached("torch-", "include/torch/extension.h");
    work->torch_version = work->torch ? read_torch_version(work->torch) : 0;
}

static void find_cuda(struct work *work, const char *wheels) {
    const cch_word_list none = {0};
    cch_cuda_toolkit_find(&work->cuda, work->options->cuda, "nvcc", &none, &none, work->options->folder);
    if (!work->cuda.path && wheels)
        cch_cuda_toolkit_find(&work->cuda, wheels, NULL, &none, &none, work->options->folder);
    if (work->cuda.path && !cch_cuda_toolkit_version(&work->cuda) && !work->options->cuda)
        cch_cuda_toolkit_release(&work->cuda);
    char *cached = work->cuda.path ? NULL : find_cached("cuda-", "include/cuda_runtime.h");
    if (cached)
        cch_cuda_toolkit_find(&work->cuda, cached, NULL, &none, &none, work->options->folder);
    free(cached);
}

static void add_library(struct work *work, const json_object *found, const char *name, const char *folder) {
    const char *place = cch_member_text(found, name);
    if (*place && cch_path_is_readable("%s/%s", place, folder))
        cch_word_list_format(&work->libraries, "%s/%s", place, folder);
}

int cch_project_find_headers(struct work *work, cch_error *error) {
    json_object *found = NULL;
    const char *named = work->options->python ? work->options->python : getenv("CALLCHAIN_PYTHON");
    work->python = cch_path_find_program(named && *named ? named : "python3");
    int status = CCH_OK;
    if (work->python)
        status = cch_project_ask(work, "headers", &found, error);
    else
        cch_project_lacks(work, "no Python 3 found, which setup.py and Python files are looked at with: --python FILE");
    const char *include = cch_member_text(found, "python_include");
    if (*include && cch_path_is_readable("%s/Python.h", include))
        work->python_include = cch_memory_asked(strdup(include));
    const char *torch = cch_member_text(found, "torch_home"), *wheels = cch_member_text(found, "nvidia");
    find_torch(work, *torch ? torch : NULL);
    find_cuda(work, *wheels ? wheels : NULL);
    add_library(work, found, "tvm_ffi", "include");
    add_library(work, found, "pybind11", "include");
    add_library(work, found, "nanobind", "include");
    json_object_put(found);
    return status;
}
