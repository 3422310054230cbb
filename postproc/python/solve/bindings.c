#define _GNU_SOURCE /* memrchr */
/* Which names outside the program are given by compiled code (emit.h). */
#include "base/read_file.h"
#include "python/solve/bindings.h"

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
static void scan(struct cch_py_arena *arena, struct cch_py_names *names, char *text, struct cch_py_bindings *bindings) {
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
            *cch_py_table_put(arena, &bindings->modules, cch_py_name(arena, names, name, length), &added) = 1;
    }
}

static void scan_file(struct cch_py_arena *arena, struct cch_py_names *names, const char *path,
                      struct cch_py_bindings *bindings) {
    char *bytes;
    size_t size;
    if (cch_read_file(&bytes, &size, path, SETUP_MAX, 0, NULL) != CCH_OK)
        return;
    char *text = cch_py_arena_resize(arena, NULL, size + 1);
    memcpy(text, bytes, size + 1);
    free(bytes);
    scan(arena, names, text, bindings);
    cch_py_arena_resize(arena, text, 0);
}

static void scan_folder(struct cch_py_arena *arena, struct cch_py_names *names, const char *folder, unsigned depth,
                        unsigned *folders, struct cch_py_bindings *bindings) {
    scan_file(arena, names, cch_py_format(arena, "%s/setup.py", folder), bindings);
    if (depth >= SETUP_DEPTH_MAX || ++*folders > FOLDERS_MAX)
        return;
    DIR *directory = opendir(folder);
    if (!directory)
        return;
    for (struct dirent *entry; (entry = readdir(directory));) {
        if (entry->d_name[0] == '.' || (entry->d_type != DT_DIR && entry->d_type != DT_UNKNOWN))
            continue;
        const char *path = cch_py_format(arena, "%s/%s", folder, entry->d_name);
        struct stat status;
        if (lstat(path, &status) == 0 && S_ISDIR(status.st_mode))
            scan_folder(arena, names, path, depth + 1, folders, bindings);
    }
    closedir(directory);
}

void cch_py_bindings_find(struct cch_py_arena *arena, struct cch_py_names *names, const struct cch_py_files *files,
                          struct cch_py_bindings *bindings) {
    unsigned folders = 0;
    bindings->arena = arena;
    bindings->files = files;
    cch_py_name_z(arena, &bindings->names, "");
    for (uint32_t i = 0; i < files->roots.count; i++) {
        struct stat status;
        /* only where a project is built from: not, say, in site-packages */
        if (stat(cch_py_format(arena, "%s/setup.py", files->roots.items[i]), &status) == 0)
            scan_folder(arena, names, files->roots.items[i], 0, &folders, bindings);
    }
}

/* What lies on disk ------------------------------------------------------------- */

enum on_disk { NOTHING, SOURCE, COMPILED };

/* `behind` a module's name: ".so", ".cpython-312-x86_64-linux-gnu.so", ".pyd" … */
static int is_library(const char *behind) {
    size_t length = strlen(behind);
    return *behind == '.' && ((length >= 3 && !strcmp(behind + length - 3, ".so")) ||
                              (length >= 4 && !strcmp(behind + length - 4, ".pyd")));
}

/* A module by the files of its folder: a.py and a folder a are sources; a
 * shared library, Cython's source, or a stub without a source, is compiled. */
static enum on_disk look_in(const char *folder, const char *module, size_t length) {
    enum on_disk found = NOTHING;
    DIR *directory = opendir(folder);
    struct dirent *entry;
    while (directory && found != SOURCE && (entry = readdir(directory))) {
        const char *name = entry->d_name;
        if (strncmp(name, module, length) != 0)
            continue;
        if (!name[length] || !strcmp(name + length, ".py"))
            found = SOURCE;
        else if (is_library(name + length) || !strcmp(name + length, ".pyi") || !strcmp(name + length, ".pyx"))
            found = COMPILED;
    }
    if (directory)
        closedir(directory);
    return found;
}

/* a.b as a/b */
static const char *folder_of(struct cch_py_arena *arena, const char *text, size_t length) {
    char *path = cch_py_arena_alloc(arena, length + 1);
    for (size_t i = 0; i < length; i++)
        path[i] = text[i] == '.' ? '/' : text[i];
    return path;
}

static enum on_disk look(struct cch_py_bindings *bindings, const char *text, size_t length) {
    int added;
    uint32_t key = cch_py_name(bindings->arena, &bindings->names, text, length);
    uint32_t *known = cch_py_table_put(bindings->arena, &bindings->looked, (uint64_t)key + 1, &added);
    if (!added)
        return (enum on_disk) * known;
    const char *dot = memrchr(text, '.', length), *last = dot ? dot + 1 : text;
    enum on_disk found = NOTHING;
    const char *inside = dot ? folder_of(bindings->arena, text, (size_t)(dot - text)) : "";
    for (uint32_t i = 0; i < bindings->files->roots.count && !found; i++)
        found = look_in(cch_py_format(bindings->arena, "%s/%s", bindings->files->roots.items[i], inside), last,
                        (size_t)(text + length - last));
    *cch_py_table_put(bindings->arena, &bindings->looked, (uint64_t)key + 1, &added) = found;
    return found;
}

/* Names ---------------------------------------------------------------------------- */

static int ends_with_one(const char *text, size_t length, const char *const *endings) {
    for (; *endings; endings++) {
        size_t of = strlen(*endings);
        if (length >= of && !memcmp(text + length - of, *endings, of))
            return 1;
    }
    return 0;
}

/* The module `text` of a longer name. */
static int is_compiled(struct cch_py_bindings *bindings, const struct cch_py_program *p, const char *text,
                       size_t length) {
    /* PyTorch's documentation names extensions so; nothing else is. */
    static const char *const always[] = {"_cuda", "_C", NULL};
    /* Of a package's own module that has no source, such a name is enough. */
    static const char *const own[] = {"_ext", "_kernels", "_cpp", "_cuda_lib", "_hip", "_lib", "_ops", "_gpu", NULL};
    uint32_t module = cch_py_name_find(&p->names, text, length);
    if (module && cch_py_table_get(&bindings->modules, module))
        return 1;
    if (module && cch_py_table_get(&p->module_names, module))
        return 0;
    enum on_disk found = look(bindings, text, length);
    if (found || ends_with_one(text, length, always))
        return found != SOURCE;
    const char *dot = memrchr(text, '.', length);
    uint32_t package = dot ? cch_py_name_find(&p->names, text, (size_t)(dot - text)) : 0;
    uint32_t inside = package ? cch_py_table_get(&p->module_names, package) : 0;
    return inside && p->modules.items[inside - 1].file->is_package && ends_with_one(text, length, own);
}

int cch_py_is_binding(struct cch_py_bindings *bindings, const struct cch_py_program *p, uint32_t name) {
    const char *text = cch_py_text(&p->names, name);
    if (cch_py_table_get(&p->native, name) || cch_py_program_symbol(p, name))
        return 1;
    if (!strncmp(text, "cppyy.gbl.", 10))
        return 1;
    if (!strncmp(text, "torch.ops.", 10))
        return strchr(text + 10, '.') != NULL && strncmp(text + 10, "aten.", 5);
    if (!strncmp(text, "torch.classes.", 14)) /* of a library: the class, and what it has */
        return strchr(text + 14, '.') != NULL;
    if (!strncmp(text, "torch.", 6) || !strncmp(text, "builtins.", 9))
        return 0;
    /* each module that the name may stand in: a of a.b, a.b of a.b.c */
    for (const char *end = strchr(text, '.'); end; end = strchr(end + 1, '.'))
        if (is_compiled(bindings, p, text, (size_t)(end - text)))
            return 1;
    return 0;
}
