/* What stands in front of a compiler on a command line: ccache, distcc, env
 * and the like. */
#ifndef CCH_BUILD_LAUNCHERS_H
#define CCH_BUILD_LAUNCHERS_H

#include <stddef.h>

#include "build/commands/word_list.h"

/* The place of the compiler among the words. `environment` gets the
 * assignments (NAME=VALUE) on the way, those of `env` and of a shell. When
 * nothing but launchers is there (`ccache -c a.c`, or ccache by the name of
 * gcc), the last of them counts as the compiler. */
size_t cch_launchers_skip(char *const *words, size_t count, cch_word_list *environment);

/* What a program is called: the last part of its path, by '/' or '\', without
 * ".exe". Writes at most `size` bytes into `name`. */
void cch_program_name(const char *path, char *name, size_t size);

/* The value of NAME=VALUE in `environment`, the last one, else in this
 * process's environment; NULL for neither. */
const char *cch_environment_get(const cch_word_list *environment, const char *name);

#endif
