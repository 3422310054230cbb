/* What a pass was made from: a small text file beside the graphs that tells
 * whether a pass would come out the same if it ran again.
 *
 *     callchain record 1
 *     key 9f0c…                    (arguments, folder, clang, plugin, environment)
 *     database 02ab…               (the compile_commands.json it belongs to)
 *     unit 77e1…                   (its main file; both as hashes of paths)
 *     exit 1
 *     seconds 19.25
 *     error src/x.h:5:8: error: …  (the first one; absent when there is none)
 *     repairs on-1 3               (mode, version, how many; only where they can matter:
 *                                  with errors, or when there were any)
 *     graph <file name>            (one line a graph)
 *     input <hash> <size> <time> <path>
 *     inputs unknown               (clang did not name them all, or one changed meanwhile: the
 *                                  pass runs again, and the record tells whose graphs these are)
 *     end
 *
 * An input counts as unchanged when size and time are what they were, or else
 * when its bytes are: a file that was only touched, or checked out anew, is
 * the same file. What is recorded is content, so records can be keyed by
 * content alone. */
#ifndef CCH_BUILD_PASS_RECORD_H
#define CCH_BUILD_PASS_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "build/replay/file_states.h"
#include "build/commands/word_list.h"

typedef struct cch_pass_record {
    char key[33];
    char database[33];
    char unit[33];
    int exit_code;
    double seconds;
    char *error;          /* NULL: none */
    char repair_mode[16]; /* under which it was made; "": it does not matter */
    size_t repairs;       /* places that were mended */
    cch_word_list graphs; /* names in the output folder */
    bool inputs_unknown;  /* as it was read */
    char *changed;        /* the input that isn't what it was, when that is why reading gave false */
} cch_pass_record;

void cch_pass_record_release(cch_pass_record *record);

/* Reads a record; what isn't one (missing, cut short, of another version)
 * gives false, since then the pass simply runs again. With `states`, false
 * also when an input isn't what it was, or not all are known. Release `record` in any case. */
bool cch_pass_record_read(cch_pass_record *record, const char *path, cch_file_states *states);

/* Writes a record with the inputs that `depfile` (in make's syntax, as clang
 * -MD writes it) names, relative ones counting from `directory`. Where there is no
 * depfile (clang writes none when a header is missing), or an input has changed since
 * `started` (CLOCK_REALTIME seconds) or can't be read, what clang saw is not
 * known, and the record says so. */
int cch_pass_record_write(const cch_pass_record *record, const char *path, const char *depfile, const char *directory,
                          double started, cch_file_states *states, cch_error *error);

#endif
