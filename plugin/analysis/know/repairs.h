/* The list of what the replay mended (postproc/build/replay/repair.h): places at which clang was
 * given a mended copy of a file. */
#ifndef CALLCHAIN_PLUGIN_KNOW_REPAIRS_H
#define CALLCHAIN_PLUGIN_KNOW_REPAIRS_H

#include "containers/vector.h"

struct repair {
    char *path;            /* absolute */
    uint32_t file;         /* for the caller: a number that tells files apart; 0 at first */
    uint32_t line, column; /* in the file as it is */
    char *rule, *before, *after;
};

struct repairs {
    VECTOR(struct repair) items; /* by path, line and column */
};

bool repairs_read(struct repairs *repairs, const char *list); /* false: it cannot be read; what was is kept */
void repairs_release(struct repairs *repairs);

/* The column in the file as it is, of a column in what clang has read. */
uint32_t repairs_column(const struct repairs *repairs, uint32_t file, uint32_t line, uint32_t column);

#endif
