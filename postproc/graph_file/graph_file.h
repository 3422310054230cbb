/* The call-chain graph on disk (`.ccg`); FORMAT.md specifies the bytes. */
#ifndef CCH_GRAPH_FILE_GRAPH_FILE_H
#define CCH_GRAPH_FILE_GRAPH_FILE_H

#include <stddef.h>

#include "base/error.h"
#include "graph_file/graph.h"

/* Writes `graph` to `path` by way of a temporary file in the same folder that
 * is renamed when complete: after a failure or a kill, `path` is what it was.
 * `level` is zstd's compression level. A file that replaces another is forced
 * onto the disk first (fsync), a new one is not: after a power cut its checksums
 * tell. Rows are written as they stand, so a caller that wants canonical bytes
 * canonicalizes first. */
int cch_graph_write(const cch_graph *graph, const char *path, int level, cch_error *error);

/* The same for a file whose name is ours, in a folder: never through a link
 * (base/output_file.h). */
int cch_graph_write_in(const cch_graph *graph, const char *folder, const char *name, int level, cch_error *error);

/* The same into memory, which the caller frees. CCH_OK or CCH_ERROR_MEMORY. */
int cch_graph_encode(const cch_graph *graph, int level, void **bytes, size_t *size);

/* Reads a graph file into a new graph, every reference checked: whatever the
 * bytes are, the result is a graph that no accessor can be led astray by, or
 * an error "cannot read 'x.ccg': …" (CCH_ERROR_FORMAT, CCH_ERROR_VERSION,
 * CCH_ERROR_SYSTEM, CCH_ERROR_MEMORY). */
int cch_graph_read(cch_graph **graph, const char *path, cch_error *error);

/* The same from memory; `name` stands for the path in messages. */
int cch_graph_decode(cch_graph **graph, const void *bytes, size_t size, const char *name, cch_error *error);

/* A hash of all facts but CCH_PASS, 32 hexadecimal digits and a NUL: what
 * CCH_PASS_CONTENTS holds. It depends on the facts alone, not on the order in
 * which they were added, nor on whether the graph is canonical. CCH_OK, or
 * CCH_ERROR_MEMORY. */
int cch_graph_content_hash(const cch_graph *graph, char digits[33]);

#endif
