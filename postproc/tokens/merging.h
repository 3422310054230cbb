/* Merging a word's bytes into tokens. Private to the folder. */
#ifndef CCH_TOKENS_MERGING_H
#define CCH_TOKENS_MERGING_H

#include <stdint.h>

#include "tokens/vocabulary.h"

/* Memory that one word after the other uses; full of zeros at first. */
struct cch_merging {
    struct cch_piece *pieces; /* what the word consists of so far */
    size_t piece_capacity;
    struct cch_pair *pairs; /* those that can be merged: a heap */
    size_t pair_count, pair_capacity;
};

void cch_merging_release(struct cch_merging *merging);

/* Adds the number of the word's tokens to *tokens. 0, or -1 without memory. */
int cch_merge_word(struct cch_merging *merging, const struct cch_vocabulary *vocabulary, const char *word,
                   size_t length, uint64_t *tokens);

#endif
