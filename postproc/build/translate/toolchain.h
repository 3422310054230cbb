/* Which clang and which plugin a replay uses. */
#ifndef CCH_BUILD_TOOLCHAIN_H
#define CCH_BUILD_TOOLCHAIN_H

#include <stdint.h>

#include "base/error.h"

typedef struct cch_toolchain {
    char *clang;       /* a path */
    char *plugin;      /* callchain-clang-<major>.so, an absolute path */
    unsigned major;    /* of clang */
    uint64_t identity; /* changes when either of them does */
} cch_toolchain;

/* Finds a pair that fits together. `clang` and `plugin` are what the user
 * asked for; each may be NULL. Without a plugin: the one for that clang, else
 * the newest for whose major a clang is installed, in $CALLCHAIN_PLUGIN or
 * beside the running program (../lib/callchain from its folder).
 *
 * Errors: CCH_ERROR_SYSTEM with one line that says what is missing and what
 * to do. Release it after an error too. */
int cch_toolchain_find(cch_toolchain *toolchain, const char *clang, const char *plugin, cch_error *error);
/* The major of a clang (a path), as it says itself; 0 when it isn't clang. */
unsigned cch_clang_major(const char *clang);

void cch_toolchain_release(cch_toolchain *toolchain);

#endif
