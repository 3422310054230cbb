#include "tokens/merging.h"

#include <stdlib.h>

#include "base/array.h"

#define NONE UINT32_MAX

struct cch_piece {
    uint32_t token; /* 0: a byte that is none */
    uint32_t previous, next;
    bool gone; /* merged into the one before it */
};

struct cch_pair {
    uint32_t rank, left; /* the least of both comes first */
    uint32_t left_token, right_token;
};

void cch_merging_release(struct cch_merging *merging) {
    free(merging->pieces);
    free(merging->pairs);
    *merging = (struct cch_merging){.pair_count = 0};
}

/* The heap ------------------------------------------------------------------- */

static bool before(const struct cch_pair *a, const struct cch_pair *b) {
    return a->rank != b->rank ? a->rank < b->rank : a->left < b->left;
}

static int push(struct cch_merging *merging, struct cch_pair pair) {
    if (cch_array_reserve(&merging->pairs, &merging->pair_capacity, merging->pair_count + 1, sizeof pair))
        return -1;
    size_t at = merging->pair_count++;
    for (; at && before(&pair, &merging->pairs[(at - 1) / 2]); at = (at - 1) / 2)
        merging->pairs[at] = merging->pairs[(at - 1) / 2];
    merging->pairs[at] = pair;
    return 0;
}

static struct cch_pair pop(struct cch_merging *merging) {
    struct cch_pair *pairs = merging->pairs, first = pairs[0], last = pairs[--merging->pair_count];
    size_t at = 0, child;
    while ((child = 2 * at + 1) < merging->pair_count) {
        if (child + 1 < merging->pair_count && before(&pairs[child + 1], &pairs[child]))
            child++;
        if (!before(&pairs[child], &last))
            break;
        pairs[at] = pairs[child];
        at = child;
    }
    pairs[at] = last;
    return first;
}

/* Words ---------------------------------------------------------------------- */

/* Notes that the pieces `left` and `right` can be merged, if so. */
static int consider(struct cch_merging *merging, const struct cch_vocabulary *vocabulary, uint32_t left,
                    uint32_t right) {
    if (left == NONE || right == NONE)
        return 0;
    struct cch_pair pair = {
        .left = left, .left_token = merging->pieces[left].token, .right_token = merging->pieces[right].token};
    if (!pair.left_token || !pair.right_token)
        return 0;
    pair.rank = cch_vocabulary_rank(vocabulary, pair.left_token, pair.right_token);
    return pair.rank == UINT32_MAX ? 0 : push(merging, pair);
}

/* A pair is out of date once one of its pieces has been merged otherwise. */
static bool is_current(const struct cch_merging *merging, const struct cch_pair *pair) {
    const struct cch_piece *left = &merging->pieces[pair->left];
    return !left->gone && left->token == pair->left_token && left->next != NONE &&
           merging->pieces[left->next].token == pair->right_token;
}

static int merge_all(struct cch_merging *merging, const struct cch_vocabulary *vocabulary) {
    struct cch_piece *pieces = merging->pieces;
    while (merging->pair_count) {
        struct cch_pair pair = pop(merging);
        if (!is_current(merging, &pair))
            continue;
        struct cch_piece *left = &pieces[pair.left], *right = &pieces[left->next];
        left->token = vocabulary->merges[pair.rank].result;
        left->next = right->next;
        right->gone = true;
        if (right->next != NONE)
            pieces[right->next].previous = pair.left;
        if (consider(merging, vocabulary, left->previous, pair.left) ||
            consider(merging, vocabulary, pair.left, left->next))
            return -1;
    }
    return 0;
}

int cch_merge_word(struct cch_merging *merging, const struct cch_vocabulary *vocabulary, const char *word,
                   size_t length, uint64_t *tokens) {
    if (length >= NONE ||
        cch_array_reserve(&merging->pieces, &merging->piece_capacity, length, sizeof *merging->pieces))
        return -1;
    merging->pair_count = 0;
    for (uint32_t i = 0; i < length; i++)
        merging->pieces[i] = (struct cch_piece){.token = vocabulary->bytes[(unsigned char)word[i]],
                                                .previous = i ? i - 1 : NONE,
                                                .next = i + 1 < length ? i + 1 : NONE};
    for (uint32_t i = 1; i < length; i++)
        if (consider(merging, vocabulary, i - 1, i))
            return -1;
    if (merge_all(merging, vocabulary))
        return -1;
    for (size_t i = 0; i < length; i++)
        *tokens += !merging->pieces[i].gone && merging->pieces[i].token;
    return 0;
}
