/* File names as the graph has them: relative to the project's root when
 * inside it, else absolute; links resolved, so that one file has one name. */
#include "walk/collector.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/project_root.h"

void paths_absolute(const struct collector *collector, const char *file, char *resolved) {
    char joined[PATH_MAX];
    errno = 0;
    int length = file[0] == '/' || !collector->facts.directory[0]
                     ? snprintf(joined, sizeof joined, "%s", file)
                     : snprintf(joined, sizeof joined, "%s/%s", collector->facts.directory, file);
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

static const char *relative(const struct collector *collector, const char *path) {
    size_t length = strlen(collector->root);
    if (length && strncmp(path, collector->root, length) == 0 && path[length] == '/')
        return path + length + 1;
    return path;
}

void paths_begin(struct collector *collector) {
    char main_file[PATH_MAX], root[PATH_MAX];
    paths_absolute(collector, collector->facts.main_file, main_file);
    if (collector->options.root) {
        paths_absolute(collector, collector->options.root, root);
        collector->root = memory_text(strcmp(root, "/") == 0 ? "" : root);
    } else {
        collector->root = root_of(main_file);
    }
    collector->unit_path = memory_text(relative(collector, main_file));
}

uint32_t paths_file(struct collector *collector, const char *file) {
    bool is_new;
    uint32_t *at = pointer_map_at(&collector->path_of, (uintptr_t)file, &is_new);
    if (!is_new)
        return *at;
    char path[PATH_MAX];
    if (file[0] == '<') /* <built-in>, <command line>, <stdin> */
        snprintf(path, sizeof path, "%s", file);
    else
        paths_absolute(collector, file, path);
    *at = collector_string(collector, relative(collector, path));
    return *at;
}

uint32_t paths_site_of(struct collector *collector, const struct shim_place *place) {
    uint32_t cells[CCH_SITE_WIDTH] = {0};
    cells[CCH_SITE_FILE] = paths_file(collector, place->file);
    cells[CCH_SITE_LINE] = place->line;
    cells[CCH_SITE_COLUMN] = repairs_column(collector, cells[CCH_SITE_FILE], place->line, place->column);
    return cch_graph_insert(collector->graph, CCH_SITE, cells);
}

uint32_t paths_site(struct collector *collector, uint32_t location) {
    struct shim_place place;
    bool is_new;
    if (!location)
        return 0;
    uint32_t *at = pointer_map_at(&collector->site_of, location, &is_new);
    if (!is_new)
        return *at;
    if (shim_location_place(collector->unit, location, &place))
        *at = paths_site_of(collector, &place);
    return *at;
}
