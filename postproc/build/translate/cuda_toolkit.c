#define _GNU_SOURCE /* asprintf */
#include "build/translate/cuda_toolkit.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/read_file.h"
#include "build/translate/cuda_architectures.h"
#include "build/commands/launchers.h"
#include "base/paths.h"

enum { TEXT_SIZE_MAX = 16 << 20 };

static bool take(cch_cuda_toolkit *toolkit, const char *folder) {
    toolkit->path = cch_memory_asked(strdup(folder));
    /* nvcc 13's own profile names this one. */
    if (toolkit->path && cch_path_is_readable("%s/include/cccl", folder))
        cch_word_list_format(&toolkit->include, "%s/include/cccl", folder);
    return toolkit->path != NULL;
}

/* The wheels of CUDA 12: one folder a package below `nvidia`, of which
 * cuda_nvcc has what clang calls an installation, bar most headers. */
static bool take_wheels(cch_cuda_toolkit *toolkit, const char *nvidia) {
    struct dirent **items = NULL;
    if (!cch_path_is_readable("%s/cuda_runtime/include/cuda_runtime.h", nvidia) ||
        !cch_path_is_readable("%s/cuda_nvcc/bin", nvidia))
        return false;
    int count = scandir(nvidia, &items, NULL, alphasort);
    if (count < 0 && errno == ENOMEM)
        cch_memory_note_failure();
    for (int i = 0; i < count; i++) {
        const char *name = items[i]->d_name;
        if (name[0] != '.' && strcmp(name, "cuda_nvcc") != 0 && cch_path_is_readable("%s/%s/include", nvidia, name))
            cch_word_list_format(&toolkit->include, "%s/%s/include", nvidia, name);
        free(items[i]);
    }
    free(items);
    if (asprintf(&toolkit->path, "%s/cuda_nvcc", nvidia) < 0)
        toolkit->path = cch_memory_asked(NULL);
    return toolkit->path != NULL;
}

/* Is it a toolkit, or one of the folders of the wheels? */
static bool try_folder(cch_cuda_toolkit *toolkit, const char *folder) {
    char *above = cch_path_absolute(folder, ".."), *newer = cch_path_absolute(folder, "cu13");
    bool found = false;
    if (cch_path_is_readable("%s/include/cuda_runtime.h", folder) && cch_path_is_readable("%s/bin", folder))
        found = take(toolkit, folder);
    else if (newer && cch_path_is_readable("%s/include/cuda_runtime.h", newer) && cch_path_is_readable("%s/bin", newer))
        found = take(toolkit, newer);
    else
        found = take_wheels(toolkit, folder) || (above && take_wheels(toolkit, above));
    /* Headers alone are better than nothing: clang then says what it lacks. */
    if (!found && cch_path_is_readable("%s/include/cuda_runtime.h", folder))
        found = take(toolkit, folder);
    free(above);
    free(newer);
    return found;
}

/* The folder above that of the program. */
static bool try_program(cch_cuda_toolkit *toolkit, const char *program) {
    char *folder = cch_path_absolute(program, "../..");
    bool found = folder && try_folder(toolkit, folder);
    free(folder);
    return found;
}

/* nvcc where it is, and where it really is. */
static bool try_nvcc(cch_cuda_toolkit *toolkit, const char *nvcc, const char *directory) {
    char *found_there = strchr(nvcc, '/') ? cch_memory_asked(strdup(nvcc)) : cch_path_find_program(nvcc);
    char *path = found_there ? cch_path_absolute(directory, found_there) : NULL;
    bool found = path && try_program(toolkit, path);
    char *real = path && !found ? realpath(path, NULL) : NULL;
    if (path && !found && !real && errno == ENOMEM)
        cch_memory_note_failure();
    found = found || (real && strcmp(real, path) != 0 && try_program(toolkit, real));
    free(found_there);
    free(path);
    free(real);
    return found;
}

static bool try_environment(cch_cuda_toolkit *toolkit, const cch_word_list *environment) {
    static const char *const names[] = {"CUDA_HOME", "CUDA_PATH"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = cch_environment_get(environment, names[i]);
        if (value && value[0] == '/' && try_folder(toolkit, value))
            return true;
    }
    return false;
}

static bool try_header_folders(cch_cuda_toolkit *toolkit, const cch_word_list *folders, const char *directory) {
    bool found = false;
    for (size_t i = 0; i < folders->count && !found; i++) {
        char *header = cch_path_absolute(directory, folders->items[i]);
        char *folder = header ? cch_path_absolute(header, "..") : NULL;
        found = folder && strcmp(cch_path_base(header), "include") == 0 &&
                cch_path_is_readable("%s/cuda_runtime.h", header) && try_folder(toolkit, folder);
        free(header);
        free(folder);
    }
    return found;
}

void cch_cuda_toolkit_find(cch_cuda_toolkit *toolkit, const char *given, const char *nvcc,
                           const cch_word_list *environment, const cch_word_list *folders, const char *directory) {
    *toolkit = (cch_cuda_toolkit){0};
    if (given) {
        char *folder = cch_path_absolute(directory, given);
        if (folder && !try_folder(toolkit, folder))
            toolkit->path = cch_memory_asked(strdup(folder)); /* the user's word */
        free(folder);
        return;
    }
    if ((nvcc && try_nvcc(toolkit, nvcc, directory)) || try_environment(toolkit, environment) ||
        try_header_folders(toolkit, folders, directory))
        return;
    try_folder(toolkit, "/usr/local/cuda");
}

void cch_cuda_toolkit_release(cch_cuda_toolkit *toolkit) {
    free(toolkit->path);
    cch_word_list_release(&toolkit->include);
    *toolkit = (cch_cuda_toolkit){0};
}

/* The version -------------------------------------------------------------------- */

/* The text of a file in a folder, for the caller to free; NULL when there is none. */
static char *read_text(const char *folder, const char *name) {
    char *path = NULL, *text = NULL;
    if (asprintf(&path, "%s/%s", folder, name) < 0)
        return cch_memory_asked(NULL);
    if (cch_read_file(&text, NULL, path, TEXT_SIZE_MAX, 0, NULL) == CCH_ERROR_MEMORY)
        cch_memory_note_failure();
    free(path);
    return text;
}

/* The number behind "#define CUDA_VERSION" in a header; 0 when there is none. */
static unsigned header_version(const char *folder) {
    unsigned version = 0;
    char *text = read_text(folder, "cuda.h");
    for (const char *line = text; line && !version; line = (line = strchr(line, '\n')) ? line + 1 : NULL)
        if (strncmp(line, "#define CUDA_VERSION ", 21) == 0)
            version = (unsigned)strtoul(line + 21, NULL, 10);
    free(text);
    return version < 1000000 ? version : 0;
}

/* version.json: {"cuda": {"name": …, "version": "12.8.1"}, …} */
static unsigned json_version(const char *folder) {
    unsigned major = 0, minor = 0;
    char *text = read_text(folder, "version.json");
    const char *cuda = text ? strstr(text, "\"cuda\"") : NULL, *version = cuda ? strstr(cuda, "\"version\"") : NULL;
    version = version ? strpbrk(version + 9, "0123456789") : NULL;
    if (!version || sscanf(version, "%3u.%2u", &major, &minor) != 2)
        major = minor = 0;
    free(text);
    return major * 1000 + minor * 10;
}

unsigned cch_cuda_toolkit_version(const cch_cuda_toolkit *toolkit) {
    if (!toolkit->path)
        return 0;
    char *headers = cch_path_absolute(toolkit->path, "include");
    unsigned version = headers ? header_version(headers) : 0;
    for (size_t i = 0; i < toolkit->include.count && !version; i++)
        version = header_version(toolkit->include.items[i]);
    free(headers);
    return version ? version : json_version(toolkit->path);
}

void cch_cuda_toolkit_advice(const cch_cuda_toolkit *toolkit, unsigned clang_major, char *text, size_t size) {
    *text = '\0';
    if (!toolkit->path) {
        snprintf(text, size,
                 "no CUDA toolkit found: name one with --cuda-path or CUDA_HOME (a folder with "
                 "include/cuda_runtime.h; the nvidia folder of a Python environment will do)");
        return;
    }
    unsigned version = cch_cuda_toolkit_version(toolkit), newest = cch_cuda_newest_known(clang_major);
    if (version > newest && clang_major)
        snprintf(text, size,
                 "CUDA %u.%u in '%s' is newer than what clang %u knows (%u.%u); if its headers "
                 "fail, take an older toolkit (--cuda-path) or a newer clang (--clang)",
                 version / 1000, version % 1000 / 10, toolkit->path, clang_major, newest / 1000, newest % 1000 / 10);
}
