/* What the values that a parameter reaches end in. Private to params/. */
#ifndef CCH_PARAMS_MODEL_ENDS_H
#define CCH_PARAMS_MODEL_ENDS_H

#include "params/model/trace.h"

struct cch_ending {
    struct cch_trace *trace;
    const unsigned char *reaching; /* by function: leads to a launch */
    cch_index index;               /* of the ends of the parameter at hand, by class, value and use */
    size_t capacity;               /* of these ends */
};

/* Adds to the parameter the ends of what the last search found, each once; only
 * those that it does not have yet. 0 or CCH_ERROR_MEMORY. */
int cch_ends_find(struct cch_ending *ending, struct cch_model_parameter *parameter);

/* When nothing else was found: where it stops. */
int cch_ends_stops(struct cch_ending *ending, struct cch_model_parameter *parameter);

/* The same where all that it reaches leads on to each other. */
int cch_ends_stops_in_circle(struct cch_ending *ending, struct cch_model_parameter *parameter);

/* Adds those of another parameter, which is what the state, a known one of the last search, holds. */
int cch_ends_join(struct cch_ending *ending, struct cch_model_parameter *parameter, uint32_t state,
                  const struct cch_model_parameter *other);

/* Puts the ends in order, chooses the class, leaves out what the request does and writes the ways down. 0 or
 * CCH_ERROR_MEMORY. */
int cch_ends_finish(struct cch_ending *ending, struct cch_model_parameter *parameter,
                    const struct cch_model_request *request);

#endif
