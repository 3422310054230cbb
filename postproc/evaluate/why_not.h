/* Why a specialization was not launched: the first condition on its way that came out
 * otherwise. */
#ifndef CCH_EVALUATE_WHY_NOT_H
#define CCH_EVALUATE_WHY_NOT_H

#include "evaluate/selection.h"

struct cch_not_launched {
    uint32_t kernel;
    const struct cch_decision *decision; /* NULL: `reason` says it */
    const char *wanted;                  /* the outcome that leads there: "false" */
    const char *reason;
};

struct cch_why_not {
    struct cch_not_launched *items;
    size_t count;
};

/* For each launched specialization that the patterns mean (all kernels of these names) and that the case, run with
 * `wants_alternatives`, does not launch. Texts live as long as the machine's case. CCH_ERROR_USAGE: no kernel is called
 * that; CCH_ERROR_MEMORY. To be released in any case. */
int cch_why_not(struct cch_why_not *why_not, const cch_question *question, cch_machine *machine,
                const char *const *patterns, size_t count, cch_error *error);
void cch_why_not_release(struct cch_why_not *why_not);

#endif
