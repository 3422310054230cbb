/* Everything that one parameter reaches, and the way there. Private to params/. */
#ifndef CCH_PARAMS_MODEL_TRACE_H
#define CCH_PARAMS_MODEL_TRACE_H

#include "params/model.h"
#include "params/model_graph.h"

/* How a value was reached: may results leave the function that it is in? */
enum cch_trace_mode {
    CCH_TRACE_FREE,    /* through a field: to any caller */
    CCH_TRACE_BOUND,   /* in a function that was entered: only as summaries say */
    CCH_TRACE_CLOSURE, /* the same, in a closure */
    CCH_TRACE_MODES
};

struct cch_trace_state {
    uint32_t node;
    uint8_t mode;    /* enum cch_trace_mode */
    bool decided;    /* a condition or a template argument was on the way */
    bool certain;
    uint32_t before; /* state, 0 for the start */
    size_t edge;     /* taken to come here */
    uint32_t exit;   /* the summary's exit passed through, or 0, and the edge back (SIZE_MAX none) */
    size_t back;
};

struct cch_trace {
    const struct cch_flow_graph *graph;
    const unsigned char *allowed; /* by function */
    struct cch_flow_summaries summaries[2]; /* of all edges, of certain ones */
    struct cch_trace_state *states; /* from 1, nearest first; the certain ones before the others */
    size_t count, capacity;
    uint32_t *state_of; /* by node, mode and decided: 0 not reached */
};

/* 0 or CCH_ERROR_MEMORY. */
int cch_trace_start(struct cch_trace *trace, const struct cch_flow_graph *graph, const unsigned char *allowed,
                    bool only_certain);
void cch_trace_release(struct cch_trace *trace);

/* Fills `states` anew with what `node` reaches, on certain ways only, or (a
 * second time) on any. */
int cch_trace_follow(struct cch_trace *trace, uint32_t node, bool only_certain);

/* The same on any ways for a value that is made in a function: what it results
 * in goes to every caller. */
int cch_trace_spread(struct cch_trace *trace, uint32_t node);

/* The steps that lead to a state, to free(). 0 or CCH_ERROR_MEMORY. */
int cch_trace_steps(const struct cch_trace *trace, uint32_t state, struct cch_model_step **steps, size_t *count);

#endif
