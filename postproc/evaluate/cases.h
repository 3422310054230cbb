/* A file of cases: JSON (an array, or an object a line) or CSV (a column a fact).
 *
 *     {"name": "decode", "entry": "ops.attend", "device": "H100", "backward": true,
 *      "given": {"q": "fp16[2,384,8,64]", "causal": true, "window_size": [128, 0]}}
 *
 * All but "given" may be missing; a CSV's columns `name`, `entry`, `device` and `backward` are these, the others facts,
 * and an empty cell says nothing. Texts in "given" are read as on the command line (given.h).
 */
#ifndef CCH_EVALUATE_CASES_H
#define CCH_EVALUATE_CASES_H

#include "evaluate/given.h"

struct cch_case {
    const char *name, *entry, *device; /* NULL: not said; in given's memory */
    bool backward;
    struct cch_given given;
};

struct cch_cases {
    struct cch_case *items;
    size_t count, capacity;
};

/* CCH_ERROR_SYSTEM; CCH_ERROR_FORMAT, CCH_ERROR_USAGE "cannot read 'x.json': case 3: …". Released in any case. */
int cch_cases_read(struct cch_cases *cases, const char *path, cch_error *error);
void cch_cases_release(struct cch_cases *cases);

#endif
