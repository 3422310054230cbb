#include "walk/paths.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/project_root.h"

static void absolute(const struct walk *walk, const char *file, char resolved[PATH_MAX]) {
    files_absolute(walk->facts.directory, file, resolved);
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
    absolute(walk, walk->facts.main_file, main_file);
    if (walk->options.root) {
        absolute(walk, walk->options.root, root);
        walk->root = memory_text(strcmp(root, "/") == 0 ? "" : root);
    } else {
        walk->root = root_of(main_file);
    }
    walk->unit_path = memory_text(relative(walk, main_file));
    walk->system_files.root = walk->root;
    if (walk->options.repairs && !repairs_read(&walk->repairs, walk->options.repairs))
        shim_unit_warn(walk->unit, "cannot read the list of repairs");
    for (size_t i = 0; i < walk->repairs.items.count; ++i)
        walk->repairs.items.items[i].file = paths_file(walk, walk->repairs.items.items[i].path);
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
        absolute(walk, file, path);
    *at = walk_string(walk, relative(walk, path));
    return *at;
}

uint32_t paths_site_of(struct walk *walk, const struct shim_place *place) {
    uint32_t cells[CCH_SITE_WIDTH] = {0};
    cells[CCH_SITE_FILE] = paths_file(walk, place->file);
    cells[CCH_SITE_LINE] = place->line;
    cells[CCH_SITE_COLUMN] = repairs_column(&walk->repairs, cells[CCH_SITE_FILE], place->line, place->column);
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

void paths_problem(struct walk *walk, const char *text, uint32_t location) {
    uint32_t cells[CCH_PROBLEM_WIDTH] = {0};
    cells[CCH_PROBLEM_UNIT] = walk_string(walk, walk->unit_path);
    cells[CCH_PROBLEM_TEXT] = walk_string(walk, text);
    cells[CCH_PROBLEM_SITE] = paths_site(walk, location);
    cch_graph_insert(walk->graph, CCH_PROBLEM, cells);
    char line[PATH_MAX + 1024];
    if (walk->options.tell && snprintf(line, sizeof line, "%s: %s", walk->unit_path, text) > 0)
        shim_unit_warn(walk->unit, line);
}
