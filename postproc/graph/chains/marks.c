/* What each step of the listed chains is: the edges between the
 * specializations that the chain's functions stand for, found by following it
 * once more. */
#include "graph/chains/parts.h"

#include "base/array.h"

#include <stdlib.h>
#include <string.h>

/* Behind the functions up to one of the chain: the specializations that ways
 * come to, and of these the ones that need no possible edge since the last step
 * that every way needs one for. */
struct behind {
    size_t set, count, certain_count; /* in `numbers`: all, then the certain ones */
};

struct marking {
    const struct cch_between *between;
    uint32_t *numbers;
    size_t used, capacity;
    struct behind *behind; /* by position */
    size_t behind_capacity;
    unsigned char *seen; /* by instance: scratch */
};

static int add(struct marking *marking, uint32_t instance) {
    if (marking->seen[instance])
        return CCH_OK;
    if (cch_array_reserve(&marking->numbers, &marking->capacity, marking->used + 1, sizeof instance))
        return CCH_ERROR_MEMORY;
    marking->seen[instance] = 1;
    marking->numbers[marking->used++] = instance;
    return CCH_OK;
}

/* Closes the numbers from `begin` under edges within their vertex. */
static int close_over(struct marking *marking, size_t begin, bool certain) {
    const struct cch_between *between = marking->between;
    int status = CCH_OK;
    for (size_t n = begin; n < marking->used && !status; n++) {
        uint32_t from = marking->numbers[n];
        for (size_t j = between->out[from]; j < between->out[from + 1] && !status; j++)
            if (between->vertex[between->successors[j]] == between->vertex[from] && (between->certain[j] || !certain))
                status = add(marking, between->successors[j]);
    }
    for (size_t n = begin; n < marking->used; n++)
        marking->seen[marking->numbers[n]] = 0;
    return status;
}

/* Adds what edges lead to at `vertex` from the numbers from..., and joins their
 * kinds. */
static int move(struct marking *marking, size_t set, size_t count, uint32_t vertex, bool certain, uint16_t *kinds) {
    const struct cch_between *between = marking->between;
    size_t begin = marking->used;
    int status = CCH_OK;
    for (size_t n = 0; n < count; n++) {
        uint32_t from = marking->numbers[set + n];
        for (size_t j = between->out[from]; j < between->out[from + 1] && !status; j++)
            if (between->vertex[between->successors[j]] == vertex && (between->certain[j] || !certain)) {
                *kinds |= between->kinds[j];
                status = add(marking, between->successors[j]);
            }
    }
    return status ? status : close_over(marking, begin, certain);
}

static int begin_at(struct marking *marking, uint32_t start, struct behind *behind) {
    const struct cch_between *between = marking->between;
    int status = CCH_OK;
    marking->used = 0;
    for (int certain = 0; certain < 2 && !status; certain++) {
        size_t begin = marking->used;
        for (uint32_t i = between->first[start]; i < between->first[start + 1] && !status; i++)
            if (between->begins[i])
                status = add(marking, i);
        status = status ? status : close_over(marking, begin, certain);
        if (certain)
            behind->certain_count = marking->used - begin;
        else
            behind->count = marking->used;
    }
    return status;
}

static int go_on(struct marking *marking, const struct behind *at, uint32_t vertex, struct behind *behind,
                 struct cch_chain_step *step) {
    uint16_t certain_kinds = 0, kinds = 0;
    marking->used = at->set + at->count + at->certain_count;
    behind->set = marking->used;
    if (move(marking, at->set, at->count, vertex, false, &kinds))
        return CCH_ERROR_MEMORY;
    behind->count = marking->used - behind->set;
    if (move(marking, at->set + at->count, at->certain_count, vertex, true, &certain_kinds))
        return CCH_ERROR_MEMORY;
    behind->certain_count = marking->used - behind->set - behind->count;
    *step =
        (struct cch_chain_step){.kinds = certain_kinds ? certain_kinds : kinds, .certain = behind->certain_count > 0};
    for (size_t n = 0; n < behind->count && !step->certain; n++) { /* from here on it is anew */
        if (cch_array_reserve(&marking->numbers, &marking->capacity, marking->used + 1, sizeof(uint32_t)))
            return CCH_ERROR_MEMORY;
        marking->numbers[marking->used++] = marking->numbers[behind->set + n];
    }
    behind->certain_count = marking->used - behind->set - behind->count;
    return CCH_OK;
}

int cch_chains_mark(const struct cch_between *between, cch_chains *chains) {
    struct marking marking = {.between = between};
    size_t total = chains->count ? chains->first[chains->count] : 0, known = 0, before = 0;
    chains->steps = calloc(total + 1, sizeof *chains->steps);
    marking.seen = calloc((size_t)between->instance_count + 1, 1);
    int status = chains->steps && marking.seen ? CCH_OK : CCH_ERROR_MEMORY;
    for (size_t i = 0; i < chains->count && !status; i++) {
        size_t first = chains->first[i], length = chains->first[i + 1] - first, same = 0;
        /* What it shares with the chain before is followed already. */
        while (same < known && same < length && chains->functions[before + same] == chains->functions[first + same])
            same++;
        if (cch_array_reserve(&marking.behind, &marking.behind_capacity, length, sizeof *marking.behind)) {
            status = CCH_ERROR_MEMORY;
            break;
        }
        memcpy(chains->steps + first, chains->steps + before, same * sizeof *chains->steps);
        for (size_t j = same; j < length && !status; j++) {
            struct behind behind = {0};
            status = j ? go_on(&marking, &marking.behind[j - 1], chains->functions[first + j], &behind,
                               &chains->steps[first + j])
                       : begin_at(&marking, chains->functions[first], &behind);
            marking.behind[j] = behind;
        }
        known = length;
        before = first;
    }
    free(marking.numbers);
    free(marking.behind);
    free(marking.seen);
    return status;
}
