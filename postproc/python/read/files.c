#include "python/read/files.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const char *cch_py_format(struct cch_py_arena *arena, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = cch_py_arena_alloc(arena, (size_t)(length < 0 ? 0 : length) + 1);
    if (length > 0)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

struct finder {
    struct cch_py_arena *arena;
    struct cch_py_files *files;
    struct cch_py_table visited; /* folders: device and inode, hashed */
    size_t root_length;
    int namespaces;
};

static const char *shown(struct finder *f, const char *path) {
    const char *root = f->files->root;
    size_t length = strlen(root);
    if (!strcmp(root, "/"))
        return path + (*path == '/');
    if (!strncmp(path, root, length) && path[length] == '/')
        return path + length + 1;
    return path;
}

static void problem(struct finder *f, const char *path, const char *text) {
    PY_PUSH(f->arena, &f->files->problems, ((struct cch_py_file_problem){shown(f, path), text}));
}

static int has_init(const char *folder) {
    char path[PATH_MAX + 16];
    struct stat status;
    if (snprintf(path, sizeof path, "%s/__init__.py", folder) >= (int)sizeof path)
        return 0;
    return stat(path, &status) == 0;
}

static const char *join(struct finder *f, const char *prefix, const char *name, size_t length) {
    return cch_py_format(f->arena, "%s%s%.*s", prefix, *prefix ? "." : "", (int)length, name);
}

/* A file `name` in a folder whose dotted name is `prefix`, from the import
 * root, and `near`, from the nearest folder that is no package. */
static void add_file(struct finder *f, const char *path, const char *name, const char *prefix, const char *near) {
    struct cch_py_file *file = PY_ADD(f->arena, &f->files->list);
    size_t length = strlen(name) - 3;
    file->path = path;
    file->shown = shown(f, path);
    if (!strcmp(name, "__init__.py") && *prefix) {
        file->is_package = 1;
        file->module = prefix;
        file->alias = near;
    } else {
        file->module = join(f, prefix, name, length);
        file->alias = join(f, near, name, length);
    }
}

static uint64_t identity(const struct stat *status) {
    uint64_t id = (uint64_t)status->st_dev * 0x9e3779b97f4a7c15u ^ (uint64_t)status->st_ino;
    return id ? id : 1;
}

static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static void walk(struct finder *f, const char *folder, const char *prefix, const char *near, unsigned depth);

static void walk_entry(struct finder *f, const char *folder, const char *name, const char *prefix, const char *near,
                       unsigned depth) {
    struct stat status;
    size_t length = strlen(name);
    const char *path = cch_py_format(f->arena, "%s/%s", strcmp(folder, "/") ? folder : "", name);
    int is_source = length > 3 && !strcmp(name + length - 3, ".py");
    if (stat(path, &status) != 0) {
        if (is_source || errno == ELOOP)
            problem(f, path, cch_py_format(f->arena, "cannot read: %s", strerror(errno)));
        return;
    }
    if (S_ISDIR(status.st_mode)) {
        if (name[0] == '.' || !strcmp(name, "__pycache__"))
            return;
        int package = has_init(path);
        const char *inside = join(f, prefix, name, strlen(name));
        walk(f, path, inside, package ? join(f, near, name, strlen(name)) : "", depth + 1);
    } else if (is_source) {
        if (S_ISREG(status.st_mode))
            add_file(f, path, name, prefix, near);
        else
            problem(f, path, "cannot read: not a regular file");
    }
}

enum { FOLDER_DEPTH_MAX = 256 };

static void walk(struct finder *f, const char *folder, const char *prefix, const char *near, unsigned depth) {
    struct stat status;
    int added = 0;
    if (stat(folder, &status) != 0) {
        problem(f, folder, cch_py_format(f->arena, "cannot read: %s", strerror(errno)));
        return;
    }
    uint32_t *seen = cch_py_table_put(f->arena, &f->visited, identity(&status), &added);
    if (!added) {
        if (*seen)
            problem(f, folder, "skipped: a symbolic link leads back to a folder around it");
        return;
    }
    DIR *directory = depth < FOLDER_DEPTH_MAX ? opendir(folder) : NULL;
    if (!directory) {
        problem(f, folder,
                depth < FOLDER_DEPTH_MAX ? cch_py_format(f->arena, "cannot read: %s", strerror(errno))
                                         : "skipped: folders nested too deeply");
        return;
    }
    *seen = 1; /* being walked */
    PY_ARRAY(const char *) names = {0};
    for (struct dirent *entry; (entry = readdir(directory));) {
        if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
            PY_PUSH(f->arena, &names, cch_py_format(f->arena, "%s", entry->d_name));
    }
    closedir(directory);
    if (names.count)
        qsort(names.items, names.count, sizeof *names.items, by_name);
    for (uint32_t i = 0; i < names.count; i++)
        walk_entry(f, folder, names.items[i], prefix, near, depth);
    cch_py_arena_resize(f->arena, names.items, 0);
    *cch_py_table_put(f->arena, &f->visited, identity(&status), &added) = 0;
}

/* The import root of a folder, and the folder's dotted name from there. */
static void find_package(struct finder *f, const char *folder, int is_folder, const char **import_root,
                         const char **prefix) {
    char *at = cch_py_arena_alloc(f->arena, strlen(folder) + 1);
    strcpy(at, folder);
    *prefix = "";
    while (has_init(at)) {
        char *slash = strrchr(at, '/');
        if (!slash || !slash[1])
            break;
        *prefix =
            **prefix ? cch_py_format(f->arena, "%s.%s", slash + 1, *prefix) : cch_py_format(f->arena, "%s", slash + 1);
        *slash = '\0';
    }
    if (!**prefix && f->namespaces && is_folder) {
        char *slash = strrchr(at, '/');
        if (slash && slash[1]) {
            *prefix = cch_py_format(f->arena, "%s", slash + 1);
            *slash = '\0';
        }
    }
    *import_root = *at ? at : "/";
}

static int add_path(struct finder *f, const char *given, cch_error *error) {
    char real[PATH_MAX];
    struct stat status;
    const char *import_root, *prefix;
    if (!realpath(given, real) || stat(real, &status) != 0)
        return cch_fail(error, CCH_ERROR_SYSTEM, "cannot read '%s': %s", given, strerror(errno));
    const char *path = cch_py_format(f->arena, "%s", real), *name = NULL, *folder = path;
    if (!S_ISDIR(status.st_mode)) {
        char *slash = strrchr(real, '/');
        size_t length = strlen(real);
        if (!S_ISREG(status.st_mode) || length < 4 || strcmp(real + length - 3, ".py"))
            return cch_fail(error, CCH_ERROR_USAGE, "cannot read '%s': neither a folder nor a .py file", given);
        name = cch_py_format(f->arena, "%s", slash + 1);
        folder = cch_py_format(f->arena, "%.*s", (int)(slash - real > 0 ? slash - real : 1), real);
    }
    find_package(f, folder, !name, &import_root, &prefix);
    PY_PUSH(f->arena, &f->files->roots, import_root);
    if (!f->files->root)
        f->files->root = import_root;
    if (name)
        add_file(f, path, name, prefix, prefix);
    else
        walk(f, folder, prefix, has_init(folder) ? prefix : "", 0);
    return 0;
}

static int by_shown(const void *a, const void *b) {
    const struct cch_py_file *one = a, *other = b;
    return strcmp(one->shown, other->shown);
}

int cch_py_files_find(struct cch_py_arena *arena, const char *const *paths, size_t count, const char *root,
                      int namespaces, struct cch_py_files *files, cch_error *error) {
    struct finder f = {.arena = arena, .files = files, .namespaces = namespaces};
    char real[PATH_MAX];
    memset(files, 0, sizeof *files);
    if (root) {
        if (!realpath(root, real))
            return cch_fail(error, CCH_ERROR_SYSTEM, "cannot read '%s': %s", root, strerror(errno));
        files->root = cch_py_format(arena, "%s", real);
    }
    for (size_t i = 0; i < count; i++) {
        int code = add_path(&f, paths[i], error);
        if (code)
            return code;
    }
    if (files->list.count)
        qsort(files->list.items, files->list.count, sizeof *files->list.items, by_shown);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < files->list.count; i++)
        if (!i || strcmp(files->list.items[i].path, files->list.items[kept - 1].path))
            files->list.items[kept++] = files->list.items[i];
    files->list.count = kept;
    return 0;
}
