/* What a case launches, for a person or a program. */
#ifndef CCH_EVALUATE_ANSWER_H
#define CCH_EVALUATE_ANSWER_H

#include <stdio.h>

#include "base/json_writer.h"
#include "evaluate/selection.h"
#include "evaluate/why_not.h"

/* As text: the launches in their order, each with its configuration, the chain and the conditions. Returns 0 or
 * CCH_ERROR_MEMORY, so does the next. */
int cch_selection_print(FILE *stream, const cch_selection *selection, cch_machine *machine,
                        const struct cch_why_not *why_not);
/* An object, as a member of `json` (key NULL: in an array, or by itself). */
int cch_selection_json(cch_json *json, const char *key, const char *name, const cch_selection *selection,
                       cch_machine *machine, const struct cch_why_not *why_not);

#endif
