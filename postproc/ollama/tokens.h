/* An estimate of how many tokens a text has, before the model has read it, for
 * models whose vocabulary isn't known (else: tokens/tokenizer.h), and the
 * context that so many tokens take. */
#ifndef CCH_OLLAMA_TOKENS_H
#define CCH_OLLAMA_TOKENS_H

#include <stddef.h>
#include <stdint.h>

/* Room for a chat template's own words, where they are not known. */
enum { CCH_TEMPLATE_TOKENS = 64 };

/* Tokens for each byte, as counted by the model in the texts that it has read
 * so far. Full of zeros: nothing is known yet. */
typedef struct cch_token_scale {
    double least, most;
} cch_token_scale;

void cch_token_scale_add(cch_token_scale *scale, size_t bytes, uint64_t tokens);

/* No more than this many tokens, most likely. Without a count so far: a token
 * for each 2.5 bytes (source code has 3 to 4). */
uint64_t cch_tokens_at_most(const cch_token_scale *scale, size_t bytes);

/* A server that counts fewer has not read the whole text. */
uint64_t cch_tokens_at_least(const cch_token_scale *scale, size_t bytes);

/* The least step (2048, 4096, 8192, …) that holds `needed` tokens and is not
 * above `most` (0: unknown, no limit); `most` itself where only that holds
 * them; 0 when even that does not. Few steps, because a server loads the model
 * anew for each. */
uint64_t cch_context_step(uint64_t needed, uint64_t most);

#endif
