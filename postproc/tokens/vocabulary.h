/* A vocabulary: its tokens, the pairs of tokens that are merged, and its
 * special tokens. Private to the folder.
 *
 * A token is known by its number in `tokens`; 0 stands for bytes that are no
 * token. A token's text has one character for each byte (GPT-2's: printable
 * ones stand for themselves), but for special tokens, which are as written. */
#ifndef CCH_TOKENS_VOCABULARY_H
#define CCH_TOKENS_VOCABULARY_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/index.h"
#include "base/pool.h"

struct json_object;

/* More than any model has. */
enum { CCH_TOKENS_MAX = 1 << 22, CCH_MERGES_MAX = 1 << 22, CCH_SPECIAL_TOKENS_MAX = 1 << 14 };

struct cch_merge {
    uint32_t left, right, result;
};

struct cch_vocabulary {
    cch_pool tokens;
    uint32_t bytes[256];      /* the token of each single byte */
    struct cch_merge *merges; /* by rank */
    uint32_t merge_count;
    cch_index merge_index; /* rank + 1, by cch_merge_hash */
    uint32_t *specials;    /* the longest first */
    size_t special_count;
};

/* Errors as cch_tokenizer_new's. To be released in any case. */
int cch_vocabulary_read(struct cch_vocabulary *vocabulary, struct json_object *model_info, cch_error *error);
void cch_vocabulary_release(struct cch_vocabulary *vocabulary);

/* The rank of a merge, or UINT32_MAX when the two are not merged. */
uint32_t cch_vocabulary_rank(const struct cch_vocabulary *vocabulary, uint32_t left, uint32_t right);

/* Is a word, as a whole, a token? `scratch` is overwritten. */
bool cch_vocabulary_has_word(const struct cch_vocabulary *vocabulary, const char *word, size_t length,
                             cch_buffer *scratch);

#endif
