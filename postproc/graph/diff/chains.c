/* Chains of two programs. */
#include "graph/diff/parts.h"

#include "base/array.h"
#include "graph/chains/sets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* By instance of one side's part. */
struct paths {
    uint32_t *before; /* the instance before it on a shortest way from a start, itself at a start */
    uint32_t *after;  /* the instance behind it on a shortest way to a target, itself at a target */
};

struct comparing {
    cch_diff *diff;
    const struct cch_diff_request *request;
    struct cch_between *between[CCH_SIDES];
    cch_chain_states states[CCH_SIDES];
    uint32_t *vertex_of[CCH_SIDES]; /* by function: its vertex + 1, or 0 */
    uint32_t *vertices;             /* scratch, for the longest chain */
    size_t vertex_capacity;
    cch_chains *chains[CCH_SIDES];
};

/* The other side's vertex of a function; UINT32_MAX for none. */
static uint32_t other_vertex(const struct comparing *comparing, int side, uint32_t function) {
    uint32_t other = comparing->diff->other[side][function];
    return other ? comparing->vertex_of[!side][other] - 1 : UINT32_MAX;
}

/* The same ways, and so the same chains? */
static int compare_ways(struct comparing *comparing, bool *same) {
    const struct cch_between *old = comparing->between[CCH_OLD];
    uint32_t *other = malloc(((size_t)old->count + 1) * sizeof *other);
    if (!other)
        return CCH_ERROR_MEMORY;
    for (uint32_t p = 0; p < old->count; p++)
        other[p] = other_vertex(comparing, CCH_OLD, old->function[p]);
    int status = cch_chain_states_equal(&comparing->states[CCH_OLD], &comparing->states[CCH_NEW], other,
                                        CCH_CHAINS_COUNT_WORK, same);
    free(other);
    return status;
}

/* Does the other program have this chain? Functions are of `side`. */
static int has_chain(struct comparing *comparing, int side, const uint32_t *functions, size_t length, bool *has) {
    *has = false;
    if (cch_array_reserve(&comparing->vertices, &comparing->vertex_capacity, length, sizeof *functions))
        return CCH_ERROR_MEMORY;
    for (size_t i = 0; i < length; i++)
        if ((comparing->vertices[i] = other_vertex(comparing, side, functions[i])) == UINT32_MAX)
            return CCH_OK;
    return cch_chain_states_accept(&comparing->states[!side], comparing->vertices, length, true, has);
}

static int add_chain(struct comparing *comparing, int side, const uint32_t *functions, size_t length) {
    const uint32_t *const cells[] = {functions, functions};
    uint32_t count[CCH_SIDES] = {0};
    count[side] = (uint32_t)length;
    return cch_diff_add(comparing->diff, CCH_DIFF_CHAIN, side == CCH_OLD ? CCH_REMOVED : CCH_ADDED, cells, count);
}

static int compare_lists(struct comparing *comparing) {
    for (int side = 0; side < CCH_SIDES; side++) {
        const cch_chains *chains = comparing->chains[side];
        for (size_t i = 0; i < chains->count; i++) {
            const uint32_t *functions = chains->functions + chains->first[i];
            size_t length = chains->first[i + 1] - chains->first[i];
            bool has;
            if (has_chain(comparing, side, functions, length, &has) ||
                (!has && add_chain(comparing, side, functions, length)))
                return CCH_ERROR_MEMORY;
        }
    }
    return CCH_OK;
}

/* Examples --------------------------------------------------------------------- */

/* Breadth first from what `from` marks. */
static void find_ways(const struct cch_between *between, const unsigned char *from, const size_t *first,
                      const uint32_t *next, uint32_t *way, uint32_t *queue) {
    size_t count = 0;
    for (uint32_t i = 0; i < between->instance_count; i++) {
        way[i] = from[i] ? i : UINT32_MAX;
        if (from[i])
            queue[count++] = i;
    }
    for (size_t done = 0; done < count; done++)
        for (size_t j = first[queue[done]]; j < first[queue[done] + 1]; j++)
            if (way[next[j]] == UINT32_MAX) {
                way[next[j]] = queue[done];
                queue[count++] = next[j];
            }
}

static size_t append_vertex(const struct cch_between *between, uint32_t *vertices, size_t length, uint32_t instance) {
    if (!length || vertices[length - 1] != between->vertex[instance])
        vertices[length++] = between->vertex[instance];
    return length;
}

/* The way start → … → caller → callee → … → target, as vertices. */
static size_t way_over(const struct cch_between *between, const struct paths *paths, uint32_t caller, uint32_t callee,
                       uint32_t *vertices) {
    size_t length = 0;
    for (uint32_t i = caller;; i = paths->before[i]) {
        length = append_vertex(between, vertices, length, i);
        if (paths->before[i] == i)
            break;
    }
    for (size_t i = 0, j = length - 1; i < j; i++, j--) {
        uint32_t kept = vertices[i];
        vertices[i] = vertices[j];
        vertices[j] = kept;
    }
    for (uint32_t i = callee;; i = paths->after[i]) {
        length = append_vertex(between, vertices, length, i);
        if (paths->after[i] == i)
            break;
    }
    return length;
}

/* Leaves round trips out while there is a way without them. The step between
 * components is on none. */
static int make_chain(struct comparing *comparing, int side, uint32_t *vertices, size_t *length) {
    uint32_t *cut = malloc((*length + 1) * sizeof *cut);
    int status = cut ? CCH_OK : CCH_ERROR_MEMORY;
    for (size_t i = 0; i < *length && !status; i++)
        for (size_t j = *length; j-- > i + 1 && !status;) {
            size_t rest = *length - j;
            bool is_way = false;
            if (vertices[i] != vertices[j])
                continue;
            memcpy(cut, vertices, i * sizeof *cut);
            memcpy(cut + i, vertices + j, rest * sizeof *cut);
            status = cch_chain_states_accept(&comparing->states[side], cut, i + rest, false, &is_way);
            if (is_way) {
                *length = i + rest;
                memcpy(vertices, cut, *length * sizeof *cut);
                j = *length;
            }
        }
    free(cut);
    return status;
}

static bool is_listed(const struct comparing *comparing, int side, const uint32_t *functions, size_t length) {
    const cch_diff *diff = comparing->diff;
    const struct cch_diff_list *list = &diff->lists[CCH_DIFF_CHAIN][side == CCH_OLD ? CCH_REMOVED : CCH_ADDED];
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].count[side] == length &&
            !memcmp(cch_diff_cells(diff, &list->items[i], side), functions, length * sizeof *functions))
            return true;
    return false;
}

static bool other_has_step(const struct comparing *comparing, int side, uint32_t vertex, uint32_t successor) {
    const struct cch_between *between = comparing->between[side];
    uint32_t p = other_vertex(comparing, side, between->function[vertex]);
    uint32_t q = other_vertex(comparing, side, between->function[successor]);
    return p != UINT32_MAX && q != UINT32_MAX && cch_between_leads(comparing->between[!side], p, q);
}

/* Adds the chain over an edge between instances, unless it is listed. */
static int add_example(struct comparing *comparing, int side, const struct paths *paths, uint32_t caller,
                       uint32_t callee, uint32_t *vertices) {
    const struct cch_between *between = comparing->between[side];
    size_t length = way_over(between, paths, caller, callee, vertices);
    if (make_chain(comparing, side, vertices, &length))
        return CCH_ERROR_MEMORY;
    for (size_t i = 0; i < length; i++)
        vertices[i] = between->function[vertices[i]];
    comparing->diff->example[side == CCH_OLD ? CCH_REMOVED : CCH_ADDED] = true;
    return is_listed(comparing, side, vertices, length) ? CCH_OK : add_chain(comparing, side, vertices, length);
}

static int add_examples_over(struct comparing *comparing, int side, const struct paths *paths, uint32_t *vertices) {
    enum { EXAMPLES_MAX = 100 };
    const struct cch_between *between = comparing->between[side];
    const struct cch_diff_list *list =
        &comparing->diff->lists[CCH_DIFF_CHAIN][side == CCH_OLD ? CCH_REMOVED : CCH_ADDED];
    for (uint32_t i = 0; i < between->instance_count; i++)
        for (size_t j = between->out[i]; j < between->out[i + 1] && list->count < EXAMPLES_MAX; j++) {
            uint32_t to = between->successors[j], p = between->vertex[i], q = between->vertex[to];
            if (between->component[p] == between->component[q] || other_has_step(comparing, side, p, q))
                continue;
            if (add_example(comparing, side, paths, i, to, vertices))
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
    size_t room = (size_t)between->instance_count + 2;
    struct paths paths = {malloc(room * sizeof(uint32_t)), malloc(room * sizeof(uint32_t))};
    uint32_t *scratch = malloc(2 * room * sizeof *scratch);
    unsigned char *ends = calloc(room, 1);
    int status = CCH_ERROR_MEMORY;
    if (paths.before && paths.after && scratch && ends) {
        for (uint32_t i = 0; i < between->instance_count; i++)
            ends[i] = between->target[between->vertex[i]];
        find_ways(between, between->begins, between->out, between->successors, paths.before, scratch);
        find_ways(between, ends, between->in, between->predecessors, paths.after, scratch);
        status = add_examples_over(comparing, side, &paths, scratch);
    }
    free(paths.before);
    free(paths.after);
    free(scratch);
    free(ends);
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
    const cch_view *view = request->chain_view[side];
    uint32_t *vertex_of = comparing->vertex_of[side] = calloc((size_t)view->function_count + 1, sizeof *vertex_of);
    if (!vertex_of || cch_between_new(&comparing->between[side], view, request->names[side], request->naming, &part))
        return CCH_ERROR_MEMORY;
    for (uint32_t p = 0; p < comparing->between[side]->count; p++)
        vertex_of[comparing->between[side]->function[p]] = p + 1;
    return cch_chain_states_init(&comparing->states[side], comparing->between[side]);
}

/* Counts, and lists unless the two programs' chains are known to be the same. */
static int find_chains(struct comparing *comparing, int side) {
    cch_diff *diff = comparing->diff;
    const struct cch_diff_request *request = comparing->request;
    bool same = diff->verdict == CCH_DIFF_SAME;
    struct cch_chains_request wanted = request_of(comparing, side, same ? 0 : request->limit);
    char counted[24];
    if (cch_chains_find(&comparing->chains[side], request->chain_view[side], request->names[side], request->naming,
                        &wanted, NULL))
        return CCH_ERROR_MEMORY;
    const cch_chains *chains = comparing->chains[side];
    snprintf(counted, sizeof counted, "%zu", chains->count);
    diff->at_least[side] = chains->at_least;
    diff->compared[side] = chains->count;
    diff->compared_all[side] = same || (!chains->at_least && !chains->stopped && !strcmp(counted, chains->number));
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
    bool same = false;
    int status = cut_out(&comparing, CCH_OLD);
    if (!status)
        status = cut_out(&comparing, CCH_NEW);
    if (!status)
        status = compare_ways(&comparing, &same);
    if (status)
        goto out;
    diff->chains = true;
    diff->verdict = same ? CCH_DIFF_SAME : CCH_DIFF_UNDECIDED;
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
        cch_chain_states_release(&comparing.states[side]);
        cch_between_free(comparing.between[side]);
        cch_chains_free(comparing.chains[side]);
        free(comparing.vertex_of[side]);
    }
    free(comparing.vertices);
    return status;
}
