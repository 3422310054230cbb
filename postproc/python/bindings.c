#define _GNU_SOURCE /* memrchr */
/* Which names outside the program are given by compiled code (emit.h). */
#include "base/read_file.h"
#include "python/emit.h"

#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SETUP_MAX = 16 << 20, SETUP_DEPTH_MAX = 3, FOLDERS_MAX = 2000 };

static int is_dotted(const char *text, size_t length) {
    if (!length || length > 200)
        return 0;
    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)text[i]) && text[i] != '_' && text[i] != '.')
            return 0;
    return 1;
}

/* The first string behind "…Extension(", by place or as name=. */
static void scan(struct py_pool *pool, struct py_names *names, char *text, struct py_bindings *bindings) {
    for (char *at = text; (at = strstr(at, "Extension(")); at++) {
        char *arguments = at + strlen("Extension("), *name = arguments;
        name += strspn(name, " \t\r\n\\");
        if (!strncmp(name, "name", 4))
            name += 4 + strspn(name + 4, " \t\r\n=");
        if (*name != '"' && *name != '\'')
            continue;
        char quote[2] = {*name++, '\0'};
        size_t length = strcspn(name, quote);
        int added;
        if (is_dotted(name, length))
            *py_table_put(pool, &bindings->modules, py_name(pool, names, name, length), &added) = 1;
    }
}

static void scan_file(struct py_pool *pool, struct py_names *names, const char *path,
                      struct py_bindings *bindings) {
    char *bytes;
    size_t size;
    if (cch_read_file(&bytes, &size, path, SETUP_MAX, 0, NULL) != CCH_OK)
        return;
    char *text = py_pool_resize(pool, NULL, size + 1);
    memcpy(text, bytes, size + 1);
    free(bytes);
    scan(pool, names, text, bindings);
    py_pool_resize(pool, text, 0);
}

static void scan_folder(struct py_pool *pool, struct py_names *names, const char *folder, unsigned depth,
                        unsigned *folders, struct py_bindings *bindings) {
    scan_file(pool, names, py_format(pool, "%s/setup.py", folder), bindings);
    if (depth >= SETUP_DEPTH_MAX || ++*folders > FOLDERS_MAX)
        return;
    DIR *directory = opendir(folder);
    if (!directory)
        return;
    for (struct dirent *entry; (entry = readdir(directory));) {
        if (entry->d_name[0] == '.' || (entry->d_type != DT_DIR && entry->d_type != DT_UNKNOWN))
            continue;
        const char *path = py_format(pool, "%s/%s", folder, entry->d_name);
        struct stat status;
        if (lstat(path, &status) == 0 && S_ISDIR(status.st_mode))
            scan_folder(pool, names, path, depth + 1, folders, bindings);
    }
    closedir(directory);
}

void py_bindings_find(struct py_pool *pool, struct py_names *names, const struct py_files *files,
                      struct py_bindings *bindings) {
    unsigned folders = 0;
    for (uint32_t i = 0; i < files->roots.count; i++) {
        struct stat status;
        /* only where a project is built from: not, say, in site-packages */
        if (stat(py_format(pool, "%s/setup.py", files->roots.items[i]), &status) == 0)
            scan_folder(pool, names, files->roots.items[i], 0, &folders, bindings);
    }
}

/* Endings that compiled modules are given by custom. */
static int looks_compiled(const char *text, size_t length) {
    static const char *const endings[] = {"_cuda", "_C",   "_ext", "_kernels",  "_cpp", "_cuda_lib",
                                          "_hip",  "_lib", "_ops", "_cuda_ext", "_gpu"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t of = strlen(endings[i]);
        if (length >= of && !memcmp(text + length - of, endings[i], of))
            return 1;
    }
    return 0;
}

int py_is_binding(const struct py_bindings *bindings, const struct py_program *p, uint32_t name) {
    const char *text = py_text(&p->names, name), *end;
    if (!strncmp(text, "torch.ops.", 10))
        return strchr(text + 10, '.') != NULL && strncmp(text + 10, "aten.", 5);
    if (!strncmp(text, "torch.", 6) || !strncmp(text, "builtins.", 9))
        return 0;
    /* each module that the name may stand in: a of a.b, a.b of a.b.c */
    for (end = strchr(text, '.'); end; end = strchr(end + 1, '.')) {
        size_t length = (size_t)(end - text);
        uint32_t module = py_name_find(&p->names, text, length);
        if (module && py_table_get(&bindings->modules, module))
            return 1;
        const char *dot = memrchr(text, '.', length);
        const char *last = dot ? dot + 1 : text;
        if (looks_compiled(last, (size_t)(end - last)))
            return 1;
        /* a module of the project's own package that no file gives */
        uint32_t package = dot ? py_name_find(&p->names, text, (size_t)(dot - text)) : 0;
        uint32_t found = package ? py_table_get(&p->module_names, package) : 0;
        if (found && p->modules.items[found - 1].file->is_package && !py_table_get(&p->module_names, module))
            return 1;
    }
    return 0;
}
