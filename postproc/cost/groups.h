/* What a specialization belongs to, as texts: its operators, its value in a column. Private to cost/. */
#ifndef CCH_COST_GROUPS_H
#define CCH_COST_GROUPS_H

#include "base/pairs.h"
#include "base/pool.h"
#include "graph/view/question.h"

struct cch_cost_groups {
    cch_pool names;
    cch_pairs of;           /* function, name */
    uint32_t *first, *next; /* chains: by function the first pair, by pair the next one; 0: none */
    size_t next_capacity;
};

/* Errors: CCH_ERROR_MEMORY, and as for cch_hardware_visit; CCH_ERROR_USAGE: no launch has the column. To be released in
 * any case. */
int cch_cost_by_operator(struct cch_cost_groups *groups, const cch_question *question, const unsigned char *wanted,
                         cch_error *error);
int cch_cost_by_column(struct cch_cost_groups *groups, const cch_question *question, const char *column,
                       cch_error *error);
void cch_cost_groups_release(struct cch_cost_groups *groups);

/* Marks the kernels all of whose launches have these values ("kRows=96"), and what only they use: what leads to them
 * and to no other kernel, what only such functions call. */
int cch_cost_only(const cch_question *question, const char *const *where, size_t count, unsigned char *only,
                  cch_error *error);

/* Of a function as it is for some arguments (…@given:…) the function; else itself. */
uint32_t cch_cost_base(const cch_graph *graph, uint32_t function);

#endif
