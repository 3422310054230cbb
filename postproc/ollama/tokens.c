#include "ollama/tokens.h"

enum { FIRST_STEP = 2048 };
#define DEFAULT_MOST 0.4
#define DEFAULT_LEAST 0.1
#define MOST_MARGIN 1.15
#define LEAST_MARGIN 0.6

void cch_token_scale_add(cch_token_scale *scale, size_t bytes, uint64_t tokens) {
    if (bytes == 0 || tokens == 0)
        return;
    double ratio = (double)tokens / (double)bytes;
    if (scale->most <= 0 || ratio > scale->most)
        scale->most = ratio;
    if (scale->least <= 0 || ratio < scale->least)
        scale->least = ratio;
}

uint64_t cch_tokens_at_most(const cch_token_scale *scale, size_t bytes) {
    double ratio = scale->most > 0 ? scale->most * MOST_MARGIN : DEFAULT_MOST;
    return (uint64_t)((double)bytes * ratio) + CCH_TEMPLATE_TOKENS;
}

uint64_t cch_tokens_at_least(const cch_token_scale *scale, size_t bytes) {
    double ratio = scale->least > 0 ? scale->least * LEAST_MARGIN : DEFAULT_LEAST;
    return (uint64_t)((double)bytes * ratio);
}

uint64_t cch_context_step(uint64_t needed, uint64_t most) {
    uint64_t step = FIRST_STEP;
    if (most && needed > most)
        return 0;
    while (step < needed && step <= UINT64_MAX / 2)
        step *= 2;
    return most && step > most ? most : step;
}
