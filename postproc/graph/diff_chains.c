/* Chains of two programs. */
#include "graph/diff_parts.h"

#include "graph/between.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* By place of one side's part. */
struct paths {
    uint32_t *before; /* the place before it on a shortest way from a start, itself at a start */
    uint32_t *after;  /* the place behind it on a shortest way to a target, itself at a target */
};

struct comparing {
    cch_diff *diff;
    const struct cch_diff_request *request;
    struct cch_between *between[CCH_SIDES];
    uint32_t *place_of[CCH_SIDES]; /* by function: its place + 1, or 0 */
    cch_chains *chains[CCH_SIDES];
};

/* The other side's place of a place; UINT32_MAX for none. */
static uint32_t other_place(const struct comparing *comparing, int side, uint32_t place) {
    uint32_t other = comparing->diff->other[side][comparing->between[side]->function[place]];
    return other ? comparing->place_of[!side][other] - 1 : UINT32_MAX;
}

static bool is_successor(const struct cch_between *between, uint32_t place, uint32_t successor) {
    size_t low = between->out[place], high = between->out[place + 1];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (between->successors[middle] == successor)
            return true;
        if (between->successors[middle] < successor)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* The same places, ends and steps: the same chains. */
static bool is_same_part(const struct comparing *comparing) {
    const struct cch_between *old = comparing->between[CCH_OLD], *new = comparing->between[CCH_NEW];
    if (old->count != new->count || old->out[old->count] != new->out[new->count])
        return false;
    for (uint32_t p = 0; p < old->count; p++) {
        uint32_t q = other_place(comparing, CCH_OLD, p);
        if (q == UINT32_MAX || old->start[p] != new->start[q] || old->target[p] != new->target[q] ||
            old->out[p + 1] - old->out[p] != new->out[q + 1] - new->out[q])
            return false;
        for (size_t i = old->out[p]; i < old->out[p + 1]; i++) {
            uint32_t successor = other_place(comparing, CCH_OLD, old->successors[i]);
            if (successor == UINT32_MAX || !is_successor(new, q, successor))
                return false;
        }
    }
    return true;
}

/* Does the other program have this chain? Functions are of `side`. */
static bool has_chain(const struct comparing *comparing, int side, const uint32_t *functions, size_t length) {
    const struct cch_between *other = comparing->between[!side];
    uint32_t last = UINT32_MAX;
    for (size_t i = 0; i < length; i++) {
        uint32_t match = comparing->diff->other[side][functions[i]];
        uint32_t place = match ? comparing->place_of[!side][match] - 1 : UINT32_MAX;
        if (place == UINT32_MAX || (i == 0 && !other->start[place]) ||
            (i + 1 == length && !other->target[place]) || (i && !is_successor(other, last, place)))
            return false;
        last = place;
    }
    return true;
}

static int add_chain(struct comparing *comparing, int side, const uint32_t *functions, size_t length) {
    const uint32_t *const cells[] = {functions, functions};
    uint32_t count[CCH_SIDES] = {0};
    count[side] = (uint32_t)length;
    return cch_diff_add(comparing->diff, CCH_DIFF_CHAIN, side == CCH_OLD ? CCH_REMOVED : CCH_ADDED, cells,
                        count);
}

static int compare_lists(struct comparing *comparing) {
    for (int side = 0; side < CCH_SIDES; side++) {
        const cch_chains *chains = comparing->chains[side];
        for (size_t i = 0; i < chains->count; i++) {
            const uint32_t *functions = chains->functions + chains->first[i];
            size_t length = chains->first[i + 1] - chains->first[i];
            if (!has_chain(comparing, side, functions, length) &&
                add_chain(comparing, side, functions, length))
                return CCH_ERROR_MEMORY;
        }
    }
    return CCH_OK;
}

/* Examples --------------------------------------------------------------------- */

/* Breadth first from the places that `from` marks. */
static void find_ways(const struct cch_between *between, const unsigned char *from, const size_t *first,
                      const uint32_t *next, uint32_t *way, uint32_t *queue) {
    size_t count = 0;
    for (uint32_t p = 0; p < between->count; p++) {
        way[p] = from[p] ? p : UINT32_MAX;
        if (from[p])
            queue[count++] = p;
    }
    for (size_t done = 0; done < count; done++)
        for (size_t i = first[queue[done]]; i < first[queue[done] + 1]; i++)
            if (way[next[i]] == UINT32_MAX) {
                way[next[i]] = queue[done];
                queue[count++] = next[i];
            }
}

/* The chain start → … → caller → callee → … → target, as functions; the two
 * are of different components, so that no place is on it twice. */
static size_t chain_over(const struct cch_between *between, const struct paths *paths, uint32_t caller,
                         uint32_t callee, uint32_t *functions) {
    size_t length = 0;
    for (uint32_t p = caller;; p = paths->before[p]) {
        functions[length++] = between->function[p];
        if (paths->before[p] == p)
            break;
    }
    for (size_t i = 0, j = length - 1; i < j; i++, j--) {
        uint32_t kept = functions[i];
        functions[i] = functions[j];
        functions[j] = kept;
    }
    for (uint32_t p = callee;; p = paths->after[p]) {
        functions[length++] = between->function[p];
        if (paths->after[p] == p)
            break;
    }
    return length;
}

static bool is_listed(const struct comparing *comparing, int side, const uint32_t *functions, size_t length) {
    const cch_diff *diff = comparing->diff;
    const struct cch_diff_list *list =
        &diff->lists[CCH_DIFF_CHAIN][side == CCH_OLD ? CCH_REMOVED : CCH_ADDED];
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].count[side] == length &&
            !memcmp(cch_diff_cells(diff, &list->items[i], side), functions, length * sizeof *functions))
            return true;
    return false;
}

static bool other_has_step(const struct comparing *comparing, int side, uint32_t caller, uint32_t callee) {
    uint32_t p = other_place(comparing, side, caller), q = other_place(comparing, side, callee);
    return p != UINT32_MAX && q != UINT32_MAX && is_successor(comparing->between[!side], p, q);
}

static int add_examples_over(struct comparing *comparing, int side, const struct paths *paths,
                             uint32_t *functions) {
    enum { EXAMPLES_MAX = 100 };
    const struct cch_between *between = comparing->between[side];
    int change = side == CCH_OLD ? CCH_REMOVED : CCH_ADDED;
    const struct cch_diff_list *list = &comparing->diff->lists[CCH_DIFF_CHAIN][change];
    for (uint32_t p = 0; p < between->count; p++)
        for (size_t i = between->out[p]; i < between->out[p + 1] && list->count < EXAMPLES_MAX; i++) {
            uint32_t q = between->successors[i];
            if (between->component[p] == between->component[q] || other_has_step(comparing, side, p, q))
                continue;
            size_t length = chain_over(between, paths, p, q, functions);
            comparing->diff->example[change] = true;
            if (!is_listed(comparing, side, functions, length) &&
                add_chain(comparing, side, functions, length))
                return CCH_ERROR_MEMORY;
        }
    return CCH_OK;
}

/* An edge between components that lies between starts and targets is on a
 * chain: of a side whose list wasn't all and had nothing new, some of these. */
static int add_examples(struct comparing *comparing, int side) {
    const struct cch_between *between = comparing->between[side];
    int change = side == CCH_OLD ? CCH_REMOVED : CCH_ADDED;
    if (comparing->diff->compared_all[side] || comparing->diff->lists[CCH_DIFF_CHAIN][change].count)
        return CCH_OK;
    size_t room = (size_t)between->count + 1;
    struct paths paths = {malloc(room * sizeof(uint32_t)), malloc(room * sizeof(uint32_t))};
    uint32_t *scratch = malloc(room * sizeof *scratch);
    int status = CCH_ERROR_MEMORY;
    if (paths.before && paths.after && scratch) {
        find_ways(between, between->start, between->out, between->successors, paths.before, scratch);
        find_ways(between, between->target, between->in, between->predecessors, paths.after, scratch);
        status = add_examples_over(comparing, side, &paths, scratch);
    }
    free(paths.before);
    free(paths.after);
    free(scratch);
    return status;
}

/* All of it -------------------------------------------------------------------- */

static struct cch_chains_request request_of(const struct comparing *comparing, int side, size_t limit) {
    const struct cch_diff_request *request = comparing->request;
    return (struct cch_chains_request){.from = request->from[side],
                                       .to = request->to[side],
                                       .kinds = request->kinds,
                                       .certain = request->certain,
                                       .limit = limit};
}

static int cut_out(struct comparing *comparing, int side) {
    const struct cch_diff_request *request = comparing->request;
    struct cch_chains_request part = request_of(comparing, side, 0);
    const cch_view *view = request->view[side];
    uint32_t *place_of = comparing->place_of[side] =
        calloc((size_t)view->function_count + 1, sizeof *place_of);
    if (!place_of || cch_between_new(&comparing->between[side], view, request->names[side], request->naming,
                                     &part))
        return CCH_ERROR_MEMORY;
    for (uint32_t p = 0; p < comparing->between[side]->count; p++)
        place_of[comparing->between[side]->function[p]] = p + 1;
    return CCH_OK;
}

/* Counts, and lists unless the two programs' chains are known to be the same. */
static int find_chains(struct comparing *comparing, int side) {
    cch_diff *diff = comparing->diff;
    const struct cch_diff_request *request = comparing->request;
    bool same = diff->verdict == CCH_DIFF_SAME;
    struct cch_chains_request wanted = request_of(comparing, side, same ? 0 : request->limit);
    char counted[24];
    if (cch_chains_find(&comparing->chains[side], request->view[side], request->names[side], request->naming,
                        &wanted, NULL))
        return CCH_ERROR_MEMORY;
    const cch_chains *chains = comparing->chains[side];
    snprintf(counted, sizeof counted, "%zu", chains->count);
    diff->at_least[side] = chains->at_least;
    diff->compared[side] = chains->count;
    diff->compared_all[side] =
        same || (!chains->at_least && !chains->stopped && !strcmp(counted, chains->number));
    return (diff->number[side] = strdup(chains->number)) ? CCH_OK : CCH_ERROR_MEMORY;
}

static enum cch_diff_verdict judge(const cch_diff *diff) {
    bool exact = !diff->at_least[CCH_OLD] && !diff->at_least[CCH_NEW];
    if (diff->lists[CCH_DIFF_CHAIN][CCH_ADDED].count || diff->lists[CCH_DIFF_CHAIN][CCH_REMOVED].count ||
        (exact && strcmp(diff->number[CCH_OLD], diff->number[CCH_NEW])))
        return CCH_DIFF_DIFFERENT;
    return diff->compared_all[CCH_OLD] && diff->compared_all[CCH_NEW] ? CCH_DIFF_SAME : CCH_DIFF_UNDECIDED;
}

int cch_diff_chains(cch_diff *diff, const struct cch_diff_request *request) {
    struct comparing comparing = {.diff = diff, .request = request};
    int status = cut_out(&comparing, CCH_OLD);
    if (!status)
        status = cut_out(&comparing, CCH_NEW);
    if (status)
        goto out;
    diff->chains = true;
    diff->verdict = is_same_part(&comparing) ? CCH_DIFF_SAME : CCH_DIFF_UNDECIDED;
    for (int side = 0; side < CCH_SIDES && !status; side++)
        status = find_chains(&comparing, side);
    if (status || diff->verdict == CCH_DIFF_SAME)
        goto out;
    status = compare_lists(&comparing);
    for (int side = 0; side < CCH_SIDES && !status; side++)
        status = add_examples(&comparing, side);
    diff->verdict = judge(diff);
out:
    for (int side = 0; side < CCH_SIDES; side++) {
        cch_between_free(comparing.between[side]);
        cch_chains_free(comparing.chains[side]);
        free(comparing.place_of[side]);
    }
    return status;
}
