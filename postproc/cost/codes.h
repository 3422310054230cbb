/* What was read of compiled functions, from binaries and from what tools print:
 * one row for each name and architecture, whatever it came from. */
#ifndef CCH_COST_CODES_H
#define CCH_COST_CODES_H

#include "base/error.h"
#include "base/pairs.h"
#include "base/pool.h"
#include "cost/cubin.h"

struct cch_machine_code {
    uint32_t name;         /* of the pool */
    uint32_t architecture; /* 80 */
    bool kernel;           /* surely */
    uint32_t copies;       /* in as many cubins; 0: only a tool's words are known */
    uint64_t bytes;        /* of all copies, unpacked */
    uint64_t stored;       /* the same in the file: of what is compressed its share of it */
    int64_t registers, stack, spill_stores, spill_loads; /* CCH_COST_UNTOLD; the greatest of the copies */
    int64_t static_shared; /* without the kilobyte that the system reserves, which since 9.0 is part of a cubin's */
};

/* A section of fat binaries, or a cubin, and where its bytes went. */
struct cch_code_source {
    char *file, *section;
    uint64_t size;      /* in the file */
    uint64_t functions; /* of it that are of functions: the sum of `stored` */
    uint64_t headers;   /* of the fat binary, and padding */
    uint64_t others;    /* of cubins: symbols, debug information, parts of no function */
    uint64_t ptx;
    uint64_t unread;             /* not understood */
    uint32_t cubins, unreadable; /* entries; those of them that could not be read */
};

typedef struct cch_codes {
    cch_pool names;
    cch_pairs pairs; /* name and architecture: code n */
    struct cch_machine_code *items;
    size_t count, capacity;
    struct cch_code_source *sources;
    size_t source_count, source_capacity;
} cch_codes;

void cch_codes_release(cch_codes *codes); /* zeros are fine */

/* The row of a name and an architecture, made when new; NULL: out of memory. */
struct cch_machine_code *cch_codes_at(cch_codes *codes, const char *name, size_t length, uint32_t architecture);

/* A cubin's static shared memory without what the system reserves of it. */
int64_t cch_codes_own_shared(int64_t bytes, uint32_t architecture);

/* Adds what a file has: a cubin, a fat binary, or an object, program or library with sections of fat binaries. Errors,
 * "cannot read 'x': …": CCH_ERROR_SYSTEM, CCH_ERROR_FORMAT (no such file, or without code for devices), CCH_ERROR_MEMORY. */
int cch_codes_read_binary(cch_codes *codes, const char *path, cch_error *error);

/* Adds what `ptxas -v` (nvcc -Xptxas -v) or `cuobjdump -res-usage` printed. Errors likewise; CCH_ERROR_FORMAT: nothing
 * of the kind is in it. */
int cch_codes_read_log(cch_codes *codes, const char *path, cch_error *error);

#endif
