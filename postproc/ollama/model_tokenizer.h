/* A model's tokenizer: made of what the server tells of its vocabulary, which
 * is kept, so that neither another run nor one without a server asks for it.
 *
 * The folder that keeps them holds
 *
 *     <digest of the model>.json   the vocabulary, as the server told it
 *     <hash of a name>.digest      the digest of the model that last had the name */
#ifndef CCH_OLLAMA_MODEL_TOKENIZER_H
#define CCH_OLLAMA_MODEL_TOKENIZER_H

#include "ollama/model.h"
#include "tokens/tokenizer.h"

/* Fills in the model's name, and the digest that it had when its vocabulary
 * was kept in the folder `kept` (may be NULL: none). False: it was not. */
bool cch_ollama_model_recall(cch_ollama_model *model, const char *name, const char *kept);

/* Makes the tokenizer, for cch_tokenizer_free: of what `kept` (may be NULL)
 * has, else of what the server tells, which is then kept there (where that is
 * not possible, it isn't). `http` NULL: there is no server. Errors as
 * cch_tokenizer_new's; CCH_ERROR_SYSTEM when the server does not answer. */
int cch_ollama_model_tokenizer(cch_tokenizer **tokenizer, const cch_ollama_model *model, cch_http *http,
                               const char *kept, double seconds, cch_error *error);

#endif
