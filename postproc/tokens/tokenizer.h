/* Counting the tokens of a text exactly as a model's server does, without one:
 * a byte-level BPE tokenizer made of a model's own vocabulary, as Ollama's
 * POST /api/show with "verbose": true tells it ("model_info").
 *
 *     cch_tokenizer *tokenizer;
 *     if (cch_tokenizer_new(&tokenizer, model_info, error) == CCH_OK)
 *         cch_tokenizer_count(tokenizer, text, length, &tokens, error);
 *     cch_tokenizer_free(tokenizer);
 *
 * The rules are llama.cpp's (src/llama-vocab.cpp), which Ollama runs:
 * 1. The texts of special tokens are cut out whole, the longest first.
 * 2. The regular expressions of the pre-tokenizer cut what is left into words,
 *    each expression within the pieces that the one before has made.
 * 3. Within a word the bytes are merged pair by pair, the merge of the lowest
 *    rank first, the leftmost of these first. With some vocabularies a word
 *    that is a token as a whole is one without merging.
 *
 * Known are vocabularies of tokenizer.ggml.model "gpt2" with one of the
 * pre-tokenizers of words.c (those of SmolLM, StarCoder, GPT-2, Qwen 2, Llama
 * 3 and their like). Characters newer than the Unicode of the PCRE2 library
 * are taken for symbols, which may differ from the server's view.
 *
 * A tokenizer is never changed after it is made; threads may share it.
 */
#ifndef CCH_TOKENS_TOKENIZER_H
#define CCH_TOKENS_TOKENIZER_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct json_object;
typedef struct cch_tokenizer cch_tokenizer;

/* `model_info` is only read; nothing of it is kept. Errors, with *tokenizer
 * NULL: CCH_ERROR_VERSION for a kind that is not known, CCH_ERROR_FORMAT for a
 * vocabulary that makes no sense (the text is a reason: "its tokenizer …"),
 * CCH_ERROR_MEMORY. */
int cch_tokenizer_new(cch_tokenizer **tokenizer, struct json_object *model_info, cch_error *error);
void cch_tokenizer_free(cch_tokenizer *tokenizer); /* NULL is fine */

/* "gpt2/qwen2": the vocabulary's kind and its pre-tokenizer, as the model
 * names them. The tokenizer's own. */
const char *cch_tokenizer_name(const cch_tokenizer *tokenizer);

/* The number of tokens of the text alone. What is not UTF-8, and each NUL,
 * counts as U+FFFD, which is what a server is sent for it. CCH_ERROR_MEMORY;
 * CCH_ERROR_FORMAT for what even the regular expressions refuse. */
int cch_tokenizer_count(const cch_tokenizer *tokenizer, const char *text, size_t length, uint64_t *tokens,
                        cch_error *error);

/* How many tokens the server puts around each whole prompt (the beginning of
 * the sequence, its end): 0, 1 or 2. */
unsigned cch_tokenizer_added(const cch_tokenizer *tokenizer);

#endif
