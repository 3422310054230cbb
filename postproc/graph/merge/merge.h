/* Merging graph files into the graph of a whole program, and what a person
 * must know about the result: which units are missing, which are incomplete,
 * where two of them disagree.
 */
#ifndef CCH_GRAPH_MERGE_H
#define CCH_GRAPH_MERGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "graph_file/graph.h"

struct cch_merge_options {
    unsigned threads;       /* 0 counts as 1 */
    int keep_going;         /* leave unreadable files out instead of failing */
    const char *exclude;    /* a file that is not an input when it is found below
                            a folder: the output of an earlier run; or NULL */
    uint32_t shard, shards; /* only this shard, from 0, of so many (cch_graph_merge_shard); 0 shards: the whole */
};

struct cch_merge_report {
    size_t files;        /* files that were to be read */
    size_t failed;       /* of these, how many could not be (only keep_going) */
    cch_error *failures; /* one each, in the order of the files */
};

/* Joins all files; a path that is a folder stands for every regular file
 * "*.ccg" below it. One file a thread is held at a time, besides the result.
 *
 * The result is canonical: it depends on the contents of the files alone, not
 * on their order, grouping or the number of threads. The caller frees it with
 * cch_graph_free.
 *
 * Fails when a file cannot be read ("cannot read 'x.ccg': …": of several, the
 * first in the order of the paths), unless `options` says to keep going; then
 * `report` names those that were left out, and only a merge of which nothing
 * could be read fails. A folder without a graph file is an error
 * (CCH_ERROR_USAGE), as it most likely is not the folder that was meant.
 * `options`, `report` and `error` may be NULL; a report that was passed is
 * always to be released. */
int cch_merge_files(const char *const *paths, size_t count, const struct cch_merge_options *options, cch_graph **result,
                    struct cch_merge_report *report, cch_error *error);

void cch_merge_report_release(struct cch_merge_report *report);

/* Notes the units that the build names (CCH_EXPECTED). The paths must be
 * written as in CCH_PASS_UNIT: relative to the project root if inside. The
 * graph is then not canonical any more. */
int cch_add_expected_units(cch_graph *graph, const char *const *units, size_t count);

/* What to report. Each list is in the order of the graph's numbers, which in a
 * canonical graph is the order of bytes; cch_numbers_release frees it. Each
 * function returns 0 or CCH_ERROR_MEMORY. */
struct cch_numbers {
    uint32_t *items;
    size_t count;
};

void cch_numbers_release(struct cch_numbers *numbers);

/* Strings: units that are expected and of which there is no pass. */
int cch_missing_units(const cch_graph *graph, struct cch_numbers *units);

/* Rows of CCH_PASS: passes marked incomplete or with errors. */
int cch_incomplete_passes(const cch_graph *graph, struct cch_numbers *passes);

/* Rows of CCH_PASS: passes of which graphs with different contents were
 * merged, such as an old and a new one of a unit that was changed. */
int cch_disagreeing_passes(const cch_graph *graph, struct cch_numbers *passes);

/* Rows of CCH_FUNCTION: identities that are defined at more than one place;
 * CCH_CONFLICT has the places. */
int cch_conflicting_functions(const cch_graph *graph, struct cch_numbers *functions);

#endif
