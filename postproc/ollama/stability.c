#include "ollama/stability.h"

#include <stdbool.h>
#include <string.h>

static bool names(const cch_answer *answer, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(answer->parameters[i].name, name) == 0)
            return true;
    return false;
}

double cch_answer_agreement(const cch_answer *a, const cch_answer *b) {
    size_t both = 0, either = 0;
    for (size_t i = 0; i < a->count; i++) {
        const char *name = a->parameters[i].name;
        if (names(a, i, name)) /* named before */
            continue;
        either++;
        both += names(b, b->count, name);
    }
    for (size_t i = 0; i < b->count; i++) {
        const char *name = b->parameters[i].name;
        either += !names(b, i, name) && !names(a, a->count, name);
    }
    return either ? (double)both / (double)either : 1;
}

double cch_answers_stability(const cch_answer *answers, size_t count) {
    double sum = 0;
    if (count < 2)
        return -1;
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++)
            sum += cch_answer_agreement(&answers[i], &answers[j]);
    return sum / ((double)count * (double)(count - 1) / 2);
}
