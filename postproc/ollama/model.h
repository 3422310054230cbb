/* What a server tells about itself and a model, and having it fetch one. */
#ifndef CCH_OLLAMA_MODEL_H
#define CCH_OLLAMA_MODEL_H

#include <stdint.h>

#include "ollama/failure.h"
#include "ollama/http.h"

struct json_object;

typedef struct cch_ollama_model {
    char name[256];
    char digest[80]; /* of what answers, as /api/tags has it; "" where it doesn't say */
    char server[64]; /* the server's version */
    char family[64], parameter_size[32], quantization[32];
    uint64_t context_length; /* tokens that the model was made for; 0: unknown */
} cch_ollama_model;

enum { CCH_MODEL_REPLY_MAX = 64 << 20 };

/* Fills in what the server tells; a failure kind. NO_MODEL: it lacks the
 * model; NO_SERVER, NOT_OLLAMA, …: nothing to talk to. `seconds`: the longest
 * wait for an answer. */
int cch_ollama_model_find(cch_ollama_model *model, cch_http *http, const char *name, double seconds,
                          cch_failure *failure);

/* All facts about the model that the server tells ("model_info", some
 * megabytes with the vocabulary), for json_object_put; NULL when it tells none,
 * or with a failure. */
struct json_object *cch_ollama_model_info(cch_http *http, const char *name, double seconds, cch_failure *failure);

/* Called while a model is fetched; total is 0 while it is unknown. */
typedef void cch_ollama_model_progress(void *context, const char *status, uint64_t completed, uint64_t total);

/* Has the server fetch the model. */
int cch_ollama_model_pull(cch_http *http, const char *name, double seconds, cch_ollama_model_progress *progress,
                          void *context, cch_failure *failure);

#endif
