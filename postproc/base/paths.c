#include "base/paths.h"

#include "base/memory.h"
#include "base/text_format.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *cch_path_absolute(const char *folder, const char *path) {
    size_t folder_length = path[0] == '/' ? 0 : strlen(folder);
    size_t path_length = strlen(path);
    char *result = cch_memory_asked(malloc(folder_length + path_length + 3));
    if (!result)
        return NULL;
    char *source = cch_memory_asked(malloc(folder_length + path_length + 3));
    if (!source) {
        free(result);
        return NULL;
    }
    snprintf(source, folder_length + path_length + 3, "%.*s/%s", (int)folder_length, folder, path);

    size_t length = 0;
    for (const char *part = source; *part;) {
        size_t part_length = strcspn(part, "/");
        if (part_length == 2 && part[0] == '.' && part[1] == '.') {
            while (length > 0 && result[--length] != '/')
                ;
        } else if (part_length > 0 && !(part_length == 1 && part[0] == '.')) {
            result[length++] = '/';
            memcpy(result + length, part, part_length);
            length += part_length;
        }
        part += part_length;
        if (*part)
            part++;
    }
    if (length == 0)
        result[length++] = '/';
    result[length] = '\0';
    free(source);
    return result;
}

const char *cch_path_base(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool cch_path_inside(const char *path, const char *root) {
    size_t length = strlen(root);
    if (length == 1 && root[0] == '/')
        return path[0] == '/';
    return strncmp(path, root, length) == 0 && path[length] == '/';
}

int cch_path_make_folder(const char *path) {
    char *copy = strdup(path);
    if (!copy)
        return -1;
    int result = 0;
    for (char *at = copy + 1; result == 0; at++) {
        if (*at != '/' && *at != '\0')
            continue;
        char kept = *at;
        *at = '\0';
        if (mkdir(copy, 0777) != 0 && errno != EEXIST)
            result = -1;
        *at = kept;
        if (kept == '\0')
            break;
    }
    struct stat status;
    if (result == 0 && stat(path, &status) == 0 && !S_ISDIR(status.st_mode)) {
        errno = ENOTDIR;
        result = -1;
    }
    free(copy);
    return result;
}

static bool is_program(const char *path) {
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

char *cch_path_find_program(const char *name) {
    if (strchr(name, '/'))
        return is_program(name) ? cch_memory_asked(strdup(name)) : NULL;
    const char *folders = getenv("PATH");
    if (!folders || !*name)
        return NULL;
    for (const char *at = folders;; at++) {
        size_t length = strcspn(at, ":");
        char *path = cch_memory_asked(malloc(length + strlen(name) + 3));
        if (!path)
            return NULL;
        sprintf(path, "%.*s/%s", length ? (int)length : 1, length ? at : ".", name);
        if (is_program(path))
            return path;
        free(path);
        at += length;
        if (!*at)
            return NULL;
    }
}

void cch_path_remove_folder(const char *path) {
    struct dirent *item;
    int opened = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC); /* a link would lead elsewhere */
    DIR *folder = opened >= 0 ? fdopendir(opened) : NULL;
    if (opened >= 0 && !cch_memory_asked(folder))
        close(opened);
    while (folder && (item = readdir(folder)))
        if (strcmp(item->d_name, ".") != 0 && strcmp(item->d_name, "..") != 0)
            unlinkat(dirfd(folder), item->d_name, 0);
    if (folder)
        closedir(folder);
    if (rmdir(path) != 0 && errno == ENOTDIR)
        unlink(path);
}

bool cch_path_is_readable(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *path = cch_text_format(format, arguments);
    va_end(arguments);
    bool found = path && access(path, R_OK) == 0;
    free(path);
    return found;
}
