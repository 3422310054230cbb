/* What the values that a parameter reaches end in. Private to params/. */
#ifndef CCH_PARAMS_MODEL_ENDS_H
#define CCH_PARAMS_MODEL_ENDS_H

#include "params/model_trace.h"

struct cch_ending {
    struct cch_trace *trace;
    const unsigned char *reaching; /* by function: leads to a launch */
    uint32_t entry;
};

/* Adds to the parameter the ends of what the trace holds, each once; only
 * those that it does not have yet. 0 or CCH_ERROR_MEMORY. */
int cch_ends_find(const struct cch_ending *ending, struct cch_model_parameter *parameter);

/* When nothing else was found: where it stops. */
int cch_ends_stops(const struct cch_ending *ending, struct cch_model_parameter *parameter);

/* Puts the ends in order and chooses the class. */
void cch_ends_finish(const struct cch_ending *ending, struct cch_model_parameter *parameter);

#endif
