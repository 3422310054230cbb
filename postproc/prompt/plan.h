/* Which prompts there are: chains grouped by the code that they show. */
#ifndef CCH_PROMPT_PLAN_H
#define CCH_PROMPT_PLAN_H

#include "prompt/blocks.h"
#include "prompt/chain_file.h"

struct cch_planned_prompt {
    size_t *chains; /* their numbers, ascending */
    size_t chain_count, chain_capacity;
    cch_block_list blocks;
};

struct cch_prompt_plan {
    struct cch_planned_prompt *prompts; /* in the order of their first chains */
    size_t count, capacity;
};

/* Release the plan in any case. Errors: CCH_ERROR_MEMORY. */
int cch_prompt_plan_make(struct cch_prompt_plan *plan, const cch_view *view, const cch_chain_list *chains,
                         enum cch_prompt_mode mode);
void cch_prompt_plan_release(struct cch_prompt_plan *plan);

#endif
