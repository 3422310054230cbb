/* Summaries of functions: which exits a value that enters by a parameter
 * reaches within the function and what that calls. Made for the parameters that
 * are asked about, and what those need, when they are first asked about.
 * Private to params/. */
#ifndef CCH_PARAMS_MODEL_SUMMARY_H
#define CCH_PARAMS_MODEL_SUMMARY_H

#include "base/index.h"
#include "params/model/graph.h"
#include "params/model/reach.h"

struct cch_flow_fact {
    uint32_t parameter, node;
    uint8_t entered, part; /* enum cch_part: of the parameter, and what of the node that became */
    bool decided;          /* a step on the way only decides */
    uint32_t before;       /* the fact it follows from, 0 for the parameter itself */
    uint32_t length;       /* steps from the parameter to here, those of callees among them */
    size_t edge;           /* the edge taken, of the graph */
    uint32_t exit;         /* fact of the callee whose exit was taken after that edge, or 0 */
    size_t back;           /* the edge that leaves the callee; SIZE_MAX: none was needed */
    uint32_t next;         /* next fact of this parameter that is an exit, or 0 */
};

struct cch_flow_summaries {
    const struct cch_flow_graph *graph;
    struct cch_model_reach *reach; /* which functions take part */
    bool certain;                  /* only certain edges */
    bool loose;                    /* something found may not hold for another entry */
    struct cch_flow_fact *facts;   /* from 1 */
    size_t count, capacity, spread;
    cch_index index;
    unsigned char *asked; /* by parameter's node and part */
    uint32_t *exits;      /* by the same: the first exit */
    size_t *waiting_of;   /* by the same */
    struct cch_flow_waiting {
        uint32_t fact;
        size_t edge;
        size_t next;
    } *waiting; /* facts that wait for exits of a parameter; from 1 */
    size_t waiting_count, waiting_capacity;
    int status;
};

/* 0 or CCH_ERROR_MEMORY. */
int cch_flow_summaries_start(struct cch_flow_summaries *summaries, const struct cch_flow_graph *graph,
                             struct cch_model_reach *reach, bool certain);
/* Another entry: forgets what holds for the last one alone. */
void cch_flow_summaries_forget(struct cch_flow_summaries *summaries);
void cch_flow_summaries_release(struct cch_flow_summaries *summaries);

/* Calls `visit` for each way on from the end of `edge`, which enters a function
 * with `part`, back to where the call was made: the node reached and what of it,
 * the fact of the exit, the edge that leaves (SIZE_MAX none). 0, CCH_ERROR_MEMORY
 * or what `visit` returned. */
typedef int cch_flow_back_visitor(void *data, uint32_t node, enum cch_part part, uint32_t exit, size_t back);
int cch_flow_backs(struct cch_flow_summaries *summaries, size_t edge, enum cch_part part, cch_flow_back_visitor *visit,
                   void *data);

/* A length that stays a number however long the way is. */
static inline uint32_t cch_flow_length(uint32_t a, uint32_t b) {
    return a > UINT32_MAX / 2 - b ? UINT32_MAX / 2 : a + b;
}

#endif
