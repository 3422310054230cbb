/* Paths as text: nothing here looks at the disk unless it says so. */
#ifndef CCH_BUILD_PATHS_H
#define CCH_BUILD_PATHS_H

#include <stdbool.h>
#include <stddef.h>

/* `path` made absolute by `folder` (absolute), with "." and ".." and doubled
 * slashes taken out. To free(); NULL when out of memory. */
char *cch_path_absolute(const char *folder, const char *path);

/* What follows the last slash. */
const char *cch_path_base(const char *path);

/* Is `path` inside the folder `root`? Both absolute and clean; "/" holds all. */
bool cch_path_inside(const char *path, const char *root);

/* Is there a file or folder of this name, on disk, that may be read? Without memory for the name, which is noted
 * (memory.h), there is none. */
bool cch_path_is_readable(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Makes a folder and those above it, on disk. 0, or -1 with errno. */
int cch_path_make_folder(const char *path);

/* Removes a folder that has only files in it; what isn't there is fine. */
void cch_path_remove_folder(const char *path);

/* The first `name` that is an executable file in the folders of $PATH, or
 * `name` itself when it has a slash. To free(); NULL when there is none. */
char *cch_path_find_program(const char *name);

#endif
