/* Repairs: what nvcc accepts and clang refuses, mended in a copy.
 *
 * A rule says what clang's error looks like and how the place that it names is
 * mended. The rules are data (repair.c), each with the reason why nvcc takes
 * the code as it is. Nothing here changes a file of the user's: mends are laid
 * over it when clang runs (repair_store.h).
 *
 * A mend replaces `before` by `after` at a place of the file as it is, on one
 * line, so that lines keep their numbers; columns behind it are mapped back.
 */
#ifndef CCH_BUILD_REPAIR_H
#define CCH_BUILD_REPAIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Changes when a rule does: a pass that had errors or repairs under another
 * version is read again. */
#define CCH_REPAIR_VERSION "4"

typedef struct cch_mend {
    uint32_t line, column; /* from 1, in bytes; of the file as it is */
    const char *rule;      /* the rule's name; static */
    char *before, *after;
    int born; /* the round in which it was found */
} cch_mend;

/* The mends of one file, by line and column. */
typedef struct cch_mends {
    cch_mend *items;
    size_t count, capacity;
} cch_mends;

void cch_mends_release(cch_mends *mends);

/* Adds a mend (copies the texts), unless one is at that place already. Returns
 * -1 when out of memory, 1 when the mend is new to one who has seen those born
 * up to `seen`, else 0. A rule that isn't in the table is not added. */
int cch_mends_add(cch_mends *mends, const cch_mend *mend, int seen);

/* The column in the file as it is, of a column in a copy with those mends that
 * were born up to `seen`. */
uint32_t cch_mends_column(const cch_mends *mends, uint32_t line, uint32_t column, int seen);

/* The text of a file, mended. `size` in and out; to free(). NULL when out of
 * memory or when a mend does not fit the text. */
char *cch_mends_apply(const cch_mends *mends, const char *text, size_t *size);

/* What is needed of a file for finding mends; the pointers live until the
 * next call. */
typedef struct cch_mend_target {
    cch_mends *mends; /* where to add */
    const char *text; /* the file as it is, NUL-terminated */
} cch_mend_target;

/* Reads clang's messages (with -fdiagnostics-parseable-fixits) and adds a mend
 * for each error that a rule knows and whose place holds what the rule
 * expects. `target` gives the file of that name, as clang printed it, or
 * returns false. Mends born up to `seen` were laid over what clang read; what
 * is found is born as `born`. Returns how many are new, or -1 when out of
 * memory. */
int cch_mends_find(const char *messages, int seen, int born,
                   bool (*target)(void *context, const char *name, cch_mend_target *found), void *context);

/* How many errors clang's messages tell of. */
size_t cch_mends_count_errors(const char *messages);

#endif
