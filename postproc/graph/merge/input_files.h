/* Which graph files a command line means. */
#ifndef CCH_GRAPH_INPUT_FILES_H
#define CCH_GRAPH_INPUT_FILES_H

#include <stddef.h>

#include "base/error.h"

struct cch_paths {
    char **items;
    size_t count, capacity;
};

/* Adds each path of `paths` to `files`, and for a folder every regular file
 * "*.ccg" below it in the order of names, but the file `exclude` (which may be
 * NULL). Symbolic links to files are followed, those to folders only when they
 * are a path of `paths` themselves. */
int cch_find_graph_files(const char *const *paths, size_t count, const char *exclude, struct cch_paths *files,
                         cch_error *error);

void cch_paths_release(struct cch_paths *paths);

#endif
