/* Counting verdicts. */
#ifndef CCH_VERIFY_TALLY_H
#define CCH_VERIFY_TALLY_H

#include <stddef.h>

#include "verify/check.h"

struct json_object;

/* Counts over some answers. */
struct cch_tally {
    size_t answers, valid, claims;
    size_t verdicts[CCH_VERDICT_COUNT];
    size_t expected, found; /* over answers whose flow is known */
    size_t scopes_right, scopes_wrong;
    double agreement; /* sum of Jaccard indices of pairs of runs */
    size_t pairs;
};

void cch_tally_add(struct cch_tally *into, const struct cch_tally *from);

/* Adds the members that verify.h names, from "answers" on. */
void cch_tally_write(const struct cch_tally *tally, struct json_object *object);

#endif
