/* How many tokens the prompts have before a model has read them: counted by
 * its own vocabulary where that is known, else estimated. Private to the
 * folder. */
#ifndef CCH_OLLAMA_COUNT_H
#define CCH_OLLAMA_COUNT_H

#include "ollama/asking.h"
#include "ollama/http.h"

/* Counts the prompts that are to be asked (settings.tokenizer; without one
 * nothing happens): each alone, or, once cch_count_frame knows it, with what
 * the server puts around it. What can't be counted stays estimated. */
void cch_count_prompts(cch_identify *identify);

/* Has the server tell what it puts around a prompt, and counts again, exactly.
 * The server loads the model for `context`, but reads nothing. A server that
 * doesn't tell changes nothing. */
void cch_count_frame(cch_identify *identify, cch_http *http, uint64_t context);

/* The tokens of a prompt as it is sent: no more than this, most likely; and
 * no fewer. */
uint64_t cch_count_at_most(const cch_identify *identify, const cch_identify_item *item);
uint64_t cch_count_at_least(const cch_identify *identify, const cch_identify_item *item);

/* A server that says it has read fewer has not read the whole prompt. */
uint64_t cch_count_whole_at_least(const cch_identify *identify, const cch_identify_item *item);

#endif
