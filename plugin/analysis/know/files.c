/* Which headers are the system's: those of the CUDA toolkit, of PyTorch, of
 * Python, of the compiler and its C++ library, and of the folders below /usr.
 * Their code is called but not explained. Whether a folder of headers came by
 * -I or by -isystem says nothing: CMake gives a project's own by the latter,
 * and PyTorch its own by the former.
 *
 * The toolkit, PyTorch and Python are known by what lies in their folder, and
 * are themselves wherever they lie, in a virtual environment or a build folder
 * of the project, too. All else below the project's root is the project's. */
#include "know/files.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

/* A folder of headers that has all of these is an installed library's. */
static const struct known_library {
    const char *files[4];
    bool in_project; /* also below the project's root */
} libraries[] = {
    {{"cuda_runtime.h", "cuda_device_runtime_api.h", "vector_types.h"}, true},
    {{"../../cuda_runtime/include/cuda_runtime.h", "../../cuda_runtime/include/vector_types.h"}, true}, /* wheels of
                                                                               CUDA 12: a folder a component */
    {{"ATen/ATen.h", "c10/macros/Macros.h"}, true},
    {{"Python.h", "patchlevel.h", "pyconfig.h"}, true},
    {{"vector", "cstddef", "cstdint", "type_traits"}, false}, /* a C++ library */
};

void files_absolute(const char *directory, const char *file, char resolved[PATH_MAX]) {
    char joined[PATH_MAX];
    errno = 0;
    int length = file[0] == '/' || !directory[0] ? snprintf(joined, sizeof joined, "%s", file)
                                                 : snprintf(joined, sizeof joined, "%s/%s", directory, file);
    if (length >= 0 && (size_t)length < sizeof joined && realpath(joined, resolved))
        return;
    if (errno == ENOMEM)
        shim_out_of_memory();
    snprintf(resolved, PATH_MAX, "%s", joined);
}

static bool has(const char *folder, const char *name) {
    char path[PATH_MAX];
    int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    return length > 0 && (size_t)length < sizeof path && access(path, F_OK) == 0;
}

static bool has_all(const char *folder, const struct known_library *library) {
    size_t count = sizeof library->files / sizeof *library->files;
    for (size_t i = 0; i < count && library->files[i]; ++i)
        if (!has(folder, library->files[i]))
            return false;
    return true;
}

static bool is_library(const char *folder, bool in_project) {
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; ++i)
        if ((libraries[i].in_project || !in_project) && has_all(folder, &libraries[i]))
            return true;
    return false;
}

static bool is_inside(const char *path, const char *folder) {
    size_t length = strlen(folder);
    return length > 1 && strncmp(path, folder, length) == 0 && (path[length] == '/' || !path[length]);
}

/* Python's packages lie below /usr, too, and are known by their headers. */
static bool is_of_system_folder(const struct system_files *files, const char *folder) {
    char below[PATH_MAX];
    snprintf(below, sizeof below, "%s/usr", files->unit->system_root);
    return (is_inside(folder, below) || is_inside(folder, "/usr") || is_inside(folder, "/nix/store") ||
            strstr(folder, "/lib/gcc/")) &&
           !strstr(folder, "/site-packages") && !strstr(folder, "/dist-packages") && !is_inside(folder, "/usr/src") &&
           !is_inside(folder, "/usr/local/src");
}

/* Is the folder, or one around it, the system's? Those around the project are
 * not asked: they hold it. */
static bool is_system_folder(struct system_files *files, char *folder) {
    const char *root = files->root;
    bool in_project = is_inside(folder, root), is_new;
    if (!*folder || strcmp(folder, root) == 0)
        return false;
    uint32_t *known = pointer_map_at(&files->folders, XXH3_64bits(folder, strlen(folder)) | 1, &is_new);
    if (!is_new)
        return *known;
    char *slash = strrchr(folder, '/');
    bool found = is_library(folder, in_project) || (!in_project && is_of_system_folder(files, folder));
    if (!found && slash) {
        *slash = '\0';
        found = is_system_folder(files, folder);
        *slash = '/';
    }
    *pointer_map_at(&files->folders, XXH3_64bits(folder, strlen(folder)) | 1, &is_new) = found;
    return found;
}

bool system_files_has(struct system_files *files, const char *file) {
    char path[PATH_MAX], resources[PATH_MAX];
    files_absolute(files->unit->directory, file, path);
    char *slash = strrchr(path, '/');
    if (!slash)
        return false;
    *slash = '\0';
    if (*files->unit->resources) {
        files_absolute(files->unit->directory, files->unit->resources, resources);
        if (is_inside(path, resources))
            return true;
    }
    return is_system_folder(files, path);
}
