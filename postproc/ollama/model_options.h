/* The options that a request hands to the model, by Ollama's names. */
#ifndef CCH_OLLAMA_MODEL_OPTIONS_H
#define CCH_OLLAMA_MODEL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct json_object;

typedef struct cch_ollama_options {
    struct json_object *values; /* an object: name → value */
} cch_ollama_options;

enum { CCH_NUM_PREDICT_DEFAULT = 2048 };

/* The defaults: temperature 0.2, top_k 40, top_p 0.8, min_p 0.4, repeat_last_n
 * 128, repeat_penalty 1.2, mirostat 0, num_keep 5, num_predict 2048 (room that
 * the context keeps free for the answer; an answer needs some hundred tokens). */
int cch_ollama_options_init(cch_ollama_options *options, cch_error *error);
int cch_ollama_options_copy(cch_ollama_options *copy, const cch_ollama_options *options, cch_error *error);
void cch_ollama_options_release(cch_ollama_options *options);

/* Takes "name=value"; CCH_ERROR_USAGE for a name that no Ollama server knows
 * (which it would ignore in silence), or a value of the wrong type. */
int cch_ollama_options_set(cch_ollama_options *options, const char *assignment, cch_error *error);

bool cch_ollama_options_has(const cch_ollama_options *options, const char *name);
int64_t cch_ollama_options_integer(const cch_ollama_options *options, const char *name, int64_t otherwise);
void cch_ollama_options_set_integer(cch_ollama_options *options, const char *name, int64_t value);
void cch_ollama_options_remove(cch_ollama_options *options, const char *name);

/* Splits "temperature=0,0.2" into "temperature=0" and "temperature=0.2", at most `most` of them, each of which
 * the options could be set to and none twice. They point into *texts, which is to be freed in any case.
 * Errors: CCH_ERROR_USAGE, CCH_ERROR_MEMORY. */
int cch_ollama_options_sweep(const cch_ollama_options *options, const char *text, const char **settings, size_t most,
                             size_t *count, char **texts, cch_error *error);

#endif
