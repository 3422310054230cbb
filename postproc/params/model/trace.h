/* Everything that one parameter reaches, and the way there. Private to params/. */
#ifndef CCH_PARAMS_MODEL_TRACE_H
#define CCH_PARAMS_MODEL_TRACE_H

#include "params/model/parameters.h"
#include "params/model/summary.h"

/* How a value was reached: may results leave the function that it is in? */
enum cch_trace_mode {
    CCH_TRACE_FREE,    /* through a field: to any caller */
    CCH_TRACE_BOUND,   /* in a function that was entered: only as summaries say */
    CCH_TRACE_CLOSURE, /* the same, in a closure */
    CCH_TRACE_MODES
};

struct cch_trace_state {
    uint32_t node;
    uint8_t mode; /* enum cch_trace_mode */
    bool decided; /* a condition or a template argument was on the way */
    bool certain;
    bool known;      /* see cch_trace */
    bool goes_on;    /* something follows, were it reached another way before */
    uint8_t of;      /* enum cch_part: what of the parameter it is that got here */
    uint8_t part;    /* enum cch_part: and what of this value it is in */
    uint32_t before; /* state, 0 for the start */
    uint32_t length; /* steps up to here */
    size_t edge;     /* taken to come here */
    uint32_t exit;   /* the summary's exit passed through, or 0, and the edge back (SIZE_MAX none) */
    size_t back;
};

struct cch_trace {
    const struct cch_flow_graph *graph;
    struct cch_model_reach *reach;          /* what takes part; NULL: everything */
    struct cch_flow_summaries summaries[2]; /* of all edges, of certain ones */
    struct cch_trace_state *states;         /* from 1, nearest first; the certain ones before the others */
    size_t count, capacity;
    size_t begin;      /* the first state of the last search */
    uint32_t *reached; /* by node: a set of mode, decided, of and part */
    /* By node: not 0 where what is reached from it as from an entry's parameter is known already; such a state is
     * `known`, and no others follow it. NULL: everything is to be searched. */
    const uint32_t *known;
};

/* The reach's entry may change before cch_trace_forget. 0 or CCH_ERROR_MEMORY. */
int cch_trace_start(struct cch_trace *trace, const struct cch_flow_graph *graph, struct cch_model_reach *reach);
void cch_trace_release(struct cch_trace *trace);

/* Another entry. */
void cch_trace_forget(struct cch_trace *trace);

/* Fills `states` anew with what `node` reaches on certain ways. */
int cch_trace_certain(struct cch_trace *trace, uint32_t node);
/* Adds what it reaches on any. */
int cch_trace_possible(struct cch_trace *trace, uint32_t node);

/* Fills `states` anew with what the data of a value that is made in a function
 * reaches on any way: what it results in goes to every caller. */
int cch_trace_spread(struct cch_trace *trace, uint32_t node);

/* Adds to `steps` those that lead to a state, each once: `step_of`, by state, is
 * 0 or 1 + the step that stands for it. Returns 0 or CCH_ERROR_MEMORY. */
struct cch_trace_ways {
    struct cch_model_step *steps;
    size_t count, capacity;
    uint32_t *step_of;
};
int cch_trace_way(const struct cch_trace *trace, uint32_t state, struct cch_trace_ways *ways);

#endif
