/* A claim held against the program. */
#ifndef CCH_VERIFY_CHECK_H
#define CCH_VERIFY_CHECK_H

#include "ollama/answer.h"
#include "verify/expected.h"
#include "verify/names.h"

enum cch_verdict {
    CCH_VERIFIED,     /* it exists in a scope that the claim names, and its value arrives */
    CCH_MISPLACED,    /* it exists on or below the chain, but in none of the scopes named */
    CCH_UNRELATED,    /* it exists, but its value reaches neither the binding nor a kernel */
    CCH_INVENTED,     /* no such name on or below the chain */
    CCH_NO_PARAMETER, /* a constant, a type or a function, named as a parameter */
    CCH_VERDICT_COUNT
};
const char *cch_verdict_word(enum cch_verdict verdict); /* "verified", … */

enum { CCH_PLAIN_NAME_MAX = 256 };

typedef struct cch_checked {
    char name[CCH_PLAIN_NAME_MAX]; /* what was looked for: "self.scale[0]" is scale */
    enum cch_verdict verdict;
    enum cch_name_kind kind;
    char *where;  /* MISPLACED: where it is; VERIFIED: the first right scope's function or class; else NULL */
    char *reason; /* one phrase, for a person */
    size_t scopes_right, scopes_wrong;   /* of the scopes named */
    const struct cch_expected *expected; /* the computed parameter that it is, or NULL */
} cch_checked;

/* `set` marks the functions on and below the chain; `expected` may be empty.
 * Release with cch_checked_release. Returns -1 without memory. */
int cch_check_claim(cch_checked *checked, const cch_answer_parameter *claim, cch_name_table *table, cch_names *names,
                    const unsigned char *set, const cch_expected_list *expected);
void cch_checked_release(cch_checked *checked);

#endif
