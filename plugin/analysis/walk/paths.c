/* File names as the graph has them: relative to the project's root when
 * inside it, else absolute; links resolved, so that one file has one name. */
#include "walk/walk.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/project_root.h"

void paths_absolute(const struct walk *walk, const char *file, char *resolved) {
    char joined[PATH_MAX];
    errno = 0;
    int length = file[0] == '/' || !walk->facts.directory[0]
                     ? snprintf(joined, sizeof joined, "%s", file)
                     : snprintf(joined, sizeof joined, "%s/%s", walk->facts.directory, file);
    if (length >= 0 && (size_t)length < sizeof joined && realpath(joined, resolved))
        return;
    if (errno == ENOMEM)
        shim_out_of_memory();
    snprintf(resolved, PATH_MAX, "%s", joined);
}

/* The root of the project that a file belongs to; "" none. To free(). */
static char *root_of(const char *file) {
    char folder[PATH_MAX];
    const char *slash = strrchr(file, '/');
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - file) : 0, file);
    char *root = cch_project_root(folder);
    if (!root)
        shim_out_of_memory();
    return root;
}

static const char *relative(const struct walk *walk, const char *path) {
    size_t length = strlen(walk->root);
    if (length && strncmp(path, walk->root, length) == 0 && path[length] == '/')
        return path + length + 1;
    return path;
}

void paths_begin(struct walk *walk) {
    char main_file[PATH_MAX], root[PATH_MAX];
    paths_absolute(walk, walk->facts.main_file, main_file);
    if (walk->options.root) {
        paths_absolute(walk, walk->options.root, root);
        walk->root = memory_text(strcmp(root, "/") == 0 ? "" : root);
    } else {
        walk->root = root_of(main_file);
    }
    walk->unit_path = memory_text(relative(walk, main_file));
}

uint32_t paths_file(struct walk *walk, const char *file) {
    bool is_new;
    uint32_t *at = pointer_map_at(&walk->path_of, (uintptr_t)file, &is_new);
    if (!is_new)
        return *at;
    char path[PATH_MAX];
    if (file[0] == '<') /* <built-in>, <command line>, <stdin> */
        snprintf(path, sizeof path, "%s", file);
    else
        paths_absolute(walk, file, path);
    *at = walk_string(walk, relative(walk, path));
    return *at;
}

uint32_t paths_site_of(struct walk *walk, const struct shim_place *place) {
    uint32_t cells[CCH_SITE_WIDTH] = {0};
    cells[CCH_SITE_FILE] = paths_file(walk, place->file);
    cells[CCH_SITE_LINE] = place->line;
    cells[CCH_SITE_COLUMN] = repairs_column(walk, cells[CCH_SITE_FILE], place->line, place->column);
    return cch_graph_insert(walk->graph, CCH_SITE, cells);
}

uint32_t paths_site(struct walk *walk, uint32_t location) {
    struct shim_place place;
    bool is_new;
    if (!location)
        return 0;
    uint32_t *at = pointer_map_at(&walk->site_of, location, &is_new);
    if (!is_new)
        return *at;
    if (shim_location_place(walk->unit, location, &place))
        *at = paths_site_of(walk, &place);
    return *at;
}
