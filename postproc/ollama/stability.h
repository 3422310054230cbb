/* How much repeated runs of one prompt agree. */
#ifndef CCH_OLLAMA_STABILITY_H
#define CCH_OLLAMA_STABILITY_H

#include <stddef.h>

#include "ollama/answer.h"

/* The Jaccard index of the sets of names in two answers: how many are in both
 * for each that is in either; 1 for two empty ones. */
double cch_answer_agreement(const cch_answer *a, const cch_answer *b);

/* Its mean over all pairs of `count` answers; -1 for fewer than two. */
double cch_answers_stability(const cch_answer *answers, size_t count);

#endif
