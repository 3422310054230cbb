/* What files are like, each looked at once unless asked again.
 *
 * A cch_file_states remembers the size, the time and, once asked for, the
 * hash of every file it was asked about, so that a header that a hundred
 * units read is looked at once. It is for the length of one run. */
#ifndef CCH_BUILD_FILE_STATES_H
#define CCH_BUILD_FILE_STATES_H

#include <stdbool.h>
#include <stdint.h>

typedef struct cch_file_states cch_file_states;

typedef struct cch_file_state {
    bool exists;
    int64_t size;
    int64_t time;       /* of the last change, in nanoseconds */
    int64_t entry_time; /* of the last change to its entry (ctime), likewise */
    char digits[33];    /* the hash of its bytes, or "" until asked for */
} cch_file_state;

cch_file_states *cch_file_states_new(void); /* NULL when out of memory */
void cch_file_states_free(cch_file_states *states);

/* The state of a file, with its hash if `hashed`; lives until the next call.
 * NULL when out of memory. */
const cch_file_state *cch_file_states_get(cch_file_states *states, const char *path, bool hashed);

/* The state, with its hash, of a file that may have changed since it was last
 * asked for: the file is looked at again, and hashed again if its size or any
 * of its times (also that of its entry, which no program can set back) is
 * another. */
const cch_file_state *cch_file_states_refresh(cch_file_states *states, const char *path);

/* The hash of a file's bytes, 32 hexadecimal digits and a NUL: XXH3, 128 bits.
 * 0, or -1 with errno. */
int cch_file_hash(const char *path, char digits[33]);

#endif
