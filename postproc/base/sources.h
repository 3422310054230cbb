/* Source files as a graph names them, read below the folders that a user
 * gives and nowhere else: a graph file is input, and an input must not be able
 * to have any file of the machine put into a prompt.
 *
 * A relative name is looked for below each root in turn, an absolute one must
 * be below one of them; symbolic links are resolved first. Files are read
 * once and kept.
 */
#ifndef CCH_BASE_SOURCES_H
#define CCH_BASE_SOURCES_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define CCH_SOURCE_SIZE_MAX ((size_t)64 << 20) /* bytes of one file */

typedef struct cch_sources cch_sources;

/* Belongs to cch_sources; lives as long. */
typedef struct cch_source {
    char *name;    /* as the graph has it */
    char *text;    /* NUL behind it; NULL when the file cannot be used */
    char *problem; /* why, one line; else NULL */
    size_t size;
    size_t *lines; /* offset of each line; lines[line_count] is `size` */
    uint32_t line_count;
} cch_source;

/* No roots: the current folder. Errors: CCH_ERROR_SYSTEM (a root cannot be
 * used), CCH_ERROR_MEMORY. */
int cch_sources_new(cch_sources **sources, const char *const *roots, size_t count, cch_error *error);
void cch_sources_free(cch_sources *sources); /* NULL is fine */

/* The file of this name; source->text is NULL when it cannot be used. NULL:
 * out of memory. */
const cch_source *cch_sources_get(cch_sources *sources, const char *name);

/* The text of lines `first` to `last`, from 1, both included; its length is
 * set. NULL when the file has no such lines. */
const char *cch_source_lines(const cch_source *source, uint32_t first, uint32_t last, size_t *length);

#endif
