#define _GNU_SOURCE /* asprintf */
#include "base/project_root.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const markers[] = {"pyproject.toml", "setup.py", "setup.cfg", "CMakeLists.txt"};

/* 1 when the folder has it, 0 when not, -1 when out of memory. */
static int has(const char *folder, const char *name) {
    char *path = NULL;
    if (asprintf(&path, "%s/%s", folder, name) < 0)
        return -1;
    int found = access(path, F_OK) == 0;
    free(path);
    return found;
}

static bool is_child_of(const char *folder, const char *above) {
    size_t length = strlen(above);
    return strncmp(folder, above, length) == 0 && !strchr(folder + length, '/');
}

/* A folder in which files of all kinds lie about. */
static bool is_common_ground(const char *folder) {
    const char *home = getenv("HOME");
    struct stat status;
    return (home && strcmp(folder, home) == 0) || strcmp(folder, "/root") == 0 || is_child_of(folder, "/home/") ||
           is_child_of(folder, "/Users/") ||
           (stat(folder, &status) == 0 && (status.st_mode & S_IWOTH) && (status.st_mode & S_ISVTX));
}

static int is_marked(const char *folder) {
    int found = 0;
    for (size_t i = 0; i < sizeof markers / sizeof *markers && found == 0; i++)
        found = has(folder, markers[i]);
    return found == 1 && is_common_ground(folder) ? 0 : found;
}

char *cch_project_root(const char *folder) {
    char *at = strdup(folder), *git = strdup(""), *marked = strdup("");
    int found = at && git && marked ? 0 : -1;
    while (found >= 0 && at[0] && at[1]) {
        char **kept = (found = has(at, ".git")) == 1 ? &git : (found = is_marked(at)) == 1 ? &marked : NULL;
        if (kept) {
            free(*kept);
            found = (*kept = strdup(at)) ? 1 : -1;
        }
        char *slash = strrchr(at, '/');
        if (!slash)
            break;
        *slash = '\0';
    }
    char *root = found < 0 ? NULL : git[0] ? git : marked;
    if (root != git)
        free(git);
    if (root != marked)
        free(marked);
    free(at);
    return root;
}
