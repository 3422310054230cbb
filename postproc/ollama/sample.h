/* How a model counts, before it is asked anything. Private to the folder. */
#ifndef CCH_OLLAMA_SAMPLE_H
#define CCH_OLLAMA_SAMPLE_H

#include "ollama/identify.h"

enum { CCH_SAMPLE_BYTES = 2048 };

/* Has the model read some of the prompt, from its middle, and takes note of
 * how many tokens that is (identify->scale) and how long it takes
 * (identify->reading_seconds). It also makes the server load the model. Says
 * nothing of a failure: the first prompt will fail in the same way. */
void cch_sample_take(cch_identify *identify, cch_http *http, const cch_prompt *prompt, uint64_t context);

/* So many tokens (at least 1) were read in so many seconds: what is read later
 * is given its time by that, where that is slow. */
void cch_sample_note_time(cch_identify *identify, double seconds, uint64_t tokens);

#endif
