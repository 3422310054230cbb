/* A shell's variables for a build that writes graph files. */
#ifndef CCH_BUILD_ENVIRONMENT_H
#define CCH_BUILD_ENVIRONMENT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"

struct cch_environment {
    const char *out, *root;     /* folders; NULL: as instrument.h chooses */
    const char *clang, *plugin; /* files; NULL: what CC and CXX name, else the newest, and the plugin for that */
    bool is_fish;               /* the shell; else sh and its like */
    bool in_flags;              /* options go into CFLAGS and its like, not into CC */
    bool recache;               /* compiler caches compile everything anew */
};

/* Prints a line for each variable, with CC, CXX and CUDACXX of the environment kept in
 * them; `current` is an absolute folder. Errors: CCH_ERROR_USAGE for a variable that cannot be used,
 * those of cch_toolchain_find, CCH_ERROR_MEMORY. */
int cch_environment_print(FILE *stream, const struct cch_environment *given, const char *current, cch_error *error);

/* Prints the root of the project that a file belongs to, "/" for none. */
int cch_environment_root_of(FILE *stream, const char *current, const char *file, cch_error *error);

#endif
