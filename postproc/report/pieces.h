/* What the pages load: pieces of data, each a file that the page asks for when
 * it is needed.
 *
 * A page that was opened from the file system may not read files, but it may
 * load scripts; so a piece is a script of one call, whose argument is JSON, compressed
 * (zlib's gzip form) and in base64:
 *
 *     callchain.piece("functions-3", "H4sIAAAA…")
 *
 * JSON is written to a stream of memory and can have no name or source text in
 * it that ends the string or the script: base64 has no such bytes.
 */
#ifndef CCH_REPORT_PIECES_H
#define CCH_REPORT_PIECES_H

#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "base/json_writer.h"

typedef struct cch_piece {
    cch_json json; /* json.stream: where its JSON goes */
    char *text;    /* what was written, once it is flushed */
    size_t size;
} cch_piece;

/* Begins a piece. Errors: CCH_ERROR_MEMORY. */
int cch_piece_begin(cch_piece *piece, cch_error *error);

/* So much JSON was written so far. */
size_t cch_piece_size(cch_piece *piece);

/* Writes the piece as `folder`/data/`name`.js and lets it go, in any case; `*bytes`
 * grows by the size of the file. */
int cch_piece_end(cch_piece *piece, const char *folder, const char *name, uint64_t *bytes, cch_error *error);

void cch_piece_drop(cch_piece *piece); /* of zeros is fine */

#endif
