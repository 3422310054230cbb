#include "prompt/plan.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/array.h"
#include "base/index.h"

static uint32_t hash_of(const cch_block_list *blocks) {
    uint64_t hash = blocks->count;
    for (size_t i = 0; i < blocks->count; i++) {
        const cch_block *block = &blocks->items[i];
        uint32_t place[3] = {block->file, block->first, block->last};
        hash = XXH3_64bits_withSeed(place, sizeof place, hash);
    }
    return (uint32_t)hash;
}

static bool same(const cch_block_list *left, const cch_block_list *right) {
    if (left->count != right->count)
        return false;
    for (size_t i = 0; i < left->count; i++) {
        const cch_block *a = &left->items[i], *b = &right->items[i];
        if (a->file != b->file || a->first != b->first || a->last != b->last)
            return false;
    }
    return true;
}

/* The prompt with these blocks, which it takes over when it is new; NULL: out
 * of memory. */
static struct cch_planned_prompt *find_or_add(struct cch_prompt_plan *plan, cch_index *index, cch_block_list *blocks) {
    uint32_t hash = hash_of(blocks);
    if (cch_index_reserve(index, plan->count + 1))
        return NULL;
    /* Chains without any code have nothing in common. */
    const struct cch_slot *s = blocks->count ? cch_index_find(index, hash) : NULL;
    for (; s; s = cch_index_again(index, s))
        if (same(&plan->prompts[s->number - 1].blocks, blocks))
            return &plan->prompts[s->number - 1];
    if (cch_array_reserve(&plan->prompts, &plan->capacity, plan->count + 1, sizeof *plan->prompts))
        return NULL;
    struct cch_planned_prompt *prompt = &plan->prompts[plan->count++];
    *prompt = (struct cch_planned_prompt){.blocks = *blocks};
    *blocks = (cch_block_list){0};
    cch_index_add(index, hash, (uint32_t)plan->count);
    return prompt;
}

int cch_prompt_plan_make(struct cch_prompt_plan *plan, const cch_view *view, const cch_chain_list *chains,
                         enum cch_prompt_mode mode) {
    cch_index index = {0};
    cch_block_list blocks = {0};
    int code = CCH_OK;
    *plan = (struct cch_prompt_plan){0};
    for (size_t i = 0; i < chains->count && !code; i++) {
        size_t first = chains->first[i];
        struct cch_planned_prompt *prompt = NULL;
        code = cch_blocks_of_chain(&blocks, view, chains->functions + first, chains->first[i + 1] - first, mode);
        if (code)
            break;
        prompt = find_or_add(plan, &index, &blocks);
        if (!prompt || cch_array_reserve(&prompt->chains, &prompt->chain_capacity, prompt->chain_count + 1,
                                         sizeof *prompt->chains))
            code = CCH_ERROR_MEMORY;
        else
            prompt->chains[prompt->chain_count++] = i;
    }
    free(blocks.items);
    cch_index_release(&index);
    return code;
}

void cch_prompt_plan_release(struct cch_prompt_plan *plan) {
    for (size_t i = 0; i < plan->count; i++) {
        free(plan->prompts[i].chains);
        free(plan->prompts[i].blocks.items);
    }
    free(plan->prompts);
    *plan = (struct cch_prompt_plan){0};
}
