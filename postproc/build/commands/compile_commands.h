/* A compilation database (compile_commands.json): the units of a build and
 * the command line of each.
 *
 * https://clang.llvm.org/docs/JSONCompilationDatabase.html
 *
 * The file is read entry by entry, so that only the result is held in
 * memory, and equal strings are held once. A `command` is split as
 * command_line.h says and never given to a shell: `$(x)` in it are plain
 * characters, and of `cd x && gcc …` the folder and the compiler are taken.
 *
 * Ownership: a cch_compile_commands owns every string that it shows.
 */
#ifndef CCH_BUILD_COMPILE_COMMANDS_H
#define CCH_BUILD_COMPILE_COMMANDS_H

#include <stddef.h>

#include "base/error.h"

typedef struct cch_command {
    const char *directory;        /* absolute; where the command runs */
    const char *file;             /* the main file: absolute, "." and ".." taken out */
    const char *output;           /* as written, or NULL */
    const char *const *arguments; /* the compiler first; NULL at the end */
    size_t argument_count;        /* at least 1 */
} cch_command;

typedef struct cch_compile_commands cch_compile_commands;

/* Reads `path`: the file, or a folder that holds a compile_commands.json. A
 * relative `directory` counts from the file's own folder, a relative `file`
 * from the entry's directory. Entries that are alike in directory, file and
 * arguments appear once; the others keep their order.
 *
 * Errors: "cannot read 'x': …", with the entry's number, from 1, where one
 * entry is to blame (CCH_ERROR_SYSTEM, CCH_ERROR_FORMAT, CCH_ERROR_MEMORY). */
int cch_compile_commands_read(cch_compile_commands **commands, const char *path, cch_error *error);

/* The same from memory. `name` stands for the path in messages, `folder`
 * (absolute) is what a relative `directory` counts from. */
int cch_compile_commands_decode(cch_compile_commands **commands, const char *text, size_t size, const char *name,
                                const char *folder, cch_error *error);

void cch_compile_commands_free(cch_compile_commands *commands); /* NULL is fine */

size_t cch_compile_commands_count(const cch_compile_commands *commands);
const cch_command *cch_compile_commands_entry(const cch_compile_commands *commands, size_t index);

/* The path of the file that was read, absolute. */
const char *cch_compile_commands_path(const cch_compile_commands *commands);

/* The project root that `callchain run` takes when none is given: the
 * project's that the deepest folder which holds all the units belongs to
 * (base/project_root.h); without one, that folder. "/" for no units. */
const char *cch_compile_commands_root(const cch_compile_commands *commands);

/* How graphs name a unit: `file` relative to `root` where it is inside, else
 * `file`. Points into `file`. Both absolute. */
const char *cch_unit_name(const char *file, const char *root);

#endif
