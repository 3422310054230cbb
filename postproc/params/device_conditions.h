/* What a branch's condition is on a device: a condition whose names are all
 * answers of that device (devices.h), or so much of one as decides it.
 *
 * A name is an answer where every flow (schema.h, CCH_FLOW) into the variable comes
 * from one query, by copies, arguments and results alone; what it is declared with
 * before it is asked for does not count. */
#ifndef CCH_PARAMS_DEVICE_CONDITIONS_H
#define CCH_PARAMS_DEVICE_CONDITIONS_H

#include "graph/view/view.h"
#include "params/devices.h"

enum cch_truth { CCH_FALSE, CCH_TRUE, CCH_UNDECIDED };

typedef struct cch_device_conditions cch_device_conditions;

/* `source` is a view at CCH_LEVEL_SOURCE and must outlive it. NULL: out of memory. */
cch_device_conditions *cch_device_conditions_new(const cch_view *source);
void cch_device_conditions_free(cch_device_conditions *conditions); /* NULL is fine */

/* Does the branch of this row of CCH_GUARD come to `outcome` (a string) there? */
enum cch_truth cch_device_condition(cch_device_conditions *conditions, uint32_t guard, uint32_t outcome,
                                    const struct cch_device *device);

/* Is an answer of the device among the condition's names? */
bool cch_device_condition_asks(cch_device_conditions *conditions, uint32_t guard);

#endif
