/* File names, and which files are the system's. */
#ifndef CALLCHAIN_PLUGIN_KNOW_FILES_H
#define CALLCHAIN_PLUGIN_KNOW_FILES_H

#include <limits.h>

#include "containers/pointer_map.h"
#include "shim/shim.h"

/* `file`, of a compilation in `directory`, as an absolute path; links resolved if it exists. */
void files_absolute(const char *directory, const char *file, char resolved[PATH_MAX]);

/* Zeroed but for the first two, which are the caller's, it has looked at nothing yet. */
struct system_files {
    const struct shim_unit_facts *unit;
    const char *root;           /* of the project; absolute, or "" */
    struct pointer_map folders; /* hash of a folder -> is it the system's? */
};

/* Is the file the toolchain's or a library's that comes with it, and not the project's? */
bool system_files_has(struct system_files *files, const char *file);

#endif
