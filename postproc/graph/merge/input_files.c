#include "graph/merge/input_files.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/array.h"

void cch_paths_release(struct cch_paths *paths) {
    for (size_t i = 0; i < paths->count; i++)
        free(paths->items[i]);
    free(paths->items);
    *paths = (struct cch_paths){0};
}

static int add(struct cch_paths *paths, const char *path, cch_error *error) {
    char *copy = strdup(path);
    if (!copy || cch_array_reserve(&paths->items, &paths->capacity, paths->count + 1, sizeof *paths->items)) {
        free(copy);
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot read '%s': out of memory", path);
    }
    paths->items[paths->count++] = copy;
    return CCH_OK;
}

static int by_name(const FTSENT **a, const FTSENT **b) { return strcmp((*a)->fts_name, (*b)->fts_name); }

static int is_graph_file(const FTSENT *entry, const struct stat *excluded) {
    struct stat status;
    const char *dot = strrchr(entry->fts_name, '.');
    if (!dot || dot == entry->fts_name || strcmp(dot, ".ccg"))
        return 0;
    if ((entry->fts_info != FTS_F && entry->fts_info != FTS_SL) || stat(entry->fts_accpath, &status) ||
        !S_ISREG(status.st_mode))
        return 0;
    return !excluded || status.st_dev != excluded->st_dev || status.st_ino != excluded->st_ino;
}

static int find_below(const char *folder, const struct stat *excluded, struct cch_paths *files, cch_error *error) {
    char *roots[] = {(char *)folder, NULL};
    size_t before = files->count;
    int code = CCH_OK;
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, by_name);
    if (!walk)
        return cch_fail(error, CCH_ERROR_SYSTEM, "cannot read '%s': %s", folder, strerror(errno));
    FTSENT *entry;
    while (!code && (entry = fts_read(walk))) {
        if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR || entry->fts_info == FTS_NS)
            code =
                cch_fail(error, CCH_ERROR_SYSTEM, "cannot read '%s': %s", entry->fts_path, strerror(entry->fts_errno));
        else if (is_graph_file(entry, excluded))
            code = add(files, entry->fts_path, error);
    }
    fts_close(walk);
    if (!code && files->count == before)
        code = cch_fail(error, CCH_ERROR_USAGE, "cannot read '%s': no graph file (*.ccg) below it", folder);
    return code;
}

int cch_find_graph_files(const char *const *paths, size_t count, const char *exclude, struct cch_paths *files,
                         cch_error *error) {
    struct stat excluded, status;
    int excludes = exclude && !stat(exclude, &excluded);
    int code = CCH_OK;
    for (size_t i = 0; i < count && !code; i++) {
        if (!stat(paths[i], &status) && S_ISDIR(status.st_mode))
            code = find_below(paths[i], excludes ? &excluded : NULL, files, error);
        else
            code = add(files, paths[i], error);
    }
    return code;
}
