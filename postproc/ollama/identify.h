/* Asking a model about each prompt, so often as wanted, and keeping its answers
 * (store.h). What is there already is not asked again: an answer is known by
 * its prompt, the model's digest, the options, the form and the run.
 *
 *     cch_identify *identify;
 *     cch_identify_new(&identify, &settings, error);  // what is to be asked
 *     cch_identify_ask(identify, http, store, &events, &failure);
 *     … identify->items[i] …
 *     cch_identify_free(identify);
 */
#ifndef CCH_OLLAMA_IDENTIFY_H
#define CCH_OLLAMA_IDENTIFY_H

#include "base/error.h"
#include "ollama/http.h"
#include "ollama/store.h"
#include "ollama/asking.h"

typedef struct cch_identify_events {
    void (*begun)(void *context, const cch_identify *identify, const cch_identify_item *item);
    /* Answered, failed, or (retrying) about to be asked again after `pause` seconds. */
    void (*ended)(void *context, const cch_identify *identify, const cch_identify_item *item);
    void (*retrying)(void *context, const cch_identify *identify, const cch_identify_item *item, double pause);
    bool (*stopped)(void *context);
    void *context;
} cch_identify_events;

/* Plans: which answers are wanted, and what of them `store` (may be NULL) has.
 * The settings, and what they point to, must outlive it. */
int cch_identify_new(cch_identify **identify, const cch_identify_settings *settings, cch_store *store,
                     cch_error *error);
void cch_identify_free(cch_identify *identify);

/* Asks what is to be asked. NONE: went to the end, whatever the single answers
 * are; else what ended it (a kind whose policy ends a run). */
int cch_identify_ask(cch_identify *identify, cch_http *http, cch_store *store, const cch_identify_events *events,
                     cch_failure *failure);

/* Takes the item's tokens, or estimates them, and chooses its context; false, with
 * item->failure, when the prompt and the answer's room fit into none. For
 * showing a plan; asking does it by itself. */
bool cch_identify_choose_context(const cch_identify *identify, cch_identify_item *item);

/* Tokens that have come so far of the answers that are being asked for. */
uint64_t cch_identify_tokens_coming(const cch_identify *identify);

#endif
