/* Which kernels run for this call: an entry, what is given, and a device.
 *
 *     cch_selection selection = {0};
 *     if (!cch_entry_find(&selection.entry, question, "ops.attend", error) && …)
 *     if (!cch_selection_run(&selection, &machine, evaluator, error))
 *         … machine.launches, in the order in which they run …
 */
#ifndef CCH_EVALUATE_SELECTION_H
#define CCH_EVALUATE_SELECTION_H

#include "evaluate/given.h"
#include "evaluate/machine.h"
#include "graph/view/question.h"

typedef struct cch_selection {
    uint32_t entry; /* function */
    const struct cch_given *given;
    const struct cch_device *device; /* NULL: not said */
    bool backward;                   /* what the gradients' computation launches, too */
    bool wants_alternatives;         /* for why_not.h */
    cch_buffer *explained;           /* how it went, a line a step; NULL: nobody asks */
} cch_selection;

/* The function of the program that a person means: a C++ function (of templates: a specialization), a name that a
 * binding gives to Python, a Python function, a method. `question`'s view shows specializations. CCH_ERROR_USAGE: there
 * is none, or several (named). */
int cch_entry_find(uint32_t *entry, const cch_question *question, const char *name, cch_error *error);

/* Evaluates a case; the machine keeps what was met until it begins another. CCH_ERROR_USAGE: what is given does not fit
 * ("'causal' is a bool: …"); CCH_ERROR_MEMORY. */
int cch_selection_run(const cch_selection *selection, cch_machine *machine, cch_evaluator *evaluator, cch_error *error);

/* How certain a launch is. */
enum cch_certainty {
    CCH_RUNS,    /* it runs */
    CCH_MAY_RUN, /* if conditions come out so that are not known */
    CCH_UNREAD   /* reached from what could not be evaluated */
};
enum cch_certainty cch_launched_certainty(const struct cch_launched *launched);
/* Is all that may run among the launches, and each known for certain? */
bool cch_selection_is_exact(const cch_machine *machine);

#endif
